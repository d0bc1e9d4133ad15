"""The one walk over schemas: what stands inside one, what it is the sum of, and which keywords say what.

`walk` meets schemas together with all other objects of a document; here are the ways that know schemas only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

from ..errors import SpecError
from .document import Document
from .node import Key, Node
from .objects import OBJECTS

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
        "$dynamicAnchor",
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
        "dependentRequired",
        "minItems",
        "maxItems",
        "uniqueItems",
    }
)
_DEFINITIONS = frozenset({"$defs", "definitions"})
_SUBSCHEMAS = {
    key: inside for key, inside in OBJECTS["schema"].items() if inside.kind == "schema" and key not in _DEFINITIONS
}
_NOTHING = ANNOTATIONS | _NARROWING
UNIONS = ("oneOf", "anyOf")


def says_nothing(schema: Node) -> bool:
    """Whether a schema only annotates or narrows: it adds no type of its own."""
    return all(key in _NOTHING or key.startswith("x-") for key in schema.map)


def type_names(schema: dict[str, Any]) -> set[str]:
    """The JSON types that a schema names, without those that its other keywords imply."""
    value = schema.get("type")
    if isinstance(value, str):
        return {value}
    return {name for name in cast("list[object]", value) if isinstance(name, str)} if isinstance(value, list) else set()


_KINDS = ((bool, "boolean"), (str, "string"), (int, "integer"), (float, "number"), (list, "array"), (dict, "object"))
"""The JSON type of a value by its class; a boolean is an int to Python, so it comes first."""
JSON_TYPES = frozenset({"null", *(kind for _, kind in _KINDS)})


def kind_of(value: object) -> str:
    """The JSON type of a value; that of a number without a fraction is integer."""
    return next((kind for python, kind in _KINDS if isinstance(value, python)), "null")


def is_of(value: object, kind: str) -> bool:
    """Whether a value is of a JSON type: an integer is a number too, and 1.0 is an integer."""
    found = kind_of(value)
    is_whole = isinstance(value, float) and value.is_integer()
    return kind == found or (kind == "number" and found == "integer") or (kind == "integer" and is_whole)


def schemas_in(schema: object, skip: Callable[[dict[str, Any]], bool] = lambda _: False) -> Iterator[dict[str, Any]]:
    """A schema and every schema inside it, as plain values. `skip` says which to leave out whole.

    References are not followed, and definitions count only where one of them is referred to.
    """
    stack: list[object] = [schema]
    while stack:
        here = stack.pop()
        if isinstance(here, list):
            stack += cast("list[object]", here)
            continue
        if not isinstance(here, dict):
            continue
        found = cast("dict[str, Any]", here)
        if skip(found):
            continue
        yield found
        for key, value in found.items():
            inside = _SUBSCHEMAS.get(key)
            if inside is None:
                continue
            if inside.shape != "{":
                stack.append(value)
            elif isinstance(value, dict):
                stack += cast("dict[str, object]", value).values()


def sum_of(document: Document, schema: Node, *, unions: bool = False, booleans: bool = False) -> Iterator[Node]:
    """All schemas that one is put together of: itself, what it refers to, and the members of its `allOf`, each once.

    `unions`: also the members of `oneOf` and `anyOf` that say something. `booleans`: also `true` and `false`.
    """
    seen: set[Key] = set()
    todo = [schema]
    while todo:
        current = document.said(todo.pop(0))
        if current.key in seen or not isinstance(current.value, (dict, bool) if booleans else dict):
            continue
        seen.add(current.key)
        yield current
        for ref in current.references:
            try:
                todo.append(document.follow(current, ref))
            except SpecError:
                continue
        todo += current.get("allOf").items()
        for key in UNIONS if unions else ():
            todo += [member for member in current.get(key).items() if not says_nothing(member)]
