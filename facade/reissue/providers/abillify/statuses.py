"""What Abillify's words mean."""

from ...statuses import InvoiceStatus as S

DOCUMENTED = ("VoucherState",)
"""Where the specification lists the words: `reissue lint` asks for a decision about each."""

STATUSES = {"none": S.OPEN, "paid": S.PAID, "canceled": S.CANCELLED}
