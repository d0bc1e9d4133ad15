# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Unions of objects that their members tell apart, read without a detour.

msgspec leaves such a value as text. Of that it reads the members that tell: whether they
are there, and the kinds of their values. Then it reads all of it as the object that may
have these. The values of a list are told apart at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import cache, cached_property
from operator import attrgetter
from threading import local
from typing import Any, Final, TypeAlias, cast
from typing import Union as Either

from msgspec import UNSET, Raw, Struct, UnsetType, defstruct, field, json

from .exact import of_parts, reached
from .model import OneOf
from .parts import any_of
from .shape import (
    DEEPEST,
    Made,
    building,
    decoder,
    quickly,
)
from .telling import ALL, AList, AnObject, Key, excludes, kinds_of, left_of, telling
from .twins import Native, Twins
from .unions import Candidate, Members, Plan, union

Read: TypeAlias = Callable[[bytes | Raw], Any]

_TOLD_BY: Final = "abc"
"""The attributes of a probe, as many as are looked at in one go."""
_BRACE, _BRACKET, _ZERO = b"{"[0], b"["[0], Raw(b"0")
_OTHER: Final = object()
"""Stands among the kinds of members for a value that is no object."""
_MANY: Final = 8  # values of a list that may be worth a guess


class _Nest(local):
    depth = 0

    def __enter__(self) -> None:
        self.depth += 1

    def __exit__(self, *_: object) -> None:
        self.depth -= 1


_nest: Final = _Nest()
"""How many of these unions, each inside a member of the one before, are being read.

The text is gone through anew for each of them.
"""


def by_names(members: Members, several: bool = False) -> Any:
    """As `one_of`, or as `any_of` for `several`, where members tell them apart."""
    return union(Named, members, dict, tuple, several=several)


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
        return _told(cls).read

    @property
    def made_of_all(cls) -> Made:
        return _told(cls).read_all


def _is_closed(cls: type[Struct]) -> bool:
    keeps = cls.__struct_config__.forbid_unknown_fields
    return keeps and not getattr(cls, "__open__", False)


@cache
def _told(union: Named) -> Told:
    plan = union.plan
    nests = any(union in reached(one) for one in plan.alternatives)
    return (Nested if nests else Told)(plan, list(plan.candidates.values()))


class Told:
    """What reads the text of values that are some of the members of a union."""

    def __init__(
        self, plan: Plan, among: Sequence[Candidate], above: tuple[str, ...] = ()
    ) -> None:
        self._plan = plan
        self._among = among
        self._names = telling(among, above)
        self._above = (*above, *self._names)
        self._probe = _probe(self._names)
        kinds = kinds_of(plan.others)
        self._has_lists = AList in kinds
        scalars = (kinds | {int} if self._has_lists else kinds) - {AList, AnObject}
        kind = of_parts(Either, (self._probe, *scalars))
        self._look = _looking(kind)
        self._look_at_all = _looking(of_parts(list, (kind,)))
        self._other = self._probe(a=_OTHER)
        self._read = _READ_EACH[len(self._probe.__struct_fields__)]
        self._values = tuple(map(attrgetter, self._probe.__struct_fields__))
        self._reads: dict[type, Any] = {}
        """By the kind of each member that tells, one inside the other."""
        self._alike: dict[Key, Read] = {}

    @property
    def tells(self) -> bool:
        return bool(self._names)

    def read(self, raw: bytes | Raw) -> Any:
        if self._plan.others and memoryview(raw)[0] != _BRACE:
            return self._rest(raw)
        return self.object(raw)

    def read_all(self, parts: list[Raw]) -> list[Any]:
        seen = parts
        if self._has_lists:  # which would take much memory only to be seen
            seen = [_ZERO if memoryview(one)[0] == _BRACKET else one for one in parts]
        text = b"[%b]" % b",".join(seen)
        if len(parts) >= _MANY:
            with suppress(ValueError):
                return cast("list[Any]", self._read_alike(seen)(text))
        found = self._look_at_all(text)
        if self._plan.others:
            probe, other = self._probe, self._other
            found = [one if type(one) is probe else other for one in found]
        try:
            return self._read(self._reads, found, parts)
        except KeyError:  # what is met for the first time
            for one in found:
                self._learn(self._key(one))
            return self._read(self._reads, found, parts)

    def object(self, raw: bytes | Raw) -> Any:
        found = self._look(raw)
        reads: Any = self._reads
        try:
            for value_of in self._values:
                reads = reads[type(value_of(found))]
        except KeyError:  # what is met for the first time
            reads = self._learn(self._key(found))
        return reads(raw)

    @cached_property
    def _rest(self) -> Read:
        """What reads values that are no objects."""
        try:
            return decoder(of_parts(Either, self._plan.others))
        except TypeError:  # msgspec takes no such union
            return _first([decoder(one) for one in self._plan.others])

    def _key(self, found: Any) -> Key:
        kinds: list[type] = [type(value_of(found)) for value_of in self._values]
        return tuple(kinds)

    def _learn(self, key: Key) -> Read:
        *outer, last = key
        reads = self._reads
        for kind in outer:
            reads = reads.setdefault(kind, {})
        made: Read = reads.get(last) or self._made(key)
        reads[last] = made
        return made

    def _made(self, key: Key) -> Read:
        if key[0] is object:
            return self._rest
        left = left_of(self._among, self._names, key)
        if len(left) > 1:
            told = Told(self._plan, left, self._above)
            return told.object if told.tells else _tried(self._plan, left)
        return _exactly(left[0].cls) if left else _nothing

    def _read_alike(self, parts: list[Raw]) -> Read:
        """What reads a list of one object alone, where the first and the last is that."""
        first, last = self._look(parts[0]), self._look(parts[-1])
        if not type(first) is type(last) is self._probe:
            return _nothing
        if (key := self._key(first)) != self._key(last):
            return _nothing
        if key not in self._alike:
            self._alike[key] = self._made_alike(key)
        return self._alike[key]

    def _made_alike(self, key: Key) -> Read:
        left = left_of(self._among, self._names, key)
        # What reads its members anew would do so twice at each level.
        if len(left) != 1 or _nests(left[0].cls):
            return _nothing
        before = self._among[: self._among.index(left[0])]
        sure = all(excludes(left[0], one) for one in before)
        return _exactly(of_parts(list, (left[0].cls,))) if sure else _nothing


