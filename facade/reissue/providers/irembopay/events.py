"""What IremboPay's events say happened."""

from __future__ import annotations

from ...invoice import EventKind as K

KINDS = {"NEW": K.UNKNOWN, "PARTIALLY_PAID": K.PAID_IN, "PAID": K.PAID_IN}
"""By status of the payment; NEW: nothing was paid."""


def kind_of(word: str | None, success: object) -> K:
    """What happened, by the status and the flag of a notification. A payment that is no success contradicts itself."""
    kind = KINDS.get(word or "", K.UNKNOWN)
    if success is True:
        return kind
    return K.FAILED if success is False and kind is K.UNKNOWN else K.UNKNOWN
