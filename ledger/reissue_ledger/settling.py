"""Unknown items, settled by reads, or shown to a person. See docs/settling.md for what proves what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Connection, Row, select

from reissue import Settlement
from reissue.errors import Advice, Outcome
from reissue.plugin import Adapter, Sent

from .bodies import body_of
from .clock import micros, moment
from .running.flow import CLAIM_SECONDS
from .store.decisions import Decision
from .store.schema import State, attempt, body, intent, item

CALL: Final = 60.0
"""Seconds that a call has at least, where its client gives it no more."""
MARGIN: Final = 60.0
"""Seconds beyond the end of a call in which something of it may still be under way."""
BY_READS: Final = "reads"
"""Who decides where nobody does: a read that proves it."""


class Unknown(Struct, frozen=True, kw_only=True):
    """An item that may have happened, with all that is known of it."""

    line: int
    intent_id: int
    account: str
    verb: str
    reference: str
    key: str | None
    key_at: int | None
    sending_at: int
    http_status: int | None
    reason: str | None
    amount: str | None
    currency: str | None
    body: str


class Left(Struct, frozen=True, kw_only=True):
    """An unknown item that the reads did not settle, and why."""

    line: int
    account: str
    verb: str
    reference: str
    why: str
    evidence: dict[str, str]
    advice: Advice
    not_before: datetime | None = None


class Settled(Struct, kw_only=True):
    """What settling came to."""

    done: int = 0
    refused: int = 0
    """It is proved that they did not happen."""
    moot: int = 0
    left: list[Left] = []
    repeated: int = 0
    """Were sent again, with the same key or because they had surely not happened."""


def unknowns(connection: Connection, run_id: int) -> Iterator[Unknown]:
    """The unknown items of a run, in the order of their lines."""
    last = (attempt.c.intent_id == intent.c.id) & (attempt.c.n == intent.c.attempts)
    chosen = (
        select(item.c.line, intent, attempt.c.http_status, body.c.body)
        .join(intent, intent.c.id == item.c.intent_id)
        .join(attempt, last)
        .outerjoin(body, body.c.intent_id == intent.c.id)
        .where(item.c.run_id == run_id, item.c.reason.is_(None), intent.c.state == State.UNKNOWN)
        .order_by(item.c.line)
    )
    for row in connection.execute(chosen).all():
        yield _unknown(row)


def _unknown(row: Row[Any]) -> Unknown:
    names = ("line", "account", "verb", "reference", "key", "key_at", "sending_at", "http_status", "reason")
    told = {name: getattr(row, name) for name in (*names, "amount", "currency")}
    return Unknown(intent_id=row.id, body=row.body or "{}", **told)


def quiet_until(one: Unknown, client: Any = None) -> datetime:
    """When nothing of an item can be under way any more: nobody says before that it did not happen, and nothing is repeated."""
    retry = getattr(client, "retry", None)
    deadline = getattr(retry, "deadline", None) or max(CALL, getattr(client, "timeout", CALL))
    return moment(one.sending_at) + timedelta(seconds=CLAIM_SECONDS + max(CALL, deadline) + MARGIN)


def sent_of(one: Unknown, adapter: Adapter[Any]) -> Sent:
    """What was sent, as the provider's rules ask for it."""
    kept = body_of(one.body)
    new = kept.new_invoice(adapter, one.reference) if one.verb == "create" else None
    return Sent(
        verb=one.verb,
        reference=one.reference,
        at=moment(one.sending_at),
        until=quiet_until(one, adapter.client),
        chosen=kept.arguments(),
        new=new,
        key=one.key if one.key_at is not None else None,
        key_at=moment(one.key_at) if one.key_at is not None else None,
        status=one.http_status,
    )


def decision_of(one: Unknown, run_id: int, told: Settlement, now: datetime) -> Decision | None:
    """What follows from a settlement; None where the item stays unknown."""
    if told.moot:
        verdict = State.MOOT
    elif told.outcome is Outcome.UNKNOWN:
        return None
    else:
        verdict = State.DONE if told.outcome is Outcome.HAPPENED else State.REFUSED
    return Decision(
        intent_id=one.intent_id,
        run_id=run_id,
        verdict=verdict,
        means=told.means or "read",
        evidence=json.dumps({**told.evidence, "certainty": told.certainty}, ensure_ascii=False, sort_keys=True),
        who=BY_READS,
        why=told.why,
        at=micros(now),
        advice=str(told.advice) if verdict is State.REFUSED else None,
    )


def left_of(one: Unknown, told: Settlement) -> Left:
    """What a person is shown."""
    return Left(
        line=one.line,
        account=one.account,
        verb=one.verb,
        reference=one.reference,
        why=told.why,
        evidence=dict(told.evidence),
        advice=told.advice,
        not_before=told.not_before,
    )
