# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Unions of objects, made fit for msgspec to read.

Each such union says what stands in its place; each object that holds one gets a twin
with that in it. An instance of a twin turns into what it stands for as soon as it is
made.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from types import NoneType
from typing import Annotated, Any, Final, TypeAlias, get_args, get_origin
from typing import Union as Either

from msgspec import NODEFAULT, Raw, Struct, UnsetType, field
from msgspec.structs import FieldInfo, fields

from .exact import inside, of_parts, reached
from .model import OneOf, derived, is_struct
from .shape import Made, alternatives
from .unions import Union

_twins: Final[dict[Any, type[Struct]]] = {}
"""By class, or class and value of its tag: what is read in its place."""


_NULL: Final = Raw(b"null")

_Parts: TypeAlias = list[tuple[str, Made]]
"""The members of a twin that are texts yet, and what makes values of them."""


class Native(Union):
    """A union in whose place something else stands in what msgspec reads."""

    is_text = False
    """Whether that is the text, of which `made` makes a value."""

    @property
    def is_fit(cls) -> bool:
        """Whether that holds for these members."""
        raise NotImplementedError

    def twins(cls, twins: Twins) -> None:
        """Have the twins made that stand in its place."""

    def stands(cls, twins: Twins) -> Any:
        """The type in its place."""
        raise NotImplementedError

    @property
    def made(cls) -> Made | None:
        """What makes a value of what was read; None where that is the value."""
        return None

    @property
    def made_of_all(cls) -> Made | None:
        """The same for many at once."""
        return None

    def native(cls, tp: Any) -> tuple[Any, Made | None]:
        """The type with something else in the place of all such unions."""
        unions = [one for one in reached(tp) if isinstance(one, Native) and one.is_fit]
        if not unions:
            return tp, None
        twins = Twins(tp, unions)
        return twins.of(tp), twins.made(tp)


