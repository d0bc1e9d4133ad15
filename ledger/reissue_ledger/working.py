"""A run that this process works on: held, carried out, and let go in the state that is true then."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Select, func, select, update
from sqlalchemy.exc import IntegrityError

from reissue.plugin.decoding import reader

from .amounts import added
from .clock import micros
from .errors import LedgerBusyError, LedgerError, LedgerFailedError, LedgerUnusableError, PlanRefusedError
from .identity import Gateway, account_named, doing, side_of
from .planning.plan import replanned
from .planning.settings import Settings
from .running.brakes import Brakes, Progress
from .running.drive import Supply, supply, todos
from .running.flow import Lane
from .running.pace import Pace
from .store import chain
from .store.database import Database
from .store.lease import Lease, folder_of, give_back, locked, take
from .store.rescue import Rescue
from .store.schema import RunState, State, intent, item, run
from .store.transitions import PURGED
from .store.writer import Writer

REPEATS: Final = ("repeat", "same_key")
"""Advice by which a refused item is planned again without a question."""
Lanes = list[tuple[Lane, Supply, int]]
Repeatable = dict[int, int]
"""By intent: for how many microseconds from its first use its key may be used again; 0: it has surely not happened."""


@contextmanager
def working(
    database: Database,
    run_id: int,
    now: Callable[[], datetime],
    gateway: Gateway,
    settings: Settings | None,
    only: Repeatable | None = None,
) -> Generator[tuple[Lanes, Brakes], None, None]:
    """Hold a run, and let it go in the state that is true then.

    - settings: Other brakes from now on.
    - only: What is to be repeated, and nothing else; None: all that is planned.
    """
    with locked(database, run_id):
        work = _Work(database, run_id, now, only)
        chosen = work.begin(settings)
        rescue = Rescue(folder_of(database), run_id)
        held = take(database, run_id)
        try:
            rescue.prepare()
        except LedgerUnusableError as error:
            give_back(database, held)
            work.stopped(error.message)
            raise
        work.running()
        with database.reading() as connection:
            brakes = Brakes(chosen, progress_of(connection, run_id), sums_of(connection, run_id), now)
        writer = Writer(database, rescue)
        try:
            yield work.lanes(gateway, chosen, held, writer, brakes), brakes
        except BaseException as error:
            brakes.stop("interrupted" if not isinstance(error, Exception) else str(error) or type(error).__name__)
            raise
        finally:
            writer.close()
            work.end(held, rescue, brakes, writer)
    if (failure := writer.failure or brakes.failure) is not None:
        raise _in_the_middle(failure)


class _Work:
    """The states of a run around the work on it."""

    def __init__(self, database: Database, run_id: int, now: Callable[[], datetime], only: Repeatable | None) -> None:
        self._database, self._id, self._now, self._only = database, run_id, now, only
        self._before: tuple[str, str | None] = (RunState.RUNNING, None)

    def begin(self, settings: Settings | None) -> Settings:
        """The brakes; refused items that may be repeated are planned anew."""
        with self._database.writing() as connection:
            row = connection.execute(select(run).where(run.c.id == self._id)).one()
            self._before = row.state, row.reason
            kept = reader(Settings)(row.settings)
            if row.state == RunState.ENDED and self._only is None and not self._goes_on(connection, row.reason):
                raise PlanRefusedError(
                    f"Run {self._id} has ended: start another one of its campaign. Nothing was sent."
                )
            self._check_approved(connection, kept, row.approved_by)
            if settings is not None:
                settings = replace(settings, needs_approval=kept.needs_approval)  # no brake that can be changed
                if kept.needs_approval:
                    settings = replace(settings, even_if=kept.even_if)  # which was approved
                told = msgspec.json.encode(settings).decode()
                connection.execute(update(run).where(run.c.id == self._id).values(settings=told))
            self._replan(connection)
            return settings or kept

    def _check_approved(self, connection: Connection, kept: Settings, approved_by: str | None) -> None:
        """Raise PlanRefusedError without an approval, and for a plan or an approval that only the run has, and not its chain."""
        if kept.needs_approval and approved_by is None:
            raise PlanRefusedError(
                f"Run {self._id} waits for the approval of a second person, who looks at what it would send: "
                f"reissue run report {self._id} --state planned. Nothing was sent."
            )
        if not chain.holds(connection, self._database.digest_key, self._id, approved=approved_by is not None):
            raise PlanRefusedError(
                f"The plan or the approval of run {self._id} is not the one that was written: "
                f"look at `reissue run report {self._id} --verify`. Nothing was sent."
            )

    def _goes_on(self, connection: Connection, reason: str | None) -> bool:
        """Whether a run that has ended goes on: nobody ended it, and something of it may be repeated."""
        return reason is None and connection.execute(self._again().limit(1)).first() is not None

    def _again(self) -> Select[Any]:
        """What was refused and may be repeated."""
        return select(intent).where(*may_be_repeated(self._id))

    def _replan(self, connection: Connection) -> None:
        """Plan that anew."""
        again = self._again()
        if self._only is not None:
            again = again.where(intent.c.id.in_(list(self._only)))
        for row in connection.execute(again).all():
            connection.execute(replanned(row, micros(self._now())))

    def running(self) -> None:
        """From now on items may be claimed."""
        values = {"state": RunState.RUNNING.value, "reason": None, "ended_at": None}
        try:
            with self._database.writing() as connection:
                connection.execute(update(run).where(run.c.id == self._id).values(values))
        except IntegrityError:
            raise LedgerBusyError(f"Another run of the campaign of run {self._id} has not ended.") from None

    def stopped(self, reason: str) -> None:
        """It could not begin: say why, as far as that can be written."""
        try:
            with self._database.writing() as connection:
                values = {"state": RunState.PAUSED.value, "reason": reason}
                mine = update(run).where(run.c.id == self._id, run.c.state != RunState.ENDED)
                connection.execute(mine.values(values))
        except LedgerError:
            return

    def lanes(self, gateway: Gateway, settings: Settings, held: Lease, writer: Writer, brakes: Brakes) -> Lanes:
        """One for each account and verb."""
        return list(self._lanes(gateway, settings, held, writer, brakes))

    def _lanes(
        self, gateway: Gateway, settings: Settings, held: Lease, writer: Writer, brakes: Brakes
    ) -> Iterator[tuple[Lane, Supply, int]]:
        with self._database.reading() as connection:
            chosen = select(intent.c.account, intent.c.verb).where(intent.c.id.in_(_mine(self._id)))
            if self._only is None:
                chosen = chosen.where(intent.c.state == State.PLANNED)
            else:
                chosen = chosen.where(intent.c.id.in_(list(self._only)))
            found = connection.execute(chosen.distinct()).all()
        for name, verb in found:
            account = account_named(gateway, name, f"Run {self._id} was planned for")
            adapter: Any = side_of(gateway, account.label).adapter(account.provider)
            lane = Lane(
                gateway,
                account,
                doing(adapter, verb),
                adapter,
                run_id=self._id,
                lease_id=held.id,
                writer=writer,
                brakes=brakes,
                pace=Pace(settings.per_second),
                now=self._now,
                even_if=settings.even_if,
            )
            if self._only is None:
                yield lane, supply(self._database, self._id, name, verb), settings.in_flight
            else:
                yield lane, todos(self._database, self._id, name, verb, self._only), settings.in_flight

    def end(self, held: Lease, rescue: Rescue, brakes: Brakes, writer: Writer) -> None:
        """Write how the run stands. Where the file takes nothing, the next start finds it as a dead process leaves it."""
        try:
            if writer.failure is None:
                give_back(self._database, held)
                rescue.clear()
            with self._database.writing() as connection:
                state = connection.scalar(select(run.c.state).where(run.c.id == self._id))
                left = progress_of(connection, self._id).planned
                if state != RunState.RUNNING:  # paused or ended from outside, with its own reason
                    return
                if left or writer.failure is not None:
                    values: dict[str, Any] = {"state": RunState.PAUSED.value, "reason": self._why(brakes, writer)}
                else:
                    values = {"state": RunState.ENDED.value, "reason": None, "ended_at": micros(self._now())}
                connection.execute(update(run).where(run.c.id == self._id).values(values))
        except LedgerError as error:
            if writer.failure is None:
                raise _in_the_middle(error) from None

    def _why(self, brakes: Brakes, writer: Writer) -> str:
        failed = writer.failure.message if writer.failure is not None else None
        before = self._before[1] if self._only is not None else None
        left = f"some items could not be looked at: {brakes.last_trouble}" if brakes.last_trouble else None
        return failed or brakes.stopped or before or left or "some items were left"


@contextmanager
def begun() -> Generator[None, None, None]:
    """Where something may have been sent, a ledger that cannot be used any more is LedgerFailedError."""
    try:
        yield
    except (LedgerUnusableError, LedgerBusyError) as error:
        raise _in_the_middle(error) from None


def _in_the_middle(failure: Exception) -> Exception:
    """What a failure of the file is once something may have been sent: no longer that nothing could begin."""
    if isinstance(failure, (LedgerUnusableError, LedgerBusyError)):
        return LedgerFailedError(failure.message)
    return failure


def _mine(run_id: int) -> Any:
    return select(item.c.intent_id).where(item.c.run_id == run_id, item.c.reason.is_(None))


def may_be_repeated(run_id: int) -> tuple[Any, ...]:
    """Which intents of a run were refused and are planned anew without a question."""
    return (
        intent.c.id.in_(_mine(run_id)),
        intent.c.state == State.REFUSED,
        intent.c.advice.in_(REPEATS),
        ~intent.c.reference.startswith(PURGED),
    )


def progress_of(connection: Connection, run_id: int) -> Progress:
    """The counts of a run's items."""
    total = connection.scalar(select(run.c.lines).where(run.c.id == run_id)) or 0
    state = func.iif(item.c.reason.is_not(None), State.SKIPPED.value, intent.c.state)
    counted = (
        select(state.label("counted"), func.count().label("n"))
        .select_from(item.join(intent, intent.c.id == item.c.intent_id))
        .where(item.c.run_id == run_id)
        .group_by(state)
    )
    counts = {row.counted: row.n for row in connection.execute(counted)}
    return Progress(total=total, **{str(state): counts.get(state, 0) for state in State})


def sums_of(connection: Connection, run_id: int) -> dict[str, Decimal]:
    """By currency: what was sent of it, or may have been."""
    sent = (State.DONE, State.UNKNOWN, State.SENDING, State.MOOT)
    chosen = select(intent.c.amount, intent.c.currency).where(
        intent.c.id.in_(_mine(run_id)), intent.c.state.in_(sent), intent.c.amount.is_not(None)
    )
    sums: dict[str, Decimal] = {}
    for row in connection.execute(chosen):
        sums[row.currency] = added(sums.get(row.currency, Decimal(0)), Decimal(row.amount))
    return sums
