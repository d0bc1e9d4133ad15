# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""The connections of the clients that we make, below the pool of httpx or httpx2.

Each keeps the deadline of the call that uses it, tells whether anything of a request
was written, and is not used again if anything but one whole answer came over it: what
is left over would be read as the answer to the next call.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from socket import SOCK_STREAM, getaddrinfo
from typing import Any, Final

from .download import TOO_SLOW
from .late import ask
from .quiet import sending

MOST: Final = 100
"""Connections of one pool.

As many are kept as there may be: else one thread closes those that others are about to
use.
"""
_PIECE: Final = 65_536
"""Bytes that are written at once, so that a slow reader is noticed at the deadline."""


def made(package: Any, kind: str, ssl: Any, clock: Callable[[], float]) -> Any:
    """What sends below a client of httpx or httpx2, over connections of ours.

    It looks at nothing in the environment, follows no redirect and keeps no cookies:
    all that a client does beyond it, for half of the time of a call.
    """
    core = import_module(package.__name__.replace("httpx", "httpcore"))
    unusable = core.ConnectionNotAvailable
    if kind == "Client":
        backend: Any = _Backend(core.SyncBackend(), clock, unusable)
        pool, over = core.ConnectionPool, package.HTTPTransport
    else:
        backend = _AsyncBackend(core.AnyIOBackend(), clock, unusable)
        pool, over = core.AsyncConnectionPool, package.AsyncHTTPTransport
    # Without its __init__, which makes a pool that takes no backend.
    transport = over.__new__(over)
    transport._pool = pool(
        ssl_context=ssl,
        max_connections=MOST,
        max_keepalive_connections=MOST,
        keepalive_expiry=5.0,
        network_backend=backend,
    )
    return transport


class _Connection:
    """What both have in common: time, and what came over it."""

    def __init__(
        self, stream: Any, clock: Callable[[], float], unusable: type[Exception]
    ) -> None:
        self._stream = stream
        self._clock = clock
        self._unusable = unusable
        """Raised before anything is written, it lets the pool take another one."""
        self._request = b""
        """How the request begins whose answer is read."""
        self._received: list[bytes] = []
        """What came since then."""

    def _write(self, buffer: bytes, timeout: float | None) -> float | None:
        """Note that something is about to be written; the seconds that it has."""
        left = time_left(timeout, self._clock)
        if self._received:  # so this is another request
            received, bodiless = b"".join(self._received), self._request[:5] == b"HEAD "
            self._received, self._request = [], b""
            readable = self._stream.get_extra_info("is_readable")
            if readable or not is_one_answer(received, bodiless):
                raise self._unusable
        self._request = self._request or buffer[:5]
        if (call := sending.get()) is not None:
            if call.not_after is not None and not call.begun:
                ask(call)
                if self._asks_below():
                    return left
            call.begun = True
        return left

    def _asks_below(self) -> bool:
        """Whether what is below asks again, and notes that the request has begun."""
        return False

    def get_extra_info(self, info: str) -> Any:
        """As of the stream, but that none calls itself readable.

        The pool would close what it finds so, also under a thread that has just sent on
        it and waits for the answer. `_write` looks for itself.
        """
        return None if info == "is_readable" else self._stream.get_extra_info(info)


