"""Whether a value fits its schema.

A misfit names the place and the rule, never the value: values may be secrets, and misfits are shown in the console.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import quote, urlsplit

from .masking import shown_name
from .spec import JsonObject, Spec, is_list, is_object

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

Direction = Literal["request", "response"]


def misfits(spec: Spec, pointer: str, value: Any, direction: Direction) -> list[tuple[str, str]]:
    """Where and how a value does not fit the schema at a pointer: pairs of a path such as `.client.email` and a message."""
    found: list[tuple[str, str]] = []
    for error in validator(spec, pointer, direction).iter_errors(value):
        deepest = _most_telling(error)
        place = "".join(
            f"[{part}]" if isinstance(part, int) else f".{shown_name(str(part))}" for part in deepest.absolute_path
        )
        found.append((place, _describe(deepest)))
    return found


def _most_telling(error: Any) -> Any:
    """Of alternatives that all failed, the one that came nearest."""
    from jsonschema import exceptions

    best_match: Any = exceptions.best_match  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
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
    # Imported with the first check: they take longer than all the rest of the sandbox.
    import referencing
    from jsonschema import validators
    from referencing.jsonschema import DRAFT202012

    ignored = "readOnly" if direction == "request" else "writeOnly"
    resource_of: Any = referencing.Resource  # an attrs class, which checkers see without its arguments
    resource = resource_of(contents=spec.document, specification=DRAFT202012)
    registry: Any = referencing.Registry[Any]().with_resource(spec.uri, resource)
    extend: Any = validators.extend  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    made = extend(validators.Draft202012Validator, {"required": _required(spec, ignored), "format": _format})
    # As a URI fragment the pointer's braces and blanks must be encoded.
    return cast("Validator", made({"$ref": f"{spec.uri}#{quote(pointer, safe='/~')}"}, registry=registry))


def _required(spec: Spec, ignored: str) -> Callable[..., Iterator[Any]]:
    """`required` as OpenAPI has it: a readOnly member is only required in answers, a writeOnly one only in requests."""
    from jsonschema.exceptions import ValidationError

    def check(_: Any, names: list[str], instance: Any, schema: JsonObject) -> Iterator[Any]:
        if not is_object(instance):
            return
        members = cast("JsonObject", schema.get("properties", {}))
        for name in names:
            if name not in instance and not _flagged(spec, members.get(name), ignored):
                yield ValidationError(name)

    return check


def _flagged(spec: Spec, node: Any, flag: str) -> bool:
    return is_object(node) and bool(node.get(flag) or spec.resolve(node).get(flag))


def _format(_: Any, name: str, instance: Any, schema: JsonObject) -> Iterator[Any]:
    """Formats of texts; where the document declares a tolerance (x-reissue-coerce), it is tolerated here too."""
    from jsonschema.exceptions import ValidationError

    test = FORMATS.get(name)
    if test is not None and isinstance(instance, str) and "x-reissue-coerce" not in schema and not test(instance):
        yield ValidationError(f"no {name}")


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
