"""One call from argument to answer: what is put on the wire, what comes back, and what a bad network does to it."""

from __future__ import annotations

import asyncio
import io
import logging
import re
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import pytest
from msgspec import UNSET
from reissue_runtime.api_key import ApiKey
from reissue_runtime.basic import Basic
from reissue_runtime.bearer import Bearer
from reissue_runtime.body import Json
from reissue_runtime.client import AsyncClient, Client
from reissue_runtime.cookies import Cookie
from reissue_runtime.drift import DriftEvent
from reissue_runtime.encode import Query
from reissue_runtime.envelope import Envelope
from reissue_runtime.errors import (
    APIConnectionError,
    BadRequestError,
    ConfigurationError,
    InvalidArgumentError,
    NotFoundError,
    Outcome,
    OutcomeUnknownError,
    ReissueError,
)
from reissue_runtime.forms import Form
from reissue_runtime.headers import Header
from reissue_runtime.media import by_media
from reissue_runtime.multipart import Multipart
from reissue_runtime.operation import Effect, Operation
from reissue_runtime.options import CallOptions
from reissue_runtime.raw import Raw
from reissue_runtime.recorder import record_drift
from reissue_runtime.request import Arguments
from reissue_runtime.retry import RetryPolicy
from reissue_runtime.since import Since
from reissue_runtime.styles import Path, StyledQuery
from reissue_runtime.urls import Link, VariableServer

from reissue.plugin.watching import watched
from tests.runtime.scripted_client import GET, MODES, SERVER, TOKEN, Invoice, Kit, Mode, Script, operation, provider

# --- what is sent --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_a_request_on_the_wire(mode: Mode) -> None:
    made = operation(
        "creates",
        path="/a/{id}/b/{n}",
        query=(Query("page"), StyledQuery("q", style="deepObject"), Query("tag")),
        headers=(Header("X-One"), Header("X-Two")),
        cookies=(Cookie("c"),),
    )
    kit = Kit(mode, Script(200), headers={"X-Mine": "1"}, user_agent="mine/2")
    kit.call(
        made,
        path=("a/b?ü", 7),
        query=(2, {"x": True}, ["r", "s"]),
        headers=("one", UNSET),
        cookies=("v",),
        body=Invoice(id="R", total=5),
    )
    request = kit.requests[0]
    assert str(request.url) == f"{SERVER}/a/a%2Fb%3F%C3%BC/b/7?page=2&q%5Bx%5D=true&tag=r&tag=s"
    assert request.content == b'{"id":"R","total":5}'
    assert dict(request.headers) == {
        "host": "api.acme.example",
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "user-agent": "mine/2",
        "x-mine": "1",
        "authorization": f"Bearer {TOKEN}",
        "x-one": "one",
        "cookie": "c=v",
        "content-type": "application/json",
        "content-length": "20",
    }


def test_options_of_one_call() -> None:
    kit = Kit("sync", Script(200), headers={"X-Mine": "1"})
    options = CallOptions(headers={"x-mine": "2", "X-More": "3"}, query={"debug": True}, timeout=3.0)
    kit.call(GET, path=("R",), query=("all",), options=options)
    request = kit.requests[0]
    assert request.headers.get_list("x-mine") == ["2"] and request.headers["x-more"] == "3"
    assert str(request.url).endswith("/invoices/R?expand=all&debug=true")
    assert request.extensions["timeout"] == {"connect": 3.0, "read": 3.0, "write": 3.0, "pool": 3.0}
    kit.call(GET, path=("R",))
    assert kit.requests[1].headers["x-mine"] == "1"


def test_headers_of_the_provider_and_media_types() -> None:
    facts = provider(headers=(("Content-Type", "application/json"), ("X-Api", "2")))
    kit = Kit("sync", Script(200), provider=facts)
    kit.call(GET, path=("R",))
    kit.call(operation("creates", body=(Form(), Json("application/merge-patch+json"))), body={"a": "b c"})
    kit.call(
        operation("creates", body=(Form(), Json("application/merge-patch+json"))),
        body={"a": 1},
        media="application/merge-patch+json",
    )
    assert [request.headers.get_list("content-type") for request in kit.requests] == [
        ["application/json"],
        ["application/x-www-form-urlencoded"],
        ["application/merge-patch+json"],
    ]
    assert kit.requests[1].content == b"a=b+c"
    with pytest.raises(InvalidArgumentError, match="media type"):
        kit.call(operation("creates", body=(Form(), Json())), body={}, media="text/xml")


