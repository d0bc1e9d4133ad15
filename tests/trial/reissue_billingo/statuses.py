"""What Billingo's words mean."""

from reissue import InvoiceStatus as S

STATUSES = {
    "outstanding": S.OPEN,
    "partially_paid": S.OPEN,
    "expired": S.OPEN,  # past its due date, and to be paid all the same
    "paid": S.PAID,
    "draft": S.DRAFT,
    "canceled": S.CANCELLED,
    "cancellation": S.CANCELLED,
}
