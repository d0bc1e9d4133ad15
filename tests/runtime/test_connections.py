"""Connections belong to one process and one event loop, and as many are kept as there may be; a socket server counts them."""

from __future__ import annotations

import asyncio
import gc
import os
import re
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from reissue_runtime.client import AsyncClient, Client
from reissue_runtime.errors import ConfigurationError, ReissueError
from reissue_runtime.request import Arguments
from reissue_runtime.retry import RetryPolicy

from tests.runtime.scripted_client import SERVER, operation, provider
from tests.runtime.socket_server import Server, served

# The sockets of a loop that is gone are closed when it is collected: here, and not under another test.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")

READ = operation("reads", path="/invoices/{id}", security=())


def echo(connection: socket.socket, head: bytes) -> None:
    """Answer with the id that is asked for."""
    asked = re.search(rb" /v1/invoices/(\S+) ", head)
    body = b'{"id":"%s"}' % (asked[1] if asked else b"")
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    )


@pytest.fixture(autouse=True)
def nothing_is_left_open() -> Iterator[None]:
    yield
    for _ in range(3):
        gc.collect()


@pytest.fixture
def server() -> Iterator[Server]:
    with served(echo) as made:
        yield made


def made(kind: Callable[..., Any], server: Server, **more: Any) -> Any:
    return kind(provider(), f"{server.address}/v1", {}, {"retry": RetryPolicy.NEVER, "timeout": 20.0, **more})


def test_one_client_in_several_event_loops(server: Server) -> None:
    client = made(AsyncClient, server)

    async def twice(name: str) -> list[str]:
        return [(await client.call(READ, Arguments(path=(f"{name}{n}",)))).id for n in range(2)]

    for name in ("a", "b", "c"):
        assert asyncio.run(twice(name)) == [f"{name}0", f"{name}1"]
    assert server.connections == 3  # one for each loop, and both calls of a loop over the same one


@pytest.mark.parametrize("way", ["httpx", "httpx2"])
def test_a_closed_client_opens_nothing_again(server: Server, way: str) -> None:
    client = made(Client, server, http=way)
    pool = client._transport._pool()
    with client:
        assert client.call(READ, Arguments(path=("a",))).id == "a"
    assert not pool._pool.connections
    with pytest.raises(ConfigurationError, match="closed"):
        client._transport._pool()


def test_of_a_client_of_ours_httpx_logs_nothing(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"), made(Client, server) as client:
        client.call(READ, Arguments(path=("a",)))
    assert {record.name.partition(".")[0] for record in caplog.records} == {"reissue", "httpcore"}
    assert all(" " not in record.getMessage() for record in caplog.records if record.name.startswith("httpcore"))


class TimeIsUp(Exception):
    """What a signal handler of the caller's raises, such as Celery's SoftTimeLimitExceeded."""


class Raising(httpx.MockTransport):
    def __init__(self, error: Exception) -> None:
        def handler(_: httpx.Request) -> httpx.Response:
            raise error

        super().__init__(handler)


@pytest.mark.parametrize("effect", ["reads", "creates"])
def test_an_error_that_is_the_callers_passes_through(effect: str, caplog: pytest.LogCaptureFixture) -> None:
    client = Client(provider(), SERVER, {}, {})
    client._transport._pool()
    client._transport._pools[None] = Raising(TimeIsUp("stop now"))
    made = operation(effect, path="/invoices/{id}", security=())
    with pytest.raises(TimeIsUp) as caught:
        client.call(made, Arguments(path=("R",)))
    assert caught.value.__context__ is None
    assert ("was interrupted while sent" in caplog.text) is (effect == "creates")

    async def later() -> None:
        other = AsyncClient(provider(), SERVER, {}, {})
        other._transport._pool()
        other._transport._pools[other._transport.home()] = Raising(TimeIsUp("stop now"))
        with pytest.raises(TimeIsUp):
            await other.call(made, Arguments(path=("R",)))

    asyncio.run(later())


@pytest.mark.parametrize("error", [RuntimeError("x"), OSError("x"), ValueError("x"), socket.gaierror(1, "x")])
def test_an_error_of_python_is_a_failure_of_the_connection(error: Exception) -> None:
    client = Client(provider(), SERVER, {}, {"retry": RetryPolicy.NEVER})
    client._transport._pool()
    client._transport._pools[None] = Raising(error)
    with pytest.raises(ReissueError):
        client.call(READ, Arguments(path=("R",)))


def test_one_client_in_event_loops_at_once(server: Server) -> None:
    client = made(AsyncClient, server)

    async def some(name: str) -> list[str]:
        return [(await client.call(READ, Arguments(path=(f"{name}{n}",)))).id for n in range(20)]

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda name: asyncio.run(some(name)), "abcd"))
    assert found == [[f"{name}{n}" for n in range(20)] for name in "abcd"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_after_a_fork_no_connection_is_shared(server: Server) -> None:
    with made(Client, server) as client:
        _forked(client, server)


def _forked(client: Any, server: Server) -> None:
    assert client.call(READ, Arguments(path=("first",))).id == "first"
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:  # nothing of pytest runs here
        try:
            told = [client.call(READ, Arguments(path=(f"child{n}",))).id == f"child{n}" for n in range(20)]
            os.write(writer, b"fine" if all(told) else b"answers of the parent")
        finally:
            os._exit(0)
    mine = [client.call(READ, Arguments(path=(f"parent{n}",))).id == f"parent{n}" for n in range(20)]
    os.waitpid(child, 0)
    assert os.read(reader, 100) == b"fine" and all(mine)
    assert server.connections == 2
    os.close(reader)
    os.close(writer)


def test_threads_keep_their_connections(server: Server) -> None:
    with made(Client, server) as client:
        _in_threads(client, server)


def _in_threads(client: Any, server: Server) -> None:
    def some(name: int) -> bool:
        return all(client.call(READ, Arguments(path=(f"{name}-{n}",))).id == f"{name}-{n}" for n in range(10))

    with ThreadPoolExecutor(40) as threads:
        assert all(threads.map(some, range(80)))
    # httpx by itself keeps 20 of 100, and closes the others under the threads that are about to use them.
    assert server.connections <= 40
