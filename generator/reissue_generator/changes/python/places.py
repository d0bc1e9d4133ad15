"""Where what can be called stands in both documents: an operation or an event, its arguments, its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...api.records import Webhook
from ...builder.webhooks import events_of
from ...document import WEBHOOKS, Described, Document, Node
from ..calls.operations import Found, inputs_of, mark_of, operations_of
from ..documents import Edition

Places = tuple[Node, Node]


@dataclass(frozen=True)
class Spot:
    """What is called, in both documents; `found` is None for an event, and where an operation is not."""

    documents: tuple[Document, Document]
    whole: Places
    found: tuple[Found | None, Found | None] = (None, None)

    def argument(self, was: str = "", now: str = "") -> Places:
        """An argument by its old and its new name; '' where it is not."""
        return self._side(0, was), self._side(1, now)

    @property
    def answers(self) -> Places:
        """The answers of an operation; the body of an event stands nearer to its beginning."""
        old, new = (
            node.get("responses") if found else node for node, found in zip(self.whole, self.found, strict=True)
        )
        return old, new

    def _side(self, side: int, name: str) -> Node:
        found, node, document = self.found[side], self.whole[side], self.documents[side]
        if found is None or found.record is None:
            return node
        if name == "body":
            return document.find(node.get("requestBody")) or node
        in_path = [each.wire for each in found.record.parameters_in("path")]
        for parameter in found.record.arguments:
            if parameter.name == name:
                given = inputs_of(document, found).get(mark_of(parameter.location, parameter.wire, in_path))
                return node if given is None else given.node
        return node


class Spots:
    """The spots of two clients, by what callers call."""

    def __init__(self, editions: tuple[Edition, Edition]) -> None:
        self._editions = editions
        old, new = editions
        self._documents = old.document, new.document
        self._operations = _by_call(old), _by_call(new)

    def method(self, was: str, now: str) -> Spot:
        """A method by its old and its new name."""
        old, new = self._operations[0].get(was), self._operations[1].get(now)
        one, other = (
            found.node if found else document.root.get("paths")
            for found, document in zip((old, new), self._documents, strict=True)
        )
        return Spot(self._documents, (one, other), (old, new))

    def event(self, function: str) -> Spot:
        """A function that reads an event."""
        one, other = (
            next(
                (described.node for hook, described in events_in(edition) if f"parse_{hook.name}" == function),
                edition.document.root.get(WEBHOOKS),
            )
            for edition in self._editions
        )
        return Spot(self._documents, (one, other))


def events_in(edition: Edition) -> Iterator[tuple[Webhook, Described]]:
    """The events of a client, with what describes them."""
    told = events_of(edition.document, _unheard).values()
    return zip(edition.api.webhooks, (each.described for each in told), strict=True)


def _unheard(*_: object) -> None:
    """Takes a warning: they are told where clients are made."""


def _by_call(edition: Edition) -> Mapping[str, Found]:
    found: dict[str, Found] = {}
    for each in operations_of(edition.document, edition.api).values():
        if each.resource is not None and each.record is not None:
            found.update((f"{each.resource.path}.{name}", each) for name in each.record.methods)
    return found
