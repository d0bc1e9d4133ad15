"""What QorePay's events say happened."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import UNSET

from reissue_clients.qorepay import models

from ...invoice import EventKind as K
from ...money import Money
from ...plugin import money, told
from ...statuses import InvoiceStatus

KINDS = {
    "purchase.created": K.CREATED,
    "purchase.paid": K.PAID_IN,
    "purchase.payment_failure": K.FAILED,
    "purchase.refund_failure": K.FAILED,
    "purchase.capture_failure": K.FAILED,
    "purchase.release_failure": K.FAILED,
    "purchase.pending_execute": K.PENDING,
    "purchase.pending_charge": K.PENDING,
    "purchase.cancelled": K.CANCELLED,
    "purchase.hold": K.HELD,
    "purchase.captured": K.PAID_IN,
    "purchase.pending_capture": K.PENDING,
    "purchase.released": K.RELEASED,
    "purchase.pending_release": K.PENDING,
    "purchase.preauthorized": K.HELD,
    "purchase.pending_recurring_token_delete": K.PENDING,
    "purchase.recurring_token_deleted": K.TOKEN_DELETED,
    "purchase.subscription_charge_failure": K.FAILED,
    "purchase.pending_refund": K.PENDING,
    "purchase.viewed": K.VIEWED,
    "purchase.settled": K.SETTLED,
    "payment.refunded": K.PAID_BACK,
    "payment.charged_back": K.PAID_BACK,
    "payment.chargeback_reversed": K.PAID_BACK_REVERSED,
    "billing_template_client.subscription_billing_cancelled": K.SUBSCRIPTION_ENDED,
    "payout.created": K.CREATED,
    "payout.pending": K.PENDING,
    "payout.failed": K.FAILED,
    "payout.success": K.PAID_OUT,
}
"""What its events say happened."""

REPEATED = frozenset({K.FAILED, K.PENDING, K.VIEWED, K.SUBSCRIPTION_ENDED, K.UNKNOWN})
"""What can happen to one object more than once, so that only the time of the change tells two such apart."""

_OUTGOING: Mapping[K, tuple[bool, ...]] = {
    K.PAID_IN: (False,),
    K.PAID_BACK: (True,),
    K.PAID_BACK_REVERSED: (False, True),  # which of the two the payment tells is not documented
    K.PAID_OUT: (True,),
}


def kind_of(event: models.WebhookEvent, status: InvoiceStatus) -> tuple[str, K]:
    """The name of an event and what it says happened, if it tells of the kind of object that its name does."""
    given = getattr(event, "event_type", None)
    name, type_ = told(str, given), told(str, getattr(event, "type", None))
    if (
        given in (None, UNSET) and type_ == "purchase"
    ):  # only a success callback may lack it, and that tells of payments alone
        return "success_callback", K.PAID_IN if status is InvoiceStatus.PAID else K.UNKNOWN
    fits = name is not None and name.partition(".")[0] == type_
    return name or "", KINDS.get(name or "", K.UNKNOWN) if fits else K.UNKNOWN


def moved(payment: models.PaymentDetails | None, kind: K) -> Money | None:
    """The money that an event tells of, unless it went the other way: what was paid stays there in later events."""
    if payment is None or told(bool, payment.is_outgoing) not in (None, *_OUTGOING.get(kind, ())):
        return None
    found = money(payment.amount, payment.currency, minor=True) if kind in _OUTGOING else None
    return found if found and found.amount > 0 else None
