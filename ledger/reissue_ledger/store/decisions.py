"""What was decided: of an item that was unknown, by a read that proves it or by a person, with its evidence; and of a plan."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import Connection, select, update

from .chain import APPROVAL, Subject, approval_of, links
from .schema import State, body, decision, intent, run


class Decision(Struct, frozen=True, kw_only=True):
    """One decision. `at` in microseconds since 1970, UTC."""

    intent_id: int
    run_id: int
    verdict: State
    """DONE, REFUSED or MOOT."""
    means: str
    """What proved it, such as ``status_history``; ``person``."""
    evidence: str
    """What was read, as JSON, or what a person saw."""
    who: str
    why: str
    at: int
    advice: str | None = None
    """Of a refused one: whether it may be made again, and how."""


def decide(connection: Connection, key: bytes, one: Decision) -> bool:
    """Write a decision and what follows from it. Returns whether the item was unknown still; else nothing is written."""
    if connection.scalar(select(intent.c.state).where(intent.c.id == one.intent_id)) != State.UNKNOWN:
        return False
    told = {name: getattr(one, name) for name in ("intent_id", "run_id", "means", "evidence", "who", "why", "at")}
    made = decision.insert().values(verdict=one.verdict.value, **told).returning(decision.c.id)
    number = connection.execute(made).scalar_one()
    reason = f"{one.means}: {one.why}"[:300]
    changed = update(intent).where(intent.c.id == one.intent_id, intent.c.state == State.UNKNOWN)
    connection.execute(changed.values(state=one.verdict.value, reason=reason, advice=one.advice, changed_at=one.at))
    if one.verdict in (State.DONE, State.MOOT):
        connection.execute(body.delete().where(body.c.intent_id == one.intent_id))
    links(connection, key, one.run_id, 0, [Subject("decision", number, 0)], None)
    return True


def approve(connection: Connection, key: bytes, run_id: int, plan_digest: str, who: str, at: int) -> None:
    """Write an approval: into the chain first, as the database takes none that does not stand there.

    - at: In microseconds since 1970, UTC.
    """
    subject = Subject(APPROVAL, run_id, 0)
    links(connection, key, run_id, 0, [subject], None, {subject: approval_of(key, run_id, plan_digest, who, at)})
    values = {"approved_by": who, "approved_at": at, "reason": "approved: resume it"}
    connection.execute(update(run).where(run.c.id == run_id).values(values))
