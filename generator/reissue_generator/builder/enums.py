"""Listed values: open enums, constants, and the plain type where the values are no literals of Python."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..api.models import OpenEnum
from ..api.types import ANY, BOOL, FLOAT, INT, NONE, OBJECT, STR, Const, List, Ref, TypeRef, union
from ..document import JSON_TYPES, Document, is_of, kind_of
from .composition import Composed
from .directions import READ
from .models import Models, Use
from .nullable import without_none
from .prose import doc_of
from .warnings import Warn

_SURROGATE = re.compile("[\ud800-\udfff]")
_TYPES: Mapping[str, TypeRef] = {
    "array": List(ANY),
    "boolean": BOOL,
    "integer": INT,
    "null": NONE,
    "number": FLOAT,
    "object": OBJECT,
    "string": STR,
}
"""The type of a value by its JSON type."""


class Enums:
    """Types of schemas that list their values."""

    def __init__(self, document: Document, models: Models, warn: Warn) -> None:
        self._models, self._warn = models, warn
        # OpenAPI 3.0 has no `const`: there an enum of one value is one.
        self._is_30 = document.is_30

    def values(self, schema: Composed) -> list[Any]:
        """The values of an enum that its type allows; the type counts, null does no harm.

        None where its type says more than lists and objects of anything that are listed.
        """
        given = schema.enum or []
        if not schema.types:
            return given
        if any(isinstance(value, list | dict) for value in given):
            return []
        values = [value for value in given if value is None or _is_allowed(value, schema.types)]
        if len(values) < len(given):
            self._warn("enum-type", "the enum has values that its own type excludes; they are left out", schema.node)
        is_whole = "integer" in schema.types and "number" not in schema.types
        return [int(value) if is_whole and isinstance(value, float) else value for value in values]

    def type(self, schema: Composed, values: list[Any], use: Use) -> TypeRef:
        """The type of a value that is one of these."""
        scalars_first = sorted(values, key=lambda value: isinstance(value, float | list | dict))
        base, nullable = without_none(union(*map(_type_of, scalars_first)))
        type_ = self._literal(schema, values, base, use)
        return union(type_, NONE) if nullable else type_

    def _literal(self, schema: Composed, values: list[Any], base: TypeRef, use: Use) -> TypeRef:
        if base not in (STR, INT):
            return base
        literals = tuple(dict.fromkeys(value for value in values if value is not None))
        if not all(_is_literal(value) for value in literals):
            return base
        if "const" in schema.node.map or (len(literals) == 1 and self._is_30):
            return Const(literals)
        key = self._models.key(schema.node, READ)
        if key not in self._models.by_key:
            self._models.wish(key, Use(use.name))
            self._models.by_key[key] = OpenEnum(key, doc_of(schema.node), literals, base)
        return Ref(key)


def _is_allowed(value: Any, types: set[str]) -> bool:
    """Whether one of the types allows a value; one that is none of JSON Schema allows all."""
    return any(is_of(value, kind) or kind not in JSON_TYPES for kind in types)


def _type_of(value: Any) -> TypeRef:
    return _TYPES[kind_of(value)]


def _is_literal(value: str | int) -> bool:
    """Whether msgspec takes a value in `Literal`: within 64 bits, and text that UTF-8 can hold."""
    if isinstance(value, str):
        return _SURROGATE.search(value) is None
    return -(2**63) <= value < 2**63
