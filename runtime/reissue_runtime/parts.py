# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""JSON text taken apart, and read without a type."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import NoneType
from typing import Any, Final

from msgspec import Raw, Struct, json

from .exact import number
from .model import OneOf, is_struct
from .shape import Shape, blank, decoder, is_list, is_mapping

any_of: Final = decoder(Any)
"""The value of JSON text, without a type."""
str_of: Final = decoder(str)
items_of: Final[Callable[[Raw], list[Raw]]] = json.Decoder(list[Raw]).decode
"""The items of a JSON array, still as text. Raises ValueError for anything else."""
members_of: Final[Callable[[Raw], dict[str, Raw]]] = json.Decoder(dict[str, Raw]).decode
"""The members of a JSON object, still as text. Raises ValueError for anything else."""

_KINDS: Final = {
    b'"': "string",
    b"{": "object",
    b"[": "array",
    b"t": "boolean",
    b"f": "boolean",
    b"n": "null",
}


_KIND_OF: Final[dict[type, str]] = {
    str: "string",
    dict: "object",
    list: "array",
    bool: "boolean",
    NoneType: "null",
}


def kind_of(text: bytes) -> str:
    """The kind of JSON value that a text without blanks around it is."""
    return _KINDS.get(text[:1], "number")


def kind_of_value(value: object) -> str:
    """The same of a value that was read without a type."""
    return _KIND_OF.get(type(value), "number")


def as_sent(raw: Raw) -> Any:
    """The value without a type; a number that Python cannot hold stays JSON text."""
    try:
        return any_of(raw)
    except ValueError:
        pass
    text = bytes(raw).strip()
    if text[:1] == b"{":
        return {name: as_sent(part) for name, part in members_of(raw).items()}
    if text[:1] == b"[":
        return [as_sent(part) for part in items_of(raw)]
    try:
        return number(text.decode())
    except ValueError:
        return raw


def documented(value: Any, kind: Shape) -> Any:
    """The value of a whole body, or an empty one of the documented kind.

    An operation returns what it says it returns.

    A blank object is all UNSET, and the drift record says why; a value of that kind is
    returned as it is.
    """
    empty = [_empty(member) for member in kind.members]
    fits = any(isinstance(value, like) for like, _ in empty) or any(
        name == "kept" for name, *_ in kind.tolerances
    )
    if fits or not empty or (value is None and kind.nullable):
        return value
    return empty[0][1]()


def _empty(member: Any) -> tuple[Any, Callable[[], Any]]:
    """What a value of a documented type is an instance of, and what makes a blank one."""
    if is_struct(member):
        return member, partial(blank, member)
    if is_mapping(member):
        return (dict, Struct), dict
    if isinstance(member, OneOf):
        mixed = any(not (one is Any or is_mapping(one)) for one in member.plan.others)
        return object if mixed else (dict, Struct), dict
    # A scalar is kept as it was sent, since nothing else could stand for it.
    return (list if is_list(member) else object), list
