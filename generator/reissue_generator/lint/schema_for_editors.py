"""The schema for editors: OpenAPI 3.1 together with the x-reissue-* extensions, each where it may stand.

`docs/schemas/spec.schema.json` is made by this module out of `specs/extensions.schema.json` and the table of OpenAPI's
objects; a test keeps them in step. It only adds to OpenAPI's own schema, which it refers to, and is for completion and
hover; `reissue lint` is the judge.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..document import OBJECTS, Inside

OPENAPI = "https://spec.openapis.org/oas/3.1/schema/2022-10-07"


def schema(extensions: Mapping[str, Any]) -> dict[str, Any]:
    """The schema for editors, from the schema of the extensions."""
    definitions: Mapping[str, Any] = extensions["$defs"]
    carriers: dict[str, dict[str, Any]] = {}
    for name, definition in definitions.items():
        for kind in definition.get("x-reissue-on", ()):
            carriers.setdefault(kind, {})[name] = _to(name)
    kinds = [*OBJECTS, *(kind for kind in carriers if kind not in OBJECTS)]
    shapes = {kind: _shape(kind, carriers.get(kind, {}), set(kinds)) for kind in kinds}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:reissue:spec",
        "title": "A specification for Reissue",
        "description": "OpenAPI 3.1 with the x-reissue-* extensions. Made by reissue_generator.lint.schema_for_editors; do not edit.",
        "allOf": [{"$ref": OPENAPI}, _to("document")],
        "$defs": {**{name: _bare(definition) for name, definition in definitions.items()}, **shapes},
    }


def text(extensions: Mapping[str, Any]) -> str:
    """The schema as the file has it."""
    return json.dumps(schema(extensions), indent=2, ensure_ascii=False) + "\n"


def _to(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _shape(kind: str, extensions: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    """What stands inside an object of this kind; what is not of a known kind is left to OpenAPI's own schema."""
    inside = {key: _stands(found) for key, found in OBJECTS.get(kind, {}).items() if found.kind in known}
    shape: dict[str, Any] = {}
    if others := inside.pop("*", None):
        shape["patternProperties"] = {"^(?!x-)": others}
    if inside or extensions:
        shape["properties"] = {**inside, **extensions}
    return shape


def _stands(inside: Inside) -> dict[str, Any]:
    """One object, a list of them or a map. A boolean schema or a `$ref` fits any of them."""
    match inside.shape:
        case "[":
            return {"type": "array", "items": _to(inside.kind)}
        case "{":
            return {"type": "object", "additionalProperties": _to(inside.kind)}
        case _:
            return _to(inside.kind)


def _bare(extension: Mapping[str, Any]) -> dict[str, Any]:
    """An extension without the notes that are for our own tools."""
    return {key: value for key, value in extension.items() if not key.startswith("x-reissue-")}


def main(arguments: list[str]) -> int:
    """Make the file anew: `python -m reissue_generator.lint.schema_for_editors EXTENSIONS OUT`."""
    if len(arguments) != 2:
        print("usage: python -m reissue_generator.lint.schema_for_editors EXTENSIONS OUT", file=sys.stderr)
        return 2
    source, target = map(Path, arguments)
    target.write_text(text(json.loads(source.read_text(encoding="utf-8"))), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
