# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Unions of objects that the names of their members tell apart, read without a detour.

msgspec leaves such a value as text. Of that it reads the members that tell, and then all
of it as the object that has these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from threading import local
from typing import Any, Final, TypeAlias

from msgspec import UNSET, Raw, Struct, UnsetType, defstruct, field, json

from .exact import reached
from .model import OneOf
from .parts import any_of
from .shape import DEEPEST, Made, building, decoder, quickly
from .twins import Native, Twins
from .unions import Candidate, Members, Plan, union

Read: TypeAlias = Callable[[Raw], Any]


_BRACE: Final = ord("{")


class _Nest(local):
    depth = 0


_nest: Final = _Nest()
"""How many of these unions, each inside a member of the one before, are being read.

The text is gone through anew for each of them.
"""


def by_names(members: Members, several: bool = False) -> Any:
    """As `one_of`, or as `any_of` for `several`, where names of members tell them apart."""
    return union(Named, members, dict, several=several)


class Named(Native):
    """A union without a tag whose objects have members of known names alone."""

    is_text = True

    @property
    def is_fit(cls) -> bool:
        plan = cls.plan
        some = bool(plan.candidates) and plan.free is None
        return some and all(map(_is_closed, plan.candidates))

    def stands(cls, twins: Twins) -> Any:
        return Raw

    @property
    def made(cls) -> Made:
        return _reader(cls)


def _is_closed(cls: type[Struct]) -> bool:
    keeps = cls.__struct_config__.forbid_unknown_fields
    return keeps and not getattr(cls, "__open__", False)


@cache
def _reader(union: Named) -> Read:
    """What reads the text of a value."""
    plan = union.plan
    if not any(union in reached(one) for one in plan.candidates):
        return _whole(plan)
    made: list[Read] = []  # when the first text comes: it reads itself

    def read(raw: Raw) -> Any:
        if _nest.depth >= DEEPEST:
            return plan.read(any_of(raw))
        if not made:
            made.append(_whole(plan))
        _nest.depth += 1
        try:
            return made[0](raw)
        finally:
            _nest.depth -= 1

    return read


def _whole(plan: Plan) -> Read:
    """What reads objects, and what else there may be."""
    objects = _told(plan, list(plan.candidates.values()))
    if not plan.others:
        return objects
    rest = _first([*map(decoder, plan.others), objects])
    return lambda raw: (objects if memoryview(raw)[0] == _BRACE else rest)(raw)


def _told(plan: Plan, among: list[Candidate]) -> Read:
    """What reads the text of an object that is one of these."""
    if (one := _split(among)) is None:
        return _tried(plan, among)
    name, known, rest = one
    yes, other = _told(plan, known), _split(rest)
    if other is None:
        probe, no = _probe(a=name), _told(plan, rest)
        return lambda raw: (no if probe(raw).a is UNSET else yes)(raw)
    more, known, rest = other
    both, also, no = _probe(a=name, b=more), _told(plan, known), _told(plan, rest)

    def read(raw: Raw) -> Any:
        found = both(raw)
        if found.a is UNSET:
            return (no if found.b is UNSET else also)(raw)
        return yes(raw)

    return read


def _split(
    among: list[Candidate],
) -> tuple[str, list[Candidate], list[Candidate]] | None:
    """A member that each of these must have or cannot have: its name, and both kinds."""
    best, most = None, 0
    for name in sorted({name for one in among for name in one.required}):
        if all(name in one.required or name not in one.names for one in among):
            have = [one for one in among if name in one.names]
            told = min(len(have), len(among) - len(have))
            if told > most:
                best, most = name, told
    if best is None:
        return None
    have = [one for one in among if best in one.names]
    return best, have, [one for one in among if best not in one.names]


def _probe(**names: str) -> Callable[[Raw], Any]:
    """What reads these members alone: attribute and wire name."""
    members: list[tuple[str, Any, Any]] = [
        (name, Raw | UnsetType, field(name=wire, default=UNSET))
        for name, wire in names.items()
    ]
    with building:
        return json.Decoder(defstruct("Probe", members, gc=False)).decode


def _tried(plan: Plan, among: list[Candidate]) -> Read:
    """What reads the text of an object as the first of these that it fits."""
    classes = [one.cls for one in among]
    nests = any(isinstance(part, OneOf) for one in classes for part in reached(one))
    if nests and len(classes) > 1:  # trials inside of trials are remembered there
        return lambda raw: plan.read(any_of(raw))
    # The whole text was looked through for times already.
    exact = [decoder if Decimal in reached(one) else quickly for one in classes]
    reads = [read(one) for read, one in zip(exact, classes, strict=True)]
    return reads[0] if len(reads) == 1 else _first(reads)


def _first(reads: Sequence[Read]) -> Read:
    """What reads a text by the first of these that it fits."""

    def read(raw: Raw) -> Any:
        for one in reads[:-1]:
            try:
                return one(raw)
            except ValueError:
                continue
        return reads[-1](raw)

    return read
