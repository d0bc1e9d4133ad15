"""Pages that could not be read: each kind is a finding of its own, and none says that a page is as it was."""

from __future__ import annotations

from ..findings import Finding, Level
from . import published
from .cache import State
from .fetch import Problem
from .lock import Entry
from .usage import Page

_FAILURES = {
    Problem.GONE: (Level.ERROR, "look for its new address and put that into x-reissue-source"),
    Problem.ELSEWHERE: (Level.ERROR, "look there, and put the new address into x-reissue-source"),
    Problem.REFUSED: (Level.ERROR, "read the page by hand, or name another one in x-reissue-source"),
    Problem.UNREACHABLE: (Level.WARNING, "try again later: reissue sources check --fetch"),
    Problem.UNREADABLE: (Level.ERROR, "look at it in a browser; nothing of it is taken over, whatever is asked for"),
    Problem.EMPTY: (Level.WARNING, "read the page by hand, or name one that needs no script (often the .md form)"),
}


def failed(page: Page, state: State, form: str | None = None) -> Finding:
    """The last fetch failed. `form` is the Markdown that the page was read as, where that is still to be had."""
    level, hint = _FAILURES.get(Problem(state.problem), (Level.WARNING, ""))
    rest = f"only its Markdown at {form} is there" if form else "whether it has changed is not known"
    message = f"{page.url} could not be read on {state.failed}: {state.reason}; {rest}"
    return Finding(f"source-{state.problem}", level, message, page.uses[0].place, hint)


def no_such_form(page: Page, entry: Entry) -> Finding:
    """The page is there, and not in the form in which it was read."""
    form = "as the OpenAPI document that it was" if entry.form == published.OPENAPI else f"as Markdown at {entry.form}"
    message = f"{page.url} is not to be had {form} any more; whether it has changed is not known"
    hint = f"read the page, then take it over as it is: reissue sources refresh --accept {page.whose}"
    return Finding("source-form", Level.WARNING, message, page.uses[0].place, hint)
