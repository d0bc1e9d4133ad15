"""One run: what a person or a program does with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, func, select, update

from reissue import AsyncReissue, Reissue

from .clock import micros, moment
from .errors import LedgerBusyError, LedgerError, PlanRefusedError
from .identity import Gateway, account_of, doing, side_of
from .planning.plan import Plan, replanned
from .planning.settings import Settings
from .running.brakes import Brakes, Progress
from .running.drive import Supply, in_tasks, in_threads, supply
from .running.flow import Lane
from .running.pace import Pace
from .store.database import Database
from .store.lease import Lease, folder_of, give_back, locked, take
from .store.rescue import Rescue
from .store.schema import RunState, State, campaign, intent, item, run
from .store.writer import Writer

_REPEATS: Final = ("repeat", "same_key")
Tick = Callable[[Progress], None]
Lanes = list[tuple[Lane, Supply, int]]


class Status(Struct, frozen=True, kw_only=True):
    """Where a run stands."""

    run_id: int
    campaign: str
    period: str
    verb: str
    state: RunState
    reason: str | None
    source: str
    started_by: str
    approved_by: str | None
    plan_digest: str
    created_at: datetime
    ended_at: datetime | None
    progress: Progress
    advised_repeat: int
    """Refused items that `work` plans anew."""
    unsettled: int
    """Skipped items that are unknown since an earlier run."""


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
        approval is missing, LedgerFailedError where the file cannot be written any more (nothing new was sent then).
        """
        with self._working(gateway, settings) as (lanes, brakes):
            in_threads(lanes, brakes, lambda: tick(brakes.progress))
        return self.status()

    async def awork(
        self, gateway: AsyncReissue, *, tick: Tick = lambda _: None, settings: Settings | None = None
    ) -> Status:
        """`work`, awaited, for asyncio."""
        with self._working(gateway, settings) as (lanes, brakes):
            await in_tasks(lanes, brakes, lambda: tick(brakes.progress))
        return self.status()

    @contextmanager
    def _working(self, gateway: Gateway, settings: Settings | None) -> Iterator[tuple[Lanes, Brakes]]:
        """Hold the run, and let it go in the state that is true then."""
        with locked(self._database, self.id):
            chosen = self._begin(settings)
            rescue = Rescue(folder_of(self._database), self.id)
            held = take(self._database, self.id)
            try:
                rescue.prepare()
            except LedgerError:
                give_back(self._database, held)
                raise
            with self._database.writing() as connection:
                running = update(run).where(run.c.id == self.id)
                connection.execute(running.values(state=RunState.RUNNING.value, reason=None, ended_at=None))
            progress = self.progress()
            brakes = Brakes(chosen, progress, self._sums(), self._now)
            writer = Writer(self._database, rescue)
            try:
                yield self._lanes(gateway, chosen, held, writer, brakes), brakes
            except BaseException as error:
                brakes.stop("interrupted" if not isinstance(error, Exception) else str(error) or type(error).__name__)
                raise
            finally:
                writer.close()
                self._end(held, rescue, brakes, writer)
        if writer.failure is not None:
            raise writer.failure
        if brakes.failure is not None:
            raise brakes.failure

    def _begin(self, settings: Settings | None) -> Settings:
        with self._database.writing() as connection:
            row = connection.execute(select(run).where(run.c.id == self.id)).one()
            kept = msgspec.json.decode(row.settings, type=Settings)
            if row.state == RunState.ENDED:
                raise PlanRefusedError(f"Run {self.id} has ended. Start another one of the campaign.")
            if kept.needs_approval and row.approved_by is None:
                raise PlanRefusedError(
                    f"Run {self.id} waits for the approval of a second person: reissue run approve {self.id} "
                    f"--digest {row.plan_digest}. Nothing was sent."
                )
            chosen = settings or kept
            if settings is not None:
                told = msgspec.json.encode(settings).decode()
                connection.execute(update(run).where(run.c.id == self.id).values(settings=told))
            self._replan(connection)
            return chosen

    def _replan(self, connection: Connection) -> None:
        """Plan anew what was refused and may be repeated."""
        mine = select(item.c.intent_id).where(item.c.run_id == self.id, item.c.reason.is_(None))
        again = select(intent).where(
            intent.c.id.in_(mine), intent.c.state == State.REFUSED, intent.c.advice.in_(_REPEATS)
        )
        for row in connection.execute(again).all():
            connection.execute(replanned(row, micros(self._now())))

    def _lanes(self, gateway: Gateway, settings: Settings, held: Lease, writer: Writer, brakes: Brakes) -> Lanes:
        with self._database.reading() as connection:
            mine = select(item.c.intent_id).where(item.c.run_id == self.id, item.c.reason.is_(None))
            planned = select(intent.c.account, intent.c.verb).where(
                intent.c.id.in_(mine), intent.c.state == State.PLANNED
            )
            found = connection.execute(planned.distinct()).all()
        lanes: Lanes = []
        for name, verb in found:
            provider, label = name.partition(":")[0], name.rpartition(":")[2]
            account = account_of(gateway, provider, label)
            if account.name != name:
                raise LedgerError(
                    f"Run {self.id} was planned for {name}, and the credentials are for {account.name}. Nothing was sent."
                )
            adapter: Any = side_of(gateway, label).adapter(provider)
            lane = Lane(
                gateway,
                account,
                doing(adapter, verb),
                adapter,
                run_id=self.id,
                lease_id=held.id,
                writer=writer,
                brakes=brakes,
                pace=Pace(settings.per_second),
                now=self._now,
                even_if=settings.even_if,
            )
            lanes.append((lane, supply(self._database, self.id, name, verb), settings.in_flight))
        return lanes

    def _end(self, held: Lease, rescue: Rescue, brakes: Brakes, writer: Writer) -> None:
        """Write how the run stands. Where the file takes nothing, the next start finds it as a dead process leaves it."""
        try:
            if writer.failure is None:
                give_back(self._database, held)
                rescue.clear()
            with self._database.writing() as connection:
                row = connection.execute(select(run.c.state).where(run.c.id == self.id)).one()
                left = self._count(connection).get(State.PLANNED, 0)
                if row.state != RunState.RUNNING:  # paused or ended from outside, with its own reason
                    return
                if left or writer.failure is not None:
                    failed = writer.failure.message if writer.failure is not None else None
                    reason = failed or brakes.stopped or "some items could not be looked at"
                    values: dict[str, Any] = {"state": RunState.PAUSED.value, "reason": reason}
                else:
                    values = {"state": RunState.ENDED.value, "reason": None, "ended_at": micros(self._now())}
                connection.execute(update(run).where(run.c.id == self.id).values(values))
        except LedgerError:
            if writer.failure is None:
                raise

    # --- what it says ---

    def status(self) -> Status:
        """Where it stands."""
        with self._database.reading() as connection:
            chosen = select(run, campaign.c.name).join(campaign, campaign.c.id == run.c.campaign_id)
            row = connection.execute(chosen.where(run.c.id == self.id)).one()
            progress = self._progress(row.lines, self._count(connection))
            mine = select(item.c.intent_id).where(item.c.run_id == self.id, item.c.reason.is_(None))
            again = select(func.count()).where(
                intent.c.id.in_(mine), intent.c.state == State.REFUSED, intent.c.advice.in_(_REPEATS)
            )
            advised = connection.scalar(again) or 0
            before = select(func.count()).where(
                item.c.run_id == self.id,
                item.c.reason.is_not(None),
                item.c.intent_id == intent.c.id,
                intent.c.state.in_((State.UNKNOWN, State.SENDING)),
            )
            unsettled = connection.scalar(before) or 0
        return Status(
            run_id=self.id,
            campaign=row.name,
            period=row.period,
            verb=row.verb,
            state=RunState(row.state),
            reason=row.reason,
            source=row.source,
            started_by=row.started_by,
            approved_by=row.approved_by,
            plan_digest=row.plan_digest,
            created_at=moment(row.created_at),
            ended_at=moment(row.ended_at) if row.ended_at is not None else None,
            progress=progress,
            advised_repeat=advised,
            unsettled=unsettled,
        )

    def progress(self) -> Progress:
        """The counts of its items."""
        with self._database.reading() as connection:
            total = connection.scalar(select(run.c.lines).where(run.c.id == self.id)) or 0
            return self._progress(total, self._count(connection))

    def settings(self) -> Settings:
        """Its brakes, as they were chosen last."""
        with self._database.reading() as connection:
            kept = connection.scalar(select(run.c.settings).where(run.c.id == self.id))
        return msgspec.json.decode(kept or "{}", type=Settings)

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

    def _count(self, connection: Connection) -> dict[str, int]:
        state = func.iif(item.c.reason.is_not(None), State.SKIPPED.value, intent.c.state)
        counted = (
            select(state.label("state"), func.count().label("n"))
            .select_from(item.join(intent, intent.c.id == item.c.intent_id))
            .where(item.c.run_id == self.id)
            .group_by("state")
        )
        return {row.state: row.n for row in connection.execute(counted)}

    def _progress(self, total: int, counts: dict[str, int]) -> Progress:
        return Progress(total=total, **{str(state): counts.get(state, 0) for state in State})

    def _sums(self) -> dict[str, Decimal]:
        """By currency: what was sent of it, or may have been."""
        sent = (State.DONE, State.UNKNOWN, State.SENDING, State.MOOT)
        chosen = (
            select(intent.c.amount, intent.c.currency)
            .join(item, item.c.intent_id == intent.c.id)
            .where(item.c.run_id == self.id, item.c.reason.is_(None), intent.c.state.in_(sent))
            .where(intent.c.amount.is_not(None))
        )
        sums: dict[str, Decimal] = {}
        with self._database.reading() as connection:
            for row in connection.execute(chosen):
                sums[row.currency] = sums.get(row.currency, Decimal(0)) + Decimal(row.amount)
        return sums

    # --- what a person does ---

    def pause(self, who: str, *, end: bool = False) -> Status:
        """Begin nothing more: the process that works on it stops after what is under way.

        - who: Who wants it.
        - end: End it: what is planned stays so, and another run of the campaign may begin.
        """
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

        Raises PlanRefusedError for another digest, for who started the run, and where no approval is wanted.
        """
        with self._database.writing() as connection:
            row = connection.execute(select(run).where(run.c.id == self.id)).one()
            if not msgspec.json.decode(row.settings, type=Settings).needs_approval:
                raise PlanRefusedError(f"Run {self.id} wants no approval.")
            if row.plan_digest != digest:
                raise PlanRefusedError(f"Run {self.id} has another plan: its digest is {row.plan_digest}.")
            if not who.strip() or who.strip().casefold() == row.started_by.strip().casefold():
                raise PlanRefusedError(f"{row.started_by} started run {self.id}: a second person approves it.")
            values = {"approved_by": who.strip(), "reason": "approved: resume it"}
            connection.execute(update(run).where(run.c.id == self.id).values(values))
        return self.status()


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
