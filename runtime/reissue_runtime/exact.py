# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What Python would write otherwise than it was sent, and what keeps it as it was.

RFC 8259 bounds neither digits nor exponents of numbers, and RFC 3339 knows fractions of
any length, leap seconds and the offset -00:00.
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Self

FINER: Final = re.compile(rb"\.\d{7}").search
"""Whether there may be a time in a JSON text that is finer than a microsecond."""
NEGATIVE_ZERO: Final = re.compile(rb'-0(?:[\s,}\]]|0:00"|$)').search
"""Whether there may be a whole -0, or the offset -00:00: msgspec drops either sign.

A literal at the beginning: with one, the search costs a tenth.
"""

_SPELT: Final = re.compile(r"[eE]\+?(-?)0*")


class Number(Decimal):
    """A JSON number that no number of Python writes as it was sent: ``1E400``.

    `encode_json` writes its text.
    """

    text: str

    def __new__(cls, text: str) -> Self:
        made = super().__new__(cls, text)
        made.text = text
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Number, (self.text,)


def number(text: str) -> float | Decimal:
    """The value of a JSON number that encodes as this text.

    A float where its shortest form is the text, or the same but for how the exponent is
    spelt (1e-05). Raises ValueError for an exponent that Decimal does not have.
    """
    rough = float(text)
    shortest = repr(rough)
    if shortest == text or _SPELT.sub(r"e\1", shortest) == _SPELT.sub(r"e\1", text):
        return rough
    try:
        exact = Decimal(text)
    except ArithmeticError:
        raise ValueError("an exponent of more than 18 digits") from None
    return exact if str(exact) == text else Number(text)


class Moment(datetime):
    """A time that Python holds only nearly, beside the text that was sent.

    Nanoseconds are cut off, a leap second is the second after it. `encode_json` writes
    the text; what is computed from a Moment has none.
    """

    text: str = ""

    def __reduce_ex__(self, _: object) -> tuple[Any, ...]:
        return moment, (self.isoformat(), self.text)


def moment(iso: str, text: str) -> Moment:
    """The time that `isoformat` wrote, beside the text that was sent."""
    made = Moment.fromisoformat(iso)
    made.text = text
    return made
