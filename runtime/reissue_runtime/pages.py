# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Lists that come in pages: item by item, page by page, and from where one was left.

How the pages of an operation hang together is told in one place for sync and async, by
a class of `pagination`, `cursors` or `link_header`. A page has a place (an address, a
number, a cursor); the place of the next page follows from the page.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeAlias, TypeVar

from msgspec import UNSET, Raw, Struct
from msgspec.json import decode, encode

from .body import Hidden
from .call import perform
from .client import AsyncClient, Client
from .context import Context
from .errors import InvalidArgumentError, Outcome, ReissueError, ResponseDecodeError
from .mend import sound
from .model import is_list, member
from .operation import Operation
from .options import CallOptions
from .parts import as_sent
from .request import Arguments
from .steps import Result, Steps

Item = TypeVar("Item")  # the item type of a page

Place: TypeAlias = str | int
"""Where a page stands: its address, number, offset or cursor."""


class Found(Hidden):
    """A page as it was read."""

    given: Arguments
    """What the caller gave to the first."""
    place: Place | None
    """None: the first, as the caller asked for it."""
    result: Result
    items: list[Any]

    def told(self, path: str) -> Any:
        """What stands at a path of the page; UNSET where nothing does.

        A path that begins with '/' leads from the top of the body, any other one through
        the data, which may be inside of an envelope. '-1' is the last of a list.
        """
        if not path.startswith("/"):
            return _at(self.result.value, path)
        try:
            body = as_sent(Raw(sound(self.result.reply.body)[0]))
        except (ValueError, RecursionError):
            return UNSET
        return _at(body, path[1:])


class Pages(Generic[Item]):
    """How the pages of an operation hang together."""

    __slots__ = ("items", "operation")

    counted = False
    """Whether places are counted, so that a page that comes again shows in its items."""

    def __init__(self, operation: Operation[Any], items: str | None = None) -> None:
        self.operation = operation
        self.items = items
        """The path of the list in a page; None: the page is the list."""

    def arguments(
        self, context: Context, given: Arguments, place: Place | None
    ) -> Arguments:
        """What is asked for: the page at a place, or the first of all.

        Raises InvalidArgumentError for a place that is none of this operation's.
        """
        raise NotImplementedError

    def following(self, context: Context, found: Found) -> Place | None:
        """The place of the page behind one; None where that is the last.

        Raises ReissueError where it must not be asked for.
        """
        raise NotImplementedError

    def options(
        self, options: CallOptions | None, place: Place | None
    ) -> CallOptions | None:
        """The options of the call for the page at a place."""
        return options

    def iterate(self, client: Client, **given: Any) -> Listing[Item]:
        """The items of all pages, in order; a page is asked for when its first item is.

        The arguments are those of a call. Nothing is sent before that.
        """
        return Listing(client, _Course(self, client, **given))

    def aiterate(self, client: AsyncClient, **given: Any) -> AsyncListing[Item]:
        """The same, awaited."""
        return AsyncListing(client, _Course(self, client, **given))

    def error(
        self, context: Context, what: str, kind: type[ReissueError] = ReissueError
    ) -> ReissueError:
        """What is wrong with a page, or with where it leads. The page itself was read."""
        provider, operation = context.provider.name, self.operation.id
        message = f"{provider} {operation}: {what}. The items up to here were given."
        return kind(
            context.mask(message),
            provider=provider,
            operation=operation,
            outcome=Outcome.HAPPENED,
        )

    # --- pages whose place is a query parameter ---

    def queried(self, given: Arguments, name: str) -> Any:
        """The caller's value of a query parameter; UNSET where there is none."""
        index = self._index(name)
        return given.query[index] if index < len(given.query) else UNSET

    def asking(self, given: Arguments, name: str, value: Place) -> Arguments:
        """The arguments with another value of a query parameter."""
        missing = len(self.operation.query) - len(given.query)
        query = [*given.query, *[UNSET] * missing]
        query[self._index(name)] = value
        rest = given.headers, given.cookies, given.body, given.media
        return Arguments(given.path, query, *rest)

    def _index(self, name: str) -> int:
        return [parameter.name for parameter in self.operation.query].index(name)


class _Course(Generic[Item]):
    """One way through the pages: what was asked for, without I/O."""

    def __init__(
        self,
        pages: Pages[Item],
        context: Context,
        path: Sequence[object] = (),
        query: Sequence[object] = (),
        headers: Sequence[object] = (),
        cookies: Sequence[object] = (),
        body: object = UNSET,
        media: str | None = None,
        options: CallOptions | None = None,
    ) -> None:
        self.pages, self.context, self.options = pages, context, options
        self.given = Arguments(path, query, headers, cookies, body, media)

    def place(self, cursor: str | None) -> Place | None:
        """The place that a stored cursor tells. Raises InvalidArgumentError."""
        if cursor is None:
            return None
        try:
            place: Place = decode(cursor, type=Place)
        except (ValueError, TypeError):
            pass
        else:
            return place
        raise InvalidArgumentError("the cursor is none that a page of a list gave")

    def read(
        self, place: Place | None, before: Way
    ) -> Steps[tuple[list[Item], Place | None, Result, Way]]:
        """Ask for the page at a place, on a way that led there.

        Its items, the place of the next, the answer, and the way on. Raises the errors
        of a call.
        """
        context, pages = self.context, self.pages
        options = pages.options(self.options, place)
        arguments = pages.arguments(context, self.given, place)
        result = yield from perform(context, pages.operation, arguments, options)
        items = self._items(result)
        found = Found(self.given, place, result, items)
        following = pages.following(context, found)
        places, depth = before.places, before.depth
        places[result.reply.url if place is None else place] = depth
        if following is not None:
            if places.get(following, depth + 1) <= depth:
                what = "the pages go round in a circle: the same next page came twice"
                raise pages.error(context, what)
            if pages.counted and items == before.items:
                raise pages.error(context, "a page is the same as the one before")
        return items, following, result, Way(places, depth + 1, items)

    def _items(self, result: Result) -> list[Item]:
        path = self.pages.items
        items: Any = result.value
        if path is not None:
            items = Found(self.given, None, result, []).told(path)
        if items is None and path is not None:
            return []
        if is_list(items):
            return items
        # Ending here would pass a part of the list off as the whole.
        what = f"a page without its list ({path or 'the body'})"
        raise self.pages.error(self.context, what, ResponseDecodeError)


