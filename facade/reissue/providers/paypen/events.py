"""What PayPen's events say happened."""

from __future__ import annotations

from ...invoice import EventKind as K
from .statuses import STATUSES

KINDS = {"EmployerPaymentNotification": K.PAID_IN}
"""By kind of notification."""
UNPAID = frozenset({"", "EXPIRED", *STATUSES})
"""What an invoice says for which nothing was paid; the vendor names no word for one that is paid."""


def is_unpaid(status: object) -> bool:
    """Whether a status, as it was read, denies that anything was paid: however it is written, and where it says nothing."""
    return not isinstance(status, str) or status.strip().upper() in UNPAID


def kind_of(word: str | None, success: object, denied: bool) -> K:
    """What happened, by the word and the flag of a notification; `denied`: the invoice as it was read says otherwise."""
    if success is not True:
        return K.FAILED if success is False else K.UNKNOWN
    if denied:  # made up, or told too early
        return K.UNKNOWN
    return KINDS.get(word or "", K.UNKNOWN)
