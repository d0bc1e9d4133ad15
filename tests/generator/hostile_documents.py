"""Texts that try to get out of wherever they are put, and a document that holds a text wherever a document can."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

CANARY = "__import__('pathlib').Path('CANARY').touch()"
"""Code that leaves a file behind where it is run."""

HOSTILE = {
    "double quote": f'";{CANARY}#',
    "single quote": f"';{CANARY}#",
    "triple quotes": f'"""\n{CANARY}\n"""',
    "triple single quotes": f"'''\n{CANARY}\n'''",
    "quote at the end": 'ends with "',
    "backslash at the end": "ends with \\",
    "backslash before quotes": f'\\"""\n{CANARY}\n',
    "two backslashes and a quote": '\\\\"',
    "line feed": f"a\n{CANARY}\n",
    "carriage return": f"a\r{CANARY}\r",
    "both": f"a\r\n{CANARY}\r\n",
    "form feed and vertical tab": f"a\x0c{CANARY}\x0b{CANARY}",
    "next line": f"a\x85{CANARY}",
    "line separator": f"a\u2028{CANARY}\u2029{CANARY}",
    "nul": "a\x00b",
    "escape": "\x1b[2J\x1b]0;owned\x07",
    "bidi": "a\u202e\u2066 ;lave\u2069\u2066b",
    "lone surrogate": "a\ud800b",
    "f-string": "{__import__('os')}{0!r}{x:>{width}}",
    "percent": "%s %(x)s %n",
    "jinja": "{{ 7 * 7 }}{% for x in y %}{# c #}{%- raw -%}",
    "bracket": f")]}}\n{CANARY}\n[{{(",
    "comment": f"# type: ignore\n{CANARY}",
    "order to tools": "fmt: off",
    "encoding": "-*- coding: utf-7 -*-",
    "path": "../../../../CANARY",
    "absolute path": "/tmp/CANARY",
    "windows path": "..\\..\\C:\\CANARY",
    "device": "CON",
    "dunder": "__class__",
    "keyword": "lambda",
    "very long": "x" * 5000,
    "very long words": "words " * 2000,
    "only blanks": " \t\n",
    "nothing": "",
    "astral": "🎉\U0001f600\U000e0041",
    "digits": "٣²1",
    "url": "http://[::1",
    "html": "<script>alert(1)</script>&amp;",
    "workflow command": "::error::owned\n::set-env name=x::y",
}

STRING = {"type": "string"}


def _schema(text: str) -> dict[str, Any]:
    """A schema."""
    return {
        "type": "object",
        "title": text,
        "description": text,
        "x-reissue-note": text,
        "required": [text],
        "properties": {
            text: {
                "type": "string",
                "description": text,
                "x-reissue-note": text,
                "default": text,
                "example": text,
                "pattern": text,
                "format": text,
            },
            "kind": {"type": "string", "enum": [text, "other"], "description": text, "x-reissue-note": text},
            "fixed": {"const": text},
            "self": {"$ref": "#/components/schemas/" + pointer(text)},
            "pick": {
                "oneOf": [
                    {"type": "object", "title": text, "properties": {text: STRING}},
                    {"type": "object", "properties": {"b": STRING}},
                ],
                "discriminator": {"propertyName": text, "mapping": {text: text}},
            },
            "zone": {"type": "string", "format": "date-time", "x-reissue-coerce": "offset", "x-reissue-timezone": text},
            "money": {"type": "string", "x-reissue-money": {"unit": text, "currency": text}},
            "odd": {"$ref": text},
            "odder": {"type": text},
            "oddest": {"x-reissue-coerce": text},
        },
        "patternProperties": {text: STRING},
        "x-own": text,
    }


def _body(text: str) -> dict[str, Any]:
    """A request body or a response."""
    media = {"schema": _schema(text), "example": {text: text}}
    headers = {text: {"schema": {"const": text}}, "X-Given": {"required": True}, "X-Same": {"schema": {"const": text}}}
    part = {"contentType": text, "headers": headers, "style": text}
    inside = {"contentType": "multipart/mixed", "prefixEncoding": [part, {}], "itemEncoding": part}
    parts = {"schema": {"prefixItems": [STRING, {"type": "array", "contentEncoding": text}, {}]}}
    return {
        "description": text,
        "x-reissue-note": text,
        "content": {
            "application/json": media,
            text: media,
            "multipart/form-data": {**media, "encoding": {text: {"contentType": text, "style": text}}},
            f"multipart/mixed; type={text}": {**parts, "prefixEncoding": [part, inside], "itemEncoding": part},
        },
    }


def _parameters(text: str) -> list[dict[str, Any]]:
    """A parameter in each place."""
    return [
        {
            "name": text,
            "in": place,
            "description": text,
            "x-reissue-note": text,
            "required": True,
            "schema": {**STRING, "default": text, "enum": [text]},
            "style": text,
        }
        for place in ("query", "header", "cookie", "path", text)
    ]


def _operation_extensions(text: str) -> dict[str, Any]:
    """What our own keys say of an operation."""
    return {
        "x-reissue-source": {"pages": [text], "read": text, "certainty": "inferred"},
        "x-reissue-effect": "creates",
        "x-reissue-idempotency": {"in": "header", "name": text or "k", "retention": "PT1H"},
        "x-reissue-envelope": [
            {
                "data": text or "d",
                "flag": {"member": text or "m", "success": True},
                "message": [text or "x"],
                "code": text or "c",
            }
        ],
        "x-reissue-url": {"hosts": [text or "h"]},
    }


