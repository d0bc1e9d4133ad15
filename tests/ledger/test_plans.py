"""What a plan leaves, refuses and tells: excluded by any name, contradictions, numbers, names and settings.

The expectations are those of whoever writes the files: what was excluded is not sent, and what two lines say differently was
not surely meant. The server that counts is the judge of what was sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from reissue import AsyncReissue, Reissue
from reissue.errors import InvalidArgumentError, ReissueError
from reissue.statuses import InvoiceStatus
from reissue_ledger.errors import LedgerBusyError, PlanRefusedError
from reissue_ledger.ledger import Ledger
from reissue_ledger.lines import Line
from reissue_ledger.planning.settings import Settings
from reissue_ledger.privacy import purge
from reissue_ledger.run import Run
from reissue_ledger.store.schema import RunState, State, intent
from reissue_ledger.store.schema import excluded as kept
from reissue_ledger.store.transitions import is_purged
from tests.ledger.conftest import FAST, in_days, rows, wish
from tests.ledger.vendor_server import VendorServer, environment

Effects = Callable[[], list[str]]
NUMBER, ORDER = "880531415926", "T-31415926"


def excluding(*names: tuple[str, str]) -> Any:
    return frozenset((provider, "", reference) for provider, reference in names)


def reasons(run: Run) -> list[str | None]:
    return [item.reason for item in run.items()]


def over(amount: str, currency: str = "EUR") -> dict[str, Any]:
    return {"amount": Decimal(amount), "currency": currency}


# --- excluded ---


@pytest.mark.parametrize(("excluded", "listed"), [(NUMBER, ORDER), (ORDER, NUMBER)])
@pytest.mark.parametrize("campaign", ["learning", "another"])
def test_what_is_excluded_by_one_name_is_left_by_the_other(
    excluded: str, listed: str, campaign: str, ledger: Ledger, gateway: Reissue, effects: Effects
) -> None:
    """IremboPay finds an invoice by its number and by the merchant's own (its page on reading an invoice); the ledger learnt it."""
    learning = ledger.start(rows(f"irembopay {ORDER}", "irembopay 880527182818"), gateway, wish(campaign="learning"))
    learning.work(gateway)
    before = effects()
    again = {"again": "it came back"}
    lines = rows((f"irembopay {listed}", again), ("irembopay 880527182818", again))
    plan = wish(campaign=campaign, excluded=excluding(("irembopay", excluded)))
    run = ledger.start(lines, gateway, plan)
    assert run.plan is not None and run.plan.unmatched == []
    run.work(gateway)
    assert reasons(run) == ["excluded", None]
    assert [one.split()[1] for one in effects()[len(before) :]] == ["880527182818"]


def test_what_replaced_an_excluded_invoice_is_left_however_often_it_was_replaced(
    ledger: Ledger, vendors: VendorServer, gateway: Reissue, effects: Effects
) -> None:
    """PayPen's regenerating gives an expired invoice another reference (its page on it): TX20, then TX20N, then TX20NN."""
    for campaign, name in (("june", "TX20"), ("july", "TX20N")):
        ledger.start(rows(f"paypen {name}"), gateway, wish(campaign=campaign)).work(gateway)
    sent = effects()
    for excluded, listed in (("TX20", "TX20NN"), ("TX20NN", "TX20")):
        left = wish(campaign=f"without {excluded}", excluded=excluding(("paypen", excluded)))
        run = ledger.start(rows(f"paypen {listed}", "paypen TX21"), gateway, left)
        run.work(gateway)
        assert reasons(run)[0] == "excluded"
    assert effects()[len(sent) :] == ["paypen TX21"] * 2


