"""Text for the cells of a spreadsheet: it stays what it is, and starts nothing.

A spreadsheet takes a cell for a formula by its first character, and rewrites what looks like a number or a date: a
reference of digits loses its leading zeros and is shown as 8.80509E+11. There is no mark in CSV that says "text"; ``="..."`` is
a formula itself, and an invisible character breaks each look-up without a trace. So such a text gets one apostrophe before it,
which can be seen, which both Excel and LibreOffice leave as it is, and which is taken away again by removing one.
Numbers of ours (amounts, counts) stay numbers.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import Final

_STARTS: Final = frozenset("'=+-@\u2212")
_UNSEEN: Final = "\ufffd"
"""In place of what nobody sees, and a terminal may obey."""
_BLANK: Final = ("Zs", "Zl", "Zp", "Cf", "Cc", "Mn")
_NUMBER: Final = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?", re.ASCII)
_LIKE_NUMBERS: Final = re.compile(r"[\d.,:/\\+eE%$€£¥₦()'\s-]+")
_MONTHS: Final = (
    "jan", "feb", "fev", "fév", "mar", "mär", "apr", "avr", "abr", "may", "mai", "jun", "jui", "jul", "aug", "aou", "aoû", "ago",
    "sep", "set", "oct", "okt", "out", "nov", "dec", "dez", "déc", "dic", "ene", "gen", "mag", "giu", "lug", "ott",
)  # fmt: skip
"""As the names of months begin in languages in which invoices of the four are likely to be read."""
_MONTH: Final = re.compile(r"(?:\d{1,4}[\s./-]*)?([^\W\d_]{3,10})\.?[\s./-]*(?:\d{1,4}(?:[\s,./-]+\d{1,4})?)?")
_WORDS: Final = frozenset({"true", "false", "wahr", "falsch", "vrai", "faux"})
_CELL_WITHIN: Final = re.compile(r"(;\s*)(?=[^\s])")


def cell(text: str | None) -> str:
    """A text for a cell."""
    if not text:
        return ""
    plain = "".join(char if char.isprintable() else " " if char.isspace() else _UNSEEN for char in text)
    # Where a semicolon is what separates cells, one begins after each.
    plain = _CELL_WITHIN.sub(lambda found: found[0] + ("'" if _starts(plain[found.end() :]) else ""), plain)
    return f"'{plain}" if _starts(plain) or _rewritten(plain) else plain


def number(text: str | None) -> str:
    """An amount: a number that stays one, such as -12.50. Whatever is not exactly that is text."""
    return text if text is not None and _NUMBER.fullmatch(text) else cell(text)


def when(moment: datetime | None) -> str:
    """A time, ISO 8601 to the second, UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment is not None else ""


def _starts(text: str) -> bool:
    """Whether a program may take it for a formula, or for a mark that makes text of it: also after blanks, also full-width."""
    first = next((char for char in text if unicodedata.category(char) not in _BLANK and char not in (" ", _UNSEEN)), "")
    return bool(first) and unicodedata.normalize("NFKC", first)[:1] in _STARTS


def _rewritten(text: str) -> bool:
    """Whether a program may take it for a number, a date, a time or a truth."""
    stripped = unicodedata.normalize("NFKC", text).strip().lower()
    if stripped in _WORDS:
        return True
    if not any(char.isdigit() for char in stripped):
        return False
    found = _MONTH.fullmatch(stripped)
    return _LIKE_NUMBERS.fullmatch(stripped) is not None or (found is not None and found[1].startswith(_MONTHS))
