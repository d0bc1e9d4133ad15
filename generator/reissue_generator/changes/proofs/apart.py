"""Whether two schemas have no value in common: a proof, or none."""

from __future__ import annotations

from .facts import Facts, Term
from .fit import may_be
from .schema import canonical

_DEEPEST = 6
"""Unions inside of unions, and members of members."""


class Apart:
    """Answers questions about pairs of schemas. `mark`: the keyword of members that take no part in the message."""

    def __init__(self, mark: str) -> None:
        self._mark = mark

    def shares(self, left: Term, right: Term, depth: int = 0) -> bool:
        """Whether some value of the left, made of the members that it documents, may be one of the right as well."""
        one, other = self._facts(left), self._facts(right)
        if self.holds(one, other):
            return False
        if depth < _DEEPEST and (one.groups or other.groups):
            key, part = (one.groups or other.groups)[0]
            pairs = ((member, right) if one.groups else (left, member) for member in part.members(key))
            return any(self.shares(*pair, depth + 1) for pair in pairs)
        return not (one.kinds & other.kinds <= {"object"} and other.required - one.names.keys())

    def holds(self, one: Facts, other: Facts, depth: int = 0) -> bool:
        """Whether no value is of both. `depth`: of members of members and of unions."""
        kinds = one.kinds & other.kinds
        if not kinds or one.is_false or other.is_false:
            return True
        if one.values is not None and other.values is not None:
            return not {canonical(value) for value in one.values} & {canonical(value) for value in other.values}
        for values, against in ((one.values, other), (other.values, one)):
            if values is not None and not any(may_be(value, against) for value in values):
                return True
        if depth == _DEEPEST:
            return False
        if self._each_apart(one, other, depth + 1) or self._each_apart(other, one, depth + 1):
            return True
        names = (name for name in one.required | other.required if not (one.is_hidden(name) or other.is_hidden(name)))
        return kinds <= {"object"} and any(
            self.holds(self._facts(*one.member(name)), self._facts(*other.member(name)), depth + 1) for name in names
        )

    def _each_apart(self, one: Facts, other: Facts, depth: int) -> bool:
        """Whether each member of a union has nothing in common with the other."""
        return any(
            all(self.holds(self._facts(member), other, depth) for member in part.members(key))
            for key, part in one.groups
        )

    def _facts(self, *terms: Term) -> Facts:
        return Facts(terms, self._mark)

    def is_refused(self, facts: Facts, name: str) -> bool:
        """Whether no object may have a member of this name."""
        return self._facts(*facts.member(name)).is_false
