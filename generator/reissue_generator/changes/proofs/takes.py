"""Whether a schema takes a value: each keyword of JSON Schema 2020-12 as it is written, over the nodes of a document.

`open` is how answers are read (docs/rules): lists of values and closed objects are open, and a value may be of several variants.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, cast

from ...document import UNIONS, is_of, kind_of
from .facts import Facts, Term, hides, item_of, kinds_said, listed_in, member_of
from .fit import fits, is_of_any
from .schema import canonical

_MOST_STEPS = 5_000
"""Schemas that one value may be held against, with all that is inside them."""
_LONGEST = 20
"""Letters of a text that is held against a pattern: some patterns take twice as long for each further one."""
_UNKNOWN = ("unevaluatedProperties", "unevaluatedItems", "dependencies", "$dynamicRef")
_SAYS = frozenset({"type", "enum", "const", "$ref", "allOf", *UNIONS})
_IMPLIED = {
    "object": frozenset({"properties", "additionalProperties"}),
    "array": frozenset({"items", "prefixItems"}),
}


class _UndecidedError(Exception):
    """A schema says what is not looked at here, or contains itself without end."""


class Takes:
    """Holds values against schemas. `mark`: the keyword of members that take no part in the message."""

    def __init__(self, mark: str, *, is_open: bool = False) -> None:
        self._mark, self._open = mark, is_open
        self._steps = 0

    def __call__(self, value: Any, term: Term) -> bool | None:
        """Whether the schema takes the value; None where that is not decided."""
        self._steps = _MOST_STEPS
        try:
            return self._takes(value, term, self._open)
        except (RecursionError, _UndecidedError):
            return None

    def _takes(self, value: Any, term: Term, is_open: bool) -> bool:
        self._steps -= 1
        if self._steps < 0:
            raise _UndecidedError
        parts = term.parts()
        if value is None and any(part.node.map.get("nullable") is True for part in parts):
            return True  # beside what it is the sum of, too: so people write it in OpenAPI 3.0
        return all(self._part(value, part, is_open) for part in parts)

    def _part(self, value: Any, part: Term, is_open: bool) -> bool:
        """Whether one schema takes it, without what it is the sum of."""
        schema = part.node.map
        if part.node.value is False:
            return False
        if any(key in schema for key in _UNKNOWN):
            raise _UndecidedError
        return (
            is_of_any(value, _kinds(schema))
            and self._listed(value, schema, is_open)
            and self._fits(value, part)
            and self._unions(value, part, is_open)
            and self._conditions(value, part, is_open)
            and (not isinstance(value, list) or self._array(cast("list[Any]", value), part, is_open))
            and (not isinstance(value, dict) or self._object(cast("dict[str, Any]", value), part, is_open))
        )

    def _fits(self, value: Any, part: Term) -> bool:
        """Whether a number or a text keeps limits, multiple and pattern. No pattern takes its time over a text of some length."""
        pattern = part.node.map.get("pattern")
        if isinstance(value, str) and isinstance(pattern, str) and (len(value) > _LONGEST or not _is_pattern(pattern)):
            raise _UndecidedError
        return fits(value, part)

    def _listed(self, value: Any, schema: dict[str, Any], is_open: bool) -> bool:
        listed = listed_in(schema)
        return listed is None or (is_open and _may_grow(listed, value)) or canonical(value) in map(canonical, listed)

    def _unions(self, value: Any, part: Term, is_open: bool) -> bool:
        for key in UNIONS:
            if part.node.get(key).array:
                members = part.members(key)
                if is_open and _may_grow(_all_listed(members), value):
                    continue
                fitting = sum(self._takes(value, member, is_open) for member in members)
                # Where a tag tells variants apart, nobody asks what else a value would fit.
                alone = key == "oneOf" and not is_open and "discriminator" not in part.node.map
                if not fitting or (alone and fitting > 1):
                    return False
        return True

    def _conditions(self, value: Any, part: Term, is_open: bool) -> bool:
        schema = part.node.map
        if "not" in schema and self._takes(value, part.child("not"), False):
            return False
        if "if" not in schema:
            return True
        branch = "then" if self._takes(value, part.child("if"), False) else "else"
        return branch not in schema or self._takes(value, part.child(branch), is_open)

    def _array(self, items: Sequence[Any], part: Term, is_open: bool) -> bool:
        schema = part.node.map
        if not _is_between(len(items), schema.get("minItems"), schema.get("maxItems")):
            return False
        if schema.get("uniqueItems") is True and len(set(map(canonical, items))) < len(items):
            return False
        if "contains" in schema:
            found = sum(self._takes(item, part.child("contains"), False) for item in items)
            if not _is_between(found, schema.get("minContains", 1), schema.get("maxContains")):
                return False
        return all(
            self._takes(item, term, is_open) for place, item in enumerate(items) for term in item_of(part, place)
        )

    def _object(self, members: dict[str, Any], part: Term, is_open: bool) -> bool:
        schema = part.node.map
        wanted = [*part.node.get("required").array]
        for name, names in part.node.get("dependentRequired").children():
            wanted += names.array if name in members else []
        needed = {name for name in wanted if isinstance(name, str) and not hides(part, name, self._mark)}
        if not needed <= members.keys():
            return False
        if not _is_between(len(members), schema.get("minProperties"), schema.get("maxProperties")):
            return False
        if "propertyNames" in schema and not all(
            self._takes(name, part.child("propertyNames"), False) for name in members
        ):
            return False
        if not all(
            self._takes(members, term, is_open) for name, term in part.children("dependentSchemas") if name in members
        ):
            return False
        return all(
            (is_open and term.node.value is False) or self._takes(member, term, is_open)
            for name, member in members.items()
            for term in member_of(part, name)
        )


def _may_grow(listed: Sequence[Any], value: Any) -> bool:
    """Whether an open list may get a value: one of a type that is in it."""
    return len(listed) > 1 and any(is_of(value, kind_of(one)) for one in listed)


def _all_listed(members: Iterable[Term]) -> list[Any]:
    """What the members of a union list, where that is all that they say; nothing where one is more than values."""
    told = [Facts((member,)).values for member in members]
    return [] if None in told else [value for values in told for value in values or ()]


def _kinds(schema: dict[str, Any]) -> frozenset[str]:
    """The types that a schema names, or that its keywords mean where nothing names any (docs/rules)."""
    if not _SAYS.isdisjoint(schema):
        return kinds_said(schema)
    return next(
        (frozenset({kind}) for kind, keys in _IMPLIED.items() if not keys.isdisjoint(schema)), kinds_said(schema)
    )


def _is_between(count: int, least: Any, most: Any) -> bool:
    """Whether so many are enough and not too many, where somebody says how many."""
    return not (is_of(least, "number") and count < least) and not (is_of(most, "number") and count > most)


def _is_pattern(text: str) -> bool:
    try:
        return bool(re.compile(text))
    except re.error:
        return False
