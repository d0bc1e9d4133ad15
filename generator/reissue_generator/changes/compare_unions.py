"""Which member of a union became which: by name, by text, by title, by shape."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from ..document import Document, Node
from .schema import canonical, composed, target

_ALIKE = 0.5
"""Objects that share this part of their members are the same variant, changed."""


@dataclass(frozen=True, eq=False)
class Member:
    """One member: the node as it stands, what it refers to, and what can be told of it."""

    node: Node
    name: str
    title: str
    text: str
    kinds: frozenset[str]
    plain: bool
    """Whether it is a bare scalar type."""
    properties: frozenset[str]


@dataclass(frozen=True)
class Members:
    """The members of one union."""

    all: tuple[Member, ...]

    @classmethod
    def of(cls, document: Document, nodes: list[Node]) -> Members:
        return cls(tuple(_member(document, node) for node in nodes))

    def covers(self, member: Member) -> bool:
        """Whether the bare scalars of a member of the other side are all among those here."""
        return member.plain and member.kinds <= {kind for one in self.all if one.plain for kind in one.kinds}


def _member(document: Document, node: Node) -> Member:
    end = target(document, node)
    whole = composed(document, end)
    kinds = frozenset((whole.types or set()) - {"null"})
    title = str(end.map.get("title", ""))
    pointer = end.pointer
    name = pointer[-1] if end.key != node.key and pointer else title or "|".join(sorted(kinds)) or "any"
    plain = bool(kinds) and not kinds & {"object", "array"} and whole.enum is None and not whole.unions
    return Member(node, name, title, canonical(end.value), kinds, plain, frozenset(whole.properties))


Pairs = list[tuple[Member, Member]]


def match(old: Members, new: Members) -> tuple[Pairs, list[Member], list[Member]]:
    """Pairs of members, and those that are left over on either side."""
    pairs: Pairs = []
    gone, came = list(old.all), list(new.all)
    tests: tuple[Callable[[Member], Hashable], ...] = (
        lambda one: one.name if one.node.map.get("$ref") else None,
        lambda one: one.text,
        lambda one: one.title or None,
    )
    for test in tests:
        _pair_by(test, gone, came, pairs)
    _pair_alike(gone, came, pairs)
    _pair_by(lambda one: one.kinds if not one.properties else None, gone, came, pairs)
    return pairs, gone, came


def _pair_by(test: Callable[[Member], Hashable], gone: list[Member], came: list[Member], pairs: Pairs) -> None:
    for one in list(gone):
        mark = test(one)
        other = next((each for each in came if mark is not None and test(each) == mark), None)
        if other is not None:
            pairs.append((one, other))
            gone.remove(one)
            came.remove(other)


def _pair_alike(gone: list[Member], came: list[Member], pairs: Pairs) -> None:
    """Objects by the members that they share, the most alike first."""
    ranked = sorted(
        ((-_likeness(one, other), place, rank) for place, one in enumerate(gone) for rank, other in enumerate(came)),
    )
    used: tuple[set[int], set[int]] = set(), set()
    for likeness, place, rank in ranked:
        if -likeness < _ALIKE or place in used[0] or rank in used[1]:
            continue
        used[0].add(place)
        used[1].add(rank)
        pairs.append((gone[place], came[rank]))
    gone[:] = [one for place, one in enumerate(gone) if place not in used[0]]
    came[:] = [one for rank, one in enumerate(came) if rank not in used[1]]


def _likeness(one: Member, other: Member) -> float:
    together = one.properties | other.properties
    return len(one.properties & other.properties) / len(together) if together else 0.0
