"""Amounts, exact whatever their size: added, and written for people."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Final

from reissue.money import exponent

_EXACT: Final = Context(prec=200, traps=[Inexact, InvalidOperation])
"""Python's own context has 28 digits, and rounds a longer sum without a word."""


def added(*amounts: Decimal) -> Decimal:
    """Their sum, of which nothing is rounded."""
    total = Decimal(0)
    for amount in amounts:
        total = _EXACT.add(total, amount)
    return total


def times(count: int, amount: Decimal) -> Decimal:
    """So many times the amount, of which nothing is rounded."""
    return _EXACT.multiply(count, amount)


def padded(amount: Decimal, currency: str) -> Decimal:
    """The same amount in major units, with as many decimals as the currency has at least: ``8220.0`` is 8220.00 in EUR."""
    return added(amount, Decimal(0).scaleb(-exponent(currency)))


def in_words(amount: Decimal, currency: str) -> str:
    """Such as ``8220.00 EUR``."""
    return f"{padded(amount, currency):f} {currency}"
