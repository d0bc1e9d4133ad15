"""Proofs about the items of arrays (JSON Schema, Core 10.3.1 and 11.2, Validation 6.4); `within` proves the rest."""

from __future__ import annotations

from collections.abc import Iterator

from .facts import Facts, Term
from .objects import Within
from .unevaluated import ITEMS, says_same


class ArrayProofs:
    """Whether all arrays of some schemas keep one keyword of another one. `mark`: as for `Subset`."""

    def __init__(self, within: Within, mark: str) -> None:
        self._within, self._mark = within, mark

    def items(self, facts: Facts, told: Term) -> bool:
        """`prefixItems` and `items`."""
        wanted = Facts((told,), self._mark)
        return all(
            self._within((*facts.item(place),), item)
            for place in _places(facts, 0, wanted.tuple_length)
            for item in wanted.item(place)
        )

    def unevaluated(self, facts: Facts, told: Term) -> bool:
        """`unevaluatedItems`: whether nothing breaks it behind all that is evaluated for sure; what a condition evaluates is free."""
        rest = told.rest(ITEMS)
        if rest is None or self._all(facts, told.child(ITEMS), rest.length):
            return True
        return not rest.is_decided and any(says_same(part.node, told.node, ITEMS) for part in facts.parts)

    def _all(self, facts: Facts, wanted: Term, first: int = 0) -> bool:
        """Whether all items from a place on are of a schema."""
        return all(self._within((*facts.item(place),), wanted) for place in _places(facts, first, first))

    def contains(self, facts: Facts, told: Term) -> bool:
        """`contains` with how many of it there are, at least and at most."""
        wanted, schema = told.child("contains"), told.node.map
        least, most = schema.get("minContains", 1), schema.get("maxContains")
        if any(self._holds(part, wanted, least, most) for part in facts.parts if "contains" in part.node.map):
            return True
        limits = facts.limits
        enough = least == 0 or ("minItems" in limits and limits["minItems"].limit.value >= least)
        few = most is None or ("maxItems" in limits and -limits["maxItems"].limit.value <= most)
        return enough and few and (least == 0 or self._all(facts, wanted))

    def _holds(self, part: Term, wanted: Term, least: int, most: int | None) -> bool:
        """Whether what one schema contains itself is enough, and not too much."""
        schema, own = part.node.map, part.child("contains")
        enough = schema.get("minContains", 1) >= least and (least == 0 or self._within((own,), wanted))
        few = most is None or (
            "maxContains" in schema and schema["maxContains"] <= most and self._within((wanted,), own)
        )
        return enough and few


def _places(facts: Facts, first: int, last: int) -> Iterator[int]:
    """The places from one on at which there may be an item, one by one as far as they are told apart; -1: behind these."""
    end, most = max(last, facts.tuple_length), facts.limits.get("maxItems")
    count = None if most is None else -most.limit.value
    yield from (place for place in range(first, end) if count is None or place < count)
    if count is None or count > end:
        yield -1
