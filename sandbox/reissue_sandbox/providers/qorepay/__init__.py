"""QorePay: purchases, billing, clients and tokens, webhooks, account and statements, payouts, direct payments."""

from __future__ import annotations

from . import account, billing, clients, payments, payouts, purchases
from .stand_in import stand_in

__all__ = ["account", "billing", "clients", "payments", "payouts", "purchases", "stand_in"]
