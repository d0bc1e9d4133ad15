"""Answers that come item by item: which media types are such, and of what type an item is."""

from __future__ import annotations

from typing import Any

from ..api.records import Streaming
from ..api.types import ANY, STR, Items, Scalar, Tuple, TypeRef
from ..document import Document, Node, is_json, is_multipart, sequence_of, sum_of, type_names
from .answer_parts import AnswerParts
from .extensions import facts
from .models import Use
from .parts import Positions, positions_of
from .schemas import Schemas
from .warnings import Warn

_EVENT = Scalar("ServerSentEvent")
_FIELDS = frozenset({"data", "event", "id", "retry", "comment"})
_ORDER = ("Events", "JsonLines", "JsonSequence", "MixedParts")
"""Of several the first: what a client asks for."""
_SWITCH = "stream"
"""The member of a body by which an operation is told, in the field, that its answer is to be a stream."""

Entry = tuple[str, Node]
_Named = tuple[tuple[str, TypeRef | None], ...]
"""The type of the data by the name of the event; None for a text."""


class Streams:
    """Builds the streams of one document."""

    def __init__(self, document: Document, schemas: Schemas, warn: Warn) -> None:
        self._document, self._schemas, self._warn = document, schemas, warn
        self._parts = AnswerParts(document, schemas, warn)

    def of(self, entries: list[Entry], use: Use) -> Streaming | None:
        """How the answers of these media types come item by item; None where none of them does."""
        found = [(media, node) for media, node in entries if self.is_stream(media, node)]
        if not found:
            return None
        media, node = min(found, key=lambda entry: (_ORDER.index(sequence_of(entry[0])), entry[0]))
        kind = sequence_of(media)
        told = facts(node, "x-reissue-stream", self._warn)
        options: list[tuple[str, Any]] = []
        events: _Named = ()
        by_place: Tuple | None = None
        if kind == "Events":
            item, form, events = self._event(node, use)
            options += [("form", form)] if form != "json" else []
            options += [("terminator", told["terminator"])] if "terminator" in told else []
        elif (places := self._places(media, node)) is not None:
            item, by_place = self._parts.of(places, use)
        else:
            schema = self._item(node)
            item = self._schemas.type(schema, use) if isinstance(schema.value, dict) else ANY
        alone = len(found) == len(entries)
        switch = told.get("member", "")
        return Streaming(kind, (media,), item, tuple(options), switch, alone, events=events, places=by_place)

    def is_stream(self, media: str, node: Node) -> bool:
        """Whether an answer comes item by item: parts do where the document describes them as items."""
        return bool(sequence_of(media)) and (not is_multipart(media) or self._places(media, node) is not None)

    def _places(self, media: str, node: Node) -> Positions | None:
        """The places of the parts of an answer; None where it has none."""
        return positions_of(self._document, node, node.get("schema")) if is_multipart(media) else None

    def sent(self, media: str, node: Node, use: Use) -> Items | None:
        """What a body of JSON texts is sent of; None for one that is sent as it is."""
        schema = self._item(node)
        if sequence_of(media) not in ("JsonLines", "JsonSequence") or not schema.map:
            return None
        return Items(self._schemas.type(schema, use))

    def _item(self, node: Node) -> Node:
        """The schema of an item: `itemSchema`, that of the items of a list, or else the one that there is.

        In OpenAPI 3.2 the `schema` of such a medium describes all items as one list. Documents from before it, and many
        since, have the schema of one item there.
        """
        if isinstance(node.map.get("itemSchema"), dict | bool):
            return node.get("itemSchema")
        schema = node.get("schema")
        for part in sum_of(self._document, schema):
            if "array" in type_names(part.map) or "items" in part.map:
                return part.get("items")
        return schema

    def _event(self, node: Node, use: Use) -> tuple[TypeRef, str | None, _Named]:
        """The type of an event, what of it is typed, and the types by name: see `Events` of the runtime."""
        schema = self._item(node)
        parts = list(sum_of(self._document, schema, unions=True))
        if not any(part.map for part in parts):
            return _EVENT, None, ()
        members = {name for part in parts for name in part.get("properties").map}
        if "data" in members and members <= _FIELDS:
            if (typed := self._data(parts, use)) is not None:
                return typed
            return self._schemas.type(schema, use), "event", ()
        kinds = {name for part in parts for name in type_names(part.map)}
        if kinds == {"string"}:
            type_ = self._schemas.type(schema, use)
            return (type_ if type_ != Scalar("bytes") else STR), "text", ()
        return self._schemas.type(schema, use), "json", ()

    def _data(self, parts: list[Node], use: Use) -> tuple[TypeRef, str, _Named] | None:
        """The type of the data of events whose data is JSON by `contentSchema`; None where there is no such event.

        "mixed": some events have a text. Events with a constant name have the type of their own.
        """
        kinds = [part for part in parts if _is_kind_of_event(part)]
        typed = [(part, schema) for part in parts if (schema := self._content(part)) is not None]
        if not typed:
            return None
        self._schemas.claimed += [schema for _, schema in typed]
        told = [
            (part, self._schemas.type(schema, use.inside(str(n)) if n else use))
            for n, (part, schema) in enumerate(typed)
        ]
        texts = [part for part in kinds if all(part is not one for one, _ in typed)]
        types = [type_ for _, type_ in told] + ([STR] if texts else [])
        named = [*((part, type_) for part, type_ in told), *((part, None) for part in texts)]
        events = tuple((name, type_) for part, type_ in named if (name := _name_of_event(part)))
        whole = self._schemas.join(types, parts[0], use) if len(types) > 1 else types[0]
        return whole, "mixed" if texts else "json", events

    def _content(self, part: Node) -> Node | None:
        """The schema of the JSON in the data of a kind of event."""
        data = part.get("properties").get("data")
        found = (one.get("contentSchema") for one in sum_of(self._document, data) if "contentSchema" in one.map)
        return next(found, None)


def _name_of_event(part: Node) -> str:
    """The name that a kind of event always has."""
    told = part.get("properties").get("event").map.get("const")
    return told if isinstance(told, str) else ""


def _is_kind_of_event(part: Node) -> bool:
    """Whether a part of the schema of events describes one kind of them, by its type or its data."""
    members = part.get("properties").map
    named = "const" in part.get("properties").get("event").map
    return (
        named
        or "contentSchema" in part.get("properties").get("data").map
        or ("data" in members and "event" not in members)
    )


def switch_of(document: Document, body: Node) -> str:
    """The boolean member `stream` of the JSON bodies of an operation, if they have it; '' if not."""
    for media, entry in document.content(body):
        if not is_json(media):
            continue
        for part in sum_of(document, entry.get("schema")):
            member = part.get("properties").get(_SWITCH)
            if any("boolean" in type_names(one.map) for one in sum_of(document, member, unions=True)):
                return _SWITCH
    return ""
