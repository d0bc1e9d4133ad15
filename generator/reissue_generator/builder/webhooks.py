"""Webhooks: the events that a provider sends, and how they prove where they come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from .. import naming
from ..api.records import ANY, Signature, Webhook
from ..document.source import Document, Node
from ..errors import SpecError
from .extensions import Warn, facts
from .media import is_json
from .operations import METHODS, seconds_of
from .prose import description_of, text_of
from .schemas import Schemas
from .sides import READ

_SIGNATURE = "x-reissue-signature"


def _entries(document: Document) -> Iterator[tuple[str, Node, Node]]:
    """Name, item and operation; an item with several methods gives each a name of its own."""
    for wire, item in document.root.get("webhooks").children():
        try:
            target = document.resolve(item)
        except SpecError:
            continue
        methods = [method for method in METHODS if isinstance(target.map.get(method), dict)]
        for method in methods:
            yield wire if len(methods) == 1 else f"{wire} {method}", target, target.get(method)


def webhooks_of(document: Document, schemas: Schemas, warn: Warn) -> tuple[Webhook, ...]:
    """The webhooks of the document by name."""
    entries = list(_entries(document))
    keys = [node.pointer for _, _, node in entries]  # a webhook may have several methods
    names = naming.assign(
        (key, wire, naming.snake(wire, "event")) for key, (wire, _, _) in zip(keys, entries, strict=True)
    )
    constants = naming.assign((key, names[key], naming.constant(names[key])) for key in keys)
    found: list[Webhook] = []
    for wire, item, node in entries:
        try:
            content = document.resolve(node.get("requestBody")).get("content")
        except SpecError:
            content = node.get("requestBody").get("content")
        schemas_found = [entry.get("schema") for media, entry in content.children() if is_json(media)]
        type_ = schemas.type(schemas_found[0], f"{wire} Webhook", READ) if schemas_found else ANY
        source = facts(node, "x-reissue-source", warn) or facts(item, "x-reissue-source", warn)
        described = description_of(node)
        words = "\n\n".join(part for part in (_sentence(text_of(node, "summary")), described.text) if part)
        description = replace(described, text=words)
        key = node.pointer
        signature = _signature(facts(node, _SIGNATURE, warn) or facts(item, _SIGNATURE, warn))
        found.append(
            Webhook(names[key], constants[key], wire, description, type_, signature, tuple(source.get("pages", ())))
        )
    return tuple(found)


def _sentence(text: str) -> str:
    return text.rstrip(".") + "." if text else ""


def _signature(told: dict[str, Any]) -> Signature | None:
    if not told:
        return None
    parts, stamp = told.get("parts", {}), told.get("timestamp", {})
    options: list[tuple[str, Any]] = [(key, told[key]) for key in ("header", "algorithm", "encoding", "signed")]
    options += [(f"{key}_part", parts[key]) for key in ("signature", "timestamp") if key in parts]
    if stamp:
        options += [("unit", stamp["unit"]), ("tolerance", seconds_of(stamp["tolerance"]))]
    return Signature(tuple(options))
