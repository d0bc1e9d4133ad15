"""Marshalled code as plain tuples that can be compared, read without `marshal.loads`, which trusts what it reads.

The format is that of the Python at hand, 3.11 or newer (`Python/marshal.c`). What two compilations of one text may differ in is
left out: the name of the file, the columns of tracebacks (`-X no_debug_ranges`), and what is shared or interned.
"""

from __future__ import annotations

import marshal
import warnings
from typing import Any

from ..errors import ToolError

_NO_CODE = "is no marshalled code of this Python"
_SIZES = {"i": 4, "g": 8, "y": 16}
_LONG = {"s": 4, "u": 4, "t": 4, "a": 4, "A": 4}
_SHORT = frozenset("zZ")
_NAMES = frozenset("NTF.S")
_DEPTH = 200
_COUNTS = 5
"""Numbers at the head of a code object: arguments three times, the size of the stack, flags."""
_OBJECTS = ("code", "consts", "names", "locals", "kinds", "filename", "name", "qualname")
_LEFT_OUT = frozenset({"filename"})


class UnreadableError(ToolError):
    """No marshalled code of this Python, or a source that does not compile."""


def compiled(source: bytes, level: int) -> object:
    """What a source compiles to at a level of optimisation. Raises UnreadableError where it does not."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code = compile(source, "", "exec", dont_inherit=True, optimize=level)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UnreadableError("the source does not compile") from error
    return parsed(marshal.dumps(code))


def parsed(data: bytes) -> object:
    """The value in these bytes, and nothing behind it. Raises UnreadableError."""
    reader = _Reader(data)
    try:
        value = reader.value(0)
    except RecursionError as error:
        raise UnreadableError(_NO_CODE) from error
    if reader.at != len(data):
        raise UnreadableError(_NO_CODE)
    return value


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0
        self._seen: list[tuple[Any, ...] | None] = []
        self._sizes: list[int] = []
        self._left = 32 * len(data) + 1000
        """How many values there may be once all that is shared is written out: who shares what shares makes them many."""

    def _take(self, count: int) -> bytes:
        begin, self.at = self.at, self.at + count
        if count < 0 or self.at > len(self._data):
            raise UnreadableError(_NO_CODE)
        return self._data[begin : self.at]

    def _number(self, count: int = 4) -> int:
        return int.from_bytes(self._take(count), "little", signed=count > 1)

    def value(self, depth: int) -> tuple[Any, ...]:
        """The next value; its kind comes first."""
        first = self._take(1)[0]
        kind = chr(first & 0x7F)
        if kind == "r":
            return self._shared(self._number())
        if depth > _DEPTH:
            raise UnreadableError(_NO_CODE)
        before = self._left
        self._left -= 1
        place = len(self._seen) if first & 0x80 else -1
        if place >= 0:
            self._seen.append(None)
            self._sizes.append(0)
        value = self._plain(kind) or self._nested(kind, depth + 1)
        if place >= 0:
            self._seen[place], self._sizes[place] = value, before - self._left
        return value

    def _shared(self, place: int) -> tuple[Any, ...]:
        value = self._seen[place] if 0 <= place < len(self._seen) else None
        if value is None:
            raise UnreadableError(_NO_CODE)
        self._left -= self._sizes[place]
        if self._left < 0:
            raise UnreadableError(_NO_CODE)
        return value

    def _plain(self, kind: str) -> tuple[Any, ...] | None:
        if kind in _NAMES:
            return (kind,)
        if kind in _SIZES:
            return (kind, self._take(_SIZES[kind]))
        if kind == "l":
            count = self._number()
            return (kind, count, self._take(2 * abs(count)))
        if kind in _SHORT:
            return ("u", self._take(self._number(1)))
        if kind in _LONG:
            return ("s" if kind == "s" else "u", self._take(self._number(_LONG[kind])))
        return None

    def _nested(self, kind: str, depth: int) -> tuple[Any, ...]:
        if kind == "c":
            return self._code(depth)
        if kind == ":":  # a slice, since Python 3.14
            return (kind, *(self.value(depth) for _ in range(3)))
        if kind in "()":
            return ("(", *self._values(self._number(4 if kind == "(" else 1), depth))
        if kind == ">":
            return (kind, frozenset(self._values(self._number(), depth)))
        raise UnreadableError(_NO_CODE)

    def _values(self, count: int, depth: int) -> list[tuple[Any, ...]]:
        if not 0 <= count <= len(self._data):
            raise UnreadableError(_NO_CODE)
        return [self.value(depth) for _ in range(count)]

    def _code(self, depth: int) -> tuple[Any, ...]:
        counts = self._take(4 * _COUNTS)
        told = {name: self.value(depth) for name in _OBJECTS}
        line = self._number()
        self.value(depth)  # lines and columns, for tracebacks
        exceptions = self.value(depth)
        return ("c", counts, line, exceptions, *(value for name, value in told.items() if name not in _LEFT_OUT))
