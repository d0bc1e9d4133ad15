"""A second person's yes: given once, to a plan that was looked at, and not to be forged by whoever has no key of the ledger."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from reissue import Reissue
from reissue.cli.app import build
from reissue.errors import InvalidArgumentError, ReissueError
from reissue.invoice import LineItem
from reissue.money import Money
from reissue_ledger.errors import PlanRefusedError
from reissue_ledger.ledger import Ledger
from reissue_ledger.reporting.as_csv import as_csv
from reissue_ledger.reporting.as_json import as_json
from reissue_ledger.reporting.as_text import as_text
from reissue_ledger.reporting.gathering import Report
from reissue_ledger.reporting.verify import faults
from reissue_ledger.run import Run
from reissue_ledger.store.schema import State
from tests.ledger.conftest import FAST, in_days, rows, wish
from tests.ledger.raw_ledger import Raw, raw
from tests.ledger.vendor_server import VendorServer

LINES = ("abillify R-11", "abillify R-12", "irembopay 880500000012")
ITEMS = (LineItem(description="Fees", unit_price=Money("5000", "RWF"), code="PC-1"),)
Effects = Callable[[], list[str]]


@pytest.fixture
def waiting(ledger: Ledger, gateway: Reissue) -> Run:
    return ledger.start(rows(*LINES), gateway, wish(settings=replace(FAST, needs_approval=True)))


def command(*words: str) -> Any:
    return CliRunner().invoke(build("run"), ["run", *words])


def behind(there: Raw, rule: str, *statements: str) -> None:
    """Changes of a program that takes a rule away and puts it back."""
    (sql,) = there.connection.execute("select sql from sqlite_master where name = ?", (rule,)).fetchone()
    there.do(f"drop trigger {rule}")
    for statement in statements:
        there.do(statement)
    there.do(sql)


# --- forged ---

FORGED = [
    "update run set approved_by = 'Grace', approved_at = 5",
    "update run set approved_by = 'Grace'",
    "update run set approved_at = 5",
    "update run set plan_digest = 'aa'",
    "update run set started_by = 'Grace'",
    "update run set lines = 7",
    "update run set settings = '{}'",
    "update run set settings = 'no'",
    "update run set settings = '{\"needs_approval\":false}'",
    "update run set state = 'running'",
    "update run set state = 'running', approved_by = 'Grace', approved_at = 5",
]


@pytest.mark.parametrize("statement", FORGED)
@pytest.mark.parametrize("how", ["update", "update or ignore", "update or replace"])
def test_the_database_itself_takes_no_approval_but_one_of_the_chain(
    waiting: Run, tmp_path: Path, statement: str, how: str
) -> None:
    with raw(tmp_path / "ledger.db", foreign_keys=False) as there:
        before = there.rows("run")
        with pytest.raises(sqlite3.IntegrityError):
            there.do(statement.replace("update", how, 1))
        assert there.rows("run") == before


@pytest.mark.parametrize(
    "statement",
    [
        "update run set approved_by = 'Eve', approved_at = 5 where id = 1",
        "update run set approved_by = null, approved_at = null",
        "update run set approved_at = approved_at + 1",
        "update run set settings = '{}'",
    ],
)
def test_an_approval_is_never_another_one(waiting: Run, tmp_path: Path, statement: str) -> None:
    waiting.approve("Grace", waiting.status().plan_digest)
    with raw(tmp_path / "ledger.db") as there, pytest.raises(sqlite3.IntegrityError):
        there.do(statement)


def test_a_link_of_another_program_makes_no_approval(
    ledger: Ledger, waiting: Run, gateway: Reissue, tmp_path: Path, effects: Effects
) -> None:
    """It may write any link, and has no key for a true one."""
    link = {"run_id": 1, "lease_id": 0, "n": 3, "kind": "approval", "about": 1, "number": 0, "prev": "", "hash": "h"}
    with raw(tmp_path / "ledger.db") as there:
        there.insert("link", link)
        for name in (" ADA ", "", " "):
            with pytest.raises(sqlite3.IntegrityError):
                there.do("update run set approved_by = ?, approved_at = 5", name)
        there.do("update run set approved_by = 'Grace', approved_at = 5")
    assert any("link 3 (approval 1/0)" in one for one in faults(ledger.database, 1))
    with pytest.raises(PlanRefusedError, match="--verify"):
        waiting.work(gateway)
    assert effects() == []


@pytest.mark.parametrize(
    ("rule", "change", "sentence"),
    [
        ("run_changed", "update run set approved_by = 'Eve'", "(approval 1/0): what it is about was changed"),
        ("run_changed", "update run set approved_at = 5", "(approval 1/0): what it is about was changed"),
        ("run_changed", "update run set approved_by = null, approved_at = null", "(approval 1/0): what it is about is"),
        ("run_changed", "update run set plan_digest = 'bb'", "(plan 1/0): what it is about was changed"),
        ("run_changed", "update run set started_by = 'Eve'", "(plan 1/0): what it is about was changed"),
        ("run_changed", "update run set source = 'other.csv'", "(plan 1/0): what it is about was changed"),
        ("run_changed", "update run set created_at = 5", "(plan 1/0): what it is about was changed"),
        ("run_changed", "update run set lines = 2", "(plan 1/0): what it is about was changed"),
        ("campaign_changed", "update campaign set name = 'other'", "(plan 1/0): what it is about was changed"),
        ("intent_changed", "update intent set reference = 'R-99' where id = 2", "(plan 1/0): what it is about was"),
        ("intent_changed", "update intent set account = 'a:b:' where id = 2", "(plan 1/0): what it is about was"),
        ("item_changed", "update item set line = 9 where line = 2", "(plan 1/0): what it is about was changed"),
        ("item_changed", "update item set reason = 'excluded' where line = 2", "(plan 1/0): what it is about was"),
        ("intent_changed", "update intent set body_digest = 'f' where id = 2", "(bodies 1/0): what it is about was"),
        ("link_deleted", "delete from link where kind = 'bodies'", "links before it are gone or changed"),
        ("link_deleted", "delete from link where kind = 'approval'", "the approval of run 1 has no link"),
        ("link_deleted", "delete from link where kind = 'plan'", "the plan of run 1 has no link"),
    ],
)
def test_what_was_approved_is_what_the_chain_has(
    ledger: Ledger,
    waiting: Run,
    gateway: Reissue,
    tmp_path: Path,
    rule: str,
    change: str,
    sentence: str,
    effects: Effects,
) -> None:
    waiting.approve("Grace", waiting.status().plan_digest)
    assert list(faults(ledger.database)) == []
    with raw(tmp_path / "ledger.db", foreign_keys=False) as there:
        behind(there, rule, change)
    assert any(sentence in one for one in faults(ledger.database))
    assert any(sentence in one for one in faults(ledger.database, 1))
    with pytest.raises(PlanRefusedError):
        waiting.work(gateway)
    assert effects() == []


def test_that_no_approval_was_wanted_is_not_said_afterwards(ledger: Ledger, waiting: Run, tmp_path: Path) -> None:
    with raw(tmp_path / "ledger.db") as there:
        behind(there, "run_changed", "update run set settings = '{}'")
    assert any("(plan 1/0): what it is about was changed" in one for one in faults(ledger.database))


@pytest.mark.parametrize(
    "change", ["amount = '1.00'", "currency = 'NGN'", "amount = null, currency = null", "body_digest = 'f'"]
)
def test_what_was_sent_is_over_what_it_was_over(
    ledger: Ledger, waiting: Run, gateway: Reissue, tmp_path: Path, change: str
) -> None:
    waiting.approve("Grace", waiting.status().plan_digest)
    assert waiting.work(gateway).progress.done == 3
    assert list(faults(ledger.database)) == []
    with raw(tmp_path / "ledger.db") as there:
        behind(there, "intent_changed", f"update intent set {change} where id = 3")
    assert any("(attempt 3/1): what it is about was changed" in one for one in faults(ledger.database))


def test_other_brakes_take_no_approval_away(ledger: Ledger, waiting: Run, gateway: Reissue) -> None:
    with pytest.raises(PlanRefusedError, match="approval of a second person") as refused:
        waiting.work(gateway, settings=FAST)
    assert waiting.status().plan_digest not in str(refused.value)
    waiting.approve("Grace", waiting.status().plan_digest)
    assert waiting.work(gateway, settings=replace(FAST, first=1)).progress.done == 1
    assert waiting.status().needs_approval
    assert waiting.work(gateway, settings=FAST).progress.done == 3
    assert list(faults(ledger.database)) == []


def test_a_later_run_of_the_campaign_leaves_the_chain_of_the_first(
    ledger: Ledger, gateway: Reissue, vendors: VendorServer, tmp_path: Path
) -> None:
    """What was refused may be planned again with another body, and with money that the file says now."""

    def fault(method: str, path: str) -> str | None:
        return "422" if method != "GET" else None

    line = "irembopay 880500000021", {"expires_at": in_days(60)}
    vendors.fault = fault
    approved = wish("update", settings=replace(FAST, needs_approval=True))
    first = ledger.start(rows(line), gateway, approved)
    first.approve("Grace", first.status().plan_digest)
    assert first.work(gateway).progress.refused == 1
    vendors.fault = None
    line = (
        "irembopay 880500000021",
        {"expires_at": in_days(61), "amount": Decimal(5000), "currency": "RWF"},
    )
    second = ledger.start(rows(line), gateway, approved)
    second.approve("Grace", second.status().plan_digest)
    assert second.work(gateway).progress.done == 1
    assert list(faults(ledger.database)) == []
    with raw(tmp_path / "ledger.db") as there:  # the body is that of the later run, which is compared
        behind(there, "intent_changed", "update intent set body_digest = 'f'")
    assert any("run 2, lease 0, link 2 (bodies 2/0)" in one for one in faults(ledger.database))
    assert not any("(bodies 1/0)" in one for one in faults(ledger.database))


@pytest.mark.parametrize("after", ["ended by its starter", "approved and done"])
def test_a_campaign_that_wanted_an_approval_goes_on_wanting_one(
    ledger: Ledger, gateway: Reissue, effects: Effects, after: str
) -> None:
    """An outside tester ended the run that waited, and started the same file without `--approval`."""
    approved = wish(settings=replace(FAST, needs_approval=True))
    first = ledger.start(rows("abillify R-1"), gateway, approved)
    if after == "approved and done":
        first.approve("Grace", first.status().plan_digest)
        first.work(gateway)
    else:
        first.pause("Ada", end=True)
    before = effects()
    for planned in (ledger.start, ledger.plan):
        with pytest.raises(PlanRefusedError, match="Run 1 of the campaign 2026-11 wanted the approval"):
            planned(rows("abillify R-1", "abillify R-2"), gateway, wish())
    assert effects() == before
    ledger.start(rows("abillify R-2"), gateway, wish(campaign="another")).work(gateway)
    second = ledger.start(rows("abillify R-3"), gateway, approved)
    assert second.status().waits


def test_a_second_person_sees_what_is_sent(ledger: Ledger, gateway: Reissue) -> None:
    """The report of what is planned named neither the new term nor that paid ones are meant, and both were approved."""
    term = in_days(60)
    settings = replace(FAST, needs_approval=True, even_if=("expired", "paid"))
    lines = ({"expires_at": term}, {"expires_at": term, "items": ITEMS})
    run = ledger.start(
        rows(*((f"irembopay 88050000003{n}", more) for n, more in enumerate(lines))),
        gateway,
        wish("update", settings=settings),
    )
    with ledger.database.reading() as connection:
        text = "\n".join(as_text(Report(connection, run.id), State.PLANNED))
        cells = list(csv.DictReader(io.StringIO("".join(as_csv(Report(connection, run.id))).lstrip("\ufeff"))))
        document = json.loads("".join(as_json(Report(connection, run.id))))
    assert "sent also where it is expired or paid" in text
    assert document["run"]["even_if"] == ["expired", "paid"]
    for number, told in enumerate(document["items"]):
        sends = json.loads(told["sends"])
        assert datetime.fromisoformat(sends["expires_at"]) == term
        assert ("items" in sends) is bool(number)
        assert f"    with {told['sends']}" in text
        assert json.loads(cells[number]["sends"]) == sends


def test_a_plan_is_not_approved_from_the_beginning(waiting: Run, tmp_path: Path) -> None:
    waiting.pause("Ada", end=True)
    columns = "campaign_id, verb, state, plan_digest, settings, lines, started_by, created_at, approved_by, approved_at"
    values = "1, 'resend', 'running', 'q', '{\"needs_approval\":true}', 1, 'Ada', 1, 'Grace', 5"
    with raw(tmp_path / "ledger.db") as there:
        for how in ("insert", "insert or ignore", "insert or replace"):
            with pytest.raises(sqlite3.IntegrityError):
                there.do(f"{how} into run ({columns}) values ({values})")


def test_a_kind_of_link_that_there_is_not_is_told(ledger: Ledger, waiting: Run, tmp_path: Path) -> None:
    link = {"run_id": 1, "lease_id": 0, "n": 3, "kind": "yes", "about": 1, "number": 0, "prev": "", "hash": "h"}
    with raw(tmp_path / "ledger.db") as there:
        there.insert("link", link)
    assert any("link 3 (yes 1/0)" in one for one in faults(ledger.database))


# --- given ---


def test_a_wrong_digest_is_not_answered_with_the_right_one(ledger: Ledger, waiting: Run) -> None:
    digest = waiting.status().plan_digest
    done = command("approve", "1", "--digest", "0" * 64, "--who", "Grace", "--ledger", str(ledger.path))
    assert done.exit_code == 2
    assert digest not in done.output and "report 1 --state planned" in done.output
    assert waiting.status().approved_by is None


def test_a_second_approval_is_refused_and_says_whose_the_first_is(ledger: Ledger, waiting: Run) -> None:
    digest = waiting.status().plan_digest
    first = waiting.approve(" Grace ", digest)
    assert (first.approved_by, first.approved_at is not None) == ("Grace", True)
    for who in ("Linus", "Grace"):
        with pytest.raises(PlanRefusedError, match="already, by Grace"):
            waiting.approve(who, digest)
    assert waiting.status() == first


def test_a_run_that_has_ended_is_not_approved(waiting: Run) -> None:
    waiting.pause("Ada", end=True)
    with pytest.raises(PlanRefusedError, match="has ended"):
        waiting.approve("Grace", waiting.status().plan_digest)
    assert not waiting.status().waits


@pytest.mark.parametrize("who", ["", " ", "\t\n"])
def test_nobody_does_nothing(ledger: Ledger, waiting: Run, who: str, tmp_path: Path) -> None:
    digest = waiting.status().plan_digest
    (tmp_path / "f.csv").write_text("provider,reference\nabillify,R-1\n")
    for words in (
        ["approve", "1", "--digest", digest],
        ["pause", "1"],
        ["decide", "1", "2", "--why", "seen", "--happened"],
        ["start", str(tmp_path / "f.csv"), "--campaign", "c"],
    ):
        done = command(*words, "--who", who, "--ledger", str(ledger.path))
        assert done.exit_code and "--who is empty" in str(done.exception), words
    for act in (lambda: waiting.approve(who, digest), lambda: waiting.pause(who)):
        with pytest.raises(InvalidArgumentError):
            act()
    assert waiting.status().approved_by is None


def test_status_and_report_say_who_must_do_what(ledger: Ledger, waiting: Run) -> None:
    told = command("status", "1", "--ledger", str(ledger.path))
    assert told.exit_code == 7
    assert "approval of a second person" in told.stdout and "reissue run approve 1 --digest" in told.stdout
    assert "resume" not in told.stdout
    with ledger.database.reading() as connection:
        text = "\n".join(as_text(Report(connection, 1)))
    assert "reissue run approve 1" in text and "resume 1 goes on" not in text
    assert waiting.status().plan_digest in text  # who looks at the plan finds the digest there
    waiting.approve("Grace", waiting.status().plan_digest)
    told = command("status", "1", "--ledger", str(ledger.path))
    assert "next: reissue run resume 1" in told.stdout
    with ledger.database.reading() as connection:
        assert "approved by Grace 20" in "\n".join(as_text(Report(connection, 1)))


# --- after the yes ---


def test_what_was_approved_is_not_widened_after_it(
    ledger: Ledger, gateway: Reissue, vendors: VendorServer, effects: Callable[[], list[str]]
) -> None:
    vendors.statuses["R-71"] = "paid"
    run = ledger.start(rows("abillify R-71"), gateway, wish(settings=replace(FAST, needs_approval=True)))
    run.approve("Grace", run.status().plan_digest)
    run.work(gateway, settings=replace(FAST, even_if=("paid",)))
    assert effects() == []


def test_a_wish_for_an_approval_that_was_erased_is_met(ledger: Ledger, gateway: Reissue) -> None:
    run = ledger.start(rows("abillify R-72"), gateway, wish(settings=replace(FAST, needs_approval=True)))
    with closing(sqlite3.connect(ledger.path)) as other:
        other.execute("drop trigger run_changed")
        other.execute(
            "update run set settings = replace(settings, '\"needs_approval\":true', '\"needs_approval\":false')"
        )
        other.commit()
    with pytest.raises(PlanRefusedError, match="not the one that was written"):
        run.work(gateway)


def test_what_even_if_says_is_part_of_the_digest(ledger: Ledger, gateway: Reissue) -> None:
    plans = [
        ledger.plan(rows("abillify R-73"), gateway, wish(settings=replace(FAST, even_if=one)))
        for one in ((), ("paid",))
    ]
    assert plans[0].digest != plans[1].digest


@pytest.mark.parametrize("who", ["Ada\u200b", "\uff21da", "ADA", " Ada ", "Ad\u00ada"])
def test_a_name_that_is_read_as_the_starters_is_no_second_person(ledger: Ledger, gateway: Reissue, who: str) -> None:
    run = ledger.start(rows("abillify R-74"), gateway, wish(settings=replace(FAST, needs_approval=True)))
    with pytest.raises(ReissueError):
        run.approve(who, run.status().plan_digest)


def test_a_starter_has_a_name_that_can_be_read(ledger: Ledger, gateway: Reissue) -> None:
    """Else the same person comes back with the plain one, and is a second person."""
    with pytest.raises(InvalidArgumentError, match="nobody sees"):
        ledger.start(rows("abillify R-75"), gateway, replace(wish(), who="Ad\u200ba"))
