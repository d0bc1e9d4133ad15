"""Webhooks: the events that a provider sends, and how they prove where they come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from .. import naming
from ..api import ANY, Signature, Webhook
from ..source import Document, Node, SpecError
from .media import is_json
from .operations import METHODS, seconds_of
from .prose import text_of
from .schemas import Schemas
from .sides import READ


def _entries(document: Document) -> Iterator[tuple[str, Node, Node]]:
    for wire, item in document.root.get("webhooks").children():
        try:
            target = document.resolve(item)
        except SpecError:
            continue
        for method in METHODS:
            if isinstance(target.map.get(method), dict):
                yield wire, target, target.get(method)


def webhooks_of(document: Document, schemas: Schemas) -> tuple[Webhook, ...]:
    """The webhooks of the document by name."""
    entries = list(_entries(document))
    names = naming.assign((wire, wire, naming.snake(wire, "event")) for wire, _, _ in entries)
    constants = naming.assign((wire, wire, naming.constant(wire, "EVENT")) for wire, _, _ in entries)
    found: list[Webhook] = []
    for wire, item, node in entries:
        try:
            content = document.resolve(node.get("requestBody")).get("content")
        except SpecError:
            content = node.get("requestBody").get("content")
        schemas_found = [entry.get("schema") for media, entry in content.children() if is_json(media)]
        type_ = schemas.type(schemas_found[0], f"{wire} Webhook", READ) if schemas_found else ANY
        source = (
            node.get("x-reissue-source") if node.get("x-reissue-source").map else item.get("x-reissue-source")
        ).map
        pages = tuple(page for page in cast("list[object]", source.get("pages") or []) if isinstance(page, str))
        doc = "\n\n".join(part for part in (_sentence(text_of(node, "summary")), text_of(node)) if part)
        found.append(Webhook(names[wire], constants[wire], wire, doc, type_, _signature(node, item), pages))
    return tuple(found)


def _sentence(text: str) -> str:
    return text.rstrip(".") + "." if text else ""


def _signature(node: Node, item: Node) -> Signature | None:
    facts = node.get("x-reissue-signature").map or item.get("x-reissue-signature").map
    if not facts:
        return None
    parts = cast("dict[str, Any]", facts.get("parts") or {})
    stamp = cast("dict[str, Any]", facts.get("timestamp") or {})
    options: list[tuple[str, Any]] = [(key, facts[key]) for key in ("header", "algorithm", "encoding", "signed")]
    options += [(f"{key}_part", parts[key]) for key in ("signature", "timestamp") if key in parts]
    if stamp:
        options += [("unit", stamp.get("unit")), ("tolerance", seconds_of(stamp.get("tolerance")))]
    return Signature(tuple(options))
