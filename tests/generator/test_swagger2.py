"""Swagger 2.0 by conversion: every place is that of what was written, and nothing is lost in silence."""

from __future__ import annotations

import copy
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from reissue_generator.builder import build
from reissue_generator.changes import compare, edition
from reissue_generator.document import SWAGGER, Document, Globs, Reading, Word, parse
from reissue_generator.document import opened as take
from reissue_generator.errors import SpecError
from reissue_generator.explain import explain
from reissue_generator.findings import Finding, Level, Place
from reissue_generator.lint.run import lint
from tests.generator import command_line
from tests.generator.swagger_documents import HOST, STRING, answering, listed, one, opened, operation, swagger
from tests.generator.test_accounting import MUTATIONS, misspelt


def findings(document: Document) -> list[Finding]:
    return build(document, "acme", "0")[1]


def told(folder: Path, doc: Any) -> list[tuple[str, str]]:
    """Rule and message of all but the one note that every document of Swagger 2.0 has."""
    return [(each.rule, each.message) for each in findings(opened(folder, doc)) if each.rule != "converted"]


# --- one note, and places ---------------------------------------------------------------------------------------


def test_the_conversion_is_one_note(tmp_path: Path) -> None:
    (note,) = findings(opened(tmp_path, one(listed("query"))))
    assert (note.rule, note.level, note.place.pointer, note.place.line) == ("converted", Level.NOTE, "/swagger", 2)
    assert note.message == "is Swagger 2.0, and was converted to OpenAPI 3.0.3 to be read"


BAD = {"type": "object", "propertes": {}}


@pytest.mark.parametrize(
    ("doc", "pointer"),
    [
        (one({"name": "b", "in": "body", "schema": BAD}), "/paths/~1things/post/parameters/0/schema/propertes"),
        (one({**listed("query"), "items": BAD}), "/paths/~1things/post/parameters/0/items/propertes"),
        (one({**listed("formData"), "items": BAD}), "/paths/~1things/post/parameters/0/items/propertes"),
        (answering({"schema": BAD}), "/paths/~1things/get/responses/200/schema/propertes"),
        (
            answering({"schema": {"$ref": "#/definitions/A"}}, top={"definitions": {"A": {"items": BAD}}}),
            "/definitions/A/items/propertes",
        ),
        (
            one({"$ref": "#/parameters/B"}, top={"parameters": {"B": {"name": "b", "in": "body", "schema": BAD}}}),
            "/parameters/B/schema/propertes",
        ),
        (
            one(
                responses={"200": {"$ref": "#/responses/R"}},
                top={"responses": {"R": {"description": "", "schema": BAD}}},
            ),
            "/responses/R/schema/propertes",
        ),
    ],
)
def test_what_is_told_stands_where_it_was_written(doc: Any, pointer: str, tmp_path: Path) -> None:
    lines = json.dumps(doc, indent=1).splitlines()
    (found,) = [each for each in findings(opened(tmp_path, doc)) if each.rule == "unread-key"]
    assert found.place.pointer == pointer
    assert '"propertes"' in lines[found.place.line - 1]
    assert found.message == "'propertes' is no key of a schema in Swagger 2.0; is 'properties' meant?"


def test_a_reference_to_nothing_is_told_as_it_was_written(tmp_path: Path) -> None:
    doc = answering({"schema": {"$ref": "#/definitions/Gone"}})
    (found,) = [each for each in findings(opened(tmp_path, doc)) if each.rule == "ref-missing"]
    assert "'#/definitions/Gone' names nothing" in found.message
    assert found.place.pointer == "/paths/~1things/get/responses/200/schema"
    again = {"A": {"$ref": "#/definitions/B"}, "B": {"$ref": "#/definitions/A"}}
    doc = one(
        {"$ref": "#/parameters/A"},
        top={
            "parameters": {name: {"$ref": again[name]["$ref"].replace("definitions", "parameters")} for name in again}
        },
    )
    (found,) = [each for each in findings(opened(tmp_path, doc)) if each.rule == "parameter-lost"]
    assert "'#/parameters/A'" in found.message or "'#/parameters/B'" in found.message


