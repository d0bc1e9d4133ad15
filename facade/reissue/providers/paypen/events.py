"""What PayPen's events say happened."""

from __future__ import annotations

from ...invoice import EventKind as K
from ...statuses import InvoiceStatus as S

KINDS = {"EmployerPaymentNotification": K.PAID_IN}
"""By kind of notification."""
UNPAID = frozenset({S.OPEN, S.DRAFT, S.EXPIRED})
"""What an invoice is for which nothing was paid, by the provider's own word."""


def kind_of(word: str | None, success: object, status: S) -> K:
    """What happened, by the word and the flag of a notification and the status of the invoice as it was read."""
    if success is not True:
        return K.FAILED if success is False else K.UNKNOWN
    if status in UNPAID:  # the provider denies it: made up, or told too early
        return K.UNKNOWN
    return KINDS.get(word or "", K.UNKNOWN)
