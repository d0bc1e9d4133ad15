"""Pages that can be gone on from, cursors, and `Link` headers, over scripts and a server on a raw socket.

Judges: RFC 8288 (the examples of 3.5, 3.2 on anchors, 3.3 on the first `rel`), GitHub's page on pagination (its printed header),
Stripe's lists (`starting_after` is the id of the last object).
"""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any

import httpx
import pytest
from reissue_runtime.client import AsyncClient, Client
from reissue_runtime.cursors import Cursor
from reissue_runtime.encode import Query
from reissue_runtime.errors import InvalidArgumentError, ReissueError
from reissue_runtime.link_header import LinkHeader, links
from reissue_runtime.model import UNSET, Model, UnsetType
from reissue_runtime.operation import Effect, Operation
from reissue_runtime.options import CallOptions
from reissue_runtime.pagination import NextUrl, PageNumber

from tests.runtime.scripted_client import MODES, SERVER, TOKEN, Kit, Mode, provider
from tests.runtime.socket_server import served


class Row(Model, kw_only=True):
    id: str


class Rows(Model, kw_only=True):
    data: list[Row]
    after: str | UnsetType | None = UNSET
    has_more: bool | UnsetType = UNSET


def listing(returns: Any = Rows, path: str = "/rows", **more: Any) -> Operation[Any]:
    facts: dict[str, Any] = {"query": (Query("q"), Query("after"), Query("size")), **more}
    made: Operation[Any] = Operation[returns](id="l", method="GET", path=path, effect=Effect.READS, **facts)  # type: ignore[valid-type]
    return made


def numbered(request: httpx.Request) -> httpx.Response:
    """Rows 1 to 5, two a page, behind the id of the last one."""
    after = int(request.url.params.get("after", 0))
    ids = [number for number in range(1, 6) if number > after][:2]
    data = [{"id": str(number)} for number in ids]
    return httpx.Response(
        200, json={"data": data, "after": str(ids[-1]) if ids[-1] < 5 else None, "has_more": ids[-1] < 5}
    )


CURSOR: Cursor[Row] = Cursor(listing(), items="data", cursor="after", next="after")
STRIPE: Cursor[Row] = Cursor(listing(), items="data", cursor="after", next="data/-1/id", more="has_more")


class Script:
    def __init__(self, answer: Any) -> None:
        self.answer, self.requests = answer, list[httpx.Request]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        made: httpx.Response = self.answer(request)
        return made


def pages_of(kit: Kit, pages: Any, cursor: str | None = None, **given: Any) -> list[tuple[list[Any], bool, str | None]]:
    """Every page, by `next`: its items, whether there is another, and its cursor."""
    if kit.mode == "sync":
        found, page = [], pages.iterate(kit.client, **given).page(cursor)
        while page is not None:
            found.append((list(page), page.has_next, page.cursor))
            page = page.next()
        return found

    async def walk() -> Any:
        found, page = [], await pages.aiterate(kit.client, **given).page(cursor)
        while page is not None:
            found.append((list(page), page.has_next, page.cursor))
            page = await page.next()
        return found

    told: list[Any] = asyncio.run(walk())
    return told


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("pages", [CURSOR, STRIPE])
def test_page_by_page_and_item_by_item(mode: Mode, pages: Cursor[Row]) -> None:
    script = Script(numbered)
    kit = Kit(mode, script)
    found = pages_of(kit, pages, query=("a",), options=CallOptions(headers={"X-Mine": "1"}))
    assert [[row.id for row in rows] for rows, _, _ in found] == [["1", "2"], ["3", "4"], ["5"]]
    assert [more for _, more, _ in found] == [True, True, False] and found[-1][2] is None
    assert [request.url.query for request in script.requests] == [b"q=a", b"q=a&after=2", b"q=a&after=4"]
    assert {request.headers["x-mine"] for request in script.requests} == {"1"}
    assert [row.id for row in Kit(mode, numbered).items(pages)] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("mode", MODES)
def test_a_stored_cursor_goes_on_in_another_process(mode: Mode) -> None:
    cursor = pages_of(Kit("sync", numbered), CURSOR)[0][2]
    assert isinstance(cursor, str)
    rest = pages_of(Kit(mode, numbered), CURSOR, json.loads(json.dumps(cursor)))
    assert [[row.id for row in rows] for rows, _, _ in rest] == [["3", "4"], ["5"]]


def test_every_page_again_from_one(sync: Mode = "sync") -> None:
    kit = Kit(sync, numbered)
    first = CURSOR.iterate(kit.client).page()
    assert [page.items[0].id for _ in range(2) if (page := first.next())] == ["3", "3"]  # asked for twice, no circle
    assert repr(first) == "<Page of 2, has_next=True>" and len(first) == 2
    assert isinstance(first.value, Rows) and first.headers["content-type"] == "application/json"


