"""Swagger 2.0 on the wire: what the standard prints for each collectionFormat, forms, files, credentials and servers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from reissue_generator.builder import build
from tests.generator.small_clients import Wire, emit
from tests.generator.swagger_documents import STRING, answering, listed, one, opened, operation, swagger

# Swagger 2.0, Parameter Object, `collectionFormat`: csv `foo,bar`, ssv `foo bar`, tsv `foo\tbar`, pipes `foo|bar`,
# multi `foo=bar&foo=baz` "valid only for parameters in query or formData"; "default value is csv". What joins the
# elements is percent-encoded where it stands in an address (RFC 3986); a blank of a form is a plus sign (WHATWG URL, 5.2).
JOINED = {None: "foo,bar", "csv": "foo,bar", "ssv": "foo%20bar", "tsv": "foo%09bar", "pipes": "foo%7Cbar"}
FORMATS = [*JOINED, "multi"]


LISTS = [(place, form) for place in ("query", "formData", "part") for form in FORMATS]
LISTS += [(place, form) for place in ("path", "header") for form in JOINED]


def _operation(place: str, form: str | None) -> tuple[str, Any]:
    name = f"{place}-{form}".lower()
    media = {"consumes": ["multipart/form-data"]} if place == "part" else {}
    method = operation(listed(place.replace("part", "formData"), form), name=f"things-{name}", **media)
    return f"/{name}/{{ids}}" if place == "path" else f"/{name}", {"post": method}


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Wire:
    """A client with an operation for each place and format of a list."""
    return emit(tmp_path_factory.mktemp("lists"), swagger(dict(_operation(*each) for each in LISTS))).wire()


def sent(wire: Wire, place: str, form: str | None) -> httpx.Request:
    """The request with the list that the standard prints."""
    call = getattr(wire.client.things, f"{place}_{form}".lower())
    given = {"ids": ["foo", "bar"]}
    call(given["ids"]) if place == "path" else call(given) if place in ("formData", "part") else call(**given)
    return wire.sent


@pytest.mark.parametrize("form", FORMATS)
def test_a_list_in_the_query(form: str | None, lists: Wire) -> None:
    query = sent(lists, "query", form).url.query.decode()
    assert query == ("ids=foo&ids=bar" if form == "multi" else f"ids={JOINED[form]}")


@pytest.mark.parametrize("form", list(JOINED))
def test_a_list_in_the_path(form: str | None, lists: Wire) -> None:
    assert sent(lists, "path", form).url.raw_path.decode().endswith(f"/{JOINED[form]}")


@pytest.mark.parametrize("form", list(JOINED))
def test_a_list_in_a_header(form: str | None, lists: Wire) -> None:
    assert sent(lists, "header", form).headers["ids"] == unquote(JOINED[form])


@pytest.mark.parametrize("form", FORMATS)
def test_a_list_in_a_form(form: str | None, lists: Wire) -> None:
    request = sent(lists, "formData", form)
    wanted = "ids=foo&ids=bar" if form == "multi" else f"ids={JOINED[form]}".replace("%20", "+")
    assert request.content.decode() == wanted
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize("form", FORMATS)
def test_a_list_in_a_part(form: str | None, lists: Wire) -> None:
    found = parts(sent(lists, "part", form))
    assert found == ([("ids", "foo"), ("ids", "bar")] if form == "multi" else [("ids", unquote(JOINED[form]))])


def parts(request: httpx.Request) -> list[tuple[str, str]]:
    """The names and contents of the parts of a multipart request, read by the email package's rules for headers."""
    boundary = request.headers["content-type"].partition("boundary=")[2]
    pieces = request.content.decode().split(f"--{boundary}")[1:-1]
    heads = [piece.strip("\r\n").partition("\r\n\r\n") for piece in pieces]
    return [(re.findall('name="([^"]*)"', head)[0], content) for head, _, content in heads]


def test_marks_inside_of_elements_are_encoded(lists: Wire) -> None:
    lists.client.things.query_tsv(ids=["a\tb", "c|d"])
    assert lists.query == "ids=a%09b%09c%7Cd"
    lists.client.things.query_tsv(ids=[])
    assert lists.query == ""


# --- forms and files -----------------------------------------------------------------------------------------

FILE = {"name": "scan", "in": "formData", "type": "file", "required": True}
NOTE = {"name": "note", "in": "formData", "type": "string"}


