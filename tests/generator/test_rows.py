"""Tuples: arrays whose first items have types of their own. jsonschema says what is valid."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from tests.generator.small_clients import V30, Emitted, emit, reading, ref, sending

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
DAY, MONEY = {"type": "string", "format": "date"}, {"type": "number", "format": "decimal"}
POINT = {"type": "object", "required": ["n"], "properties": {"n": WHOLE}}
LEG = {"type": "array", "prefixItems": [TEXT, DAY, MONEY], "items": False, "minItems": 3}


def read(made: Emitted, answer: Any) -> tuple[Any, list[str]]:
    """An answer as it is read, which goes back as it came, and the places that are told."""
    wire = made.wire(answer)
    response = wire.client.with_response(wire.client.things.do)
    assert made.sub("runtime.body").encode_json(response.value) == msgspec.json.encode(answer)
    return response.value, [drift.path for drift in response.drift]


def test_each_item_has_its_own_type(tmp_path: Path) -> None:
    made = emit(tmp_path, reading(ref("Trip"), Trip={"type": "object", "properties": {"leg": LEG}}))
    answer = {"leg": ["LIS", "2026-07-01", 12.5]}
    Draft202012Validator(LEG).validate(answer["leg"])
    value, told = read(made, answer)
    assert not told and value.leg == ("LIS", dt.date(2026, 7, 1), Decimal("12.5"))
    assert "TripLeg: TypeAlias = tuple[str, dt.date, Decimal]" in made.files["models.py"]


def test_a_tuple_is_given_and_sent(tmp_path: Path) -> None:
    made = emit(tmp_path, sending(ref("Leg"), Leg=LEG))
    wire = made.wire()
    wire.client.things.do(("LIS", dt.date(2026, 7, 1), Decimal("12.50")))
    assert wire.sent.content == b'["LIS","2026-07-01",12.50]'


def test_items_after_the_first_ones(tmp_path: Path) -> None:
    some = {"type": "array", "prefixItems": [TEXT], "items": DAY}
    value, told = read(emit(tmp_path / "some", reading(some)), ["a", "2026-07-01", "2026-07-02"])
    assert not told and value == ("a", dt.date(2026, 7, 1), dt.date(2026, 7, 2))
    anything = {"type": "array", "prefixItems": [TEXT]}
    value, told = read(emit(tmp_path / "any", reading(anything)), ["a", {"b": [1]}, None])
    assert not told and value == ("a", {"b": [1]}, None)
    left = {"type": "array", "prefixItems": [TEXT], "unevaluatedItems": DAY}
    assert read(emit(tmp_path / "left", reading(left)), ["a", "2026-07-01"])[0][1] == dt.date(2026, 7, 1)


def test_how_many_items_there_are(tmp_path: Path) -> None:
    """An array may be shorter than `prefixItems` (JSON Schema 2020-12, core, 10.3.1.1), unless `minItems` says how long."""
    short = {"type": "array", "prefixItems": [TEXT, WHOLE], "items": False}
    Draft202012Validator(short).validate(["a"])
    value, told = read(emit(tmp_path / "short", reading(short)), ["a"])
    assert not told and value == ("a",)
    made = emit(tmp_path / "exact", reading(LEG))
    assert not Draft202012Validator(LEG).is_valid(["a"])
    assert read(made, ["a"]) == (("a",), ["$"])
    assert read(made, ["a", "2026-07-01", 1, "more"])[1] == ["$"]


def test_an_item_that_misfits_is_told_and_the_others_keep_their_types(tmp_path: Path) -> None:
    pair = {"type": "array", "prefixItems": [ref("Point"), DAY], "items": False, "minItems": 2}
    made = emit(tmp_path, reading({"type": "array", "items": pair}, Point=POINT))
    value, told = read(made, [[{"n": 1, "new": True}, "2026-07-01"], [{"n": 2}, "soon"]])
    assert told == ["$[0][0:1].new", "$[1][1:2]"]
    assert value[0][0].n == 1 and value[0][1] == dt.date(2026, 7, 1) and value[1][1] == "soon"
    value, told = read(made, [{"n": 1}])
    assert value == [{"n": 1}] and told == ["$[0]"]


def test_a_tuple_among_other_types_is_a_list(tmp_path: Path) -> None:
    made = emit(tmp_path, reading({"type": "array", "items": {"oneOf": [LEG, TEXT, {"type": "null"}]}}))
    answer = [["LIS", "2026-07-01", 12.5], "walk", None]
    value, told = read(made, answer)
    assert not told and value[0][2] == Decimal("12.5")
    nullable = emit(tmp_path / "null", reading({"type": "array", "items": {"oneOf": [LEG, {"type": "null"}]}}))
    value, told = read(nullable, [["LIS", "2026-07-01", 2], None])
    assert not told and value == [("LIS", dt.date(2026, 7, 1), Decimal(2)), None]


def test_a_tuple_that_holds_itself(tmp_path: Path) -> None:
    tree = {"type": "array", "prefixItems": [TEXT, ref("Tree")], "items": False}
    made = emit(tmp_path, reading(ref("Tree"), Tree=tree))
    assert read(made, ["a", ["b", ["c"]]]) == (("a", ("b", ("c",))), [])


@pytest.mark.parametrize("version", [V30, "3.1.0"])
def test_tuples_of_older_drafts(tmp_path: Path, version: str) -> None:
    """`items` as a list, `additionalItems` for the rest (JSON Schema draft 7, validation, 6.4)."""
    old = {"type": "array", "items": [TEXT, DAY], "additionalItems": WHOLE}
    value, told = read(emit(tmp_path, reading(old, version)), ["a", "2026-07-01", 5, 6])
    assert not told and value == ("a", dt.date(2026, 7, 1), 5, 6)


def test_one_type_for_all_items_is_a_list(tmp_path: Path) -> None:
    same = {"type": "array", "items": DAY, "minItems": 2, "maxItems": 2}
    value, told = read(emit(tmp_path, reading(same, V30)), ["2026-07-01", "2026-07-02"])
    assert not told and value == [dt.date(2026, 7, 1), dt.date(2026, 7, 2)]


def test_a_text_or_an_amount(tmp_path: Path) -> None:
    """msgspec reads a Decimal from a text too, and takes no union of both."""
    made = emit(tmp_path / "type", reading({"type": ["string", "number"], "format": "decimal"}))
    assert read(made, "1.50") == ("1.50", [])
    value, told = read(made, 1.5)
    assert not told and isinstance(value, Decimal)
    made = emit(tmp_path / "list", reading({"type": "array", "items": {"oneOf": [MONEY, TEXT, {"type": "null"}]}}))
    assert read(made, ["1.50", 0.25, None]) == (["1.50", Decimal("0.25"), None], [])
