"""None apart from the other types of a value."""

from __future__ import annotations

from ..api.types import NONE, TypeRef, Union, union


def without_none(type_: TypeRef) -> tuple[TypeRef, bool]:
    """The type without None, and whether None was in it."""
    if type_ == NONE:
        return NONE, False
    if isinstance(type_, Union) and NONE in type_.members:
        return union(*(member for member in type_.members if member != NONE)), True
    return type_, False
