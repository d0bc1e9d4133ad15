"""Lower and upper limits of one pair of schemas: lengths, counts, numbers, multiples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ..document import Node, is_of
from .pair import Pair, turned
from .record import show
from .schema import REQUEST, ComparedSchema

_LOWER = ("minLength", "minItems", "minProperties")
"""What is 0 where it is not said."""
_UPPER = ("maxLength", "maxItems", "maxProperties")
_NUMBERS = (("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", -1))
LIMITS = frozenset({*_LOWER, *_UPPER, *(word for *words, _ in _NUMBERS for word in words), "multipleOf", "uniqueItems"})
"""All keywords that are compared here."""


class Limit(NamedTuple):
    """A limit. A greater one is tighter: for upper limits the sign of the number is turned."""

    value: float
    outside: bool
    """Whether the number itself is outside."""


class Stated(NamedTuple):
    """A limit, and where it is said."""

    limit: Limit
    node: Node

    def __str__(self) -> str:
        value, outside = self.limit
        if value >= 0:
            return f"{value or 0:g}{' (excluded)' if outside else ''}"
        return f"{show(self.node.value)}{' (excluded)' if self.node.pointer[-1].startswith('exclusive') else ''}"


def compare_limits(pair: Pair) -> None:
    """Compare the limits of two schemas."""
    before, after = _limits(pair.old), _limits(pair.new)
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if (was and was.limit) == (now and now.limit):
            continue
        narrowed = now is not None and (was is None or now.limit > was.limit)
        text = f"{name} {was or 'none'} -> {now or 'none'}"
        places = was.node if was else pair.old.node, now.node if now else pair.new.node
        pair.log.changed(turned(pair.direction, "bound", narrowed=narrowed), pair.label, text, *places, key=text)
    _multiple(pair)


def _limits(schema: ComparedSchema) -> dict[str, Stated]:
    """The tightest limit of each kind."""
    found: dict[str, Stated] = {}
    for part in schema.parts:
        for name, stated in _stated(part):
            if name not in found or stated.limit > found[name].limit:
                found[name] = stated
    return found


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
        yield "uniqueItems", Stated(Limit(1, False), part.get("uniqueItems"))


def _number(name: str, part: Node, keyword: str, sign: int, *, outside: bool = False) -> Iterator[tuple[str, Stated]]:
    value: Any = part.map.get(keyword)
    if is_of(value, "number"):
        yield name, Stated(Limit(sign * value, outside), part.get(keyword))


def _multiple(pair: Pair) -> None:
    was, now = pair.values("multipleOf")
    if was == now:
        return
    numbers = all(isinstance(value, int | float) and value > 0 for value in (was, now))
    widened = now is None or (numbers and was % now == 0)
    tighter = not widened if pair.direction == REQUEST else was is None or (numbers and now % was == 0)
    text = f"multipleOf {show(was)} -> {show(now)}"
    pair.turned("bound", text, ["multipleOf"], narrowed=tighter, key=text)
