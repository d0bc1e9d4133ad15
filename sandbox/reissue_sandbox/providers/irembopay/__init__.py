"""IremboPay: invoices, batches, pushes, subscriptions and plans."""

from __future__ import annotations

from . import invoices, subscriptions
from .stand_in import stand_in

__all__ = ["invoices", "stand_in", "subscriptions"]
