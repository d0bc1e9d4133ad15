# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What is documented for one place of a body.

Types taken apart once, for the lenient pass over a response.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
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
    ValidationError,
    convert,
    defstruct,
    field,
    json,
)
from msgspec.structs import fields

from .exact import FINER, number, only_numbers, reached
from .model import Model, OneOf, extended, is_object, is_struct, undocumented

Tolerance = tuple[str, Any, Any]
"""Name and argument of a declared tolerance, and the type that it is declared on."""

MOST_VALUES: Final = 6  # of an enumeration, in a drift


_building: Final = threading.RLock()
"""Held while msgspec looks into types.

It keeps what it finds on the classes before that is complete: with that, a second
thread would end the process.
"""
if hasattr(os, "register_at_fork"):  # a child must not wait for a thread that it lacks
    os.register_at_fork(
        before=_building.acquire,
        after_in_parent=_building.release,
        after_in_child=_building.release,
    )


@lru_cache(maxsize=1024)  # bounded, for classes with members that are not documented
def decoder(tp: Any) -> Callable[[bytes | Raw], Any]:
    """The strict decoder of a type: what it reads encodes as it was sent.

    It raises ValueError for what does not fit, and for what msgspec would change without
    a word: times that Python does not hold, texts for a Decimal. A whole -0 is 0, as for
    `json.loads`.

    Raises TypeError for a type that msgspec cannot read: a fault of the generator.
    """
    read = _strict(tp, dec_hook=_read_union, float_hook=number)
    times, decimals = (one in reached(tp) for one in (datetime, Decimal))
    if not (times or decimals):
        return read
    numbers = _strict(only_numbers(tp)) if decimals else None

    def exactly(text: bytes | Raw) -> Any:
        if times and FINER(text):
            raise ValueError("to be read from the text")
        value = read(text)
        if numbers is not None:
            numbers(text)
        return value

    return exactly


def _strict(tp: Any, **hooks: Any) -> Callable[[bytes | Raw], Any]:
    with _building:
        return json.Decoder(tp, **hooks).decode


class Shape:
    """One documented type, taken apart."""

    def __init__(self, tp: Any) -> None:
        self.decode: Callable[[Raw], Any] = decoder(tp)
        """The strict decoder, the same as in the first pass, so that a value means the
        same in both.
        """
        parts = tuple(_members(tp))
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
        self.unions = any(isinstance(member, OneOf) for member in self.members)
        self.shown = show(tp)
        """The type as a drift names it."""


@cache
def shape(tp: Any) -> Shape:
    """A documented type, taken apart once."""
    return Shape(tp)


def _members(
    tp: Any, metas: tuple[Meta, ...] = ()
) -> Iterator[tuple[Any, tuple[Meta, ...]]]:
    """The alternatives of a type without UNSET, each with the markers that it is
    annotated with.
    """
    origin = get_origin(tp)
    if origin is Annotated:
        inner, *notes = get_args(tp)
        yield from _members(
            inner, (*metas, *(note for note in notes if isinstance(note, Meta)))
        )
    elif origin is Union or origin is UnionType:
        for arg in get_args(tp):
            yield from _members(arg, metas)
    elif tp is None:
        yield NoneType, metas
    elif tp is not UnsetType:
        yield tp, metas


def show(tp: Any) -> str:
    """A type as a drift names it: short, and without module names."""
    return " | ".join(dict.fromkeys(_show(bare) for bare, _ in _members(tp)))


def _show(tp: Any) -> str:
    if isinstance(tp, OneOf):
        return " | ".join(map(show, tp.members()))
    origin, args = get_origin(tp), get_args(tp)
    if origin is Literal:
        more = ", ..." if len(args) > MOST_VALUES else ""
        return f"one of {', '.join(map(repr, args[:MOST_VALUES]))}{more}"
    if origin is list:
        return f"list[{show(args[0])}]"
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
            wire
            for wire, slot in self.slots.items()
            if any(name == "local" for name, *_ in slot.shape.tolerances)
        )
        """Times without an offset, by the specification."""
        self.open = issubclass(cls, Model) and cls.__open__
        """Whether such members are expected, and therefore no drift."""


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
    made = extended(cls, more) if more and issubclass(cls, Model) else cls
    loose = [
        (known.slots[wire].name, Raw, field(name=wire, default=UNSET)) for wire in text
    ]
    read = decoder(
        defstruct(cls.__name__, loose, bases=(made,), kw_only=True) if text else made
    )

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


