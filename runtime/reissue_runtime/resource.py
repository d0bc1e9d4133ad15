# Part of the Reissue runtime: ordinary, tested code that every generated tree carries as it is.
"""Bases of the emitted resource classes, whose methods are one statement each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from .model import UNSET
from .operation import Operation, Pages
from .request import Arguments

if TYPE_CHECKING:
    from .client import AsyncClient, Client
    from .options import CallOptions

T = TypeVar("T")
Item = TypeVar("Item")  # the item type of a page


class Resource:
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
        url: str | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> T:
        """Make the call. `path`, `query`, `headers` and `cookies` are aligned with the operation's parameters."""
        given = Arguments(
            path, query, headers, cookies, body, media, url, idempotency_key
        )
        return self._client.call(operation, given, options)

    def _iterate(
        self,
        pages: Pages[Item],
        *,
        path: Sequence[object] = (),
        query: Sequence[object] = (),
        headers: Sequence[object] = (),
        cookies: Sequence[object] = (),
        options: CallOptions | None = None,
    ) -> Iterator[Item]:
        """The items of all pages; a page is asked for when its first item is."""
        from .pagination import iterate

        return iterate(
            self._client, pages, Arguments(path, query, headers, cookies), options
        )

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
        url: str | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> T:
        """Make the call. `path`, `query`, `headers` and `cookies` are aligned with the operation's parameters."""
        given = Arguments(
            path, query, headers, cookies, body, media, url, idempotency_key
        )
        return await self._client.call(operation, given, options)

    def _iterate(
        self,
        pages: Pages[Item],
        *,
        path: Sequence[object] = (),
        query: Sequence[object] = (),
        headers: Sequence[object] = (),
        cookies: Sequence[object] = (),
        options: CallOptions | None = None,
    ) -> AsyncIterator[Item]:
        """The items of all pages; a page is asked for when its first item is."""
        from .pagination import aiterate

        return aiterate(
            self._client, pages, Arguments(path, query, headers, cookies), options
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"
