"""Request bodies: of a body parameter, or of the parameters of a form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..media import FORM, is_form, is_json, is_multipart
from ..node import Node
from .keys import NULLABLE, VALUE
from .parameters import style_of
from .schemas import schema, value_schema
from .work import Spot, Work

MULTIPART = "multipart/form-data"
JSON = "application/json"
_FORM_VALUE = ("description", *VALUE)


def request_body(work: Work, node: Node, spot: Spot, consumes: Sequence[str] | None = None) -> dict[str, Any]:
    """The request body that a body parameter describes, in each of some media types; by default in those of the document."""
    work.begin(node, spot, "requestBody")
    media = list(consumes if consumes is not None else work.consumes) or [JSON]
    out: dict[str, Any] = {"content": {}}
    work.copied(out, node, ("description", "required"))
    for name, entry in by_media(work, node.get("schema"), spot.at("content"), media, shared=True).items():
        out["content"][name] = entry
    work.rest(out, node, "bodyParameter")
    return out


def by_media(work: Work, node: Node, spot: Spot, media: Sequence[str], *, shared: bool) -> dict[str, dict[str, Any]]:
    """One schema in each of some media types. `shared`: the others refer to that of the first, so that it is made once."""
    content: dict[str, dict[str, Any]] = {}
    first: Node | None = None
    is_inline = bool(node.map) and "$ref" not in node.map
    given: object = node.value
    for name in sorted(media, key=lambda name: not is_json(name)):
        at = spot.at(name, "schema")
        if given is None:
            content[name] = {}
        elif first is not None and shared and is_inline:
            content[name] = {"schema": {"$ref": ""}}
            work.near(content[name]["schema"], node, at)
        else:
            content[name] = {"schema": schema(work, node, at)}
            first = node
    return content


def form_body(work: Work, nodes: Sequence[Node], spot: Spot, consumes: Sequence[str], owner: Node) -> dict[str, Any]:
    """The request body of the parameters of a form, each of which has a name. `owner` is the operation."""
    work.begin(owner, spot, "form")
    out: dict[str, Any] = {"content": {}}
    if any(node.map.get("required") is True for node in nodes):
        out["required"] = True
    for media in _form_media(work, out, nodes, consumes, owner):
        out["content"][media] = _form(work, nodes, spot.at("content", media), media)
    return out


def _form_media(
    work: Work, holder: dict[str, Any], nodes: Sequence[Node], consumes: Sequence[str], owner: Node
) -> list[str]:
    """The media types that a form is sent in: of those that are named, the ones of forms; with a file never urlencoded."""
    has_file = any(_is_file(node) for node in nodes)
    forms = [media for media in consumes if is_form(media)]
    if has_file:
        forms = [media for media in forms if is_multipart(media)]
    if forms:
        return forms
    chosen = MULTIPART if has_file else FORM
    if consumes:
        message = f"a form cannot be sent as {', '.join(consumes)}; it is sent as {chosen}"
        work.lose(holder, message, owner.get("consumes") if "consumes" in owner.map else owner)
    return [chosen]


def _is_file(node: Node) -> bool:
    return "file" in (node.map.get("type"), node.get("items").map.get("type"))


def _form(work: Work, nodes: Sequence[Node], spot: Spot, media: str) -> dict[str, Any]:
    """The form in one media type: its schema, and how its lists are written."""
    members: dict[str, Any] = {}
    encoding: dict[str, Any] = {}
    out: dict[str, Any] = {"schema": {"type": "object", "properties": members}}
    for node in nodes:
        name: str = node.map["name"]
        if name in members:
            work.lose(out, f"a second {name!r} of the same form", node, "parameter-lost", fatal=True)
            continue
        at = spot.at("schema", "properties", name)
        member = members[name] = value_schema(work, {}, node, at, _FORM_VALUE)
        written = style_of(work, member, node)
        if written not in (None, (None, True)):
            style, explode = written or (None, True)
            encoding[name] = {"style": style or "form", "explode": explode}
            work.begin(node, spot.at("encoding", name), "encoding")
        work.rest(member, node, "formParameter", (NULLABLE,))
    if required := [name for name in members if _is_required(nodes, name)]:
        out["schema"]["required"] = required
    return {**out, "encoding": encoding} if encoding else out


def _is_required(nodes: Sequence[Node], name: str) -> bool:
    return any(node.map.get("name") == name and node.map.get("required") is True for node in nodes)
