"""Request bodies: which media types there are, and how each is written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..api.records import Body, Encoding, MediaType
from ..api.types import BYTES, NONE, STR, Scalar, TypeRef, union
from ..document import FORM, Document, Node, essence, is_json, is_multipart, sum_of, type_names
from ..errors import SpecError
from .contents import Contents
from .directions import WRITE
from .formats import is_file
from .lists import Lists
from .models import Use, component_of
from .parameters import MARKS, is_converted
from .parts import part_headers
from .prose import description_of
from .schemas import Schemas
from .streams import Streams
from .warnings import Warn, warn_of
from .xml_bodies import XmlBodies, is_xml

_RANK = {"Json": 0, "Form": 1, "Multipart": 1, "JsonItems": 2, "Xml": 3, "Raw": 4}
"""The default of several ways to write a body: the one that knows most about it."""
_CONTENT = union(BYTES, STR, Scalar("ByteStream"))
_RAW = MediaType("Raw", "application/octet-stream", _CONTENT)


class Bodies:
    """Builds request bodies of one document."""

    def __init__(self, document: Document, schemas: Schemas, contents: Contents, xml: XmlBodies, warn: Warn) -> None:
        self._document, self._schemas, self._warn = document, schemas, warn
        self._contents, self._xml = contents, xml
        self._streams = Streams(document, schemas, warn)
        self._lists = Lists(document, warn)

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
        if essence(media) == FORM:
            type_ = self._schemas.type(entry.get("schema"), Use(f"{name} Form Body", WRITE))
            return MediaType("Form", media, type_, self._form_parts(entry))
        if is_multipart(media) and self._is_by_position(entry):
            words = f"a body of {media} whose parts are told by their places is sent as it is given: bytes with its boundary"
            self._warn("untyped-media", words, entry)
            return MediaType("Raw", media, _CONTENT)
        if is_multipart(media):
            type_ = self._schemas.type(entry.get("schema"), Use(f"{name} Multipart Body", WRITE, files=True))
            return MediaType("Multipart", media, type_, self._multipart_parts(entry))
        items = self._streams.sent(media, entry, Use(f"{name} Item", WRITE))
        if items is not None:
            return MediaType("JsonItems", media, union(items, BYTES))
        if not (is_xml(media) and self._contents.is_structured(entry.get("schema"))):
            self._contents.tell_raw(media, entry)
        elif (xml := self._xml.body(media, entry, name, known)) is not None:
            return xml
        return MediaType("Raw", "application/octet-stream" if "*" in media else media, _CONTENT)

    def _is_by_position(self, entry: Node) -> bool:
        """Whether the parts of a multipart body are items of a list, as in OpenAPI 3.2."""
        if entry.map.keys() & {"itemSchema", "itemEncoding", "prefixEncoding"}:
            return True
        return any("array" in type_names(part.map) for part in sum_of(self._document, entry.get("schema")))

    def _json(self, media: str, schema: Node, name: str) -> MediaType:
        written = "application/json" if "*" in media else media
        if schema.map.get("maxProperties") == 0:
            return MediaType("Json", written, NONE)  # always {}
        return MediaType("Json", written, self._schemas.type(schema, Use(f"{name} Body", WRITE)))

    def _form_parts(self, entry: Node) -> tuple[Encoding, ...]:
        """The fields of a form that are written in another way than the default one."""
        all_fields = self._lists.of_form(entry)
        encodings = entry.get("encoding")
        parts = [Encoding(wire, tuple(options)) for wire, options in all_fields.items() if wire not in encodings.map]
        for wire, encoding in encodings.children():
            options: list[tuple[str, Any]] = []
            style = encoding.map.get("style")
            if style == "tabDelimited" and is_converted(encoding):
                options.append(("mark", MARKS[style]))
                parts.append(Encoding(wire, tuple(options)))
                continue
            if style in ("spaceDelimited", "pipeDelimited", "deepObject"):
                options.append(("style", style))
            if encoding.map.get("explode") is False:
                options.append(("explode", False))
            if isinstance(content := encoding.map.get("contentType"), str) and is_json(content):
                options.append(("json", True))
            if encoding.map.get("allowReserved") is True:
                options.append(("allow_reserved", True))
            if ("json", True) not in options:
                options += self._lists.options(encoding, style)
            if not options:
                options += all_fields.get(wire, [])
            if options:
                parts.append(Encoding(wire, tuple(options)))
        return tuple(sorted(parts, key=lambda part: part.wire))

    def _multipart_parts(self, entry: Node) -> tuple[Encoding, ...]:
        """The parts of a multipart body whose media type is told, or which are files."""
        parts: list[Encoding] = []
        schema = self._document.found(entry.get("schema"))
        encodings = entry.get("encoding")
        for wire in sorted({*schema.get("properties").map, *encodings.map}):
            options: list[tuple[str, Any]] = []
            content = encodings.get(wire).map.get("contentType")
            if isinstance(content, str):
                options.append(("media", content.split(",")[0].strip()))
                if is_xml(content) and self._contents.is_structured(schema.get("properties").get(wire)):
                    message = f"a part of {content} is written as JSON here: give its XML as bytes"
                    self._warn("untyped-media", message, encodings.get(wire))
            file = is_file(self._document, schema.get("properties").get(wire))
            if file:
                options.append(("file", True))
            if is_converted(encodings) and (style := encodings.get(wire).map.get("style")) is not None:
                options.append(("mark", MARKS.get(style, ",")))
            if headers := part_headers(self._document, encodings.get(wire), self._warn, given=file):
                options.append(("headers", headers))
            if options:
                parts.append(Encoding(wire, tuple(options)))
        return tuple(parts)
