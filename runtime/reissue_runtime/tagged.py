# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Unions of objects that a constant tells apart, made fit for msgspec to read itself.

It reads those whose tag is no member. So each object of such a union gets a twin without
that member.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias
from typing import Union as Either

from msgspec import Struct

from .exact import of_parts, reached
from .model import is_struct
from .twins import Native, Twins
from .unions import Mapped, Members, union

Tags: TypeAlias = tuple[str, Mapping[str, type[Struct]]]
"""The member that tells objects apart, and the object for each of its values."""


def by_tag(members: Members, tag: str, mapping: Mapped, bases: Members = tuple) -> Any:
    """As `one_of`, where each value of the tag stands for one object."""
    return union(Tagged, members, mapping, bases, tag=tag)


def by_constant(members: Members, name: str, several: bool = False) -> Any:
    """As `one_of` without a tag, where all objects have a constant under one name.

    As `any_of` for `several`.
    """
    return union(Tagged, members, dict, tuple, name=name, several=several)


class Tagged(Native):
    """A union whose objects a constant tells apart."""

    name: str | None = None

    @property
    def is_fit(cls) -> bool:
        return _told(cls) is not None

    def twins(cls, twins: Twins) -> None:
        for tag, one, told_by in _each(cls):
            twins.twin(one, told_by, tag)

    def stands(cls, twins: Twins) -> Any:
        told = [twins.known((one, tag)) for tag, one, _ in _each(cls)]
        return of_parts(Either, (*told, *map(twins.of, cls.plan.others)))


def _each(union: Tagged) -> Iterator[tuple[str, type[Struct], str]]:
    """Each value of what tells, the object for it, and the name of that member."""
    name, told = _told(union) or ("", {})
    for tag, one in told.items():
        yield tag, one, name


@cache
def _told(union: Tagged) -> Tags | None:
    """The objects by constant; None where something else has to be looked at too."""
    plan = union.plan
    inexact = any(Decimal in reached(one) for one in plan.alternatives)
    if plan.free is not None or inexact or None in plan.tags:
        return None
    told = {str(tag): one for tag, (one, *_) in plan.tags.items()}
    for one, each in plan.candidates.items():
        for value in dict(each.constants).get(union.name or "", ()):
            told[str(value)] = one
    name = union.tag or union.name or ""
    held = all(name in each.names for each in plan.candidates.values())
    # Of one alone msgspec takes a value without a tag, which may be of another.
    whole = len(told) > 1 or len(plan.candidates) == 1
    return (
        (name, told) if held and whole and all(map(is_struct, told.values())) else None
    )
