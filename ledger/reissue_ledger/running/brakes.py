"""What holds a run back on its way, and the counts by which it is known."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from reissue.money import Money

from ..amounts import added, in_words
from ..planning.settings import Settings
from ..store.schema import State

PATIENCE: Final = 5
"""Troubles one after another that would meet every item, after which a run pauses."""


class Progress(Struct, frozen=True, kw_only=True):
    """How far a run has come."""

    total: int
    done: int = 0
    refused: int = 0
    unknown: int = 0
    skipped: int = 0
    moot: int = 0
    planned: int = 0
    sending: int = 0

    @property
    def ended(self) -> int:
        """Items of which nothing more is expected now."""
        return self.total - self.planned - self.sending


class Brakes:
    """Asked before each claim. Safe for several threads.

    - settings: Those of the run.
    - sums: By currency, what was sent of it before.
    """

    def __init__(
        self, settings: Settings, progress: Progress, sums: dict[str, Decimal], now: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._progress = progress
        self._sums = sums
        self._now = now
        self._lock = threading.Lock()
        self.let_go = 0
        """How many items were claimed by this process."""
        self._unknown = 0  # those of this process: what another left behind says nothing of today
        self._troubles = 0
        self.stopped: str | None = None
        """Why nothing more is begun; None while it goes on."""
        self.last_trouble: str | None = None
        """What kept the last item from being looked at or sent that met any."""
        self.failure: Exception | None = None
        """What failed, where the ledger itself is why."""

    @property
    def progress(self) -> Progress:
        """The counts as of now."""
        return self._progress

    def stop(self, reason: str) -> None:
        """Begin nothing more. The first reason counts."""
        with self._lock:
            self.stopped = self.stopped or reason

    def may_begin(self, money: Money | None) -> bool:
        """Whether one more item may be sent; it counts as sent from now on, until `take_back`."""
        with self._lock:
            if self.stopped is None:
                self.stopped = self._reason(money)
            if self.stopped is not None:
                return False
            self.let_go += 1
            if money is not None and money.currency in self._settings.most_sum:
                self._sums[money.currency] = added(self._sums.get(money.currency, Decimal(0)), money.amount)
            return True

    def _reason(self, money: Money | None) -> str | None:
        settings = self._settings
        if settings.first is not None and self.let_go >= settings.first:
            return f"the first {settings.first} were let go: look at them, then resume"
        if settings.quiet is not None and (until := settings.quiet.until(self._now())) is not None:
            return f"quiet hours until {until.isoformat(timespec='minutes')}"
        if self._unknown >= settings.stop_after_unknown:
            return f"{self._unknown} outcomes are unknown: settle them, then resume"
        if settings.most_sum:
            if money is None:
                return "the money of an item is not known, and a sum may not be passed"
            most = settings.most_sum.get(money.currency)
            if most is None:
                return f"an item is in {money.currency}, for which no sum is allowed"
            if added(self._sums.get(money.currency, Decimal(0)), money.amount) > most:
                return f"the next item would pass {in_words(most, money.currency)}"
        return None

    def take_back(self, money: Money | None) -> None:
        """It was not sent after all: it was not claimed, or has surely not happened."""
        with self._lock:
            if money is not None and money.currency in self._settings.most_sum:
                self._sums[money.currency] = added(self._sums[money.currency], money.amount.copy_negate())

    def not_begun(self) -> None:
        """It was not claimed: it does not count among the first."""
        with self._lock:
            self.let_go -= 1

    def moved(self, before: State, after: State) -> None:
        """An item went from one state to another."""
        with self._lock:
            told = {before.value: -1, after.value: 1}
            changes = {name: getattr(self._progress, name) + step for name, step in told.items() if before != after}
            self._progress = replace(self._progress, **changes)
            self._unknown += (after is State.UNKNOWN) - (before is State.UNKNOWN)

    def trouble(self, what: str | None, *, at_once: bool = False, line: int | None = None) -> None:
        """Something that would meet every item; None: this one went well. `line`: of an item that could not be looked at."""
        with self._lock:
            if what is not None:
                self.last_trouble = what if line is None else f"{what} (line {line})"
            self._troubles = 0 if what is None else self._troubles + 1
            if what is not None and (at_once or self._troubles >= PATIENCE):
                self.stopped = self.stopped or what
