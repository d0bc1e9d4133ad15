# Part of the Reissue runtime: ordinary, tested code that every generated tree carries as it is.
"""The only module that touches httpx: one prepared request in, one reply or one failure out.

Nothing of httpx gets out: its errors carry requests, and their tracebacks carry headers. Redirects are not followed,
the environment (proxies, netrc, certificate files) is not looked at; who needs that passes a client of their own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterable, Iterable, Mapping
from contextvars import ContextVar
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, Final

from .errors import ConfigurationError
from .retry import Failure

if TYPE_CHECKING:
    import logging
    import ssl

    import httpx

Headers = list[tuple[bytes, bytes]]
Content = bytes | Iterable[bytes] | AsyncIterable[bytes]
Files = list[tuple[str, tuple[str | None, bytes | IO[bytes], str | None]]]


class Prepared:
    """A request that is ready to be sent. It shows nothing of itself: address, headers and body hold secrets."""

    __slots__ = (
        "constant",
        "content",
        "deadline",
        "files",
        "headers",
        "method",
        "replayable",
        "timeout",
        "token",
        "url",
    )

    def __init__(
        self,
        method: str,
        url: str,
        headers: Headers,
        content: Content = b"",
        files: Files | None = None,
    ) -> None:
        self.method = method
        self.url = url
        self.headers = headers
        self.content = content
        self.files = files
        self.replayable = True
        """Whether the body can be sent a second time."""
        self.token: tuple[bytes, bytes] | None = None
        """The header of a token that may be replaced between two attempts."""
        self.constant = False
        """Whether the address is the same for every call of the operation, and worth keeping parsed."""
        self.timeout = 30.0
        """Seconds for each of: connecting, sending, waiting for the next bytes of the answer."""
        self.deadline = float("inf")
        """When the answer should be complete, on the clock of time.monotonic; it has at least `timeout` to come."""

    def __repr__(self) -> str:
        return f"<{self.method} request>"

    def __reduce__(self) -> str:
        raise TypeError("a prepared request is not for keeping")


class Reply:
    """An answer, read to its end. It shows only its status."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    def __repr__(self) -> str:
        return f"<Reply {self.status}>"


class Broken:
    """An attempt without a usable answer."""

    __slots__ = ("failure", "message", "name", "status")

    def __init__(
        self, failure: Failure, name: str, message: str, status: int | None = None
    ) -> None:
        self.failure = failure
        self.name = name
        """Class of the transport's error, such as ReadTimeout."""
        self.message = message
        """The transport's words; not yet masked."""
        self.status = status
        """Where the answer had begun: its status."""

    def __repr__(self) -> str:
        return f"<Broken {self.name}>"


class SyncTransport:
    """Sends over a httpx.Client: the user's, which is never closed here, or one of its own, made on first use."""

    def __init__(self, http: httpx.Client | None) -> None:
        if http is not None and hasattr(http, "aclose"):
            raise ConfigurationError(
                "http= of a sync client must be a httpx.Client, not an AsyncClient."
            )
        if http is not None:
            _quieten()
        self._package = _package_of(http) if http is not None else None
        self._http = http
        self._own = http is None
        self._closed = False
        self._lock = threading.Lock()
        self._urls: dict[str, Any] = {}

    def send(self, prepared: Prepared) -> Reply | Broken:
        """One attempt. What the transport raises is returned as Broken."""
        http = self._http or self._open()
        try:
            return self._send(http, prepared)
        except Exception as error:  # noqa: BLE001
            return _broken(error)
        except (
            BaseException  # noqa: BLE001
        ) as error:  # Ctrl-C and the like: without the frames that hold the request
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
                limit = max(prepared.deadline, time.monotonic() + prepared.timeout)
                for chunk in response.iter_bytes():
                    if (
                        chunks and time.monotonic() > limit
                    ):  # not for an answer that is complete, however late
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
        import httpx

        with self._lock:
            if self._closed:
                raise ConfigurationError("The client is closed.")
            if self._http is None:
                _quieten()
                self._package = httpx
                self._http = httpx.Client(
                    verify=_ssl_context(), follow_redirects=False, trust_env=False
                )
            return self._http

    @property
    def closed(self) -> bool:
        """Whether it was closed, or the user's client was."""
        return self._closed or (self._http is not None and self._http.is_closed)

    def close(self) -> None:
        """Close what was opened here."""
        self._closed = True
        if self._own and self._http is not None:
            self._http.close()


