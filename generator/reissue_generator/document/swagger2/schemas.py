"""Schemas of Swagger 2.0: those of OpenAPI 3.0, but for a few keys."""

from __future__ import annotations

from typing import Any

from ..keys import KEYS
from ..node import Node
from ..objects import EXTENSION, OBJECTS
from .keys import NULLABLE, SWAGGER
from .work import Spot, Work, unknown

_BINARY = {"type": "string", "format": "binary"}


def schema(work: Work, node: Node, spot: Spot) -> Any:
    """A schema; what is none stays what it is."""
    work.begin(node, spot, "schema")
    return _schema(work, node, spot)


def _schema(work: Work, node: Node, spot: Spot) -> Any:
    if not isinstance(node.value, dict):
        return node.value
    known = id(node.map), id(spot.file)
    if known not in work.schemas:
        out: dict[str, Any] = {}
        work.kinds[node.source, node.pointer] = "schema"
        for key in node.map:
            _key(work, out, node, key, spot)
        work.schemas[known] = out
    return work.schemas[known]


def _key(work: Work, out: dict[str, Any], node: Node, key: str, spot: Spot) -> None:
    """Carry one key of a schema over."""
    value: Any = node.map[key]
    if key == "$ref" and isinstance(value, str):
        work.refer(out, node, spot, "schema")
    elif key == NULLABLE and isinstance(value, bool):
        out.setdefault("nullable", value)
    elif key == "discriminator" and isinstance(value, str):
        out[key] = {"propertyName": value}
    elif key == "type" and value == "file":
        out.update(_BINARY)
    elif key == "collectionFormat":
        nested = (
            "is not known inside of another list" if node.map.get("type") == "array" else "says nothing but on a list"
        )
        work.lose(out, f"{key!r} {nested}", node.get(key))
    elif key.startswith(EXTENSION) or key in SWAGGER["schema"]:
        out[key] = _inside(work, node, key, spot)
    elif key in KEYS["schema"]:
        out[key] = _inside(work, node, key, spot)
        message = f"{key!r} is no key of a schema in Swagger 2.0; it is read as OpenAPI 3 has it"
        work.lose(out, message, node.get(key), "not-swagger")
    else:
        work.lose(out, unknown("schema", key), node.get(key), "unread-key")


def _inside(work: Work, node: Node, key: str, spot: Spot) -> Any:
    """The value of a key, with the schemas in it converted."""
    child, inside = node.get(key), OBJECTS["schema"].get(key)
    if inside is None or inside.kind != "schema":
        return child.value
    if isinstance(child.value, list):
        return [_schema(work, item, spot.at(key, str(place))) for place, item in enumerate(child.items())]
    if inside.shape == "{":
        return {name: _schema(work, one, spot.at(key, name)) for name, one in _members(child)}
    return _schema(work, child, spot.at(key))


def _members(node: Node) -> list[tuple[str, Node]]:
    return [(name, node.get(name)) for name in node.map]


def value_schema(work: Work, out: dict[str, Any], node: Node, spot: Spot, keys: tuple[str, ...]) -> dict[str, Any]:
    """The schema of a parameter, a member of a form or a header, which stands among its other keys; it is added to `out`."""
    work.begin(node, spot, "value")
    work.copied(out, node, (key for key in keys if key != "items"))
    if "items" in node.map:
        out["items"] = schema(work, node.get("items"), spot.at("items"))
    if out.get("type") == "file":
        out.update(_BINARY)
    if isinstance(node.map.get(NULLABLE), bool):
        out["nullable"] = node.map[NULLABLE]
    return out
