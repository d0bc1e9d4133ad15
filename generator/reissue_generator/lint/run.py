"""The full check of a specification: OpenAPI's meta-schema, every example against its schema, the house rules.

This is thorough and takes its time; `generate` reads structurally and leaves this to `reissue lint` and CI.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, cast

import jsonschema
from jsonschema import Draft202012Validator, validators

from ..document import Document, Key, Node, Pointer, Visit, walk
from ..errors import SpecError
from ..findings import Finding, Level, ordered
from . import house as houserules
from .example_members import check_members
from .examples import check_examples, deepest

_WITH_2020 = ("3.1", "3.2")
"""The versions of OpenAPI whose schemas are those of JSON Schema 2020-12, and that have a meta-schema in it."""


def lint(document: Document, extensions: dict[str, Any] | None) -> list[Finding]:
    """All findings about a document, by place. `extensions` is the schema of the x-reissue-* keys; None: no house rules."""
    try:
        return ordered(_lint(document, extensions))
    except SpecError as error:
        return ordered(error.findings)


def _lint(document: Document, extensions: dict[str, Any] | None) -> list[Finding]:
    broken: list[Finding] = []
    objects = list(walk(document, tell=lambda error, _: broken.extend(error.findings)))
    findings = [*_meta_schema(document, objects)]
    if any(finding.level is Level.ERROR for finding in findings):
        return findings  # on a broken document the rest would only repeat it in other words
    findings += broken
    findings += check_examples(document)
    findings += check_members(document, objects, Level.WARNING if extensions is None else Level.ERROR)
    if extensions is not None:
        findings += houserules.check(document, objects, extensions)
    return findings


# --- OpenAPI and JSON Schema ---------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def openapi_validator(version: str) -> Any:
    """The validator of documents of a version of OpenAPI, by the meta-schema that its authors publish."""
    from openapi_spec_validator import schemas

    contents: dict[str, Any] = {
        "2.0": schemas.get_schema_content_v2,
        "3.0": schemas.get_schema_content_v30,
        "3.1": schemas.get_schema_content_v31,
        "3.2": schemas.get_schema_content_v32,
    }
    content = contents[version]()
    content = json.loads(json.dumps(content if isinstance(content, dict) else content[0]))
    return _quick(Draft202012Validator if version in _WITH_2020 else jsonschema.Draft4Validator)(content)


def _quick(kind: Any) -> Any:
    """A kind of validator that makes one for each part of its schema; the library makes one for each value that it looks at.

    It is for one schema, which is not changed and is always begun at its root.
    """
    quick: Any = cast("Any", validators).extend(kind)
    anew = quick.evolve
    made: dict[int, Any] = {}

    def evolve(self: Any, **changes: Any) -> Any:
        part = changes.get("schema", self.schema)
        if id(part) not in made:
            made[id(part)] = anew(self, **changes)
        return made[id(part)]

    quick.evolve = evolve
    return quick


def _meta_schema(document: Document, objects: Iterable[Visit]) -> Iterator[Finding]:
    version = document.version
    if version not in ("3.0", *_WITH_2020):
        message = "is none of the versions of OpenAPI that are known here: 3.0, 3.1 and 3.2"
        yield Finding("openapi-version", Level.ERROR, message, document.root.get("openapi").place, "set openapi: 3.1.0")
        return
    root, schema = (document.root, version)
    if document.conversion is not None:  # judged as it was written
        source, _ = document.main.written_at(())
        root, schema = Node(source, (), source.data), "2.0"
    for error in openapi_validator(schema).iter_errors(root.value):
        yield _schema_finding("openapi-schema", root, deepest(error))
    if version in _WITH_2020:
        yield from _json_schemas(objects)


def _json_schemas(objects: Iterable[Visit]) -> Iterator[Finding]:
    validator: Any = _quick(Draft202012Validator)(Draft202012Validator.META_SCHEMA)
    for node in outer_schemas(objects):
        for error in validator.iter_errors(node.value):
            yield _schema_finding("json-schema", node, deepest(error))


def outer_schemas(objects: Iterable[Visit]) -> Iterator[Node]:
    """Every schema that does not stand inside another one that was met before it."""
    seen: set[Key] = set()
    for kind, node in objects:
        if kind != "schema":
            continue
        if not any((node.source.name, node.pointer[:depth]) in seen for depth in range(len(node.pointer))):
            yield node
        seen.add(node.key)


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