@pytest.mark.parametrize("value", ["", ".", "..", "a/../b", "a\nb", "%2e%2e", "a%2f..%2fb", "..\\x", "\x00"])
@pytest.mark.parametrize("mode", MODES)
def test_ids_that_are_refused(mode: Mode, value: str) -> None:
    kit = Kit(mode, Script(200))
    with pytest.raises(InvalidArgumentError) as caught:
        kit.call(GET, path=(value,))
    assert kit.requests == [] and caught.value.attempts == 0
    assert caught.value.outcome is Outcome.NOT_HAPPENED
    assert str(caught.value).startswith("acme invoices-reads: ")
    assert caught.value.__context__ is None


def test_bodies_that_are_refused() -> None:
    kit = Kit("sync", Script(200))
    for body in ({"a": float("nan")}, {"a": object()}, {"a": "\ud800"}):
        with pytest.raises(InvalidArgumentError):
            kit.call(operation("creates"), body=body)
    with pytest.raises(InvalidArgumentError, match="takes no body"):
        kit.call(GET, path=("R",), body={})
    assert kit.requests == []


@pytest.mark.parametrize(
    "headers", [{"X-A": "a\r\nX-B: b"}, {"X\n": "a"}, {"X-A": "☃"}, {"Host": "x"}, {"content-length": "1"}]
)
def test_headers_that_are_refused(headers: dict[str, str]) -> None:
    kit = Kit("sync", Script(200))
    with pytest.raises(InvalidArgumentError):
        kit.call(GET, path=("R",), options=CallOptions(headers=headers))
    with pytest.raises(ConfigurationError):
        Kit("sync", Script(200), headers=headers)
    assert kit.requests == []


@pytest.mark.parametrize("mode", MODES)
def test_multipart_is_sent_again_only_where_it_can_be(mode: Mode) -> None:
    made = operation("reads", method="POST", body=Multipart())
    kit = Kit(mode, Script(503, 200))
    kit.call(made, body={"file": ("a.txt", io.BytesIO(b"data"))})
    assert [b"data" in request.content for request in kit.requests] == [True, True]
    assert kit.requests[0].headers["content-type"].startswith("multipart/form-data; boundary=")

    class OneWay(io.RawIOBase):
        def __init__(self) -> None:
            self.left = [b"data"]

        def readable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return False

        def read(self, size: int = -1) -> bytes:
            return self.left.pop() if self.left else b""

    kit = Kit(mode, Script(503, 200))
    with pytest.raises(ReissueError):
        kit.call(made, body={"file": ("a.txt", OneWay())})
    assert len(kit.requests) == 1


def test_raw_bodies() -> None:
    made = operation("reads", method="PUT", body=Raw("application/pdf"))
    kit = Kit("sync", Script(503, 200))
    kit.call(made, body=b"%PDF")
    assert [request.content for request in kit.requests] == [b"%PDF"] * 2
    kit = Kit("sync", Script(503, 200))
    with pytest.raises(ReissueError):
        kit.call(made, body=iter([b"%P", b"DF"]))
    assert kit.requests[0].content == b"%PDF" and len(kit.requests) == 1
    kit = Kit("async", Script(503, 200))
    kit.call(made, body=[b"%P", b"DF"])
    assert [request.content for request in kit.requests] == [b"%PDF"] * 2
    kit = Kit("async", Script(200))
    kit.call(made, body=iter([b"%P", b"DF"]))
    assert kit.requests[0].content == b"%PDF"

    async def later() -> Any:
        yield b"%PDF"

    kit = Kit("async", Script(200))
    kit.call(made, body=later())
    assert kit.requests[0].content == b"%PDF"
    with pytest.raises(InvalidArgumentError, match=": an async iterator cannot be sent by a sync client; nothing"):
        Kit("sync", Script(200)).call(made, body=later())


# --- where to ------------------------------------------------------------------------------------------------


class Server(VariableServer):
    SANDBOX = "https://api.sandbox.acme.example/v1/"
    PRODUCTION = "https://{host}/api"


