"""What a lock says that a merge has spoilt: each side of it, or what can be read line by line, or what git has of it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, cast

from .. import RUNTIME
from ..errors import ConfigurationError
from ..tree.files import see
from ..tree.manifest import NAME as MANIFEST
from ..tree.manifest import Manifest
from .branches import Branches
from .lock import FORMAT, PROVIDER_NEEDS, Lock, LockError, adds_up
from .lock import NAME as LOCK
from .origin import Origin
from .stamp import Stamp

OURS, BASE, THEIRS, END = "<<<<<<<", "|||||||", "=======", ">>>>>>>"
_FILES = "files"
_Tables = dict[tuple[str, ...], dict[str, list[Any]]]
"""All values that a text has of each key of each table, in their order."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The locks that count for a copy."""

    locks: Sequence[Lock]
    """What stands there: one, or one for each side."""
    beside: Sequence[Lock]
    """What git has of it on the branches that are merged: what they list is lost by nobody, and none of them is left behind unasked."""
    records: Sequence[Manifest] = ()
    """What the list for `sha256sum -c` says, where no lock does."""
    told: str = ""
    """What nobody can know of the copy, or where it was taken from."""

    @property
    def joined(self) -> Lock:
        """All that any lock that stands there has; of what the runtime leaves out only what each of them does."""
        first, *others = self.locks
        for other in others:
            keep = {entry.path: entry for entry in (*first.keep, *other.keep)}
            first = replace(
                first,
                providers={**first.providers, **other.providers},
                files={**first.files, **other.files},
                keep=tuple(keep.values()),
                without=tuple(name for name in first.without if name in other.without),
                pin=_one_pin(first.pin, other.pin),
                patches={**first.patches, **other.patches},
            )
        return first

    @property
    def all(self) -> list[Lock]:
        return [*self.locks, *self.beside]

    def listed(self) -> dict[str, set[str]]:
        """Every digest that any of them has for a path, as generated or with patches."""
        found: dict[str, set[str]] = {}
        of_locks = (listed for lock in self.all for listed in (lock.files, lock.expected))
        for listed in (*of_locks, *(record.files for record in self.records)):
            for path, digest in listed.items():
                found.setdefault(path, set()).add(digest)
        return found


def _one_pin(one: str, other: str) -> str:
    if one and other and one != other:
        raise ConfigurationError(f"The copy is pinned to {one} on one side and to {other} on the other: leave one.")
    return one or other


def sides_of(root: str, branches: Branches) -> Sides:
    """The locks of a copy. Raises ConfigurationError where there is no copy, or one of a format that is not known here."""
    seen = see(os.path.join(root, LOCK))
    locks = list(_read(seen.text))
    is_whole = len(locks) == 1 and adds_up(seen.text)
    beside = [lock for text in branches.all_of(LOCK, with_last=not is_whole) for lock in _read(_text(text))]
    if locks and not is_whole and (merged := _merged(Sides(locks, ()).joined, branches)):
        return replace(merged, beside=beside)
    if locks:
        return Sides(locks, beside)
    gone = f"{LOCK} is not there" if seen.data is None else f"nothing can be read in {LOCK}"
    if beside:
        return Sides(beside, (), told=f"{gone}; what git has of it counts")
    told = (
        f"{gone}, and git has none: nobody can tell which version this copy is of, or whether what is at hand is older"
    )
    return Sides([_guessed(root)], (), list(_records(root)), told)


def _merged(standing: Lock, branches: Branches) -> Sides | None:
    """The locks of both sides of a merge, as git has them: it mixes the lines of two providers where one was moved to the other's place.

    What stays (`keep`, `without`, `pin`) is as it stands there, where somebody may have decided it.
    """
    blobs = branches.both(LOCK, with_last=not adds_up(_text(branches.last(LOCK))))
    ours, theirs, *base = (Lock.parse(text) if adds_up(text) else None for text in map(_text, blobs or (b"", b"")))
    if ours is None or theirs is None:
        return None
    keep, without, pin = standing.keep, standing.without, standing.pin
    locks = [replace(lock, keep=keep, without=without, pin=pin) for lock in (ours, theirs)]
    before = {name for lock in base if lock for name in lock.providers}
    lost = sorted(before & (ours.providers.keys() ^ theirs.providers.keys()))
    told = f"one side has removed {', '.join(lost)}, which stays: reissue vendor remove {lost[0]} DIR" if lost else ""
    return Sides(locks, (), told=told)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _read(text: str) -> Iterator[Lock]:
    """The locks in a text: one, one for each side of its conflicts, or one for each value that stands in it for one key."""
    for side in dict.fromkeys((side_of(text, OURS), side_of(text, THEIRS))):
        try:
            yield Lock.parse(side, adds_up=False)
        except LockError:
            yield from _by_line(side)


