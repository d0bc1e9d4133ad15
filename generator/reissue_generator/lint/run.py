"""The full check of a specification: OpenAPI's meta-schema, every example against its schema, the house rules.

This is thorough and takes its time; `generate` reads structurally and leaves this to `reissue lint` and CI.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

import jsonschema
from jsonschema import Draft202012Validator

from ..document.source import Document, Node, Pointer
from ..errors import SpecError
from ..findings import Finding, Level, ordered
from . import house as houserules
from .examples import check_examples, deepest

_DOCUMENT = "urn:reissue:document"


def lint(document: Document, extensions: dict[str, Any] | None) -> list[Finding]:
    """All findings about a document. `extensions` is the schema of the x-reissue-* keys; None: no house rules."""
    try:
        findings = [*_meta_schema(document)]
        if any(finding.level is Level.ERROR for finding in findings):
            return ordered(findings)  # on a broken document the rest would only repeat it in other words
        findings += _references(document)
        findings += check_examples(document)
        if extensions is not None:
            findings += houserules.check(document, extensions)
    except SpecError as error:
        findings = list(error.findings)
    return ordered(findings)


# --- OpenAPI and JSON Schema ---------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _openapi_validator(version: str) -> Any:
    from openapi_spec_validator import schemas

    content: Any = schemas.get_schema_content_v30() if version == "3.0" else schemas.get_schema_content_v31()
    content = json.loads(json.dumps(content if isinstance(content, dict) else content[0]))
    cls = jsonschema.Draft4Validator if version == "3.0" else Draft202012Validator
    return cls(content)


def _meta_schema(document: Document) -> Iterator[Finding]:
    version = ".".join(str(document.root.map.get("openapi", "")).split(".")[:2])
    if version not in ("3.0", "3.1"):
        yield Finding(
            "openapi-version",
            Level.ERROR,
            "is neither OpenAPI 3.0 nor 3.1",
            document.root.get("openapi").place,
            "set openapi: 3.1.0",
        )
        return
    for error in _openapi_validator(version).iter_errors(document.root.value):
        yield _schema_finding("openapi-schema", document.root, deepest(error))
    if version == "3.1":
        yield from _json_schemas(document)


def _json_schemas(document: Document) -> Iterator[Finding]:
    validator: Any = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    for node in schema_nodes(document):
        for error in validator.iter_errors(node.value):
            yield _schema_finding("json-schema", node, deepest(error))


def schema_nodes(document: Document) -> Iterator[Node]:
    """Every schema that does not stand inside another one."""
    stack = [document.root]
    while stack:
        node = stack.pop()
        if not isinstance(node.value, dict):
            stack += list(node.items())
            continue
        for key, child in node.children():
            if key == "schema" and isinstance(child.value, dict | bool) and "example" not in node.pointer[-2:-1]:
                yield child
            elif key == "schemas" and node.pointer == ("components",):
                yield from (schema for _, schema in child.children())
            elif key not in ("example", "examples", "default", "enum", "const") and not key.startswith("x-"):
                stack.append(child)


def _schema_finding(rule: str, node: Node, error: Any) -> Finding:
    pointer: Pointer = (*node.pointer, *(str(token) for token in error.absolute_path), *_unexpected(error))
    message = error.message if len(error.message) <= 300 else error.message[:297] + "..."
    return Finding(
        rule, Level.ERROR, message, node.source.place(pointer), "mend the document; see the OpenAPI specification"
    )


def _unexpected(error: Any) -> list[str]:
    """The key that should not be there, where that is what is wrong."""
    instance: Any = error.instance
    if isinstance(instance, str) and "propertyNames" in error.absolute_schema_path:
        return [instance]
    if error.validator not in ("additionalProperties", "unevaluatedProperties") or not isinstance(instance, dict):
        return []
    return [key for key in cast("dict[str, Any]", instance) if repr(key) in error.message][:1]


def _references(document: Document) -> Iterator[Finding]:
    """Every reference must name something."""
    stack = [document.root]
    while stack:
        node = stack.pop()
        ref = node.map.get("$ref")
        if isinstance(ref, str) and node.pointer[-1:] != ("properties",):
            try:
                document.follow(node, ref)
            except SpecError as error:
                yield from error.findings
        stack += (
            [child for key, child in node.children() if key not in ("example", "examples", "value")]
            if node.map
            else list(node.items())
        )
