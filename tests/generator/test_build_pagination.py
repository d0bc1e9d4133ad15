"""How one page leads to the next: our extension, those of others as their makers print them, `Link` headers, envelopes.

Sources: speakeasy.com/docs/customize-sdks/pagination, buildwithfern.com/learn/api-definitions/openapi/extensions/pagination,
Azure/autorest docs/extensions (x-ms-pageable), stainless.com/docs/configure/pagination, GitHub's page on pagination.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.generator.small_clients import Emitted, document, emit, operation, ref, returns

TEXT, NUMBER, TRUTH = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
PLANT = {"type": "object", "properties": {"id": TEXT}, "required": ["id"]}
PLANTS = {"type": "array", "items": ref("Plant")}


def obj(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": [*members]}


def client(folder: Path, page: Any, names: Any = (), method: str = "get", headers: Any = None, **more: Any) -> Emitted:
    """A client of one list, whose query parameters are these; `more` are extensions of the operation and of the document."""
    on_document = {key: more.pop(key) for key in [*more] if key in ("x-reissue-envelope", "root")}
    listed = operation("plants-list", responses=returns(page), **more)
    listed["parameters"] = [
        {"name": name, "in": "query", "schema": NUMBER if name in _NUMBERS else TEXT} for name in names
    ]
    if headers:
        listed["responses"]["200"]["headers"] = {name: {"schema": TEXT} for name in headers}
    root = on_document.pop("root", {})
    return emit(
        folder, document({"/plants": {method: listed}}, components={"schemas": {"Plant": PLANT}}, **on_document, **root)
    )


_NUMBERS = ("page", "page_number", "limit", "offset", "size")


def ids(*numbers: int) -> list[dict[str, str]]:
    return [{"id": str(number)} for number in numbers]


SPEAKEASY, FERN = "x-speakeasy-pagination", "x-fern-pagination"


def takes(name: str, role: str) -> dict[str, str]:
    return {"name": name, "in": "parameters", "type": role}


HINTS: dict[str, tuple[Any, list[str], dict[str, Any], list[Any], str]] = {
    "speakeasy_page": (
        obj(data=obj(resultArray=PLANTS)),
        ["page", "limit"],
        {
            SPEAKEASY: {
                "type": "offsetLimit",
                "inputs": [takes("page", "page"), takes("limit", "limit")],
                "outputs": {"results": "$.data.resultArray"},
            }
        },
        [{"data": {"resultArray": ids(1)}}, {"data": {"resultArray": []}}],
        "page=2",
    ),
    "speakeasy_pages": (
        obj(data=PLANTS, meta=obj(total_pages=NUMBER)),
        ["page"],
        {
            SPEAKEASY: {
                "type": "offsetLimit",
                "inputs": [takes("page", "page")],
                "outputs": {"results": "$.data", "numPages": "$.meta.total_pages"},
            }
        },
        [{"data": ids(1), "meta": {"total_pages": 2}}, {"data": ids(2), "meta": {"total_pages": 2}}],
        "page=2",
    ),
    "speakeasy_offset": (
        PLANTS,
        ["offset", "limit"],
        {SPEAKEASY: {"type": "offsetLimit", "inputs": [takes("offset", "offset")], "outputs": {"results": "$"}}},
        [ids(1, 2), []],
        "offset=2",
    ),
    "speakeasy_cursor_of_an_item": (
        obj(data=obj(resultArray={"type": "array", "items": obj(id=TEXT, created_at=TEXT)})),
        ["since"],
        {
            SPEAKEASY: {
                "type": "cursor",
                "inputs": [takes("since", "cursor")],
                "outputs": {"results": "$.data.resultArray", "nextCursor": "$.data.resultArray[-1].created_at"},
            }
        },
        [{"data": {"resultArray": [{"id": "1", "created_at": "T1"}]}}, {"data": {"resultArray": []}}],
        "since=T1",
    ),
    "speakeasy_url": (
        obj(resultArray=PLANTS, next={"type": ["string", "null"]}),
        [],
        {SPEAKEASY: {"type": "url", "outputs": {"results": "$.resultArray", "nextUrl": "$['next']"}}},
        [{"resultArray": ids(1), "next": "/v1/plants?p=2"}, {"resultArray": ids(2), "next": None}],
        "p=2",
    ),
    "fern_pages": (
        obj(results=PLANTS),
        ["page_number"],
        {FERN: {"offset": "$request.page_number", "results": "$response.results"}},
        [{"results": ids(1)}, {"results": []}],
        "page_number=2",
    ),
    "fern_steps": (
        obj(results=PLANTS, more=TRUTH),
        ["offset", "limit"],
        {
            FERN: {
                "offset": "$request.offset",
                "step": "$request.limit",
                "results": "$response.results",
                "has-next-page": "$response.more",
            }
        },
        [{"results": ids(1, 2), "more": True}, {"results": ids(3), "more": False}],
        "offset=2",
    ),
    "fern_cursor_of_the_document": (
        obj(results=PLANTS, next={"type": ["string", "null"]}),
        ["cursor"],
        {
            FERN: True,
            "root": {
                FERN: {"cursor": "$request.cursor", "next_cursor": "$response.next", "results": "$response.results"}
            },
        },
        [{"results": ids(1), "next": "c2"}, {"results": ids(2), "next": None}],
        "cursor=c2",
    ),
    "fern_uri": (
        obj(data=PLANTS, next_page_url={"type": ["string", "null"]}),
        [],
        {FERN: {"next_uri": "$response.next_page_url", "results": "$response.data"}},
        [
            {"data": ids(1), "next_page_url": "https://api.acme.example/v1/plants?p=2"},
            {"data": ids(2), "next_page_url": None},
        ],
        "p=2",
    ),
    "autorest": (
        obj(value=PLANTS, nextLink={"type": ["string", "null"]}),
        [],
        {"x-ms-pageable": {"nextLinkName": "nextLink"}},
        [{"value": ids(1), "nextLink": "/v1/plants?$skip=1"}, {"value": ids(2), "nextLink": ""}],
        "$skip=1",
    ),
    "stainless": (
        {
            "type": "object",
            "properties": {
                "data": {**PLANTS, "x-stainless-pagination-property": {"purpose": "items"}},
                "last_id": {**TEXT, "x-stainless-pagination-property": {"purpose": "next_cursor_field"}},
            },
        },
        [],
        {"parameters": "after"},
        [{"data": ids(1), "last_id": "1"}, {"data": ids(2)}],
        "after=1",
    ),
    "ours_cursor": (
        obj(rows=PLANTS, next={"type": ["string", "null"]}),
        ["after"],
        {"x-reissue-pagination": {"style": "cursor", "items": "rows", "cursor": "after", "next": "next"}},
        [{"rows": ids(1), "next": "x"}, {"rows": ids(2), "next": None}],
        "after=x",
    ),
}


@pytest.mark.parametrize("name", HINTS)
def test_the_extensions_of_others_walk_pages(tmp_path: Path, name: str) -> None:
    page, names, told, answers, second = HINTS[name]
    made = _stainless(tmp_path, page) if name == "stainless" else client(tmp_path, page, names, **told)
    assert made.rules() == []
    wire = made.wire(*answers)
    items = list(wire.client.plants.iterate())
    assert [item.id for item in items] == [str(number + 1) for number in range(len(items))] and items
    assert len(wire.requests) == 2 and httpx.QueryParams(second) == httpx.QueryParams(
        wire.requests[1].url.query.decode()
    )
    assert "Listing[Any]" not in made.files["resources/plants.py"]


@pytest.mark.parametrize("name", ["@odata.nextLink", "odata.next", "next/link", "a/b.c/d"])
def test_a_name_of_autorest_is_no_path(tmp_path: Path, name: str) -> None:
    """Azure/autorest, docs/extensions: nextLinkName and itemName are names of properties."""
    page = obj(**{"odata.value/all": PLANTS, name: TEXT})
    told = {"x-ms-pageable": {"nextLinkName": name, "itemName": "odata.value/all"}}
    made = client(tmp_path, page, **told)
    assert made.rules() == []
    rows = "odata.value/all"
    wire = made.wire(
        {rows: ids(1), name: "/v1/plants?p=2"}, {rows: ids(2), name: "/v1/plants?p=3"}, {rows: ids(3), name: ""}
    )
    assert [plant.id for plant in wire.client.plants.iterate()] == ["1", "2", "3"] and len(wire.requests) == 3


def test_a_name_with_a_slash_inside_of_an_envelope(tmp_path: Path) -> None:
    page = obj(ok=TRUTH, data=PLANTS, **{"next/link": TEXT})
    told = {"x-ms-pageable": {"nextLinkName": "next/link", "itemName": "data"}}
    made = client(tmp_path, page, **told, **{"x-reissue-envelope": ENVELOPE})
    wire = made.wire(
        {"ok": True, "data": ids(1), "next/link": "?c=2"}, {"ok": True, "data": ids(2), "next/link": ""}, strict=True
    )
    assert [plant.id for plant in wire.client.plants.iterate()] == ["1", "2"]


@pytest.mark.parametrize(
    ("told", "rules", "words"),
    [
        ({"x-ms-pageable": {"nextLinkName": "next", "itemName": "rows", "operationName": "More"}}, ["unread-key"], "operationName"),
        ({"x-ms-pageable": {"nextLinkName": "next", "itemNam": "rows"}}, ["unread-key", "pagination"], "is 'itemName' meant?"),
        ({"x-ms-pageable": {"nextLinkName": None, "itemNames": "rows"}}, ["unread-key"], "is 'itemName' meant?"),
        ({"x-ms-pageable": {"nextLinkName": "nextLink", "itemName": "rows"}}, ["pagination"], "no 'nextLink', which is to be its next"),
        ({"x-ms-pageable": {"nextLinkName": "next", "itemName": "row"}}, ["pagination"], "no 'row', which is to be its items"),
        ({SPEAKEASY: {"type": "url", "output": 1, "outputs": {"nextUrl": "$.next", "result": "$.rows"}}}, ["unread-key"] * 2, "meant?"),
        ({FERN: {"next_uri": "$response.next", "results": "$response.rows", "result": "x"}}, ["unread-key"], "is 'results' meant?"),
        ({"x-reissue-pagination": {"style": "next-url", "items": "rows", "next": "nxt"}}, ["pagination"], "no 'nxt'"),
    ],
)  # fmt: skip
def test_what_a_hint_says_in_vain_is_told(tmp_path: Path, told: Any, rules: list[str], words: str) -> None:
    made = client(tmp_path, obj(rows=PLANTS, id=TEXT, next=TEXT), ["after"], **told)
    assert sorted(made.rules()) == sorted(rules)
    assert any(words in finding.message for finding in made.findings)


def test_what_an_answer_without_a_schema_has_is_not_told(tmp_path: Path) -> None:
    made = client(tmp_path, {}, **{"x-ms-pageable": {"nextLinkName": "next"}})
    assert "pagination" not in made.rules()


def _stainless(folder: Path, page: Any) -> Emitted:
    purpose = {**TEXT, "x-stainless-pagination-property": {"purpose": "next_cursor_param"}}
    listed = operation(
        "plants-list", responses=returns(page), parameters=[{"name": "after", "in": "query", "schema": purpose}]
    )
    return emit(folder, document({"/plants": {"get": listed}}, components={"schemas": {"Plant": PLANT}}))


@pytest.mark.parametrize(
    ("told", "method", "why"),
    [
        ({SPEAKEASY: {"type": "keyset"}}, "get", "none that is known"),
        ({SPEAKEASY: {"type": "cursor", "inputs": [{"name": "c", "in": "requestBody"}]}}, "get", "requestBody"),
        ({SPEAKEASY: {"type": "url", "outputs": {"results": "$.rows", "nextUrl": "$..next"}}}, "get", "more than one place"),
        ({SPEAKEASY: {"type": "cursor", "inputs": [takes("c", "cursor")]}}, "get", "does not tell its next"),
        ({FERN: {"type": "custom"}}, "get", "neither"),
        ({FERN: {"cursor": "$request.body.c", "next_cursor": "$response.next"}}, "get", "no query parameter"),
        ({FERN: {"cursor": "$request.c", "next_cursor": "$response.next", "results": "$response.rows"}}, "get", "no query"),
        ({"x-ms-pageable": {"nextLinkName": "next", "itemName": "id"}}, "get", "is no list"),
        ({"x-reissue-pagination": {"style": "next-url", "items": "rows", "next": "next"}}, "post", "may do something"),
    ],
)  # fmt: skip
def test_what_cannot_be_walked_is_told(tmp_path: Path, told: Any, method: str, why: str) -> None:
    made = client(tmp_path, obj(rows=PLANTS, id=TEXT, next=TEXT), ["after"], method, **told)
    (finding,) = made.findings
    assert finding.rule == "pagination" and why in finding.message
    assert made.methods == ["plants.list_" if "plants.list_" in made.methods else "plants.list"]


def test_a_hint_that_there_are_no_pages_is_followed(tmp_path: Path) -> None:
    # AutoRest: "nextLinkName: null" is a list of one page
    made = client(tmp_path, obj(value=PLANTS), **{"x-ms-pageable": {"nextLinkName": None}})
    assert made.rules() == [] and made.methods == ["plants.list"]


# --- Link headers, as GitHub documents them


@pytest.mark.parametrize(
    ("page", "body"),
    [
        (PLANTS, lambda rows: rows),
        (obj(total_count=NUMBER, plants=PLANTS), lambda rows: {"total_count": 2, "plants": rows}),
    ],
)
def test_a_documented_link_header_walks_pages(tmp_path: Path, page: Any, body: Any) -> None:
    made = client(tmp_path, page, ["page"], headers=["Link"])
    link = {"Link": '<https://api.acme.example/v1/plants?page=2>; rel="next", </v1/plants?page=9>; rel="last"'}
    wire = made.wire(httpx.Response(200, json=body(ids(1)), headers=link), body(ids(2)))
    assert [plant.id for plant in wire.client.plants.iterate()] == ["1", "2"]
    assert wire.query == "page=2" and "Listing[Plant]" in made.files["resources/plants.py"]


@pytest.mark.parametrize(
    ("page", "method"), [(PLANT, "get"), (obj(a=PLANTS, b=PLANTS), "get"), (PLANTS, "post"), (TEXT, "get")]
)
def test_a_link_header_beside_no_list_is_no_pagination(tmp_path: Path, page: Any, method: str) -> None:
    made = client(tmp_path, page, method=method, headers=["link"])
    assert made.methods == ["plants.list"] and "pagination" not in made.rules()


# --- envelopes

ENVELOPE = [{"data": "data", "flag": {"member": "ok", "success": True}}]


@pytest.mark.parametrize(
    ("page", "told", "answers"),
    [
        (  # the data is the list, and what leads on stands beside it
            obj(ok=TRUTH, data=PLANTS, meta=obj(next=TEXT)),
            {"x-reissue-pagination": {"style": "next-url", "items": "data", "next": "meta/next"}},
            [
                {"ok": True, "data": ids(1), "meta": {"next": "?c=2"}},
                {"ok": True, "data": ids(2), "meta": {"next": ""}},
            ],
        ),
        (  # both stand inside of the data
            obj(ok=TRUTH, data=obj(rows=PLANTS, next=TEXT)),
            {"x-reissue-pagination": {"style": "next-url", "items": "rows", "next": "next"}},
            [
                {"ok": True, "data": {"rows": ids(1), "next": "?c=2"}},
                {"ok": True, "data": {"rows": ids(2), "next": ""}},
            ],
        ),
        (  # others tell the whole way
            obj(ok=TRUTH, data=obj(rows=PLANTS, next=TEXT)),
            {FERN: {"next_uri": "$response.data.next", "results": "$response.data.rows"}},
            [
                {"ok": True, "data": {"rows": ids(1), "next": "?c=2"}},
                {"ok": True, "data": {"rows": ids(2), "next": ""}},
            ],
        ),
        (  # the data may be left out, by its schema
            {"type": "object", "properties": {"ok": TRUTH, "data": obj(rows=PLANTS, next=TEXT)}},
            {"x-reissue-pagination": {"style": "next-url", "items": "rows", "next": "next"}},
            [
                {"ok": True, "data": {"rows": ids(1), "next": "?c=2"}},
                {"ok": True, "data": {"rows": ids(2), "next": ""}},
            ],
        ),
    ],
)
def test_pages_inside_of_an_envelope_are_typed_and_walked(tmp_path: Path, page: Any, told: Any, answers: Any) -> None:
    made = client(tmp_path, page, **told, **{"x-reissue-envelope": ENVELOPE})
    wire = made.wire(*answers, strict=True)
    assert [plant.id for plant in wire.client.plants.iterate()] == ["1", "2"]
    assert wire.query == "c=2" and "Listing[Plant]" in made.files["resources/plants.py"]


def test_pages_are_counted_from_the_documented_default(tmp_path: Path) -> None:
    parameter = {"name": "page", "in": "query", "schema": {**NUMBER, "default": 0}}
    told = {"x-reissue-pagination": {"style": "page", "page": "page"}}
    made = emit(
        tmp_path,
        document(
            {"/plants": {"get": operation("plants-list", responses=returns(PLANTS), parameters=[parameter], **told)}},
            components={"schemas": {"Plant": PLANT}},
        ),
    )
    wire = made.wire(ids(1), [])
    assert [page.items[0].id for page in wire.client.plants.iterate().iter_pages() if page.items] == ["1"]
    assert [request.url.query for request in wire.requests] == [b"page=0", b"page=1"]


def test_a_key_that_a_server_puts_into_its_links_is_sent_once(tmp_path: Path) -> None:
    """OpenAPI 3.1, Security Scheme Object: the key is one query parameter. Servers make `next` from the query that they got."""
    page, pages = obj(data=PLANTS, next=TEXT), {"style": "next-url", "items": "data", "next": "next"}
    schemes = {"Key": {"type": "apiKey", "in": "query", "name": "api key"}}
    listed = operation(
        "plants-list", responses=returns(page), security=[{"Key": []}], **{"x-reissue-pagination": pages}
    )
    doc = document({"/plants": {"get": listed}}, components={"schemas": {"Plant": PLANT}, "securitySchemes": schemes})
    first = {"data": ids(1), "next": "?api%20key=k&c=a%26b&x"}
    wire = emit(tmp_path, doc).wire(first, {"data": ids(2), "next": ""}, key="k")
    assert [one.id for one in wire.client.plants.iterate()] == ["1", "2"]
    assert wire.sent.url.query == b"c=a%26b&x&api%20key=k"


@pytest.mark.parametrize(("number", "maximum"), [(NUMBER, None), ({**NUMBER, "maximum": 50}, 50)])
def test_the_documented_maximum_tells_which_page_is_short(tmp_path: Path, number: Any, maximum: int | None) -> None:
    listed = operation("plants-list", responses=returns(PLANTS))
    listed["parameters"] = [{"name": name, "in": "query", "schema": number} for name in ("offset", "limit")]
    listed["x-reissue-pagination"] = {"style": "offset", "offset": "offset", "limit": "limit"}
    made = emit(tmp_path, document({"/plants": {"get": listed}}, components={"schemas": {"Plant": PLANT}}))
    wire = made.wire(ids(1), ids(2), [])
    assert len([*wire.client.plants.iterate(limit=50)]) == (2 if maximum is None else 1)
