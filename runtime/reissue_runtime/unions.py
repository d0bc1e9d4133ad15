# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Unions of objects: the member that a value fits.

Told by its tag where it has one, then by constants and required members, then by trying
to read it. Only where none fits is the one taken that misfits least.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
)
from contextlib import suppress
from copy import deepcopy
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import (
    Any,
    Final,
    Literal,
    NamedTuple,
    TypeAlias,
    cast,
    get_args,
    get_origin,
)

from msgspec import Meta, Raw, Struct, ValidationError, convert
from msgspec.structs import fields

from .drift import join
from .exact import reached
from .mend import MISSING
from .model import OneOf, is_object, is_struct
from .parts import as_sent, members_of
from .reader import Fitted, Reader
from .shape import (
    DEEPEST,
    Shape,
    alternatives,
    building,
    is_mapping,
    layout,
    read_union,
    shape,
)

_MOST_TRIED: Final = 2_000  # misfits of one body, after which names decide as well
_MOST_NAMES: Final = 256  # sets of names that a union remembers

_known: Final[dict[tuple[int, int], tuple[Any, ...]]] = {}
"""By union and object: the member that it fits, while one value is converted.

Read and written under `building` only.
"""


Members: TypeAlias = Callable[[], tuple[Any, ...]]
Mapped: TypeAlias = Callable[[], Mapping[Any, Any]]


def one_of(
    members: Members,
    tag: str | None = None,
    mapping: Mapped = dict,
    bases: Members = tuple,
) -> Any:
    """A union of which a value is one member.

    `tag` is the wire name of the discriminator and `mapping` gives the member, or the
    union of several, for each of its values, under None for all others and for none. A
    value that is not there is of a member that stands for none; where there is none, it
    is a kind newer than this client, kept as a dict. `bases` gives the members that a
    value of any other tag may be all the same. All are functions, because the members
    may be defined further down in the module.
    """
    return union(Union, members, mapping, bases, tag=tag)


def any_of(
    members: Members,
    tag: str | None = None,
    mapping: Mapped = dict,
    bases: Members = tuple,
) -> Any:
    """The same of which a value may be several members at once.

    It is read as the one that fits best; what the others document is kept beside.
    """
    return union(Union, members, mapping, bases, tag=tag, several=True)


def union(
    kind: type[Union], members: Members, mapping: Mapped, bases: Members, **told: Any
) -> Any:
    """The run-time stand-in of a union."""
    given = {"members": members, "mapping": mapping, "bases": bases}
    return kind(
        "OneOf",
        (),
        {**told, **{name: staticmethod(one) for name, one in given.items()}},
    )


class Candidate(NamedTuple):
    """An object of a union, and what tells it apart from the others."""

    cls: type[Struct]
    names: frozenset[str]
    required: frozenset[str]
    constants: tuple[tuple[str, tuple[object, ...]], ...]


class Union(OneOf):
    """A union whose members msgspec cannot tell apart by itself."""

    members: staticmethod[[], tuple[Any, ...]]
    mapping: staticmethod[[], Mapping[Any, Any]]
    bases: staticmethod[[], tuple[Any, ...]]
    tag: str | None = None
    several: bool = False

    @property
    def plan(cls) -> Plan:
        return _plan(cls)

    @property
    def __otherwise__(cls) -> Iterable[Meta]:
        """What else is valid where a member names no type."""
        return [
            meta
            for one in _flat(cls)
            for _, metas in alternatives(one)
            for meta in metas
            if meta.extra and meta.extra["coerce"][0] == "kept"
        ]


@cache
def _plan(union: Union) -> Plan:
    return Plan(union)


