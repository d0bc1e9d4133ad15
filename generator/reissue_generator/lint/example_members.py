"""Members of examples that their schema does not name: a misspelt one, or one that the vendor has renamed.

JSON Schema allows them wherever a schema is not closed (Core, 10.3.2.3), so no example fails by them, and a rename stays unseen.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..document import UNIONS, Document, Node, Visit, says_nothing, sum_of
from ..findings import Finding, Level, few
from .examples import Examples, examples

_CLOSED = ("additionalProperties", "unevaluatedProperties")
_BY_NAME = ("dependentSchemas", "dependencies")


def check_members(document: Document, objects: Iterable[Visit], level: Level) -> Iterator[Finding]:
    """Every member of an example that its schema does not name, once a place."""
    told, checker = set[object](), Examples(document)
    for schema, example, requests in _every(document, objects):
        for node, known in _Members(document, checker, requests).unknown([schema], example):
            if node.key not in told:
                told.add(node.key)
                name = node.pointer[-1]
                close = difflib.get_close_matches(name, known, 1)
                like = f"; did you mean {close[0]!r}?" if close else ""
                message = f"the example has a member that its schema does not know: {name!r}{like}"
                hint = f"mend the example, or document it; there are: {few(sorted(known), 12)}"
                yield Finding("example-member", level, message, node.place, hint)


def _every(document: Document, objects: Iterable[Visit]) -> Iterator[tuple[Node, Node, tuple[bool, ...]]]:
    """Schemas and what is shown of them, of requests or not: of media types and parameters, and in the schemas themselves."""
    yield from ((schema, example, (request,)) for schema, example, request in examples(document))
    for kind, node in objects:
        if kind == "schema":
            shown = [node.get("example")] if "example" in node.map else []
            shown += node.get("examples").items() if isinstance(node.map.get("examples"), list) else []
            yield from ((node, example, (False, True)) for example in shown)


class _Members:
    """The members of one example. What a variant or a condition names counts where that one applies (JSON Schema 2020-12, Core, 7.7.1.1)."""

    def __init__(self, document: Document, checker: Examples, requests: tuple[bool, ...]) -> None:
        self._document = document
        self._checker = checker
        self._requests = requests

    def unknown(self, schemas: list[Node], value: Node) -> Iterator[tuple[Node, set[str]]]:
        """Each member that none of some schemas names, and the names that there are."""
        parts = list(self._parts(schemas, value.value))
        if isinstance(value.value, list):
            for index, row in enumerate(value.items()):
                if below := [one for part in parts for one in _items(part, index)]:
                    yield from self.unknown(below, row)
        elif isinstance(value.value, dict):
            names = {name for part in parts for name in part.get("properties").map}
            is_open = any(_is_open(part) for part in parts)
            for name, inner in value.children():
                below = [schema for part in parts for schema in _named(part, name)]
                rest = [one for part in parts for key in _CLOSED if isinstance((one := part.get(key)).value, dict)]
                if below or rest:
                    yield from self.unknown(below or rest, inner)
                elif names and not is_open and name not in names:
                    yield inner, names

    def _parts(self, schemas: list[Node], value: Any) -> Iterator[Node]:
        """All schemas that say something of a value, conditions and their consequences among them."""
        waiting, seen = list(schemas), set[object]()
        while waiting:
            for part in sum_of(self._document, waiting.pop()):
                if part.key not in seen:
                    seen.add(part.key)
                    yield part
                    waiting += self._applied(part, value)

    def _applied(self, part: Node, value: Any) -> Iterator[Node]:
        """What a schema names further schemas for, and of these those that apply to a value."""
        for key in UNIONS:
            variants = [one for one in part.get(key).items() if not says_nothing(one)]
            fitting = [one for one in variants if self._fits(one, value)] if len(variants) > 1 else []
            yield from fitting or variants  # where none fits, that is told by itself
        if "if" in part.map:
            yield part.get("if")
            yield part.get("then" if self._fits(part.get("if"), value) else "else")
        yield part.get("not")
        for key in _BY_NAME:
            yield from (one for name, one in part.get(key).children() if isinstance(value, dict) and name in value)

    def _fits(self, schema: Node, value: Any) -> bool:
        if not isinstance(schema.value, dict):
            return schema.value is not False
        return any(next(self._checker.errors(schema, value, one), None) is None for one in self._requests)


def _items(part: Node, index: int) -> list[Node]:
    """What a schema says of an item of an array (JSON Schema 2020-12, Core, 10.3.1)."""
    first = list(part.get("prefixItems").items())
    named = [first[index]] if index < len(first) else [part.get("items"), part.get("unevaluatedItems")]
    return [one for one in [*named, part.get("contains")] if isinstance(one.value, dict)]


def _named(part: Node, name: str) -> Iterator[Node]:
    """What a schema says of a member by its name."""
    if isinstance(part.get("properties").get(name).value, dict):
        yield part.get("properties").get(name)
    for pattern, schema in part.get("patternProperties").children():
        if _matches(pattern, name):
            yield schema


def _matches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return True  # told by itself


def _is_open(schema: Node) -> bool:
    """Whether any name is meant, or a schema that is closed tells of the others already."""
    return any(isinstance(schema.map.get(key), bool) for key in _CLOSED) or "propertyNames" in schema.map
