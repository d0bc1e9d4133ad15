"""Parameters of the path, of the query and of headers, and the headers of answers; and how lists are written there."""

from __future__ import annotations

from typing import Any

from ..node import Node
from .keys import NULLABLE, VALUE
from .schemas import schema, value_schema
from .work import Spot, Work

STYLES = {"ssv": "spaceDelimited", "tsv": "tabDelimited", "pipes": "pipeDelimited"}
"""How OpenAPI calls the ways to write a list with other marks than commas; for tabs it has no word, so this is ours."""
_ALWAYS_COMMAS = "path", "header"


def parameter(work: Work, node: Node, spot: Spot) -> Any:
    """A parameter that stays one: any but those of bodies and forms."""
    if not isinstance(node.value, dict):
        return node.value
    work.begin(node, spot, "parameter")
    out: dict[str, Any] = {}
    if isinstance(node.map.get("$ref"), str):
        work.refer(out, node, spot, "parameter")
        return out
    work.copied(out, node, ("name", "in", "description", "required"))
    place = node.map.get("in")
    if place == "query":
        work.copied(out, node, ("allowEmptyValue",))
    if isinstance(node.map.get("schema"), dict) and "type" not in node.map:
        out["schema"] = schema(work, node.get("schema"), spot.at("schema"))
        message = "'schema' is for body parameters in Swagger 2.0; it is read as OpenAPI 3 has it"
        work.lose(out, message, node.get("schema"), "not-swagger")
    elif any(key in node.map for key in VALUE):
        out["schema"] = value_schema(work, {}, node, spot.at("schema"), VALUE)
        if node.map.get("type") == "file":
            work.lose(out, "a file can be sent in a form only", node.get("type"))
    if (written := style_of(work, out, node)) is not None:
        style, explode = written
        if (style, explode) != (None, True) or place not in _ALWAYS_COMMAS:
            out |= {"style": style} if style else {}
            out["explode"] = explode
    work.rest(out, node, "parameter", (NULLABLE, "schema") if "schema" in out else (NULLABLE,))
    return out


def style_of(work: Work, holder: dict[str, Any], node: Node) -> tuple[str | None, bool] | None:
    """How a list is written, as OpenAPI says it: the style where it is not the usual one, and `explode`; None for no list.

    What a place does not know is written with commas, and told.
    """
    told = node.map.get("collectionFormat")
    if node.map.get("type") != "array":
        if told is not None:
            work.lose(holder, "'collectionFormat' says nothing without `type: array`", node.get("collectionFormat"))
        return None
    place = node.map.get("in", "header")
    if told == "multi" and place not in _ALWAYS_COMMAS:
        return None, True
    if isinstance(told, str) and told in STYLES:
        return STYLES[told], False
    if told not in (None, "csv"):
        message = f"the collectionFormat {told!r} is none of {'a header or path' if told == 'multi' else 'Swagger 2.0'}"
        work.lose(holder, f"{message}; the list is written with commas", node.get("collectionFormat"))
    return None, False


def header(work: Work, node: Node, spot: Spot) -> Any:
    """A header of an answer."""
    if not isinstance(node.value, dict):
        return node.value
    work.begin(node, spot, "header")
    out: dict[str, Any] = {"schema": value_schema(work, {}, node, spot.at("schema"), VALUE)}
    work.copied(out, node, ("description",))
    written = style_of(work, out, node)
    if written is not None and written[0] is not None:
        told = node.map["collectionFormat"]
        message = f"the collectionFormat {told!r} of a header cannot be said in OpenAPI 3: it is read as a text"
        work.lose(out, message, node.get("collectionFormat"))
        out["schema"] = {"type": "string"}
    work.rest(out, node, "header", (NULLABLE,))
    return out
