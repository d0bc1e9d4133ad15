"""Amounts and currencies: exact decimals of plain digits; any other notation is only read where the caller names it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from reissue.errors import InvalidArgumentError
from reissue.money import Money, exponent

from .currencies import CURRENCIES
from .shapes import DECIMAL_KNOWN, DecimalSign, UnsureError, shown

_PLAIN: Final = re.compile(r"([0-9]+)(?:\.([0-9]+))?")
# By the sign that stands before the decimals. Thousands are in groups of three, all of them, or in none.
_GROUPED: Final = {
    ".": re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?"),
    ",": re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]+))?"),
}
_EITHER: Final = re.compile(r"[0-9]{1,3}\.[0-9]{3}")  # 1.234 of a dinar, or a thousand and more
_EXPONENT: Final = re.compile(r"[+-]?[0-9.,]+[eE][+-]?[0-9]+")
_SEPARATED: Final = re.compile(r"[0-9][0-9.,' \u00a0\u2007\u2009\u202f]*")


def currency_of(text: str) -> str:
    """A currency's code. Raises UnsureError for all but those of ISO 4217, in capital letters, that an invoice can be over."""
    if text not in CURRENCIES:
        raise UnsureError(f"{shown(text)} is no currency; write the three capital letters of ISO 4217, such as NGN.")
    return text


def amount_of(text: str, currency: str | None, decimal: DecimalSign | None) -> Decimal:
    """An amount above zero, in major units.

    - currency: Its code, which bounds the decimals; None where it could not be read.
    - decimal: The sign before the decimals; the other one separates thousands then. None: plain digits with a point alone,
      and not even these where three decimals might be thousands.

    Raises UnsureError for anything else.
    """
    found = (_PLAIN if decimal is None else _GROUPED[decimal]).fullmatch(text)
    if found is None:
        raise UnsureError(_why(text, decimal))
    whole, decimals = found.group(1), found.group(2) or ""
    if decimal is None and _EITHER.fullmatch(text):
        raise UnsureError(f"{shown(text)} may have three decimals, or thousands; {DECIMAL_KNOWN}.")
    if decimal is not None:
        whole = whole.replace("." if decimal == "," else ",", "")
    if decimals == "00" and currency is not None and exponent(currency) == 0:
        decimals = ""  # as most programs write whole francs
    if currency is not None and len(decimals) > exponent(currency):
        allowed = exponent(currency) or "no"
        raise UnsureError(
            f"{shown(text)} has {len(decimals)} decimals, and {currency} has {allowed}; write the amount as it is charged."
        )
    try:
        amount = Money(f"{whole}.{decimals}" if decimals else whole, currency or "XXX").amount
    except InvalidArgumentError:
        raise UnsureError(f"{shown(text)} has more digits than an amount can have.") from None
    if not amount:
        raise UnsureError(f"{shown(text)} is nothing to pay; an amount is above zero.")
    return amount


def _why(text: str, decimal: DecimalSign | None) -> str:
    """What is wrong with a text that is no amount, and what to do."""
    if text.startswith(("-", "\u2212", "(")):
        return f"{shown(text)} is below zero or reads so; an amount is above zero."
    if _EXPONENT.fullmatch(text):
        return f"{shown(text)} has an exponent; export it in plain digits."
    if any(one.isdigit() and not one.isascii() for one in text):
        return f"{shown(text)} has other digits than 0 to 9; write it with these."
    if not _SEPARATED.fullmatch(text):
        return f"{shown(text)} is no amount; write digits alone, such as 1234.50, and the currency in its own column."
    if decimal is not None:
        return f"{shown(text)} is no amount with {decimal!r} before the decimals; write 1234{decimal}50."
    if " " in text or not text.isascii() or "'" in text:
        return f"{shown(text)} has separators; write 1234.50, or for thousands with points or commas {DECIMAL_KNOWN}."
    return f"{shown(text)} can be read in two ways; write 1234.50, or {DECIMAL_KNOWN}."
