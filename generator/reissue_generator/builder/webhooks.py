"""Webhooks: the events that a provider sends, and how they prove where they come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from .. import naming
from ..api.models import Description
from ..api.records import Webhook, WebhookSignature
from ..api.reserved import made_way
from ..api.sentences import joined, sentence
from ..api.types import ANY, TypeRef
from ..document import CALLBACK, PATHS, WEBHOOKS, Described, Document, Key, Node, is_json, operations, operations_in
from ..errors import SpecError
from .extensions import facts, seconds_of
from .models import Use
from .prose import description_of, text_of
from .schemas import Schemas
from .warnings import Warn, telling, warn_of

SIGNATURE = "x-reissue-signature"


def webhooks_of(document: Document, schemas: Schemas, warn: Warn) -> tuple[Webhook, ...]:
    """The webhooks of the document by name."""
    events = events_of(document, warn)
    names = naming.assign((key, event.wire, naming.snake(event.wire, "event")) for key, event in events.items())
    wanted = {key: naming.constant(name) for key, name in names.items()}
    constants = naming.assign(
        ((key, names[key], name) for key, name in wanted.items()), taken=made_way(wanted.values())
    )
    return tuple(_webhook(document, schemas, warn, event, names[key], constants[key]) for key, event in events.items())


def events_of(document: Document, warn: Warn) -> dict[tuple[object, ...], Event]:
    """The events of the document; a webhook with several methods is several, each with its method's name.

    What is sent to the callbacks of operations comes behind them: it is received alike.
    """
    found = list(operations(document, WEBHOOKS, tell=telling(warn)))
    methods = Counter(described.name for described in found)
    events: dict[tuple[object, ...], Event] = {
        described.key: Event(described, described.name if methods[described.name] == 1 else _event_name(described))
        for described in found
    }
    return events | {
        ("", *described.node.key): Event(described, *told) for described, *told in _callbacks(document, warn)
    }


class Event(NamedTuple):
    """An event of the document: what describes it, its name, and for a callback how it comes to be sent."""

    described: Described
    wire: str
    origin: str = ""


def _webhook(document: Document, schemas: Schemas, warn: Warn, event: Event, name: str, constant: str) -> Webhook:
    described, wire = event.described, event.wire
    node, item = described.node, described.item.node
    source = facts(node, "x-reissue-source", warn) or facts(item, "x-reissue-source", warn)
    signature = _signature(facts(signed_at(described), SIGNATURE, warn))
    type_, pages = _type(document, schemas, warn, node, wire), tuple(source.get("pages", ()))
    return Webhook(name, constant, wire, _description(node, event.origin), type_, signature, pages)


def _callbacks(document: Document, warn: Warn) -> Iterator[tuple[Described, str, str]]:
    """What is sent to the callbacks of operations, each once, with its name and where it is sent to.

    A callback is named as it is in the operation. That of a component is one event, whoever refers to it; others of one
    name in several operations are led by the operation.
    """
    found: dict[Key, tuple[Described, str, str, list[str]]] = {}
    for operation in operations(document, PATHS):  # what is wrong with these is told where they are built
        for name, node in operation.node.get("callbacks").children():
            for described in _sent_to(document, warn, node):
                known = found.setdefault(described.node.key, (described, name, operation.identity, []))
                known[3].append(operation.identity)
    owners = Counter(name for _, name, _, _ in found.values())
    for described, name, owner, asked_by in found.values():
        wire = described.id or (name if owners[name] == 1 else f"{owner} {name}")
        listed = ", ".join(f"`{one}`" for one in dict.fromkeys(asked_by))
        yield described, wire, f"A callback of {listed}, sent to `{described.name}`."


def _sent_to(document: Document, warn: Warn, node: Node) -> Iterator[Described]:
    try:
        target = document.resolve(node)
    except SpecError as error:
        warn_of(warn, error, node, "the callback is not typed")
        return
    yield from operations_in(document, CALLBACK, target, telling(warn))


def _event_name(described: Described) -> str:
    """What one method of a webhook is called where it has several."""
    return f"{described.name} {described.method}"


def signed_at(described: Described) -> Node:
    """Where a webhook says how it is signed: itself, or else the item in which it stands."""
    return described.node if SIGNATURE in described.node.map else described.item.node


def _type(document: Document, schemas: Schemas, warn: Warn, node: Node, wire: str) -> TypeRef:
    """The type of the body: of the first media type that is JSON."""
    content = document.content(node.get("requestBody"))
    for media, entry in content:
        if is_json(media):
            return schemas.type(entry.get("schema"), Use(f"{wire} Webhook"))
    for media, entry in content:
        if isinstance(entry.get("schema").value, dict):
            warn("untyped-media", f"an event of {media} is read as JSON without a type", entry)
    return ANY


def _description(node: Node, origin: str) -> Description:
    """The summary as a sentence, the description below it, and how it comes to be sent."""
    described = description_of(node)
    return replace(described, text=joined([sentence(text_of(node, "summary")), described.text, origin]))


def _signature(told: dict[str, Any]) -> WebhookSignature | None:
    if not told:
        return None
    parts, stamp = told.get("parts", {}), told.get("timestamp", {})
    options: list[tuple[str, Any]] = [(key, told[key]) for key in ("header", "algorithm", "encoding", "signed")]
    options += [(f"{key}_part", parts[key]) for key in ("signature", "timestamp") if key in parts]
    if stamp:
        options += [("unit", stamp["unit"]), ("tolerance", seconds_of(stamp["tolerance"]))]
    return WebhookSignature(tuple(options))
