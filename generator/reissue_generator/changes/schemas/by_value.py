"""What no keyword tells by itself: a value that one of two schemas takes and the other does not.

Where unions and negations stand in each other, a variant that narrows may widen the whole, and the other way round. Proofs find
that two schemas are the same, and no proof finds all; a value that is held against both shows that they are not. It is told where no
change beneath tells the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...document import UNIONS, Document, Node, sum_of
from ..proofs.facts import Term
from ..proofs.samples import samples
from ..proofs.schema import HIDDEN_IN, REQUEST, show
from ..proofs.takes import Takes
from ..record import Log, Scope
from ..rules.catalogue import RULES
from ..rules.rule import Level, Rule

_OF_TAGS = frozenset({"discriminator-added", "discriminator-removed"})
"""Whether a value that fits several variants is one of them is told by these, and no matter of what they take: OpenAPI 3.1.1, Discriminator Object."""
_NESTING = frozenset({*UNIONS, "not", "if"})


@dataclass(frozen=True, eq=False)
class _Nest:
    """A pair of schemas with a union, a negation or a condition in them, and where it was met."""

    scope: Scope
    terms: tuple[Term, Term]
    direction: str
    label: str
    bare: bool

    def is_as_written(self) -> bool:
        """Whether both sides have the same text, and only what they refer to may differ."""
        return bool(self.terms[0].node.value == self.terms[1].node.value)


class _Told:
    """What was found so far."""

    def __init__(self, log: Log) -> None:
        self.rules, self._inside = log.found(), log.inside()

    def unsaid(self, nest: _Nest) -> set[str]:
        """What nothing beneath a pair says: that less is taken, that more is, or both."""
        left = {"added", "removed"}
        seen, todo = {nest.scope}, [nest.scope]
        while todo and left:
            scope = todo.pop()
            for rule in self.rules.get(scope, ()):
                if rule.id in _OF_TAGS:
                    return set()
                if rule.direction == nest.direction:
                    left = {fate for fate in left if not _tells(rule, nest.direction, fate)}
            new = [each for each in self._inside.get(scope, ()) if each not in seen]
            seen.update(new)
            todo += new
        return left


class ByValue:
    """Keeps the pairs that are to be looked at when all else is told."""

    def __init__(self, old: Document, new: Document, log: Log) -> None:
        self._old, self._new, self._log = old, new, log
        self._nests: list[_Nest] = []
        self._takes = {
            direction: (Takes(mark), Takes(mark, is_open=direction != REQUEST)) for direction, mark in HIDDEN_IN.items()
        }

    def keep(self, old: Node, new: Node, direction: str, label: str, *, bare: bool) -> None:
        """Keep a pair that has something to be looked at. `bare`: null is a matter of the union in which it stands."""
        terms = Term(self._old, old), Term(self._new, new)
        if any(not _NESTING.isdisjoint(part.map) for term in terms for part in sum_of(term.document, term.node)):
            self._nests.append(_Nest(self._log.scope, terms, direction, label, bare))

    def tell(self) -> None:
        """Write down what nothing beneath tells, from the inside to the outside, and first where the texts differ."""
        if not self._nests:
            return
        told = _Told(self._log)
        touched = self._log.above(told.rules)
        nests = [*reversed(self._nests)]
        nests.sort(key=_Nest.is_as_written)
        for nest in nests:
            if nest.is_as_written() and nest.scope not in touched:
                continue
            unsaid = told.unsaid(nest)
            for fate, value in self._different(nest, unsaid) if unsaid else ():
                self._note(nest, fate, value)
                told.rules.setdefault(nest.scope, []).append(RULES[f"{nest.direction}-logic-{fate}"])
                touched |= self._log.above([nest.scope])
        self._nests.clear()

    def _note(self, nest: _Nest, fate: str, value: Any) -> None:
        self._log.scope = nest.scope
        text = f"the value {show(value)} is {'refused' if fate == 'added' else 'accepted'} now"
        old, new = (term.node for term in nest.terms)
        self._log.changed(f"{nest.direction}-logic-{fate}", nest.label, text, old, new, key="value")

    def _different(self, nest: _Nest, fates: set[str]) -> Iterator[tuple[str, Any]]:
        """The first value of each kind: what the old schema takes alone, and what the new one does."""
        as_written, as_read = self._takes[nest.direction]
        values = samples(nest.terms, HIDDEN_IN[nest.direction])
        for fate, one, other in (("added", 0, 1), ("removed", 1, 0)):
            if fate not in fates:
                continue
            for value in values:
                if nest.bare and value is None:
                    continue
                is_taken = as_written(value, nest.terms[one])
                is_kept = as_read(value, nest.terms[other]) if is_taken else True
                if is_taken is None or is_kept is None:
                    return
                if not is_kept:
                    yield fate, value
                    break


def _tells(rule: Rule, direction: str, fate: str) -> bool:
    """Whether a rule says already that less, or more, is taken: what breaks is less of a request, and more of an answer."""
    if (fate == "added") == (direction == REQUEST):
        return rule.level is Level.BREAKING
    return rule.level is Level.ADDITION or rule.id.endswith("-changed")
