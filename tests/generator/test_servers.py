"""Servers and credentials: an own server is never the production beside a sandbox, variables are arguments, tokens may be ready."""

from __future__ import annotations

import asyncio
import inspect
from pathlib import Path
from typing import Any

import httpx
import pytest
from reissue_runtime.errors import ConfigurationError

from tests.generator.small_clients import SERVER, document, emit, operation, returns

OWN, OWN_SANDBOX = "https://files.acme.example/v1", "https://files.sandbox.acme.example/v1"
SANDBOX = "https://sandbox.acme.example/v1"


def with_own(own: list[dict[str, Any]], servers: list[dict[str, Any]]) -> dict[str, Any]:
    return document({"/things": {"post": operation(servers=own)}}, servers=servers)


def url(made: Any, **arguments: Any) -> str:
    wire = made.wire({}, **{"server": SERVER, **arguments})
    wire.client.things.do()
    return str(wire.sent.url)


# --- an operation's own server -------------------------------------------------------------------------------


def test_an_own_server_stands_beside_the_documents_first_alone(tmp_path: Path) -> None:
    made = emit(tmp_path, with_own([{"url": OWN}, {"url": OWN_SANDBOX}], [{"url": SERVER}, {"url": SANDBOX}]))
    assert url(made) == f"{OWN}/things"
    for other in (SANDBOX, "https://proxy.example/v1"):
        with pytest.raises(ConfigurationError, match=r"give servers=\{'https://files.acme.example/v1': ...\}"):
            url(made, server=other)
    given = {OWN: "https://files.proxy.example"}
    assert url(made, server=SANDBOX, servers=given) == "https://files.proxy.example/things"
    assert url(made, servers=given) == "https://files.proxy.example/things"
    assert url(made, server="http://127.0.0.1:9/x") == "http://127.0.0.1:9/v1/things"


@pytest.mark.parametrize("word", ["name", "description", "x-reissue-environment"])
def test_an_own_server_of_the_same_name_stands_beside_another(tmp_path: Path, word: str) -> None:
    def named(address: str, name: str) -> dict[str, Any]:
        return {"url": address, word: {"name": name, "live": False} if word.startswith("x-") else name}

    own = [named(OWN, "production"), named(OWN_SANDBOX, "sandbox")]
    made = emit(tmp_path, with_own(own, [named(SERVER, "production"), named(SANDBOX, "sandbox")]))
    assert (url(made), url(made, server=SANDBOX)) == (f"{OWN}/things", f"{OWN_SANDBOX}/things")


def test_where_the_document_has_no_server_the_own_one_counts(tmp_path: Path) -> None:
    doc = document({"/things": {"post": operation(servers=[{"url": OWN}])}})
    del doc["servers"]
    assert url(emit(tmp_path, doc), server="https://any.example") == f"{OWN}/things"


@pytest.mark.parametrize("servers", [{OWN: "ftp://x"}, {OWN: "http://plain.example"}, ["https://x"]])
def test_other_servers_are_checked_when_the_client_is_made(tmp_path: Path, servers: Any) -> None:
    made = emit(tmp_path, with_own([{"url": OWN}], [{"url": SERVER}]))
    with pytest.raises(ConfigurationError):
        made.wire({}, servers=servers)


OWN_AT = {"url": "https://f.example/{v}", "variables": {"v": {"default": "1", "enum": ["1", "2"]}}}


@pytest.mark.parametrize("on", ["operation", "path item"])
def test_the_variables_of_an_own_server_are_told_and_its_template_is_a_key(tmp_path: Path, on: str) -> None:
    own = {"servers": [OWN_AT]}
    item = {"post": operation(**own)} if on == "operation" else {"post": operation(), **own}
    made = emit(tmp_path, document({"/things": item, "/more": {"get": operation("more-get", **own)}}))
    (finding,) = made.findings
    assert finding.rule == "server-variable" and "servers={'https://f.example/{v}': ...}" in finding.message
    assert url(made) == "https://f.example/1/things"
    for key in ("https://f.example/{v}", "https://f.example/1"):
        assert url(made, servers={key: "https://f.example/2"}) == "https://f.example/2/things"
    assert url(made, server="https://mine.example", servers={"https://f.example/{v}": SANDBOX}) == f"{SANDBOX}/things"


def test_an_own_server_without_a_default_is_told_and_wants_an_address(tmp_path: Path) -> None:
    made = emit(tmp_path, with_own([{"url": "https://{region}.f.example"}], [{"url": SERVER}]))
    assert made.rules() == ["server-variable"]
    with pytest.raises(ConfigurationError, match="needs values"):
        url(made)
    assert url(made, servers={"https://{region}.f.example": "https://eu.f.example"}) == "https://eu.f.example/things"