@pytest.mark.parametrize(
    "server",
    [
        "http://api.acme.example",
        "ftp://api.acme.example",
        "api.acme.example",
        "https://",
        "https://user:pw@acme.example",
        "https://acme.example?x=1",
        "https://acme.example#x",
        "https://acme.example/a b",
        "https://acme.example\\@evil",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "https://acme.example:port",
        Server.PRODUCTION,
        "https://[::1",
        "",
    ],
)
def test_servers_that_are_refused(server: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Client(provider(), server, {}, {})
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    "server",
    ["https://acme.example/", "http://127.0.0.1:8080/x", "http://127.9.9.9", "http://[::1]:99", "http://localhost"],
)
def test_servers_that_are_accepted(server: str) -> None:
    client = Client(provider(), server, {}, {})
    assert client.server == server.rstrip("/")
    assert repr(client) == f"Client({client.server!r})"


def test_variables_of_servers() -> None:
    assert Server.PRODUCTION.at(host="acme.example") == "https://acme.example/api"
    for wrong in ({}, {"host": "x", "more": "y"}, {"host": "a@b"}, {"host": "a?b"}, {"host": ""}):
        with pytest.raises(ConfigurationError):
            Server.PRODUCTION.at(**wrong)


def test_live() -> None:
    facts = provider(live=frozenset({Server.PRODUCTION.value}), sandbox=frozenset({Server.SANDBOX.value}))
    servers = [Server.PRODUCTION.at(host="acme.example"), Server.SANDBOX, "http://127.0.0.1", "https://else.example"]
    assert [Client(facts, server, {}, {}).live for server in servers] == [True, False, False, None]


def test_a_documented_server_counts_before_a_template_that_takes_it_in() -> None:
    """As Abillify's do: https://{production_host}/api is live, https://staging1.abillify.dev/api is not."""
    facts = provider(live=frozenset({"https://{host}/api"}), sandbox=frozenset({"https://staging.acme.example/api/"}))
    servers = ["https://staging.acme.example/api/", "https://acme.example/api", "https://{host}/api"]
    assert [facts.is_live(server) for server in servers] == [False, True, True]
    assert Client(facts, servers[0], {}, {}).live is False


@pytest.mark.parametrize(
    ("client", "own", "url"),
    [
        (SERVER, "https://files.acme.example/up", "https://files.acme.example/up/invoices"),
        (SERVER, "/v2", "https://api.acme.example/v2/invoices"),
        (SERVER, "v2", "https://api.acme.example/v1/v2/invoices"),
        ("http://127.0.0.1:9/acme", "https://files.acme.example/up", "http://127.0.0.1:9/up/invoices"),
    ],
)
def test_an_operation_with_a_server_of_its_own(client: str, own: str, url: str) -> None:
    kit = Kit("sync", Script(200), server=client)
    kit.call(operation("reads", server=own))
    assert str(kit.requests[0].url) == url


@pytest.mark.parametrize("url", ["https://pay.acme.example/po/7/?a=b", "https://api.acme.example/x"])
def test_a_url_out_of_an_earlier_response(url: str) -> None:
    kit = Kit("sync", Script(200))
    kit.call(operation("pays"), url=Link(url, ("pay.acme.example",)), body={})
    assert str(kit.requests[0].url) == url


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "http://pay.acme.example/x",
        "https://pay.acme.example:444/x",
        "/x",
        "https://",
        "https://a:b@pay.acme.example/x",
        "https://pay.acme.example.evil.example/",
        "https://pay.acme.example\\@evil.example",
        "https://pay.acme.example\n/x",
        "javascript:alert(1)",
    ],
)
def test_a_url_that_leads_elsewhere(url: str) -> None:
    kit = Kit("sync", Script(200))
    with pytest.raises(InvalidArgumentError):
        kit.call(operation("pays"), url=Link(url, ("pay.acme.example",)), body={})
    assert kit.requests == []


# --- credentials ---------------------------------------------------------------------------------------------

SCHEMES = {
    "key": ApiKey("X-Key"),
    "query": ApiKey("api_key", "query"),
    "cookie": ApiKey("sid", "cookie"),
    "basic": Basic(),
    "bearer": Bearer(),
}


def sent(security: Any, credentials: Any, made: Operation[Any] = GET) -> httpx.Request:
    kit = Kit("sync", Script(200), provider=provider(schemes=SCHEMES, security=security), credentials=credentials)
    kit.call(made, path=("R",))
    return kit.requests[0]


def test_credentials_go_where_their_scheme_says() -> None:
    both = (("key", "query", "cookie"),)
    request = sent(both, {"key": ("k-1",), "query": ("k 2&",), "cookie": ("k3",)})
    assert request.headers["x-key"] == "k-1" and request.headers["cookie"] == "sid=k3"
    assert str(request.url).endswith("/invoices/R?api_key=k%202%26")
    assert sent((("basic",),), {"basic": ("me", "pw:1")}).headers["authorization"] == "Basic bWU6cHc6MQ=="


