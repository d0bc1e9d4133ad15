# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""The only module that touches httpx: a prepared request in, a reply or a failure out.

Nothing of httpx gets out: its errors carry requests, and their tracebacks carry
headers. Redirects are not followed, the environment (proxies, netrc, certificate files)
is not looked at; who needs that passes a client of their own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from contextvars import ContextVar
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from .body import Content
from .errors import ConfigurationError
from .retry import Failure
from .steps import Broken, Prepared, Reply

if TYPE_CHECKING:
    import logging
    import ssl

    import httpx

H = TypeVar("H")  # the client of httpx


class _Transport(Generic[H]):
    """What both have in common: the client, the user's or one of its own."""

    def __init__(self, http: H | None, clock: Callable[[], float]) -> None:
        self._http = http
        self._own = http is None
        self._closed = False
        self._clock = clock
        self._urls: dict[str, Any] = {}
        self._package: Any = None
        if http is not None:
            _quieten()
            self._package = _package_of(http)

    def _opened(self, kind: str) -> H:
        """A client of its own, which looks at nothing in the environment."""
        import httpx

        if self._closed:
            raise ConfigurationError("The client is closed.")
        _quieten()
        make = getattr(httpx, kind)
        http: H = make(verify=ssl_context(), follow_redirects=False, trust_env=False)
        self._package, self._http = httpx, http
        return http

    @property
    def closed(self) -> bool:
        """Whether it was closed, or the user's client was."""
        http: Any = self._http
        return self._closed or (http is not None and http.is_closed)


class SyncTransport(_Transport["httpx.Client"]):
    """Sends over a httpx.Client.

    That is the user's, which is never closed here, or one of its own, made on first
    use.
    """

    def __init__(
        self, http: httpx.Client | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        if http is not None and hasattr(http, "aclose"):
            raise ConfigurationError(
                "http= of a sync client must be a httpx.Client, not an AsyncClient."
            )
        super().__init__(http, clock)
        self._lock = threading.Lock()

    def send(self, prepared: Prepared) -> Reply | Broken:
        """One attempt. What the transport raises is returned as Broken."""
        http = self._http or self._open()
        try:
            return self._send(http, prepared)
        except Exception as error:  # noqa: BLE001
            return _broken(error)
        except BaseException as error:  # noqa: BLE001
            # Ctrl-C and the like: without the frames that hold the request.
            raise _bare(error) from None

    def _send(self, http: httpx.Client, prepared: Prepared) -> Reply:
        request = _request(prepared, self._urls, self._package)
        ours = _ours.set(True)
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
            _ours.reset(ours)

    def _open(self) -> httpx.Client:
        with self._lock:
            return self._http or self._opened("Client")

    def close(self) -> None:
        """Close what was opened here."""
        self._closed = True
        if self._own and self._http is not None:
            self._http.close()


class AsyncTransport(_Transport["httpx.AsyncClient"]):
    """The same over a httpx.AsyncClient."""

    def __init__(
        self,
        http: httpx.AsyncClient | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if http is not None and not hasattr(http, "aclose"):
            raise ConfigurationError(
                "http= of an async client must be a httpx.AsyncClient."
            )
        super().__init__(http, clock)

    async def send(self, prepared: Prepared) -> Reply | Broken:
        """One attempt, as in SyncTransport."""
        http = self._http or self._open()
        try:
            return await self._send(http, prepared)
        except Exception as error:  # noqa: BLE001
            return _broken(error)
        except BaseException as error:  # noqa: BLE001
            # Cancelled: without the frames that hold the request.
            raise _bare(error) from None

    async def _send(self, http: httpx.AsyncClient, prepared: Prepared) -> Reply:
        prepared.content = as_async(prepared.content)
        request = _request(prepared, self._urls, self._package)
        ours = _ours.set(True)
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
            _ours.reset(ours)

    def _open(self) -> httpx.AsyncClient:
        return self._opened("AsyncClient")

    async def aclose(self) -> None:
        """Close what was opened here."""
        self._closed = True
        if self._own and self._http is not None:
            await self._http.aclose()


# --- requests -------------------------------------------------------------------------


def _package_of(http: object) -> Any:
    """The package of a client: httpx, or httpx2, which has the same names."""
    roots = (base.__module__.partition(".")[0] for base in type(http).__mro__)
    return import_module(
        next((root for root in roots if root in ("httpx", "httpx2")), "httpx")
    )


def as_async(content: Content) -> bytes | AsyncIterable[bytes]:
    """The content in the form that an async client takes."""
    if isinstance(content, bytes | AsyncIterable):
        return content
    return _Chunks(content)


class _Chunks:
    """Chunks for an async client, which takes no other iterables.

    Reading them blocks, as files do. They can be read again as far as `chunks` can.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk


def _request(prepared: Prepared, urls: dict[str, Any], httpx: Any) -> Any:
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
    content = prepared.content
    if prepared.files is not None:
        return httpx.Request(
            prepared.method,
            url,
            headers=headers,
            files=prepared.files,
            extensions=extensions,
        )
    if not isinstance(content, bytes):
        return httpx.Request(
            prepared.method,
            url,
            headers=headers,
            content=content,
            extensions=extensions,
        )
    if content or prepared.method in ("POST", "PUT", "PATCH"):
        headers.append((b"Content-Length", b"%d" % len(content)))
    request = httpx.Request(
        prepared.method,
        url,
        headers=headers,
        stream=httpx.ByteStream(content),
        extensions=extensions,
    )
    request.read()  # some transports want the bytes at once
    return request


_context: ssl.SSLContext | None = None
_context_lock = threading.Lock()


def ssl_context() -> ssl.SSLContext:
    """One for all clients.

    Making one takes 20 ms, and a client without one takes 0.03 ms.
    """
    global _context
    import httpx

    with _context_lock:
        if _context is None:
            _context = httpx.create_ssl_context(trust_env=False)
        return _context


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
    message = "" if name == "LocalProtocolError" else " ".join(str(error).split())[:300]
    return Broken(
        Failure.NOT_SENT if not_sent else Failure.BROKEN, name, message, status
    )


def _bare(error: BaseException) -> BaseException:
    error.__traceback__ = error.__cause__ = error.__context__ = None
    return error


# --- logs -----------------------------------------------------------------------------

_ours: ContextVar[bool] = ContextVar("reissue_ours", default=False)
_quiet = False


def _quieten() -> None:
    """Keep our requests out of the logs of httpx (it tells URLs) and httpcore
    (headers).
    """
    global _quiet
    if _quiet:
        return
    from logging import getLogger

    parts = ("connection", "http11", "http2", "proxy", "socks")
    for name in (
        "httpx",
        "httpx2",
        *(f"{core}.{part}" for core in ("httpcore", "httpcore2") for part in parts),
    ):
        getLogger(name).addFilter(_shorten)
    _quiet = True


def _shorten(record: logging.LogRecord) -> bool:
    if not _ours.get():
        return True
    if record.name.startswith("httpx"):
        arguments: tuple[Any, ...] = (
            record.args if isinstance(record.args, tuple) else ()
        )
        record.args = tuple(map(_origin_only, arguments))
    else:
        record.msg, record.args = str(record.msg).partition(" ")[0], ()
    return True


def _origin_only(value: Any) -> Any:
    return (
        f"{value.scheme}://{value.netloc.decode()}"
        if type(value).__name__ == "URL"
        else value
    )
