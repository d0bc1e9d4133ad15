"""Media types as sets: what a range takes in, and which parameters mean something."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from ...builder.formats import OCTETS
from ...document import Document, Node, essence, is_form, is_json, sequence_of, type_names


class Range(NamedTuple):
    """A media type or a range of them, in lower case, with the parameters that tell it from others."""

    kind: str
    parameters: tuple[str, ...]

    def __str__(self) -> str:
        return ";".join((self.kind, *self.parameters))

    def within(self, others: Collection[Range]) -> Range | None:
        """The narrowest of some others that takes in this one (RFC 9110, 12.5.1: precedence); None for none."""
        major = self.kind.partition("/")[0]
        wider = (Range(kind, ()) for kind in (self.kind, f"{major}/*", "*/*"))
        return next((other for other in wider if other != self and other in others), None)


def range_of(name: str) -> Range:
    """A key of `content`. Of JSON and of forms no charset means anything (RFC 8259, 11), nor does the boundary of parts."""
    kind = essence(name)
    silent = ("charset=", "boundary=") if is_json(kind) or is_form(kind) else ("charset=utf-8", "charset=us-ascii")
    return Range(kind, tuple(part for part in _parameters(name) if not part.startswith(silent)))


def _parameters(name: str) -> list[str]:
    """The parameters of a media type: names without regard to case, in any order, quotes or none (RFC 9110, 5.6.6)."""
    found: list[str] = []
    for part in name.split(";")[1:]:
        key, _, value = part.partition("=")
        key, value = key.strip().lower(), value.strip().strip('"')
        if key not in ("", "q"):
            found.append(f"{key}={value.lower() if key == 'charset' else value}")
    return sorted(found)


def has_encodings(media: Range) -> bool:
    """Whether parts or fields of such a body have an encoding of their own (OpenAPI, Media Type Object)."""
    return "*" in media.kind or is_form(media.kind)


def is_raw(document: Document, media: Range, entry: Node) -> bool:
    """Whether a body of this media type is bytes, in the words of OpenAPI 3.0 (`format: binary`) or 3.1 (no schema)."""
    if is_json(media.kind) or is_form(media.kind) or sequence_of(media.kind) or "xml" in media.kind:
        return False
    if "itemSchema" in entry.map:
        return False
    schema = document.found(entry.get("schema")).map
    if not schema:
        return True
    if schema.get("format") == "binary":
        return True
    is_text = type_names(schema) <= ({"string"} if media.kind == OCTETS else set[str]())
    return is_text and "contentMediaType" in schema and "contentEncoding" not in schema
