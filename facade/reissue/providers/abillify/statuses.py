"""What Abillify's words mean."""

from ...statuses import InvoiceStatus as S

STATUSES = {"none": S.OPEN, "paid": S.PAID, "canceled": S.CANCELLED}
