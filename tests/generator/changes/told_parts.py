"""What is told of parts and their encodings, of servers whose address has variables, and of what stands beside: in which words, and where.

OpenAPI 3.2.0: Encoding Object (`contentType` may be a list of media types and ranges; of answers it counts since 3.1.1; a field of a form has
no headers), `prefixEncoding` and `itemEncoding` (Media Type Object), Server Variable Object (`default` is what is sent where no other value is
given), OAuth Flow Object (`refreshUrl` may be there), Schema Object (a listed value must be in each list that stands beside).
"""

from __future__ import annotations

from typing import Any

from tests.generator.changes.document_pairs import STRING, Doc, call, secured, thing
from tests.generator.small_clients import content, document, operation, reading, sending

MULTIPART, FORM, MIXED = "multipart/form-data", "application/x-www-form-urlencoded", "multipart/mixed"
THREE = {"type": "object", "properties": {"a": STRING, "b": STRING, "c": STRING}}
E1 = {"default": "api", "enum": ["api", "eu"]}
H = {"headers": {"X-Sum": {"schema": STRING}}}


def body(media: Doc, version: str = "3.2.0") -> Doc:
    return document({"/things": {"post": operation(requestBody={"content": media})}}, version)


def answer(media: Doc, version: str = "3.2.0") -> Doc:
    told = {"200": {"description": "ok", "content": media}}
    return document({"/things": {"get": operation(responses=told)}}, version)


def said(parts: dict[str, Any]) -> Doc:
    """An entry of `content`, and what its encodings say: a text is a media type."""
    encoding = {name: {"contentType": each} if isinstance(each, str) else each for name, each in parts.items()}
    return {MULTIPART: {"schema": THREE, "encoding": encoding}}


def parts(**each: Any) -> Doc:
    return body(said(each))


def ans(version: str, **each: Any) -> Doc:
    return answer(said(each), version)


def form(**encoding: Any) -> Doc:
    schema = {"type": "object", "properties": {"a": {"type": "array", "items": STRING}, "b": STRING}}
    return body({FORM: {"schema": schema, "encoding": encoding}})


def placed(key: str, encoding: Any) -> Doc:
    schema = {"type": "array", "prefixItems": [STRING, STRING], "items": STRING}
    return body({MIXED: {"schema": schema, key: encoding}})


def linked(link: Doc) -> Doc:
    return call(responses={"200": {"description": "ok", "links": {"next": link}}})


HAS_A = {"type": "object", "properties": {"a": STRING}}


def member(since: str) -> Doc:
    """A member that refers to one of another object, which says since when it is known."""
    other = {"type": "object", "properties": {"b": {**STRING, "x-reissue-since": since}}}
    one = {"$ref": "#/components/schemas/A/properties/b", "description": f"since {since}"}
    refers = {"type": "object", "properties": {"a": one}}
    return sending(refers, "3.1.0", A=other)


def by(*names: str) -> Doc:
    """A path of two parameters, of which these are described."""
    schema = {**STRING, "description": "which one"}
    told = [{"name": name, "in": "path", "required": True, "schema": schema} for name in names]
    return document({"/things/{a}/{b}": {"get": operation(parameters=told)}})


def stray(limit: int, *more: str) -> Doc:
    """A path of one parameter, beside which others are said to stand in it: a mistake here or there, so what it says counts."""
    schema = {**STRING, "maxLength": limit}
    told = [
        {"name": name, "in": "path", "required": True, "schema": schema, "description": "Which one."}
        for name in ("a", "A", *more)
    ]
    return document({"/things/{a}": {"get": operation(parameters=told)}})


def shown(example: str) -> Doc:
    """A parameter with one example that stands alone, and a named one that stays."""
    told = {"in": "query", "name": "q", "schema": STRING, "example": example, "examples": {"n": {"value": "c"}}}
    return document({"/things": {"get": operation(parameters=[told])}})


def calling_back(**callbacks: Any) -> Doc:
    return document({"/things": {"post": operation(**({"callbacks": callbacks} if callbacks else {}))}})


CALLED = {"{$request.body#/url}": {"post": {"responses": {"200": {"description": "ok"}}}}}


def in_xml(said: Doc) -> Doc:
    schema = {"type": "object", "properties": {"a": {**STRING, **({"xml": said} if said else {})}}}
    return body({"application/xml": {"schema": schema}}, "3.1.0")


def referring(longest: int) -> Doc:
    """An answer that refers to that of another operation."""
    said = {"200": {"description": "ok", "content": {"application/json": {"schema": {**STRING, "maxLength": longest}}}}}
    refers = operation("things-make", responses={"200": {"$ref": "#/paths/~1b/get/responses/200"}})
    return document({"/a": {"get": refers}, "/b": {"get": operation(responses=said)}})


def told_of(*parameters: tuple[str, str, str]) -> Doc:
    """Parameters by their places, names and descriptions."""
    told = [{"in": place, "name": name, "description": text, "schema": STRING} for place, name, text in parameters]
    return document({"/things": {"get": operation(parameters=told)}})


ANY_B = {"$ref": "#/components/schemas/B"}


def shut(rest: Any) -> Doc:
    """An object whose variants name members that others name, too."""
    variants = [{"allOf": [ANY_B, {"properties": {"x": STRING}}]}, ANY_B]
    return {"type": "object", "properties": {"a": STRING}, "anyOf": variants, "unevaluatedProperties": rest}


def fixed(url: str, **known: Doc) -> Doc:
    return servers((url, known))


def servers(*each: tuple[str, Doc | None]) -> Doc:
    return {**call(), "servers": [{"url": url, "variables": known} if known else {"url": url} for url, known in each]}


