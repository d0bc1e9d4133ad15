"""Abillify: customers, vouchers (invoices, orders, credit notes), documents, jobs and transactions."""

from __future__ import annotations

from . import identities, transactions, vouchers
from .objects import machine

__all__ = ["identities", "machine", "transactions", "vouchers"]
