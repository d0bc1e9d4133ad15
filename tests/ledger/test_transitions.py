"""What the database refuses, whoever asks: every pair of states, and each way around them that SQLite knows.

All of it is asked through `sqlite3` alone, as another program would, with foreign keys on and off and no other pragma.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from reissue_ledger.store.schema import State
from reissue_ledger.store.transitions import LEGAL, is_purged
from tests.ledger.raw_ledger import CLAIM, DIGEST, INTENT, KEY, Raw, made, raw

TABLES = ("intent", "item", "attempt", "decision", "link", "body", "campaign", "run", "lease", "meta", "event")
OTHER = "purged:" + "0b" * 32


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("transitions") / "ledger.db"
    made(path)
    return path


@pytest.fixture(params=[True, False], ids=["foreign keys", "no foreign keys"])
def there(request: pytest.FixtureRequest, template: Path, tmp_path: Path) -> Iterator[Raw]:
    shutil.copy(template, tmp_path / "ledger.db")
    with raw(tmp_path / "ledger.db", foreign_keys=request.param) as opened:
        yield opened


def refused(there: Raw, statement: str, *values: object) -> None:
    """The database itself refuses it, and nothing has changed."""
    before = [there.rows(table) for table in TABLES]
    with pytest.raises(sqlite3.IntegrityError):
        there.do(statement, *values)
    assert [there.rows(table) for table in TABLES] == before


# --- pairs of states ---


def everything_right(there: Raw, before: State, after: State) -> str:
    """All that a change to this state could want is there; what to set."""
    if before is State.UNKNOWN and after in (State.DONE, State.REFUSED, State.MOOT):
        there.decide(after)
    claims = after is State.SENDING and before is not State.SENDING
    return CLAIM if claims else f"state = '{after}', reason = 'excluded', changed_at = 8"


@pytest.mark.parametrize(("before", "after"), [pair for pair in product(State, State) if pair[0] is not pair[1]])
@pytest.mark.parametrize("how", ["update", "update or ignore", "update or replace"])
def test_exactly_the_legal_changes_pass(there: Raw, before: State, after: State, how: str) -> None:
    there.bring(before)
    change = everything_right(there, before, after)
    statement = f"{how} intent set {change} where id = 1"
    if (before, after) in LEGAL:
        there.do(statement)
        assert there.state() == after
    else:
        refused(there, statement)


@pytest.mark.parametrize(("before", "after"), list(product(State, State)))
def test_no_upsert_and_no_replace_changes_what_is_there(there: Raw, before: State, after: State) -> None:
    there.bring(before)
    columns, marks = ", ".join(INTENT), ", ".join("?" * len(INTENT))
    row = {**INTENT, "state": str(after)}
    for begin in ("insert", "insert or replace", "insert or ignore", "replace"):
        refused(there, f"{begin} into intent ({columns}) values ({marks})", *row.values())
        refused(
            there, f"{begin} into intent (id, {columns}) values (1, {marks})", *{**row, "reference": "R-9"}.values()
        )
    where = "(campaign_id, period, account, verb, reference, nth)"
    for act in ("do nothing", f"do update set state = '{after}'"):
        refused(there, f"insert into intent ({columns}) values ({marks}) on conflict {where} {act}", *row.values())
        refused(there, f"insert into intent (id, {columns}) values (1, {marks}) on conflict (id) {act}", *row.values())


@pytest.mark.parametrize("state", list(State))
def test_an_intent_begins_planned_or_skipped(there: Raw, state: State) -> None:
    row = {**INTENT, "state": str(state), "reason": "excluded"}
    if state in (State.PLANNED, State.SKIPPED):
        there.insert("intent", row)
        assert there.state() == state
        return
    for how in ("insert", "insert or ignore", "insert or replace"):
        with pytest.raises(sqlite3.IntegrityError):
            there.insert("intent", row, how)


@pytest.mark.parametrize(
    "more",
    [
        {"attempts": 1},
        {"attempts": None},
        {"sending_at": 1},
        {"lease_id": 1},
        {"key_at": 1},
        {"state": None},
        {"state": "skipped"},
        {"state": "skipped", "reason": "  "},
        {"state": "SENDING"},
        {"reference": DIGEST},
        {"object_id": DIGEST},
    ],
    ids=str,
)
@pytest.mark.parametrize("how", ["insert", "insert or ignore", "insert or replace"])
def test_a_new_intent_has_no_past(there: Raw, more: dict[str, object], how: str) -> None:
    """Also `or ignore` says so: a line that is lost without a word would never be sent."""
    with pytest.raises(sqlite3.IntegrityError):
        there.insert("intent", {**INTENT, **more}, how)
    assert there.rows("intent") == []


# --- what a change of state wants ---


@pytest.mark.parametrize(
    "change",
    [
        CLAIM.replace("lease_id = 1", "lease_id = 2"),
        CLAIM.replace("lease_id = 1", "lease_id = 99"),
        CLAIM.replace("lease_id = 1", "lease_id = null"),
        CLAIM.replace("attempts + 1", "attempts"),
        CLAIM.replace("attempts + 1", "attempts + 2"),
        CLAIM.replace("attempts + 1", "attempts - 1"),
        CLAIM.replace("sending_at = 5", "sending_at = null"),
        CLAIM.replace("coalesce(key_at, 5)", "null"),
        CLAIM + ", verb = 'cancel'",
        CLAIM + ", reference = 'R-2'",
    ],
)
@pytest.mark.parametrize("before", [State.PLANNED, State.UNKNOWN])
def test_a_claim_wants_a_live_lease_one_more_attempt_and_its_moment(there: Raw, before: State, change: str) -> None:
    there.bring(before)
    refused(there, f"update intent set {change} where id = 1")


@pytest.mark.parametrize("change", [", key = 'other'", ", key = null", ", key_at = 6", ", key_at = key_at + 1"])
def test_what_is_unknown_is_repeated_with_its_own_key_alone(there: Raw, change: str) -> None:
    there.bring(State.UNKNOWN)
    claim = CLAIM.removesuffix(", key_at = coalesce(key_at, 5)")
    refused(there, f"update intent set {claim}{change} where id = 1")


def test_what_is_unknown_and_has_no_key_is_not_repeated(there: Raw) -> None:
    there.bring(State.UNKNOWN, key=None)
    refused(there, f"update intent set {CLAIM} where id = 1")
    refused(there, f"update intent set {CLAIM}, key = 'new' where id = 1")


def test_a_key_whose_first_use_is_not_written_is_no_key(there: Raw) -> None:
    there.plan()
    refused(there, "update intent set state = 'sending', attempts = 1, lease_id = 1, sending_at = 5 where id = 1")
    refused(there, "update intent set key_at = 5 where id = 1")


@pytest.mark.parametrize("verdict", [State.DONE, State.REFUSED, State.MOOT])
def test_what_is_unknown_ends_by_a_decision_of_that_verdict_once(there: Raw, verdict: State) -> None:
    there.bring(State.UNKNOWN)
    refused(there, f"update intent set state = '{verdict}' where id = 1")
    others = [one for one in (State.DONE, State.REFUSED, State.MOOT) if one is not verdict]
    there.decide(verdict)
    for other in others:
        refused(there, f"update intent set state = '{other}' where id = 1")
    there.do(f"update intent set state = '{verdict}' where id = 1")
    assert there.connection.execute("select applied from decision").fetchall() == [(1,)]


def test_a_decision_counts_for_one_time_of_not_knowing(there: Raw) -> None:
    there.bring(State.UNKNOWN)
    there.decide(State.REFUSED)
    there.do("update intent set state = 'refused' where id = 1")
    there.do("update intent set state = 'planned' where id = 1")
    there.claim()
    there.end("unknown")
    refused(there, "update intent set state = 'refused' where id = 1")
    refused(there, "update decision set applied = 0")
    there.decide(State.DONE)
    there.claim()  # a repeat makes stale what was decided before it
    there.end("unknown")
    refused(there, "update intent set state = 'done' where id = 1")


@pytest.mark.parametrize("state", [one for one in State if one is not State.UNKNOWN])
@pytest.mark.parametrize("verdict", ["done", "refused", "moot"])
def test_nothing_is_decided_beforehand(there: Raw, state: State, verdict: str) -> None:
    there.bring(state)
    with pytest.raises(sqlite3.IntegrityError):
        there.decide(verdict)


def test_a_decision_of_another_intent_decides_nothing(there: Raw) -> None:
    there.bring(State.UNKNOWN)
    there.bring(State.UNKNOWN, 2, reference="R-2")
    there.decide(State.DONE, 2)
    refused(there, "update intent set state = 'done' where id = 1")


def test_a_decision_is_whole(there: Raw) -> None:
    there.bring(State.UNKNOWN)
    row = {
        "intent_id": 1,
        "run_id": 1,
        "verdict": "done",
        "means": "m",
        "evidence": "e",
        "who": "w",
        "why": "y",
        "at": 1,
    }
    for more in (
        {"applied": 1},
        {"applied": 2},
        {"applied": -1},
        {"verdict": "sending"},
        {"verdict": "again"},
        {"intent_id": 99},
        {"intent_id": None},
    ):
        for how in ("insert", "insert or ignore", "insert or replace"):
            with pytest.raises(sqlite3.IntegrityError):
                there.insert("decision", {**row, **more}, how)
    there.insert("decision", {**row, "verdict": "again", "applied": 1})


# --- what stays ---


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize(
    "change",
    [
        "id = 7",
        "campaign_id = 2",
        "period = 'p'",
        "account = 'qorepay:other:'",
        "verb = 'cancel'",
        "nth = 1",
        "body_digest = 'e'",
        "reference = 'R-2'",
        "reference = null",
        "reference = 'purged:abc'",
        f"reference = '{DIGEST.upper()}'",
        f"reference = '{DIGEST}0'",
        "attempts = attempts - 1",
        "attempts = attempts + 1",
        "lease_id = 2",
        "sending_at = 1",
        "state = null",
        "state = 'SENDING'",
        "key_at = 6",
    ],
)
@pytest.mark.parametrize("how", ["update", "update or ignore", "update or replace"])
def test_an_intent_keeps_what_it_is(there: Raw, state: State, change: str, how: str) -> None:
    there.bring(state)
    refused(there, f"{how} intent set {change} where id = 1")


@pytest.mark.parametrize("state", [State.SENDING, State.UNKNOWN, State.DONE, State.MOOT])
@pytest.mark.parametrize("change", ["key = 'other'", "key = null", "key_at = null", "amount = '1'", "currency = 'EUR'"])
def test_what_was_sent_keeps_its_key_and_its_money(there: Raw, state: State, change: str) -> None:
    there.bring(state)
    refused(there, f"update intent set {change} where id = 1")


def test_an_older_key_gets_no_longer_life(there: Raw) -> None:
    there.bring(State.REFUSED)
    refused(there, "update intent set key_at = 500 where id = 1")
    refused(there, "update intent set key_at = null where id = 1")
    there.do("update intent set state = 'planned', key = 'fresh', key_at = null where id = 1")


@pytest.mark.parametrize("state", [State.DONE, State.MOOT])
@pytest.mark.parametrize(
    "change", ["reason = 'x'", "advice = 'x'", "changed_at = 99", "object_id = 'X'", "amount = null, currency = null"]
)
def test_what_has_ended_stays(there: Raw, state: State, change: str) -> None:
    there.bring(state)
    refused(there, f"update intent set {change} where id = 1")


@pytest.mark.parametrize("state", list(State))
def test_an_object_is_not_forgotten(there: Raw, state: State) -> None:
    there.bring(state, object_id="O-1")
    refused(there, "update intent set object_id = null where id = 1")
    refused(
        there,
        "update intent set object_id = 'purged:short' where id = 1"
        if state in (State.DONE, State.MOOT)
        else f"update intent set object_id = '{DIGEST}', state = 'planned' where id = 1",
    )


@pytest.mark.parametrize("how", ["update", "update or ignore", "update or replace"])
def test_no_change_takes_the_place_of_another_intent(there: Raw, how: str) -> None:
    """`or replace` would delete the other one, and no trigger of a deletion would fire."""
    there.bring(State.DONE, object_id="O-1")
    there.plan(2, reference="R-2")
    refused(there, f"{how} intent set object_id = 'O-1' where id = 2")
    refused(there, f"{how} intent set object_id = 'O-1'")
    refused(there, f"{how} intent set id = 1 where id = 2")
    there.bring(State.DONE, 3, reference="R-3")
    there.do(f"update intent set reference = '{DIGEST}' where id = 1")
    refused(there, f"{how} intent set reference = '{DIGEST}' where id = 3")


@pytest.mark.parametrize("state", list(State))
def test_nothing_is_deleted(there: Raw, state: State) -> None:
    there.bring(state)
    link = {"run_id": 1, "lease_id": 1, "n": 1, "kind": "attempt", "about": 1, "number": 1, "prev": "", "hash": "h"}
    there.insert("link", link)
    for table in TABLES:
        if table == "meta":
            refused(there, "delete from meta where name = 'digest_key'")
        elif table != "body" and there.rows(table):
            refused(there, f"delete from {table}")
    if state in (State.PLANNED, State.SENDING, State.UNKNOWN):
        refused(there, "delete from body")


def test_a_body_is_the_one_that_was_planned(there: Raw) -> None:
    there.plan()
    refused(there, "update body set body = '{\"until\": 1}'")
    for how in ("insert or replace", "insert or ignore", "replace"):
        refused(there, f"{how} into body (intent_id, body) values (1, 'other')")
    refused(there, "insert into body (intent_id, body) values (99, 'other')")


@pytest.mark.parametrize(
    "statement",
    [
        "update campaign set name = 'other'",  # its invoices would be sent again under the old name
        "replace into campaign (id, name, created_at) values (1, 'other', 1)",
        "replace into campaign (id, name, created_at) values (2, '2026-11', 1)",
        "update run set campaign_id = 2",
        "update run set plan_digest = 'q'",
        "update run set lines = 2",
        "replace into run (id, campaign_id, verb, state, plan_digest, settings, lines, started_by, created_at) "
        "values (1, 1, 'resend', 'running', 'q', '{}', 1, 'Ada', 1)",
        "insert or replace into run (campaign_id, verb, state, plan_digest, settings, lines, started_by, created_at) "
        "values (1, 'resend', 'running', 'q', '{}', 1, 'Ada', 1)",
        "insert or ignore into run (campaign_id, verb, state, plan_digest, settings, lines, started_by, created_at) "
        "values (1, 'resend', 'paused', 'q', '{}', 1, 'Ada', 1)",
        "update lease set ended_at = null where id = 2",
        "update lease set ended_at = 3 where id = 2",
        "update lease set run_id = 2",
        "update lease set epoch = 1 where id = 2",
        "update or replace lease set epoch = 1 where id = 2",
        "replace into lease (run_id, owner, epoch, taken_at) values (1, 'x', 0, 1)",
        "replace into lease (id, run_id, owner, epoch, taken_at) values (2, 1, 'x', 7, 1)",
        "update meta set value = 'live' where name = 'kind'",
        "update meta set name = 'kind' where name = 'opened_at'",
        "replace into meta (name, value) values ('digest_key', '00')",
        "insert or ignore into meta (name, value) values ('kind', 'live')",
        "replace into item (run_id, line, intent_id) values (1, 2, 1)",
        "insert or ignore into item (run_id, line, intent_id) values (1, 2, 1)",
        "insert into item (run_id, line, intent_id) values (1, 3, 99)",
        "update item set line = 9",
        "update item set intent_id = 9",
        "update item set run_id = 9",
        "update item set reason = 'x'",
    ],
)
def test_what_is_around_an_intent_stays(there: Raw, statement: str) -> None:
    there.bring(State.DONE)
    refused(there, statement)


@pytest.mark.parametrize("how", ["update", "update or ignore", "update or replace"])
def test_a_second_run_of_a_campaign_takes_no_place(there: Raw, how: str) -> None:
    there.do("update run set state = 'ended' where id = 1")
    columns = "campaign_id, verb, state, plan_digest, settings, lines, started_by, created_at"
    there.do(f"insert into run ({columns}) values (1, 'resend', 'running', 'q', '{{}}', 1, 'Ada', 1)")
    refused(there, f"{how} run set state = 'running' where id = 1")


# --- attempts and links ---


def test_an_attempt_belongs_to_what_is_being_sent(there: Raw) -> None:
    there.plan()
    row = {"intent_id": 1, "n": 1, "run_id": 1, "lease_id": 1, "started_at": 5}
    for how in ("insert", "insert or ignore", "insert or replace"):
        with pytest.raises(sqlite3.IntegrityError):
            there.insert("attempt", row, how)
    there.do(f"update intent set {CLAIM} where id = 1")
    for more in ({"n": 2}, {"lease_id": 2}, {"intent_id": 99}, {"outcome": "done"}, {"ended_at": 6}, {"n": None}):
        for how in ("insert", "insert or ignore", "insert or replace"):
            with pytest.raises(sqlite3.IntegrityError):
                there.insert("attempt", {**row, **more}, how)
    there.insert("attempt", row)
    for how in ("insert or ignore", "insert or replace"):
        with pytest.raises(sqlite3.IntegrityError):
            there.insert("attempt", row, how)


@pytest.mark.parametrize("state", [State.DONE, State.REFUSED, State.UNKNOWN, State.MOOT])
@pytest.mark.parametrize(
    "change",
    [
        "outcome = 'refused' || outcome",
        "outcome = null, ended_at = null",
        "ended_at = 99",
        "http_status = 500",
        "http_status = null",
        "code = 'late'",
        "request_id = 'late'",
        "key = 'other'",
        "started_at = 1",
        "n = 2",
        "intent_id = 2",
        "lease_id = 2",
        "run_id = 2",
    ],
)
@pytest.mark.parametrize("how", ["update", "update or ignore", "update or replace"])
def test_an_attempt_ends_once(there: Raw, state: State, change: str, how: str) -> None:
    there.bring(state)
    refused(there, f"{how} attempt set {change}")


def test_an_attempt_has_an_outcome_when_it_ends(there: Raw) -> None:
    there.bring(State.SENDING)
    refused(there, "update attempt set outcome = 'done'")
    refused(there, "update attempt set ended_at = 9")


@pytest.mark.parametrize(
    "change",
    ["verdict = 'refused'", "means = 'x'", "at = 9", "intent_id = 2", "run_id = null", "id = 9", "who = 'Eve'"],
)
@pytest.mark.parametrize("how", ["update", "update or ignore", "update or replace"])
def test_a_decision_says_what_it_said(there: Raw, change: str, how: str) -> None:
    there.bring(State.MOOT)
    refused(there, f"{how} decision set {change}")
    for name in ("evidence", "who", "why"):
        refused(there, f"{how} decision set {name} = 'purged: it'")
    refused(there, "replace into decision select * from decision")


def test_a_link_is_never_another_one(there: Raw) -> None:
    there.bring(State.DONE)
    link = {"run_id": 1, "lease_id": 1, "n": 1, "kind": "attempt", "about": 1, "number": 1, "prev": "", "hash": "h"}
    there.insert("link", link)
    for name in link:
        for how in ("update", "update or ignore", "update or replace"):
            refused(there, f"{how} link set {name} = 9")
    for how in ("insert", "insert or ignore", "insert or replace"):
        with pytest.raises(sqlite3.IntegrityError):
            there.insert("link", {**link, "hash": "other"}, how)


# --- what a purge may ---

ENDED = (State.DONE, State.MOOT, State.REFUSED, State.SKIPPED)


@pytest.mark.parametrize("state", list(State))
def test_a_purge_meets_what_has_ended_alone_and_once(there: Raw, state: State) -> None:
    there.bring(state, object_id="O-1")
    changes = (f"reference = '{DIGEST}'", f"object_id = '{DIGEST}'")
    if state not in ENDED:
        for change in changes:
            refused(there, f"update intent set {change} where id = 1")
        return
    there.do(f"update intent set {', '.join(changes)} where id = 1")
    for name in ("reference", "object_id"):
        refused(there, f"update intent set {name} = '{OTHER}' where id = 1")
        refused(there, f"update intent set {name} = 'R-1' where id = 1")
    for after in State:
        if after is not state:
            refused(there, f"update intent set {everything_right(there, state, after)} where id = 1")


def test_what_is_purged_is_not_planned_again(there: Raw) -> None:
    there.bring(State.REFUSED)
    refused(there, f"update intent set reference = '{DIGEST}', state = 'planned' where id = 1")
    there.do(f"update intent set reference = '{DIGEST}' where id = 1")
    refused(there, "update intent set state = 'planned' where id = 1")


@pytest.mark.parametrize("table", ["intent", "item"])
def test_of_a_reason_the_end_is_purged(there: Raw, table: str) -> None:
    there.plan()
    there.insert("item", {"run_id": 1, "line": 9, "intent_id": 1, "reason": "the same invoice as R-7"})
    there.claim()
    there.do("update intent set state = 'done', reason = 'replaced by R-8' where id = 1")
    where = "where reason is not null"
    begin = {"intent": "replaced by ", "item": "the same invoice as "}[table]
    for reason in (f"another {DIGEST}", "replaced by R-9", f"{begin}purged:0", f"{begin}more {DIGEST}"):
        refused(there, f"update {table} set reason = ? {where}", reason)
    there.do(f"update {table} set reason = ? {where}", f"{begin}{DIGEST}")
    refused(there, f"update {table} set reason = ? {where}", f"{begin}{OTHER}")


def test_what_was_told_of_an_attempt_or_decided_is_purged_after_the_end_alone(there: Raw) -> None:
    there.plan()
    there.claim()
    there.do("update attempt set ended_at = 9, outcome = 'unknown', request_id = 'q'")
    there.do("update intent set state = 'unknown' where id = 1")
    there.decide("moot")
    purge = (f"update attempt set request_id = '{DIGEST}'", f"update decision set who = '{DIGEST}', why = '{DIGEST}'")
    for statement in purge:
        refused(there, statement)
    there.do("update intent set state = 'moot' where id = 1")
    for statement in purge:
        there.do(statement)
        refused(there, statement.replace(DIGEST, OTHER))


EVENT = {"account": "a:b:", "kind": "paid", "proof": "signature", "told": "{}", "received_at": 1, "next_at": 1}


def test_an_event_is_purged_once_and_takes_no_place(there: Raw) -> None:
    for number in (1, 2):
        row = {"id": number, "transition": f"t{number}", "reference": f"R-{number}", "state": "kept"}
        there.insert("event", {**EVENT, **row})
    whole = f"told = null, transition = '{DIGEST}', reference = '{DIGEST}'"
    for change in (
        "told = null",
        whole.replace(DIGEST, "purged:x"),
        whole.replace(DIGEST, DIGEST.upper()),
        whole.replace("told = null, ", ""),
        f"{whole}, own_reference = '{DIGEST}'",
        f"{whole}, state = 'waiting', replays = 1",
        whole.replace(f"reference = '{DIGEST}'", "reference = null"),
    ):
        refused(there, f"update event set {change} where id = 1")
    there.do(f"update event set {whole} where id = 1")
    for how in ("update", "update or ignore", "update or replace"):
        refused(there, f"{how} event set {whole} where id = 2")
        refused(there, f"{how} event set {whole.replace(DIGEST, OTHER)} where id = 1")


def test_what_a_ledger_is_may_be_said_again(there: Raw) -> None:
    there.do("update meta set value = value")


def test_the_form_of_what_is_purged() -> None:
    assert is_purged(DIGEST)
    assert not any(map(is_purged, (None, "", "purged:", DIGEST.upper(), DIGEST + "0", DIGEST[:-1], f" {DIGEST}", KEY)))