def test_iterating_pages() -> None:
    pages = CURSOR.iterate(Kit("sync", numbered).client).iter_pages()
    assert [len(page) for page in pages] == [2, 2, 1]

    async def count() -> list[int]:
        client = Kit("async", numbered).client
        return [len(page) async for page in CURSOR.aiterate(client).iter_pages()]

    assert asyncio.run(count()) == [2, 2, 1]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("cursors", [["b", "b"], ["b", "c", "b"]])
def test_a_cursor_that_comes_again_is_a_circle(mode: Mode, cursors: list[str]) -> None:
    left = iter(cursors)
    script = Script(lambda _: httpx.Response(200, json={"data": [{"id": "1"}], "after": next(left)}))
    with pytest.raises(ReissueError, match="circle"):
        Kit(mode, script).items(CURSOR)
    assert len(script.requests) == len(cursors)


def test_a_cursor_of_another_kind_is_no_cursor() -> None:
    kit = Kit("sync", lambda _: httpx.Response(200, json={"data": [], "after": ["x"]}))
    with pytest.raises(ReissueError, match="no text or number"):
        kit.items(Cursor(listing(Any), items="data", cursor="after", next="after"))


@pytest.mark.parametrize("cursor", ["", "{", "[1]", "null", '{"url": 1}', "1.5", 7])
def test_what_is_no_cursor_is_refused_before_sending(cursor: Any) -> None:
    script = Script(numbered)
    with pytest.raises(InvalidArgumentError):
        CURSOR.iterate(Kit("sync", script).client).page(cursor)
    assert script.requests == []


@pytest.mark.parametrize("cursor", ['"https://evil.example/rows"', "3", '"file:///etc/passwd"', '"//evil.example"'])
def test_a_cursor_that_was_tampered_with_gets_no_credentials(cursor: str) -> None:
    script = Script(numbered)
    pages: NextUrl[Row] = NextUrl(listing(), items="data", next="after")
    with pytest.raises(InvalidArgumentError):
        pages.iterate(Kit("sync", script).client).page(cursor)
    with pytest.raises(InvalidArgumentError):
        counted: PageNumber[Row] = PageNumber(listing(), items="data", page="after")
        counted.iterate(Kit("sync", script).client).page('"x"')
    assert script.requests == []


def test_a_next_address_that_leads_to_itself_is_asked_for_once() -> None:
    script = Script(lambda request: httpx.Response(200, json={"data": [], "after": str(request.url)}))
    with pytest.raises(ReissueError, match="circle"):
        Kit("sync", script).items(NextUrl(listing(), items="data", next="after"))
    assert len(script.requests) == 1


def test_a_relative_address_is_seen_from_the_page_that_gave_it() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"data": [], "after": None if request.url.query else "?n=2"})

    script = Script(answer)
    pages: NextUrl[Row] = NextUrl(listing(path="/shops/{id}/rows"), items="data", next="after")
    options = CallOptions(query={"beta": "1"})
    assert Kit("sync", script).items(pages, path=("a b",), options=options) == []
    # the query of the options stands in the first alone: an address is whole
    assert [str(one.url) for one in script.requests] == [f"{SERVER}/shops/a%20b/rows?beta=1"]
    script = Script(answer)
    assert Kit("sync", script).items(pages, path=("a b",)) == []
    assert [str(one.url) for one in script.requests][1] == f"{SERVER}/shops/a%20b/rows?n=2"


@pytest.mark.parametrize(
    ("told", "asked"),
    [({"more": "has_more"}, 3), ({"pages": "total"}, 3), ({}, 4), ({"more": "absent"}, 4), ({"pages": "absent"}, 4)],
)
def test_numbers_end_where_the_page_says_so(told: dict[str, str], asked: int) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params["after"])
        rows = [str(number)] if number < 4 else []
        return httpx.Response(200, json={"data": rows, "total": 3, "has_more": number < 3})

    script = Script(answer)
    pages: PageNumber[str] = PageNumber(listing(Any), items="data", page="after", **told)
    assert Kit("sync", script).items(pages) == ["1", "2", "3"]
    assert len(script.requests) == asked


def test_paths_from_the_top_of_the_body() -> None:
    from tests.runtime.scripted_client import FLAG

    def answer(request: httpx.Request) -> httpx.Response:
        more = None if "after" in request.url.params else "x"
        return httpx.Response(200, json={"success": True, "data": [{"id": "1"}], "meta": {"next": more}})

    pages: Cursor[Row] = Cursor(listing(list[Row], envelopes=(FLAG,)), cursor="after", next="/meta/next")
    assert [row.id for row in Kit("sync", answer).items(pages)] == ["1", "1"]


# --- Link headers

# GitHub, "Using pagination in the REST API", as printed there
GITHUB = (
    '<https://api.github.com/repositories/1300192/issues?page=2>; rel="prev", '
    '<https://api.github.com/repositories/1300192/issues?page=4>; rel="next", '
    '<https://api.github.com/repositories/1300192/issues?page=515>; rel="last", '
    '<https://api.github.com/repositories/1300192/issues?page=1>; rel="first"'
)
BOOK = "http://example.com/TheBook/chapter2"


