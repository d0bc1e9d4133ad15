"""Answers: one schema, and the media types that the operation or the document produces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..media import is_json
from ..node import Node
from .bodies import by_media
from .parameters import header
from .work import Spot, Work

_ANY = "*/*"
_BYTES = "application/octet-stream"


def response(work: Work, node: Node, spot: Spot, produces: Sequence[str] | None = None) -> Any:
    """An answer in some media types; by default in those of the document."""
    if not isinstance(node.value, dict):
        return node.value
    work.begin(node, spot, "response")
    out: dict[str, Any] = {}
    if isinstance(node.map.get("$ref"), str):
        work.refer(out, node, spot, "response")
        return out
    work.copied(out, node, ("description",))
    if isinstance(node.map.get("headers"), dict):
        headers = node.get("headers")
        out["headers"] = {name: header(work, headers.get(name), spot.at("headers", name)) for name in headers.map}
    elif "headers" in node.map:
        work.lose(out, "'headers' is not an object", node.get("headers"), "structure")
    if content := _content(work, out, node, spot, list(work.produces if produces is None else produces)):
        out["content"] = content
    work.rest(out, node, "response")
    return out


def _content(work: Work, out: dict[str, Any], node: Node, spot: Spot, produces: list[str]) -> dict[str, Any]:
    """The media types with the schema and the examples; none where neither is there: such an answer has no body."""
    given, examples = node.get("schema"), node.get("examples")
    content: dict[str, Any] = {}
    if given.value is not None:
        media = list(dict.fromkeys((*produces, *examples.map))) or [_ANY]  # what is shown is sent, too
        if given.map.get("type") == "file":
            media = _of_file(work, out, produces, given)
        content = by_media(work, given, spot.at("content"), media, shared=False)
    if examples.value is not None and not isinstance(examples.value, dict):
        work.lose(out, "'examples' is not an object", examples, "structure")
    for name in examples.map:
        if name not in content and given.value is not None:
            work.lose(out, f"the example of {name!r} is none of a file", examples.get(name))
            continue
        content.setdefault(name, {})["example"] = examples.map[name]
        work.begin(examples.get(name), spot.at("content", name, "example"), "example")
    return content


def _of_file(work: Work, out: dict[str, Any], produces: list[str], node: Node) -> list[str]:
    """The media types of a file: those that are no JSON."""
    kept = [media for media in produces if not is_json(media)]
    if not kept and any(media != _ANY for media in produces):
        message = f"a file is no {', '.join(produces)}; it is asked for as {_BYTES}"
        work.lose(out, message, node.get("type"))
    return kept or [_BYTES]


def shared_response(work: Work, node: Node, spot: Spot, produces: Sequence[str]) -> Any:
    """An answer that others share, in the media types of one operation that are not those of the document."""
    target = work.target(node)
    if target is None or target.get("schema").value is None:
        return response(work, node, spot)
    out = response(work, target, spot, produces)
    if "$ref" in target.get("schema").map or target.get("schema").map.get("type") == "file":
        return out
    for name, entry in out.get("content", {}).items():
        if "schema" in entry:
            entry["schema"] = {"$ref": ""}
            work.near(entry["schema"], target.get("schema"), spot.at("content", name, "schema"))
    return out
