# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What Python would write otherwise than it was sent, and what keeps it as it was.

RFC 8259 bounds neither digits nor exponents of numbers, and RFC 3339 knows fractions of
any length, leap seconds and the offset -00:00.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Final, Literal, Self, Union, get_args, get_origin

from msgspec import UNSET, Meta, Raw, UnsetType, defstruct, field
from msgspec.structs import fields

from .model import LOCAL, OneOf, is_struct

_FINER: Final = re.compile(rb"\.\d{7}").search
_UNSIGNED: Final = re.compile(
    rb'-00:00"'
).search  # both at once would take 15 times as long
NAIVE: Final = re.compile(rb':\d\d:\d\d(?:\.\d+)?"').search
"""Whether there may be a time without an offset in a JSON text (RFC 3339, 5.6)."""
ZONED: Final = Annotated[datetime, Meta(tz=True)]

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


def finer(text: bytes | Raw) -> bool:
    """Whether there may be a time in a JSON text that Python does not hold.

    One finer than a microsecond, or of the offset -00:00, whose sign msgspec drops.
    """
    return bool(_FINER(text) or _UNSIGNED(text))


# --- which types hold such values -------------------------------------------------------


@lru_cache(maxsize=4096)
def reached(tp: Any) -> frozenset[Any]:
    """The types that a value of a type may hold, its own included."""
    found: set[Any] = set()
    rest = [tp]
    while rest:
        one = rest.pop()
        if one not in found:
            found.add(one)
            rest += inside(one)
    return frozenset(found)


@lru_cache(maxsize=4096)
def inside(tp: Any) -> Iterable[Any]:
    """The types that a type is made of."""
    if isinstance(tp, OneOf):
        alternatives: tuple[Any, ...] = tp.plan.alternatives
        return alternatives
    if is_struct(tp):
        return [each.type for each in fields(tp)]
    return () if get_origin(tp) is Literal else get_args(tp)


def only(kind: Any, instead: Any, tp: Any, above: tuple[Any, ...] = ()) -> Any:
    """A type that takes the same JSON but less of one kind, and passes over the rest.

    Numbers and no text where a Decimal is documented, an offset where a time is. Unions
    of objects check their numbers themselves. What fits nothing sends the body to the
    lenient pass: what stands in itself, and a union with times.
    """
    if kind not in reached(tp):
        return tp
    if tp is kind:
        return instead
    if isinstance(tp, OneOf) and kind is Decimal:
        return Any
    if is_struct(tp) or isinstance(tp, OneOf):
        if tp in above or isinstance(tp, OneOf):
            return Literal["there is no type for it"]
        return defstruct(
            tp.__name__,
            [
                (
                    each.name,
                    only(kind, instead, each.type, (*above, tp)) | UnsetType,
                    field(name=each.encode_name, default=UNSET),
                )
                for each in fields(tp)
                if kind in reached(each.type)
            ],
        )
    origin, args = get_origin(tp), get_args(tp)
    if origin is Annotated:
        return Any if LOCAL in args else only(kind, instead, args[0], above)
    inner = tuple(only(kind, instead, arg, above) for arg in args)
    return of_parts(Union if origin is UnionType else origin, inner)


def of_parts(origin: Any, parts: tuple[Any, ...]) -> Any:
    """A type made of others that are known at run time only: ``origin[parts]``."""
    return origin[parts]
