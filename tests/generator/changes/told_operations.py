"""What is told of operations, servers and links: by which rule, and in which words.

OpenAPI 3.2.0: Parameter Object (`explode` of one value has no effect; names of headers have no case), Path Item Object and Operation
Object (what they say of servers and security goes before what the document says), Server Variable Object (`default` is for whoever
gives none, `enum` limits it), Link Object (`operationId` and `operationRef` may name the same). x-reissue-*: docs/extensions.md.
"""

from __future__ import annotations

from typing import Any

from tests.generator.changes.document_pairs import (
    BASIC,
    INTEGER,
    KEY,
    KEYED,
    STRING,
    Doc,
    call,
    edited,
    secured,
)
from tests.generator.small_clients import asking, document, operation, ref

THINGS = {"type": "object", "properties": {"id": STRING}}
LIST = {"type": "array", "items": STRING}
A = {"name": "a", "in": "query", "schema": STRING}
L = {"operationId": "things-do"}


def p(place: str = "query", **more: Any) -> Doc:
    return asking({"name": "a", "in": place, "schema": STRING, **more})


def in_json(schema: Any) -> Doc:
    return asking({"name": "a", "in": "query", "content": {"application/json": {"schema": schema}}})


def inpath(*params: Doc) -> Doc:
    return asking(*params, path="/things/{a}")


def shared(**more: Any) -> Doc:
    return {**asking(ref("A", "parameters")), "components": {"parameters": {"A": {**A, **more}}}}


def post(body: Doc | None) -> Doc:
    more = {"requestBody": body} if body else {}
    return document({"/things": {"post": operation(**more)}})


def x(key: str, value: Any) -> Doc:
    return call(**{f"x-reissue-{key}": value})


def srv(*servers: Any) -> Doc:
    return {**call(), "servers": [one if isinstance(one, dict) else {"url": one} for one in servers]}


def var(url: str = "https://{r}.example", default: str = "eu", **more: Any) -> Doc:
    return {"url": url, "variables": {"r": {"default": default, **more}}}


def env(url: str, name: str, live: bool | None = None) -> Doc:
    return {"url": url, "x-reissue-environment": {"name": name, **({"live": live} if live is not None else {})}}


def linked(**links: Any) -> Doc:
    return call(responses={"200": {"description": "ok", "links": links}})


def linked2(path: str, op: str, **link: Any) -> Doc:
    doc = linked(next=link)
    other = operation(op, parameters=[A, {**A, "in": "header", "name": "h"}])
    return {**doc, "paths": {**doc["paths"], path: {"get": other}}}