@pytest.mark.parametrize(
    ("header", "told"),
    [
        # the examples of RFC 8288, 3.5
        (f'<{BOOK}>; rel="previous"; title="previous chapter"', [(BOOK, ["previous"])]),
        ('</>; rel="http://example.net/foo"', [("/", ["http://example.net/foo"])]),
        ('</terms>; rel="copyright"; anchor="#foo"', [("/terms", ["copyright"])]),
        (
            "</TheBook/chapter2>; rel=\"previous\"; title*=UTF-8'de'letztes%20Kapitel, "
            "</TheBook/chapter4>; rel=\"next\"; title*=UTF-8'de'n%c3%a4chstes%20Kapitel",
            [("/TheBook/chapter2", ["previous"]), ("/TheBook/chapter4", ["next"])],
        ),
        (
            '<http://example.org/>; rel="start http://example.net/relation/other"',
            [("http://example.org/", ["start", "http://example.net/relation/other"])],
        ),
        (
            '<https://example.org/>; rel="start", <https://example.org/index>; rel="index"',
            [("https://example.org/", ["start"]), ("https://example.org/index", ["index"])],
        ),
        (GITHUB, [(f"https://api.github.com/repositories/1300192/issues?page={n}", [r]) for n, r in
                  ((2, "prev"), (4, "next"), (515, "last"), (1, "first"))]),
        # 3: commas and semicolons in a target, in quotes; 3.3: of two `rel` the first; any case; no quotes
        ('</a,b;c?x=1>;rel=NEXT;rel=last', [("/a,b;c?x=1", ["next"])]),
        ('</a>; title="a, <b>; rel=\\"next\\""; rel="last"', [("/a", ["last"])]),
        ("</a> ; rel = next , , </b>;rel", [("/a", ["next"]), ("/b", [])]),
        ("", []),
        ("nonsense", []),
        ("<unclosed", []),
    ],
)  # fmt: skip
def test_links_are_read_as_the_rfc_prints_them(header: str, told: list[tuple[str, list[str]]]) -> None:
    assert [(link.target, link.relations) for link in links(header)] == told


def test_a_long_header_costs_nothing() -> None:
    hostile = "".join('<a>; x="' + "\\" * 50 for _ in range(5000)) + "," * 200_000
    assert len(list(links(hostile))) <= 65_536 // 3
    assert list(links("<" * 1_000_000)) == []


@pytest.mark.parametrize("mode", MODES)
def test_link_headers_of_a_foreign_server(mode: Mode) -> None:
    """Two header fields of one name, another case, on a socket: nothing of ours wrote the answer."""

    def answer(connection: socket.socket, head: bytes) -> None:
        last = b"page=3" in head
        rows = b'[{"id":"9"}]' if last else b'[{"id":"1"},{"id":"2"}]'
        link = b"" if last else b'LINK: </rows?page=1>; rel="first"\r\nlink: </rows?page=3>; REL="next"\r\n'
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            + link
            + b"Content-Length: %d\r\n\r\n" % len(rows)
            + rows
        )

    pages: LinkHeader[Row] = LinkHeader(listing(list[Row]))

    async def awaited(client: AsyncClient) -> list[Row]:
        async with client:
            return [row async for row in pages.aiterate(client, query=("a",))]

    with served(answer) as server:
        made = provider(), server.address, {"bearer": (TOKEN,)}
        if mode == "sync":
            with Client(*made, {}) as client:
                found = list(pages.iterate(client, query=("a",)))
        else:
            found = asyncio.run(awaited(AsyncClient(*made, {})))
        assert [row.id for row in found] == ["1", "2", "9"]
        assert server.requests == [b"GET /rows?q=a HTTP/1.1", b"GET /rows?page=3 HTTP/1.1"]


@pytest.mark.parametrize("mode", MODES)
def test_a_link_to_another_host_is_not_followed(mode: Mode) -> None:
    script = Script(lambda _: httpx.Response(200, json=[], headers={"Link": GITHUB}))
    with pytest.raises(ReissueError, match="credentials are not sent there") as caught:
        Kit(mode, script).items(LinkHeader(listing(list[Row])))
    assert len(script.requests) == 1 and TOKEN not in str(caught.value)


def test_a_link_with_an_anchor_is_about_something_else() -> None:
    header = '</x>; rel="next"; anchor="/other", </y>; rel="prev"'
    kit = Kit("sync", lambda _: httpx.Response(200, json=[], headers={"Link": header}))
    assert kit.items(LinkHeader(listing(list[Row]))) == []


def test_an_operation_with_a_server_of_its_own_has_its_pages_there() -> None:
    own = "https://lists.acme.example/v2"
    script = Script(
        lambda request: httpx.Response(200, json={"data": [], "after": None if request.url.query else "/v2/rows?n=2"})
    )
    pages: NextUrl[Row] = NextUrl(listing(server=own), items="data", next="after")
    assert Kit("sync", script, provider=provider()).items(pages) == []
    assert [str(request.url) for request in script.requests] == [f"{own}/rows", f"{own}/rows?n=2"]
