"""Amounts for people: as many decimals as ISO 4217 gives the currency at least, and never one less than there are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reissue.money import Money
from reissue_ledger.amounts import added, in_words, padded, times


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("8220", "EUR", "8220.00 EUR"),
        ("8220.0", "EUR", "8220.00 EUR"),
        ("8220.005", "EUR", "8220.005 EUR"),
        ("8220", "RWF", "8220 RWF"),
        ("8220.5", "RWF", "8220.5 RWF"),
        ("8.2", "KWD", "8.200 KWD"),
        ("0", "NGN", "0.00 NGN"),
        ("-1.5", "NGN", "-1.50 NGN"),
        ("99999999999999999999", "NGN", "99999999999999999999.00 NGN"),
        ("9999999999999999999999999999", "NGN", "9999999999999999999999999999.00 NGN"),
        ("1E+3", "EUR", "1000.00 EUR"),
    ],
)
def test_in_words(amount: str, currency: str, words: str) -> None:
    assert in_words(Decimal(amount), currency) == words
    assert padded(Decimal(amount), currency) == Decimal(amount)


def test_nothing_is_rounded() -> None:
    """The arithmetic of Python's default context has 28 digits, and rounds the rest without a word."""
    large, small = Decimal("99999999999999999999"), Decimal("0.000000000001")
    assert added(large, small) == Decimal("99999999999999999999.000000000001") != large + small
    assert added(added(large, small), -large) == small
    assert times(200_000, large + Decimal(0)) == Decimal("19999999999999999999800000")
    assert times(3, added(large, small)) == Decimal("299999999999999999997.000000000003")
    assert added() == 0


@pytest.mark.parametrize(("amount", "currency"), [("8220.0", "EUR"), ("12.5", "NGN"), ("7", "RWF"), ("7.1", "KWD")])
def test_as_money_says_it(amount: str, currency: str) -> None:
    """`Money` of the facade has the same digits."""
    assert str(Money(amount, currency)).split(" ")[1] == in_words(Decimal(amount), currency).split(" ")[0]
