"""Reading lists page by page: laziness, ends, circles, and links that lead elsewhere."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from msgspec import UNSET, UnsetType, field
from reissue_runtime.encode import Query
from reissue_runtime.errors import ReissueError, ResponseDecodeError
from reissue_runtime.model import Model, member
from reissue_runtime.operation import Effect, Operation
from reissue_runtime.pagination import NextUrl, Offset, PageNumber

from tests.runtime.scripted_client import FLAG, MODES, SERVER, TOKEN, Kit, Mode


class Page(Model, kw_only=True):
    results: list[int]
    next: str | UnsetType | None = field(name="nextPage", default=UNSET)


def listing(returns: Any = Page, **more: Any) -> Operation[Any]:
    facts: dict[str, Any] = {"query": (Query("q"), Query("page"), Query("size")), **more}
    made: Operation[Any] = Operation[returns](id="l", method="GET", path="/rows", effect=Effect.READS, **facts)  # type: ignore[valid-type]
    return made


LINKS: NextUrl[int] = NextUrl(listing(), items="results", next="nextPage")


class Links:
    """Answers with pages in turn: (rows, link)."""

    def __init__(self, *pages: tuple[Any, Any]) -> None:
        self.pages = list(pages)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        rows, link = self.pages[min(len(self.requests), len(self.pages)) - 1]
        return httpx.Response(200, json={"results": rows, "nextPage": link})


@pytest.mark.parametrize("mode", MODES)
def test_links(mode: Mode) -> None:
    server = Links(([1, 2], f"{SERVER}/rows?c=2"), ([], "?c=3"), ([3], "/v1/rows?c=4"), ([4], None))
    kit = Kit(mode, server, headers={"X-Mine": "1"})
    assert kit.items(LINKS, query=("a b",)) == [1, 2, 3, 4]
    assert [str(request.url) for request in server.requests] == [
        f"{SERVER}/rows?q=a%20b",
        *(f"{SERVER}/rows?c={number}" for number in (2, 3, 4)),
    ]
    assert {request.headers["authorization"] for request in server.requests} == {f"Bearer {TOKEN}"}


def test_a_page_is_asked_for_when_its_first_item_is() -> None:
    server = Links(([1, 2], "?c=2"), ([3], None))
    rows = LINKS.iterate(Kit("sync", server).client)
    assert server.requests == []
    assert [next(rows), next(rows)] == [1, 2] and len(server.requests) == 1
    assert list(rows) == [3] and len(server.requests) == 2


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/rows",
        "https://api.acme.example:444/rows",
        "//evil.example/x",
        "https://api.acme.example@evil.example/",
        "http://[",
        {"a": 1},
    ],
)
def test_links_that_lead_elsewhere(mode: Mode, link: Any) -> None:
    server = Links(([1], link))
    with pytest.raises(ReissueError) as caught:
        Kit(mode, server).items(LINKS)
    assert len(server.requests) == 1
    assert TOKEN not in str(caught.value)


def test_http_links_of_a_server_behind_a_proxy_are_read_as_https() -> None:
    server = Links(([1], "http://api.acme.example/v1/rows?c=2"), ([2], None))
    assert Kit("sync", server).items(LINKS) == [1, 2]
    assert str(server.requests[1].url) == f"{SERVER}/rows?c=2"


@pytest.mark.parametrize("mode", MODES)
def test_circles(mode: Mode) -> None:
    with pytest.raises(ReissueError, match="circle"):
        Kit(mode, Links(([1], "?c=2"))).items(LINKS)


class Numbered:
    """Rows 0 to 6, by page or by offset."""

    def __init__(self, by: str, first: int = 1, stuck: bool = False, array: bool = False, cap: int = 99) -> None:
        self.by, self.first, self.stuck, self.array, self.cap = by, first, stuck, array, cap
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        size = min(int(request.url.params.get("size", 3)), self.cap)
        at = int(request.url.params.get("page", self.first))
        start = 0 if self.stuck else at if self.by == "offset" else (at - self.first) * size
        rows = list(range(7))[start : start + size]
        return httpx.Response(200, json=rows if self.array else {"results": rows})


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("query", "calls"), [((), 4), ((UNSET, UNSET, 3), 4), ((UNSET, UNSET, 7), 2), ((UNSET, UNSET, 9), 2)]
)
def test_numbers(mode: Mode, query: tuple[Any, ...], calls: int) -> None:
    server = Numbered("page")
    pages: PageNumber[int] = PageNumber(listing(), items="results", page="page", size="size")
    assert Kit(mode, server).items(pages, query=query) == list(range(7))
    assert len(server.requests) == calls
    assert [request.url.params["page"] for request in server.requests] == [str(number + 1) for number in range(calls)]


def test_the_callers_first_page_counts() -> None:
    pages: PageNumber[int] = PageNumber(listing(), items="results", page="page", size="size")
    assert Kit("sync", Numbered("page", first=0)).items(pages, query=("", 0, 3)) == list(range(7))
    assert Kit("sync", Numbered("page")).items(pages, query=(UNSET, 3, 3)) == [6]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("query", "calls"), [((), 4), ((UNSET, UNSET, 4), 3)])
def test_offsets(mode: Mode, query: tuple[Any, ...], calls: int) -> None:
    server = Numbered("offset", array=True)
    pages: Offset[int] = Offset(listing(list[int]), limit="size", offset="page")
    assert Kit(mode, server).items(pages, query=query) == list(range(7))
    assert len(server.requests) == calls


@pytest.mark.parametrize(("most", "asked", "calls"), [(None, 100, 4), (5, 100, 2), (3, 2, 4), (3, 3, 3), (3, 100, 3)])
def test_a_server_may_give_fewer_than_asked_for(most: int | None, asked: int, calls: int) -> None:
    """Nothing says that a short page is the last one, but for the maximum that a document names (JSON Schema, 6.2.2)."""
    server = Numbered("page", cap=most or 3)
    pages: PageNumber[int] = PageNumber(listing(), items="results", page="page", size="size", most=most)
    assert Kit("sync", server).items(pages, query=(UNSET, UNSET, asked)) == list(range(7))
    assert len(server.requests) == calls


@pytest.mark.parametrize("by", ["page", "offset"])
def test_servers_that_do_not_turn_the_page(by: str) -> None:
    pages: Any = PageNumber(listing(), items="results", page="page", size="size")
    if by == "offset":
        pages = Offset(listing(), items="results", limit="size", offset="page")
    server = Numbered(by, stuck=True)
    with pytest.raises(ReissueError, match="the same as the one before"):
        Kit("sync", server).items(pages, query=(UNSET, UNSET, 3))
    assert len(server.requests) == 2


def test_a_page_without_its_list_is_no_end() -> None:
    pages: PageNumber[int] = PageNumber(listing(), items="results", page="page", size="size")
    with pytest.raises(ResponseDecodeError, match="without its list"):
        Kit("sync", lambda request: httpx.Response(200, json={"rows": []})).items(pages)
    assert Kit("sync", lambda request: httpx.Response(200, json={"results": None})).items(pages) == []


def test_pages_in_an_envelope() -> None:
    body = {"success": True, "data": {"results": [1, 2]}}
    pages: NextUrl[int] = NextUrl(listing(envelopes=(FLAG,)), items="results", next="nextPage")
    assert Kit("sync", lambda request: httpx.Response(200, json=body)).items(pages) == [1, 2]


def test_members() -> None:
    page = Page(results=[5], next="x")
    assert member(page, "nextPage") == "x" and member(page, "results/*") == 5 and member(page, "next") is UNSET
    assert member({"a": {"b": [{"c": 1}]}}, "a/*/*/c") == 1
    assert member({"a": 1}, "a/b") is UNSET and member([], "*") is UNSET


def test_breaking_off_an_async_listing() -> None:
    server = Links(([1, 2], "?c=2"))

    async def main() -> list[int]:
        seen = []
        async for row in LINKS.aiterate(Kit("async", server).client):
            seen.append(row)
            if row == 1:
                break
        return seen

    assert asyncio.run(main()) == [1]
    assert len(server.requests) == 1
