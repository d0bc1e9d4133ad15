"""What was decided of an item that was unknown: by a read that proves it, or by a person; written with its evidence."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import Connection, select, update

from .chain import Subject, links
from .schema import State, body, decision, intent


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
