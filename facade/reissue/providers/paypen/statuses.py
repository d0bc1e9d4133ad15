"""What PayPen's words mean."""

from ...statuses import InvoiceStatus as S

DOCUMENTED = ("InvoiceStatus", "PendingScheduleStatus")
"""Where the specification lists the words: `reissue lint` asks for a decision about each."""

# PayPen names no other value: that something else means "paid" would be a guess about money.
STATUSES = {"PENDING": S.OPEN, "PENDING INVOICE GENERATION": S.DRAFT}
UNPAID = frozenset({"", "EXPIRED", *STATUSES})
"""What an invoice says for which nothing was paid; the vendor names no word for one that is paid."""


def is_unpaid(status: object) -> bool:
    """Whether a status, as it was read, denies that anything was paid: however it is written, and where it says nothing."""
    return not isinstance(status, str) or status.strip().upper() in UNPAID
