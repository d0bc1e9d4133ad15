"""What holds of all values of a schema though no keyword says so by itself: read from the keywords together, and held against jsonschema.

JSON Schema 2020-12, Core 10.3 (members and items, by name, pattern and place), 11 (what nothing evaluates); Validation 6.4 and 6.5 (how
many there are, and which must be there). OpenAPI 3.0.4, Schema Object: `nullable`; JSON Schema, Draft 4: `items` as a list, and
`additionalItems`.
"""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.generator.changes.test_subset import LONG, SHORT, TEXT, WHOLE, any_of, members, of, within

AB = {"a": TEXT, "b": TEXT}


def obj(**more: Any) -> dict[str, Any]:
    return of("object", **more)


def arr(**more: Any) -> dict[str, Any]:
    return of("array", **more)


NONE = "none"
ROWS: dict[str, tuple[Any, Any, Any]] = {
    # how many members and items there are
    "members that must be there": (members("a", "b"), {"minProperties": 2}, NONE),
    "no more must be there": (members("a", "b"), {"minProperties": 3}, {"a": 1, "b": 1}),
    "members that can be there": (obj(properties=AB, additionalProperties=False), {"maxProperties": 2}, NONE),
    "no fewer can be there": (obj(properties=AB, additionalProperties=False), {"maxProperties": 1}, {"a": "", "b": ""}),
    "names that are listed": (obj(propertyNames={"enum": ["a", "b"]}), {"maxProperties": 2}, NONE),
    "more names": (obj(propertyNames={"enum": ["a", "b"]}), {"maxProperties": 1}, {"a": 1, "b": 1}),
    "names of two lists": (
        obj(propertyNames={"enum": ["a", "b"]}, allOf=[{"properties": {"b": {}, "c": {}}, "additionalProperties": False}]),
        {"maxProperties": 1},
        NONE,
    ),
    "no members at all": (obj(maxProperties=0), {"additionalProperties": WHOLE}, NONE),
    "a member at most": (obj(maxProperties=1), {"additionalProperties": WHOLE}, {"a": "x"}),
    "nothing is said to be contained": (arr(), {"minItems": 1}, []),
    "something is contained": (arr(contains=WHOLE), {"minItems": 1}, NONE),
    "one is contained": (arr(contains=WHOLE), {"minItems": 2}, [1]),
    "two are contained": (arr(contains=WHOLE, minContains=2), {"minItems": 2}, NONE),
    "nothing need be contained": (arr(contains=WHOLE, minContains=0), {"minItems": 1}, []),
    "a tuple that ends": (arr(prefixItems=[TEXT], items=False), {"maxItems": 1}, NONE),
    "a tuple of two": (arr(prefixItems=[TEXT, TEXT], items=False), {"maxItems": 1}, ["", ""]),
    "a tuple with nothing beside": (arr(prefixItems=[TEXT], unevaluatedItems=False), {"maxItems": 1}, NONE),
    "a tuple with something beside": (arr(prefixItems=[TEXT], unevaluatedItems=TEXT), {"maxItems": 1}, ["", ""]),
    "a condition may bring more": (
        arr(prefixItems=[TEXT], contains=WHOLE, minContains=0, unevaluatedItems=False),
        {"maxItems": 1},
        ["", 1],
    ),
    "one item is like no other": (arr(maxItems=1), {"uniqueItems": True}, NONE),
    "two items may be alike": (arr(maxItems=2), {"uniqueItems": True}, [1, 1]),
    # which members there are
    "what a member brings": (members("a") | {"dependentRequired": {"a": ["b"], "b": ["c"]}}, {"required": ["c"]}, NONE),
    "what no member brings": (members("a") | {"dependentRequired": {"b": ["c"]}}, {"required": ["c"]}, {"a": 1}),
    "wanted by two parts": ({"allOf": [members("a"), members("b")]}, {"required": ["a", "b"]}, NONE),
    # what is said of a member
    "a named one is none of the others": (
        obj(properties={"a": LONG}, additionalProperties=SHORT),
        {"properties": {"a": SHORT}},
        {"a": "abcde"},
    ),
    "one that matches is none of the others": (
        obj(patternProperties={"^a": LONG}, additionalProperties=SHORT),
        {"properties": {"ab": SHORT}},
        {"ab": "abcde"},
    ),
    "one that does not match is": (
        obj(patternProperties={"^a": LONG}, additionalProperties=SHORT),
        {"properties": {"b": SHORT}},
        NONE,
    ),
    "named, and matched": (
        obj(properties={"a": LONG}, patternProperties={"^a": SHORT}),
        {"properties": {"a": SHORT}},
        NONE,
    ),
    "a named one is evaluated": (
        obj(properties={"a": LONG}, unevaluatedProperties=SHORT),
        {"properties": {"a": SHORT}},
        {"a": "abcde"},
    ),
    "one that matches is evaluated": (
        obj(patternProperties={"^a": LONG}, unevaluatedProperties=SHORT),
        {"properties": {"ab": SHORT}},
        {"ab": "abcde"},
    ),
    "one that nothing names is not": (
        obj(properties={"a": LONG}, unevaluatedProperties=SHORT),
        {"properties": {"b": SHORT}},
        NONE,
    ),
    "one that a condition names may be": (
        obj(anyOf=[{"properties": {"b": LONG}}], unevaluatedProperties=SHORT),
        {"properties": {"b": SHORT}},
        {"b": "abcde"},
    ),
    "all others": (obj(properties={"a": LONG}, unevaluatedProperties=SHORT), {"additionalProperties": LONG}, NONE),
    "all others of two parts": (
        {"allOf": [obj(additionalProperties=LONG), obj(additionalProperties=SHORT)]},
        {"additionalProperties": SHORT},
        NONE,
    ),
    **{
        f"every name matches '{pattern}'": (
            obj(patternProperties={pattern: SHORT}),
            {"additionalProperties": SHORT},
            NONE,
        )
        for pattern in ("", ".*", "^.*$", "^", "$")
    },
    "not every name matches": (obj(patternProperties={".": SHORT}), {"additionalProperties": SHORT}, {"": 1}),
    # what is said of an item
    "an item of a tuple is none of the others": (arr(prefixItems=[LONG], items=SHORT), {"items": SHORT}, ["abcde"]),
    "the items behind a tuple": (arr(prefixItems=[SHORT], items=SHORT), {"items": SHORT}, NONE),
    "an item of a tuple is evaluated": (
        arr(prefixItems=[LONG], unevaluatedItems=SHORT),
        {"items": SHORT},
        ["abcde"],
    ),
    "items that nothing evaluates": (arr(prefixItems=[SHORT], unevaluatedItems=SHORT), {"items": SHORT}, NONE),
    "items that a condition evaluates": (
        arr(contains=WHOLE, minContains=0, unevaluatedItems=SHORT),
        {"items": SHORT},
        [1],
    ),
    "the place behind a tuple": (arr(prefixItems=[LONG], unevaluatedItems=SHORT), {"prefixItems": [{}, SHORT]}, NONE),
    "the second place": (arr(prefixItems=[LONG, SHORT]), {"prefixItems": [{}, SHORT]}, NONE),
    "the third place": (arr(prefixItems=[SHORT, SHORT]), {"prefixItems": [{}, {}, SHORT]}, ["", "", 1]),
    "places of two parts": ({"allOf": [arr(prefixItems=[SHORT]), {"prefixItems": [{}, SHORT]}]}, {"prefixItems": [SHORT, SHORT]}, NONE),
    # types and values
    "types of two parts": ({"allOf": [{"type": ["string", "integer"]}, {"type": ["integer", "null"]}]}, WHOLE, NONE),
    "one value of two lists": ({"const": "a", "enum": ["a", "b"]}, {"const": "a"}, NONE),
    "a list of another type": ({"type": "string", "enum": ["a", 1]}, TEXT, NONE),
    "whole numbers are numbers": ({"enum": [1, 2.0]}, {"type": "number"}, NONE),
    "a union of what both take": (any_of(SHORT, of("string", maxLength=2)), SHORT, NONE),
}  # fmt: skip


