"""Which member of a union became which: by name, by text, by title, by shape; what is left over was removed or added.

So it is with schemas that may stand for one that they are built on.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

from ...document import Document, Node
from ..proofs.facts import KINDS, Facts, Term
from ..proofs.schema import REQUEST, RESPONSE, ComparedSchema, canonical, composed, target
from .kin import Kin
from .pair import Go, Pair, turned
from .union_forms import variants_of

_MOST = 60
"""Variants that are looked at; nobody writes more by hand."""
_ALIKE = 0.5
"""Objects that share this part of their members are the same variant, changed."""


@dataclass(frozen=True, eq=False)
class Member:
    """One member: the node as it stands, what it refers to, and what can be told of it."""

    node: Node
    name: str
    is_named: bool
    """Whether it is known by its name: it is a component."""
    title: str
    text: str
    kinds: frozenset[str]
    properties: frozenset[str]


Pairs = list[tuple[Member, Member]]


def _member(document: Document, node: Node) -> Member:
    end = target(document, node)
    whole = composed(document, end)
    kinds = frozenset((whole.types or set()) - {"null"})
    title = str(end.map.get("title", ""))
    pointer = end.pointer
    name = pointer[-1] if end.key != node.key and pointer else title or "|".join(sorted(kinds)) or "any"
    return Member(node, name, "$ref" in node.map, title, canonical(end.value), kinds, frozenset(whole.properties))


def compare_unions(pair: Pair, go: Go) -> None:
    """Compare the members of two unions. A schema that is no union is one of one member."""
    documents = pair.documents
    left, right = (
        [_member(document, node) for node in variants_of(document, side)]
        for document, side in zip(documents, (pair.old, pair.new), strict=True)
    )
    _exclusive(pair, left, right, _compare(pair, left, right, go, bare=True))


def compare_kin(pair: Pair, kin: tuple[Kin, Kin], go: Go) -> None:
    """Compare what may stand for two schemas, where both have a tag that tells which one does."""
    if pair.old.sum.discriminator is None or pair.new.sum.discriminator is None:
        return
    sides = zip(pair.documents, kin, (pair.old.node, pair.new.node), strict=True)
    left, right = ([_kin(document, node) for node in known.variants(base)] for document, known, base in sides)
    _compare(pair, left, right, go, bare=False)


def _kin(document: Document, node: Node) -> Member:
    member = _member(document, node)
    return member if member.is_named else replace(member, name=node.pointer[-1], is_named=True)


def _compare(pair: Pair, left: Sequence[Member], right: Sequence[Member], go: Go, *, bare: bool) -> Pairs:
    """Hand in the pairs among members of both sides, which it gives, and tell what is left over."""
    pairs, gone, came = match(left, right)
    for before, after in pairs:
        go(before.node, after.node, pair.direction, f"{pair.label}<{before.name}>", bare=bare)
        _tags(pair, before, after)
    for member in gone:
        if not _is_within(pair, member, right, narrowed=True):
            text = f"variant '{member.name}' is gone"
            rule = f"{pair.direction}-union-member-removed"
            pair.log.changed(rule, pair.label, text, member.node, _place(pair.new), key=member.name)
    for member in came:
        if not _is_within(pair, member, left, narrowed=False):
            text = f"variant '{member.name}' is new"
            rule = f"{pair.direction}-union-member-added"
            pair.log.changed(rule, pair.label, text, _place(pair.old), member.node, key=member.name)
    return pairs


def _place(side: ComparedSchema) -> Node:
    """Where the union stands; where there is none, the schema itself."""
    return side.union[1] if side.union is not None else side.node


def _is_within(pair: Pair, member: Member, union: Sequence[Member], *, narrowed: bool) -> bool:
    """Whether every value of a member but null, which is told apart, is one of the other union as well. A tag makes each one of its own."""
    if pair.old.sum.discriminator is not None or pair.new.sum.discriminator is not None:
        return False
    whole, other = pair.terms if narrowed else pair.terms[::-1]
    node = member.node
    some = Node(node.source, (*node.pointer, "&"), {"type": sorted(KINDS - {"null"})})
    terms = Term(whole.document, node), Term(whole.document, some)
    return any(pair.subset.within(terms, Term(other.document, each.node)) for each in union) or pair.subset.within(
        (whole, *terms), other
    )


def _exclusive(pair: Pair, left: Sequence[Member], right: Sequence[Member], pairs: Pairs) -> None:
    """Whether a value of some variant is refused now because it fits another as well, as `oneOf` has it, or no longer is.

    Where a tag tells variants apart, nobody asks what else a value would fit; and who reads an answer asks for one variant
    that fits, so that of answers only the keyword itself counts.
    """
    if pair.old.sum.discriminator is not None or pair.new.sum.discriminator is not None:
        return
    if pair.direction == RESPONSE and _is_exclusive(pair.old) == _is_exclusive(pair.new):
        return
    sides = (pair.old, pair.documents[0], left), (pair.new, pair.documents[1], right)
    for narrowed in (True, False):
        (one, document, before), (other, other_document, after) = sides if narrowed else sides[::-1]
        if one.union is None and len(before) < 2 and narrowed != (pair.direction == REQUEST):
            continue  # of a schema of one type that is no union nobody expects several variants
        terms = [Term(document, member.node) for member in before]
        others = [Term(other_document, member.node) for member in after]
        own = terms if _is_exclusive(one) else ()
        tests = (pair.subset.apart.shares, pair.subset.within)
        fits_several = any(
            _count(test, term, others) > 1 >= _count(test, term, own) for term in terms for test in tests
        )
        known = {after: Term(document, before.node) for before, after in (pairs if narrowed else _turned(pairs))}
        grown = ((Term(other_document, now.node), was) for now, was in known.items())
        whole = pair.terms if narrowed else pair.terms[::-1]
        if pair.subset.within(*whole):
            continue
        if _is_exclusive(other) and (fits_several or any(_overlaps_more(pair, *one, others) for one in grown)):
            text = f"a value that fits several variants is {'refused' if narrowed else 'accepted'} now"
            places = _place(pair.old), _place(pair.new)
            pair.log.changed(turned(pair.direction, "union", narrowed=narrowed), pair.label, text, *places)
            return


def _turned(pairs: Pairs) -> Pairs:
    return [(after, before) for before, after in pairs]


def _overlaps_more(pair: Pair, now: Term, was: Term, others: Sequence[Term]) -> bool:
    """Whether a variant has come to share values with another one. Objects share what their members say, as `shares` asks."""
    return any(
        not Facts((now, other)).kinds <= {"object"}
        and pair.subset.apart.shares(now, other)
        and not pair.subset.within((now, other), was)
        for other in others[:_MOST]
        if other.node.key != now.node.key
    )


def _is_exclusive(side: ComparedSchema) -> bool:
    return side.union is not None and side.union[0] == "oneOf"


def _count(test: Callable[[Term, Term], bool], term: Term, others: Sequence[Term]) -> int:
    """How many variants some value of this schema, or each of them, may be of."""
    return sum(test(term, other) for other in others[:_MOST])


def _tags(pair: Pair, before: Member, after: Member) -> None:
    """By which values of the tag a variant is told, where both unions have one."""
    if pair.old.sum.discriminator is None or pair.new.sum.discriminator is None:
        return
    was, now = _values(pair.old.sum.discriminator, before), _values(pair.new.sum.discriminator, after)
    for fate, values in (("removed", was - now), ("added", now - was)):
        for value in sorted(values):
            text = f"the value '{value}' of its tag is {'gone' if fate == 'removed' else 'new'} for '{after.name}'"
            pair.note(f"{pair.direction}-tag-{fate}", text, ["discriminator"], f"{value} {after.name}")


def _values(discriminator: Node, member: Member) -> frozenset[str]:
    """The values of a tag that mean a variant: those that are mapped to it, else its name."""
    mapping = discriminator.get("mapping").map
    mapped = {value for value, address in mapping.items() if str(address).rpartition("/")[2] == member.name}
    return frozenset(mapped or ({member.name} if member.is_named else ()))


def match(old: Sequence[Member], new: Sequence[Member]) -> tuple[Pairs, list[Member], list[Member]]:
    """Pairs of members, and those that are left over on either side."""
    pairs: Pairs = []
    gone, came = list(old), list(new)
    tests: tuple[Callable[[Member], Hashable], ...] = (
        lambda member: member.name if member.is_named else None,
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
