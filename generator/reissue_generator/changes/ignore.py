"""The ignore file: one fingerprint a line, with the reason behind a '#'. Entries that match nothing are told.

# agreed with the web team, 2026-03-02
3f9a1c0b77d2e415  # response-property-removed Invoice: member 'legacy_id' is gone
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from ..errors import ConfigurationError
from ..findings import Finding, Place, clean
from ..findings import Level as Severity
from .record import Change

DEAD = "ignore-entry-dead"
DEAD_HELP = "An entry of the ignore file matches no change any more. Remove its line, so that it hides nothing later."

_ENTRY = re.compile(r"[0-9a-f]{16}\Z")
_HEAD = "# Changes that `reissue diff --ignore` leaves out: a fingerprint a line, and after '#' why it is accepted.\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the file: the fingerprint of a change that is accepted, and the number of the line."""

    fingerprint: str
    line: int


def load(path: Path) -> list[Entry]:
    """The entries of an ignore file. Raises ConfigurationError where it cannot be read or a line is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigurationError(f"The ignore file {path} cannot be read: {why}.") from None
    found: list[Entry] = []
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        if not _ENTRY.match(entry):
            raise ConfigurationError(
                f"{path}:{number}: {clean(entry[:60])!r} is no fingerprint (16 hexadecimal digits, as `reissue diff` prints)."
            )
        found.append(Entry(entry, number))
    return found


class _Known(Protocol):
    """What an entry can be of."""

    @property
    def fingerprint(self) -> str: ...


_Told = TypeVar("_Told", bound=_Known)


def apply(changes: Iterable[_Told], entries: Sequence[Entry], path: Path) -> tuple[list[_Told], list[Finding]]:
    """The changes that are left, and a finding for each entry that matches nothing, or stands there twice."""
    ignored = {entry.fingerprint for entry in entries}
    kept: list[_Told] = []
    met: set[str] = set()
    for change in changes:
        if change.fingerprint in ignored:
            met.add(change.fingerprint)
        else:
            kept.append(change)
    dead: list[Finding] = []
    seen: set[str] = set()
    for entry in entries:
        if entry.fingerprint not in met or entry.fingerprint in seen:
            why = "stands there twice" if entry.fingerprint in seen else "matches no change"
            message = f"the entry {entry.fingerprint} {why}"
            dead.append(Finding(DEAD, Severity.WARNING, message, Place(str(path), entry.line, 1), "remove the line"))
        seen.add(entry.fingerprint)
    return kept, dead


def text_of(changes: Iterable[Change | Finding]) -> str:
    """An ignore file for these changes. Each line says what it hides."""
    return _HEAD + "".join(f"{one.fingerprint}  # {_rule(one)} {clean(one.message)}\n" for one in changes)


def _rule(one: Change | Finding) -> str:
    return one.rule if isinstance(one, Finding) else one.rule.id
