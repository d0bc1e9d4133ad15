"""Money: an exact amount in major units and its currency. Never a float."""

from __future__ import annotations

import re
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import TYPE_CHECKING, Final, cast

from msgspec import Struct
from msgspec.structs import force_setattr

from .errors import InvalidArgumentError

# ISO 4217: digits after the decimal sign, where they are not two.
_NONE: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE: Final = "BHD IQD JOD KWD LYD OMR TND"
_FOUR: Final = "CLF UYW"
EXPONENTS: Final = {code: n for n, codes in ((0, _NONE), (3, _THREE), (4, _FOUR)) for code in codes.split()}

_CODE: Final = re.compile(r"[A-Z]{3}")
_PLAIN: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")  # no exponent, no underscore, no thousands separator
_MOST_DIGITS: Final = 20  # on the left; beyond that it is a mistake, and an attack on whoever formats it
_FINEST: Final = -12
_EXACT: Final = Context(prec=100, traps=[Inexact, InvalidOperation])


def exponent(currency: str) -> int:
    """The digits that ISO 4217 gives the minor unit: 2 for NGN, 0 for RWF, 3 for KWD; 2 for what it does not name."""
    return EXPONENTS.get(currency, 2)


class Money(Struct, frozen=True):
    """An exact amount and its currency: ``Money("12.50", "EUR")``.

    It adds, subtracts and compares within one currency only, and multiplies by whole or decimal quantities; there is no
    division, which would have to round.

    - amount: In major units (euros, not cents): a Decimal, an int, or plain text such as ``"1234.50"``.
    - currency: The three capital letters of ISO 4217.

    Raises TypeError for a float, which is not exact, and InvalidArgumentError, which is a ValueError, for what is no
    amount or no currency code, and where two currencies meet.
    """

    amount: Decimal
    currency: str

    if TYPE_CHECKING:

        def __init__(self, amount: Decimal | int | str, currency: str) -> None: ...

    def __post_init__(self) -> None:
        if not isinstance(cast("object", self.currency), str) or not _CODE.fullmatch(self.currency):
            raise InvalidArgumentError("A currency is three capital letters of ISO 4217, such as NGN.")
        force_setattr(self, "amount", _decimal(self.amount))

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> Money:
        """From minor units: ``Money.from_minor(500, "NGN")`` is NGN 5.00, ``from_minor(500, "RWF")`` is RWF 500.

        - minor: A whole number of the smallest unit that ISO 4217 gives the currency.
        - currency: The three capital letters of ISO 4217.

        Raises TypeError for anything but an int, and InvalidArgumentError for what is no amount or no currency code.
        """
        if isinstance(minor, bool) or not isinstance(cast("object", minor), int):
            raise TypeError("Minor units are a whole number (int).")
        return cls(_decimal(minor).scaleb(-exponent(currency)), currency)

    @property
    def minor(self) -> int:
        """The amount in minor units. Raises InvalidArgumentError where that is no whole number: nothing is rounded."""
        scaled = self.amount.scaleb(exponent(self.currency), _EXACT)
        if scaled != scaled.to_integral_value():
            raise InvalidArgumentError(f"{self} is no whole number of the smallest unit of {self.currency}.")
        return int(scaled)

    def __add__(self, other: Money) -> Money:
        return Money(_EXACT.add(self.amount, self._same(other)), self.currency) if _is_money(other) else NotImplemented

    def __sub__(self, other: Money) -> Money:
        if not _is_money(other):
            return NotImplemented
        return Money(_EXACT.subtract(self.amount, self._same(other)), self.currency)

    def __mul__(self, times: Decimal | int) -> Money:
        if isinstance(cast("object", times), bool | Money):
            return NotImplemented
        return Money(_EXACT.multiply(self.amount, _decimal(times)), self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other) if _is_money(other) else NotImplemented

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other) if _is_money(other) else NotImplemented

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other) if _is_money(other) else NotImplemented

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other) if _is_money(other) else NotImplemented

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise InvalidArgumentError(f"{self.currency} and {other.currency} do not mix: convert one of them first.")
        return other.amount

    def __str__(self) -> str:
        """``NGN 5.00``: at least as many decimals as the currency has, and all that there are."""
        places = max(exponent(self.currency), -cast("int", self.amount.as_tuple().exponent))
        return f"{self.currency} {self.amount:.{places}f}"

    def __repr__(self) -> str:
        return f"Money('{self.amount}', '{self.currency}')"


def _is_money(value: object) -> bool:
    return isinstance(value, Money)


def _decimal(value: object) -> Decimal:
    if isinstance(value, str):
        if not _PLAIN.fullmatch(value) or len(value) > 40:
            raise InvalidArgumentError("An amount is written in digits, with a point before the decimals: 1234.50.")
        value = Decimal(value)
    if isinstance(value, int) and not isinstance(value, bool):
        # A check on the size first: turning a million digits into a Decimal takes seconds.
        value = Decimal(value) if value.bit_length() < 128 else Decimal("Infinity")
    if not isinstance(value, Decimal):
        raise TypeError(f"An amount is a Decimal, an int or a text, not {type(value).__name__}: floats are not exact.")
    if not value.is_finite() or value.adjusted() >= _MOST_DIGITS or cast("int", value.as_tuple().exponent) < _FINEST:
        raise InvalidArgumentError("An amount is a finite number of plausible size.")
    return value
