# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Bases of the emitted resource classes, whose methods are one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from .asked import Methods
from .client import AsyncClient, Client
from .model import UNSET
from .operation import Operation
from .options import CallOptions
from .request import Address, Arguments

T = TypeVar("T")


class Resource(Methods):
    """A group of operations of a sync client."""

    __slots__ = ("_client",)

    def __init__(self, client: Client) -> None:
        self._client = client

    def _call(
        self,
        operation: Operation[T],
        *,
        path: Sequence[object] = (),
        query: Sequence[object] = (),
        headers: Sequence[object] = (),
        cookies: Sequence[object] = (),
        body: object = UNSET,
        media: str | None = None,
        url: Address | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> T:
        """Make the call.

        `path`, `query`, `headers` and `cookies` are in the order of the operation's
        parameters. Raises the errors of a call.
        """
        given = Arguments(
            path, query, headers, cookies, body, media, url, idempotency_key
        )
        return self._client.call(operation, given, options)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"


class AsyncResource:
    """A group of operations of an async client."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def _call(
        self,
        operation: Operation[T],
        *,
        path: Sequence[object] = (),
        query: Sequence[object] = (),
        headers: Sequence[object] = (),
        cookies: Sequence[object] = (),
        body: object = UNSET,
        media: str | None = None,
        url: Address | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> T:
        """Make the call.

        `path`, `query`, `headers` and `cookies` are in the order of the operation's
        parameters. Raises the errors of a call.
        """
        given = Arguments(
            path, query, headers, cookies, body, media, url, idempotency_key
        )
        return await self._client.call(operation, given, options)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"