class AsyncTransport:
    """The same over a httpx.AsyncClient."""

    def __init__(self, http: httpx.AsyncClient | None) -> None:
        if http is not None and not hasattr(http, "aclose"):
            raise ConfigurationError(
                "http= of an async client must be a httpx.AsyncClient."
            )
        if http is not None:
            _quieten()
        self._package = _package_of(http) if http is not None else None
        self._http = http
        self._own = http is None
        self._closed = False
        self._urls: dict[str, Any] = {}

    async def send(self, prepared: Prepared) -> Reply | Broken:
        """One attempt, as in SyncTransport."""
        http = self._http or self._open()
        try:
            return await self._send(http, prepared)
        except Exception as error:  # noqa: BLE001
            return _broken(error)
        except (
            BaseException  # noqa: BLE001
        ) as error:  # cancelled: without the frames that hold the request
            raise _bare(error) from None

    async def _send(self, http: httpx.AsyncClient, prepared: Prepared) -> Reply:
        if not isinstance(prepared.content, bytes):
            from .body import as_async

            prepared.content = as_async(prepared.content)
        request = _request(prepared, self._urls, self._package)
        ours = _ours.set(True)
        try:
            response = await http.send(
                request, stream=True, auth=None, follow_redirects=False
            )
            try:
                chunks: list[bytes] = []
                limit = max(prepared.deadline, time.monotonic() + prepared.timeout)
                async for chunk in response.aiter_bytes():
                    if (
                        chunks and time.monotonic() > limit
                    ):  # not for an answer that is complete, however late
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
        import httpx

        if self._closed:
            raise ConfigurationError("The client is closed.")
        _quieten()
        self._package = httpx
        self._http = httpx.AsyncClient(
            verify=_ssl_context(), follow_redirects=False, trust_env=False
        )
        return self._http

    @property
    def closed(self) -> bool:
        """Whether it was closed, or the user's client was."""
        return self._closed or (self._http is not None and self._http.is_closed)

    async def aclose(self) -> None:
        """Close what was opened here."""
        self._closed = True
        if self._own and self._http is not None:
            await self._http.aclose()


def aiohttp_client(**options: Any) -> httpx.AsyncClient:
    """An httpx.AsyncClient over aiohttp, faster for many calls at once (extra ``reissue[aiohttp]``).

    Pass it as ``http=`` and close it yourself. `options` go to ``httpx_aiohttp.AiohttpTransport`` (limits, verify...).
    """
    import httpx

    try:
        from aiohttp import ClientSession, DummyCookieJar, TCPConnector
        from httpx_aiohttp import AiohttpTransport
    except ImportError:
        raise ConfigurationError(
            "aiohttp_client() needs the extra: pip install 'reissue[aiohttp]'."
        ) from None

    limits: httpx.Limits = options.pop("limits", httpx.Limits(max_connections=100))
    context = options.pop("verify", None) or _ssl_context()

    def session() -> ClientSession:
        connector = TCPConnector(limit=limits.max_connections or 0, ssl=context)
        made = ClientSession(connector=connector, cookie_jar=DummyCookieJar())
        # aiohttp repeats PUT and DELETE by itself when a connection breaks; that is decided in retry.py.
        made._retry_connection = False  # pyright: ignore[reportPrivateUsage]
        return made

    transport = AiohttpTransport(
        client=session, verify=context, trust_env=False, **options
    )
    return httpx.AsyncClient(
        transport=transport, follow_redirects=False, trust_env=False
    )


# --- requests ------------------------------------------------------------------------------------------------


def _package_of(http: object) -> Any:
    """The package of a client: httpx, or httpx2, which has the same names."""
    roots = (base.__module__.partition(".")[0] for base in type(http).__mro__)
    return import_module(
        next((root for root in roots if root in ("httpx", "httpx2")), "httpx")
    )


def _request(prepared: Prepared, urls: dict[str, Any], httpx: Any) -> Any:
    # Built directly: `client.build_request` merges addresses, headers and cookies for a third of the time of a call.
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


def _ssl_context() -> ssl.SSLContext:
    """One for all clients: making one takes 20 ms, and a client without one takes 0.03 ms."""
    global _context
    import httpx

    with _context_lock:
        if _context is None:
            _context = httpx.create_ssl_context(trust_env=False)
        return _context


# --- failures ------------------------------------------------------------------------------------------------


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
        # httpx-aiohttp also calls a connection that broke after sending a ConnectTimeout. Its cause tells the truth.
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


# --- logs ----------------------------------------------------------------------------------------------------

_ours: ContextVar[bool] = ContextVar("reissue_ours", default=False)
_quiet = False


def _quieten() -> None:
    """Keep addresses and headers of our requests out of the logs of httpx (which tells URLs) and httpcore (headers)."""
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
