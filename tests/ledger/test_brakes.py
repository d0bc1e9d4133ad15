"""What holds a run back: each brake stops it before the item that it is about, and says why."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from reissue import AsyncReissue, Reissue
from reissue_ledger.errors import PlanRefusedError
from reissue_ledger.ledger import Ledger
from reissue_ledger.planning.settings import Quiet
from reissue_ledger.run import Run
from reissue_ledger.running.pace import Pace
from reissue_ledger.running.steps import Sleep
from reissue_ledger.store.schema import RunState, State
from tests.ledger.conftest import FAST, rows, wish
from tests.ledger.vendor_server import QUICK, VendorServer, environment

Effects = Callable[[], list[str]]
TEN = [f"abillify R-{number}" for number in range(10)]
ALONE = replace(FAST, in_flight=1)


def started(ledger: Ledger, gateway: Reissue, *lines: Any, **chosen: Any) -> Run:
    return ledger.start(rows(*(lines or TEN)), gateway, wish(settings=replace(ALONE, **chosen)))


def test_a_canary_pauses_after_the_first(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    run = started(ledger, gateway, first=3)
    status = run.work(gateway)
    assert (status.state, status.progress.done, len(effects())) == (RunState.PAUSED, 3, 3)
    assert "first 3" in (status.reason or "")
    assert run.work(gateway, settings=ALONE).state is RunState.ENDED
    assert len(effects()) == 10


def test_a_plan_with_too_many_items_is_refused(ledger: Ledger, gateway: Reissue) -> None:
    with pytest.raises(PlanRefusedError, match="10 items would be sent, and at most 9"):
        started(ledger, gateway, most_items=9)
    assert list(ledger.runs()) == []


def test_a_currency_without_a_sum_is_told_before_anything_is_sent(
    ledger: Ledger, gateway: Reissue, effects: Effects
) -> None:
    """What the file says is known when it is planned; an outside tester had one item sent before the run stopped."""
    lines = (("abillify R-1", {}), ("irembopay 880500000071", {"amount": Decimal(5000), "currency": "RWF"}))
    settings = replace(FAST, most_sum={"EUR": Decimal(500)})
    with pytest.raises(PlanRefusedError, match="Items are in RWF, for which no sum is allowed"):
        ledger.start(rows(*lines), gateway, wish(settings=settings))
    assert effects() == []


def test_a_sum_is_never_passed(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    """Each of them is over 120 EUR, as the provider says; the file says nothing."""
    run = started(ledger, gateway, most_sum={"EUR": Decimal("500")})
    status = run.work(gateway)
    assert (status.state, status.progress.done, len(effects())) == (RunState.PAUSED, 4, 4)
    assert "would pass 500.00 EUR" in (status.reason or "")
    assert run.work(gateway).progress.done == 4  # what was sent before counts
    with pytest.raises(PlanRefusedError, match=r"comes to 600\.00 EUR"):
        more = [(f"abillify S-{number}", {"amount": Decimal(120), "currency": "EUR"}) for number in range(5)]
        ledger.start(
            rows(*more), gateway, wish(campaign="two", settings=replace(ALONE, most_sum={"EUR": Decimal(500)}))
        )


def test_another_currency_than_those_that_have_a_sum_stops(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    status = started(ledger, gateway, most_sum={"NGN": Decimal("500")}).work(gateway)
    assert (status.state, status.progress.done, effects()) == (RunState.PAUSED, 0, [])


def test_quiet_hours_send_nothing(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    now = datetime.now(UTC)
    quiet = Quiet(begins=(now - timedelta(hours=1)).time(), ends=(now + timedelta(hours=1)).time(), zone="UTC")
    status = started(ledger, gateway, quiet=quiet).work(gateway)
    assert (status.state, effects()) == (RunState.PAUSED, [])
    assert "quiet hours until" in (status.reason or "")


@pytest.mark.parametrize(
    ("clock", "until"),
    [
        ("2026-11-27T19:59:59+02:00", None),
        ("2026-11-27T20:00:00+02:00", "2026-11-28T08:00:00+02:00"),
        ("2026-11-28T00:30:00+02:00", "2026-11-28T08:00:00+02:00"),
        ("2026-11-28T07:59:59+02:00", "2026-11-28T08:00:00+02:00"),
        ("2026-11-28T08:00:00+02:00", None),
        ("2026-11-27T18:30:00+00:00", "2026-11-28T08:00:00+02:00"),  # the same clock, told in another zone
    ],
)
def test_quiet_hours_over_midnight(clock: str, until: str | None) -> None:
    quiet = Quiet(begins=time(20), ends=time(8), zone="Africa/Kigali")
    assert quiet.until(datetime.fromisoformat(clock)) == (datetime.fromisoformat(until) if until else None)


def test_too_many_unknown_outcomes_stop_it(
    ledger: Ledger, vendors: VendorServer, gateway: Reissue, effects: Effects
) -> None:
    vendors.fault = lambda method, path: "after" if path.endswith("resend_invoice/") else None
    lines = [f"qorepay 3fa85f64-5717-4562-b3fc-{number:012d}" for number in range(10)]
    run = started(ledger, gateway, *lines, stop_after_unknown=3)
    status = run.work(gateway)
    assert (status.progress.unknown, status.progress.planned, len(effects())) == (3, 7, 3)
    assert "unknown" in (status.reason or "")


def test_a_provider_that_is_away_pauses_it_and_loses_nothing(
    ledger: Ledger, vendors: VendorServer, effects: Effects
) -> None:
    with Reissue.from_env(environment(vendors.address), on_drift=lambda _: None, retry=QUICK) as gateway:
        run = started(ledger, gateway)
        vendors.fault = lambda method, path: "403"
        status = run.work(gateway)
        assert (status.state, status.progress.planned, effects()) == (RunState.PAUSED, 10, [])
        assert status.reason == "the provider refuses the credentials"
        assert vendors.requests <= 3
        vendors.fault = None
        assert run.work(gateway).progress.done == 10


def test_an_approval_is_of_a_second_person_and_of_this_plan(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    run = started(ledger, gateway, needs_approval=True)
    dry = ledger.plan(rows(*TEN), gateway, wish(campaign="2026-11-other"))
    digest = run.status().plan_digest
    assert dry.digest != digest  # of another campaign
    with pytest.raises(PlanRefusedError, match="approval of a second person"):
        run.work(gateway)
    with pytest.raises(PlanRefusedError, match="a second person"):
        run.approve(" ada ", digest)
    with pytest.raises(PlanRefusedError, match="not the digest of the plan"):
        run.approve("Grace", dry.digest)
    run.approve("Grace", digest)
    assert effects() == []
    assert run.work(gateway).progress.done == 10
    assert run.status().approved_by == "Grace"


def test_a_dry_run_and_the_start_have_one_digest_and_a_dry_run_keeps_nothing(
    ledger: Ledger, gateway: Reissue, effects: Effects
) -> None:
    dry = ledger.plan(rows(*TEN), gateway, wish())
    assert (dry.send, dry.run_id, list(ledger.runs()), effects()) == (10, None, [], [])
    run = ledger.start(rows(*TEN), gateway, wish())
    assert run.status().plan_digest == dry.digest
    assert ledger.start(rows(*TEN[:9]), gateway, wish(campaign="x")).status().plan_digest != dry.digest


@pytest.mark.parametrize("status", ["paid", "canceled"])
def test_what_is_paid_or_cancelled_meanwhile_is_left(
    status: str, ledger: Ledger, vendors: VendorServer, gateway: Reissue, effects: Effects
) -> None:
    vendors.statuses["R-1"] = status
    run = started(ledger, gateway, "abillify R-1", "abillify R-2")
    run.work(gateway)
    assert [(item.state, item.reason) for item in run.items()] == [
        (State.SKIPPED, f"it is {'paid' if status == 'paid' else 'cancelled'}"),
        (State.DONE, None),
    ]
    assert effects() == ["abillify R-2"]


def test_an_amount_that_the_provider_does_not_confirm_is_left(
    ledger: Ledger, gateway: Reissue, effects: Effects
) -> None:
    wrong, right = {"amount": Decimal("12.00"), "currency": "EUR"}, {"amount": Decimal("120"), "currency": "EUR"}
    run = started(ledger, gateway, ("abillify R-1", wrong), ("abillify R-2", right))
    run.work(gateway)
    assert [item.state for item in run.items()] == [State.SKIPPED, State.DONE]
    assert effects() == ["abillify R-2"]


def test_pausing_from_outside_stops_it(
    ledger: Ledger, vendors: VendorServer, gateway: Reissue, effects: Effects
) -> None:
    run = started(ledger, gateway)
    status = run.work(gateway, tick=lambda progress: run.pause("Grace") if progress.done == 0 else None)
    # Paused as soon as it was looked at: what was under way is done, nothing else.
    assert status.state is RunState.PAUSED
    assert status.reason == "paused by Grace"
    assert len(effects()) == status.progress.done < 10
    assert run.work(gateway).progress.done == 10


def test_an_excluded_line_is_left(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    run = ledger.start(rows(*TEN[:2]), gateway, wish(excluded=frozenset({("abillify", "", "R-0")})))
    run.work(gateway)
    assert [item.reason for item in run.items()] == ["excluded", None]
    assert effects() == ["abillify R-1"]


# --- rates ---


def test_a_rate_is_held_and_a_429_slows_all() -> None:
    clock = [0.0]
    pace = Pace(10.0, lambda: clock[0])

    def taken(seconds: float) -> int:
        """Turns in so many seconds, each taken as soon as it comes."""
        until, count = clock[0] + seconds, 0
        while clock[0] < until:
            for step in pace.turn(lambda: False):
                assert isinstance(step, Sleep)
                clock[0] += step.seconds
            count += 1
        return count

    assert 95 <= taken(10) <= 102
    pace.block(5.0)
    before = clock[0]
    assert taken(0.001) == 1
    assert clock[0] >= before + 5.0
    assert taken(10) <= 60


def test_who_is_stopped_takes_no_turn() -> None:
    pace = Pace(1.0, lambda: 0.0)
    assert list(pace.turn(lambda: True)) == []


# --- awaited ---


async def _awaited(ledger: Ledger, address: str) -> Run:
    async with AsyncReissue.from_env(environment(address), on_drift=lambda _: None, retry=QUICK) as gateway:
        run = ledger.start(rows(*TEN, "irembopay 880500000001", "paypen TX1"), gateway, wish())
        await run.awork(gateway)
    return run


def test_tasks_do_what_threads_do(ledger: Ledger, vendors: VendorServer, effects: Effects) -> None:
    run = asyncio.run(_awaited(ledger, vendors.address))
    assert run.status().state is RunState.ENDED
    assert len(effects()) == run.progress().done == 12
    assert ledger.faults() == []


def test_a_cancelled_task_leaves_nothing_in_the_middle(ledger: Ledger, vendors: VendorServer, effects: Effects) -> None:
    vendors.latency = 0.2

    async def cancelled() -> None:
        with pytest.raises(asyncio.CancelledError):
            task = asyncio.create_task(_awaited(ledger, vendors.address))
            while not effects():
                await asyncio.sleep(0.01)
            task.cancel()
            await task

    asyncio.run(cancelled())
    (run,) = ledger.runs()
    progress = run.progress()
    assert progress.sending == 0
    assert progress.done <= len(effects()) <= progress.done + progress.unknown
    assert run.status().state is RunState.PAUSED
    with Reissue.from_env(environment(vendors.address), on_drift=lambda _: None, retry=QUICK) as gateway:
        run.work(gateway)
    assert len(effects()) <= run.progress().done + run.progress().unknown == 12


def test_who_does_not_wait_leaves_an_unknown_and_nothing_in_the_middle(ledger: Ledger, vendors: VendorServer) -> None:
    """Ctrl-C twice: nobody waits for what is under way, so that it may have happened."""
    vendors.latency, sent = 0.5, []
    with Reissue.from_env(environment(vendors.address), on_drift=lambda _: None, retry=QUICK) as gateway:
        run = started(ledger, gateway, in_flight=2)

        def tick(progress: Any) -> None:
            if progress.sending:
                sent.append(progress.sending)
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run.work(gateway, tick=tick)
        progress = run.progress()
        assert (progress.sending, progress.unknown) == (0, len(range(progress.unknown)))
        assert progress.unknown >= 1
        assert run.status().state is RunState.PAUSED
