# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""When a call is repeated.

Retries follow from what a repeat would do, never from a status alone.

``TABLE`` is the whole rule; documentation and tests read it too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import ClassVar, Final, cast

from msgspec import Struct

from .errors import ConfigurationError
from .operation import Effect


class Repeat(StrEnum):
    """What a repeat of a call would do: the columns of the table."""

    HARMLESS = "reads, sets"
    KEYED = "sends, creates, pays with a key"
    HARMFUL = "sends, creates, pays without"

    @staticmethod
    def of(effect: Effect, keyed: bool) -> Repeat:
        """The column of a call.

        `keyed` where the provider recognises a repeat by a key.
        """
        if effect.repeatable:
            return Repeat.HARMLESS
        return Repeat.KEYED if keyed else Repeat.HARMFUL


class Failure(StrEnum):
    """How an attempt failed: the rows of the table."""

    NOT_SENT = "surely not sent (DNS, refused, TLS, pool)"
    TOO_LATE = "not sent, as not_after had passed"
    LIMITED = "429"
    UNAVAILABLE = "503 with Retry-After"
    BROKEN = "timeout or broken connection after sending"
    GATEWAY = "502, 503, 504"
    SERVER = "500"
    SERVER_OTHER = "other 5xx"
    TOO_LARGE = "an answer longer than the client takes"
    TIMEOUT = "408, 460, 499"
    REFUSED = "409, other 4xx, 3xx"


class Action(StrEnum):
    """What to do about it: the cells of the table."""

    RETRY = "retry"
    STOP = "no"
    UNLESS_BOUND = "retry if the key binds a success only, else OutcomeUnknownError"
    """A provider that binds any answer to its key gives the same failure again."""
    UNKNOWN = "OutcomeUnknownError, never a repeat"


TABLE: Final[Mapping[Failure, Mapping[Repeat, Action]]] = {
    failure: dict(zip(Repeat, row, strict=True))
    for failure, row in {
        #                     reads, sets    with a key      without
        Failure.NOT_SENT: (Action.RETRY, Action.RETRY, Action.RETRY),
        Failure.TOO_LATE: (Action.STOP, Action.STOP, Action.STOP),
        Failure.LIMITED: (Action.RETRY, Action.RETRY, Action.RETRY),
        Failure.UNAVAILABLE: (Action.RETRY, Action.RETRY, Action.UNKNOWN),
        Failure.BROKEN: (Action.RETRY, Action.RETRY, Action.UNKNOWN),
        Failure.GATEWAY: (Action.RETRY, Action.RETRY, Action.UNKNOWN),
        Failure.SERVER: (Action.RETRY, Action.UNLESS_BOUND, Action.UNKNOWN),
        Failure.SERVER_OTHER: (Action.STOP, Action.UNLESS_BOUND, Action.UNKNOWN),
        Failure.TOO_LARGE: (Action.STOP, Action.UNKNOWN, Action.UNKNOWN),
        Failure.TIMEOUT: (Action.RETRY, Action.RETRY, Action.UNKNOWN),
        Failure.REFUSED: (Action.STOP, Action.STOP, Action.STOP),
    }.items()
}
"""Retries end with the policy's attempts and deadline. What then is raised: call.py."""

AMBIGUOUS: Final = frozenset(
    {
        Failure.UNAVAILABLE,
        Failure.BROKEN,
        Failure.GATEWAY,
        Failure.SERVER,
        Failure.SERVER_OTHER,
        Failure.TOO_LARGE,
        Failure.TIMEOUT,
    }
)
"""Failures after which the effect may have happened."""


def failure_of(status: int, retry_after: float | None) -> Failure:
    """The row of an HTTP status that is not a success.

    `retry_after` as the answer's header says, in seconds.
    """
    if status == 429:
        return Failure.LIMITED
    if status == 503 and retry_after is not None:
        return Failure.UNAVAILABLE
    if status in (502, 503, 504):
        return Failure.GATEWAY
    if status >= 500:
        return Failure.SERVER if status == 500 else Failure.SERVER_OTHER
    # Below 200 it is no final answer, though some transports give it.
    silent = status < 200 or status in (408, 460, 499)
    return Failure.TIMEOUT if silent else Failure.REFUSED


LONGEST: Final = 60.0
"""Seconds of a call where neither its policy nor its timeout says anything else."""


class RetryPolicy(Struct, frozen=True, kw_only=True):
    """How often and how long.

    It only ever narrows the table: no policy makes a repeat that the table forbids.
    """

    NEVER: ClassVar[RetryPolicy]
    """One attempt, no repeat."""

    max_attempts: int = 4
    """Requests in total, the first included."""
    deadline: float | None = None
    """Seconds for the whole call: connecting, logins, waits, answers, all attempts.

    Default 60, or `timeout` where that is longer. As being cut off makes the outcome of
    an effect unknown, its repeats begin only with a quarter of it to come, or a whole
    `timeout`.
    """
    base: float = 0.5
    """Seconds: upper bound of the first wait; it doubles with every attempt."""
    cap: float = 8.0
    """Seconds: upper bound of every wait that the provider did not ask for."""

    def __post_init__(self) -> None:
        sound = (
            type(self.max_attempts) is int
            and all(
                isinstance(one, int | float)
                for one in cast(
                    "list[object]", [self.deadline or 1, self.base, self.cap]
                )
            )
            and self.max_attempts >= 1
            and (self.deadline is None or self.deadline > 0)
            and self.base >= 0
            and self.cap >= 0
        )
        if not sound:  # also for NaN, of which every comparison is false
            raise ConfigurationError(
                "RetryPolicy: max_attempts is a whole number from 1, deadline is in "
                "seconds above 0, base and cap are in seconds from 0."
            )


RetryPolicy.NEVER = RetryPolicy(max_attempts=1)


def delay(
    policy: RetryPolicy,
    attempt: int,
    retry_after: float | None,
    uniform: Callable[[float, float], float],
) -> float:
    """Seconds to wait after attempt `attempt` (from 1).

    Exponential, full jitter, at least what the provider asks.
    """
    bound = min(policy.cap, policy.base * 2.0 ** min(attempt - 1, 60))
    return max(uniform(0.0, bound), retry_after or 0.0)


def parse_retry_after(
    value: str | None, now: Callable[[], float] = time.time
) -> float | None:
    """Seconds out of a Retry-After header: a number or an HTTP date (a past one is 0).

    None for anything else.

    `now` gives Unix time in seconds.
    """
    value = (value or "").strip()
    if value.isascii() and value.replace(".", "", 1).isdigit():
        return float(value)
    if (
        "," not in value
    ):  # every HTTP date has one, or is the asctime form that nobody sends
        return None
    from email.utils import parsedate_to_datetime

    try:
        date = parsedate_to_datetime(value)
        return max(0.0, date.timestamp() - now()) if date.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def uniform(low: float, high: float) -> float:
    """The default source of jitter."""
    from random import uniform as draw

    return draw(low, high)
