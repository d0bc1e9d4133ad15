"""Whether a value fits its schema.

A misfit names the place and the rule, never the value: values may be secrets, and misfits are shown in the console.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast
from urllib.parse import quote, urlsplit

from .masking import shown_name
from .spec import JsonObject, Spec, is_list, is_object

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

Direction = Literal["request", "response"]
UNDOCUMENTED = "undocumented"
"""The rule that a member breaks of which the document does not know."""


class Misfit(NamedTuple):
    """Where a value does not fit (a path such as `.client.email`), how, and the keyword of JSON Schema that it breaks.

    `missing` is the member that is lacking there.
    """

    place: str
    message: str
    rule: str
    missing: str = ""


def misfits(spec: Spec, pointer: str, value: Any, direction: Direction) -> list[Misfit]:
    """Where and how a value does not fit the schema at a pointer."""
    found: list[Misfit] = []
    for error in validator(spec, pointer, direction).iter_errors(value):
        deepest = _most_telling(error)
        place = "".join(
            f"[{part}]" if isinstance(part, int) else f".{shown_name(str(part))}" for part in deepest.absolute_path
        )
        rule = str(deepest.validator)
        found.append(Misfit(place, _describe(deepest), rule, deepest.message if rule == "required" else ""))
    return found


def drop_undocumented(spec: Spec, pointer: str, value: Any) -> list[Misfit]:
    """Take out of a value what the schema at a pointer does not name, where it does not leave it open.

    Returns what was taken out: members that a provider would not heed, most of all misspelt ones.
    """
    found = list(_undocumented(spec, [spec.resolve(spec.at(pointer))], value, ""))
    for holder, name, _ in found:
        del holder[name]
    return [Misfit(f"{place}.{shown_name(name)}", "is not documented", UNDOCUMENTED) for _, name, place in found]


def _undocumented(
    spec: Spec, schemas: list[JsonObject], value: Any, place: str
) -> Iterator[tuple[JsonObject, str, str]]:
    nodes = list(_all_parts(spec, schemas))
    if is_list(value):
        items = [spec.resolve(node["items"]) for node in nodes if "items" in node]
        for index, item in enumerate(value):
            yield from _undocumented(spec, items, item, f"{place}[{index}]")
    elif is_object(value):
        known: dict[str, list[JsonObject]] = {}
        for node in nodes:
            for name, schema in node.get("properties", {}).items():
                known.setdefault(name, []).append(spec.resolve(schema))
        free = not known or any("additionalProperties" in node for node in nodes)
        for name, inner in value.items():
            if name in known:
                yield from _undocumented(spec, known[name], inner, f"{place}.{shown_name(name)}")
            elif not free:
                yield value, name, place


def _all_parts(spec: Spec, schemas: list[JsonObject]) -> Iterator[JsonObject]:
    for schema in schemas:
        yield schema
        yield from _all_parts(spec, list(spec.parts(schema)))


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
    "offset": "is no date-time: its offset lacks the minutes",
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
    format_rule = _format_of_request if direction == "request" else _format
    made = extend(validators.Draft202012Validator, {"required": _required(spec, ignored), "format": format_rule})
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
    if "x-reissue-coerce" not in schema:
        yield from _format_of_request(_, name, instance, schema)


def _format_of_request(_: Any, name: str, instance: Any, schema: JsonObject) -> Iterator[Any]:
    """What is tolerated is how a vendor writes; a request is held to the format. A vendor's own short offset is told apart."""
    from jsonschema.exceptions import ValidationError

    del schema
    test = FORMATS.get(name)
    if test is None or not isinstance(instance, str) or test(instance):
        return
    short = name == "date-time" and _SHORT.fullmatch(instance) and _is_moment(instance)
    yield ValidationError(f"no {name}", validator="offset") if short else ValidationError(f"no {name}")


_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_SHORT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d")
_LOCAL = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?")
_DECIMAL = re.compile(
    r"-?[0-9]{1,30}(\.[0-9]{1,30})?"
)  # more digits are no amount, but an attack on whoever adds them up
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
    return bool(_DECIMAL.fullmatch(text))


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