def test_the_first_alternative_with_credentials_counts() -> None:
    either = ((), ("key",), ("bearer",))
    assert "x-key" in sent(either, {"key": ("k-1",), "bearer": ("b-1",)}).headers
    assert "authorization" in sent(either, {"key": (None,), "bearer": ("b-1",)}).headers
    assert "authorization" not in sent(either, {}).headers
    assert "authorization" not in sent((("bearer",),), {}, operation("reads", security=())).headers
    with pytest.raises(ConfigurationError, match=r"bearer \(token\)"):
        sent((("bearer",),), {})


@pytest.mark.parametrize(
    "credentials",
    [{"key": ("",)}, {"key": ("k\n",)}, {"basic": ("me", None)}, {"basic": ("a:b", "c")}, {"key": ("☃☃☃",)}],
)
def test_credentials_that_cannot_work(credentials: Any) -> None:
    with pytest.raises(ConfigurationError):
        sent((("key",),), credentials)


# --- what comes back -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_with_response(mode: Mode) -> None:
    headers = {"x-request-id": "req-1", "X-Other": "other-7"}
    kit = Kit(mode, Script((200, b'{"id":"R-1","new":1}', headers)))
    response = kit.response(GET, path=("R-1",))
    assert response.value.id == "R-1" and response.status == 200 and response.attempts == 1
    assert response.request_id == "req-1" and response.headers["X-REQUEST-ID"] == "req-1"
    assert response.body == b'{"id":"R-1","new":1}' and response.json == {"id": "R-1", "new": 1}
    assert [drift.path for drift in response.drift] == ["$.new"]
    assert "R-1" not in repr(response) and "other-7" not in repr(response)


def test_with_response_of_something_else() -> None:
    with pytest.raises(TypeError, match="makes one call"):
        Kit("sync", Script(200)).client.with_response(len, "abc")


def test_with_response_of_calls_at_the_same_time() -> None:
    kit = Kit("async", lambda request: httpx.Response(200, json={"id": request.url.path[-1]}))

    async def both() -> Any:
        calls = [kit.client.with_response(kit.resource._call, GET, path=(id,)) for id in "ab"]
        return await asyncio.gather(*calls)

    assert [response.value.id for response in asyncio.run(both())] == ["a", "b"]


@pytest.mark.parametrize(
    ("returns", "accept", "body", "media", "value"),
    [
        (bytes, "application/pdf", b"%PDF\xff", "application/pdf", b"%PDF\xff"),
        (bytes, "application/json", b"{}", "application/json", b"{}"),
        (str, "text/plain", b"gr\xfc\xdfe", "text/plain; charset=latin-1", "grüße"),
        (str, "text/plain", b"a\xff", "text/plain; charset=klingon", "a�"),
        (str, "application/json", b'"pem"', "application/json", "pem"),
        (None, "application/json", b"whatever", "text/plain", None),
        (None, "application/json", b"", "", None),
        (list[int], "application/json", b"[1]", "text/html", [1]),
    ],
)
def test_kinds_of_answers(returns: Any, accept: str, body: bytes, media: str, value: Any) -> None:
    made: Operation[Any] = Operation[returns](
        id="x", method="GET", path="/x", effect=GET.effect, accept=(accept,), answers=by_media
    )  # type: ignore[valid-type]
    assert Kit("sync", Script((200, body, {"content-type": media}))).call(made) == value


def test_types_by_status() -> None:
    made = operation("creates", success={200: Invoice, "2XX": list[int], 202: None})
    assert Kit("sync", Script((200, b'{"id":"R"}'))).call(made, body={}) == Invoice(id="R")
    assert Kit("sync", Script((201, b"[1]"))).call(made, body={}) == [1]
    assert Kit("sync", Script((202, b"[1]"))).call(made, body={}) is None


def test_drift_is_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "reissue.acme")
    kit = Kit("sync", Script((200, b'{"id":"R","new":1}')))
    kit.call(GET, path=("R",))
    kit.call(GET, path=("R",))
    told = [record.levelname for record in caplog.records if "$.new" in record.getMessage()]
    assert told == ["WARNING", "DEBUG"]


