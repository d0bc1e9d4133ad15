"""A thread that does what is due, step by step, and sleeps until the next."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

logger = logging.getLogger("reissue.ledger.inbox")
_LONGEST: Final = 5.0
"""Seconds: what other processes leave is noticed after so long."""
_AFTER_FAULT: Final = 2.0


class Worker:
    """One thread.

    - step: Does one thing; None: there was nothing to do now.
    - due: Seconds until the next; None: nothing waits.
    """

    def __init__(self, name: str, step: Callable[[], bool | None], due: Callable[[], float | None]) -> None:
        self._step = step
        self._due = due
        self._woken = threading.Event()
        self._ending = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There is something new."""
        self._woken.set()

    def end(self) -> None:
        """Let it end after the step that it is in."""
        self._ending = True
        self._woken.set()

    def join(self, seconds: float) -> None:
        """Wait until it has ended."""
        self._thread.join(seconds)

    def _work(self) -> None:
        while not self._ending:
            self._woken.clear()
            try:
                if self._step() is not None:
                    continue
                due = self._due()
                pause = _LONGEST if due is None else min(_LONGEST, due if due > 0 else 0.5)
            except Exception as error:  # the file may be locked for a while: it goes on when that has passed
                logger.error("the inbox rests for a moment (%s)", type(error).__name__)
                pause = _AFTER_FAULT
            if not self._ending:
                self._woken.wait(pause)
