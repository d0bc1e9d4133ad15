# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Faster for many calls at once: httpx over aiohttp (extra ``reissue[aiohttp]``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .extras import package
from .transport import ssl_context

if TYPE_CHECKING:
    import httpx


def aiohttp_client(**options: Any) -> httpx.AsyncClient:
    """An httpx.AsyncClient over aiohttp. Pass it as ``http=`` and close it yourself.

    `options` go to ``httpx_aiohttp.AiohttpTransport`` (limits, verify...). Raises
    ConfigurationError where the extra is not installed.
    """
    import httpx

    what = "aiohttp", "aiohttp_client()"
    aiohttp, httpx_aiohttp = package("aiohttp", *what), package("httpx_aiohttp", *what)
    limits: httpx.Limits = options.pop("limits", httpx.Limits(max_connections=100))
    context = options.pop("verify", None) or ssl_context()

    def session() -> Any:
        most = limits.max_connections or 0
        connector = aiohttp.TCPConnector(limit=most, ssl=context)
        cookies = aiohttp.DummyCookieJar()
        made = aiohttp.ClientSession(connector=connector, cookie_jar=cookies)
        # aiohttp repeats PUT and DELETE by itself when a connection breaks; that is
        # decided in retry.py.
        made._retry_connection = False
        return made

    transport = httpx_aiohttp.AiohttpTransport(
        client=session, verify=context, trust_env=False, **options
    )
    return httpx.AsyncClient(
        transport=transport, follow_redirects=False, trust_env=False
    )
