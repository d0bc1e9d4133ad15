"""The same intent happens once, whatever it is called, whoever asks and however often.

Who else says so: nine years of public issues (a reminder that came 22 times in a day, one that came again because a cron ran
twice, de-duplication by address that swallowed invoices). The server that counts is the judge in each case.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select

from reissue import Reissue, RetryPolicy
from reissue.registry import providers
from reissue_ledger.errors import IntentConflictError, LedgerBusyError, LedgerUnusableError, PlanRefusedError
from reissue_ledger.ledger import Ledger
from reissue_ledger.lines import lines_of
from reissue_ledger.planning.settings import Settings
from reissue_ledger.run import Run
from reissue_ledger.store.schema import State, intent
from tests.ledger.conftest import in_days, rows, wish
from tests.ledger.vendor_server import QUICK, VendorServer, environment

Effects = Callable[[], list[str]]
ONE_AT_A_TIME = Settings(per_second=None, in_flight=1)
ONE = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


def states(run: Run) -> list[State]:
    return [item.state for item in run.items()]


def test_the_same_file_again_sends_nothing(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    for state in (State.DONE, State.SKIPPED):
        run = ledger.start(rows(f"qorepay {ONE}", "abillify R-1"), gateway, wish())
        run.work(gateway)
        assert states(run) == [state, state]
    assert len(effects()) == 2


def test_another_verb_that_is_the_same_e_mail_sends_nothing(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    ledger.start(rows(f"qorepay {ONE}"), gateway, wish("reissue")).work(gateway)
    run = ledger.start(rows(f"qorepay {ONE}"), gateway, wish("resend"))
    run.work(gateway)
    assert states(run) == [State.SKIPPED]
    assert len(effects()) == 1


def test_another_campaign_is_another_reminder(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    for campaign in ("first", "second"):
        ledger.start(rows(f"qorepay {ONE}"), gateway, wish(campaign=campaign)).work(gateway)
    assert len(effects()) == 2


def test_a_wished_second_sending_is_said_aloud(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    ledger.start(rows(f"qorepay {ONE}"), gateway, wish()).work(gateway)
    run = ledger.start(rows((f"qorepay {ONE}", {"again": "the payer lost it"})), gateway, wish())
    run.work(gateway)
    assert states(run) == [State.DONE]
    assert [item.nth for item in run.items()] == [1]
    assert len(effects()) == 2
    assert ledger.faults() == []


def test_two_spellings_of_a_uuid_are_one(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    given = [{"provider": "qorepay", "reference": name} for name in (ONE.upper(), ONE, f" {ONE} ")]
    lines = lines_of(given, verb="reissue", providers=tuple(providers()), now=lambda: datetime.now(UTC))
    run = ledger.start(lines, gateway, wish())
    run.work(gateway)
    assert sorted(states(run)) == [State.DONE, State.SKIPPED, State.SKIPPED]
    assert len(effects()) == 1


# --- aliases ---


@pytest.mark.parametrize("names", [("880500000007", "T-00000007"), ("T-00000007", "880500000007")])
def test_a_number_and_a_transaction_id_are_one_invoice(
    names: tuple[str, str], ledger: Ledger, gateway: Reissue, effects: Effects
) -> None:
    """IremboPay finds an invoice by both (its page on reading an invoice says so)."""
    run = ledger.start(rows(*(f"irembopay {name}" for name in names)), gateway, wish())
    run.work(gateway)
    assert sorted(states(run)) == [State.DONE, State.SKIPPED]
    assert len(effects()) == 1
    for name in names:
        again = ledger.start(rows(f"irembopay {name}"), gateway, wish())
        again.work(gateway)
        assert states(again) == [State.SKIPPED]
    assert len(effects()) == 1


def test_an_old_and_a_new_reference_are_one_invoice(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    """PayPen replaces an expired invoice by one with another reference (its page on regenerating)."""
    ledger.start(rows("paypen TX10"), gateway, wish()).work(gateway)
    for name in ("TX10N", "TX10"):
        again = ledger.start(rows(f"paypen {name}"), gateway, wish())
        again.work(gateway)
        assert states(again) == [State.SKIPPED]
    assert effects() == ["paypen TX10"]


def test_a_new_reference_that_is_planned_beside_the_old_one_is_left(
    ledger: Ledger, gateway: Reissue, effects: Effects
) -> None:
    run = ledger.start(rows("paypen TX10", "paypen TX10N"), gateway, wish(settings=ONE_AT_A_TIME))
    run.work(gateway)
    assert states(run) == [State.DONE, State.SKIPPED]
    assert effects() == ["paypen TX10"]


def test_what_an_earlier_campaign_learnt_counts(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    ledger.start(rows("irembopay T-00000007"), gateway, wish(campaign="first")).work(gateway)
    run = ledger.start(rows("irembopay T-00000007", "irembopay 880500000007"), gateway, wish(campaign="second"))
    run.work(gateway)
    assert sorted(states(run)) == [State.DONE, State.SKIPPED]
    assert len(effects()) == 2


# --- bodies ---

TERM = in_days(150)


def test_another_body_under_the_same_intent_is_refused(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    first = ("irembopay 880500000007", {"expires_at": TERM})
    ledger.start(rows(first), gateway, wish("update")).work(gateway)
    changed = ("irembopay 880500000007", {"expires_at": in_days(151)})
    with pytest.raises(IntentConflictError) as caught:
        ledger.start(rows(first, changed), gateway, wish("update"))
    assert [problem.number for problem in caught.value.detail] == [3]
    assert len(effects()) == 1


def test_the_same_instant_in_another_zone_is_the_same_body(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    """RFC 3339 section 4: an offset says how to read the clock of a place, and the instant is the same."""
    reference = "irembopay 880500000017"
    ledger.start(rows((reference, {"expires_at": TERM})), gateway, wish("update")).work(gateway)
    elsewhere = TERM.astimezone(timezone(timedelta(hours=-11, minutes=-30)))
    again = ledger.start(rows((reference, {"expires_at": elsewhere})), gateway, wish("update"))
    assert states(worked(again, gateway)) == [State.SKIPPED]
    assert len(effects()) == 1


def test_a_mended_body_of_what_surely_did_not_happen_is_sent(
    ledger: Ledger, vendors: VendorServer, gateway: Reissue, effects: Effects
) -> None:
    """Nothing of the old body was ever carried out: else a mended line would need another campaign, which forgets all others."""
    vendors.fault = lambda method, path: "422" if method == "PUT" else None
    lines = [("irembopay 880500000007", {"expires_at": TERM}), ("irembopay 880500000008", {"expires_at": TERM})]
    assert states(worked(ledger.start(rows(*lines), gateway, wish("update")), gateway)) == [State.REFUSED] * 2
    vendors.fault = None
    mended = ("irembopay 880500000008", {"expires_at": in_days(151)})
    run = worked(ledger.start(rows(lines[0], mended), gateway, wish("update")), gateway)
    assert states(run) == [State.DONE] * 2
    assert sorted(one.split()[2][:10] for one in effects()) == [f"{in_days(number):%Y-%m-%d}" for number in (150, 151)]
    with pytest.raises(IntentConflictError):
        ledger.start(rows(lines[1]), gateway, wish("update"))


def test_two_lines_that_contradict_each_other_are_refused(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    both = [("irembopay 880500000007", {"expires_at": in_days(150 + day)}) for day in (0, 1)]
    with pytest.raises(IntentConflictError):
        ledger.start(rows(*both), gateway, wish("update"))
    assert list(ledger.runs()) == []
    assert effects() == []


def test_a_term_from_now_on_is_the_same_the_next_day_and_set_once(
    tmp_path: Path, gateway: Reissue, effects: Effects
) -> None:
    """What was frozen at the first plan is sent, not what the same words would mean today."""
    for day in (0, 1):
        began = datetime.now(UTC) + timedelta(days=day)
        with Ledger.open(tmp_path / "ledger.db", live=False, now=lambda: began) as ledger:
            line = ("irembopay 880500000007", {"expires_at": began + timedelta(days=14), "term": "+14d"})
            ledger.start(rows(line), gateway, wish("update")).work(gateway)
    assert len(effects()) == 1


# --- servers and credentials ---


def test_what_was_sent_at_staging_is_sent_live_too(tmp_path: Path, vendors: VendorServer, gateway: Reissue) -> None:
    """Two ledgers, one for each kind of servers, and accounts that name their server."""
    test, live = (Ledger.open(tmp_path / f"{kind}.db", live=kind == "live") for kind in ("test", "live"))
    with test, live:
        assert states(worked(test.start(rows("abillify R-1"), gateway, wish()), gateway)) == [State.DONE]
        with pytest.raises(LedgerUnusableError, match="ledger of live servers"):
            live.start(rows("abillify R-1"), gateway, wish())
        real = {**environment(vendors.address), "REISSUE_ABILLIFY_SERVER": "https://shop.example.com/api"}
        with Reissue.from_env(real) as other:
            assert live.plan(rows("abillify R-1"), other, wish()).send == 1
            with pytest.raises(LedgerUnusableError, match="ledger of test servers"):
                test.plan(rows("abillify R-1"), other, wish())


def test_a_ledger_is_for_one_kind_of_servers(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "ledger.db", live=True).close()
    with pytest.raises(LedgerUnusableError, match="live servers"):
        Ledger.open(tmp_path / "ledger.db", live=False)


def test_a_rotated_key_sends_nothing_twice(
    ledger: Ledger, vendors: VendorServer, gateway: Reissue, effects: Effects
) -> None:
    ledger.start(rows(f"qorepay {ONE}", "abillify R-1"), gateway, wish()).work(gateway)
    rotated = {**environment(vendors.address), "REISSUE_QOREPAY_SECRET_KEY": "new", "REISSUE_ABILLIFY_PASSWORD": "new"}
    with Reissue.from_env(rotated, on_drift=lambda _: None, retry=QUICK) as other:
        run = ledger.start(rows(f"qorepay {ONE}", "abillify R-1"), other, wish())
        run.work(other)
    assert states(run) == [State.SKIPPED, State.SKIPPED]
    assert len(effects()) == 2


def test_a_run_is_not_carried_out_at_another_server(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    run = ledger.start(rows("abillify R-1"), gateway, wish())
    with (
        Reissue.from_env(environment("http://127.0.0.1:9"), retry=QUICK) as other,
        pytest.raises(LedgerUnusableError, match="planned for"),
    ):
        run.work(other)
    assert effects() == []
    assert worked(run, gateway).status().progress.done == 1


# --- keys ---


@pytest.mark.parametrize(("after", "same"), [(timedelta(hours=1), True), (timedelta(hours=23, minutes=55), False)])
def test_a_key_that_the_provider_may_have_forgotten_is_not_used(
    after: timedelta, same: bool, tmp_path: Path, vendors: VendorServer
) -> None:
    """Abillify remembers a key for 24 hours (its page on idempotency); ten minutes before that it is not used any more."""
    vendors.fault = lambda method, path: "429" if path.endswith("resendInvoice") else None
    with Ledger.open(tmp_path / "ledger.db", live=False) as ledger, hasty(vendors) as gateway:
        run = worked(ledger.start(rows("abillify R-1", "abillify R-2"), gateway, wish()), gateway)
        assert [(item.state, item.advice) for item in run.items()] == [(State.REFUSED, "same_key")] * 2
        with ledger.database.reading() as connection:
            kept = set(connection.scalars(select(intent.c.key)))
    vendors.fault = None
    with (
        Ledger.open(tmp_path / "ledger.db", now=lambda: datetime.now(UTC) + after) as ledger,
        hasty(vendors) as gateway,
    ):
        again = worked(ledger.start(rows("abillify R-1", "abillify R-2"), gateway, wish()), gateway)
        assert states(again) == [State.DONE, State.DONE]
    assert len(vendors.keys) == 2
    assert (set(vendors.keys) == kept) is same
    assert not set(vendors.keys) & kept or same


def test_an_answered_failure_that_may_have_bound_its_key_is_no_fresh_try(
    ledger: Ledger, vendors: VendorServer, effects: Effects
) -> None:
    """A 500 may be what the provider answers to this key for a day: unknown, with nothing that a program may do."""
    vendors.fault = lambda method, path: "500" if path.endswith("resendInvoice") else None
    later = lambda: datetime.now(UTC) + timedelta(minutes=10)  # noqa: E731
    with hasty(vendors) as gateway:
        run = ledger.start(rows("abillify R-1"), gateway, wish())
        run.work(gateway)
        assert states(run) == [State.UNKNOWN]
        again = ledger.start(rows("abillify R-1"), gateway, wish())
        again.work(gateway)
        assert states(again) == [State.SKIPPED]
        vendors.fault = None
    with hasty(vendors, clock=later) as gateway:
        told = run.settle(gateway, complete=True)
    assert [one.advice for one in told.left] == ["person"]
    assert told.repeated == 0
    assert effects() == []


def test_a_campaign_has_one_run_at_a_time(ledger: Ledger, gateway: Reissue) -> None:
    ledger.start(rows("abillify R-1"), gateway, wish())
    with pytest.raises(LedgerBusyError, match="run 1"):
        ledger.start(rows("abillify R-2"), gateway, wish())
    ledger.run(1).pause("Ada", end=True)
    ledger.start(rows("abillify R-2"), gateway, wish())


def test_nothing_is_planned_where_one_line_cannot_be(ledger: Ledger, gateway: Reissue) -> None:
    with pytest.raises(PlanRefusedError) as caught:
        ledger.start(rows("abillify R-1", "paypen TX1", "irembopay 1"), gateway, wish("resend"))
    assert [problem.number for problem in caught.value.detail] == [3, 4]
    assert list(ledger.runs()) == []


def worked(run: Run, gateway: Reissue) -> Run:
    run.work(gateway)
    return run


def hasty(vendors: VendorServer, **chosen: object) -> Reissue:
    """A gateway that repeats nothing by itself."""
    given = Reissue.from_env(environment(vendors.address), retry=QUICK)
    return Reissue(*given._given.values(), retry=RetryPolicy.NEVER, on_drift=lambda _: None, **chosen)  # type: ignore[arg-type]


@pytest.mark.parametrize("fault", ["422", "429", "before"])
def test_a_repeat_that_did_nothing_takes_nothing_back(
    fault: str, ledger: Ledger, vendors: VendorServer, effects: Effects
) -> None:
    """The outcome of a call speaks of that call: what an earlier one may have done is as unknown as it was."""
    vendors.fault = lambda method, path: "after" if path.endswith("resendInvoice") else None
    with hasty(vendors) as gateway:
        run = worked(ledger.start(rows("abillify R-1"), gateway, wish()), gateway)
        assert states(run) == [State.UNKNOWN]
    vendors.fault = lambda method, path: fault if path.endswith("resendInvoice") else None
    with hasty(vendors, clock=lambda: datetime.now(UTC) + timedelta(minutes=10)) as gateway:
        assert run.settle(gateway, complete=True).repeated == 1
        assert states(run) == [State.UNKNOWN]
        assert effects() == ["abillify R-1"]
        vendors.fault = None
        run.settle(gateway, complete=True)
    # An answered failure may be what the provider says to this key from now on: then a person looks.
    assert states(run) == [State.DONE if fault == "before" else State.UNKNOWN]
    assert effects() == ["abillify R-1"]


def test_one_reason_is_one_more_time(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    """A file with a wish in it may be given twice as well: the same words are the same wish."""
    for reason, times in (("lost it", 1), ("lost it", 1), ("lost it again", 2), ("lost it again", 2), ("lost it", 2)):
        worked(ledger.start(rows(("abillify R-1", {"again": reason})), gateway, wish()), gateway)
        assert len(effects()) == times


@pytest.mark.parametrize("other", ["HTTP://127.0.0.1", "http://127.0.0.1"])
def test_a_server_is_the_same_however_it_is_spelt(
    other: str, ledger: Ledger, vendors: VendorServer, gateway: Reissue, effects: Effects
) -> None:
    """RFC 3986, section 6.2.2.1: scheme and host are compared without case."""
    worked(ledger.start(rows("abillify R-1"), gateway, wish()), gateway)
    address = vendors.address.replace("http://127.0.0.1", other)
    with Reissue.from_env(environment(address), on_drift=lambda _: None, retry=QUICK) as spelt:
        assert states(worked(ledger.start(rows("abillify R-1"), spelt, wish()), spelt)) == [State.SKIPPED]
    assert len(effects()) == 1


@pytest.mark.parametrize("path", ["//abillify", "/./abillify", "/x/../abillify", "/abillify/"])
def test_a_path_is_the_same_however_it_is_spelt(path: str) -> None:
    """RFC 3986, section 5.2.4 (dots), and a doubled slash, by which servers find the same."""
    from reissue_ledger.identity import _same_address

    assert _same_address(f"http://127.0.0.1:80{path}") == _same_address("HTTP://127.0.0.1/abillify")
    assert _same_address("https://h:0443/a?b=1") == "https://h/a?b=1"
    assert _same_address("https://h:8443/a") == "https://h:8443/a"
    assert _same_address("https://[::1]:443/a") == "https://[::1]/a"
