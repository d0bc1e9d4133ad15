"""How long something is promised to be there: `x-sunset` and `x-stability-level`, with or without `deprecated`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from ...document import Node
from ..proofs.schema import show
from ..record import Log

SUNSET, STABILITY = "x-sunset", "x-stability-level"
LIFECYCLE = frozenset({SUNSET, STABILITY})
_STABLE = "stable"
_RANKS = {"draft": 1, "alpha": 2, "beta": 3, _STABLE: 4}
"""From what may go at any time to what is promised to stay. What does not say is as good as stable."""


def compare_lifecycle(log: Log, old: Node, new: Node, label: str) -> None:
    """Compare what two operations, parameters, headers or schemas say of their end."""
    was, now = _sunset(old.map), _sunset(new.map)
    if was != now and (fate := _fate(was, now)):
        text = f"the date of its end: {show(was)} -> {show(now)}"
        log.changed(f"sunset-{fate}", label, text, old.get(SUNSET), new.get(SUNSET), f"{was}>{now}")
    first, second = old.map.get(STABILITY), new.map.get(STABILITY)
    if _rank(first) != _rank(second):
        fate = "lowered" if _rank(second) < _rank(first) else "raised"
        text = f"stability {show(first)} -> {show(second)}"
        log.changed(f"stability-{fate}", label, text, old.get(STABILITY), new.get(STABILITY), f"{first}>{second}")


def _sunset(schema: Mapping[str, Any]) -> str | None:
    value = schema.get(SUNSET)
    return str(value) if value not in (None, "") else None


def _fate(was: str | None, now: str | None) -> str:
    """What became of a date; '' where it is the same. One that nobody can read is no notice: it may be any day."""
    if was is None:
        return "added"
    if now is None:
        return "removed"
    before, after = _day(was), _day(now)
    if after is None:
        return "advanced"
    if before == after:
        return ""
    return "postponed" if before is None or before < after else "advanced"


def _day(text: str) -> datetime | None:
    """A day or a time as RFC 3339 writes it, or as the Sunset header of RFC 8594 does."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        try:
            found = parsedate_to_datetime(text)
        except ValueError:
            return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _rank(level: object) -> int:
    """A level that nobody knows promises nothing."""
    return _RANKS.get(str(level or _STABLE), 0)