ROWS: dict[str, tuple[tuple[Doc, Doc], list[str], list[str]]] = {
    "parts each in another way": (
        (parts(a="image/*", b="image/png"), parts(a="image/png", b="image/*")),
        [
            'request-encoding-changed | body of POST /things: \'a\' is written as {"contentType": ["image/*"]} -> {"contentType": ["image/png"]}; \'b\' is written as {"contentType": ["image/png"]} -> {"contentType": ["image/*"]} | /paths/~1things/post/requestBody/content/multipart~1form-data/encoding'
        ],
        [
            'request-encoding-changed | body of POST /things: \'a\' is written as {"contentType": ["image/png"]} -> {"contentType": ["image/*"]}; \'b\' is written as {"contentType": ["image/*"]} -> {"contentType": ["image/png"]} | /paths/~1things/post/requestBody/content/multipart~1form-data/encoding'
        ],
    ),
    "parts all in fewer ways": (
        (parts(a="image/*", b="text/*"), parts(a="image/png", b="text/csv")),
        [
            'request-encoding-narrowed | body of POST /things: \'a\' is written as {"contentType": ["image/*"]} -> {"contentType": ["image/png"]}; \'b\' is written as {"contentType": ["text/*"]} -> {"contentType": ["text/csv"]} | /paths/~1things/post/requestBody/content/multipart~1form-data/encoding'
        ],
        [
            'request-encoding-widened | body of POST /things: \'a\' is written as {"contentType": ["image/png"]} -> {"contentType": ["image/*"]}; \'b\' is written as {"contentType": ["text/csv"]} -> {"contentType": ["text/*"]} | /paths/~1things/post/requestBody/content/multipart~1form-data/encoding'
        ],
    ),
    "a part in other ways": (
        (parts(a="image/png"), parts(a="text/csv, image/gif")),
        [
            'request-encoding-changed | body of POST /things: \'a\' is written as {"contentType": ["image/png"]} -> {"contentType": ["image/gif", "text/csv"]} | /paths/~1things/post/requestBody/content/multipart~1form-data/encoding'
        ],
        [
            'request-encoding-changed | body of POST /things: \'a\' is written as {"contentType": ["image/gif", "text/csv"]} -> {"contentType": ["image/png"]} | /paths/~1things/post/requestBody/content/multipart~1form-data/encoding'
        ],
    ),
    "a part in all ways": (
        (parts(a="image/png"), parts(a="*/*")),
        [
            'request-encoding-widened | body of POST /things: \'a\' is written as {"contentType": ["image/png"]} -> {"contentType": ["*/*"]} | /paths/~1things/post/requestBody/content/multipart~1form-data/encoding'
        ],
        [
            'request-encoding-narrowed | body of POST /things: \'a\' is written as {"contentType": ["*/*"]} -> {"contentType": ["image/png"]} | /paths/~1things/post/requestBody/content/multipart~1form-data/encoding'
        ],
    ),
    "the same ways twice": ((parts(a="image/*, image/png"), parts(a="image/*")), [], []),
    "usual type said": ((parts(a="text/plain"), parts()), [], []),
    "no type": (
        (parts(a={"contentType": ""}), parts(a="image/png")),
        [
            'request-encoding-changed | body of POST /things: \'a\' is written as {"contentType": [""]} -> {"contentType": ["image/png"]} | /paths/~1things/post/requestBody/content/multipart~1form-data/encoding'
        ],
        [
            'request-encoding-changed | body of POST /things: \'a\' is written as {"contentType": ["image/png"]} -> {"contentType": [""]} | /paths/~1things/post/requestBody/content/multipart~1form-data/encoding'
        ],
    ),
    "type is none": (
        (parts(a={"contentType": 7}), parts(a="image/png")),
        [
            'request-encoding-changed | body of POST /things: \'a\' is written as {"contentType": 7} -> {"contentType": ["image/png"]} | /paths/~1things/post/requestBody/content/multipart~1form-data/encoding'
        ],
        [
            'request-encoding-changed | body of POST /things: \'a\' is written as {"contentType": ["image/png"]} -> {"contentType": 7} | /paths/~1things/post/requestBody/content/multipart~1form-data/encoding'
        ],
    ),
    "style too": (
        (
            parts(a={"contentType": "image/*", "style": "spaceDelimited"}),
            parts(a={"contentType": "image/png", "style": "pipeDelimited"}),
        ),
        [
            'request-encoding-changed | body of POST /things: \'a\' is written as {"contentType": ["image/*"], "style": "spaceDelimited"} -> {"contentType": ["image/png"], "style": "pipeDelimited"} | /paths/~1things/post/requestBody/content/multipart~1form-data/encoding'
        ],
        [
            'request-encoding-changed | body of POST /things: \'a\' is written as {"contentType": ["image/png"], "style": "pipeDelimited"} -> {"contentType": ["image/*"], "style": "spaceDelimited"} | /paths/~1things/post/requestBody/content/multipart~1form-data/encoding'
        ],
    ),
    "form headers": ((form(), form(a=H)), [], []),
    "form field": (
        (form(b={"contentType": "application/json"}), form()),
        [
            'request-encoding-changed | body of POST /things: \'b\' is written as {"contentType": ["application/json"]} -> {} | /paths/~1things/post/requestBody/content/application~1x-www-form-urlencoded/encoding'
        ],
        [
            'request-encoding-changed | body of POST /things: \'b\' is written as {} -> {"contentType": ["application/json"]} | /paths/~1things/post/requestBody/content/application~1x-www-form-urlencoded/encoding'
        ],
    ),
    "answers 3.1.0 to 3.1.1": (
        (ans("3.1.0", a="text/csv"), ans("3.1.1", a="text/xml")),
        [
            'response-encoding-changed | 200 response of GET /things: \'a\' is written as {"contentType": ["text/csv"]} -> {"contentType": ["text/xml"]} | /paths/~1things/get/responses/200/content/multipart~1form-data/encoding'
        ],
        [
            'response-encoding-changed | 200 response of GET /things: \'a\' is written as {"contentType": ["text/xml"]} -> {"contentType": ["text/csv"]} | /paths/~1things/get/responses/200/content/multipart~1form-data/encoding'
        ],
    ),
    "answers 3.1.1 to 3.1.0": (
        (ans("3.1.1", a="text/csv"), ans("3.1.0", a="text/xml")),
        [
            'response-encoding-changed | 200 response of GET /things: \'a\' is written as {"contentType": ["text/csv"]} -> {"contentType": ["text/xml"]} | /paths/~1things/get/responses/200/content/multipart~1form-data/encoding'
        ],
        [
            'response-encoding-changed | 200 response of GET /things: \'a\' is written as {"contentType": ["text/xml"]} -> {"contentType": ["text/csv"]} | /paths/~1things/get/responses/200/content/multipart~1form-data/encoding'
        ],
    ),
    "place": (
        (
            placed("prefixEncoding", [{"contentType": "image/png"}]),
            placed("prefixEncoding", [{"contentType": "image/gif"}]),
        ),
        [
            'request-encoding-changed | body of POST /things: \'0\' is written as {"contentType": ["image/png"]} -> {"contentType": ["image/gif"]} | /paths/~1things/post/requestBody/content/multipart~1mixed/prefixEncoding'
        ],
        [
            'request-encoding-changed | body of POST /things: \'0\' is written as {"contentType": ["image/gif"]} -> {"contentType": ["image/png"]} | /paths/~1things/post/requestBody/content/multipart~1mixed/prefixEncoding'
        ],
    ),
    "place more": (
        (
            placed("prefixEncoding", [{"contentType": "image/png"}]),
            placed("prefixEncoding", [{"contentType": "image/png"}, {"contentType": "image/gif"}]),
        ),
        [
            'request-encoding-changed | body of POST /things: \'1\' is written as {} -> {"contentType": ["image/gif"]} | /paths/~1things/post/requestBody/content/multipart~1mixed/prefixEncoding'
        ],
        [
            'request-encoding-changed | body of POST /things: \'1\' is written as {"contentType": ["image/gif"]} -> {} | /paths/~1things/post/requestBody/content/multipart~1mixed/prefixEncoding'
        ],
    ),
    "place none": (
        (
            placed("prefixEncoding", [{"contentType": "image/png"}]),
            body({MIXED: {"schema": {"type": "array", "prefixItems": [STRING] * 2, "items": STRING}}}),
        ),
        [
            'request-encoding-changed | body of POST /things: \'0\' is written as {"contentType": ["image/png"]} -> {} | /paths/~1things/post/requestBody/content/multipart~1mixed/prefixEncoding'
        ],
        [
            'request-encoding-changed | body of POST /things: \'0\' is written as {} -> {"contentType": ["image/png"]} | /paths/~1things/post/requestBody/content/multipart~1mixed/prefixEncoding'
        ],
    ),
    "items": (
        (placed("itemEncoding", {"contentType": "image/png"}), placed("itemEncoding", {"contentType": "image/*"})),
        [
            'request-encoding-widened | body of POST /things: each part is written as {"contentType": ["image/png"]} -> {"contentType": ["image/*"]} | /paths/~1things/post/requestBody/content/multipart~1mixed/itemEncoding'
        ],
        [
            'request-encoding-narrowed | body of POST /things: each part is written as {"contentType": ["image/*"]} -> {"contentType": ["image/png"]} | /paths/~1things/post/requestBody/content/multipart~1mixed/itemEncoding'
        ],
    ),
    "items none": (
        (
            placed("itemEncoding", {"contentType": "image/png"}),
            body({MIXED: {"schema": {"type": "array", "prefixItems": [STRING] * 2, "items": STRING}}}),
        ),
        [
            'request-encoding-changed | body of POST /things: each part is written as {"contentType": ["image/png"]} -> {} | /paths/~1things/post/requestBody/content/multipart~1mixed/itemEncoding'
        ],
        [
            'request-encoding-changed | body of POST /things: each part is written as {} -> {"contentType": ["image/png"]} | /paths/~1things/post/requestBody/content/multipart~1mixed/itemEncoding'
        ],
    ),
    "bytes": (
        (
            body(
                {
                    MULTIPART: {
                        "schema": {
                            "type": "object",
                            "properties": {
                                "f": {"type": "string", "format": "binary"},
                                "n": {"type": ["integer", "null"]},
                            },
                        }
                    }
                },
                "3.0.3",
            ),
            body({MULTIPART: {"schema": {"type": "object", "properties": {"f": {}, "n": {"type": "integer"}}}}}),
        ),
        [
            "request-became-non-nullable | ThingsDoMultipartBody.n: null is no longer possible | /paths/~1things/post/requestBody/content/multipart~1form-data/schema/properties/n/type"
        ],
        [
            "request-became-nullable | ThingsDoMultipartBody.n: null is possible now | /paths/~1things/post/requestBody/content/multipart~1form-data/schema/properties/n/type"
        ],
    ),
    "bytes one side": (
        (
            body({MULTIPART: {"schema": {"type": "object", "properties": {"f": STRING}}}}),
            body({MULTIPART: {"schema": {"type": "object", "properties": {"f": {}}}}}),
        ),
        [
            "request-typed-format-changed | ThingsDoMultipartBody.f: format none -> binary | /paths/~1things/post/requestBody/content/multipart~1form-data/schema/properties/f > /paths/~1things/post/requestBody/content/multipart~1form-data/schema/properties/f/format"
        ],
        [
            "request-typed-format-changed | ThingsDoMultipartBody.f: format binary -> none | /paths/~1things/post/requestBody/content/multipart~1form-data/schema/properties/f/format > /paths/~1things/post/requestBody/content/multipart~1form-data/schema/properties/f"
        ],
    ),
    "bytes nullable": (
        (
            body({MULTIPART: {"schema": {"type": ["object", "null"], "properties": {"f": {}}}}}),
            body({MULTIPART: {"schema": {"type": "object", "properties": {"f": {"contentMediaType": "image/png"}}}}}),
        ),
        [
            "request-became-non-nullable | ThingsDoMultipartBody: null is no longer possible | /paths/~1things/post/requestBody/content/multipart~1form-data/schema/type",
            'request-encoding-changed | body of POST /things: \'f\' is written as {} -> {"contentType": ["image/png"]} | /paths/~1things/post/requestBody/content/multipart~1form-data/encoding',
        ],
        [
            'request-encoding-changed | body of POST /things: \'f\' is written as {"contentType": ["image/png"]} -> {} | /paths/~1things/post/requestBody/content/multipart~1form-data/encoding',
            "request-became-nullable | ThingsDoMultipartBody: null is possible now | /paths/~1things/post/requestBody/content/multipart~1form-data/schema/type",
        ],
    ),
    "variable whose default was there": (
        (servers(("https://api.a.example/v2", None)), servers(("https://{env}.a.example/v2", {"env": E1}))),
        ["server-value-added | Server.A_EXAMPLE: env may now be eu | /servers"],
        ["server-value-removed | Server.A_EXAMPLE: env may no longer be eu | /servers"],
    ),
    "variable of any value": (
        (
            servers(("https://api.a.example/v2", None)),
            servers(("https://{env}.a.example/v2", {"env": {"default": "api"}})),
        ),
        ["server-value-added | Server.A_EXAMPLE: env may now be any other value | /servers"],
        ["server-value-removed | Server.A_EXAMPLE: env may no longer be any other value | /servers"],
    ),
    "two variables": (
        (
            servers(("https://{env}.a.example/{v}", {"env": E1, "v": {"default": "v2", "enum": ["v1", "v2"]}})),
            servers(("https://api.a.example/{v}", {"v": {"default": "v2", "enum": ["v2", "v3"]}})),
        ),
        [
            "server-value-removed | Server.A_EXAMPLE: env may no longer be eu | /servers",
            "server-value-removed | Server.A_EXAMPLE: v may no longer be v1 | /servers",
            "server-value-added | Server.A_EXAMPLE: v may now be v3 | /servers",
        ],
        [
            "server-value-removed | Server.A_EXAMPLE: v may no longer be v3 | /servers",
            "server-value-added | Server.A_EXAMPLE: env may now be eu | /servers",
            "server-value-added | Server.A_EXAMPLE: v may now be v1 | /servers",
        ],
    ),
    "fixed variable": (
        (
            servers(("https://{env}.a.example/v2", {"env": {"default": "api", "enum": ["api"]}})),
            servers(("https://api.a.example/v2", None)),
        ),
        [],
        [],
    ),
    "same default elsewhere": (
        (
            servers(("https://{env}.a.example/v2", {"env": E1}), ("https://b.example", None)),
            servers(("https://b.example", None), ("https://api.a.example/v2", None)),
        ),
        ["server-value-removed | Server.A_EXAMPLE: env may no longer be eu | /servers"],
        ["server-value-added | Server.A_EXAMPLE: env may now be eu | /servers"],
    ),
    "refresh gone": (
        (
            secured(
                {
                    "o": {
                        "type": "oauth2",
                        "flows": {
                            "password": {
                                "tokenUrl": "https://a.example/t",
                                "refreshUrl": "https://a.example/r",
                                "scopes": {},
                            }
                        },
                    }
                },
                [{"o": []}],
            ),
            secured(
                {"o": {"type": "oauth2", "flows": {"password": {"tokenUrl": "https://a.example/t", "scopes": {}}}}},
                [{"o": []}],
            ),
        ),
        [
            'security-scheme-changed | security scheme \'o\': flow password {"refreshUrl": "https://a.example/r", "tokenUrl": "https://… -> {"tokenUrl": "https://a.example/t"} | /components/securitySchemes/o/flows'
        ],
        [],
    ),
    "token elsewhere": (
        (
            secured(
                {"o": {"type": "oauth2", "flows": {"password": {"tokenUrl": "https://a.example/t", "scopes": {}}}}},
                [{"o": []}],
            ),
            secured(
                {
                    "o": {
                        "type": "oauth2",
                        "flows": {
                            "password": {
                                "tokenUrl": "https://b.example/t",
                                "refreshUrl": "https://b.example/r",
                                "scopes": {},
                            }
                        },
                    }
                },
                [{"o": []}],
            ),
        ),
        [
            'security-scheme-changed | security scheme \'o\': flow password {"tokenUrl": "https://a.example/t"} -> {"tokenUrl": "https://b.example/t"} | /components/securitySchemes/o/flows'
        ],
        [
            'security-scheme-changed | security scheme \'o\': flow password {"refreshUrl": "https://b.example/r", "tokenUrl": "https://… -> {"tokenUrl": "https://a.example/t"} | /components/securitySchemes/o/flows'
        ],
    ),
    "known since": (
        (
            sending(
                {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/A", "x-reissue-since": "2"}}},
                "3.1.0",
                A={**STRING, "x-reissue-since": "1"},
            ),
            sending(
                {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/A"}}},
                "3.1.0",
                A={**STRING, "x-reissue-since": "1"},
            ),
        ),
        [
            'request-since-changed | ThingsDoBody.a: known since version "2" -> "1" of the API | /paths/~1things/post/requestBody/content/application~1json/schema/properties/a/x-reissue-since > /components/schemas/A/x-reissue-since'
        ],
        [
            'request-since-changed | ThingsDoBody.a: known since version "1" -> "2" of the API | /components/schemas/A/x-reissue-since > /paths/~1things/post/requestBody/content/application~1json/schema/properties/a/x-reissue-since'
        ],
    ),
    "renamed": (
        (
            sending(
                {
                    "type": "object",
                    "properties": {
                        "first": {"type": "object", "properties": {"x": {"type": "integer", "maximum": 5}}},
                        "z": STRING,
                    },
                }
            ),
            sending(
                {
                    "type": "object",
                    "properties": {
                        "second": {"type": "object", "properties": {"x": {"type": "integer", "maximum": 5}}},
                        "z": STRING,
                    },
                }
            ),
        ),
        [
            "request-property-removed | ThingsDoBody: member 'first' is gone | /paths/~1things/post/requestBody/content/application~1json/schema/properties/first > /paths/~1things/post/requestBody/content/application~1json/schema/properties",
            "request-property-added | ThingsDoBody: member 'second' is new | /paths/~1things/post/requestBody/content/application~1json/schema/properties > /paths/~1things/post/requestBody/content/application~1json/schema/properties/second",
        ],
        [
            "request-property-removed | ThingsDoBody: member 'second' is gone | /paths/~1things/post/requestBody/content/application~1json/schema/properties/second > /paths/~1things/post/requestBody/content/application~1json/schema/properties",
            "request-property-added | ThingsDoBody: member 'first' is new | /paths/~1things/post/requestBody/content/application~1json/schema/properties > /paths/~1things/post/requestBody/content/application~1json/schema/properties/first",
        ],
    ),
    "pattern opens": (
        (
            sending({"type": "object", "properties": {"a": STRING}, "additionalProperties": False}),
            sending(
                {
                    "type": "object",
                    "properties": {"a": STRING},
                    "patternProperties": {"^x-": STRING},
                    "additionalProperties": False,
                }
            ),
        ),
        [
            "request-object-opened | ThingsDoBody: members that match '^x-' are allowed now | /paths/~1things/post/requestBody/content/application~1json/schema > /paths/~1things/post/requestBody/content/application~1json/schema/patternProperties"
        ],
        [
            "request-object-closed | ThingsDoBody: members that match '^x-' are refused now | /paths/~1things/post/requestBody/content/application~1json/schema/patternProperties > /paths/~1things/post/requestBody/content/application~1json/schema"
        ],
    ),
    "pattern opens nothing": (
        (
            sending({"type": "object", "properties": {"a": STRING}, "additionalProperties": False}),
            sending(
                {
                    "type": "object",
                    "properties": {"a": STRING},
                    "patternProperties": {"^x-": False},
                    "additionalProperties": False,
                }
            ),
        ),
        [],
        [],
    ),
    "pattern in an open object": (
        (
            sending({"type": "object", "properties": {"a": STRING}}),
            sending(
                {
                    "type": "object",
                    "properties": {"a": STRING},
                    "patternProperties": {"^x-": {"type": "string", "maxLength": 3}},
                }
            ),
        ),
        [
            "request-logic-added | ThingsDoBody: patternProperties ^x- is new | /paths/~1things/post/requestBody/content/application~1json/schema > /paths/~1things/post/requestBody/content/application~1json/schema/patternProperties"
        ],
        [
            "request-logic-removed | ThingsDoBody: patternProperties ^x- is gone | /paths/~1things/post/requestBody/content/application~1json/schema/patternProperties > /paths/~1things/post/requestBody/content/application~1json/schema"
        ],
    ),
    "listed beside": (
        (
            sending({"enum": ["a", "b", "c"]}),
            sending({"anyOf": [{"const": "a"}, {"const": "b"}, {"const": "c"}], "enum": ["a", "b"]}),
        ),
        [
            'request-enum-value-removed | ThingsDoBody: value "c" is gone | /paths/~1things/post/requestBody/content/application~1json/schema/enum'
        ],
        [
            'request-enum-value-added | ThingsDoBody: value "c" is new | /paths/~1things/post/requestBody/content/application~1json/schema/enum'
        ],
    ),
    "listed beside const": (
        (sending({"enum": ["a", "b"]}), sending({"anyOf": [{"const": "a"}, {"const": "b"}], "const": "a"})),
        [
            'request-enum-value-removed | ThingsDoBody: value "b" is gone | /paths/~1things/post/requestBody/content/application~1json/schema/enum > /paths/~1things/post/requestBody/content/application~1json/schema/const'
        ],
        [
            'request-enum-value-added | ThingsDoBody: value "b" is new | /paths/~1things/post/requestBody/content/application~1json/schema/const > /paths/~1things/post/requestBody/content/application~1json/schema/enum'
        ],
    ),
    "equal numbers": ((reading({"type": ["integer", "number"]}), reading({"type": "number"})), [], []),
    "event parameter": (
        (
            {**call(), "webhooks": {"paid": {"post": {"requestBody": content(thing()), "responses": {}}}}},
            {
                **call(),
                "webhooks": {
                    "paid": {
                        "post": {
                            "requestBody": content(thing()),
                            "responses": {},
                            "parameters": [{"name": "at", "in": "header", "schema": STRING}],
                        }
                    }
                },
            },
        ),
        [
            "event-parameter-added | webhook POST paid: the header parameter 'at' is new | /webhooks/paid/post/parameters > /webhooks/paid/post/parameters/0"
        ],
        [
            "event-parameter-removed | webhook POST paid: the header parameter 'at' is gone | /webhooks/paid/post/parameters/0 > /webhooks/paid/post/parameters"
        ],
    ),
    "header style": (
        (
            document(
                {
                    "/things": {
                        "get": operation(
                            responses={
                                "200": {
                                    "description": "ok",
                                    "headers": {"X-A": {"schema": {"type": "object", "properties": {"a": STRING}}}},
                                }
                            }
                        )
                    }
                }
            ),
            document(
                {
                    "/things": {
                        "get": operation(
                            responses={
                                "200": {
                                    "description": "ok",
                                    "headers": {
                                        "X-A": {
                                            "explode": True,
                                            "schema": {"type": "object", "properties": {"a": STRING}},
                                        }
                                    },
                                }
                            }
                        )
                    }
                }
            ),
        ),
        [
            'response-header-style-changed | header \'x-a\' of 200 response of GET /things: written as ["simple", false] -> ["simple", true] | /paths/~1things/get/responses/200/headers/X-A'
        ],
        [
            'response-header-style-changed | header \'x-a\' of 200 response of GET /things: written as ["simple", true] -> ["simple", false] | /paths/~1things/get/responses/200/headers/X-A'
        ],
    ),
    "a pattern that names nothing, and a wider member": (
        (
            sending({"type": "object", "properties": {"a": {**STRING, "maxLength": 3}}, "additionalProperties": False}),
            sending(
                {
                    "type": "object",
                    "properties": {"a": {**STRING, "maxLength": 5}},
                    "patternProperties": {"^x-": False},
                    "additionalProperties": False,
                }
            ),
        ),
        [
            "request-bound-widened | ThingsDoBody.a: maxLength 3 -> 5 | /paths/~1things/post/requestBody/content/application~1json/schema/properties/a/maxLength"
        ],
        [
            "request-bound-narrowed | ThingsDoBody.a: maxLength 5 -> 3 | /paths/~1things/post/requestBody/content/application~1json/schema/properties/a/maxLength"
        ],
    ),
    "a first parameter": (
        (call(), call(parameters=[{"name": "a", "in": "query", "schema": STRING}])),
        [
            "request-parameter-added | GET /things: the query parameter 'a' is new | /paths/~1things/get/parameters > /paths/~1things/get/parameters/0"
        ],
        [
            "request-parameter-removed | GET /things: the query parameter 'a' is gone | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters"
        ],
    ),
    "an effect that nobody knows": (
        (call(**{"x-reissue-effect": "odd"}), call(**{"x-reissue-effect": "reads"})),
        ["operation-effect-softened | GET /things: effect pays -> reads | /paths/~1things/get/x-reissue-effect"],
        ["operation-effect-hardened | GET /things: effect reads -> pays | /paths/~1things/get/x-reissue-effect"],
    ),
    "a link to no text": (
        (linked({"operationRef": 5}), linked({"operationId": "things-do"})),
        [
            'link-changed | 200 response of GET /things: link \'next\' {"operationRef": 5} -> {"operationId": "things-do"} | /paths/~1things/get/responses/200/links/next'
        ],
        [
            'link-changed | 200 response of GET /things: link \'next\' {"operationId": "things-do"} -> {"operationRef": 5} | /paths/~1things/get/responses/200/links/next'
        ],
    ),
    "a new part with words": (
        (
            body({MULTIPART: {"schema": {"type": "object", "properties": {"a": STRING}}}}),
            body(
                {
                    MULTIPART: {
                        "schema": {"type": "object", "properties": {"a": STRING, "b": STRING}},
                        "encoding": {"b": {"contentType": "text/csv"}},
                    }
                }
            ),
        ),
        [
            "request-property-added | ThingsDoMultipartBody: member 'b' is new | /paths/~1things/post/requestBody/content/multipart~1form-data/schema/properties > /paths/~1things/post/requestBody/content/multipart~1form-data/schema/properties/b"
        ],
        [
            "request-property-removed | ThingsDoMultipartBody: member 'b' is gone | /paths/~1things/post/requestBody/content/multipart~1form-data/schema/properties/b > /paths/~1things/post/requestBody/content/multipart~1form-data/schema/properties"
        ],
    ),
    "a header of each item": (
        (
            body({MIXED: {"schema": {"type": "array", "prefixItems": [STRING, STRING], "items": STRING}}}),
            placed("itemEncoding", H),
        ),
        [
            "request-part-header-added | body of POST /things: header 'x-sum' is new | /paths/~1things/post/requestBody/content/multipart~1mixed/itemEncoding/headers > /paths/~1things/post/requestBody/content/multipart~1mixed/itemEncoding/headers/X-Sum"
        ],
        [
            "request-part-header-removed | body of POST /things: header 'x-sum' is gone | /paths/~1things/post/requestBody/content/multipart~1mixed/itemEncoding/headers/X-Sum > /paths/~1things/post/requestBody/content/multipart~1mixed/itemEncoding/headers"
        ],
    ),
    "the usual media type, or others": (
        (parts(), parts(a="text/*")),
        [
            'request-encoding-widened | body of POST /things: \'a\' is written as {} -> {"contentType": ["text/*"]} | /paths/~1things/post/requestBody/content/multipart~1form-data/encoding'
        ],
        [
            'request-encoding-narrowed | body of POST /things: \'a\' is written as {"contentType": ["text/*"]} -> {} | /paths/~1things/post/requestBody/content/multipart~1form-data/encoding'
        ],
    ),
    "a further address of a flow": (
        (
            secured(
                {
                    "o": {
                        "type": "oauth2",
                        "flows": {"authorizationCode": {"tokenUrl": "https://a.example/t", "scopes": {}}},
                    }
                },
                [{"o": []}],
            ),
            secured(
                {
                    "o": {
                        "type": "oauth2",
                        "flows": {
                            "authorizationCode": {
                                "tokenUrl": "https://a.example/t",
                                "authorizationUrl": "https://a.example/a",
                                "scopes": {},
                            }
                        },
                    }
                },
                [{"o": []}],
            ),
        ),
        [
            'security-scheme-changed | security scheme \'o\': flow authorizationCode {"tokenUrl": "https://a.example/t"} -> {"authorizationUrl": "https://a.example/a", "tokenUrl": "ht… | /components/securitySchemes/o/flows'
        ],
        [
            'security-scheme-changed | security scheme \'o\': flow authorizationCode {"authorizationUrl": "https://a.example/a", "tokenUrl": "ht… -> {"tokenUrl": "https://a.example/t"} | /components/securitySchemes/o/flows'
        ],
    ),
    "a variable that is fixed beside another default": (
        (
            fixed("https://{a}.{b}.example", a={"default": "x", "enum": ["x"]}, b={"default": "p"}),
            fixed("https://x.{b}.example", b={"default": "q"}),
        ),
        [
            "python-server-renamed | Server.X_P_EXAMPLE: is Server.X_Q_EXAMPLE now | /servers",
            'server-default-changed | Server.X_P_EXAMPLE: b is "q" where nobody says, in place of "p" | /servers',
        ],
        [
            "python-server-renamed | Server.X_Q_EXAMPLE: is Server.X_P_EXAMPLE now | /servers",
            'server-default-changed | Server.X_Q_EXAMPLE: b is "p" where nobody says, in place of "q" | /servers',
        ],
    ),
    "what a variant evaluates behind one that is met twice": (
        (
            sending(shut(False), "3.1.0", B={"properties": {"b": STRING}}),
            sending(shut({"type": "string", "maxLength": 3}), "3.1.0", B={"properties": {"b": STRING}}),
        ),
        [
            "request-logic-removed | ThingsDoBody: unevaluatedProperties is looser | /paths/~1things/post/requestBody/content/application~1json/schema/unevaluatedProperties"
        ],
        [
            "request-logic-added | ThingsDoBody: unevaluatedProperties is tighter | /paths/~1things/post/requestBody/content/application~1json/schema/unevaluatedProperties"
        ],
    ),
    "an event that expects a further answer": (
        (
            {
                **call(),
                "webhooks": {
                    "paid": {"post": {"requestBody": content(thing()), "responses": {"200": {"description": "ok"}}}}
                },
            },
            {
                **call(),
                "webhooks": {
                    "paid": {
                        "post": {
                            "requestBody": content(thing()),
                            "responses": {"200": {"description": "ok"}, "202": {"description": "later"}},
                        }
                    }
                },
            },
        ),
        [
            "event-answer-status-added | webhook POST paid: the status 202 is new | /webhooks/paid/post/responses > /webhooks/paid/post/responses/202"
        ],
        [
            "event-answer-status-removed | webhook POST paid: the status 202 is gone | /webhooks/paid/post/responses/202 > /webhooks/paid/post/responses"
        ],
    ),
    "anything beside, in words": (
        (sending({**HAS_A, "additionalProperties": False}), sending({**HAS_A, "additionalProperties": True})),
        [
            "request-object-opened | ThingsDoBody: undocumented members are allowed now | /paths/~1things/post/requestBody/content/application~1json/schema/additionalProperties"
        ],
        [
            "request-object-closed | ThingsDoBody: undocumented members are refused now | /paths/~1things/post/requestBody/content/application~1json/schema/additionalProperties"
        ],
    ),
    "texts beside, and then anything": (
        (sending({**HAS_A, "additionalProperties": STRING}), sending({**HAS_A, "additionalProperties": True})),
        [
            "request-type-widened | ThingsDoBody{}: type string -> any | /paths/~1things/post/requestBody/content/application~1json/schema/additionalProperties/type > /paths/~1things/post/requestBody/content/application~1json/schema/additionalProperties"
        ],
        [
            "request-type-narrowed | ThingsDoBody{}: type any -> string | /paths/~1things/post/requestBody/content/application~1json/schema/additionalProperties > /paths/~1things/post/requestBody/content/application~1json/schema/additionalProperties/type"
        ],
    ),
    "what a member refers to is known since": (
        (member("1"), member("2")),
        [
            'request-since-changed | ThingsDoBody.a: known since version "1" -> "2" of the API | /components/schemas/A/properties/b/x-reissue-since',
            "description-changed | ThingsDoBody.a: description changed | /paths/~1things/post/requestBody/content/application~1json/schema/properties/a",
        ],
        [
            'request-since-changed | ThingsDoBody.a: known since version "2" -> "1" of the API | /components/schemas/A/properties/b/x-reissue-since',
            "description-changed | ThingsDoBody.a: description changed | /paths/~1things/post/requestBody/content/application~1json/schema/properties/a",
        ],
    ),
    "another part of the path is described": (
        (by("a"), by("b")),
        [
            "description-changed | GET /things/{a}/{b} path parameter 'a': description changed | /paths/~1things~1{a}~1{b}/get/parameters/0/schema > /paths/~1things~1{a}~1{b}/get",
            "description-changed | GET /things/{a}/{b} path parameter 'b': description changed | /paths/~1things~1{a}~1{b}/get > /paths/~1things~1{a}~1{b}/get/parameters/0/schema",
        ],
        [
            "description-changed | GET /things/{a}/{b} path parameter 'a': description changed | /paths/~1things~1{a}~1{b}/get > /paths/~1things~1{a}~1{b}/get/parameters/0/schema",
            "description-changed | GET /things/{a}/{b} path parameter 'b': description changed | /paths/~1things~1{a}~1{b}/get/parameters/0/schema > /paths/~1things~1{a}~1{b}/get",
        ],
    ),
    "another media type inside of a text": (
        (reading({**STRING, "contentMediaType": "text/csv"}), reading({**STRING, "contentMediaType": "text/xml"})),
        [
            "response-content-type-changed | 200 response of GET /things: contentMediaType text/csv -> text/xml | /paths/~1things/get/responses/200/content/application~1json/schema/contentMediaType"
        ],
        [
            "response-content-type-changed | 200 response of GET /things: contentMediaType text/xml -> text/csv | /paths/~1things/get/responses/200/content/application~1json/schema/contentMediaType"
        ],
    ),
    "one of the values is deprecated": (
        (sending({"enum": ["a", "b"]}), sending({"anyOf": [{"const": "a"}, {"const": "b", "deprecated": True}]})),
        [
            'property-deprecated | ThingsDoBody: value "b" is deprecated | /paths/~1things/post/requestBody/content/application~1json/schema > /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/1'
        ],
        [
            'property-undeprecated | ThingsDoBody: value "b" is no longer deprecated | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/1 > /paths/~1things/post/requestBody/content/application~1json/schema'
        ],
    ),
    "two members that nothing names are wanted": (
        (sending({"type": "object"}), sending({"type": "object", "required": ["x", "y"]})),
        [
            "request-property-became-required | body of POST /things.x: must be given now | /paths/~1things/post/requestBody/content/application~1json/schema > /paths/~1things/post/requestBody/content/application~1json/schema/required",
            "request-property-became-required | body of POST /things.y: must be given now | /paths/~1things/post/requestBody/content/application~1json/schema > /paths/~1things/post/requestBody/content/application~1json/schema/required",
        ],
        [
            "request-property-became-optional | body of POST /things.x: may be left out now | /paths/~1things/post/requestBody/content/application~1json/schema/required > /paths/~1things/post/requestBody/content/application~1json/schema",
            "request-property-became-optional | body of POST /things.y: may be left out now | /paths/~1things/post/requestBody/content/application~1json/schema/required > /paths/~1things/post/requestBody/content/application~1json/schema",
        ],
    ),
    "a union with null, and a list of types": (
        (sending({"anyOf": [STRING, {"type": "integer"}, {"type": "null"}]}), sending({"type": ["string", "integer"]})),
        [
            "request-became-non-nullable | body of POST /things: null is no longer possible | /paths/~1things/post/requestBody/content/application~1json/schema > /paths/~1things/post/requestBody/content/application~1json/schema/type"
        ],
        [
            "request-became-nullable | body of POST /things: null is possible now | /paths/~1things/post/requestBody/content/application~1json/schema/type > /paths/~1things/post/requestBody/content/application~1json/schema"
        ],
    ),
    "a union of a text or null": (
        (
            sending({"anyOf": [{"type": ["string", "null"]}, {"type": "object", "properties": {"a": STRING}}]}),
            sending(
                {
                    "anyOf": [
                        {"type": ["string", "null"]},
                        {"type": "object", "properties": {"a": STRING}},
                        {"type": "boolean"},
                    ]
                }
            ),
        ),
        [
            "request-union-member-added | body of POST /things: variant 'boolean' is new | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf > /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/2"
        ],
        [
            "request-union-member-removed | body of POST /things: variant 'boolean' is gone | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/2 > /paths/~1things/post/requestBody/content/application~1json/schema/anyOf"
        ],
    ),
    "more servers": (
        (servers(("https://a.example", None)), servers(("https://a.example", None), ("https://b.example", None))),
        ["server-added | Server.B_EXAMPLE: https://b.example is new | /servers"],
        ["server-removed | Server.B_EXAMPLE: https://b.example is gone | /servers"],
    ),
    "a value that two variants take": (
        (
            sending({**STRING, "format": "date-time"}),
            sending({"oneOf": [{**STRING, "format": "date-time"}, {**STRING, "format": "date"}]}),
        ),
        [
            "request-union-narrowed | body of POST /things: a value that fits several variants is refused now | /paths/~1things/post/requestBody/content/application~1json/schema > /paths/~1things/post/requestBody/content/application~1json/schema/oneOf",
            "request-union-member-added | body of POST /things: variant 'string' is new | /paths/~1things/post/requestBody/content/application~1json/schema > /paths/~1things/post/requestBody/content/application~1json/schema/oneOf/1",
        ],
        [
            "request-union-member-removed | body of POST /things: variant 'string' is gone | /paths/~1things/post/requestBody/content/application~1json/schema/oneOf/1 > /paths/~1things/post/requestBody/content/application~1json/schema",
            'request-logic-removed | body of POST /things: the value "" is accepted now | /paths/~1things/post/requestBody/content/application~1json/schema',
        ],
    ),
    "fewer types, and shorter texts": (
        (sending({"type": ["string", "integer"], "maxLength": 5}), sending({**STRING, "maxLength": 3})),
        [
            "request-bound-narrowed | body of POST /things: maxLength 5 -> 3 | /paths/~1things/post/requestBody/content/application~1json/schema/maxLength",
            "request-type-narrowed | body of POST /things: type integer|string -> string | /paths/~1things/post/requestBody/content/application~1json/schema/type",
        ],
        [
            "request-bound-widened | body of POST /things: maxLength 3 -> 5 | /paths/~1things/post/requestBody/content/application~1json/schema/maxLength",
            "request-type-widened | body of POST /things: type string -> integer|string | /paths/~1things/post/requestBody/content/application~1json/schema/type",
        ],
    ),
    "a parameter that the path does not name, and others that come and go": (
        (stray(5, "b", "z"), stray(4, "c", "z")),
        [
            "request-bound-narrowed | GET /things/{a} path parameter 'A': maxLength 5 -> 4 | /paths/~1things~1{a}/get/parameters/1/schema/maxLength",
            "request-bound-narrowed | GET /things/{a} path parameter 'a': maxLength 5 -> 4 | /paths/~1things~1{a}/get/parameters/0/schema/maxLength",
            "request-bound-narrowed | GET /things/{a} path parameter 'z': maxLength 5 -> 4 | /paths/~1things~1{a}/get/parameters/3/schema/maxLength",
        ],
        [
            "request-bound-widened | GET /things/{a} path parameter 'A': maxLength 4 -> 5 | /paths/~1things~1{a}/get/parameters/1/schema/maxLength",
            "request-bound-widened | GET /things/{a} path parameter 'a': maxLength 4 -> 5 | /paths/~1things~1{a}/get/parameters/0/schema/maxLength",
            "request-bound-widened | GET /things/{a} path parameter 'z': maxLength 4 -> 5 | /paths/~1things~1{a}/get/parameters/3/schema/maxLength",
        ],
    ),
    "one of them in the place of another": (
        (stray(5, "b"), stray(5, "c")),
        [],
        [],
    ),
    "a parameter that moved, and one that is called otherwise": (
        (
            told_of(("header", "a", "The first."), ("query", "p", "The second.")),
            told_of(("query", "b", "The first."), ("query", "q", "The second.")),
        ),
        [
            "request-parameter-removed | GET /things: the header parameter 'a' is gone | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters",
            "request-parameter-renamed | GET /things: the query parameter 'p' is 'q' now (the same schema and description) | /paths/~1things/get/parameters/1",
            "request-parameter-added | GET /things: the query parameter 'b' is new | /paths/~1things/get/parameters > /paths/~1things/get/parameters/0",
        ],
        [
            "request-parameter-removed | GET /things: the query parameter 'b' is gone | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters",
            "request-parameter-renamed | GET /things: the query parameter 'q' is 'p' now (the same schema and description) | /paths/~1things/get/parameters/1",
            "request-parameter-added | GET /things: the header parameter 'a' is new | /paths/~1things/get/parameters > /paths/~1things/get/parameters/0",
        ],
    ),
    "an example beside named ones": (
        (shown("a"), shown("b")),
        [
            "example-changed | GET /things query parameter 'q': example changed | /paths/~1things/get/parameters/0",
        ],
        [
            "example-changed | GET /things query parameter 'q': example changed | /paths/~1things/get/parameters/0",
        ],
    ),
    "a callback that comes": (
        (calling_back(), calling_back(paid=CALLED)),
        [
            "callback-added | POST /things paid callback POST {$request.body#/url}: is new | /paths/~1things/post/callbacks > /paths/~1things/post/callbacks/paid/{$request.body#~1url}/post",
        ],
        [
            "callback-removed | POST /things paid callback POST {$request.body#/url}: is gone | /paths/~1things/post/callbacks/paid/{$request.body#~1url}/post > /paths/~1things/post/callbacks",
        ],
    ),
    "a member that is an attribute of XML": (
        (in_xml({}), in_xml({"attribute": True})),
        [
            'xml-changed | body of POST /things.a: xml null -> {"nodeType": "attribute"} | /paths/~1things/post/requestBody/content/application~1xml/schema/properties/a',
        ],
        [
            'xml-changed | body of POST /things.a: xml {"nodeType": "attribute"} -> null | /paths/~1things/post/requestBody/content/application~1xml/schema/properties/a',
        ],
    ),
    "two parameters that moved, and one between them that is called otherwise": (
        (
            told_of(("header", "a", "The first."), ("query", "p", "The second."), ("header", "z", "The third.")),
            told_of(("query", "b", "The first."), ("query", "q", "The second."), ("query", "y", "The third.")),
        ),
        [
            "request-parameter-removed | GET /things: the header parameter 'a' is gone | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters",
            "request-parameter-removed | GET /things: the header parameter 'z' is gone | /paths/~1things/get/parameters/2 > /paths/~1things/get/parameters",
            "request-parameter-renamed | GET /things: the query parameter 'p' is 'q' now (the same schema and description) | /paths/~1things/get/parameters/1",
            "request-parameter-added | GET /things: the query parameter 'b' is new | /paths/~1things/get/parameters > /paths/~1things/get/parameters/0",
            "request-parameter-added | GET /things: the query parameter 'y' is new | /paths/~1things/get/parameters > /paths/~1things/get/parameters/2",
        ],
        [
            "request-parameter-removed | GET /things: the query parameter 'b' is gone | /paths/~1things/get/parameters/0 > /paths/~1things/get/parameters",
            "request-parameter-removed | GET /things: the query parameter 'y' is gone | /paths/~1things/get/parameters/2 > /paths/~1things/get/parameters",
            "request-parameter-renamed | GET /things: the query parameter 'q' is 'p' now (the same schema and description) | /paths/~1things/get/parameters/1",
            "request-parameter-added | GET /things: the header parameter 'a' is new | /paths/~1things/get/parameters > /paths/~1things/get/parameters/0",
            "request-parameter-added | GET /things: the header parameter 'z' is new | /paths/~1things/get/parameters > /paths/~1things/get/parameters/2",
        ],
    ),
    "an answer that refers to that of another operation": (
        (referring(4), referring(5)),
        [
            "response-bound-widened | 200 response of GET /a: maxLength 4 -> 5 | /paths/~1b/get/responses/200/content/application~1json/schema/maxLength",
        ],
        [
            "response-bound-narrowed | 200 response of GET /a: maxLength 5 -> 4 | /paths/~1b/get/responses/200/content/application~1json/schema/maxLength",
        ],
    ),
}
