"""Media types as sets: what a range takes in, and which parameters mean something."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from ..builder.formats import OCTETS
from ..document import Document, Node, essence, is_form, is_json, sequence_of, type_names
from ..document.media import is_multipart


class Range(NamedTuple):
    """A media type or a range of them, in lower case, with the parameters that tell it from others."""

    kind: str
    parameters: tuple[str, ...]

    def __str__(self) -> str:
        return ";".join((self.kind, *self.parameters))

    def within(self, others: Collection[Range]) -> Range | None:
        """The narrowest of some others that takes in this one (RFC 9110, 12.5.1: precedence); None for none."""
        major = self.kind.partition("/")[0]
        wider = [Range(self.kind, ())] if self.parameters else []
        wider += [Range(kind, ()) for kind in (f"{major}/*", "*/*") if kind != self.kind and self.kind != "*/*"]
        return next((other for other in wider if other in others), None)


def range_of(name: str) -> Range:
    """A key of `content`. JSON and what is built on it has no parameters that mean anything (RFC 8259, 11)."""
    kind = essence(name)
    if is_json(kind) or is_form(kind) or is_multipart(kind):
        told = [part for part in _parameters(name) if not part.startswith(("charset=", "boundary="))]
        return (
            Range(kind, ()) if is_json(kind) and "*" not in kind and not _profiled(told) else Range(kind, tuple(told))
        )
    return Range(kind, tuple(part for part in _parameters(name) if part not in ("charset=utf-8", "charset=us-ascii")))


def _parameters(name: str) -> list[str]:
    """The parameters of a media type: names without regard to case, in any order, quotes or none (RFC 9110, 5.6.6)."""
    found: list[str] = []
    for part in name.split(";")[1:]:
        key, _, value = part.strip().partition("=")
        value = value.strip().strip('"')
        key = key.strip().lower()
        found.append(f"{key}={value.lower() if key == 'charset' else value}")
    return sorted(part for part in found if part != "=" and not part.startswith("q="))


def _profiled(parameters: list[str]) -> bool:
    """Whether parameters make it another format, as versions and profiles do."""
    return bool(parameters)


def has_encodings(media: Range) -> bool:
    """Whether parts or fields of such a body have an encoding of their own (OpenAPI, Media Type Object)."""
    return "*" in media.kind or is_form(media.kind) or is_multipart(media.kind)


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
