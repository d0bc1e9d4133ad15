"""Random changes of schemas, of every kind that JSON Schema knows."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

Schema = dict[str, Any]
NAMES = ("id", "note", "state", "amount", "lines", "payer")
STRING, INTEGER = {"type": "string"}, {"type": "integer"}
_LIMITS = ("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "minProperties", "maxProperties")
_MAPS, _LISTS = ("properties", "patternProperties", "dependentSchemas"), ("allOf", "anyOf", "oneOf", "prefixItems")
_ONES = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames")


def schemas_in(schema: Any) -> Iterator[Schema]:
    """A schema and all inside it."""
    if not isinstance(schema, dict):
        return
    yield schema
    for key in _MAPS:
        for each in (schema.get(key) or {}).values():
            yield from schemas_in(each)
    for key in _LISTS:
        for each in schema.get(key) or ():
            yield from schemas_in(each)
    for key in _ONES:
        yield from schemas_in(schema.get(key))


def some_schema(chance: random.Random, depth: int = 0) -> Schema:
    """A schema as people write them, of some kinds."""
    kind = chance.choice(("string", "integer", "number", "boolean", "object", "object", "array", "union", "choice"))
    if depth > 2 and kind in ("object", "array", "union"):
        kind = "string"
    match kind:
        case "object":
            members = {name: some_schema(chance, depth + 1) for name in chance.sample(NAMES, chance.randint(1, 4))}
            required = chance.sample(sorted(members), chance.randint(0, len(members)))
            more = chance.choice(({}, {}, {"additionalProperties": False}, {"additionalProperties": INTEGER}))
            return {"type": "object", "properties": members, "required": sorted(required), **more}
        case "array":
            more = chance.choice(({}, {"minItems": 1}, {"prefixItems": [some_schema(chance, depth + 1)]}))
            return {"type": "array", "items": some_schema(chance, depth + 1), **more}
        case "union":
            members = [some_schema(chance, depth + 1) for _ in range(chance.randint(2, 3))]
            return {chance.choice(("anyOf", "oneOf")): members}
        case "choice":
            return {"type": "string", "enum": chance.sample(["x", "A", "a1", "USD", "pt"], chance.randint(2, 4))}
        case "integer" | "number":
            return {"type": kind, **chance.choice(({}, {"minimum": 0}, {"maximum": 10}, {"multipleOf": 2}))}
        case _:
            return {
                "type": kind,
                **(chance.choice(({}, {"maxLength": 5}, {"pattern": "^[a-zA-Z0-9]*$"})) if kind == "string" else {}),
            }


def mutated(chance: random.Random, schema: Schema) -> Schema:
    """The schema with one change somewhere in it."""
    result = copy.deepcopy(schema)
    here = chance.choice([each for each in schemas_in(result) if "$ref" not in each] or [result])
    for _ in range(20):
        before = copy.deepcopy(result)
        chance.choice(MUTATIONS)(chance, here)
        if result != before:
            break
    return result


def _drop(chance: random.Random, here: Schema) -> None:
    keys = [key for key in here if key != "properties"]
    if keys:
        del here[chance.choice(keys)]


def _limit(chance: random.Random, here: Schema) -> None:
    key = chance.choice(_LIMITS)
    here[key] = chance.choice((0, 1, 2, 3, 5, 8))


def _require(chance: random.Random, here: Schema) -> None:
    names = sorted(here.get("properties") or ())
    if names:
        wanted, name = set(here.get("required") or ()), chance.choice(names)
        here["required"] = sorted(wanted ^ {name})


def _member(chance: random.Random, here: Schema) -> None:
    members = here.get("properties")
    if not isinstance(members, dict):
        return
    name = chance.choice(NAMES)
    if name in members and chance.random() < 0.5:
        del members[name]
        here["required"] = [each for each in here.get("required") or () if each != name]
    else:
        members[name] = some_schema(chance, 2)


def _type(chance: random.Random, here: Schema) -> None:
    told = here.get("type")
    here["type"] = (
        chance.choice(("string", "integer", "number", "boolean", [told, "null"], [told, "string"]))
        if isinstance(told, str)
        else "string"
    )
    if isinstance(here["type"], list):
        here["type"] = list(dict.fromkeys(here["type"]))


def _values(chance: random.Random, here: Schema) -> None:
    values = here.get("enum")
    if isinstance(values, list) and len(values) > 2 and chance.random() < 0.5:
        values.remove(chance.choice(values))
    elif isinstance(values, list):
        values.append(chance.choice(["x" * 12, "a b", "true"]))
    elif here.get("type") == "string":
        here["enum"] = chance.sample(["x", "A", "a1", "USD"], 2)


def _union(chance: random.Random, here: Schema) -> None:
    for key, other in (("anyOf", "oneOf"), ("oneOf", "anyOf")):
        if key in here and chance.random() < 0.5:
            here[other] = here.pop(key)
            return
        if key in here:
            members = here[key]
            if len(members) > 1 and chance.random() < 0.5:
                members.pop(chance.randrange(len(members)))
            else:
                members.append(some_schema(chance, 2))
            return


def _wrap(chance: random.Random, here: Schema) -> None:
    told = dict(here)
    here.clear()
    key = chance.choice(("allOf", "anyOf", "oneOf"))
    here[key] = [told, some_schema(chance, 2)] if chance.random() < 0.6 else [told]


def _condition(chance: random.Random, here: Schema) -> None:
    names = sorted(here.get("properties") or ()) or ["id"]
    one, other = chance.choice(names), chance.choice(names)
    here.update(
        chance.choice(
            (
                {"not": {"required": [one, other]}},
                {"dependentRequired": {one: [other]}},
                {"dependentSchemas": {one: {"properties": {other: STRING}}}},
                {"if": {"required": [one]}, "then": {"required": [other]}},
                {"propertyNames": {"maxLength": 4}},
                {"patternProperties": {"^n": STRING}},
                {"contains": chance.choice((STRING, INTEGER))},
                {"uniqueItems": True},
                {"prefixItems": [some_schema(chance, 2)]},
                {"additionalProperties": chance.choice((False, True, STRING))},
                {"unevaluatedProperties": False},
            )
        )
    )


def _text(chance: random.Random, here: Schema) -> None:
    here[chance.choice(("pattern", "multipleOf", "const"))] = chance.choice(("^[a-z]+$", "x"))
    if isinstance(here.get("multipleOf"), str):
        here["multipleOf"] = chance.choice((1, 2, 3, 4, 0.5))


MUTATIONS: tuple[Callable[[random.Random, Schema], None], ...] = (
    *(_drop, _limit, _require, _member, _type, _values, _union, _wrap, _condition, _text),
)
