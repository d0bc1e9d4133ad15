"""A provider that says yes and does something else, or nothing.

docs/command-line.md: 6 "also ends a call that took place, and whose answer says something else than what was asked for"; the matrix of
docs/settling.md: an update did not happen where what it sets is not as it was sent. An outside tester found such an update called done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from reissue_runtime import Effect
from typer.testing import CliRunner

from reissue import AsyncReissue, Reissue
from reissue.cli.app import build
from reissue.errors import Advice, InvalidArgumentError, Outcome, ProviderRejectedError, ResponseDecodeError
from reissue_ledger.cli.shared import code_of
from reissue_ledger.errors import DecisionRefusedError
from reissue_ledger.ledger import Ledger
from reissue_ledger.running.verdicts import of_failure
from reissue_ledger.store.schema import State
from tests.ledger.conftest import in_days, rows, wish
from tests.ledger.test_once import states, worked
from tests.ledger.test_settled_again import gateway_to
from tests.ledger.vendor_server import VendorServer, environment

Effects = Callable[[], list[str]]


@pytest.mark.parametrize("verb", ["update", "reissue"])
def test_an_update_that_was_ignored_is_not_done(
    verb: str, ledger: Ledger, vendors: VendorServer, effects: Effects
) -> None:
    """IremboPay: 200 with the old invoice, and a look that shows the old one. A read settles it, and then it is sent again."""
    vendors.fault = lambda method, path: "ignored" if method == "PUT" else None
    # Whatever the day is: the term that the server has is over by then, or earlier.
    vendors.renamed["880500000041"] = in_days(1).isoformat()
    more: dict[str, Any] = {"expires_at": in_days(90)} if verb == "update" else {}
    with gateway_to(vendors) as gateway:
        run = worked(ledger.start(rows(("irembopay 880500000041", more)), gateway, wish(verb)), gateway)
        (item,) = run.items()
        assert (item.state, item.advice) == (State.UNKNOWN, "look")
        assert "the provider said yes" in str(item.reason)
        assert code_of(run.status()) == 6 and effects() == []
        assert run.settle(gateway).refused == 1
        vendors.fault = None
        assert run.settle(gateway, complete=True).repeated == 1
    assert states(run) == [State.DONE] and len(effects()) == 1


@pytest.mark.parametrize(
    ("effect", "error", "expected"),
    [
        (Effect.SETS, ProviderRejectedError, (State.UNKNOWN, Advice.LOOK)),
        (Effect.CREATES, ProviderRejectedError, (State.DONE, Advice.PERSON)),
        (Effect.SENDS, ProviderRejectedError, (State.DONE, Advice.PERSON)),
        (Effect.SETS, ResponseDecodeError, (State.DONE, Advice.LOOK)),
        (Effect.SENDS, ResponseDecodeError, (State.DONE, Advice.LOOK)),
    ],
)
def test_what_only_sets_a_state_is_read_back(effect: Effect, error: type[Any], expected: tuple[State, Advice]) -> None:
    """Of what creates or sends, that it took place is what counts: it is never sent again, and a person looks."""
    failure = error("x", provider="abillify", operation="o", outcome=Outcome.HAPPENED)
    made = SimpleNamespace(operation=SimpleNamespace(id="o", effect=effect))
    courses: Sequence[Any] = [SimpleNamespace(about=lambda _: made)]
    verdict = of_failure(failure, courses, repeats=False)
    assert (verdict.state, verdict.advice) == (expected[0], str(expected[1]))


def test_done_otherwise_is_for_a_person(ledger: Ledger, gateway: Reissue, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run in which such an item is does not end as if all were well."""
    from reissue_ledger.running import flow

    def otherwise(given: Any, courses: Any, client: Any) -> Any:
        failure = ProviderRejectedError("x", provider="abillify", operation="o", outcome=Outcome.HAPPENED)
        made = SimpleNamespace(operation=SimpleNamespace(id="o", effect=Effect.SENDS))
        return of_failure(failure, [SimpleNamespace(about=lambda _: made)], repeats=False)  # type: ignore[list-item]

    monkeypatch.setattr(flow, "of_result", otherwise)
    run = worked(ledger.start(rows("abillify R-1"), gateway, wish()), gateway)
    status = run.status()
    assert (status.progress.done, status.not_as_asked, code_of(status)) == (1, 1, 6)


# --- unknown since an earlier run ---


@pytest.fixture
def twice(ledger: Ledger, vendors: VendorServer, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """The same file again, while one of its items is unknown."""
    for name, value in environment(vendors.address).items():
        monkeypatch.setenv(name, value)
    vendors.fault = lambda method, path: "after" if path.endswith("R-1/resendInvoice") else None
    with gateway_to(vendors) as gateway:
        for _ in range(2):
            worked(ledger.start(rows("abillify R-1", "abillify R-2"), gateway, wish()), gateway)
    return ledger


def test_where_it_can_be_settled_is_named(twice: Ledger) -> None:
    """An outside tester was sent round: `next: reissue run settle 2`, and that found nothing."""
    status = twice.run(2).status()
    assert (status.unsettled, status.unsettled_in) == (1, (1,))
    told = CliRunner().invoke(build(), ["run", "status", "2", "--ledger", str(twice.path)])
    assert told.exit_code == 6
    assert "next: reissue run settle 1" in told.stdout and "settle 2" not in told.stdout
    report = CliRunner().invoke(build(), ["run", "report", "2", "--ledger", str(twice.path)])
    assert "unknown since an earlier run: reissue run settle 1" in report.stdout


def test_where_it_can_be_decided_is_named(twice: Ledger) -> None:
    with pytest.raises(DecisionRefusedError, match="unknown since run 1: `reissue run decide 1 2` decides it"):
        twice.run(2).decide(2, State.DONE, who="Ada", why="seen")
    with pytest.raises(DecisionRefusedError, match="is not unknown: nothing is to be decided"):
        twice.run(2).decide(3, State.DONE, who="Ada", why="seen")


def test_a_reference_that_is_typed_is_compared_whatever_is_decided(twice: Ledger) -> None:
    run = twice.run(1)
    with pytest.raises(DecisionRefusedError, match="about another invoice than the reference that you typed"):
        run.decide(2, State.DONE, who="Ada", why="seen", reference="R-2")
    assert run.decide(2, State.DONE, who="Ada", why="seen", reference=" R-1 ").progress.done == 2


# --- the other kind of gateway ---


def test_the_other_kind_of_gateway_is_refused(
    ledger: Ledger, gateway: Reissue, vendors: VendorServer, effects: Effects
) -> None:
    run = ledger.start(rows("abillify R-1"), gateway, wish())
    other: Any = AsyncReissue.from_env(environment(vendors.address))
    for call in (run.work, run.settle):
        with pytest.raises(InvalidArgumentError, match="takes Reissue, and this is AsyncReissue"):
            call(other)
    given: Any = gateway
    for awaited in (run.awork, run.asettle):
        with pytest.raises(InvalidArgumentError, match="takes AsyncReissue, and this is Reissue"):
            asyncio.run(awaited(given))
    asyncio.run(other.aclose())
    assert states(run) == [State.PLANNED] and effects() == []


def test_a_row_is_no_line(ledger: Ledger, gateway: Reissue) -> None:
    with pytest.raises(InvalidArgumentError, match="A line is a Line, and no dict: lines_of reads rows"):
        ledger.start([{"provider": "abillify", "reference": "R-1"}], gateway, wish())  # type: ignore[list-item]
    assert list(ledger.runs()) == []
