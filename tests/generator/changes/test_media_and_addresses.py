"""Media types as sets, bodies that are bytes, and addresses in one form.

Media types: RFC 9110, 5.6.6 (parameters), 8.3.1 and 12.5.1 (ranges); RFC 8259, 11 (JSON has no charset); RFC 7578, 4.1 (boundary).
Bytes: OAS 3.0.4, Schema Object (`format: binary`); OAS 3.1.1, Media Type Object and "Working with Binary Data". Addresses: RFC 3986,
5.2.4 and 6.2.2, RFC 9110, 4.2.3.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reissue_generator.changes.forms.media import Range, has_encodings, is_raw, range_of
from reissue_generator.changes.forms.urls import normal, path_of
from tests.generator.changes.document_pairs import changes
from tests.generator.changes.test_subset import term
from tests.generator.small_clients import document, operation

NAMES = {
    "application/json": "application/json",
    "Application/JSON; charset=UTF-8": "application/json",
    "application/json;charset=latin1;Version=2": "application/json;version=2",
    "application/problem+json; profile=\"https://a.example/P\"": "application/problem+json;profile=https://a.example/P",
    "application/json;q=0.5": "application/json",
    "application/json;": "application/json",
    "application/x-www-form-urlencoded; charset=utf-8": "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=X": "multipart/form-data",
    "multipart/related; type=a; boundary=X": "multipart/related;type=a",
    "text/plain; charset=UTF-8": "text/plain",
    "text/plain;charset=US-ASCII": "text/plain",
    "text/plain; charset=ISO-8859-1": "text/plain;charset=iso-8859-1",
    "text/plain; boundary=x": "text/plain;boundary=x",
    "text/plain ; Format = \"Flowed\" ; a=b=c": "text/plain;a=b=c;format=Flowed",
    "text/plain;A=B=c; x=\"XyX\"": "text/plain;a=B=c;x=XyX",
    "text/*; q=1; level=1": "text/*;level=1",
    "*/*": "*/*",
}  # fmt: skip
WITHIN: list[tuple[str, list[str], str | None]] = [
    ("image/png", ["*/*", "image/*"], "image/*"),
    ("image/png", ["*/*", "text/*"], "*/*"),
    ("image/png", ["text/*"], None),
    ("image/png", ["image/png"], None),
    ("image/png;a=1", ["image/*", "image/png"], "image/png"),
    ("image/png;a=1", ["image/png;a=2"], None),
    ("image/*", ["image/*", "*/*"], "*/*"),
    ("image/*", ["image/*", "image/png"], None),
    ("*/*", ["*/*", "image/*"], None),
    ("*/*;a=1", ["*/*"], "*/*"),
]
BINARY, PDF = {"type": "string", "format": "binary"}, "application/pdf"
PNG = {"contentMediaType": "image/png"}
RAW: list[tuple[str, Any, bool]] = [
    (PDF, {}, True),
    (PDF, {"schema": {}}, True),
    (PDF, {"schema": True}, True),
    (PDF, {"schema": BINARY}, True),
    (PDF, {"schema": {"type": "string"}}, False),
    (PDF, {"schema": {"type": "string", "format": "byte"}}, False),
    (PDF, {"schema": PNG}, True),
    (PDF, {"schema": {"type": "string", **PNG}}, False),
    (PDF, {"schema": {**PNG, "contentEncoding": "base64"}}, False),
    (PDF, {"schema": {"contentEncoding": "base64"}}, False),
    (PDF, {"schema": {"type": "object"}}, False),
    (PDF, {"schema": {"description": "A page."}}, False),
    (PDF, {"itemSchema": {}}, False),
    (PDF, {"schema": {"$ref": "#/components/schemas/T"}}, False),
    ("application/octet-stream", {"schema": {"type": "string", **PNG}}, True),
    ("application/octet-stream", {"schema": {"type": "string", **PNG, "contentEncoding": "base64"}}, False),
    ("application/octet-stream", {"schema": {"type": "string"}}, False),
    ("application/octet-stream", {"schema": {"type": ["string", "null"], **PNG}}, False),
    ("application/json", {}, False),
    ("application/json", {"schema": BINARY}, False),
    ("application/x-www-form-urlencoded", {}, False),
    ("multipart/form-data", {}, False),
    ("application/jsonl", {}, False),
    ("application/xml", {}, False),
    ("image/svg+xml", {"schema": BINARY}, False),
]
ADDRESSES = {
    "https://a.example": "https://a.example",
    "https://a.example/": "https://a.example",
    "https://a.example/v1/?x=A#B": "https://a.example/v1?x=A#B",
    "HTTPS://A.Example:443/V1": "https://a.example/V1",
    "http://a.example:443": "http://a.example:443",
    "http://a.example:80": "http://a.example",
    "https://a.example:": "https://a.example",
    "ws://A.example:80/": "ws://a.example:80",
    "//A.example:/x": "//a.example/x",
    "/V1/": "/V1",
    "/maX/": "/maX",
    "": "",
    "https://a.example/../b": "https://a.example/b",
    "https://a.example/a/../../b/./c/..": "https://a.example/b",
    "https://a.example/a/b/c/../../d": "https://a.example/a/d",
    "https://{Tenant}.Example.com/{Base}": "https://{Tenant}.example.com/{Base}",
    "https://Me:Secret@A.example": "https://Me:Secret@a.example",
    "https://a.example/%7Ea%2fb%e2%82%ac": "https://a.example/~a%2Fb%E2%82%AC",
    "https://a.example/%41%2D%5F%2E%20": "https://a.example/A-_.%20",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_media_type_without_what_means_nothing(name: str) -> None:
    assert str(range_of(name)) == NAMES[name]


@pytest.mark.parametrize(("name", "others", "wider"), WITHIN)
def test_the_narrowest_range_that_takes_one_in(name: str, others: list[str], wider: str | None) -> None:
    found = range_of(name).within([range_of(other) for other in others])
    assert found == (None if wider is None else range_of(wider))


def test_media_types_of_which_parts_have_encodings() -> None:
    names = ["*/*", "multipart/*", "multipart/mixed", "application/x-www-form-urlencoded", "text/plain", PDF]
    assert [has_encodings(Range(name, ())) for name in names] == [True, True, True, True, False, False]


@pytest.mark.parametrize(("media", "entry", "raw"), RAW)
def test_a_body_that_is_bytes(media: str, entry: Any, raw: bool) -> None:
    found = term("T", {"type": "string", "x": entry})
    assert is_raw(found.document, range_of(media), found.node.get("x")) is raw


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_in_one_form(url: str) -> None:
    assert normal(url) == ADDRESSES[url]
    assert normal(ADDRESSES[url]) == ADDRESSES[url]


def test_the_path_of_an_address() -> None:
    urls = ["https://a.example/v1?x#y", "https://a.example", "/v1", "//a.example/v1", "?x", "a:b"]
    assert [path_of(url) for url in urls] == ["/v1", "", "/v1", "/v1", "", "b"]


@pytest.mark.usefixtures("wire_alone")
def test_a_media_type_that_is_referred_to(tmp_path: Path) -> None:
    """OpenAPI 3.2, Response Object: `content` is a map of Media Type Objects or references to these."""

    def answers(schema: Any, *, here: bool) -> dict[str, Any]:
        media = {"schema": schema}
        told = {"application/json": media if here else {"$ref": "#/components/mediaTypes/Page"}}
        doc = document({"/things": {"get": operation(responses={"200": {"description": "ok", "content": told}})}})
        return {**doc, "openapi": "3.2.0", "components": {"mediaTypes": {"Page": media}}}

    few, more = {"type": "integer", "maximum": 9}, {"type": "integer", "maximum": 12}
    assert changes(tmp_path, answers(few, here=False), answers(few, here=True)) == []
    found = changes(tmp_path, answers(few, here=False), answers(more, here=False))
    assert [(one.rule.id, one.message) for one in found] == [
        ("response-bound-widened", "200 response of GET /things: maximum 9 -> 12")
    ]


@pytest.mark.usefixtures("wire_alone")
@pytest.mark.parametrize(
    ("place", "rule"),
    [
        ("parameter", "request-bound-widened"),
        ("header", "response-bound-widened"),
        ("event", "response-bound-widened"),
    ],
)
def test_a_media_type_that_is_referred_to_elsewhere(tmp_path: Path, place: str, rule: str) -> None:
    """OpenAPI 3.2, Parameter and Header Objects, and webhooks: as for a response."""

    def having(schema: Any, *, here: bool) -> dict[str, Any]:
        told = {
            "content": {"application/json": {"schema": schema} if here else {"$ref": "#/components/mediaTypes/Page"}}
        }
        ok, event = {"description": "ok"}, operation("moved", requestBody=told)
        get = {
            "parameter": operation(parameters=[{"name": "at", "in": "query", **told}], responses={"200": ok}),
            "header": operation(responses={"200": {**ok, "headers": {"X-At": told}}}),
        }.get(place, operation(responses={"200": ok}))
        more = {"webhooks": {"moved": {"post": event}}} if place == "event" else {}
        media = {"components": {"mediaTypes": {"Page": {"schema": schema}}}}
        return {**document({"/things": {"get": get}}), "openapi": "3.2.0", **media, **more}

    few, more = {"type": "integer", "maximum": 9}, {"type": "integer", "maximum": 12}
    assert changes(tmp_path, having(few, here=False), having(few, here=True)) == []
    found = changes(tmp_path, having(few, here=False), having(more, here=False))
    assert [one.rule.id for one in found] == [rule]
