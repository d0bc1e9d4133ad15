"""References: text that an invoice is found by, made canonical, and refused where it is not surely what was meant."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import category, normalize

from ..store.transitions import is_purged
from .shapes import DIGITS_MEANT, UNSEEN, Digits, UnsureError, shown

LONGEST: Final = 255
"""Characters of a reference. What a provider prints is shorter; beyond that a quote is missing."""
_PLAIN: Final = re.compile(r"[!-~]+(?: +[!-~]+)*")  # ASCII that can be seen, with blanks within
UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# What spreadsheets run as a formula, also in the wide forms of East Asian keyboards (OWASP, "CSV injection").
_FORMULA: Final = frozenset("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
# Spreadsheets and most languages write a sign in the exponent, Java does not: 8.8E11. Then it has a point. "12E5" is neither.
_SCIENTIFIC: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE][+-][0-9]+|[0-9]+[.,][0-9]+[eE][0-9]+")
_ERROR: Final = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|#+)")
_NOTHING: Final = frozenset({"nan", "none", "null", "n/a", "nil", "undefined", "<na>"})
_MONTH: Final = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_REWRITTEN: Final = (
    (re.compile(r"[0-9]+\.0"), "a whole number to which a program has added decimals"),
    (re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+"), "a number with thousands separators"),
    (
        re.compile(rf"[0-9]{{1,2}}-{_MONTH}(?:-[0-9]{{2,4}})?|{_MONTH}-[0-9]{{2}}"),
        "a date that a spreadsheet made of it",
    ),
)
# What a column of flags would say: a "no" must not become a reason.
_NO_REASON: Final = _NOTHING | frozenset(
    [
        "yes",
        "no",
        "true",
        "false",
        "y",
        "n",
        "x",
        "ja",
        "nein",
        "j",
        "wahr",
        "falsch",
        "oui",
        "non",
        "vrai",
        "faux",
        "si",
    ]
)
# Nothing of these is seen, or it is seen as something else: controls, formats (zero-width, bidi), halves of characters, private
# and unassigned ones, and all separators but the blank.
_REFUSED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})


def reference_of(text: str, digits: Digits | None) -> str:
    """The canonical reference: without blanks around it, in NFC, and in small letters where it is a UUID.

    - text: The value as the file has it.
    - digits: Whether what looks as if a spreadsheet had rewritten it is meant as it stands.

    Raises UnsureError for what is no reference for sure.
    """
    found = name_of(text)
    if digits is None:
        for pattern, what in _REWRITTEN:
            if pattern.fullmatch(found):
                raise UnsureError(f"{shown(found)} looks like {what}; export the column as text again, {DIGITS_MEANT}.")
    return canonical_of(found)


def canonical_of(text: str) -> str:
    """The one form in which a reference is kept and compared: without blanks around it, in NFC, and a UUID in small letters.

    Raises UnsureError for one that is empty, too long, what a purge leaves, or has a character in it that nobody sees.
    """
    found = _whole_of(text)
    return found.lower() if UUID.fullmatch(found) else found


def _whole_of(text: str) -> str:
    """A name without blanks around it, in NFC, as far as it does not matter whether a spreadsheet has written it."""
    found = text.strip(" ")
    if not found:
        raise UnsureError("It is empty, and must not be; fill it in.")
    if not _PLAIN.fullmatch(found):
        found = _seen(found)
    if len(found) > LONGEST:
        raise UnsureError(f"{shown(found)} has {len(found)} characters, and may have {LONGEST}; is a quote missing?")
    if is_purged(found):
        raise UnsureError("It is what a purge left of another one; give the one that was.")
    return found


def name_of(text: str) -> str:
    """What something is found by: without blanks around it, in NFC. Raises UnsureError for what is none for sure."""
    found = text.strip(" ")
    if found and (found[0] in _FORMULA or found[0] == "'"):
        raise UnsureError(f"{shown(found)} begins as a formula or a text mark of a spreadsheet does; write it without.")
    found = _whole_of(found)
    _check_whole(found)
    return found


def _seen(text: str) -> str:
    """The text in NFC, each of whose characters can be seen."""
    for place, one in enumerate(text, 1):
        if one == "\ufffd":
            raise UnsureError(
                f"{shown(text)} has a replacement character: its encoding was broken before. Export it as UTF-8 again."
            )
        if one != " " and (category(one) in _REFUSED or UNSEEN.match(one)):
            raise UnsureError(
                f"{shown(text)} has a character that cannot be seen (U+{ord(one):04X}, the {place}.); take it out."
            )
    return normalize("NFC", text)


def _check_whole(text: str) -> None:
    """Raise UnsureError for what a program has put in the place of a value."""
    if _SCIENTIFIC.fullmatch(text):
        raise UnsureError(
            f"{shown(text)} is a number that a spreadsheet has cut, and the digits are lost; export the column as text again."
        )
    if _ERROR.fullmatch(text):
        raise UnsureError(f"{shown(text)} is an error of a spreadsheet; mend the cell and export it again.")
    if text.lower() in _NOTHING:
        raise UnsureError(f"{shown(text)} is a program's word for nothing; fill it in.")


def reason_of(text: str) -> str:
    """Why something is sent again, in words. Raises UnsureError for a bare yes or no, and for what cannot be seen."""
    found = text.strip(" ")
    if len(found) > LONGEST:
        raise UnsureError(f"The reason has {len(found)} characters, and may have {LONGEST}.")
    if not _PLAIN.fullmatch(found):
        found = _seen(found)
    if found.casefold() in _NO_REASON or not any(one.isalpha() for one in found):
        raise UnsureError(f"{shown(found)} is no reason; say in words why it is sent again, or leave it empty.")
    return found
