# Part of the Reissue runtime: ordinary, tested code that every generated tree carries as it is.
"""Lists that come in pages, read item by item. What the next page is, is decided in one place for sync and async."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from typing import TYPE_CHECKING, Any, TypeVar, cast

from msgspec import Struct
from msgspec.structs import fields

from .address import origin, resolve
from .errors import Outcome, ReissueError, ResponseDecodeError
from .model import UNSET
from .operation import NextUrl, Offset, Operation, PageNumber, Pages
from .request import Arguments

if TYPE_CHECKING:
    from .client import AsyncClient, Client, Core
    from .options import CallOptions

Item = TypeVar("Item")  # the item type of a page

Walk = Generator[Arguments, Any, None]
"""Yields the arguments of the next page; is sent (page, items)."""


def iterate(
    client: Client, pages: Pages[Item], given: Arguments, options: CallOptions | None
) -> Iterator[Item]:
    """The items of all pages, in order."""
    walk = _walk(client, pages, given)
    step = next(walk, None)
    while step is not None:
        page = client.call(pages.operation, step, options)
        items = _items(client, pages, page)
        yield from items
        step = _after(walk, page, items)


async def aiterate(
    client: AsyncClient,
    pages: Pages[Item],
    given: Arguments,
    options: CallOptions | None,
) -> AsyncIterator[Item]:
    """The items of all pages, in order."""
    walk = _walk(client, pages, given)
    step = next(walk, None)
    while step is not None:
        page = await client.call(pages.operation, step, options)
        items = _items(client, pages, page)
        for item in items:
            yield item
        step = _after(walk, page, items)


def _after(walk: Walk, page: Any, items: list[Any]) -> Arguments | None:
    try:
        return walk.send((page, items))
    except StopIteration:
        return None


def _walk(core: Core, pages: Pages[Any], given: Arguments) -> Walk:
    if isinstance(pages, NextUrl):
        return _by_url(core, pages, given)
    if isinstance(pages, PageNumber):
        return _by_number(core, pages, given)
    return _by_offset(core, pages, given)


def _by_url(core: Core, pages: NextUrl[Any], given: Arguments) -> Walk:
    current = core.plan(pages.operation).base + pages.operation.path
    seen: set[str] = set()
    page, _ = yield given
    while link := member(page, pages.next):
        if not isinstance(link, str):
            raise _error(
                core,
                pages.operation,
                f"the address of the next page ({pages.next}) is no text",
            )
        url = resolve(link, current)
        if origin(url) != origin(current):
            there = origin(url) or "an address that cannot be read"
            raise _error(
                core,
                pages.operation,
                f"the next page is on {there}, and credentials are not sent there",
            )
        if url in seen:
            raise _error(
                core,
                pages.operation,
                "the pages go round in a circle: the same next page came twice",
            )
        seen.add(url)
        current = url
        page, _ = yield Arguments(url=url, headers=given.headers, cookies=given.cookies)


def _by_number(core: Core, pages: PageNumber[Any], given: Arguments) -> Walk:
    number = _parameter(pages.operation, given, pages.page, 1)
    size = _parameter(pages.operation, given, pages.size, 0)
    before: list[Any] = []
    while True:
        _, items = yield _with(pages.operation, given, {pages.page: number})
        if not items or len(items) < size:
            return
        if items == before:
            raise _error(
                core, pages.operation, f"page {number} is the same as the one before"
            )
        before = items
        number += 1


def _by_offset(core: Core, pages: Offset[Any], given: Arguments) -> Walk:
    offset = _parameter(pages.operation, given, pages.offset, 0)
    limit = _parameter(pages.operation, given, pages.limit, 0)
    before: list[Any] = []
    while True:
        _, items = yield _with(pages.operation, given, {pages.offset: offset})
        if not items or len(items) < limit:
            return
        if items == before:
            raise _error(
                core,
                pages.operation,
                f"the page at offset {offset} is the same as the one before",
            )
        before = items
        offset += len(items)


# --- parameters and members ----------------------------------------------------------------------------------


def _parameter(
    operation: Operation[Any], given: Arguments, name: str, default: int
) -> int:
    """The caller's value of a numeric query parameter. 0 for a size: not asked for."""
    index = _index(operation, name)
    value = given.query[index] if index < len(given.query) else UNSET
    return value if isinstance(value, int) else default


def _with(
    operation: Operation[Any], given: Arguments, changed: dict[str, int]
) -> Arguments:
    query = list(given.query) + [UNSET] * (len(operation.query) - len(given.query))
    for name, value in changed.items():
        query[_index(operation, name)] = value
    return Arguments(given.path, query, given.headers, given.cookies)


def _index(operation: Operation[Any], name: str) -> int:
    return [parameter.name for parameter in operation.query].index(name)


def _items(core: Core, pages: Pages[Item], page: Any) -> list[Item]:
    items: Any = page if pages.items is None else member(page, pages.items)
    if items is None:
        return []
    if isinstance(items, list):
        return items  # pyright: ignore[reportUnknownVariableType]
    # Ending here would pass a part of the list off as the whole.
    raise _error(
        core,
        pages.operation,
        f"a page without its list ({pages.items or 'the body'})",
        ResponseDecodeError,
    )


def member(value: Any, path: str) -> Any:
    """A member of a decoded value by its path of wire names; '*' is the first value. UNSET where there is none."""
    for name in path.split("/"):
        if isinstance(value, Struct):
            found = (
                field.name
                for field in fields(value)
                if name in (field.encode_name, "*")
            )
            value = getattr(value, next(found, ""), UNSET)
        elif isinstance(value, dict):
            members = cast("dict[str, Any]", value)
            first = next(iter(members.values()), UNSET)
            value = first if name == "*" else members.get(name, UNSET)
        elif isinstance(value, list):
            value = next(iter(value), UNSET) if name == "*" else UNSET  # pyright: ignore
        else:
            return UNSET
    return value  # pyright: ignore[reportUnknownVariableType]


def _error(
    core: Core,
    operation: Operation[Any],
    what: str,
    kind: type[ReissueError] = ReissueError,
) -> ReissueError:
    return kind(
        core.mask(
            f"{core.provider.name} {operation.id}: {what}. The items up to here were given."
        ),
        provider=core.provider.name,
        operation=operation.id,
        outcome=Outcome.HAPPENED,
    )
