"""Which members no text may show: `x-reissue-sensitive` and `format: password`, wherever in a member's schema they stand."""

from __future__ import annotations

from ..document import Document, Key, Node

_INSIDE = ("items", "additionalProperties", "propertyNames", "contains")
_BESIDE = ("allOf", "oneOf", "anyOf", "prefixItems")


def is_sensitive(document: Document, node: Node) -> bool:
    """Whether a value of the schema must not show: it, what it refers to, an alternative, or what it holds is marked.

    A list or a map of which some part is sensitive is so as a whole, its names included; members of an object are asked
    one by one, not here.
    """
    seen: set[Key] = set()
    todo = [node]
    while todo:
        one = todo.pop()
        target = document.found(one)
        if target.key in seen:
            continue
        seen.add(target.key)
        if _is_marked(one) or _is_marked(target):
            return True
        parts = [target.get(name) for name in _INSIDE if name in target.map]
        parts += [part for name in _BESIDE if name in target.map for part in target.get(name).items()]
        todo += [part for part in parts if part.map]
    return False


def _is_marked(node: Node) -> bool:
    return node.map.get("x-reissue-sensitive") is True or node.map.get("format") == "password"
