"""Limits as documents write them, proofs that rest on what a list implies, and addresses in one form.

Limits: JSON Schema 2020-12, Validation 6.2 to 6.4, and OAS 3.0, where `exclusiveMinimum` is a flag beside the number. Arrays: Core
10.3.1 and 11.2. Addresses: RFC 3986, 6.2.2 and 6.2.3.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reissue_generator.changes.forms.urls import normal
from reissue_generator.changes.proofs.takes import Takes
from tests.generator.changes.document_pairs import INTEGER, NUMBER, STRING, heaviest
from tests.generator.changes.test_subset import term, within
from tests.generator.small_clients import sending

ARRAY = {"type": "array"}
FLAG = {"minimum": 0, "exclusiveMinimum": True}


@pytest.mark.parametrize(
    ("version", "old", "new", "told"),
    [
        ("3.0.3", {**INTEGER, "minimum": 0}, {**INTEGER, **FLAG}, "narrowed minimum 0 -> 0 (excluded)"),
        ("3.0.3", {**INTEGER, **FLAG}, {**INTEGER, "minimum": 0}, "widened minimum 0 (excluded) -> 0"),
        ("3.0.3", {**NUMBER, "minimum": 0}, {**NUMBER, **FLAG}, "narrowed minimum 0 -> 0 (excluded)"),
        ("3.0.3", {**INTEGER, "minimum": 1}, {**INTEGER, **FLAG}, ""),
        ("3.1.0", {**INTEGER, "minimum": 1}, {**INTEGER, "exclusiveMinimum": 0}, ""),
        ("3.1.0", {**INTEGER, "maximum": 9}, {**INTEGER, "exclusiveMaximum": 9}, "narrowed maximum 9 -> 9 (excluded)"),
        (
            "3.1.0",
            {**INTEGER, "minimum": 1234567},
            {**INTEGER, "minimum": 1234568},
            "narrowed minimum 1234567 -> 1234568",
        ),
        ("3.1.0", {**NUMBER, "maximum": -1.5}, NUMBER, "widened maximum -1.5 -> none"),
    ],
)
def test_a_limit_is_told_as_it_is_written(version: str, old: Any, new: Any, told: str, tmp_path: Path) -> None:
    _, found = heaviest(tmp_path, sending(old, version), sending(new, version))
    rule, _, text = told.partition(" ")
    assert found == ([f"request-bound-{rule} body of POST /things: {text}"] if told else [])


@pytest.mark.parametrize(
    ("left", "right", "refuted"),
    [
        ({**ARRAY, "prefixItems": [STRING, NUMBER], "maxItems": 1}, {"prefixItems": [STRING, INTEGER]}, None),
        ({**ARRAY, "prefixItems": [STRING], "maxItems": 1}, {"items": STRING}, None),
        ({**ARRAY, "prefixItems": [STRING], "items": False}, {"maxItems": 1}, None),
        ({**ARRAY, "contains": STRING, "minContains": 2}, {"minItems": 2}, None),
        ({**ARRAY, "maxItems": 2}, {"contains": STRING, "minContains": 0, "maxContains": 2}, None),
        ({**STRING, "maxLength": 0}, {"const": ""}, None),
        (INTEGER, {"not": {"anyOf": [STRING, ARRAY]}}, None),
        ({"enum": ["a"]}, {"not": {**STRING, "minLength": 2}}, None),
        ({"enum": ["a"]}, {"not": {"enum": ["b", "a"]}}, "a"),
        (
            {**ARRAY, "prefixItems": [INTEGER], "items": STRING, "minItems": 2},
            {"contains": STRING, "minContains": 2},
            [1, "a"],
        ),
        ({**ARRAY, "anyOf": [{"prefixItems": [STRING]}], "unevaluatedItems": False}, {"maxItems": 0}, ["a"]),
        ({**ARRAY, "items": STRING, "unevaluatedItems": False}, {"maxItems": 0}, ["a"]),
    ],
)
def test_what_a_list_implies(left: Any, right: Any, refuted: Any) -> None:
    assert within(left, right) is (refuted is None)
    if refuted is not None:
        assert Draft202012Validator(left).is_valid(refuted)
        assert not Draft202012Validator(right).is_valid(refuted)


@pytest.mark.parametrize(
    "schema",
    [
        {**ARRAY, "minItems": 2, "maxItems": 3},
        {**ARRAY, "uniqueItems": True},
        {**ARRAY, "contains": {"const": 1}, "maxContains": 1},
        {"enum": ["a", 1]},
        {**STRING, "pattern": "^a"},
        {"type": "object", "propertyNames": {"maxLength": 1}},
        {"type": "object", "dependentSchemas": {"a": {"required": ["b"]}}},
    ],
)
def test_a_value_is_held_as_jsonschema_holds_it(schema: Any) -> None:
    values = ["a", "b", 1, [], [1], [1, 1], [1, 2], [2, 1, 1, 3], {}, {"a": 1}, {"ab": 1}, {"a": 1, "b": 1}]
    peer = Draft202012Validator(schema)
    assert [Takes("readOnly")(each, term("T", schema)) for each in values] == [peer.is_valid(each) for each in values]


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("eXAMPLE://a/./b/../b/%63/%7bfoo%7d", "example://a/b/c/%7Bfoo%7D"),
        ("HTTP://User@Example.COM:80/a/", "http://User@example.com/a"),
        ("https://{Region}.Example.com:443", "https://{Region}.example.com"),
        ("https://a.example:80/", "https://a.example:80"),
    ],
)
def test_addresses_in_one_form(url: str, wanted: str) -> None:
    assert normal(url) == wanted