def test_drift_goes_to_the_callback_which_cannot_break_a_call(caplog: pytest.LogCaptureFixture) -> None:
    events: list[DriftEvent] = []
    kit = Kit("sync", Script((200, b'{"id":"R","new":1}')), on_drift=events.append)
    kit.call(GET, path=("R",))
    assert [(event.provider, event.operation, event.status, event.drift.path) for event in events] == [
        ("acme", "invoices-reads", 200, "$.new")
    ]

    def broken(event: DriftEvent) -> None:
        raise RuntimeError("full disk")

    assert Kit("sync", Script((200, b'{"id":"R","new":1}')), on_drift=broken).call(GET, path=("R",)).id == "R"
    assert "full disk" in caplog.text


def test_the_recorder_writes_whole_lines(tmp_path: Any) -> None:
    import json

    file = tmp_path / "drift.jsonl"
    record = record_drift(file)
    kit = Kit("sync", Script((200, b'{"id":"R","new":1}')), on_drift=record)
    threads = [threading.Thread(target=kit.call, args=(GET,), kwargs={"path": ("R",)}) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert sorted(line["count"] for line in lines) == [1, 2, 3, 4, 8]
    names = ["ts", "provider", "operation", "status", "path", "expected", "got", "word", "run", "count", "answers"]
    assert list(lines[0]) == names
    assert lines[0]["ts"].endswith("+00:00") and lines[0]["path"] == "$.new"


def test_one_debug_line_per_attempt(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "reissue.acme")
    kit = Kit("sync", Script(httpx.ReadTimeout("x"), (200, None, {"x-request-id": "req-1"})))
    kit.call(operation("creates+key", path="/invoices/{id}"), path=("R-secret",), body={}, idempotency_key="k-1")
    lines = [record.getMessage() for record in caplog.records if record.name == "reissue.acme"]
    assert [line.split("ms")[0].rstrip("0123456789") for line in lines] == [
        "invoices-creates POST /invoices/{id} attempt=1 ReadTimeout ",
        "invoices-creates POST /invoices/{id} attempt=2 200 ",
    ]
    assert lines[1].endswith("request_id=req-1 key=k-1") and "R-secret" not in caplog.text


# --- clients -------------------------------------------------------------------------------------------------


def test_unknown_options() -> None:
    with pytest.raises(TypeError, match="retries"):
        Client(provider(), SERVER, {}, {"retries": 3})  # type: ignore[typeddict-unknown-key]


def test_a_client_for_the_other_world() -> None:
    with httpx.Client() as http, pytest.raises(ConfigurationError):
        AsyncClient(provider(), SERVER, {}, {"http": http})  # type: ignore[typeddict-item]
    with pytest.raises(ConfigurationError):
        Client(provider(), SERVER, {}, {"http": httpx.AsyncClient()})  # type: ignore[typeddict-item]


def test_closing() -> None:
    with Client(provider(), SERVER, {"bearer": (TOKEN,)}, {}) as client:
        client._transport._pool()
    kit = Kit("sync", Script(200))
    kit.client.close()
    assert not kit.http.is_closed
    for closed in (client, kit.client):
        with pytest.raises(ConfigurationError, match="closed"):
            closed.call(GET, Arguments(path=("R",)))

    async def later() -> None:
        async with AsyncClient(provider(), SERVER, {}, {}) as other:
            other._transport._pool()
        assert other.closed

    asyncio.run(later())


# --- a real network ------------------------------------------------------------------------------------------


def _request(connection: socket.socket) -> bytes:
    data = b""
    while chunk := connection.recv(65536):
        data += chunk
        head, end, body = data.partition(b"\r\n\r\n")
        length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0")
        if not data.startswith((b"GET", b"POST", b"PUT")) or (end and len(body) >= int(length.partition(b":")[2])):
            break
    return data


@contextmanager
def served(behave: Callable[[socket.socket], None]) -> Iterator[tuple[str, list[bytes]]]:
    """A loopback server that reads one request per connection and then does as it is told."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)
    received: list[bytes] = []

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                received.append(_request(connection))
                with suppress(OSError):
                    behave(connection)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", received
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def silence(connection: socket.socket) -> None:
    """Say nothing until the client has had enough and hangs up."""
    connection.recv(1)


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\nConnection: close\r\n\r\n"


def over_network(mode: Mode, server: str, made: Operation[Any], **options: Any) -> Any:
    options = {"timeout": 10.0, "retry": RetryPolicy(base=0.0, deadline=60)} | options
    body = UNSET if made.method == "GET" else {"total": 1}
    given = Arguments(body=body)
    credentials = {"bearer": (TOKEN,)}
    if mode == "sync":
        with Client(provider(), server, credentials, options) as client:  # type: ignore[arg-type]
            return client.call(made, given)

    async def call() -> Any:
        async with AsyncClient(provider(), server, credentials, options) as client:  # type: ignore[arg-type]
            return await client.call(made, given)

    return asyncio.run(call())


BAD_ENDS: dict[str, Callable[[socket.socket], None]] = {
    "reset": reset,
    "closed": lambda connection: None,
    "half a header": lambda connection: connection.sendall(HEAD[:30]),
    "half a body": lambda connection: connection.sendall(HEAD + b'{"id":'),
    "no http": lambda connection: connection.sendall(b"SSH-2.0-hello\r\n\r\n"),
    "silence": silence,
    "bad gzip": lambda connection: connection.sendall(HEAD[:-2] + b"Content-Encoding: gzip\r\n\r\nnot gzip at "),
}


def patience(end: str) -> float:
    """Seconds to wait for an answer: little only where none comes, since a busy machine is slow."""
    return 1.0 if end == "silence" else 10.0


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("end", BAD_ENDS)
def test_broken_after_sending_is_unknown_and_not_repeated(mode: Mode, end: str) -> None:
    with served(BAD_ENDS[end]) as (server, received), pytest.raises(OutcomeUnknownError) as caught:
        over_network(mode, server, operation("creates"), timeout=patience(end))
    assert len(received) == 1 and received[0].startswith(b"POST /invoices HTTP/1.1\r\n")
    assert caught.value.outcome is Outcome.UNKNOWN and caught.value.advice == "look"
    assert caught.value.attempts == 1
    assert TOKEN not in str(caught.value) + repr(caught.value)
    assert caught.value.status == (200 if end in ("half a body", "bad gzip") else None)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("end", ["reset", "half a body", "silence"])
def test_broken_after_sending_is_repeated_with_the_same_key(mode: Mode, end: str) -> None:
    turns = iter([BAD_ENDS[end], lambda connection: connection.sendall(HEAD + b'{"id":"R-1"}')])
    with served(lambda connection: next(turns)(connection)) as (server, received):
        assert over_network(mode, server, operation("creates+key"), timeout=patience(end)).id == "R-1"
    keys = {line for one in received for line in one.split(b"\r\n") if line.startswith(b"Idempotency-Key")}
    assert len(received) == 2 and len(keys) == 1


@pytest.mark.parametrize("mode", MODES)
def test_nobody_listens(mode: Mode) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(APIConnectionError) as caught:
        over_network(mode, f"http://127.0.0.1:{port}", operation("creates"))
    assert caught.value.attempts == 4
    assert (caught.value.outcome, caught.value.advice) == ("not happened", "repeat")
    assert "refused" in (caught.value.reason or "") or "ConnectError" in (caught.value.reason or "")


@pytest.mark.parametrize("mode", MODES)
def test_tls_that_fails_is_surely_not_sent(mode: Mode) -> None:
    plain = b"HTTP/1.1 400 Bad Request\r\n\r\n"
    with served(lambda connection: connection.sendall(plain)) as (server, received), pytest.raises(APIConnectionError):
        over_network(mode, server.replace("http:", "https:"), operation("creates"), retry=RetryPolicy.NEVER)
    assert b"invoices" not in b"".join(received)


@pytest.mark.parametrize("mode", MODES)
def test_an_answer_that_drips_ends_at_the_deadline(mode: Mode) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(HEAD.replace(b"Content-Length: 12", b"Content-Length: 1200"))
        for _ in range(1200):  # two minutes, unless the client hangs up
            connection.sendall(b" ")
            time.sleep(0.1)
        dripped.append(True)

    dripped: list[bool] = []
    with served(drip) as (server, _), pytest.raises(OutcomeUnknownError, match="deadline"):
        over_network(mode, server, operation("creates"), retry=RetryPolicy(deadline=0.5), timeout=1.5)
    assert not dripped


@pytest.mark.parametrize("mode", MODES)
def test_a_real_answer(mode: Mode) -> None:
    with served(lambda connection: connection.sendall(HEAD + b'{"id":"R-1"}')) as (server, received):
        assert over_network(mode, server, operation("creates")) == Invoice(id="R-1")
    assert received[0].endswith(b'\r\n\r\n{"total":1}') and b"Content-Length: 11\r\n" in received[0]


def test_a_cancelled_call_leaves_a_trace(caplog: pytest.LogCaptureFixture) -> None:
    async def call(server: str) -> None:
        async with AsyncClient(provider(), server, {"bearer": (TOKEN,)}, {}) as client:
            task = asyncio.create_task(client.call(operation("creates+key"), Arguments(body={}, key="k-7")))
            assert await asyncio.to_thread(arrived.wait, 60)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    def hold(connection: socket.socket) -> None:
        arrived.set()
        silence(connection)

    arrived = threading.Event()
    with served(hold) as (server, _):
        asyncio.run(call(server))
    assert "interrupted" in caplog.text and "key=k-7" in caplog.text


def test_aiohttp_does_not_send_twice() -> None:
    pytest.importorskip("httpx_aiohttp")
    from reissue_runtime.aiohttp import aiohttp_client

    for method in ("POST", "PUT"):
        made = operation("creates", method=method)
        with served(reset) as (server, received):

            async def call(server: str = server, made: Operation[Any] = made) -> None:
                async with (
                    aiohttp_client() as http,
                    AsyncClient(provider(), server, {"bearer": (TOKEN,)}, {"http": http}) as client,
                ):
                    await client.call(made, Arguments(body={}))

            with pytest.raises(OutcomeUnknownError):
                asyncio.run(call())
            assert len(received) == 1


def test_not_found_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        Kit("sync", Script(404)).call(
            operation("reads", path="/x/{id}", path_params={"id": Path("id", style="label")}), path=("1",)
        )


def test_an_authorization_of_the_callers_own_replaces_ours() -> None:
    kit = Kit("sync", Script(200), headers={"authorization": "Client"})
    kit.call(GET, path=("R",), options=CallOptions(headers={"AUTHORIZATION": "Mine"}))
    kit.call(GET, path=("R",))
    assert [request.headers.get_list("authorization") for request in kit.requests] == [["Mine"], [f"Bearer {TOKEN}"]]


def test_importing_a_client_imports_little() -> None:
    heavy = ["httpx", "ssl", "asyncio", "inspect", "dataclasses", "email", "urllib.request", "cryptography", "logging"]
    code = (
        "import msgspec, sys; before = set(sys.modules); "
        "from reissue_runtime import client, auth, resource, webhooks, errors, secret; "
        f"print([name for name in {heavy!r} if name in sys.modules and name not in before])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_public_names() -> None:
    import reissue_runtime as runtime

    assert re.fullmatch(r"\d+\.\d+\.\d+", runtime.__version__)
    assert all(getattr(runtime, name) is not None for name in runtime.__all__)
    assert set(runtime.__all__) <= set(dir(runtime))
    with pytest.raises(AttributeError):
        runtime.nonsense


def test_closed_while_it_waits() -> None:
    kit = Kit("sync", Script((429, None, {"retry-after": "1"}), 200))
    kit.client._sleep = lambda seconds: kit.client.close()
    with pytest.raises(ConfigurationError, match="nothing more was sent") as caught:
        kit.call(operation("sends"))
    assert (caught.value.outcome, caught.value.attempts) == ("not happened", 1)


@pytest.mark.parametrize("timeout", [None, "5", 0, -1, float("inf"), float("nan"), True, 1e9])
def test_what_is_no_time_limit(timeout: Any) -> None:
    with pytest.raises(ConfigurationError, match="timeout= is a number of seconds"):
        Client(provider(), SERVER, {}, {"timeout": timeout})
    if timeout is not None:
        with pytest.raises(InvalidArgumentError, match="timeout= is a number of seconds"):
            CallOptions(timeout=timeout)


ODD_OPTIONS: list[tuple[dict[str, Any], str]] = [
    ({"strict": "no"}, "strict= is True or False"),
    ({"strict": 0}, "strict= is True or False"),
    ({"on_drift": 5}, "on_drift= is a function"),
    ({"clock": 5.0}, "clock= is a function that gives seconds"),
    ({"sleep": 1}, "sleep= is a function that takes seconds"),
    ({"headers": [("X-A", "1")]}, "headers= is a mapping"),
    ({"retry": 3}, "retry= is a RetryPolicy"),
    ({"max_bytes": 0}, "max_bytes= is a whole number"),
    ({"max_bytes": True}, "max_bytes= is a whole number"),
    ({"http": object()}, "http= is a client of httpx or httpx2, or the name of one of the two"),
    ({"http": "htpx"}, "http= is a client of httpx or httpx2, or the name of one of the two"),
    ({"http": 5}, "http= is a client of httpx or httpx2, or the name of one of the two"),
]


@pytest.mark.parametrize(("options", "told"), ODD_OPTIONS)
def test_options_that_mean_nothing_are_refused_when_the_client_is_made(options: Any, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        Client(provider(), SERVER, {}, options)


@pytest.mark.parametrize(
    ("options", "told"),
    [({"strict": "no"}, "strict="), ({"headers": "X-A: 1"}, "headers="), ({"retry": 2}, "retry=")],
)
def test_so_are_those_of_one_call(options: Any, told: str) -> None:
    with pytest.raises(InvalidArgumentError, match=told):
        CallOptions(**options)


def test_an_address_that_no_server_takes_is_refused_before_sending() -> None:
    kit = Kit("sync", Script())
    with pytest.raises(InvalidArgumentError, match=r"an address of 70,0\d\d characters; nothing was sent") as caught:
        kit.call(operation("sends", path="/i/{id}", path_params=GET.path_params), path=("R" * 70_000,))
    assert (caught.value.advice, caught.value.attempts) == ("person", 0)


def test_a_log_that_fails_hides_nothing_of_a_payment() -> None:
    class Full(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            raise OSError("no space left on device")

    log, handler = logging.getLogger("reissue.acme"), Full()
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    try:
        kit = Kit("sync", Script((200, b'{"id":"R","new":1}')))
        assert kit.call(operation("pays"), body={}).id == "R"
    finally:
        log.removeHandler(handler)
        log.setLevel(logging.NOTSET)


FLAGGED = (Envelope(data="data", flag="success"),)


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 409, 422, 500])
@pytest.mark.parametrize("effect", ["creates", "sends", "sets"])
def test_a_refusal_whose_body_says_that_it_was_done_is_neither(status: int, effect: str) -> None:
    """Status and flag contradict each other: nobody knows, and nothing is repeated that would do it twice."""
    kit = Kit("sync", Script((status, b'{"success":true,"data":{"id":"R-1"}}')), retry=RetryPolicy(max_attempts=2))
    with pytest.raises(OutcomeUnknownError) as caught:
        kit.call(operation(effect, envelopes=FLAGGED), body={})
    assert (caught.value.outcome, caught.value.status) == ("unknown", status)
    assert caught.value.advice == ("repeat" if effect == "sets" else "look")
    assert len(kit.requests) == (2 if effect == "sets" else 1)


@pytest.mark.parametrize("body", [b'{"success":false,"message":"no"}', b"{}", b"<html>", b'{"message":"success"}'])
def test_a_refusal_that_says_no_or_nothing_is_one(body: bytes) -> None:
    kit = Kit("sync", Script((400, body)))
    with pytest.raises(BadRequestError) as caught:
        kit.call(operation("creates", envelopes=FLAGGED), body={})
    assert caught.value.outcome == "not happened"


def test_a_read_that_contradicts_itself_made_nothing_happen() -> None:
    kit = Kit("sync", Script((404, b'{"success":true,"data":{"id":"R-1"}}')))
    with pytest.raises(NotFoundError) as caught:
        kit.call(operation("reads", envelopes=FLAGGED))
    assert caught.value.outcome == "not happened"


@pytest.mark.parametrize("effect", ["sends", "creates"])
def test_a_call_that_is_interrupted_while_it_is_sent_may_have_happened(effect: str) -> None:
    kit = Kit("sync", Script(KeyboardInterrupt()))
    with watched() as made, pytest.raises(KeyboardInterrupt):
        kit.call(operation(effect), body={})
    assert [call.open for call in made] == [True]


# --- versions of the vendor's API ------------------------------------------------------------------------------


def test_a_parameter_that_is_too_new_is_refused_by_its_name() -> None:
    since = Since(parameters={"query": {"page": "2"}})
    made = Operation[Any](
        id="things-list",
        method="GET",
        path="/things",
        effect=Effect.READS,
        query=(Query("size"), Query("page")),
        since=since,
    )
    versions = {"x-version": ("1", "2")}
    client = Client(provider(versions=versions, security=()), SERVER, {}, {}, "1")
    with pytest.raises(InvalidArgumentError, match="parameter 'page' is known since version 2"):
        client.call(made, Arguments(query=(UNSET, 3)))
