"""What the steps of a gate found, as one report has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import CLEAN, FOUND, INVALID
from ..findings import Finding


@dataclass(frozen=True, slots=True)
class Row:
    """One finding. `fails`: whether it keeps the gate shut; `approved`: why it does not, as somebody said."""

    finding: Finding
    fingerprint: str
    fails: bool
    approved: str = ""

    @property
    def is_shut(self) -> bool:
        """Whether it keeps the gate shut now."""
        return self.fails and not self.approved


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `seconds` is wall-clock time; `skipped`: why there was nothing to do; `unusable`: a document cannot be read."""

    name: str
    rows: Sequence[Row] = ()
    seconds: float = 0.0
    skipped: str = ""
    unusable: bool = False
    summary: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether nothing in it keeps the gate shut."""
        return not self.unusable and not any(row.is_shut for row in self.rows)


def exit_code(steps: Sequence[Step]) -> int:
    """What the command ends with: a document that cannot be used weighs more than what was found."""
    if any(step.unusable for step in steps):
        return INVALID
    return CLEAN if all(step.is_clean for step in steps) else FOUND
