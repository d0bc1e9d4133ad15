"""Calls, tuples and maps out of parts that are code already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .sinks import Code, ident, literal

Named = Iterable[tuple[str, Code]]
"""Keyword arguments: names and values."""


def joined(parts: Iterable[Code]) -> Code:
    """The parts with commas between them."""
    return Code(", ".join(parts))


def tuple_of(parts: Sequence[Code]) -> Code:
    """A tuple of the parts."""
    return Code(f"({joined(parts)}{',' if len(parts) == 1 else ''})")


def map_of(pairs: Iterable[tuple[Code, Code]]) -> Code:
    """A dict of the pairs."""
    return Code("{" + joined(Code(f"{key}: {value}") for key, value in pairs) + "}")


def set_of(parts: Iterable[Code]) -> Code:
    """A frozenset of the parts, of which there is one at least."""
    return Code("frozenset({" + joined(parts) + "})")


def keywords(named: Named) -> list[Code]:
    """Keyword arguments of a call, `name=value` each."""
    return [Code(f"{ident(name)}={value}") for name, value in named]


def literals(options: Iterable[tuple[str, Any]]) -> list[tuple[str, Code]]:
    """Plain data as keyword arguments."""
    return [(name, literal(value)) for name, value in options]


def call(function: Code, given: Iterable[Code] = (), named: Named = ()) -> Code:
    """A call of a function with positional and keyword arguments."""
    return Code(f"{function}({joined([*given, *keywords(named)])})")
