"""Servers, credentials, responses and the constructor that comes of them."""

from __future__ import annotations

import base64
import inspect
from copy import deepcopy
from pathlib import Path
from typing import Any

import httpx
import pytest
from reissue_runtime.errors import ConfigurationError

from tests.generator.small_clients import (
    DIALECTS,
    JSON,
    SERVER,
    V31,
    content,
    document,
    emit,
    operation,
    reading,
    ref,
    returns,
)

STRING = {"type": "string"}
ITEM = {"type": "object", "properties": {"a": STRING}}
PROBLEM = {"type": "object", "properties": {"code": STRING}}
GET = {"/things": {"get": operation()}}


def parameters_of(made: Any) -> Any:
    return inspect.signature(getattr(made.module, made.api.class_name).__init__).parameters


# --- servers -------------------------------------------------------------------------------------------------


def test_one_server_is_the_default(tmp_path: Path) -> None:
    wire = emit(tmp_path, document(GET)).wire()
    wire.client.things.do()
    assert str(wire.sent.url) == f"{SERVER}/things"


def test_of_several_servers_none_is_the_default(tmp_path: Path) -> None:
    servers = [
        {
            "url": "https://test.acme.example",
            "x-reissue-environment": {"name": "test", "live": False},
            "description": "Try here.",
        },
        {"url": "https://api.acme.example", "x-reissue-environment": {"name": "live", "live": True}},
        {"url": "https://eu.acme.example", "name": "Europe"},
        {"url": "https://eu.acme.example"},
        {"url": "https://us.acme.example:8443/v2"},
    ]
    made = emit(tmp_path, document(GET, servers=servers))
    server = made.module.Server
    assert {one.name: str(one.value) for one in server} == {
        "TEST": "https://test.acme.example",
        "LIVE": "https://api.acme.example",
        "EUROPE": "https://eu.acme.example",
        "US_ACME_EXAMPLE": "https://us.acme.example:8443/v2",
    }
    with pytest.raises(TypeError, match="server"):
        getattr(made.module, made.api.class_name)()
    wire = made.wire(server=server.US_ACME_EXAMPLE)
    wire.client.things.do()
    assert str(wire.sent.url) == "https://us.acme.example:8443/v2/things"
    assert made.wire(server=server.LIVE).client.live is True
    assert made.wire(server=server.TEST).client.live is False


def test_server_variables_are_arguments_or_asked_for(tmp_path: Path) -> None:
    one = {
        "url": "https://{region}.acme.example:{port}/{base}",
        "variables": {
            "region": {"default": "eu", "enum": ["eu", "us"]},
            "port": {"default": 8443},
            "base": {"default": "v2"},
        },
    }
    two = {
        "url": "https://{shop}.acme.example",
        "x-reissue-environment": {"name": "shop", "live": True, "ask": ["shop"]},
        "variables": {"shop": {"default": "x"}},
    }
    made = emit(tmp_path, document(GET, servers=[one, two]))
    assert one["url"] == made.module.Server.EU_ACME_EXAMPLE
    client = made.wire({}, server=made.module.Server.EU_ACME_EXAMPLE, port="444").client
    assert client.server == "https://eu.acme.example:444/v2"
    assert made.module.Server.SHOP == "https://{shop}.acme.example"
    assert made.api.servers[1].ask == ("shop",)


@pytest.mark.parametrize(
    "servers",
    [None, [], [{"url": "/v1"}], [{"url": "/"}], [{"description": "no url"}], ["nonsense"], [{"url": "http://[::1"}]],
)
def test_without_a_usable_server_the_caller_must_give_one(tmp_path: Path, servers: Any) -> None:
    doc = document(GET)
    doc.pop("servers") if servers is None else doc.update(servers=servers)
    made = emit(tmp_path, doc)
    assert parameters_of(made)["server"].default is inspect.Parameter.empty or "://" in str(
        parameters_of(made)["server"].default
    )
    wire = made.wire(server="https://own.example/base/")
    wire.client.things.do()
    assert str(wire.sent.url) == "https://own.example/base/things"


@pytest.mark.parametrize("level", ["operation", "path"])
def test_an_operation_may_have_a_server_of_its_own(tmp_path: Path, level: str) -> None:
    servers = [{"url": "https://files.acme.example/{v}", "variables": {"v": {"default": "up"}}}]
    item = {"get": operation(servers=servers)} if level == "operation" else {"get": operation(), "servers": servers}
    wire = emit(tmp_path, document({"/things": item})).wire()
    wire.client.things.do()
    assert str(wire.sent.url) == "https://files.acme.example/up/things"


