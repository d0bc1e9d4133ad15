# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What is documented for one place of a body.

Types taken apart once, for the lenient pass over a response.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    NamedTuple,
    Union,
    get_args,
    get_origin,
)

from msgspec import (
    UNSET,
    Meta,
    Raw,
    Struct,
    UnsetType,
    field,
    json,
)
from msgspec.structs import fields

from .exact import NAIVE, ZONED, finer, number, only, reached
from .model import Model, OneOf, derived, extended, undocumented

Tolerance = tuple[str, Any, Any]
"""Name and argument of a declared tolerance, and the type that it is declared on."""

Made = Callable[[Any], Any]
"""What makes a value of what msgspec read in its place."""

MOST_VALUES: Final = 6  # of an enumeration, in a drift

DEEPEST: Final = 16
"""Unions inside each other of which every member is tried that comes into question.

Further down constants and names decide, so that a hostile body takes no longer.
"""

building: Final = threading.RLock()
"""Held while msgspec looks into types.

It keeps what it finds on the classes before that is complete: with that, a second
thread would end the process.
"""
if hasattr(os, "register_at_fork"):  # a child must not wait for a thread that it lacks
    os.register_at_fork(
        before=building.acquire,
        after_in_parent=building.release,
        after_in_child=building.release,
    )


@lru_cache(maxsize=1024)  # bounded, for classes with members that are not documented
def decoder(tp: Any) -> Callable[[bytes | Raw], Any]:
    """The strict decoder of a type: what it reads encodes as it was sent.

    It raises ValueError for what does not fit, and for what msgspec would take or change
    without a word: times that Python does not hold or that lack their offset, texts for
    a Decimal. A whole -0 is 0, as for
    `json.loads`.

    Raises TypeError for a type that msgspec cannot read: a fault of the generator.
    """
    read = quickly(tp)
    times, decimals = (one in reached(tp) for one in (datetime, Decimal))
    if not (times or decimals):
        return read
    numbers = _strict(only(Decimal, int | float, tp)) if decimals else None

    def exactly(text: bytes | Raw) -> Any:
        if times and finer(text):
            raise ValueError("to be read from the text")
        value = read(text)
        if numbers is not None:
            numbers(text)
        if times and NAIVE(text):
            _zoned(tp)(text)
        return value

    return exactly


@lru_cache(maxsize=1024)
def _zoned(tp: Any) -> Callable[[bytes | Raw], Any]:
    """What refuses times without an offset, but for those that are documented so."""
    return _strict(only(datetime, ZONED, tp))


@lru_cache(maxsize=1024)
def quickly(tp: Any) -> Callable[[bytes | Raw], Any]:
    """The same for a text that holds nothing that msgspec would change."""
    with building:
        natives = (one.native(tp) for one in reached(tp) if isinstance(one, OneOf))
        kind, made = next((one for one in natives if one[0] is not tp), (tp, None))
    read = _strict(kind, dec_hook=read_union, float_hook=number)
    return read if made is None else lambda text: made(read(text))


def _strict(tp: Any, **hooks: Any) -> Callable[[bytes | Raw], Any]:
    with building:
        return json.Decoder(tp, **hooks).decode


class Shape:
    """One documented type, taken apart."""

    def __init__(self, tp: Any) -> None:
        self.decode: Callable[[Raw], Any] = decoder(tp)
        """The strict decoder, the same as in the first pass, so that a value means the
        same in both.
        """
        parts = tuple(alternatives(tp))
        self.members: tuple[Any, ...] = tuple(
            bare for bare, _ in parts if bare is not NoneType
        )
        self.nullable = any(bare is NoneType or bare is Any for bare, _ in parts)
        self.tolerances: tuple[Tolerance, ...] = tuple(
            (*meta.extra["coerce"], bare)
            for bare, metas in parts
            for meta in metas
            if meta.extra
        )
        self.is_local = any(name == "local" for name, *_ in self.tolerances)
        """Whether its times have no offset, by the specification."""
        self.unions = any(isinstance(member, OneOf) for member in self.members)
        self.nests = any(isinstance(one, OneOf) for one in reached(tp))
        """Whether there are unions anywhere in it."""
        self.shown = show(tp)
        """The type as a drift names it."""


@cache
def shape(tp: Any) -> Shape:
    """A documented type, taken apart once."""
    return Shape(tp)


