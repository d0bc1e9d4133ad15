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
    return _marked(document, node, set())


def _marked(document: Document, node: Node, seen: set[Key]) -> bool:
    target = document.find(node) or node
    if target.key in seen:
        return False
    seen.add(target.key)
    if any(one.map.get("x-reissue-sensitive") is True or one.map.get("format") == "password" for one in (node, target)):
        return True
    parts = [target.get(name) for name in _INSIDE]
    parts += [part for name in _BESIDE for part in target.get(name).items()]
    return any(_marked(document, part, seen) for part in parts if part.map)
