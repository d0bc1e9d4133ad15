"""Whether two schemas have no value in common: a proof, or none."""

from __future__ import annotations

from .facts import Facts, Term
from .fit import may_be
from .schema import canonical

_DEEPEST = 6
"""Unions inside of unions."""


class Apart:
    """Answers questions about pairs of schemas. `mark`: the keyword of members that take no part in the message."""

    def __init__(self, mark: str) -> None:
        self._mark = mark
        self._depth = 0

    def shares(self, left: Term, right: Term, depth: int = 0) -> bool:
        """Whether some value of the left, made of the members that it documents, may be one of the right as well."""
        one, other = Facts((left,), self._mark), Facts((right,), self._mark)
        if self.holds(one, other):
            return False
        if depth < _DEEPEST and (one.groups or other.groups):
            key, part = (one.groups or other.groups)[0]
            pairs = ((member, right) if one.groups else (left, member) for member in part.members(key))
            return any(self.shares(*pair, depth + 1) for pair in pairs)
        return not (one.kinds & other.kinds <= {"object"} and other.required - one.names.keys())

    def holds(self, one: Facts, other: Facts) -> bool:
        """Whether no value is of both."""
        kinds = one.kinds & other.kinds
        if not kinds:
            return True
        if one.values is not None and other.values is not None:
            return not {canonical(value) for value in one.values} & {canonical(value) for value in other.values}
        for values, against in ((one.values, other), (other.values, one)):
            if values is not None and not any(may_be(value, against) for value in values):
                return True
        if self._each_apart(one, other) or self._each_apart(other, one):
            return True
        if not kinds <= {"object"}:
            return False
        shared = one.required & other.required
        return (
            any(
                self.holds(Facts(one.member(name), self._mark), Facts(other.member(name), self._mark))
                for name in shared
            )
            or self._is_shut_out(one, other)
            or self._is_shut_out(other, one)
        )

    def _each_apart(self, one: Facts, other: Facts) -> bool:
        """Whether each member of a union has nothing in common with the other."""
        if self._depth >= _DEEPEST:
            return False
        self._depth += 1
        try:
            return any(
                all(self.holds(Facts((member,), self._mark), other) for member in part.members(key))
                for key, part in one.groups
            )
        finally:
            self._depth -= 1

    def _is_shut_out(self, one: Facts, other: Facts) -> bool:
        """Whether one wants a member that the other refuses."""
        return any(self.is_refused(other, name) for name in one.required)

    def is_refused(self, facts: Facts, name: str) -> bool:
        """Whether no object may have a member of this name."""
        return Facts(facts.member(name), self._mark).is_false
