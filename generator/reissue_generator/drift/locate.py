"""From the path of a drift to the schema that documents it: `$.rows[].status` of an operation's answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from ..document import WEBHOOKS, Document, Key, Node, is_json, operations, sum_of, walk

_REST = "additionalProperties"
_PLACE = re.compile(r"\[(\d+):\d+\]")
"""A place of a tuple, as a drift names it."""


class Owner(NamedTuple):
    """One way to read a path: the schemas of an object, and the name of the member that it ends with."""

    schemas: list[Node]
    member: str


class Locator:
    """Finds schemas of one document by operation, status and path."""

    def __init__(self, document: Document) -> None:
        self.document = document
        described = list(operations(document))
        self._operations = {operation.identity: operation.node for operation in described}
        for webhook in described:
            if webhook.group == WEBHOOKS:  # which clients call by its name
                self._operations.setdefault(webhook.name, webhook.node)
        self._asked = [operation for operation in described if operation.group != WEBHOOKS]

    @cached_property
    def in_requests(self) -> frozenset[Key]:
        """Where all the schemas stand that requests can reach: to widen one of these changes what callers may send."""
        starts = [("requestBody", asked.node.get("requestBody")) for asked in self._asked]
        starts += [("parameter", parameter) for asked in self._asked for parameter in asked.parameters()]
        return frozenset(node.key for _, node in walk(self.document, *starts)) if starts else frozenset()

    def knows(self, operation: str) -> bool:
        """Whether the document has an operation with this id."""
        return operation in self._operations

    def undocumented(self, operation: str, statuses: Iterable[int | None]) -> list[int]:
        """Those of the statuses of which the operation says nothing."""
        node = self._operations.get(operation)
        return [one for one in statuses if node and one is not None and response(node, one).value is None]

    def responses(self, operation: str) -> Node:
        """The responses of an operation that the document has."""
        return self._operations[operation].get("responses")

    def answers(self, operation: str, statuses: Iterable[int | None]) -> list[Node]:
        """What is documented of the answers with these statuses, each once."""
        node = self._operations.get(operation)
        found = [self.document.find(response(node, one)) for one in statuses if node and one is not None]
        return unique(one for one in found if one is not None)

    def at(self, operation: str, statuses: Iterable[int | None], path: str) -> list[Node]:
        """The schemas of the values at a path, each once. Several, where a union leaves open which one is meant."""
        return self._walk(self.roots(operation, statuses), path.removeprefix("$"))

    def owners(self, operation: str, statuses: Iterable[int | None], path: str) -> list[Owner]:
        """Each way to read a path as an object and the name of a member; names may have dots in them."""
        roots = self.roots(operation, statuses)
        dots = [index for index, char in enumerate(path) if char == "."]
        readings = (Owner(self._walk(roots, path[1:index]), path[index + 1 :]) for index in reversed(dots))
        return [owner for owner in readings if owner.schemas]

    def roots(self, operation: str, statuses: Iterable[int | None]) -> list[Node]:
        """The schemas of the answers with these statuses, or of the webhook."""
        node = self._operations.get(operation)
        if node is None:
            return []
        found: list[Node] = []
        for status in statuses:
            body = node.get("requestBody") if status is None else response(node, status)
            for media, entry in self.document.content(body):
                if is_json(media):
                    found.append(entry.get("schema"))
        return unique(found)

    # --- one path ---

    def parts(self, node: Node) -> Iterator[Node]:
        """All schemas that say something about a value: the schema, what it refers to, and the members of its unions."""
        return sum_of(self.document, node, unions=True)

    def _walk(self, nodes: list[Node], rest: str) -> list[Node]:
        while rest and nodes:
            parts = [part for node in nodes for part in self.parts(node)]
            if rest.startswith("[]"):  # one object in a list, where no list is documented
                is_tuple = any("prefixItems" in part.map for part in parts)
                nodes, rest = _under("items", parts) or ([] if is_tuple else nodes), rest[2:]
            elif place := _PLACE.match(rest):
                nodes, rest = item(parts, int(place[1]))[0], rest[place.end() :]
            elif rest.startswith("."):
                nodes, rest = self._member(parts, rest[1:])
            else:
                return []
        return nodes

    def _member(self, parts: list[Node], rest: str) -> tuple[list[Node], str]:
        """The schemas of a member, and the rest of the path. The longest documented name counts: it may have dots."""
        if name := _longest_name(parts, rest):
            found = [part.get("properties").get(name) for part in parts if name in part.get("properties").map]
            return unique(found), rest[len(name) :]
        if inner := _under(_REST, parts):
            return inner, rest[_end_of_name(rest) :]
        if items := _under("items", parts):  # one object, where a list of them is documented
            return self._member([part for item in items for part in self.parts(item)], rest)
        return [], ""


def response(operation: Node, status: int) -> Node:
    """What an operation says of answers with a status (OpenAPI, Responses Object); without a value where that is nothing."""
    responses = operation.get("responses")
    return responses.get(next((key for key in (*_keys(status), "default") if key in responses.map), ""))


def is_listed(operation: Node, status: int) -> bool:
    """Whether an operation names a status, or its class, itself."""
    return any(key in operation.get("responses").map for key in _keys(status))


def _keys(status: int) -> tuple[str, str, str]:
    return str(status), f"{status // 100}XX", f"{status // 100}xx"


def item(parts: list[Node], index: int) -> tuple[list[Node], bool]:
    """The schemas of an item of an array, and whether it has a place of its own (JSON Schema, 10.3.1.1: `prefixItems`)."""
    first = [list(part.get("prefixItems").items()) for part in parts]
    own = [items[index] for items in first if index < len(items)]
    rest = [part for part, items in zip(parts, first, strict=True) if index >= len(items)]
    return unique([*own, *_under("items", rest)]), bool(own)


def _under(keyword: str, parts: list[Node]) -> list[Node]:
    """The schemas that stand under a keyword of some schemas."""
    return unique(part.get(keyword) for part in parts)


def _longest_name(parts: list[Node], rest: str) -> str:
    """The longest name of a member that the rest of a path begins with; '' where none does."""
    names = {name for part in parts for name in part.get("properties").map if rest.startswith(name)}
    return max((name for name in names if rest[len(name) : len(name) + 1] in ("", ".", "[")), key=len, default="")


def _end_of_name(rest: str) -> int:
    """Where the name that a path begins with ends, when no schema tells."""
    return min((place for mark in ".[" if (place := rest.find(mark)) >= 0), default=len(rest))


def unique(nodes: Iterable[Node]) -> list[Node]:
    """Each schema once, in order."""
    return list({node.key: node for node in nodes if isinstance(node.value, dict)}.values())