class Nested(Told):
    """The same where values stand in each other."""

    def read(self, raw: bytes | Raw) -> Any:
        if _nest.depth >= DEEPEST:
            return self._plan.read(any_of(raw))
        with _nest:
            return super().read(raw)

    def read_all(self, parts: list[Raw]) -> list[Any]:
        if _nest.depth >= DEEPEST:
            return list(map(self.read, parts))
        with _nest:
            return super().read_all(parts)


def _by_one(reads: Any, found: list[Any], parts: list[Raw]) -> list[Any]:
    return [reads[type(one.a)](raw) for one, raw in zip(found, parts, strict=True)]


def _by_two(reads: Any, found: list[Any], parts: list[Raw]) -> list[Any]:
    each = zip(found, parts, strict=True)
    return [reads[type(one.a)][type(one.b)](raw) for one, raw in each]


def _by_three(reads: Any, found: list[Any], parts: list[Raw]) -> list[Any]:
    each = zip(found, parts, strict=True)
    return [reads[type(one.a)][type(one.b)][type(one.c)](raw) for one, raw in each]


_READ_EACH: Final[dict[int, Callable[..., list[Any]]]] = {
    1: _by_one,
    2: _by_two,
    3: _by_three,
}
"""By how many members tell. Written out, as a loop over these takes the time of reading."""


# --- what reads ---


def _probe(names: tuple[str, ...]) -> Any:
    """What the kinds of these members are read as."""
    kind = of_parts(Either, (UnsetType, *ALL))
    told = dict(zip(_TOLD_BY, names, strict=False)) or {"a": ""}
    members = [
        (attribute, kind, field(name=wire, default=UNSET))
        for attribute, wire in told.items()
    ]
    with building:
        return defstruct("Probe", members, gc=False)


def _looking(kind: Any) -> Read:
    with building:
        read: Read = json.Decoder(kind, float_hook=_float).decode
    return read


def _float(_: str) -> float:
    return 0.0  # the kind of a number of any size


def _exactly(tp: Any) -> Read:
    # The whole text was looked through for times already.
    return (decoder if Decimal in reached(tp) else quickly)(tp)


def _nests(cls: type[Struct]) -> bool:
    return any(isinstance(part, OneOf) for part in reached(cls))


def _tried(plan: Plan, among: Sequence[Candidate]) -> Read:
    """What reads the text of an object as the first of these that it fits."""
    classes = [one.cls for one in among]
    if any(map(_nests, classes)):  # trials inside of trials are remembered there
        return lambda raw: plan.read(any_of(raw))
    return _first(list(map(_exactly, classes)))


def _first(reads: Sequence[Read]) -> Read:
    """What reads a text by the first of these that it fits."""

    def read(raw: bytes | Raw) -> Any:
        for one in reads[:-1]:
            try:
                return one(raw)
            except ValueError:
                continue
        return reads[-1](raw)

    return read


def _nothing(_: object) -> Any:
    raise ValueError("no documented kind")
