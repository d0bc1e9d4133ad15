"""The items of one pair of schemas, place by place: what is told apart by `prefixItems`, then all others."""

from __future__ import annotations

from ..document import Node
from .pair import Go, Pair
from .schema import ComparedSchema


def compare_arrays(pair: Pair, go: Go) -> None:
    """Compare the items of two arrays. A place that one side does not tell apart is held against its `items`."""
    if not pair.are("array"):
        return
    told = max(len(pair.old.sum.prefix), len(pair.new.sum.prefix))
    for place in range(told):
        _place(pair, go, place, f"{pair.label}[{place}]")
    if pair.old.sum.items is not None or pair.new.sum.items is not None:
        _place(pair, go, told, f"{pair.label}[]")


def _place(pair: Pair, go: Go, place: int, label: str) -> None:
    old, new = _at(pair.old, place), _at(pair.new, place)
    closed = old.value is False, new.value is False
    if any(closed):
        if closed[0] != closed[1]:
            text = f"an item at place {place} is {'no longer possible' if closed[1] else 'possible'}"
            pair.turned("bound", text, ["items", "prefixItems"], narrowed=closed[1], key=f"items {place}")
        return
    go(old, new, pair.direction, label)


def _at(schema: ComparedSchema, place: int) -> Node:
    """What is said of the item at a place."""
    prefix = schema.sum.prefix
    node = prefix[place] if place < len(prefix) else schema.sum.items
    if node is None or node.value is True:
        return Node(schema.node.source, schema.node.pointer, {})
    return node
