"""Single values against single schemas: as jsonschema holds them, and in the words of OpenAPI and of those who read answers.

JSON Schema 2020-12, Core 10 and Validation 6: each keyword says something of values of its own type only, and whole numbers are
integers however they are written (6.1.1). OpenAPI 3.0.4, Schema Object: `nullable`, and `exclusiveMinimum` as a flag.
"""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reissue_generator.changes.proofs.takes import Takes
from tests.generator.changes.test_subset import term

A, B, WHOLE, TEXT = {"const": "a"}, {"const": "b"}, {"type": "integer"}, {"type": "string"}
WANTS_A, WANTS_B = {"required": ["a"]}, {"required": ["b"]}
OBJECTS = [{}, {"a": 1}, {"b": 1}, {"a": 1, "b": 1}, {"a": 1, "b": 1, "c": 1}, {"c": "a"}, {"ab": "a"}]
LISTS = [[], ["a"], ["a", "a"], ["a", "b"], ["a", 1], [1, "a"], [1, 1.0], ["a", "a", "a", "a"], [[1], [1]]]
SCALARS = [None, True, False, 0, 1, 1.0, 1.5, 2, 3, -1, "", "a", "b", "ab", "abc", "1"]

SCHEMAS: list[Any] = [
    True,
    False,
    {"type": ["integer", "null"]},
    {"type": "number"},
    {"type": "boolean"},
    {"enum": ["a", 1, None]},
    {"const": 1},
    {"const": True},
    {"minimum": 1, "maximum": 2},
    {"exclusiveMinimum": 1, "exclusiveMaximum": 3},
    {"multipleOf": 1.5},
    {"minLength": 1, "maxLength": 2},
    {"pattern": "b"},
    {"type": "string", "pattern": "^a"},
    {"anyOf": [A, WHOLE]},
    {"anyOf": [{}, WHOLE]},
    {"oneOf": [{"minimum": 1}, WHOLE]},
    {"oneOf": [A, B], "anyOf": [A, WHOLE]},
    {"allOf": [TEXT, {"minLength": 2}]},
    {"not": A},
    {"not": {"enum": ["a", "b"]}},
    {"if": TEXT, "then": {"minLength": 2}, "else": {"type": ["integer", "array"]}},
    {"if": TEXT, "then": A},
    {"if": TEXT, "else": {"const": 1}},
    {"if": {"enum": ["a", "b"]}, "then": A},
    {"minItems": 1, "maxItems": 2},
    {"uniqueItems": True},
    {"contains": A},
    {"contains": A, "minContains": 2},
    {"contains": A, "minContains": 0, "maxContains": 1},
    {"contains": {"enum": ["a", "b"]}, "minContains": 2, "maxContains": 3},
    {"type": "array", "items": TEXT},
    {"type": "array", "prefixItems": [A, WHOLE]},
    {"type": "array", "prefixItems": [A], "items": WHOLE},
    {"required": ["a"]},
    {"minProperties": 1, "maxProperties": 2},
    {"dependentRequired": {"a": ["b"], "c": ["a"]}},
    {"dependentSchemas": {"a": WANTS_B, "c": WANTS_A}},
    {"propertyNames": {"maxLength": 1}},
    {"propertyNames": {"enum": ["a", "b"]}},
    {"type": "object", "properties": {"a": TEXT, "b": WHOLE}},
    {"type": "object", "properties": {"c": A}, "additionalProperties": WHOLE},
    {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
    {"type": "object", "properties": {"b": {}}, "patternProperties": {"^a": WHOLE}, "additionalProperties": False},
    {"type": "object", "properties": {"a": True, "ab": False}},
    {"type": "array", "items": {"anyOf": [TEXT, {"type": "array", "items": WHOLE}]}},
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_as_jsonschema_holds_it(schema: Any) -> None:
    peer, held, whole = Draft202012Validator(schema), Takes("readOnly"), term("T", schema)
    values = [*SCALARS, *LISTS, *OBJECTS]
    assert [held(value, whole) for value in values] == [peer.is_valid(value) for value in values]


FLAG = {"type": "integer", "minimum": 0, "exclusiveMinimum": True}
READ_ONLY = {"type": "object", "required": ["id", "x"], "properties": {"id": {"readOnly": True, **TEXT}, "x": {}}}
KINDS = {"propertyName": "kind"}


@pytest.mark.parametrize(
    ("schema", "value", "as_written", "as_read"),
    [
        ({"nullable": True, **TEXT}, None, True, True),
        ({"nullable": True, "allOf": [TEXT]}, None, True, True),
        ({"nullable": False, **TEXT}, None, False, False),
        ({"nullable": True, "enum": ["a", "b"]}, None, True, True),
        (FLAG, 0, False, False),
        (FLAG, 1, True, True),
        # what nothing names is what the keywords mean (docs/rules)
        ({"properties": {"a": TEXT}}, 1, False, False),
        ({"properties": {"a": TEXT}}, {"a": "x"}, True, True),
        ({"additionalProperties": TEXT}, [], False, False),
        ({"items": TEXT}, "a", False, False),
        ({"prefixItems": [TEXT]}, {}, False, False),
        ({"prefixItems": [TEXT]}, ["a"], True, True),
        ({"properties": {"a": TEXT}, "anyOf": [{"type": "integer"}, {}]}, 1, True, True),
        ({"minLength": 1}, 1, True, True),
        # answers: lists of values and closed objects are open, and a value may be of several variants
        ({"enum": ["a", "b"]}, "c", False, True),
        ({"enum": ["a"]}, "c", False, False),
        ({"const": "a"}, "c", False, False),
        ({"type": "object", "properties": {"a": {}}, "additionalProperties": False}, {"b": 1}, False, True),
        ({"type": "object", "additionalProperties": TEXT}, {"b": 1}, False, False),
        ({"oneOf": [{}, WHOLE]}, 1, False, True),
        ({"anyOf": [{"enum": ["a", "b"]}, WHOLE]}, "c", False, True),
        ({"oneOf": [{"enum": ["a"]}, {"enum": ["b"]}], "anyOf": [WHOLE, FLAG]}, "c", False, False),
        ({"anyOf": [A, B]}, "c", False, True),
        ({"anyOf": [A, B, {"type": "object"}]}, "c", False, False),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, ["c"], False, True),
        ({"type": "object", "properties": {"a": {"enum": ["a", "b"]}}}, {"a": "c"}, False, True),
        ({"dependentSchemas": {"a": {"properties": {"b": {"enum": ["a", "b"]}}}}}, {"a": 1, "b": "c"}, False, True),
        ({"if": TEXT, "then": {"enum": ["a", "b"]}}, "c", False, True),
        ({"not": {"enum": ["a", "b"]}}, "c", True, True),
        ({"if": {"enum": ["a", "b"]}, "then": WHOLE}, "c", True, True),
        ({"contains": {"enum": ["a", "b"]}}, ["c"], False, False),
        ({"propertyNames": {"enum": ["a", "b"]}}, {"c": 1}, False, False),
        # where a tag tells variants apart, nobody asks what else a value would fit (OpenAPI, Discriminator Object)
        ({"oneOf": [{}, WHOLE], "discriminator": KINDS}, 1, True, True),
        ({"oneOf": [TEXT, WHOLE], "discriminator": KINDS}, [], False, False),
        # members of the other direction take no part
        (READ_ONLY, {"x": 1}, True, True),
        (READ_ONLY, {"id": "a"}, False, False),
        # what is not looked at
        ({"type": "object", "unevaluatedProperties": False}, {}, None, None),
        ({"unevaluatedItems": False}, [], None, None),
        ({"dependencies": {}}, {}, None, None),
        ({"$dynamicRef": "#x"}, 1, None, None),
        ({"pattern": "("}, "a", None, None),
        ({"pattern": "("}, 1, True, True),
        ({"pattern": "a"}, "a" * 20, True, True),
        ({"pattern": "a"}, "a" * 21, None, None),
        ({"maxLength": 3}, "a" * 21, False, False),
    ],
    ids=str,
)
def test_in_the_words_of_openapi_and_of_readers(schema: Any, value: Any, as_written: Any, as_read: Any) -> None:
    assert Takes("readOnly")(value, term("T", schema)) is as_written
    assert Takes("readOnly", is_open=True)(value, term("T", schema)) is as_read
