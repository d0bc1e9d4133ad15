# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""The only module of the core that sends over httpx, or over httpx2, its equal.

A prepared request comes in, a reply or a failure goes out.

Nothing of httpx gets out: its errors carry requests, and their tracebacks carry
headers. Redirects are not followed, the environment (proxies, netrc, certificate files)
is not looked at; who needs that passes a client of their own.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Callable,
    Iterable,
    Mapping,
    MutableMapping,
)
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar, Final
from weakref import WeakKeyDictionary

from .body import Content
from .connections import made
from .download import TOO_SLOW, Download, TooLarge
from .errors import ConfigurationError
from .failures import is_foreign, says_not_sent
from .late import ask, tracing, words
from .options import MAX_BYTES, PACKAGES
from .quiet import quieten, sending
from .retry import Failure
from .steps import Broken, Prepared, Reply

if TYPE_CHECKING:
    import ssl

_QUOTE: Final = re.compile(r"\s*(?:b?['\"(:=]|bytearray)")
"""Where the words of a transport end, and what it quotes begins."""
_GRACE: Final = 0.2
"""Seconds that a client of the user's has to tell by itself that its time is over."""
_AS_IT_IS: Final[Mapping[str, Any]] = {
    "stream": True,
    "auth": None,
    "follow_redirects": False,
}
"""How a client of the user's sends: what was built, once, to the answer's head."""


class _Transport:
    """What both have in common: the client, the user's or one of its own.

    - `http`: A client of httpx or httpx2, or which of the two to make one of.
    - `most`: Bytes of one answer.
    """

    kind: ClassVar[str]
    """The class of httpx that it sends over."""
    cannot_send: ClassVar[tuple[type, ...]] = ()
    """The kinds of content that it has no way to send."""

    def __init__(
        self,
        http: Any,
        clock: Callable[[], float] = time.monotonic,
        most: int = MAX_BYTES,
    ) -> None:
        is_async = self.kind == "AsyncClient"
        self._wanted = http if isinstance(http, str) else None
        self._given = None if isinstance(http, str) else http
        if self._given is not None and hasattr(http, "aclose") is not is_async:
            raise ConfigurationError(
                f"http= of this client must be a {self.kind} of httpx or httpx2."
            )
        self._closed = False
        self._clock = clock
        self._most = most
        self._urls: dict[str, Any] = {}
        self._package: Any = None
        self._settle()
        if self._given is not None:
            quieten()
            self._package = _package_of(http)

    def _settle(self) -> None:
        """Begin without connections: those of another process are not ours to use."""
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._pools: MutableMapping[Any, Any] = self._no_pools()

    def _no_pools(self) -> MutableMapping[Any, Any]:
        return {}

    def home(self) -> object:
        """What connections belong to, beside the process."""
        return None

    def _pool(self) -> Any:
        """The user's client, or what sends for it in this process and event loop.

        After a fork two processes would read each other's answers from one connection,
        and one of another event loop is never read to its end.
        """
        if self._given is not None:
            return self._given
        if self._process != os.getpid():
            self._settle()
        home = self.home()
        return self._pools.get(home) or self._open(home)

    def _open(self, home: object) -> Any:
        """Connections of its own; nothing in the environment is looked at."""
        with self._lock:
            if self._closed:
                raise ConfigurationError("The client is closed.")
            if home not in self._pools:
                quieten()
                package = self._package = _package(self._wanted)
                ssl = ssl_context(package.__name__)
                self._pools[home] = made(package, self.kind, ssl, self._clock)
            return self._pools[home]

    @property
    def closed(self) -> bool:
        """Whether it was closed, or the user's client was."""
        given: Any = self._given
        return self._closed or (given is not None and given.is_closed)

    def _ask(self, request: Any, prepared: Prepared) -> None:
        """Before there is a connection; and what can, asks again before it writes."""
        ask(prepared)
        if self._given is not None:
            trace = tracing(prepared, self.kind == "AsyncClient")
            request.extensions["trace"] = trace

    def _download(self, response: Any, prepared: Prepared) -> Download:
        return Download(response.headers, self._most, prepared.deadline, self._clock)

    def _broken(self, error: Exception, prepared: Prepared) -> Reply | Broken:
        """What an attempt failed of; no success tells all by its status alone.

        Our own connections know whether anything was written. Of a client of the user's
        only some errors say so.
        """
        if prepared.late is not None:
            return Broken(Failure.TOO_LATE, "TooLate", words(prepared.late))
        status = None
        if isinstance(error, _Interrupted):
            status, headers, error = error.status, error.headers, error.error
            if not 200 <= status < 300:
                return Reply(status, headers, b"", prepared.url)
        name = type(error).__name__
        not_sent = status is None and not prepared.begun
        if self._given is not None:
            not_sent = not_sent and says_not_sent(error)
        failure = Failure.NOT_SENT if not_sent else Failure.BROKEN
        if isinstance(error, TooLarge):
            failure = Failure.TOO_LARGE
        message = " ".join(str(error).split())
        if not name.startswith("Connect"):  # of others some quote what was sent
            message = _QUOTE.split(message)[0]
        if "Timeout" in name and self._clock() >= prepared.deadline:
            message = TOO_SLOW
        return Broken(failure, name, message, status)