def _operation(text: str) -> dict[str, Any]:
    """An operation with all that one can have."""
    return {
        "operationId": text,
        "summary": text,
        "description": text,
        "x-reissue-note": text,
        "tags": [text],
        "externalDocs": {"url": text},
        "deprecated": True,
        "parameters": _parameters(text),
        "requestBody": _body(text),
        "responses": {
            "200": {**_body(text), "headers": {text: {"schema": STRING}}},
            "4XX": {"$ref": "#/components/responses/" + pointer(text)},
            "default": {"description": text, "x-reissue-note": text},
            text: {"description": text, "x-reissue-note": text},
        },
        "servers": [{"url": text, "description": text, "x-reissue-note": text, "variables": {text: {"default": text}}}],
        "security": [{text: [text]}],
        **_operation_extensions(text),
    }


def _small(text: str) -> dict[str, Any]:
    """An operation with next to nothing."""
    return {"tags": [text], "responses": {}}


def _bad(text: str) -> dict[str, Any]:
    """An operation whose extensions are no objects."""
    return {
        **_small(text),
        "operationId": text + "2",
        **{f"x-reissue-{key}": text for key in ("source", "effect", "idempotency", "envelope", "pagination", "url")},
    }


def _pages(text: str) -> dict[str, Any]:
    """An operation that has pages."""
    return {
        **_small(text),
        "operationId": f"list {text}",
        "x-reissue-pagination": {"style": "next-url", "items": text or "i", "next": text or "n"},
    }


def _hook(text: str) -> dict[str, Any]:
    """A webhook that is signed."""
    signature = {
        "header": text or "h",
        "algorithm": "hmac-sha256",
        "encoding": "hex",
        "signed": text or "s",
        "parts": {"signature": text or "v"},
    }
    return {
        "summary": text,
        "description": text,
        "x-reissue-note": text,
        "requestBody": _body(text),
        "responses": {},
        "x-reissue-signature": signature,
    }


def _schemes(text: str) -> dict[str, Any]:
    """Security schemes."""
    return {
        text: {"type": "apiKey", "in": text, "name": text, "description": text, "x-reissue-note": text},
        "a" + text: {"type": "http", "scheme": "basic", "description": text, "x-reissue-note": text},
        "b" + text: {"type": text},
        "c" + text: {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": text, "scopes": {text: text}}}},
        "d" + text: {
            "type": "http",
            "scheme": "bearer",
            "x-reissue-token": {"operation": text or "o", "token": text or "t"},
        },
    }


def _components(text: str) -> dict[str, Any]:
    """What is shared."""
    return {
        "schemas": {text: _schema(text)},
        "responses": {
            text: {
                "description": text,
                "x-reissue-note": text,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/" + pointer(text)}}},
            }
        },
        "securitySchemes": _schemes(text),
    }


def full(text: str) -> dict[str, Any]:
    """A document that has this text wherever a document can hold a text that somebody chooses."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": text,
            "version": text,
            "description": text,
            "x-reissue-note": text,
            "license": {"name": text},
        },
        "jsonSchemaDialect": text,
        "servers": [
            {"url": text, "name": text, "description": text, "x-reissue-note": text},
            {
                "url": "https://{x}.example",
                "variables": {"x": {"default": text}},
                "x-reissue-environment": {"name": text or "n", "live": True, "ask": [text or "a"]},
            },
        ],
        "tags": [{"name": text, "description": text, "x-reissue-note": text}],
        "security": [{text: []}, {}],
        "paths": {
            f"/a/{text}": {"get": _small(text)},
            f"/{{{text}}}/b": {"post": _operation(text), "put": _bad(text)},
            "/pages": {"get": _pages(text)},
            text: {"delete": {**_small(text), "operationId": text}},
        },
        "webhooks": {text: {"post": _hook(text), "put": _hook(text)}},
        "components": _components(text),
        "x-reissue-envelope": [{"data": text or "d"}],
        "x-reissue-headers": {text or "h": text or "v"},
    }


def pointer(text: str) -> str:
    return quote(text.replace("~", "~0").replace("/", "~1"), safe="", errors="surrogatepass")


def rotated(doc: Any, offset: int) -> Any:
    """The document `full(MARK)` with another hostile text in each place, beginning with the one at `offset`."""
    texts = list(HOSTILE.values())
    place = [offset]

    def fill(value: Any) -> Any:
        if isinstance(value, str):
            if MARK not in value:
                return value
            place[0] += 1
            return value.replace(MARK, texts[place[0] % len(texts)])
        if isinstance(value, list):
            return [fill(one) for one in value]
        return {fill(key): fill(one) for key, one in value.items()} if isinstance(value, dict) else value

    return fill(doc)


MARK = "MARK"

# --- values of every wrong type --------------------------------------------------------------------------------

WRONG: list[Any] = [None, True, 0, -1, 1.5, "", "text", [], ["x"], {}, {"x": {}}, [[]], [{}]]


def spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value inside a document."""
    found = [path] if path else []
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return found + [spot for key, child in children for spot in spots(child, (*path, key))]


def replaced(doc: Any, spot: tuple[Any, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(doc))
    target = copy
    for token in spot[:-1]:
        target = target[token]
    target[spot[-1]] = value
    return copy
