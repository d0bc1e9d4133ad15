"""What QorePay's words mean."""

from ...statuses import InvoiceStatus as S

DOCUMENTED = ("PurchaseStatus",)
"""Where the specification lists the words: `reissue lint` asks for a decision about each."""

STATUSES = {
    "created": S.OPEN,
    "sent": S.OPEN,
    "viewed": S.OPEN,
    "error": S.OPEN,  # an attempt failed; it can be paid all the same
    "overdue": S.OPEN,
    "cancelled": S.CANCELLED,
    "released": S.CANCELLED,  # the held amount went back to the payer
    "expired": S.EXPIRED,
    "paid": S.PAID,
    "cleared": S.PAID,
    "settled": S.PAID,
    "refunded": S.REFUNDED,  # also in part: see raw.refundable_amount
    "chargeback": S.REFUNDED,
    "blocked": S.UNKNOWN,
    "hold": S.UNKNOWN,
    "preauthorized": S.UNKNOWN,
    "pending_release": S.UNKNOWN,
    "pending_capture": S.UNKNOWN,
    "pending_execute": S.UNKNOWN,
    "pending_charge": S.UNKNOWN,
    "pending_refund": S.UNKNOWN,
}
