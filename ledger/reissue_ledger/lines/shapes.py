"""The shapes of this room: a line that was read, and a problem that keeps it from being read for sure."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from reissue.invoice import Discreet, LineItem

DecimalSign: TypeAlias = Literal[".", ","]
"""What stands before the decimals of an amount."""
DateOrder: TypeAlias = Literal["dmy", "mdy", "ymd"]
"""The order of day, month and year in a date that is not ISO 8601."""
Digits: TypeAlias = Literal["as-they-are"]
"""Says that references that look as if a spreadsheet had rewritten them are meant as they stand."""

# Messages are read by who typed a command and by who wrote a program: each finds the word that is theirs.
DIGITS_MEANT: Final = 'or say --digits-as-they-are (from Python: digits="as-they-are") where it is meant so'
DECIMAL_KNOWN: Final = "say --decimal . or --decimal , (from Python: decimal)"
DATES_KNOWN: Final = "say --dates dmy, mdy or ymd (from Python: dates)"

_MOST_SHOWN: Final = 60
# Letters and marks that show nothing (Default_Ignorable_Code_Point in DerivedCoreProperties.txt of Unicode, those that are
# not of a category that no reference has anyhow), and the blank pattern of Braille.
UNSEEN: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


class Line(Discreet, frozen=True, kw_only=True):
    """One invoice of a file, read for sure. What the file does not say is None, and an account that it does not say is the main one."""

    number: int
    """The first physical line of the record in its file, from 1 (a header is 1); of an iterable: the index, from 1."""
    provider: str
    reference: str
    """As text, canonical: without blanks around it, in NFC; UUIDs in small letters."""
    account: str = ""
    """The name of a further account, as `reissue.plugin.credentials.account_name` writes it; empty: the main one."""
    amount: Decimal | None = None
    """What the file says it is over, in major units of `currency`: to be compared with what the provider says, and for sums."""
    currency: str | None = None
    """The three capital letters of ISO 4217. It is given if and only if the amount is."""
    due: date | None = None
    """Shown to people, and used for nothing else."""
    expires_at: datetime | None = None
    """Aware; for the verb update. What the file says relative to now was counted from one moment for the whole file."""
    term: str | None = None
    """What the file says of `expires_at` where that is relative to now, such as ``+14d``."""
    items: tuple[LineItem, ...] | None = None
    """The new items, all in one currency; for the verb update, and in JSON lines only."""
    new: bytes | None = None
    """The JSON object of the invoice to be made, member by member as it stands in the file, with its reference filled in; for the
    verb create, and in JSON lines only. It fits a form of the provider."""
    customer: str | None = None
    """To whom it is made, for the verb create at Abillify."""
    again: str | None = None
    """Why it is to be sent once more, though it was sent before."""

    hidden = frozenset({"new", "customer", "again", "items"})


class Problem(Struct, frozen=True, kw_only=True):
    """Why a line, or the file as a whole, cannot be read for sure."""

    number: int
    """Its line, as `Line.number`; 0: the file as a whole."""
    message: str
    """What is wrong and what to do next. It shows little of a value, and nothing that a terminal would obey."""
    column: str | None = None
    """The column, or the member."""
    byte: int | None = None
    """Where bytes are the trouble: the offset in the file, from 0."""

    def told(self, name: str) -> str:
        """In one line, as compilers do: ``overdue.csv:17: column amount: ...``.

        - name: The file's, as whoever reads it knows it.
        """
        return f"{name}:{self.number}: {self._rest}" if self.number else f"{name}: {self._rest}"

    def __str__(self) -> str:
        return f"line {self.number}: {self._rest}" if self.number else self._rest

    @property
    def _rest(self) -> str:
        byte = "" if self.byte is None else f"byte {self.byte}: "
        column = "" if self.column is None else f"column {self.column}: "
        return f"{byte}{column}{self.message}"


class Number(str):
    """A number of JSON, as its digits stand in the file: it never passes through a float."""


class UnsureError(Exception):
    """A value cannot be read for sure: its text becomes the message of a Problem, or of what whoever uses a rule of this room raises."""


def shown(value: str) -> str:
    """A value in quotes, for a message: cut where it is long, and nothing in it that cannot be seen or that a terminal obeys."""
    cut = value[:_MOST_SHOWN]
    text = ascii(cut) if UNSEEN.search(cut) else repr(cut)
    return text if len(text) <= _MOST_SHOWN and cut == value else f"{text[: _MOST_SHOWN - 4]}...{text[0]}"
