"""Where the values of a document were written that was put together: in its own file, or in one that was laid over it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ..findings import Place
from .pointer import Pointer, pointer_text
from .source import Source


@dataclass(slots=True)
class Origin:
    """Where a value was written, and which parts of it were not written there."""

    source: Source
    pointer: Pointer
    parts: dict[str, Origin] = field(default_factory=dict[str, "Origin"])
    """By key or index. What is not here stands below the value, where its key says."""

    def child(self, token: str) -> Origin:
        """Where a part of the value was written."""
        return self.parts.get(token) or Origin(self.source, (*self.pointer, token))

    def own(self, token: str) -> Origin:
        """The same, as one that may be changed."""
        return self.parts.setdefault(token, self.child(token))

    def twin(self) -> Origin:
        """Another one that says the same, for a value that stands in a second place."""
        return Origin(self.source, self.pointer, {token: part.twin() for token, part in self.parts.items()})

    def spread(self, length: int) -> list[Origin]:
        """Where each item of a list was written that may lose some of them."""
        return [self.child(str(index)) for index in range(length)]

    def gather(self, items: list[Origin]) -> None:
        """Say where each item of a list was written."""
        self.parts = {str(index): item for index, item in enumerate(items)}

    def sources(self) -> list[Source]:
        """The files that the value and its parts were written in."""
        found: dict[int, Source] = {}
        todo: list[Origin] = [self]
        for one in todo:
            found[id(one.source)] = one.source
            todo += one.parts.values()
        return list(found.values())

    def at(self, pointer: Pointer) -> Origin:
        """Where what a pointer names was written."""
        found = self
        for token in pointer:
            found = found.child(token)
        return found


@dataclass(eq=False)
class PutTogether(Source):
    """A file over which others were laid: its value is theirs too, and each place is where a person wrote it.

    The pointer of a place is the address in the document as it is now; file, line and column are those of the text.
    """

    origin: Origin = field(kw_only=True)

    def mentions(self, word: str) -> bool:
        """Whether a word stands anywhere in the text, or in one that was laid over it."""
        return super().mentions(word) or any(source.mentions(word) for source in self.origin.sources())

    def __post_init__(self) -> None:
        self.is_converted = self.origin.source.is_converted

    def written_at(self, pointer: Pointer) -> tuple[Source, Pointer]:
        """Of a document that was converted where the value was written; else the address here, which `place` explains."""
        if not self.is_converted:
            return self, pointer
        found = self.origin.at(pointer)
        return found.source.written_at(found.pointer)

    def moved(self, pointer: Pointer) -> Pointer:
        """Where what was written at a pointer stands."""
        return self.origin.source.moved(pointer)

    def place(self, pointer: Pointer) -> Place:
        """File, line and column where the value at this address was written, or the nearest one above it."""
        found = self.origin.at(pointer)
        place = found.source.place(found.pointer)
        return place if found.source.is_converted else replace(place, pointer=pointer_text(pointer))