class Way(Struct):
    """What was read on the way to a page, so that no way goes round in a circle."""

    places: dict[Place, int]
    """By place: how many pages stand before it. Shared by all pages of the way."""
    depth: int = 0
    items: list[Any] | None = None
    """Those of the page before."""


class _Page(Generic[Item]):
    """What pages of sync and async lists share."""

    def __init__(
        self, items: list[Item], following: Place | None, result: Result, way: Way
    ) -> None:
        self.items = items
        self._following = following
        self._way = way
        self.value: object = result.value
        """The whole answer, as the method that reads one page gives it."""
        self.headers: Mapping[str, str] = result.reply.headers
        """Names are found in any case."""

    @property
    def has_next(self) -> bool:
        """Whether there is another page."""
        return self._following is not None

    @property
    def cursor(self) -> str | None:
        """Where the next page stands, as a text to be stored; None on the last.

        Give it to `page` or `iter_pages` of a list that was asked for alike. It may hold
        what the provider wrote into its links.
        """
        following = self._following
        return None if following is None else encode(following).decode()

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        kind, more = type(self).__name__, self.has_next
        return f"<{kind} of {len(self.items)}, has_next={more}>"


class Page(_Page[Item]):
    """A page of a list."""

    def __init__(self, *told: Any, read: Callable[[Place, Way], Page[Item]]) -> None:
        super().__init__(*told)
        self._read = read

    def next(self) -> Page[Item] | None:
        """The next page; None where this is the last. Raises the errors of a call."""
        if self._following is None:
            return None
        return self._read(self._following, self._way)


class AsyncPage(_Page[Item]):
    """A page of a list that is awaited."""

    def __init__(self, *told: Any, read: Callable[[Place, Way], Any]) -> None:
        super().__init__(*told)
        self._read = read

    async def next(self) -> AsyncPage[Item] | None:
        """The next page; None where this is the last. Raises the errors of a call."""
        if self._following is None:
            return None
        page: AsyncPage[Item] = await self._read(self._following, self._way)
        return page


class Listing(Iterator[Item]):
    """The items of all pages; each page is read when its first item is wanted."""

    def __init__(self, client: Client, course: _Course[Item]) -> None:
        self._client, self._course = client, course
        self._items: Iterator[Item] | None = None

    def __next__(self) -> Item:
        if self._items is None:
            self._items = (item for page in self.iter_pages() for item in page)
        return next(self._items)

    def page(self, cursor: str | None = None) -> Page[Item]:
        """The first page, or the one to which the cursor of an earlier page leads.

        Raises the errors of a call, and InvalidArgumentError for what is no cursor.
        """
        return self._read(self._course.place(cursor), Way({}))

    def iter_pages(self, cursor: str | None = None) -> Iterator[Page[Item]]:
        """All pages, in order, or all from a cursor on."""
        page: Page[Item] | None = self.page(cursor)
        while page is not None:
            yield page
            page = page.next()

    def _read(self, place: Place | None, way: Way) -> Page[Item]:
        told = self._client.drive(self._course.read(place, way))
        return Page(*told, read=self._read)


class AsyncListing(AsyncIterator[Item]):
    """The items of all pages, awaited."""

    def __init__(self, client: AsyncClient, course: _Course[Item]) -> None:
        self._client, self._course = client, course
        self._items: AsyncIterator[Item] | None = None

    async def __anext__(self) -> Item:
        if self._items is None:
            self._items = self._each()
        return await anext(self._items)

    async def _each(self) -> AsyncIterator[Item]:
        async for page in self.iter_pages():
            for item in page:
                yield item

    async def page(self, cursor: str | None = None) -> AsyncPage[Item]:
        """The first page, or the one to which the cursor of an earlier page leads.

        Raises the errors of a call, and InvalidArgumentError for what is no cursor.
        """
        return await self._read(self._course.place(cursor), Way({}))

    async def iter_pages(
        self, cursor: str | None = None
    ) -> AsyncIterator[AsyncPage[Item]]:
        """All pages, in order, or all from a cursor on."""
        page: AsyncPage[Item] | None = await self.page(cursor)
        while page is not None:
            yield page
            page = await page.next()

    async def _read(self, place: Place | None, way: Way) -> AsyncPage[Item]:
        told = await self._client.drive(self._course.read(place, way))
        return AsyncPage(*told, read=self._read)


def _at(value: Any, path: str) -> Any:
    """What stands at a path, where '-1' is the last of a list."""
    for name in path.split("/") if path else ():
        if is_list(value) and name == "-1":
            value = value[-1] if value else UNSET
        else:
            value = member(value, name)
    return value
