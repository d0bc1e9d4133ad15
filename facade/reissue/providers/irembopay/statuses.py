"""What IremboPay's words mean."""

from ...statuses import InvoiceStatus as S

DOCUMENTED = ("PaymentStatus",)
"""Where the specification lists the words: `reissue lint` asks for a decision about each."""

STATUSES = {"NEW": S.OPEN, "PARTIALLY_PAID": S.PARTIALLY_PAID, "PAID": S.PAID}
