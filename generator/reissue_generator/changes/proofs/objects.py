"""Proofs about the members of objects (JSON Schema, Core 10.3.2 and 11.3, Validation 6.5); `within` proves the rest."""

from __future__ import annotations

from collections.abc import Callable, Collection

from ...document import Node
from .apart import Apart
from .facts import Facts, Term, finds, is_met
from .unevaluated import PROPERTIES, says_same

Terms = tuple[Term, ...]
Within = Callable[[Terms, Term], bool]
"""Whether every value of all the schemas on the left is one of the schema on the right."""


class ObjectProofs:
    """Whether all objects of some schemas keep one keyword of another one. `mark`: as for `Subset`."""

    def __init__(self, within: Within, apart: Apart, mark: str) -> None:
        self._within, self._apart, self._mark = within, apart, mark

    def required(self, facts: Facts, told: Term) -> bool:
        """`required`."""
        names = {name for name in told.node.get("required").array if isinstance(name, str)}
        return all(name in facts.required or facts.is_hidden(name) for name in names)

    def properties(self, facts: Facts, told: Term) -> bool:
        """`properties`."""
        return all(
            facts.is_hidden(name) or self._within(tuple(facts.member(name)), wanted)
            for name, wanted in told.children("properties")
        )

    def patterns(self, facts: Facts, told: Term) -> bool:
        """`patternProperties`."""
        return all(self._pattern(facts, pattern, wanted) for pattern, wanted in told.children("patternProperties"))

    def _pattern(self, facts: Facts, pattern: str, wanted: Term) -> bool:
        met = [name for name in facts.known_names if finds(pattern, name)]
        if not all(self._within((*facts.member(name),), wanted) for name in met):
            return False
        if facts.only is not None or self._within(_under(facts, pattern), wanted):
            return True
        return self._others(facts, wanted, ())

    def additional(self, facts: Facts, told: Term) -> bool:
        """`additionalProperties`."""
        owner = told.node.get("properties").map, told.node.get("patternProperties").map
        return self._beside(facts, told.child("additionalProperties"), *owner)

    def unevaluated(self, facts: Facts, told: Term) -> bool:
        """`unevaluatedProperties`: whether nothing breaks it beside all that is evaluated for sure; what a condition evaluates is free."""
        rest = told.rest(PROPERTIES)
        if rest is None or self._beside(facts, told.child(PROPERTIES), rest.names, rest.patterns):
            return True
        return not rest.is_decided and any(says_same(part.node, told.node, PROPERTIES) for part in facts.parts)

    def _beside(self, facts: Facts, wanted: Term, names: Collection[str], patterns: Collection[str]) -> bool:
        """Whether all members but those of some names and patterns are of a schema."""
        for name in facts.known_names:
            if name not in names and not is_met(patterns, name) and not self._within((*facts.member(name),), wanted):
                return False
        return facts.only is not None or self._others(facts, wanted, patterns)

    def _others(self, facts: Facts, wanted: Term, patterns: Collection[str]) -> bool:
        """Whether all members that nobody names are of a schema, but for those of some patterns."""
        own = (_under(facts, pattern) for pattern in facts.patterns if pattern not in patterns)
        return all(self._within(each, wanted) for each in own) and self._within((*facts.others,), wanted)

    def names(self, facts: Facts, told: Term) -> bool:
        """`propertyNames`; names are texts."""
        wanted = told.child("propertyNames")
        if facts.only is not None:
            return all(self._within((_schema(told, const=name),), wanted) for name in facts.only)
        return self._within((*facts.under("propertyNames"), _schema(told, type="string")), wanted)

    def dependent_required(self, facts: Facts, told: Term) -> bool:
        """`dependentRequired`."""
        return all(
            self._apart.is_refused(facts, name) or set(wanted) <= Facts(self._present(facts, name), self._mark).required
            for name, wanted in told.node.get("dependentRequired").map.items()
        )

    def dependent_schemas(self, facts: Facts, told: Term) -> bool:
        """`dependentSchemas`."""
        return all(
            self._apart.is_refused(facts, name) or self._within(self._present(facts, name), wanted)
            for name, wanted in told.children("dependentSchemas")
        )

    def _present(self, facts: Facts, name: str) -> Terms:
        """What holds of an object that has this member."""
        schemas = [part for part in facts.parts if name in part.node.get("dependentSchemas").map]
        there = (
            *facts.parts,
            *(part.child("dependentSchemas", name) for part in schemas),
            _schema(facts.parts[0], required=[name]),
        )
        conditions = [part for part in facts.parts if {"if", "then"} <= part.node.map.keys()]
        return (*there, *(part.child("then") for part in conditions if self._within(there, part.child("if"))))


def _under(facts: Facts, pattern: str) -> Terms:
    """What is said of names that match a pattern."""
    parts = (part for part in facts.parts if pattern in part.node.get("patternProperties").map)
    return tuple(part.child("patternProperties", pattern) for part in parts)


def _schema(like: Term, **schema: object) -> Term:
    """A schema that stands nowhere, of the document of another one."""
    node = like.node
    return Term(like.document, Node(node.source, (*node.pointer, f"&{schema}"), schema))
