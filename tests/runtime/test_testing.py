"""What downstream tests get: time that passes only when it is told to."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import pytest
from reissue_runtime.errors import RateLimitError
from reissue_runtime.retry import RetryPolicy
from reissue_runtime.testing import StillClock

from tests.runtime.scripted_client import GET, MODES, Kit, Mode, Script


def kit(mode: Mode, clock: StillClock, *answers: Any, **options: Any) -> Kit:
    made = Kit(mode, Script(*answers), clock=clock, **options)
    made.client._sleep = clock.sleep if mode == "sync" else clock.asleep
    return made


@pytest.mark.parametrize("mode", MODES)
def test_waits_put_the_clock_forward_and_take_no_time(mode: Mode) -> None:
    clock, began = StillClock(), time.monotonic()
    made = kit(mode, clock, (429, None, {"retry-after": "20"}), (200, None))
    made.call(GET, path=("R-1",), query=())
    assert clock.slept == [20.0] and clock() == 20.0 and time.monotonic() - began < 15


@pytest.mark.parametrize("mode", MODES)
def test_a_deadline_is_told_by_the_clock(mode: Mode) -> None:
    clock = StillClock(now=1e6)
    made = kit(mode, clock, (429, None, {"retry-after": "25"}), retry=RetryPolicy(deadline=60))
    with pytest.raises(RateLimitError):
        made.call(GET, path=("R-1",), query=())
    assert clock.slept == [25.0, 25.0] and len(made.requests) == 3


def test_the_options_that_a_caller_gives() -> None:
    from reissue_clients.paypen import PayPen

    clock = StillClock()
    client = PayPen(api_key="k-123", email="a@example.com", clock=clock, sleep=clock.sleep)
    assert client.clock is clock
    partial(client._sleep, 2.5)()
    assert clock.slept == [2.5]
