"""Media types: what each is called without its parameters, and whether it is JSON."""

from __future__ import annotations

import re

FORM = "application/x-www-form-urlencoded"

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_MEDIA_TYPE = re.compile(r"[\w!#$%&'*+.^`|~-]+/[\w!#$%&'*+.^`|~-]+\s*(;[\x20-\x7e]*)?", re.ASCII)
"""RFC 9110, 8.3.1 and 12.5.1: a media type or a range of them, with parameters."""


def is_token(text: str) -> bool:
    """Whether HTTP has it as one word, such as a method or the name of a header (RFC 9110, 5.6.2)."""
    return _TOKEN.fullmatch(text) is not None


def is_media_type(key: str) -> bool:
    """Whether a key of `content` can be asked for as a media type."""
    return _MEDIA_TYPE.fullmatch(key) is not None


def essence(media: str) -> str:
    """A media type without its parameters, in lower case."""
    return media.split(";", 1)[0].strip().lower()


def is_json(media: str) -> bool:
    """Whether a body of this media type is one JSON text (RFC 8259, RFC 6839); a range that takes in JSON is.

    A sequence of JSON texts, such as application/json-seq (RFC 7464) or application/x-ndjson, is none itself.
    """
    kind = essence(media)
    return kind in ("*/*", "application/*", "application/x-json") or kind.endswith(("/json", "+json"))


def is_form(media: str) -> bool:
    """Whether a body of this media type has the members of an object as its fields or parts."""
    return essence(media) == FORM or is_multipart(media)


def is_multipart(media: str) -> bool:
    """Whether a body of this media type has parts."""
    return essence(media).startswith("multipart/")


_LINES = ("jsonl", "x-jsonl", "jsonlines", "x-jsonlines", "json-lines", "x-json-lines", "ndjson", "x-ndjson")
_SEQUENCES = {
    "text/event-stream": "Events",
    **{f"{tree}/{name}": "JsonLines" for tree in ("application", "text") for name in _LINES},
    "application/json-seq": "JsonSequence",
}
"""Media types of one item after the other (OpenAPI 3.2, "Sequential Media Types"), and what reads each in the runtime."""


def sequence_of(media: str) -> str:
    """What reads a body of this media type item by item; '' for a body that is one value."""
    kind = essence(media)
    if is_multipart(kind):
        return "MixedParts"
    return "JsonSequence" if kind.endswith("+json-seq") else _SEQUENCES.get(kind, "")
