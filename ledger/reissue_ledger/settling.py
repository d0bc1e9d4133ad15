"""Unknown items, settled by reads, or shown to a person. See docs/settling.md for what proves what."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Connection, Row, select

from reissue import AsyncReissue, Reissue, Settlement
from reissue.errors import Advice, Outcome
from reissue.plugin import Adapter, Sent, Verbs, awaiting, blocking
from reissue.plugin.decoding import reader
from reissue.plugin.settling import Before

from .bodies import body_of
from .clock import micros, moment
from .errors import DecisionRefusedError
from .identity import Gateway, account_named, canonical, side_of
from .running.flow import CLAIM_SECONDS
from .running.steps import Call, Steps, adrive, drive
from .store.database import Database
from .store.decisions import Decision, decide
from .store.events import made_by
from .store.schema import State, attempt, body, decision, intent, item

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
    body: str
    before: str | None


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
    repeatable: dict[int, int] = {}
    """By intent: what may be sent again; see `working.Repeatable`."""


def unknowns(connection: Connection, run_id: int) -> Iterator[Unknown]:
    """The unknown items of a run, in the order of their lines."""
    last = (attempt.c.intent_id == intent.c.id) & (attempt.c.n == intent.c.attempts)
    chosen = (
        select(item.c.line, intent, attempt.c.http_status, body.c.body, body.c.before)
        .join(intent, intent.c.id == item.c.intent_id)
        .join(attempt, last)
        .outerjoin(body, body.c.intent_id == intent.c.id)
        .where(item.c.run_id == run_id, item.c.reason.is_(None), intent.c.state == State.UNKNOWN)
        .order_by(item.c.line)
    )
    for row in connection.execute(chosen).all():
        yield _unknown(row)


def _unknown(row: Row[Any]) -> Unknown:
    names = ("line", "account", "verb", "reference", "key", "key_at", "sending_at", "http_status", "before")
    told = {name: getattr(row, name) for name in names}
    return Unknown(intent_id=row.id, body=row.body or "{}", **told)


def quiet_until(one: Unknown, client: Any = None) -> datetime:
    """When nothing of an item can be under way any more: nobody says before that it did not happen, and nothing is repeated."""
    retry = getattr(client, "retry", None)
    deadline = getattr(retry, "deadline", None) or max(CALL, getattr(client, "timeout", CALL))
    return moment(one.sending_at) + timedelta(seconds=CLAIM_SECONDS + max(CALL, deadline) + MARGIN)


def sent_of(one: Unknown, adapter: Adapter[Any], made: Sequence[datetime] = ()) -> Sent:
    """What was sent, as the provider's rules ask for it. `made`: as of `events.made`."""
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
        before=reader(Before)(one.before) if one.before else None,
        heard=made,
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


def proved(connection: Connection, run_id: int) -> dict[int, int]:
    """What reads proved not to have happened, now or before, and is to be repeated: as `Settled.repeatable`."""
    chosen = (
        select(intent.c.id)
        .join(item, item.c.intent_id == intent.c.id)
        .join(decision, decision.c.intent_id == intent.c.id)
        .where(item.c.run_id == run_id, item.c.reason.is_(None), decision.c.run_id == run_id)
        .where(decision.c.who == BY_READS, decision.c.verdict == State.REFUSED, decision.c.applied == 1)
        .where(intent.c.state == State.REFUSED, intent.c.advice.in_((Advice.REPEAT, Advice.SAME_KEY)))
    )
    return dict.fromkeys(connection.scalars(chosen.distinct()), 0)


