"""Text for people out of the texts of a specification: sentences, lists, paragraphs, in which nothing ends in the middle."""

from __future__ import annotations

from collections.abc import Iterable

from .sinks import shortened

DESCRIPTION, BULLET = 4000, 1000
"""Characters of a text of the specification beyond which whole sentences are left out."""


def joined(paragraphs: Iterable[str]) -> str:
    """The paragraphs that say something."""
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def sentence(text: str) -> str:
    """A text that ends with a full stop; '' stays ''."""
    return text.rstrip(".") + "." if text else ""


def bullets(notes: Iterable[tuple[str, str]]) -> str:
    """A list of names and what they mean."""
    return "\n".join(f"- {name}: {shortened(one_line(text), BULLET)}" for name, text in notes)


def sources(pages: Iterable[str], certainty: str = "documented") -> str:
    """Where it was read, a line a page, and how certain it is where the vendor does not say so itself."""
    remark = "" if certainty == "documented" else f" ({certainty})"
    return "\n".join(f"Source: {page}{remark}" for page in pages)


def one_line(text: str) -> str:
    """A text without line ends."""
    return " ".join(text.split())
