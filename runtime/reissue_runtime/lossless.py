# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Values of another kind than documented that still say the same.

"7" for 7, 7 for "7", `+02` for `+02:00`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, Final, Literal, get_args, get_origin

MISSING: Final[Any] = object()
"""No value; UNSET and None are values."""

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,4})?", re.ASCII)
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(:\d\d)?(?:[.,](\d{1,6})\d*)?\s?(Z|z|UTC|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)
MOST_DIGITS: Final = (
    400  # of an integer written in another form; a longer one is kept as it was sent
)


def lossless(word: str, kind: str, members: Iterable[Any]) -> Any:
    """What a word says as the first documented type that it fits, or MISSING.

    `word` is the text of a JSON value of that kind, a string or a number.
    """
    for member in members:
        if get_origin(member) is Literal:
            value = _literal(word, kind, get_args(member))
        else:
            rule = _RULES.get(member)
            value = rule(word, kind) if rule else MISSING
        if value is not MISSING:
            return value
    return MISSING


def _literal(word: str, kind: str, values: tuple[Any, ...]) -> Any:
    wanted = str if kind == "number" else int
    return next(
        (value for value in values if type(value) is wanted and str(value) == word),
        MISSING,
    )


def _str(word: str, kind: str) -> Any:
    return word if kind == "number" else MISSING


def _int(word: str, kind: str) -> Any:
    if not _NUMBER.fullmatch(word):
        return MISSING
    number = Decimal(word)
    if number.adjusted() > MOST_DIGITS or number != number.to_integral_value():
        return MISSING
    return int(number)


def _float(word: str, kind: str) -> Any:
    if not _NUMBER.fullmatch(word):
        return MISSING
    number = float(word)
    return number if isfinite(number) else MISSING


def _bool(word: str, kind: str) -> Any:
    return {"true": True, "1": True, "false": False, "0": False}.get(
        word.lower(), MISSING
    )


def _datetime(word: str, kind: str) -> Any:
    if kind == "string":
        return read_time(word)
    if not _NUMBER.fullmatch(word):
        return MISSING
    stamp = float(word)
    if (
        abs(stamp) >= 1e11
    ):  # seconds would be beyond the year 5138, so these are milliseconds
        stamp /= 1000
    try:
        return datetime.fromtimestamp(stamp, UTC)
    except (ValueError, OverflowError, OSError):
        return MISSING


def read_time(word: str, zone: str | None = None) -> Any:
    """A date and time with an offset in any common form, or without one.

    Then it is in `zone`.
    """
    match = _TIME.fullmatch(word.strip())
    if match is None:
        return MISSING
    date, minutes, seconds, fraction, shift = match.groups()
    offset = "" if shift is None else "+00:00" if shift in ("Z", "z", "UTC") else shift
    try:
        value = datetime.fromisoformat(
            f"{date}T{minutes}{seconds or ':00'}.{(fraction or '').ljust(6, '0')}{offset}"
        )
    except ValueError:
        return MISSING
    if value.tzinfo is None and zone is not None:
        from zoneinfo import ZoneInfo  # rarely needed

        try:
            return value.replace(tzinfo=ZoneInfo(zone))
        except (KeyError, OSError, ValueError):  # no time zone data on this machine
            return value
    return value


_RULES: Final[dict[Any, Callable[[str, str], Any]]] = {
    str: _str,
    int: _int,
    float: _float,
    bool: _bool,
    datetime: _datetime,
}
