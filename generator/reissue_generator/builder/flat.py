"""One schema without its `allOf`: the keywords that count, with the address of every part kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from ..document.source import Document, Node, problem

ANNOTATIONS = frozenset(
    {
        "title",
        "description",
        "default",
        "example",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "externalDocs",
        "xml",
        "$comment",
        "$id",
        "$schema",
        "$anchor",
        "$defs",
        "definitions",
        "discriminator",
        "nullable",
    }
)
"""Keywords that say something about a value but not what it may be (`nullable` and `discriminator` are looked at apart)."""

_NARROWING = frozenset(
    {
        "required",
        "not",
        "minProperties",
        "maxProperties",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "pattern",
        "if",
        "then",
        "else",
        "dependentRequired",
        "minItems",
        "maxItems",
        "uniqueItems",
    }
)

_MAX_CHAIN = 100
_IMPLIED = {
    "properties": "object",
    "additionalProperties": "object",
    "patternProperties": "object",
    "items": "array",
    "prefixItems": "array",
}


def says_nothing(node: Node) -> bool:
    """Whether a schema only annotates or narrows: it adds no type of its own."""
    return all(key in ANNOTATIONS or key in _NARROWING or key.startswith("x-") for key in node.map)


def type_names(schema: dict[str, Any]) -> set[str]:
    """The JSON types that a schema names, without those that its other keywords imply."""
    value = schema.get("type")
    if isinstance(value, str):
        return {value}
    return {one for one in cast("list[object]", value) if isinstance(one, str)} if isinstance(value, list) else set()


@dataclass
class Flat:
    """The sum of a schema and all that its `allOf` brings."""

    node: Node
    types: set[str] | None = None
    nullable: bool = False
    properties: dict[str, Node] = field(default_factory=dict[str, Node])
    required: list[str] = field(default_factory=list[str])
    additional: Node | None = None
    patterns: list[Node] = field(default_factory=list[Node])
    items: Node | None = None
    prefix: list[Node] = field(default_factory=list[Node])
    enum: list[Any] | None = None
    format: str = ""
    groups: list[tuple[Node, list[Node]]] = field(default_factory=list[tuple[Node, list[Node]]])
    """The `oneOf` and `anyOf` of the schema: where each stands, and its members that have a type."""
    discriminator: Node | None = None
    conflict: bool = False

    @property
    def is_object(self) -> bool:
        return bool(self.properties) or (self.types is not None and "object" in self.types)


def flatten(document: Document, node: Node, seen: frozenset[tuple[str, tuple[str, ...]]] = frozenset()) -> Flat:
    """The schema at this node with `$ref` and `allOf` followed. A schema that contains itself by `allOf` is cut there."""
    flat = Flat(node)
    if node.key in seen:
        return flat
    if len(seen) >= _MAX_CHAIN:
        raise problem("too-deep", f"is a chain of more than {_MAX_CHAIN} `allOf` and `$ref`", node.place)
    seen = seen | {node.key}
    schema = node.map
    if "$ref" in schema:
        _merge(flat, flatten(document, _follow(document, node), seen))
    for part in node.get("allOf").items():
        _merge(flat, flatten(document, part, seen))
    _own(flat, node)
    return flat


def _follow(document: Document, node: Node) -> Node:
    ref = node.map["$ref"]
    if not isinstance(ref, str):
        raise problem("ref-missing", "a reference is no text", node.place)
    return document.follow(node, ref)


def _own(flat: Flat, node: Node) -> None:
    """Add what the schema says itself; it wins over what `allOf` brought."""
    schema = node.map
    own = type_names(schema)
    flat.nullable = flat.nullable or schema.get("nullable") is True
    if own:
        flat.types = own if flat.types is None else (flat.types & own) or own
    elif flat.types is None and (implied := {kind for key, kind in _IMPLIED.items() if key in schema}):
        flat.types = implied
    for name, child in node.get("properties").children():
        if name not in flat.properties or not says_nothing(child):
            flat.properties[name] = child
    required = node.get("required").array
    flat.required += [name for name in required if isinstance(name, str) and name not in flat.required]
    if "additionalProperties" in schema:
        flat.additional = node.get("additionalProperties")
    flat.patterns += [child for _, child in node.get("patternProperties").children()]
    if "items" in schema:
        items = node.get("items")
        if isinstance(items.value, list):  # the tuple form of older drafts
            flat.prefix = list(items.items())
        else:
            flat.items = items
    if node.get("prefixItems").array:
        flat.prefix = list(node.get("prefixItems").items())
    if "const" in schema:
        flat.enum = [schema["const"]]
    elif isinstance(schema.get("enum"), list):
        flat.enum = node.get("enum").array
    if isinstance(schema.get("format"), str):
        flat.format = schema["format"]
    for key in ("oneOf", "anyOf"):
        members = [member for member in node.get(key).items() if not says_nothing(member) or member.value in ({}, True)]
        if any(not says_nothing(member) for member in members):  # an empty member beside others: anything goes
            flat.groups.append((node.get(key), members))
    if isinstance(schema.get("discriminator"), dict):
        flat.discriminator = node.get("discriminator")


def _merge(flat: Flat, part: Flat) -> None:
    """Add a member of `allOf`."""
    if part.types is not None:
        both = part.types if flat.types is None else flat.types & part.types
        flat.conflict = flat.conflict or not both
        flat.types = both or flat.types
    flat.nullable = flat.nullable or part.nullable
    flat.conflict = flat.conflict or part.conflict
    for name, child in part.properties.items():
        if name not in flat.properties or not says_nothing(child):
            flat.properties[name] = child
    flat.required += [name for name in part.required if name not in flat.required]
    flat.additional = part.additional or flat.additional
    flat.patterns += part.patterns
    flat.items = part.items or flat.items
    flat.prefix = part.prefix or flat.prefix
    flat.enum = part.enum if flat.enum is None else [one for one in flat.enum if part.enum is None or one in part.enum]
    flat.format = part.format or flat.format
    flat.groups += part.groups
    flat.discriminator = part.discriminator or flat.discriminator


def only_reference(node: Node) -> Node | None:
    """The child that alone says what a schema is: its own `$ref`, or the one member of `allOf` that is not mere words."""
    schema = node.map
    if isinstance(schema.get("$ref"), str) and "allOf" not in schema and _rest_is_words(node, "$ref"):
        return node
    if "allOf" in schema and _rest_is_words(node, "allOf"):
        members = [member for member in node.get("allOf").items() if not says_nothing(member)]
        if len(members) == 1:
            return only_reference(members[0])
    return None


def _rest_is_words(node: Node, key: str) -> bool:
    return says_nothing(
        Node(
            node.source,
            node.pointer,
            {name: value for name, value in node.map.items() if name not in (key, "required", "type")},
        )
    )
