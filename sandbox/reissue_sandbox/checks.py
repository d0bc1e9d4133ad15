"""Checks of requests and answers against the documents.

A violation names the place and the rule, never the value: values may be secrets, and violations are shown in the console.
"""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import quote, urlsplit

from .spec import JsonObject, Operation, Spec, is_list, is_object

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

Direction = Literal["request", "response"]


@dataclass(frozen=True, slots=True)
class Violation:
    """One way in which a request does not fit its document. A violation that is only noted does not stop the request."""

    provider: str
    operation: str
    where: str
    message: str
    status: int = 400
    refused: bool = True

    def __str__(self) -> str:
        return f"{self.provider} {self.operation}: {self.where} {self.message}"


def check_values(
    spec: Spec, operation: Operation, where: str, values: Mapping[str, Any], *, only_present: bool = False
) -> Iterator[Violation]:
    """Check parameters of one kind (path, query, header, cookie): present where required, and fitting their schemas."""
    for parameter in operation.parameters:
        if parameter.where != where:
            continue
        if parameter.name not in values:
            if parameter.required and not only_present:
                yield Violation(spec.provider, operation.id, f"{where}.{parameter.name}", "is required and missing")
            continue
        for place, message in misfits(spec, parameter.pointer, values[parameter.name], "request"):
            yield Violation(spec.provider, operation.id, f"{where}.{parameter.name}{place}", message)


def misfits(spec: Spec, pointer: str, value: Any, direction: Direction) -> list[tuple[str, str]]:
    """Where and how a value does not fit the schema at a pointer: pairs of a path such as `.client.email` and a message."""
    found: list[tuple[str, str]] = []
    for error in validator(spec, pointer, direction).iter_errors(value):
        deepest = _most_telling(error)
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in deepest.absolute_path)
        found.append((place, _describe(deepest)))
    return found


@functools.cache
def _module(name: str) -> Any:
    """jsonschema and referencing, loaded with the first check: they take longer than all the rest of the sandbox."""
    return importlib.import_module(name)


def _most_telling(error: Any) -> Any:
    """Of alternatives that all failed, the one that came nearest."""
    best_match: Any = _module("jsonschema.exceptions").best_match
    return best_match([error]) or error


def _describe(error: Any) -> str:
    """What a rule wanted, without the value that broke it."""
    rule, wanted = cast("str", error.validator), error.validator_value
    if rule == "required":  # our own check of it names one member at a time
        return f"lacks {error.message}"
    if rule in TEXTS:
        return TEXTS[rule]
    if rule in BEGINNINGS:
        return f"{BEGINNINGS[rule]} {', '.join(map(str, wanted)) if is_list(wanted) else wanted}"
    return f"breaks {rule}: {wanted}" if isinstance(wanted, (int, float, str)) else f"breaks {rule}"


TEXTS = {
    "additionalProperties": "holds members that are not documented",
    "anyOf": "fits none of its alternatives",
    "oneOf": "fits none or several of its alternatives",
    "not": "is explicitly ruled out",
}
BEGINNINGS = {
    "type": "should be",
    "enum": "is none of",
    "const": "is not",
    "format": "is no",
    "pattern": "does not match",
}


def validator(spec: Spec, pointer: str, direction: Direction) -> Validator:
    """The validator of the schema at a pointer; made once per document."""
    kept: dict[tuple[str, str], Any] = spec.validators
    if (pointer, direction) not in kept:
        kept[pointer, direction] = _make_validator(spec, pointer, direction)
    return cast("Validator", kept[pointer, direction])


def _make_validator(spec: Spec, pointer: str, direction: Direction) -> Validator:
    ignored = "readOnly" if direction == "request" else "writeOnly"
    referencing, jsonschema = _module("referencing"), _module("jsonschema")
    draft = _module("referencing.jsonschema").DRAFT202012
    resource = referencing.Resource(contents=spec.document, specification=draft)
    registry = referencing.Registry().with_resource(spec.uri, resource)
    rules = {"required": _required(spec, ignored), "format": _format}
    made = jsonschema.validators.extend(jsonschema.Draft202012Validator, rules)
    # As a URI fragment the pointer's braces and blanks must be encoded.
    return cast("Validator", made({"$ref": f"{spec.uri}#{quote(pointer, safe='/~')}"}, registry=registry))


def _required(spec: Spec, ignored: str) -> Callable[..., Iterator[Any]]:
    """`required` as OpenAPI has it: a readOnly member is only required in answers, a writeOnly one only in requests."""
    failure = _module("jsonschema.exceptions").ValidationError

    def check(_: Any, names: list[str], instance: Any, schema: JsonObject) -> Iterator[Any]:
        if not is_object(instance):
            return
        members = cast("JsonObject", schema.get("properties", {}))
        for name in names:
            if name not in instance and not _flagged(spec, members.get(name), ignored):
                yield failure(name)

    return check


def _flagged(spec: Spec, node: Any, flag: str) -> bool:
    return is_object(node) and bool(node.get(flag) or spec.resolve(node).get(flag))


def _format(_: Any, name: str, instance: Any, schema: JsonObject) -> Iterator[Any]:
    """Formats of texts; where the document declares a tolerance (x-reissue-coerce), it is tolerated here too."""
    test = FORMATS.get(name)
    if test is not None and isinstance(instance, str) and "x-reissue-coerce" not in schema and not test(instance):
        yield _module("jsonschema.exceptions").ValidationError(f"no {name}")


_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_LOCAL = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text.upper())
    except ValueError:
        return False
    return True


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _is_decimal(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _is_uri(text: str) -> bool:
    try:
        return bool(urlsplit(text).scheme)
    except ValueError:
        return False


FORMATS: dict[str, Callable[[str], bool]] = {
    "date-time": lambda text: bool(_RFC3339.fullmatch(text)) and _is_moment(text),
    "date-time-local": lambda text: bool(_LOCAL.fullmatch(text)) and _is_moment(text),
    "date": _is_date,
    "uuid": lambda text: bool(_UUID.fullmatch(text)),
    "email": lambda text: bool(_EMAIL.fullmatch(text)),
    "uri": _is_uri,
    "decimal": _is_decimal,
}
