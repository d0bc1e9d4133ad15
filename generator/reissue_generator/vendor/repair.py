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
from ..tree.write import Difference, FileState
from .check import Copy
from .copies import known_to
from .layout import SPECS
from .lock import NAME as LOCK
from .lock import Lock, LockError
from .origin import Origin, digests
from .pin import pinned
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
        contents = origin.contents(
            sorted(before.providers),
            any(path.startswith(f"{SPECS}/") for path in copy.found),
            before.without,
            beside=copy.kept_texts(),
        )
        after = lock_after(before, {name: origin.facts(name) for name in before.providers}, digests(contents.files))
        if not downgrade:
            for side in sides:
                common = {name: facts for name, facts in after.providers.items() if name in side.providers}
                refuse_older(side, replace(after, providers=common))
        if rows := [] if force else list(_in_the_way(copy, after)):
            raise RefusedError("Files stand there that no lock lists; --force removes them", rows)
        return replace(write(root, before, after, contents.files, edits=False), runtime=contents.runtime)


def _in_the_way(copy: Copy, after: Lock) -> Iterator[Difference]:
    for path in copy.found:
        if path in copy.lock.kept:
            if _is_in_conflict(copy.data(path).decode("utf-8", "replace")):
                yield Difference(FileState.EDITED, path, "is kept, and in conflict: end that by hand")
        elif path not in copy.lock.files and path not in after.files:
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
        )
    return first


def _guessed(root: str) -> list[Lock]:
    """A lock of the providers that stand in the folder, where no side of it can be read."""
    here = Origin(root)
    names = [name for name in here.providers() if name != RUNTIME and here.is_client(name)]
    if not names:
        raise ConfigurationError(f"There is no vendored copy in {root}: reissue vendor add PROVIDER --into {root}")
    return [Lock("", {name: here.facts(name) for name in names})]
