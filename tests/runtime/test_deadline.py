"""One deadline for a whole call, and nothing left over for the next, against servers that misbehave.

Over every way to send that we make: httpx and httpx2, sync and async, aiohttp. The servers are sockets, and speak the
letters of RFC 9112; what they do wrong, servers have been seen to do.
"""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx
import httpx2
import pytest
from reissue_runtime.aiohttp import aiohttp_client
from reissue_runtime.client import AsyncClient, Client
from reissue_runtime.errors import (
    APIConnectionError,
    AuthenticationError,
    ConfigurationError,
    NotFoundError,
    Outcome,
    OutcomeUnknownError,
    RateLimitError,
    ReissueError,
)
from reissue_runtime.evidence import Evidence
from reissue_runtime.operation import Operation
from reissue_runtime.request import Arguments
from reissue_runtime.retry import RetryPolicy
from reissue_runtime.token_login import TokenLogin
from reissue_runtime.transport import ssl_context

from tests.runtime.scripted_client import Invoice, operation, provider
from tests.runtime.socket_server import Handler, Server, served

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

for package in ("httpx", "httpx2"):  # takes a while the first time, and is not what is tried here
    ssl_context(package)

WAYS = ("httpx", "httpx2", "async httpx", "async httpx2", "aiohttp")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
BODY = b'{"id":"R-1"}'
WHOLE = HEAD + b"Content-Length: 12\r\n\r\n" + BODY
READ = operation("reads", path="/invoices/{id}", security=())
SEND = operation("sends", path="/invoices/{id}/send", security=(), evidence=Evidence(addressed="id"))


class Caller:
    """A client that sends in one of the ways; async ones are driven here."""

    def __init__(self, way: str, server: str, **options: Any) -> None:
        facts = options.pop("provider", None) or provider()
        credentials = options.pop("credentials", {})
        options = {"retry": RetryPolicy.NEVER, "timeout": 20.0, **options}
        self.loop = asyncio.new_event_loop() if way not in ("httpx", "httpx2") else None
        self.http: Any = way.removeprefix("async ")
        if way == "aiohttp":
            self.http = aiohttp_client()
        kind: Any = Client if self.loop is None else AsyncClient
        self.client = kind(facts, server, credentials, {"http": self.http, **options})

    def call(self, made: Operation[Any], *path: str) -> Any:
        body: dict[str, Any] = {} if made.method == "GET" else {"body": {"total": 1}}
        found = self.client.call(made, Arguments(path=path, **body))
        return found if self.loop is None else self.loop.run_until_complete(found)

    def close(self) -> None:
        if self.loop is None:
            self.client.close()
            return
        self.loop.run_until_complete(self.client.aclose())
        if not isinstance(self.http, str):
            self.loop.run_until_complete(self.http.aclose())
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()


