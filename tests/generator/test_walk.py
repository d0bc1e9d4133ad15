"""The walks over operations, objects and schemas: references are followed in one way, each once, and no cycle hangs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from reissue_generator.document import (
    CALLBACK,
    METHODS,
    OBJECTS,
    Document,
    Node,
    operations,
    operations_in,
    schemas_in,
    sum_of,
    walk,
)

OPERATION = {"responses": {"200": {"description": "ok"}}}


def opened(folder: Path, files: dict[str, Any]) -> Document:
    for name, data in files.items():
        (folder / name).write_text(yaml.safe_dump(data), encoding="utf-8")
    return Document.open(folder / "main.yaml")


def main(**parts: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "Acme", "version": "1"}, **parts}


def named(document: Document, *groups: str) -> list[str]:
    return [f"{found.method} {found.name}" for found in operations(document, *groups)]


# --- operations ----------------------------------------------------------------------------------------------


def test_operations_come_by_path_and_then_in_the_order_of_the_methods(tmp_path: Path) -> None:
    paths = {
        "/b": {"put": OPERATION, "get": OPERATION, "servers": []},
        "/a": {"query": OPERATION},
        "x-note": {"get": {}},
    }
    document = opened(tmp_path, {"main.yaml": main(paths=paths, webhooks={"paid": {"post": OPERATION}})})
    assert named(document) == ["query /a", "get /b", "put /b", "post paid"]
    assert named(document, "webhooks") == ["post paid"]


def test_a_path_item_may_stand_elsewhere_and_what_stands_beside_the_reference_comes_first(tmp_path: Path) -> None:
    here = {"$ref": "items.yaml#/orders", "put": {"operationId": "near"}, "parameters": [{"name": "near"}]}
    there = {"$ref": "items.yaml#/base", "put": {"operationId": "far"}, "post": {"operationId": "far"}}
    base = {"get": {"operationId": "farthest"}, "servers": [{"url": "https://far.example"}]}
    document = opened(
        tmp_path, {"main.yaml": main(paths={"/orders": here}), "items.yaml": {"orders": there, "base": base}}
    )
    found = list(operations(document))
    assert [(one.method, one.id, one.node.source.name) for one in found] == [
        ("get", "farthest", "items.yaml"),
        ("post", "far", "items.yaml"),
        ("put", "near", "main.yaml"),
    ]
    item = found[0].item
    assert [one.map["name"] for one in item.get("parameters").items()] == ["near"]
    assert [one.map["url"] for one in item.get("servers").items()] == ["https://far.example"]
    assert set(item.node.map) == {"$ref", "get", "post", "put", "parameters", "servers"}


def test_a_reference_that_leads_nowhere_is_told_and_the_rest_is_there(tmp_path: Path) -> None:
    document = opened(tmp_path, {"main.yaml": main(paths={"/a": {"$ref": "gone.yaml", "get": OPERATION}})})
    told: list[tuple[str, str]] = []
    found = list(operations(document, tell=lambda error, node: told.append((error.findings[0].rule, node.pointer[-1]))))
    assert [one.method for one in found] == ["get"]
    assert told == [("ref-missing", "/a")]


def test_a_circle_of_path_items_ends_where_it_began(tmp_path: Path) -> None:
    paths = {"/a": {"$ref": "#/paths/~1b", "get": OPERATION}, "/b": {"$ref": "#/paths/~1a", "put": OPERATION}}
    document = opened(tmp_path, {"main.yaml": main(paths=paths)})
    assert named(document) == ["get /a", "put /a", "get /b", "put /b"]


def test_the_operations_of_a_callback(tmp_path: Path) -> None:
    callback = {"{$request.body#/url}": {"$ref": "#/components/pathItems/Told"}, "x-note": {"post": {}}}
    components = {"pathItems": {"Told": {"post": OPERATION}}}
    document = opened(tmp_path, {"main.yaml": main(paths={}, components=components, callback=callback)})
    found = list(operations_in(document, CALLBACK, document.root.get("callback")))
    assert [(one.method, one.name) for one in found] == [("post", "{$request.body#/url}")]


# --- objects -------------------------------------------------------------------------------------------------


def test_every_kind_of_object_is_met_once_by_key_and_by_reference(tmp_path: Path) -> None:
    schema = {"properties": {"example": {"type": "string"}, "loop": {"$ref": "#/components/schemas/Thing"}}}
    call = {
        **OPERATION,
        "parameters": [{"$ref": "#/components/parameters/Page"}],
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
        "callbacks": {"told": {"{$url}": {"post": OPERATION}}},
    }
    components = {
        "parameters": {
            "Page": {"name": "page", "in": "query", "schema": {"type": "integer", "default": {"$ref": "no"}}}
        },
        "schemas": {"Thing": schema},
        "pathItems": {"Shared": {"get": call}},
    }
    paths = {"/a": {"$ref": "#/components/pathItems/Shared"}}
    document = opened(tmp_path, {"main.yaml": main(paths=paths, components=components, webhooks={"w": {"post": {}}})})
    kinds: dict[str, int] = {}
    for kind, _ in walk(document):
        kinds[kind] = kinds.get(kind, 0) + 1
    assert kinds["operation"] == kinds["webhook"] == kinds["callbackOperation"] == 1
    assert kinds["parameter"] == 2  # Page, and what refers to it
    # Thing, its two members, the schema of Page, and the one that only refers to Thing
    assert kinds["schema"] == 5
    assert kinds["pathItem"] == 2


def test_the_table_names_only_kinds_that_it_knows_or_that_have_nothing_inside() -> None:
    leaves = {"info", "tag", "example", "discriminator", "serverVariable", "flow", "xml", ""}
    assert {inside.kind for keys in OBJECTS.values() for inside in keys.values()} <= OBJECTS.keys() | leaves
    for kind in ("pathItem", "webhookItem", "callbackItem"):
        assert set(METHODS) < OBJECTS[kind].keys()


# --- schemas -------------------------------------------------------------------------------------------------


def test_the_schemas_inside_one_are_those_that_count_and_no_data() -> None:
    schema = {
        "title": "whole",
        "properties": {"items": {"title": "a member called items"}, "$defs": {"title": "and one called $defs"}},
        "items": [{"title": "tuple"}],
        "not": {"title": "not"},
        "default": {"title": "data"},
        "$defs": {"unused": {"title": "definition"}},
        "x-note": {"title": "extension"},
    }
    titles = {found["title"] for found in schemas_in(schema)}
    assert titles == {"whole", "a member called items", "and one called $defs", "tuple", "not"}
    assert [found["title"] for found in schemas_in(schema, skip=lambda found: "properties" in found)] == []


@pytest.mark.parametrize(("unions", "expected"), [(False, ["A", "B", "part"]), (True, ["A", "B", "part", "one"])])
def test_what_a_schema_is_the_sum_of(tmp_path: Path, unions: bool, expected: list[str]) -> None:
    schemas = {
        "A": {"title": "A", "allOf": [{"title": "part"}], "$ref": "#/components/schemas/B"},
        "B": {
            "title": "B",
            "$ref": "#/components/schemas/A",
            "oneOf": [{"title": "one", "type": "null"}, {"title": "word"}],
        },
    }
    document = opened(tmp_path, {"main.yaml": main(components={"schemas": schemas})})
    start = document.follow(document.root, "#/components/schemas/A")
    found: list[Node] = list(sum_of(document, start, unions=unions))
    assert [node.map["title"] for node in found] == expected
