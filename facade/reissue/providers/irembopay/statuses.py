"""What IremboPay's words mean."""

from ...statuses import InvoiceStatus as S

STATUSES = {"NEW": S.OPEN, "PARTIALLY_PAID": S.PARTIALLY_PAID, "PAID": S.PAID}
