"""Several copies at a time: what is wrong with one hides nothing of the others."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import ToolError
from ..findings import Finding, Level, Place
from .check import check, from_here
from .origin import Origin


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found about one copy."""

    shown: str
    """Its folder as findings name it."""
    found: list[Finding]
    error: ToolError | None = None
    """Why it could not be looked at."""


def checked(roots: Iterable[str], origin: Origin | None, *, total: bool) -> list[Checked]:
    """All findings about some copies. What cannot be looked at is a finding too, `vendor-unread`."""
    return [_checked(root, origin, total) for root in map(os.path.realpath, roots)]


def _checked(root: str, origin: Origin | None, total: bool) -> Checked:
    shown = from_here(root)
    try:
        return Checked(shown, check(root, origin, total=total))
    except ToolError as error:
        found = Finding("vendor-unread", Level.ERROR, f"cannot be checked: {error}", Place(shown), error.hint)
        return Checked(shown, [found], error)