class _SyncConnection(_Connection):
    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self._stream.read(max_bytes, time_left(timeout, self._clock))
        # What may have no end is not kept: such a connection is not used again.
        self._received.append(b"" if getattr(sending.get(), "keep", None) else data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for at in range(0, len(buffer), _PIECE):
            left = self._write(buffer, timeout)
            self._stream.write(buffer[at : at + _PIECE], left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: Any = None, timeout: Any = None
    ) -> _SyncConnection:
        left = time_left(timeout, self._clock)
        secured = self._stream.start_tls(ssl_context, server_hostname, left)
        return _SyncConnection(secured, self._clock, self._unusable)


class _AsyncConnection(_Connection):
    _socket: Any = None
    """Of one with TLS: the stream below that."""

    def _asks_below(self) -> bool:
        # Before it writes, anyio may let other tasks of an event loop of asyncio run:
        # of many calls at once all would have been asked before the first one is sent.
        stream = getattr(self._socket or self._stream, "_stream", None)
        return asks_below(stream, "_transport")

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = time_left(timeout, self._clock)
        data: bytes = await self._stream.read(max_bytes, left)
        # What may have no end is not kept: such a connection is not used again.
        self._received.append(b"" if getattr(sending.get(), "keep", None) else data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for at in range(0, len(buffer), _PIECE):
            left = self._write(buffer, timeout)
            await self._stream.write(buffer[at : at + _PIECE], left)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: Any, server_hostname: Any = None, timeout: Any = None
    ) -> _AsyncConnection:
        left = time_left(timeout, self._clock)
        secured = await self._stream.start_tls(ssl_context, server_hostname, left)
        made = _AsyncConnection(secured, self._clock, self._unusable)
        made._socket = self._socket or self._stream
        return made


class _Backend:
    """Opens connections for the pool of a sync client."""

    def __init__(
        self, backend: Any, clock: Callable[[], float], unusable: type[Exception]
    ) -> None:
        self._backend = backend
        self._clock = clock
        self._unusable = unusable

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **kw: Any
    ) -> Any:
        """To the first address of a host that can be reached within the deadline."""
        problem: Exception | None = None
        for *_, place in getaddrinfo(host, port, type=SOCK_STREAM):
            address = str(place[0])
            try:
                left = time_left(timeout, self._clock)
                stream = self._backend.connect_tcp(address, port, left, *args, **kw)
                return _SyncConnection(stream, self._clock, self._unusable)
            except Exception as error:  # noqa: BLE001
                problem = error
        raise problem or OSError(host)


class _AsyncBackend(_Backend):
    """The same of an async client; it tries all addresses of a host by itself."""

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **kw: Any
    ) -> Any:
        left = time_left(timeout, self._clock)
        stream = await self._backend.connect_tcp(host, port, left, *args, **kw)
        return _AsyncConnection(stream, self._clock, self._unusable)


def time_left(timeout: float | None, clock: Callable[[], float]) -> float | None:
    """Seconds for one step of the call under way. Raises TimeoutError at its end."""
    call = sending.get()
    if call is None:
        return timeout
    left = call.deadline - clock()
    if left <= 0:
        raise TimeoutError(TOO_SLOW)
    return left if timeout is None else min(max(timeout, call.timeout), left)


# --- the last moment before the first byte -----------------------------------------------


class _Asking:
    """A transport of asyncio that asks whether a request may still begin."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: Any) -> None:
        _begin()
        self._transport.write(data)

    def writelines(self, data: Any) -> None:
        _begin()
        self._transport.writelines(data)


def _begin() -> None:
    if (call := sending.get()) is not None and not call.begun:
        if call.not_after is not None:
            ask(call)
        call.begun = True


def asks_below(holder: Any, name: str) -> bool:
    """Let the transport of asyncio ask that an object holds under a name.

    False where there is none: with trio, whose sockets are written to at once.
    """
    transport = getattr(holder, name, None)
    if transport is None:
        return False
    if not isinstance(transport, _Asking):
        setattr(holder, name, _Asking(transport))
    return True


# --- what came ------------------------------------------------------------------------

_CHUNK: Final = re.compile(rb"([0-9a-fA-F]{1,15})[ \t]*(?:;[^\r\n]*)?\r\n")
_CHUNKED: Final = re.compile(rb"(?im)^transfer-encoding:[ \t]*chunked[ \t]*\r?$")
_LENGTH: Final = re.compile(rb"(?im)^content-length:[ \t]*([0-9]{1,15})[ \t]*\r?$")
_BODILESS: Final = re.compile(rb"HTTP/1\.[01] (204|304)")
_INTERIM: Final = re.compile(rb"HTTP/1\.[01] 1")


def is_one_answer(received: bytes, bodiless: bool) -> bool:
    """Whether these bytes are one whole answer, and surely nothing more.

    It is no judge of answers: what it does not understand costs a connection.
    `bodiless`: the answer to a HEAD.
    """
    head, _, body = received.partition(b"\r\n\r\n")
    if _INTERIM.match(head):
        return False
    if bodiless or _BODILESS.match(head):
        return not body
    if _CHUNKED.search(head) is None:
        length = _LENGTH.search(head)
        return length is not None and len(body) == int(length[1])
    at = 0
    while (chunk := _CHUNK.match(body, at)) and int(chunk[1], 16):
        at = chunk.end() + int(chunk[1], 16) + 2
    return chunk is not None and body[chunk.end() :] == b"\r\n"
