# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Pages by address, by number and by offset."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, TypeVar
from urllib.parse import unquote

from .address import origin, resolve
from .context import Context
from .errors import InvalidArgumentError
from .operation import Operation
from .options import CallOptions
from .pages import Found, Pages, Place
from .request import Arguments
from .urls import Link

Item = TypeVar("Item")


class Addressed(Pages[Item]):
    """Pages that are asked for by the whole address that the page before tells."""

    __slots__ = ()

    def arguments(
        self, context: Context, given: Arguments, place: Place | None
    ) -> Arguments:
        """The address alone, with headers and cookies: it has the query in it."""
        if place is None:
            return given
        if not isinstance(place, str):
            raise InvalidArgumentError("the cursor is none of this list")
        # An operation may have a server of its own.
        hosts = (origin(context.plan(self.operation).base).partition("//")[2],)
        return Arguments(
            url=Link(place, hosts), headers=given.headers, cookies=given.cookies
        )

    def options(
        self, options: CallOptions | None, place: Place | None
    ) -> CallOptions | None:
        """Those of the caller; query parameters stand in the address already."""
        if options is None or place is None:
            return options
        return CallOptions(
            timeout=options.timeout,
            retry=options.retry,
            strict=options.strict,
            headers=options.headers,
            not_after=options.not_after,
        )

    def address(self, context: Context, found: Found, link: Any, named: str) -> str:
        """The address of the next page. Raises ReissueError for one of another host."""
        problem = None
        url = ""
        if not isinstance(link, str):
            problem = f"the address of the next page ({named}) is no text"
        elif origin(url := resolve(link, found.result.reply.url)) != origin(
            context.plan(self.operation).base
        ):
            there = origin(url) or "an address that cannot be read"
            problem = f"the next page is on {there}, and credentials are not sent there"
        if problem is not None:
            raise self.error(context, problem)
        applied = context.plan(self.operation).applied
        names = {name for added in applied for name, _ in added.query}
        return _without(names, url.partition("#")[0])


def _without(names: Container[str], url: str) -> str:
    """An address without what the client adds: servers repeat the query they were sent."""
    path, mark, query = url.partition("?")
    pairs = query.split("&") if names else []
    kept = [one for one in pairs if unquote(one.partition("=")[0]) not in names]
    return f"{path}{'?' if kept else ''}{'&'.join(kept)}" if names and mark else url


class NextUrl(Addressed[Item]):
    """Pages that name the address of the next one."""

    __slots__ = ("next",)

    def __init__(
        self, operation: Operation[Any], *, next: str, items: str | None = None
    ) -> None:
        super().__init__(operation, items)
        self.next = next

    def following(self, context: Context, found: Found) -> Place | None:
        """The address that the page names; None where it names none."""
        link = found.told(self.next)
        return self.address(context, found, link, self.next) if link else None


class _Counted(Pages[Item]):
    """Pages that are asked for by a number."""

    __slots__ = ("more", "most")

    counted = True

    def __init__(
        self,
        operation: Operation[Any],
        *,
        items: str | None,
        more: str | None,
        most: int | None,
    ) -> None:
        super().__init__(operation, items)
        self.more = more
        """The path of the flag that says whether there is another page."""
        self.most = most
        """The items of a page that no caller may exceed, where that is documented."""

    def number(self, given: Arguments, name: str | None, default: int) -> int:
        """The caller's value of a numeric query parameter."""
        value = self.queried(given, name) if name is not None else default
        return value if isinstance(value, int) else default

    def here(self, found: Found, name: str, first: int) -> int:
        """Where a page stands: at its place, or where the caller began."""
        begun = self.number(found.given, name, first)
        return found.place if isinstance(found.place, int) else begun

    def is_last(self, found: Found, size: str | None) -> bool:
        """Whether no page is behind one: as it says, else where it has no items.

        One with fewer than asked for is the last, too, where they are within the
        documented maximum: else the server may have a limit of its own.
        """
        told = found.told(self.more) if self.more is not None else None
        if isinstance(told, bool):
            return not told
        asked = self.number(found.given, size, 0) if self.most is not None else 0
        return not found.items or len(found.items) < min(asked, self.most or 0)

    def counted_on(
        self, given: Arguments, place: Place | None, name: str, first: int
    ) -> Arguments:
        """The arguments that ask for a place."""
        value = self.number(given, name, first) if place is None else place
        if not isinstance(value, int):
            raise InvalidArgumentError("the cursor is none of this list")
        return self.asking(given, name, value)


class PageNumber(_Counted[Item]):
    """Pages asked for by number; the last says so, or has no items, or too few."""

    __slots__ = ("first", "page", "pages", "size")

    def __init__(
        self,
        operation: Operation[Any],
        *,
        page: str,
        size: str | None = None,
        items: str | None = None,
        pages: str | None = None,
        more: str | None = None,
        most: int | None = None,
        first: int = 1,
    ) -> None:
        super().__init__(operation, items=items, more=more, most=most)
        self.page, self.size, self.first = page, size, first
        self.pages = pages
        """The path of the number of all pages."""

    def arguments(
        self, context: Context, given: Arguments, place: Place | None
    ) -> Arguments:
        """The number of the page."""
        return self.counted_on(given, place, self.page, self.first)

    def following(self, context: Context, found: Found) -> Place | None:
        """The next number."""
        number = self.here(found, self.page, self.first)
        all_pages = found.told(self.pages) if self.pages is not None else None
        if isinstance(all_pages, int):
            return number + 1 if number - self.first + 1 < all_pages else None
        return None if self.is_last(found, self.size) else number + 1


class Offset(_Counted[Item]):
    """Pages asked for by offset; the last says so, or has no items, or too few."""

    __slots__ = ("first", "limit", "offset")

    def __init__(
        self,
        operation: Operation[Any],
        *,
        offset: str,
        limit: str | None = None,
        items: str | None = None,
        more: str | None = None,
        most: int | None = None,
        first: int = 0,
    ) -> None:
        super().__init__(operation, items=items, more=more, most=most)
        self.limit, self.offset, self.first = limit, offset, first

    def arguments(
        self, context: Context, given: Arguments, place: Place | None
    ) -> Arguments:
        """The offset of the page."""
        return self.counted_on(given, place, self.offset, self.first)

    def following(self, context: Context, found: Found) -> Place | None:
        """The offset behind the items of a page."""
        offset = self.here(found, self.offset, self.first)
        if self.is_last(found, self.limit) or not found.items:
            return None
        return offset + len(found.items)
