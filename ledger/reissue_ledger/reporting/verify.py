"""Whether what a ledger says of itself agrees: its chains, its counts, and the rules that the database keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select, text

from ..bodies import body_of
from ..store import chain
from ..store.database import Database
from ..store.guards import guard_triggers
from ..store.inbox_guards import inbox_triggers
from ..store.schema import State, body, intent, item, run
from ..store.transitions import sqlite_triggers


class Kept(Struct, frozen=True, kw_only=True):
    """The end of a chain: kept elsewhere, it shows later whether all of the chain was written anew."""

    run_id: int
    lease_id: int
    """0: what was decided."""
    links: int
    hash: str


_OF_RUN: Final = "(:run is null or exists (select 1 from item where item.intent_id = i.id and item.run_id = :run))"
_SAYS: Final = (
    "exists (select 1 from attempt a where a.intent_id = i.id and a.n = i.attempts and a.outcome = i.state) or "
    "exists (select 1 from decision d where d.intent_id = i.id and d.verdict = i.state and d.applied = 1)"
)
_CHECKS: Final[Sequence[tuple[str, str]]] = (
    (
        f"select i.id, i.state from intent i where i.state in ('done', 'moot') and not ({_SAYS}) and {_OF_RUN}",  # noqa: S608
        "intent {0} is {1}, and neither its last attempt nor a decision says so",
    ),
    (
        f"select i.id, i.state from intent i where i.state in ('refused', 'unknown') and i.attempts > 0 and not ({_SAYS}) "  # noqa: S608
        f"and {_OF_RUN}",
        "intent {0} is {1}, and neither its last attempt nor a decision says so",
    ),
    (
        "select i.id from intent i where i.state = 'sending' and not exists (select 1 from attempt a where "  # noqa: S608
        f"a.intent_id = i.id and a.n = i.attempts and a.ended_at is null and a.lease_id = i.lease_id) and {_OF_RUN}",
        "intent {0} is sending, and no attempt of it is open",
    ),
    (
        "select i.id, i.attempts, (select count(*) from attempt a where a.intent_id = i.id) as made from intent i "  # noqa: S608
        f"where made <> i.attempts and {_OF_RUN}",
        "intent {0} has {1} attempts, and {2} are written",
    ),
    (
        "select a.intent_id, a.n, a.run_id from attempt a where (:run is null or a.run_id = :run) and not exists "
        "(select 1 from item where item.intent_id = a.intent_id and item.run_id = a.run_id)",
        "attempt {1} of intent {0} belongs to no item of run {2}",
    ),
    (
        "select a.intent_id, a.n, a.lease_id, a.run_id from attempt a where (:run is null or a.run_id = :run) and not exists "
        "(select 1 from lease where lease.id = a.lease_id and lease.run_id = a.run_id)",
        "attempt {1} of intent {0} was made under lease {2}, which is none of run {3}",
    ),
    (
        "select a.intent_id, a.n from attempt a join intent i on i.id = a.intent_id where a.ended_at is null and "
        "(i.state <> 'sending' or a.n <> i.attempts) and (:run is null or a.run_id = :run)",
        "attempt {1} of intent {0} has not ended, and it is not being sent",
    ),
    (
        "select d.id, d.intent_id from decision d where d.applied = 0 and (:run is null or d.run_id = :run)",
        "decision {0} of intent {1} was written, and nothing followed from it",
    ),
    (
        "select i.id from intent i where not exists (select 1 from item where item.intent_id = i.id) and :run is null",
        "intent {0} belongs to no run",
    ),
    (
        "select item.run_id, item.line from item where (:run is null or item.run_id = :run) and not exists "
        "(select 1 from intent where intent.id = item.intent_id)",
        "line {1} of run {0} has no intent",
    ),
    (
        "select r.id, r.lines, (select count(*) from item where item.run_id = r.id) as there from run r "
        "where there <> r.lines and (:run is null or r.id = :run)",
        "run {0} was planned with {1} lines, and has {2}",
    ),
    (
        "select r.id from run r where json_extract(r.settings, '$.needs_approval') and r.approved_by is null and exists "
        "(select 1 from attempt a where a.run_id = r.id) and (:run is null or r.id = :run)",
        "run {0} has sent something, and wants an approval that it has not",
    ),
    (
        "select i.id, i.state from intent i where i.state in ('planned', 'sending', 'unknown') and not exists "  # noqa: S608
        f"(select 1 from body where body.intent_id = i.id) and {_OF_RUN}",
        "intent {0} is {1}, and what is to be sent is gone",
    ),
)
"""What must find nothing, and the sentence for each row that it finds."""


def faults(database: Database, run_id: int | None = None) -> Iterator[str]:
    """What does not agree, a sentence each: of one run, or of all."""
    with database.reading() as connection:
        if run_id is None:
            yield from _file(connection)
        yield from _rules(connection)
        yield from chain.faults(connection, database.digest_key, run_id)
        for statement, sentence in _CHECKS:
            for row in connection.execute(text(statement), {"run": run_id}):
                yield sentence.format(*row)
        yield from _bodies(connection, run_id)


def heads(database: Database, run_id: int | None = None) -> Iterator[Kept]:
    """The end of each chain: of one run, or of all."""
    with database.reading() as connection:
        runs = [run_id] if run_id is not None else connection.scalars(select(run.c.id).order_by(run.c.id)).all()
        for number in runs:
            for lease_id, head in sorted(chain.heads(connection, number)):
                yield Kept(run_id=number, lease_id=lease_id, links=head.n, hash=head.hash)


def _file(connection: Connection) -> Iterator[str]:
    for said in connection.scalars(text("pragma quick_check(20)")):
        if said != "ok":
            yield f"the file is damaged: {said}"
    for row in connection.execute(text("pragma foreign_key_check")).fetchmany(100):
        yield f"row {row[1]} of {row[0]} names a {row[2]} that is not there"


def _rules(connection: Connection) -> Iterator[str]:
    """The triggers, without which the database would allow what it must refuse."""
    chosen = text("select name, sql from sqlite_master where type = 'trigger'")
    there = {row.name: row.sql for row in connection.execute(chosen)}
    for statement in (*sqlite_triggers(), *guard_triggers(), *inbox_triggers()):
        name = statement.split(" ", 3)[2]
        if there.get(name) != statement.replace("create trigger", "CREATE TRIGGER", 1):  # as SQLite keeps it
            yield f"the rule {name} of the database is {'changed' if name in there else 'gone'}"


def _bodies(connection: Connection, run_id: int | None) -> Iterator[str]:
    """What is to be sent is what was planned."""
    live = (State.PLANNED, State.SENDING, State.UNKNOWN)
    chosen = select(intent.c.id, intent.c.body_digest, body.c.body).join(body, body.c.intent_id == intent.c.id)
    chosen = chosen.where(intent.c.state.in_(live))
    if run_id is not None:
        chosen = chosen.where(intent.c.id.in_(select(item.c.intent_id).where(item.c.run_id == run_id)))
    for row in connection.execute(chosen.execution_options(yield_per=500)):
        try:
            same = body_of(row.body).digest == row.body_digest
        except msgspec.DecodeError:
            same = False
        if not same:
            yield f"what is to be sent for intent {row.id} is not what was planned"
