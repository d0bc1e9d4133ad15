# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Text of XML as the JSON value that it says, by the lexical forms of XML Schema."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, get_args, get_origin

from msgspec import Raw, json

from .mend import MISSING
from .shape import shape

BLANKS: Final = " \t\r\n"
_INTEGER: Final = re.compile(r"([+-]?)0*(\d+)", re.ASCII).fullmatch
_NUMBER: Final = re.compile(
    r"([+-]?)0*(\d*)(?:\.(\d*))?([eE][+-]?\d+)?", re.ASCII
).fullmatch
_TRUTH: Final = {"true": True, "1": True, "false": False, "0": False}
_SPACES: Final = re.compile(rf"[{BLANKS}]+")


def value_of_text(text: str, tp: Any) -> tuple[Any, bool]:
    """What a text says as a scalar type, and whether it is a text of that type.

    A text that is none is kept as it is. The blanks around it count in a string only.
    """
    if tp is str or tp is Any:
        return text, True
    if get_origin(tp) is not None:
        return _of_a_set(text, get_args(tp))
    bare = text.strip(BLANKS)
    rule = _RULES.get(tp)
    if rule is not None:
        value = rule(bare)
        return (text, False) if value is MISSING else (value, True)
    value = _SPACES.sub("", text) if tp is bytes else bare
    return value, fits(value, tp)


def fits(value: Any, tp: Any) -> bool:
    """Whether the strict decoder of a type takes a JSON value."""
    try:
        shape(tp).decode(Raw(json.encode(value)))
    except ValueError:
        return False
    return True


def _of_a_set(text: str, known: tuple[Any, ...]) -> tuple[Any, bool]:
    """A documented value, else what other values of the set are written as."""
    bare = text.strip(BLANKS)
    for one in known:
        if isinstance(one, str):
            if one in (text, bare):
                return one, True
        elif (value := value_of_text(text, type(one))[0]) == one or _same(value, one):
            return one, True
    kinds: set[Any] = {type(one) for one in known}
    if len(kinds) == 1 and str not in kinds:
        return value_of_text(text, kinds.pop())[0], False
    return text, False


def _same(value: Any, one: Any) -> bool:
    return isinstance(value, Raw) and bytes(value).decode() == str(one)


def _bool(text: str) -> Any:
    return _TRUTH.get(text, MISSING)


def _int(text: str) -> Any:
    match = _INTEGER(text)
    return MISSING if match is None else _raw(match[1], match[2])


def _number(text: str) -> Any:
    match = _NUMBER(text)
    if match is None:
        return MISSING
    sign, whole, fraction, exponent = match.groups()
    if not (whole or fraction or text.strip("+-")[:1] == "0"):
        return MISSING
    return _raw(sign, whole or "0", f".{fraction}" if fraction else "", exponent or "")


def _raw(sign: str, *parts: str) -> Raw:
    """A number of JSON, with the digits that were sent."""
    return Raw(f"{'-' if sign == '-' else ''}{''.join(parts)}".encode())


_RULES: Final[dict[Any, Callable[[str], Any]]] = {
    bool: _bool,
    int: _int,
    float: _number,
    Decimal: _number,
}
