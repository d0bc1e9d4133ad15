"""IremboPay: invoices, batches, pushes, subscriptions and plans."""

from __future__ import annotations

from . import invoices, subscriptions

machine = invoices.machine

__all__ = ["invoices", "machine", "subscriptions"]
