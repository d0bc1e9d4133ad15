# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Arrays whose first items have types of their own, as tuples: `prefixItems`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Raw, convert

from .exact import reached
from .mend import MISSING
from .model import OneOf, is_list
from .parts import items_of
from .shape import building, read_union, shape

if TYPE_CHECKING:
    from .reader import Reader


def row(
    items: Callable[[], tuple[Any, ...]],
    least: int = 0,
    rest: Callable[[], Any] | None = None,
) -> Any:
    """The run-time stand-in of a tuple.

    At least so many items are there; `rest` is the type of those after the first ones,
    None where there may be none.
    """
    given = {"items": staticmethod(items), "least": least}
    return Row("Row", (), {**given, "rest": staticmethod(rest) if rest else None})


class Row(OneOf):
    """A tuple, which has a place for each of its first items."""

    kind = "array"
    items: staticmethod[[], tuple[Any, ...]]
    least: int
    rest: staticmethod[[], Any] | None

    @property
    def plan(cls) -> Plan:
        return _plan(cls)

    def members(cls) -> tuple[Any, ...]:
        """What it is among others, where it holds itself."""
        return (list,)


@cache
def _plan(row: Row) -> Plan:
    return Plan(row)


class Plan:
    """How a tuple is read; made once."""

    others = (list,)
    """What is documented, where there is no array."""

    def __init__(self, row: Row) -> None:
        self.items = row.items()
        self.least = row.least
        self.rest = row.rest() if row.rest is not None else MISSING
        self.alternatives = (*self.items, *(() if row.rest is None else (self.rest,)))
        """The types that its items may have."""

    def types(self, count: int) -> tuple[Any, ...] | None:
        """The types of so many items; None where there may not be so many."""
        more = count - len(self.items)
        if count < self.least or (more > 0 and self.rest is MISSING):
            return None
        return (*self.items[:count], *((self.rest,) * more))

    def read(self, value: object) -> tuple[Any, ...]:
        """The decoding hook: the tuple of a list that was read without a type.

        Raises ValueError where the text has to be looked at.
        """
        types = self.types(len(value)) if is_list(value) else None
        if types is None or any(Decimal in reached(one) for one in types):
            raise ValueError("another number of items, or to be read from the text")
        assert is_list(value)
        with building:
            return tuple(
                convert(item, kind, dec_hook=read_union, str_keys=True)
                for item, kind in zip(value, types, strict=True)
            )

    def fit(self, reader: Reader, raw: Raw, path: str) -> Any:
        """The tuple of a JSON array, item by item; other items than documented are kept."""
        parts = items_of(raw)
        types = self.types(len(parts))
        if types is None:
            wanted = f"{self.least} items or more"
            if self.rest is MISSING:
                wanted = f"{self.least} to {len(self.items)} items"
            reader.note(path, wanted, f"{len(parts)} items")
            types = (*self.items, *((Any,) * len(parts)))[: len(parts)]
        return tuple(
            reader.fit(part, shape(kind), path + self._place(index))
            for index, (part, kind) in enumerate(zip(parts, types, strict=True))
        )

    def _place(self, index: int) -> str:
        """How a drift names an item: a slice where it has a type of its own."""
        return f"[{index}:{index + 1}]" if index < len(self.items) else f"[{index}]"
