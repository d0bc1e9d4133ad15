"""Abillify: customers, vouchers (invoices, orders, credit notes), documents, jobs and transactions."""

from __future__ import annotations

from . import identities, transactions, vouchers
from .stand_in import stand_in

__all__ = ["identities", "stand_in", "transactions", "vouchers"]
