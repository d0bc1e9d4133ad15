"""What the values of a schema are to JSON, and for which of them the styles of a query have words."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document, Key, Node, sum_of, type_names
from ..errors import SpecError
from .composition import Composed, compose

_NESTED = {"array", "object"}


def array_of(document: Document, schema: Node) -> Composed | None:
    """A schema whose values are arrays; None for any other one."""
    if not isinstance(schema.value, dict):
        return None
    try:
        composed = compose(document, schema)
    except SpecError:  # it is told where its type is made
        return None
    return composed if (composed.types or set()) - {"null"} == {"array"} else None


def kinds_of(document: Document, schema: Node, above: frozenset[Key] = frozenset()) -> set[str]:
    """The JSON types that a schema names or implies, those of its unions included. `above`: the schemas that it is in one of."""
    if not isinstance(schema.value, dict) or schema.key in above:
        return set()
    above |= {schema.key}
    try:
        composed = compose(document, schema)
    except SpecError:
        return type_names(schema.map)
    inside = (kinds_of(document, member, above) for _, members in composed.unions for member in members)
    return (composed.types or set()).union(*inside)


def unworded(document: Document, schema: Node, style: object, *, repeats: bool) -> str:
    """What a value may hold that a style of a query has no words for; '' for nothing, as always in deep objects.

    `repeats`: whether a list in an object repeats the name of its member, as the style `form` does where it is exploded.
    """
    for part in sum_of(document, schema, unions=True) if style != "deepObject" else ():
        for item in (*part.get("prefixItems").items(), part.get("items")):
            if kinds := kinds_of(document, item) & _NESTED:
                return "a list of objects" if "object" in kinds else "a list of lists"
        for member in _members(part):
            kinds = kinds_of(document, member)
            if "object" in kinds:
                return "an object in an object"
            if "array" in kinds and not (repeats and not unworded(document, member, style, repeats=False)):
                return "a list in an object" if not repeats else "a list of lists or objects in an object"
    return ""


def has_lists_in_lists(document: Document, schema: Node, seen: set[Key] | None = None) -> bool:
    """Whether a list may be an item of another one, at any depth: deep objects have words for that by a rule alone."""
    seen = set[Key]() if seen is None else seen
    if not isinstance(schema.value, dict) or schema.key in seen:
        return False
    seen.add(schema.key)
    for part in sum_of(document, schema, unions=True):
        items = [*part.get("prefixItems").items(), part.get("items")]
        if any("array" in kinds_of(document, item) for item in items):
            return True
        if any(has_lists_in_lists(document, inner, seen) for inner in (*items, *_members(part))):
            return True
    return False


def _members(schema: Node) -> Iterator[Node]:
    for _, member in schema.get("properties").children():
        yield member
    yield schema.get("additionalProperties")
