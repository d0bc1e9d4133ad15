"""What is forgotten is gone from the file, what stays makes sure that nothing is sent again, and what is known can be told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from reissue import Reissue
from reissue.cli.app import build
from reissue_ledger.clock import micros
from reissue_ledger.errors import LedgerError
from reissue_ledger.ledger import Ledger
from reissue_ledger.privacy import PeriodError, export, moment_before, purge
from reissue_ledger.reporting.verify import faults, heads
from reissue_ledger.run import Run
from reissue_ledger.store.database import Database
from reissue_ledger.store.schema import State, attempt, body, decision, delivery, event, intent, item
from reissue_ledger.store.transitions import is_purged
from tests.ledger.conftest import in_days, rows, wish
from tests.ledger.raw_ledger import raw
from tests.ledger.vendor_server import VendorServer

NOW = in_days(1000)
"""Long after all that the tests do."""
GIVEN = (
    "irembopay T-77777701",
    "paypen TX77777702",
    "abillify R-77777703",
    "abillify R-77777704",
    "irembopay 880577777705",
)
SECRETS = ("77777701", "TX77777702", "R-77777703", "R-77777704", "880577777705", "Ada Lovelace", "seen in her mail")
Effects = Callable[[], list[str]]


def fault(method: str, path: str) -> str | None:
    """One is refused, one is unknown."""
    if method == "GET":
        return None
    return "422" if "R-77777703" in path else "after" if "R-77777704" in path else None


@pytest.fixture
def run(ledger: Ledger, gateway: Reissue, vendors: VendorServer) -> Run:
    """A run in which one was done under another name, one was replaced, one refused, one decided by a person, one skipped."""
    vendors.fault = fault
    vendors.statuses["880577777705"] = "PAID"
    made = ledger.start(rows(*GIVEN, "irembopay 880577777701"), gateway, wish())
    made.work(gateway)
    (unknown,) = made.items(state=State.UNKNOWN)
    made.decide(unknown.line, State.DONE, who="Ada Lovelace", why="seen in her mail")
    return made


def bytes_of(ledger: Ledger) -> bytes:
    """All that lies on the disk of a ledger."""
    files = [path for path in ledger.path.parent.rglob(f"{ledger.path.name}*") if path.is_file()]
    return b"".join(
        path.read_bytes() for path in [*files, *ledger.path.with_name(f"{ledger.path.name}.runs").iterdir()]
    )


def all_of(ledger: Ledger, table: Any) -> list[Any]:
    with ledger.database.reading() as connection:
        return list(connection.execute(select(table)).all())


# --- what is gone ---


def test_the_text_is_gone_from_the_file_and_its_log(ledger: Ledger, run: Run) -> None:
    before = bytes_of(ledger)
    assert all(text.encode() in before for text in SECRETS)
    told = purge(ledger.database, NOW, NOW)
    assert (told.items, told.left, told.scrubbed) == (6, {}, True)
    after = bytes_of(ledger)
    assert [text for text in SECRETS if text.encode() in after] == []


def test_what_is_gone_and_what_stays(ledger: Ledger, run: Run) -> None:
    before, chains = all_of(ledger, intent), list(heads(ledger.database))
    purge(ledger.database, NOW, NOW)
    after = all_of(ledger, intent)
    for old, new in zip(before, after, strict=True):
        assert is_purged(new.reference) and (new.object_id is None or is_purged(new.object_id))
        same = (
            "id",
            "campaign_id",
            "account",
            "verb",
            "nth",
            "state",
            "body_digest",
            "key",
            "amount",
            "currency",
            "changed_at",
        )
        assert [getattr(old, name) for name in same] == [getattr(new, name) for name in same]
    assert all_of(ledger, body) == []
    (made,) = all_of(ledger, decision)
    assert is_purged(made.who) and is_purged(made.why) and made.means == "person"
    assert all(one.request_id is None or is_purged(one.request_id) for one in all_of(ledger, attempt))
    reasons = sorted(one.reason for one in (*after, *all_of(ledger, item)) if one.reason)
    assert [reason.partition("purged:")[0] for reason in reasons] == [
        "UnprocessableEntity, HTTP 422",
        "it is paid",
        "person: ",
        "replaced by ",
        "the same invoice as ",
    ]
    assert list(faults(ledger.database)) == []
    assert list(heads(ledger.database)) == chains
    assert run.status().started_by == "Ada"


def test_a_purge_happens_once_and_its_chains_stay_whole(ledger: Ledger, run: Run) -> None:
    purge(ledger.database, NOW, NOW)
    first = all_of(ledger, intent)
    told = purge(ledger.database, NOW, NOW)
    assert (told.items, told.decisions, told.reasons) == (0, 0, 0)
    assert all_of(ledger, intent) == first
    assert ledger.faults() == []


def test_a_dry_run_changes_nothing_and_counts_the_same(ledger: Ledger, run: Run) -> None:
    before = all_of(ledger, intent), all_of(ledger, body), all_of(ledger, decision)
    counted = purge(ledger.database, NOW, NOW, dry_run=True)
    assert (all_of(ledger, intent), all_of(ledger, body), all_of(ledger, decision)) == before
    told = purge(ledger.database, NOW, NOW)
    names = ("items", "bodies", "attempts", "decisions", "deliveries", "left")
    assert [getattr(counted, name) for name in names] == [getattr(told, name) for name in names]


def test_what_changed_later_is_left(ledger: Ledger, run: Run) -> None:
    assert purge(ledger.database, datetime.now(UTC) - timedelta(days=1), NOW).items == 0
    assert not any(is_purged(one.reference) for one in all_of(ledger, intent))


def test_what_has_not_ended_is_left_and_counted(ledger: Ledger, gateway: Reissue, vendors: VendorServer) -> None:
    vendors.fault = lambda method, path: "after" if method == "POST" else None
    ledger.start(rows("abillify R-77777703"), gateway, wish()).work(gateway)
    ledger.start(rows("abillify R-77777704"), gateway, wish(campaign="other"))
    told = purge(ledger.database, NOW, NOW)
    assert (told.items, told.left) == (0, {"unknown": 1, "planned": 1})
    assert {one.reference for one in all_of(ledger, intent)} == {"R-77777703", "R-77777704"}
    assert len(all_of(ledger, body)) == 2


def test_a_reason_names_what_is_there_alone(ledger: Ledger, run: Run) -> None:
    """The other item changed later, and is left; it does not keep the name of the one that is gone."""
    with raw(ledger.path) as there:
        there.plan(90, campaign_id=1, account="irembopay:x:", reference="later", changed_at=micros(NOW))
        there.insert("item", {"run_id": 1, "line": 900, "intent_id": 90, "reason": "the same invoice as gone"})
        there.insert("item", {"run_id": 1, "line": 901, "intent_id": 90, "reason": "the same invoice as later"})
    assert purge(ledger.database, NOW, NOW).reasons >= 1
    told = {one.line: one.reason for one in all_of(ledger, item)}
    assert told[900].startswith("the same invoice as purged:")
    assert told[901] == "the same invoice as later"


def test_deliveries_lose_their_text_when_somebody_has_read_them(ledger: Ledger) -> None:
    old = micros(NOW - timedelta(days=31))
    values = {"account": "qorepay:live:", "digest": "d", "raw": b"{}", "headers": "{}", "next_at": 0}
    with ledger.database.writing() as connection:
        for state, at in (("read", old), ("waiting", old), ("waiting", old), ("read", micros(NOW))):
            connection.execute(delivery.insert().values(state=state, received_at=at, **values))
        connection.execute(delivery.update().where(delivery.c.id == 3).values(state="poison"))
    told = purge(ledger.database, NOW - timedelta(days=90), NOW)
    assert (told.deliveries, told.waiting) == (1, 2)
    assert [(one.raw, one.headers) for one in all_of(ledger, delivery)] == [
        (None, None), (b"{}", "{}"), (b"{}", "{}"), (b"{}", "{}")
    ]  # fmt: skip


def test_a_reader_that_holds_the_file_is_told(ledger: Ledger, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reissue_ledger.store.engines.PATIENCE", 0.2)
    impatient = Database(ledger.path, live=False)
    with raw(ledger.path) as there:
        there.do("begin")
        there.rows("intent")
        told = purge(impatient, NOW, NOW)
        assert (told.items, told.scrubbed) == (6, False)
        there.do("commit")
    assert purge(impatient, NOW, NOW).scrubbed
    impatient.close()
    assert [text for text in SECRETS if text.encode() in bytes_of(ledger)] == []


def test_a_copy_of_an_older_version_is_named(ledger: Ledger, run: Run) -> None:
    copy = ledger.path.with_name("ledger.db.version-1")
    copy.write_bytes(b"")
    assert purge(ledger.database, NOW, NOW).backups == [str(copy)]


# --- nothing is sent again ---


@pytest.mark.parametrize("verb", ["reissue", "resend"])
@pytest.mark.parametrize("names", [GIVEN, ("irembopay 880577777701", "paypen TX77777702N"), (*GIVEN[2:], *GIVEN[:2])])
def test_the_same_file_after_a_purge_sends_nothing(
    ledger: Ledger,
    gateway: Reissue,
    effects: Effects,
    vendors: VendorServer,
    run: Run,
    names: tuple[str, ...],
    verb: str,
) -> None:
    purge(ledger.database, NOW, NOW)
    vendors.fault = None
    sent = effects()
    if verb == "resend":
        names = tuple(name for name in names if name.startswith("abillify"))
        if not names:
            return
    again = ledger.start(rows(*names), gateway, wish(verb))
    again.work(gateway)
    assert {one.state for one in again.items()} == {State.SKIPPED}
    assert effects() == sent
    assert not any(one.reference in SECRETS for one in again.items())
    assert list(faults(ledger.database)) == []


def test_what_was_refused_and_purged_is_not_planned_by_its_old_run(
    ledger: Ledger, gateway: Reissue, effects: Effects, vendors: VendorServer
) -> None:
    vendors.fault = lambda method, path: "429" if method == "POST" else None
    run = ledger.start(rows("abillify R-77777703"), gateway, wish())
    run.work(gateway)
    with raw(ledger.path) as there:
        there.do("update run set state = 'paused'")
    assert run.status().progress.refused == run.status().advised_repeat == 1
    purge(ledger.database, NOW, NOW)
    assert run.status().advised_repeat == 0
    vendors.fault = None
    run.work(gateway)
    assert [one.state for one in run.items()] == [State.REFUSED]
    assert effects() == []


def test_an_alias_learnt_in_another_campaign_counts_after_a_purge(
    ledger: Ledger, gateway: Reissue, effects: Effects
) -> None:
    """The old campaign knows the invoice by its number; only the new one learnt that `T-` is another name of it."""
    ledger.start(rows("irembopay 880577777701"), gateway, wish(campaign="old")).work(gateway)
    purge(ledger.database, NOW, NOW)
    ledger.start(rows("irembopay T-77777701"), gateway, wish(campaign="new")).work(gateway)
    sent = effects()
    plan = ledger.plan(rows("irembopay T-77777701"), gateway, wish(campaign="old"))
    assert (plan.send, plan.skip) == (0, 1)
    ledger.start(rows("irembopay T-77777701"), gateway, wish(campaign="old")).work(gateway)
    assert effects() == sent


def test_a_second_sending_that_is_wished_is_sent(ledger: Ledger, gateway: Reissue, effects: Effects, run: Run) -> None:
    purge(ledger.database, NOW, NOW)
    before = len(effects())
    again = ledger.start(rows(("paypen TX77777702", {"again": "the payer asked"})), gateway, wish())
    again.work(gateway)
    assert ([one.state for one in again.items()], len(effects())) == ([State.DONE], before + 1)
    assert ledger.faults() == []


def test_no_line_may_be_called_like_what_is_purged(ledger: Ledger, gateway: Reissue, run: Run) -> None:
    from reissue.errors import InvalidArgumentError
    from reissue_ledger.identity import canonical

    purge(ledger.database, NOW, NOW)
    with pytest.raises(InvalidArgumentError, match="what a purge left"):
        canonical(all_of(ledger, intent)[0].reference)


# --- what is known of one ---


def test_all_of_one_invoice_is_told_by_each_of_its_names(ledger: Ledger, gateway: Reissue, run: Run) -> None:
    ledger.start(rows("irembopay T-77777701"), gateway, wish(campaign="later")).work(gateway)
    with ledger.database.writing() as connection:
        values = {"account": "irembopay:x:", "state": "kept", "kind": "paid_in", "proof": "signature"}
        values |= {"received_at": 1, "next_at": 1}
        for name in ("880577777701", "8805777777010"):
            told = json.dumps({"invoiceNumber": name})
            connection.execute(event.insert().values(transition=f"{name}/PAID", told=told, **values))
            raw_told = {"account": "irembopay:x:", "digest": "d", "raw": told.encode(), "state": "read"}
            connection.execute(delivery.insert().values(received_at=1, next_at=1, **raw_told))
    for name in ("T-77777701", "880577777701"):
        told = export(ledger.database, name, None, NOW)
        assert [one["campaign"] for one in told["intents"]] == ["2026-11", "2026-11", "later"]
        assert sorted(len(one["attempts"]) for one in told["intents"]) == [0, 1, 1]
        assert [one["transition"] for one in told["events"]] == ["880577777701/PAID"]
        assert len(told["deliveries"]) == 1
        json.dumps(told)
    assert export(ledger.database, "R-7777770", None, NOW)["intents"] == []
    assert export(ledger.database, "T-77777701", "paypen", NOW)["intents"] == []
    assert len(export(ledger.database, "T-77777701", "irembopay", NOW)["intents"]) == 3


@pytest.mark.parametrize("form", ["json", "text"])
def test_what_names_another_payer_is_not_told(ledger: Ledger, gateway: Reissue, form: str) -> None:
    """An outside tester: the deliveries of `ORD-1.b`, `A/ORD-1` and `ORD-1 bis` came with those of `ORD-1`."""
    others = ("ORD-1.b", "A/ORD-1", "ORD-10", "XORD-1", "ord-1", "ORD-1-2", *(["ORD-1 bis"] if form == "json" else []))
    with ledger.database.writing() as connection:
        for number, name in enumerate(("ORD-1", *others)):
            told = {"data": [{"transactionId": name, "email": f"{number}@example.org"}]}
            raw = json.dumps(told) if form == "json" else f"the order {name}, of {number}@example.org."
            values = {"account": "irembopay:x:", "digest": f"d{number}", "raw": raw.encode(), "state": "read"}
            connection.execute(delivery.insert().values(received_at=1, next_at=1, **values))
    found = export(ledger.database, "ORD-1", None, NOW)["deliveries"]
    assert ["0@example.org" in one["raw"] for one in found] == [True]


def test_a_number_of_json_names_it_too(ledger: Ledger) -> None:
    with ledger.database.writing() as connection:
        for number, raw in enumerate((b'{"id": 8805}', b'{"id": 88050}', b'{"8805": 1}', b"[" * 100_000)):
            values = {"account": "irembopay:x:", "digest": f"d{number}", "raw": raw, "state": "read"}
            connection.execute(delivery.insert().values(received_at=1, next_at=1, **values))
    assert len(export(ledger.database, "8805", None, NOW)["deliveries"]) == 2


def test_what_is_purged_is_found_by_its_digest(ledger: Ledger, run: Run) -> None:
    before = export(ledger.database, "R-77777704", None, NOW)["intents"]
    purge(ledger.database, NOW, NOW)
    (after,) = export(ledger.database, "R-77777704", None, NOW)["intents"]
    assert (after["id"], after["state"]) == (before[0]["id"], "done")
    assert is_purged(after["reference"]) and is_purged(after["decisions"][0]["who"])
    assert before[0]["decisions"][0]["who"] == "Ada Lovelace"


# --- the commands ---


@pytest.fixture
def on_the_shell(ledger: Ledger, run: Run) -> Iterator[Callable[..., Any]]:
    yield lambda *words: CliRunner().invoke(build("ledger"), ["ledger", *words, "--ledger", str(ledger.path)])


def test_purge_says_what_it_does(on_the_shell: Callable[..., Any], ledger: Ledger) -> None:
    done = on_the_shell("purge", "--before", "0d", "--dry-run")
    assert done.exit_code == 0 and "6 items that changed before" in done.stdout and "would be purged" in done.stdout
    asked = on_the_shell("purge", "--before", "0d")
    assert "nobody is there to ask" in str(asked.exception)
    assert not any(is_purged(one.reference) for one in all_of(ledger, intent))
    done = on_the_shell("purge", "--before", "0d", "--yes", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["purged"] | {"before": ""} == {
        "before": "", "dry_run": False, "items": 6, "bodies": 3, "attempts": 0, "decisions": 1, "reasons": 0, "deliveries": 0,
        "left": {}, "waiting": 0, "scrubbed": True, "backups": [],
    }  # fmt: skip


def test_export_writes_a_file_for_its_owner(on_the_shell: Callable[..., Any], tmp_path: Path) -> None:
    assert on_the_shell("export", "--reference", "R-77777704", "--out", str(tmp_path / "out")).exit_code == 0
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o600
    assert len(json.loads((tmp_path / "out").read_text())["intents"]) == 1
    assert json.loads(on_the_shell("export", "--reference", "nobody").stdout)["intents"] == []


@pytest.mark.parametrize("text", ["", "90", "d", "-1d", "1.5d", "yesterday", "2026-13-01", "2026-11-01T10:00"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(PeriodError):
        moment_before(text, NOW)
    assert issubclass(PeriodError, LedgerError)


def test_moments() -> None:
    assert moment_before("90d", NOW) == NOW - timedelta(days=90)
    assert moment_before("2026-11-01", NOW) == datetime(2026, 11, 1, tzinfo=UTC)
    assert moment_before("2026-11-01T10:00Z", NOW) == datetime(2026, 11, 1, 10, tzinfo=UTC)


def test_what_is_deleted_is_overwritten(ledger: Ledger, gateway: Reissue) -> None:
    """What is sent for somebody is not kept after it was sent, nor in free pages of the file."""
    ledger.start(rows("abillify R-1"), gateway, wish()).work(gateway)
    assert all_of(ledger, body) == []
    with ledger.database.reading() as connection:
        assert connection.exec_driver_sql("pragma secure_delete").scalar() == 1
