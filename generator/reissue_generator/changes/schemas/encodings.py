"""How parts and fields of a body are written, in one form for all ways to say the same."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...builder.formats import OCTETS, is_file, media_of_file, text_encoding
from ...builder.kinds import array_of, kinds_of
from ...document import Document, Node, sum_of
from .words import SCHEMA_KEYS

ENCODINGS = ("encoding", "prefixEncoding", "itemEncoding")
_APART = ("description", "headers")
"""Keys of an Encoding Object that are compared by themselves, or by nobody."""
_BYTES = ("contentMediaType", "contentEncoding", "format", "type")
"""What says that the values of a schema are bytes, in 3.0 or in 3.1."""


class Said(NamedTuple):
    """What is said of a part or field: where, what beyond that which holds without it, and its media type where none is said."""

    node: Node
    beyond: dict[str, Any]
    usual: str = ""


def is_for_answers(document: Document) -> bool:
    """Whether answers have encodings: up to 3.1.0 they are for request bodies alone (OpenAPI, Media Type Object)."""
    return not document.is_30 and document.root.map.get("openapi") != "3.1.0"


def encodings_of(document: Document, entry: Node, said: Node, key: str, *, has_parts: bool) -> dict[str, Said]:
    """The encodings of an entry of `content` by the names or places of what they are for, which the schema knows."""
    if key == "itemEncoding":
        return {"": Said(said, _plain(said.map))} if said.map else {}
    if key == "prefixEncoding":
        return {str(place): Said(node, _plain(node.map)) for place, node in enumerate(said.items())}
    schema = entry.get("schema")
    known = (name for part in sum_of(document, schema, unions=True) for name in part.get("properties").map)
    members = dict(document.found(schema).get("properties").children()) if has_parts else {}
    found = {name: Said(said.get(name), _plain(said.get(name).map)) for name in known}
    for name, member in members.items():
        told = found[name]
        found[name] = Said(told.node, _beyond(document, member, told.beyond), _usual_type(document, member))
    return found


def _plain(encoding: dict[str, Any]) -> dict[str, Any]:
    """An encoding without descriptions, and without what is so anyway (OpenAPI, Encoding Object: defaults)."""
    said = {key: value for key, value in encoding.items() if not key.startswith("x-") and key not in _APART}
    style = said.get("style", "form")
    if said.get("style") == "form":
        del said["style"]
    if "explode" in said and said["explode"] == (style == "form"):
        del said["explode"]
    if said.get("allowReserved") is False:
        del said["allowReserved"]
    if isinstance(said.get("contentType"), str):
        said["contentType"] = sorted("".join(part.split()).lower() for part in said["contentType"].split(","))
    return {key: value for key, value in said.items() if value not in ([], {})}


def _beyond(document: Document, member: Node, said: dict[str, Any]) -> dict[str, Any]:
    """What is said of a part beyond the media type that its schema gives it; that of bytes counts with what is said."""
    told = media_of_file(document, member).lower()
    if told and "contentType" not in said:
        said = {**said, "contentType": [told]}
    if said.get("contentType") == [_usual_type(document, member)]:
        said = {key: value for key, value in said.items() if key != "contentType"}
    return said


def _usual_type(document: Document, member: Node) -> str:
    """The media type of a part where nothing says it (OpenAPI, Encoding Object: `contentType`); '' where that depends on its value."""
    if is_bytes(document, member) or text_encoding(document, member):
        return OCTETS
    while (array := array_of(document, member)) is not None and array.items is not None:
        member = array.items
    kinds = kinds_of(document, member) - {"null"}
    if kinds <= {"object", "array"}:
        return "application/json" if kinds else ""
    return "text/plain" if not kinds & {"object", "array"} else ""


def is_bytes(document: Document, member: Node) -> bool:
    """Whether a part is bytes, or a list of them: what has no type is, in 3.1 (OpenAPI, Encoding Object: `contentType`)."""
    return is_file(document, member) or (not document.is_30 and _is_blank(document.found(member)))


def _is_blank(schema: Node) -> bool:
    return isinstance(schema.value, dict) and SCHEMA_KEYS.isdisjoint(schema.map.keys() - {"deprecated", "default"})


def with_bytes(document: Document, schema: Node) -> Node:
    """The schema of a body of parts, its parts that are bytes in the words of OpenAPI 3.0."""
    node = document.found(schema)
    told = dict(node.get("properties").children())
    binary = {name: _as_binary(document, member) for name, member in told.items() if is_bytes(document, member)}
    if not binary:
        return schema
    properties = {**node.get("properties").map, **binary}
    return Node(node.source, node.pointer, {**node.map, "properties": properties}, node.parts, node.scope)


def _as_binary(document: Document, member: Node) -> dict[str, Any]:
    node = document.found(member)
    if (array := array_of(document, node)) is not None and array.items is not None:
        return {**node.map, "items": _as_binary(document, array.items)}
    beside = {key: value for key, value in node.map.items() if key not in _BYTES}
    return {**beside, "type": _nullable(node.map.get("type")), "format": "binary"}


def _nullable(types: Any) -> Any:
    return ["string", "null"] if isinstance(types, list) and "null" in types else "string"
