"""Request bodies: which media types there are, and how each is written."""

from __future__ import annotations

from dataclasses import replace

from ..api.records import Body, MediaType
from ..api.types import BYTES, NONE, STR, Scalar, TypeRef, union
from ..document import FORM, Document, Node, essence, is_form, is_json
from ..errors import SpecError
from .contents import Contents
from .directions import WRITE
from .encodings import Encodings
from .models import Use, component_of
from .prose import description_of
from .schemas import Schemas
from .streams import Streams
from .warnings import Warn, warn_of
from .xml_bodies import XmlBodies, is_xml

_RANK = {"Json": 0, "Form": 1, "Multipart": 1, "MultipartItems": 1, "JsonItems": 2, "Xml": 3, "Raw": 4}
"""The default of several ways to write a body: the one that knows most about it."""
_CONTENT = union(BYTES, STR, Scalar("ByteStream"))
_RAW = MediaType("Raw", "application/octet-stream", _CONTENT)


class Bodies:
    """Builds request bodies of one document."""

    def __init__(self, document: Document, schemas: Schemas, contents: Contents, xml: XmlBodies, warn: Warn) -> None:
        self._document, self._schemas, self._warn = document, schemas, warn
        self._contents, self._xml = contents, xml
        self._streams = Streams(document, schemas, warn)
        self._encodings = Encodings(document, schemas, xml, contents.unmeant, warn)

    def body(self, node: Node, name: str) -> Body | None:
        """The request body, or None where there is none; models without a name of their own are named after `name`.

        Raises nothing: what is odd becomes raw bytes and a warning.
        """
        if not isinstance(node.value, dict):
            return None
        try:
            node = self._document.resolve(node)
        except SpecError as error:
            warn_of(self._warn, error, node, "the body is sent raw")
            return Body((_RAW,), False)
        kinds = sorted(self._kinds(node, component_of(node, name)), key=lambda kind: _RANK[kind.kind])
        if not kinds:
            if node.map.get("content") is not None or node.map.get("required"):
                self._warn("body-without-content", "the body has no media type; it is sent raw", node)
            kinds.append(_RAW)
        return Body(tuple(kinds), node.map.get("required") is True, description_of(node))

    def _kinds(self, node: Node, name: str) -> list[MediaType]:
        """The ways to write a body: one for each media type, but only one for all kinds of JSON of the same type."""
        found: dict[str, MediaType] = {}
        known: list[tuple[object, TypeRef]] = []
        for media, entry in self._contents.entries(node.get("content")):
            kind = self._kind(media, entry, name, known)
            if kind.kind == "Json":
                known.append((entry.get("schema").value, kind.type))
            written = kind.name.lower()
            json_types = [known.type for known in found.values() if known.kind == "Json"]
            if written in found:  # '*/*' beside application/json: one way to write, either type
                found[written] = replace(found[written], type=union(found[written].type, kind.type))
            elif kind.kind != "Json" or kind.type not in json_types:
                found[written] = kind
        return list(found.values())

    def _kind(self, media: str, entry: Node, name: str, known: list[tuple[object, TypeRef]]) -> MediaType:
        if is_json(media):
            return self._json(media, entry.get("schema"), name)
        if is_form(media):
            use = Use(f"{name} {'Form' if essence(media) == FORM else 'Multipart'} Body", WRITE)
            return self._encodings.of(media, entry, entry.get("schema"), use)
        items = self._streams.sent(media, entry, Use(f"{name} Item", WRITE))
        if items is not None:
            return MediaType("JsonItems", media, union(items, BYTES))
        if not (is_xml(media) and self._contents.is_structured(entry.get("schema"))):
            self._contents.tell_raw(media, entry)
        elif (xml := self._xml.body(media, entry, Use(f"{name} Body", WRITE), known)) is not None:
            return xml
        return MediaType("Raw", "application/octet-stream" if "*" in media else media, _CONTENT)

    def _json(self, media: str, schema: Node, name: str) -> MediaType:
        written = "application/json" if "*" in media else media
        if schema.map.get("maxProperties") == 0:
            return MediaType("Json", written, NONE, is_empty=True)
        return MediaType("Json", written, self._schemas.type(schema, Use(f"{name} Body", WRITE)))
