"""One run: what a person or a program does with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, func, select, update

from reissue import AsyncReissue, Reissue
from reissue.errors import InvalidArgumentError
from reissue.plugin.decoding import reader

from .clock import micros, moment
from .errors import DecisionRefusedError, LedgerBusyError, PlanRefusedError
from .identity import is_same_person, person_name
from .planning.settings import Settings
from .planning.shapes import Plan
from .running.brakes import Progress
from .running.drive import in_tasks, in_threads
from .settling import Settled, Settling, by_person
from .standing import Status, status_of
from .store.database import Database
from .store.decisions import approve, decide
from .store.schema import RunState, State, intent, item, run
from .working import begun, progress_of, working

Tick = Callable[[Progress], None]


class Item(Struct, frozen=True, kw_only=True):
    """One line of a run, and what became of it."""

    line: int
    state: State
    account: str
    verb: str
    reference: str
    object_id: str | None
    nth: int
    amount: str | None
    currency: str | None
    reason: str | None
    advice: str | None
    attempts: int
    sending_at: datetime | None
    changed_at: datetime


class Run:
    """A run of a ledger. `plan`: what was planned, where it was just started."""

    def __init__(self, database: Database, number: int, now: Callable[[], datetime], plan: Plan | None = None) -> None:
        self._database, self.id, self._now, self.plan = database, number, now, plan

    def work(self, gateway: Reissue, *, tick: Tick = lambda _: None, settings: Settings | None = None) -> Status:
        """Send what is planned, until all is done or a brake stops it. Blocks.

        - gateway: The one whose accounts were planned.
        - tick: Called a few times a second with how far it is.
        - settings: Other brakes and rates from now on.

        Items that were refused, and of which the advice is to repeat them, are planned anew first. Ctrl-C begins nothing more
        and waits for what is under way; a second one leaves that, and it is unknown.

        Returns where the run stands then. Raises LedgerBusyError where another process works on it, PlanRefusedError where its
        approval is missing, or is not the one that was given, LedgerFailedError where the file cannot be written any more
        (nothing new was sent then).
        """
        _check(gateway, Reissue, "work", "awork")
        with working(self._database, self.id, self._now, gateway, settings) as (lanes, brakes):
            in_threads(lanes, brakes, lambda: tick(brakes.progress))
        with begun():
            return self.status()

    async def awork(
        self, gateway: AsyncReissue, *, tick: Tick = lambda _: None, settings: Settings | None = None
    ) -> Status:
        """`work`, awaited, for asyncio."""
        _check(gateway, AsyncReissue, "awork", "work")
        with working(self._database, self.id, self._now, gateway, settings) as (lanes, brakes):
            await in_tasks(lanes, brakes, lambda: tick(brakes.progress))
        with begun():
            return self.status()

    def settle(self, gateway: Reissue, *, complete: bool = False) -> Settled:
        """Find out by reads what became of the unknown items; what no read can prove is listed, with its evidence.

        - complete: Send again what is proved not to have happened, and what a repeat with its key makes safe: once nothing of
          it can be under way, within the time that the provider remembers the key, and after a look at the invoice.

        Raises what `work` raises, with `complete`.
        """
        _check(gateway, Reissue, "settle", "asettle")
        settled = Settling(self._database, self.id, self._now).settle(gateway)
        if not complete or not settled.repeatable:
            return settled
        with working(self._database, self.id, self._now, gateway, None, settled.repeatable) as (lanes, brakes):
            in_threads(lanes, brakes, lambda: None)
        settled.repeated = brakes.let_go
        return settled

    async def asettle(self, gateway: AsyncReissue, *, complete: bool = False) -> Settled:
        """`settle`, awaited, for asyncio."""
        _check(gateway, AsyncReissue, "asettle", "settle")
        settled = await Settling(self._database, self.id, self._now).asettle(gateway)
        if not complete or not settled.repeatable:
            return settled
        with working(self._database, self.id, self._now, gateway, None, settled.repeatable) as (lanes, brakes):
            await in_tasks(lanes, brakes, lambda: None)
        settled.repeated = brakes.let_go
        return settled

    # --- what it says ---

    def status(self) -> Status:
        """Where it stands."""
        with self._database.reading() as connection:
            return status_of(connection, self.id)

    def progress(self) -> Progress:
        """The counts of its items."""
        with self._database.reading() as connection:
            return progress_of(connection, self.id)

    def settings(self) -> Settings:
        """Its brakes, as they were chosen last."""
        with self._database.reading() as connection:
            kept = connection.scalar(select(run.c.settings).where(run.c.id == self.id))
        return reader(Settings)(kept or "{}")

    def accounts(self) -> list[str]:
        """The accounts that its items are about: ``provider:server:label``."""
        mine = select(item.c.intent_id).where(item.c.run_id == self.id)
        with self._database.reading() as connection:
            chosen = select(intent.c.account).where(intent.c.id.in_(mine)).distinct().order_by(intent.c.account)
            return list(connection.scalars(chosen))

    def items(self, *, state: State | None = None, after: int = 0, limit: int | None = None) -> Iterator[Item]:
        """Its items in the order of their lines.

        - state: Only those that stand so.
        - after: Only those of later lines.
        - limit: At most so many.
        """
        chosen = (
            select(item.c.line, item.c.reason.label("left"), intent)
            .join(intent, intent.c.id == item.c.intent_id)
            .where(item.c.run_id == self.id)
            .order_by(item.c.line)
        )
        if state is State.SKIPPED:
            chosen = chosen.where(item.c.reason.is_not(None) | (intent.c.state == state))
        elif state is not None:
            chosen = chosen.where(item.c.reason.is_(None), intent.c.state == state)
        given = 0
        while limit is None or given < limit:
            size = 500 if limit is None else min(500, limit - given)
            with self._database.reading() as connection:
                rows = connection.execute(chosen.where(item.c.line > after).limit(size)).all()
            yield from map(_item, rows)
            given += len(rows)
            if len(rows) < size:
                return
            after = rows[-1].line

    # --- what a person does ---

    def pause(self, who: str, *, end: bool = False) -> Status:
        """Begin nothing more: the process that works on it stops after what is under way.

        - who: Who wants it.
        - end: End it: what is planned stays so, and another run of the campaign may begin.

        Raises LedgerBusyError where it has ended already, and InvalidArgumentError without a name.
        """
        who = person_name(who)
        values: dict[str, Any] = {"state": RunState.PAUSED.value, "reason": f"paused by {who}"}
        if end:
            values = {"state": RunState.ENDED.value, "reason": f"ended by {who}", "ended_at": micros(self._now())}
        with self._database.writing() as connection:
            changed = update(run).where(run.c.id == self.id, run.c.state != RunState.ENDED)
            if connection.execute(changed.values(values)).rowcount != 1:
                raise LedgerBusyError(f"Run {self.id} has ended already.")
        return self.status()

    def approve(self, who: str, digest: str) -> Status:
        """Say that the plan with this digest may be carried out.

        - who: A second person: not who started the run.
        - digest: Of the plan, as it was shown; it is told to nobody who gives another one.

        Raises PlanRefusedError for another digest, for who started the run, where no approval is wanted, where there is one
        already, and where the run has ended; InvalidArgumentError without a name.
        """
        who = person_name(who)
        with self._database.writing() as connection:
            row = connection.execute(select(run).where(run.c.id == self.id)).one()
            if (why := _not_to_approve(row, who, digest)) is not None:
                raise PlanRefusedError(why)
            approve(connection, self._database.digest_key, self.id, digest, who, micros(self._now()))
        return self.status()

    def decide(self, line: int, verdict: State, *, who: str, why: str, reference: str | None = None) -> Status:
        """Say what became of an unknown item, as a person who has looked.

        - line: Of the item.
        - verdict: DONE, or REFUSED where it did not happen; then it may be planned again.
        - who: Your name.
        - why: What you saw, and where.
        - reference: For REFUSED: the reference of the item, typed again.

        Raises DecisionRefusedError for a line that the run has not, an item that is not unknown, one of which something may
        still be under way, and where name, reason or reference are missing.
        """
        with self._database.writing() as connection:
            mine = select(func.min(item.c.line), func.max(item.c.line), func.count()).where(item.c.run_id == self.id)
            if connection.scalar(select(item.c.line).where(item.c.run_id == self.id, item.c.line == line)) is None:
                first, last, count = connection.execute(mine).one()
                raise DecisionRefusedError(
                    f"Run {self.id} has no line {line}: it has {count} {'line' if count == 1 else 'lines'}, from {first} to {last}."
                )
            decision = by_person(connection, self.id, line, verdict, who, why, reference, self._now())
            if not decide(connection, self._database.digest_key, decision):
                raise DecisionRefusedError(f"Line {line} is not unknown any more.")
        return self.status()


def _check(gateway: object, wanted: type[Reissue | AsyncReissue], name: str, other: str) -> None:
    """Raise InvalidArgumentError for the other kind of gateway, whose answers would be taken for invoices, or awaited for nothing."""
    if not isinstance(gateway, wanted):
        kind = type(gateway).__name__
        raise InvalidArgumentError(f"{name} takes {wanted.__name__}, and this is {kind}: {other} takes the other kind.")


def _not_to_approve(row: Row[Any], who: str, digest: str) -> str | None:
    """Why a run cannot be approved so; None where it can."""
    if not reader(Settings)(row.settings).needs_approval:
        return f"Run {row.id} wants no approval."
    if row.approved_by is not None:
        return f"Run {row.id} is approved already, by {row.approved_by}."
    if row.state == RunState.ENDED:
        return f"Run {row.id} has ended."
    if is_same_person(who, row.started_by):
        return f"{row.started_by} started run {row.id}: a second person approves it."
    if row.plan_digest != digest:
        # Not told: who approves has seen the plan, and its digest with it.
        return (
            f"That is not the digest of the plan of run {row.id}: look at what it would send "
            f"(`reissue run report {row.id} --state planned`), and give the digest that stands there."
        )
    return None


def _item(row: Row[Any]) -> Item:
    return Item(
        line=row.line,
        state=State.SKIPPED if row.left is not None else State(row.state),
        account=row.account,
        verb=row.verb,
        reference=row.reference,
        object_id=row.object_id,
        nth=row.nth,
        amount=row.amount,
        currency=row.currency,
        reason=row.left if row.left is not None else row.reason,
        advice=None if row.left is not None else row.advice,
        attempts=row.attempts,
        sending_at=moment(row.sending_at) if row.sending_at is not None else None,
        changed_at=moment(row.changed_at),
    )
