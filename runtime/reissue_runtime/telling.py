# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Which members tell the objects of a union apart, by being there and by what they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import combinations
from types import NoneType
from typing import Any, Final, Literal, TypeAlias, get_args, get_origin

from msgspec import Struct, UnsetType
from msgspec.structs import fields

from .model import is_struct
from .shape import alternatives, is_list, is_mapping
from .unions import Candidate

Kinds: TypeAlias = frozenset[type]
Key: TypeAlias = tuple[type, ...]


@dataclass(slots=True)
class AnObject:
    """Stands for an object of which nothing is read. No Struct: msgspec takes one alone."""


class AList(Struct, array_like=True, gc=False):
    """Stands for a list, whatever its length."""


ABSENT: Final[Kinds] = frozenset({UnsetType})
ALL: Final[Kinds] = frozenset({str, int, float, bool, NoneType, AList, AnObject})
_KINDS: Final[dict[Any, Kinds]] = {
    **{one: frozenset({one}) for one in (str, int, bool, NoneType)},
    **dict.fromkeys((float, Decimal), frozenset({int, float})),
    **dict.fromkeys((date, datetime), frozenset({str})),
}
"""What msgspec reads of a value, by the type that takes no other kinds."""
MOST_TOLD: Final = 3
"""Members that are looked at in one go."""


def telling(among: Sequence[Candidate], above: tuple[str, ...]) -> tuple[str, ...]:
    """The members that tell most of these apart, without those looked at before.

    Members that need not be there tell less; they are not looked for without end.
    """
    found: tuple[str, ...] = ()
    cells = [list(among)]
    weak = int(not above or (len(above) <= MOST_TOLD and len(among) > 2))
    while len(found) < MOST_TOLD:
        scores: Counter[str] = Counter()
        for cell in cells:
            scores.update(_scores(cell, weak))
        rest = {
            one: n for one, n in scores.items() if n and one not in (*above, *found)
        }
        if not rest:
            break
        best = min(rest, key=lambda name: (-rest[name], name))
        found = (*found, best)
        cells = [each for cell in cells for each in _divided(cell, best)]
    return found


def left_of(
    among: Sequence[Candidate], names: Sequence[str], key: Key
) -> list[Candidate]:
    """Those that an object may be whose members of these names are of these kinds."""
    told = list(zip(names, key, strict=False))
    return [
        one
        for one in among
        if all(kind in _kinds_of(one.cls).get(name, ABSENT) for name, kind in told)
    ]


def _scores(cell: Sequence[Candidate], weak: int) -> dict[str, int]:
    """How many pairs of these a member tells apart: surely, and in some values."""
    groups: dict[str, Counter[Kinds]] = {}
    for one in cell:
        for name, kinds in _kinds_of(one.cls).items():
            groups.setdefault(name, Counter())[kinds] += 1
    for each in groups.values():
        each[ABSENT] += len(cell) - each.total()
    return {
        name: sum(
            many * more * (len(cell) ** 2 if one.isdisjoint(other) else weak)
            for (one, many), (other, more) in combinations(each.items(), 2)
        )
        for name, each in groups.items()
    }


def _divided(cell: Sequence[Candidate], name: str) -> list[list[Candidate]]:
    groups: dict[Kinds, list[Candidate]] = {}
    for one in cell:
        groups.setdefault(_kinds_of(one.cls).get(name, ABSENT), []).append(one)
    return list(groups.values())


def excludes(one: Candidate, other: Candidate) -> bool:
    """Whether no object can be both."""
    mine, theirs = _kinds_of(one.cls), _kinds_of(other.cls)
    return any(
        mine.get(name, ABSENT).isdisjoint(theirs.get(name, ABSENT))
        for name in {*mine, *theirs}
    )


@cache
def _kinds_of(cls: type[Struct]) -> dict[str, Kinds]:
    """The kinds of values that its members may have, by wire name."""
    return {
        one.encode_name: kinds_of([one.type]).union(() if one.required else ABSENT)
        for one in fields(cls)
    }


def kinds_of(types: Iterable[Any]) -> Kinds:
    """The kinds of values that are of one of these types."""
    found: set[type] = set()
    for one, _ in (each for tp in types for each in alternatives(tp)):
        if get_origin(one) is Literal:
            found |= {type(value) for value in get_args(one)}
        elif is_struct(one) or is_mapping(one):
            found.add(AnObject)
        else:
            found |= {AList} if is_list(one) else _KINDS.get(one, ALL)
    return frozenset(found)
