"""What is to be asked of a page before its new text is taken over: is that the page at all, and is it the whole of it?

`--accept` answers neither question; a day of reading does (`read`).
"""

from __future__ import annotations

from . import forms, published
from .cache import Cache, State
from .lock import Entry
from .page import cut, kept
from .usage import Page

_LONGEST = 160


def replaced(cache: Cache, page: Page, entry: Entry, form: str | None, state: State) -> str:
    """Why a text is none of a page that was edited: it has nothing of what was read; '' where it has.

    Where what was read is not on this machine, what the specifications have of the page stands for it.
    """
    old, new = (
        forms.text_of_digest(cache, of, sha256)
        for of, sha256 in ((entry.form, entry.sha256 or ""), (form, state.sha256))
    )
    if not new:
        return ""
    if old:
        return "nothing is left of what it said" if kept.nothing_left(old, new) else ""
    names = {name for use in page.uses for name in use.fields()}
    paths = {part.rstrip("/") for use in page.uses for part in use.title.split() if part.startswith("/")}
    return "it has no name that the specification has" if kept.names_none(names | paths, new) else ""


def question(cache: Cache, page: Page, entry: Entry, form: str | None, state: State) -> str:
    """What is to be asked of the present text of a page; '' where nothing is."""
    return replaced(cache, page, entry, form, state) or cut_short(cache, entry, form, state)


def cut_short(cache: Cache, entry: Entry, form: str | None, state: State) -> str:
    """What is to be asked of a text of which little is left; '' where nothing is."""
    if published.OPENAPI in (form, entry.form) and form != entry.form:
        return ""
    return cut.halved(*(forms.text_of_digest(cache, form, one) for one in (entry.sha256 or "", state.sha256)))


def beginning(text: str) -> str:
    """The first words of a text, to be recognised by."""
    words = " ".join(line.partition("\t")[0].strip() for line in text.split("\n")[:6])
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "\u2026"
