"""Texts for people, put together of others, as both who reads a document and who writes a client do it."""

from __future__ import annotations

from collections.abc import Iterable


def joined(paragraphs: Iterable[str]) -> str:
    """The paragraphs that say something."""
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def sentence(text: str) -> str:
    """A text that ends with a full stop; '' stays ''."""
    return text.rstrip(".") + "." if text else ""


def since_words(version: object) -> str:
    """Which version of the vendor's API is the first that knows something; '' where nothing is said."""
    return f"Since version {version} of the API." if isinstance(version, str) and version else ""
