# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Answers that are not JSON, or not always: the Content-Type decides."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

from .charsets import text_of
from .decode import NotJson, is_json
from .exact import of_parts
from .problem import Unwrapped, Wrapping, bare


def by_media(
    type_: Any,
    body: bytes,
    content_type: str,
    accept: Sequence[str],
    envelopes: tuple[Wrapping, ...],
) -> tuple[Unwrapped[Any] | None, Any]:
    """Read an answer as what it calls itself: JSON, a text, or bytes.

    ``Report | bytes`` is a Report where the answer is JSON, and the bytes of a PDF
    where it is not. `accept` are the media types that are documented. Returns the text
    or the bytes, and what JSON is read as.
    """
    json, raw = _parts(type_, _texts(accept))
    if type_ is bytes:
        return _refusal(body, content_type, accept, envelopes) or _as_it_is(body), json
    if is_json(content_type):
        return None, json
    if type_ is str and (_texts(accept) or not _json(accept)):
        return _as_it_is(text_of(body, content_type)), json
    if not raw or not body or not content_type:
        return None, json
    if str in raw and (bytes not in raw or content_type.startswith("text/")):
        return _as_it_is(text_of(body, content_type)), json
    return _as_it_is(body), json


def _as_it_is(value: str | bytes) -> Unwrapped[Any]:
    return bare((value, ()))


def _refusal(
    body: bytes,
    content_type: str,
    accept: Sequence[str],
    envelopes: tuple[Wrapping, ...],
) -> Unwrapped[Any] | None:
    """A provider that says no inside of a 200 does so for a file too."""
    flagged = any(envelope.flag is not None for envelope in envelopes)
    if not flagged or not is_json(content_type) or _json(accept):
        return None
    try:
        found: Unwrapped[Any] = envelopes[0].codec(Any, envelopes).decode(body)
    except NotJson:
        return None
    return found if found.ok is False else None


def _json(accept: Sequence[str]) -> bool:
    """Whether JSON is among the documented answers."""
    return any(map(is_json, accept))


def _texts(accept: Sequence[str]) -> bool:
    """Whether a plain text is among the documented answers."""
    return any(media.startswith("text/") for media in accept)


@lru_cache(maxsize=1024)
def _parts(type_: Any, texts: bool) -> tuple[Any, frozenset[type]]:
    """What JSON is read as, and what another answer may be: bytes, str or nothing."""
    union = isinstance(type_, UnionType) or get_origin(type_) is Union
    members = get_args(type_) if union else ()
    raw = frozenset(
        member for member in members if member is bytes or (member is str and texts)
    )
    if not raw:
        return type_, raw
    rest = tuple(member for member in members if member not in raw)
    if rest:
        return of_parts(Union, rest), raw
    return str if str in raw else Any, raw
