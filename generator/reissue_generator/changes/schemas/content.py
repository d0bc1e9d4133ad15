"""What a text holds: bytes in an encoding, and of which media type (JSON Schema, Validation, 8)."""

from __future__ import annotations

from ...builder.formats import OCTETS
from ...document import is_json
from ..forms.media import Range, range_of
from ..proofs.schema import ComparedSchema, show
from .pair import Pair, applies

_AS_IT_IS = ("", "7bit", "8bit", "binary")
"""Encodings that change nothing (RFC 2045, 6.2)."""
_BASE64 = frozenset({"base64", "base64url"})
_ANY = Range("*/*", ())


def compare_content(pair: Pair) -> None:
    """Compare the encodings of two texts, and the media types of what they hold. Bytes that became any text are told as a format."""
    if not applies(pair, "string"):
        return
    was, now = _encoding(pair.old), _encoding(pair.new)
    if has_other_encoding(pair) or (was != now and not {was, now} & _BASE64):
        text = f"contentEncoding {show(was or None)} -> {show(now or None)}"
        pair.note(f"{pair.direction}-content-encoding-changed", text, ["contentEncoding", "format"], f"{was}>{now}")
    if form_of(pair.old) == form_of(pair.new) or has_other_encoding(pair):
        _media(pair)


def has_other_encoding(pair: Pair) -> bool:
    """Whether bytes stand in one encoding, and then in another."""
    was, now = _encoding(pair.old), _encoding(pair.new)
    return was != now and "" not in (was, now)


def form_of(schema: ComparedSchema) -> str:
    """The format of a text: what 3.0 calls `binary` and `byte` is a media type and an encoding in 3.1."""
    if schema.kinds is not None and "string" not in schema.kinds:
        return schema.sum.format
    encoding, media = schema.get("contentEncoding"), schema.get("contentMediaType")
    if str(encoding).lower() in _BASE64:
        return "byte"
    return "binary" if media is not None and encoding is None and not is_json(str(media)) else schema.sum.format


def _encoding(schema: ComparedSchema) -> str:
    """The encoding of bytes in a text, in the words of OpenAPI 3.0 or 3.1; '' for none."""
    told = schema.get("contentEncoding")
    if isinstance(told, str):
        return "" if told.lower() in _AS_IT_IS else told.lower()
    return "base64" if schema.sum.format == "byte" else ""


def _media(pair: Pair) -> None:
    was, now = _media_of(pair.old), _media_of(pair.new)
    if was == now or any(_is_of_30(side) for side in (pair.old, pair.new)):
        return
    text = f"contentMediaType {was} -> {now}"
    narrowed, widened = now.within((was,)) is not None, was.within((now,)) is not None
    kind = "changed" if narrowed == widened else "narrowed" if narrowed else "widened"
    pair.note(f"{pair.direction}-content-type-{kind}", text, ["contentMediaType"], f"{was}>{now}")


def _is_of_30(schema: ComparedSchema) -> bool:
    """Whether bytes are told as OpenAPI 3.0 does, which has no word for what they are."""
    return schema.sum.format == "byte" and schema.get("contentEncoding") is None


def _media_of(schema: ComparedSchema) -> Range:
    """The media type of what a text holds; mere octets may be anything."""
    told = schema.get("contentMediaType")
    found = range_of(told) if isinstance(told, str) else _ANY
    return _ANY if found.kind == OCTETS else found
