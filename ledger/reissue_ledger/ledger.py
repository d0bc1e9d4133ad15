"""The ledger: a file that remembers what was asked for, what was sent, and what became of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, select, union

from .clock import utc_now
from .errors import LedgerBusyError, LedgerError, LedgerUnusableError
from .identity import Gateway
from .lines import Line, Problem
from .planning.plan import Planner
from .planning.shapes import Plan, Wish
from .run import Run
from .store import chain
from .store.database import Database
from .store.files import default_path
from .store.glance import Glance
from .store.lease import locked, put_in_order, unattended, user
from .store.schema import RunState, lease, run


class Ledger:
    """An open ledger.

        with Ledger.open(live=False) as ledger, Reissue.from_env() as gateway:
            run = ledger.start(lines, gateway, Wish(verb="reissue", campaign="2026-11-reminder", who="Ada"))
            run.work(gateway)
            print(run.status())

    Any number of processes may have the same ledger open, on one machine; each run is worked on by one of them. Safe for
    several threads. Open it again after a fork.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str] | None = None,
        *,
        live: bool | None = None,
        create: bool = True,
        now: Callable[[], datetime] = utc_now,
    ) -> Self:
        """Open a ledger, and make it where it is not there.

        - path: The file. None: that of this user, one for live servers and another one for test servers; `live` says which.
        - live: For which servers it is. A new file is made for these, and is refused for the others from then on. None: as
          the file says; a new one is for test servers.
        - create: Whether a file that is not there is made.
        - now: Gives the time of plans, claims and decisions, aware. When a read proves something is told by the gateway's own
          (`clock=`).

        What processes left behind that are gone is put in order first: what they were sending is unknown from now on.

        Raises LedgerUnusableError for a place where nothing can be kept for sure (read-only, a network file system, another
        program's file, a newer version, the other kind of servers), and LedgerBusyError where another program holds it.
        """
        where = Path(path) if path is not None else default_path(live=bool(live))
        ledger = cls(Database(where.absolute(), live=live, create=create), now)
        try:
            ledger.recover()
        except BaseException:
            ledger.close()
            raise
        return ledger

    @classmethod
    def to_read(cls, path: str | os.PathLike[str], *, live: bool | None = None) -> Self:
        """Open a ledger that is there, to be read; it is put in order first where it can be written, as `open` does.

        - path: The file.
        - live: As of `open`.

        Where it cannot be written (no room, read-only, held by another program) it is shown as it stands: what a process left
        that is gone is being sent still. `read_only` says why, and whatever writes raises that.

        Raises LedgerUnusableError where it cannot be read for sure either.
        """
        where = Path(path).absolute()
        try:
            return cls.open(where, live=live, create=False)
        except (LedgerUnusableError, LedgerBusyError) as error:
            if not where.is_file():
                raise
            return cls(Glance(where, live=live, why=error), utc_now)

    @property
    def read_only(self) -> LedgerError | None:
        """Why it cannot be written; None where it can."""
        return self._database.why if isinstance(self._database, Glance) else None

    @property
    def path(self) -> Path:
        """Where its file is."""
        return self._database.path

    @property
    def live(self) -> bool:
        """Whether it is for live servers."""
        return self._database.live

    @property
    def database(self) -> Database:
        """What is below it."""
        return self._database

    def recover(self) -> int:
        """Put in order what processes left behind that are gone. Returns how many items are unknown since."""
        taken = select(lease.c.run_id).where(lease.c.ended_at.is_(None))
        called_running = select(run.c.id).where(run.c.state == RunState.RUNNING, run.c.plan_digest != "")
        with self._database.reading() as connection:
            held = connection.scalars(union(taken, called_running)).all()
        swept = 0
        for run_id in held:
            try:
                with locked(self._database, run_id):
                    swept += put_in_order(self._database, run_id)
                    unattended(self._database, run_id)
            except LedgerBusyError:
                continue  # its process lives
        return swept

    def plan(self, lines: Iterable[Line | Problem], gateway: Gateway, wish: Wish) -> Plan:
        """A dry run: what `start` would send and skip, and why. Nothing is sent, and nothing is kept.

        Raises what `start` raises, but where a run of the campaign has not ended: then the plan names it (`open_run`).
        """
        with self._database.writing() as connection:
            try:
                plan = self._planner(connection, gateway, wish).plan(lines, dry=True)
            finally:
                connection.rollback()
        plan.run_id = None
        return plan

    def start(self, lines: Iterable[Line | Problem], gateway: Gateway, wish: Wish) -> Run:
        """Freeze a run: all of its lines, or none. Nothing is sent before `Run.work`.

        - lines: Of `reissue_ledger.lines`: of a file, or of anything; each has a number of its own.
        - gateway: Whose accounts the lines name; no call is made.
        - wish: What is to be done with them.

        Raises PlanRefusedError, whose `detail` has every line that cannot be read, has the number of another one, or is over
        another amount than one about the same invoice; IntentConflictError where an intent is there with another body;
        LedgerBusyError where a run of the campaign has not ended; LedgerUnusableError where a server is of the other kind; and
        InvalidArgumentError for a wish that names nobody, or with a campaign, a period or an excluded reference that none can be.
        """
        with self._database.writing() as connection:
            plan = self._planner(connection, gateway, wish).plan(lines)
        assert plan.run_id is not None
        return Run(self._database, plan.run_id, self._now, plan)

    def _planner(self, connection: Connection, gateway: Gateway, wish: Wish) -> Planner:
        return Planner(connection, self._database.digest_key, self.live, gateway, wish, self._now)

    def run(self, number: int) -> Run:
        """One run, by its number. Raises LedgerError where there is none."""
        with self._database.reading() as connection:
            if connection.scalar(select(run.c.id).where(run.c.id == number)) is None:
                there = connection.scalars(select(run.c.id).order_by(run.c.id.desc()).limit(5)).all()
                last = f"the last ones are {', '.join(map(str, there))}" if there else "there is none yet"
                raise LedgerError(f"There is no run {number}; {last}.")
        return Run(self._database, number, self._now)

    def runs(self) -> Iterator[Run]:
        """All runs, the newest first."""
        with self._database.reading() as connection:
            numbers = connection.scalars(select(run.c.id).order_by(run.c.id.desc())).all()
        for number in numbers:
            yield Run(self._database, number, self._now)

    def faults(self) -> list[str]:
        """What in the chains of attempts and decisions is not as it was written, a sentence each."""
        with self._database.reading() as connection:
            return list(chain.faults(connection, self._database.digest_key))

    def close(self) -> None:
        """Close it."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def whoever() -> str:
    """The name of who runs this process, as the system knows it."""
    return user() or "somebody"
