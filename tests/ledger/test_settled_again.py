"""What a read proved not to have happened is sent again whenever that is asked for, and once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reissue import Reissue, RetryPolicy
from reissue.cli.app import build
from reissue_ledger.errors import PlanRefusedError
from reissue_ledger.ledger import Ledger
from reissue_ledger.run import Run
from reissue_ledger.store.schema import RunState, State
from tests.ledger.conftest import in_days, rows, wish
from tests.ledger.test_once import states, worked
from tests.ledger.vendor_server import VendorServer, environment

TERM = in_days(60)
LINES = tuple((f"irembopay 88050000000{number}", {"expires_at": TERM}) for number in range(3))
Effects = Callable[[], list[str]]


def later() -> datetime:
    """When nothing of a call that was just made can be under way."""
    return datetime.now(UTC) + timedelta(minutes=10)


def gateway_to(vendors: VendorServer) -> Reissue:
    given = Reissue.from_env(environment(vendors.address))
    return Reissue(*given._given.values(), retry=RetryPolicy.NEVER, on_drift=lambda _: None, clock=later)


@pytest.fixture
def unknown(tmp_path: Path, vendors: VendorServer) -> Run:
    """A run of updates whose connections broke before the server read them: unknown, and a read shows the old term."""
    vendors.fault = lambda method, path: "before" if method == "PUT" else None
    ledger = Ledger.open(tmp_path / "ledger.db", live=False)
    with gateway_to(vendors) as gateway:
        run = worked(ledger.start(rows(*LINES), gateway, wish("update")), gateway)
    assert states(run) == [State.UNKNOWN] * 3
    vendors.fault = None
    return run


def test_settled_first_and_completed_later(unknown: Run, vendors: VendorServer, effects: Effects) -> None:
    with gateway_to(vendors) as gateway:
        told = unknown.settle(gateway)
        assert (told.refused, told.repeated, effects()) == (3, 0, [])
        assert states(unknown) == [State.REFUSED] * 3
        assert unknown.settle(gateway, complete=True).repeated == 3
        assert states(unknown) == [State.DONE] * 3
        assert unknown.settle(gateway, complete=True).repeated == 0
    assert len(effects()) == 3


def test_settled_first_and_resumed_later(unknown: Run, vendors: VendorServer, effects: Effects) -> None:
    """The run had ended by itself: it goes on with what may be repeated, and ends again."""
    assert unknown.status().state is RunState.ENDED
    with gateway_to(vendors) as gateway:
        unknown.settle(gateway)
        assert unknown.status().advised_repeat == 3
        assert unknown.work(gateway).progress.done == 3
        assert unknown.status().state is RunState.ENDED
        with pytest.raises(PlanRefusedError, match="has ended"):
            unknown.work(gateway)
    assert len(effects()) == 3


def test_what_is_refused_for_good_does_not_go_on(unknown: Run, vendors: VendorServer, effects: Effects) -> None:
    with gateway_to(vendors) as gateway:
        unknown.settle(gateway)
        vendors.fault = lambda method, path: "422" if method == "PUT" else None
        unknown.work(gateway)
        vendors.fault = None
        assert states(unknown) == [State.REFUSED] * 3
        with pytest.raises(PlanRefusedError, match="has ended"):
            unknown.work(gateway)  # a 422 is no reason to repeat anything
    assert effects() == []


def test_it_is_not_done_under_another_run_of_the_campaign(
    unknown: Run, vendors: VendorServer, effects: Effects
) -> None:
    """Two ways lead to the same item: the file given again, and the old run resumed. It happens once."""
    with gateway_to(vendors) as gateway:
        unknown.settle(gateway)
        ledger = Ledger.open(unknown._database.path)
        again = worked(ledger.start(rows(*LINES), gateway, wish("update")), gateway)
        assert states(again) == [State.DONE] * 3
        assert unknown.settle(gateway, complete=True).repeated == 0
        with pytest.raises(PlanRefusedError, match="has ended"):
            unknown.work(gateway)
    assert len(effects()) == 3


def test_a_run_that_a_person_ended_does_not_go_on(unknown: Run, vendors: VendorServer, effects: Effects) -> None:
    with gateway_to(vendors) as gateway:
        unknown.settle(gateway)
        vendors.fault = lambda method, path: "401"
        assert unknown.work(gateway).state is RunState.PAUSED
        vendors.fault = None
        unknown.pause("Ada", end=True)
        with pytest.raises(PlanRefusedError, match="has ended"):
            unknown.work(gateway)
    assert effects() == []


@pytest.mark.parametrize("words", [("settle", "1", "--complete"), ("resume", "1")])
def test_at_live_servers_a_person_is_asked_before_it_is_sent_again(
    words: tuple[str, ...],
    unknown: Run,
    vendors: VendorServer,
    effects: Effects,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is unknown and nothing is planned any more: what may be repeated is refused, and is sent all the same."""
    with gateway_to(vendors) as gateway:
        unknown.settle(gateway)
    monkeypatch.setattr(Ledger, "live", property(lambda self: True))
    for name, value in environment(vendors.address).items():
        monkeypatch.setenv(name, value)
    command = ["run", *words, "--ledger", str(tmp_path / "ledger.db")]
    refused = CliRunner().invoke(build("run"), command)
    assert refused.exit_code and "give --yes" in str(refused.exception)
    assert effects() == []
    assert CliRunner().invoke(build("run"), [*command, "--yes"]).exit_code == 0
    assert len(effects()) == 3