@pytest.fixture
def caller() -> Iterator[Callable[..., Caller]]:
    made: list[Caller] = []

    def make(*args: Any, **options: Any) -> Caller:
        made.append(Caller(*args, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


# --- the deadline ----------------------------------------------------------------------------------------------------


def drip(connection: socket.socket, first: bytes, drop: bytes) -> bool:
    connection.sendall(first)
    for _ in range(600):  # two minutes, unless the client hangs up
        connection.sendall(drop)
        time.sleep(0.2)
    return True


PACKED = gzip.compress(BODY)
DRIPS: dict[str, tuple[bytes, bytes]] = {
    "a header a time": (HEAD, b"X-More: 1\r\n"),
    "interim answers": (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "half a status line": (b"HTTP/1.1 200", b" "),
    "a byte of the body a time": (HEAD + b"Content-Length: 5000\r\n\r\n", b" "),
    "an endless chunk header": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1", b";a=b"),
    "packed blocks of nothing": (
        HEAD + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + b"a\r\n" + PACKED[:10] + b"\r\n",
        b"5\r\n\x00\x00\x00\xff\xff\r\n",
    ),
    "nothing": (b"", b""),
}


@pytest.mark.parametrize(
    ("way", "kind"),
    [(way, kind) for way in WAYS for kind in DRIPS if "httpx2" not in way or kind in ("interim answers", "nothing")],
)
def test_a_call_ends_at_its_deadline(way: str, kind: str, caller: Callable[..., Caller]) -> None:
    with served(lambda connection, _: drip(connection, *DRIPS[kind])) as server:
        slow = caller(way, server.address, timeout=0.25, retry=RetryPolicy(deadline=0.4, max_attempts=1))
        began = time.monotonic()
        with pytest.raises(OutcomeUnknownError) as caught:
            slow.call(SEND, "R-1")
    assert time.monotonic() - began < 0.4 + 5  # of 120; five for a busy machine
    assert caught.value.outcome is Outcome.UNKNOWN and len(server.requests) == 1


@pytest.mark.parametrize("way", WAYS)
def test_repeats_end_at_the_deadline_too(way: str, caller: Callable[..., Caller]) -> None:
    with served(lambda connection, _: drip(connection, b"", b"")) as server:
        policy = RetryPolicy(deadline=0.6, max_attempts=10, base=0.0)
        slow = caller(way, server.address, timeout=0.2, retry=policy)
        began = time.monotonic()
        with pytest.raises(APIConnectionError):
            slow.call(READ, "R-1")
    assert time.monotonic() - began < 0.6 + 5
    assert 2 <= len(server.requests) <= 4


# --- what is left over on a connection -------------------------------------------------------------------------------

FOREIGN = HEAD + b'Content-Length: 12\r\n\r\n{"id":"R-2"}'
LEFT_OVER = {
    "a second answer": WHOLE + FOREIGN,
    "a second answer after a chunked one": HEAD
    + b"Transfer-Encoding: chunked\r\n\r\nc\r\n"
    + BODY
    + b"\r\n0\r\n\r\n"
    + FOREIGN,
    "a body longer than announced": HEAD + b"Content-Length: 12\r\n\r\n" + BODY + b"   ",
    "a 204 with a body": b"HTTP/1.1 204 No Content\r\nContent-Length: 12\r\n\r\n" + BODY,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", LEFT_OVER)
def test_what_is_left_over_is_nobodys_answer(way: str, kind: str, caller: Callable[..., Caller]) -> None:
    """The second call, about R-2, is refused by the server; what was left over would call it a success."""

    def answer(connection: socket.socket, head: bytes) -> None:
        first = len(server.requests) == 1
        connection.sendall(LEFT_OVER[kind] if first else b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")

    with served(answer) as server:
        one = caller(way, server.address)
        try:
            one.call(READ, "R-1")
        except ReissueError:  # aiohttp takes more than was announced for a broken answer
            assert way == "aiohttp" or kind == "a 204 with a body"
        with pytest.raises(NotFoundError):
            one.call(SEND, "R-2")
    assert [line.split()[1] for line in server.requests] == [b"/invoices/R-1", b"/invoices/R-2/send"]
    assert server.connections == 2


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("chunked", [False, True])
def test_a_connection_is_used_again(way: str, chunked: bool, caller: Callable[..., Caller]) -> None:
    whole = HEAD + b"Transfer-Encoding: chunked\r\n\r\nc\r\n" + BODY + b"\r\n0\r\n\r\n" if chunked else WHOLE
    with served(lambda connection, _: connection.sendall(whole)) as server:
        one = caller(way, server.address)
        for _ in range(5):
            assert one.call(READ, "R-1").id == "R-1"
    assert (server.connections, len(server.requests)) == (1, 5)


@pytest.mark.parametrize("way", ["httpx", "httpx2", "async httpx", "async httpx2"])
def test_a_connection_that_the_server_closed_is_not_written_to(way: str, caller: Callable[..., Caller]) -> None:
    """The next call takes another one: nothing is sent twice, and nothing is unknown."""

    def answer(connection: socket.socket, head: bytes) -> bool:
        connection.sendall(WHOLE)
        return True

    with served(answer) as server:
        one = caller(way, server.address)
        for _ in range(3):
            assert one.call(SEND, "R-1").id == "R-1"
            time.sleep(0.05)
    assert len(server.requests) == server.connections == 3


# --- what the status says, and what was sent ---------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("status", "kind"), [(404, NotFoundError), (429, RateLimitError)])
def test_a_refusal_with_half_a_body_is_a_refusal(
    way: str, status: int, kind: type[ReissueError], caller: Callable[..., Caller]
) -> None:
    def answer(connection: socket.socket, head: bytes) -> bool:
        connection.sendall(b'HTTP/1.1 %d No\r\nContent-Length: 400\r\n\r\n{"message":' % status)
        return True

    with served(answer) as server, pytest.raises(kind) as caught:
        caller(way, server.address).call(SEND, "R-1")
    assert caught.value.outcome is Outcome.NOT_HAPPENED


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["https://elsewhere.example/next?token=t-1", "/relative", "http://[", "\\x00", ""])
def test_a_redirect_is_an_answer(way: str, status: int, target: str, caller: Callable[..., Caller]) -> None:
    """httpx makes the next request also where it is not to follow, and fails of some; that was no lost answer."""

    def answer(connection: socket.socket, head: bytes) -> None:
        connection.sendall(
            b"HTTP/1.1 %d Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % (status, target.encode())
        )

    with served(answer) as server:
        one = caller(way, server.address)
        with pytest.raises(ReissueError) as caught:
            one.call(SEND, "R-1")
    if way == "aiohttp" and target == "http://[":  # a client of httpx that is passed in
        return
    assert (caught.value.status, len(server.requests)) == (status, 1)
    assert "t-1" not in str(caught.value)
    assert ("https://elsewhere.example" in str(caught.value)) == target.startswith("https:")


@pytest.mark.parametrize("way", ["httpx", "httpx2", "async httpx", "async httpx2"])
def test_no_time_left_before_anything_was_written(way: str, caller: Callable[..., Caller]) -> None:
    """The clock runs out while connecting: nothing was sent, whatever the transport calls it."""
    ticks = iter([0.0, 0.0, 0.0])
    with served(lambda connection, _: connection.sendall(WHOLE)) as server:
        one = caller(
            way, server.address, clock=lambda: next(ticks, 100.0), retry=RetryPolicy(deadline=5, max_attempts=1)
        )
        with pytest.raises(APIConnectionError, match="nothing was sent") as caught:
            one.call(SEND, "R-1")
    assert caught.value.outcome is Outcome.NOT_HAPPENED and not server.requests


# --- logins --------------------------------------------------------------------------------------------------------------

LOGIN = Operation[Any](
    id="auth-login", method="POST", path="/login", effect=READ.effect, body=SEND.body, envelopes=(), security=()
)
ACME = provider(schemes={"login": TokenLogin(lambda: LOGIN, token="token", fields=("key",))}, security=(("login",),))
MINE = operation("reads", path="/invoices/{id}")


def many(one: Caller, calls: int) -> list[str]:
    """What each of so many calls at once gave: the name of its error, or an id."""

    def told(call: Callable[[], Any]) -> str:
        try:
            return str(call().id)
        except ReissueError as error:
            assert error.outcome is Outcome.NOT_HAPPENED
            return type(error).__name__

    if one.loop is None:
        with ThreadPoolExecutor(calls) as threads:
            return list(threads.map(told, [partial(one.call, MINE, "R-1")] * calls))

    async def all_at_once() -> list[Any]:
        made = (one.client.call(MINE, Arguments(path=("R-1",))) for _ in range(calls))
        return await asyncio.gather(*made, return_exceptions=True)

    found = one.loop.run_until_complete(all_at_once())
    return [type(value).__name__ if isinstance(value, BaseException) else value.id for value in found]


def logging_in(server_login: Handler) -> Handler:
    def answer(connection: socket.socket, head: bytes) -> object:
        return server_login(connection, head) if b"/login" in head else connection.sendall(WHOLE)

    return answer


LOGIN_WAYS = ("httpx", "httpx2", "async httpx", "aiohttp")


def logins(server: Server) -> int:
    return sum(b"/login" in line for line in server.requests)


@pytest.mark.parametrize("way", LOGIN_WAYS)
def test_many_calls_log_in_once(way: str, caller: Callable[..., Caller]) -> None:
    token = b'{"token":"tok-1234567"}'

    def login(connection: socket.socket, head: bytes) -> None:
        time.sleep(0.2)
        connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(token) + token)

    with served(logging_in(login)) as server:
        one = caller(way, server.address, provider=ACME, credentials={"login": ("key-1234567",)})
        assert many(one, 20) == ["R-1"] * 20
    assert logins(server) == 1


@pytest.mark.parametrize("way", LOGIN_WAYS)
def test_a_refused_login_is_shared_and_stands_for_a_while(way: str, caller: Callable[..., Caller]) -> None:
    now = [0.0]

    def login(connection: socket.socket, head: bytes) -> None:
        time.sleep(0.2)
        connection.sendall(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n")

    with served(logging_in(login)) as server:
        one = caller(way, server.address, provider=ACME, credentials={"login": ("key-1234567",)}, clock=lambda: now[0])
        assert many(one, 20) == ["AuthenticationError"] * 20
        with pytest.raises(AuthenticationError):
            one.call(MINE, "R-1")
        assert logins(server) == 1
        now[0] = 31.0  # an account may have been opened meanwhile
        with pytest.raises(AuthenticationError):
            one.call(MINE, "R-1")
    assert logins(server) == 2


@pytest.mark.parametrize("way", LOGIN_WAYS)
def test_a_broken_login_is_shared_by_those_who_waited(way: str, caller: Callable[..., Caller]) -> None:
    def login(connection: socket.socket, head: bytes) -> bool:
        time.sleep(0.3)
        return True

    with served(logging_in(login)) as server:
        one = caller(way, server.address, provider=ACME, credentials={"login": ("key-1234567",)})
        assert many(one, 10) == ["APIConnectionError"] * 10
        waited = logins(server)
        with pytest.raises(APIConnectionError):
            one.call(MINE, "R-1")
    assert waited <= 2 and logins(server) == waited + 1  # and who comes later tries again


@pytest.mark.parametrize("way", LOGIN_WAYS)
def test_nobody_waits_for_a_login_beyond_their_deadline(way: str, caller: Callable[..., Caller]) -> None:
    with served(logging_in(lambda connection, _: drip(connection, b"", b""))) as server:
        policy = RetryPolicy(deadline=0.8, max_attempts=3, base=0.0)
        made = {"provider": ACME, "credentials": {"login": ("key-1234567",)}, "timeout": 0.5, "retry": policy}
        one = caller(way, server.address, **made)
        began = time.monotonic()
        assert many(one, 10) == ["APIConnectionError"] * 10
    assert time.monotonic() - began < 0.8 + 5  # one after the other it would be 8


# --- which client sends ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["httpx", "httpx2"])
def test_the_client_that_was_asked_for(way: str, caller: Callable[..., Caller]) -> None:
    with served(lambda connection, _: connection.sendall(WHOLE)) as server:
        one = caller(way, server.address)
        assert one.call(READ, "R-1") == Invoice(id="R-1")
    assert type(one.client._transport._pool()).__module__.partition(".")[0] == way


@pytest.mark.parametrize("way", ["httpx", "httpx2"])
def test_a_client_of_the_users_own(way: str) -> None:
    package: Any = httpx if way == "httpx" else httpx2
    with served(lambda connection, _: connection.sendall(WHOLE)) as server:
        with package.Client() as http, Client(provider(), server.address, {}, {"http": http}) as client:
            assert client.call(SEND, Arguments(path=("R-1",), body={})).id == "R-1"

        async def call() -> Any:
            async with package.AsyncClient() as http:
                return await AsyncClient(provider(), server.address, {}, {"http": http}).call(
                    READ, Arguments(path=("R-1",))
                )

        assert asyncio.run(call()).id == "R-1"


@pytest.mark.parametrize("there", [(), ("httpx2",), ("httpx",)])
def test_either_is_enough(there: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    from reissue_runtime import transport

    monkeypatch.setattr(transport, "find_spec", lambda name: object() if name in there else None)
    client = Client(provider(), "http://127.0.0.1:1", {}, {"retry": RetryPolicy.NEVER})
    with pytest.raises(ReissueError) as caught:
        client.call(READ, Arguments(path=("R-1",)))
    if there:
        assert isinstance(caught.value, APIConnectionError)
        assert type(client._transport._pool()).__module__.startswith(there[0])
    else:
        assert isinstance(caught.value, ConfigurationError)
        assert "pip install httpx" in caught.value.message
    client.close()


def test_trio(monkeypatch: pytest.MonkeyPatch) -> None:
    import trio

    async def call(server: str) -> list[str]:
        async with AsyncClient(ACME, server, {"login": ("key-1234567",)}, {"timeout": 20.0}) as client:
            return [(await client.call(MINE, Arguments(path=("R-1",)))).id for _ in range(3)]

    token = HEAD + b'Content-Length: 23\r\n\r\n{"token":"tok-1234567"}'
    with served(logging_in(lambda connection, _: connection.sendall(token))) as server:
        assert trio.run(call, server.address) == ["R-1"] * 3
    assert (server.connections, logins(server)) == (1, 1)
