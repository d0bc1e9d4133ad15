"""Whether the Markdown form of a page is behind the page itself.

Many sites write their Markdown once and their pages with every build. Both are fetched anyway, and the lock holds the digest of both: where
the page changed since it was read, and its Markdown form does not say so, the page is the newer one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from . import published
from .cache import Cache, State
from .fetch import Problem
from .lock import Entry
from .page import unreadable
from .page.compare import Difference, changes
from .page.lines import Line, read

_FACT = re.compile(r"\w*\d[\w.:-]*|[a-z]+(?:_[a-z0-9]+)+|[a-z]+(?:[A-Z][a-z0-9]*)+|[A-Z][A-Z0-9_]{2,}")
"""A number, a date, a name of the wire, a word of an enumeration."""
_SHORT = 8
"""Letters: a shorter text stands anywhere."""
_FEW = 3


def is_twin(form: str | None) -> bool:
    """Whether a form of a page is Markdown."""
    return form is not None and form != published.OPENAPI


def own(cache: Cache, url: str) -> State | None:
    """What is known of a page itself, where it was to be had the last time."""
    state = cache.state(url)
    return state if state is not None and state.sha256 and not state.problem else None


def lost(cache: Cache, url: str, entry: Entry) -> State | None:
    """What is known of a page itself that is gone, or at another site now, though the Markdown that it was read as may be there."""
    state = cache.state(url) if is_twin(entry.form) and entry.page else None
    if state is None or (state.problem == Problem.UNREADABLE and not unreadable.is_gone(state.reason)):
        return None
    return state if state.problem in (Problem.GONE, Problem.ELSEWHERE, Problem.UNREADABLE) else None


def itself(cache: Cache, url: str, entry: Entry) -> Entry | None:
    """An entry as one of the page itself, where that changed and its Markdown form does not say so; else None."""
    state = own(cache, url)
    if not is_twin(entry.form) or not entry.page or state is None or cache.same(entry.page, state.sha256):
        return None
    old, new, twin = cache.text(entry.page), cache.text(state.sha256), cache.text_at(entry.form or "")
    if old is None or new is None or twin is None:
        return None
    said = _Said.of(twin)
    if not any(said.lacks(one) for one in changes(old, new).differences):
        return None
    return replace(entry, sha256=entry.page, form=None, page=None)


def apart(page: str, twin: str, everything: str) -> list[str]:
    """The facts that only a page or only its Markdown form has; what the page holds anywhere (`everything`) it has."""
    here, there = set(_FACT.findall(page)), set(_FACT.findall(twin))
    return sorted((here - there) | {one for one in there - here if one not in everything})


def is_richer(page: str, twin: str) -> bool:
    """Whether a page has so many facts more than its Markdown form that this cannot be the whole of it."""
    here, there = set(_FACT.findall(page)), set(_FACT.findall(twin))
    more = here - there
    return len(more) > max(_FEW, len(here) // 4) and len(there - here) < len(more)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a Markdown form says: in all, of each field, and its facts."""

    all: str
    fields: dict[str, str]
    facts: set[str]

    @classmethod
    def of(cls, text: str) -> _Said:
        fields: dict[str, str] = {}
        for line in read(text):
            name = _last(line)
            if name:
                fields[name] = fields.get(name, "") + _letters(line.content)
        return cls(_letters(text), fields, set(_FACT.findall(text)))

    def lacks(self, one: Difference) -> bool:
        """Whether a change of a page is one that its Markdown form does not have. What is no fact may stand on the page alone."""
        line, was = one.at.line, _letters(one.was)
        here = _letters(line.content)
        is_fact = bool(line.field) or bool(set(_FACT.findall(one.now or one.was)))
        if not one.now:
            return is_fact and len(here) >= _SHORT and here in self.all
        if here in (self.fields.get(_last(line)) or self.all):
            return False
        still = len(was) >= _SHORT and was in self.all
        return (
            still or (bool(line.field) and _last(line) in self.fields) or bool(set(_FACT.findall(one.now)) - self.facts)
        )


def _last(line: Line) -> str:
    return line.field.rpartition(".")[2]


def _letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", text.casefold()))