def test_a_name_whose_text_was_purged_excludes_still(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    """What a purge leaves are keyed digests, so that the same text is known again."""
    ledger.start(rows(f"irembopay {ORDER}"), gateway, wish(campaign="learning")).work(gateway)
    later = datetime.now(UTC) + timedelta(days=1)
    purge(ledger.database, later, later)
    with ledger.database.reading() as connection:
        assert ORDER not in connection.scalars(select(intent.c.reference)).all()
    run = ledger.start(
        rows(f"irembopay {NUMBER}"), gateway, wish(excluded=excluding(("irembopay", ORDER)), campaign="next")
    )
    run.work(gateway)
    assert reasons(run) == ["excluded"]
    assert len(effects()) == 1


def test_another_provider_or_account_of_the_same_name_is_not_excluded(ledger: Ledger, gateway: Reissue) -> None:
    names = frozenset({("paypen", "", "R-7"), ("abillify", "shop-b", "R-7"), ("abillify", "", "R-8")})
    plan = ledger.plan(rows("abillify R-7", "abillify R-8"), gateway, wish(excluded=names))
    assert (plan.send, plan.skip) == (1, 1)
    assert plan.unmatched == [("abillify", "shop-b", "R-7"), ("paypen", "", "R-7")]


def test_an_excluded_name_is_written_as_references_are(ledger: Ledger, gateway: Reissue) -> None:
    upper = "9C5B94B1-35AD-49BB-B118-8E8FC24ABF80"
    plan = ledger.plan(rows(f"qorepay {upper.lower()}"), gateway, wish(excluded=excluding(("qorepay", f" {upper} "))))
    assert (plan.send, plan.unmatched) == (0, [])
    with pytest.raises(InvalidArgumentError, match="empty"):
        ledger.plan(rows("abillify R-7"), gateway, wish(excluded=excluding(("abillify", " "))))


@pytest.mark.parametrize(("excluded", "listed"), [(NUMBER, ORDER), (ORDER, NUMBER)])
@pytest.mark.parametrize("way", ["at once", "resumed", "with other settings", "awaited"])
def test_an_excluded_invoice_is_known_when_it_is_looked_at(
    way: str, excluded: str, listed: str, ledger: Ledger, gateway: Reissue, vendors: VendorServer, effects: Effects
) -> None:
    """The ledger is new: only the provider's answer, which has both names, says that they are one invoice."""
    chosen = wish(excluded=excluding(("irembopay", excluded)), settings=replace(FAST, first=1, in_flight=1))
    run = ledger.start(rows("irembopay 880527182818", f"irembopay {listed}", "abillify R-7"), gateway, chosen)
    assert run.plan is not None
    assert (run.plan.send, run.plan.unmatched) == (3, [("irembopay", "", excluded)])
    if way == "awaited":
        asyncio.run(awaited(run, vendors.address))
    elif way == "with other settings":
        run.work(gateway, settings=FAST)
    while run.status().state is not RunState.ENDED:
        again = ledger.run(run.id) if way == "resumed" else run
        again.work(gateway, settings=None if way == "at once" else replace(run.settings(), first=None))
        if way == "at once":
            run.work(gateway, settings=replace(run.settings(), first=None))
    assert reasons(run) == [None, "excluded, by another name of it", None]
    assert sorted(one.split()[1] for one in effects()) == ["880527182818", "R-7"]
    assert (ledger.faults(), run.status().progress.skipped) == ([], 1)


def test_a_merchants_own_reference_excludes_all_purchases_that_have_it(
    ledger: Ledger, gateway: Reissue, effects: Effects
) -> None:
    """QorePay prints the merchant's `reference` beside the purchase's id (its page on a purchase); it may be given twice."""
    names = [f"qorepay 0e37df36-f698-11e6-8dd4-cb9ced{tail}" for tail in ("3df976", "000042")]
    chosen = wish(excluded=excluding(("qorepay", "INV-3df976")))
    run = ledger.start(rows(*names), gateway, chosen)
    run.work(gateway)
    assert reasons(run) == ["excluded, by another name of it", None]
    assert [one[-6:] for one in effects()] == ["000042"]


@pytest.mark.parametrize("fault", ["before", "500"])
def test_an_excluded_invoice_that_cannot_be_looked_at_is_not_sent(
    fault: str, ledger: Ledger, vendors: VendorServer, gateway: Reissue, effects: Effects
) -> None:
    def broken(method: str, path: str) -> str | None:
        return fault if method == "GET" else None

    vendors.fault = broken
    run = ledger.start(rows(f"irembopay {NUMBER}"), gateway, wish(excluded=excluding(("irembopay", ORDER))))
    run.work(gateway)
    vendors.fault = None
    run.work(gateway)
    assert (reasons(run), effects()) == (["excluded, by another name of it"], [])


async def awaited(run: Run, address: str) -> None:
    async with AsyncReissue.from_env(environment(address), on_drift=lambda _: None) as gateway:
        await run.awork(gateway)


def test_what_a_run_excludes_is_kept_as_digests_and_stays(ledger: Ledger, gateway: Reissue) -> None:
    """docs/ledger-privacy.md: a digest is no text about anybody. Whoever asks, a plan is not narrowed after it was written."""
    run = ledger.start(rows("irembopay 880527182818"), gateway, wish(excluded=excluding(("irembopay", ORDER))))
    with ledger.database.reading() as connection:
        (row,) = connection.execute(select(kept)).all()
    assert (row.run_id, row.account.split(":")[0]) == (run.id, "irembopay") and is_purged(row.name)
    more = {"account": row.account, "name": row.name[:-1] + ("0" if row.name[-1] != "0" else "1")}
    for change in (kept.delete(), kept.update().values(account="x"), kept.insert().values(run_id=run.id, **more)):
        with pytest.raises(IntegrityError, match="excluded"), ledger.database.writing() as connection:
            connection.execute(change)


def test_what_one_run_excludes_is_not_left_by_the_next(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    for names, sent in ((excluding(("irembopay", ORDER)), 0), (excluding(), 1)):
        ledger.start(rows(f"irembopay {NUMBER}"), gateway, wish(excluded=names)).work(gateway)
        assert len(effects()) == sent


def test_what_is_excluded_is_part_of_what_a_second_person_approves(ledger: Ledger, gateway: Reissue) -> None:
    """Also a name that matches nothing yet: a run without it may send what the approved one would leave."""
    names = [
        excluding(*(("irembopay", name) for name in some)) for some in ((), (ORDER,), (ORDER, "T-1"), ("T-1", ORDER))
    ]
    digests = [ledger.plan(rows(f"irembopay {NUMBER}"), gateway, wish(excluded=some)).digest for some in names]
    assert (len({*digests}), digests[2]) == (3, digests[3])
    approved = wish(excluded=names[1], settings=replace(FAST, needs_approval=True))
    assert ledger.start(rows(f"irembopay {NUMBER}"), gateway, approved).status().plan_digest == digests[1]


# --- contradictions ---


@pytest.mark.parametrize("apart", [0, 700])  # within what is planned at once, and beyond it
@pytest.mark.parametrize("second", [over("121"), over("120", "NGN")])
def test_two_lines_over_different_amounts_are_refused(
    apart: int, second: dict[str, Any], ledger: Ledger, gateway: Reissue, effects: Effects
) -> None:
    between = [f"abillify S-{number}" for number in range(apart)]
    with pytest.raises(PlanRefusedError) as caught:
        ledger.start(rows(("abillify R-7", over("120")), *between, ("abillify R-7", second)), gateway, wish())
    (problem,) = caught.value.detail
    assert (problem.number, problem.column) == (apart + 3, "amount")
    assert "line 2" in problem.message and "EUR 120" in problem.message
    assert (list(ledger.runs()), effects()) == ([], [])


def test_two_lines_over_the_same_amount_are_one(ledger: Ledger, gateway: Reissue) -> None:
    plan = ledger.plan(
        rows(("abillify R-7", over("120")), ("abillify R-7", over("120.00")), "abillify R-7"), gateway, wish()
    )
    assert (plan.send, plan.skip) == (1, 2)


@pytest.mark.parametrize("apart", [0, 700])
def test_what_any_line_says_is_compared_with_the_provider(
    apart: int, ledger: Ledger, gateway: Reissue, effects: Effects
) -> None:
    """The server says 120 EUR; the second line says 12, and the first one nothing."""
    between = [f"paypen TX{number}" for number in range(apart)]
    lines = rows("abillify R-7", *between, ("abillify R-7", over("12")))
    run = ledger.start(lines, gateway, wish())
    if between:
        run.pause("Ada", end=True)  # only what is about this invoice
        run = ledger.start(rows("abillify R-7"), gateway, wish())
    run.work(gateway)
    assert next(run.items()).reason == "the file says EUR 12.00, and the provider EUR 120.00"
    assert effects() == []


def test_another_amount_than_that_of_an_unsent_plan_is_refused(
    ledger: Ledger, gateway: Reissue, effects: Effects
) -> None:
    ledger.start(rows(("abillify R-7", over("12"))), gateway, wish()).pause("Ada", end=True)
    with pytest.raises(PlanRefusedError) as caught:
        ledger.start(rows(("abillify R-7", over("120"))), gateway, wish())
    assert "an earlier run" in caught.value.detail[0].message
    assert effects() == []


def test_a_mended_amount_of_what_was_left_is_the_one_that_counts(
    ledger: Ledger, gateway: Reissue, effects: Effects
) -> None:
    """It was left because of the amount: with the right one it is sent, with another wrong one it is not."""
    for amount, sent in (("12", 0), ("13", 0), ("120", 1)):
        run = ledger.start(rows(("abillify R-7", over(amount))), gateway, wish())
        run.work(gateway)
        assert len(effects()) == sent


def test_another_amount_than_what_was_sent_is_said(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    ledger.start(rows("abillify R-7"), gateway, wish()).work(gateway)
    plan = ledger.plan(rows(("abillify R-7", over("99"))), gateway, wish())
    assert plan.skipped == [(2, "done before, over EUR 120.00: this file says EUR 99.00")]
    assert plan.reasons == {"done before, over another amount": 1}
    same = ledger.plan(rows(("abillify R-7", over("120"))), gateway, wish())
    assert same.reasons == {"done before": 1}


# --- lines of a program ---


def made(**members: Any) -> Line:
    given: dict[str, Any] = {"number": 4, "provider": "abillify", "reference": "R-7", **members}
    return Line(**given)


@pytest.mark.parametrize(
    "line",
    [
        made(number=0),
        made(number=-3),
        made(number=True),
        made(reference=" R-7"),
        made(reference="Jose\u0301"),
        made(reference="r" * 256),
        made(reference="purged:" + "0" * 64),
        made(amount=Decimal(5)),
        made(currency="EUR"),
        made(amount=Decimal(0), currency="EUR"),
        made(amount=Decimal("NaN"), currency="EUR"),
        made(amount=5.5, currency="EUR"),
        made(amount=Decimal(5), currency="XQZ"),
    ],
    ids=repr,
)
def test_a_line_that_no_file_could_give_is_a_problem(line: Line, ledger: Ledger, gateway: Reissue) -> None:
    """Two spellings of one reference would be sent twice; the database, which refuses some of them, says no sentence."""
    with pytest.raises(PlanRefusedError) as caught:
        ledger.plan([line], gateway, wish())
    assert [problem.number for problem in caught.value.detail] == [line.number]


@pytest.mark.parametrize("apart", [0, 700])
def test_two_lines_of_one_number_are_a_problem(apart: int, ledger: Ledger, gateway: Reissue) -> None:
    between = [made(number=10 + number, reference=f"S-{number}") for number in range(apart)]
    with pytest.raises(PlanRefusedError) as caught:
        ledger.start([made(), *between, made(reference="R-8")], gateway, wish())
    assert [(problem.number, "number" in problem.message) for problem in caught.value.detail] == [(4, True)]
    assert list(ledger.runs()) == []


# --- while another run has not ended ---


@pytest.mark.parametrize("approval", [False, True])
def test_a_dry_run_beside_a_run_that_has_not_ended_shows_it(
    approval: bool, ledger: Ledger, gateway: Reissue, effects: Effects
) -> None:
    run = ledger.start(rows("abillify R-7"), gateway, wish())
    other = wish(settings=Settings(needs_approval=approval))
    plan = ledger.plan(rows("abillify R-7", "abillify R-8"), gateway, other)
    assert (plan.open_run, plan.send, plan.run_id) == (run.id, 2, None)
    with pytest.raises(LedgerBusyError, match=f"run {run.id}"):
        ledger.start(rows("abillify R-8"), gateway, other)
    assert [one.id for one in ledger.runs()] == [run.id]
    assert run.work(gateway).state is RunState.ENDED
    assert effects() == ["abillify R-7"]
    after = ledger.plan(rows("abillify R-7", "abillify R-8"), gateway, other)
    assert (after.open_run, after.send) == (None, 1)


# --- names and settings ---


def test_a_period_is_the_same_however_it_is_spelt(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    for twice in ({"campaign": "a  b"}, {"period": "2026  W48"}):
        with pytest.raises(InvalidArgumentError, match="two blanks in a row"):
            ledger.start(rows("abillify R-1"), gateway, wish(**twice))
    for period in ("2026-W48", " 2026-W48 "):
        ledger.start(rows("abillify R-7"), gateway, wish(period=period)).work(gateway)
    assert len(effects()) == 1


@pytest.mark.parametrize("name", [" ", "a\tb", "a\u200b", "2026\u00a011", "p" * 256])
@pytest.mark.parametrize("which", ["campaign", "period"])
def test_names_that_nobody_can_read_are_refused(which: str, name: str, ledger: Ledger, gateway: Reissue) -> None:
    with pytest.raises(InvalidArgumentError, match="campaign" if which == "campaign" else "period"):
        ledger.plan(rows("abillify R-7"), gateway, wish(**{which: name}))


def test_a_run_is_started_by_somebody(ledger: Ledger, gateway: Reissue) -> None:
    with pytest.raises(InvalidArgumentError, match="somebody"):
        ledger.start(rows("abillify R-7"), gateway, replace(wish(), who=" "))


@pytest.mark.parametrize(
    "chosen",
    [
        {"even_if": ("piad",)},
        {"even_if": ("PAID",)},
        {"even_if": ("",)},
        {"most_sum": {"XQZ": Decimal(5)}},
        {"most_sum": {"eur": Decimal(5)}},
        {"most_sum": {"EUR": Decimal("Infinity")}},
        {"most_sum": {"EUR": Decimal("NaN")}},
        {"most_sum": {"EUR": 5.0}},
    ],
    ids=repr,
)
def test_settings_that_say_nothing_are_refused(chosen: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgumentError):
        Settings(**chosen)


def test_all_statuses_of_the_facade_can_be_named() -> None:
    words = tuple(status.value for status in InvoiceStatus)
    assert Settings(even_if=words).even_if == words
    with pytest.raises(InvalidArgumentError) as caught:
        Settings(even_if=("paid", "piad"))
    assert all(word in str(caught.value) for word in words) and "Did you mean 'paid'?" in str(caught.value)


def test_what_is_excluded_is_no_plan_of_its_own(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    """Left once, and wished later: nothing of it was ever sent."""
    for excluded, state in ((excluding(("abillify", "R-7")), State.SKIPPED), (excluding(), State.DONE)):
        run = ledger.start(rows("abillify R-7"), gateway, wish(excluded=excluded))
        run.work(gateway)
        assert [item.state for item in run.items()] == [state]
    assert effects() == ["abillify R-7"]


# --- two changes of one invoice ---


def test_two_changes_of_one_invoice_by_two_names(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    """The issue: a changed body under the same intent is refused; here the second name is learnt when it is looked at."""
    day = in_days(90)
    lines = [
        ("irembopay 880500000901", {"expires_at": day}),
        ("irembopay T-00000901", {"expires_at": in_days(91)}),
    ]
    run = ledger.start(rows(*lines), gateway, wish("update"))
    run.work(gateway)
    assert sorted(str(item.state) for item in run.items()) == ["done", "skipped"]
    (left,) = run.items(state=State.SKIPPED)
    assert left.advice == "person" and "which something else is asked of" in str(left.reason)
    assert len(effects()) == 1
    # Nothing of it is forgotten: another change by the same name is left as well, or refused where the name is known by then.
    again = ledger.start(rows((f"irembopay {left.reference}", {"expires_at": in_days(98)})), gateway, wish("update"))
    again.work(gateway)
    assert [(item.state, item.advice) for item in again.items()] == [(State.SKIPPED, "person")]
    assert len(effects()) == 1


def test_another_change_by_a_name_that_is_known_is_refused(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    day = in_days(90)
    ledger.start(rows(("irembopay T-00000902", {"expires_at": day})), gateway, wish("update")).work(gateway)
    with pytest.raises(ReissueError) as refused:
        ledger.start(rows(("irembopay 880500000902", {"expires_at": in_days(98)})), gateway, wish("update"))
    assert "with another body" in str([str(one) for one in refused.value.detail])  # type: ignore[union-attr]
    same = ledger.start(rows(("irembopay 880500000902", {"expires_at": day})), gateway, wish("update"))
    same.work(gateway)
    assert [item.state for item in same.items()] == [State.SKIPPED]
    assert len(effects()) == 1


def test_a_term_that_is_over_is_not_surely_meant(ledger: Ledger, gateway: Reissue, effects: Effects) -> None:
    """A slip of a year; what was done before may be given again at any time, as nothing is sent for it then."""
    ended = in_days(-300)
    with pytest.raises(PlanRefusedError) as refused:
        ledger.start(rows(("irembopay 880500000911", {"expires_at": ended})), gateway, wish("update"))
    assert "is over already" in str([str(one) for one in refused.value.detail])
    assert effects() == []


def test_what_a_plan_is_over_is_changed_by_no_other_program(ledger: Ledger, gateway: Reissue) -> None:
    """An outside tester changed the amount of an approved plan to what the provider says, so that it was sent."""
    money = {"amount": Decimal("21.00"), "currency": "EUR"}
    run = ledger.start(rows(("abillify R-911", money)), gateway, wish())
    for change in ("amount = '120.00'", "amount = null, currency = null", "currency = 'USD'"):
        with pytest.raises(IntegrityError, match="what a plan is over stays"), ledger.database.writing() as connection:
            connection.exec_driver_sql(f"update intent set {change}")
    run.work(gateway)
    assert [(item.state, item.amount) for item in run.items()] == [(State.SKIPPED, "21.00")]


def test_an_answer_about_another_invoice_is_told_of_the_item(
    ledger: Ledger, gateway: Reissue, vendors: VendorServer, effects: Effects, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an old reference that was replaced may be answered: nothing is sent for it, and the others go on."""
    from tests.ledger import vendor_server

    answered = vendor_server._Handler._paypen

    def paypen(self: Any, path: list[str], body: Any) -> Any:
        return answered(self, [*path[:-1], "TX00000912N"] if path[-1] == "TX00000912" else path, body)

    monkeypatch.setattr(vendor_server._Handler, "_paypen", paypen)
    run = ledger.start(rows("paypen TX00000912", "paypen TX00000913"), gateway, wish())
    status = run.work(gateway)
    assert (status.state, status.progress.done, status.left_for_a_person) == (RunState.ENDED, 1, 1)
    assert "another invoice" in str(next(run.items(state=State.SKIPPED)).reason)
    assert len(effects()) == 1