def test_a_server_that_no_operation_has_is_refused_when_the_client_is_made(tmp_path: Path) -> None:
    made = emit(tmp_path / "own", with_own([{"url": OWN}, {"url": OWN_SANDBOX}], [{"url": SERVER}, {"url": SANDBOX}]))
    for key in ("https://typo.example", OWN_SANDBOX, SERVER, 7):
        with pytest.raises(ConfigurationError, match=f"own: {OWN}"):
            made.wire({}, server=SERVER, servers={OWN: "https://x.example", key: "https://x.example"})
    none = emit(tmp_path / "none", document({"/things": {"post": operation()}}))
    with pytest.raises(ConfigurationError, match="nothing here"):
        none.wire({}, servers={OWN: "https://x.example"})
    assert url(none, servers={}) == f"{SERVER}/things"


# --- variables -----------------------------------------------------------------------------------------------


def test_variables_are_arguments_with_their_values(tmp_path: Path) -> None:
    region = {"default": "us", "enum": ["us", "eu"], "description": "Where the data is kept."}
    server = {"url": "https://{region}.acme.example/{base}", "variables": {"region": region, "base": {"default": "v1"}}}
    made = emit(tmp_path, document({"/things": {"get": operation()}}, servers=[server]))
    arguments = inspect.signature(getattr(made.module, made.api.class_name).__init__).parameters
    assert str(arguments["region"].annotation) == "Literal['us', 'eu']" and arguments["region"].default == "us"
    assert "Where the data is kept." in made.files["client.py"]

    def at(**given: Any) -> str:
        wire = made.wire({}, **given)
        wire.client.things.do()
        return str(wire.sent.url)

    assert at() == "https://us.acme.example/v1/things"
    assert at(region="eu", base="v2/x") == "https://eu.acme.example/v2/x/things"
    assert at(server=SERVER, region="eu") == f"{SERVER}/things"
    for wrong in ({"region": "mars"}, {"base": "v1?x="}):
        with pytest.raises(ConfigurationError, match="variable"):
            at(**wrong)


