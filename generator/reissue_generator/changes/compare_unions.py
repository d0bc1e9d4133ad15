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
        """The members that stand at these nodes."""
        return cls(tuple(_member(document, node) for node in nodes))

    def covers(self, member: Member) -> bool:
        """Whether the bare scalars of a member of the other union are all among those here."""
        return member.plain and member.kinds <= {kind for own in self.all if own.plain for kind in own.kinds}


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
        lambda member: member.name if member.node.map.get("$ref") else None,
        lambda member: member.text,
        lambda member: member.title or None,
    )
    for test in tests:
        _pair_by(test, gone, came, pairs)
    _pair_alike(gone, came, pairs)
    _pair_by(lambda member: member.kinds if not member.properties else None, gone, came, pairs)
    return pairs, gone, came


def _pair_by(test: Callable[[Member], Hashable], gone: list[Member], came: list[Member], pairs: Pairs) -> None:
    """Pair members of which the test says the same, unless it says None; they leave both lists."""
    for old in list(gone):
        mark = test(old)
        new = next((member for member in came if mark is not None and test(member) == mark), None)
        if new is not None:
            pairs.append((old, new))
            gone.remove(old)
            came.remove(new)


def _pair_alike(gone: list[Member], came: list[Member], pairs: Pairs) -> None:
    """Pair objects by the members that they share, the most alike first; they leave both lists."""
    ranked = sorted(
        (-_likeness(old, new), row, column) for row, old in enumerate(gone) for column, new in enumerate(came)
    )
    rows, columns = dict(enumerate(gone)), dict(enumerate(came))
    for likeness, row, column in ranked:
        if -likeness >= _ALIKE and row in rows and column in columns:
            pairs.append((rows.pop(row), columns.pop(column)))
    gone[:], came[:] = rows.values(), columns.values()


def _likeness(old: Member, new: Member) -> float:
    """The part of all their members that two objects share."""
    together = old.properties | new.properties
    return len(old.properties & new.properties) / len(together) if together else 0.0
