"""Every list that comes in pages, read through its iterator over three pages, sync and async."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from reissue_runtime import ReissueError, RetryPolicy

from reissue_clients.abillify.models import ExternalDocument, IdentityRequest
from reissue_clients.qorepay.models import WebhookRequest
from reissue_sandbox import Sandbox
from tests.contract.spec_calls import Case, attribute_path, cases, hints, make_client, snake, wire_path

PAGED = [case for case in cases() if "x-reissue-pagination" in case.node]
STYLES = {"next-url": 6, "page": 3, "offset": 2}
SERVER = "https://api.example.com/v9"
KEYS = ("id", "reference")
MODES = ("sync", "async")
OPTIONS: dict[str, Any] = {"strict": True, "retry": RetryPolicy(max_attempts=1)}


def rule(case: Case) -> dict[str, str]:
    return dict(case.node["x-reissue-pagination"])


def of_style(style: str) -> list[Any]:
    return [pytest.param(case, id=case.operation.id) for case in PAGED if rule(case)["style"] == style]


def rows(case: Case, count: int) -> list[dict[str, Any]]:
    """As many rows as wanted, after the one of the document's example, each with an id of its own."""
    media = case.operation.response_media(200)
    assert media is not None
    example = next(iter(media.examples.values()))
    row = (example[rule(case)["items"]] if "items" in rule(case) else example)[0]
    key = next(name for name in KEYS if name in row)
    return [{**copy.deepcopy(row), key: f"row-{number}"} for number in range(count)]


def iterator(client: Any, case: Case) -> tuple[Callable[..., Any], list[Any]]:
    """The iterator beside a list method: `list` has `iterate`, `list_documents` has `iterate_documents`."""
    resource, name = attribute_path(case)
    assert name.startswith("list")
    method = getattr(getattr(client, resource), "iterate" + name.removeprefix("list"))
    return method, list(case.parameters("path").values())


def collect(case: Case, mode: str, answer: Callable[[httpx.Request], httpx.Response], **named: Any) -> Any:
    """The items that the iterator gives, until it ends."""
    if mode == "sync":
        with httpx.Client(transport=httpx.MockTransport(answer)) as http:
            client = make_client(case.provider, SERVER, http, **OPTIONS)
            method, path = iterator(client, case)
            return list(method(*path, **named))

    async def run() -> list[Any]:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
            client = make_client(case.provider, SERVER, http, asynchronous=True, **OPTIONS)
            method, path = iterator(client, case)
            return [item async for item in method(*path, **named)]

    return asyncio.run(run())


def wrapped(case: Case, items: list[Any], **more: Any) -> httpx.Response:
    member = rule(case).get("items")
    return httpx.Response(200, json={member: items, **more} if member else items)


def same(items: list[Any], expected: list[dict[str, Any]]) -> None:
    """The rows that came are those that were sent, in their order; that they fit is checked by strict=True."""
    assert [next(getattr(one, key) for key in KEYS if hasattr(one, key)) for one in items] == [
        next(one[key] for key in KEYS if key in one) for one in expected
    ]


def test_every_paged_operation_is_known() -> None:
    found = [rule(case)["style"] for case in PAGED]
    assert {style: found.count(style) for style in set(found)} == STYLES


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", of_style("next-url"))
@pytest.mark.parametrize("form", ["absolute", "http", "relative"])
def test_next_url(case: Case, mode: str, form: str) -> None:
    expected = rows(case, 5)
    path = "/v9" + wire_path(case, case.parameters("path"))
    base = {"absolute": "https://api.example.com", "http": "http://api.example.com", "relative": ""}[form] + path
    seen: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url)
        assert request.url.raw_path.decode().partition("?")[0] == path
        assert request.headers["authorization"] == "Bearer qorepay-contract-key"
        at = int(parse_qs(request.url.query.decode()).get("cursor", ["0"])[0])
        more = f"{base}?cursor={at + 2}" if at + 2 < 5 else None
        return wrapped(case, expected[at : at + 2], next=more, previous=None)

    same(collect(case, mode, answer), expected)
    assert [str(url) for url in seen] == [
        f"https://api.example.com{path}" + tail for tail in ("", "?cursor=2", "?cursor=4")
    ]


