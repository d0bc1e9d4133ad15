"""One schema with its `$ref` and `allOf` put together: the keywords that count, with the address of every part kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ..document import DYNAMIC, UNIONS, Document, Key, Node, problem, put_together, says_nothing, sum_of, type_names
from .conditions import AllOf, Condition, Properties, conditions_of, settle

_MAX_CHAIN = 100
_MOST_PARTS = 16
"""Descriptions of one member that are put together; a hostile document has no more."""
_MOST_EXACTLY = 200
"""The same where nothing is to be left out."""
_SHAPES = frozenset({"$ref", DYNAMIC, "allOf", *UNIONS, "enum", "const"})
"""What says of which types values are, though it names none; what is not among it, such as `multipleOf`, leaves that to others."""
_WORDS_ALONE = frozenset({"description", "title", "example", "examples", "externalDocs", "$comment"})
_IMPLIED = {
    "properties": "object",
    "additionalProperties": "object",
    "patternProperties": "object",
    "unevaluatedProperties": "object",
    "items": "array",
    "prefixItems": "array",
}


@dataclass
class Composed:
    """The sum of a schema and all that its `$ref` and `allOf` bring."""

    document: Document = field(repr=False)
    node: Node
    is_exact: bool = False
    """Whether nothing is left out of what is described twice: else what only narrows a type, or names it once more."""
    types: set[str] | None = None
    """The JSON types that are left; None where nothing names or implies any."""
    is_typed: bool = False
    """Whether a `type` names them; else other keywords imply them, and a value of another type is valid too."""
    nullable: bool = False
    properties: dict[str, Node] = field(default_factory=dict[str, Node])
    free: set[str] = field(default_factory=set[str])
    """The members that conditions describe, and that are anything where none holds."""
    required: dict[str, None] = field(default_factory=dict[str, None])
    """In the order in which they are named, each once."""
    additional: Node | None = None
    is_unevaluated: bool = False
    """Whether `additional` is meant of what no member of a union names either."""
    patterns: list[Node] = field(default_factory=list[Node])
    items: Node | None = None
    prefix: list[Node] = field(default_factory=list[Node])
    limits: dict[str, int] = field(default_factory=dict[str, int])
    """How many items there are, by keyword."""
    enum: list[Any] | None = None
    format: str = ""
    unions: list[tuple[Node, list[Node]]] = field(default_factory=list[tuple[Node, list[Node]]])
    """The `oneOf` and `anyOf` of the schema that have a member with a type: where each stands, and all its members."""
    discriminator: Node | None = None
    conditions: list[Condition] = field(default_factory=list[Condition])
    """What is said of members of some values only, until it is settled."""
    conflict: bool = False
    """Whether members of `allOf` exclude each other by their types."""

    @property
    def is_object(self) -> bool:
        """Whether the schema says that its values are objects."""
        return bool(self.properties) or (self.types is not None and "object" in self.types)

    # --- what a member of `allOf` brings

    def add(self, part: Composed) -> None:
        """Add what a `$ref` or a member of `allOf` says."""
        self._narrow(part.types, part.is_typed)
        self.nullable = self.nullable or part.nullable
        self.conflict = self.conflict or part.conflict
        self._add_properties(part.properties)
        self._require(part.required)
        self.additional = self._narrower(part.additional)
        self.patterns += part.patterns
        self._add_items(part.prefix, part.items)
        self._limit(part.limits)
        self.enum = _both(self.enum, part.enum)
        self.format = part.format or self.format
        self.unions += part.unions
        self.discriminator = part.discriminator or self.discriminator
        self.conditions += part.conditions

    def _narrow(self, types: set[str] | None, is_typed: bool) -> None:
        if types is None or (self.is_typed and not is_typed):
            return
        if self.types is None or is_typed != self.is_typed:
            self.types, self.is_typed = types, is_typed
        elif not is_typed:
            self.types = self.types | types
        else:
            both = _shared(self.types, types)
            self.conflict = self.conflict or not both
            self.types = both or self.types

    def _add_items(self, prefix: list[Node], items: Node | None) -> None:
        """Each item is what both say of its place."""
        longest = max(len(self.prefix), len(prefix))
        mine = [*self.prefix, *[self.items] * (longest - len(self.prefix))]
        theirs = [*prefix, *[items] * (longest - len(prefix))]
        both = [self._both_items(one, other) for one, other in zip(mine, theirs, strict=True)]
        self.prefix = [node for node in both if node is not None]
        self.items = self._both_items(self.items, items)

    def _both_items(self, one: Node | None, other: Node | None) -> Node | None:
        if one is None or other is None:
            return one or other
        closed = next((node for node in (one, other) if node.value is False), None)
        return closed or self.together(self.document, one, other)

    def _add_properties(self, properties: dict[str, Node]) -> None:
        for name, node in properties.items():
            mine = self.properties.get(name)
            self.properties[name] = node if mine is None else self.together(self.document, mine, node)

    @property
    def together(self) -> AllOf:
        """How what is described twice is put together."""
        return every_part if self.is_exact else all_of

    def _narrower(self, other: Node | None) -> Node | None:
        """What is said of members that have no name here: a schema says more than that there may be any."""
        one = self.additional
        if one is None or other is None:
            return one or other
        if other.value is True or one.value is False:
            return one
        return other if one.value is True or other.value is False else self.together(self.document, one, other)

    def _require(self, names: Iterable[Any]) -> None:
        self.required.update(dict.fromkeys(name for name in names if isinstance(name, str)))

    # --- what the schema says itself: it wins over what `allOf` brought

    def say(self, node: Node) -> None:
        """Add the schema's own keywords."""
        schema = node.map
        self.nullable = self.nullable or schema.get("nullable") is True
        self._say_types(schema)
        if "properties" in schema:
            self._add_properties(dict(node.get("properties").children()))
        if "required" in schema:
            self._require(node.get("required").array)
        if "additionalProperties" in schema:
            self.additional = self._narrower(node.get("additionalProperties"))
        elif self.additional is None and "unevaluatedProperties" in schema:
            self.additional, self.is_unevaluated = node.get("unevaluatedProperties"), True
        if "patternProperties" in schema:
            self.patterns += [child for _, child in node.get("patternProperties").children()]
        self._say_items(node)
        if "const" in schema:
            self.enum = [schema["const"]]
        elif isinstance(schema.get("enum"), list):
            self.enum = node.get("enum").array
        if isinstance(schema.get("format"), str):
            self.format = schema["format"]
        self._say_unions(node)

    def _say_types(self, schema: dict[str, Any]) -> None:
        if own := type_names(schema):
            self.types = _shared(self.types, own) or own if self.types is not None and self.is_typed else own
            self.is_typed = True
        else:
            self._narrow({kind for key, kind in _IMPLIED.items() if key in schema} or None, is_typed=False)

    def _say_items(self, node: Node) -> None:
        schema, items = node.map, node.get("items")
        prefix = list(node.get("prefixItems").items())
        if isinstance(items.value, list):  # as older drafts of JSON Schema write tuples
            prefix, items = list(items.items()), node.get("additionalItems")
        self._add_items(prefix, items if items.value is not None else None)
        if self.items is None and "unevaluatedItems" in schema:
            self.items = node.get("unevaluatedItems")
        self._limit({key: schema[key] for key in ("minItems", "maxItems") if type(schema.get(key)) is int})

    def _limit(self, limits: dict[str, int]) -> None:
        """Add limits, of which the narrower one counts."""
        for key, value in limits.items():
            narrower = min if key == "maxItems" else max
            self.limits[key] = narrower(value, self.limits.get(key, value))

    def _say_unions(self, node: Node) -> None:
        for key in UNIONS:
            if key not in node.map:
                continue
            union = node.get(key)
            members = list(union.items())
            if any(not says_nothing(member) for member in members):  # a member that only narrows: what is said beside
                self.unions.append((union, members))
        if isinstance(node.map.get("discriminator"), dict):
            self.discriminator = node.get("discriminator")


