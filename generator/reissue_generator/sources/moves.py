"""Which known pages have another address now, and what tells so: a redirect, the same text, the same title."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from .page.compare import changes
from .page.lines import read
from .page.review import to_review
from .root import identity
from .survey import GONE, Found, Survey
from .usage import Page

_ALIKE = 0.8
"""So much of the lines of two texts must be the same."""
_KEPT = 0.5
"""So much of the lines of a page a new one must still have that was edited when it moved ..."""
_LEAST = 4
"""... and so many of them ..."""
_AHEAD = 1.5
"""... and so many times as much as any other new page."""
_MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Moved:
    """A page, where it is now, and why that is known."""

    key: str
    url: str
    there: str
    why: str


def moves(
    found: Survey,
    known: Mapping[str, tuple[str, str]],
    new: Mapping[str, Found],
    text_at: Callable[[str], str],
    text_of_known: Callable[[str], str],
) -> dict[str, Moved]:
    """The known pages that moved, by identity. A page that is new is the goal of at most one of them."""
    text_at = cache(text_at)  # a page that is gone is held against every new one
    result: dict[str, Moved] = {}
    left = dict(new)
    home = found.pages.get(identity(found.root))
    ends = {identity(found.root), *([identity(home.final)] if home is not None and home.final else [])}
    for key, (url, _) in sorted(known.items()):
        page = found.pages.get(key)
        there = page.final if page is not None and not page.problem else ""
        if page is not None and not there and page.canonical and identity(page.canonical) in left:
            there = page.canonical
        if page is None or not there or key in ends or identity(there) in ends:
            continue
        why = "its address leads there" if page.final else "it names that address as its own"
        result[key] = Moved(key, url, there, why)
        left.pop(identity(there), None)
    for key, (url, title) in sorted(known.items()):
        page = found.pages.get(key)
        if key in result or page is None or not (page.problem == GONE or _is_copy(page, left)):
            continue
        if (match := _match(page, title, left, text_at, text_of_known(key))) is not None:
            goal, why = match
            result[key] = Moved(key, url, left.pop(goal).url, why)
    return result


def _is_copy(page: Found, new: Mapping[str, Found]) -> bool:
    """Whether nothing leads to a page any more, and a new one says the same."""
    return (
        bool(page.sha256) and not page.listed and any(one.sha256 == page.sha256 and one.listed for one in new.values())
    )


def _match(
    page: Found, title: str, new: Mapping[str, Found], text_at: Callable[[str], str], text: str
) -> tuple[str, str] | None:
    """The one new page that a page could have become."""
    if page.sha256:
        return next((key, "the text is the same") for key, one in sorted(new.items()) if one.sha256 == page.sha256)
    if not new:
        return None
    alike = sorted(((_share(text, text_at(one.url)), key) for key, one in new.items()), reverse=True) if text else []
    if alike and alike[0][0] >= _ALIKE:
        return alike[0][1], "the text is the same" if alike[0][0] == 1 else f"{alike[0][0]:.0%} of the text is the same"
    if (goal := _edited(text, {key: text_at(one.url) for key, one in new.items()})) is not None:
        return goal
    named = [key for key, one in new.items() if plain(title) and plain(one.title) == plain(title)]
    return (named[0], f"the page there has its title, {title!r}") if len(named) == 1 else None


def _edited(text: str, new: Mapping[str, str]) -> tuple[str, str] | None:
    """The one new page that has most of the lines of a page, whatever it has beside them. What all pages have says nothing."""
    others = {key: _lines(one) for key, one in new.items()}
    everywhere = set[tuple[str, str]].intersection(*others.values()) if len(others) > 1 else set[tuple[str, str]]()
    old = _lines(text) - everywhere
    if len(old) < _LEAST:
        return None
    kept = sorted(((len(old & lines), key) for key, lines in others.items()), reverse=True)
    (most, goal), second = kept[0], kept[1][0] if len(kept) > 1 else 0
    if most < _LEAST or most < _KEPT * len(old) or most < _AHEAD * second:
        return None
    return goal, f"{most} of {len(old)} lines are there, the others were edited"


def edits(page: Page, old: str, new: str) -> str:
    """What a page says otherwise at its new address, to be reviewed; '' where nothing."""
    found = changes(old, new) if old and new else None
    return "\n".join(to_review(page, found, _MOST_LINES)) if found is not None and found.differences else ""


def plain(title: str) -> str:
    """What counts in a title: its words, in whatever form the page was read."""
    return " ".join(re.findall(r"\w+", title.replace("\\", "").casefold()))


def _share(old: str, new: str) -> float:
    """How much of the lines of two texts is in both of them; titles are not counted, as a page may be renamed too."""
    first, second = _lines(old), _lines(new)
    return len(first & second) / len(first | second) if first and second else 0.0


def _lines(text: str) -> set[tuple[str, str]]:
    return {(line.field, line.key) for line in read(text) if line.level != 1}
