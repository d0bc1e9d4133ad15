"""Text for people out of the texts of a specification: sentences, lists, paragraphs, in which nothing ends in the middle."""

from __future__ import annotations

from collections.abc import Iterable

from ..api.models import Description
from ..api.sentences import joined
from .sinks import shortened

DESCRIPTION, BULLET = 4000, 1000
"""Characters of a text of the specification beyond which whole sentences are left out."""


def bullets(notes: Iterable[tuple[str, str]]) -> str:
    """A list of names and what they mean."""
    return "\n".join(f"- {name}: {shortened(one_line(text), BULLET)}" for name, text in notes)


def paragraphs(description: Description, limit: int = DESCRIPTION) -> str:
    """What is said for callers, and in a paragraph of its own of the vendor's page."""
    return joined([shortened(description.text, limit), vendor_notes([("", description)])])


def vendor_notes(descriptions: Iterable[tuple[str, Description]]) -> str:
    """The notes on the vendor's page, a line each, with the name of what they are about."""
    notes = [(name, one_line(description.note)) for name, description in descriptions if description.note]
    return "\n".join(
        f"Vendor's page{f', {name}' if name else ''}: {shortened(note, DESCRIPTION)}" for name, note in notes
    )


def sources(pages: Iterable[str], certainty: str = "documented") -> str:
    """Where it was read, a line a page, and how certain it is where the vendor does not say so itself."""
    remark = "" if certainty == "documented" else f" ({certainty})"
    return "\n".join(f"Source: {page}{remark}" for page in pages)


def one_line(text: str) -> str:
    """A text without line ends."""
    return " ".join(text.split())