def two_servers(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    servers = [{"url": f"https://{host}.example/{{base}}", **one} for host, one in (("a", first), ("b", second))]
    return document({"/things": {"post": operation()}}, servers=servers)


def test_each_server_has_its_own_default_of_a_variable(tmp_path: Path) -> None:
    """OpenAPI, Server Variable Object: the default is what is sent where no other value is supplied."""
    made = emit(
        tmp_path, two_servers({"variables": {"base": {"default": "v1"}}}, {"variables": {"base": {"default": "q"}}})
    )
    assert made.rules() == []
    server = made.module.Server
    assert url(made, server=server.A_EXAMPLE) == "https://a.example/v1/things"
    assert url(made, server=server.B_EXAMPLE) == "https://b.example/q/things"
    assert url(made, server="https://b.example/{base}") == "https://b.example/q/things"
    assert url(made, server=server.B_EXAMPLE, base="v1") == "https://b.example/v1/things"
    with pytest.raises(ConfigurationError, match="needs values"):
        made.wire({}, server="https://c.example/{base}")


def test_own_defaults_stand_beside_the_values_of_all_servers(tmp_path: Path) -> None:
    def listed(*values: str) -> dict[str, Any]:
        return {"variables": {"base": {"default": values[0], "enum": [*values]}}}

    made = emit(tmp_path, two_servers(listed("v1", "v2"), listed("q", "v2")))
    arguments = inspect.signature(getattr(made.module, made.api.class_name).__init__).parameters
    assert str(arguments["base"].annotation) == "Literal['v1', 'v2', 'q'] | None" and arguments["base"].default is None
    assert url(made, server=made.module.Server.B_EXAMPLE) == "https://b.example/q/things"
    with pytest.raises(ConfigurationError, match="one of v1, v2, q"):
        made.wire({}, server=made.module.Server.B_EXAMPLE, base="v3")


def test_a_server_without_a_default_does_not_get_that_of_another(tmp_path: Path) -> None:
    made = emit(tmp_path, two_servers({"variables": {"base": {"default": "v1"}}}, {}))
    assert made.rules() == ["server-variable"]
    assert url(made, server=made.module.Server.A_EXAMPLE) == "https://a.example/v1/things"
    with pytest.raises(ConfigurationError, match="base="):
        made.wire({}, server=made.module.Server.B_EXAMPLE)
    assert url(made, server=made.module.Server.B_EXAMPLE, base="q") == "https://b.example/q/things"


def test_of_servers_with_one_url_the_first_has_the_default_and_all_have_values(tmp_path: Path) -> None:
    def at(*values: str) -> dict[str, Any]:
        return {"url": "https://{env}.example", "variables": {"env": {"default": values[0], "enum": [*values]}}}

    made = emit(tmp_path, document({"/things": {"post": operation()}}, servers=[at("prod"), at("test", "prod")]))
    (finding,) = made.findings
    assert finding.rule == "server-variable" and "'test'" in finding.message
    server = "https://{env}.example"
    assert url(made, server=server) == "https://prod.example/things"
    assert url(made, server=server, env="test") == "https://test.example/things"


@pytest.mark.parametrize(
    ("variables", "why"),
    [
        (None, "no variable says"),
        ({"base": {}}, "no default"),
        ({"base": {"default": None, "enum": ["v1"]}}, "no default"),
        ({"base": {"default": "v3", "enum": ["v1", "v2"]}}, "'v3' of 'base' is none of its enum"),
        ({"base": {"default": "v1"}, "bse": {"default": "v1"}}, "is 'base' meant?"),
    ],
)
def test_what_is_wrong_with_variables_is_told(tmp_path: Path, variables: Any, why: str) -> None:
    server = {"url": "https://a.example/{base}", **({"variables": variables} if variables is not None else {})}
    made = emit(tmp_path, document({"/things": {"post": operation()}}, servers=[server]))
    assert made.rules() == ["server-variable"] and why in made.findings[0].message


def test_a_default_beside_its_enum_leaves_the_enum(tmp_path: Path) -> None:
    variable = {"default": "v3", "enum": ["v1", "v2"]}
    made = emit(tmp_path, two_servers({"variables": {"base": variable}}, {"variables": {"base": variable}}))
    assert url(made, server=made.module.Server.A_EXAMPLE) == "https://a.example/v3/things"
    with pytest.raises(ConfigurationError, match="one of v3, v1, v2"):
        made.wire({}, server=made.module.Server.A_EXAMPLE, base="v4")


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("https://a.example/{x}", ".."),
        ("https://a.example/{x}/v1", "."),
        ("https://a.example/{x}", "v1/../../admin"),
        ("https://a.example/{x}", "v1?y=1"),
        ("https://a.example/{x}", "v1#y"),
        ("https://a.example/{x}", "%2e%2e"),
        ("https://{x}.a.example/v1", "evil.example/"),
        ("{x}://a.example/v1", "https://evil.example/"),
        ("https://{x}/v1", ""),
        ("https://{x}:8443/v1", ""),
    ],
)
def test_a_value_that_leads_elsewhere_is_refused(tmp_path: Path, template: str, value: str) -> None:
    server = {"url": template, "variables": {"x": {"default": "v1"}}}
    made = emit(tmp_path, document({"/things": {"post": operation()}}, servers=[server]))
    for give in (lambda: made.wire({}, server=template, x=value), lambda: next(iter(made.module.Server)).at(x=value)):
        with pytest.raises(ConfigurationError, match="variable"):
            give()


def test_a_variable_may_be_empty(tmp_path: Path) -> None:
    """OpenAPI 3.1, Server Variable Object: `default` and the values of `enum` are texts, of which one is empty."""
    variables = {"stage": {"default": "", "enum": ["", "-test"]}, "base": {"default": ""}}
    server = {"url": "https://api{stage}.a.example/{base}", "variables": variables}
    made = emit(tmp_path, document({"/things": {"post": operation()}}, servers=[server]))
    for given, url in (({}, "https://api.a.example/things"), ({"stage": "-test"}, "https://api-test.a.example/things")):
        wire = made.wire({}, **given)
        wire.client.things.do()
        assert str(wire.sent.url) == url


# --- plain http ----------------------------------------------------------------------------------------------


def test_plain_http_is_for_who_says_so_and_only_where_the_document_has_it(tmp_path: Path) -> None:
    made = emit(tmp_path, document({"/things": {"get": operation()}}, servers=[{"url": "http://svc.internal:8080"}]))
    with pytest.raises(ConfigurationError, match="insecure=True"):
        made.wire({})
    wire = made.wire({}, insecure=True)
    wire.client.things.do()
    assert str(wire.sent.url) == "http://svc.internal:8080/things"
    for other in ("http://svc.internal", "http://other.internal:8080"):
        with pytest.raises(ConfigurationError):
            made.wire({}, insecure=True, server=other)


