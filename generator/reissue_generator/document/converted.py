"""A document that was written in another version, as the readers see it: its value is OpenAPI 3, its places are the written ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ..findings import Place
from .node import Node
from .pointer import Pointer, child_of
from .source import Source

Written = tuple[Source, Pointer]
"""Where something was written: the file as it was read, and the pointer there."""


class Loss(NamedTuple):
    """What a conversion could not carry over: a rule, what is lost, and the node that is about it, as it was written."""

    rule: str
    message: str
    node: Node
    fatal: bool = False
    """Whether no caller can make up for it."""


@dataclass(eq=False, kw_only=True)
class ConvertedSource(Source):
    """One file whose value was converted. Its text, name and digest are those of the file that was read."""

    original: Source
    origins: Mapping[Pointer, Written]
    """By pointer in the converted value: where it was written. What stands below keeps its keys."""
    moves: Mapping[Pointer, Pointer]
    """By pointer as it was written: where it stands now. What stands below keeps its keys."""

    def __post_init__(self) -> None:
        self.is_converted = True
        self.__dict__["digest"] = self.original.digest  # in the place of the cached one

    def written_at(self, pointer: Pointer) -> Written:
        """Where what stands at a pointer was written, or the nearest thing above it that was."""
        source, written = self.original, pointer
        for depth in range(len(pointer), -1, -1):
            if (found := self.origins.get(pointer[:depth])) is not None:
                source, written = found[0], (*found[1], *pointer[depth:])
                break
        value: object = source.data
        for depth, token in enumerate(written):
            if (child := child_of(value, token)) is None:
                return source, written[:depth]
            value = child[0]
        return source, written

    def place(self, pointer: Pointer) -> Place:
        """File, line and column of what was written, or of the nearest thing above it that can be found."""
        source, written = self.written_at(pointer)
        return source.place(written)

    def moved(self, pointer: Pointer) -> Pointer:
        """Where what was written at a pointer stands now."""
        for depth in range(len(pointer), -1, -1):
            if (found := self.moves.get(pointer[:depth])) is not None:
                return (*found, *pointer[depth:])
        return pointer


@dataclass(frozen=True)
class Conversion:
    """That a document was converted, and what was lost by it."""

    version: str
    """What it was written in: 'Swagger 2.0'."""
    kinds: Mapping[Pointer, str]
    """Which kind of object of that version each was, by where it was written in the main file."""
    losses: Mapping[int, list[Loss]] = field(default_factory=dict[int, "list[Loss]"])
    """By the identity of the converted object that they belong to."""

    def lost(self, node: Node) -> list[Loss]:
        """What was lost of the object at a node of the converted document."""
        return self.losses.get(id(node.value), [])