class Twins:
    """The twins of all that can be reached from one type."""

    def __init__(self, tp: Any, unions: list[Native]) -> None:
        self._unions = unions
        self._above = _above(tp, unions)
        self._here: dict[Any, type[Struct]] = {}
        """Those of classes that were made of what somebody sent, which are not kept."""
        self._new: list[tuple[type[Struct], type[Struct], _Parts]] = []
        for one in self._above:
            if is_struct(one):
                self.twin(one)
        for union in unions:
            union.twins(self)
        for cls, twin, _ in self._new:
            for one in self._held(cls):
                setattr(twin, _place(one), self.of(one.type))
        for cls, _, parts in self._new:  # what reads texts may need any of the twins
            made = [(one.name, self.made(one.type)) for one in self._held(cls)]
            parts += [(name, make) for name, make in made if make is not None]

    def of(self, tp: Any) -> Any:
        """A type with twins in the place of what has some."""
        if isinstance(tp, Native) and tp in self._unions:
            return tp.stands(self)
        if tp not in self._above or isinstance(tp, OneOf):
            return tp
        if is_struct(tp):
            return self.known(tp)
        origin, args = get_origin(tp), get_args(tp)
        if origin is list or origin is dict:
            return of_parts(origin, tuple(map(self.of, args)))
        inner = [self.of(bare) for bare, _ in alternatives(tp)]
        if Raw in inner:  # msgspec takes nothing else beside it
            return Raw | UnsetType if UnsetType in args else Raw
        if origin is Annotated:
            return of_parts(Annotated, (self.of(args[0]), *args[1:]))
        return of_parts(Either, tuple(map(self.of, args)))

    def made(self, tp: Any) -> Made | None:
        """What makes a value of what is read in the place of a type.

        None where that is the value: a twin has become it by itself.
        """
        if isinstance(tp, Native) and tp in self._unions:
            return tp.made
        if tp not in self._above or isinstance(tp, OneOf) or is_struct(tp):
            return None
        origin, args = get_origin(tp), get_args(tp)
        if origin is list or origin is dict:
            return _of_all(self._made_of_all(args[-1]), origin)
        bare = [one for one, _ in alternatives(tp)]
        makes = {_read_as(one): make for one in bare if (make := self.made(one))}
        return _by_kind(makes, NoneType in bare) if makes else None

    def _made_of_all(self, tp: Any) -> Made | None:
        """The same for many values of a type at once."""
        if isinstance(tp, Native) and tp in self._unions:
            return tp.made_of_all
        make = self.made(tp)
        return None if make is None else _of_each(make)

    def known(self, key: Any) -> type[Struct]:
        """The twin of a class, or of a class and a value of its tag."""
        return self._here.get(key) or _twins[key]

    def _held(self, cls: type[Struct]) -> Iterable[FieldInfo]:
        return [one for one in fields(cls) if one.type in self._above]

    def twin(self, cls: type[Struct], told_by: str = "", tag: str = "") -> None:
        """Make the twin of a class; one without the member `told_by`, which is `tag`."""
        key = (cls, tag) if told_by else cls
        if key in _twins:
            return
        # The types are set when all twins are there: they may be of one another.
        members: list[tuple[str, Any, Any]] = [
            (one.name, _place(one), _default(one, one.encode_name))
            for one in self._held(cls)
        ]
        if told_by:
            itself = next(one for one in fields(cls) if one.encode_name == told_by)
            told = field(default=tag, name=f"{told_by} (told)")
            members.append((itself.name, Any, told))
        parts: _Parts = []
        is_made = any(self._is_made(one.type) for one in self._held(cls))
        twin: type[Struct] = derived(
            cls,
            members,
            {"__post_init__": _becoming(cls, parts if is_made else None)},
            tag_field=told_by or None,
            tag=tag or None,
        )
        kept = _twins if _is_of_a_module(cls) else self._here
        kept[key] = twin
        self._new.append((cls, twin, parts))

    def _is_made(self, tp: Any) -> bool:
        """Whether `made` makes something of what is read in the place of a type."""
        if isinstance(tp, OneOf):
            return isinstance(tp, Native) and tp in self._unions and tp.is_text
        return not is_struct(tp) and any(map(self._is_made, get_args(tp)))


def _becoming(cls: type[Struct], parts: _Parts | None) -> Callable[[Any], None]:
    """What makes an instance of a twin one of the class; `parts` are made first."""

    def become(value: Any) -> None:
        value.__class__ = cls  # which has the same places for members

    def become_made(value: Any) -> None:
        for name, make in parts or ():
            setattr(value, name, make(getattr(value, name)))
        value.__class__ = cls

    return become if parts is None else become_made


def _of_all(make: Made | None, kind: type) -> Made | None:
    """The same for all items of a list, or all members of a map."""
    return make if make is None or kind is list else _of_members(make)


def _of_each(make: Made) -> Made:
    return lambda parts: [make(part) for part in parts]


def _of_members(make: Made) -> Made:
    return lambda parts: dict(zip(parts, make([*parts.values()]), strict=True))


def _by_kind(makes: Mapping[type, Made], nullable: bool) -> Made:
    """The same where a value may be of several kinds: what is of another one stays."""

    def make(part: Any) -> Any:
        if nullable and part == _NULL:
            return None
        return makes[type(part)](part) if type(part) in makes else part

    return make


def _read_as(tp: Any) -> type:
    """The class of what is read in the place of a type."""
    kind: type = Raw if isinstance(tp, OneOf) else get_origin(tp) or tp
    return kind


def _above(tp: Any, unions: Iterable[Native]) -> set[Any]:
    """Of all that can be reached from a type, what holds one of these unions."""
    holders: dict[Any, list[Any]] = {}
    for one in reached(tp):
        for part in inside(one):
            holders.setdefault(part, []).append(one)
    found: set[Any] = set()
    todo: list[Any] = list(unions)
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
