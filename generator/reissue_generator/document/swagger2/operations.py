"""Path items and operations: parameters and the body told apart, media types and servers of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..node import Node
from ..objects import EXTENSION
from ..objects import METHODS as ALL_METHODS
from .bodies import form_body, request_body
from .keys import METHODS
from .parameters import parameter
from .responses import response, shared_response
from .schemas import schema
from .servers import servers_of
from .work import Convert, Spot, Work


class Sorted(NamedTuple):
    """The parameters of an operation or a path item by what becomes of them: as they are listed, and what they are."""

    plain: list[Node]
    bodies: list[tuple[Node, Node]]
    """As listed, and the parameter that it leads to."""
    forms: list[Node]


def path_item(work: Work, node: Node, spot: Spot) -> Any:
    """A path item; body and form parameters that all of its operations share go to each of them."""
    if not isinstance(node.value, dict):
        return node.value
    work.begin(node, spot, "pathItem")
    out: dict[str, Any] = {}
    if isinstance(node.map.get("$ref"), str):
        work.refer(out, node, spot, "pathItem")
    shared = _sorted(work, out, node)
    for method in ALL_METHODS:
        if method in node.map:
            out[method] = operation(work, node.get(method), spot.at(method), shared)
            if method not in METHODS:
                message = f"{method!r} is no method of Swagger 2.0; it is read as OpenAPI 3 has it"
                work.lose(out, message, node.get(method), "not-swagger")
    if shared.plain:
        out["parameters"] = _plain(work, shared.plain, spot)
    if "$ref" in out and (shared.bodies or shared.forms):
        message = "a body beside a reference does not reach the operations that it leads to"
        work.lose(out, message, node.get("parameters"), "parameter-lost", fatal=True)
    work.rest(out, node, "pathItem", ALL_METHODS)
    return out


def operation(work: Work, node: Node, spot: Spot, shared: Sorted) -> Any:
    """An operation. `shared` are the parameters of its path item."""
    if not isinstance(node.value, dict):
        return node.value
    work.begin(node, spot, "operation")
    out: dict[str, Any] = {}
    keys = ("tags", "summary", "description", "externalDocs", "operationId", "deprecated", "security")
    work.copied(out, node, keys)
    own = _sorted(work, out, node)
    if own.plain:
        out["parameters"] = _plain(work, own.plain, spot)
    _body(work, out, node, spot, own, shared)
    _responses(work, out, node, spot)
    schemes = work.texts(out, node, "schemes")
    if schemes is not None and (servers := servers_of(work, out, node, spot, schemes)):
        out["servers"] = servers
    work.rest(out, node, "operation")
    return out


def _plain(work: Work, nodes: Iterable[Node], spot: Spot) -> list[Any]:
    return [parameter(work, one, spot.at("parameters", str(place))) for place, one in enumerate(nodes)]


def _sorted(work: Work, holder: dict[str, Any], owner: Node) -> Sorted:
    """The listed parameters by what becomes of them."""
    found = Sorted([], [], [])
    listed = owner.get("parameters")
    if listed.value is not None and not isinstance(listed.value, list):
        work.lose(holder, "'parameters' is not a list", listed, "parameter-lost", fatal=True)
    for node in listed.items():
        target = work.target(node)
        place = target.map.get("in") if target is not None else None
        if target is None or place not in ("body", "formData"):
            found.plain.append(node)
        elif place == "body":
            found.bodies.append((node, target))
        elif isinstance(target.map.get("name"), str):
            found.forms.append(target)
        else:
            work.lose(holder, "a parameter of a form has no name", target, "parameter-lost", fatal=True)
    return found


# --- bodies


def _body(work: Work, out: dict[str, Any], node: Node, spot: Spot, own: Sorted, shared: Sorted) -> None:
    """The request body: what the operation says itself counts before what its path item says."""
    consumes = work.texts(out, node, "consumes")
    bodies = own.bodies or ([] if own.forms else shared.bodies)
    forms = own.forms + [one for one in shared.forms if one.map["name"] not in {own.map["name"] for own in own.forms}]
    at = spot.at("requestBody")
    if bodies:
        out["requestBody"] = _of_parameter(work, *bodies[0], at, consumes)
        for _, extra in (*bodies[1:], *((form, form) for form in forms)):
            message = "an operation has one body; this parameter is left out"
            work.lose(out, message, extra, "parameter-lost", fatal=True)
    elif forms:
        out["requestBody"] = form_body(work, forms, at, work.consumes if consumes is None else consumes, node)


def _of_parameter(work: Work, node: Node, target: Node, spot: Spot, consumes: list[str] | None) -> dict[str, Any]:
    """The body of a body parameter; of one that others share a reference, unless this operation takes other media types."""
    if node is target:
        return request_body(work, node, spot, consumes)
    if consumes is None or consumes == work.consumes:
        out: dict[str, Any] = {}
        spot.file.origins[spot.pointer] = node.source, node.pointer
        work.refer(out, node, spot, "requestBody")
        return out
    out = request_body(work, target, spot, consumes)
    if isinstance(target.get("schema").value, dict) and "$ref" not in target.get("schema").map:
        for name, entry in out["content"].items():
            entry["schema"] = {"$ref": ""}
            work.near(entry["schema"], target.get("schema"), spot.at("content", name, "schema"))
    return out


# --- answers


def _responses(work: Work, out: dict[str, Any], node: Node, spot: Spot) -> None:
    produces = work.texts(out, node, "produces")
    given = node.get("responses")
    if not isinstance(given.value, dict):
        if "responses" in node.map:
            out["responses"] = given.value
        return
    out["responses"] = responses = {}
    for status in given.map:
        entry, at = given.get(status), spot.at("responses", status)
        if status.startswith(EXTENSION):
            responses[status] = entry.value
        elif produces is not None and produces != work.produces and isinstance(entry.map.get("$ref"), str):
            responses[status] = shared_response(work, entry, at, produces)
        else:
            responses[status] = response(work, entry, at, produces)


CONVERTERS: Mapping[str, Convert] = {
    "parameter": parameter,
    "pathItem": path_item,
    "requestBody": request_body,
    "response": response,
    "schema": schema,
}
"""By kind of object: what makes of one that a reference leads to what it is in OpenAPI 3."""
