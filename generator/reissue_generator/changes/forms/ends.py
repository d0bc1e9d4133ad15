"""What nodes of an operation lead to. Where a reference leads nowhere there is nothing, as for the generator."""

from __future__ import annotations

from ...builder.parameters import schema_of
from ...document import Document, Node


def nothing_at(node: Node) -> Node:
    """An empty object where a node stands."""
    return Node(node.source, node.pointer, {})


def end_of(document: Document, node: Node) -> Node:
    """What a node leads to."""
    return document.find(node) or nothing_at(node)


def resolved(document: Document, node: Node, key: str) -> Node | None:
    """What stands under a key; None where there is no object."""
    child = node.get(key)
    if not isinstance(child.value, dict):
        return None
    return end_of(document, child)


def some(node: Node) -> Node:
    """The node, or an empty object where nothing stands."""
    return node if node.value is not None else nothing_at(node)


def schema_at(document: Document, node: Node) -> Node:
    """The schema of a parameter or header."""
    return some(schema_of(document, node)[1])
