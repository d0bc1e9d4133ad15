"""Members that have types and no names: `additionalProperties`, `unevaluatedProperties`, `patternProperties`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from .. import naming
from ..api.models import Additional, Field
from ..api.types import ANY, OBJECT, Map, TypeRef, union
from ..document import Document, Node
from .composition import Composed, all_of
from .models import Use
from .name_patterns import asks_for, python_pattern
from .unions import Unions
from .warnings import Warn

UNFIT = re.compile(r'["\\\x00-\x1f\ud800-\udfff]')
"""What msgspec does not take in the wire name of a field."""


def undescribed(schema: Composed, taken: Iterable[str]) -> list[Field]:
    """The members that must be there and of which nothing else is said: documented, and not asked for."""
    if schema.patterns or (schema.additional is not None and schema.additional.value is not True):
        return []
    wires = [wire for wire in schema.required if wire not in schema.properties and not UNFIT.search(wire)]
    names = naming.assign([(wire, wire, naming.snake(wire, "member")) for wire in wires], taken=taken)
    return [Field(names[wire], wire, ANY, required=False) for wire in wires]


class Additionals:
    """What is told of members that a schema does not name. `type_of` makes the types, `unions` joins them."""

    def __init__(self, document: Document, type_of: Callable[[Node, Use], TypeRef], unions: Unions, warn: Warn) -> None:
        self._document, self._type_of, self._unions, self._warn = document, type_of, unions, warn

    def map(self, schema: Composed, use: Use) -> Map | None:
        """The type of an object without members of its own; None where its values are not of one type."""
        types = [self._type_of(node, use) for _, node in _patterns(self._document, schema)]
        if schema.additional is not None and isinstance(schema.additional.value, dict):
            types.append(self._type_of(schema.additional, use))
        if not types:
            return OBJECT
        joined = self._unions.merge(types, schema.node, use)
        is_told = (
            len(set(types)) == 1 or joined == ANY or (joined == union(*types) and not self._unions.is_choice(types))
        )
        return Map(self._unions.join(types, schema.node, use)) if is_told else None

    def of(self, schema: Composed, use: Use, fields: Iterable[Field]) -> tuple[bool, Additional | None]:
        """Whether there may be any further members, and their types where these are told."""
        node = schema.additional
        told = isinstance(node.value, dict) if node is not None else False
        rest = self._type_of(node, use) if node is not None and told else None
        if node is not None and node.value is True:
            rest = ANY
        patterns: list[tuple[str, TypeRef]] = []
        self._tell_unfit(schema)
        for pattern, each in _patterns(self._document, schema):
            type_ = self._type_of(each, use)
            if (found := python_pattern(pattern)) is not None:
                patterns.append((found, type_))
                continue
            message = (
                f"which names the pattern {pattern[:80]!r} is found in cannot be told: their members may have any name"
            )
            self._warn("name-pattern", message, each)
            rest = type_ if rest is None else self._unions.join([rest, type_], schema.node, use)
        if all(type_ == ANY for _, type_ in patterns) and rest in (ANY, None):
            return rest == ANY or bool(patterns), None
        return False, Additional(_free("additional", {field.name for field in fields}), rest, tuple(patterns))

    def _tell_unfit(self, schema: Composed) -> None:
        """Tell of further members whose names no field can have: a model keeps them neither in answers nor in bodies."""
        for wire in schema.required:
            if wire not in schema.properties and UNFIT.search(wire):
                message = f"a member named {wire!r} can be no field; it is left to the body of the response"
                self._warn("member-name", message, schema.node)
        for node in schema.patterns:
            if asks_for(pattern := node.pointer[-1], UNFIT):
                message = f"members whose names have the quote, backslash or control character of {pattern[:80]!r} can be no fields"
                self._warn("member-name", f"{message}; they are left to the body of the response", node)


def _patterns(document: Document, schema: Composed) -> Iterable[tuple[str, Node]]:
    """The patterns of names and the schema of each, all of it where a pattern stands in several parts of an `allOf`."""
    found: dict[str, Node] = {}
    for node in schema.patterns:
        pattern = node.pointer[-1]
        if node.value is not False:
            found[pattern] = all_of(document, found[pattern], node) if pattern in found else node
    return found.items()


def _free(name: str, taken: set[str]) -> str:
    """A name that no member has."""
    return name if name not in taken else _free(f"{name}_members", taken)
