"""What holds of every value of some schemas together, read from their keywords one by one, without looking for a proof."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from ...builder.directions import is_marked
from ...document import UNIONS, Document, Node, is_of, kind_of, sum_of, type_names
from .limits import Limit, Stated, limits_of
from .schema import canonical
from .steps import is_whole
from .unevaluated import ITEMS, PROPERTIES, Rest, only_names, prefix_of, rest_of

KINDS = frozenset({"string", "number", "integer", "boolean", "array", "object", "null"})

ANY_TEXT = ("", ".*", "^.*$", "^", "$")
"""Patterns that every text matches."""
WIDER_FORMATS = frozenset(
    {("int32", "int64"), ("float", "double"), ("email", "idn-email"), ("uri", "uri-reference"), ("uri", "iri")}
)
"""Pairs of formats of which the second takes in the first."""


@dataclass(frozen=True, eq=False)
class Term:
    """A schema of one of the two documents."""

    document: Document
    node: Node

    @property
    def key(self) -> object:
        """What tells it from others; a node of some keywords of a schema is not the schema."""
        return id(self.document), self.node.key, tuple(sorted(self.node.map))

    def child(self, *keys: str) -> Term:
        """The schema under these keys."""
        node = self.node
        for key in keys:
            node = node.get(key)
        return Term(self.document, node)

    def only(self, *keys: str) -> Term:
        """The same place with these keywords alone."""
        told = {key: self.node.map[key] for key in keys if key in self.node.map}
        return Term(self.document, Node(self.node.source, self.node.pointer, told, scope=self.node.scope))

    def pick(self, key: str, name: str) -> Term:
        """The same place with one entry of one keyword alone."""
        told = {key: {name: self.node.get(key).map[name]}}
        return Term(
            self.document, Node(self.node.source, (*self.node.pointer, f"&{name}"), told, scope=self.node.scope)
        )

    def children(self, key: str) -> Iterator[tuple[str, Term]]:
        """The schemas under a keyword that is a map."""
        return ((name, Term(self.document, node)) for name, node in self.node.get(key).children())

    def members(self, key: str) -> list[Term]:
        """The schemas under a keyword that is a list."""
        return [Term(self.document, node) for node in self.node.get(key).items()]

    def parts(self) -> list[Term]:
        """All schemas that it is the sum of."""
        return [Term(self.document, node) for node in sum_of(self.document, self.node, booleans=True)]

    def rest(self, key: str) -> Rest | None:
        """What is said of what nothing evaluates, under one of both keywords."""
        return rest_of(self.document, self.node, key)

    @property
    def says_nothing(self) -> bool:
        """Whether every value is one of it."""
        return self.node.value is None or self.node.value is True or self.node.value == {}


class Facts:
    """What some schemas say together. `mark` is the keyword of members that take no part in the message."""

    def __init__(self, terms: Iterable[Term], mark: str = "") -> None:
        self.parts = [part for term in terms for part in term.parts()]
        self._mark = mark

    @cached_property
    def is_false(self) -> bool:
        """Whether no value is one of them."""
        return any(part.node.value is False for part in self.parts) or self.kinds == frozenset()

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The JSON types that are left; an integer stands beside its number."""
        left = KINDS
        for part in self.parts:
            left &= kinds_said(part.node.map)
        if self.values is not None:
            left &= frozenset(wide(map(kind_of, self.values)))
        return left - {"number"} if any(map(is_whole, self.said("multipleOf"))) else left

    @cached_property
    def values(self) -> list[Any] | None:
        """The listed values that are left; None where there is no list."""
        found: dict[str, Any] | None = None
        for part in self.parts:
            listed = listed_in(part.node.map)
            if listed is not None:
                named = {canonical(value): value for value in listed}
                found = named if found is None else {text: value for text, value in found.items() if text in named}
        return None if found is None else list(found.values())

    @cached_property
    def required(self) -> frozenset[str]:
        """The members that every object has."""
        names: set[str] = set()
        todo = [name for part in self.parts for name in part.node.get("required").array if isinstance(name, str)]
        while todo:
            name = todo.pop()
            if name not in names:
                names.add(name)
                brought = (part.node.get("dependentRequired").get(name).array for part in self.parts)
                todo += [other for told in brought for other in told if isinstance(other, str)]
        return frozenset(name for name in names if not self.is_hidden(name))

    def is_hidden(self, name: str) -> bool:
        """Whether a member takes no part in messages of this direction."""
        return any(hides(part, name, self._mark) for part in self.parts)

    @cached_property
    def names(self) -> dict[str, None]:
        """The members that are documented."""
        names = (name for part in self.parts for name in sorted(part.node.get("properties").map))
        return {name: None for name in names if not self.is_hidden(name)}

    @cached_property
    def only(self) -> frozenset[str] | None:
        """The only members that there can be; None where there may be others."""
        if "maxProperties" in self.stated and not self.stated["maxProperties"].limit.value:
            return frozenset()
        told = [names for part in self.parts if (names := only_names(part.document, part.node)) is not None]
        listed = [Facts((each,)).values for each in self.under("propertyNames")]
        told += [frozenset(map(str, values)) for values in listed if values is not None]
        return told[0].intersection(*told) if told else None

    @property
    def known_names(self) -> Iterable[str]:
        """The members that there can be, or else those that are documented."""
        return self.names if self.only is None else (name for name in sorted(self.only) if not self.is_hidden(name))

    @cached_property
    def patterns(self) -> dict[str, None]:
        """The patterns that names of members are matched with."""
        return {name: None for part in self.parts for name in sorted(part.node.get("patternProperties").map)}

    def member(self, name: str) -> list[Term]:
        """What is said of a member of this name."""
        return [term for part in self.parts for term in member_of(part, name)]

    @cached_property
    def others(self) -> list[Term]:
        """What is said of a member that nobody names."""
        said = [part.child("additionalProperties") for part in self.parts if "additionalProperties" in part.node.map]
        rests = ((part, part.rest(PROPERTIES)) for part in self.parts)
        said += [part.child(PROPERTIES) for part, rest in rests if rest is not None and rest.is_decided]
        return said + [part.child("patternProperties", name) for part, name in self._free()]

    def _free(self) -> Iterator[tuple[Term, str]]:
        """The patterns that every name matches."""
        told = ((part, name) for part in self.parts for name in part.node.get("patternProperties").map)
        return ((part, name) for part, name in told if name in ANY_TEXT)

    def item(self, place: int) -> list[Term]:
        """What is said of the item at a place; -1: of one behind all that are told apart."""
        return [term for part in self.parts for term in item_of(part, place)]

    @cached_property
    def tuple_length(self) -> int:
        """How many items are told apart."""
        return max((len(prefix_of(part.node)) for part in self.parts), default=0)

    @cached_property
    def stated(self) -> dict[str, Stated]:
        """The tightest limit of each kind that is said."""
        return limits_of([part.node for part in self.parts], whole="number" not in self.kinds)

    @cached_property
    def limits(self) -> dict[str, Stated]:
        """The tightest limit of each kind that is kept: said, or by what must be there and by what cannot be."""
        found = dict(self.stated)
        for name, limit, node in self._implied():
            if name not in found or limit > found[name].limit:
                found[name] = Stated(limit, node)
        if "maxItems" in found and found["maxItems"].limit.value >= -1:
            found.setdefault("uniqueItems", Stated(Limit(1), found["maxItems"].node))
        return found

    def _implied(self) -> Iterator[tuple[str, Limit, Node]]:
        """How many members and items there are at least and at most, beside what limits say (JSON Schema, Validation 6.4 and 6.5)."""
        for part in self.parts:
            node, length = part.node, _length(part)
            yield "minProperties", Limit(len(self.required)), node
            if self.only is not None:
                yield "maxProperties", Limit(-len(self.only)), node
            if length is not None:
                yield "maxItems", Limit(-length), node
            least = node.map.get("minContains", 1)
            if "contains" in node.map and is_of(least, "integer"):
                yield "minItems", Limit(least), node

    def said(self, key: str) -> list[Any]:
        """What the schemas say under a keyword."""
        return [part.node.map[key] for part in self.parts if key in part.node.map]

    def under(self, key: str) -> list[Term]:
        """The schemas under a keyword."""
        return [part.child(key) for part in self.parts if key in part.node.map]

    @cached_property
    def groups(self) -> list[tuple[str, Term]]:
        """The unions, each as its keyword and the part that has it."""
        return [(key, part) for part in self.parts for key in UNIONS if part.node.get(key).array]


