# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What hand-made servers write, mended without loss: JSON text, and values.

Each mend of text is recorded with the JSON path at which it stood.
Mended: another encoding than UTF-8, a byte order mark, numbers with leading zeros and
other numbers that JSON does not have (kept as strings, so that no digit is lost), NaN
and Infinity, control characters and bad escapes in strings, halves of surrogate pairs,
trailing commas. Text that is cut off, or is not meant as JSON, is not mended.

Values: "7" for 7, 7 for "7", `+02` for `+02:00`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any, ClassVar, Final, Literal, get_args, get_origin

from msgspec import Raw, json

from .drift import Drift, join
from .exact import moment


class NotJson(ValueError):
    """A body that is no JSON. The reason holds nothing of the body."""

    documented: ClassVar[bool] = False
    """Whether the API says that it may answer so."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


EMPTY: Final = "empty"
CUT_OFF: Final = "truncated JSON"
NO_JSON: Final = "no JSON"
TOO_DEEP: Final = "nested too deeply"
# Levels in text that needs mending: each mend records a path of up to that many.
DEEPEST: Final = 500

_validate: Final = json.Decoder(Raw).decode
_BLANKS = " \t\r\n\f\v\0\xa0\ufeff"
_TOKEN = re.compile(
    rf'[{_BLANKS}]*(?:("[^"\\]*(?:\\.[^"\\]*)*")([{_BLANKS}]*:)?|([{{}}\[\]:,])|([^\s{{}}\[\]:,"\0]+))',
    re.DOTALL,
)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_LEADING_ZERO = re.compile(r"-?0\d[\d.eE+-]*", re.ASCII)
_LIKE_A_NUMBER = re.compile(r"[+-]?\.?\d[\w.+-]*", re.ASCII)
_HIGH, _LOW = r"\\u[dD][89abAB][\da-fA-F]{2}", r"\\u[dD][c-fC-F][\da-fA-F]{2}"
_ESCAPE = re.compile(
    rf'({_HIGH}{_LOW})|({_HIGH}|{_LOW})|(\\u[\da-fA-F]{{4}}|\\["\\/bfnrt])|([\x00-\x1f])|\\',
    re.ASCII,
)


def sound(body: bytes) -> tuple[bytes, list[Drift]]:
    """The body if it is JSON, otherwise the mended body and what was mended.

    Raises NotJson, and nothing else.
    """
    if _is_json(body):
        return body, []
    text, drifts = decoded(body)
    mended = _Mender(text, drifts).mended()
    if not _is_json(mended):
        raise NotJson(NO_JSON)
    return mended, drifts


def _is_json(body: bytes) -> bool:
    try:
        # msgspec looks at the encoding of a string only when it reads that string.
        body.decode()
        _validate(body)
    except RecursionError:
        raise NotJson(TOO_DEEP) from None
    except ValueError:
        return False
    return True


def decoded(body: bytes) -> tuple[str, list[Drift]]:
    """The text of a body, and what of its encoding was mended."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if body.startswith(mark):
            wanted = "UTF-8 without byte order mark"
            found = Drift("$", wanted, f"{encoding.upper()} with byte order mark")
            return body.decode(encoding, "replace").removeprefix("\ufeff"), [found]
    text = body.decode(errors="replace")
    if text.encode() == body:
        return text, []
    if any(
        char > "\x7f" and char != "\ufffd" for char in text
    ):  # the rest is UTF-8: bytes were lost or cut
        return text, [Drift("$", "UTF-8", "damaged UTF-8")]
    return body.decode("latin-1"), [Drift("$", "UTF-8", "Latin-1")]


