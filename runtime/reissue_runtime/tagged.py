# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Unions of objects that a constant tells apart, made fit for msgspec to read itself.

It reads those whose tag is no member. So each object of such a union gets a twin without
that member, and each object that holds a union one that holds the twins. An instance of
either turns into what it stands for as soon as it is made.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Final, TypeAlias, get_args, get_origin
from typing import Union as Either

from msgspec import NODEFAULT, Struct, field
from msgspec.structs import FieldInfo, fields

from .exact import inside, of_parts, reached
from .model import OneOf, derived, is_struct
from .unions import Mapped, Members, Union, union

Tags: TypeAlias = tuple[str, Mapping[str, type[Struct]]]
"""The member that tells objects apart, and the object for each of its values."""

_twins: Final[dict[Any, type[Struct]]] = {}
"""By class, or class and value of its tag: what is read in its place."""


def by_tag(members: Members, tag: str, mapping: Mapped) -> Any:
    """As `one_of`, where each value of the tag stands for one object."""
    return union(Tagged, members, mapping, tag=tag)


def by_constant(members: Members, name: str) -> Any:
    """As `one_of` without a tag, where all objects have a constant under one name."""
    return union(Tagged, members, dict, name=name)


class Tagged(Union):
    """A union whose objects a constant tells apart."""

    name: str | None = None

    def native(cls, tp: Any) -> Any:
        """The type with twins in the place of all such unions."""
        unions = [one for one in reached(tp) if isinstance(one, Tagged)]
        tags = {one: told for one in unions if (told := _told(one)) is not None}
        return _Twins(tp, tags).of(tp) if tags else tp


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
    return (name, told) if held and all(map(is_struct, told.values())) else None


class _Twins:
    """The twins of all that can be reached from one type."""

    def __init__(self, tp: Any, tags: Mapping[Any, Tags]) -> None:
        self._tags = tags
        self._above = _above(tp, tags)
        self._here: dict[Any, type[Struct]] = {}
        """Those of classes that were made of what somebody sent, which are not kept."""
        made = [(one, self._twin(one)) for one in self._above if is_struct(one)]
        for told_by, told in tags.values():
            made += [(one, self._twin(one, told_by, tag)) for tag, one in told.items()]
        for cls, twin in made:
            for one in self._held(cls):
                setattr(twin, _place(one), self.of(one.type))

    def of(self, tp: Any) -> Any:
        """A type with twins in the place of what has some."""
        if isinstance(tp, OneOf):
            if tp not in self._tags:
                return tp
            told = [self._known((cls, tag)) for tag, cls in self._tags[tp][1].items()]
            others = [self.of(one) for one in tp.plan.others]
            return of_parts(Either, (*told, *others))
        if is_struct(tp):
            return self._known(tp) if tp in self._above else tp
        if tp not in self._above:
            return tp
        origin, args = get_origin(tp), get_args(tp)
        if origin is Annotated:
            return of_parts(Annotated, (self.of(args[0]), *args[1:]))
        inner = tuple(map(self.of, args))
        return of_parts(Either if origin is UnionType else origin, inner)

    def _known(self, key: Any) -> type[Struct]:
        return self._here.get(key) or _twins[key]

    def _held(self, cls: type[Struct]) -> Iterable[FieldInfo]:
        return [one for one in fields(cls) if one.type in self._above]

    def _twin(
        self, cls: type[Struct], told_by: str = "", tag: str = ""
    ) -> type[Struct]:
        key = (cls, tag) if told_by else cls
        if key in _twins:
            return _twins[key]
        # The types are set when all twins are there: they may be of one another.
        members: list[tuple[str, Any, Any]] = [
            (one.name, _place(one), _default(one, one.encode_name))
            for one in self._held(cls)
        ]
        if told_by:
            itself = next(one for one in fields(cls) if one.encode_name == told_by)
            told = field(default=tag, name=f"{told_by} (told)")
            members.append((itself.name, Any, told))

        def become(value: Any) -> None:
            value.__class__ = cls  # which has the same places for members

        twin: type[Struct] = derived(
            cls,
            members,
            {"__post_init__": become},
            tag_field=told_by or None,
            tag=tag or None,
        )
        kept = _twins if _is_of_a_module(cls) else self._here
        kept[key] = twin
        return twin


def _above(tp: Any, tags: Mapping[Any, Tags]) -> set[Any]:
    """Of all that can be reached from a type, what holds one of these unions."""
    holders: dict[Any, list[Any]] = {}
    for one in reached(tp):
        for part in inside(one):
            holders.setdefault(part, []).append(one)
    found: set[Any] = set()
    todo: list[Any] = list(tags)
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += holders.get(one, ())
    return found


def _place(one: FieldInfo) -> str:
    """The name under which a twin holds the type of a member."""
    return f"__type_of_{one.name}__"


def _default(one: FieldInfo, name: str) -> Any:
    if one.default is not NODEFAULT:
        return field(default=one.default, name=name)
    if one.default_factory is not NODEFAULT:
        return field(default_factory=one.default_factory, name=name)
    return field(name=name)


def _is_of_a_module(cls: type[Struct]) -> bool:
    return getattr(sys.modules.get(cls.__module__), cls.__qualname__, None) is cls
