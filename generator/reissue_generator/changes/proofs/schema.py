"""One schema as a comparison sees it: references and `allOf` followed, null and the members of a union set apart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from ...builder.composition import Composed, compose, only_reference
from ...builder.directions import HIDDEN, READ, WRITE, is_marked
from ...document import DYNAMIC, Document, Key, Node, Pointer, is_of, kind_of, objects_in, schemas_in, sum_of
from ...errors import SpecError
from .steps import is_whole

REQUEST, RESPONSE = "request", "response"

LOGIC = frozenset(
    {
        "not",
        "if",
        "then",
        "else",
        "dependentRequired",
        "dependentSchemas",
        "dependencies",
        "contains",
        "minContains",
        "maxContains",
        "propertyNames",
        "unevaluatedProperties",
        "unevaluatedItems",
        "contentSchema",
        "contentEncoding",
        "contentMediaType",
    }
)
"""Conditions: keywords that are compared as sets of the values that they take in."""

_BESIDE = LOGIC | frozenset(
    [
        "type",
        "required",
        "pattern",
        "format",
        "default",
        "multipleOf",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
    ]
)
"""Keywords that models do not know, or that add to what a reference says."""

HIDDEN_IN = {REQUEST: HIDDEN[WRITE], RESPONSE: HIDDEN[READ]}
"""By direction: the keyword of members that take no part in it."""
_DEEPEST = 6
"""Unions inside of unions that are looked into for null."""
_EMPTY: dict[str, Any] = {}
_TURNING = frozenset({"not", "if", "oneOf"})
"""Where a schema under one of these takes less, the schema that has it may take more."""
_INSIDE = {"items": "[]", "additionalProperties": "{}"}
"""What people call a schema inside another one, by the keyword."""


def target(document: Document, node: Node) -> Node:
    """The schema that says what this one is, where it is a mere reference; else the schema itself."""
    seen: set[Key] = set()
    while (sole := only_reference(document.said(node))) is not None and sole.key not in seen:
        if node.map.get("nullable") is True or _says_more(document.said(node), sole):
            return node  # what stands beside a reference counts with what it leads to (JSON Schema, Core 8.2.3.1 and 10.2.1.1)
        seen.add(sole.key)
        try:
            node = document.follow(sole, sole.references[0])
        except SpecError:
            return Node(node.source, node.pointer, _EMPTY)
    return node


def _says_more(node: Node, sole: Node) -> bool:
    """Whether something that tells values apart stands beside the reference: in the schema, or in another part of its `allOf`."""
    if node.key == sole.key:
        return not _BESIDE.isdisjoint(node.map)
    return not _BESIDE.isdisjoint(node.map) or any(_says_more(each, sole) for each in node.get("allOf").items())


def composed(document: Document, node: Node) -> Composed:
    """The schema put together; one with a reference that leads nowhere says nothing, as for the generator."""
    try:
        return compose(document, node, exact=True)
    except SpecError:
        return Composed(document, node, is_exact=True)


@dataclass
class ComparedSchema:
    """A schema, put together."""

    node: Node
    sum: Composed
    parts: list[Node]
    """The schemas that it is the sum of, its own first."""
    members: list[Node] = field(default_factory=list[Node])
    """The members of a union, without null."""
    null: bool = False
    listed: list[Any] | None = None
    """The values that its union lists, where that is all that the union says."""

    @property
    def union(self) -> tuple[str, Node] | None:
        """The union whose members are compared: its keyword, and where it stands."""
        return (self.sum.unions[0][0].pointer[-1], self.sum.unions[0][0]) if self.members else None

    @property
    def kinds(self) -> frozenset[str] | None:
        """The JSON types without null; None where any may stand."""
        whole = self.sum
        types = set(whole.types or ())
        if not types and (listed := self._listed) is not None:
            types = {"integer" if is_of(value, "integer") else kind_of(value) for value in listed}
        types.discard("null")
        if "number" in types and any(is_whole(part.map.get("multipleOf")) for part in self.parts):
            types = (types - {"number"}) | {"integer"}
        if "number" in types:
            types.discard("integer")
        return frozenset(types) if types or whole.types or self._listed is not None else None

    @property
    def values(self) -> list[Any] | None:
        """The listed values without null, each once; None where there is no list."""
        if (listed := self._listed) is None:
            return None
        unique = {canonical(value): value for value in listed if value is not None}
        return [unique[text] for text in sorted(unique)]

    @property
    def _listed(self) -> list[Any] | None:
        return self.sum.enum if self.listed is None else self.listed

    def at(self, *keys: str) -> Node:
        """The node of the first of these keywords that any part has, else the schema itself."""
        for part in self.parts:
            for key in keys:
                if key in part.map:
                    return part.get(key)
        return self.node

    def get(self, key: str) -> Any:
        """The value of a keyword, from the first part that has it."""
        return next((part.map[key] for part in self.parts if key in part.map), None)

    def requires(self, name: str) -> Node:
        """The part of the schema that says that a member is required; the schema itself where none does."""
        return next((part.get("required") for part in self.parts if name in part.get("required").array), self.node)


def compared(document: Document, node: Node) -> ComparedSchema:
    """A schema whose references were followed by `target`, ready to be compared."""
    whole = composed(document, node)
    schema = ComparedSchema(node, whole, list(sum_of(document, node)))
    schema.null = _takes_null(whole) or (not whole.is_typed and whole.enum is not None and None in whole.enum)
    for member in whole.unions[0][1] if whole.unions else ():
        part = composed(document, member)
        if part.types == {"null"} or part.enum == [None]:
            schema.null = True
            continue
        schema.null = schema.null or _takes_null(part) or _member_is_null(document, part)
        schema.members.append(member)
    return schema


def _member_is_null(document: Document, whole: Composed, depth: int = 0) -> bool:
    """Whether a member of a union inside this schema is null, or may be."""
    parts = (composed(document, member) for _, members in whole.unions[:1] for member in members)
    return any(_takes_null(part) or (depth < _DEEPEST and _member_is_null(document, part, depth + 1)) for part in parts)


def set_unions_apart(old: ComparedSchema, new: ComparedSchema) -> None:
    """Where only one side is a union, and says more of its values beside: the union is a condition on them."""
    for schema, other in ((old, new), (new, old)):
        if schema.members and not other.members and (schema.sum.properties or schema.sum.items or schema.sum.prefix):
            schema.members = []


def _takes_null(whole: Composed) -> bool:
    return whole.nullable or ("null" in (whole.types or ()) and (whole.enum is None or None in whole.enum))


def shown(document: Document, whole: Composed, direction: str) -> dict[str, Node]:
    """The members of an object that stand in a message of this direction."""
    mark = HIDDEN_IN[direction]
    return {name: node for name, node in whole.properties.items() if not is_marked(document, node, mark)}


def references_in(schema: object, direction: str) -> Iterator[str]:
    """The references inside a schema, without those that only the other direction sees."""
    mark = HIDDEN_IN[direction]
    for found in schemas_in(schema, skip=lambda here: here.get(mark) is True):
        yield from (told for key in ("$ref", DYNAMIC) if isinstance(told := found.get(key), str))


def turning_in(schema: Node, direction: str, label: str) -> Iterator[tuple[Node, str]]:
    """The outermost schemas inside one that may take more where what they refer to takes less, and what people call them."""
    todo = [(schema, label)] if any(_TURNING & found.keys() for found in schemas_in(schema.value)) else []
    while todo:
        node, name = todo.pop()
        if node is not schema and _TURNING & node.map.keys() and any(references_in(node.value, direction)):
            yield node, name
        elif node.map.get(HIDDEN_IN[direction]) is not True:
            inside = (each for kind, each in objects_in("schema", node) if kind == "schema")
            todo += [(each, name + _step(node.pointer, each.pointer)) for each in inside]


def _step(above: Pointer, below: Pointer) -> str:
    """What is added to the name of a schema for one in it; nothing for a part of what is put together, which stands elsewhere."""
    if below[: len(above)] != above:
        return ""
    pointer = below[len(above) :]
    return f".{pointer[1]}" if pointer[0] == "properties" else _INSIDE.get(pointer[0], "")


def canonical(value: Any) -> str:
    """A value as a text that equal values share: 1 and 1.0 are one number (JSON Schema, Core 4.2.2)."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    if ".0" in text or "e+" in text:
        return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, default=str)
    return text


CUT = "…"
"""Where a message goes on without its value."""


def show(value: object, limit: int = 60) -> str:
    """A value of a document for a message: as JSON, cut."""
    text = canonical(value)
    return text if len(text) <= limit else f"{text[: limit - 1]}{CUT}"


def _plain(value: Any) -> Any:
    """The value with whole numbers written as such."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_plain(each) for each in cast("list[Any]", value)]
    return int(value) if isinstance(value, float) and value.is_integer() else value
