"""What is told of security schemes, of how parameters are written, and of addresses that two documents join otherwise: with both places.

OpenAPI 3.2.0: Security Scheme Object and Security Requirement Object (an extension says nothing of how credentials are sent), Parameter
Object (`explode` of one value has no effect), Paths Object (a path is appended to the URL of the server). RFC 9110, 5.1 and 11.1.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reissue_generator.document import pointer_text
from tests.generator.changes.document_pairs import BASIC, KEY, STRING, Doc, call, changes, secured
from tests.generator.small_clients import asking, document, reading, ref

pytestmark = pytest.mark.usefixtures("wire_alone")
S = STRING
L = {"type": "array", "items": S}
A = "https://a.example"
B = {"type": "http", "scheme": "bearer"}
Q = {**KEY, "in": "query"}
K = {"k": list[str]()}
OPEN_ID = {"type": "openIdConnect", "openIdConnectUrl": A}

OAUTH: Doc = {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://acme.example/t", "scopes": {}}}}


def sch(**schemes: Any) -> Doc:
    return secured(schemes, [])


def o(*scopes: str) -> dict[str, list[str]]:
    return {"o": list(scopes)}


def f(**flows: Any) -> Doc:
    return {"type": "oauth2", "flows": flows}


cc = {"tokenUrl": "https://a.example/t", "scopes": {"r": "", "w": ""}}


def obj(**members: Any) -> Doc:
    return {"type": "object", "properties": members}


def p(schema: Any = None, place: str = "query", **more: Any) -> Doc:
    told = {"schema": schema} if schema is not None else {}
    return asking({"name": "a", "in": place, **told, **more}, version="3.2.0")


def at(*servers: Any, paths: tuple[str, ...] = ("/things",), **own: Any) -> Doc:
    one = {"responses": {"200": {"description": "ok"}}, **own}
    doc = document({path: {"get": {"operationId": f"g{place}", **one}} for place, path in enumerate(paths)})
    return {**doc, "servers": [{"url": each} if isinstance(each, str) else each for each in servers]}


ROWS: dict[str, tuple[Doc, Doc, list[str], list[str]]] = {
    "security: added 1": (
        secured({"k": KEY}, [K]),
        secured({"k": KEY, "b": BASIC}, [K]),
        [
            "security-scheme-added | security scheme 'b': is new | /components/securitySchemes > /components/securitySchemes/b"
        ],
        [
            "security-scheme-removed | security scheme 'b': is gone | /components/securitySchemes/b > /components/securitySchemes"
        ],
    ),
    "security: two came two gone": (
        sch(a=KEY, c=BASIC),
        sch(b=B, d=Q),
        [
            "security-scheme-added | security scheme 'b': is new | /components/securitySchemes > /components/securitySchemes/b",
            "security-scheme-added | security scheme 'd': is new | /components/securitySchemes > /components/securitySchemes/d",
            "security-scheme-removed | security scheme 'a': is gone | /components/securitySchemes/a > /components/securitySchemes",
            "security-scheme-removed | security scheme 'c': is gone | /components/securitySchemes/c > /components/securitySchemes",
        ],
        [
            "security-scheme-added | security scheme 'a': is new | /components/securitySchemes > /components/securitySchemes/a",
            "security-scheme-added | security scheme 'c': is new | /components/securitySchemes > /components/securitySchemes/c",
            "security-scheme-removed | security scheme 'b': is gone | /components/securitySchemes/b > /components/securitySchemes",
            "security-scheme-removed | security scheme 'd': is gone | /components/securitySchemes/d > /components/securitySchemes",
        ],
    ),
    "security: renamed two alike": (
        sch(a=KEY, b=KEY),
        sch(c=KEY),
        [
            "security-scheme-added | security scheme 'c': is new | /components/securitySchemes > /components/securitySchemes/c",
            "security-scheme-removed | security scheme 'a': is gone | /components/securitySchemes/a > /components/securitySchemes",
            "security-scheme-removed | security scheme 'b': is gone | /components/securitySchemes/b > /components/securitySchemes",
        ],
        [
            "security-scheme-added | security scheme 'a': is new | /components/securitySchemes > /components/securitySchemes/a",
            "security-scheme-added | security scheme 'b': is new | /components/securitySchemes > /components/securitySchemes/b",
            "security-scheme-removed | security scheme 'c': is gone | /components/securitySchemes/c > /components/securitySchemes",
        ],
    ),
    "security: renamed to two alike": (
        sch(a=KEY),
        sch(c=KEY, d=KEY),
        [
            "security-scheme-added | security scheme 'c': is new | /components/securitySchemes > /components/securitySchemes/c",
            "security-scheme-added | security scheme 'd': is new | /components/securitySchemes > /components/securitySchemes/d",
            "security-scheme-removed | security scheme 'a': is gone | /components/securitySchemes/a > /components/securitySchemes",
        ],
        [
            "security-scheme-added | security scheme 'a': is new | /components/securitySchemes > /components/securitySchemes/a",
            "security-scheme-removed | security scheme 'c': is gone | /components/securitySchemes/c > /components/securitySchemes",
            "security-scheme-removed | security scheme 'd': is gone | /components/securitySchemes/d > /components/securitySchemes",
        ],
    ),
    "security: renamed two pairs": (
        sch(a=KEY, b=BASIC),
        sch(c=KEY, d=BASIC),
        [
            "security-scheme-renamed | security scheme 'a': is 'c' now, with the same content | /components/securitySchemes/a > /components/securitySchemes/c",
            "security-scheme-renamed | security scheme 'b': is 'd' now, with the same content | /components/securitySchemes/b > /components/securitySchemes/d",
        ],
        [
            "security-scheme-renamed | security scheme 'c': is 'a' now, with the same content | /components/securitySchemes/c > /components/securitySchemes/a",
            "security-scheme-renamed | security scheme 'd': is 'b' now, with the same content | /components/securitySchemes/d > /components/securitySchemes/b",
        ],
    ),
    "security: renamed, other words": (
        sch(a={**KEY, "description": "A"}),
        sch(c={**KEY, "description": "C", "x-displayName": "c", "x-reissue-note": "n"}),
        [
            "security-scheme-renamed | security scheme 'a': is 'c' now, with the same content | /components/securitySchemes/a > /components/securitySchemes/c"
        ],
        [
            "security-scheme-renamed | security scheme 'c': is 'a' now, with the same content | /components/securitySchemes/c > /components/securitySchemes/a"
        ],
    ),
    "security: renamed used": (
        secured({"a": KEY, "b": BASIC}, [{"a": [], "b": []}]),
        secured({"c": KEY, "b": BASIC}, [{"b": [], "c": []}]),
        [
            "security-scheme-renamed | security scheme 'a': is 'c' now, with the same content | /components/securitySchemes/a > /components/securitySchemes/c"
        ],
        [
            "security-scheme-renamed | security scheme 'c': is 'a' now, with the same content | /components/securitySchemes/c > /components/securitySchemes/a"
        ],
    ),
    "security: renamed used and more": (
        secured({"a": KEY, "b": BASIC}, [{"a": []}]),
        secured({"c": KEY, "b": BASIC}, [{"c": [], "b": []}]),
        [
            "security-alternative-removed | document: c alone no longer suffices | /security/0 > /security",
            "security-scheme-renamed | security scheme 'a': is 'c' now, with the same content | /components/securitySchemes/a > /components/securitySchemes/c",
        ],
        [
            "security-alternative-added | document: a is accepted | /security > /security/0",
            "security-scheme-renamed | security scheme 'c': is 'a' now, with the same content | /components/securitySchemes/c > /components/securitySchemes/a",
        ],
    ),
    "security: words": (
        sch(a=KEY),
        sch(a={**KEY, "description": "A key."}),
        [
            "description-changed | security scheme 'a': description changed | /components/securitySchemes/a > /components/securitySchemes/a"
        ],
        [
            "description-changed | security scheme 'a': description changed | /components/securitySchemes/a > /components/securitySchemes/a"
        ],
    ),
    "security: deprecated": (
        sch(a=KEY),
        sch(a={**KEY, "deprecated": True}),
        [
            "property-deprecated | security scheme 'a': is deprecated | /components/securitySchemes/a > /components/securitySchemes/a"
        ],
        [
            "property-undeprecated | security scheme 'a': is no longer deprecated | /components/securitySchemes/a > /components/securitySchemes/a"
        ],
    ),
    "security: hint": (
        sch(a=B),
        sch(a={**B, "bearerFormat": "JWT"}),
        [
            "metadata-changed | security scheme 'a': bearerFormat changed | /components/securitySchemes/a > /components/securitySchemes/a"
        ],
        [
            "metadata-changed | security scheme 'a': bearerFormat changed | /components/securitySchemes/a > /components/securitySchemes/a"
        ],
    ),
    "security: display": (
        sch(a=KEY),
        sch(a={**KEY, "x-displayName": "Key"}),
        [
            "metadata-changed | security scheme 'a': x-displayName changed | /components/securitySchemes/a > /components/securitySchemes/a"
        ],
        [
            "metadata-changed | security scheme 'a': x-displayName changed | /components/securitySchemes/a > /components/securitySchemes/a"
        ],
    ),
    "security: x": (
        sch(a=KEY),
        sch(a={**KEY, "x-other": 1}),
        [
            "metadata-changed | security scheme 'a': x-other changed | /components/securitySchemes/a > /components/securitySchemes/a"
        ],
        [
            "metadata-changed | security scheme 'a': x-other changed | /components/securitySchemes/a > /components/securitySchemes/a"
        ],
    ),
    "security: in": (
        sch(a={**KEY, "in": "header", "name": "X-A"}),
        sch(a={**KEY, "in": "cookie", "name": "X-a"}),
        [
            'security-scheme-changed | security scheme \'a\': in "header" -> "cookie"; name "x-a" -> "X-a" | /components/securitySchemes/a > /components/securitySchemes/a'
        ],
        [
            'security-scheme-changed | security scheme \'a\': in "cookie" -> "header"; name "X-a" -> "x-a" | /components/securitySchemes/a > /components/securitySchemes/a'
        ],
    ),
    "security: two schemes changed": (
        sch(a=KEY, b=BASIC),
        sch(a=Q, b=B),
        [
            'security-scheme-changed | security scheme \'a\': in "header" -> "query"; name "x-key" -> "X-Key" | /components/securitySchemes/a > /components/securitySchemes/a',
            'security-scheme-changed | security scheme \'b\': scheme "basic" -> "bearer" | /components/securitySchemes/b > /components/securitySchemes/b',
        ],
        [
            'security-scheme-changed | security scheme \'a\': in "query" -> "header"; name "X-Key" -> "x-key" | /components/securitySchemes/a > /components/securitySchemes/a',
            'security-scheme-changed | security scheme \'b\': scheme "bearer" -> "basic" | /components/securitySchemes/b > /components/securitySchemes/b',
        ],
    ),
    "security: openid": (
        sch(a=OPEN_ID),
        sch(a={"type": "openIdConnect", "openIdConnectUrl": "https://b.example"}),
        [
            'security-scheme-changed | security scheme \'a\': openIdConnectUrl "https://a.example" -> "https://b.example" | /components/securitySchemes/a > /components/securitySchemes/a'
        ],
        [
            'security-scheme-changed | security scheme \'a\': openIdConnectUrl "https://b.example" -> "https://a.example" | /components/securitySchemes/a > /components/securitySchemes/a'
        ],
    ),
    "security: scopes both flows": (
        sch(a=f(clientCredentials=cc, password=cc)),
        sch(a=f(clientCredentials={**cc, "scopes": {"r": ""}}, password={**cc, "scopes": {"r": "", "x": ""}})),
        [
            "security-offer-removed | security scheme 'a': scope 'w' of clientCredentials is gone | /components/securitySchemes/a/flows > /components/securitySchemes/a/flows",
            "security-offer-removed | security scheme 'a': scope 'w' of password is gone | /components/securitySchemes/a/flows > /components/securitySchemes/a/flows",
            "security-offer-added | security scheme 'a': scope 'x' of password is new | /components/securitySchemes/a/flows > /components/securitySchemes/a/flows",
        ],
        [
            "security-offer-removed | security scheme 'a': scope 'x' of password is gone | /components/securitySchemes/a/flows > /components/securitySchemes/a/flows",
            "security-offer-added | security scheme 'a': scope 'w' of clientCredentials is new | /components/securitySchemes/a/flows > /components/securitySchemes/a/flows",
            "security-offer-added | security scheme 'a': scope 'w' of password is new | /components/securitySchemes/a/flows > /components/securitySchemes/a/flows",
        ],
    ),
    "security: flow refresh": (
        sch(a=f(clientCredentials=cc)),
        sch(a=f(clientCredentials={**cc, "refreshUrl": "https://a.example/r"})),
        [],
        [
            'security-scheme-changed | security scheme \'a\': flow clientCredentials {"refreshUrl": "https://a.example/r", "tokenUrl": "https://… -> {"tokenUrl": "https://a.example/t"} | /components/securitySchemes/a/flows > /components/securitySchemes/a/flows'
        ],
    ),
    "security: flow 2": (
        sch(a=f(clientCredentials=cc)),
        sch(a=f(password=cc, implicit=cc)),
        [
            "security-flow-removed | security scheme 'a': flow clientCredentials is gone | /components/securitySchemes/a/flows > /components/securitySchemes/a/flows",
            "security-flow-added | security scheme 'a': flow implicit is new | /components/securitySchemes/a/flows > /components/securitySchemes/a/flows",
            "security-flow-added | security scheme 'a': flow password is new | /components/securitySchemes/a/flows > /components/securitySchemes/a/flows",
        ],
        [
            "security-flow-removed | security scheme 'a': flow implicit is gone | /components/securitySchemes/a/flows > /components/securitySchemes/a/flows",
            "security-flow-removed | security scheme 'a': flow password is gone | /components/securitySchemes/a/flows > /components/securitySchemes/a/flows",
            "security-flow-added | security scheme 'a': flow clientCredentials is new | /components/securitySchemes/a/flows > /components/securitySchemes/a/flows",
        ],
    ),
    "security: ref": (
        {**secured({"a": ref("b", "securitySchemes"), "b": KEY}, [])},
        secured({"a": ref("b", "securitySchemes"), "b": Q}, []),
        [
            'security-scheme-changed | security scheme \'a\': in "header" -> "query"; name "x-key" -> "X-Key" | /components/securitySchemes/b > /components/securitySchemes/b'
        ],
        [
            'security-scheme-changed | security scheme \'a\': in "query" -> "header"; name "X-Key" -> "x-key" | /components/securitySchemes/b > /components/securitySchemes/b'
        ],
    ),
    "security: no components": (
        call(),
        secured({"k": KEY}, [K]),
        [
            "security-alternative-removed | document: credentials are wanted now | /security > /security",
            "security-scheme-added | security scheme 'k': is new | /components/securitySchemes > /components/securitySchemes/k",
        ],
        [
            "security-alternative-added | document: no credentials is accepted | /security > /security",
            "security-scheme-removed | security scheme 'k': is gone | /components/securitySchemes/k > /components/securitySchemes",
        ],
    ),
    "security: two scopes": (
        secured({"o": OAUTH}, [o("r")]),
        secured({"o": OAUTH}, [o("s", "t")]),
        [
            "security-scope-added | document: the scope 'o s' is needed now | /security/0 > /security/0",
            "security-scope-added | document: the scope 'o t' is needed now | /security/0 > /security/0",
            "security-scope-removed | document: the scope 'o r' is no longer needed | /security/0 > /security/0",
        ],
        [
            "security-scope-added | document: the scope 'o r' is needed now | /security/0 > /security/0",
            "security-scope-removed | document: the scope 'o s' is no longer needed | /security/0 > /security/0",
            "security-scope-removed | document: the scope 'o t' is no longer needed | /security/0 > /security/0",
        ],
    ),
    "security: two removed same scheme order": (
        secured({"k": KEY, "o": OAUTH, "b": BASIC}, [{**o("r"), "k": []}, {"b": []}]),
        secured({"k": KEY, "o": OAUTH, "b": BASIC}, [{"k": [], **o("w")}, {"k": [], "b": []}]),
        [
            "security-alternative-removed | document: b alone no longer suffices | /security/1 > /security",
            "security-scope-added | document: the scope 'o w' is needed now | /security/0 > /security/0",
            "security-scope-removed | document: the scope 'o r' is no longer needed | /security/0 > /security/0",
        ],
        [
            "security-scope-added | document: the scope 'o r' is needed now | /security/0 > /security/0",
            "security-alternative-added | document: b is accepted | /security > /security/1",
            "security-scope-removed | document: the scope 'o w' is no longer needed | /security/0 > /security/0",
        ],
    ),
    "parameters: explode list": (
        p(L),
        p(L, explode=False),
        [
            'request-parameter-style-changed | GET /things query parameter \'a\': written as {"explode": true} -> {"explode": false} | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters/0'
        ],
        [
            'request-parameter-style-changed | GET /things query parameter \'a\': written as {"explode": false} -> {"explode": true} | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters/0'
        ],
    ),
    "parameters: style": (
        p(L, explode=False),
        p(L, style="pipeDelimited"),
        [
            'request-parameter-style-changed | GET /things query parameter \'a\': written as {"style": "form"} -> {"style": "pipeDelimited"} | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters/0'
        ],
        [
            'request-parameter-style-changed | GET /things query parameter \'a\': written as {"style": "pipeDelimited"} -> {"style": "form"} | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters/0'
        ],
    ),
    "parameters: reserved false": (
        p(L),
        p(L, allowReserved=False),
        [],
        [],
    ),
    "parameters: content 2": (
        p(content={"application/json": {"schema": L}}),
        p(content={"application/json; charset=utf-8": {"schema": L}}),
        [],
        [],
    ),
    "parameters: content schema": (
        p(content={"application/json": {"schema": S}}),
        p(S),
        [
            'request-parameter-style-changed | GET /things query parameter \'a\': written as {"content": ["application/json"]} -> {"content": []} | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters/0'
        ],
        [
            'request-parameter-style-changed | GET /things query parameter \'a\': written as {"content": []} -> {"content": ["application/json"]} | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters/0'
        ],
    ),
    "parameters: scalar to list": (
        p(S, explode=False),
        p(L, explode=False),
        [
            "request-type-changed | GET /things query parameter 'a': type string -> array | /paths/~1things/get/parameters/0/schema/type > /paths/~1things/get/parameters/0/schema/type"
        ],
        [
            "request-type-changed | GET /things query parameter 'a': type array -> string | /paths/~1things/get/parameters/0/schema/type > /paths/~1things/get/parameters/0/schema/type"
        ],
    ),
    "parameters: scalar explode": (
        p(S, explode=False),
        p(S, explode=True),
        [],
        [],
    ),
    "parameters: deep": (
        p(obj(a=S)),
        p(obj(a=S), style="deepObject"),
        [
            'request-parameter-style-changed | GET /things query parameter \'a\': written as {"explode": true, "style": "form"} -> {"explode": false, "style": "deepObject"} | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters/0'
        ],
        [
            'request-parameter-style-changed | GET /things query parameter \'a\': written as {"explode": false, "style": "deepObject"} -> {"explode": true, "style": "form"} | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters/0'
        ],
    ),
    "parameters: form default": (
        p(L),
        p(L, style="form", explode=True),
        [],
        [],
    ),
    "parameters: a list in style simple (OAS, Style Examples)": (
        p(L, place="header"),
        p(L, place="header", explode=True),
        [],
        [],
    ),
    "parameters: header style": (
        p({"type": "object"}, place="header"),
        p({"type": "object"}, place="header", explode=True),
        [
            'request-parameter-style-changed | GET /things header parameter \'a\': written as {"explode": false} -> {"explode": true} | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters/0'
        ],
        [
            'request-parameter-style-changed | GET /things header parameter \'a\': written as {"explode": true} -> {"explode": false} | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters/0'
        ],
    ),
    "parameters: cookie": (
        p(L, place="cookie"),
        p(L, place="cookie", style="cookie"),
        [
            'request-parameter-style-changed | GET /things cookie parameter \'a\': written as {"style": "form"} -> {"style": "cookie"} | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters/0'
        ],
        [
            'request-parameter-style-changed | GET /things cookie parameter \'a\': written as {"style": "cookie"} -> {"style": "form"} | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters/0'
        ],
    ),
    "parameters: ref": (
        {**p(ref("L")), "components": {"schemas": {"L": S}}},
        {**p(ref("L"), explode=False), "components": {"schemas": {"L": S}}},
        [],
        [],
    ),
    "parameters: ref list": (
        {**p(ref("L")), "components": {"schemas": {"L": L}}},
        {**p(ref("L"), explode=False), "components": {"schemas": {"L": L}}},
        [
            'request-parameter-style-changed | GET /things query parameter \'a\': written as {"explode": true} -> {"explode": false} | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters/0'
        ],
        [
            'request-parameter-style-changed | GET /things query parameter \'a\': written as {"explode": false} -> {"explode": true} | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters/0'
        ],
    ),
    "addresses: moved": (
        at(A + "/v1"),
        at(A, paths=("/v1/things",)),
        [],
        [],
    ),
    "addresses: moved deeper": (
        at(A + "/api/v1", paths=("/a", "/b")),
        at(A + "/api", paths=("/v1/a", "/v1/b")),
        [],
        [],
    ),
    "addresses: moved two servers": (
        at(A + "/v1", "https://b.example/v1"),
        at(A, "https://b.example", paths=("/v1/things",)),
        [],
        [],
    ),
    "addresses: servers differ": (
        at(A + "/v1", "https://b.example/v2"),
        at(A, "https://b.example", paths=("/v1/things",)),
        [
            "operation-moved | GET /things: is GET /v1/things now (the same operationId 'g0') | /paths/~1things/get > /paths/~1v1~1things/get",
            'server-changed | Server.A_EXAMPLE: ["https://a.example/v1", null, []] -> ["https://a.example", null, []] | /servers > /servers',
            'server-changed | Server.B_EXAMPLE: ["https://b.example/v2", null, []] -> ["https://b.example", null, []] | /servers > /servers',
        ],
        [
            "operation-moved | GET /v1/things: is GET /things now (the same operationId 'g0') | /paths/~1v1~1things/get > /paths/~1things/get",
            'server-changed | Server.A_EXAMPLE: ["https://a.example", null, []] -> ["https://a.example/v1", null, []] | /servers > /servers',
            'server-changed | Server.B_EXAMPLE: ["https://b.example", null, []] -> ["https://b.example/v2", null, []] | /servers > /servers',
        ],
    ),
    "addresses: variable": (
        at({"url": A + "/{v}", "variables": {"v": {"default": "v1"}}}),
        at(A, paths=("/{v}/things",)),
        [
            "operation-moved | GET /things: is GET /{v}/things now (the same operationId 'g0') | /paths/~1things/get > /paths/~1{v}~1things/get",
            'server-changed | Server.A_EXAMPLE: ["https://a.example/{v}", null, []] -> ["https://a.example", null, []] | /servers > /servers',
        ],
        [
            "operation-moved | GET /{v}/things: is GET /things now (the same operationId 'g0') | /paths/~1{v}~1things/get > /paths/~1things/get",
            'server-changed | Server.A_EXAMPLE: ["https://a.example", null, []] -> ["https://a.example/{v}", null, []] | /servers > /servers',
        ],
    ),
    "addresses: not longer": (
        at(A + "/v1"),
        at(A + "/v2"),
        [
            'server-changed | Server.A_EXAMPLE: ["https://a.example/v1", null, []] -> ["https://a.example/v2", null, []] | /servers > /servers'
        ],
        [
            'server-changed | Server.A_EXAMPLE: ["https://a.example/v2", null, []] -> ["https://a.example/v1", null, []] | /servers > /servers'
        ],
    ),
    "addresses: prefix not segment": (
        at(A + "/v1"),
        at(A + "/v"),
        [
            'server-changed | Server.A_EXAMPLE: ["https://a.example/v1", null, []] -> ["https://a.example/v", null, []] | /servers > /servers'
        ],
        [
            'server-changed | Server.A_EXAMPLE: ["https://a.example/v", null, []] -> ["https://a.example/v1", null, []] | /servers > /servers'
        ],
    ),
    "addresses: less meet": (
        at(A + "/v1", paths=("/a", "/b")),
        at(A, paths=("/a", "/b")),
        [
            'server-changed | Server.A_EXAMPLE: ["https://a.example/v1", null, []] -> ["https://a.example", null, []] | /servers > /servers'
        ],
        [
            'server-changed | Server.A_EXAMPLE: ["https://a.example", null, []] -> ["https://a.example/v1", null, []] | /servers > /servers'
        ],
    ),
    "addresses: own server": (
        at(A + "/v1", servers=[{"url": A}]),
        at(A, paths=("/v1/things",), servers=[{"url": A}]),
        [
            "operation-moved | GET /things: is GET /v1/things now (the same operationId 'g0') | /paths/~1things/get > /paths/~1v1~1things/get",
            "operation-server-changed | GET /v1/things: servers https://a.example -> none | /paths/~1things/get/servers > /paths/~1v1~1things/get/servers",
            'server-changed | Server.A_EXAMPLE: ["https://a.example/v1", null, []] -> ["https://a.example", null, []] | /servers > /servers',
        ],
        [
            "operation-server-changed | GET /things: servers none -> https://a.example | /paths/~1v1~1things/get/servers > /paths/~1things/get/servers",
            "operation-moved | GET /v1/things: is GET /things now (the same operationId 'g0') | /paths/~1v1~1things/get > /paths/~1things/get",
            'server-changed | Server.A_EXAMPLE: ["https://a.example", null, []] -> ["https://a.example/v1", null, []] | /servers > /servers',
        ],
    ),
    "addresses: moved and one own": (
        at(A + "/v1", paths=("/a", "/b")),
        {**at(A, paths=("/v1/a", "/v1/b", "/v1/c"))},
        ["operation-added | GET /v1/c: is new (c.g2) | /paths > /paths/~1v1~1c/get"],
        ["operation-removed | GET /v1/c: is gone (c.g2) | /paths/~1v1~1c/get > /paths"],
    ),
    "addresses: slash": (
        at(A + "/v1/"),
        at(A + "/", paths=("/v1/things",)),
        [],
        [],
    ),
    "addresses: relative": (
        at("/v1"),
        at("/", paths=("/v1/things",)),
        [],
        [],
    ),
    "addresses: moved changed": (
        at(A + "/v1"),
        at("https://b.example", paths=("/v1/things",)),
        [
            "server-removed | Server.A_EXAMPLE: https://a.example is gone | /servers > /servers",
            "server-added | Server.B_EXAMPLE: https://b.example is new | /servers > /servers",
        ],
        [
            "server-removed | Server.B_EXAMPLE: https://b.example is gone | /servers > /servers",
            "server-added | Server.A_EXAMPLE: https://a.example is new | /servers > /servers",
        ],
    ),
    "more: variable before": (
        at({"url": A + "/{v}/api", "variables": {"v": {"default": "v1"}}}),
        at({"url": A + "/{v}", "variables": {"v": {"default": "v1"}}}, paths=("/api/things",)),
        [],
        [],
    ),
    "more: as it is written": (
        at("https://A.example/v1"),
        at("https://A.example/v2"),
        [
            'server-changed | Server.A_EXAMPLE: ["https://a.example/v1", null, []] -> ["https://a.example/v2", null, []] | /servers > /servers'
        ],
        [
            'server-changed | Server.A_EXAMPLE: ["https://a.example/v2", null, []] -> ["https://a.example/v1", null, []] | /servers > /servers'
        ],
    ),
    "more: needs alike": (
        secured({"o": OAUTH}, [o("r")]),
        secured({"o": OAUTH}, [o("r", "w"), o("r")]),
        [],
        [],
    ),
    "more: one of two": (
        secured({"k": KEY, "b": BASIC}, [K, {"b": []}]),
        secured({"k": KEY, "b": BASIC}, [K]),
        ["security-alternative-removed | document: b alone no longer suffices | /security/1 > /security"],
        ["security-alternative-added | document: b is accepted | /security > /security/1"],
    ),
    "more: two to others": (
        secured({"k": KEY, "b": BASIC, "c": Q}, [K, {"b": []}]),
        secured({"k": KEY, "b": BASIC, "c": Q}, [{"c": []}]),
        [
            "security-alternative-removed | document: b alone no longer suffices | /security/1 > /security",
            "security-alternative-removed | document: k alone no longer suffices | /security/0 > /security",
            "security-alternative-added | document: c is accepted | /security > /security/0",
        ],
        [
            "security-alternative-removed | document: c alone no longer suffices | /security/0 > /security",
            "security-alternative-added | document: b is accepted | /security > /security/1",
            "security-alternative-added | document: k is accepted | /security > /security/0",
        ],
    ),
    "more: less of one, and another": (
        secured({"o": OAUTH, "b": BASIC}, [o("r", "w")]),
        secured({"o": OAUTH, "b": BASIC}, [o("r"), {"b": []}]),
        [
            "security-alternative-added | document: b is accepted | /security > /security/1",
            "security-scope-removed | document: the scope 'o w' is no longer needed | /security/0 > /security/0",
        ],
        [
            "security-alternative-removed | document: b alone no longer suffices | /security/1 > /security",
            "security-scope-added | document: the scope 'o w' is needed now | /security/0 > /security/0",
        ],
    ),
}
"""Two documents, what is told from the one to the other, and what of the way back: rule, words, and both places."""


@pytest.mark.parametrize("name", ROWS)
def test_what_is_told_of_documents(name: str, tmp_path: Path) -> None:
    old, new, *wanted = ROWS[name]
    for pair, told in zip(((old, new), (new, old)), wanted, strict=True):
        found = [one for one in changes(tmp_path, *pair) if not one.is_of_python]
        assert [" | ".join([one.rule.id, one.message, places(one)]) for one in found] == told
        assert {(one.old.source.name, one.new.source.name) for one in found} <= {
            tuple(str(tmp_path / f"{name}.json") for name in ("old", "new"))
        }


@pytest.mark.parametrize(
    ("schema", "other", "third"),
    [
        (
            {**S, "contentMediaType": "image/png"},
            {**S, "contentMediaType": "image/gif"},
            {**S, "contentMediaType": "text/plain"},
        ),
        ({**S, "contentEncoding": "base16"}, {**S, "contentEncoding": "base32"}, {**S, "contentEncoding": "base64"}),
        (KEY, Q, {**KEY, "in": "cookie"}),
    ],
)
def test_an_approval_is_of_one_change(schema: Any, other: Any, third: Any, tmp_path: Path) -> None:
    old, *new = ((sch(a=each) if "in" in each else reading(each)) for each in (schema, other, third))
    one, two = (changes(tmp_path, old, each) for each in new)
    assert [len(one), len(two)] == [1, 1]
    assert one[0].rule is two[0].rule
    assert one[0].fingerprint != two[0].fingerprint


def places(one: Any) -> str:
    return " > ".join(pointer_text(node.pointer) for node in (one.old, one.new))
