"""What only a value tells: unions, negations and conditions in each other (JSON Schema, Core, 10.2.1 and 10.2.2)."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reissue_generator.changes import Level
from reissue_generator.changes.proofs.samples import samples
from reissue_generator.changes.proofs.takes import Takes
from tests.generator.changes.document_pairs import changes, heaviest
from tests.generator.changes.judge import plain
from tests.generator.changes.mutations import mutated, some_schema
from tests.generator.changes.test_subset import term
from tests.generator.small_clients import reading, ref, sending

B, A, NOTHING = Level.BREAKING, Level.ADDITION, None
NULL, STRING, INTEGER = {"type": "null"}, {"type": "string"}, {"type": "integer"}
FEW = {"type": "integer", "maximum": 10}
LISTS = {"type": "array", "items": INTEGER}


def one(*members: Any, **more: Any) -> dict[str, Any]:
    return {"oneOf": list(members), **more}


PAIRS: dict[str, tuple[Any, Any, Level, Level]] = {
    "a union in a variant takes what another one takes": (one(INTEGER, STRING), one(INTEGER, one(STRING, FEW)), B, A),
    "a variant of a union in a union": (one(INTEGER, one(FEW, STRING)), one(INTEGER, one(STRING)), A, B),
    "null of two variants": (one(NULL, STRING), one(NULL, {"enum": ["a", None]}, STRING), B, A),
    "null of a negation": (one(STRING, {"not": STRING}), one(STRING, {"not": STRING}, NULL), B, A),
    "a variant among all that is no list": (one(STRING, {"not": LISTS}), one(STRING, {"not": LISTS}, INTEGER), B, A),
    "a negation of a negation": ({"not": {"not": INTEGER}}, {"not": {"not": FEW}}, B, A),
    "a condition on a variant": (
        {**one(INTEGER, STRING), "if": INTEGER, "then": {"minimum": 0}},
        {**one(INTEGER, STRING), "if": INTEGER, "then": {"minimum": 5}},
        B,
        A,
    ),
}


@pytest.mark.parametrize("about", PAIRS)
def test_a_value_tells(about: str, tmp_path: Path) -> None:
    old, new, forwards, backwards = PAIRS[about]
    for pair, level in (((old, new), forwards), ((new, old), backwards)):
        found = changes(tmp_path, *map(sending, pair))
        assert level in {one.rule.level for one in found if not one.is_of_python}, [one.line for one in found]


def test_what_is_told_names_the_value_and_the_place(tmp_path: Path) -> None:
    old, new, _, _ = PAIRS["a variant among all that is no list"]
    found = changes(
        tmp_path,
        sending({"type": "object", "properties": {"a": old}}),
        sending({"type": "object", "properties": {"a": new}}),
    )
    assert [(each.rule.id, each.label, each.text) for each in found if not each.is_of_python] == [
        ("request-logic-added", "ThingsDoBody.a", "the value 0 is refused now")
    ]  # fmt: skip


def test_a_component_under_a_union_that_stays_as_it_is(tmp_path: Path) -> None:
    """The texts of the union are equal: what a narrower variant lets another one take is told all the same."""
    old, new = (sending(one(ref("N"), {"type": "number"}), N=each) for each in (INTEGER, FEW))
    rules = {each.rule.id for each in changes(tmp_path, old, new) if not each.is_of_python}
    assert rules == {"request-bound-narrowed", "request-logic-removed"}


def test_a_tag_that_goes_is_told_as_that(tmp_path: Path) -> None:
    """It changes nothing of what a schema takes (OAS 3.1.1, Discriminator Object), so no value is refused for it."""
    some, tag = {"type": "object", "properties": {"kind": STRING}}, {"propertyName": "kind"}
    old, new = (sending(one(ref("A"), ref("B"), **more), A=some, B=some) for more in ({"discriminator": tag}, {}))
    assert {each.rule.id for each in changes(tmp_path, old, new) if not each.is_of_python} == {"discriminator-removed"}


def test_who_reads_answers_asks_for_one_variant_that_fits(tmp_path: Path) -> None:
    old, new = one(INTEGER, STRING), one(INTEGER, STRING, FEW)
    assert heaviest(tmp_path, reading(new), reading(old))[0] is NOTHING


MEMBER = {"type": "object", "required": ["id", "x"], "properties": {"id": {**STRING, "readOnly": True}, "x": {"not": LISTS}}}  # fmt: skip
HELD: dict[str, tuple[Any, Any, bool]] = {
    "readOnly is no part of a request (OAS, Schema Object)": (MEMBER, {"x": 1}, True),
    "nullable (OAS 3.0)": ({"type": "string", "nullable": True}, None, True),
    "a strict limit (OAS 3.0)": ({"type": "integer", "minimum": 0, "exclusiveMinimum": True}, 0, False),
    "where a tag tells variants nobody asks what else fits (OAS, Discriminator Object)": (
        one({}, {}, discriminator={"propertyName": "kind"}),
        1,
        True,
    ),
}


@pytest.mark.parametrize("about", HELD)
def test_in_the_words_of_openapi(about: str) -> None:
    schema, value, wanted = HELD[about]
    assert Takes("readOnly")(value, term("T", schema)) is wanted


@pytest.mark.parametrize(
    "schema", [{"unevaluatedProperties": False}, {"pattern": "("}, {"pattern": "(a+)+b"}, {"oneOf": [ref("T")]}]
)
def test_what_nobody_can_say_is_not_said(schema: Any) -> None:
    assert Takes("readOnly")("a" * 40, term("T", schema)) is None


def test_values_are_held_as_jsonschema_holds_them() -> None:
    chance, held, seen = random.Random(7), Takes("readOnly"), 0
    for _ in range(60):
        schema = mutated(chance, mutated(chance, some_schema(chance)))
        own, peer = term("T", schema), Draft202012Validator(plain(schema, "readOnly", opened=False))
        for value in samples([own], "readOnly")[:60]:
            if (taken := held(value, own)) is None:
                break
            assert taken is peer.is_valid(value), (schema, value)
            seen += 1
    assert seen > 1000
