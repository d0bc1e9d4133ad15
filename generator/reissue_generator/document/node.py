"""A value of a document together with its address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from ..findings import Place
from .pointer import Pointer
from .source import Source

Key = tuple[str, Pointer]
"""What tells a node from every other one of a document: the name of its file, and its pointer."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its address: the file and the pointer at which it stands."""

    source: Source
    pointer: Pointer
    value: Any

    @property
    def key(self) -> Key:
        """What tells the node from every other one of its document."""
        return self.source.name, self.pointer

    @property
    def place(self) -> Place:
        """File, line and column."""
        return self.source.place(self.pointer)

    @property
    def map(self) -> dict[str, Any]:
        """The value where it is an object, else an empty one."""
        value: Any = self.value
        return cast("dict[str, Any]", value) if isinstance(value, dict) else {}

    @property
    def array(self) -> list[Any]:
        """The value where it is an array, else an empty one."""
        value: Any = self.value
        return cast("list[Any]", value) if isinstance(value, list) else []

    def get(self, key: str) -> Node:
        """The child under this key; its value is None where there is none."""
        return Node(self.source, (*self.pointer, key), self.map.get(key))

    def children(self) -> Iterator[tuple[str, Node]]:
        """The children of an object by key, in code point order: the order of maps has no meaning."""
        mapping = self.map
        for key in sorted(mapping):
            yield key, Node(self.source, (*self.pointer, key), mapping[key])

    def items(self) -> Iterator[Node]:
        """The elements of an array."""
        for index, value in enumerate(self.array):
            yield Node(self.source, (*self.pointer, str(index)), value)
