# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Lists that come in pages, read item by item.

What the next page is, is decided in one place for sync and async.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from typing import Any, Generic, TypeAlias, TypeVar

from .address import origin, resolve
from .client import AsyncClient, Client
from .context import Context
from .errors import Outcome, ReissueError, ResponseDecodeError
from .model import UNSET, is_list, member
from .operation import Operation
from .options import CallOptions
from .request import Arguments
from .urls import Link

Item = TypeVar("Item")  # the item type of a page

Walk: TypeAlias = Generator[Arguments, Any, None]
"""Yields the arguments of the next page; is sent (page, items)."""


class _Pages(Generic[Item]):
    """How the pages of an operation hang together."""

    __slots__ = ("items", "operation")

    def __init__(self, operation: Operation[Any], items: str | None) -> None:
        self.operation = operation
        self.items = items
        """The path of the list in a page; None: the page is the list."""

    def walk(self, context: Context, given: Arguments) -> Walk:
        """From page to page."""
        raise NotImplementedError

    def iterate(
        self,
        client: Client,
        *,
        path: Sequence[object] = (),
        query: Sequence[object] = (),
        headers: Sequence[object] = (),
        cookies: Sequence[object] = (),
        options: CallOptions | None = None,
    ) -> Iterator[Item]:
        """The items of all pages, in order; a page is asked for when its first item is.

        The other arguments are those of the call. Raises the errors of a call.
        """
        walk = self.walk(client, Arguments(path, query, headers, cookies))
        step = next(walk, None)
        while step is not None:
            page = client.call(self.operation, step, options)
            items = self._items(client, page)
            yield from items
            step = _after(walk, page, items)

    async def aiterate(
        self,
        client: AsyncClient,
        *,
        path: Sequence[object] = (),
        query: Sequence[object] = (),
        headers: Sequence[object] = (),
        cookies: Sequence[object] = (),
        options: CallOptions | None = None,
    ) -> AsyncIterator[Item]:
        """The items of all pages, in order; a page is asked for when its first item is.

        The other arguments are those of the call. Raises the errors of a call.
        """
        walk = self.walk(client, Arguments(path, query, headers, cookies))
        step = next(walk, None)
        while step is not None:
            page = await client.call(self.operation, step, options)
            items = self._items(client, page)
            for item in items:
                yield item
            step = _after(walk, page, items)

    def _items(self, context: Context, page: Any) -> list[Item]:
        items: Any = page if self.items is None else member(page, self.items)
        if items is None:
            return []
        if is_list(items):
            return items
        # Ending here would pass a part of the list off as the whole.
        place = self.items or "the body"
        what = f"a page without its list ({place})"
        raise self._error(context, what, ResponseDecodeError)

    def _error(
        self, context: Context, what: str, kind: type[ReissueError] = ReissueError
    ) -> ReissueError:
        provider, operation = context.provider.name, self.operation.id
        message = f"{provider} {operation}: {what}. The items up to here were given."
        return kind(
            context.mask(message),
            provider=provider,
            operation=operation,
            outcome=Outcome.HAPPENED,
        )

    # --- pages that are counted ---

    def _number(self, given: Arguments, name: str, default: int) -> int:
        """The caller's value of a numeric query parameter; 0: a size not asked for."""
        index = self._index(name)
        value = given.query[index] if index < len(given.query) else UNSET
        return value if isinstance(value, int) else default

    def _with(self, given: Arguments, name: str, value: int) -> Arguments:
        missing = len(self.operation.query) - len(given.query)
        query = [*given.query, *[UNSET] * missing]
        query[self._index(name)] = value
        return Arguments(given.path, query, given.headers, given.cookies)

    def _index(self, name: str) -> int:
        return [parameter.name for parameter in self.operation.query].index(name)


class NextUrl(_Pages[Item]):
    """Pages that name the address of the next one."""

    __slots__ = ("next",)

    def __init__(self, operation: Operation[Any], *, items: str, next: str) -> None:
        super().__init__(operation, items)
        self.next = next

    def walk(self, context: Context, given: Arguments) -> Walk:
        current = context.plan(self.operation).base + self.operation.path
        seen: set[str] = set()
        page, _ = yield given
        while link := member(page, self.next):
            current = self._next(context, link, current, seen)
            seen.add(current)
            page, _ = yield Arguments(
                url=Link(current), headers=given.headers, cookies=given.cookies
            )

    def _next(self, context: Context, link: Any, current: str, seen: set[str]) -> str:
        """The address of the next page. Raises where it must not be asked for."""
        problem = None
        url = ""
        if not isinstance(link, str):
            problem = f"the address of the next page ({self.next}) is no text"
        elif origin(url := resolve(link, current)) != origin(current):
            there = origin(url) or "an address that cannot be read"
            problem = f"the next page is on {there}, and credentials are not sent there"
        elif url in seen:
            problem = "the pages go round in a circle: the same next page came twice"
        if problem is not None:
            raise self._error(context, problem)
        return url


class PageNumber(_Pages[Item]):
    """Pages asked for by number; the last has fewer items than asked for."""

    __slots__ = ("page", "size")

    def __init__(
        self, operation: Operation[Any], *, items: str, page: str, size: str
    ) -> None:
        super().__init__(operation, items)
        self.page, self.size = page, size

    def walk(self, context: Context, given: Arguments) -> Walk:
        number = self._number(given, self.page, 1)
        size = self._number(given, self.size, 0)
        before: list[Any] = []
        while True:
            _, items = yield self._with(given, self.page, number)
            if not items or len(items) < size:
                return
            if items == before:
                what = f"page {number} is the same as the one before"
                raise self._error(context, what)
            before = items
            number += 1


class Offset(_Pages[Item]):
    """Pages asked for by offset and limit; the last has fewer items than asked for."""

    __slots__ = ("limit", "offset")

    def __init__(
        self,
        operation: Operation[Any],
        *,
        limit: str,
        offset: str,
        items: str | None = None,
    ) -> None:
        super().__init__(operation, items)
        self.limit, self.offset = limit, offset

    def walk(self, context: Context, given: Arguments) -> Walk:
        offset = self._number(given, self.offset, 0)
        limit = self._number(given, self.limit, 0)
        before: list[Any] = []
        while True:
            _, items = yield self._with(given, self.offset, offset)
            if not items or len(items) < limit:
                return
            if items == before:
                what = f"the page at offset {offset} is the same as the one before"
                raise self._error(context, what)
            before = items
            offset += len(items)


def _after(walk: Walk, page: Any, items: list[Any]) -> Arguments | None:
    try:
        return walk.send((page, items))
    except StopIteration:
        return None
