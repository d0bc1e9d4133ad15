# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Faster for many calls at once: httpx over aiohttp (extra ``reissue[aiohttp]``)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from .connections import MOST, asks_below
from .extras import package
from .quiet import sending
from .transport import ssl_context

if TYPE_CHECKING:
    import httpx


def aiohttp_client(**options: Any) -> httpx.AsyncClient:
    """An httpx.AsyncClient over aiohttp. Pass it as ``http=`` and close it yourself.

    It has connections of its own in each process and event loop. `options` go to
    ``httpx_aiohttp.AiohttpTransport`` (limits, verify...). Raises ConfigurationError
    where the extra is not installed.
    """
    import httpx

    what = "aiohttp", "aiohttp_client()"
    aiohttp, httpx_aiohttp = package("aiohttp", *what), package("httpx_aiohttp", *what)
    limits: httpx.Limits = options.pop("limits", httpx.Limits(max_connections=MOST))
    context = options.pop("verify", None) or ssl_context("httpx")
    telling = aiohttp.TraceConfig()
    telling.on_request_headers_sent.append(_tell)

    def session() -> Any:
        most = limits.max_connections or 0
        connector = aiohttp.TCPConnector(limit=most, ssl=context)
        connector.connect = _asking(connector.connect)
        cookies = aiohttp.DummyCookieJar()
        made = aiohttp.ClientSession(
            connector=connector, cookie_jar=cookies, trace_configs=[telling]
        )
        # aiohttp repeats PUT and DELETE by itself when a connection breaks; that is
        # decided in retry.py.
        made._retry_connection = False
        return made

    class Transport(httpx.AsyncBaseTransport):
        """One of aiohttp for each process and event loop."""

        def __init__(self) -> None:
            self._process = 0
            self._here: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            from asyncio import get_running_loop

            if self._process != os.getpid():
                self._process, self._here = os.getpid(), WeakKeyDictionary()
            loop = get_running_loop()
            if loop not in self._here:
                self._here[loop] = httpx_aiohttp.AiohttpTransport(
                    client=session, verify=context, trust_env=False, **options
                )
            response: httpx.Response = await self._here[loop].handle_async_request(
                request
            )
            return response

        async def aclose(self) -> None:
            from asyncio import get_running_loop

            if (transport := self._here.get(get_running_loop())) is not None:
                await transport.aclose()

    return httpx.AsyncClient(
        transport=Transport(), follow_redirects=False, trust_env=False
    )


def _asking(connect: Any) -> Any:
    """Connections that ask `not_after` when bytes are handed to the event loop.

    Not before: aiohttp keeps the head until it has the first piece of the body.
    """

    async def connected(*args: Any, **given: Any) -> Any:
        connection = await connect(*args, **given)
        if getattr(sending.get(), "not_after", None) is not None:
            asks_below(connection.protocol, "transport")
        return connection

    return connected


async def _tell(*_: object) -> None:
    """Something of a request is about to be written.

    With a `not_after` its connection notes that, which is nearer.
    """
    if (call := sending.get()) is not None and call.not_after is None:
        call.begun = True
