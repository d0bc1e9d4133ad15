"""Webhooks: the events that a provider sends, and how they prove where they come from."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from .. import naming
from ..api.records import Description, Webhook, WebhookSignature
from ..api.sentences import joined, sentence
from ..api.types import ANY, TypeRef
from ..document import WEBHOOKS, Described, Document, Node, is_json, operations
from .extensions import facts, seconds_of
from .models import Use
from .prose import description_of, text_of
from .schemas import Schemas
from .warnings import Warn, telling

SIGNATURE = "x-reissue-signature"


def webhooks_of(document: Document, schemas: Schemas, warn: Warn) -> tuple[Webhook, ...]:
    """The webhooks of the document by name; a webhook with several methods is several, each with its method's name."""
    found = list(operations(document, WEBHOOKS, tell=telling(warn)))
    methods = Counter(described.name for described in found)
    wires = {
        _key(described): described.name if methods[described.name] == 1 else event_name(described)
        for described in found
    }
    names = naming.assign((key, wire, naming.snake(wire, "event")) for key, wire in wires.items())
    constants = naming.assign((key, name, naming.constant(name)) for key, name in names.items())
    webhooks: list[Webhook] = []
    for described in found:
        node, item, key = described.node, described.item.node, _key(described)
        wire = wires[key]
        source = facts(node, "x-reissue-source", warn) or facts(item, "x-reissue-source", warn)
        signature = _signature(facts(signed_at(described), SIGNATURE, warn))
        type_, pages = _type(document, schemas, node, wire, warn), tuple(source.get("pages", ()))
        webhooks.append(Webhook(names[key], constants[key], wire, _description(node), type_, signature, pages))
    return tuple(webhooks)


def _key(described: Described) -> tuple[str, str]:
    return described.name, described.method


def event_name(described: Described) -> str:
    """What one method of a webhook is called where it has several."""
    return f"{described.name} {described.method}"


def signed_at(described: Described) -> Node:
    """Where a webhook says how it is signed: itself, or else the item in which it stands."""
    return described.node if SIGNATURE in described.node.map else described.item.node


def _type(document: Document, schemas: Schemas, node: Node, wire: str, warn: Warn) -> TypeRef:
    """The type of the body: of the first media type that is JSON."""
    body = document.find(node.get("requestBody")) or node.get("requestBody")
    for media, entry in body.get("content").children():
        if is_json(media):
            return schemas.type(entry.get("schema"), Use(f"{wire} Webhook"))
    for media, entry in body.get("content").children():
        if isinstance(entry.get("schema").value, dict):
            warn("untyped-media", f"a webhook of {media} is read as JSON without a type", entry)
    return ANY


def _description(node: Node) -> Description:
    """The summary as a sentence, and the description below it."""
    described = description_of(node)
    return replace(described, text=joined([sentence(text_of(node, "summary")), described.text]))


def _signature(told: dict[str, Any]) -> WebhookSignature | None:
    if not told:
        return None
    parts, stamp = told.get("parts", {}), told.get("timestamp", {})
    options: list[tuple[str, Any]] = [(key, told[key]) for key in ("header", "algorithm", "encoding", "signed")]
    options += [(f"{key}_part", parts[key]) for key in ("signature", "timestamp") if key in parts]
    if stamp:
        options += [("unit", stamp["unit"]), ("tolerance", seconds_of(stamp["tolerance"]))]
    return WebhookSignature(tuple(options))