def _both(old: list[Any] | None, new: list[Any] | None) -> list[Any] | None:
    """The values that two enums share; None is an enum of everything."""
    if old is None or new is None:
        return new if old is None else old
    return [value for value in old if value in new]


def _shared(one: set[str], other: set[str]) -> set[str]:
    """The types that two sets share; an integer is a number."""
    both = one & other
    if "number" in one | other and "integer" in one | other and "number" not in both:
        both = both | {"integer"}
    return both


def compose(document: Document, node: Node, *, exact: bool = False) -> Composed:
    """The schema at this node with `$ref` and `allOf` followed, each once: a schema that contains itself is cut there.

    `exact`: with all that is said of what is described twice, and not only what a type needs. What it gives is not to be changed.
    Raises SpecError for a reference that leads nowhere or a chain without end.
    """
    is_kept = "allOf" in node.map or bool(node.references)  # the others are put together in no time
    key = (f"exact {node.key[0]}", node.key[1]) if exact else node.key
    if is_kept and key in document.memo:
        known: Composed = document.memo[key]
        return known
    composed = _compose(document, node, set(), 0, exact=exact)
    composed.free = settle(document, composed.properties, composed.conditions, composed.together)
    composed.unions = [each for each in composed.unions if not _is_member(document, node, each[1])]
    if is_kept:
        document.memo[key] = composed
    return composed