class Plan:
    """How the members of a union are told apart; made once."""

    def __init__(self, union: Union) -> None:
        members = tuple(_flat(union))
        self.tag = union.tag
        self.several = union.several
        self.others = tuple(member for member in members if not is_struct(member))
        """The members that are no objects of their own names."""
        self.free: Any = next(
            (
                one
                for each in self.others
                for one, _ in alternatives(each)
                if one is Any or is_mapping(one)
            ),
            None,
        )
        """The member that takes any object; None where there is none."""
        self.tags = {
            tag: get_args(one) if isinstance(one, UnionType) else (one,)
            for tag, one in union.mapping().items()
        }
        """The members by value of the tag; None: any other value, and none."""
        told = dict.fromkeys(one for each in self.tags.values() for one in each)
        self.alternatives = tuple(dict.fromkeys((*members, *told)))
        """All types that a value may be of."""
        classes = list(filter(is_struct, self.alternatives))
        held = Counter(name for one in classes for name in one.__struct_encode_fields__)
        shared = frozenset(name for name, count in held.items() if count > 1)
        self.candidates = {one: _candidate(one, shared) for one in classes}
        self.untold = [
            self.candidates[one]
            for one in dict.fromkeys((*union.bases(), *classes))
            if one not in told or one in union.bases()
        ]
        """Those that a value of any other tag may be."""
        self.by_names = not any(one.constants for one in self.candidates.values())
        """Whether names alone decide what is tried, where there is no tag."""
        self._told: dict[frozenset[str], tuple[Any, ...]] = {}
        """By the names of an object: what it may be."""

    # --- which one a value is ---

    def in_question(
        self, names: Collection[str], value_of: Callable[[str], Any]
    ) -> tuple[Any, ...]:
        """What an object may be, the likeliest first: classes, or one other type."""
        keys = frozenset(names)
        told = value_of(self.tag) if self.tag is not None and self.tag in keys else None
        among: Iterable[Candidate] = self.candidates.values()
        if self.tags and (told is not None or None in self.tags):
            tag = None if told is None else _tag(told)
            members = self.tags.get(tag, self.tags.get(None))
            if members is not None:
                if len(members) == 1 or not all(map(is_struct, members)):
                    return members[:1]
                among = [self.candidates[one] for one in members]
            elif not isinstance(told, int | float):
                # A null or a number that means nothing hides nothing of the rest.
                among = self.untold
        elif self.by_names and keys in self._told:
            return self._told[keys]
        found = sorted(
            ((_likeness(one, keys, value_of), one) for one in among),
            key=lambda each: (each[0], self.tag is None or each[1] not in self.untold),
        )
        best = found[0][0][:2] if found else (1, 0)
        # Without a wrong constant and a lack it may be one, whatever else it holds.
        if (
            keys
            and any(best)
            and not any(
                one.names & keys or getattr(one.cls, "__open__", False)
                for _, one in found
            )
        ):
            return (self.free,)
        chosen = (
            *(one.cls for likeness, one in found if likeness[:2] == best),
            *([] if self.free is None else [self.free]),
        )
        if self.by_names and told is None and len(self._told) < _MOST_NAMES:
            self._told[keys] = chosen
        return chosen

    def read(self, value: object) -> Any:
        """The decoding hook: what a value is that was read without a type.

        Raises ValueError where the text has to be looked at.
        """
        if not is_object(value):
            return _first(self.others, value)[1]
        with building:
            outermost = not _known
            try:
                return self._read_object(value)
            finally:
                if outermost:
                    _known.clear()

    def _read_object(self, value: Mapping[str, Any]) -> Any:
        place = id(self), id(value)
        if place in _known:
            members: tuple[Any, ...] = _known[place]
        else:
            members = self.in_question(value.keys(), value.__getitem__)
            _known[place] = ()  # if none fits
        member, made = _first(members, value)
        _known[place] = (member,)
        return made

    def fit(self, reader: Reader, raw: Raw, path: str) -> Any:
        """What JSON text of an object is, mended where it fits none of the members.

        MISSING for a kind that is not documented.
        """
        parts = members_of(raw)
        found = self.in_question(parts.keys(), lambda name: as_sent(parts[name]))
        if found == (None,):
            return MISSING
        place = id(self), path, bytes(raw)
        known = reader.fitted.get(place)
        if known is None:
            for member in found:  # to the last digit, which `read` does not see
                with suppress(ValueError):
                    return reader.exact(raw, shape(member))
            told = reader.depth >= DEEPEST or len(reader.fitted) >= _MOST_TRIED
            if told or len(found) == 1:
                known = reader.trial(raw, found[0], path)
            else:
                known = self._best(found, reader, raw, path)
            if self.several:
                known = self._besides(known, raw, path)
            reader.fitted[place] = known
        elif "*" in path:  # which may stand for several places, each with its own value
            known = known._replace(value=deepcopy(known.value))
        reader.found += known.found
        return known.value

    def _best(
        self, found: Iterable[Any], reader: Reader, raw: Raw, path: str
    ) -> Fitted:
        """As the member that misfits least: in what it documents, then in the rest."""

        return min(
            (reader.trial(raw, one, path) for one in found),
            key=lambda one: (
                sum(not each.is_news for each in one.found),
                len(one.found),
            ),
        )

    def _besides(self, known: Fitted, raw: Raw, path: str) -> Fitted:
        """Without the news that another member documents."""
        news = {
            join(path, name): (name, part) for name, part in members_of(raw).items()
        }
        return known._replace(
            found=[
                one
                for one in known.found
                if not one.is_news
                or one.path not in news
                or not self._is_of_another(known.member, *news[one.path])
            ]
        )

    def _is_of_another(self, best: Any, name: str, part: Raw) -> bool:
        """Whether a member that one type does not document is as another documents it."""
        return any(
            _fits(layout(other).slots[name].shape, part)
            for other, one in self.candidates.items()
            if other is not best and name in one.names
        )


