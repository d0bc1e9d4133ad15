# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What speaks against an answer that is documented to have no body."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class NoContent(Struct, frozen=True):
    """No proof: only these statuses are believed, and only without a body."""

    statuses: tuple[int, ...]

    def lack(
        self, value: Any, status: int, body: bytes, addressed: str | None, sent: Any
    ) -> str | None:
        """What speaks against the answer; None where it may be believed."""
        if status not in self.statuses:
            return "has a status that is not documented"
        return "has a body, which is not documented" if body.strip() else None
