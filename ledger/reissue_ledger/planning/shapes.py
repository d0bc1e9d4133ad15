"""What is wished, and the plan that follows from it."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from .settings import Settings

Name = tuple[str, str, str]
"""Provider, label of the account (empty: the main one), and reference."""
Excluded = frozenset[Name]
"""What is to be left out."""


class Wish(Struct, frozen=True, kw_only=True):
    """What a run is to do."""

    verb: str
    """reissue, resend, regenerate, update, cancel or create."""
    campaign: str
    """What belongs together and happens once: ``2026-11-reminder``."""
    period: str = ""
    """The occurrence of a schedule, in UTC. It is written as a reference is, or empty."""
    settings: Settings = Settings()
    excluded: Excluded = frozenset()
    """What is left out, also where a line has another name of it that the ledger has learnt."""
    who: str
    """Who started it; not empty."""
    source: str = ""
    """Where the lines come from, for people."""


class Sums(Struct, kw_only=True):
    """What comes together in one account."""

    send: int = 0
    skip: int = 0
    amounts: dict[str, Decimal] = {}
    """By currency: what the lines that are to be sent come to, as far as the file says it."""
    without_amount: int = 0


class Plan(Struct, kw_only=True):
    """What a run would do. Nothing was sent."""

    run_id: int | None = None
    """None of a dry run."""
    verb: str
    campaign: str
    digest: str = ""
    """Of all that would be sent and skipped, and of what is excluded: what a second person approves."""
    accounts: dict[str, Sums] = {}
    reasons: dict[str, int] = {}
    """Why lines are skipped, and how many."""
    skipped: list[tuple[int, str]] = []
    """The first of them: line and reason."""
    unmatched: list[Name] = []
    """What was to be left out, and is in no line by any name that is known. One that was mistyped is sent."""
    live: bool = False
    open_run: int | None = None
    """Of a dry run: a run of the campaign that has not ended, so that a start is refused now."""

    @property
    def send(self) -> int:
        """How many items would be sent."""
        return sum(one.send for one in self.accounts.values())

    @property
    def skip(self) -> int:
        """How many would not."""
        return sum(one.skip for one in self.accounts.values())