# --- credentials ---------------------------------------------------------------------------------------------

FLOW = {"clientCredentials": {"tokenUrl": "https://login.acme.example/token", "scopes": {}}}


def secured(scheme: dict[str, Any]) -> dict[str, Any]:
    doc = document({"/things": {"get": operation()}}, security=[{"key": []}])
    return {**doc, "components": {"securitySchemes": {"key": scheme}}}


@pytest.mark.parametrize(
    ("scheme", "name"),
    [({"type": "http", "scheme": "bearer"}, "key"), ({"type": "oauth2", "flows": FLOW}, "access_token")],
)
def test_a_token_may_be_ready_or_come_from_a_function(tmp_path: Path, scheme: dict[str, Any], name: str) -> None:
    made = emit(tmp_path, secured(scheme))
    wire = made.wire({}, **{name: "ready-token"})
    wire.client.things.do()
    assert wire.sent.headers["authorization"] == "Bearer ready-token" and len(wire.requests) == 1
    tokens = iter(["first-token", "second-token"])
    wire = made.wire({}, **{name: lambda: next(tokens)})
    wire.client.things.do()
    wire.client.things.do()
    assert [one.headers["authorization"] for one in wire.requests] == ["Bearer first-token", "Bearer second-token"]


@pytest.mark.parametrize("give", [lambda: 7, lambda: "", lambda: "two\nlines", lambda: 1 / 0])
def test_a_function_that_gives_no_token(tmp_path: Path, give: Any) -> None:
    wire = emit(tmp_path, secured({"type": "http", "scheme": "bearer"})).wire({}, key=give)
    with pytest.raises(ConfigurationError):
        wire.client.things.do()
    assert wire.requests == []


MUTUAL = {"type": "mutualTLS"}


def test_mutual_tls_is_the_http_client_of_the_caller(tmp_path: Path) -> None:
    made = emit(tmp_path, secured(MUTUAL))
    assert made.rules() == ["mutual-tls"]
    wire = made.wire({})
    wire.client.things.do()
    assert not {"authorization", "key"} & wire.sent.headers.keys()
    for http in ({}, {"http": "httpx"}):
        with (
            getattr(made.module, made.api.class_name)(server=SERVER, **http) as client,
            pytest.raises(
                ConfigurationError, match=r"key \(http=, an HTTP client of your own that has the certificate"
            ),
        ):
            client.things.do()


def test_mutual_tls_takes_nothing_from_other_credentials(tmp_path: Path) -> None:
    """A client that is passed in may be there for its proxy: what else is given is sent."""
    schemes = {"tls": MUTUAL, "bearer": {"type": "http", "scheme": "bearer"}}
    for name, security in (("either", [{"tls": []}, {"bearer": []}]), ("both", [{"tls": [], "bearer": []}])):
        doc = document({"/things": {"get": operation()}}, security=security, components={"securitySchemes": schemes})
        made = emit(tmp_path / name, doc)
        assert made.rules() == ["mutual-tls"]
        wire = made.wire({}, bearer="tok")
        wire.client.things.do()
        assert wire.sent.headers["authorization"] == "Bearer tok"
        if name == "either":
            made.wire({}).client.things.do()


async def _call(client: Any) -> None:
    async with client:
        await client.things.do()


def test_mutual_tls_of_an_async_client(tmp_path: Path) -> None:
    made = emit(tmp_path, secured(MUTUAL))
    kind = getattr(made.module, f"Async{made.api.class_name}")
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={})

    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    asyncio.run(_call(kind(server=SERVER, http=http)))
    assert len(sent) == 1
    with pytest.raises(ConfigurationError, match="http="):
        asyncio.run(_call(kind(server=SERVER)))


def two_logins(needed: dict[str, list[str]]) -> dict[str, Any]:
    def login(name: str, member: str) -> dict[str, Any]:
        body = {"type": "object", "required": [member], "properties": {member: {"type": "string"}}}
        token = {"type": "object", "properties": {"token": {"type": "string"}}}
        content = {"content": {"application/json": {"schema": body}}, "required": True}
        return {"post": operation(f"auth-{name}", security=[], requestBody=content, responses=returns(token))}

    paths = {"/staff": login("staff", "staff_key"), "/shop": login("shop", "shop_secret")}
    schemes = {
        name: {"type": "http", "scheme": "bearer", "x-reissue-token": {"operation": f"auth-{name}", "token": "token"}}
        for name in ("staff", "shop")
    }
    paths["/things"] = {"get": operation(security=[needed])}
    return document(paths, components={"securitySchemes": schemes})


