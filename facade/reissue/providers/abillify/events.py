"""What Abillify's events say happened."""

from __future__ import annotations

from ...invoice import EventKind as K

KINDS = {"none": K.UNKNOWN, "paid": K.PAID_IN, "canceled": K.CANCELLED}
"""By state of a voucher; none: nothing happened to it."""
