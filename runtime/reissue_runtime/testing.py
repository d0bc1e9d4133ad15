# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""For tests of code that calls clients: time that passes only when it is told to.

clock = StillClock()
client = Client(..., clock=clock, sleep=clock.sleep)    # AsyncClient: clock.asleep
with pytest.raises(RateLimitError):
    client.invoices.get("R-1")
assert sum(clock.slept) < 60                            # and no second has passed
"""

from __future__ import annotations


class StillClock:
    """A clock that stands still; sleeping puts it forward, and takes no time.

    It is called for the time in seconds, as ``clock=`` of a client wants it. Deadlines,
    waits between attempts and the ends of tokens follow it.
    """

    def __init__(self, now: float = 0.0) -> None:
        self.now = now
        """The time in seconds. A test may set it, though never back."""
        self.slept: list[float] = []
        """How long each sleep was, in seconds."""

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """``sleep=`` of a sync client."""
        self.slept.append(seconds)
        self.now += seconds

    async def asleep(self, seconds: float) -> None:
        """``sleep=`` of an async client."""
        self.sleep(seconds)
