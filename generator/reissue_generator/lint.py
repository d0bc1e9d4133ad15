"""The full check of a specification: OpenAPI's meta-schema, every example against its schema, the house rules.

This is thorough and takes its time; `generate` reads structurally and leaves this to `reissue lint` and CI.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, cast

import jsonschema
from jsonschema import Draft202012Validator, validators
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY

from . import houserules
from .build.operations import METHODS
from .findings import Finding, Level, ordered
from .source import Document, Node, Pointer, SpecError, pointer_of, pointer_text

_DOCUMENT = "urn:reissue:document"


def lint(document: Document, extensions: dict[str, Any] | None) -> list[Finding]:
    """All findings about a document. `extensions` is the schema of the x-reissue-* keys; None: no house rules."""
    try:
        findings = [*_meta_schema(document)]
        if any(finding.level is Level.ERROR for finding in findings):
            return ordered(findings)  # on a broken document the rest would only repeat it in other words
        findings += _references(document)
        findings += _examples(document)
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
        yield _schema_finding("openapi-schema", document.root, _deepest(error))
    if version == "3.1":
        yield from _json_schemas(document)


def _json_schemas(document: Document) -> Iterator[Finding]:
    validator: Any = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    for node in schema_nodes(document):
        for error in validator.iter_errors(node.value):
            yield _schema_finding("json-schema", node, _deepest(error))


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


def _deepest(error: Any) -> Any:
    """The part of a failed `oneOf` or `anyOf` that went furthest: what the author most likely meant."""
    while error.context:
        error = max(error.context, key=lambda one: (len(one.absolute_path), -len(one.message)))
    return error


def _schema_finding(rule: str, node: Node, error: Any) -> Finding:
    pointer: Pointer = (*node.pointer, *(str(token) for token in error.absolute_path))
    message = error.message if len(error.message) <= 300 else error.message[:297] + "..."
    return Finding(
        rule, Level.ERROR, message, node.source.place(pointer), "mend the document; see the OpenAPI specification"
    )


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


# --- examples ------------------------------------------------------------------------------------------------


class Examples:
    """Validates values against schemas of one document, as a request or as a response."""

    def __init__(self, document: Document) -> None:
        self._document = document
        registry: Registry[Any] = EMPTY_REGISTRY
        resource: Resource[Any] = DRAFT202012.create_resource(document.main.data)
        self._registry = registry.with_resource(_DOCUMENT, resource)
        make: Callable[..., Any] = validators.extend  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        self._read = make(Draft202012Validator, {"required": _required("writeOnly", self._follow)})
        self._write = make(Draft202012Validator, {"required": _required("readOnly", self._follow)})

    def errors(self, schema: Node, value: Any, request: bool) -> Iterator[Any]:
        """The errors of a value, deepest part first."""
        reference = f"{_DOCUMENT}#{_quoted(pointer_text(schema.pointer))}"
        validator = (self._write if request else self._read)({"$ref": reference}, registry=self._registry)
        for error in validator.iter_errors(value):
            yield _deepest(error)

    def _follow(self, schema: Any) -> Any:
        ref: Any = cast("dict[str, Any]", schema).get("$ref") if isinstance(schema, dict) else None
        if not isinstance(ref, str):
            return cast(Any, schema)
        try:
            return self._document.resolve(Node(self._document.main, pointer_of(ref), {"$ref": ref})).value
        except SpecError:
            return cast(Any, schema)


def _required(hidden: str, follow: Callable[[Any], Any]) -> Callable[..., Iterator[Any]]:
    """`required` without the members that do not take part: readOnly ones in a request, writeOnly ones in a response."""

    def check(validator: Any, required: Any, instance: Any, schema: Any) -> Iterator[Any]:
        if not validator.is_type(instance, "object"):
            return
        properties = schema.get("properties", {})
        for name in required:
            if name in instance:
                continue
            member = properties.get(name)
            marked = isinstance(member, dict) and any(
                one.get(hidden) is True for one in (cast("dict[str, Any]", member), follow(member))
            )
            if not marked:
                yield jsonschema.ValidationError(f"{name!r} is a required property")

    return check


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="/~")


def _examples(document: Document) -> Iterator[Finding]:
    checker = Examples(document)
    for schema, example, request in examples(document):
        for error in checker.errors(schema, example.value, request):
            pointer: Pointer = (*example.pointer, *(str(token) for token in error.absolute_path))
            message = f"the example does not fit its schema: {error.message[:300]}"
            yield Finding(
                "example", Level.ERROR, message, example.source.place(pointer), "mend the example or the schema"
            )


def examples(document: Document) -> Iterator[tuple[Node, Node, bool]]:
    """Schema, example value and whether it is a request, for every media type and parameter that has examples."""
    for node, request in _media_types(document):
        schema = node.get("schema")
        if not isinstance(schema.value, dict):
            continue
        if "example" in node.map:
            yield schema, node.get("example"), request
        for _, entry in node.get("examples").children():
            try:
                entry = document.resolve(entry)
            except SpecError:
                continue
            if "value" in entry.map:
                yield schema, entry.get("value"), request


def _media_types(document: Document) -> Iterator[tuple[Node, bool]]:
    """Media type objects and parameters, each once, and whether they belong to a request."""
    for node in _operations(document):
        yield from ((entry, True) for entry in _contents(document, node.get("requestBody")))
        for _, response in node.get("responses").children():
            yield from ((entry, False) for entry in _contents(document, response))
        for parameter in node.get("parameters").items():
            try:
                yield document.resolve(parameter), True
            except SpecError:
                continue


def _operations(document: Document) -> Iterator[Node]:
    for group in ("paths", "webhooks"):
        for _, item in document.root.get(group).children():
            try:
                target = document.resolve(item)
            except SpecError:
                continue
            yield from (target.get(method) for method in METHODS if isinstance(target.map.get(method), dict))


def _contents(document: Document, node: Node) -> list[Node]:
    try:
        target = document.resolve(node)
    except SpecError:
        return []
    return [entry for media, entry in target.get("content").children() if "json" in media or "form" in media]
