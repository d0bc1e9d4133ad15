"""Schemas as Python values: what a caller gets for a response, in both dialects."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.generator.small_clients import DIALECTS, V30, V31, Emitted, emit, operation, reading, ref, returns, sending

STRING, INTEGER = {"type": "string"}, {"type": "integer"}
UNSET = msgspec.UNSET


def got(folder: Path, schema: Any, answer: Any, version: str = V31, **schemas: Any) -> Any:
    """What a call returns for this answer; nothing may drift."""
    made = emit(folder, reading(schema, version, **schemas))
    return value_of(made, answer)


def value_of(made: Emitted, answer: Any) -> Any:
    wire = made.wire(answer)
    response = wire.client.with_response(wire.client.things.do)
    assert response.drift == (), response.drift
    return response.value


def obj(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


# --- scalars -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", DIALECTS)
@pytest.mark.parametrize(
    ("schema", "answer", "value"),
    [
        (STRING, "x", "x"),
        (INTEGER, 2**70, 2**70),
        ({"type": "number"}, 1.5, 1.5),
        ({"type": "number", "format": "decimal"}, 1.25, Decimal("1.25")),
        ({"type": "boolean"}, True, True),
        (
            {"type": "string", "format": "date-time"},
            "2024-01-02T03:04:05Z",
            dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC),
        ),
        ({"type": "string", "format": "date"}, "2024-01-02", dt.date(2024, 1, 2)),
        ({"type": "string", "format": "uuid"}, "no-uuid-but-text", "no-uuid-but-text"),
        ({"type": "string", "format": "made-up"}, "x", "x"),
        ({"type": "array", "items": INTEGER}, [1, 2], [1, 2]),
        ({"type": "array"}, [1, "a"], [1, "a"]),
        ({"items": STRING}, ["a"], ["a"]),
        ({"type": "object"}, {"a": 1}, {"a": 1}),
        ({"type": "object", "additionalProperties": INTEGER}, {"a": 1}, {"a": 1}),
        ({"type": "object", "additionalProperties": False}, {}, {}),
        ({}, {"any": [1, None]}, {"any": [1, None]}),
    ],
)
def test_plain_values(tmp_path: Path, version: str, schema: Any, answer: Any, value: Any) -> None:
    found = got(tmp_path, schema, answer, version)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("schema", "answer"),
    [
        (True, [1, {"a": None}]),
        ({"type": ["string", "integer"]}, "x"),
        ({"type": ["string", "integer"]}, 7),
        ({"type": ["array", "object"], "items": INTEGER}, [1]),
        ({"type": ["array", "object"], "items": INTEGER}, {"a": 1}),
        ({"type": "null"}, None),
        ({"type": "object", "patternProperties": {"^x": INTEGER}}, {"xa": 1}),
        ({"type": "whatsit"}, {"a": 1}),
    ],
)
def test_values_that_only_3_1_can_say(tmp_path: Path, schema: Any, answer: Any) -> None:
    assert got(tmp_path, schema, answer) == answer


# --- nullable and absent -------------------------------------------------------------------------------------

NULLABLE = {
    "3.0 nullable": (V30, {"type": "string", "nullable": True}),
    "3.1 list": (V31, {"type": ["string", "null"]}),
    "3.1 anyOf": (V31, {"anyOf": [STRING, {"type": "null"}]}),
    "3.1 oneOf with a reference": (V31, {"oneOf": [ref("Text"), {"type": "null"}]}),
    "3.0 allOf with nullable": (V30, {"allOf": [ref("Text")], "nullable": True}),
    "3.0 reference to a nullable": (V30, ref("Maybe")),
}


@pytest.mark.parametrize("kind", NULLABLE)
@pytest.mark.parametrize("required", [True, False])
def test_null_and_absent_are_different(tmp_path: Path, kind: str, required: bool) -> None:
    version, schema = NULLABLE[kind]
    thing = obj(("a",) if required else (), a=schema)
    made = emit(
        tmp_path, reading(ref("Thing"), version, Thing=thing, Text=STRING, Maybe={"type": "string", "nullable": True})
    )
    assert value_of(made, {"a": None}).a is None
    assert value_of(made, {"a": "x"}).a == "x"
    if not required:
        assert value_of(made, {}).a is UNSET


def test_a_null_that_is_not_allowed_is_drift_and_no_exception(tmp_path: Path) -> None:
    wire = emit(tmp_path, reading(obj(("a",), a=STRING))).wire({"a": None})
    response = wire.client.with_response(wire.client.things.do)
    assert [(one.path, one.got) for one in response.drift] == [("$.a", "null")]


# --- enums ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", DIALECTS)
@pytest.mark.parametrize(
    ("schema", "answers"),
    [
        ({"type": "string", "enum": ["open", "paid"]}, ["open"]),
        ({"enum": ["a", "a", "A", "", " ", "+1", "-1", 'q"', "ü", "class"]}, ["A", "", 'q"', "ü"]),
        ({"type": "integer", "enum": [1, 2, 2]}, [1, 2]),
        ({"enum": [1, "one", True, None, 1.5]}, [1, "one", True, None, 1.5]),
        ({"type": "number", "enum": [1, 2.5]}, [1, 2.5]),
        ({"type": "boolean", "enum": [True]}, [True, False]),
        ({"enum": [[1], {"a": 1}]}, [[1], {"a": 1}]),
        ({"enum": [None]}, [None]),
        ({"enum": []}, [1, "x"]),
        ({"type": "string", "enum": [1, 2]}, ["1", "x"]),
        ({"type": "integer", "enum": ["1", "2"]}, [1]),
        ({"type": "integer", "enum": [2**64, 1]}, [2**64, 1]),
        ({"type": "string", "enum": ["only"]}, ["only"]),
    ],
)
def test_enums_of_any_type(tmp_path: Path, version: str, schema: Any, answers: list[Any]) -> None:
    made = emit(tmp_path, reading(obj(a=schema), version))
    for answer in answers:
        value = value_of(made, {"a": answer}).a
        assert (value, type(value)) == (answer, type(answer))


@pytest.mark.parametrize(("values", "new"), [(["open", "paid"], "sent"), ([1, 2], 9)])
def test_a_new_value_of_an_enum_is_kept_and_told(tmp_path: Path, values: list[Any], new: Any) -> None:
    wire = emit(tmp_path, reading(obj(a={"enum": values}))).wire({"a": new})
    response = wire.client.with_response(wire.client.things.do)
    assert response.value.a == new
    assert [one.path for one in response.drift] == ["$.a"]


@pytest.mark.parametrize("version", DIALECTS)
def test_a_nullable_enum(tmp_path: Path, version: str) -> None:
    null = {"nullable": True, "type": "string"} if version == V30 else {"type": ["string", "null"]}
    made = emit(tmp_path, reading(obj(a={**null, "enum": ["x", "y", None]}, b={**null, "enum": ["x", "y"]}), version))
    value = value_of(made, {"a": None, "b": None})
    assert (value.a, value.b) == (None, None)


def test_const(tmp_path: Path) -> None:
    made = emit(
        tmp_path,
        reading(obj(a={"const": "x"}, b={"const": 5}, c={"const": None}, d={"const": True}, e={"const": 2**65})),
    )
    value = value_of(made, {"a": "x", "b": 5, "c": None, "d": True, "e": 2**65})
    assert (value.a, value.b, value.c, value.d, value.e) == ("x", 5, None, True, 2**65)


# --- objects -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", DIALECTS)
def test_members_of_any_name(tmp_path: Path, version: str) -> None:
    names = [
        "id",
        "ID",
        "Id",
        "i-d",
        "class",
        "self",
        "list",
        "str",
        "field",
        "dt",
        "2fa",
        "@type",
        "$ref",
        "名前",
        "नाम",
        "_x",
        "__class__",
        "x.y",
        " ",
        "",
        "msgspec",
        "Model",
        "UNSET",
    ]
    made = emit(tmp_path, reading(ref("Thing"), version, Thing=obj(tuple(names), **dict.fromkeys(names, STRING))))
    value = value_of(made, {name: f"value of {name}" for name in names})
    assert msgspec.to_builtins(value) == {name: f"value of {name}" for name in names}
    assert len(value.__struct_fields__) == len(names)


@pytest.mark.parametrize("additional", [True, {"type": "integer"}])
def test_members_that_are_not_documented_are_kept(tmp_path: Path, additional: Any) -> None:
    made = emit(tmp_path, reading({**obj(a=STRING), "additionalProperties": additional}))
    value = value_of(made, {"a": "x", "more": 5})
    assert msgspec.to_builtins(value) == {"a": "x", "more": 5}


def test_an_undocumented_member_of_a_closed_object_is_drift_and_kept(tmp_path: Path) -> None:
    wire = emit(tmp_path, reading(obj(a=STRING))).wire({"a": "x", "more": 5})
    response = wire.client.with_response(wire.client.things.do)
    assert len(response.drift) == 1
    assert msgspec.to_builtins(response.value) == {"a": "x", "more": 5}


@pytest.mark.parametrize("version", DIALECTS)
def test_recursion_direct_mutual_and_through_lists_and_maps(tmp_path: Path, version: str) -> None:
    schemas = {
        "Node": obj(
            name=STRING, parent=ref("Node"), children={"type": "array", "items": ref("Node")}, pair=ref("Pair")
        ),
        "Pair": obj(left=ref("Node"), more={"type": "object", "additionalProperties": ref("Pair")}),
    }
    made = emit(tmp_path, reading(ref("Node"), version, **schemas))
    answer = {
        "name": "a",
        "children": [{"name": "b", "parent": {"name": "c"}}],
        "pair": {"left": {"name": "d"}, "more": {"k": {}}},
    }
    value = value_of(made, answer)
    assert value.children[0].parent.name == "c"
    assert type(value.pair.more["k"]) is made.models.Pair
    assert msgspec.to_builtins(value) == answer


@pytest.mark.parametrize(
    ("tree", "answer"),
    [
        ({"type": "array", "items": ref("Tree")}, [[], [[]]]),
        ({"type": "object", "additionalProperties": ref("Tree")}, {"a": {"b": {}}}),
        ({"oneOf": [STRING, {"type": "array", "items": ref("Tree")}]}, ["x", ["y", []]]),
        ({"type": ["array", "null"], "items": ref("Tree")}, [None, [None]]),
        (
            {"oneOf": [obj(("a",), a=ref("Tree")), obj(("b",), b=STRING), {"type": "array", "items": ref("Tree")}]},
            [{"b": ""}],
        ),
    ],
)
def test_recursion_without_an_object_between_has_a_name(tmp_path: Path, tree: dict[str, Any], answer: Any) -> None:
    made = emit(tmp_path, reading(obj(tree=ref("Tree")), Tree=tree))
    assert not made.findings
    assert msgspec.to_builtins(value_of(made, {"tree": answer}).tree) == answer


@pytest.mark.parametrize("schemas", [{"Tree": {"allOf": [ref("Tree")]}}, {"Tree": ref("Leaf"), "Leaf": ref("Tree")}])
def test_a_mere_reference_to_itself_is_untyped_and_told(tmp_path: Path, schemas: dict[str, Any]) -> None:
    made = emit(tmp_path, reading(obj(tree=ref("Tree")), **schemas))
    assert made.rules() == ["recursive-alias"]
    assert value_of(made, {"tree": [[]]}).tree == [[]]


@pytest.mark.parametrize("version", DIALECTS)
def test_read_only_and_write_only_make_two_shapes(tmp_path: Path, version: str) -> None:
    account = obj(
        ("id", "pin", "name"),
        id={"type": "string", "readOnly": True},
        pin={"type": "string", "writeOnly": True},
        name=STRING,
    )
    holder = obj(account=ref("Account"), note=STRING)
    doc = sending(ref("Holder"), version, Holder=holder, Account=account, Plain=obj(a=STRING))
    doc["paths"]["/things"]["post"]["responses"] = returns(ref("Holder"))
    doc["paths"]["/plain"] = {
        "put": operation(
            "things-plain",
            requestBody={"content": {"application/json": {"schema": ref("Plain")}}},
            responses=returns(ref("Plain")),
        )
    }
    made = emit(tmp_path, doc)
    models = made.models
    wire = made.wire({"account": {"id": "1", "name": "n"}})
    answer = wire.client.things.do(models.HolderRequest(account=models.AccountRequest(pin="0000", name="n")))
    assert wire.json == {"account": {"pin": "0000", "name": "n"}}
    assert type(answer) is models.Holder
    assert answer.account.__struct_fields__ == ("id", "name")
    assert not hasattr(models, "PlainRequest")

    # OpenAPI 3.0.3, writeOnly: "SHOULD NOT be sent as part of the response". JSON Schema has it as an annotation: the value is valid.
    given = {"account": {"id": "1", "name": "n", "pin": "0000"}}
    wire = made.wire(given)
    response = wire.client.with_response(wire.client.things.do, {"account": {"id": "1", "pin": "0000", "name": "n"}})
    assert wire.json == {"account": {"id": "1", "name": "n", "pin": "0000"}}
    assert msgspec.to_builtins(response.value) == given and "0000" not in repr(response.value)
    assert [str(drift) for drift in response.drift] == ["$.account.pin: documented as nothing, was string"]


def test_members_that_are_sensitive_do_not_show(tmp_path: Path) -> None:
    made = emit(
        tmp_path,
        reading(
            obj(a={"type": "string", "format": "password"}, b={"type": "string", "x-reissue-sensitive": True}, c=STRING)
        ),
    )
    shown = repr(value_of(made, {"a": "s3cret-a", "b": "s3cret-b", "c": "open"}))
    assert "s3cret" not in shown
    assert "open" in shown


HIDDEN = {"type": "string", "x-reissue-sensitive": True}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "array", "items": HIDDEN}, ["s3cret"]),
        ({"type": "object", "additionalProperties": HIDDEN}, {"k": "s3cret"}),
        ({"type": "object", "propertyNames": HIDDEN, "additionalProperties": STRING}, {"s3cret": "k"}),
        ({"oneOf": [{"type": "null"}, HIDDEN]}, "s3cret"),
        ({"allOf": [HIDDEN]}, "s3cret"),
        ({"type": "array", "items": {"type": "array", "items": ref("Hidden")}}, [["s3cret"]]),
        (ref("Card"), {"number": "s3cret"}),
        ({"type": "array", "items": ref("Card")}, [{"number": "s3cret"}]),
        (ref("Person"), {"card": {"number": "s3cret"}, "next": {"card": {"number": "s3cret"}}}),
    ],
)
def test_what_holds_something_sensitive_does_not_show(tmp_path: Path, schema: Any, value: Any) -> None:
    """The key is for any schema; a list, a map or an alternative of one is as secret as the value itself."""
    card = {**obj(number=STRING), "x-reissue-sensitive": True}
    person = obj(card=ref("Card"), next=ref("Person"))
    made = emit(tmp_path, reading(obj(a=schema, b=STRING), Hidden=HIDDEN, Card=card, Person=person))
    read = value_of(made, {"a": value, "b": "open"})
    assert "s3cret" not in repr(read) and "s3cret" not in repr(read.a if hasattr(read.a, "__struct_fields__") else "")
    assert "open" in repr(read)


def test_two_schemas_of_one_title_or_of_meeting_names_are_two_models(tmp_path: Path) -> None:
    schemas = {
        "Apple Pay": obj(a=STRING),
        "apple_pay": obj(b=STRING),
        "ApplePay": {**obj(c=STRING), "title": "Apple Pay"},
        "ApplePayX": {**obj(d=STRING), "title": "Apple Pay"},
    }
    made = emit(tmp_path, reading(obj(**{f"m{n}": ref(name) for n, name in enumerate(schemas)}), **schemas))
    value = value_of(made, {"m0": {"a": "1"}, "m1": {"b": "2"}, "m2": {"c": "3"}, "m3": {"d": "4"}})
    assert (value.m0.a, value.m1.b, value.m2.c, value.m3.d) == ("1", "2", "3", "4")
    assert len({type(one) for one in (value.m0, value.m1, value.m2, value.m3)}) == 4


def test_models_with_names_that_emitted_files_use_themselves(tmp_path: Path) -> None:
    names = [
        "Operation",
        "Query",
        "Header",
        "Path",
        "Effect",
        "Resource",
        "AsyncResource",
        "Model",
        "Any",
        "Literal",
        "Decimal",
        "Final",
        "CallOptions",
        "Json",
        "Things",
        "AsyncThings",
        "UNSET",
        "None",
        "Client",
        "Server",
        "list",
        "Envelope",
        "Raw",
        "str",
        "Optional",
    ]
    doc = reading(
        obj(**{f"m{n}": ref(name) for n, name in enumerate(names)}), **{name: obj(own=STRING) for name in names}
    )
    doc["paths"]["/many"] = {
        "post": operation(
            "things-many",
            parameters=[{"name": "q", "in": "query", "schema": STRING}],
            responses=returns({"oneOf": [ref(name) for name in names]}),
        )
    }
    made = emit(tmp_path, doc)
    value = value_of(made, {f"m{n}": {"own": name} for n, name in enumerate(names)})
    assert [getattr(value, f"m{n}").own for n in range(len(names))] == names
    for resource in made.api.resources:
        assert made.sub(f"resources.{resource.module}").__dict__["Operation"].__module__.endswith("runtime.operation")


# --- lists that several schemas describe ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "whole",
    [
        {"allOf": [{"type": "array", "items": ref("A")}, {"type": "array", "items": ref("B")}]},
        {"type": "array", "items": ref("A"), "allOf": [{"items": ref("B")}]},
        {"allOf": [{"type": "array", "prefixItems": [ref("A")], "items": ref("A")}, {"items": ref("B")}]},
    ],
)
def test_items_are_what_all_members_say(tmp_path: Path, whole: dict[str, Any]) -> None:
    """JSON Schema 2020-12, Core, 10.2.1.1: a value is valid against all members of `allOf`."""
    parts = {
        "A": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}},
        "B": {"type": "object", "required": ["b"], "properties": {"b": {"type": "string", "format": "date"}}},
    }
    wire = emit(tmp_path, reading(whole, **parts)).wire([{"a": "x", "b": "2024-02-29"}])
    response = wire.client.with_response(wire.client.things.do)
    assert not response.drift
    assert (response.value[0].a, response.value[0].b) == ("x", dt.date(2024, 2, 29))


def test_a_required_member_without_a_schema_may_be_anything(tmp_path: Path) -> None:
    thing = {"type": "object", "required": ["a", "b-c"], "properties": {"a": {"type": "string"}}}
    made = emit(tmp_path, reading(thing))
    wire = made.wire({"a": "x", "b-c": [1]})
    response = wire.client.with_response(wire.client.things.do)
    assert response.value.b_c == [1] and not response.drift
    closed = {**thing, "additionalProperties": {"type": "integer"}}
    assert "b_c" not in emit(tmp_path / "closed", reading(closed)).files["models.py"]


@pytest.mark.parametrize(
    ("beside", "told"),
    [
        ({"properties": {"n": {"type": "string"}}}, ["unread-key"]),
        ({"type": "string"}, ["unread-key"]),
        ({"oneOf": [{"type": "string"}, {"type": "boolean"}]}, ["unread-key"]),
        ({"required": ["more"]}, ["unread-key"]),
        ({"type": "object", "description": "words", "readOnly": True, "x-more": 1}, ["unread-extension"]),
    ],
)
def test_what_stands_beside_a_reference_says_nothing_in_30(
    tmp_path: Path, beside: dict[str, Any], told: list[str]
) -> None:
    """OpenAPI 3.0, Reference Object: "any properties added SHALL be ignored"; in 3.1 a schema is not such an object."""
    things = {"type": "object", "properties": {"p": {**ref("Inner"), **beside}}}
    inner = {"type": "object", "properties": {"n": {"type": "integer"}}}
    made = emit(tmp_path, reading(things, V30, Inner=inner))
    assert made.rules() == told
    wire = made.wire({"p": {"n": 5}})
    response = wire.client.with_response(wire.client.things.do)
    assert type(response.value.p) is made.models.Inner and response.value.p.n == 5 and not response.drift
    newer = emit(tmp_path / "newer", reading(things, V31, Inner=inner))
    assert "unread-key" not in newer.rules()
