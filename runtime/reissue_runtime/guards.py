# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Questions about values of unknown type, whose answers type checkers learn."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeGuard


def is_object(value: object) -> TypeGuard[Mapping[Any, Any]]:
    """Whether JSON would call it an object; models are asked for apart."""
    return isinstance(value, (dict, Mapping))


def is_array(value: object) -> TypeGuard[Collection[Any]]:
    """Whether JSON would call it an array."""
    return isinstance(value, (list, tuple, set, frozenset))


def is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)
