# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Pages by a cursor: a value that each page tells, and that asks for the next one."""

from __future__ import annotations

from typing import Any, TypeVar

from msgspec import UNSET

from .context import Context
from .operation import Operation
from .pages import Found, Pages, Place
from .request import Arguments

Item = TypeVar("Item")


class Cursor(Pages[Item]):
    """Pages asked for by a query parameter, whose next value each page tells."""

    __slots__ = ("cursor", "limit", "more", "next")

    def __init__(
        self,
        operation: Operation[Any],
        *,
        cursor: str,
        next: str,
        items: str | None = None,
        more: str | None = None,
        limit: str | None = None,
    ) -> None:
        super().__init__(operation, items)
        self.cursor, self.next, self.more = cursor, next, more
        self.limit = limit
        """The parameter of the size of a page, where the cursor is part of an item."""

    def arguments(
        self, context: Context, given: Arguments, place: Place | None
    ) -> Arguments:
        """The cursor, with all else that the caller gave."""
        return given if place is None else self.asking(given, self.cursor, place)

    def following(self, context: Context, found: Found) -> Place | None:
        """The cursor that a page tells; None where it tells none, or says no."""
        if self.more is not None and found.told(self.more) is False:
            return None
        if self.limit is not None:
            size = self.queried(found.given, self.limit)
            if isinstance(size, int) and len(found.items) < size:
                return None
        told = found.told(self.next)
        if told is UNSET or told is None or told == "":
            return None
        if isinstance(told, bool) or not isinstance(told, str | int):
            what = f"the cursor of the next page ({self.next}) is no text or number"
            raise self.error(context, what)
        place: Place = told
        return place