@pytest.mark.parametrize(
    "consumes", [["multipart/form-data"], ["application/x-www-form-urlencoded"], ["application/json"], None]
)
def test_a_file_is_sent_as_multipart(consumes: list[str] | None, tmp_path: Path) -> None:
    more = {} if consumes is None else {"consumes": consumes}
    wire = emit(tmp_path, one(FILE, NOTE, **more)).wire()
    wire.client.things.do({"scan": b"\x89PNG", "note": "a"})
    assert wire.sent.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="scan"; filename=' in wire.sent.content and b"\x89PNG" in wire.sent.content


def test_a_form_of_either_kind(tmp_path: Path) -> None:
    both = ["application/x-www-form-urlencoded", "multipart/form-data"]
    made = emit(tmp_path, one(NOTE, consumes=both))
    assert {media.kind for media in made.api.operations[0].body.content} == {"Form", "Multipart"}  # type: ignore[union-attr]


def test_the_parameters_of_a_form_are_put_together(tmp_path: Path) -> None:
    paths = {
        "/things": {
            "parameters": [NOTE, {**NOTE, "name": "lang", "required": True}],
            "post": operation({**NOTE, "type": "integer"}, {"$ref": "#/parameters/shared"}, name="things-do"),
            "put": operation({"name": "whole", "in": "body", "schema": STRING}, name="things-put"),
        }
    }
    shared = {"name": "extra", "in": "formData", "type": "boolean"}
    made = emit(tmp_path, swagger(paths, parameters={"shared": shared}))
    wire = made.wire()
    wire.client.things.do({"note": 5, "lang": "fr", "extra": True})
    assert wire.sent.content == b"lang=fr&extra=true&note=5"  # as a model is
    wire.client.things.put("text")  # its own body counts before the form of the path
    assert wire.json == "text"
    with pytest.raises(TypeError):
        made.models.ThingsDoFormBody(note=5)


# --- bodies and answers -------------------------------------------------------------------------------------------

THING = {"type": "object", "properties": {"name": STRING}}


def test_a_body_in_several_media_types(tmp_path: Path) -> None:
    media = ["application/vnd.acme+json", "application/json", "application/x-www-form-urlencoded"]
    body = {"name": "thing", "in": "body", "required": True, "schema": THING}
    made = emit(tmp_path, one(body, consumes=media))
    wire = made.wire()
    wire.client.things.do({"name": "a"})
    assert (wire.sent.headers["content-type"], wire.json) == ("application/json", {"name": "a"})
    wire.client.things.do({"name": "a"}, media="application/x-www-form-urlencoded")
    assert wire.sent.content == b"name=a"
    assert len(made.api.models) == 1  # one schema makes one model


def test_a_shared_body_in_media_types_of_its_own(tmp_path: Path) -> None:
    body = {"name": "thing", "in": "body", "schema": THING}
    paths = {
        "/a": {"post": operation({"$ref": "#/parameters/thing"}, name="things-a")},
        "/b": {
            "post": operation(
                {"$ref": "#/parameters/thing"}, name="things-b", consumes=["application/merge-patch+json"]
            )
        },
    }
    made = emit(tmp_path, swagger(paths, parameters={"thing": body}, consumes=["application/json"]))
    wire = made.wire()
    wire.client.things.a({"name": "a"})
    wire.client.things.b({"name": "b"})
    assert [sent.headers["content-type"] for sent in wire.requests] == [
        "application/json",
        "application/merge-patch+json",
    ]
    assert len(made.api.models) == 1


def test_a_file_is_answered(tmp_path: Path) -> None:
    wire = emit(
        tmp_path, answering({"schema": {"type": "file"}}, produces=["application/pdf", "application/json"])
    ).wire(httpx.Response(200, content=b"%PDF", headers={"content-type": "application/pdf"}))
    assert wire.client.things.do() == b"%PDF"
    assert wire.sent.headers["accept"] == "application/pdf"


def test_a_shared_answer_is_what_the_operation_produces(tmp_path: Path) -> None:
    shared = {"description": "a table", "schema": STRING}
    doc = one(method="get", responses={"200": {"$ref": "#/responses/table"}}, produces=["text/csv"])
    wire = emit(tmp_path, {**doc, "responses": {"table": shared}, "produces": ["application/json"]}).wire(
        httpx.Response(200, content=b"a;b", headers={"content-type": "text/csv"})
    )
    assert wire.client.things.do() == "a;b"
    assert wire.sent.headers["accept"] == "text/csv"


