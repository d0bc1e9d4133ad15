"""What is to be left out of a run: by whatever name the ledger knows the invoice, and which names match nothing."""

from __future__ import annotations

from collections.abc import Iterable

from reissue.errors import ReissueError

from ..errors import PlanRefusedError
from ..identity import canonical
from ..lines import Line, Problem
from .known import Known
from .problems import refused
from .shapes import Excluded, Name


class Exclusion:
    """The names of what is left out, each with all others that the ledger has learnt of the same invoice.

    Raises InvalidArgumentError for a name that no invoice can have.
    """

    def __init__(self, excluded: Excluded, known: Known) -> None:
        self._known = known
        self._wanted: dict[tuple[str, str], set[str]] = {}
        for provider, label, reference in excluded:
            self._wanted.setdefault((provider, label), set()).add(canonical(reference))
        self._roots: dict[tuple[str, str], dict[str, set[str]]] = {}
        """By provider and label: each name, and the excluded names that mean it."""
        self._matched: set[Name] = set()

    def __contains__(self, what: tuple[str, Line]) -> bool:
        """Whether a line is left out: the name of its account, and the line."""
        account, line = what
        where = line.provider, line.account
        if where not in self._wanted:
            return False
        roots = self._roots_of(where, account)
        meant = {root for name in self._known.names(line.reference) for root in roots.get(name, ())}
        self._matched.update((*where, root) for root in meant)
        return bool(meant)

    def digests(self, provider: str, label: str, account: str) -> list[str]:
        """All names of what is left out in an account, as digests: they are kept with the run, and asked again when it looks."""
        roots = self._roots_of((provider, label), account)
        return sorted({self._known.names(name)[1] for name in roots})

    def _roots_of(self, where: tuple[str, str], account: str) -> dict[str, set[str]]:
        if (roots := self._roots.get(where)) is None:
            roots = self._roots[where] = self._known.called(account, self._wanted.get(where, ()))
        return roots

    def unmatched(self) -> list[Name]:
        """The excluded names that no line had, by any name that is known."""
        return [name for name in self.wanted() if name not in self._matched]

    def wanted(self) -> list[Name]:
        """The excluded names, as they are compared."""
        return sorted((*where, name) for where, names in self._wanted.items() for name in names)


def excluded_by(lines: Iterable[Line | Problem]) -> dict[Name, list[int]]:
    """What a file of lines excludes, and in which of its lines.

    Raises PlanRefusedError for a line that cannot be read: it might be one to leave out.
    """
    found: dict[Name, list[int]] = {}
    problems: list[Problem] = []
    for line in lines:
        if isinstance(line, Problem):
            problems.append(line)
            continue
        try:
            found.setdefault((line.provider, line.account, canonical(line.reference)), []).append(line.number)
        except ReissueError as error:
            problems.append(Problem(number=line.number, column="reference", message=error.message))
    if problems:
        raise refused(PlanRefusedError, problems, "the file of what is excluded")
    return found
