"""What PayPen's words mean."""

from ...statuses import InvoiceStatus as S

# PayPen names no other value: that something else means "paid" would be a guess about money.
STATUSES = {"PENDING": S.OPEN, "PENDING INVOICE GENERATION": S.DRAFT}
