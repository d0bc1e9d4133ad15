"""Operations, tags and names as they come: none missing, none hidden by another, in any script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.generator.small_clients import DIALECTS, JSON, document, emit, operation, reading, ref, returns

STRING = {"type": "string"}
OK = {"200": {"description": "ok"}}


def called(made: Any) -> dict[str, str]:
    """Call every operation that takes no required argument; method -> what was sent."""
    wire = made.wire()
    sent: dict[str, str] = {}
    for name in made.methods:
        resource, method = name.split(".")
        getattr(getattr(wire.client, resource), method)()
        sent[name] = f"{wire.sent.method} {wire.sent.url.path}"
    return sent


@pytest.mark.parametrize("version", DIALECTS)
def test_every_method_of_a_path(tmp_path: Path, version: str) -> None:
    methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]
    item = {method: operation(f"things-{method}") for method in methods}
    sent = called(emit(tmp_path, document({"/things": item}, version)))
    assert set(sent.values()) == {f"{method.upper()} /v1/things" for method in methods}


def test_operations_without_an_id_or_a_tag(tmp_path: Path) -> None:
    paths = {
        "/": {"get": {"responses": OK}},
        "/a": {"get": {"responses": OK}, "post": {"responses": OK, "operationId": ""}},
        "/a/b": {"get": {"responses": OK, "operationId": 5, "tags": []}},
        "/a-b": {"get": {"responses": OK, "tags": [5, "", " "]}},
        "/a_b": {"get": {"responses": OK, "tags": "nonsense"}},
    }
    made = emit(tmp_path, document(paths))
    sent = called(made)
    assert len(sent) == 6
    assert set(sent.values()) >= {"GET /v1/a", "POST /v1/a", "GET /v1/a/b", "GET /v1/a-b", "GET /v1/a_b"}
    assert sent["a.get_a"] == "GET /v1/a" and sent["default.get"] == "GET /v1/"


def test_ids_that_stand_twice_or_meet_in_python(tmp_path: Path) -> None:
    ids = [
        "do",
        "do",
        "Do",
        "DO",
        "d-o",
        "do_",
        "things-do",
        "thingsDo",
        "do things",
        "\uff44\uff4f",
        "do",
        "list",
        "List",
        "class",
        "iterate",
        "unset",
        "UNSET",
        "things",
        "Things",
        "AsyncThings",
        "v1",
        "V1",
    ]
    paths = {f"/p{n}": {"get": operation(one, tags=["things"])} for n, one in enumerate(ids)}
    made = emit(tmp_path, document(paths))
    assert set(called(made).values()) == {f"GET /v1/p{n}" for n in range(len(ids))}


def test_one_id_in_two_tags_and_two_paths_that_differ_after_a_hash(tmp_path: Path) -> None:
    paths = {
        "/a": {"get": operation("get", tags=["x"])},
        "/b": {"get": operation("get", tags=["y"])},
        "/c#one": {"post": operation("send", tags=["x"])},
        "/c#two": {"post": operation("send", tags=["x"])},
    }
    sent = called(emit(tmp_path, document(paths)))
    assert sorted(sent.values()) == ["GET /v1/a", "GET /v1/b", "POST /v1/c", "POST /v1/c"]


TAGS = [
    "pets",
    "Pets",
    "PETS",
    "pets ",
    "pet s",
    "Ünïcode",
    "名前",
    "عربى",
    "नाम",
    "\u210c",
    "con",
    "NUL",
    "class",
    "None",
    "default",
    "",
    "../../etc",
    "a/b",
    "a.b",
    "Server",
    "Client",
    "Operation",
    "Query",
    "Resource",
    "AsyncPets",
    "close",
    "with_response",
    "live",
    "_private",
    "__init__",
    "1",
    "²",
    "🎉",
    "x" * 300,
    "x" * 299 + "y",
]


def test_tags_of_any_kind_are_resources_with_modules_of_their_own(tmp_path: Path) -> None:
    paths = {f"/p{n}": {"get": operation(f"op{n}", tags=[tag])} for n, tag in enumerate(TAGS)}
    made = emit(tmp_path, document(paths, tags=[{"name": tag} for tag in reversed(TAGS)]))
    assert set(called(made).values()) == {f"GET /v1/p{n}" for n in range(len(TAGS))}
    modules = [resource.module.casefold() for resource in made.api.resources]
    assert len(set(modules)) == len(modules)
    attributes = {resource.attribute for resource in made.api.resources}
    assert not attributes & {"close", "with_response", "live", "server", "call", "provider"}


@pytest.mark.parametrize("word", ["名前", "имя", "όνομα", "שם", "नाम", "이름", "ชื่อ", "İ", "ß", "ﬁ", "x", "X", "v1"])
def test_one_word_for_everything(tmp_path: Path, word: str) -> None:
    """Tag, operation, parameter, schema, member and enum value of one name are still told apart."""
    schema = {"type": "object", "properties": {word: ref(word), "kind": {"type": "string", "enum": [word]}}}
    one = {
        "operationId": word,
        "tags": [word],
        "parameters": [{"name": word, "in": "query", "schema": STRING}],
        "requestBody": {"content": {JSON: {"schema": ref(word)}}},
        "responses": returns(ref(word)),
    }
    made = emit(tmp_path, document({f"/{word}": {"post": one}}, components={"schemas": {word: schema}}))
    wire = made.wire({word: {"kind": word}})
    resource = made.api.resources[0]
    method, parameter = resource.operations[0], resource.operations[0].parameters[0]
    value = getattr(getattr(wire.client, resource.attribute), method.name)(**{parameter.name: "v"})
    assert (
        getattr(
            value, value.__struct_fields__[-1] if value.__struct_fields__[0] == "kind" else value.__struct_fields__[0]
        ).kind
        == word
    )
    assert dict(wire.sent.url.params) == {word: "v"}


def test_names_stay_when_siblings_come_and_the_order_changes(tmp_path: Path) -> None:
    paths = {f"/p{n}": {"get": operation(one, tags=["things"])} for n, one in enumerate(["send", "list", "getAll"])}
    before = emit(tmp_path / "a", document(paths)).methods
    more = {"/new": {"get": operation("things-other"), "post": operation("things-getOne")}}
    after = emit(tmp_path / "b", document({**more, **dict(reversed(paths.items()))})).methods
    assert set(before) < set(after)


# --- references into odd places ------------------------------------------------------------------------------


def test_references_into_odd_places(tmp_path: Path) -> None:
    doc = reading(
        {
            "type": "object",
            "properties": {
                "a": {"$ref": "#/paths/~1things/get/responses/200/content/application~1json/schema/properties/inner"},
                "b": {"$ref": "#/components/responses/Found/content/application~1json/schema"},
                "c": {"$ref": "#/components/parameters/Page/schema"},
                "d": {"$ref": "#/components/schemas/List/items"},
                "e": {"$ref": "#/components/schemas/All/allOf/0"},
                "f": {"$ref": "#/components/schemas/With~1slash~0and%20blank"},
                "g": {"$ref": "#/x-parts/Deep/0"},
                "inner": {"type": "object", "properties": {"x": STRING}},
            },
        }
    )
    thing = {"type": "object", "properties": {"x": STRING}}
    doc["x-parts"] = {"Deep": [thing]}
    doc["components"] = {
        "responses": {"Found": {"description": "", "content": {JSON: {"schema": thing}}}},
        "parameters": {"Page": {"name": "page", "in": "query", "schema": thing}},
        "schemas": {
            "List": {"type": "array", "items": thing},
            "All": {"allOf": [thing]},
            "With/slash~and blank": thing,
        },
    }
    made = emit(tmp_path, doc)
    assert made.findings == []
    value = made.wire({name: {"x": name} for name in "abcdefg"}).client.things.do()
    assert [getattr(value, name).x for name in "abcdefg"] == list("abcdefg")


def test_a_reference_beside_other_keywords(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"a": {**ref("Text"), "description": "words"}, "b": {**ref("Base"), "properties": {"y": STRING}}},
    }
    made = emit(tmp_path, reading(schema, Text=STRING, Base={"type": "object", "properties": {"x": STRING}}))
    value = made.wire({"a": "t", "b": {"x": "1", "y": "2"}}).client.things.do()
    assert (value.a, value.b.x, value.b.y) == ("t", "1", "2")


def test_references_into_other_files(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/models.yaml").write_text(
        "Thing: {type: object, properties: {x: {type: string}, peer: {$ref: '#/Thing'}, back: {$ref: '../api.json#/components/schemas/Own'}}}\n"
    )
    (tmp_path / "parts/paths.yaml").write_text(
        "get:\n  operationId: things-other\n  tags: [things]\n  responses:\n    '200':\n      description: ''\n"
        "      content: {application/json: {schema: {$ref: 'models.yaml#/Thing'}}}\n"
    )
    doc = reading({"$ref": "parts/models.yaml#/Thing"}, Own={"type": "object", "properties": {"own": STRING}})
    doc["paths"]["/other"] = {"$ref": "parts/paths.yaml", "post": operation("things-beside")}
    made = emit(tmp_path, doc, complete=False)
    assert made.methods == ["things.beside", "things.do", "things.other"]
    value = made.wire({"x": "1", "peer": {"x": "2"}, "back": {"own": "3"}}).client.things.do()
    assert (value.x, value.peer.x, value.back.own) == ("1", "2", "3")
    assert type(value.peer) is type(value)


@pytest.mark.parametrize(
    ("schema", "rule"),
    [
        (ref("Gone"), "ref-missing"),
        ({"$ref": "http://example.com/x.yaml#/X"}, "ref-remote"),
        ({"$ref": "../up.yaml"}, "ref-outside"),
        ({"$ref": "gone.yaml"}, "ref-missing"),
        ({"$ref": "#nowhere"}, "ref-missing"),
        ({"$ref": "#/components/schemas/Self"}, "recursive-alias"),
        ({"allOf": [ref("Gone"), {"type": "object", "properties": {"a": STRING}}]}, "ref-missing"),
        ({"oneOf": [ref("Gone"), STRING]}, "ref-missing"),
        ({"type": "array", "items": ref("Gone")}, "ref-missing"),
        ({"type": "object", "properties": {"a": ref("Gone")}}, "ref-missing"),
        ({"x-reissue-coerce": "single", "oneOf": [ref("Gone"), {"type": "array"}]}, "ref-missing"),
        ({"x-reissue-coerce": "nonsense"}, "extension"),
    ],
)
def test_a_reference_that_leads_nowhere_costs_one_type_and_no_operation(tmp_path: Path, schema: Any, rule: str) -> None:
    doc = reading({"type": "object", "properties": {"odd": schema, "fine": STRING}}, Self=ref("Self"))
    made = emit(tmp_path, doc)
    assert rule in made.rules()
    assert all(finding.place.line for finding in made.findings)
    assert made.wire({"fine": "x"}).client.things.do().fine == "x"


@pytest.mark.parametrize("depth", [20, 120, 400])
def test_schemas_that_are_deeper_than_python_reads(tmp_path: Path, depth: int) -> None:
    schema: dict[str, Any] = STRING
    for _ in range(depth):
        schema = {"type": "array", "items": schema}
    made = emit(tmp_path, reading(schema))
    assert made.rules() == ([] if depth == 20 else ["too-deep"])


@pytest.mark.parametrize(
    "link",
    [
        lambda n: ref(n),
        lambda n: {"allOf": [ref(n), {"description": "x"}]},
        lambda n: {"type": "array", "items": ref(n)},
    ],
)
def test_a_long_chain_of_references_is_no_crash(tmp_path: Path, link: Any) -> None:
    schemas = {f"S{n}": link(f"S{n + 1}") for n in range(700)}
    made = emit(tmp_path, reading(ref("S0"), **schemas, S700=STRING))
    assert set(made.rules()) == {"too-deep"}


def test_a_chain_of_objects_may_be_as_long_as_it_likes(tmp_path: Path) -> None:
    schemas = {f"S{n}": {"type": "object", "properties": {"next": ref(f"S{n + 1}")}} for n in range(700)}
    made = emit(tmp_path, reading(ref("S0"), **schemas, S700=STRING))
    assert made.findings == []
    assert len(made.api.models) == 700


@pytest.mark.parametrize(
    "paths",
    [
        {"/a": None},
        {"/a": "nonsense"},
        {"/a": {"get": None}},
        {"/a": {"get": []}},
        {"x-own": {"get": {}}},
        {"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}},
    ],
)
def test_path_items_that_hold_no_operation(tmp_path: Path, paths: Any) -> None:
    made = emit(tmp_path, document({**paths, "/things": {"get": operation()}}), complete=False)
    assert made.methods == ["things.do"]
