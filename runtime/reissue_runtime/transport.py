# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""The only module of the core that touches httpx.

A prepared request comes in, a reply or a failure goes out.

Nothing of httpx gets out: its errors carry requests, and their tracebacks carry
headers. Redirects are not followed, the environment (proxies, netrc, certificate files)
is not looked at; who needs that passes a client of their own.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Callable,
    Iterable,
    MutableMapping,
)
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, TypeVar
from weakref import WeakKeyDictionary

from .body import Content
from .errors import ConfigurationError
from .quiet import ours, quieten
from .retry import Failure
from .steps import Broken, Prepared, Reply

if TYPE_CHECKING:
    import ssl

    import httpx

H = TypeVar("H")  # the client of httpx

_MOST: Final = 100
"""Connections of one pool."""


class _Transport(Generic[H]):
    """What both have in common: the client, the user's or one of its own."""

    kind: ClassVar[str]
    """The class of httpx that it sends over."""
    cannot_send: ClassVar[tuple[type, ...]] = ()
    """The kinds of content that it has no way to send."""

    def __init__(
        self, http: H | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        is_async = self.kind == "AsyncClient"
        if http is not None and hasattr(http, "aclose") is not is_async:
            raise ConfigurationError(
                f"http= of this client must be a httpx.{self.kind}."
            )
        self._given = http
        self._closed = False
        self._clock = clock
        self._urls: dict[str, Any] = {}
        self._package: Any = None
        self._settle()
        if http is not None:
            quieten()
            self._package = _package_of(http)

    def _settle(self) -> None:
        """Begin without connections: those of another process are not ours to use."""
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._pools: MutableMapping[Any, H] = self._no_pools()

    def _no_pools(self) -> MutableMapping[Any, H]:
        return {}

    def _home(self) -> object:
        """What connections belong to, beside the process."""
        return None

    def _pool(self) -> H:
        """The user's client, or one of its own for this process and event loop.

        After a fork two processes would read each other's answers from one connection,
        and one of another event loop is never read to its end.
        """
        if self._given is not None:
            return self._given
        if self._process != os.getpid():
            self._settle()
        home = self._home()
        return self._pools.get(home) or self._open(home)

    def _open(self, home: object) -> H:
        """A client of its own, which looks at nothing in the environment."""
        import httpx

        with self._lock:
            if self._closed:
                raise ConfigurationError("The client is closed.")
            if home not in self._pools:
                quieten()
                make, verify = getattr(httpx, self.kind), ssl_context()
                # As many are kept as there may be: else one thread closes those that
                # others are about to use.
                limits = httpx.Limits(
                    max_connections=_MOST, max_keepalive_connections=_MOST
                )
                self._package = httpx
                self._pools[home] = make(
                    verify=verify,
                    limits=limits,
                    follow_redirects=False,
                    trust_env=False,
                )
            return self._pools[home]

    @property
    def closed(self) -> bool:
        """Whether it was closed, or the user's client was."""
        given: Any = self._given
        return self._closed or (given is not None and given.is_closed)


class SyncTransport(_Transport["httpx.Client"]):
    """Sends over a httpx.Client.

    That is the user's, which is never closed here, or one of its own, made on first
    use.
    """

    kind = "Client"
    cannot_send = (AsyncIterable,)

    def send(self, prepared: Prepared) -> Reply | Broken:
        """One attempt. What the transport raises is returned as Broken."""
        http = self._pool()
        try:
            return self._send(http, prepared)
        except Exception as error:  # noqa: BLE001
            return _broken(error)
        except BaseException as error:  # noqa: BLE001
            # Ctrl-C and the like: without the frames that hold the request.
            raise _bare(error) from None

    def _send(self, http: httpx.Client, prepared: Prepared) -> Reply:
        request = _request(prepared, prepared.content, self._urls, self._package)
        mine = ours.set(True)
        try:
            response = http.send(
                request, stream=True, auth=None, follow_redirects=False
            )
            try:
                chunks: list[bytes] = []
                limit = max(prepared.deadline, self._clock() + prepared.timeout)
                for chunk in response.iter_bytes():
                    # Not for an answer that is complete, however late.
                    if chunks and self._clock() > limit:
                        raise TimeoutError(_TOO_SLOW)
                    chunks.append(chunk)
            except Exception as error:  # noqa: BLE001
                raise _Interrupted(response.status_code, error) from None
            finally:
                response.close()
            return Reply(
                response.status_code,
                response.headers,
                chunks[0] if len(chunks) == 1 else b"".join(chunks),
            )
        finally:
            ours.reset(mine)

    def close(self) -> None:
        """Close what was opened here."""
        self._closed = True
        for pool in self._pools.values():
            pool.close()


class AsyncTransport(_Transport["httpx.AsyncClient"]):
    """The same over a httpx.AsyncClient."""

    kind = "AsyncClient"

    def _no_pools(self) -> MutableMapping[Any, httpx.AsyncClient]:
        return WeakKeyDictionary()

    def _home(self) -> object:
        """The event loop that runs this task, of asyncio or of trio."""
        from asyncio import get_running_loop

        try:
            return get_running_loop()
        except RuntimeError:
            return import_module("trio").lowlevel.current_trio_token()

    async def send(self, prepared: Prepared) -> Reply | Broken:
        """One attempt, as in SyncTransport."""
        http = self._pool()
        try:
            return await self._send(http, prepared)
        except Exception as error:  # noqa: BLE001
            return _broken(error)
        except BaseException as error:  # noqa: BLE001
            # Cancelled: without the frames that hold the request.
            raise _bare(error) from None

    async def _send(self, http: httpx.AsyncClient, prepared: Prepared) -> Reply:
        content = as_async(prepared.content)
        request = _request(prepared, content, self._urls, self._package)
        mine = ours.set(True)
        try:
            response = await http.send(
                request, stream=True, auth=None, follow_redirects=False
            )
            try:
                chunks: list[bytes] = []
                limit = max(prepared.deadline, self._clock() + prepared.timeout)
                async for chunk in response.aiter_bytes():
                    # Not for an answer that is complete, however late.
                    if chunks and self._clock() > limit:
                        raise TimeoutError(_TOO_SLOW)
                    chunks.append(chunk)
            except Exception as error:  # noqa: BLE001
                raise _Interrupted(response.status_code, error) from None
            finally:
                await response.aclose()
            return Reply(
                response.status_code,
                response.headers,
                chunks[0] if len(chunks) == 1 else b"".join(chunks),
            )
        finally:
            ours.reset(mine)

    async def aclose(self) -> None:
        """Close what was opened here."""
        self._closed = True
        # Those of other event loops can be closed in these alone.
        if (pool := self._pools.get(self._home())) is not None:
            await pool.aclose()


# --- requests -------------------------------------------------------------------------


def _package_of(http: object) -> Any:
    """The package of a client: httpx, or httpx2, which has the same names."""
    roots = (base.__module__.partition(".")[0] for base in type(http).__mro__)
    return import_module(
        next((root for root in roots if root in ("httpx", "httpx2")), "httpx")
    )


def as_async(content: Content) -> bytes | AsyncIterable[bytes]:
    """The content in the form that an async client takes."""
    return content if isinstance(content, bytes | AsyncIterable) else _chunks(content)


async def _chunks(content: Iterable[bytes]) -> AsyncIterator[bytes]:
    # Reading blocks, as files do.
    for chunk in content:
        yield chunk


def _request(
    prepared: Prepared, content: Content, urls: dict[str, Any], httpx: Any
) -> Any:
    # Built directly: `client.build_request` merges addresses, headers and cookies for a
    # third of the time of a call.
    url = urls.get(prepared.url) if prepared.constant else None
    if url is None:
        url = httpx.URL(prepared.url)
        if prepared.constant:
            urls[prepared.url] = url
    headers = [(b"Host", url.netloc), *prepared.headers]
    if prepared.token is not None:
        headers.append(prepared.token)
    extensions = {
        "timeout": dict.fromkeys(("connect", "read", "write", "pool"), prepared.timeout)
    }
    given: dict[str, Any] = {"content": content}
    if prepared.files is not None:
        given = {"files": prepared.files}
    elif isinstance(content, bytes):
        given = {"stream": httpx.ByteStream(content)}
        if content or prepared.method in ("POST", "PUT", "PATCH"):
            headers.append((b"Content-Length", b"%d" % len(content)))
    request = httpx.Request(
        prepared.method, url, headers=headers, extensions=extensions, **given
    )
    if "stream" in given:
        request.read()  # some transports want the bytes at once
    return request


@cache
def ssl_context() -> ssl.SSLContext:
    """One for all clients.

    Making one takes 20 ms, and a client without one takes 0.03 ms.
    """
    import httpx

    return httpx.create_ssl_context(trust_env=False)


# --- failures -------------------------------------------------------------------------


class _Interrupted(Exception):
    """The answer had begun, and could not be read to its end."""

    def __init__(self, status: int, error: Exception) -> None:
        super().__init__(status)
        self.status = status
        self.error = error


_TOO_SLOW: Final = "the answer is not complete at the deadline"
_NOT_SENT: Final = frozenset(
    {
        "ConnectError",
        "ConnectTimeout",
        "PoolTimeout",
        "ProxyError",
        "UnsupportedProtocol",
        "InvalidURL",
    }
)
_AIOHTTP_NOT_SENT: Final = frozenset(
    {
        "ClientConnectorError",
        "ConnectionTimeoutError",
        "InvalidURL",
        "NonHttpUrlClientError",
    }
)


def _broken(error: Exception) -> Broken:
    status = None
    if isinstance(error, _Interrupted):
        status, error = error.status, error.error
    name = type(error).__name__
    not_sent = (
        status is None
        and type(error).__module__.startswith("httpx")
        and name in _NOT_SENT
    )
    cause = error.__cause__
    if not_sent and cause is not None and type(cause).__module__.startswith("aiohttp"):
        # httpx-aiohttp also calls a connection that broke after sending a
        # ConnectTimeout. Its cause tells the truth.
        not_sent = any(
            base.__name__ in _AIOHTTP_NOT_SENT for base in type(cause).__mro__
        )
    # h11 quotes the header that it refuses.
    message = "" if name == "LocalProtocolError" else " ".join(str(error).split())
    return Broken(
        Failure.NOT_SENT if not_sent else Failure.BROKEN, name, message, status
    )


def _bare(error: BaseException) -> BaseException:
    error.__traceback__ = error.__cause__ = error.__context__ = None
    return error
