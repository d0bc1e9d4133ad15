"""What may hold a run back: chosen once, kept with the run, and asked again at each item."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Final, cast
from zoneinfo import ZoneInfo

from msgspec import Struct

from reissue.errors import InvalidArgumentError, nearest
from reissue.statuses import InvoiceStatus

from ..lines.amounts import currency_of
from ..lines.shapes import UnsureError

IN_FLIGHT: Final = 4
"""Requests to one account at once. No provider documents a figure; this one is ours, and cautious."""
PER_SECOND: Final = 5.0
"""Requests to one account in a second. Ours, too."""
UNKNOWNS: Final = 5
"""After so many unknown outcomes a run pauses: something is wrong that a person should see."""


class Quiet(Struct, frozen=True, kw_only=True):
    """Hours of each day in which nothing is sent, such as from 20:00 to 08:00."""

    begins: time
    ends: time
    zone: str
    """An IANA name, such as Africa/Kigali."""

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError):
            raise InvalidArgumentError(
                f"There is no time zone {self.zone!r}: give an IANA name such as Africa/Kigali."
            ) from None
        if self.begins == self.ends:
            raise InvalidArgumentError("Quiet hours that end where they begin are none.")

    def until(self, now: datetime) -> datetime | None:
        """When they end that are now; None outside of them."""
        here = now.astimezone(ZoneInfo(self.zone))
        clock = here.time().replace(tzinfo=None)
        over_midnight = self.begins > self.ends
        inside = self.begins <= clock or clock < self.ends if over_midnight else self.begins <= clock < self.ends
        if not inside:
            return None
        day = here.date() + timedelta(days=1 if over_midnight and clock >= self.begins else 0)
        return datetime.combine(day, self.ends, ZoneInfo(self.zone))


class Settings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The brakes of a run, and how fast it goes.

    Raises InvalidArgumentError for what is no limit, no currency, and no status.
    """

    first: int | None = None
    """So many items are sent, then the run pauses: a canary."""
    most_items: int | None = None
    """A plan that would send more is refused."""
    most_sum: dict[str, Decimal] = {}
    """By currency: the most that the sent invoices may come to, in major units. An item whose money nobody knows stops the run."""
    quiet: Quiet | None = None
    stop_after_unknown: int = UNKNOWNS
    needs_approval: bool = False
    """Whether a second person approves the plan before anything is sent."""
    in_flight: int = IN_FLIGHT
    """Requests to one account at once."""
    per_second: float | None = PER_SECOND
    """Requests to one account in a second; None: no limit of ours."""
    even_if: tuple[str, ...] = ()
    """Statuses, in the words of `reissue.statuses`, in which an invoice is put before its payer all the same."""

    def __post_init__(self) -> None:
        counts = (self.first, self.most_items, self.stop_after_unknown, self.in_flight)
        if any(one is not None and one < 1 for one in counts):
            raise InvalidArgumentError("A limit of a run is a whole number from 1.")
        if self.per_second is not None and not 0 < self.per_second <= 10_000:
            raise InvalidArgumentError("The rate is a number of requests in a second, above 0.")
        for currency, amount in self.most_sum.items():
            if not isinstance(cast("object", amount), Decimal) or not amount.is_finite() or not amount > 0:
                raise InvalidArgumentError("A sum that may not be passed is a Decimal above zero.")
            try:
                currency_of(currency)
            except UnsureError as error:
                raise InvalidArgumentError(str(error)) from None
        words = [status.value for status in InvoiceStatus]
        if unknown := [status for status in self.even_if if status not in words]:
            near = nearest(unknown[0], words)
            raise InvalidArgumentError(f"{unknown[0]!r} is no status; there are {', '.join(words)}.{near}")
