"""The JSON Schemas of docs/schemas say what the code does, and editors can use them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from openapi_spec_validator import schemas as openapi
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from reissue_generator import findings
from reissue_generator.document import OBJECTS, Document
from reissue_generator.errors import ConfigurationError
from reissue_generator.findings import Finding, Level, Place
from reissue_generator.lint import schema_for_editors
from reissue_generator.tree import client, project

REPO = Path(__file__).resolve().parents[3]
SCHEMAS = REPO / "docs" / "schemas"


def read(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


# --- configuration -------------------------------------------------------------------------------------------


def test_configuration_schema_has_the_keys_and_defaults_of_the_code() -> None:
    properties = read("reissue-config.schema.json")["properties"]
    assert {key: one["default"] for key, one in properties.items() if "default" in one} == project.DEFAULTS
    assert set(properties) == {*project.DEFAULTS, "vendored", "clients", "diff", "sources"}
    assert set(properties["clients"]["items"]["properties"]) == set(client.KEYS)


@pytest.mark.parametrize(
    "table",
    [
        "",
        'specs = "a"',
        'vendored = ["a", "b"]',
        'nothing = "x"',
        "specs = 1",
        "package = []",
        'vendored = "a"',
        "vendored = [1]",
        '[[clients]]\npackage = "a"\nspec = "b"',
        '[[clients]]\npackage = "a"\nspec = "b"\ninclude = {tags = ["x"]}\nnames = {schemas = {A = "B"}}',
        'diff = {request-default-changed = "addition"}',
        "diff = {request-default-changed = 1}",
        'diff = "addition"',
        '[[clients]]\npackage = "a"',
        '[[clients]]\npackage = "a"\nspec = "b"\nother = 1',
        '[[clients]]\npackage = "A-b"\nspec = "b"',
        '[[clients]]\npackage = "a"\nspec = "b"\noverlays = "c"',
        '[[clients]]\npackage = "a"\nspec = "b"\ninclude = {tag = ["x"]}',
    ],
)
def test_configuration_schema_and_code_accept_the_same(tmp_path: Path, table: str) -> None:
    text = f"[tool.reissue]\n{table}\n".replace("[[clients]]", "[[tool.reissue.clients]]")
    (tmp_path / "pyproject.toml").write_text(text)
    valid = Draft7Validator(read("reissue-config.schema.json")).is_valid(tomllib.loads(text)["tool"]["reissue"])
    try:
        project.find(str(tmp_path))
    except ConfigurationError:
        assert not valid
    else:
        assert valid


def test_this_repositorys_configuration() -> None:
    table = tomllib.loads((REPO / "pyproject.toml").read_text())["tool"]["reissue"]
    Draft7Validator(read("reissue-config.schema.json")).validate(table)


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.name)
def test_the_schemas_are_schemas(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.validators.validator_for(schema).check_schema(schema)


# --- findings ------------------------------------------------------------------------------------------------

SOME = [
    Finding("source-changed", Level.ERROR, "über\x1b", Place("a.yaml", 3, 5, "/paths/~1a"), "do", "- x\n+ y"),
    Finding("x", Level.NOTE, "", Place("")),
]


@pytest.mark.parametrize("found", [[], SOME])
def test_json_findings_fit_their_schema(found: list[Finding]) -> None:
    Draft202012Validator(read("findings.schema.json")).validate(json.loads(findings.render(found, "json")))


def test_findings_schema_names_every_member() -> None:
    (row,) = json.loads(findings.render(SOME[:1], "json"))["findings"]
    schema = read("findings.schema.json")["$defs"]["finding"]
    assert set(schema["required"]) == set(schema["properties"]) == set(row)
    assert set(schema["properties"]["place"]["properties"]) == set(row["place"])
    assert set(schema["properties"]["level"]["enum"]) == set(Level)


# --- specifications in editors -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def validator() -> Any:
    content: Any = openapi.get_schema_content_v31()
    content = content if isinstance(content, dict) else content[0]
    assert content["$id"] == schema_for_editors.OPENAPI
    resource = Resource.from_contents(json.loads(json.dumps(content)), DRAFT202012)
    return Draft202012Validator(
        read("spec.schema.json"), registry=Registry().with_resource(schema_for_editors.OPENAPI, resource)
    )


def test_editor_schema_is_in_step_with_the_extensions() -> None:
    extensions = json.loads((REPO / "specs" / "extensions.schema.json").read_text(encoding="utf-8"))
    made = schema_for_editors.text(extensions)
    assert (SCHEMAS / "spec.schema.json").read_text(encoding="utf-8") == made, (
        "make it anew: python -m reissue_generator.lint.schema_for_editors specs/extensions.schema.json docs/schemas/spec.schema.json"
    )
    assert not OBJECTS.keys() & extensions["$defs"].keys(), "one name for two things"
    shapes = schema_for_editors.schema(extensions)["$defs"]
    for name, one in extensions["$defs"].items():
        for place in one.get("x-reissue-on", ()):
            assert name in shapes[place]["properties"]


@pytest.mark.parametrize("path", sorted((REPO / "specs").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_specifications_fit(validator: Any, path: Path) -> None:
    assert [error.message for error in validator.iter_errors(Document.open(path).root.value)] == []


def broken() -> Iterator[tuple[str, Any]]:
    call = {"responses": {"200": {"description": "ok"}}}
    schema = {"type": "object", "properties": {"a": {"items": {"x-reissue-money": {"unit": "pence"}}}}}
    yield "operation", {"paths": {"/a": {"get": {**call, "x-reissue-effect": "destroys"}}}}
    yield "webhook", {"webhooks": {"a": {"post": {**call, "x-reissue-signature": {"header": ""}}}}}
    yield "schema", {"components": {"schemas": {"A": schema}}}
    yield (
        "inline schema",
        {
            "paths": {
                "/a": {
                    "get": {
                        "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}
                    }
                }
            }
        },
    )
    yield (
        "parameter",
        {
            "paths": {
                "/a": {
                    "get": {
                        **call,
                        "parameters": [{"name": "a", "in": "query", "schema": {}, "x-reissue-sensitive": "yes"}],
                    }
                }
            }
        },
    )
    yield "server", {"servers": [{"url": "https://a.b", "x-reissue-environment": {"name": "LIVE"}}]}
    yield (
        "security scheme",
        {"components": {"securitySchemes": {"t": {"type": "http", "scheme": "bearer", "x-reissue-token": {}}}}},
    )
    yield "document", {"x-reissue-envelope": {}}
    yield "path item of the components", {"components": {"pathItems": {"A": {"put": {"x-reissue-effect": "destroys"}}}}}
    yield "header", {"components": {"headers": {"A": {"schema": schema}}}}


@pytest.mark.parametrize(("where", "parts"), list(broken()), ids=[where for where, _ in broken()])
def test_wrong_extensions_are_marked_where_they_stand(validator: Any, where: str, parts: Any) -> None:
    document = {"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {}, **parts}
    assert not validator.is_valid(document)
