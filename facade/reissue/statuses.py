"""What a provider's status means: one table per provider, and nothing but data.

A status that a table does not name is UNKNOWN, and UNKNOWN is never a success. So is what is neither to be paid any
more nor paid yet (held, or waiting for the acquirer): who chases the payer then may be paid twice, and who books it may
be wrong. ``invoice.raw`` always has the provider's own word.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final


class InvoiceStatus(StrEnum):
    """Where an invoice stands, in the same words for all providers."""

    DRAFT = "draft"
    """Stored, and not payable yet."""
    OPEN = "open"
    """Payable and unpaid, also when it is overdue."""
    PAID = "paid"
    EXPIRED = "expired"
    """Unpaid, and no longer payable: update, regenerate or reissue it."""
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    """Paid, and given back wholly or in part."""
    UNKNOWN = "unknown"
    """Not told, not documented, or under way. Never a success."""


_S = InvoiceStatus

QOREPAY: Final[Mapping[str, InvoiceStatus]] = {
    "created": _S.OPEN,
    "sent": _S.OPEN,
    "viewed": _S.OPEN,
    "error": _S.OPEN,  # an attempt failed; it can be paid all the same
    "overdue": _S.OPEN,
    "cancelled": _S.CANCELLED,
    "released": _S.CANCELLED,  # the held amount went back to the payer
    "expired": _S.EXPIRED,
    "paid": _S.PAID,
    "cleared": _S.PAID,
    "settled": _S.PAID,
    "refunded": _S.REFUNDED,  # also in part: see raw.refundable_amount
    "chargeback": _S.REFUNDED,
    "blocked": _S.UNKNOWN,
    "hold": _S.UNKNOWN,
    "preauthorized": _S.UNKNOWN,
    "pending_release": _S.UNKNOWN,
    "pending_capture": _S.UNKNOWN,
    "pending_execute": _S.UNKNOWN,
    "pending_charge": _S.UNKNOWN,
    "pending_refund": _S.UNKNOWN,
}
ABILLIFY: Final[Mapping[str, InvoiceStatus]] = {"none": _S.OPEN, "paid": _S.PAID, "canceled": _S.CANCELLED}
IREMBOPAY: Final[Mapping[str, InvoiceStatus]] = {"NEW": _S.OPEN, "PAID": _S.PAID}
# PayPen names no other value: that something else means "paid" would be a guess about money.
PAYPEN: Final[Mapping[str, InvoiceStatus]] = {"PENDING": _S.OPEN, "PENDING INVOICE GENERATION": _S.DRAFT}


def status_of(
    table: Mapping[str, InvoiceStatus], told: object, *, expires_at: datetime | None = None, now: datetime | None = None
) -> InvoiceStatus:
    """The meaning of a provider's status.

    Give `expires_at` and `now` (both aware) for a provider that does not tell expiry in its status: what would be OPEN
    is EXPIRED from that moment on.
    """
    status = table.get(told, _S.UNKNOWN) if isinstance(told, str) else _S.UNKNOWN
    if status is _S.OPEN and expires_at is not None and now is not None and expires_at <= now:
        return _S.EXPIRED
    return status
