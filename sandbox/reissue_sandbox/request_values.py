"""From a request as it came to plain values: queries by parameter style, forms and multipart, typed by their schemas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qsl

from .spec import JsonObject, Operation, Parameter, Spec, is_list, is_object

SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}
NO_OBJECT = "[object Object]"
"""What a page prints in an address where it means an object: it names the parameter, and asks for nothing."""
# Longer ones stay texts, which their schema then refuses: Python reads no more than 4,300 digits.
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?([eE][+-]?[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request below a provider's prefix, as it came; `path` is still percent-encoded, `form` only set for form bodies."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    form: list[tuple[str, str]] | None = None


def query_values(spec: Spec, operation: Operation, query: str) -> tuple[dict[str, Any], list[str]]:
    """The documented query parameters that were sent, by name, and the names that no parameter explains.

    Among these is an object that is not written as documented: `query=x` in place of `query[name]=x`.
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    used: set[str] = set()
    values: dict[str, Any] = {}
    for parameter in operation.parameters:
        if parameter.where == "query":
            found, names = _query_value(spec, parameter, pairs)
            used |= names
            if names:
                values[parameter.name] = found
    return values, [name for name in dict.fromkeys(name for name, _ in pairs) if name not in used]


def _query_value(spec: Spec, parameter: Parameter, pairs: list[tuple[str, str]]) -> tuple[Any, set[str]]:
    schema = spec.resolve(spec.at(parameter.pointer))
    plain = [value for name, value in pairs if name == parameter.name]
    if parameter.style == "deepObject":
        nested = [
            (name, value) for name, value in pairs if name.startswith(parameter.name + "[") and name.endswith("]")
        ]
        names = {name for name, _ in nested}
        return deep_object(spec, schema, nested), names | {parameter.name} if set(plain) == {NO_OBJECT} else names
    if "object" in types_of(spec, schema) and parameter.explode:
        members: JsonObject = schema.get("properties", {})
        mine = [(name, value) for name, value in pairs if name in members]
        return {name: typed(spec, members[name], value) for name, value in mine}, {name for name, _ in mine}
    used = {parameter.name} if plain else set[str]()
    if "array" in types_of(spec, schema):
        separator = SEPARATORS.get(parameter.style, ",")
        rows = plain if parameter.explode else [part for value in plain for part in value.split(separator)]
        return [typed(spec, schema.get("items", {}), row) for row in rows], used
    return (typed(spec, schema, plain[-1]) if plain else None), used


def deep_object(spec: Spec, schema: JsonObject, pairs: list[tuple[str, str]]) -> JsonObject:
    """`query[created][$gte]=x` -> `{"created": {"$gte": "x"}}`; a name that is sent twice gives a list."""
    result: JsonObject = {}
    for name, value in pairs:
        keys = re.findall(r"\[([^\]]*)\]", name)
        target, node = result, schema
        for key in keys[:-1]:
            inner = target.setdefault(key, {})
            target = inner if is_object(inner) else {}
            node = spec.resolve(node.get("properties", {}).get(key) or node.get("additionalProperties"))
        last = keys[-1] or "0"
        scalar = typed(spec, node.get("properties", {}).get(last) or node.get("additionalProperties"), value)
        if last in target:
            earlier = target[last]
            target[last] = [*(earlier if is_list(earlier) else [earlier]), scalar]
        else:
            target[last] = scalar
    return result


def typed(spec: Spec, schema: Any, text: str) -> Any:
    """A text of the wire as the type that its schema asks for; unchanged where it does not fit (the schema check tells)."""
    kinds = types_of(spec, spec.resolve(schema))
    if "boolean" in kinds and text in ("true", "false"):
        return text == "true"
    if "string" in kinds:
        return text
    if "integer" in kinds and _INTEGER.fullmatch(text):
        return int(text)
    if "number" in kinds and _NUMBER.fullmatch(text):
        return float(text) if "." in text or "e" in text.lower() else int(text)
    return text


def types_of(spec: Spec, schema: JsonObject) -> set[str]:
    """The JSON types that a schema allows, looking into its alternatives; empty = any."""
    declared = schema.get("type")
    if isinstance(declared, str):
        return {declared}
    if is_list(declared):
        return set(cast("list[str]", declared))
    return {kind for part in spec.parts(schema) for kind in types_of(spec, part)}


def form_values(spec: Spec, pointer: str | None, pairs: list[tuple[str, str]]) -> JsonObject:
    """A form body as an object: typed members, and lists where the schema has lists."""
    members = _members(spec, spec.follow(pointer)[1]) if pointer else {}
    values: JsonObject = {}
    for name, text in pairs:
        node = spec.resolve(members.get(name))
        if "array" in types_of(spec, node):
            values.setdefault(name, []).append(typed(spec, node.get("items", {}), text))
        else:
            values[name] = typed(spec, node, text)
    return values


def _members(spec: Spec, schema: JsonObject) -> JsonObject:
    """All properties that a schema names, alternatives included."""
    members: JsonObject = dict(schema.get("properties", {}))
    for part in spec.parts(schema):
        members = {**_members(spec, part), **members}
    return members
