"""A copy whose lock nobody can use, after a merge: written again, from the clients at hand."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace

from .. import RUNTIME
from ..errors import ConfigurationError
from ..tree import atomic
from ..tree.files import see
from ..tree.git import git
from ..tree.write import Difference, FileState
from .copies import known_to
from .copy import Copy
from .layout import SPECS, patch_path
from .lock import NAME as LOCK
from .lock import Lock, LockError
from .origin import Contents, Origin, digests
from .patch import Patch, PatchError, id_of, parse
from .patches import Result
from .pin import pinned
from .remaking import remade
from .stamp import Stamp
from .writing import CopyResult, RefusedError, lock_after, refuse_older, write

_OURS, _BASE, _THEIRS, _END = "<<<<<<<", "|||||||", "=======", ">>>>>>>"


def repair(root: str, origin: Origin, *, force: bool = False, downgrade: bool = False) -> CopyResult:
    """Write all providers again that either side of a conflict has. What both sides say of what stays counts.

    Raises RefusedError where something would be lost that is in no lock, unless `force`, and where what is at hand is older than what one
    of the sides has, unless `downgrade`.
    """
    with ExitStack() as stack:
        stack.enter_context(atomic.alone(root))
        sides = _sides(root)
        before = _joined(sides)
        origin = stack.enter_context(pinned(origin, before.pin))
        known_to(before.providers, origin)
        copy = Copy(root, before)
        specs = any(path.startswith(f"{SPECS}/") for path in copy.found)
        ours, theirs = (_patches(copy, mark) for mark in (_OURS, _THEIRS))
        contents, made = _either(*(remade(copy, origin, patches, specs=specs) for patches in (ours, theirs)))
        facts = {name: origin.facts(name) for name in before.providers}
        after = lock_after(before, facts, digests(contents.files), made.patches)
        if not downgrade:
            for side in sides:
                common = {name: facts for name, facts in after.providers.items() if name in side.providers}
                refuse_older(side, replace(after, providers=common))
        if rows := [] if force else list(_in_the_way(copy, after)):
            raise RefusedError("Files stand there that no lock lists; --force removes them", rows)
        made.refuse()
        done = write(root, before, after, made.files, edits=False)
        told = [*done.warnings, *made.told, *_lost(before, ours)]
        return replace(done, runtime=contents.runtime, warnings=told)


def _patches(copy: Copy, side: str) -> list[Patch]:
    """The patches as they stand there; of those in conflict one side, which is a whole patch. Raises RefusedError for what is none."""
    found, wrong = copy.patches()
    rows: list[Difference] = []
    for path, reason in wrong:
        try:
            found.append(parse(id_of(path), _one_side(copy, path, side)))
        except PatchError:
            rows.append(Difference(FileState.EDITED, path, reason))
    here = (RUNTIME, *copy.lock.providers)
    rows += [
        Difference(FileState.EXTRA, patch.path, f"there is no {patch.owner} here")
        for patch in found
        if patch.owner not in here
    ]
    if rows:
        raise RefusedError("There are patches that cannot be applied: mend them, or move them away", rows)
    return found


def _one_side(copy: Copy, path: str, side: str) -> bytes:
    """A file in conflict as one side has it: from the index, as git mixes what it can into the file, else from its marks."""
    parent, name = os.path.split(os.path.abspath(copy.root))
    stage = 2 if side == _OURS else 3
    done = git(parent, "cat-file", "blob", f":{stage}:./{name}/{path}")
    if done is not None and done.returncode == 0:
        return done.stdout
    return _side(copy.data(path).decode("utf-8", "replace"), side).encode()


def _either(ours: tuple[Contents, Result], theirs: tuple[Contents, Result]) -> tuple[Contents, Result]:
    """What the patches of both sides come to; of one, where only that can be merged. Raises RefusedError where they differ."""
    if theirs[1].misfits:
        return ours
    if ours[1].misfits:
        return theirs
    if rows := [
        Difference(FileState.EDITED, path, "is changed otherwise by the patches of each side")
        for path in sorted(ours[1].files.keys() | theirs[1].files.keys())
        if ours[1].files.get(path) != theirs[1].files.get(path)
    ]:
        raise RefusedError("Take one side of the patches: git checkout --ours (or --theirs) -- _patches", rows)
    return ours


def _lost(before: Lock, patches: Iterable[Patch]) -> Iterator[str]:
    """The patches that are in a lock and stand nowhere: what they changed is as it is generated."""
    for name in sorted(before.patches.keys() - {patch.id for patch in patches}):
        yield f"{patch_path(name)} is gone, and so is what it changed"


def _in_the_way(copy: Copy, after: Lock) -> Iterator[Difference]:
    for path in copy.found:
        if path in copy.lock.kept:
            if _is_in_conflict(copy.data(path).decode("utf-8", "replace")):
                yield Difference(FileState.EDITED, path, "is kept, and in conflict: end that by hand")
        elif path not in copy.lock.files and path not in copy.expected and path not in after.expected:
            yield Difference(FileState.EXTRA, path, "was not vendored")


def _is_in_conflict(text: str) -> bool:
    starts = {line.split(" ")[0] for line in text.splitlines()}
    return _OURS in starts and _END in starts


def _sides(root: str) -> list[Lock]:
    """What the lock says: once, or once for each side of a conflict; nothing where there is none that can be read."""
    seen = see(os.path.join(root, LOCK))
    found: list[Lock] = []
    for text in dict.fromkeys((_side(seen.text, _OURS), _side(seen.text, _THEIRS))):
        try:
            found.append(Lock.parse(text, adds_up=False))
        except LockError:
            continue
    return found or _guessed(root)


def _side(text: str, wanted: str) -> str:
    """One side of the conflicts in a text, as git marks them."""
    lines: list[str] = []
    inside = ""
    for line in text.splitlines(keepends=True):
        mark = line[:7] if line[7:8] in (" ", "\n", "\r", "") else ""
        if mark == _OURS or (inside and mark in (_BASE, _THEIRS, _END)):
            inside = "" if mark == _END else mark
        elif inside in ("", wanted):
            lines.append(line)
    return "".join(lines)


def _joined(sides: Iterable[Lock]) -> Lock:
    """All that any side has; of what the runtime leaves out only what each of them does."""
    first, *others = sides
    for other in others:
        keep = {entry.path: entry for entry in (*first.keep, *other.keep)}
        first = replace(
            first,
            providers={**first.providers, **other.providers},
            files={**first.files, **other.files},
            keep=tuple(keep.values()),
            without=tuple(name for name in first.without if name in other.without),
            patches={**first.patches, **other.patches},
        )
    return first


def _guessed(root: str) -> list[Lock]:
    """A lock of the providers that stand in the folder, where no side of it can be read."""
    here = Origin(root)
    here.is_from(Stamp())  # the repository around a copy is not the one that its clients come from
    names = [name for name in here.providers() if name != RUNTIME and here.is_client(name)]
    if not names:
        raise ConfigurationError(f"There is no vendored copy in {root}: reissue vendor add PROVIDER --into {root}")
    return [Lock("", {name: here.facts(name) for name in names})]
