"""Where the values of a JSON text stand, without reading it as YAML, which takes ten times as long."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from json import JSONDecoder

from .pointer import Pointer

_LINE = re.compile("\n")
_BLANK = re.compile(r"[ \t\r\n]*")
_skip = JSONDecoder(strict=False).raw_decode


class JsonPlaces:
    """The lines and columns of one text. What stands in an object or array is looked at once, when it is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._inside: dict[int, dict[str, tuple[int, int]]] = {}
        """By where an object or array begins: where each of its children does, at its key, and where its value does."""
        self._ends: list[int] | None = None
        """Where lines end, once somebody asks for a line."""

    def of(self, pointer: Pointer) -> tuple[int, int]:
        """Line and column, from 1, of what a pointer names, or of the nearest thing above it that is there."""
        at = value = self._after_blanks(0)
        for token in pointer:
            child = self._children(value).get(token)
            if child is None:
                break
            at, value = child
        if self._ends is None:
            self._ends = [found.start() for found in _LINE.finditer(self._text)]
        line = bisect_left(self._ends, at)
        return line + 1, at - (self._ends[line - 1] if line else -1)

    def _children(self, begin: int) -> dict[str, tuple[int, int]]:
        if begin not in self._inside:
            found = {"{": self._members, "[": self._items}.get(self._text[begin : begin + 1])
            self._inside[begin] = dict(found(begin + 1)) if found is not None else {}
        return self._inside[begin]

    def _members(self, at: int) -> Iterator[tuple[str, tuple[int, int]]]:
        at = self._after_blanks(at)
        while self._text[at] == '"':
            key, end = _skip(self._text, at)
            value = self._after_blanks(self._after_blanks(end) + 1)
            yield key, (at, value)
            at = self._next(value)

    def _items(self, at: int) -> Iterator[tuple[str, tuple[int, int]]]:
        at, index = self._after_blanks(at), 0
        while self._text[at] != "]":
            yield str(index), (at, at)
            at, index = self._next(at), index + 1

    def _next(self, value: int) -> int:
        """Where the next child begins, or what ends the object or array."""
        end = self._after_blanks(_skip(self._text, value)[1])
        return self._after_blanks(end + 1) if self._text[end] == "," else end

    def _after_blanks(self, at: int) -> int:
        found = _BLANK.match(self._text, at)
        return found.end() if found is not None else at
