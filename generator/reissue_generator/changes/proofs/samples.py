"""Values that tell schemas apart: those that are listed, those about each limit, and objects and lists of the members that are named."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from ...document import is_of
from .facts import Facts, Term, listed_in
from .schema import canonical

_MOST = 200
"""Values of one pair of schemas."""
_MOST_STEPS = 120
"""Schemas that are asked for values: each member of each member has some."""
_DEEPEST = 5
_OF_MEMBER = 6
"""Values of a member of an object, or of an item of a list."""
_MEMBERS = 12
"""Members of one object, and items of one list."""
_LONGEST = 1000
"""Letters of a text."""
_COMMON: tuple[Any, ...] = (None, True, False, 0, 1, 0.5, -1, "", "a", [], {})
_UNDER = ("not", "if", "then", "else", "contains", "propertyNames")


def samples(terms: Iterable[Term], mark: str) -> list[Any]:
    """Values of each kind that these schemas speak of. `mark`: the keyword of members that take no part in the message."""
    found = _Samples(mark)
    values = _in_turn(found.of((term,), 0) for term in terms)
    return list(_distinct((*_COMMON, *islice(values, _MOST))))


def _in_turn(streams: Iterable[Iterator[Any]]) -> Iterator[Any]:
    """One value of each, again and again: a large variant does not keep the values of others out."""
    left = deque(streams)
    while left:
        stream = left.popleft()
        for value in stream:
            yield value
            left.append(stream)
            break


def _distinct(values: Iterable[Any]) -> Iterator[Any]:
    seen: set[str] = set()
    for value in values:
        if (text := canonical(value)) not in seen:
            seen.add(text)
            yield value


class _Samples:
    def __init__(self, mark: str) -> None:
        self._mark = mark
        self._steps = _MOST_STEPS

    def of(self, terms: tuple[Term, ...], depth: int, chosen: frozenset[object] = frozenset()) -> Iterator[Any]:
        """Values of some schemas together, and of each variant with what stands beside it. `chosen`: unions that have their variant.

        Nobody makes an object of the members of two variants (docs/rules).
        """
        self._steps -= 1
        if self._steps < 0:
            return
        facts = Facts(terms, self._mark)
        for part in facts.parts:
            yield from _scalars(part.node.map)
        if depth > _DEEPEST:
            return
        inner = [
            self.of((*terms, member), depth + 1, chosen | {(key, *part.node.key)})
            for key, part in facts.groups
            for member in part.members(key)
            if (key, *part.node.key) not in chosen
        ]
        inner += [self.of((term,), depth + 1) for key in _UNDER for term in facts.under(key)]
        yield from _in_turn([self._objects(facts, depth), self._arrays(facts, depth), *inner])

    def _some(self, terms: Iterable[Term], depth: int) -> list[Any]:
        told = tuple(terms)
        values = list(_distinct(islice(self.of(told, depth + 1), _OF_MEMBER * 3)))
        kinds = Facts(told, self._mark).kinds
        fitting = [value for value in (*values, *_COMMON) if any(is_of(value, kind) for kind in kinds)]
        return fitting[:_OF_MEMBER] or [None]

    def _objects(self, facts: Facts, depth: int) -> Iterator[dict[str, Any]]:
        """All members, those that are wanted, each alone; and with each value that one of them may have."""
        if not facts.names and not facts.others:
            return
        values = {name: self._some(facts.member(name), depth) for name in islice(facts.names, _MEMBERS)}
        every = {name: some[0] for name, some in values.items()}
        wanted = {name: every.get(name) for name in sorted(facts.required)}
        yield from (every, wanted)
        for name, some in values.items():
            for value in some:
                yield from ({**wanted, name: value}, {**every, name: value}, {name: value})

    def _arrays(self, facts: Facts, depth: int) -> Iterator[list[Any]]:
        if not facts.tuple_length and not facts.item(-1):
            return
        places = [self._some(facts.item(place), depth) for place in range(min(facts.tuple_length, _MEMBERS))]
        rest = self._some(facts.item(-1), depth)
        told = [some[0] for some in places]
        yield told
        yield from ([*told, value] for value in rest)
        yield from ([*told[:place], value, *told[place + 1 :]] for place, some in enumerate(places) for value in some)
        for stated in (facts.limits.get("minItems"), facts.limits.get("maxItems")):
            count = int(abs(stated.limit.value)) if stated is not None else _MEMBERS
            if count < _MEMBERS:
                yield from (
                    [*told, *rest[:1] * (length - len(told))] for length in (count, count + 1) if length >= len(told)
                )


def _scalars(schema: dict[str, Any]) -> Iterator[Any]:
    """What a schema lists, and what lies about its limits."""
    yield from listed_in(schema) or ()
    for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"):
        limit: Any = schema.get(key)
        if is_of(limit, "number"):
            yield from (limit, limit - 1, limit + 1, limit + 0.5, limit * 2, limit * 3, -limit)
    for key in ("minLength", "maxLength"):
        length: Any = schema.get(key)
        if is_of(length, "integer") and length < _LONGEST:
            yield from ("a" * max(int(length) + more, 0) for more in (0, 1, -1))
    if "pattern" in schema:
        yield from ("1", "A", "ab")
