"""What no keyword tells by itself: a value that one of two schemas takes and the other does not.

Where unions and negations stand in each other, a variant that narrows may widen the whole, and the other way round. Proofs find
that two schemas are the same, and no proof finds all; a value that is held against both shows that they are not. It is told where no
change beneath tells the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..document import UNIONS, Document, Node, sum_of
from .facts import Term
from .record import Change, Log, Scope, show
from .rule import Level
from .samples import samples
from .schema import HIDDEN_IN, REQUEST
from .takes import Takes, UndecidedError

_NESTING = frozenset({*UNIONS, "not", "if"})


@dataclass(frozen=True, eq=False)
class _Nest:
    """A pair of schemas with a union, a negation or a condition in them, and where it was met."""

    scope: Scope
    terms: tuple[Term, Term]
    direction: str
    label: str
    bare: bool


class ByValue:
    """Keeps the pairs that are to be looked at when all else is told."""

    def __init__(self, old: Document, new: Document, log: Log) -> None:
        self._old, self._new, self._log = old, new, log
        self._nests: list[_Nest] = []

    def keep(self, old: Node, new: Node, direction: str, label: str, *, bare: bool) -> None:
        """Keep a pair that has something to be looked at. `bare`: null is a matter of the union in which it stands."""
        terms = Term(self._old, old), Term(self._new, new)
        if any(not _NESTING.isdisjoint(part.map) for term in terms for part in sum_of(term.document, term.node)):
            self._nests.append(_Nest(self._log.scope, terms, direction, label, bare))

    def tell(self) -> None:
        """Write down what nothing beneath tells, from the inside to the outside."""
        for nest in reversed(self._nests):
            beneath = self._log.beneath(nest.scope)
            if beneath or nest.terms[0].node.value != nest.terms[1].node.value:
                self._one(nest, beneath)
        self._nests.clear()

    def _one(self, nest: _Nest, beneath: list[Change]) -> None:
        own = [one.rule for one in beneath if one.rule.direction == nest.direction]
        told = {
            "added": any(_tells(rule.id, rule.level, nest, "added") for rule in own),
            "removed": any(_tells(rule.id, rule.level, nest, "removed") for rule in own),
        }
        for fate, value in self._different(nest, {fate for fate, is_told in told.items() if not is_told}):
            text = f"the value {show(value)} is {'refused' if fate == 'added' else 'accepted'} now"
            self._log.scope = nest.scope
            old, new = (term.node for term in nest.terms)
            self._log.changed(f"{nest.direction}-logic-{fate}", nest.label, text, old, new, key="value")

    def _different(self, nest: _Nest, fates: set[str]) -> Iterator[tuple[str, Any]]:
        """The first value of each kind: what the old schema takes alone, and what the new one does."""
        mark, is_request = HIDDEN_IN[nest.direction], nest.direction == REQUEST
        as_written, as_read = Takes(mark), Takes(mark, is_open=not is_request)
        values = samples(nest.terms, mark) if fates else []
        for fate, one, other in (("added", 0, 1), ("removed", 1, 0)):
            if fate not in fates:
                continue
            for value in values:
                if nest.bare and value is None:
                    continue
                try:
                    if as_written(value, nest.terms[one]) and not as_read(value, nest.terms[other]):
                        yield fate, value
                        break
                except UndecidedError:
                    return


def _tells(rule: str, level: Level, nest: _Nest, fate: str) -> bool:
    """Whether a rule says already that less, or more, is taken: what breaks is less of a request, and more of an answer."""
    is_breaking = (fate == "added") == (nest.direction == REQUEST)
    return level is Level.BREAKING if is_breaking else level is Level.ADDITION or rule.endswith("-changed")