class _Mender:
    """One walk over the text, that knows at each token where in the document it is."""

    def __init__(self, text: str, drifts: list[Drift]) -> None:
        self.text = text
        self.drifts = drifts
        self.closers: list[str] = []
        """The brackets that are open, by the ones that close them."""
        self.places: list[str | int] = []
        """For each of them the member or position that is being read."""

    def mended(self) -> bytes:
        if not self.text.strip(_BLANKS):
            raise NotJson(EMPTY)
        out: list[str] = []
        position = 0
        while match := _TOKEN.match(self.text, position):
            position = match.end()
            string, colon, mark, word = match.groups()
            if string is not None:
                out.append(self._string(string, bool(colon)) + (":" if colon else ""))
            elif word is not None:
                out.append(self._word(word))
            else:
                self._mark(mark, out)
                out.append(mark)
        return self._finish(out, self.text[position:].strip(_BLANKS))

    def _finish(self, out: list[str], rest: str) -> bytes:
        if rest or self.closers:
            cut = not rest or rest.startswith('"')
            raise NotJson(CUT_OFF if cut else NO_JSON)
        # Apart, as they were: `1 2` is no 12.
        return " ".join(out).encode()

    def _mark(self, mark: str, out: list[str]) -> None:
        if mark in "{[":
            if len(self.places) == DEEPEST:
                raise NotJson(TOO_DEEP)
            self.closers.append("}" if mark == "{" else "]")
            self.places.append("" if mark == "{" else 0)
        elif mark in "}]":
            if len(out) > 1 and out[-1] == "," and out[-2] not in ("{", "["):
                out.pop()
                self._note("JSON", "trailing comma", parent=True)
            if not self.closers or self.closers.pop() != mark:
                raise NotJson(NO_JSON)
            self.places.pop()
        elif mark == "," and self.places and isinstance(place := self.places[-1], int):
            self.places[-1] = place + 1

    def _word(self, word: str) -> str:
        if word in ("true", "false", "null") or _NUMBER.fullmatch(word):
            return word
        if _LEADING_ZERO.fullmatch(word):
            self._note("str", "number with leading zero")
        elif _LIKE_A_NUMBER.fullmatch(word):
            self._note("str", "number that JSON does not have")
        elif word in ("NaN", "Infinity", "-Infinity"):
            self._note("float", word)
        else:
            raise NotJson(
                CUT_OFF if self.closers and self.text.endswith(word) else NO_JSON
            )
        return f'"{word}"'

    def _string(self, token: str, is_name: bool) -> str:
        wrong: list[str] = []
        content = _ESCAPE.sub(_mend_escape(wrong.append), token[1:-1])
        if is_name and self.places:
            self.places[-1] = content
        for got in dict.fromkeys(wrong):
            self._note("str", got)
        return f'"{content}"'

    def _note(self, expected: str, got: str, *, parent: bool = False) -> None:
        path = "$"
        for place in self.places[:-1] if parent else self.places:
            path = f"{path}[{place}]" if isinstance(place, int) else join(path, place)
        self.drifts.append(Drift(path, expected, got))


def _mend_escape(note: Callable[[str], Any]) -> Callable[[re.Match[str]], str]:
    def mend(match: re.Match[str]) -> str:
        pair, half, good, control = match.groups()
        if pair or good:
            return match[0]
        if half:
            note("half of a surrogate pair")
            return "\\ufffd"
        note("control character" if control else "escape that JSON does not have")
        # Otherwise the backslash was meant.
        return f"\\u{ord(control):04x}" if control else "\\\\"

    return mend


# --- values of another kind than documented that still say the same -------------------

MISSING: Final[Any] = object()
"""No value; UNSET and None are values."""

_NUMERAL = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,9})?", re.ASCII)
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d)(:\d\d)(:\d\d)?(?:[.,](\d{1,6})(\d*))?"
    r"\s?(Z|z|UTC|[+-]\d\d(?::?[0-5]\d)?)?",
    re.ASCII,
)
_DOCUMENTED_TIME: Final = re.compile(
    r"[\d-]{10}[Tt ][\d:]{8}(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)?", re.ASCII
).fullmatch
"""Whether a text has the form of a date-time of RFC 3339, the offset left open."""

MOST_DIGITS: Final = (
    400  # of an integer written in another form; a longer one is kept as it was sent
)


def is_documented(word: str, got: str, members: Iterable[Any]) -> bool:
    """Whether a value is as documented, and was refused for what Python makes of it."""
    return (got == "number" and Decimal in members) or (
        datetime in members and _DOCUMENTED_TIME(word) is not None
    )


