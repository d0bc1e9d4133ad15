"""Values of another kind of JSON than their keys have are told, and no valid document is told of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from reissue_generator.cli.app import build
from reissue_generator.document import KEYS, OBJECTS, SHAPES, Role
from reissue_generator.findings import Finding, Level
from reissue_generator.generate import read_api
from tests.generator.small_clients import DIALECTS, V30, V31, asking, document, emit, operation, reading, ref, sending

STRING = {"type": "string"}
KEY = {"k": {"type": "apiKey", "in": "header", "name": "X-Key"}}


def found(folder: Path, doc: Any, rule: str = "wrong-kind") -> list[Finding]:
    path = folder / "api.json"
    path.write_text(json.dumps(doc, indent=1), encoding="utf-8")
    return [one for one in read_api(path, "acme", "api.json")[1] if one.rule == rule]


def calling(item: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return document({"/things": {"get": operation(**more), **(item or {})}})


def answering(**more: Any) -> dict[str, Any]:
    return calling(responses={"200": {"description": "ok", **more}})


def member(**more: Any) -> dict[str, Any]:
    return reading({"type": "object", "properties": {"a": {"type": "integer", **more}}})


ERRORS: dict[str, tuple[dict[str, Any], str, str]] = {
    "security-map": (calling(security={"k": []}), "security", "'security' should be a list, and is an object"),
    "security-null": (calling(security=None), "security", "'security' should be a list, and is null"),
    "security-name": (calling(security=["k"]), "security/0", "in 'security' should be an object, and is a string"),
    "security-lists": (calling(security=[["k"]]), "security/0", "in 'security' should be an object, and is a list"),
    "parameters-map": (
        calling(parameters={"name": "q", "in": "query"}),
        "parameters",
        "should be a list, and is an obj",
    ),
    "parameter-name": (calling(parameters=["q"]), "parameters/0", "should be an object, and is a string"),
    "parameter-null": (calling(parameters=[None]), "parameters/0", "should be an object, and is null"),
    "item-parameters": (calling({"parameters": {"q": {}}}), "parameters", "should be a list, and is an object"),
    "operation-list": (calling({"post": [1]}), "post", "'post' should be an object, and is a list"),
    "operation-null": (calling({"post": None}), "post", "'post' should be an object, and is null"),
    "path-text": (
        document({"/a": "x", "/b": {"get": operation()}}),
        "~1a",
        "'/a' should be an object, and is a string",
    ),
    "more": (calling({"additionalOperations": {"COPY": 1}}), "COPY", "should be an object, and is a number"),
    "body-text": (calling(requestBody="x"), "requestBody", "'requestBody' should be an object, and is a string"),
    "body-content": (calling(requestBody={"content": ["application/json"]}), "content", "should be an object"),
    "server-text": (calling(servers=["https://a.example"]), "servers/0", "should be an object, and is a string"),
    "server-url": (calling(servers=[{"url": ["https://a.example"]}]), "url", "'url' should be a string, and is a list"),
    "scheme-text": (
        document({}, components={"securitySchemes": {"k": "apiKey"}}),
        "securitySchemes/k",
        "should be an object, and is a string",
    ),
    "referred-to": (
        document(
            {"/things": {"get": operation(parameters=[ref("Q", "parameters")])}}, components={"parameters": {"Q": "q"}}
        ),
        "parameters/Q",
        "a reference leads here: this should be an object, and is a string",
    ),
}
"""What loses something that has an effect: the document, the end of the place, and the words."""

WARNINGS: dict[str, tuple[dict[str, Any], str, str]] = {
    "required-true": (member(required=True), "a/required", "'required' should be a list, and is a boolean"),
    "required-text": (reading({"type": "object", "required": "a"}), "required", "should be a list, and is a string"),
    "required-number": (
        reading({"type": "object", "required": [1]}),
        "required/0",
        "should be a string, and is a number",
    ),
    "properties": (
        reading({"type": "object", "properties": {"a": "integer"}}),
        "properties/a",
        "in 'properties' should be an object or a boolean, and is a string",
    ),
    "enum": (reading({"type": "string", "enum": "a"}), "enum", "'enum' should be a list, and is a string"),
    "allof": (reading({"allOf": {"type": "string"}}), "allOf", "'allOf' should be a list, and is an object"),
    "discriminator": (reading({"type": "object", "discriminator": "a"}), "discriminator", "should be an object, and"),
    "additional": (
        reading({"type": "object", "additionalProperties": "string"}),
        "additionalProperties",
        "should be an object or a boolean, and is a string",
    ),
    "limit": (member(minimum="0"), "minimum", "'minimum' should be a number, and is a string"),
    "items": (
        reading({"type": "array", "items": "string"}),
        "items",
        "should be an object, a list or a boolean, and is",
    ),
    "types": (member(type=["integer", None]), "type/1", "what stands in 'type' should be a string, and is null"),
    "tags": (calling(tags="pets"), "tags", "'tags' should be a list, and is a string"),
    "responses": (calling(responses={"200": "ok"}), "200", "'200' should be an object, and is a string"),
    "headers": (answering(headers=["X"]), "headers", "'headers' should be an object, and is a list"),
    "schema": (answering(content={"application/json": {"schema": "S"}}), "schema", "should be an object or a boolean"),
    "explode": (
        asking({"name": "q", "in": "query", "explode": "false", "schema": {"type": "array", "items": STRING}}),
        "explode",
        "'explode' should be a boolean, and is a string",
    ),
    "referred-to": (reading(ref("A"), A="integer"), "schemas/A", "should be an object or a boolean, and is a string"),
}
"""What changes types or words only."""


@pytest.mark.parametrize(
    ("level", "told"),
    [(level, each[name]) for level, each in ((Level.ERROR, ERRORS), (Level.WARNING, WARNINGS)) for name in each],
    ids=[*ERRORS, *WARNINGS],
)
def test_what_loses_something_with_an_effect_is_an_error_and_else_a_warning(
    tmp_path: Path, level: Level, told: tuple[dict[str, Any], str, str]
) -> None:
    doc, place, words = told
    (one,) = found(tmp_path, doc)
    assert one.level is level and words in one.message
    assert one.place.pointer.endswith(place) and one.place.line > 1


@pytest.mark.parametrize("version", DIALECTS)
def test_what_is_valid_is_not_told(tmp_path: Path, version: str) -> None:
    """By OpenAPI 3.0 and 3.1, and by the drafts of JSON Schema that people still write."""
    schema = {
        "type": "object",
        "required": ["a"],
        "title": None,
        "description": None,
        "enum": None,
        "x-required": True,
        "properties": {
            "a": True,
            "b": {"type": ["string", "null"], "format": "date", "default": "2020-01-01"},
            "c": {"type": "number", "exclusiveMinimum": True, "minimum": 0},
            "d": {"type": "number", "exclusiveMinimum": 0.5},
            "e": {"type": "array", "items": [STRING, {"type": "integer"}], "additionalItems": False},
            "f": {"type": "array", "items": False, "prefixItems": [True]},
            "required": {"type": "boolean"},
            "$ref": STRING,
            "g": {"enum": [1, "a", None, {}], "const": {}, "default": [], "examples": "x", "example": {}},
            "h": None,
        },
        "dependencies": {"a": ["b"], "b": {"type": "object"}},
        "dependentRequired": {"a": ["b"]},
        "additionalProperties": False,
    }
    responses: dict[str, Any] = {
        "200": {"description": None, "content": {"application/json": {"schema": schema}, "text/plain": None}},
        "x-more": "y",
    }
    parameters = [{"name": "q", "in": "query", "schema": STRING, "examples": ["a"]}, ref("P", "parameters")]
    called = operation(responses=responses, parameters=parameters, security=[{}, {"k": None}], **{"x-list": [1]})
    components = {"parameters": {"P": {"name": "p", "in": "query", "schema": STRING}, "Unused": "x"}}
    paths = {"/a": {"get": called}, "x-paths": "y"}
    assert found(tmp_path, document(paths, version, components={**components, "securitySchemes": KEY})) == []


def test_dates_and_nothing_in_yaml(tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    path.write_text(
        "openapi: 3.1.0\ninfo: {title: A, version: 1, description: 2020-01-01}\ntags:\npaths:\n  /a:\n    get:\n"
        "      tags:\n      responses:\n        200:\n          description: 2020-01-01\n",
        encoding="utf-8",
    )
    assert [one for one in read_api(path, "acme", "api.yaml")[1] if one.rule == "wrong-kind"] == []


def test_of_very_many_places_some_are_told(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {f"p{n}": {"type": "integer", "required": True} for n in range(50)}}
    told = found(tmp_path, sending(schema, V30))
    assert len(told) == 20 and told[-1].message.endswith("(and in 30 more places)")


def test_every_key_that_is_read_or_checked_has_a_kind_or_any() -> None:
    """A key that is added to the table is thought of here, too."""
    anything = {
        ("document", "openapi"),  # refused by itself
        ("link", "requestBody"),
        ("schema", "const"),
        ("schema", "default"),
    }
    known = {(kind, key) for kind, keys in SHAPES.items() for key in keys}
    meant = {
        (kind, key) for kind, keys in KEYS.items() for key, one in keys.items() if one.role in (Role.READ, Role.CHECKED)
    }
    assert meant - known == anything and known <= meant
    assert set(KEYS) <= set(SHAPES) and set(OBJECTS) - set(SHAPES) == {"pathItems", "callback", "responses"}


# --- credentials ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", [{"k": []}, ["k"], [["k"]], "k", [[{"k": []}]]])
def test_security_of_a_wrong_kind_sends_the_credential_that_it_names(tmp_path: Path, told: Any) -> None:
    doc = document({"/things": {"get": operation()}}, components={"securitySchemes": KEY}, security=told)
    made = emit(tmp_path, doc)
    assert set(made.rules()) == {"wrong-kind"}
    wire = made.wire(k="secret")
    wire.client.things.do()
    assert wire.sent.headers["x-key"] == "secret"
    with pytest.raises(TypeError, match="k"):
        made.wire()


@pytest.mark.parametrize("told", [True, [None], [7], [[]], [[{}]], [["k", 1]]])
def test_security_that_names_no_scheme_is_refused(tmp_path: Path, told: Any) -> None:
    doc = document({"/things": {"get": operation(security=told)}}, components={"securitySchemes": KEY})
    made = emit(tmp_path, doc)
    wire = made.wire(k="secret")
    with pytest.raises(Exception, match="needs credentials"):
        wire.client.things.do()
    assert wire.requests == []


def test_the_command_ends_with_an_error(tmp_path: Path) -> None:
    path = tmp_path / "api.json"
    doc = document({"/things": {"get": operation()}}, V31, components={"securitySchemes": KEY}, security={"k": []})
    path.write_text(json.dumps(doc), encoding="utf-8")
    done = CliRunner().invoke(build(), ["generate", "--spec", str(path), "--out", str(tmp_path / "out")])
    assert done.exit_code == 1 and "[wrong-kind]" in done.output
