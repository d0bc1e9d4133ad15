"""Every way to send, beside a server of plain sockets that counts each byte of a request; for tests of `not_after`."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import httpx2
from reissue_runtime import connections, transport
from reissue_runtime.aiohttp import aiohttp_client
from reissue_runtime.client import AsyncClient, Client
from reissue_runtime.operation import Operation
from reissue_runtime.options import CallOptions
from reissue_runtime.request import Arguments
from reissue_runtime.retry import RetryPolicy

from tests.runtime.scripted_client import operation, provider

OURS = ("httpx", "httpx2", "async httpx", "async httpx2")
PASSED_IN = ("own httpx", "own httpx2", "own async httpx", "own async httpx2", "aiohttp")
WAYS = (*OURS, *PASSED_IN)
BODY = b'{"id":"R-1"}'
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n" + BODY
SEND = operation("sends", path="/invoices/{id}/send", security=())


class Caller:
    """A client that sends in one of the ways; async ones are driven here. `most`: connections of its pool."""

    def __init__(self, way: str, server: str, trust: str | None = None, most: int = 10) -> None:
        self.loop = asyncio.new_event_loop() if "async" in way or way == "aiohttp" else None
        kind: Any = Client if self.loop is None else AsyncClient
        package: Any = httpx2 if "httpx2" in way else httpx
        verify = ssl.create_default_context(cafile=trust) if trust else None
        self.http: Any = package.__name__
        given: dict[str, Any] = {"limits": package.Limits(max_connections=most)} | (
            {"verify": verify} if verify else {}
        )
        if way == "aiohttp":
            self.http = aiohttp_client(**given)
        elif way.startswith("own"):
            self.http = (package.Client if self.loop is None else package.AsyncClient)(trust_env=False, **given)
        elif verify is not None:
            setattr(transport, "ssl_context", lambda package: verify)
        setattr(connections, "MOST", most)
        self.client = kind(provider(), server, {}, {"http": self.http, "retry": RetryPolicy.NEVER, "timeout": 60.0})

    def given(self, made: Operation[Any], not_after: float | None, body: Any) -> tuple[Any, ...]:
        return made, Arguments(path=("R-1",), body=body), CallOptions(not_after=not_after)

    def call(self, not_after: float | None, made: Operation[Any] = SEND, body: Any = None) -> Any:
        found = self.client.call(*self.given(made, not_after, {"total": 1} if body is None else body))
        return found if self.loop is None else self.loop.run_until_complete(found)

    def many(self, *limits: float | None) -> list[Any]:
        """Calls at once, in threads or tasks: what each gave or raised."""
        if self.loop is not None:
            return self.loop.run_until_complete(self._gathered(limits))
        found: list[Any] = [None] * len(limits)

        def one(index: int, limit: float | None) -> None:
            try:
                found[index] = self.call(limit)
            except Exception as error:
                found[index] = error

        threads = [threading.Thread(target=one, args=each) for each in enumerate(limits)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found

    async def _gathered(self, limits: tuple[float | None, ...]) -> list[Any]:
        calls = [self.client.call(*self.given(SEND, limit, {"total": 1})) for limit in limits]
        return await asyncio.gather(*calls, return_exceptions=True)

    def close(self) -> None:
        if self.loop is None:
            self.client.close()
            if not isinstance(self.http, str):
                self.http.close()
            return
        self.loop.run_until_complete(self.client.aclose())
        if not isinstance(self.http, str):
            self.loop.run_until_complete(self.http.aclose())
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()


class Wire:
    """Reads requests, answers each that is whole, and counts: `received` is every byte of a request that came.

    `opened` is called of each connection before anything of TLS is answered, `begun` of each first piece of a request,
    `before_answer` of each whole one.
    """

    def __init__(self, certificate: str | None = None) -> None:
        self.context: ssl.SSLContext | None = None
        if certificate is not None:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate)
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=200)
        scheme = "http" if certificate is None else "https"
        self.address = f"{scheme}://localhost:{self.listener.getsockname()[1]}"
        self.connections = self.requests = self.received = 0
        self.ended = 0
        self.opened: Callable[[], object] = lambda: None
        self.begun: Callable[[], object] = lambda: None
        self.before_answer: Callable[[], object] = lambda: None
        threading.Thread(target=self._accept, daemon=True).start()

    def settle(self) -> None:
        """Wait until all connections have ended, so that all of what was sent has come."""
        while self.ended < self.connections:
            time.sleep(0.001)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            self._spoken(connection)
        except OSError:
            pass
        finally:
            self.ended += 1

    def _spoken(self, connection: socket.socket) -> None:
        with connection:
            if self.context is not None:
                connection.recv(1, socket.MSG_PEEK)  # the other side has begun to speak TLS
            self.opened()
            if self.context is None:
                self._answer(connection)
            else:
                with self.context.wrap_socket(connection, server_side=True) as secured:
                    self._answer(secured)

    def _answer(self, connection: socket.socket) -> None:
        buffer = b""
        while data := connection.recv(65536):
            self.received += len(data)
            if not buffer:
                self.begun()
            buffer += data
            if is_whole(buffer):
                self.requests += 1
                buffer = b""
                self.before_answer()
                connection.sendall(WHOLE)


def is_whole(request: bytes) -> bool:
    """Whether it is a whole request (RFC 9112, 6.3)."""
    head, end, body = request.partition(b"\r\n\r\n")
    if not end:
        return False
    if b"transfer-encoding: chunked" in head.lower():
        return body.endswith(b"0\r\n\r\n")
    lengths = [line[15:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return len(body) >= int(lengths[0] if lengths else 0)


@contextmanager
def wired(certificate: str | None = None) -> Iterator[Wire]:
    wire = Wire(certificate)
    try:
        yield wire
    finally:
        wire.listener.shutdown(socket.SHUT_RDWR)
        wire.listener.close()