ROWS: dict[str, tuple[tuple[Doc, ...], list[str], list[str] | None]] = {
    "param meta": ((p(), p(**{"x-a": 1})), ["metadata-changed | GET /things query parameter 'a': x-a changed"], None),
    "param schema": (
        (p(), p(schema=INTEGER)),
        ["request-type-narrowed | GET /things query parameter 'a': the text of a number or a flag only is accepted"],
        ["request-type-widened | GET /things query parameter 'a': the text of any value is accepted"],
    ),
    "param enum": (
        (p(), p(schema={"enum": ["a"]})),
        ['request-enum-added | ThingsDoA: values are limited to ["a"]'],
        None,
    ),
    "param style": (
        (p(schema=LIST), p(schema=LIST, explode=False)),
        [
            'request-parameter-style-changed | GET /things query parameter \'a\': written as {"explode": true} -> {"explode": false}'
        ],
        [
            'request-parameter-style-changed | GET /things query parameter \'a\': written as {"explode": false} -> {"explode": true}'
        ],
    ),
    "param style one": ((p(), p(explode=False)), [], None),
    "param reserved": (
        (p(), p(allowReserved=True)),
        [
            'request-parameter-style-changed | GET /things query parameter \'a\': written as {"allowReserved": false} -> {"allowReserved": true}'
        ],
        None,
    ),
    "param content": (
        (p(), asking({"name": "a", "in": "query", "content": {"application/json": {"schema": STRING}}})),
        [
            'request-parameter-style-changed | GET /things query parameter \'a\': written as {"content": []} -> {"content": ["application/json"]}'
        ],
        None,
    ),
    "param empty": (
        (p(), p(allowEmptyValue=True)),
        ["request-empty-value-accepted | GET /things query parameter 'a': may be empty now"],
        ["request-empty-value-refused | GET /things query parameter 'a': may no longer be empty"],
    ),
    "param place": (
        (p(), p("header")),
        [
            "request-parameter-removed | GET /things: the query parameter 'a' is gone",
            "request-parameter-added | GET /things: the header parameter 'a' is new",
        ],
        None,
    ),
    "param gone req": (
        (asking(A, {**A, "name": "b", "required": True}), asking(A)),
        ["request-required-parameter-removed | GET /things: the query parameter 'b' is gone"],
        None,
    ),
    "param rename": (
        (p(description="Where."), asking({**A, "name": "b", "description": "Where."})),
        [
            "request-parameter-renamed | GET /things: the query parameter 'a' is 'b' now (the same schema and description)"
        ],
        None,
    ),
    "param rename place": (
        (
            asking({**A, "description": "Where.", "in": "query"}),
            asking({**A, "name": "b", "description": "Where.", "in": "header"}),
        ),
        [
            "request-parameter-removed | GET /things: the query parameter 'a' is gone",
            "request-parameter-added | GET /things: the header parameter 'b' is new",
        ],
        None,
    ),
    "param rename required": (
        (asking({**A, "description": "Where."}), asking({**A, "name": "b", "description": "Where.", "required": True})),
        [
            "request-parameter-removed | GET /things: the query parameter 'a' is gone",
            "request-required-parameter-added | GET /things: the query parameter 'b' is new",
        ],
        None,
    ),
    "header case": ((p("header"), asking({**A, "name": "A", "in": "header"})), [], None),
    "path named": (
        (inpath({**A, "in": "path", "required": True, "schema": INTEGER}), inpath()),
        ["request-type-changed | GET /things/{a} path parameter 'a': type integer -> string"],
        ["request-type-changed | GET /things/{a} path parameter 'a': type string -> integer"],
    ),
    "path renamed": (
        (
            asking({**A, "in": "path", "required": True}, path="/things/{a}"),
            asking({**A, "name": "b", "in": "path", "required": True, "schema": INTEGER}, path="/things/{b}"),
        ),
        ["request-type-narrowed | GET /things/{b} path parameter 'b': the text of a number or a flag only is accepted"],
        None,
    ),
    "shared": (
        (shared(), shared(schema=INTEGER)),
        ["request-type-narrowed | query parameter 'a': the text of a number or a flag only is accepted"],
        None,
    ),
    "shared inline": (
        (shared(), asking({**A, "schema": INTEGER})),
        ["request-type-narrowed | GET /things query parameter 'a': the text of a number or a flag only is accepted"],
        None,
    ),
    "list of one": (
        (p(), p(schema=LIST)),
        ["request-type-widened | GET /things query parameter 'a': a list of values in place of one value"],
        ["request-type-narrowed | GET /things query parameter 'a': one value in place of a list"],
    ),
    "list of int": (
        (p(schema=INTEGER), p(schema=LIST)),
        ["request-type-widened | GET /things query parameter 'a': a list of values in place of one value"],
        None,
    ),
    "list no explode": (
        (p(), p(schema=LIST, explode=False)),
        [
            'request-parameter-style-changed | GET /things query parameter \'a\': written as {"explode": true} -> {"explode": false}',
            "request-type-changed | GET /things query parameter 'a': type string -> array",
        ],
        [
            'request-parameter-style-changed | GET /things query parameter \'a\': written as {"explode": false} -> {"explode": true}',
            "request-type-narrowed | GET /things query parameter 'a': one value in place of a list",
        ],
    ),
    "list of header": (
        (p("header"), p("header", schema=LIST)),
        ["request-type-changed | GET /things header parameter 'a': type string -> array"],
        None,
    ),
    "list of numbers to text": (
        (p(schema={"type": "array", "items": INTEGER}), p(schema={"type": "array", "items": {"type": "boolean"}})),
        ["request-type-changed | GET /things query parameter 'a'[]: type integer -> boolean"],
        None,
    ),
    "int to string in JSON": (
        (in_json(INTEGER), in_json(STRING)),
        ["request-type-changed | GET /things query parameter 'a': type integer -> string"],
        ["request-type-changed | GET /things query parameter 'a': type string -> integer"],
    ),
    "one or many in JSON": (
        (in_json(INTEGER), in_json({"type": "array", "items": INTEGER})),
        ["request-type-changed | GET /things query parameter 'a': type integer -> array"],
        ["request-type-changed | GET /things query parameter 'a': type array -> integer"],
    ),
    "int to string": (
        (p(schema=INTEGER), p(schema=STRING)),
        ["request-type-widened | GET /things query parameter 'a': the text of any value is accepted"],
        None,
    ),
    "query any": (
        (p(schema={}), p(schema=STRING)),
        ["request-type-narrowed | GET /things query parameter 'a': type any -> string"],
        None,
    ),
    "version": (
        (p(), p(**{"x-reissue-api-version": True})),
        ["request-version-changed | GET /things query parameter 'a': is given to the client now"],
        ["request-version-changed | GET /things query parameter 'a': is given to each method again"],
    ),
    "since": (
        (p(**{"x-reissue-since": "1"}), p(**{"x-reissue-since": "2"})),
        ['request-since-changed | GET /things query parameter \'a\': known since version "1" -> "2" of the API'],
        None,
    ),
    "body gone req": (
        (post({"content": {"application/json": {"schema": STRING}}, "required": True}), post(None)),
        ["request-required-body-removed | POST /things: the body is gone"],
        ["request-required-body-added | POST /things: a body is new"],
    ),
    "op words": (
        (call(summary="a"), call(summary="b", description="c")),
        ["description-changed | GET /things: description, summary changed"],
        None,
    ),
    "item words": (
        (call(), edited(call(), "paths", "/things", "summary", value="x")),
        ["description-changed | /things: summary changed"],
        None,
    ),
    "effect": (
        (x("effect", "reads"), x("effect", "pays")),
        ["operation-effect-hardened | GET /things: effect reads -> pays"],
        None,
    ),
    "effect sets": (
        (x("effect", "sets"), x("effect", "sends")),
        ["operation-effect-hardened | GET /things: effect sets -> sends"],
        ["operation-effect-softened | GET /things: effect sends -> sets"],
    ),
    "effect creates": (
        (x("effect", "creates"), x("effect", "sends")),
        ["operation-effect-softened | GET /things: effect creates -> sends"],
        ["operation-effect-hardened | GET /things: effect sends -> creates"],
    ),
    "idem": (
        (call(), x("idempotency", KEYED)),
        [
            'idempotency-added | GET /things: idempotency none -> {"binds": "any-answer", "max_length": 64, "name": "Idempotency-Key", "place": "header"}'
        ],
        None,
    ),
    "evidence": (
        (call(), x("evidence", {"present": ["id"]})),
        ['evidence-changed | GET /things: evidence none -> {"present": ["id"], "unprinted": false}'],
        None,
    ),
    "own server": (
        (call(servers=[{"url": "https://a.example"}]), call(servers=[{"url": "https://b.example"}])),
        ["operation-server-changed | GET /things: servers https://a.example -> https://b.example"],
        ["operation-server-changed | GET /things: servers https://b.example -> https://a.example"],
    ),
    "own server more": (
        (
            call(servers=[{"url": "https://a.example"}]),
            call(servers=[{"url": "https://a.example"}, {"url": "https://b.example"}]),
        ),
        ["metadata-changed | GET /things: servers changed, but not the one that is used"],
        None,
    ),
    "item server": (
        (
            edited(call(), "paths", "/things", "servers", value=[{"url": "https://a.example"}]),
            edited(call(), "paths", "/things", "servers", value=[{"url": "https://b.example"}]),
        ),
        ["operation-server-changed | GET /things: servers https://a.example -> https://b.example"],
        None,
    ),
    "own slash": (
        (call(servers=[{"url": "https://a.example/"}]), call(servers=[{"url": "https://a.example"}])),
        [],
        None,
    ),
    "own security": (
        (
            secured({"k": KEY}, [{"k": []}]),
            edited(secured({"k": KEY}, [{"k": []}]), "paths", "/things", "get", "security", value=[]),
        ),
        ["security-alternative-added | GET /things: no credentials is accepted"],
        ["security-alternative-removed | GET /things: credentials are wanted now"],
    ),
    "own security 2": (
        (
            edited(
                secured({"k": KEY, "b": BASIC}, [{"k": []}]), "paths", "/things", "get", "security", value=[{"k": []}]
            ),
            edited(
                secured({"k": KEY, "b": BASIC}, [{"k": []}]), "paths", "/things", "get", "security", value=[{"b": []}]
            ),
        ),
        [
            "security-alternative-removed | GET /things: k alone no longer suffices",
            "security-alternative-added | GET /things: b is accepted",
        ],
        None,
    ),
    "srv gone": (
        (srv("https://a.example", "https://b.example"), srv("https://a.example")),
        ["server-removed | Server.B_EXAMPLE: https://b.example is gone"],
        ["server-added | Server.B_EXAMPLE: https://b.example is new"],
    ),
    "srv none": (({k: v for k, v in call().items() if k != "servers"}, srv("/")), [], None),
    "srv none2": (
        ({k: v for k, v in call().items() if k != "servers"}, srv("https://a.example")),
        ["server-added | Server.A_EXAMPLE: https://a.example is new"],
        None,
    ),
    "srv empty": (
        (srv(), srv("https://a.example")),
        ["server-added | Server.A_EXAMPLE: https://a.example is new"],
        None,
    ),
    "srv named": (
        (srv(env("https://a.example", "live", True)), srv(env("https://b.example", "live", True))),
        ['server-changed | Server.LIVE: ["https://a.example", true, []] -> ["https://b.example", true, []]'],
        ['server-changed | Server.LIVE: ["https://b.example", true, []] -> ["https://a.example", true, []]'],
    ),
    "srv live": (
        (srv(env("https://a.example", "live", True)), srv(env("https://a.example", "live", False))),
        [
            'server-changed | Server.LIVE: ["https://a.example", true, []] -> ["https://a.example", false, []]',
            "metadata-changed | server https://a.example: x-reissue-environment changed",
        ],
        None,
    ),
    "srv rename": (
        (srv(env("https://a.example", "one")), srv(env("https://a.example", "two"))),
        ["metadata-changed | server https://a.example: x-reissue-environment changed"],
        None,
    ),
    "srv swap": (
        (
            srv(env("https://a.example", "one"), env("https://b.example", "two")),
            srv(env("https://b.example", "one"), env("https://a.example", "two")),
        ),
        [
            "metadata-changed | server https://a.example: x-reissue-environment changed",
            "metadata-changed | server https://b.example: x-reissue-environment changed",
        ],
        None,
    ),
    "srv word": (
        (srv({"url": "https://a.example", "description": "a"}), srv({"url": "https://a.example", "description": "b"})),
        ["description-changed | server https://a.example: description changed"],
        None,
    ),
    "srv var": ((srv(var(enum=["eu"])), srv("https://eu.example")), [], None),
    "srv var free": (
        (srv(var()), srv(var(enum=["eu", "us"]))),
        ["server-value-removed | Server.EU_EXAMPLE: r may no longer be any other value"],
        ["server-value-added | Server.EU_EXAMPLE: r may now be any other value"],
    ),
    "srv var values": (
        (srv(var(enum=["eu", "us"])), srv(var(enum=["eu", "af"]))),
        [
            "server-value-removed | Server.EU_EXAMPLE: r may no longer be us",
            "server-value-added | Server.EU_EXAMPLE: r may now be af",
        ],
        [
            "server-value-removed | Server.EU_EXAMPLE: r may no longer be af",
            "server-value-added | Server.EU_EXAMPLE: r may now be us",
        ],
    ),
    "srv var default": (
        (srv(var(enum=["eu", "us"])), srv(var(default="us", enum=["eu", "us"]))),
        ['server-default-changed | Server.EU_EXAMPLE: r is "us" where nobody says, in place of "eu"'],
        None,
    ),
    "srv var default free": (
        (srv(var()), srv(var(default="us"))),
        ['server-default-changed | Server.EU_EXAMPLE: r is "us" where nobody says, in place of "eu"'],
        None,
    ),
    "srv var gone": (
        (
            srv(env("https://{r}.example/{s}", "a") | {"variables": {"r": {"default": "x"}, "s": {"default": "y"}}}),
            srv(env("https://{r}.example", "a") | {"variables": {"r": {"default": "z"}}}),
        ),
        [
            "server-removed | Server.X_EXAMPLE: https://{r}.example/{s} is gone",
            "server-added | Server.Z_EXAMPLE: https://{r}.example is new",
        ],
        None,
    ),
    "link word": (
        (linked(next=L), linked(next={**L, "description": "x"})),
        ["description-changed | link 'next' of 200 response of GET /things: description changed"],
        None,
    ),
    "link ref": ((linked(next=L), linked(next={"operationRef": "#/paths/~1things/get"})), [], None),
    "link ref other": (
        (linked2("/o", "o-o", operationId="o-o"), linked2("/o", "o-o", operationRef="#/paths/~1things/get")),
        [
            'link-changed | 200 response of GET /things: link \'next\' {"operationId": "o-o"} -> {"operationRef": "#/paths/~1things/get"}'
        ],
        None,
    ),
    "link renamed op": ((linked2("/o", "o-o", operationId="o-o"), linked2("/o", "o-p", operationId="o-p")), [], None),
    "link param place": (
        (
            linked2("/o", "o-o", operationId="o-o", parameters={"a": "1"}),
            linked2("/o", "o-p", operationId="o-p", parameters={"query.a": "1"}),
        ),
        [],
        None,
    ),
    "link param place2": (
        (
            linked2("/o", "o-o", operationId="o-o", parameters={"h": "1"}),
            linked2("/o", "o-p", operationId="o-p", parameters={"header.h": "1"}),
        ),
        [],
        None,
    ),
    "link param": (
        (
            linked2("/o", "o-o", operationId="o-o", parameters={"a": "1"}),
            linked2("/o", "o-o", operationId="o-o", parameters={"a": "2"}),
        ),
        [
            'link-changed | 200 response of GET /things: link \'next\' {"operationId": "o-o", "parameters": {"a": "1"}} -> {"operationId": "o-o", "parameters": {"a": "2"}}'
        ],
        None,
    ),
    "link body": (
        (linked(next=L), linked(next={**L, "requestBody": "$response.body"})),
        [
            'link-changed | 200 response of GET /things: link \'next\' {"operationId": "things-do"} -> {"operationId": "things-do", "requestBody": "$response.body…'
        ],
        None,
    ),
    "link unknown": (
        (linked(next={"operationId": "no"}), linked(next={"operationRef": "#/paths/~1no/get"})),
        [
            'link-changed | 200 response of GET /things: link \'next\' {"operationId": "no"} -> {"operationRef": "#/paths/~1no/get"}'
        ],
        None,
    ),
}
