"""Days and moments: ISO 8601, and another order of day and month only where the caller names it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

from .shapes import DATES_KNOWN, DateOrder, UnsureError, shown

_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAMED: Final = {
    "dmy": re.compile(r"(?P<d>[0-9]{1,2})([./-])(?P<m>[0-9]{1,2})\2(?P<y>[0-9]{4})"),
    "mdy": re.compile(r"(?P<m>[0-9]{1,2})([./-])(?P<d>[0-9]{1,2})\2(?P<y>[0-9]{4})"),
    "ymd": re.compile(r"(?P<y>[0-9]{4})([./-])(?P<m>[0-9]{1,2})\2(?P<d>[0-9]{1,2})"),
}
_SERIAL: Final = re.compile(r"[0-9]{4,6}(?:\.[0-9]+)?")
_SHORT_YEAR: Final = re.compile(r"[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{2}")
_OTHER: Final = re.compile(r"[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{1,4}")
_PARTIAL: Final = re.compile(r"[0-9]{1,4}[./-][0-9]{1,4}")
_FIRST_YEAR, _LAST_YEAR = 1970, 2199

_RELATIVE: Final = re.compile(r"\+([0-9]{1,4})([dh])")  # as --expires-at takes it
# The blank in place of the T is RFC 3339's. Without an offset, or with the unknown one (-00:00), it could be hours off.
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_FARTHEST: Final = timedelta(hours=14)  # no zone is farther from UTC


def day_of(text: str, order: DateOrder | None) -> date:
    """A day: ``2026-12-01``, or in the order that the caller names. Raises UnsureError for anything else."""
    named = None if order is None else _NAMED[order].fullmatch(text)
    if not _ISO.fullmatch(text) and named is None:
        raise UnsureError(_why(text, order))
    try:
        found = date.fromisoformat(text) if named is None else date(int(named["y"]), int(named["m"]), int(named["d"]))
    except ValueError:
        raise UnsureError(f"{shown(text)}: there is no such day.") from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise UnsureError(f"{shown(text)} is in no plausible year.")
    return found


def moment_of(text: str, now: datetime) -> datetime:
    """A moment, aware: ISO 8601 with an offset; or from `now` on: ``+14d``, ``+36h``. Raises UnsureError for anything else."""
    if relative := _RELATIVE.fullmatch(text):
        count = int(relative[1])
        if not count:
            raise UnsureError(f"{shown(text)} is now already; write +14d, +36h, or a time with an offset.")
        return now.astimezone(UTC) + (timedelta(days=count) if relative[2] == "d" else timedelta(hours=count))
    form = _MOMENT.fullmatch(text)
    if form is None:
        raise UnsureError(f"{shown(text)} is no time; write 2026-12-01T18:00:00+01:00, or +14d, or +36h.")
    if form[1] is None or form[1] == "-00:00":
        raise UnsureError(f"{shown(text)} could be hours off; write its offset at the end: +01:00, or a Z for UTC.")
    try:
        return checked_moment(datetime.fromisoformat(text))
    except ValueError:
        raise UnsureError(f"{shown(text)}: there is no such time.") from None


def checked_moment(moment: datetime) -> datetime:
    """The moment itself. Raises UnsureError where it is naive, in no plausible year, or of no plausible zone."""
    offset = moment.utcoffset()
    if offset is None:
        raise UnsureError("A time without a zone could be hours off; give it one.")
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR or abs(offset) > _FARTHEST:
        raise UnsureError(f"{shown(moment.isoformat())} is in no plausible year, or of no zone that there is.")
    return moment


def _why(text: str, order: DateOrder | None) -> str:
    """What is wrong with a text that is no day, and what to do."""
    if _SERIAL.fullmatch(text):
        return (
            f"{shown(text)} is a day as spreadsheets count them; format the column as YYYY-MM-DD and export it again."
        )
    if _SHORT_YEAR.fullmatch(text):
        return f"{shown(text)} has a year of two digits; write all four, as in 2026-12-01."
    if _OTHER.fullmatch(text) and order is None:
        return f"{shown(text)} can be read in two ways; write 2026-12-01, or {DATES_KNOWN}."
    if _PARTIAL.fullmatch(text):
        return f"{shown(text)} is no whole date; write 2026-12-01."
    return f"{shown(text)} is no date; write 2026-12-01{'' if order is None else f', or in the order {order}'}."
