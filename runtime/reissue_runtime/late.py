# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Up to when a request may begin: a clock that counts suspend, and what asks it."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import isfinite
from typing import Any, Final, TypeAlias

Clock: TypeAlias = Callable[[], float]


def _boot_clock_of_system() -> Clock | None:
    """CLOCK_BOOTTIME, which counts on while a system is suspended, where it is there."""
    number: int | None = getattr(time, "CLOCK_BOOTTIME", None)
    if number is None:
        return None

    def read() -> float:
        return time.clock_gettime(number)

    try:
        read()
    except OSError:  # Python knows of it, and this kernel does not
        return None
    return read


class Ratchet:
    """Seconds that never go back, counted on the one of two clocks that went further.

    Of a system without CLOCK_BOOTTIME: `steady` may stand still while it is suspended,
    and `wall` may be set. A wall clock that is set forward makes it later than it is, and
    less is sent; one that is set back by as much as a suspend took hides that.
    """

    def __init__(self, steady: Clock = time.monotonic, wall: Clock = time.time) -> None:
        self._steady, self._wall = steady, wall
        self._ahead = wall() - steady()
        """How far the wall clock was before the steady one, at the most."""
        self._zero = self._ahead

    def __call__(self) -> float:
        now = self._steady()
        self._ahead = max(self._ahead, self._wall() - now)
        return now + self._ahead - self._zero


_read: Final[Clock] = _boot_clock_of_system() or Ratchet()


def boot_clock() -> float:
    """The clock of ``not_after=``: seconds from some moment, never going back.

    It counts on while the process is stopped or the system suspended, which
    `time.monotonic` does not on Linux: CLOCK_BOOTTIME, whose seconds mean the same in
    all processes of one boot. Where there is none (macOS, Windows), the later of
    `time.monotonic` and of how far the wall clock went since this module was imported:
    seconds of this process and its forks alone, to which a suspend is hidden where the
    wall clock was set back meanwhile. Only differences mean anything.
    """
    return _read()


def unfit_not_after(value: Any) -> str | None:
    """Why a value is no such time; None where it is one."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    try:
        if number and isfinite(value):
            return None
    except OverflowError:  # a whole number that is no float
        pass
    return "not_after= is a finite number of seconds on boot_clock()"


class TooLate(Exception):
    """A request was to begin after its not_after."""


def ask(call: Any) -> None:
    """Whether a request may still begin. Raises TooLate, and notes it at the request.

    Asked right before its first byte, and never in the middle: what has begun is sent
    to its end.
    """
    passed = boot_clock() - call.not_after
    if passed > 0:
        if not call.begun:  # else a client of the user's sends it for another time
            call.late = passed
        raise TooLate(words(passed))


def words(passed: float) -> str:
    """How it is told, in an error and in the log."""
    return f"not_after= had passed by {passed:.3g} s"


def tracing(call: Any, awaited: bool) -> Callable[..., Any]:
    """The extension "trace" of httpx, with which a client of the user's is asked too.

    Its transport, where that is one of httpx, tells when it has a connection and is
    about to write the head of a request.
    """

    def told(event: str, about: Any) -> None:
        if event.endswith("send_request_headers.started"):
            ask(call)
            # What is said to a proxy is nothing of the request.
            if getattr(about.get("request"), "method", b"") != b"CONNECT":
                call.begun = True

    async def atold(event: str, about: Any) -> None:
        told(event, about)

    return atold if awaited else told