def test_a_variable_without_its_default_stays_in_the_address_of_an_operation_too(tmp_path: Path) -> None:
    """OpenAPI requires the default: an address with a hole in its place would be another one."""
    servers = [{"url": "https://{shop}.acme.example", "variables": {"shop": {"enum": ["a", "b"]}}}]
    made = emit(tmp_path, document({"/things": {"get": operation(servers=servers)}}, servers=servers))
    (one,) = made.api.operations
    assert one.server == made.api.servers[0].url == "https://{shop}.acme.example"


# --- credentials ---------------------------------------------------------------------------------------------


def secured(schemes: dict[str, Any], *alternatives: dict[str, Any], version: str = V31, **more: Any) -> dict[str, Any]:
    return document(GET, version, components={"securitySchemes": schemes}, security=list(alternatives), **more)


SCHEMES: dict[str, tuple[dict[str, Any], dict[str, str], str, str]] = {
    "basic": (
        {"type": "http", "scheme": "basic"},
        {"username": "u", "password": "p"},
        "authorization",
        f"Basic {base64.b64encode(b'u:p').decode()}",
    ),
    "BASIC": (
        {"type": "HTTP", "scheme": "Basic"},
        {"username": "u", "password": "p"},
        "authorization",
        f"Basic {base64.b64encode(b'u:p').decode()}",
    ),
    "bearer": (
        {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        {"bearer": "tok"},
        "authorization",
        "Bearer tok",
    ),
    "header": ({"type": "apiKey", "in": "header", "name": "X-Key"}, {"header": "k"}, "x-key", "k"),
    "cookie": ({"type": "apiKey", "in": "cookie", "name": "sid"}, {"cookie": "k"}, "cookie", "sid=k"),
    "oidc": (
        {"type": "openIdConnect", "openIdConnectUrl": "https://x.example"},
        {"oidc": "tok"},
        "authorization",
        "Bearer tok",
    ),
    "implicit": (
        {"type": "oauth2", "flows": {"implicit": {"authorizationUrl": "https://x.example", "scopes": {}}}},
        {"implicit": "tok"},
        "authorization",
        "Bearer tok",
    ),
}


@pytest.mark.parametrize("version", DIALECTS)
@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_becomes_arguments_and_then_a_header(tmp_path: Path, version: str, name: str) -> None:
    scheme, arguments, header, value = SCHEMES[name]
    made = emit(tmp_path, secured({name: scheme}, {name: []}, version=version))
    wire = made.wire(**arguments)
    wire.client.things.do()
    assert wire.sent.headers[header] == value
    with pytest.raises(TypeError, match=next(iter(arguments))):
        made.wire()


def test_a_key_in_the_query(tmp_path: Path) -> None:
    made = emit(tmp_path, secured({"key": {"type": "apiKey", "in": "query", "name": "api key"}}, {"key": []}))
    wire = made.wire(key="s&t")
    wire.client.things.do()
    assert dict(wire.sent.url.params) == {"api key": "s&t"}


def test_client_credentials_are_exchanged_for_a_token(tmp_path: Path) -> None:
    flow = {"clientCredentials": {"tokenUrl": "https://login.acme.example/token", "scopes": {"b": "", "a": ""}}}
    made = emit(tmp_path, secured({"oauth": {"type": "oauth2", "flows": flow}}, {"oauth": ["a"]}))
    wire = made.wire({"access_token": "tok", "token_type": "bearer"}, {}, client_id="id", client_secret="secret")
    wire.client.things.do()
    assert str(wire.requests[0].url) == "https://login.acme.example/token"
    assert wire.sent.headers["authorization"] == "Bearer tok"


def test_alternatives_and_schemes_that_go_together(tmp_path: Path) -> None:
    schemes = {
        "one": SCHEMES["header"][0],
        "two": {"type": "apiKey", "in": "header", "name": "X-Two"},
        "three": SCHEMES["bearer"][0],
    }
    made = emit(tmp_path, secured(schemes, {"one": [], "two": []}, {"three": []}))
    wire = made.wire(one="1", two="2")
    wire.client.things.do()
    assert (wire.sent.headers["x-key"], wire.sent.headers["x-two"]) == ("1", "2")
    wire = made.wire(three="3")
    wire.client.things.do()
    assert wire.sent.headers["authorization"] == "Bearer 3"


def test_an_operation_may_want_none_or_others(tmp_path: Path) -> None:
    schemes = {"key": SCHEMES["header"][0], "token": SCHEMES["bearer"][0]}
    doc = secured(schemes, {"key": []})
    doc["paths"] = {
        "/a": {"get": operation("things-open", security=[])},
        "/b": {"get": operation("things-other", security=[{"token": []}])},
        "/c": {"get": operation("things-maybe", security=[{}, {"token": []}])},
    }
    made = emit(tmp_path, doc)
    wire = made.wire(key="k", token="t")
    for method, expected in (("open", (None, None)), ("other", (None, "Bearer t")), ("maybe", (None, "Bearer t"))):
        getattr(wire.client.things, method)()
        assert (wire.sent.headers.get("x-key"), wire.sent.headers.get("authorization")) == expected


def test_schemes_whose_arguments_would_meet_stay_apart(tmp_path: Path) -> None:
    schemes = {
        "server": SCHEMES["header"][0],
        "Key-A": SCHEMES["header"][0],
        "key_a": SCHEMES["bearer"][0],
        "timeout": SCHEMES["cookie"][0],
        "self": SCHEMES["bearer"][0],
    }
    made = emit(tmp_path, secured(schemes, *({name: []} for name in schemes)))
    arguments = [credential.name for scheme in made.api.schemes for credential in scheme.credentials]
    assert len(set(arguments)) == len(schemes)
    assert not {"server", "timeout", "self"} & set(arguments)
    wire = made.wire(server=SERVER, **dict.fromkeys(arguments, "x"))
    wire.client.things.do()


@pytest.mark.parametrize(
    ("scheme", "rule"),
    [
        ({"type": "mutualTLS"}, "mutual-tls"),
        ({"type": "http", "scheme": "digest"}, "unknown-scheme"),
        ({"type": "http", "scheme": "Negotiate"}, "unknown-scheme"),
        ({"type": "http", "scheme": "a b"}, "scheme-lost"),
        ({"type": "http"}, "scheme-lost"),
        ({"type": "telepathy"}, "scheme-lost"),
        ({}, "scheme-lost"),
        ({"type": "apiKey", "in": "body", "name": "K"}, "scheme-lost"),
        ({"type": "apiKey", "name": "K"}, "scheme-lost"),
        ({"type": "apiKey", "in": "header"}, "scheme-lost"),
        ({"type": "apikey", "in": "header", "name": "K"}, "security-scheme"),
        (ref("Gone", "securitySchemes"), "ref-missing"),
        ({"type": "http", "scheme": "bearer", "x-reissue-token": {"operation": "gone", "token": "t"}}, "unknown-login"),
        ({"type": "http", "scheme": "bearer", "x-reissue-token": "nonsense"}, "extension"),
    ],
)
def test_a_scheme_that_cannot_be_expressed_is_told(tmp_path: Path, scheme: Any, rule: str) -> None:
    made = emit(tmp_path, secured({"odd": scheme, "key": SCHEMES["header"][0]}, {"key": []}))
    assert made.rules() == [rule]
    wire = made.wire(key="k")
    wire.client.things.do()


def test_a_scheme_of_http_is_the_word_that_leads_the_header(tmp_path: Path) -> None:
    """OpenAPI: `scheme` is "the name of the HTTP Authentication scheme to be used in the Authorization header"."""
    made = emit(tmp_path, secured({"key": {"type": "http", "scheme": "Token"}}, {"key": []}))
    assert made.rules() == ["unknown-scheme"]
    wire = made.wire(key="k")
    wire.client.things.do()
    assert wire.sent.headers["authorization"] == "Token k"


def test_a_scheme_that_answers_each_request_is_left_out_and_never_a_bearer_token(tmp_path: Path) -> None:
    """RFC 7616: a digest is made of the request and of what the server asks."""
    schemes = {"digest": {"type": "http", "scheme": "digest"}, "key": SCHEMES["header"][0]}
    made = emit(tmp_path, secured(schemes, {"digest": []}, {"key": []}))
    assert [one.wire for one in made.api.schemes] == ["key"]
    made.wire(key="k").client.things.do()
    with pytest.raises(ConfigurationError, match=r"needs credentials: .*digest"):
        made.wire().client.things.do()


@pytest.mark.parametrize(
    ("asked", "scopes"),
    [([["read"], ["admin", "read"]], "admin read"), ([[]], "admin read write"), ([["other"]], "admin read write")],
)
def test_the_scopes_of_a_token_are_those_that_its_operations_need(
    tmp_path: Path, asked: list[list[str]], scopes: str
) -> None:
    """OpenAPI, Security Requirement Object: "the list of scope names required for the execution"."""
    flow = {"tokenUrl": "/token", "scopes": {"read": "", "write": "", "admin": ""}}
    doc = secured({"app": {"type": "oauth2", "flows": {"clientCredentials": flow}}})
    doc["paths"] = {
        f"/n{i}": {"get": operation(f"things-n{i}", security=[{"app": one}])} for i, one in enumerate(asked)
    }
    made = emit(tmp_path, doc)
    (scheme,) = made.api.schemes
    assert " ".join(dict(scheme.options)["scopes"]) == scopes


@pytest.mark.parametrize("given", [{"key": []}, ["key"], [["key"]], "key"])
@pytest.mark.parametrize("place", ["document", "operation"])
def test_a_requirement_of_another_kind_is_an_error_and_never_no_credential(
    tmp_path: Path, given: Any, place: str
) -> None:
    """OpenAPI: `security` is a list of Security Requirement Objects, which are maps."""
    doc = deepcopy(secured({"key": SCHEMES["header"][0]}))
    doc.pop("security", None)
    (doc if place == "document" else doc["paths"]["/things"]["get"])["security"] = given
    made = emit(tmp_path, doc)
    assert [(one.rule, str(one.level)) for one in made.findings] == [("wrong-kind", "error")]
    made.wire(key="k").client.things.do()
    with pytest.raises((ConfigurationError, TypeError), match=r"needs credentials: key|required .*'key'"):
        made.wire().client.things.do()


def test_an_api_key_in_no_place_is_an_error_and_is_not_sent(tmp_path: Path) -> None:
    made = emit(tmp_path, secured({"key": {"type": "apiKey", "in": "body", "name": "k"}}, {"key": []}))
    assert made.rules() == ["scheme-lost"]
    with pytest.raises(ConfigurationError):
        made.wire().client.things.do()


def test_mutual_tls_is_of_the_http_client(tmp_path: Path) -> None:
    schemes = {"tls": {"type": "mutualTLS"}, "key": SCHEMES["header"][0]}
    alone = emit(tmp_path / "alone", secured({"tls": schemes["tls"]}, {"tls": []})).wire()
    alone.client.things.do()
    both = emit(tmp_path / "both", secured(schemes, {"tls": [], "key": []}))
    wire = both.wire(key="k")
    wire.client.things.do()
    assert wire.sent.headers["x-key"] == "k"
    with pytest.raises((ConfigurationError, TypeError), match=r"needs credentials: key|required .*'key'"):
        both.wire().client.things.do()


def test_a_scheme_that_is_not_defined_does_not_stop_the_others(tmp_path: Path) -> None:
    made = emit(tmp_path, secured({"key": SCHEMES["header"][0]}, {"ghost": []}, {"key": []}))
    wire = made.wire(key="k")
    wire.client.things.do()
    assert wire.sent.headers["x-key"] == "k"


# --- responses -----------------------------------------------------------------------------------------------


def answering(responses: dict[str, Any], **schemas: Any) -> dict[str, Any]:
    return document({"/things": {"get": operation(responses=responses)}}, components={"schemas": schemas})


@pytest.mark.parametrize(
    ("media", "answer", "value"),
    [
        (
            "text/plain",
            httpx.Response(200, content="ü".encode(), headers={"content-type": "text/plain; charset=utf-8"}),
            "ü",
        ),
        ("text/csv", httpx.Response(200, content=b"a;b", headers={"content-type": "text/csv"}), "a;b"),
        (
            "application/pdf",
            httpx.Response(200, content=b"\x00%PDF", headers={"content-type": "application/pdf"}),
            b"\x00%PDF",
        ),
        ("application/octet-stream", httpx.Response(200, content=b"\xff"), b"\xff"),
        (
            "application/hal+json",
            httpx.Response(200, content=b'{"a":"x"}', headers={"content-type": "application/hal+json"}),
            {"a": "x"},
        ),
    ],
)
def test_responses_of_other_media_types(tmp_path: Path, media: str, answer: httpx.Response, value: Any) -> None:
    schema = {"type": "object"} if media.endswith("json") else {"type": "string"}
    wire = emit(tmp_path, answering(returns(schema, media))).wire(answer)
    assert wire.client.things.do() == value
    assert media in wire.sent.headers["accept"]


def test_each_status_has_its_own_type(tmp_path: Path) -> None:
    responses = {**returns(ref("Item")), **returns(ref("Other"), status="201"), "204": {"description": "nothing"}}
    made = emit(tmp_path, answering(responses, Item=ITEM, Other={"type": "object", "properties": {"b": STRING}}))
    wire = made.wire(httpx.Response(200, json={"a": "x"}), httpx.Response(201, json={"b": "y"}), httpx.Response(204))
    assert wire.client.things.do() == made.models.Item(a="x")
    assert wire.client.things.do() == made.models.Other(b="y")
    assert wire.client.things.do() is None


@pytest.mark.parametrize("status", ["default", "2XX", "2xx", "299"])
def test_default_and_wildcard_statuses(tmp_path: Path, status: str) -> None:
    made = emit(tmp_path, answering(returns(ref("Item"), status=status), Item=ITEM))
    wire = made.wire(httpx.Response(299, json={"a": "x"}))
    assert wire.client.things.do() == made.models.Item(a="x")


def test_errors_are_typed_by_status_wildcard_and_default(tmp_path: Path) -> None:
    responses = {
        **returns(ITEM),
        **returns(ref("Exact"), status="404"),
        **returns(ref("Wild"), status="4xx"),
        **returns(ref("Any"), status="default"),
    }
    shapes = {name: {"type": "object", "properties": {name.lower(): STRING}} for name in ("Exact", "Wild", "Any")}
    made = emit(tmp_path, answering(responses, **shapes))
    errors = importlib_errors(made)
    for status, key in ((404, "exact"), (422, "wild"), (501, "any")):
        wire = made.wire(httpx.Response(status, json={key: "x"}))
        with pytest.raises(errors.APIStatusError) as caught:
            wire.client.things.do()
        assert getattr(caught.value.detail, key) == "x"


def importlib_errors(made: Any) -> Any:
    return made.sub("runtime.errors")


@pytest.mark.parametrize(
    ("responses", "rule"),
    [
        ({"200": ref("Gone", "responses")}, "ref-missing"),
        ({"200": {"description": "ok", **content(ref("Gone"))}}, "ref-missing"),
        (
            {
                "200": {"description": "ok", **content({"type": "object"})},
                "²": {"description": "?"},
                "2000": {},
                "x-own": {},
            },
            "status",
        ),
    ],
)
def test_a_response_that_cannot_be_read_is_told_and_comes_untyped(tmp_path: Path, responses: Any, rule: str) -> None:
    made = emit(tmp_path, answering(responses))
    assert set(made.rules()) == {rule}
    assert made.wire({"a": 1}).client.things.do() == {"a": 1}


@pytest.mark.parametrize(
    "responses",
    [
        {},
        None,
        {"200": {"description": "no content"}},
        {"200": {"description": "", "content": {}}},
        {"404": {"description": "only"}},
    ],
)
def test_an_operation_that_does_not_say_what_it_returns(tmp_path: Path, responses: Any) -> None:
    wire = emit(tmp_path, answering(responses)).wire(httpx.Response(204))
    assert wire.client.things.do() is None


def test_a_response_by_reference_and_its_inline_model(tmp_path: Path) -> None:
    doc = reading({})
    doc["paths"]["/things"]["get"]["responses"] = {"200": ref("Found", "responses"), "404": ref("Lost", "responses")}
    doc["components"] = {
        "responses": {
            "Found": ref("Real", "responses"),
            "Real": {"description": "", **content(ITEM)},
            "Lost": {"description": "", "content": {JSON: {"schema": PROBLEM}}},
        }
    }
    value = emit(tmp_path, doc).wire({"a": "x"}).client.things.do()
    assert value.a == "x"


# --- OpenAPI 3.2 -----------------------------------------------------------------------------------------------


def test_operations_of_other_methods_are_sent_as_they_are_named(tmp_path: Path) -> None:
    """OpenAPI 3.2, Path Item Object: the names in `additionalOperations` are methods, in the letters in which they are sent."""
    answer = {"description": "ok", "content": {"application/json": {"$ref": "#/components/mediaTypes/Thing"}}}
    copied = operation("things-copy", responses={"200": answer})
    doc = document({"/things": {"additionalOperations": {"COPY": copied, "Purge": operation("things-purge")}}}, "3.2.0")
    thing = {"type": "object", "properties": {"id": {"type": "string"}}}
    doc["components"] = {"mediaTypes": {"Thing": {"schema": thing}}}
    made = emit(tmp_path, doc, complete=False)
    assert not made.findings
    wire = made.wire({"id": "x"})
    assert wire.client.things.copy().id == "x" and wire.sent.method == "COPY"
    wire.client.things.purge()
    assert wire.sent.method == "Purge"


def test_additional_methods_that_have_a_field_and_names_that_are_none_are_told(tmp_path: Path) -> None:
    """OpenAPI 3.2.0, Path Item Object: the key is "the HTTP method with the same capitalization that is to be sent", and the map
    "MUST NOT contain any entry for the methods that can be defined by other fixed fields with Operation Object values".
    RFC 9110, 9.1: method = token, and "the method token is case-sensitive"."""
    names = {
        "post": "things-small",
        "POST": "things-capital",
        "get": "things-see",
        "COPY": "things-copy",
        "a b": "things-none",
    }
    more = {method: operation(name) for method, name in names.items()}
    doc = document({"/things": {"get": operation("things-get"), "additionalOperations": more}}, "3.2.0")
    made = emit(tmp_path, doc, complete=False)
    at = "/paths/~1things/additionalOperations/"
    assert {(one.place.pointer.removeprefix(at), one.rule, one.level) for one in made.findings} == {
        ("post", "method", "warning"),
        ("POST", "method", "warning"),
        ("get", "method", "warning"),
        ("a b", "operations-lost", "error"),
    }
    wire = made.wire({})
    things, sent = wire.client.things, list[str]()
    for call in (things.small, things.capital, things.see, things.get, things.copy):
        call()
        sent.append(wire.sent.method)
    assert sent == ["post", "POST", "get", "GET", "COPY"] and not hasattr(things, "none")
    effects = {one.id: one.effect for resource in made.api.resources for one in resource.operations}
    assert (
        effects["things-see"] == "CREATES" and effects["things-get"] == "READS"
    )  # `get` is no GET, and never repeated


@pytest.mark.parametrize(
    "name", ["users", "@evil.example/users", ".evil.example/users", ":8443/users", "//evil.example/users"]
)
def test_a_path_is_never_part_of_the_host(tmp_path: Path, name: str) -> None:
    """OpenAPI, Paths Object: the name of a path "MUST begin with a forward slash"; the credential is for the server alone."""
    doc = secured({"key": SCHEMES["header"][0]}, {"key": []})
    doc["paths"] = {name: {"get": operation("things-do")}}
    made = emit(tmp_path, doc)
    assert made.rules() == ([] if name[0] == "/" else ["path"])
    wire = made.wire(key="k")
    wire.client.things.do()
    assert wire.sent.url.host == "api.acme.example" and wire.sent.url.port is None
    assert wire.sent.url.path.endswith("users")


def test_a_name_that_stands_twice_in_a_path_has_one_value(tmp_path: Path) -> None:
    """OpenAPI 3.2, Paths Object: a template expression "MUST NOT appear more than once"; it is told."""
    given = [{"name": "a", "in": "path", "required": True, "schema": {"type": "string"}}]
    made = emit(tmp_path, document({"/d/{a}/{b}/{a}": {"get": operation("things-do", parameters=given)}}))
    assert sorted(made.rules()) == ["path", "path-parameter"]
    wire = made.wire()
    wire.client.things.do("x", "y")
    assert wire.sent.url.path == "/v1/d/x/y/x"


def test_a_cookie_that_a_caller_gives_takes_the_place_of_the_credential(tmp_path: Path) -> None:
    """RFC 6265, 4.2.2: a server should not count on the order of two cookies of one name."""
    doc = secured({"key": {"type": "apiKey", "in": "cookie", "name": "sid"}}, {"key": []})
    doc["paths"]["/things"]["get"]["parameters"] = [{"name": "sid", "in": "cookie", "schema": {"type": "string"}}]
    wire = emit(tmp_path, doc).wire(key="k")
    wire.client.things.do(sid="mine")
    assert wire.sent.headers["cookie"] == "sid=mine"
    wire.client.things.do()
    assert wire.sent.headers["cookie"] == "sid=k"