def alternatives(
    tp: Any, metas: tuple[Meta, ...] = ()
) -> Iterator[tuple[Any, tuple[Meta, ...]]]:
    """The alternatives of a type without UNSET, each with the markers that it is
    annotated with.
    """
    origin = get_origin(tp)
    if origin is Annotated:
        inner, *notes = get_args(tp)
        yield from alternatives(
            inner, (*metas, *(note for note in notes if isinstance(note, Meta)))
        )
    elif origin is Union or origin is UnionType:
        for arg in get_args(tp):
            yield from alternatives(arg, metas)
    elif tp is None:
        yield NoneType, metas
    elif tp is not UnsetType:
        yield tp, (*metas, *getattr(tp, "__otherwise__", ()))


def show(tp: Any, above: tuple[OneOf, ...] = ()) -> str:
    """A type as a drift names it: short, and without module names.

    `above` are the unions that it stands in, as one may hold itself.
    """
    return " | ".join(dict.fromkeys(_show(bare, above) for bare, _ in alternatives(tp)))


def _show(tp: Any, above: tuple[OneOf, ...]) -> str:
    if isinstance(tp, OneOf):
        if tp in above or len(above) > 2:
            return "..."
        parts = (show(one, (*above, tp)) for one in tp.plan.alternatives)
        # What is no object has its kind.
        return str(getattr(tp, "kind", "") or " | ".join(parts))
    origin, args = get_origin(tp), get_args(tp)
    if origin is Literal:
        more = ", ..." if len(args) > MOST_VALUES else ""
        return f"one of {', '.join(map(repr, args[:MOST_VALUES]))}{more}"
    if origin is list:
        return f"list[{show(args[0], above)}]"
    return "None" if tp is NoneType else str(getattr(origin or tp, "__name__", tp))


def is_mapping(tp: Any) -> bool:
    return tp is dict or get_origin(tp) is dict


def is_list(tp: Any) -> bool:
    return tp is list or get_origin(tp) is list


def item(tp: Any) -> Shape:
    """What a list or dict holds."""
    return shape((get_args(tp) or (Any,))[-1])


# --- the members of a documented object -----------------------------------------------


class Slot(NamedTuple):
    """One documented member."""

    name: str
    shape: Shape
    sensitive: bool
    required: bool


class Layout:
    """The documented members of a struct, by wire name."""

    def __init__(self, cls: type[Struct]) -> None:
        self.cls = cls
        hidden: frozenset[str] = getattr(cls, "__sensitive__", frozenset())
        self.slots = {
            one.encode_name: Slot(
                one.name, shape(one.type), one.name in hidden, one.required
            )
            for one in fields(cls)
        }
        self.required = [
            (wire, one) for wire, one in self.slots.items() if one.required
        ]
        """Wire name and member; optional ones get their default from the class."""
        self.keeps = (
            issubclass(cls, Model) and cls.__struct_config__.forbid_unknown_fields
        )
        """Whether members that are not documented are kept.

        Where msgspec itself ignores them, so do we.
        """
        self.local = frozenset(
            wire for wire, slot in self.slots.items() if slot.shape.is_local
        )
        """Times without an offset, by the specification."""


@cache
def layout(cls: type[Struct]) -> Layout:
    """The documented members of a class, looked up once."""
    return Layout(cls)


class Twin(NamedTuple):
    """What reads an object although some of its members misfit."""

    known: Layout
    text: tuple[str, ...]
    """Wire names of documented members that stay JSON text, or are UNSET."""
    more: tuple[str, ...]
    """Wire names of members that are not documented, and must be there."""
    decode: Callable[[bytes | Raw], Any]


@lru_cache(maxsize=256)  # bounded: names come out of responses
def twin(cls: type[Struct], odd: tuple[str, ...]) -> Twin:
    """The twin of a class for these wire names, documented or not."""
    known = layout(cls)
    text = tuple(wire for wire in odd if wire in known.slots)
    more = tuple(wire for wire in odd if wire not in known.slots)
    made = extended(cls, more) if more and Model in cls.__mro__ else cls
    loose = [
        (known.slots[wire].name, Raw, field(name=wire, default=UNSET)) for wire in text
    ]
    read = decoder(derived(made, loose, {}) if text else made)

    def decode(raw: bytes | Raw) -> Any:
        value = read(raw)
        value.__class__ = made  # which has the same places for members
        if more and UNSET in undocumented(value).values():
            raise ValueError("a member lacks")
        return value

    return Twin(known, text, more, decode)


def blank(cls: type[Struct]) -> Struct:
    """The documented class with nothing in it."""
    return cls(**{slot.name: UNSET for _, slot in layout(cls).required})


# --- unions of objects, which msgspec reads only where they are tagged its own way ----


def read_union(tp: Any, value: object) -> Any:
    """The decoding hook.

    A ValueError sends the body to the lenient pass, which reads from the text.
    """
    if not isinstance(tp, OneOf):
        raise NotImplementedError(f"{tp!r} is not a type of a model")
    return tp.plan.read(value)