def side_of(text: str, wanted: str) -> str:
    """One side of the conflicts in a text, as git marks them."""
    lines: list[str] = []
    inside = ""
    for line in text.splitlines(keepends=True):
        mark = line[:7] if line[7:8] in (" ", "\n", "\r", "") else ""
        if mark == OURS or (inside and mark in (BASE, THEIRS, END)):
            inside = "" if mark == END else mark
        elif inside in ("", wanted):
            lines.append(line)
    return "".join(lines)


# --- line by line --------------------------------------------------------------------------------------------


def _by_line(text: str) -> Iterator[Lock]:
    """The locks in a text that is no TOML, such as one that has the lines of both sides. What cannot be read is left out."""
    tables, keep = _tables(text)
    _refuse_newer(tables)
    count = max((len(values) for table in tables.values() for values in table.values()), default=0)
    for side in range(count):
        data: dict[str, Any] = {"format": FORMAT, "keep": keep}
        for names, table in tables.items():
            inner = data
            for name in names:
                inner = inner.setdefault(name, {})
            inner.update({key: values[min(side, len(values) - 1)] for key, values in table.items()})
        with suppress(LockError, TypeError):
            yield Lock.of(_whole(data), adds_up=False)


def _whole(data: dict[str, Any]) -> dict[str, Any]:
    """The same with all that a lock must have, and without providers of which that cannot be read."""
    shared = data.setdefault(RUNTIME, {})
    shared.setdefault("reissue", "")
    if data.get("pin") == "" or str(data.get("pin")).isspace():
        del data["pin"]  # it pins nothing, and must not cost the rest
    providers = cast("dict[str, dict[str, Any]]", data.get("provider", {}))
    known = {name: one for name, one in providers.items() if one.keys() >= PROVIDER_NEEDS}
    return {**data, "provider": known} if known else {}


def _tables(text: str) -> tuple[_Tables, list[dict[str, Any]]]:
    """The tables of a text whose lines can be read one by one, and the entries of `[[keep]]`.

    Where lines of two sides follow each other, facts stand behind files: paths are in quotes, and belong to the block; facts are not.
    """
    tables: _Tables = {}
    keep: list[dict[str, Any]] = []
    names: tuple[str, ...] = ()
    entry: dict[str, Any] | None = None
    for line in text.splitlines():
        try:
            found = tomllib.loads(line)
        except tomllib.TOMLDecodeError:
            continue
        if line.startswith("[["):
            entry = {}
            keep += [entry] if "keep" in found else []
        elif line.startswith("["):
            names, entry = tuple(name for name in _path(found) if name != _FILES), None
        elif entry is not None:
            entry |= found
        else:
            table = tables.setdefault((*names, _FILES) if line.startswith('"') else names, {})
            for key, value in found.items():
                table.setdefault(key, []).append(value)
    return tables, [entry for entry in keep if entry.get("path")]


def _path(table: dict[str, Any]) -> tuple[str, ...]:
    """The names of the table that a line begins."""
    names: list[str] = []
    while table:
        ((name, table),) = table.items()
        names.append(name)
    return tuple(names)


def _refuse_newer(tables: _Tables) -> None:
    """A lock that a later version wrote is not written again as one of today."""
    for told in tables.get((), {}).get("format", []):
        if isinstance(told, int) and told > FORMAT:
            raise ConfigurationError(
                f"{LOCK} has format {told}, and this version of Reissue knows {FORMAT}: update it."
            )


# --- where no lock can be read -------------------------------------------------------------------------------


def _guessed(root: str) -> Lock:
    """A lock of the providers that stand in the folder, where nothing of it can be read."""
    here = Origin(root)
    here.is_from(Stamp())  # the repository around a copy is not the one that its clients come from
    names = [name for name in here.providers() if name != RUNTIME and here.is_client(name)]
    if not names:
        raise ConfigurationError(f"There is no vendored copy in {root}: reissue vendor add PROVIDER --into {root}")
    return Lock("", {name: here.facts(name) for name in names})


def _records(root: str) -> Iterable[Manifest]:
    text = see(os.path.join(root, MANIFEST)).text
    return (Manifest.parse(side_of(text, mark))[0] for mark in (OURS, THEIRS))
