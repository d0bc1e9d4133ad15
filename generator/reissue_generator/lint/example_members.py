"""Members of examples that their schema does not name: a misspelt one, or one that the vendor has renamed.

JSON Schema allows them wherever a schema is not closed (Core, 10.3.2.3), so no example fails by them, and a rename stays unseen.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

from ..document import Document, Node, Visit, sum_of
from ..findings import Finding, Level, few
from .examples import examples

_CLOSED = ("additionalProperties", "unevaluatedProperties")
_OTHER = ("then", "else", "not", "if", "contains")
_BY_NAME = ("dependentSchemas", "dependencies", "patternProperties")


def check_members(document: Document, objects: Iterable[Visit], level: Level) -> Iterator[Finding]:
    """Every member of an example that its schema does not name, once a place."""
    told: set[object] = set()
    for schema, example in _every(document, objects):
        for node, known in _unknown(document, [schema], example):
            if node.key not in told:
                told.add(node.key)
                name = node.pointer[-1]
                close = difflib.get_close_matches(name, known, 1)
                like = f"; did you mean {close[0]!r}?" if close else ""
                message = f"the example has a member that its schema does not know: {name!r}{like}"
                hint = f"mend the example, or document it; there are: {few(sorted(known), 12)}"
                yield Finding("example-member", level, message, node.place, hint)


def _every(document: Document, objects: Iterable[Visit]) -> Iterator[tuple[Node, Node]]:
    """Schemas and what is shown of them: of media types and parameters, and in the schemas themselves."""
    yield from ((schema, example) for schema, example, _ in examples(document))
    for kind, node in objects:
        if kind == "schema":
            shown = [node.get("example")] if "example" in node.map else []
            shown += node.get("examples").items() if isinstance(node.map.get("examples"), list) else []
            yield from ((node, example) for example in shown)


def _unknown(document: Document, schemas: list[Node], value: Node) -> Iterator[tuple[Node, set[str]]]:
    parts = [part for schema in schemas for part in sum_of(document, schema, unions=True)]
    if isinstance(value.value, list):
        below = [part.get("items") for part in parts] + [
            one for part in parts for one in part.get("prefixItems").items()
        ]
        below = [one for one in below if isinstance(one.value, dict)]
        for row in value.items() if below else ():
            yield from _unknown(document, below, row)
    elif isinstance(value.value, dict):
        names = {name for part in parts for name in part.get("properties").map}
        for name, inner in value.children():
            below = [part.get("properties").get(name) for part in parts if name in part.get("properties").map]
            if below:
                yield from _unknown(document, below, inner)
            elif rest := [one for part in parts for key in _CLOSED if isinstance((one := part.get(key)).value, dict)]:
                yield from _unknown(document, rest, inner)
            elif names and not any(_says_more(part) for part in parts):
                yield inner, names


def _says_more(schema: Node) -> bool:
    """Whether other names are meant, too, or a schema that is closed tells of them already."""
    said: Any = schema.map
    return any(isinstance(said.get(key), bool) for key in _CLOSED) or any(key in said for key in (*_OTHER, *_BY_NAME))
