"""QorePay: purchases, billing, clients and tokens, webhooks, account and statements, payouts, direct payments."""

from __future__ import annotations

from . import account, billing, clients, payments, payouts, purchases
from .objects import machine

__all__ = ["account", "billing", "clients", "machine", "payments", "payouts", "purchases"]
