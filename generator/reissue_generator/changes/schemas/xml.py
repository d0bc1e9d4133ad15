"""How values stand in XML, in documents that have bodies of XML."""

from __future__ import annotations

from typing import Any, cast

from ...builder.xml_bodies import is_xml
from ...document import Document, Node, type_names
from ..proofs.schema import show
from ..record import Log


def has_xml(document: Document) -> bool:
    """Whether any body of a document may be XML."""
    stack: list[object] = [document.root.value]
    while stack:
        here = stack.pop()
        if isinstance(here, list):
            stack += cast("list[object]", here)
        elif isinstance(here, dict):
            held = cast("dict[str, object]", here)
            content = held.get("content")
            if isinstance(content, dict) and any(is_xml(str(media)) for media in cast("dict[str, object]", content)):
                return True
            stack += held.values()
    return False


def compare_xml(log: Log, old: Node, new: Node, label: str) -> None:
    """Compare what two schemas say themselves of their place in XML. Prefixes say nothing, and two spellings are one."""
    before, after = _said(old), _said(new)
    if before != after:
        text = f"xml {show(before or None)} -> {show(after or None)}"
        log.changed("xml-changed", label, text, old, new, key=text)


def _said(node: Node) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for part in (node, *node.get("allOf").items()):
        told = {**part.get("xml").map, **told}
    kind = told.get("nodeType")
    if kind is None and told.get("attribute") is True:
        kind = "attribute"
    if kind is None and told.get("wrapped") is True:
        kind = "element"
    usual = "none" if "$ref" in node.map or "array" in type_names(node.map) else "element"
    found = {key: told[key] for key in ("name", "namespace") if told.get(key)}
    return found if kind in (None, usual) else {**found, "nodeType": kind}