class Candidate(NamedTuple):
    """An object of a union, and what tells it apart from the others."""

    cls: type[Struct]
    names: frozenset[str]
    required: frozenset[str]
    constants: tuple[tuple[str, tuple[object, ...]], ...]


class Plan:
    """How the members of a union are told apart."""

    def __init__(self, union: OneOf) -> None:
        members = union.members()
        self.candidates = _candidates(list(filter(is_struct, members)))
        self.others = tuple(member for member in members if not is_struct(member))
        self.free: Any = next(
            (member for member in self.others if member is Any or is_mapping(member)),
            None,
        )
        """The member that takes any object."""
        self.mapping = union.mapping()
        self.inexact = frozenset(
            member for member in members if Decimal in reached(member)
        )
        """Members with a Decimal somewhere.

        The hook gets values, which do not tell what was text: these are read again.
        """


@cache
def plan(union: OneOf) -> Plan:
    """How to read a union, made once."""
    return Plan(union)


def _candidates(classes: list[type[Struct]]) -> list[Candidate]:
    """The objects of a union, with those constants only that another one documents too.

    No other value speaks against one.
    """
    known = {cls: fields(cls) for cls in classes}
    held = Counter(one.encode_name for each in known.values() for one in each)
    return [
        Candidate(
            cls,
            frozenset(cls.__struct_encode_fields__),
            frozenset(one.encode_name for one in each if one.required),
            tuple(
                (one.encode_name, get_args(kinds[0]))
                for one in each
                if held[one.encode_name] > 1
                and len(kinds := [bare for bare, _ in _members(one.type)]) == 1
                and get_origin(kinds[0]) is Literal
            ),
        )
        for cls, each in known.items()
    ]


def choose(union: OneOf, given: Mapping[str, Any]) -> Any:
    """The member to read an object as, or None for a kind that is not documented."""
    known = plan(union)
    tag = given.get(union.tag) if union.tag is not None else None
    tells = tag is not None and (
        _tag(tag) in known.mapping or not isinstance(tag, int | float)
    )
    if (
        known.mapping and tells
        # A null or a number that means nothing does not hide what the other members
        # tell
    ):
        return known.mapping.get(_tag(tag), known.free)
    keys = given.keys()
    best = max(known.candidates, key=lambda one: _likeness(one, given), default=None)
    if best is None or (keys and not best.names & keys):
        return known.free
    return best.cls


def _tag(value: object) -> str:
    """The value of a discriminator as OpenAPI writes it in a mapping."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _likeness(one: Candidate, given: Mapping[str, Any]) -> tuple[int, int, int]:
    """Compared in this order.

    Constants that differ, required members that lack, members that are known.
    """
    keys = given.keys()
    wrong = sum(
        given[name] not in values for name, values in one.constants if name in keys
    )
    return -wrong, -len(one.required - keys), len(one.names & keys)


def _read_union(tp: Any, value: object) -> Any:
    """The decoding hook.

    A ValueError sends the body to the lenient pass, which reads from the text.
    """
    if not isinstance(tp, OneOf):
        raise NotImplementedError(f"{tp!r} is not a type of a model")
    known = plan(tp)
    chosen = (choose(tp, value),) if is_object(value) else known.others
    for member in chosen:
        if member is None or member in known.inexact:
            break
        try:
            with _building:
                return convert(value, member, dec_hook=_read_union, str_keys=True)
        except ValidationError:
            continue
    raise ValueError("not a documented kind, or not to be read in this pass")