ELSEWHERE = [
    "https://evil.example/steal",
    "https://api.example.com:444/v9/x/",
    "//evil.example/x/",
    "ftp://api.example.com/",
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", of_style("next-url"))
@pytest.mark.parametrize("address", ELSEWHERE)
def test_a_next_url_of_another_origin_is_refused(case: Case, mode: str, address: str) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return wrapped(case, rows(case, 2), next=address, previous=None)

    with pytest.raises(ReissueError, match="next page") as caught:
        collect(case, mode, answer)
    assert len(seen) == 1
    assert seen[0].url.host == "api.example.com"
    assert "qorepay-contract-key" not in str(caught.value)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", of_style("page"))
def test_page_number(case: Case, mode: str) -> None:
    """No page of Abillify's says how many rows it gives at most, so only one without rows tells that there are no more."""
    expected = rows(case, 5)
    seen: list[dict[str, list[str]]] = []
    about = rule(case)

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(parse_qs(request.url.query.decode()))
        number = int(seen[-1][about["page"]][0])
        return wrapped(case, expected[number * 2 - 2 : number * 2], page=number, pageSize=2)

    size = {snake(about["size"]): 2}
    same(collect(case, mode, answer, **size, sort="created"), expected)
    assert seen == [{about["page"]: [str(page)], about["size"]: ["2"], "sort": ["created"]} for page in (1, 2, 3, 4)]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", of_style("offset"))
def test_offset(case: Case, mode: str) -> None:
    expected = rows(case, 5)
    seen: list[dict[str, list[str]]] = []
    about = rule(case)

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(parse_qs(request.url.query.decode()))
        first = int(seen[-1][about["offset"]][0])
        return wrapped(case, expected[first : first + 2])

    same(collect(case, mode, answer, **{snake(about["limit"]): 2}), expected)
    assert seen == [{about["offset"]: [str(offset)], about["limit"]: ["2"]} for offset in (0, 2, 4, 5)]


def test_iterators_declare_the_row(sandbox: Sandbox) -> None:
    """What an iterator gives is what the list holds."""
    with httpx.Client() as http:
        hook = WebhookRequest(title="Shop", callback="http://127.0.0.1:9/hook", all_events=True)
        make_client("qorepay", sandbox.server_for("qorepay"), http).webhooks.create(hook)
        for case in PAGED:
            method, path = iterator(make_client(case.provider, sandbox.server_for(case.provider), http), case)
            kind = hints(method)["return"].__args__[0]
            items = list(method(*path))
            assert items, case.operation.id
            assert all(type(item) is kind for item in items), case.operation.id


@pytest.mark.parametrize("mode", MODES)
def test_pages_of_the_sandbox(sandbox: Sandbox, mode: str) -> None:
    """Page numbers and offsets against a server that counts by itself: five customers, three documents."""
    base = sandbox.server_for("abillify")
    with httpx.Client() as http:
        client = make_client("abillify", base, http)
        for number in range(4):
            client.identities.create(IdentityRequest(reference=f"C-200{number}"))
            client.invoices.import_external_document(
                "R-2026-17", ExternalDocument(file=b"%PDF", filename=f"{number}.pdf", kind="letter")
            )
        before = len(sandbox.traffic)
        if mode == "sync":
            customers = [one.reference for one in client.identities.iterate(page_size=2)]
            documents = [one.id for one in client.invoices.iterate_documents("R-2026-17", limit=2)]
        else:
            customers, documents = asyncio.run(_pages_async(base))
    assert sorted(customers) == ["C-1001", "C-2000", "C-2001", "C-2002", "C-2003"]
    assert len(documents) == len(set(documents)) == 5
    arrived = [one.operation for one in list(sandbox.traffic)[before:]]
    assert arrived == ["identities-list"] * 4 + ["invoices-listDocuments"] * 4


async def _pages_async(base: str) -> tuple[list[str], list[str]]:
    async with httpx.AsyncClient() as http:
        client = make_client("abillify", base, http, asynchronous=True)
        customers = [one.reference async for one in client.identities.iterate(page_size=2)]
        documents = [one.id async for one in client.invoices.iterate_documents("R-2026-17", limit=2)]
    return customers, documents
