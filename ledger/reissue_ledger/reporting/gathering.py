"""What a report tells of a run, as one moment sees it: sums and reasons at once, items one after another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Connection, Row, func, select

from ..amounts import added, padded, times
from ..bodies import body_of
from ..clock import moment
from ..standing import Reason, Status, reasons_of, state_of_line, status_of
from ..store.schema import RunState, State, attempt, body, decision, intent, item

_PAGE: Final = 500
SENT: Final = {
    State.DONE: "sent",
    State.UNKNOWN: "may have been sent",
    State.SENDING: "may have been sent",
    State.MOOT: "moot",
    State.REFUSED: "refused",
    State.SKIPPED: "skipped",
    State.PLANNED: "planned",
}
"""What each state means for whoever counts what was sent."""


class Attempt(Struct, frozen=True, kw_only=True):
    """One attempt, as far as a person may see it."""

    n: int
    run_id: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    http_status: int | None
    request_id: str | None
    code: str | None


class Decided(Struct, frozen=True, kw_only=True):
    """One decision. `evidence` is JSON, or empty where a person saw something; ``again`` is a wished second sending."""

    verdict: str
    means: str
    evidence: str
    who: str
    why: str
    at: datetime


class Entry(Struct, frozen=True, kw_only=True):
    """One line of a run. Of a line that was left, what happened to its intent in another run is not told as its own."""

    line: int
    provider: str
    server: str
    account: str
    """Of a further account its name; empty for the main one."""
    verb: str
    reference: str
    object: str | None
    nth: int
    sends: str | None
    """What is sent beside the reference, as JSON, while it is planned or may have been sent; None where nothing is."""
    state: State
    reason: str | None
    advice: str | None
    amount: str | None
    currency: str | None
    attempts: int
    sent_at: datetime | None
    """When its last request began."""
    changed_at: datetime
    idempotency_key: str | None
    tries: tuple[Attempt, ...]
    decisions: tuple[Decided, ...]


class Sum(Struct, frozen=True, kw_only=True):
    """What comes together in one account, in one currency, under one word of `SENT`."""

    account: str
    """``provider:server:label``."""
    what: str
    currency: str | None
    """None: items of which no amount is known."""
    count: int
    amount: Decimal


class Report:
    """A run, as one connection sees it: all of it is of one moment while the connection reads."""

    def __init__(self, connection: Connection, run_id: int) -> None:
        self._connection, self.run_id = connection, run_id
        self.status: Status = status_of(connection, run_id)

    def sums(self) -> list[Sum]:
        """By account, what and currency."""
        found: dict[tuple[str, str, str], tuple[int, Decimal]] = {}
        columns = (intent.c.account, state_of_line(), intent.c.currency, intent.c.amount)
        counted = select(*columns, func.count().label("n")).select_from(_JOINED).where(item.c.run_id == self.run_id)
        for row in self._streamed(counted.group_by(*columns)):
            key = row.account, SENT[State(row.state)], row.currency or ""
            count, amount = found.get(key, (0, Decimal(0)))
            found[key] = count + row.n, added(amount, times(row.n, Decimal(row.amount or 0)))
        return [
            Sum(
                account=account,
                what=what,
                currency=currency or None,
                count=count,
                amount=padded(amount, currency) if currency else amount,
            )
            for (account, what, currency), (count, amount) in sorted(found.items())
        ]

    def reasons(self) -> list[Reason]:
        """The most frequent first."""
        return reasons_of(self._connection, self.run_id)

    def entries(self, state: State | None = None, *, decided: bool = False) -> Iterator[Entry]:
        """Its lines, in their order.

        - state: Only those that stand so.
        - decided: Only those with a decision.
        """
        chosen = select(item.c.line, item.c.reason.label("left"), intent, body.c.body).select_from(_WITH_BODY)
        chosen = chosen.where(item.c.run_id == self.run_id)
        if state is not None:
            chosen = chosen.where(state_of_line() == state)
        if decided:
            chosen = chosen.where(item.c.intent_id.in_(select(decision.c.intent_id)), item.c.reason.is_(None))
        for rows in self._streamed(chosen.order_by(item.c.line)).partitions(_PAGE):
            yield from self._whole(rows)

    def _whole(self, rows: Sequence[Row[Any]]) -> Iterator[Entry]:
        mine = [row.id for row in rows if row.left is None]
        tries = self._by_intent(select(attempt).where(attempt.c.intent_id.in_(mine)).order_by("intent_id", "n"))
        decisions = self._by_intent(select(decision).where(decision.c.intent_id.in_(mine)).order_by("intent_id", "id"))
        for row in rows:
            left = row.left is not None
            yield _entry(row, () if left else tries.get(row.id, ()), () if left else decisions.get(row.id, ()))

    def _by_intent(self, chosen: Any) -> dict[int, Sequence[Row[Any]]]:
        rows = self._connection.execute(chosen)
        return {number: list(those) for number, those in groupby(rows, key=lambda row: row.intent_id)}

    def _streamed(self, chosen: Any) -> Any:
        return self._connection.execute(chosen.execution_options(yield_per=_PAGE))

    def next_steps(self) -> list[str]:
        """What to do now, a sentence each."""
        status, number = self.status, self.run_id
        now = status.progress
        steps: list[str] = []
        if now.sending:
            steps.append(f"{now.sending} are being sent, or their process died: reissue run status {number}")
        if now.unknown:
            steps.append(f"{now.unknown} may have happened: reissue run settle {number} asks the providers")
            steps.append(f"look in the provider's portal for what no read proves: reissue run decide {number} LINE")
        if status.unsettled:
            settle = ", ".join(f"reissue run settle {one}" for one in status.unsettled_in)
            steps.append(f"{status.unsettled} of the skipped are unknown since an earlier run: {settle}")
        if status.not_as_asked:
            seen = f"reissue run report {number} --state done"
            steps.append(f"{status.not_as_asked} were done, and not as it was asked for: look at the invoices: {seen}")
        if status.waits:
            look = f"reissue run report {number} --state planned"
            steps.append(f"a second person looks at the plan ({look}): reissue run approve {number} --digest DIGEST")
        elif status.state is RunState.PAUSED:
            steps.append(f"it is paused ({status.reason or 'no reason is known'}): reissue run resume {number} goes on")
        elif status.state is RunState.RUNNING and now.planned:
            steps.append(f"{now.planned} are planned still: reissue run resume {number}, if no process works on it")
        if status.advised_repeat:
            again = "start the same file again" if status.state is RunState.ENDED else f"reissue run resume {number}"
            steps.append(f"{status.advised_repeat} were refused and may be repeated: {again}")
        if status.left_for_a_person:
            seen = f"reissue run report {number} --state skipped"
            steps.append(f"{status.left_for_a_person} were skipped and are not settled: a person must see why: {seen}")
        if now.refused > status.advised_repeat:
            steps.append(f"refused ones that a person must see: reissue run report {number} --state refused")
        return steps or ["nothing is left to do"]


_OPEN: Final = (State.PLANNED, State.SENDING, State.UNKNOWN)
_JOINED: Final = item.join(intent, intent.c.id == item.c.intent_id)
_WITH_BODY: Final = _JOINED.outerjoin(body, body.c.intent_id == intent.c.id)


def _entry(row: Row[Any], tries: Sequence[Row[Any]], decisions: Sequence[Row[Any]]) -> Entry:
    left = row.left is not None
    provider, _, rest = row.account.partition(":")
    server, _, label = rest.rpartition(":")
    return Entry(
        line=row.line,
        provider=provider,
        server=server,
        account=label,
        verb=row.verb,
        reference=row.reference,
        object=row.object_id,
        nth=row.nth,
        sends=_sends(row, left=left),
        state=State.SKIPPED if left else State(row.state),
        reason=row.left if left else row.reason,
        advice=None if left else row.advice,
        amount=f"{padded(Decimal(row.amount), row.currency):f}" if row.amount is not None else None,
        currency=row.currency,
        attempts=0 if left else row.attempts,
        sent_at=None if left or row.sending_at is None else moment(row.sending_at),
        changed_at=moment(row.changed_at),
        idempotency_key=row.key,
        tries=tuple(map(_attempt, tries)),
        decisions=tuple(map(_decided, decisions)),
    )


def _sends(row: Row[Any], *, left: bool) -> str | None:
    if left or row.body is None or row.state not in _OPEN:
        return None
    asked = body_of(row.body).asked()
    return json.dumps(asked, ensure_ascii=False) if asked else None


def _attempt(row: Row[Any]) -> Attempt:
    return Attempt(
        n=row.n,
        run_id=row.run_id,
        started_at=moment(row.started_at),
        ended_at=moment(row.ended_at) if row.ended_at is not None else None,
        outcome=row.outcome,
        http_status=row.http_status,
        request_id=row.request_id,
        code=row.code,
    )


def _decided(row: Row[Any]) -> Decided:
    told = {name: getattr(row, name) for name in ("verdict", "means", "evidence", "who", "why")}
    return Decided(at=moment(row.at), **told)
