"""What a caller may choose for the clients of all providers at once."""

from __future__ import annotations

from typing import Literal

from reissue_runtime.options import AsyncHttpClient, BaseOptions, HttpClient


class GatewayOptions(BaseOptions, total=False):
    """Options of `Reissue`, and through it of every client that it makes."""

    http: HttpClient | Literal["httpx", "httpx2"]
    """A client of your own (proxies, certificates, hooks), which stays yours to close, or the package to make one of."""


class AsyncGatewayOptions(BaseOptions, total=False):
    """Options of `AsyncReissue`, and through it of every client that it makes."""

    http: AsyncHttpClient | Literal["httpx", "httpx2"]
    """A client of your own (proxies, certificates, aiohttp), which stays yours to close, or the package to make one of."""
