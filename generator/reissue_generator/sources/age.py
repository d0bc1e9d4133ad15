"""How old a reading is: what nobody has read again for half a year is told, and so is what nobody knows the day of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from ..findings import Finding, Level, cut
from .usage import UNKNOWN, Page, Use

_SHOWN = 40


def old(pages: Sequence[Page], days: int, today: str) -> list[Finding]:
    """One finding for each specification and day of reading that is longer ago; 0 days: none. Where the day of a page is not
    known, a note says of how many."""
    limit = (date.fromisoformat(today) - timedelta(days=days)).isoformat() if days else ""
    late = [
        _not_yet(page, use, today) for page in pages for use in page.uses if use.read != UNKNOWN and use.read > today
    ]
    readings: dict[tuple[str, str], list[tuple[Page, list[str]]]] = {}
    for page in pages:
        for provider in page.providers:
            uses = [use for use in page.uses if use.provider == provider]
            day = UNKNOWN if UNKNOWN in (told := [use.read for use in uses]) else min(told)
            if day == UNKNOWN or day < limit:
                names = [f"{use.operation} ({use.title})" for use in uses if use.read == day]
                readings.setdefault((provider, day), []).append((page, names))
    return [*late, *(_finding(provider, day, rows, days) for (provider, day), rows in sorted(readings.items()))]


def _not_yet(page: Page, use: Use, today: str) -> Finding:
    message = f"{page.url}: {use.operation} says that it was read on {use.read}, and today is {today}"
    return Finding("source-date", Level.WARNING, message, use.place, "put the day there on which it was read")


def _finding(provider: str, day: str, rows: list[tuple[Page, list[str]]], days: int) -> Finding:
    place = next(use.place for use in rows[0][0].uses if use.provider == provider)
    if day == UNKNOWN:
        message = f"{len(rows)} page(s) of {provider}: the day on which they were read is not known"
        hint = 'read them again one by one, and set `read: "YYYY-MM-DD"` under x-reissue-source; which: reissue sources list'
        return Finding("source-age-unknown", Level.NOTE, message, place, f"{hint} {provider}")
    one = rows[0][0].url
    what = f"{one} was" if len(rows) == 1 else f"{len(rows)} pages of {provider} were"
    message = f"{what} last read on {day}, more than {days} days ago"
    hint = "compare with the specification, and set `read:` with the day under x-reissue-source where you did"
    lines = [f"{page.url}: {', '.join(names)}" for page, names in rows]
    return Finding("source-old", Level.WARNING, message, place, hint, "\n".join(cut(lines, _SHOWN)))
