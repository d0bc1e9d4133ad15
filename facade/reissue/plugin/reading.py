"""Out of a provider's typed object into the facade's shape, without ever raising.

A client returns an answer that does not fit its specification as far as it fits: a member may be missing or of another
kind, in spite of its type. By then the e-mail is sent and the invoice made, so what cannot be read is None here.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import TypeVar, cast

from msgspec import UNSET

from ..money import Money
from ..statuses import InvoiceStatus

T = TypeVar("T")
_EXPONENT = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?[eE][+-]?[0-9]{1,2}")
_NO_CURRENCY = "XXX"  # that of ISO 4217 for amounts of which it does not matter


def told(kind: type[T], *values: object) -> T | None:
    """What a provider told, if it told it.

    - kind: What the value should be; a bool is no int here.
    - values: Where it may stand, the best first.

    Returns the first value that is of its kind and not empty; None where there is none.
    """
    for value in values:
        if isinstance(value, kind) and value != "" and (kind is bool or not isinstance(value, bool)):
            return value
    return None


def each(kind: type[T], values: object) -> tuple[T, ...]:
    """The members of a list that a provider told, those of one kind; none where it told no list."""
    return tuple(one for one in cast("list[object]", values) if isinstance(one, kind)) if told(list, values) else ()


def money(amount: object, currency: object, *, minor: bool = False) -> Money | None:
    """An amount and its currency, as a provider tells them.

    - amount: In major units as a Decimal, an int or a text; with `minor` a whole number of minor units.
    - currency: The code of ISO 4217, in any case.

    Returns None where the two make no Money.
    """
    try:
        if minor and isinstance(amount, int) and isinstance(currency, str):
            return Money.from_minor(amount, currency.upper())
        if not minor and isinstance(amount, Decimal | int | str) and isinstance(currency, str):
            return Money(_plain(amount), currency.upper())
    except (TypeError, ValueError):
        pass
    return None


def _plain(amount: Decimal | int | str) -> Decimal | int | str:
    """An amount as Money takes it: JSON may write a number with an exponent, also where it stands in a text."""
    if isinstance(amount, str) and _EXPONENT.fullmatch(amount):
        return Decimal(f"{Decimal(amount):f}")
    return amount


def moment(value: object, zone: tzinfo = UTC) -> datetime | None:
    """A time, as a provider tells it.

    - value: A datetime, or a whole number of Unix seconds.
    - zone: In which a datetime without an offset is meant.

    Returns it aware; None for anything else.
    """
    if isinstance(value, datetime):
        return value if value.utcoffset() is not None else value.replace(tzinfo=zone)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def unless_told(status: InvoiceStatus, *otherwise: object) -> InvoiceStatus:
    """A status, or UNKNOWN where the invoice can be paid by the provider's word, and a member tells otherwise.

    - otherwise: What tells that it was paid or cancelled; None and False tell nothing.
    """
    payable = status in (InvoiceStatus.DRAFT, InvoiceStatus.OPEN, InvoiceStatus.EXPIRED)
    return InvoiceStatus.UNKNOWN if payable and any(otherwise) else status


def paid_in_part(status: InvoiceStatus, total: object, due: object) -> InvoiceStatus:
    """The status of an invoice of which a provider tells what is still to be paid, and in its word only paid or not.

    - total, due: Amounts in one currency as they were told; None or UNSET where they were not.

    OPEN is PARTIALLY_PAID where less than all is due. It is UNKNOWN where nothing is, or an amount that cannot be read:
    then word and amount contradict each other, and whoever chased the payer might be paid twice.
    """
    if status is not InvoiceStatus.OPEN or due is None or due is UNSET:
        return status
    owed, whole = money(due, _NO_CURRENCY), money(total, _NO_CURRENCY)
    if owed is None or not owed.amount > 0:
        return InvoiceStatus.UNKNOWN
    return InvoiceStatus.PARTIALLY_PAID if whole is not None and whole > owed else status
