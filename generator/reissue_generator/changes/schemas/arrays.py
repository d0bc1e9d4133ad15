"""The items of one pair of schemas, place by place: what is told apart by `prefixItems`, then all others."""

from __future__ import annotations

from ...document import Node
from ..forms.ends import nothing_at
from ..proofs.schema import ComparedSchema
from ..proofs.unevaluated import ITEMS, is_decided
from .pair import Go, Pair


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
    if all(_is_behind(side, place) for side in (pair.old, pair.new)):
        return
    old, new = _at(pair.old, place), _at(pair.new, place)
    closed = old.value is False, new.value is False
    if not any(closed):
        go(old, new, pair.direction, label)
    elif closed[0] != closed[1] and not _is_behind(pair.old if closed[1] else pair.new, place):
        text = f"an item at place {place} is {'no longer possible' if closed[1] else 'possible'}"
        pair.turned("bound", text, ["items", "prefixItems"], narrowed=closed[1], key=f"items {place}")


def _at(schema: ComparedSchema, place: int) -> Node:
    """What is said of the item at a place."""
    prefix, items = schema.sum.prefix, schema.sum.items
    if items is not None and items.pointer[-1] == ITEMS and not is_decided(schema.sum.document, schema.parts, ITEMS):
        items = next((part.get("items") for part in schema.parts if "items" in part.map), None)  # that is a condition
    node = prefix[place] if place < len(prefix) else items
    if node is None or node.value is True:
        return nothing_at(node or schema.node)
    return node


def _is_behind(schema: ComparedSchema, place: int) -> bool:
    """Whether `maxItems` ends a list before this place."""
    most = schema.sum.limits.get("maxItems")
    return most is not None and place >= most