def kinds_said(schema: dict[str, Any]) -> frozenset[str]:
    """The JSON types that one schema allows by its own `type`."""
    names = type_names(schema)
    if not names:
        return KINDS
    if schema.get("nullable") is True:
        names |= {"null"}
    return frozenset(wide(names))


def wide(kinds: Iterable[str]) -> set[str]:
    """The types with the integers among the numbers."""
    found = set(kinds)
    return found | {"integer"} if "number" in found else found


def listed_in(schema: dict[str, Any]) -> list[Any] | None:
    """The values that one schema lists itself."""
    if "const" in schema:
        return [schema["const"]]
    if not isinstance(schema.get("enum"), list):
        return None
    listed = cast("list[Any]", schema["enum"])
    return [*listed, None] if schema.get("nullable") is True and None not in listed else listed


def finds(pattern: str, text: str) -> bool:
    """Whether a pattern of ECMA 262 matches somewhere, as far as Python reads it alike."""
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return False


def is_met(patterns: Iterable[str], name: str) -> bool:
    """Whether one of some patterns matches a name."""
    return any(finds(pattern, name) for pattern in patterns)


def hides(part: Term, name: str, mark: str) -> bool:
    """Whether one schema says itself that a member takes no part in a message, by this keyword."""
    told = part.node.get("properties")
    return name in told.map and is_marked(part.document, told.get(name), mark)


def member_of(part: Term, name: str) -> Iterator[Term]:
    """What one schema says itself of a member of this name."""
    schema, met = part.node.map, False
    if name in part.node.get("properties").map:
        met = True
        yield part.child("properties", name)
    for pattern in sorted(part.node.get("patternProperties").map):
        if finds(pattern, name):
            met = True
            yield part.child("patternProperties", pattern)
    if not met and "additionalProperties" in schema:
        yield part.child("additionalProperties")
    if (
        (rest := part.rest(PROPERTIES)) is not None
        and rest.is_decided
        and name not in rest.names
        and not is_met(rest.patterns, name)
    ):
        yield part.child(PROPERTIES)


def item_of(part: Term, place: int) -> Iterator[Term]:
    """What one schema says itself of the item at a place."""
    prefix = prefix_of(part.node)
    if 0 <= place < len(prefix):
        yield Term(part.document, prefix[place])
        return
    key = "additionalItems" if isinstance(part.node.map.get("items"), list) else "items"
    if key in part.node.map:
        yield part.child(key)
    if (rest := part.rest(ITEMS)) is not None and rest.is_decided and not 0 <= place < rest.length:
        yield part.child(ITEMS)


def _length(part: Term) -> int | None:
    """How many items there are at most; None where there may be more."""
    key = "additionalItems" if isinstance(part.node.map.get("items"), list) else "items"
    if part.node.map.get(key) is False:
        return len(prefix_of(part.node))
    rest = part.rest(ITEMS)
    return rest.length if rest is not None and rest.is_closed else None
