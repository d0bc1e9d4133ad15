"""A line on its way into a plan, and what is asked of one that no file was read for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from msgspec import Struct

from reissue.errors import InvalidArgumentError
from reissue.money import Money

from ..bodies import Body
from ..identity import Account, Doing, canonical
from ..lines import Line
from ..lines.amounts import currency_of
from ..lines.shapes import UnsureError
from ..store.schema import State


class Row(Struct, kw_only=True):
    """A line on its way."""

    line: Line
    account: Account
    doing: Doing
    body: Body
    nth: int = 0
    intent_id: int | None = None
    state: State = State.PLANNED
    reason: str | None = None
    """Why this line is skipped."""

    @property
    def identity(self) -> tuple[str, str, str]:
        """Account, verb, reference."""
        return self.account.name, self.doing.verb, self.line.reference

    @property
    def money(self) -> Money | None:
        """What the line says it is over."""
        return money_of(self.line.amount, self.line.currency)


def money_of(amount: Decimal | str | None, currency: str | None) -> Money | None:
    """What a line or an intent is over; None where it is not said."""
    return Money(amount, currency) if amount is not None and currency is not None else None


def differs(one: Money | None, other: Money | None) -> bool:
    """Whether two amounts of the same invoice contradict each other. One that is not said contradicts nothing."""
    return one is not None and other is not None and one != other


def check_line(line: Line) -> None:
    """Raise InvalidArgumentError for a line that neither `read_lines` nor `lines_of` gives: a program can make any.

    A number below 1 would stand in no list of items, another spelling of a reference would be another invoice.
    """
    number = cast("Any", line.number)
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise InvalidArgumentError(f"The number of a line is a whole number from 1, not {number!r}.")
    if (as_kept := canonical(line.reference)) != line.reference:
        raise InvalidArgumentError(
            f"The reference {line.reference!r} is kept as {as_kept!r}; write it so, as lines_of does."
        )
    if (line.amount is None) != (line.currency is None):
        raise InvalidArgumentError("A line has an amount and a currency, or neither.")
    if line.amount is not None and line.currency is not None:
        amount = cast("Any", line.amount)
        if not isinstance(amount, Decimal) or not amount.is_finite() or not amount > 0:
            raise InvalidArgumentError("The amount of a line is a Decimal above zero.")
        try:
            currency_of(line.currency)
        except UnsureError as error:
            raise InvalidArgumentError(str(error)) from None
