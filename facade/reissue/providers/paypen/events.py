"""What PayPen's events say happened."""

from __future__ import annotations

from ...invoice import EventKind as K

KINDS = {"EmployerPaymentNotification": K.PAID_IN}
"""By kind of notification."""


def kind_of(word: str | None, success: object, denied: bool) -> K:
    """What happened, by the word and the flag of a notification; `denied`: the invoice as it was read says otherwise."""
    if success is not True:
        return K.FAILED if success is False else K.UNKNOWN
    if denied:  # made up, or told too early
        return K.UNKNOWN
    return KINDS.get(word or "", K.UNKNOWN)
