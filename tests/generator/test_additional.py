"""Members that have types and no names: read, given and sent as what the document says. jsonschema says what is valid."""

from __future__ import annotations

import copy
import datetime as dt
import json
import pickle
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from reissue_generator.builder.name_patterns import python_pattern
from tests.generator.small_clients import V30, Emitted, document, emit, operation, reading, ref, returns, sending

TEXT, WHOLE, YES = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
DAY, MONEY = {"type": "string", "format": "date"}, {"type": "number", "format": "decimal"}
STOCK = {"type": "object", "required": ["sku"], "properties": {"sku": TEXT}}


def both(schema: Any, version: str = "3.1.0", **schemas: Any) -> dict[str, Any]:
    """`client.things.do(body)`, which answers with the same schema."""
    body = sending(schema, version)["paths"]["/things"]["post"]["requestBody"]
    path = {"/things": {"post": operation(requestBody=body, responses=returns(schema))}}
    return document(path, version, components={"schemas": schemas})


def read(made: Emitted, answer: Any, body: Any = None) -> tuple[Any, list[str]]:
    """An answer as it is read, which goes back as it came, and the places that are told."""
    wire = made.wire(answer)
    given = () if body is None else (body,)
    response = wire.client.with_response(wire.client.things.do, *given)
    assert made.sub("runtime.body").encode_json(response.value) == msgspec.json.encode(answer)
    return response.value, [drift.path for drift in response.drift]


@pytest.mark.parametrize("version", [V30, "3.1.0"])
def test_further_members_are_read_given_and_sent_with_their_type(tmp_path: Path, version: str) -> None:
    schema = {**STOCK, "additionalProperties": DAY}
    made = emit(tmp_path, both(ref("Stock"), version, Stock=schema))
    answer = {"sku": "k-1", "counted": "2026-03-04", "sold": "2026-05-06"}
    Draft202012Validator(schema).validate(answer)
    wire = made.wire(answer)
    stock = made.models.Stock(sku="k-1", additional={"counted": dt.date(2026, 3, 4), "sold": dt.date(2026, 5, 6)})
    response = wire.client.with_response(wire.client.things.do, stock)
    assert wire.json == answer and not response.drift
    assert response.value.additional == {"counted": dt.date(2026, 3, 4), "sold": dt.date(2026, 5, 6)}
    assert response.value == stock and pickle.loads(pickle.dumps(stock)) == copy.copy(stock) == stock
    assert made.models.Stock(sku="k-1").additional == {}


def test_a_further_member_that_misfits_is_told_and_kept(tmp_path: Path) -> None:
    made = emit(tmp_path, reading({**STOCK, "additionalProperties": WHOLE}))
    value, told = read(made, {"sku": "k", "a": 1, "b": "many"})
    assert value.additional == {"a": 1, "b": "many"}
    assert told == ["$.*"]  # a name may be a customer's: it is not told


def test_models_money_and_unions_may_be_further_members(tmp_path: Path) -> None:
    kinds = {"Cat": {"kind": {"const": "cat"}, "n": WHOLE}, "Dog": {"kind": {"const": "dog"}, "n": MONEY}}
    models = {name: {"type": "object", "required": ["kind"], "properties": each} for name, each in kinds.items()}
    schema = {**STOCK, "additionalProperties": {"oneOf": [ref("Cat"), ref("Dog")]}}
    made = emit(tmp_path, reading(ref("Pets"), Pets=schema, **models))
    value, told = read(made, {"sku": "k", "tom": {"kind": "cat", "n": 3}, "rex": {"kind": "dog", "n": 1.25}})
    assert not told and [type(one).__name__ for one in value.additional.values()] == ["Cat", "Dog"]
    assert value.additional["rex"].n == Decimal("1.25")


def test_a_schema_that_holds_itself_among_further_members(tmp_path: Path) -> None:
    tree = {**STOCK, "additionalProperties": ref("Tree")}
    made = emit(tmp_path, reading(ref("Tree"), Tree=tree))
    value, told = read(made, {"sku": "a", "left": {"sku": "b", "right": {"sku": "c"}}})
    assert not told and value.additional["left"].additional["right"].sku == "c"


