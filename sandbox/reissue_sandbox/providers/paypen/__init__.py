"""PayPen: a login, schedules, and invoices that are generated, expire and are replaced."""

from __future__ import annotations

from . import invoices, login, schedules
from .stand_in import stand_in

__all__ = ["invoices", "login", "schedules", "stand_in"]
