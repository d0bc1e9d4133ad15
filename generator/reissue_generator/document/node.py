"""A value of a document together with its address."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any, cast

from ..findings import Place
from .pointer import Pointer, pointer_text
from .source import Source

DYNAMIC = "$dynamicRef"
_EMPTY = cast("dict[str, Any]", MappingProxyType({}))  # shared, so nobody may change it
_NO_REFERENCES = None, None
_WORDS = frozenset({"deprecated", "description", "readOnly", "writeOnly"})
_BESIDE = _WORDS | {"$ref", "default", "example", "examples", "externalDocs", "nullable", "title", "xml"}
"""What is read beside a reference in OpenAPI 3.0, too: people write it there, and it says what a place has, and not what fits."""

Key = tuple[str, Pointer]
"""What tells a node from every other one of a document: the name of its file, and its pointer."""

Scope = tuple[tuple[str, str, Pointer], ...]
"""What `$dynamicRef` means, by the way on which a schema was come to: anchor, file and place of what has it."""


class Node:
    """A value with its address: the file and the pointer at which it stands. It does not change.

    A document of 1,000 operations makes a million of them: a plain class, as a frozen dataclass takes three times as long to make.
    """

    __slots__ = ("map", "parts", "pointer", "scope", "source", "value")

    def __init__(
        self, source: Source, pointer: Pointer, value: Any, parts: tuple[Node, ...] = (), scope: Scope = ()
    ) -> None:
        self.source = source
        self.pointer = pointer
        self.value = value
        self.map: dict[str, Any] = value if isinstance(value, dict) else _EMPTY
        """The value where it is an object, else an empty one."""
        self.parts = parts
        """What a node is put together of that stands nowhere: the elements of its only key, or of the list there."""
        self.scope = scope

    @property
    def key(self) -> Key:
        """What tells the node from every other one of its document."""
        if self.scope:
            return self.source.name, (
                *self.pointer,
                "",
                *(token for name, _, at in self.scope for token in (name, *at)),
            )
        return self.source.name, self.pointer

    @property
    def references(self) -> tuple[str, ...]:
        """What `$ref` and `$dynamicRef` say."""
        told = self.map.get("$ref"), self.map.get(DYNAMIC)
        return () if told == _NO_REFERENCES else tuple(ref for ref in told if isinstance(ref, str))

    @property
    def place(self) -> Place:
        """File, line and column."""
        return self.source.place(self.pointer)

    @property
    def array(self) -> list[Any]:
        """The value where it is an array, else an empty one."""
        value: Any = self.value
        return cast("list[Any]", value) if isinstance(value, list) else []

    @property
    def anyhow(self) -> Node:
        """The node, whatever led to it."""
        return self.with_scope(()) if self.scope else self

    def with_scope(self, scope: Scope) -> Node:
        """The node, come to by another way."""
        return Node(self.source, self.pointer, self.value, self.parts, scope)

    def get(self, key: str) -> Node:
        """The child under this key; its value is None where there is none. A word of what is put together stands in the last part that has it."""
        value = self.map.get(key)
        if self.parts and value is not None and not isinstance(value, list):
            said = next((part for part in reversed(self.parts) if key in part.map), None)
            if said is not None:
                return said.get(key)
        parts = self.parts if self.parts and isinstance(value, list) else ()
        return Node(self.source, (*self.pointer, key), value, parts, self.scope)

    def children(self) -> Iterator[tuple[str, Node]]:
        """The children of an object by key, in code point order: the order of maps has no meaning."""
        mapping = self.map
        for key in sorted(mapping):
            yield key, self.get(key)

    def items(self) -> Iterator[Node]:
        """The elements of an array."""
        if self.parts:
            yield from self.parts
            return
        for index, value in enumerate(self.array):
            yield Node(self.source, (*self.pointer, str(index)), value, (), self.scope)


def says_beside(key: str) -> bool:
    """Whether a key says something beside a `$ref` in OpenAPI 3.0: words do, though its JSON Reference has nothing beside it."""
    return key in _BESIDE or key.startswith("x-")


def put_together(key: str, nodes: list[Node]) -> Node:
    """A schema that stands nowhere: all of some others (`allOf`), or any (`anyOf`).

    Its address is that of the last one, and its words are those of all, the last of a kind.
    """
    last = nodes[-1]
    beside = "&".join(pointer_text(node.pointer) for node in nodes[:-1])
    words = {word: value for node in nodes for word, value in node.map.items() if _is_word(word, value)}
    together = {**words, key: [node.value for node in nodes]}
    return Node(last.source, (*last.pointer, f"&{beside}"), together, tuple(nodes), last.scope)


def _is_word(key: str, value: object) -> bool:
    """Whether a keyword says something about a value, and not what it may be."""
    return key in _WORDS or (key.startswith("x-") and not isinstance(value, list))
