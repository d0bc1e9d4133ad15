"""The examples of a document, and whether each fits its schema: in either dialect, over all files of the document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast
from urllib.parse import quote, unquote

import jsonschema
from jsonschema import Draft202012Validator, validators
from referencing import Registry, Resource
from referencing.exceptions import NoSuchResource, Unresolvable
from referencing.jsonschema import DRAFT202012

from ..builder.directions import HIDDEN, READ, WRITE, is_marked
from ..document import (
    CALLBACK,
    Described,
    Document,
    Node,
    Pointer,
    is_form,
    is_json,
    operations,
    operations_in,
    pointer_text,
)
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
    """Schema, example value and whether it is a request, for every media type, parameter and header that has examples.

    What only `serializedValue` and `externalValue` show is text, which no schema describes.
    """
    for node, request in _shown(document):
        schema = node.get("schema")
        if not isinstance(schema.value, dict):
            continue
        if "example" in node.map:
            yield schema, node.get("example"), request
        for _, entry in node.get("examples").children():
            example = document.find(entry)
            for key in _VALUES if example is not None else ():
                if example is not None and key in example.map:
                    yield schema, example.get(key), request


_VALUES = ("value", "dataValue")
"""Of an Example Object what is to fit the schema (OpenAPI 3.2, 4.19: `dataValue`)."""


def _shown(document: Document) -> Iterator[tuple[Node, bool]]:
    """Media types, parameters and headers, each once, and whether they belong to a request."""
    seen: set[object] = set()
    for described in _operations(document):
        for node, request in _of_operation(document, described):
            if (node.key, request) not in seen:
                seen.add((node.key, request))
                yield node, request


def _operations(document: Document) -> Iterator[Described]:
    """The operations of paths, of webhooks, and of the callbacks of both, each once."""
    waiting, seen = list(operations(document)), set[object]()
    while waiting:
        described = waiting.pop(0)
        if described.node.key in seen:
            continue
        seen.add(described.node.key)
        yield described
        for _, callback in described.node.get("callbacks").children():
            if (found := document.find(callback)) is not None:
                waiting += operations_in(document, CALLBACK, found)


def _of_operation(document: Document, described: Described) -> Iterator[tuple[Node, bool]]:
    for entry in _contents(document, described.node.get("requestBody")):
        yield entry, True
        for _, encoding in entry.get("encoding").children():
            yield from ((header, True) for header in _with_content(document, encoding.get("headers").children()))
    for _, response in described.node.get("responses").children():
        yield from ((entry, False) for entry in _contents(document, response))
        if (found := document.find(response)) is not None:
            yield from ((header, False) for header in _with_content(document, found.get("headers").children()))
    parameters = (("", parameter) for parameter in described.parameters())
    yield from ((parameter, True) for parameter in _with_content(document, parameters))


def _with_content(document: Document, named: Iterable[tuple[str, Node]]) -> Iterator[Node]:
    """Parameters or headers, and the media types that some have in the place of a schema."""
    for _, node in named:
        if (target := document.find(node)) is not None:
            yield target
            yield from _contents(document, target)


def _contents(document: Document, node: Node) -> list[Node]:
    return [entry for media, entry in document.content(node) if is_json(media) or is_form(media)]
