# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What the headers of an answer say of it: its name, its media type, its text."""

from __future__ import annotations

from typing import Final

from .steps import Reply

_REQUEST_IDS: Final = (
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-amzn-requestid",
    "x-trace-id",
    "cf-ray",
)


def request_id_of(reply: Reply) -> str | None:
    """The provider's own name of a request, as far as it is fit for a log."""
    for name in _REQUEST_IDS:
        value = reply.headers.get(name)
        if value and len(value) <= 200 and value.isascii() and value.isprintable():
            return value
    return None


def is_json(reply: Reply) -> bool:
    """Whether the answer calls itself JSON."""
    media = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media.endswith(("/json", "+json"))


def is_text(reply: Reply) -> bool:
    """Whether the answer calls itself text."""
    return reply.headers.get("content-type", "").lower().startswith("text/")


def text_of(reply: Reply) -> str:
    """The body as text, in the character set that the answer names, or UTF-8."""
    charset = (
        reply.headers.get("content-type", "")
        .lower()
        .partition("charset=")[2]
        .partition(";")[0]
        .strip("\"' ")
    )
    try:
        return reply.body.decode(charset or "utf-8", "replace")
    except LookupError:
        return reply.body.decode("utf-8", "replace")
