"""What a provider's status means. Each provider has a table of its own words, and nothing but data in it.

A status that a table does not name is UNKNOWN, and UNKNOWN is never a success. So is what is neither to be paid any
more nor paid yet (held, or waiting for the acquirer): who chases the payer then may be paid twice, and who books it may
be wrong. ``invoice.raw`` always has the provider's own word.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias


class InvoiceStatus(StrEnum):
    """Where an invoice stands, in the same words for all providers."""

    DRAFT = "draft"
    """Stored, and not payable yet."""
    OPEN = "open"
    """Payable and unpaid, also when it is overdue."""
    PARTIALLY_PAID = "partially_paid"
    """Paid in part: the rest is to be paid."""
    PAID = "paid"
    EXPIRED = "expired"
    """Unpaid, and no longer payable: update, regenerate or reissue it."""
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    """Paid, and given back wholly or in part."""
    UNKNOWN = "unknown"
    """Not told, not documented, or under way. Never a success."""


StatusName: TypeAlias = (
    InvoiceStatus | Literal["draft", "open", "partially_paid", "paid", "expired", "cancelled", "refunded", "unknown"]
)
"""A status as `even_if` takes it, by its member or by its word."""

SETTLED = frozenset({InvoiceStatus.PAID, InvoiceStatus.CANCELLED, InvoiceStatus.REFUNDED, InvoiceStatus.UNKNOWN})
"""An invoice that stands so is not put before its payer again, unless the caller says that it is meant."""


def status_of(
    table: Mapping[str, InvoiceStatus], told: object, *, expires_at: datetime | None = None, now: datetime | None = None
) -> InvoiceStatus:
    """The meaning of a provider's status.

    - table: The provider's words, and what each means.
    - told: Its word; anything that is not in the table is UNKNOWN.
    - expires_at, now: Both aware, for a provider that does not tell expiry in its status: what would be OPEN is EXPIRED
      from that moment on.
    """
    status = table.get(told, InvoiceStatus.UNKNOWN) if isinstance(told, str) else InvoiceStatus.UNKNOWN
    if status is InvoiceStatus.OPEN and expires_at is not None and now is not None and expires_at <= now:
        return InvoiceStatus.EXPIRED
    return status
