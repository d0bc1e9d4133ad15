"""The one walk over the operations of a document: those of its paths, of its webhooks, and of a callback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..errors import SpecError
from .document import Document
from .media import is_token
from .node import Key, Node
from .objects import ADDITIONAL, EXTENSION, METHODS
from .problem import problem
from .walk import Tell, ignore

NO_METHOD = "method"
PATHS, WEBHOOKS, CALLBACK = "paths", "webhooks", "callback"


@dataclass(frozen=True, slots=True)
class PathItem:
    """A path item with all that its `$ref` leads to, nearest first: what stands beside a reference counts before it."""

    layers: tuple[Node, ...]

    def get(self, key: str) -> Node:
        """The child under this key, from the first layer that has one; its value is None where none has."""
        return next((layer for layer in self.layers if key in layer.map), self.layers[-1]).get(key)

    def value(self, key: str) -> Any:
        """What stands under this key; None where nothing does."""
        return next((layer.map[key] for layer in self.layers if key in layer.map), None)

    @property
    def node(self) -> Node:
        """The item as one node: the address of what the last reference leads to, and the keys of all layers."""
        last = self.layers[-1]
        if len(self.layers) == 1:
            return last
        merged: dict[str, Any] = {}
        for layer in reversed(self.layers):
            merged |= layer.map
        return Node(last.source, last.pointer, merged)


@dataclass(frozen=True, slots=True)
class Described:
    """One operation as a document describes it."""

    group: str
    """PATHS, WEBHOOKS or CALLBACK."""
    name: str
    """The path, the name of the webhook, or the expression of the callback."""
    method: str
    """In small letters, as a path item has it; one of `additionalOperations` as it is sent."""
    node: Node
    item: PathItem

    @property
    def is_additional(self) -> bool:
        """Whether it stands in `additionalOperations`."""
        return self.node.pointer[-2:-1] == (ADDITIONAL,)

    @property
    def sent(self) -> str:
        """The method as it is sent: methods are case-sensitive (RFC 9110, 9.1)."""
        return self.method if self.is_additional else self.method.upper()

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from the others of its group."""
        return self.name, f"{ADDITIONAL} {self.method}" if self.is_additional else self.method

    @property
    def id(self) -> str:
        """The operationId; '' where there is none."""
        told = self.node.map.get("operationId")
        return told if isinstance(told, str) and told.strip() else ""

    @property
    def identity(self) -> str:
        """What the operation is called where it must have an id: the operationId, else its method and path."""
        return self.id or f"{self.method} {self.name}"

    @property
    def path(self) -> str:
        """The path that is requested."""
        return wire_path(self.name)

    def parameters(self) -> Iterator[Node]:
        """The parameters as they are listed: those of the path item, then its own, which count before them."""
        for owner in (self.item, self.node):
            yield from owner.get("parameters").items()


def wire_path(name: str) -> str:
    """A path as it is requested: what stands behind a '#' only tells the paths of a document apart.

    It begins with a slash, whether its name does or not: it would be a part of the host.
    """
    return f"/{name.split('#', 1)[0].removeprefix('/')}"


def operations(document: Document, *groups: str, tell: Tell = ignore) -> Iterator[Described]:
    """The operations of some groups (none named: of paths and webhooks), by path or name, then in the order of METHODS.

    `tell` takes the references of path items that lead nowhere; what stands beside such a reference is there all the same.
    """
    for group in groups or (PATHS, WEBHOOKS):
        yield from operations_in(document, group, document.root.get(group), tell)


def operations_in(document: Document, group: str, items: Node, tell: Tell = ignore) -> Iterator[Described]:
    """The operations of one map of path items, such as the expressions of a callback."""
    for name, node in items.children():
        if not isinstance(node.value, dict) or (group != WEBHOOKS and name.startswith(EXTENSION)):
            continue
        item = path_item(document, node, tell)
        for method in METHODS:
            if isinstance(item.value(method), dict):
                yield Described(group, name, method, item.get(method), item)
        for method, operation in item.get(ADDITIONAL).children():  # OpenAPI 3.2, as they are sent
            if isinstance(operation.value, dict) and _is_method(method, operation, tell):
                yield Described(group, name, method, operation, item)


def _is_method(method: str, operation: Node, tell: Tell) -> bool:
    """Whether HTTP can send it; what it cannot send is told."""
    fits = is_token(method)
    if not fits:
        hint = "write the method as it is sent, such as COPY"
        tell(
            problem(NO_METHOD, f"{method[:80]!r} is no method of HTTP (RFC 9110, 9.1)", operation.place, hint),
            operation,
        )
    return fits


def path_item(document: Document, node: Node, tell: Tell = ignore) -> PathItem:
    """The path item at a node, whatever its references lead to; a cycle of references ends where it began."""
    layers, seen = [node], {node.key}
    while isinstance(ref := node.map.get("$ref"), str):
        try:
            node = document.follow(node, ref)
        except SpecError as error:
            tell(error, node)
            break
        if not _is_new(node, seen):
            break
        layers.append(node)
    return PathItem(tuple(layers))


def _is_new(node: Node, seen: set[Key]) -> bool:
    new = isinstance(node.value, dict) and node.key not in seen
    seen.add(node.key)
    return new
