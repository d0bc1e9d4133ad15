# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What proves that a call was done: a 2xx that lacks it has an unknown outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, Struct

from .model import member


class Evidence(Struct, frozen=True, kw_only=True):
    """Members of the answer; paths are member names of the wire, joined by '/'."""

    present: tuple[str, ...] = ()
    """Members that must be there, neither null nor empty."""
    values: Mapping[str, tuple[str, ...]] = {}
    """By path: the values that mean yes, as text; an absent member says nothing."""
    addressed: str | None = None
    """The member that must equal what the call addressed."""

    def lack(
        self, value: Any, status: int, body: bytes, addressed: str | None
    ) -> str | None:
        """What the answer lacks of the proof; None where it proves that it was done.

        `value` is the typed answer, `addressed` the last parameter of the path. The
        words repeat nothing of the answer.
        """
        for path in self.present:
            if member(value, path) in _NOTHING:
                return f"does not tell {path}"
        for path, yes in self.values.items():
            said = member(value, path)
            if said not in _NOTHING and str(said) not in yes:
                return f"says in {path} that it was not done"
        if self.addressed is not None:
            told = member(value, self.addressed)
            if told in _NOTHING:
                return f"does not tell {self.addressed}"
            # An id that was typed in capitals is told as the provider writes it.
            if str(told).casefold() != (addressed or "").casefold():
                return f"is about another {self.addressed}"
        return None


class NoContent(Struct, frozen=True):
    """No proof: only these statuses are believed, and only without a body."""

    statuses: tuple[int, ...]

    def lack(
        self, value: Any, status: int, body: bytes, addressed: str | None
    ) -> str | None:
        """What speaks against the answer; None where it may be believed."""
        if status not in self.statuses:
            return "has a status that is not documented"
        return "has a body, which is not documented" if body.strip() else None


_NOTHING = (UNSET, None, "")