def lossless(word: str, kind: str, members: Iterable[Any]) -> Any:
    """What a word says as the first documented type that it fits, or MISSING.

    `word` is the text of a JSON value of that kind, a string or a number.
    """
    numerals = _OF_NUMERALS if _NUMERAL.fullmatch(word) else {}
    rules = numerals | (_OF_NUMBERS if kind == "number" else _OF_TEXTS)
    for member in members:
        value = rules.get(member, _nothing)(word)
        if get_origin(member) is Literal:
            said = [one for one in get_args(member) if str(one) == word]
            wanted = str if kind == "number" else int
            value = next((one for one in said if type(one) is wanted), MISSING)
        if value is not MISSING:
            return value
    return MISSING


def whole(word: str, members: Iterable[Any]) -> Any:
    """The integer that a JSON number is, where a member takes it; MISSING elsewhere.

    JSON Schema calls 1.0 and 1e2 integers as well, and equal to 1 and 100 (2020-12,
    4.2.2 and 4.2.3).
    """
    value = _int(word) if _NUMERAL.fullmatch(word) else MISSING
    values = {one for kind in members for one in get_args(kind) if type(one) is int}
    return value if int in members or value in values else MISSING


def _nothing(word: str) -> Any:
    return MISSING


def _int(word: str) -> Any:
    number = Decimal(word)
    long = number.adjusted() > MOST_DIGITS and bool(number)
    return MISSING if long or number != number.to_integral_value() else int(number)


def _float(word: str) -> Any:
    return number if isfinite(number := float(word)) else MISSING


def _bool(word: str) -> Any:
    return {"true": True, "1": True, "false": False, "0": False}.get(
        word.lower(), MISSING
    )


def _stamp(word: str) -> Any:
    stamp = float(word)
    # Seconds would be beyond the year 5138, so these are milliseconds.
    seconds = stamp / 1000 if abs(stamp) >= 1e11 else stamp
    with suppress(ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(seconds, UTC)
    return MISSING


def read_time(word: str, zone: str | None = None) -> Any:
    """A date and time with an offset in any common form, or without one.

    Then it is in `zone`. A Moment where Python does not hold it exactly; MISSING for
    what is no time, and for the year 0, which Python does not have at all.
    """
    match = _TIME.fullmatch(word.strip())
    if match is None:
        return MISSING
    date, hour, minute, second, fraction, finer, shift = match.groups()
    later = timedelta()
    if second == ":60":  # a leap second
        second, later = ":59", timedelta(seconds=1)
    elif (hour, minute, second or ":00") == ("24", ":00", ":00"):
        hour, later = "00", timedelta(days=1)
    offset = "" if shift is None else "+00:00" if shift in ("Z", "z", "UTC") else shift
    try:
        value = later + datetime.fromisoformat(
            f"{date}T{hour}{minute}{second or ':00'}.{(fraction or '').ljust(6, '0')}{offset}"
        )
    except (ValueError, OverflowError):
        return MISSING
    value = _zoned(value, zone)
    if later or (finer or "").strip("0") or shift == "-00:00":
        return moment(value.isoformat(), word)
    return value


def _zoned(value: datetime, zone: str | None) -> datetime:
    if value.tzinfo is None and zone is not None:
        from zoneinfo import ZoneInfo  # rarely needed

        # Some machines have no data of time zones.
        with suppress(KeyError, OSError, ValueError):
            return value.replace(tzinfo=ZoneInfo(zone))
    return value


_Rules = dict[Any, Callable[[str], Any]]
_OF_NUMBERS: Final[_Rules] = {str: str, bool: _bool}
_OF_TEXTS: Final[_Rules] = {bool: _bool, datetime: read_time}
_OF_NUMERALS: Final[_Rules] = {
    int: _int,
    float: _float,
    Decimal: Decimal,
    datetime: _stamp,
}
"""Plain digits only: what a number of JSON may be, not what Decimal reads."""
