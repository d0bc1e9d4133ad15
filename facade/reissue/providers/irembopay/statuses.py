"""What IremboPay's words mean."""

from ...statuses import InvoiceStatus as S

STATUSES = {"NEW": S.OPEN, "PAID": S.PAID}