@pytest.mark.parametrize(
    ("pointer", "said"),
    [
        ("/basePath", "`basePath` of a document becomes `servers`"),
        ("/paths/~1things/post/consumes", "`consumes` of an operation becomes media types of `requestBody`"),
        ("/paths/~1things/post/parameters/0/collectionFormat", "`collectionFormat` of a parameter becomes `style` and"),
        ("/paths/~1things/post/parameters/1/schema/maxProperties", "`maxProperties` of a schema limits values"),
        ("/paths/~1things/post/requestBody", "`requestBody` of an operation is not read: Swagger 2.0 does not know it"),
        ("/definitions/A/discriminator", "`discriminator` of a schema becomes `discriminator/propertyName`"),
    ],
)
def test_explain_takes_what_was_written(pointer: str, said: str, tmp_path: Path) -> None:
    body = {"name": "b", "in": "body", "schema": {"type": "object", "maxProperties": 3}}
    doc = one(listed("query", "ssv"), body, consumes=["application/json"], requestBody={})
    doc["definitions"] = {"A": {"type": "object", "discriminator": "kind"}}
    found = explain(opened(tmp_path, doc), "acme", pointer)
    assert found.told.startswith(said)
    assert found.place.pointer == pointer


def test_explain_leads_to_the_model(tmp_path: Path) -> None:
    thing = {"type": "object", "properties": {"name": STRING}}
    doc = answering({"schema": {"$ref": "#/definitions/Thing"}}, top={"definitions": {"Thing": thing}})
    found = explain(opened(tmp_path, doc), "acme", "/definitions/Thing/properties/name")
    assert found.records == ("the model Thing", "the member name of Thing")


# --- what is lost is told ---------------------------------------------------------------------------------------

FORM = {"name": "a", "in": "formData", "type": "string"}
BODY = {"name": "b", "in": "body", "schema": STRING}


