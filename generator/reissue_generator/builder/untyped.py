"""Schemas that name no type: what is of another one than their keywords imply is valid too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeGuard

from ..api.models import Row
from ..api.reserved import UNTYPED
from ..api.types import ANY, NONE, Coerced, Ref, TypeRef, parts_of, union
from .composition import Composed
from .models import Models
from .nullable import without_none

_BESIDE = {frozenset({"object"}): "NO_OBJECT", frozenset({"array"}): "NO_ARRAY"}
"""The marker by the types that are implied."""


def otherwise(schema: Composed) -> str:
    """What is valid besides what the keywords of a schema describe: a marker; '' where its type is named."""
    return "" if schema.is_typed or not schema.types else _BESIDE.get(frozenset(schema.types), "SCALAR")


def untyped(type_: TypeRef, schema: Composed, models: Models) -> TypeRef:
    """The type of an array or an object, with what is valid besides; a model says so itself."""
    marker = otherwise(schema)
    says_itself = isinstance(type_, Ref) and not isinstance(models.of(type_), Row)
    return type_ if says_itself or not marker else Coerced(type_, marker)


def bare(types: Iterable[TypeRef]) -> list[TypeRef]:
    """The members of types, without what is valid besides."""
    parts = [part for type_ in types for part in parts_of(type_)]
    return [inner for part in parts for inner in (bare([part.type]) if _is_marked(part) else [part])]


def beside(type_: TypeRef, types: Iterable[TypeRef]) -> TypeRef:
    """A type with what is valid besides any of these types, which it was made of."""
    inner, nullable = without_none(type_)
    for part in [part for each in types for part in parts_of(each)]:
        if _is_marked(part) and inner != ANY:
            inner = beside(Coerced(inner, part.marker), [part.type])
    return union(inner, NONE) if nullable else inner


def _is_marked(type_: TypeRef) -> TypeGuard[Coerced]:
    return isinstance(type_, Coerced) and type_.marker in UNTYPED
