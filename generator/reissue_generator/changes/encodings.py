"""How parts and fields of a body are written, in one form for all ways to say the same."""

from __future__ import annotations

from typing import Any, cast

from ..document import Node

ENCODINGS = ("encoding", "prefixEncoding", "itemEncoding")


def encoding_said(node: Node) -> Any:
    """What an encoding says beyond what holds without it; None for nothing."""
    if node.array:
        return [encoding_said(Node(node.source, (), {"": item.value})) for item in node.items()] or None
    names = {name: child for name, child in node.children() if isinstance(child.value, dict)}
    if node.pointer[-1:] == ("itemEncoding",):
        names = {"": node} if node.map else {}
    told = {name: _plain(child.map) for name, child in names.items()}
    return {name: said for name, said in told.items() if said} or None


def _plain(encoding: dict[str, Any]) -> dict[str, Any]:
    """An encoding without descriptions, and without what is so anyway (OpenAPI, Encoding Object: defaults)."""
    said = {key: value for key, value in encoding.items() if not key.startswith("x-") and key != "description"}
    style = said.get("style", "form")
    if said.get("style") == "form":
        del said["style"]
    if "explode" in said and said["explode"] == (style == "form"):
        del said["explode"]
    if said.get("allowReserved") is False:
        del said["allowReserved"]
    if isinstance(said.get("contentType"), str):
        said["contentType"] = sorted("".join(part.split()).lower() for part in said["contentType"].split(","))
    if isinstance(said.get("headers"), dict):
        said["headers"] = sorted(name.lower() for name in cast("dict[str, Any]", said["headers"]))
    return said
