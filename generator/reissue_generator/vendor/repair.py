"""A copy whose lock nobody can use, after a merge: written again, from the clients at hand."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace

from .. import RUNTIME
from ..tree import atomic
from ..tree.files import sha256
from ..tree.git import git
from ..tree.write import Difference, FileState
from .age import older_clients
from .branches import Branches, is_mixed
from .copies import known_to
from .copy import Copy
from .layout import PATCHES, SPECS, patch_path
from .lock import Lock
from .origin import Contents, Origin, digests
from .patch import Patch, PatchError, id_of, parse
from .patches import Result
from .pin import pinned
from .remaking import remade
from .sides import END, OURS, THEIRS, Sides, side_of, sides_of
from .writing import CopyResult, RefusedError, lock_after, refuse_older, write


def repair(root: str, origin: Origin, *, force: bool = False, downgrade: bool = False) -> CopyResult:
    """Write all providers again that either side of a conflict has. What both sides say of what stays counts.

    Raises RefusedError where something would be lost that no lock lists, unless `force`, and where what is at hand is older than what one
    of the sides has, unless `downgrade`.
    """
    with ExitStack() as stack:
        stack.enter_context(atomic.alone(root))
        branches = Branches(root)
        sides = sides_of(root, branches)
        before = sides.joined
        origin = stack.enter_context(pinned(origin, before.pin))
        known_to(before.providers, origin)
        copy = Copy(root, before)
        specs = any(path.startswith(f"{SPECS}/") for path in copy.found)
        ours, theirs = (_patches(copy, mark) for mark in (OURS, THEIRS))
        contents, made = _either(*(remade(copy, origin, patches, specs=specs) for patches in (ours, theirs)))
        facts = {name: origin.facts(name) for name in before.providers}
        after = lock_after(before, facts, digests(contents.files), made.patches)
        if not downgrade:
            for side in sides.all:
                common = {name: facts for name, facts in after.providers.items() if name in side.providers}
                kept = replace(after, providers=common)
                refuse_older(side, kept, older_clients(side, kept, origin))
        if rows := [] if force else list(_in_the_way(copy, after, sides, branches)):
            raise RefusedError("Files stand there as no lock lists them; --force overwrites or removes them", rows)
        made.refuse()
        done = write(root, before, after, made.files, edits=False)
        told = [*([sides.told] if sides.told else []), *done.warnings, *made.told, *_lost(before, ours)]
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
    stage = 2 if side == OURS else 3
    done = git(parent, "cat-file", "blob", f":{stage}:./{name}/{path}")
    if done is not None and done.returncode == 0:
        return done.stdout
    return side_of(copy.data(path).decode("utf-8", "replace"), side).encode()


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


def _in_the_way(copy: Copy, after: Lock, sides: Sides, branches: Branches) -> Iterator[Difference]:
    """What would be lost, and that no lock lists."""
    listed = sides.listed()
    every = set[str]().union(*listed.values())
    for path in copy.found:
        if path in copy.lock.kept:
            if _is_in_conflict(copy.data(path).decode("utf-8", "replace")):
                yield Difference(FileState.EDITED, path, "is kept, and in conflict: end that by hand")
        elif path not in listed and path not in after.expected:
            if copy.data(path) and copy.is_one_of(path, every):
                continue  # git has moved it to where the other side has moved the rest of its folder
            yield Difference(FileState.EXTRA, path, "was not vendored")
        elif not path.startswith(f"{PATCHES}/"):  # they are taken as they stand
            reason = copy.changed(path, after)
            if reason and not _is_of(copy, path, every, branches):
                yield Difference(FileState.EDITED, path, reason)


def _is_of(copy: Copy, path: str, digests: set[str], branches: Branches) -> bool:
    """Whether a file is what one of the locks lists, or what git, or who chose lines, has made of two that are listed."""
    if copy.is_one_of(path, digests):
        return True
    if not copy.is_plain(path):
        return False
    sides = [data.decode("utf-8", "replace") for data in branches.all_of(path) if sha256(data) in digests]
    text = copy.data(path).decode("utf-8", "replace")
    return all(is_mixed(side_of(text, mark), sides) for mark in (OURS, THEIRS))


def _is_in_conflict(text: str) -> bool:
    starts = {line.split(" ")[0] for line in text.splitlines()}
    return OURS in starts and END in starts
