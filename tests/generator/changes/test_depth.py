"""What lies below the surface: shared schemas, directions, recursion, unions, renamed paths, odd documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reissue_generator.changes import Change
from tests.generator.changes.document_pairs import INTEGER, STRING, changes, named, rules, thing
from tests.generator.small_clients import asking, content, document, operation, reading, ref, returns, sending


def only(found: list[Change]) -> Change:
    wire = [one for one in found if not one.rule.id.startswith("python-")]
    assert len(wire) == 1, [one.message for one in wire]
    return wire[0]


def shared(note: dict[str, Any]) -> dict[str, Any]:
    """Three operations that return the same component, one of them inside another component."""
    inner = {"type": "object", "properties": {"note": note}}
    paths = {
        "/a": {"get": operation("a-get", responses=returns(ref("Inner")))},
        "/b": {"get": operation("b-get", responses=returns({"type": "array", "items": ref("Inner")}))},
        "/c": {"get": operation("c-get", responses=returns(ref("Outer")))},
        "/d": {"get": operation("d-get")},
    }
    outer = {"type": "object", "properties": {"inner": ref("Inner")}}
    return named(document(paths), Inner=inner, Outer=outer)


def on_the_wire(folder: Path, old: Any, new: Any) -> list[str]:
    return [rule for rule in rules(folder, old, new) if not rule.startswith("python-")]


def test_a_shared_schema_is_told_once_with_all_operations(tmp_path: Path) -> None:
    found = only(changes(tmp_path, shared(STRING), shared(INTEGER)))
    assert found.rule.id == "response-type-changed"
    assert found.label == "Inner.note"
    assert found.operations == ("GET /a", "GET /b", "GET /c")


def test_both_directions_are_told_apart(tmp_path: Path) -> None:
    def doc(**more: Any) -> dict[str, Any]:
        both = operation("things-put", requestBody=content(ref("T")), responses=returns(ref("T")))
        return named(document({"/things": {"put": both}}), T=thing(**more))

    assert on_the_wire(tmp_path, doc(), doc(required=["id"])) == [
        "request-property-became-required",
        "response-property-became-required",
    ]


def test_read_only_members_are_no_part_of_requests(tmp_path: Path) -> None:
    def doc(name: str) -> dict[str, Any]:
        schema = thing()
        schema["properties"][name] = {**STRING, "readOnly": True}
        both = operation("things-put", requestBody=content(schema), responses=returns(schema))
        return document({"/things": {"put": both}})

    assert on_the_wire(tmp_path, doc("old"), doc("new")) == ["response-property-added", "response-property-removed"]


def test_becoming_read_only_is_a_removal_from_requests(tmp_path: Path) -> None:
    new = thing()
    new["properties"]["note"] = {**STRING, "readOnly": True}
    assert "request-property-removed" in rules(tmp_path, sending(thing()), sending(new))


def test_recursion_ends(tmp_path: Path) -> None:
    def doc(name: str) -> dict[str, Any]:
        node = {"type": "object", "properties": {name: STRING, "children": {"type": "array", "items": ref("Node")}}}
        return named(reading(ref("Node")), Node=node)

    assert on_the_wire(tmp_path, doc("a"), doc("b")) == ["response-property-added", "response-property-removed"]


def test_inherited_members_are_told_once(tmp_path: Path) -> None:
    def doc(base: dict[str, Any], extra: str) -> dict[str, Any]:
        parts = [{"allOf": [ref("Base"), {"type": "object", "properties": {extra: STRING}}]} for _ in range(2)]
        paths = {f"/{name}": {"get": operation(f"{name}-get", responses=returns(ref(name)))} for name in "AB"}
        return named(document(paths), Base=base, A=parts[0], B=parts[1])

    found = changes(tmp_path, doc(thing(), "one"), doc({"type": "object", "properties": {"id": STRING}}, "two"))
    gone = [one for one in found if "'note'" in one.text]
    assert [one.rule.id for one in gone] == ["response-property-removed"]
    assert gone[0].operations == ("GET /A", "GET /B")
    assert gone[0].old.pointer == ("components", "schemas", "Base", "properties", "note")


def test_a_renamed_path_parameter_is_no_other_operation(tmp_path: Path) -> None:
    old = asking({"name": "id", "in": "path", "required": True, "schema": STRING}, path="/things/{id}")
    new = asking({"name": "key", "in": "path", "required": True, "schema": STRING}, path="/things/{key}")
    assert rules(tmp_path, old, new) == ["python-argument-renamed"]


def test_a_moved_operation_says_where_it_went(tmp_path: Path) -> None:
    found = changes(tmp_path, document({"/a": {"get": operation()}}), document({"/b": {"get": operation()}}))
    assert [one.rule.id for one in found] == ["operation-moved"]
    assert found[0].text == "is GET /b now (the same operationId 'things-do')"


def test_null_written_in_three_ways_is_the_same(tmp_path: Path) -> None:
    old = {"/things": {"get": operation(responses=returns({"type": "string", "nullable": True}))}}
    ways = ({"type": ["string", "null"]}, {"anyOf": [STRING, {"type": "null"}]}, {"oneOf": [{"type": "null"}, STRING]})
    for way in ways:
        assert rules(tmp_path, document(old, "3.0.3"), reading(way)) == []


def test_a_reference_says_the_same_as_its_target(tmp_path: Path) -> None:
    old, new = reading(thing()), named(reading(ref("Thing")), Thing=thing())
    assert [one for one in rules(tmp_path, old, new) if not one.startswith("python-")] == []


def test_a_type_list_says_the_same_as_a_union_of_scalars(tmp_path: Path) -> None:
    assert rules(tmp_path, reading({"type": ["string", "integer"]}), reading({"anyOf": [STRING, INTEGER]})) == []


def test_a_schema_that_became_a_union_keeps_its_first_member(tmp_path: Path) -> None:
    cat = {"type": "object", "properties": {"claws": INTEGER}}
    dog = {"type": "object", "properties": {"bark": STRING}}
    found = only(changes(tmp_path, reading(cat), reading({"oneOf": [cat, {"title": "Dog", **dog}]})))
    assert (found.rule.id, found.text) == ("response-union-member-added", "variant 'Dog' is new")


def test_a_further_way_to_satisfy_a_condition_loosens_it(tmp_path: Path) -> None:
    one, two = {"required": ["id"]}, {"required": ["note"]}
    old, new = sending(thing(anyOf=[one])), sending(thing(anyOf=[one, two]))
    assert rules(tmp_path, old, new) == ["request-logic-removed"]
    assert rules(tmp_path, new, old) == ["request-logic-added"]


def test_order_of_maps_lists_and_members_has_no_meaning(tmp_path: Path) -> None:
    old = sending({**thing(required=["id", "note"]), "enum": None})
    new = sending({"required": ["note", "id"], "properties": {"note": STRING, "id": STRING}, "type": "object"})
    assert rules(tmp_path, old, new) == []
    one, two = {"oneOf": [thing(), STRING]}, {"oneOf": [STRING, thing()]}
    assert [rule for rule in rules(tmp_path, reading(one), reading(two)) if not rule.startswith("python-")] == []


def test_the_document_s_security_is_told_once(tmp_path: Path) -> None:
    key = {"components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "K"}}}}
    paths = {f"/{name}": {"get": operation(f"{name}-get")} for name in "abc"}
    found = rules(tmp_path, {**document(paths), **key}, {**document(paths), **key, "security": [{"key": []}]})
    assert [one for one in found if one.startswith("security")] == [
        "security-alternative-removed",
    ]


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/components/schemas/Missing"},
        {"$ref": "#/paths/~1things/get/responses/200/content/application~1json/schema"},
        {"allOf": [{"$ref": 5}]},
        {"type": 7, "enum": "no", "properties": [], "required": "id"},
        {"items": [STRING, INTEGER], "minimum": "low", "multipleOf": 0},
        True,
    ],
)
def test_odd_documents_are_compared_all_the_same(schema: Any, tmp_path: Path) -> None:
    rules(tmp_path, reading(schema), reading(thing()))
    rules(tmp_path, reading(thing()), reading(schema))
    assert rules(tmp_path, reading(schema), reading(schema)) == []


def test_fingerprints_survive_lines_and_unrelated_edits(tmp_path: Path) -> None:
    def marks(extra: dict[str, Any]) -> set[str]:
        old = document({"/things": {"get": operation(responses=returns(thing(required=["id"])))}, **extra})
        new = document({"/things": {"get": operation(responses=returns(thing()))}, **extra})
        return {one.fingerprint for one in changes(tmp_path, old, new)}

    assert marks({}) == marks({"/a": {"get": operation("a-get")}, "/zz": {"get": operation("zz-get")}})


def test_a_shared_parameter_under_another_name_is_another_parameter(tmp_path: Path) -> None:
    """The lists of the operations are equal: only what they refer to is not."""

    def doc(name: str) -> dict[str, Any]:
        found = asking({"$ref": "#/components/parameters/Page"})
        parameter = {"name": name, "in": "query", "schema": INTEGER}
        return {**found, "components": {"parameters": {"Page": parameter}}}

    assert on_the_wire(tmp_path, doc("page"), doc("seite")) == ["request-parameter-added", "request-parameter-removed"]


def test_a_broken_reference_is_no_silence(tmp_path: Path) -> None:
    def doc(name: str) -> dict[str, Any]:
        found = document({"/things": {"get": operation(responses={"200": ref(name, "responses")})}})
        return {**found, "components": {"responses": {"Good": {"description": "ok", **content(thing())}}}}

    assert "response-media-type-removed" in rules(tmp_path, doc("Good"), doc("Gone"))


def test_a_path_parameter_without_a_definition_is_a_string(tmp_path: Path) -> None:
    number = {"name": "id", "in": "path", "required": True, "schema": INTEGER}
    pair = asking(number, path="/things/{id}"), asking(path="/things/{id}")
    assert on_the_wire(tmp_path, *pair) == ["request-type-changed"]
    assert "python-argument-changed" in rules(tmp_path, *pair)
