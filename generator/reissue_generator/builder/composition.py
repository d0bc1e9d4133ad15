"""One schema with its `$ref` and `allOf` put together: the keywords that count, with the address of every part kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..document import UNIONS, Document, Key, Node, problem, says_nothing, type_names

_MAX_CHAIN = 100
_IMPLIED = {
    "properties": "object",
    "additionalProperties": "object",
    "patternProperties": "object",
    "items": "array",
    "prefixItems": "array",
}


@dataclass
class Composed:
    """The sum of a schema and all that its `$ref` and `allOf` bring."""

    node: Node
    types: set[str] | None = None
    """The JSON types that are left; None where nothing names or implies any."""
    nullable: bool = False
    properties: dict[str, Node] = field(default_factory=dict[str, Node])
    required: list[str] = field(default_factory=list[str])
    additional: Node | None = None
    patterns: list[Node] = field(default_factory=list[Node])
    items: Node | None = None
    prefix: list[Node] = field(default_factory=list[Node])
    enum: list[Any] | None = None
    format: str = ""
    unions: list[tuple[Node, list[Node]]] = field(default_factory=list[tuple[Node, list[Node]]])
    """The `oneOf` and `anyOf` of the schema: where each stands, and its members that have a type."""
    discriminator: Node | None = None
    conflict: bool = False
    """Whether members of `allOf` exclude each other by their types."""

    @property
    def is_object(self) -> bool:
        """Whether the schema says that its values are objects."""
        return bool(self.properties) or (self.types is not None and "object" in self.types)

    # --- what a member of `allOf` brings

    def add(self, part: Composed) -> None:
        """Add what a `$ref` or a member of `allOf` says."""
        self._narrow(part.types)
        self.nullable = self.nullable or part.nullable
        self.conflict = self.conflict or part.conflict
        self._add_properties(part.properties)
        self._require(part.required)
        self.additional = part.additional or self.additional
        self.patterns += part.patterns
        self.items = part.items or self.items
        self.prefix = part.prefix or self.prefix
        self.enum = _both(self.enum, part.enum)
        self.format = part.format or self.format
        self.unions += part.unions
        self.discriminator = part.discriminator or self.discriminator

    def _narrow(self, types: set[str] | None) -> None:
        if types is None:
            return
        both = types if self.types is None else self.types & types
        self.conflict = self.conflict or not both
        self.types = both or self.types

    def _add_properties(self, properties: dict[str, Node]) -> None:
        for name, node in properties.items():
            if name not in self.properties or not says_nothing(node):
                self.properties[name] = node

    def _require(self, names: list[Any]) -> None:
        self.required += [name for name in names if isinstance(name, str) and name not in self.required]

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
            self.additional = node.get("additionalProperties")
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
            self.types = own if self.types is None else (self.types & own) or own
        elif self.types is None:
            self.types = {kind for key, kind in _IMPLIED.items() if key in schema} or None

    def _say_items(self, node: Node) -> None:
        if "items" in node.map:
            items = node.get("items")
            if isinstance(items.value, list):  # the tuple form of older drafts
                self.prefix = list(items.items())
            else:
                self.items = items
        if "prefixItems" in node.map:
            self.prefix = list(node.get("prefixItems").items()) or self.prefix

    def _say_unions(self, node: Node) -> None:
        for key in UNIONS:
            if key not in node.map:
                continue
            union = node.get(key)
            members = [member for member in union.items() if not says_nothing(member) or member.value in ({}, True)]
            if any(not says_nothing(member) for member in members):  # an empty member beside others: anything goes
                self.unions.append((union, members))
        if isinstance(node.map.get("discriminator"), dict):
            self.discriminator = node.get("discriminator")


def _both(old: list[Any] | None, new: list[Any] | None) -> list[Any] | None:
    """The values that two enums share; None is an enum of everything."""
    if old is None or new is None:
        return new if old is None else old
    return [value for value in old if value in new]


def compose(document: Document, node: Node, seen: frozenset[Key] = frozenset()) -> Composed:
    """The schema at this node with `$ref` and `allOf` followed. A schema that contains itself by `allOf` is cut there.

    `seen` are the schemas on the way to this one. Raises SpecError for a reference that leads nowhere or a chain without
    end.
    """
    composed = Composed(node)
    if node.key in seen:
        return composed
    if len(seen) >= _MAX_CHAIN:
        raise problem("too-deep", f"is a chain of more than {_MAX_CHAIN} `allOf` and `$ref`", node.place)
    seen = seen | {node.key}
    if "$ref" in node.map:
        composed.add(compose(document, _follow(document, node), seen))
    for part in node.get("allOf").items():
        composed.add(compose(document, part, seen))
    composed.say(node)
    return composed


def _follow(document: Document, node: Node) -> Node:
    ref = node.map["$ref"]
    if not isinstance(ref, str):
        raise problem("ref-missing", "a reference is no text", node.place)
    return document.follow(node, ref)


def only_reference(node: Node) -> Node | None:
    """The child that alone says what a schema is: its own `$ref`, or the only member of `allOf` that is not mere words."""
    schema = node.map
    if isinstance(schema.get("$ref"), str) and "allOf" not in schema and _rest_is_words(node, "$ref"):
        return node
    if "allOf" in schema and _rest_is_words(node, "allOf"):
        members = [member for member in node.get("allOf").items() if not says_nothing(member)]
        if len(members) == 1:
            return only_reference(members[0])
    return None


def _rest_is_words(node: Node, key: str) -> bool:
    rest = {name: value for name, value in node.map.items() if name not in (key, "required", "type")}
    return says_nothing(Node(node.source, node.pointer, rest))