def test_names_tell_the_types_by_pattern(tmp_path: Path) -> None:
    patterns = {"^d_": DAY, "^n_[0-9]+$": WHOLE, "money$": MONEY}
    schema = {**STOCK, "patternProperties": patterns, "additionalProperties": YES}
    made = emit(tmp_path, both(ref("Stock"), Stock=schema))
    answer = {"sku": "k", "d_1": "2026-01-02", "n_12": 5, "the money": 0.1, "n_x": True}
    Draft202012Validator(schema).validate(answer)
    value, told = read(made, answer, made.models.Stock(sku="k"))
    found = {"d_1": dt.date(2026, 1, 2), "n_12": 5, "the money": Decimal("0.1"), "n_x": True}
    assert not told and dict(value.additional) == found


@pytest.mark.parametrize("rest", [False, None])
def test_a_name_that_no_pattern_is_found_in_is_news(tmp_path: Path, rest: object) -> None:
    schema = {**STOCK, "patternProperties": {"^x-": WHOLE}, **({} if rest is None else {"additionalProperties": rest})}
    made = emit(tmp_path, reading(ref("Stock"), Stock=schema))
    value, told = read(made, {"sku": "k", "x-a": 1, "y": 2})
    assert told == ["$.y"] and value.additional == {"x-a": 1}
    with pytest.raises(ValueError, match="'y' is not documented"):
        made.models.Stock(sku="k", additional={"y": 2})
    with pytest.raises(ValueError, match="'sku' is an argument of its own"):
        made.models.Stock(sku="k", additional={"sku": 2})


def test_patterns_beside_any_member(tmp_path: Path) -> None:
    schema = {**STOCK, "patternProperties": {"^d_": DAY}, "additionalProperties": True}
    value, told = read(emit(tmp_path, reading(schema)), {"sku": "k", "d_1": "2026-01-02", "z": [1, "x"]})
    assert not told and value.additional == {"d_1": dt.date(2026, 1, 2), "z": [1, "x"]}


def test_objects_of_patterns_alone(tmp_path: Path) -> None:
    """One type is a dict; types that JSON cannot tell apart are told by the name."""
    schema = {"type": "object", "patternProperties": {"^d_": DAY, "^t_": TEXT}, "additionalProperties": False}
    value, told = read(emit(tmp_path / "two", reading(schema)), {"d_1": "2026-01-02", "t_1": "2026-01-02"})
    assert not told and value.additional == {"d_1": dt.date(2026, 1, 2), "t_1": "2026-01-02"}
    schema = {"type": "object", "patternProperties": {"^d_": DAY, "^e_": DAY}}
    assert read(emit(tmp_path / "one", reading(schema)), {"d_1": "2026-01-02"})[0] == {"d_1": dt.date(2026, 1, 2)}


def test_what_several_schemas_say_of_further_members(tmp_path: Path) -> None:
    """Through `allOf`, and `unevaluatedProperties`: what no part names (JSON Schema 2020-12, core, 11.3)."""
    one = {"type": "object", "properties": {"a": TEXT}}
    two = {"type": "object", "properties": {"b": TEXT}, "additionalProperties": {"type": ["string", "integer"]}}
    made = emit(tmp_path / "all", reading({"allOf": [ref("One"), ref("Two")]}, One=one, Two=two))
    value, told = read(made, {"a": "x", "b": "y", "more": 5})
    assert not told and value.additional == {"more": 5}
    left = {"allOf": [ref("One")], "properties": {"c": TEXT}, "unevaluatedProperties": DAY}
    value, told = read(emit(tmp_path / "left", reading(left, One=one)), {"a": "x", "c": "y", "d": "2026-01-02"})
    assert not told and value.additional == {"d": dt.date(2026, 1, 2)}
    variants = {"oneOf": [ref("One"), ref("Three")], "type": "object", "unevaluatedProperties": WHOLE}
    three = {"type": "object", "required": ["t"], "properties": {"t": TEXT}}
    made = emit(tmp_path / "variants", reading(variants, One=one, Three=three))
    value, told = read(made, {"t": "x", "more": 5})
    assert not told and value.t == "x" and value.additional == {"more": 5}


def test_the_mapping_makes_way_for_members(tmp_path: Path) -> None:
    names = dict.fromkeys(("additional", "additional_members"), TEXT)
    schema = {"type": "object", "properties": names, "additionalProperties": WHOLE}
    made = emit(tmp_path, reading(ref("OpenModel"), OpenModel={**schema, "title": "Mapping"}))
    value, told = read(made, {"additional": "x", "more": 3})
    assert not told and value.additional == "x" and value.additional_members_members == {"more": 3}