class SyncTransport(_Transport):
    """Sends over a Client of httpx or httpx2.

    That is the user's, which is never closed here; or over what is below one, made on
    first use.
    """

    kind = "Client"
    cannot_send = (AsyncIterable,)

    def send(self, prepared: Prepared) -> Reply | Broken:
        """One attempt. What the transport raises is returned as Broken."""
        pool = self._pool()
        prepared.begun = False
        mine = sending.set(prepared)
        try:
            return self._send(pool, prepared)
        except Exception as error:  # noqa: BLE001
            if self._given is None and _is_foreign(error):
                raise _bare(error) from None
            return self._broken(error, prepared)
        except BaseException as error:  # noqa: BLE001
            # Ctrl-C and the like: without the frames that hold the request.
            raise _bare(error) from None
        finally:
            sending.reset(mine)

    def _send(self, pool: Any, prepared: Prepared) -> Reply:
        request = _request(prepared, prepared.content, self._urls, self._package)
        if prepared.not_after is not None:
            self._ask(request, prepared)
        response = (
            pool.handle_request(request)
            if self._given is None
            else self._given.send(request, **_AS_IT_IS)
        )
        if prepared.keep is not None and (kept := prepared.keep(response)) is not None:
            return kept
        try:
            if response.is_stream_consumed:  # by a hook of the user's client
                body: bytes = response.content
            else:
                download = self._download(response, prepared)
                for chunk in response.iter_raw():
                    download.feed(chunk)
                body = download.end()
        except Exception as error:  # noqa: BLE001
            raise _Interrupted(response, error) from None
        finally:
            response.close()
        return Reply(response.status_code, response.headers, body, prepared.url)

    def close(self) -> None:
        """Close what was opened here."""
        self._closed = True
        while self._pools:  # none is left that a call could open again
            self._pools.popitem()[1].close()


class AsyncTransport(_Transport):
    """The same over an AsyncClient."""

    kind = "AsyncClient"

    def _no_pools(self) -> MutableMapping[Any, Any]:
        return WeakKeyDictionary()

    def home(self) -> object:
        """The event loop that runs this task, of asyncio or of trio."""
        from asyncio import get_running_loop

        try:
            return get_running_loop()
        except RuntimeError:
            return import_module("trio").lowlevel.current_trio_token()

    async def send(self, prepared: Prepared) -> Reply | Broken:
        """One attempt, as in SyncTransport."""
        pool = self._pool()
        prepared.begun = False
        mine = sending.set(prepared)
        try:
            if self._given is None:
                return await self._send(pool, prepared)
            import anyio

            with anyio.fail_after(prepared.deadline - self._clock() + _GRACE):
                return await self._send(pool, prepared)
        except Exception as error:  # noqa: BLE001
            if self._given is None and _is_foreign(error):
                raise _bare(error) from None
            return self._broken(error, prepared)
        except BaseException as error:  # noqa: BLE001
            # Cancelled: without the frames that hold the request.
            raise _bare(error) from None
        finally:
            sending.reset(mine)

    async def _send(self, pool: Any, prepared: Prepared) -> Reply:
        content = as_async(prepared.content)
        request = _request(prepared, content, self._urls, self._package)
        if prepared.not_after is not None:
            self._ask(request, prepared)
        response = await (
            pool.handle_async_request(request)
            if self._given is None
            else self._given.send(request, **_AS_IT_IS)
        )
        if prepared.keep is not None and (kept := prepared.keep(response)) is not None:
            return kept
        try:
            if response.is_stream_consumed:  # by a hook of the user's client
                body: bytes = response.content
            else:
                download = self._download(response, prepared)
                async for chunk in response.aiter_raw():
                    download.feed(chunk)
                body = download.end()
        except Exception as error:  # noqa: BLE001
            raise _Interrupted(response, error) from None
        finally:
            await response.aclose()
        return Reply(response.status_code, response.headers, body, prepared.url)

    async def aclose(self) -> None:
        """Close what was opened here."""
        self._closed = True
        # Those of other event loops can be closed in these alone.
        if (pool := self._pools.pop(self.home(), None)) is not None:
            await pool.aclose()


# --- requests -------------------------------------------------------------------------


def _package_of(http: object) -> Any:
    """The package of a client: httpx, or httpx2, which has the same names."""
    roots = (base.__module__.partition(".")[0] for base in type(http).__mro__)
    return import_module(next((root for root in roots if root in PACKAGES), "httpx"))


def _package(wanted: str | None) -> Any:
    """httpx or httpx2, of which one is enough. Raises ConfigurationError for neither."""
    for name in (wanted,) if wanted else PACKAGES:
        if find_spec(name) is not None:
            return import_module(name)
    missing = wanted or "httpx (or httpx2)"
    raise ConfigurationError(
        f"There is no {missing} to send requests with: pip install {missing.split()[0]}"
    )


def as_async(content: Content) -> bytes | AsyncIterable[bytes]:
    """The content in the form that an async client takes."""
    return content if isinstance(content, (bytes, AsyncIterable)) else _chunks(content)


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
    request.method = prepared.method  # which httpx writes in capitals
    if "stream" in given:
        request.read()  # some transports want the bytes at once
    return request


@cache
def ssl_context(package: str) -> ssl.SSLContext:
    """One for all clients of httpx, or of httpx2, each with the roots that it trusts.

    Making one takes 20 ms, and a client without one takes 0.03 ms.
    """
    context: ssl.SSLContext = import_module(package).create_ssl_context(trust_env=False)
    return context


# --- failures -------------------------------------------------------------------------


class _Interrupted(Exception):
    """The answer had begun, and could not be read to its end."""

    def __init__(self, response: Any, error: Exception) -> None:
        super().__init__(response.status_code)
        self.status: int = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.error = error


def _is_foreign(error: Exception) -> bool:
    return is_foreign(error.error if isinstance(error, _Interrupted) else error)


def _bare(error: BaseException) -> BaseException:
    error.__traceback__ = error.__cause__ = error.__context__ = None
    return error