def test_each_scheme_has_its_own_login(tmp_path: Path) -> None:
    for name, given in (("staff", {"staff_key": "S"}), ("shop", {"shop_secret": "S"})):
        wire = emit(tmp_path / name, two_logins({name: []})).wire({"token": "tok"}, **given)
        wire.client.things.do()
        assert [one.url.path for one in wire.requests] == [f"/v1/{name}", "/v1/things"]


def test_two_tokens_in_one_header_are_refused(tmp_path: Path) -> None:
    made = emit(tmp_path, two_logins({"staff": [], "shop": []}))
    assert made.rules() == ["credentials-conflict"]
    wire = made.wire({"token": "tok"}, staff_key="A", shop_secret="B")
    with pytest.raises(ConfigurationError, match="shop and staff in one header"):
        wire.client.things.do()
    assert wire.requests == []


def test_one_token_may_be_what_two_schemes_ask_for(tmp_path: Path) -> None:
    """As the documents of Google have it: the same token, of one of two flows."""
    doc = document({"/things": {"get": operation()}}, security=[{"a": [], "b": []}])
    bearer = {"type": "http", "scheme": "bearer"}
    made = emit(tmp_path, {**doc, "components": {"securitySchemes": {"a": bearer, "b": bearer}}})
    assert not made.findings
    wire = made.wire({}, a="same-token", b="same-token")
    wire.client.things.do()
    assert wire.sent.headers.get_list("authorization") == ["Bearer same-token"]
    with pytest.raises(ConfigurationError, match="in one header"):
        made.wire({}, a="one-token", b="other-token").client.things.do()


def test_a_server_without_tls_does_not_take_the_name_of_the_one_with_it(tmp_path: Path) -> None:
    doc = document({"/things": {"get": operation()}})
    doc["servers"] = [{"url": "http://api.acme.example"}, {"url": "https://api.acme.example"}]
    made = emit(tmp_path, doc)
    found = {server.name: server.value for server in made.module.Server}
    assert found == {"ACME_EXAMPLE_HTTP": "http://api.acme.example", "ACME_EXAMPLE": "https://api.acme.example"}


def test_each_server_has_the_defaults_of_its_own_variables(tmp_path: Path) -> None:
    """OpenAPI, Server Variable Object: the default is "sent if an alternate value is not supplied"."""
    base = {"default": "v1", "enum": ["v1", "v2"]}
    servers = [
        {"url": "https://a.example/{base}", "variables": {"base": base}},
        {"url": "https://b.example/{base}", "variables": {"base": {"default": "q"}}},
    ]
    made = emit(tmp_path, document({"/n": {"get": operation("things-n")}}, servers=servers))
    for server, given, sent in (("A_EXAMPLE", {}, "v1"), ("B_EXAMPLE", {}, "q"), ("B_EXAMPLE", {"base": "v2"}, "v2")):
        wire = made.wire(server=made.module.Server[server], **given)
        wire.client.things.n()
        assert str(wire.sent.url) == f"https://{server[0].lower()}.example/{sent}/n"
    for wrong in ("..", ".", "a/../b", "a?b"):
        with pytest.raises(ConfigurationError):
            made.wire(server=made.module.Server.B_EXAMPLE, base=wrong)
    with pytest.raises(ConfigurationError):
        made.wire(server="https://c.example/{base}")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://a.example/v1?x=1", "has a query"),
        ("https://a.example/v1#x", "has a fragment"),
        ("wss://a.example/v1", "begins with 'wss:'"),
        ("//a.example/v1", "is relative"),
        ("https://a.example/{v}", ""),
    ],
)
def test_an_address_that_cannot_be_used_is_told(tmp_path: Path, address: str, told: str) -> None:
    """OpenAPI 3.2, Server Object: "Query and fragment MUST NOT be part of this URL"."""
    server = {"url": address, "variables": {"v": {"default": "1"}} if "{" in address else {}}
    doc = document({"/things": {"post": operation()}}, servers=[{"url": SERVER}, server])
    made = emit(tmp_path, doc)
    assert [finding.rule for finding in made.findings] == (["server"] if told else [])
    assert all(told in finding.message and finding.place.pointer == "/servers/1" for finding in made.findings)
    if told:
        with pytest.raises(ConfigurationError):
            made.wire({}, server=address)
    own = emit(tmp_path / "own", with_own([server], [{"url": SERVER}])).findings
    unfit = [finding.message for finding in own if finding.rule == "server"]
    assert len(unfit) == bool(told) and all(told in one and "servers={" in one for one in unfit)
