"""Whether every value of one schema is one of another: a proof by keywords, which finds less than there is to be found.

`within` says yes only where that is proven from the meaning of JSON Schema 2020-12. No answer is ever guessed: a schema that
contains itself is taken to hold inside its own proof (a least counterexample would have a smaller one), and work has an end.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ...document import UNIONS, Node
from .apart import Apart
from .arrays import ArrayProofs
from .facts import WIDER_FORMATS, Facts, Term, kinds_said, listed_in, wide
from .fit import all_values, fits, is_of_any
from .limits import kind_of_limit
from .objects import ObjectProofs, Terms
from .schema import canonical
from .steps import is_multiple, is_step
from .unevaluated import ITEMS, PROPERTIES, SUMMED

_MOST_STEPS = 3_000
"""Schemas that one question may look at. Documents of people need some dozens."""
_DEEPEST = 6
"""Cases inside of cases."""
_OF_KIND = {
    "object": (
        "required",
        "properties",
        "patternProperties",
        "additionalProperties",
        "propertyNames",
        "dependentRequired",
        "dependentSchemas",
        "unevaluatedProperties",
    ),
    "array": ("prefixItems", "items", "contains", "unevaluatedItems"),
    "string": ("pattern", "contentEncoding", "contentMediaType", "contentSchema"),
}
_ANY_KIND = ("type", "enum", "not", "anyOf", "oneOf", "if", "format")

Proof = Callable[[Facts, Term], bool]


class _TooMuchError(Exception):
    """A proof that takes too long is none."""


class Subset:
    """Answers questions about schemas of two documents. `mark`: the keyword of members that take no part in the message."""

    def __init__(self, mark: str) -> None:
        self._mark = mark
        self.apart = Apart(mark)
        self._known: dict[object, bool] = {}
        self._open: set[object] = set()
        self._steps = _MOST_STEPS
        self._depth = 0
        objects, arrays = ObjectProofs(self._within, self.apart, mark), ArrayProofs(self._within, mark)
        self._proofs: dict[str, Proof] = {
            "type": self._types,
            "enum": self._values,
            "not": self._not,
            "anyOf": self._any_of,
            "oneOf": self._one_of,
            "if": self._if,
            "format": self._format,
            "required": objects.required,
            "properties": objects.properties,
            "patternProperties": objects.patterns,
            "additionalProperties": objects.additional,
            "propertyNames": objects.names,
            "dependentRequired": objects.dependent_required,
            "dependentSchemas": objects.dependent_schemas,
            PROPERTIES: objects.unevaluated,
            "prefixItems": arrays.items,
            "items": arrays.items,
            "contains": arrays.contains,
            ITEMS: arrays.unevaluated,
            "pattern": self._pattern,
            "contentEncoding": self._same,
            "contentMediaType": self._same,
            "contentSchema": self._same_or_within,
        }

    def within(self, left: Term | Terms, right: Term) -> bool:
        """Whether every value of all the schemas on the left is one of the schema on the right."""
        self._steps = _MOST_STEPS
        self._open.clear()
        try:
            return self._within(left if isinstance(left, tuple) else (left,), right)
        except _TooMuchError:
            return False

    # --- the search

    def _within(self, left: Terms, right: Term) -> bool:
        self._steps -= 1
        if self._steps < 0:
            raise _TooMuchError
        if right.says_nothing:
            return True
        key = tuple(term.key for term in left), right.key
        if key in self._known:
            return self._known[key]
        if key in self._open:
            return True
        self._open.add(key)
        facts = Facts(left, self._mark)
        found = facts.is_false or all(self._part(left, facts, part) for part in right.parts())
        self._open.discard(key)
        if not self._open or not found:
            self._known[key] = found
        return found

    def _part(self, left: Terms, facts: Facts, part: Term) -> bool:
        """Whether one schema on the right, without what it is the sum of, holds."""
        if part.node.value is False:
            return False
        return all(
            proof(facts, told) or self._by_cases(left, facts, told) for told, proof in self._constraints(facts, part)
        )

    def _constraints(self, facts: Facts, part: Term) -> Iterator[tuple[Term, Proof]]:
        """What one schema says that the left may not say, keyword by keyword, and how each is proven."""
        schema = part.node.map
        for key in _ANY_KIND:
            if key in schema or (key == "enum" and "const" in schema):
                yield part.only(*_WITH.get(key, (key,))), self._proofs[key]
        for kind, keys in _OF_KIND.items():
            for key in keys if kind in facts.kinds else ():
                if key in schema:
                    yield part.only(*_WITH.get(key, (key,))), self._proofs[key]
        yield part, self._limits

    def _by_cases(self, left: Terms, facts: Facts, told: Term) -> bool:
        """Whether it holds for each case: each member of a union on the left, or each type that is left."""
        if self._depth >= _DEEPEST:
            return False
        with self._a_case():
            for key, part in facts.groups:
                members = part.members(key)
                if not _has(left, members) and all(self._within((*left, member), told) for member in members):
                    return True
            if facts.values is not None and len(facts.values) > 1 and not set(told.node.map).isdisjoint(UNIONS):
                return all(self._within((*left, _like(told, value, const=value)), told) for value in facts.values)
            kinds = sorted(facts.kinds - ({"integer"} if "number" in facts.kinds else set()))
            if len(kinds) > 1 and not set(told.node.map).isdisjoint((*UNIONS, "if")):
                return all(self._within((*left, _like(told, kind, type=kind)), told) for kind in kinds)
            return False

    @contextmanager
    def _a_case(self) -> Generator[None]:
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    # --- what holds of every kind of value

    def _types(self, facts: Facts, told: Term) -> bool:
        allowed = kinds_said(told.node.map)
        return facts.kinds <= allowed

    def _values(self, facts: Facts, told: Term) -> bool:
        allowed = {canonical(value) for value in listed_in(told.node.map) or ()}
        left = all_values(facts)
        return left is not None and all(
            canonical(value) in allowed or not is_of_any(value, facts.kinds) for value in left
        )

    def _not(self, facts: Facts, told: Term) -> bool:
        refused = told.child("not")
        if any(self._within((refused,), own) for own in facts.under("not")):
            return True
        return self.apart.holds(facts, Facts((refused,), self._mark))

    def _any_of(self, facts: Facts, told: Term) -> bool:
        left = tuple(facts.parts)
        return any(self._within(left, member) for member in told.members("anyOf"))

    def _one_of(self, facts: Facts, told: Term) -> bool:
        members = told.members("oneOf")
        for key, part in facts.groups:
            if key == "oneOf" and self._same_members(part.members(key), members):
                return True
        left = tuple(facts.parts)
        for place, member in enumerate(members):
            others = [other for at, other in enumerate(members) if at != place]
            if self._within(left, member):
                return all(self.apart.holds(facts, Facts((other,), self._mark)) for other in others)
        return False

    def _same_members(self, left: Sequence[Term], right: Sequence[Term]) -> bool:
        if len(left) != len(right):
            return False
        rest = list(right)
        for one in left:
            same = next((o for o in rest if self._within((one,), o) and self._within((o,), one)), None)
            if same is None:
                return False
            rest.remove(same)
        return True

    def _if(self, facts: Facts, told: Term) -> bool:
        condition, then, other = told.child("if"), told.child("then"), told.child("else")
        left = tuple(facts.parts)
        if self._within((*left, condition), then) and self._within(left, other):
            return True
        if self._depth < _DEEPEST:
            with self._a_case():
                if any(self._by_own_if(left, part, told) for part in facts.parts if "if" in part.node.map):
                    return True
        return (self._within(left, condition) and self._within(left, then)) or (
            self.apart.holds(facts, Facts((condition,), self._mark)) and self._within(left, other)
        )

    def _by_own_if(self, left: Terms, part: Term, told: Term) -> bool:
        """Whether a condition follows from one that the left has: for values of which that one holds, and for the others."""
        condition, then, other = told.child("if"), told.child("then"), told.child("else")
        own = part.child("if")
        yes, no = (*left, part.child("then"), own), (*left, part.child("else"))
        return (
            (self._within((*left, own), condition) or self._within(yes, other))
            and self._within((*yes, condition), then)
            and (self._within((*left, condition), own) or self._within((*no, condition), then))
            and self._within(no, other)
        )

    def _format(self, facts: Facts, told: Term) -> bool:
        wanted = told.node.map["format"]
        return any(own == wanted or (own, wanted) in WIDER_FORMATS for own in facts.said("format"))

    def _same(self, facts: Facts, told: Term) -> bool:
        return all(value in facts.said(key) for key, value in told.node.map.items())

    def _same_or_within(self, facts: Facts, told: Term) -> bool:
        return any(self._within((own,), told.child(key)) for key in told.node.map for own in facts.under(key))

    def _limits(self, facts: Facts, told: Term) -> bool:
        for name, stated in Facts((told,)).stated.items():
            if not facts.kinds & wide((kind_of_limit(name),)):
                continue
            own = facts.limits.get(name)
            if (own is None or own.limit < stated.limit) and not self._each_fits(facts, told):
                return False
        return self._multiple(facts, told)

    def _multiple(self, facts: Facts, told: Term) -> bool:
        step = told.node.map.get("multipleOf")
        if not is_step(step) or "integer" not in facts.kinds:
            return True
        own = list(filter(is_step, facts.said("multipleOf")))
        if "number" not in facts.kinds:
            own.append(1)
        return any(is_multiple(value, step) for value in own) or self._each_fits(facts, told)

    def _each_fits(self, facts: Facts, told: Term) -> bool:
        """Whether each of the listed numbers or texts keeps limits, multiples and pattern."""
        return facts.values is not None and all(fits(value, told) for value in facts.values)

    def _pattern(self, facts: Facts, told: Term) -> bool:
        return told.node.map["pattern"] in facts.said("pattern") or self._each_fits(facts, told)


_WITH: dict[str, tuple[str, ...]] = {
    "type": ("type", "nullable"),
    "enum": ("enum", "const", "nullable"),
    "if": ("if", "then", "else"),
    "additionalProperties": ("additionalProperties", "properties", "patternProperties"),
    PROPERTIES: (PROPERTIES, *SUMMED),
    ITEMS: (ITEMS, *SUMMED),
    "prefixItems": ("prefixItems", "items", "additionalItems"),
    "items": ("prefixItems", "items", "additionalItems"),
    "contains": ("contains", "minContains", "maxContains"),
}
"""Keywords that mean something together."""


def _like(like: Term, mark: Any, **schema: Any) -> Term:
    """A schema that stands nowhere, of the document of another one; `mark` tells it from others."""
    node = like.node
    return Term(like.document, Node(node.source, (*node.pointer, f"&{canonical(mark)}"), schema))


def _has(left: Terms, members: Iterable[Term]) -> bool:
    """Whether a member of this union is among the cases already."""
    keys = {term.key for term in left}
    return any(member.key in keys for member in members)
