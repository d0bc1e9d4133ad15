# Part of the Reissue runtime: ordinary, tested code that every generated tree carries as it is.
"""Questions about values of unknown type, asked so that type checkers learn the answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from os import PathLike
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


def is_path(value: object) -> TypeGuard[PathLike[str]]:
    """Whether it is the path of a file; text never is."""
    return isinstance(value, PathLike)


def is_buffer(value: object) -> TypeGuard[bytes | bytearray]:
    """Whether it is bytes, in whatever box: bytes, bytearray or memoryview."""
    return isinstance(value, (bytes, bytearray, memoryview))