@pytest.mark.parametrize(
    ("doc", "rule", "words"),
    [
        (one(consume=["a/b"]), "unread-key", "is no key of an operation in Swagger 2.0; is 'consumes' meant?"),
        (one(requestBody={"content": {}}), "unread-key", "but one of OpenAPI 3, and is not read"),
        (one(top={"components": {}}), "unread-key", "'components' is no key of a document in Swagger 2.0 but one of"),
        (answering({"schema": {"oneOf": [STRING]}}), "not-swagger", "'oneOf' is no key of a schema in Swagger 2.0"),
        (answering({"content": {}}), "unread-key", "'content' is no key of a response"),
        (one(listed("query", "brackets")), "not-converted", "'brackets' is none of Swagger 2.0; the list is written"),
        (one(listed("header", "multi")), "not-converted", "'multi' is none of a header or path"),
        (one({"name": "a", "in": "query", "type": "string", "collectionFormat": "csv"}), "not-converted", "says nothing without"),
        (one({**listed("query"), "items": {"type": "array", "items": STRING, "collectionFormat": "pipes"}}), "not-converted", "inside of another list"),
        (one({"name": "a", "in": "query", "type": "file"}), "not-converted", "a file can be sent in a form only"),
        (one(BODY, FORM), "parameter-lost", "an operation has one body; this parameter is left out"),
        (one(BODY, {**BODY, "name": "c"}), "parameter-lost", "an operation has one body"),
        (one(FORM, consumes=["application/json"]), "not-converted", "a form cannot be sent as application/json; it is sent as"),
        (one(FORM, top={"consumes": ["application/json"]}), "not-converted", "a form cannot be sent as application/json; it is sent as"),
        (one(FORM, FORM), "parameter-lost", "a second 'a' of the same form"),
        (one({"in": "formData", "type": "string"}), "parameter-lost", "a parameter of a form has no name"),
        (answering({"schema": {"type": "file"}}, produces=["application/json"]), "not-converted", "a file is no application/json"),
        (one(top={"schemes": ["wss"]}), "not-converted", "wss is not spoken here"),
        (one(top={"consumes": "application/json"}), "structure", "'consumes' is not a list"),
        (one(top={"host": 5}), "structure", "'host' is not a text"),
        (one(top={"definitions": []}), "structure", "'definitions' is not an object"),
        (one(responses={"200": {"$ref": "#/definitions/A"}}, top={"definitions": {"A": STRING}}), "ref-kind", "names a schema"),
        (one(top={"securityDefinitions": {"s": {"type": "oauth2", "flow": "device"}}}), "not-converted", "the flow 'device'"),
        (swagger({"/a": {"trace": operation()}}), "not-swagger", "'trace' is no method of Swagger 2.0"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_in_openapi_is_told(doc: Any, rule: str, words: str, tmp_path: Path) -> None:
    found = told(tmp_path, doc)
    assert [message for name, message in found if name == rule and words in message], found


def test_what_nothing_reaches_is_not_told(tmp_path: Path) -> None:
    assert told(tmp_path, one(top={"definitions": {"A": BAD}, "parameters": {"B": {**BODY, "schema": BAD}}})) == []


def test_extensions_are_kept(tmp_path: Path) -> None:
    doc = one({**FORM, "x-reissue-sensitive": True}, **{"x-reissue-effect": "sends", "x-theirs": 1})
    api, found = build(opened(tmp_path, doc), "acme", "0")
    assert [each.rule for each in found] == ["converted", "unread-extension"]
    assert api.operations[0].effect == "SENDS"
    assert api.models[0].fields[0].sensitive  # type: ignore[union-attr]


WHOLE = {
    "/a/{id}": {
        "parameters": [{"name": "id", "in": "path", "type": "integer", "required": True}],
        "get": operation(
            listed("query", "pipes", default=["a"], maxItems=3, description="them"),
            name="things-get",
            produces=["application/json"],
            responses={
                "200": {"description": "", "schema": {"$ref": "#/definitions/A"}},
                "default": {"$ref": "#/responses/E"},
            },
            security=[{"key": []}],
        ),
        "post": operation({**FORM, "required": True}, listed("formData", "ssv"), name="things-post", schemes=["http"]),
        "put": operation({"$ref": "#/parameters/B"}, name="things-put", deprecated=True),
    }
}
TOP: dict[str, Any] = {
    "parameters": {"B": {**BODY, "required": True, "schema": {"$ref": "#/definitions/A"}}},
    "responses": {"E": {"description": "", "schema": {"type": "object", "properties": {"code": STRING}}}},
    "definitions": {
        "A": {"type": "object", "required": ["kind"], "discriminator": "kind", "properties": {"kind": STRING, "n": {"type": "integer", "x-nullable": True}}},
        "D": {"allOf": [{"$ref": "#/definitions/A"}, {"type": "object", "properties": {"bark": STRING}}]},
    },
    "securityDefinitions": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    "consumes": ["application/json"],
}  # fmt: skip


def test_a_misspelt_key_is_told_or_changes_nothing(tmp_path: Path) -> None:
    doc = json.loads(json.dumps(swagger(WHOLE, **TOP)))
    whole = opened(tmp_path, doc)
    api, before = build(whole, "acme", "0")
    assert whole.conversion is not None
    chance, places = random.Random(3), sorted(whole.conversion.kinds)
    for _ in range(2 * MUTATIONS):
        pointer = chance.choice(places)
        changed = copy.deepcopy(doc)
        inside: Any = changed
        for token in pointer:
            inside = inside[int(token)] if isinstance(inside, list) else inside[token]
        key = chance.choice(sorted(inside))
        new = misspelt(chance, key)
        if new in inside or key in ("swagger", "$ref"):
            continue
        inside[new] = inside.pop(key)
        try:
            other, after = build(opened(tmp_path, changed), "acme", "0")
        except SpecError:
            continue
        said = any(repr(new) in each.message for each in after) or len(after) > len(before)
        assert said or _same(other, api), (pointer, key, new)


def _same(one_api: Any, other: Any) -> bool:
    from dataclasses import replace

    return replace(one_api, digest="") == replace(other, digest="")


# --- references into other files -----------------------------------------------------------------------------------


def test_fragments_in_other_files(tmp_path: Path) -> None:
    shared = {
        "Thing": {"type": "object", "discriminator": "kind", "required": ["kind"], "properties": {"kind": STRING, "next": {"$ref": "#/Thing"}}},
        "Body": {"name": "b", "in": "body", "schema": {"$ref": "#/Thing"}},
        "Page": {"name": "page", "in": "query", "type": "array", "items": {"type": "integer"}, "collectionFormat": "ssv"},
        "Field": {"name": "f", "in": "formData", "type": "string", "x-nullable": True},
        "Error": {"description": "no", "schema": {"$ref": "swagger.json#/definitions/Problem"}},
        "item": {
            "parameters": [{"name": "id", "in": "path", "type": "string", "required": True}, {"$ref": "#/Field"}],
            "post": operation(name="things-post", propertes=1),
        },
    }  # fmt: skip
    paths = {
        "/a": {
            "get": operation({"$ref": "shared.json#/Page"}, name="things-get", responses={"200": {"description": "", "schema": {"$ref": "shared.json#/Thing"}}, "400": {"$ref": "shared.json#/Error"}}),
            "put": operation({"$ref": "shared.json#/Body"}, name="things-put"),
            "patch": operation({"$ref": "shared.json#/Body"}, name="things-patch", consumes=["application/merge-patch+json"]),
        },
        "/b/{id}": {"$ref": "shared.json#/item"},
    }  # fmt: skip
    document = opened(
        tmp_path,
        swagger(paths, definitions={"Problem": {"type": "object", "properties": {"code": STRING}}}),
        shared=shared,
    )
    api, found = build(document, "acme", "0")
    assert [(each.rule, each.place.file, each.place.pointer) for each in found if each.rule != "converted"] == [
        ("unread-key", "shared.json", "/item/post/propertes")
    ]
    by_id = {each.id: each for each in api.operations}
    assert dict(by_id["things-get"].parameters[0].options) == {"style": "spaceDelimited", "explode": False}
    assert by_id["things-get"].returns.key == "shared.json#/Thing:read"  # type: ignore[union-attr]
    assert [each.wire for each in by_id["things-post"].parameters] == ["id"]
    assert by_id["things-post"].body.content[0].kind == "Form"  # type: ignore[union-attr]
    assert [each.content[0].type for each in (by_id["things-put"].body, by_id["things-patch"].body)] == [
        by_id["things-get"].returns
    ] * 2  # type: ignore[union-attr]
    assert by_id["things-get"].errors[0].type.key == "#/components/schemas/Problem:read"  # type: ignore[union-attr]


def test_definitions_under_an_extension(tmp_path: Path) -> None:
    more = {"x-shared": {"Thing": {"type": "object", "properties": {"n": {"type": "integer", "x-nullable": True}}}}}
    document = opened(tmp_path, answering({"schema": {"$ref": "#/x-shared/Thing"}}, top=more))
    api, found = build(document, "acme", "0")
    assert [each.rule for each in found] == ["converted"]
    assert str(api.models[0].fields[0].type).count("None") == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "pointer", ["/paths/~1a/get/responses/200/schema", "/paths/~1a/post/parameters/0/schema", "/parameters/B/schema"]
)
def test_a_reference_into_the_middle_of_the_document(pointer: str, tmp_path: Path) -> None:
    thing = {"type": "object", "properties": {"n": STRING}}
    body = {"name": "b", "in": "body", "schema": thing}
    paths = {
        "/a": {"get": operation(name="things-get", responses={"200": {"description": "", "schema": thing}}), "post": operation(body, name="things-post")},
        "/b": {"get": operation(name="things-b", responses={"200": {"description": "", "schema": {"$ref": f"#{pointer}"}}})},
    }  # fmt: skip
    document = opened(tmp_path, swagger(paths, parameters={"B": body}))
    api, found = build(document, "acme", "0")
    assert [each.rule for each in found] == ["converted"]
    returned = next(each.returns for each in api.operations if each.id == "things-b")
    assert type(returned).__name__ == "Ref"


# --- lint, diff, and what is hostile --------------------------------------------------------------------------------


def test_lint_judges_by_the_schema_of_swagger(tmp_path: Path) -> None:
    good = swagger(WHOLE, **TOP)
    del good["paths"]["/a/{id}"]["post"]["parameters"][0]["required"]
    assert lint(opened(tmp_path, good), None) == []
    wrong = one(listed("query", "brackets"))
    (found,) = lint(opened(tmp_path, wrong), None)
    assert (found.rule, found.place.pointer) == ("openapi-schema", "/paths/~1things/post/parameters/0")
    example = answering(
        {"schema": {"type": "integer"}, "examples": {"application/json": "five"}}, produces=["application/json"]
    )
    (found,) = lint(opened(tmp_path, example), None)
    assert (found.rule, found.place.pointer) == (
        "example",
        "/paths/~1things/get/responses/200/examples/application~1json",
    )


def test_diff_of_a_document_and_its_conversion(tmp_path: Path) -> None:
    before = opened(tmp_path, swagger(WHOLE, **TOP))
    after = tmp_path / "openapi.json"
    after.write_text(json.dumps(before.root.value), encoding="utf-8")
    assert compare(edition(before, "acme"), edition(Document.open(after), "acme")) == []
    changed = json.loads(json.dumps(swagger(WHOLE, **TOP)))
    del changed["paths"]["/a/{id}"]["get"]["parameters"]
    (tmp_path / "new.json").write_text(json.dumps(changed, indent=1), encoding="utf-8")
    ran = command_line.run("diff", tmp_path / "swagger.json", tmp_path / "new.json", "--format", "json")
    assert ran.code == 1
    (row,) = [row for row in json.loads(ran.out)["findings"] if row["rule"] == "request-parameter-removed"]
    assert row["old"]["pointer"] == "/paths/~1a~1{id}/get/parameters/0"


DEEP = '{"items": ' * 900 + "{}" + "}" * 900
JUNK: list[Any] = [None, True, 0, 1.5, "", "x", [], {}, ["a", 1, None], {"a": 1}, {"$ref": "#"}, {"$ref": 5}, {"$ref": "#/paths"}, {"$ref": "no.json#/a"}]  # fmt: skip


def test_what_is_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    text = json.dumps(swagger({}, definitions={"A": "deep"})).replace('"deep"', DEEP)
    path = tmp_path / "deep.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match="nested too deeply"):
        build(Document.open(path), "acme", "0")


def test_values_of_the_wrong_kind_are_no_crash(tmp_path: Path) -> None:
    doc = json.loads(json.dumps(swagger(WHOLE, **TOP)))
    chance = random.Random(11)
    for _ in range(3 * MUTATIONS):
        changed = copy.deepcopy(doc)
        for _ in range(chance.randint(1, 3)):
            holder, key = chance.choice([place for place in _places(changed) if place[1] != "swagger"])
            holder[key] = copy.deepcopy(chance.choice(JUNK))
        try:
            for each in findings(opened(tmp_path, changed)):
                assert each.place.file
        except SpecError as error:
            assert error.findings


def _places(value: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    keys: Any = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        found += [(value, key), *_places(value[key])]
    return found


@pytest.mark.parametrize(
    ("version", "words"), [("1.2", "is Swagger 1.2"), ({"a": 1}, "is Swagger {'a': 1}"), (None, "is Swagger None")]
)
def test_other_versions_are_refused(version: Any, words: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=words.replace("{", r"\{")):
        build(opened(tmp_path, {**one(), "swagger": version}), "acme", "0")


def test_a_number_is_a_version_too(tmp_path: Path) -> None:
    assert opened(tmp_path, {**one(), "swagger": 2.0}).conversion is not None
    with pytest.raises(SpecError, match="is both Swagger and OpenAPI"):
        build(opened(tmp_path, {**one(), "openapi": "3.0.0"}), "acme", "0")


OVERLAY = {
    "overlay": "1.0.0",
    "info": {"title": "corrections", "version": "1"},
    "actions": [
        {"target": "$.definitions.Thing.properties", "update": {"when": {"type": "string", "x-nullable": True}}},
        {"target": "$.paths['/things'].get", "update": {"parameters": [listed("query", "tsv"), {**STRING, "nam": 1}]}},
    ],
}


def test_an_overlay_speaks_of_what_the_vendor_wrote(tmp_path: Path) -> None:
    thing = {"type": "object", "properties": {"name": STRING}}
    paths = {
        "/things": {
            "get": operation(responses={"200": {"description": "", "schema": {"$ref": "#/definitions/Thing"}}})
        },
        "/others": {"get": operation(name="others-get")},
    }
    path = tmp_path / "swagger.json"
    path.write_text(json.dumps(swagger(paths, definitions={"Thing": thing}), indent=1), encoding="utf-8")
    overlay = parse(json.dumps(OVERLAY, indent=1).encode(), tmp_path / "overlay.json", "overlay.json")
    reading = Reading(overlays=(overlay,), exclude=Globs(operations=(Word("others-*", Place("")),)))
    api, found = build(take(path, "swagger.json", reading), "acme", "0")
    assert [each.id for each in api.operations] == ["things-do"]
    assert [field.wire for field in api.models[0].fields] == ["name", "when"]  # type: ignore[union-attr]
    assert dict(api.operations[0].parameters[0].options) == {"mark": "\t"}
    lost = next(each for each in found if each.rule == "parameter")
    assert lost.place.file == "overlay.json"


def test_the_digest_is_that_of_what_was_written(tmp_path: Path) -> None:
    document = opened(tmp_path, one())
    source, _ = document.main.written_at(())
    assert document.digest == source.digest != ""
    assert HOST in document.main.text


def _table() -> str:
    rows = ["| object | key | becomes |", "|---|---|---|"]
    for kind, keys in SWAGGER.items():
        groups: dict[str, list[str]] = {}
        for key, into in keys.items():
            groups.setdefault(into, []).append(key)
        rows += [f"| {kind} | {' '.join(f'`{key}`' for key in keys)} | {into} |" for into, keys in groups.items()]
    return "\n".join(rows)


def test_the_guide_has_the_table() -> None:
    page = Path(__file__).resolve().parents[2] / "docs/any-document.md"
    head, _, rest = page.read_text(encoding="utf-8").partition("<!-- swagger:")
    first, _, rest = rest.partition("-->\n")
    _, _, tail = rest.partition("<!-- /swagger -->")
    made = f"{head}<!-- swagger:{first}-->\n{_table()}\n<!-- /swagger -->{tail}"
    if os.environ.get("REISSUE_GOLDEN") == "write":
        page.write_text(made, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == made, "REISSUE_GOLDEN=write writes it anew"