class Settling:
    """Settles the unknown items of one run."""

    def __init__(self, database: Database, run_id: int, now: Callable[[], datetime]) -> None:
        self._database, self._run_id, self._now = database, run_id, now

    def settle(self, gateway: Reissue) -> Settled:
        """By reads, one after another."""
        return drive(self._steps(gateway, blocking(Verbs[Any, Any].settle, "settle")))

    async def asettle(self, gateway: AsyncReissue) -> Settled:
        """The same, awaited."""
        return await adrive(self._steps(gateway, awaiting(Verbs[Any, Any].settle, "settle")))

    def _steps(self, gateway: Gateway, ask: Callable[..., Any]) -> Steps[Settled]:
        settled = Settled()
        with self._database.reading() as connection:
            found = list(unknowns(connection, self._run_id))
        for one in found:
            account = account_named(gateway, one.account, f"Line {one.line} was sent by")
            adapter = side_of(gateway, account.label).adapter(account.provider)
            with self._database.reading() as connection:
                made = (
                    made_by(connection, self._database.digest_key, one.account, one.reference)
                    if one.verb == "create"
                    else ()
                )
            told: Settlement = yield Call(partial(ask, adapter, sent_of(one, adapter, made)))
            self._note(settled, one, told)
        with self._database.reading() as connection:
            settled.repeatable |= proved(connection, self._run_id)
        return settled

    def _note(self, settled: Settled, one: Unknown, told: Settlement) -> None:
        now = self._now()
        decision = decision_of(one, self._run_id, told, now)
        if decision is None:
            settled.left.append(left_of(one, told))
            if told.advice is Advice.SAME_KEY and told.key_until is not None and one.key_at is not None:
                settled.repeatable[one.intent_id] = micros(told.key_until) - one.key_at
            return
        with self._database.writing() as connection:
            if not decide(connection, self._database.digest_key, decision):
                return  # somebody was quicker
        name = {State.DONE: "done", State.REFUSED: "refused", State.MOOT: "moot"}[decision.verdict]
        setattr(settled, name, getattr(settled, name) + 1)


def _not_unknown(connection: Connection, run_id: int, line: int) -> str:
    """Why nothing is to be decided of a line: it is not unknown, or it is in another run, where that is done."""
    mine = select(item.c.intent_id).where(item.c.run_id == run_id, item.c.line == line, item.c.reason.is_not(None))
    theirs = select(item.c.run_id, item.c.line).join(intent, intent.c.id == item.c.intent_id)
    theirs = theirs.where(item.c.intent_id.in_(mine), item.c.reason.is_(None), intent.c.state == State.UNKNOWN)
    if (row := connection.execute(theirs.order_by(item.c.run_id.desc()).limit(1)).first()) is None:
        return f"Line {line} of run {run_id} is not unknown: nothing is to be decided."
    return (
        f"Line {line} of run {run_id} was left, as it is unknown since run {row.run_id}: "
        f"`reissue run decide {row.run_id} {row.line}` decides it."
    )


def by_person(
    connection: Connection,
    run_id: int,
    line: int,
    verdict: State,
    who: str,
    why: str,
    reference: str | None,
    now: datetime,
) -> Decision:
    """What a person decides of an unknown item. Raises DecisionRefusedError where that is not to be taken."""
    one = next((one for one in unknowns(connection, run_id) if one.line == line), None)
    if one is None:
        raise DecisionRefusedError(_not_unknown(connection, run_id, line))
    if not who.strip() or not why.strip():
        raise DecisionRefusedError("A decision wants a name and a reason: --who and --why.")
    if verdict not in (State.DONE, State.REFUSED):
        raise DecisionRefusedError("A person says that it happened, or that it did not.")
    if reference is not None and canonical(reference) != one.reference:
        raise DecisionRefusedError(
            f"Line {line} of run {run_id} is about another invoice than the reference that you typed."
        )
    if verdict is State.REFUSED:
        if reference is None:
            raise DecisionRefusedError(
                f"To say that line {line} did not happen, type its reference: --reference. It could be sent again then."
            )
        if now <= (until := quiet_until(one)):
            raise DecisionRefusedError(
                f"Something of line {line} may still be under way: look again after {until.isoformat(timespec='seconds')}."
            )
    return Decision(
        intent_id=one.intent_id,
        run_id=run_id,
        verdict=verdict,
        means="person",
        evidence="",
        who=who.strip(),
        why=why.strip(),
        at=micros(now),
    )
