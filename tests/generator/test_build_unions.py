"""allOf, oneOf, anyOf and discriminators: which type a value becomes."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from reissue_runtime import ResponseDecodeError

from tests.generator.small_clients import DIALECTS, V30, V31, Emitted, emit, reading, ref, returns, sending

STRING, INTEGER = {"type": "string"}, {"type": "integer"}


def obj(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def value_of(made: Emitted, answer: Any, drifts: int = 0) -> Any:
    wire = made.wire(answer)
    response = wire.client.with_response(wire.client.things.do)
    assert len(response.drift) == drifts, response.drift
    return response.value


# --- allOf ---------------------------------------------------------------------------------------------------

BASE = obj(("id",), id=STRING, name=STRING)
ALL_OF = {
    "a reference and members": {"allOf": [ref("Base"), obj(("extra",), extra=INTEGER)]},
    "members beside allOf": {"allOf": [ref("Base")], **obj(("extra",), extra=INTEGER)},
    "nested": {"allOf": [{"allOf": [ref("Base")]}, {"allOf": [obj(extra=INTEGER), {"required": ["extra"]}]}]},
    "untyped members": {"allOf": [ref("Base"), {"properties": {"extra": INTEGER}}, {"description": "only words"}]},
    "the same twice": {"allOf": [ref("Base"), ref("Base"), obj(extra=INTEGER)]},
    "itself": {"allOf": [ref("Base"), ref("Thing"), obj(extra=INTEGER)]},
}


@pytest.mark.parametrize("version", DIALECTS)
@pytest.mark.parametrize("kind", ALL_OF)
def test_all_of_is_the_sum_of_its_members(tmp_path: Path, version: str, kind: str) -> None:
    made = emit(tmp_path, reading(ref("Thing"), version, Thing=ALL_OF[kind], Base=BASE))
    value = value_of(made, {"id": "1", "name": "n", "extra": 5})
    assert type(value) is made.models.Thing
    assert (value.id, value.name, value.extra) == ("1", "n", 5)


def test_a_member_that_is_said_again_keeps_its_type_unless_it_gets_another(tmp_path: Path) -> None:
    thing = {"allOf": [obj(a=STRING, b=STRING), {"properties": {"a": {"description": "more words"}, "b": INTEGER}}]}
    value = value_of(emit(tmp_path, reading(thing)), {"a": "x", "b": 5})
    assert (value.a, value.b) == ("x", 5)


@pytest.mark.parametrize("version", DIALECTS)
@pytest.mark.parametrize(
    ("schema", "answer"),
    [
        ({"allOf": [STRING, {"maxLength": 5}]}, "x"),
        ({"allOf": [{"enum": ["a", "b", "c"]}, {"enum": ["b", "c", "d"]}]}, "b"),
        ({"allOf": [{"type": "array", "items": INTEGER}, {"minItems": 1}]}, [1]),
        ({"allOf": [{"type": "number"}, {"type": "integer"}]}, 1),
        ({"allOf": []}, {"a": 1}),
        ({"allOf": [{"description": "words"}]}, [1]),
    ],
)
def test_all_of_what_is_no_object(tmp_path: Path, version: str, schema: Any, answer: Any) -> None:
    assert value_of(emit(tmp_path, reading(schema, version)), answer) == answer


def test_members_that_exclude_each_other_are_told(tmp_path: Path) -> None:
    made = emit(tmp_path, reading({"allOf": [STRING, INTEGER]}))
    assert made.rules() == ["allof-conflict"]


# --- plain unions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", DIALECTS)
@pytest.mark.parametrize("key", ["oneOf", "anyOf"])
@pytest.mark.parametrize(
    ("members", "answers"),
    [
        ([STRING, INTEGER], ["x", 5]),
        ([STRING, {"type": "array", "items": STRING}], ["x", ["x"]]),
        ([{"type": "string", "format": "date-time"}, STRING], ["2024-01-01T00:00:00Z", "x"]),
        ([{"type": "string", "enum": ["a"]}, STRING], ["a", "b"]),
        ([INTEGER, {"type": "number"}], [1, 1.5]),
        ([{"type": "array", "items": STRING}, {"type": "array", "items": INTEGER}], [["a"], [1]]),
        (
            [{"type": "object", "additionalProperties": STRING}, {"type": "object", "additionalProperties": INTEGER}],
            [{"a": "x"}, {"a": 1}],
        ),
        ([STRING, INTEGER, {"type": "boolean"}, {"type": "array"}, {"type": "object"}], ["x", 1, True, [1], {"a": 1}]),
        ([{"oneOf": [STRING, INTEGER]}, {"type": "boolean"}], ["x", 1, False]),
        ([STRING], ["x"]),
        ([{"description": "words"}, {"description": "more"}], [{"any": 1}]),
        ([{"const": "a"}, {"const": "b"}], ["a", "b"]),
    ],
)
def test_members_that_json_tells_apart(
    tmp_path: Path, version: str, key: str, members: list[Any], answers: list[Any]
) -> None:
    if version == V30:
        members = [{"type": "string", "enum": [one["const"]]} if "const" in one else one for one in members]
    made = emit(tmp_path, reading(obj(a={key: members}), version))
    for answer in answers:
        found = value_of(made, {"a": answer}).a
        assert (found, type(found)) == (answer, type(answer))


def test_an_object_or_nothing_or_text(tmp_path: Path) -> None:
    made = emit(tmp_path, reading(obj(a={"oneOf": [ref("Cat"), STRING, {"type": "null"}]}), Cat=obj(meow=STRING)))
    assert value_of(made, {"a": {"meow": "x"}}).a.meow == "x"
    assert value_of(made, {"a": "x"}).a == "x"
    assert value_of(made, {"a": None}).a is None


# --- unions of objects ---------------------------------------------------------------------------------------

CAT = obj(("kind", "meow"), kind=STRING, meow=STRING)
DOG = obj(("kind", "bark"), kind=STRING, bark=INTEGER)


@pytest.mark.parametrize("version", DIALECTS)
@pytest.mark.parametrize("key", ["oneOf", "anyOf"])
def test_objects_are_told_apart_by_their_members(tmp_path: Path, version: str, key: str) -> None:
    made = emit(tmp_path, reading(obj(pet={key: [ref("Cat"), ref("Dog")]}), version, Cat=CAT, Dog=DOG))
    assert type(value_of(made, {"pet": {"kind": "?", "meow": "m"}}).pet) is made.models.Cat
    assert type(value_of(made, {"pet": {"kind": "?", "bark": 5}}).pet) is made.models.Dog


MAPPINGS: dict[str, Any] = {
    "by name": None,
    "by reference": {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"},
    "by bare name": {"cat": "Cat", "dog": "Dog"},
    "with one of them": {"cat": "#/components/schemas/Cat"},
}


@pytest.mark.parametrize("version", DIALECTS)
@pytest.mark.parametrize("kind", MAPPINGS)
def test_a_discriminator(tmp_path: Path, version: str, kind: str) -> None:
    discriminator = {"propertyName": "kind", **({"mapping": MAPPINGS[kind]} if MAPPINGS[kind] else {})}
    pet = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": discriminator}
    made = emit(tmp_path, reading({"type": "array", "items": ref("Pet")}, version, Pet=pet, Cat=CAT, Dog=DOG))
    cat, dog = ("Cat", "Dog") if kind == "by name" else ("cat", "Dog" if kind == "with one of them" else "dog")
    found = value_of(made, [{"kind": cat, "meow": "m"}, {"kind": dog, "bark": 1}])
    assert [type(one) for one in found] == [made.models.Cat, made.models.Dog]


def test_a_discriminator_documents_its_member(tmp_path: Path) -> None:
    """OpenAPI, Discriminator Object: `propertyName` is the name of the property in the payload, whether schemas list it or not."""
    kinds = {
        "Cat": {"type": "object", "properties": {"n": INTEGER}},
        "Dog": {"type": "object", "properties": {"n": INTEGER}},
    }
    pet = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "@kind", "mapping": {"c": "Cat"}}}
    doc = sending(ref("Pet"), Pet=pet, **kinds)
    doc["paths"]["/things"]["post"]["responses"] = returns(ref("Pet"))
    made = emit(tmp_path, doc)
    for answer, name in (({"@kind": "c", "n": 1}, "Cat"), ({"@kind": "Dog", "n": 1}, "Dog")):
        wire = made.wire(answer)
        response = wire.client.with_response(wire.client.things.do, made.models.Dog(at_kind="Dog", n=1))
        assert (type(response.value).__name__, response.value.at_kind) == (name, answer["@kind"]) and not response.drift
        assert json.loads(wire.sent.content) == {"@kind": "Dog", "n": 1}
    assert made.models.Cat(n=1).at_kind is msgspec.UNSET  # it is not filled in by guessing


def test_a_kind_that_is_newer_than_the_client_is_kept_and_told(tmp_path: Path) -> None:
    pet = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}}
    made = emit(tmp_path, reading({"type": "array", "items": pet}, Cat=CAT, Dog=DOG))
    assert value_of(made, [{"kind": "Fish", "fins": 2}], drifts=1) == [{"kind": "Fish", "fins": 2}]


@pytest.mark.parametrize(
    "discriminator",
    [
        {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Gone", "dog": 5}},
        {"propertyName": 5},
        {},
        {"propertyName": "kind", "mapping": "nonsense"},
        {"propertyName": "kind", "mapping": {"cat": "http://example.com/x.yaml"}},
    ],
)
def test_a_discriminator_that_makes_no_sense_loses_nothing(tmp_path: Path, discriminator: Any) -> None:
    pet = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": discriminator}
    made = emit(tmp_path, reading(pet, Cat=CAT, Dog=DOG))
    assert type(value_of(made, {"kind": "Cat", "meow": "m"})) is made.models.Cat


@pytest.mark.parametrize("version", DIALECTS)
def test_a_base_with_a_discriminator_and_children_that_extend_it(tmp_path: Path, version: str) -> None:
    """The inheritance of OpenAPI: the base names its children, and each child includes the base."""
    base = {
        **obj(("kind",), kind=STRING),
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}},
    }
    cat = {"allOf": [ref("Pet"), obj(meow=STRING)]}
    made = emit(tmp_path, reading(obj(pet=ref("Pet"), cat=ref("Cat")), version, Pet=base, Cat=cat))
    value = value_of(made, {"cat": {"kind": "cat", "meow": "m"}, "pet": {"kind": "cat"}})
    assert value.cat.meow == "m"
    assert value.pet.kind == "cat"


@pytest.mark.parametrize("required", [[], ["kind"]])
@pytest.mark.parametrize("children", [{"d": "Dog"}, {"d": "Dog", "c": "Cat"}])
def test_a_base_is_what_no_tag_tells(tmp_path: Path, required: list[str], children: dict[str, str]) -> None:
    """Whether it stands alone or beside other types; what was not sent is not made up."""
    pet = {
        **obj(tuple(required), kind=STRING, n=INTEGER),
        "discriminator": {"propertyName": "kind", "mapping": children},
    }
    kinds = {name: {"allOf": [ref("Pet"), obj(**{name: STRING})]} for name in children.values()}
    places = {
        "alone": ref("Pet"),
        "or_text": {"oneOf": [ref("Pet"), STRING]},
        "or_other": {"anyOf": [ref("Pet"), obj(("q",), q=INTEGER)]},
    }
    made = emit(tmp_path, reading(obj(**places), Pet=pet, **kinds))
    for given, name in (
        ({"kind": "new", "n": 1}, "Pet"),
        ({"kind": "d", "n": 1}, "Dog"),
        *([] if required else [({"n": 1}, "Pet")]),
    ):
        value = value_of(made, dict.fromkeys(places, given))
        for place in places:
            one = getattr(value, place)
            assert (type(one).__name__, msgspec.to_builtins(one)) == (name, given), place
    assert type(value_of(made, {"or_other": {"q": 1}}).or_other).__name__ not in ("Pet", "Dog")


def test_the_name_of_a_component_is_a_tag_beside_a_mapping(tmp_path: Path) -> None:
    """OpenAPI 3.0.4 and later: the name counts "unless a `mapping` is present for that value"."""
    kinds = {"One": obj(t=STRING, v=INTEGER), "Two": obj(t=STRING, v=STRING)}
    either = {
        "oneOf": [ref("One"), ref("Two")],
        "discriminator": {"propertyName": "t", "mapping": {"1": "One", "One": "Two"}},
    }
    made = emit(tmp_path, reading(either, **kinds))
    for tag, name, v in (("1", "One", 1), ("One", "Two", "x"), ("Two", "Two", "x")):
        value = value_of(made, {"t": tag, "v": v})
        assert (type(value).__name__, value.v) == (name, v)


DAY = {"type": "string", "format": "date"}


@pytest.mark.parametrize(
    "mapping", [{}, {"mapping": {"p": "#/components/schemas/P", "q": "Q"}}], ids=["implicit", "told"]
)
@pytest.mark.parametrize("beside", ["properties", "allOf", "patterns"])
def test_a_tag_stands_for_a_component_with_all_that_is_said_beside_the_union(
    tmp_path: Path, mapping: dict[str, Any], beside: str
) -> None:
    """OpenAPI, Discriminator Object: a mapping, and the name of a component, stand for the member that refers to it."""
    kinds = {"P": obj(("t", "m"), t=STRING, m=DAY), "Q": obj(("t", "n"), t=STRING, n=INTEGER)}
    union = {"oneOf": [ref("P"), ref("Q")], "discriminator": {"propertyName": "t", **mapping}}
    whole = {
        "properties": {**obj(("t",), t=STRING, x=INTEGER), **union},
        "allOf": {"allOf": [union, obj(x=INTEGER)]},
        "patterns": {**union, "type": "object", "patternProperties": {"^x$": INTEGER}},
    }[beside]
    made = emit(tmp_path, reading(ref("T"), T=whole, **kinds))
    p, q = ("p", "q") if mapping else ("P", "Q")
    first = value_of(made, {"t": p, "m": "2020-01-01", "x": 1})
    more = first.additional["x"] if beside == "patterns" else first.x
    assert (first.m, more) == (dt.date(2020, 1, 1), 1)
    assert value_of(made, {"t": q, "n": 5}).n == 5


def test_a_tag_says_nothing_of_members_without_a_name(tmp_path: Path) -> None:
    """OpenAPI, Discriminator Object: "inline schemas will not be considered"; which one it is, their members tell."""
    either = {
        "discriminator": {"propertyName": "t"},
        "oneOf": [obj(("m",), t=STRING, m=DAY), obj(("n",), t=STRING, n=INTEGER)],
    }
    made = emit(tmp_path, reading(either))
    assert value_of(made, {"t": "anything", "m": "2020-01-01"}).m == dt.date(2020, 1, 1)
    assert value_of(made, {"t": "anything", "n": 5}).n == 5


def test_patterns_beside_a_union_are_of_each_member(tmp_path: Path) -> None:
    """JSON Schema 2020-12, 10.3.2.2: `patternProperties` says what the members are whose names fit, beside whatever else there is."""
    either = {"oneOf": [obj(("a",), a=STRING), obj(("b",), b=INTEGER)], "patternProperties": {"^x-": DAY}}
    value = value_of(emit(tmp_path, reading(either)), {"b": 1, "x-day": "2020-01-01"})
    assert (value.b, value.additional) == (1, {"x-day": dt.date(2020, 1, 1)})


EITHER = {"oneOf": [obj(("a",), a=INTEGER), obj(("b",), b=DAY)]}


@pytest.mark.parametrize(
    "child",
    [
        {"allOf": [ref("Pet"), obj(more=STRING)], **EITHER},
        {"allOf": [ref("Pet"), EITHER]},
        {"allOf": [{"allOf": [ref("Pet")]}, EITHER]},
        {**ref("Pet"), **EITHER},
    ],
    ids=["beside", "in allOf", "nested allOf", "beside a reference"],
)
def test_a_child_of_a_base_may_be_a_union(tmp_path: Path, child: dict[str, Any]) -> None:
    """OpenAPI, Discriminator Object: the tag is the name of the schema that is built on the base, whatever else that says."""
    pet = {**obj(("kind",), kind=STRING), "discriminator": {"propertyName": "kind"}}
    made = emit(tmp_path, reading({"type": "array", "items": ref("Pet")}, Pet=pet, Cat=child))
    first, second, base = value_of(made, [{"kind": "Cat", "a": 1}, {"kind": "Cat", "b": "2020-01-01"}, {"kind": "Pet"}])
    assert (first.kind, first.a, second.b, type(base)) == ("Cat", 1, dt.date(2020, 1, 1), made.models.Pet)


def test_a_union_with_more_beside_it_elsewhere_is_another_one(tmp_path: Path) -> None:
    """JSON Schema: a value fits all of `allOf`; what is said of a member in one of two unions says nothing in the other."""
    inner = {**obj(f=INTEGER), "anyOf": [obj(a=STRING), obj(b=INTEGER)]}
    outer = {"allOf": [obj(f=inner), {"anyOf": [obj(("f",), f=obj(("k",), k=DAY)), obj(("n",), n=INTEGER)]}]}
    made = emit(tmp_path, reading(outer))
    assert value_of(made, {"f": {"k": "2020-01-01", "a": "x"}}).f.k == dt.date(2020, 1, 1)
    assert value_of(made, {"f": {"b": 1}, "n": 5}).f.b == 1


def test_a_mapping_to_what_is_not_built_on_its_base_is_told(tmp_path: Path) -> None:
    pet = {**obj(kind=STRING), "discriminator": {"propertyName": "kind", "mapping": {"c": "Cat", "d": "Dog"}}}
    cat = {"allOff": [ref("Pet"), obj(name=STRING)]}
    made = emit(tmp_path, reading(obj(a=ref("Pet"), b=ref("Pet")), Pet=pet, Cat=cat, Dog={"allOf": [ref("Pet")]}))
    told = [(one.rule, one.place.pointer) for one in made.findings]
    assert told == [("discriminator", "/components/schemas/Pet/discriminator/mapping/c")]


def test_a_union_beside_properties_has_both(tmp_path: Path) -> None:
    thing = {**obj(("id",), id=STRING), "oneOf": [obj(("a",), a=STRING), obj(("b",), b=INTEGER)]}
    made = emit(tmp_path, reading(thing))
    one, two = value_of(made, {"id": "1", "a": "x"}), value_of(made, {"id": "2", "b": 5})
    assert (one.id, one.a) == ("1", "x")
    assert (two.id, two.b) == ("2", 5)


def test_a_value_is_a_member_of_each_of_several_unions(tmp_path: Path) -> None:
    thing = {"oneOf": [ref("Cat"), ref("Dog")], "anyOf": [obj(x=STRING), obj(y=INTEGER)]}
    made = emit(tmp_path, reading(thing, Cat=CAT, Dog=DOG))
    assert not made.findings
    value = value_of(made, {"kind": "?", "meow": "m", "y": 5})
    assert (value.meow, value.y) == ("m", 5)
    both = {"kind": "?", "bark": 1, "x": "x", "y": 5}  # anyOf, not oneOf: nothing of it is new to the document
    assert msgspec.to_builtins(value_of(made, both)) == both


def test_too_many_unions_of_one_schema_are_told(tmp_path: Path) -> None:
    members = [obj((f"m{n}",), **{f"m{n}": STRING}) for n in range(9)]
    made = emit(tmp_path, reading({"oneOf": members, "anyOf": members}))
    assert made.rules() == ["several-unions"]
    assert value_of(made, {"m3": "x"}).m3 == "x"


def test_a_choice_that_only_says_what_is_required_is_no_union(tmp_path: Path) -> None:
    thing = {**obj(a=STRING, b=STRING), "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}
    made = emit(tmp_path, reading(ref("Thing"), Thing=thing))
    assert type(value_of(made, {"b": "x"})) is made.models.Thing


def test_what_is_alone_beside_null_is_named_as_the_value_is(tmp_path: Path) -> None:
    """As `type: [object, "null"]` in one schema, which says the same: JSON Schema 2020-12, Validation 6.1.1."""
    pet = obj(kind={"type": "string", "enum": ["cat", "dog"]})
    thing = obj(pet={"anyOf": [pet, {"type": "null"}]}, other={"oneOf": [{"type": "null"}, {**pet, "title": "Beast"}]})
    made = emit(tmp_path, reading(ref("Thing"), V31, Thing=thing))
    value = value_of(made, {"pet": {"kind": "cat"}, "other": {"kind": "dog"}})
    assert (type(value.pet), type(value.other)) == (made.models.ThingPet, made.models.ThingOtherBeast)
    assert {"ThingPetKind", "ThingOtherBeastKind"} <= vars(made.models).keys()


@pytest.mark.parametrize("version", DIALECTS)
def test_unions_can_be_sent(tmp_path: Path, version: str) -> None:
    made = emit(tmp_path, sending({"oneOf": [ref("Cat"), ref("Dog")]}, version, Cat=CAT, Dog=DOG))
    wire = made.wire()
    wire.client.things.do(made.models.Dog(kind="d", bark=3))
    assert wire.json == {"kind": "d", "bark": 3}


def test_a_recursive_union(tmp_path: Path) -> None:
    rule = {"oneOf": [ref("And"), ref("Leaf")]}
    schemas = {
        "Rule": rule,
        "And": obj(("all",), all={"type": "array", "items": ref("Rule")}),
        "Leaf": obj(("field",), field=STRING),
    }
    made = emit(tmp_path, reading(ref("Rule"), V31, **schemas))
    value = value_of(made, {"all": [{"field": "x"}, {"all": []}]})
    assert [type(one) for one in value.all] == [made.models.Leaf, made.models.And]
    assert msgspec.to_builtins(value) == {"all": [{"field": "x"}, {"all": []}]}


# --- OpenAPI 3.2: what a value is whose tag stands for nothing, or that has none -----------------------------------


def _pets(**discriminator: Any) -> dict[str, Any]:
    """OpenAPI 3.2.0 prints this under "Discriminator Object", with OtherPet as `defaultMapping`."""
    pets = {
        name: {"type": "object", "properties": {"petType": {"const": name}, "name": {"type": "string"}, **more}}
        for name, more in (("Cat", {"lives": {"type": "integer"}}), ("Dog", {"bark": {"type": "string"}}))
    }
    other = {
        "type": "object",
        "properties": {"petType": {"type": "string"}, "born": {"type": "string", "format": "date"}},
    }
    either = {
        "oneOf": [ref("Cat"), ref("Dog"), ref("OtherPet")],
        "discriminator": {"propertyName": "petType", **discriminator},
    }
    return reading(ref("Pet"), "3.2.0", Pet=either, OtherPet=other, **pets)


@pytest.mark.parametrize("mapping", ["OtherPet", "#/components/schemas/OtherPet"])
@pytest.mark.parametrize(
    ("pet", "kind"),
    [
        ({"petType": "Cat", "lives": 7}, "Cat"),
        ({"petType": "Dog", "bark": "wau"}, "Dog"),
        ({"petType": "OtherPet", "born": "2026-02-28"}, "OtherPet"),
        ({"petType": "Axolotl", "born": "2026-02-28"}, "OtherPet"),
        ({"born": "2026-02-28"}, "OtherPet"),
        ({"name": "Tom"}, "OtherPet"),
    ],
)
def test_the_default_of_a_discriminator(tmp_path: Path, mapping: str, pet: dict[str, Any], kind: str) -> None:
    made = emit(tmp_path, _pets(defaultMapping=mapping))
    assert made.rules() == []
    found = made.wire(pet).client.things.do()
    assert type(found).__name__ == kind
    if kind == "OtherPet" and "born" in pet:
        assert found.born == dt.date(2026, 2, 28)


def test_a_union_five_hundred_levels_deep(tmp_path: Path) -> None:
    """Each level is an object or the next level: the document is read, and told where its types end."""
    levels = {
        f"U{level}": {
            "oneOf": [
                {"type": "object", "required": [f"q{level}"], "properties": {f"q{level}": {"type": "integer"}}},
                ref(f"U{level + 1}"),
            ]
        }
        for level in range(500)
    }
    made = emit(tmp_path, reading(ref("U0"), **levels, U500={"type": "object"}))
    assert set(made.rules()) == {"too-deep"}
    assert made.wire({"q7": 7}).client.things.do().q7 == 7


NESTED = {
    "anyOf": [
        {"type": "object", "properties": {"r": ref("R")}},
        {"type": "object", "properties": {"r": ref("R"), "s": {"type": "integer"}}},
        {"type": "array", "items": ref("R")},
        {"type": "string"},
    ]
}


@pytest.mark.parametrize("answer", [5, [5], {"r": {"r": 5}}, [[[1.5]]]])
def test_what_misfits_a_union_that_holds_itself_is_drift(tmp_path: Path, answer: Any) -> None:
    wire = emit(tmp_path, reading(ref("R"), R=NESTED)).wire(answer)
    response = wire.client.with_response(wire.client.things.do)
    assert [drift.got for drift in response.drift] == ["number"]


@pytest.mark.parametrize(
    "holder", [{"type": "array", "items": ref("U")}, {"type": "object", "additionalProperties": ref("U")}]
)
def test_equal_misfits_in_two_places_are_told_twice_and_are_two(tmp_path: Path, holder: dict[str, Any]) -> None:
    kinds = {name: obj(("x",), x=ref("U"), n=kind) for name, kind in (("A", INTEGER), ("B", STRING))}
    made = emit(tmp_path, reading(holder, U={"oneOf": [ref("A"), ref("B"), INTEGER]}, **kinds))
    one = {"x": {"x": {"x": True}}, "n": 1}
    value = value_of(made, [one, one] if holder["type"] == "array" else {"a": one, "b": one}, drifts=2)
    first, second = value if isinstance(value, list) else value.values()
    assert first is not second and first.x is not second.x and type(first).__name__ == "A"
    assert msgspec.to_builtins(first) == msgspec.to_builtins(second) == one


@pytest.mark.parametrize("body", ['{"r":' * 400 + '"x"' + "}" * 400, "[" * 90_000 + "]" * 90_000])
def test_what_is_nested_too_deeply_is_told(tmp_path: Path, body: str) -> None:
    wire = emit(tmp_path, reading(ref("R"), R=NESTED)).wire(
        httpx.Response(200, text=body, headers={"Content-Type": "application/json"})
    )
    with pytest.raises(ResponseDecodeError, match="nested too deeply"):
        wire.client.things.do()
