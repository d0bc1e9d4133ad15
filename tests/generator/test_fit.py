"""A valid value is never changed: unions by fit, and schemas put together. jsonschema says which values are valid."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from tests.generator.small_clients import Emitted, document, emit, operation, reading, ref, returns, sending

STRING, INTEGER, BOOLEAN = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}


def obj(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def told(made: Emitted, answer: Any, method: str = "do") -> tuple[Any, list[Any]]:
    wire = made.wire(answer)
    response = wire.client.with_response(getattr(wire.client.things, method))
    return response.value, [*response.drift]


def named(made: Emitted, answer: Any) -> str:
    """The class of an answer that is read without drift and written as it came."""
    value, drift = told(made, answer)
    assert not drift, drift
    assert msgspec.to_builtins(value) == answer
    return type(value).__name__


# --- the member that fits ------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["oneOf", "anyOf"])
def test_the_type_of_a_member_tells(tmp_path: Path, key: str) -> None:
    one, two = obj(("at", "n"), at=STRING, n=STRING), obj(("at", "n"), at=STRING, n=INTEGER)
    made = emit(tmp_path, reading({key: [ref("Words"), ref("Numbers")]}, Words=one, Numbers=two))
    assert named(made, {"at": "x", "n": "5"}) == "Words"
    assert named(made, {"at": "x", "n": 5}) == "Numbers"
    value, drift = told(made, {"at": "x", "n": 5, "more": True})
    assert type(value).__name__ == "Numbers" and value.n == 5
    assert [one.path for one in drift] == ["$.more"]


def test_the_type_of_a_member_of_a_member_tells(tmp_path: Path) -> None:
    deep = {"oneOf": [obj(("a",), a=obj(("v",), v=kind)) for kind in (STRING, INTEGER, BOOLEAN)]}
    made = emit(tmp_path, reading({"type": "array", "items": obj(("u",), u=deep)}))
    answer = [{"u": {"a": {"v": value}}} for value in (True, "x", 7)]
    value, drift = told(made, answer)
    assert not drift and [one.u.a.v for one in value] == [True, "x", 7]
    assert len({type(one.u) for one in value}) == 3


def test_constants_of_any_type_tell(tmp_path: Path) -> None:
    members = {
        "One": obj(("v",), v={"const": 1}, x=STRING),
        "Yes": obj(("v",), v={"const": True}, x=STRING),
        "Text": obj(("v",), v={"const": "1"}, x=STRING),
    }
    made = emit(tmp_path, reading({"oneOf": [ref(name) for name in members]}, **members))
    assert named(made, {"v": 1}) == "One"
    assert named(made, {"v": True, "x": "x"}) == "Yes"
    assert named(made, {"v": "1", "x": "x"}) == "Text"


def test_of_members_that_fit_alike_the_first_counts(tmp_path: Path) -> None:
    made = emit(tmp_path, reading({"oneOf": [ref("Second"), ref("First")]}, First=obj(a=STRING), Second=obj(a=STRING)))
    assert named(made, {"a": "x"}) == "Second"


def test_a_value_of_any_of_several_members_is_no_news(tmp_path: Path) -> None:
    made = emit(tmp_path, reading({"anyOf": [obj(("a",), a=STRING), obj(("b",), b=INTEGER)]}))
    answer = {"a": "x", "b": 5}
    value, drift = told(made, answer)
    assert not drift and msgspec.to_builtins(value) == answer
    _, drift = told(made, {"a": "x", "b": "no integer"})
    assert [one.path for one in drift] == ["$.b"]


def test_money_in_a_member_keeps_its_digits(tmp_path: Path) -> None:
    amount = {"type": "number", "format": "decimal"}
    made = emit(tmp_path, reading({"oneOf": [obj(("v",), v=STRING), obj(("v",), v=amount)]}))
    value, drift = told(made, {"v": 10.5})
    assert not drift and str(value.v) == "10.5"
    assert told(made, {"v": "10.5"})[0].v == "10.5"


@pytest.mark.parametrize(
    ("schema", "answer"),
    [
        ({"anyOf": [obj(a=STRING), obj(b=STRING)]}, {"c": 1}),
        ({"oneOf": [obj(a=STRING), obj(("b",), b=STRING)]}, {"c": 1}),
        ({"anyOf": [obj(a=STRING), obj(b=STRING), STRING]}, {"c": {"d": None}}),
        ({"anyOf": [{"type": "object", "additionalProperties": STRING}, obj(id=INTEGER)]}, {"x": 1}),
        ({"anyOf": [{"type": "object", "additionalProperties": INTEGER}, obj(id=STRING)]}, {"x": "q"}),
    ],
)
def test_an_object_of_other_members_fits_what_asks_for_none(tmp_path: Path, schema: Any, answer: Any) -> None:
    """JSON Schema 2020-12, 10.3.2.3: without `additionalProperties` any others are valid. They are news, and nothing else."""
    Draft202012Validator(schema).validate(answer)
    value, drift = told(emit(tmp_path, reading(schema)), answer)
    assert [one.expected for one in drift] == ["nothing"]
    assert isinstance(value, msgspec.Struct) and msgspec.to_builtins(value) == answer


# --- tags ----------------------------------------------------------------------------------------------------


def test_without_a_mapping_the_constants_of_the_tag_count_and_then_the_names(tmp_path: Path) -> None:
    members = {
        "Card": obj(("type",), type={"type": "string", "enum": ["debit", "credit"]}, n=INTEGER),
        "Bank": obj(("type",), type={"const": "transfer"}, n=INTEGER),
        "Cash": obj(("type",), type=STRING, n=INTEGER),
    }
    method = {"oneOf": [ref(name) for name in members], "discriminator": {"propertyName": "type"}}
    made = emit(tmp_path, reading(method, **members))
    for tag, name in (("debit", "Card"), ("credit", "Card"), ("transfer", "Bank"), ("Cash", "Cash")):
        assert named(made, {"type": tag, "n": 1}) == name
    value, drift = told(made, {"type": "crypto", "n": 1})
    assert value == {"type": "crypto", "n": 1} and drift


def test_a_value_of_the_tag_that_two_members_have_is_told_by_the_rest(tmp_path: Path) -> None:
    kinds = {"type": "string", "enum": ["a", "both"]}, {"type": "string", "enum": ["both", "b"]}
    members = {"One": obj(("kind", "v"), kind=kinds[0], v=STRING), "Two": obj(("kind", "v"), kind=kinds[1], v=INTEGER)}
    union = {"oneOf": [ref("One"), ref("Two")], "discriminator": {"propertyName": "kind"}}
    made = emit(tmp_path, reading(union, **members))
    assert named(made, {"kind": "both", "v": "x"}) == "One"
    assert named(made, {"kind": "both", "v": 3}) == "Two"
    assert named(made, {"kind": "b", "v": 3}) == "Two"


# --- children of a discriminator -----------------------------------------------------------------------------

ANIMAL = {**obj(("kind",), kind=STRING, name=STRING), "discriminator": {"propertyName": "kind"}}
FAMILY: dict[str, Any] = {
    "Animal": ANIMAL,
    "Dog": {"allOf": [ref("Animal"), obj(("bark",), bark=INTEGER)]},
    "Puppy": {"allOf": [ref("Dog"), obj(weeks=INTEGER)]},
    "Cat": {"allOf": [ref("Animal")], "description": "No members of its own."},
}


@pytest.mark.parametrize("mapped", [True, False])
def test_a_value_is_the_child_that_its_tag_names(tmp_path: Path, mapped: bool) -> None:
    family = FAMILY
    if mapped:
        mapping = {name.lower(): f"#/components/schemas/{name}" for name in ("Dog", "Puppy", "Cat")}
        family = {**FAMILY, "Animal": {**ANIMAL, "discriminator": {"propertyName": "kind", "mapping": mapping}}}
    made = emit(tmp_path, reading(obj(("pet",), pet=ref("Animal")), **family))
    assert not made.findings

    def pet(**members: Any) -> Any:
        tag = str(members["kind"]).lower() if mapped else members["kind"]
        value, drift = told(made, {"pet": {**members, "kind": tag}})
        assert not drift, drift
        return type(value.pet).__name__

    assert pet(kind="Dog", bark=1, name="x") == "Dog"
    assert pet(kind="Puppy", bark=1, weeks=3) == "Puppy"
    assert pet(kind="Cat", name="x") == "Cat"
    assert pet(kind="Newt", name="x") == "Animal"


def test_a_child_is_sent_where_its_base_is_asked_for(tmp_path: Path) -> None:
    made = emit(tmp_path, sending(ref("Animal"), **FAMILY))
    wire = made.wire()
    wire.client.things.do(made.models.Puppy(kind="Puppy", bark=2, weeks=1))
    assert wire.json == {"kind": "Puppy", "bark": 2, "weeks": 1}


def test_a_child_is_asked_for_by_itself_and_may_be_its_own_child(tmp_path: Path) -> None:
    made = emit(tmp_path, reading(ref("Dog"), **FAMILY))
    assert named(made, {"kind": "Puppy", "bark": 2, "weeks": 1}) == "Puppy"


def test_who_is_built_on_a_child_leaves_its_name_to_it(tmp_path: Path) -> None:
    """OpenAPI 3.1.1, 4.8.25: a name of a component stands for it beside a mapping, too. What has no name of these is the base."""
    kind = {"propertyName": "kind", "mapping": {"d": "#/components/schemas/Dog"}}
    schemas = {
        "Animal": {**obj(("kind",), kind=STRING), "discriminator": kind},
        "Dog": {"allOf": [ref("Animal"), obj(bark=INTEGER)]},
        "Puppy": {"allOf": [ref("Dog"), obj(age=INTEGER)]},
        "Cat": {"allOf": [ref("Animal"), obj(meow=STRING)]},
    }
    for base in ("Animal", "Dog"):
        made = emit(tmp_path / base, reading(ref(base), **schemas))
        assert named(made, {"kind": "Dog"}) == named(made, {"kind": "d", "bark": 1}) == "Dog"
        assert named(made, {"kind": "Puppy", "bark": 1, "age": 2}) == "Puppy"
        assert named(made, {"kind": "fox"}) == base
    assert named(emit(tmp_path, reading(ref("Animal"), **schemas)), {"kind": "Animal"}) == "Animal"


def test_a_union_of_its_own_children_is_a_union(tmp_path: Path) -> None:
    animal = {**ANIMAL, "oneOf": [ref("Dog"), ref("Cat")]}
    family = {"Animal": animal, "Dog": FAMILY["Dog"], "Cat": {"allOf": [ref("Animal"), obj(meow=STRING)]}}
    made = emit(tmp_path, reading(ref("Animal"), **family))
    assert named(made, {"kind": "Dog", "bark": 2}) == "Dog"
    assert named(made, {"kind": "Cat", "meow": "m"}) == "Cat"


# --- put together --------------------------------------------------------------------------------------------


def test_a_member_that_is_described_twice_fits_both(tmp_path: Path) -> None:
    base = obj(("meta",), meta=obj(("a",), a=INTEGER, deep=obj(x=STRING)))
    child = {"allOf": [ref("Base"), obj(meta=obj(("b",), b={"type": "string"}, deep=obj(y=INTEGER)))]}
    made = emit(tmp_path, reading(ref("Child"), Base=base, Child=child))
    answer = {"meta": {"a": 1, "b": "x", "deep": {"x": "x", "y": 2}}}
    value, drift = told(made, answer)
    assert not drift and (value.meta.a, value.meta.b, value.meta.deep.x, value.meta.deep.y) == (1, "x", "x", 2)


def test_of_two_descriptions_the_one_that_says_more_keeps_its_name(tmp_path: Path) -> None:
    base = obj(a={"type": "object"}, b={"type": "number"}, c=STRING, d=ref("Animal"))
    child = {
        "allOf": [ref("Base"), obj(a=ref("Extra"), b=INTEGER, c={"type": "string", "format": "date"}, d=ref("Dog"))]
    }
    made = emit(tmp_path, reading(ref("Child"), Base=base, Child=child, Extra=obj(x=STRING), **FAMILY))
    value, drift = told(made, {"a": {"x": "x"}, "b": 5, "c": "2026-11-26", "d": {"kind": "Dog", "bark": 1}})
    assert not drift and type(value.a).__name__ == "Extra" and type(value.d).__name__ == "Dog"
    assert value.c.isoformat() == "2026-11-26"
    wire_types = {field.name: field.type for field in msgspec.structs.fields(made.models.Child)}
    assert "float" not in str(wire_types["b"])


def test_a_description_without_a_type_leaves_that_of_the_other(tmp_path: Path) -> None:
    """JSON Schema, Core 10.2.1.1: it must be valid against both, so it is still an integer, an object, a text."""
    base = obj(a=INTEGER, b={"type": "object"}, c=STRING)
    more = {"a": {"multipleOf": 5}, "b": {"if": {}, "then": {"required": ["x"]}}, "c": {"contentEncoding": "base32"}}
    made = emit(tmp_path, reading(ref("Child"), Base=base, Child={"allOf": [ref("Base"), {"properties": more}]}))
    wire_types = {field.name: str(field.type) for field in msgspec.structs.fields(made.models.Child)}
    for name, kind in (("a", "int"), ("b", "dict"), ("c", "str")):
        assert kind in wire_types[name] and "Any |" not in wire_types[name]


def test_members_of_conditions_are_members(tmp_path: Path) -> None:
    thing = {
        **obj(kind=STRING, card=STRING),
        "if": {"properties": {"kind": {"const": "card"}}},
        "then": {"properties": {"number": STRING, "until": INTEGER}, "required": ["number"]},
        "else": {"properties": {"iban": STRING, "until": STRING}},
        "dependentSchemas": {"card": {"properties": {"holder": ref("Person")}}},
    }
    made = emit(
        tmp_path,
        reading({"allOf": [ref("Thing"), {"if": {}, "then": obj(z=BOOLEAN)}]}, Thing=thing, Person=obj(n=STRING)),
    )
    assert not made.findings
    answer = {"kind": "card", "number": "4", "until": 2030, "card": "x", "holder": {"n": "x"}, "z": True}
    value, drift = told(made, answer)
    assert not drift and (value.number, value.until, value.holder.n, value.z) == ("4", 2030, "x", True)
    assert told(made, {"iban": "x", "until": "May"})[1] == []


def test_diamonds_take_no_time(tmp_path: Path) -> None:
    levels = 40
    schemas: dict[str, Any] = {f"L{levels}": obj(end=STRING)}
    for n in range(levels):
        schemas[f"L{n}"] = {"allOf": [ref(f"L{n + 1}"), ref(f"L{n + 1}"), obj(**{f"p{n}": STRING})]}
    made = emit(tmp_path, reading(ref("L0"), **schemas))
    assert told(made, {"end": "x", "p0": "a", "p39": "b"})[0].p39 == "b"


# --- against another reader of the standard --------------------------------------------------------------------

_SCALARS = (STRING, INTEGER, BOOLEAN, {"type": "number"}, {"const": "k"}, {"const": 7}, {"type": ["string", "null"]})
_VALUES = ("x", "k", 7, 0, True, False, 1.5, None)


def _schema(chance: random.Random, depth: int) -> dict[str, Any]:
    kind = chance.random()
    if depth == 0 or kind < 0.45:
        return chance.choice(_SCALARS)
    if kind < 0.6:
        return {"type": "array", "items": _schema(chance, depth - 1)}
    if kind < 0.8:
        members = [_schema(chance, depth - 1) for _ in range(chance.randint(2, 3))]
        return {chance.choice(["oneOf", "anyOf"]): members}
    return _object(chance, depth - 1)


def _object(chance: random.Random, depth: int) -> dict[str, Any]:
    names = chance.sample(["a", "b", "c", "d"], chance.randint(1, 3))
    required = tuple(name for name in names if chance.random() < 0.5)
    return obj(required, **{name: _schema(chance, depth) for name in names})


def _value(chance: random.Random, schema: dict[str, Any]) -> Any:
    """A value that is likely to be of the schema."""
    for key in ("oneOf", "anyOf"):
        if key in schema:
            return _value(chance, chance.choice(schema[key]))
    if "properties" in schema:
        return {
            name: _value(chance, inner)
            for name, inner in schema["properties"].items()
            if name in schema["required"] or chance.random() < 0.6
        }
    if schema.get("type") == "array":
        return [_value(chance, schema["items"]) for _ in range(chance.randint(0, 2))]
    fitting = [one for one in _VALUES if Draft202012Validator(schema).is_valid(one)]
    return chance.choice(fitting)


@pytest.mark.parametrize("seed", range(3))
def test_what_another_reader_calls_valid_comes_back_as_it_was(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    schemas = [{"oneOf": [_object(chance, 3) for _ in range(chance.randint(2, 4))]} for _ in range(12)]
    schemas = [{"type": "array", "items": one} if n % 2 else one for n, one in enumerate(schemas)]
    paths = {f"/{n}": {"get": operation(f"things-get{n}", responses=returns(one))} for n, one in enumerate(schemas)}
    made = emit(tmp_path, document(paths))
    tried = 0
    for number, schema in enumerate(schemas):
        judge = Draft202012Validator(schema)
        for _ in range(40):
            answer = _value(chance, schema)
            if not judge.is_valid(answer):
                continue
            tried += 1
            value, drift = told(made, answer, f"get{number}")
            assert not drift, (schema, answer, drift)
            assert msgspec.to_builtins(value) == answer, (schema, answer, value)
    assert tried > 100


def test_unions_in_lists_are_told_without_the_hook_where_names_or_constants_tell(tmp_path: Path) -> None:
    kinds = [obj(("kind", "v"), kind={"const": kind}, v=STRING) for kind in ("a", "b")]
    listed = {"type": "array", "items": {"anyOf": kinds}}
    named = {"type": "array", "items": {"anyOf": [obj(("a",), a=STRING), obj(("b",), b=STRING, c=STRING)]}}
    made = emit(tmp_path, reading(obj(("kinds", "names"), kinds=listed, names=named)))
    assert "by_constant(" in made.files["models.py"] and "by_names(" in made.files["models.py"]
    answer = {"kinds": [{"kind": "b", "v": "x"}], "names": [{"b": "x"}, {"a": "x"}]}
    value, drift = told(made, answer)
    assert not drift and msgspec.to_builtins(value) == answer
    assert told(made, {**answer, "names": [{"a": "x", "c": "of another"}]})[1] == []
