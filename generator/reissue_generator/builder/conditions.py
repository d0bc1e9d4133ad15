"""Members that only some values have, or that are described more closely for some: `then`, `else`, `dependentSchemas`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ..document import Document, Node, put_together, says_nothing, type_names

Properties = dict[str, Node]
AllOf = Callable[[Document, Node, Node], Node]


class Condition(NamedTuple):
    """What is said of values of which one thing or another holds. `is_whole`: one of the branches holds for every value."""

    branches: tuple[Properties, ...]
    is_whole: bool = False


def conditions_of(node: Node, properties_of: Callable[[Node], Iterable[Properties]]) -> list[Condition]:
    """The conditions that a schema itself makes. `properties_of` gives the members that a branch describes."""
    found: list[Condition] = []
    if "if" in node.map:
        branches = [tuple(properties_of(node.get(key))) for key in ("then", "else")]
        found.append(
            Condition(tuple(one for each in branches for one in each), all(map(len, branches)) and len(branches) == 2)
        )
    for key in ("dependentSchemas", "dependencies"):  # the older name, under which lists of required members stand too
        found += [Condition(tuple(properties_of(child))) for _, child in node.get(key).children() if child.map]
    return found


def settle(document: Document, properties: Properties, conditions: Iterable[Condition], all_of: AllOf) -> set[str]:
    """Add to the members of a schema what its conditions say of them; none of it is required.

    Gives the names of the members that are anything where no condition holds.
    """
    conditions = list(conditions)
    free: set[str] = set()
    for name in dict.fromkeys(name for one in conditions for branch in one.branches for name in branch):
        told = [branch[name] for one in conditions for branch in one.branches if name in branch]
        nodes = list({document.found(node).key: node for node in told}.values())
        is_whole = any(one.is_whole and all(name in branch for branch in one.branches) for one in conditions)
        base = properties.get(name)
        if base is None or (is_whole and _is_bare(base)):
            properties[name] = nodes[0] if len(nodes) == 1 else put_together("anyOf", nodes)
            if not is_whole:
                free.add(name)
        elif any(_describes(document, node) for node in nodes):
            properties[name] = _closer(document, base, nodes, all_of)
    return free


def _closer(document: Document, base: Node, nodes: list[Node], all_of: AllOf) -> Node:
    """A member that is described more closely for some values, and for others is only what it is for all."""
    if _describes(document, base):
        return put_together("allOf", [base, *map(_sometimes, nodes)])
    if type_names(base.map) == {"object"} and _is_bare(base):
        return put_together("anyOf", [*(all_of(document, base, node) for node in nodes), base])
    return base


def _sometimes(node: Node) -> Node:
    """A schema that brings the members of another one, but demands none of them."""
    return Node(node.source, (*node.pointer, "&sometimes"), {"if": {}, "then": node.value})


def _describes(document: Document, node: Node) -> bool:
    """Whether a schema names members of its own."""
    return any("properties" in part.map for part in (node, document.found(node), *node.parts))


def _is_bare(node: Node) -> bool:
    """Whether a schema names nothing but types."""
    return says_nothing(Node(node.source, node.pointer, {key: True for key in node.map if key != "type"}))
