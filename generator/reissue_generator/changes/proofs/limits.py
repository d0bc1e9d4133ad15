"""Lower and upper limits as schemas say them: lengths, counts, numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ...document import Node, is_of
from .schema import show

_LOWER = ("minLength", "minItems", "minProperties")
"""What is 0 where it is not said."""
_UPPER = ("maxLength", "maxItems", "maxProperties")
_NUMBERS = (("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", -1))
LIMITS = frozenset({*_LOWER, *_UPPER, *(word for *words, _ in _NUMBERS for word in words), "multipleOf", "uniqueItems"})
"""All keywords that are compared here."""


_KINDS = {"Length": "string", "Items": "array", "Properties": "object", "imum": "number"}


def kind_of_limit(name: str) -> str:
    """The JSON type that a limit is one of."""
    return next(kind for ending, kind in _KINDS.items() if name.endswith(ending))


class Limit(NamedTuple):
    """A limit. A greater one is tighter: for upper limits the sign of the number is turned."""

    value: float
    outside: bool = False
    """Whether the number itself is outside."""


class Stated(NamedTuple):
    """A limit, and where it is said."""

    limit: Limit
    node: Node
    excluded: bool = False
    """Whether the number that is written is outside, also where integers say the same with another one."""

    def __str__(self) -> str:
        return f"{show(self.node.value)}{' (excluded)' if self.excluded else ''}"


def limits_of(parts: Iterable[Node], *, whole: bool) -> dict[str, Stated]:
    """The tightest limit of each kind that some schemas say. `whole`: whether their numbers have no fraction."""
    found: dict[str, Stated] = {}
    for part in parts:
        for name, said in _stated(part):
            stated = _whole(said) if whole and name in ("minimum", "maximum") else said
            if name not in found or stated.limit > found[name].limit:
                found[name] = stated
    return found


def _whole(stated: Stated) -> Stated:
    """The limit of integers that says the same: above 0 is from 1 on."""
    value, outside = stated.limit
    return Stated(Limit(math.floor(value) + 1 if outside else math.ceil(value)), stated.node, outside)


def _stated(part: Node) -> Iterator[tuple[str, Stated]]:
    """Each limit that a schema says itself."""
    schema = part.map
    for name in _LOWER:
        if schema.get(name) != 0:
            yield from _number(name, part, name, 1)
    for name in _UPPER:
        yield from _number(name, part, name, -1)
    for name, strict, sign in _NUMBERS:  # in older documents the strict keyword is true or false
        yield from _number(name, part, name, sign, outside=schema.get(strict) is True)
        yield from _number(name, part, strict, sign, outside=True)
    if schema.get("uniqueItems") is True:
        yield "uniqueItems", Stated(Limit(1), part.get("uniqueItems"))


def _number(name: str, part: Node, keyword: str, sign: int, *, outside: bool = False) -> Iterator[tuple[str, Stated]]:
    value: Any = part.map.get(keyword)
    if is_of(value, "number"):
        yield name, Stated(Limit(sign * value, outside), part.get(keyword), outside)
