# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Bodies that may be written in several ways, told apart by what the caller gives."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterator
from io import IOBase
from os import PathLike
from typing import Any, Final

from msgspec import Struct

from .body import Body, Written, named

ITEMS: Final = (list, tuple, Iterator, AsyncIterable)
"""What is written item by item."""
FILES: Final = (bytes, bytearray, memoryview, str, PathLike, IOBase)
"""What is sent as it is, beside items; a file would be an iterator of its lines."""
CONTENT: Final = (*FILES, Iterator, AsyncIterable)
"""What is sent as it is."""


class Chosen(Struct, frozen=True):
    """Ways to write a body, each with the classes of what is written so."""

    ways: tuple[tuple[Body, tuple[Any, ...]], ...]

    @property
    def media(self) -> str:
        """Any: which ones there are is known here."""
        return "*/*"

    def write(self, value: object, media: str | None) -> Written:
        """The body: as `media` where the caller names it, else by its class.

        What is of none of the classes is written in the first way. Raises EncodeError.
        """
        if media is not None:
            return named([way for way, _ in self.ways], media).write(value, media)
        meant = (way for way, classes in self.ways if isinstance(value, classes))
        return next(meant, self.ways[0][0]).write(value, None)
