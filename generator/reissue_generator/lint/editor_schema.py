"""The schema for editors: OpenAPI 3.1 together with the x-reissue-* extensions, each where it may stand.

`docs/schemas/spec.schema.json` is made by this module out of `specs/extensions.schema.json`; a test keeps them in step.
It only adds to OpenAPI's own schema, which it refers to, and is for completion and hover; `reissue lint` is the judge.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

OPENAPI = "https://spec.openapis.org/oas/3.1/schema/2022-10-07"
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_PLAIN_SCHEMAS = ("items", "not", "if", "then", "else", "additionalProperties", "contains", "propertyNames")
_LISTED_SCHEMAS = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED_SCHEMAS = ("properties", "patternProperties", "$defs", "dependentSchemas")


def schema(extensions: Mapping[str, Any]) -> dict[str, Any]:
    """The schema for editors, from the schema of the extensions."""
    keys: dict[str, list[str]] = {}
    for name, one in extensions["$defs"].items():
        for place in one.get("x-reissue-on", ()):
            keys.setdefault(place, []).append(name)
    shapes = _shapes()
    for place, names in keys.items():
        shapes[place].setdefault("properties", {}).update({name: _to(name) for name in names})
    defs = {name: _bare(one) for name, one in extensions["$defs"].items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:reissue:spec",
        "title": "A specification for Reissue",
        "description": "OpenAPI 3.1 with the x-reissue-* extensions. Made by reissue_generator.lint.editor_schema; do not edit.",
        "allOf": [{"$ref": OPENAPI}, _to("document")],
        "$defs": {**defs, **shapes},
    }


def text(extensions: Mapping[str, Any]) -> str:
    """The schema as the file has it."""
    return json.dumps(schema(extensions), indent=2, ensure_ascii=False) + "\n"


def _to(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _each(name: str) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": _to(name)}


def _list(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _to(name)}


def _bare(extension: Mapping[str, Any]) -> dict[str, Any]:
    """An extension without the notes that are for our own tools."""
    return {key: value for key, value in extension.items() if not key.startswith("x-reissue-")}


def _shapes() -> dict[str, dict[str, Any]]:
    """How the objects of OpenAPI that may carry extensions hang together. A boolean schema or `$ref` fits any of them."""
    content = {"type": "object", "additionalProperties": {"properties": {"schema": _to("schema")}}}
    body = {"properties": {"content": content}}
    parts = {"parameters": _list("parameter"), "requestBody": body, "servers": _list("server")}
    call = {**parts, "responses": _each("response")}
    inner: dict[str, Any] = {key: _to("schema") for key in _PLAIN_SCHEMAS}
    inner |= {key: _list("schema") for key in _LISTED_SCHEMAS} | {key: _each("schema") for key in _NAMED_SCHEMAS}
    return {
        "document": {
            "properties": {
                "info": _to("info"),
                "servers": _list("server"),
                "paths": {"type": "object", "additionalProperties": _item("operation")},
                "webhooks": {"type": "object", "additionalProperties": _item("webhook")},
                "components": {
                    "properties": {
                        "schemas": _each("schema"),
                        "parameters": _each("parameter"),
                        "securitySchemes": _each("securityScheme"),
                        "responses": _each("response"),
                        "requestBodies": {"type": "object", "additionalProperties": body},
                    }
                },
            }
        },
        "operation": {"properties": dict(call)},
        "webhook": {"properties": dict(call)},
        "parameter": {"properties": {"schema": _to("schema"), "content": content}},
        "schema": {"properties": inner},
        "response": {"properties": {"content": content}},
        "securityScheme": {},
        "info": {},
        "server": {},
    }


def _item(operation: str) -> dict[str, Any]:
    shared: dict[str, Any] = {"parameters": _list("parameter"), "servers": _list("server")}
    return {"properties": {method: _to(operation) for method in _METHODS} | shared}


def main(arguments: list[str]) -> int:
    """Make the file anew: `python -m reissue_generator.lint.editor_schema EXTENSIONS OUT`."""
    source, target = map(Path, arguments)
    target.write_text(text(json.loads(source.read_text(encoding="utf-8"))), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