def _flat(union: OneOf, above: tuple[OneOf, ...] = ()) -> Iterator[Any]:
    """The members of a union, and those of unions among them."""
    for member in cast("Union", union).members():
        if not isinstance(member, OneOf):
            yield NoneType if member is None else member
        elif member not in above:
            yield from _flat(member, (*above, union))


def _candidate(cls: type[Struct], shared: frozenset[str]) -> Candidate:
    """An object, with constants only of members that another one documents too.

    No other value speaks against one.
    """
    each = fields(cls)
    return Candidate(
        cls,
        frozenset(cls.__struct_encode_fields__),
        frozenset(one.encode_name for one in each if one.required),
        tuple(
            (one.encode_name, get_args(kinds[0]))
            for one in each
            if one.encode_name in shared
            and len(kinds := [bare for bare, _ in alternatives(one.type)]) == 1
            and get_origin(kinds[0]) is Literal
        ),
    )


def _tag(value: object) -> str:
    """The value of a discriminator as OpenAPI writes it in a mapping."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _likeness(
    one: Candidate, names: frozenset[str], value_of: Callable[[str], Any]
) -> tuple[int, int, int]:
    """Compared in this order.

    Constants that differ, required members that lack, members that are not known.
    """
    wrong = sum(
        not _is_among(value_of(name), values)
        for name, values in one.constants
        if name in names
    )
    return wrong, len(one.required - names), len(names - one.names)


def _is_among(value: object, values: Iterable[object]) -> bool:
    """Whether a value is one of these; true is not 1, and 1.0 is."""
    return any(
        value == one and isinstance(value, bool) is isinstance(one, bool)
        for one in values
    )


def _first(members: Iterable[Any], value: object) -> tuple[Any, Any]:
    """The first member that a value fits, and what it is as that. Raises ValueError."""
    for member in members:
        if member is None or Decimal in reached(member):
            break
        with suppress(ValidationError), building:
            return member, convert(value, member, dec_hook=read_union, str_keys=True)
    raise ValueError("no documented kind, or to be read from the text")


def _fits(kind: Shape, raw: Raw) -> bool:
    try:
        kind.decode(raw)
    except ValueError:
        return False
    return True
