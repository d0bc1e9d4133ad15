"""A member that several parts of an `allOf` describe fits all of them (JSON Schema 2020-12, Core 10.2.1.1), whatever each names.

So people refine what they refer to. jsonschema says of each pair that a value is one of the old schema, and none of the new one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reissue_generator.changes import Level
from tests.generator.changes.document_pairs import INTEGER, STRING, heaviest
from tests.generator.small_clients import reading, ref, sending

LIST, FLAGS = {"type": "array", "items": STRING}, {"type": "object", "properties": {"on": {"type": "boolean"}}}
REFINED: dict[str, tuple[Any, Any, Any, Any]] = {
    "maxLength": (STRING, {"maxLength": 8}, {"maxLength": 4}, "abcde"),
    "maxLength, which comes": (STRING, {}, {"maxLength": 4}, "abcde"),
    "maxLength, typed again": (STRING, {**STRING, "maxLength": 8}, {**STRING, "maxLength": 4}, "abcde"),
    "maxLength beside null": ({"type": ["string", "null"]}, {"maxLength": 8}, {"maxLength": 4}, "abcde"),
    "pattern": (STRING, {}, {"pattern": "^INV-"}, "X-1"),
    "minimum": (INTEGER, {"minimum": 0}, {"minimum": 100}, 99),
    "exclusiveMaximum": (INTEGER, {}, {"exclusiveMaximum": 7}, 7),
    "multipleOf": (INTEGER, {}, {"multipleOf": 5}, 3),
    "not": (STRING, {}, {"not": {"const": "void"}}, "void"),
    "enum": (STRING, {}, {"enum": ["a", "b"]}, "c"),
    "maxItems": (LIST, {"maxItems": 3}, {"maxItems": 1}, ["a", "b"]),
    "uniqueItems": (LIST, {}, {"uniqueItems": True}, ["a", "a"]),
    "items": (LIST, {}, {"items": {"maxLength": 2}}, ["abc"]),
    "required": (FLAGS, {}, {"required": ["on"]}, {}),
    "required, typed again": (FLAGS, {"type": "object"}, {"type": "object", "required": ["on"]}, {}),
    "minProperties": (FLAGS, {}, {"minProperties": 1}, {}),
    "a member of it": (FLAGS, {}, {"properties": {"on": {"not": {"const": False}}}}, {"on": False}),
    "additionalProperties": (FLAGS, {}, {"additionalProperties": {"maxLength": 1}}, {"x": "ab"}),
}
OPEN = {"enum"}
"""Of answers a list of values may grow: docs/rules/peers.md."""


def refined(base: Any, more: Any, how: str) -> tuple[Any, dict[str, Any]]:
    """An object whose member is described twice, and the components that it refers to."""
    first, second = ({"type": "object", "properties": {"m": each}, "required": ["m"]} for each in (base, more))
    if how == "referred to":
        return {"allOf": [ref("Base"), {"properties": {"m": more}}]}, {"Base": first}
    if how == "beside":
        return {"allOf": [first], "properties": {"m": more}}, {}
    return {"allOf": [first, second] if how == "after" else [second, first]}, {}


@pytest.mark.usefixtures("wire_alone")
@pytest.mark.parametrize("how", ["after", "before", "beside", "referred to"])
@pytest.mark.parametrize("keyword", REFINED)
def test_what_narrows_is_told(keyword: str, how: str, tmp_path: Path) -> None:
    base, was, now, value = REFINED[keyword]
    sides = [refined(base, more, how) for more in (was, now)]
    takes = [
        Draft202012Validator({**schema, "components": {"schemas": named}}).is_valid({"m": value})
        for schema, named in sides
    ]
    assert takes == [True, False]
    asked, answered = ([make(schema, **named) for schema, named in sides] for make in (sending, reading))
    assert heaviest(tmp_path, *asked)[0] is Level.BREAKING
    assert heaviest(tmp_path, *asked[::-1])[0] is Level.ADDITION
    assert heaviest(tmp_path, *answered[::-1])[0] is (Level.ADDITION if keyword in OPEN else Level.BREAKING)


@pytest.mark.usefixtures("wire_alone")
def test_words_that_mean_something_are_told(tmp_path: Path) -> None:
    for word, rules in ({"deprecated": True}, ["property-deprecated"]), ({"description": "more"}, []):
        (old, _), (new, _) = refined(STRING, {}, "after"), refined(STRING, word, "after")
        _, told = heaviest(tmp_path, sending(old), sending(new))
        assert [one.split()[0] for one in told] == rules


@pytest.mark.usefixtures("wire_alone")
def test_a_refined_union_that_stays_as_it_is(tmp_path: Path) -> None:
    """What its variants refer to is compared, though the member stands in two places."""
    variants = {"oneOf": [ref("A"), {"not": ref("B")}], "maxLength": 9}
    schema, _ = refined({"type": ["object", "string"]}, variants, "after")
    old = sending(schema, A={**STRING, "maxLength": 5}, B=FLAGS)
    new = sending({**schema, "properties": {"other": STRING}}, A={**STRING, "maxLength": 4}, B=FLAGS)
    told = [line for line in heaviest(tmp_path, old, new)[1] if line.startswith("request-bound")]
    assert told == ["request-bound-narrowed A: maxLength 5 -> 4"]
