"""Calls and sets out of parts that are code already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .sinks import Code, ident, joined, literal

Named = Iterable[tuple[str, Code]]
"""Keyword arguments: names and values."""


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
