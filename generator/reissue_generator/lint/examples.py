"""The examples of a document, and whether each fits its schema: in either dialect, over all files of the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast
from urllib.parse import quote, unquote

import jsonschema
from jsonschema import Draft202012Validator, validators
from referencing import Registry, Resource
from referencing.exceptions import NoSuchResource, Unresolvable
from referencing.jsonschema import DRAFT202012

from ..builder.directions import HIDDEN, READ, WRITE, is_marked
from ..document import Document, Node, Pointer, is_form, is_json, operations, pointer_text
from ..errors import SpecError
from ..findings import Finding, Level

_FOLDER = "file:///"
"""Stands for the folder of the document; nothing is read from there but through the document itself."""

Check = Callable[..., Iterator[Any]]


def deepest(error: Any) -> Any:
    """The part of a failed `oneOf` or `anyOf` that went furthest: what the author most likely meant."""
    while error.context:
        error = max(error.context, key=lambda part: (len(part.absolute_path), -len(part.message)))
    return error


def check_examples(document: Document) -> Iterator[Finding]:
    """Every example that does not fit its schema."""
    checker = Examples(document)
    for schema, example, request in examples(document):
        for error in checker.errors(schema, example.value, request):
            pointer: Pointer = (*example.pointer, *(str(token) for token in error.absolute_path))
            message = f"the example does not fit its schema: {error.message[:300]}"
            yield Finding(
                "example", Level.ERROR, message, example.source.place(pointer), "mend the example or the schema"
            )


class Examples:
    """Validates values against schemas of one document, as a request or as a response."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._registry: Registry[Any] = cast(Any, Registry)(retrieve=self._retrieve)
        dialect = _dialect_30() if document.is_30 else {}
        make: Callable[..., Any] = validators.extend  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        self._read = make(Draft202012Validator, {**dialect, "required": _required(document, HIDDEN[READ])})
        self._write = make(Draft202012Validator, {**dialect, "required": _required(document, HIDDEN[WRITE])})

    def errors(self, schema: Node, value: Any, request: bool, formats: Any = None) -> Iterator[Any]:
        """The errors of a value, deepest part first. A reference that names nothing is no error of the value.

        `formats`: what checks those, which JSON Schema leaves to who reads it (Validation, 7.2.1).
        """
        name = schema.source.path.name if schema.source is self._document.main else schema.source.name
        reference = f"{_FOLDER}{quote(name)}#{quote(pointer_text(schema.pointer), safe='/~')}"
        validator = (self._write if request else self._read)(
            {"$ref": reference}, registry=self._registry, format_checker=formats
        )
        try:
            for error in validator.iter_errors(value):
                yield deepest(error)
        except Unresolvable:
            return

    def _retrieve(self, address: str) -> Resource[Any]:
        """A file of the document by its address."""
        if not address.startswith(_FOLDER):
            raise cast(Any, NoSuchResource)(ref=address)
        try:
            found = self._document.follow(self._document.root, unquote(address.removeprefix(_FOLDER)))
        except SpecError:
            raise cast(Any, NoSuchResource)(ref=address) from None
        return DRAFT202012.create_resource(found.value)


def _required(document: Document, hidden: str) -> Check:
    """`required` without the members that do not take part: readOnly ones in a request, writeOnly ones in a response."""

    def check(validator: Any, required: Any, instance: Any, schema: Any) -> Iterator[Any]:
        if not validator.is_type(instance, "object"):
            return
        properties = schema.get("properties", {})
        for name in required:
            if name in instance:
                continue
            if not is_marked(document, Node(document.main, (), properties.get(name)), hidden):
                yield jsonschema.ValidationError(f"{name!r} is a required property")

    return check


# --- the dialect of OpenAPI 3.0 ----------------------------------------------------------------------------------


def _dialect_30() -> dict[str, Check]:
    """`nullable`, and bounds whose `exclusive...` is true or false."""
    known: dict[str, Check] = dict(Draft202012Validator.VALIDATORS)
    keywords = ("type", "enum", "allOf", "anyOf", "oneOf", "not", "$ref")
    return {
        **{keyword: _nullable(known[keyword]) for keyword in keywords},
        "minimum": _bound(known["minimum"], known["exclusiveMinimum"], "exclusiveMinimum"),
        "maximum": _bound(known["maximum"], known["exclusiveMaximum"], "exclusiveMaximum"),
        "exclusiveMinimum": lambda *_: iter(()),
        "exclusiveMaximum": lambda *_: iter(()),
    }


def _nullable(check: Check) -> Check:
    def checked(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[Any]:
        if instance is not None or schema.get("nullable") is not True:
            yield from check(validator, value, instance, schema) or ()

    return checked


def _bound(inclusive: Check, exclusive: Check, flag: str) -> Check:
    def checked(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[Any]:
        check = exclusive if schema.get(flag) is True else inclusive
        yield from check(validator, value, instance, schema) or ()

    return checked


# --- where they stand ----------------------------------------------------------------------------------------


def examples(document: Document) -> Iterator[tuple[Node, Node, bool]]:
    """Schema, example value and whether it is a request, for every media type and parameter that has examples."""
    for node, request in _media_types(document):
        schema = node.get("schema")
        if not isinstance(schema.value, dict):
            continue
        if "example" in node.map:
            yield schema, node.get("example"), request
        for _, entry in node.get("examples").children():
            example = document.find(entry)
            if example is not None and "value" in example.map:
                yield schema, example.get("value"), request


def _media_types(document: Document) -> Iterator[tuple[Node, bool]]:
    """Media type objects and parameters, each once, and whether they belong to a request."""
    for described in operations(document):
        node = described.node
        yield from ((entry, True) for entry in _contents(document, node.get("requestBody")))
        for _, response in node.get("responses").children():
            yield from ((entry, False) for entry in _contents(document, response))
        for parameter in described.parameters():
            if (target := document.find(parameter)) is not None:
                yield target, True


def _contents(document: Document, node: Node) -> list[Node]:
    target = document.find(node)
    if target is None:
        return []
    return [entry for media, entry in target.get("content").children() if is_json(media) or is_form(media)]
