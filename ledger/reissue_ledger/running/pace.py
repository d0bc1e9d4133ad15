"""How fast requests to one account may begin. A 429 slows all of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from .steps import Sleep, Steps

BLOCKED: Final = 30.0
"""Seconds without a request after a 429, where the provider does not say how long."""
_SLOWER: Final = 0.5
_FASTER: Final = 1.02
"""By which the rate falls with a 429, and grows with each success after it."""


class Pace:
    """The turns of one account, one after another (GCRA). Safe for several threads.

    - per_second: Requests in a second; None: no limit of ours.
    - clock: Seconds, never going back.
    """

    def __init__(self, per_second: float | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._wanted = per_second
        self._rate = per_second
        self._clock = clock
        self._next = 0.0
        self._blocked = 0.0
        self._lock = threading.Lock()

    def turn(self, stopped: Callable[[], bool]) -> Steps[bool]:
        """Wait for a turn. Returns whether it has come before all was `stopped`; who gives up has taken nobody's."""
        while not stopped():
            if (pause := self._take()) <= 0:
                return True
            yield Sleep(min(pause, 0.5))
        return False

    def block(self, seconds: float | None = None) -> None:
        """The provider said that there are too many requests: none for a while, and slower then."""
        with self._lock:
            self._blocked = max(self._blocked, self._clock() + (BLOCKED if seconds is None else seconds))
            self._rate = (self._rate or 10.0) * _SLOWER

    def succeeded(self) -> None:
        """A request was answered: back to the wanted rate, little by little."""
        with self._lock:
            if self._rate != self._wanted and self._rate is not None:
                faster = self._rate * _FASTER
                self._rate = faster if self._wanted is None or faster < self._wanted else self._wanted
                if self._wanted is None and faster > 1000:
                    self._rate = None

    def _take(self) -> float:
        """Take the turn that is now; else the seconds until there may be one."""
        with self._lock:
            now = self._clock()
            if now < self._blocked:
                return self._blocked - now
            if self._rate is None:
                return 0.0
            if now < self._next:
                return self._next - now
            self._next = max(self._next, now - 1 / self._rate) + 1 / self._rate
            return 0.0
