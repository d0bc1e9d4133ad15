# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Texts as bytes, and back, in the character set that a media type names."""

from __future__ import annotations

import re
from typing import Final

from .encode import EncodeError

_CHARSET: Final = re.compile(r"(?i);\s*charset\s*=\s*[\"']?([\w.:+-]+)", re.ASCII)


def charset_of(media: str) -> str:
    """The character set that a media type names; '' where it names none."""
    found = _CHARSET.search(media)
    return found[1] if found else ""


def text_of(body: bytes, media: str) -> str:
    """A body of this media type as text; UTF-8 where that names none that is known."""
    try:
        return body.decode(charset_of(media) or "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def bytes_of(words: str, media: str, what: str) -> bytes:
    """A text as a body of this media type; UTF-8 where that names no character set.

    Raises EncodeError for one that is not known, or that lacks some of the text.
    """
    charset = charset_of(media) or "utf-8"
    try:
        return words.encode(charset)
    except LookupError:
        why = f"nobody knows the character set {charset}, which its media type names"
    except UnicodeEncodeError:
        why = f"it has characters that its media type, with {charset}, cannot hold"
    raise EncodeError(f"{what}: {why}")