def _is_member(document: Document, node: Node, members: list[Node]) -> bool:
    """Whether a schema is itself a member of the union that it is built on: that says nothing of it."""
    return any("$ref" in member.map and document.found(member).key == node.key for member in members)


def _compose(document: Document, node: Node, seen: set[Key], depth: int, *, exact: bool) -> Composed:
    node = document.said(node)
    composed = Composed(document, node, exact)
    if node.key in seen:
        return composed
    if depth >= _MAX_CHAIN:
        raise problem("too-deep", f"is a chain of more than {_MAX_CHAIN} `allOf` and `$ref`", node.place)
    seen.add(node.key)

    def part(inner: Node) -> Composed:
        return _compose(document, inner, seen, depth + 1, exact=exact)

    for ref in _references(node):
        composed.add(part(document.follow(node, ref)))
    for inner in node.get("allOf").items():
        composed.add(part(inner))
    composed.say(node)

    def branches(inner: Node) -> Iterator[Properties]:
        if not inner.map:
            return
        told = part(inner)
        # Of a branch they hold for its values alone, whatever branches they have themselves.
        composed.conditions += [one._replace(is_whole=False) for one in told.conditions]
        members = [part(member) for _, members in told.unions for member in members]
        yield from (each.properties for each in (told, *members) if each.properties)

    composed.conditions += conditions_of(node, branches)
    return composed


def all_of(document: Document, one: Node, other: Node) -> Node:
    """A member that is described twice: the description that says more, else both together."""
    if says_nothing(other) or other.value == one.value:
        return one
    if says_nothing(one):
        return other
    parts = [*(one.parts or (one,)), *(other.parts or (other,))]
    kept = [part for part in parts if not any(_says_less(part, each) for each in parts if each is not part)]
    targets = {document.found(part).key: part for part in kept or parts[-1:]}
    nodes = list(targets.values())[:_MOST_PARTS]
    return nodes[0] if len(nodes) == 1 else put_together("allOf", nodes)


def every_part(document: Document, one: Node, other: Node) -> Node:
    """A member that is described twice: both together, unless one has but words for people or says what the other one says."""
    parts = {part.key: part for node in (one, other) for part in node.parts or (node,)}
    nodes = [part for part in parts.values() if not _WORDS_ALONE.issuperset(part.map)] or [one]
    nodes = [part for at, part in enumerate(nodes) if all(part.value != each.value for each in nodes[:at])]
    return nodes[0] if len(nodes) == 1 else put_together("allOf", nodes[:_MOST_EXACTLY])


def _says_less(one: Node, other: Node) -> bool:
    """Whether a schema names nothing but types, and all that it says another one says as well."""
    if not _is_bare(one):
        return False
    mine, theirs = type_names(one.map), type_names(other.map)
    shared = _shared(mine, theirs)
    if not _is_bare(other):
        theirs = theirs or {kind for key, kind in _IMPLIED.items() if key in other.map}
        return bool(_shared(mine, theirs)) if theirs else not _SHAPES.isdisjoint(other.map)
    formats = one.map.get("format"), other.map.get("format")
    return bool(theirs) and shared == theirs and (shared != mine or formats[0] in (None, formats[1]))


def _is_bare(node: Node) -> bool:
    """Whether a schema names types and their format, and nothing else."""
    rest = {key: True for key in node.map if key not in ("type", "format")}
    return says_nothing(Node(node.source, node.pointer, rest))


def _references(node: Node) -> tuple[str, ...]:
    if not isinstance(node.map.get("$ref", ""), str):
        raise problem("ref-missing", "a reference is no text", node.place)
    return node.references


def strongest(document: Document, node: Node) -> Node | None:
    """Of a node that is put together of several: the one that is built on all the others."""
    for part in node.parts if "allOf" in node.map else ():
        beneath = {each.key for each in sum_of(document, part)}
        if all(document.found(other).key in beneath for other in node.parts):
            return part
    return None


def only_reference(node: Node) -> Node | None:
    """The child that alone says what a schema is: its own `$ref`, or the only member of `allOf` that is not mere words."""
    schema = node.map
    for key in ("$ref", DYNAMIC):
        if isinstance(schema.get(key), str) and "allOf" not in schema and _rest_is_words(node, key):
            return node
    if "allOf" in schema and _rest_is_words(node, "allOf"):
        members = [member for member in node.get("allOf").items() if not says_nothing(member)]
        if len(members) == 1:
            return only_reference(members[0])
    return None


def _rest_is_words(node: Node, key: str) -> bool:
    rest = {name: value for name, value in node.map.items() if name not in (key, "required", "type")}
    return says_nothing(Node(node.source, node.pointer, rest))
