"""Request bodies and responses: which media types there are, and what of them a client reads and writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from ..api.records import ANY, BYTES, NONE, STR, Body, BodyKind, Part, Response, Scalar, TypeRef, union
from ..document.source import Document, Node
from ..errors import SpecError
from .prose import description_of
from .schemas import Schemas
from .sides import READ, WRITE

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_STATUS = re.compile(r"[1-5]([0-9]{2}|[xX]{2})|default")
_RANK = {"Json": 0, "Form": 1, "Multipart": 1, "Raw": 2}
"""The default of several ways to write a body: the one that knows most about it."""
_CONTENT = union(BYTES, STR, Scalar("ByteStream"))


def essence(media: str) -> str:
    """A media type without its parameters, in lower case."""
    return media.split(";", 1)[0].strip().lower()


def is_json(media: str) -> bool:
    kind = essence(media)
    return (
        kind in ("application/json", "text/json", "*/*", "application/*")
        or kind.endswith("+json")
        or kind == "application/x-json"
    )


def is_text(media: str) -> bool:
    return essence(media).startswith("text/")


class Bodies:
    """Builds request bodies and responses of one document."""

    def __init__(self, document: Document, schemas: Schemas, warn: Callable[[str, str, Node], None]) -> None:
        self._document, self._schemas, self._warn = document, schemas, warn

    def _entries(self, content: Node) -> Iterator[tuple[str, Node]]:
        """Media types of a `content` map; JSON first, so that it is the default, then by name."""
        entries = [(media, node) for media, node in content.children() if isinstance(node.value, dict)]
        return iter(
            sorted(
                entries, key=lambda entry: (not is_json(entry[0]), essence(entry[0]) != "application/json", entry[0])
            )
        )

    # --- requests

    def body(self, node: Node, hint: str) -> Body | None:
        """The request body, or None where there is none. Raises nothing: what is odd becomes raw bytes and a warning."""
        if not isinstance(node.value, dict):
            return None
        try:
            node = self._document.resolve(node)
        except SpecError as error:
            self._warn(error.findings[0].rule, f"{error.findings[0].message}; the body is sent raw", node)
            return Body((BodyKind("Raw", "application/octet-stream", _CONTENT),), False)
        found: dict[str, BodyKind] = {}
        for media, entry in self._entries(node.get("content")):
            kind = self._kind(media, entry, hint)
            name = kind.media.lower()
            if name in found:  # '*/*' beside application/json: one way to write, either type
                found[name] = replace(found[name], type=union(found[name].type, kind.type))
            elif kind.kind != "Json" or kind.type not in [one.type for one in found.values() if one.kind == "Json"]:
                found[name] = kind
        kinds = sorted(found.values(), key=lambda kind: _RANK[kind.kind])
        if not kinds:
            if node.map.get("content") is not None or node.map.get("required"):
                self._warn("body-without-content", "the body has no media type; it is sent raw", node)
            kinds.append(BodyKind("Raw", "application/octet-stream", _CONTENT))
        return Body(tuple(kinds), node.map.get("required") is True, description_of(node))

    def _kind(self, media: str, entry: Node, hint: str) -> BodyKind:
        schema = entry.get("schema")
        kind = essence(media)
        name = f"{hint} {'Multipart ' if kind.startswith('multipart/') else 'Form ' if kind == FORM else ''}Body"
        if is_json(media):
            written = "application/json" if "*" in media else media
            if schema.map.get("maxProperties") == 0:
                return BodyKind("Json", written, NONE)  # always {}
            return BodyKind("Json", written, self._schemas.type(schema, name, WRITE))
        if kind == FORM:
            return BodyKind("Form", media, self._schemas.type(schema, name, WRITE), self._form_parts(entry))
        if kind.startswith("multipart/"):
            return BodyKind(
                "Multipart", media, self._schemas.type(schema, name, WRITE, files=True), self._multipart_parts(entry)
            )
        return BodyKind("Raw", "application/octet-stream" if "*" in media else media, _CONTENT)

    def _form_parts(self, entry: Node) -> tuple[Part, ...]:
        parts: list[Part] = []
        for wire, encoding in entry.get("encoding").children():
            options: list[tuple[str, Any]] = []
            style = encoding.map.get("style")
            if style in ("spaceDelimited", "pipeDelimited", "deepObject"):
                options.append(("style", style))
            if encoding.map.get("explode") is False:
                options.append(("explode", False))
            if isinstance(content := encoding.map.get("contentType"), str) and is_json(content):
                options.append(("json", True))
            if encoding.map.get("allowReserved") is True:
                options.append(("allow_reserved", True))
            if options:
                parts.append(Part(wire, tuple(options)))
        return tuple(parts)

    def _multipart_parts(self, entry: Node) -> tuple[Part, ...]:
        parts: list[Part] = []
        try:
            schema = self._document.resolve(entry.get("schema"))
        except SpecError:
            schema = entry.get("schema")
        encodings = entry.get("encoding").map
        for wire in sorted({*schema.get("properties").map, *encodings}):
            options: list[tuple[str, Any]] = []
            content = entry.get("encoding").get(wire).map.get("contentType")
            if isinstance(content, str):
                options.append(("media", content.split(",")[0].strip()))
            if self._is_file(schema.get("properties").get(wire)):
                options.append(("file", True))
            if options:
                parts.append(Part(wire, tuple(options)))
        return tuple(parts)

    def _is_file(self, node: Node) -> bool:
        try:
            target = self._document.resolve(node)
        except SpecError:
            return False
        schema = target.map
        if schema.get("type") == "array":
            return self._is_file(target.get("items"))
        return schema.get("format") == "binary" or "contentMediaType" in schema or schema.get("type") == "file"

    # --- responses

    def responses(self, node: Node, hint: str) -> tuple[list[Response], list[Response]]:
        """The successful responses and the others, by status."""
        good: list[Response] = []
        bad: list[Response] = []
        entries = [(status, entry) for status, entry in node.children() if self._is_status(status, entry)]
        explicit = any(status.startswith("2") for status, _ in entries)
        for status, entry in entries:
            status = status.upper() if status.upper().endswith("XX") else status
            ok = status.startswith("2") or (status == "default" and not explicit)
            response = self._response(status, entry, hint if ok else f"{hint} {status}")
            (good if ok else bad).append(response)
        return good, bad

    def _is_status(self, status: str, node: Node) -> bool:
        if _STATUS.fullmatch(status):
            return True
        if not status.startswith("x-"):
            self._warn("status", f"{status!r} is no status of a response; left out", node)
        return False

    def _response(self, status: str, node: Node, hint: str) -> Response:
        try:
            node = self._document.resolve(node)
        except SpecError as error:
            self._warn(error.findings[0].rule, f"{error.findings[0].message}; the response is typed as Any", node)
            return Response(status, ANY, ("application/json",))
        types: list[TypeRef] = []
        raw: list[TypeRef] = []
        media: list[str] = []
        seen: list[object] = []
        for name, entry in self._entries(node.get("content")):
            media.append(name)
            schema = entry.get("schema")
            if is_json(name) and schema.value in seen:
                continue  # the same schema for another media type makes no models of its own
            if is_json(name):
                seen.append(schema.value)
                types.append(self._schemas.type(schema, f"{hint} Response", READ) if schema.value is not None else ANY)
            elif is_text(name) and not self._is_file(entry.get("schema")):
                raw.append(STR)
            else:
                raw.append(BYTES)
        if len(types) == 1:
            raw.insert(0, types[0])
        elif types:
            raw.insert(0, self._schemas.join(types, node.get("content"), f"{hint} Response"))
        return Response(status, union(*raw) if raw else NONE, tuple(media), description_of(node))
