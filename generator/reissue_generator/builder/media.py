"""Request bodies and responses: which media types there are, and what of them a client reads and writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..api.records import Body, MediaType, Response
from ..api.types import ANY, BYTES, NONE, STR, Scalar, TypeRef, union
from ..document import FORM, Document, Node, essence, is_form, is_json, is_multipart, sequence_of, type_names
from ..errors import SpecError
from .answer_headers import AnswerHeaders
from .directions import WRITE
from .encodings import Encodings
from .formats import is_file
from .models import Use, component_of
from .prose import description_of
from .redirects import type_of
from .schemas import Schemas
from .statuses import status_of, successes
from .streams import Streams
from .unmeant import Unmeant
from .warnings import Warn, warn_of
from .xml_bodies import XmlBodies, is_xml

_RANK = {"Json": 0, "Form": 1, "Multipart": 1, "MultipartItems": 1, "JsonItems": 2, "Xml": 3, "Raw": 4}
"""The default of several ways to write a body: the one that knows most about it."""
_STRUCTURE = {"properties", "additionalProperties", "items", "prefixItems", "allOf", "oneOf", "anyOf"}
_AS_IT_IS = {"string", "file", "null"}
_CONTENT = union(BYTES, STR, Scalar("ByteStream"))
_RAW = MediaType("Raw", "application/octet-stream", _CONTENT)


def is_text(media: str) -> bool:
    """Whether a body of this media type is text."""
    return essence(media).startswith("text/")


class Bodies:
    """Builds request bodies and responses of one document."""

    def __init__(self, document: Document, schemas: Schemas, warn: Warn) -> None:
        self._document, self._schemas, self._warn = document, schemas, warn
        self._headers = AnswerHeaders(document, schemas, warn)
        self._streams = Streams(document, schemas, warn)
        self._xml = XmlBodies(document, schemas, warn)
        self._unmeant = Unmeant(document, warn)
        self._encodings = Encodings(document, schemas, self._xml, self._unmeant, warn)

    # --- requests

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

    def _entries(self, content: Node, *, is_answer: bool = False) -> Iterator[tuple[str, Node]]:
        """Media types of a `content` map; JSON first, so that it is the default, then by name. References are followed."""
        entries = [(media, node) for media, node in content.children() if isinstance(node.value, dict)]
        for media, node in sorted(entries, key=_rank):
            try:
                entry = self._document.resolve(node)
            except SpecError as error:
                warn_of(self._warn, error, node, "the body is not typed")
                entry = node
            if "itemSchema" in entry.map and not sequence_of(media):
                message = f"'itemSchema' is not read: {media} is one value here, and no sequence of items"
                self._warn("unread-key", message, entry.get("itemSchema"))
            self._unmeant.media(media, entry, is_answer=is_answer)
            yield media, entry

    def _kinds(self, node: Node, name: str) -> list[MediaType]:
        """The ways to write a body: one for each media type, but only one for all kinds of JSON of the same type."""
        found: dict[str, MediaType] = {}
        known: list[tuple[object, TypeRef]] = []
        for media, entry in self._entries(node.get("content")):
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
        if not (is_xml(media) and self._is_structured(entry.get("schema"))):
            self._tell_raw(media, entry)
        elif (xml := self._xml.body(media, entry, Use(f"{name} Body", WRITE), known)) is not None:
            return xml
        return MediaType("Raw", "application/octet-stream" if "*" in media else media, _CONTENT)

    def _tell_raw(self, media: str, entry: Node) -> None:
        """Warn of a body whose schema describes more than a text, and which is bytes or a text all the same."""
        schema = entry.get("schema")
        if is_json(media) or essence(media) == FORM or is_multipart(media) or not isinstance(schema.value, dict):
            return
        if self._is_structured(schema):
            kind = "a text" if is_text(media) else "bytes"
            self._warn("untyped-media", f"a body of {media} is {kind} here, although its schema says more", entry)

    def _json(self, media: str, schema: Node, name: str) -> MediaType:
        written = "application/json" if "*" in media else media
        if schema.map.get("maxProperties") == 0:
            return MediaType("Json", written, NONE)  # always {}
        return MediaType("Json", written, self._schemas.type(schema, Use(f"{name} Body", WRITE)))

    # --- responses

    def responses(self, node: Node, name: str, results: Sequence[str] = ()) -> tuple[list[Response], list[Response]]:
        """The successful responses and the others, by status; `default` is both where there is no other success.

        `results`: the statuses of 3xx that are successes as well.
        """
        entries = {status: entry for key, entry in node.children() if (status := self._status(key, entry))}
        expected = successes(entries, results)
        good: list[Response] = []
        bad: list[Response] = []
        for status, entry in entries.items():
            if status in results:
                continue
            is_good = status in expected
            response = self._response(status, entry, name if is_good else f"{name} {status}")
            if is_good:
                good.append(response)
            if not is_good or status == "default":
                bad.append(response)
        good += [self._redirect(status, entries.get(status, entries.get("3XX", node))) for status in results]
        for response in bad:
            if response.status not in expected:
                self._headers.told(self._document.found(entries[response.status]))
        return [self._headed(response, entries.get(response.status, node), name) for response in good], bad

    def _headed(self, response: Response, node: Node, name: str) -> Response:
        """The response with its headers."""
        named = name if response.status in ("200", "201", "default") else f"{name} {response.status}"
        return replace(response, headers=self._headers.of(self._document.found(node), named))

    def _redirect(self, status: str, node: Node) -> Response:
        """An answer of 3xx that is a result. Its body is left to `with_response`."""
        node = self._document.found(node)
        for media, entry in self._entries(node.get("content"), is_answer=True):
            if is_json(media) and self._is_structured(entry.get("schema")):
                words = (
                    f"the body of a {status} is reached by with_response(...).json alone, although its schema says more"
                )
                self._warn("untyped-media", words, entry)
        return Response(status, type_of(status), (), description_of(node))

    def _status(self, key: str, node: Node) -> str | None:
        status = status_of(key)
        if status is None and not key.startswith("x-"):
            self._warn("status", f"{key!r} is no status of a response; left out", node)
        return status

    def _response(self, status: str, node: Node, name: str) -> Response:
        try:
            node = self._document.resolve(node)
        except SpecError as error:
            warn_of(self._warn, error, node, "the response is typed as Any")
            return Response(status, ANY, ("application/json",))
        offers = list(self._entries(node.get("content"), is_answer=True))
        stream = self._streams.of(offers, Use(component_of(node, f"{name} Item")))
        entries = self._preferred(
            [(media, entry) for media, entry in offers if not self._streams.is_stream(media, entry)]
        )
        typed = [one for one in entries if is_xml(one[0]) and self._is_structured(one[1].get("schema"))]
        use = Use(component_of(node, f"{name} Response"))
        xml = self._xml.answer(typed, use)
        others = [(offered, entry) for offered, entry in entries if offered not in xml.media]
        for offered, entry in others:
            if offered not in xml.told:
                self._tell_raw(offered, entry)
        types = [*self._json_types(node, others, name), *self._other_types(others)]
        if xml.types:
            types.insert(0, self._schemas.join([*xml.types], node.get("content"), use))
        media = tuple(media for media, _ in entries)
        type_ = union(*types) if types else NONE
        return Response(status, type_, media, description_of(node), stream=stream, xml=xml.root)

    def _is_structured(self, schema: Node) -> bool:
        """Whether a schema describes more than a text or a file."""
        told = self._document.found(schema).map
        if told.get("format") in ("binary", "file"):
            return False
        return bool(_STRUCTURE & told.keys() or type_names(told) - _AS_IT_IS)

    def _preferred(self, entries: list[tuple[str, Node]]) -> list[tuple[str, Node]]:
        """Without XML, and without what has the very schema of the JSON, where there is JSON: a client asks for that alone."""
        schemas = [entry.get("schema") for media, entry in entries if is_json(media)]
        known = [schema.value for schema in schemas if self._is_structured(schema)]
        if not schemas:
            return entries
        return [
            (media, entry)
            for media, entry in entries
            if is_json(media) or not (is_xml(media) or entry.get("schema").value in known)
        ]

    def _json_types(self, node: Node, entries: list[tuple[str, Node]], name: str) -> list[TypeRef]:
        """The one type of the JSON bodies of a response; none where it has no JSON body."""
        use = Use(component_of(node, f"{name} Response"))
        types: list[TypeRef] = []
        seen: list[object] = []
        for media, entry in entries:
            schema = entry.get("schema")
            if is_json(media) and schema.value not in (None, *seen):  # the same schema again makes no models of its own
                seen.append(schema.value)
                types.append(self._schemas.type(schema, use))
        if not types and any(is_json(media) for media, _ in entries):
            types.append(ANY)  # what has no schema says nothing, beside what has one
        return [self._schemas.join(types, node.get("content"), use)] if len(types) > 1 else types

    def _other_types(self, entries: list[tuple[str, Node]]) -> list[TypeRef]:
        """Text or bytes for each body that is no JSON."""
        return [
            STR if is_text(media) and not is_file(self._document, entry.get("schema")) else BYTES
            for media, entry in entries
            if not is_json(media)
        ]


def _rank(entry: tuple[str, Node]) -> tuple[bool, bool, str]:
    media = entry[0]
    return not is_json(media), essence(media) != "application/json", media