def test_a_value_of_a_union_may_have_further_members_alone(tmp_path: Path) -> None:
    one = {"type": "object", "properties": {"a": TEXT}, "additionalProperties": WHOLE}
    two = {"type": "object", "properties": {"b": TEXT}, "additionalProperties": YES}
    made = emit(tmp_path, reading({"oneOf": [ref("One"), ref("Two")]}, One=one, Two=two))
    for answer, name in (({"z": 5}, "One"), ({"z": True}, "Two"), ({"b": "x", "z": True}, "Two")):
        value, told = read(made, answer)
        assert not told and type(value).__name__ == name


def test_hostile_patterns_are_told_and_never_asked(tmp_path: Path) -> None:
    """The first takes for ever on a name of 40 letters; the others Python reads otherwise or not at all."""
    for pattern in ("^(a+)+$", "^(a|a)*$", r"^\p{L}+$", "(", ".*.*.*.*x", r"(a)\1", "a++", "[a--b]", "x{,3}"):
        assert python_pattern(pattern) is None
    schema = {**STOCK, "patternProperties": {"^(a+)+$": WHOLE}}
    made = emit(tmp_path, reading(schema))
    assert made.rules() == ["name-pattern"]
    value, told = read(made, {"sku": "k", "a" * 40 + "!": 5})
    assert not told and value.additional == {"a" * 40 + "!": 5}


def test_a_name_that_no_field_can_have_is_told_and_never_sent_otherwise(tmp_path: Path) -> None:
    """RFC 8259, 7: a quotation mark, a backslash and a control character may stand in a name, escaped; msgspec writes none of a struct."""
    with pytest.raises(ValueError, match="must not contain"):
        msgspec.defstruct("Odd", [("a", int)], rename={"a": 'b"c'})
    schema = {**STOCK, "required": ["sku", "a\\b"], "patternProperties": {'^"': WHOLE, '^[^"]$': YES, r"\n|\\": DAY}}
    made = emit(tmp_path, both(schema))
    assert set(made.rules()) == {"member-name"} and len({f.message for f in made.findings}) == 3
    wire = made.wire({"sku": "k", 'b"c': 5})
    response = wire.client.with_response(wire.client.things.do, {"sku": "k", "x": True})
    assert [(drift.path, drift.got) for drift in response.drift] == [("$.*", "a name that is not kept")]
    assert wire.json == {"sku": "k", "x": True} and json.loads(response.body) == {"sku": "k", 'b"c': 5}
    invalid = made.sub("runtime.errors").InvalidArgumentError
    with pytest.raises(invalid, match="a name that no member can have"):
        wire.client.things.do({"sku": "k", 'b"c': 5})
    answer = {'b"c': 5, "d\\e\n": 6}
    assert read(emit(tmp_path, both({"type": "object", "additionalProperties": WHOLE})), answer, answer) == (answer, [])


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [  # ECMA 262: `$` is the end, and not before a last line end; \d is 0 to 9; a dot is no line end
        ("^x$", "x", "x\n"),
        (r"^\d$", "7", "\u0667"),
        ("^a.c$", "abc", "a\u2028c"),
        (r"^[\w.-]+$", "a.b-c", "\u00e9"),
        ("^[a[|]$", "[", "b"),
        ("^(?!x-)[a-z]{1,3}$", "ab", "x-a"),
        ("^(?:ab)+$", "abab", "aba"),
    ],
)
def test_patterns_mean_what_they_do_in_ecma(pattern: str, yes: str, no: str) -> None:
    found = python_pattern(pattern)
    assert found is not None and re.search(found, yes, re.ASCII) and not re.search(found, no, re.ASCII)


@pytest.mark.parametrize(
    "schema",
    [
        {"additionalProperties": {"type": "string", "x-reissue-sensitive": True}},
        {"patternProperties": {"^x": {"type": "string", "format": "password"}}, "additionalProperties": False},
        {"additionalProperties": {"type": "string"}, "x-reissue-sensitive": True},
        {"additionalProperties": True, "x-reissue-sensitive": True},
    ],
)
def test_further_members_that_are_sensitive_show_neither_names_nor_values(
    tmp_path: Path, schema: dict[str, Any]
) -> None:
    thing = {"type": "object", "properties": {"id": {"type": "string"}}, **schema}
    made = emit(tmp_path, reading(ref("Thing"), Thing=thing))
    value = made.wire({"id": "7", "xena@canary.example": "4111-canary"}).client.things.do()
    assert "canary" not in repr(value) + str(value)
    assert msgspec.to_builtins(value)["xena@canary.example"] == "4111-canary"
    texts = set(made.sub("runtime.model").sensitive_texts(value))  # what is masked in logs and errors
    assert {"4111-canary", "xena@canary.example"} <= texts
