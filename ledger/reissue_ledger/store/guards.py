"""What the tables beside `intent` keep, whoever asks: nothing is deleted, nothing is told otherwise later, and what a purge
leaves has exactly one form.

What `REPLACE` would replace fires no trigger of its own where a program does not ask for that, and foreign keys are off where a
program does not ask for them; so both are refused here when the new row is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import Column, Table, UniqueConstraint

from .schema import State, metadata
from .transitions import ENDED, Checks, among, differ, purged, shortened, trigger

_MAY_CHANGE: Final[Mapping[str, tuple[str, ...]]] = {
    "attempt": ("ended_at", "outcome", "http_status", "request_id", "code"),
    "decision": ("applied", "evidence", "who", "why"),
    "link": (),
    "item": ("reason",),
    "excluded": (),
    "campaign": (),
    "run": ("state", "reason", "plan_digest", "settings", "lines", "approved_by", "approved_at", "ended_at"),
    "lease": ("until", "ended_at"),
    "body": ("before",),
}
"""By table, what of a row may change at all; `_more` says how."""
_FACTS: Final = "('kind', 'digest_key', 'created_at')"
_ACTIVE: Final = "in ('running', 'paused')"


def guard_triggers() -> Iterator[str]:
    """The triggers of SQLite for the tables beside `intent`, each as one statement."""
    for name, may_change in _MAY_CHANGE.items():
        table = metadata.tables[name]
        kept = [column.name for column in table.columns if column.name not in may_change]
        yield trigger(f"{name}_deleted", "delete", name, _deleted(name))
        yield trigger(f"{name}_changed", "update", name, [(differ(kept), f"what a {name} says stays"), *_more(name)])
        yield trigger(
            f"{name}_inserted", "insert", name, [(_there(table), f"this {name} is there already"), *_new(name)]
        )
    facts = f"(old.name in {_FACTS} or new.name in {_FACTS}) and ({differ(('name', 'value'))})"
    yield trigger("meta_deleted", "delete", "meta", [(f"old.name in {_FACTS}", "what a ledger is stays")])
    yield trigger("meta_changed", "update", "meta", [(facts, "what a ledger is stays")])
    yield trigger("meta_inserted", "insert", "meta", [(_there(metadata.tables["meta"]), "this is there already")])


def _deleted(table: str) -> Checks:
    if table == "body":  # without it something else would be sent
        live = among("state", (State.PLANNED, State.SENDING, State.UNKNOWN))
        return [(f"exists (select 1 from intent where id = old.intent_id and {live})", "what is to be sent stays")]  # noqa: S608 - names of ours
    return [("1", f"no {table} is ever deleted")]


def _more(table: str) -> Checks:
    """How what may change does."""
    ended = f"exists (select 1 from intent where id = old.intent_id and {among('state', ENDED)})"  # noqa: S608 - names of ours
    match table:
        case "attempt":
            gone = f"(new.request_id is old.request_id or ({purged('new.request_id')} and not {purged('old.request_id')} and {ended}))"
            told = differ(("ended_at", "outcome", "http_status", "code"))
            return [
                (f"old.ended_at is not null and ({told} or not {gone})", "an attempt ends once"),
                ("(new.ended_at is null) <> (new.outcome is null)", "an attempt that has ended has an outcome"),
            ]
        case "decision":
            checks = [("new.applied < old.applied or new.applied not in (0, 1)", "a decision counts once")]
            for name in ("evidence", "who", "why"):
                gone = f"{purged(f'new.{name}')} and not {purged(f'old.{name}')} and {ended}"
                checks.append((f"new.{name} is not old.{name} and not ({gone})", "what a decision says stays"))
            return checks
        case "item":
            return [(f"new.reason is not old.reason and not {shortened('reason')}", "what an item says stays")]
        case "run":
            return [
                (f"old.plan_digest <> '' and ({differ(('plan_digest', 'lines'))})", "a plan stays"),
                (
                    f"new.state {_ACTIVE} and exists ({_another_run('r.id <> old.id')})",
                    "a run of this campaign has not ended",
                ),
                *_approval(),
            ]
        case "lease":
            return [("old.ended_at is not null and new.ended_at is not old.ended_at", "a lease ends once")]
        case _:
            return []


def _approval() -> Checks:
    """An approval is written once, of a second person, while the run waits, and after its link: another program has no key for that."""
    chained = "select 1 from link where run_id = new.id and lease_id = 0 and kind = 'approval' and about = new.id"
    same = "lower(trim(new.approved_by)) = lower(trim(old.started_by))"
    return [
        ("not json_valid(new.settings)", "settings are JSON"),
        (f"{_wants('new')} <> {_wants('old')}", "whether a plan wants an approval stays"),
        (f"old.approved_by is not null and ({differ(('approved_by', 'approved_at'))})", "an approval stays"),
        ("(new.approved_by is null) <> (new.approved_at is null)", "an approval has a name and a time"),
        (
            f"old.approved_by is null and new.approved_by is not null and (trim(new.approved_by) = '' or {same} or "
            f"old.state <> 'paused' or new.state <> 'paused' or not {_wants('old')} or not exists ({chained}))",
            "an approval is of a second person, of a run that waits for it, and stands in the chain",
        ),
        (
            f"new.state = 'running' and old.state <> 'running' and {_wants('new')} and new.approved_by is null",
            "this run waits for an approval",
        ),
    ]


def _wants(which: str) -> str:
    """That a run wants an approval: 0 or 1."""
    return f"coalesce(json_extract({which}.settings, '$.needs_approval'), 0)"


def _new(table: str) -> Checks:
    """What a new row must be."""
    intent = "select 1 from intent where id = new.intent_id"
    match table:
        case "attempt":
            mine = f"{intent} and state = '{State.SENDING}' and attempts = new.n and lease_id = new.lease_id"
            return [
                (f"not exists ({mine})", "an attempt belongs to what is being sent"),
                ("new.ended_at is not null or new.outcome is not null", "an attempt begins before it ends"),
            ]
        case "decision":
            verdicts = among("new.verdict", (State.DONE, State.REFUSED, State.MOOT))
            open_ = f"{verdicts} and new.applied is 0 and exists ({intent} and state = '{State.UNKNOWN}')"
            again = f"new.verdict = 'again' and new.applied is 1 and exists ({intent})"
            return [(f"not coalesce(({open_}) or ({again}), 0)", "a decision is about what is unknown, or said aloud")]
        case "item" | "body":
            return [(f"not exists ({intent})", f"a {table} belongs to an intent")]
        case "excluded":  # a plan that is written is never narrower than it was, nor wider
            planned = "select 1 from run where id = new.run_id and plan_digest = ''"
            return [
                (f"not exists ({planned})", "what is excluded is written with the plan"),
                (f"not {purged('new.name')}", "what is excluded is a digest"),
            ]
        case "run":
            return [
                (f"new.state {_ACTIVE} and exists ({_another_run('1')})", "a run of this campaign has not ended"),
                ("not json_valid(new.settings)", "settings are JSON"),
                ("new.approved_by is not null or new.approved_at is not null", "a plan comes before its approval"),
            ]
        case _:
            return []


def _another_run(which: str) -> str:
    return f"select 1 from run r where {which} and r.campaign_id = new.campaign_id and r.state {_ACTIVE}"  # noqa: S608 - names of ours


def _there(table: Table) -> str:
    """That a row is there which a `REPLACE` would take away: with the same primary key, or what else is unique."""
    keys: list[list[str]] = [[column.name for column in table.primary_key]]
    keys += [_names(one.columns.values()) for one in table.constraints if isinstance(one, UniqueConstraint)]
    same = sorted({" and ".join(f"t.{name} = new.{name}" for name in names) for names in keys})
    return f"exists (select 1 from {table.name} t where {' or '.join(f'({one})' for one in same)})"  # noqa: S608 - names of ours


def _names(columns: list[Column[object]]) -> list[str]:
    return [column.name for column in columns]