@pytest.mark.parametrize("about", ROWS)
def test_what_keywords_say_together(about: str) -> None:
    left, right, refuted = ROWS[about]
    assert within(left, right) is (refuted == NONE)
    if refuted != NONE:
        assert Draft202012Validator(left).is_valid(refuted)
        assert not Draft202012Validator(right).is_valid(refuted)


READ_ONLY = obj(required=["id"], properties={"id": {"readOnly": True, **TEXT}})


@pytest.mark.parametrize(
    ("left", "right", "proven"),
    [
        ({"nullable": True, **TEXT}, TEXT, False),
        ({"nullable": True, **TEXT}, {"type": ["string", "null"]}, True),
        ({"nullable": False, **TEXT}, TEXT, True),
        ({"nullable": True, "enum": ["a"]}, {"enum": ["a"]}, False),
        ({"nullable": True, "enum": ["a"]}, {"enum": ["a", None]}, True),
        ({"nullable": True, "enum": ["a", None]}, {"enum": [None, "a"]}, True),
        ({"nullable": False, "enum": ["a"]}, {"enum": ["a"]}, True),
        (arr(items=[TEXT], additionalItems=False), {"maxItems": 1}, True),
        (arr(items=[TEXT, TEXT], additionalItems=False), {"maxItems": 1}, False),
        (arr(items=[SHORT], additionalItems=SHORT), {"items": LONG}, True),
        (arr(items=[SHORT], additionalItems=LONG), {"items": SHORT}, False),
        (READ_ONLY, obj(minProperties=1), False),
        (obj(additionalProperties=False, properties={"id": {"readOnly": True, **TEXT}}), obj(properties={"id": WHOLE}), True),
        ({"const": "a"}, {"pattern": "("}, False),
        ({"enum": "a"}, {"enum": ["a"]}, False),
    ],
    ids=str,
)  # fmt: skip
def test_in_older_words_and_in_one_direction(left: Any, right: Any, proven: bool) -> None:
    assert within(left, right) is proven
