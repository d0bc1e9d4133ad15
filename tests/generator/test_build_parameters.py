"""Parameters: every place, style and type, as the request shows it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import httpx
import pytest
from reissue_runtime import InvalidArgumentError
from typer.testing import CliRunner

from reissue_generator.cli.app import build
from reissue_generator.errors import ConfigurationError
from reissue_generator.generate import generate_alone
from tests.generator.small_clients import DIALECTS, V30, V31, asking, content, document, emit, operation, ref

STRING, INTEGER = {"type": "string"}, {"type": "integer"}
ARRAY = {"type": "array", "items": {"type": "string"}}
OBJECT = {"type": "object", "properties": {"r": INTEGER, "g": INTEGER}}


def parameter(name: str, place: str = "query", schema: Any = None, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "schema": schema or STRING, "required": place == "path", **more}


def sent(folder: Path, one: dict[str, Any], value: Any, path: str = "/things", version: str = V31) -> Any:
    """The request of a call that gives this parameter this value."""
    wire = emit(folder, asking(one, path=path, version=version)).wire()
    if one["in"] == "path":
        wire.client.things.do(value)
    else:
        wire.client.things.do(**{one["name"].lower().replace("-", "_"): value})
    return wire.sent


# --- styles --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "schema", "value", "query"),
    [
        ({}, STRING, "a b&c", "color=a%20b%26c"),
        ({}, INTEGER, 3, "color=3"),
        ({}, {"type": "boolean"}, True, "color=true"),
        ({}, ARRAY, ["x", "y"], "color=x&color=y"),
        ({"explode": False}, ARRAY, ["x", "y"], "color=x,y"),
        ({"style": "spaceDelimited", "explode": False}, ARRAY, ["x", "y"], "color=x%20y"),
        ({"style": "pipeDelimited", "explode": False}, ARRAY, ["x", "y"], "color=x%7Cy"),
        (
            {"style": "deepObject", "explode": True},
            {"type": "object"},
            {"r": 1, "g": 2},
            "color%5Br%5D=1&color%5Bg%5D=2",
        ),
        ({}, {"type": "object"}, {"r": 1, "g": 2}, "r=1&g=2"),
        ({"explode": False}, {"type": "object"}, {"r": 1, "g": 2}, "color=r,1,g,2"),
        ({"allowReserved": True}, STRING, "a/b?c", "color=a/b?c"),
    ],
)
def test_query_styles(tmp_path: Path, options: Any, schema: Any, value: Any, query: str) -> None:
    found = sent(tmp_path, parameter("color", schema=schema, **options), value).url.query.decode()
    assert found.replace("%2C", ",").replace("[", "%5B").replace("]", "%5D") == query


@pytest.mark.parametrize(
    ("options", "schema", "value", "path"),
    [
        ({}, STRING, "a/b", "/v1/things/a%2Fb"),
        ({}, ARRAY, ["x", "y"], "/v1/things/x,y"),
        ({"style": "label"}, STRING, "x", "/v1/things/.x"),
        ({"style": "label", "explode": True}, ARRAY, ["x", "y"], "/v1/things/.x.y"),
        ({"style": "matrix"}, STRING, "x", "/v1/things/;color=x"),
        ({"style": "matrix", "explode": True}, ARRAY, ["x", "y"], "/v1/things/;color=x;color=y"),
        ({"explode": True}, {"type": "object"}, {"r": 1, "g": 2}, "/v1/things/r=1,g=2"),
    ],
)
def test_path_styles(tmp_path: Path, options: Any, schema: Any, value: Any, path: str) -> None:
    found = sent(tmp_path, parameter("color", "path", schema, **options), value, "/things/{color}")
    assert found.url.raw_path.decode().replace("%2C", ",") == path


@pytest.mark.parametrize(
    ("options", "schema", "value", "text"),
    [
        ({}, STRING, "x", "x"),
        ({}, INTEGER, 3, "3"),
        ({}, {"type": "string", "format": "date"}, "2024-02-03", "2024-02-03"),
        ({}, ARRAY, ["x", "y"], "x,y"),
        ({"explode": True}, {"type": "object"}, {"r": 1, "g": 2}, "r=1,g=2"),
        ({}, {"type": "object"}, {"r": 1, "g": 2}, "r,1,g,2"),
    ],
)
def test_header_styles(tmp_path: Path, options: Any, schema: Any, value: Any, text: str) -> None:
    import datetime as dt

    value = dt.date.fromisoformat(value) if schema.get("format") == "date" else value
    assert sent(tmp_path, parameter("X-Color", "header", schema, **options), value).headers["x-color"] == text


def test_cookies(tmp_path: Path) -> None:
    assert sent(tmp_path, parameter("session", "cookie"), "abc").headers["cookie"] == "session=abc"


@pytest.mark.parametrize("version", DIALECTS)
def test_a_parameter_with_content_is_written_as_json(tmp_path: Path, version: str) -> None:
    one = {"name": "filter", "in": "query", "content": {"application/json": {"schema": OBJECT}}}
    made = emit(tmp_path, asking(one, version=version))
    wire = made.wire()
    model = next(model for name, model in vars(made.models).items() if name.startswith("Things"))
    wire.client.things.do(filter=model(r=1))
    assert wire.sent.url.params["filter"] == '{"r":1}'


def test_a_style_that_a_place_does_not_have_is_told_and_the_parameter_kept(tmp_path: Path) -> None:
    made = emit(tmp_path, asking(parameter("color", "header", style="deepObject")))
    assert made.rules() == ["style"]
    wire = made.wire()
    wire.client.things.do(color="x")
    assert wire.sent.headers["color"] == "x"


def test_a_style_that_a_query_does_not_have_is_the_usual_one_in_all(tmp_path: Path) -> None:
    """OpenAPI, explode: when style is form, the default value is true."""
    made = emit(tmp_path, asking(parameter("color", schema=ARRAY, style="matrix")))
    assert made.rules() == ["style"]
    wire = made.wire()
    wire.client.things.do(color=["x", "y"])
    assert wire.query == "color=x&color=y"


# --- who gives them, and which -------------------------------------------------------------------------------


def test_required_ones_are_required_and_defaults_are_defaults(tmp_path: Path) -> None:
    parameters = [
        parameter("need", required=True),
        parameter("kind", required=True, schema={"type": "string", "default": "all"}),
        parameter("size", required=True, schema={"type": "integer", "default": 20}),
        parameter("free"),
    ]
    wire = emit(tmp_path, asking(*parameters)).wire()
    wire.client.things.do(need="x")
    assert dict(wire.sent.url.params) == {"need": "x", "kind": "all", "size": "20"}
    with pytest.raises(TypeError, match="need"):
        wire.client.things.do()


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "default": "ten"},
        {"type": "string", "default": 5},
        {"type": "string", "format": "date", "default": "2024-01-01"},
        {"type": "boolean", "default": "yes"},
        {"type": "string", "default": None},
        {"type": "array", "items": {"type": "string"}, "default": ["a"]},
    ],
)
def test_a_default_that_is_no_literal_of_the_type_leaves_the_parameter_required(tmp_path: Path, schema: Any) -> None:
    wire = emit(tmp_path, asking(parameter("one", required=True, schema=schema))).wire()
    with pytest.raises(TypeError, match="one"):
        wire.client.things.do()


def test_the_path_item_gives_parameters_and_the_operation_replaces_them(tmp_path: Path) -> None:
    item = {
        "parameters": [parameter("id", "path"), parameter("page", schema=INTEGER), parameter("lang", "header")],
        "get": operation(parameters=[parameter("page", schema={"type": "string"}, required=True)]),
    }
    wire = emit(tmp_path, document({"/things/{id}": item})).wire()
    wire.client.things.do("a", page="p-2", lang="de")
    assert wire.sent.url.path == "/v1/things/a"
    assert wire.query == "page=p-2"
    assert wire.sent.headers["lang"] == "de"


def test_parameters_by_reference(tmp_path: Path) -> None:
    doc = asking({"$ref": "#/components/parameters/Page"}, ref("Size", "parameters"))
    doc["components"] = {
        "parameters": {"Page": ref("RealPage", "parameters"), "RealPage": parameter("page"), "Size": parameter("size")}
    }
    wire = emit(tmp_path, doc).wire()
    wire.client.things.do(page="1", size="2")
    assert wire.query == "page=1&size=2"


def test_one_name_in_several_places_says_which(tmp_path: Path) -> None:
    """OpenAPI, Parameter Object: "A unique parameter is defined by a combination of a name and location"."""
    places = [parameter("id", place) for place in ("path", "query", "header", "cookie")]
    wire = emit(
        tmp_path, asking(*places, parameter("to", "header"), parameter("to", "cookie"), path="/things/{id}")
    ).wire()
    wire.client.things.do("p", id_query="q", id_header="h", id_cookie="c", to="t", to_cookie="u")
    assert str(wire.sent.url) == "https://api.acme.example/v1/things/p?id=q"
    assert (wire.sent.headers["id"], wire.sent.headers["to"]) == ("h", "t")
    assert wire.sent.headers["cookie"] == "id=c; to=u"


def test_names_that_meet_in_python_stay_apart(tmp_path: Path) -> None:
    names = [
        "status",
        "Status",
        "status_",
        "filter[status]",
        "filter_status",
        "class",
        "self",
        "body",
        "options",
        "2fa",
        "日付",
        "@type",
        "+1",
        "-1",
    ]
    made = emit(tmp_path, asking(*(parameter(name) for name in names), parameter("status", "header")))
    wire = made.wire()
    arguments = {one.name: f"{one.location} {one.wire}" for one in made.api.operations[0].parameters}
    assert len(arguments) == len(names) + 1
    wire.client.things.do(**arguments)
    assert dict(wire.sent.url.params) == {name: f"query {name}" for name in names}
    assert wire.sent.headers["status"] == "header status"


def test_headers_that_openapi_ignores_are_no_parameters(tmp_path: Path) -> None:
    doc = asking(*(parameter(name, "header") for name in ("Accept", "content-type", "AUTHORIZATION", "X-Own")))
    assert [one.wire for one in emit(tmp_path, doc).api.operations[0].parameters] == ["X-Own"]


def test_the_path_and_its_parameters_may_disagree(tmp_path: Path) -> None:
    doc = asking(parameter("ghost", "path"), path="/things/{id}.{ext}")
    made = emit(tmp_path, doc)
    assert made.rules() == ["path-parameter"] * 3
    wire = made.wire()
    wire.client.things.do("a", "json")
    assert wire.sent.url.path == "/v1/things/a.json"


@pytest.mark.parametrize(
    "one",
    [
        {"name": "x"},
        {"in": "query"},
        {"name": "x", "in": "body"},
        {"name": 5, "in": "query"},
        ref("Gone", "parameters"),
        {"$ref": "#/components/parameters/Loop"},
    ],
)
def test_a_parameter_that_cannot_be_read_is_told_and_the_operation_kept(tmp_path: Path, one: Any) -> None:
    doc = asking(one, parameter("fine"))
    doc["components"] = {"parameters": {"Loop": {"$ref": "#/components/parameters/Loop"}}}
    made = emit(tmp_path, doc)
    assert len(made.findings) == 1
    assert made.findings[0].place.pointer.startswith(
        ("/paths/~1things/get/parameters/0", "/components/parameters/Loop")
    )
    wire = made.wire()
    wire.client.things.do(fine="1")
    assert wire.query == "fine=1"


@pytest.mark.parametrize("version", DIALECTS)
def test_enums_dates_and_nullable_in_parameters(tmp_path: Path, version: str) -> None:
    import datetime as dt

    nullable = {"type": "string", "nullable": True} if version == V30 else {"type": ["string", "null"]}
    doc = asking(
        parameter("state", schema={"type": "string", "enum": ["open", "paid"]}),
        parameter("since", schema={"type": "string", "format": "date-time"}),
        parameter("amount", schema={"type": "number", "format": "decimal"}),
        parameter("maybe", schema=nullable),
        version=version,
    )
    from decimal import Decimal

    wire = emit(tmp_path, doc).wire()
    since = dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    wire.client.things.do(state="open", since=since, amount=Decimal("1.50"), maybe="x")
    assert dict(wire.sent.url.params) == {
        "state": "open",
        "since": "2024-01-02T03:04:05Z",
        "amount": "1.50",
        "maybe": "x",
    }


@pytest.mark.parametrize("place", ["query", "header"])
@pytest.mark.parametrize("on_schema", [False, True])
def test_a_sensitive_parameter_is_not_told_back(tmp_path: Path, place: str, on_schema: bool) -> None:
    """The key may stand on a parameter or on its schema (specs/extensions.schema.json); providers repeat what they refuse."""
    hidden = {"x-reissue-sensitive": True}
    one = parameter("pin", place, {**STRING, **hidden}) if on_schema else parameter("pin", place, **hidden)
    wire = emit(tmp_path, asking(one)).wire(httpx.Response(400, json={"message": "bad pin 90210, see 12345"}))
    with pytest.raises(Exception, match="bad pin") as caught:
        wire.client.things.do(pin="90210")
    assert "90210" not in str(caught.value) and "12345" in str(caught.value)


def test_a_parameter_of_a_place_that_is_not_known_is_lost(tmp_path: Path) -> None:
    made = emit(tmp_path, asking(parameter("whole", "query-string")))
    assert made.rules() == ["parameter-lost"]


# --- OpenAPI 3.2 -----------------------------------------------------------------------------------------------


# The three examples of `in: querystring` that OpenAPI 3.2.0 prints in "Parameter Object Examples".
QUERY_STRINGS = {
    "form": (
        "application/x-www-form-urlencoded",
        {"type": "object", "properties": {"foo": STRING, "bar": {"type": "boolean"}}},
        {"foo": "a + b", "bar": True},
        "foo=a+%2B+b&bar=true",
    ),
    "JSON": (
        "application/json",
        {
            "type": "object",
            "properties": {"numbers": {"type": "array", "items": INTEGER}, "flag": {"type": ["boolean", "null"]}},
        },
        {"numbers": [1, 2], "flag": None},
        "%7B%22numbers%22%3A%5B1%2C2%5D%2C%22flag%22%3Anull%7D",
    ),
    "text": ("application/jsonpath", STRING, "$.a.b[1:1]", "%24.a.b%5B1%3A1%5D"),
}


@pytest.mark.parametrize("name", QUERY_STRINGS)
def test_a_query_string_that_is_one_value(tmp_path: Path, name: str) -> None:
    media, schema, value, expected = QUERY_STRINGS[name]
    one = {"name": "selector", "in": "querystring", "content": {media: {"schema": ref("Selector")}}}
    made = emit(tmp_path, {**asking(one, version="3.2.0"), "components": {"schemas": {"Selector": schema}}})
    assert made.rules() == []
    wire = made.wire()
    wire.client.things.do(selector=made.models.Selector(**value) if isinstance(value, dict) else value)
    order = {"form": lambda told: sorted(told.split("&")), "JSON": lambda told: json.loads(unquote(told))}
    same = order.get(name, str)  # the order of members has no meaning
    assert same(wire.query) == same(expected)
    assert sorted(wire.query) == sorted(expected)
    wire.client.things.do()
    assert wire.query == ""


def test_a_query_string_beside_query_parameters_is_told(tmp_path: Path) -> None:
    """OpenAPI 3.2.0, Parameter Locations: it must not appear with any `in: query`. Both are sent."""
    one = {"name": "whole", "in": "querystring", "content": content(STRING, "text/plain")["content"]}
    made = emit(tmp_path, asking(one, parameter("page"), version="3.2.0"))
    assert made.rules() == ["parameter"]
    wire = made.wire()
    wire.client.things.do(whole="a b", page="2")
    assert wire.query == "page=2&a%20b"


@pytest.mark.parametrize(
    ("options", "schema", "value", "cookie"),
    [  # OpenAPI 3.2.0, "Style Examples", the rows of `cookie`
        ({}, STRING, "blue", "color=blue"),
        ({"explode": False}, ARRAY, ["blue", "black", "brown"], "color=blue,black,brown"),
        ({}, ARRAY, ["blue", "black", "brown"], "color=blue; color=black; color=brown"),
        ({"explode": False}, {"type": "object"}, {"R": 100, "G": 200, "B": 150}, "color=R,100,G,200,B,150"),
        ({}, {"type": "object"}, {"R": 100, "G": 200, "B": 150}, "R=100; G=200; B=150"),
        ({}, STRING, "a%20b+c", "color=a%20b+c"),
    ],
)
def test_cookies_as_they_are_given(tmp_path: Path, options: Any, schema: Any, value: Any, cookie: str) -> None:
    one = parameter("color", "cookie", schema, style="cookie", **options)
    assert sent(tmp_path, one, value, version="3.2.0").headers["cookie"] == cookie


@pytest.mark.parametrize("value", ["a b", "a; admin=1", "a\r\nX: y", "caf\u00e9", "\x00"])
def test_what_would_end_a_cookie_is_refused(tmp_path: Path, value: str) -> None:
    wire = emit(tmp_path, asking(parameter("color", "cookie", style="cookie"), version="3.2.0")).wire()
    with pytest.raises(InvalidArgumentError, match="cookie 'color'"):
        wire.client.things.do(color=value)
    assert not wire.requests


# --- references ------------------------------------------------------------------------------------------------


def outside(folder: Path, page: str) -> Path:
    """A document whose parameter stands in a folder beside its own."""
    (folder / "common").mkdir()
    page_of = {"Page": {"name": "page", "in": "query", "schema": {"type": "integer"}}}
    (folder / "common/params.json").write_text(json.dumps(page_of), encoding="utf-8")
    (folder / "openapi").mkdir()
    spec = folder / "openapi/api.json"
    spec.write_text(json.dumps(asking({"$ref": f"../common/params.json#/{page}"})), encoding="utf-8")
    return spec


def test_a_parameter_that_is_lost_is_an_error(tmp_path: Path) -> None:
    spec = outside(tmp_path, "Page")
    command = CliRunner().invoke(build(), ["generate", "--spec", str(spec), "--out", str(tmp_path / "out")])
    assert command.exit_code == 1
    assert "error: the reference" in command.output and "[parameter-lost]" in command.output


def test_references_may_lead_into_a_wider_folder(tmp_path: Path) -> None:
    spec = outside(tmp_path, "Page")
    written = generate_alone(spec, tmp_path / "out", ref_root=tmp_path)
    (operation_,) = written.rendered.apis[0].operations
    assert [one.wire for one in operation_.parameters] == ["page"] and not written.rendered.findings
    with pytest.raises(ConfigurationError, match="not inside of the folder"):
        generate_alone(spec, tmp_path / "out", ref_root=tmp_path / "common")


@pytest.mark.parametrize(
    ("more", "rules"), [({}, ["style"]), ({"x-reissue-lists": "indices"}, []), ({"style": "deepObject"}, [])]
)
def test_a_list_of_objects_that_no_style_has_words_for_is_told(tmp_path: Path, more: Any, rules: list[str]) -> None:
    one = parameter("rows", schema={"type": "array", "items": OBJECT}, **more)
    assert emit(tmp_path, asking(one)).rules() == rules


NESTED = {"type": "object", "properties": {"a": OBJECT}}
LISTS = {"type": "array", "items": ARRAY}
INDICES = {"x-reissue-lists": "indices"}


@pytest.mark.parametrize(
    ("place", "schema", "more", "rules"),
    [
        ("query", NESTED, {}, ["style"]),
        ("query", {"type": "object", "additionalProperties": OBJECT}, {}, ["style"]),
        ("query", LISTS, {}, ["style"]),
        ("query", {"oneOf": [STRING, NESTED]}, {}, ["style"]),
        ("query", {"type": "object", "properties": {"a": LISTS}}, {}, ["style"]),
        ("query", {"type": "object", "properties": {"a": ARRAY}}, {"explode": False}, ["style"]),
        ("query", {"type": "object", "properties": {"a": ARRAY}}, {}, []),
        ("header", {"type": "object", "properties": {"a": ARRAY}}, {}, ["style"]),
        ("query", NESTED, {"style": "deepObject"}, []),
        ("query", {"type": "object", "properties": {"a": LISTS}}, {"style": "deepObject"}, ["style"]),
        ("query", {"type": "object", "properties": {"a": LISTS}}, {**INDICES, "style": "deepObject"}, []),
        ("query", {"type": "object", "properties": {"a": ARRAY}}, {"style": "deepObject"}, []),
        (
            "query",
            {"type": "object", "additionalProperties": {"oneOf": [STRING, LISTS]}},
            {"style": "deepObject"},
            ["style"],
        ),
        ("query", NESTED, {"x-reissue-lists": "indices"}, []),
        ("query", {"type": "object"}, {}, []),
    ],
)
def test_what_no_style_has_words_for_is_told(
    tmp_path: Path, place: str, schema: Any, more: Any, rules: list[str]
) -> None:
    assert emit(tmp_path, asking(parameter("rows", place, schema, **more))).rules() == rules


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("media", "sent"),
    [
        (FORM, "a=%7B%22R%22%3A1%7D"),  # a form in the parameter, and JSON in the form: as the body of a request has it
        ("application/json", '{"a":{"R":1}}'),
    ],
)
def test_a_query_parameter_that_is_a_form(tmp_path: Path, media: str, sent: str) -> None:
    one = {"type": "object", "properties": {"a": {"type": "object", "properties": {"R": {"type": "integer"}}}}}
    made = emit(tmp_path, asking({"name": "f", "in": "query", "content": {media: {"schema": one}}}))
    assert not made.findings
    wire = made.wire()
    wire.client.things.do(f={"a": {"R": 1}})
    assert parse_qsl(wire.query) == [("f", sent)]
    wire.client.things.do()
    assert wire.query == ""


def test_a_query_parameter_that_is_xml(tmp_path: Path) -> None:
    one = {"type": "object", "xml": {"name": "f"}, "properties": {"a": STRING}}
    made = emit(tmp_path, asking({"name": "f", "in": "query", "content": {"application/xml": {"schema": one}}}))
    wire = made.wire()
    wire.client.things.do(f={"a": "x"})
    ((name, sent),) = parse_qsl(wire.query)
    assert name == "f" and sent.endswith("<f><a>x</a></f>")


@pytest.mark.parametrize(("place", "media"), [("header", FORM), ("query", "application/yaml")])
def test_a_media_type_that_a_parameter_is_not_written_in_is_told(tmp_path: Path, place: str, media: str) -> None:
    one = {"name": "f", "in": place, "content": {media: {"schema": OBJECT}}}
    assert emit(tmp_path, asking(one)).rules() == ["untyped-media"]


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        (
            [{"schema": {"type": "string"}, "content": {"application/json": {}}}],
            "both a schema and a content; the content",
        ),
        ([{"schema": {"type": "string"}, "content": {}}], "both a schema and a content; the schema counts"),
        ([{"content": {"text/plain": {}, "application/json": {}}}], "2 media types; application/json counts"),
        ([{}], "neither a schema nor a content; taken as a string"),
        ([{"content": {}}], "neither a schema nor a content; taken as a string"),
        ([{"schema": {"type": "string"}}, {"schema": {"type": "integer"}}], "'q' in query stands twice in this list"),
    ],
)
def test_a_parameter_that_is_not_described_once_is_told(tmp_path: Path, parameters: list[Any], words: str) -> None:
    """OpenAPI, Parameter Object: a schema or a content, of one entry; and no list has the same parameter twice."""
    made = emit(tmp_path, asking(*({"name": "q", "in": "query", **one} for one in parameters)))
    assert made.rules() == ["parameter"]
    assert words in made.findings[0].message


def test_an_operation_may_say_a_parameter_of_its_path_again(tmp_path: Path) -> None:
    one = {"name": "q", "in": "query", "schema": {"type": "string"}}
    doc = document({"/things": {"parameters": [one], "get": operation(parameters=[{**one, "required": True}])}})
    assert emit(tmp_path, doc).rules() == []
