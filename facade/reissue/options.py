"""What a caller may choose for the clients of all providers at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reissue_runtime.options import BaseOptions

if TYPE_CHECKING:
    import httpx


class GatewayOptions(BaseOptions, total=False):
    """Options of `Reissue`, and through it of every client that it makes."""

    http: httpx.Client
    """A client of your own (proxies, certificates, hooks); it stays yours to close."""


class AsyncGatewayOptions(BaseOptions, total=False):
    """Options of `AsyncReissue`, and through it of every client that it makes."""

    http: httpx.AsyncClient
    """A client of your own (proxies, certificates, aiohttp); it stays yours to close."""