def test_values_of_a_family_and_null(tmp_path: Path) -> None:
    pet = {"type": "object", "discriminator": "kind", "required": ["kind"], "properties": {"kind": STRING}}
    dog = {"allOf": [{"$ref": "#/definitions/Pet"}, {"type": "object", "properties": {"bark": STRING}}]}
    holder = {
        "type": "object",
        "properties": {"pet": {"$ref": "#/definitions/Pet"}, "age": {"type": "integer", "x-nullable": True}},
    }
    doc = answering({"schema": holder}, top={"definitions": {"Pet": pet, "Dog": dog}})
    made = emit(tmp_path, doc)
    found = made.wire({"pet": {"kind": "Dog", "bark": "wau"}, "age": None}).client.things.do()
    assert isinstance(found.pet, made.models.Dog) and found.age is None


# --- where, and who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("top", "servers"),
    [
        ({}, ["https://api.acme.example/v1"]),
        ({"schemes": ["http", "https"]}, ["https://api.acme.example/v1", "http://api.acme.example/v1"]),
        ({"schemes": None}, ["https://api.acme.example/v1"]),
        ({"schemes": ["http", "ws"]}, ["http://api.acme.example/v1"]),
        ({"basePath": None}, ["https://api.acme.example"]),
        ({"basePath": "/"}, ["https://api.acme.example"]),
        ({"basePath": "v2/"}, ["https://api.acme.example/v2"]),
        ({"host": "api.acme.example:8443"}, ["https://api.acme.example:8443/v1"]),
        ({"host": None}, ["/v1"]),
        ({"host": None, "basePath": None, "schemes": None}, []),
    ],
)
def test_servers(top: dict[str, Any], servers: list[str], tmp_path: Path) -> None:
    api, _ = build(opened(tmp_path, one(method="get", top=top)), "acme", "0")
    assert [server.url for server in api.servers] == servers


def test_plain_http_wants_the_callers_word(tmp_path: Path) -> None:
    made = emit(tmp_path, one(method="get", top={"schemes": ["http"]}))
    with pytest.raises(Exception, match="insecure=True"):
        made.wire()
    wire = made.wire(insecure=True)
    wire.client.things.do()
    assert str(wire.sent.url) == "http://api.acme.example/v1/things"


def test_an_operation_with_schemes_of_its_own(tmp_path: Path) -> None:
    api, _ = build(opened(tmp_path, one(method="get", schemes=["http"])), "acme", "0")
    assert api.operations[0].server == "http://api.acme.example/v1"


SCHEMES = {
    "plain": {"type": "basic"},
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "asked": {"type": "apiKey", "in": "query", "name": "key"},
    "app": {
        "type": "oauth2",
        "flow": "application",
        "tokenUrl": "https://id.acme.example/t",
        "scopes": {"read": "all"},
    },
    "code": {"type": "oauth2", "flow": "accessCode", "authorizationUrl": "https://id/a", "tokenUrl": "https://id/t"},
    "hand": {"type": "oauth2", "flow": "implicit", "authorizationUrl": "https://id/a", "scopes": {}},
    "word": {"type": "oauth2", "flow": "password", "tokenUrl": "https://id/t", "scopes": {}},
}


def test_credentials(tmp_path: Path) -> None:
    paths = {f"/{name}": {"get": operation(name=f"things-{name}", security=[{name: []}])} for name in SCHEMES}
    given = {
        "plain_username": "a",
        "plain_password": "b",
        "app_access_token": "t",
        **dict.fromkeys(("key", "asked"), "k"),
    }
    given |= dict.fromkeys(("code", "hand", "word"), "t")
    wire = emit(tmp_path, swagger(paths, securityDefinitions=SCHEMES)).wire(**given)
    seen: dict[str, str | None] = {}
    for name in SCHEMES:
        getattr(wire.client.things, name)()
        seen[name] = wire.sent.headers.get("x-key") or wire.sent.headers.get("authorization") or wire.query
    bearer = dict.fromkeys(("app", "code", "hand", "word"), "Bearer t")
    assert seen == {"plain": "Basic YTpi", "key": "k", "asked": "key=k", **bearer}
