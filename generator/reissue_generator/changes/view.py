"""One schema as a comparison sees it: references and `allOf` followed, null and the members of a union set apart."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from ..builder.flat import Flat, flatten, only_reference
from ..document.source import Document, Node
from ..errors import SpecError

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
"""Keywords whose meaning is compared by their text only."""

_HIDDEN = {REQUEST: "readOnly", RESPONSE: "writeOnly"}
_EMPTY: dict[str, Any] = {}


def target(document: Document, node: Node) -> Node:
    """The schema that says what this one is, where it is a mere reference; else the schema itself."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while (sole := only_reference(node)) is not None and sole.key not in seen:
        if node.map.get("nullable") is True:
            return node
        seen.add(sole.key)
        try:
            node = document.follow(sole, cast(str, sole.map["$ref"]))
        except (SpecError, AttributeError):
            return Node(node.source, node.pointer, _EMPTY)
    return node


def flat_of(document: Document, node: Node) -> Flat:
    """The schema flattened; one with a reference that leads nowhere says nothing, as for the generator."""
    try:
        return flatten(document, node)
    except SpecError:
        return Flat(node)


@dataclass
class View:
    """A schema, flattened. `parts` are the objects that it is the sum of, its own first."""

    node: Node
    flat: Flat
    parts: list[Node]
    members: list[Node] = field(default_factory=list[Node])
    """The members of a union, without null."""
    null: bool = False

    @property
    def kinds(self) -> frozenset[str] | None:
        """The JSON types without null; None where any may stand."""
        flat = self.flat
        types = set(flat.types or ())
        if not types and flat.enum is not None:
            types = {_kind(value) for value in flat.enum}
        types.discard("null")
        return frozenset(types) if types else frozenset() if flat.types else None

    @property
    def values(self) -> list[Any] | None:
        """The listed values without null, each once; None where there is no list."""
        if self.flat.enum is None:
            return None
        unique = {canonical(value): value for value in self.flat.enum if value is not None}
        return [unique[text] for text in sorted(unique)]

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


def view(document: Document, node: Node) -> View:
    """The view of a schema whose references were followed by `target`."""
    flat = flat_of(document, node)
    found = View(node, flat, list(_parts(document, node)))
    found.null = flat.nullable or "null" in (flat.types or ()) or (flat.enum is not None and None in flat.enum)
    if flat.groups:
        for member in flat.groups[0][1]:
            part = flat_of(document, member)
            if part.types == {"null"} or part.enum == [None]:
                found.null = True
                continue
            found.null = found.null or part.nullable or "null" in (part.types or ())
            found.members.append(member)
    return found


def _parts(document: Document, node: Node) -> Iterator[Node]:
    """The schema and all that its references and `allOf` bring."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    todo = [node]
    while todo:
        current = todo.pop(0)
        if current.key in seen or not isinstance(current.value, dict):
            continue
        seen.add(current.key)
        yield current
        if isinstance(reference := current.map.get("$ref"), str):
            try:
                todo.append(document.follow(current, reference))
            except SpecError:
                continue
        todo += current.get("allOf").items()


def shown(document: Document, flat: Flat, direction: str) -> dict[str, Node]:
    """The members of an object that stand in a message of this direction."""
    mark = _HIDDEN[direction]
    return {name: node for name, node in flat.properties.items() if not _marked(document, node, mark)}


def _marked(document: Document, node: Node, mark: str) -> bool:
    if node.map.get(mark) is True:
        return True
    if "$ref" not in node.map:
        return False
    try:
        return document.resolve(node).map.get(mark) is True
    except SpecError:
        return False


def references(value: Any, direction: str) -> Iterator[str]:
    """The references inside a schema, without those that only the other direction sees."""
    mark = _HIDDEN[direction]
    stack: list[tuple[Any, bool]] = [(value, False)]
    while stack:
        here, is_named = stack.pop()
        if isinstance(here, list):
            stack += [(one, False) for one in cast("list[Any]", here)]
        elif isinstance(here, dict):
            schema = cast("dict[str, Any]", here)
            if not is_named:
                if schema.get(mark) is True:
                    continue
                if isinstance(reference := schema.get("$ref"), str):
                    yield reference
            for key, one in schema.items():
                if isinstance(one, dict | list) and (
                    is_named or key not in ("example", "examples", "enum", "required")
                ):
                    named = not is_named and key in ("properties", "patternProperties")
                    stack.append((cast(Any, one), named))


def logic(found: View) -> dict[str, Any]:
    """What a schema says in keywords that are compared by their text only."""
    result: dict[str, Any] = {}
    for part in reversed(found.parts):
        result.update({key: part.map[key] for key in LOGIC & part.map.keys()})
        result.update({f"patternProperties {name}": "" for name in part.get("patternProperties").map})
        for key in ("oneOf", "anyOf"):
            group = part.get(key)
            standing = [one.pointer for one, _ in found.flat.groups[:1]]
            if group.array and group.pointer not in standing:
                result[key] = [*result.get(key, []), [_bare(one) for one in group.array]]
    if len(found.flat.prefix):
        result["prefixItems"] = len(found.flat.prefix)
    return result


def _bare(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    schema = cast("Mapping[str, Any]", value)
    return {key: one for key, one in schema.items() if key not in ("description", "title", "example", "examples")}


def canonical(value: Any) -> str:
    """A value as a text that equal values share."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def _kind(value: object) -> str:
    """The JSON type of a value."""
    for type_, name in ((bool, "boolean"), (str, "string"), (int, "integer"), (float, "number"), (list, "array")):
        if isinstance(value, type_):
            return name
    return "object" if isinstance(value, dict) else "null"
