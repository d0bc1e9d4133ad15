"""Members that conditions describe. jsonschema says which values are valid: these come back as they were, without drift."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from tests.generator.small_clients import emit, reading, ref

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
DAY = {"type": "string", "format": "date"}


def kind(name: str) -> dict[str, Any]:
    return {"properties": {"kind": {"const": name}}, "required": ["kind"]}


def data(schema: Any) -> dict[str, Any]:
    return {"properties": {"data": schema}}


def obj(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def read(folder: Path, schema: Any, *answers: Any, judge: Any = Draft202012Validator, **schemas: Any) -> list[Any]:
    """What valid answers are read as."""
    made = emit(folder, reading(schema, **schemas))
    whole = {**schema, "components": {"schemas": schemas}}
    found: list[Any] = []
    for answer in answers:
        judge(whole).validate(answer)
        wire = made.wire(answer)
        response = wire.client.with_response(wire.client.things.do)
        assert not response.drift, (answer, response.drift)
        assert msgspec.to_builtins(response.value) == answer
        found.append(response.value)
    return found


@pytest.mark.parametrize("base", [None, {"type": "object"}, {}])
def test_a_member_is_another_thing_by_the_kind(tmp_path: Path, base: object) -> None:
    """A chain of conditions in an `allOf`: what one of them says is not meant of the values of another."""
    branches = [{"if": kind("card"), "then": data(ref("Card"))}, {"if": kind("bank"), "then": data(ref("Bank"))}]
    members = {"kind": TEXT, **({} if base is None else {"data": base})}
    schema = {"type": "object", "properties": members, "allOf": branches}
    card, bank = obj(number=TEXT, until=DAY), obj(iban=TEXT, until=TEXT)
    answers = (
        {"kind": "card", "data": {"number": "4", "until": "2026-07-01"}},
        {"kind": "bank", "data": {"iban": "x", "until": "some day"}},
        {"kind": "coin", "data": {"metal": "gold"}},
    )
    found = read(tmp_path, schema, *answers[: 2 if base is None else 3], Card=card, Bank=bank)
    if base != {}:  # there it may be anything
        assert found[0].data.until == dt.date(2026, 7, 1) and found[1].data.iban == "x"


def test_both_branches_say_what_it_is(tmp_path: Path) -> None:
    schema = {**obj(kind=TEXT, data={}), "if": kind("n"), "then": data(WHOLE), "else": data(obj(a=DAY))}
    one, other = read(tmp_path, schema, {"kind": "n", "data": 5}, {"kind": "o", "data": {"a": "2026-07-01"}})
    assert one.data == 5 and other.data.a == dt.date(2026, 7, 1)


def test_a_member_has_members_of_its_own_for_some_values(tmp_path: Path) -> None:
    place = obj(street=TEXT)
    schema = {**obj(kind=TEXT, data=place), "if": kind("far"), "then": data({**obj(land=TEXT), "required": ["land"]})}
    near, far = read(
        tmp_path,
        schema,
        {"kind": "near", "data": {"street": "x"}},
        {"kind": "far", "data": {"street": "x", "land": "PT"}},
    )
    assert near.data.street == far.data.street == "x" and far.data.land == "PT"


def test_what_narrows_a_scalar_changes_no_other_value(tmp_path: Path) -> None:
    schema = {**obj(kind=TEXT, data={"type": ["string", "integer"]}), "if": kind("n"), "then": data(WHOLE)}
    assert [one.data for one in read(tmp_path, schema, {"kind": "n", "data": 5}, {"kind": "o", "data": "5"})] == [
        5,
        "5",
    ]
    dated = {**obj(kind=TEXT, data=TEXT), "if": kind("d"), "then": data(DAY)}
    read(tmp_path / "dated", dated, {"kind": "d", "data": "2026-07-01"}, {"kind": "o", "data": "soon"})


def test_a_union_inside_of_a_branch(tmp_path: Path) -> None:
    schema = {
        **obj(kind=TEXT),
        "if": kind("x"),
        "then": {"oneOf": [{**obj(**{n: s}), "required": [n]} for n, s in (("a", WHOLE), ("b", DAY))]},
    }
    (value,) = read(tmp_path, schema, {"kind": "x", "b": "2026-07-01"})
    assert value.b == dt.date(2026, 7, 1)


def test_dependencies_of_older_drafts(tmp_path: Path) -> None:
    """A schema, or a list of names that must be there too (JSON Schema draft 7, validation, 6.5.7)."""
    more = {"card": {"properties": {"until": DAY}}, "name": ["card"]}
    schema = {**obj(name=TEXT, card=TEXT), "dependencies": more}
    answer = {"name": "x", "card": "4", "until": "2026-07-01"}
    assert read(tmp_path, schema, answer, judge=Draft7Validator)[0].until == dt.date(2026, 7, 1)


@pytest.mark.parametrize(
    "told",
    [
        {"if": kind("n"), "then": data(WHOLE)},
        {"dependentSchemas": {"card": data(DAY)}},
        {"allOf": [{"if": kind("n"), "then": data(WHOLE)}, {"if": kind("d"), "then": data(obj(q=WHOLE))}]},
    ],
)
@pytest.mark.parametrize("other", ["12", 3, [{"q": 1}], {"z": 1}, None, True, {"q": "12"}])
def test_where_no_condition_holds_a_member_is_anything(tmp_path: Path, told: dict[str, Any], other: Any) -> None:
    """JSON Schema 2020-12, Core, 10.2.2: `then` says nothing of a value that `if` does not hold for."""
    read(tmp_path, {**obj(kind=TEXT), **told}, {"kind": "o", "data": other})


@pytest.mark.parametrize("key", ["then", "dependentSchemas"])
def test_both_branches_inside_of_a_branch_say_nothing_of_other_values(tmp_path: Path, key: str) -> None:
    inner = {"if": kind("n"), "then": data(TEXT), "else": data({"type": "null"})}
    outer = {"if": {"required": ["deep"]}, "then": inner} if key == "then" else {key: {"deep": inner}}
    answers = (
        {"data": 5},
        {"data": [1], "kind": "n"},
        {"deep": 1, "kind": "n", "data": "x"},
        {"deep": 1, "data": None},
    )
    read(tmp_path, {**obj(kind=TEXT, deep=WHOLE), **outer}, *answers)
