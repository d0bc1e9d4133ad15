"""Money: exact, in one currency, never a float."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal, localcontext

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reissue import InvalidArgumentError, Money
from reissue.money import EXPONENTS, exponent
from reissue.plugin import money

CODES = st.sampled_from(["NGN", "EUR", "RWF", "JPY", "KWD", "BHD", "CLF", "XXX"])
AMOUNTS = st.decimals(min_value=-(10**15), max_value=10**15, places=4, allow_nan=False, allow_infinity=False)


@given(st.integers(-(10**17), 10**17), CODES)
def test_minor_units_and_back(minor: int, currency: str) -> None:
    made = Money.from_minor(minor, currency)
    assert made.minor == minor
    assert made.amount * 10 ** exponent(currency) == minor


@given(AMOUNTS, AMOUNTS, CODES)
def test_sums_are_exact_whatever_the_context(one: Decimal, other: Decimal, currency: str) -> None:
    with localcontext(prec=3):
        total = Money(one, currency) + Money(other, currency)
        assert total - Money(other, currency) == Money(one, currency)
        product = Money(one, currency) * 3
    assert product.amount == one * 3


@given(AMOUNTS, AMOUNTS, CODES)
def test_order(one: Decimal, other: Decimal, currency: str) -> None:
    a, b = Money(one, currency), Money(other, currency)
    assert (a < b, a <= b, a > b, a >= b, a == b) == (
        one < other,
        one <= other,
        one > other,
        one >= other,
        one == other,
    )


@given(AMOUNTS, CODES)
def test_text_and_copies(amount: Decimal, currency: str) -> None:
    made = Money(amount, currency)
    assert Money(str(made).split()[1], currency) == made
    assert eval(repr(made)) == made
    assert pickle.loads(pickle.dumps(made)) == copy.deepcopy(made) == made
    assert hash(Money(amount + 0, currency)) == hash(made)
    assert msgspec.json.decode(msgspec.json.encode(made), type=Money) == made


@given(st.one_of(st.text(), st.integers(), st.binary(), st.none(), st.floats(), st.decimals(), st.booleans()))
def test_reading_never_raises(value: object) -> None:
    for minor in (False, True):
        found = money(value, "NGN", minor=minor)
        assert found is None or isinstance(found, Money)
        assert money(1, value, minor=minor) is None or isinstance(value, str)


def test_units() -> None:
    assert str(Money.from_minor(500, "NGN")) == "NGN 5.00"
    assert str(Money.from_minor(500, "RWF")) == "RWF 500"
    assert str(Money.from_minor(500, "KWD")) == "KWD 0.500"
    assert str(Money("0.0001", "EUR")) == "EUR 0.0001"
    assert Money("1.0", "EUR") == Money("1.00", "EUR")
    assert set(EXPONENTS.values()) == {0, 3, 4}
    assert exponent("RWF") == 0 and exponent("NGN") == 2 and exponent("KWD") == 3


@pytest.mark.parametrize("amount", [1.5, True, None, b"1", [], float("nan")])
def test_no_floats(amount: object) -> None:
    with pytest.raises(TypeError):
        Money(amount, "NGN")  # type: ignore[arg-type]


@pytest.mark.parametrize("amount", ["", "1e3", "1_000", " 1", "1,5", "٣", "NaN", "-", "1.", ".5", "9" * 41])
def test_no_fancy_text(amount: str) -> None:
    with pytest.raises(InvalidArgumentError):
        Money(amount, "NGN")


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "1E+20", "1E-13", "0E+999999999"])
def test_no_implausible_decimals(amount: str) -> None:
    with pytest.raises(InvalidArgumentError):
        Money(Decimal(amount), "NGN")


@pytest.mark.parametrize("currency", ["", "ngn", "NG", "NGNN", "N1N", "₦₦₦", None, 3])
def test_no_other_currencies(currency: str) -> None:
    with pytest.raises(InvalidArgumentError):
        Money(1, currency)


def test_what_is_refused() -> None:
    euro, franc = Money(1, "EUR"), Money(1, "RWF")
    for act in (lambda: euro + franc, lambda: euro - franc, lambda: euro < franc, lambda: euro >= franc):
        with pytest.raises(InvalidArgumentError, match="do not mix"):
            act()
    assert euro != franc
    for wrong in (lambda: euro + 1, lambda: euro * 1.5, lambda: euro * euro, lambda: euro / 2, lambda: euro < 1):
        with pytest.raises(TypeError):
            wrong()  # type: ignore[no-untyped-call]
    with pytest.raises(InvalidArgumentError, match="whole number"):
        _ = Money("0.001", "NGN").minor
    with pytest.raises(TypeError):
        Money.from_minor(1.0, "NGN")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money.from_minor(True, "NGN")
    with pytest.raises(AttributeError):
        euro.amount = Decimal(2)  # type: ignore[misc]
    with pytest.raises(InvalidArgumentError):
        Money.from_minor(10**1_000_000, "NGN")
