"""Who works on a run: a lock of the system, which ends with its process, and a row that says who it is.

The kernel tells a dead process from a slow one; no clock does. A process that is frozen keeps its lock.
"""

from __future__ import annotations

import getpass
import os
import socket
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout
from msgspec import Struct
from sqlalchemy import Connection, func, select, update

from ..clock import micros, utc_now
from ..errors import LedgerBusyError, LedgerUnusableError
from .chain import Head, contents_of, links
from .database import Database
from .operations import End, PartialError, end
from .rescue import Rescue
from .schema import RunState, State, attempt, intent, lease, run

GONE: Final = "its process ended before an answer came"


class Lease(Struct, frozen=True, kw_only=True):
    """That this process works on a run, and no other."""

    id: int
    run_id: int


def folder_of(database: Database) -> Path:
    """Where the locks and reserves of runs are."""
    return database.path.with_name(f"{database.path.name}.runs")


def user() -> str | None:
    """The name of who runs this process, as the system knows it; None where it knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return None


def owner() -> str:
    """Who this process is, for people."""
    name = user() or (str(os.getuid()) if hasattr(os, "getuid") else "somebody")
    return f"{name}@{socket.gethostname()} process {os.getpid()}"


@contextmanager
def locked(database: Database, run_id: int) -> Generator[None, None, None]:
    """Hold the lock of a run. Raises LedgerBusyError where another process holds it, or this one already does."""
    folder = folder_of(database)
    try:
        folder.mkdir(exist_ok=True, mode=0o700)
        lock = FileLock(folder / f"{run_id}.lock", mode=0o600, thread_local=False)
        lock.acquire(blocking=False)
    except Timeout:
        raise LedgerBusyError(f"Run {run_id} is running: {who_runs(database, run_id)}.") from None
    except OSError as error:
        raise LedgerUnusableError(f"{folder} cannot be used for locks: {error.strerror}.") from None
    try:
        yield
    finally:
        lock.release()


def who_runs(database: Database, run_id: int) -> str:
    """The process that took the run last."""
    with database.reading() as connection:
        last = select(lease.c.owner).where(lease.c.run_id == run_id).order_by(lease.c.epoch.desc())
        return connection.scalar(last.limit(1)) or "a process that has just begun"


def take(database: Database, run_id: int) -> Lease:
    """Take a run whose lock this process holds: what the process before left in the middle of being sent becomes unknown."""
    put_in_order(database, run_id)
    with database.writing() as connection:
        epoch = (connection.scalar(select(func.max(lease.c.epoch)).where(lease.c.run_id == run_id)) or 0) + 1
        made = lease.insert().values(run_id=run_id, owner=owner(), epoch=epoch, taken_at=micros(utc_now()))
        number = connection.execute(made.returning(lease.c.id)).scalar_one()
    return Lease(id=number, run_id=run_id)


def put_in_order(database: Database, run_id: int) -> int:
    """What a dead process left of a run whose lock this one holds. Returns how many items are unknown since."""
    rescue = Rescue(folder_of(database), run_id)
    with database.writing() as connection:
        swept = sweep(connection, database.digest_key, run_id, rescue.kept())
    rescue.clear()
    return swept


def give_back(database: Database, held: Lease) -> None:
    """End a lease. What was left in the middle of being sent, because nobody waits for it any more, is unknown."""
    with database.writing() as connection:
        abandon(connection, database.digest_key, held.run_id, [held.id])
        ended = update(lease).where(lease.c.id == held.id).values(ended_at=micros(utc_now()))
        connection.execute(ended)


def sweep(connection: Connection, key: bytes, run_id: int, kept: Sequence[End]) -> int:
    """End the leases of a run whose process is gone. Results that were kept elsewhere count; the rest is unknown."""
    live = connection.scalars(select(lease.c.id).where(lease.c.run_id == run_id, lease.c.ended_at.is_(None))).all()
    if not live:
        return 0
    finish_each(connection, key, kept)
    swept = abandon(connection, key, run_id, live)
    connection.execute(update(lease).where(lease.c.id.in_(live)).values(ended_at=micros(utc_now())))
    _pause(connection, run_id, "its process ended before it did")
    return swept


def unattended(database: Database, run_id: int) -> None:
    """A run whose lock this process holds, and nobody works on: planned and not taken yet, or given back by who then died."""
    with database.writing() as connection:
        _pause(connection, run_id, "no process works on it")


def _pause(connection: Connection, run_id: int, why: str) -> None:
    left_behind = update(run).where(run.c.id == run_id, run.c.state == RunState.RUNNING)
    connection.execute(left_behind.values(state=RunState.PAUSED.value, reason=why))


def abandon(connection: Connection, key: bytes, run_id: int, leases: Sequence[int]) -> int:
    """Call unknown what these leases left in the middle of being sent. Returns how many items that were."""
    now = micros(utc_now())
    left = connection.execute(
        select(attempt, intent.c.reference)
        .join(intent, intent.c.id == attempt.c.intent_id)
        .where(intent.c.state == State.SENDING, intent.c.attempts == attempt.c.n, intent.c.lease_id.in_(leases))
        .order_by(attempt.c.intent_id)
    ).all()
    ends = [
        End(
            intent_id=row.intent_id,
            run_id=run_id,
            lease_id=row.lease_id,
            n=row.n,
            at=now,
            state=State.UNKNOWN,
            reason=GONE,
            advice="look",
            reference=row.reference,
            key=row.key,
            started_at=row.started_at,
        )
        for row in left
    ]
    finish(connection, key, ends)
    return len(ends)


def finish(
    connection: Connection, key: bytes, ends: Sequence[End], heads: Mapping[tuple[int, int], Head] | None = None
) -> dict[tuple[int, int], Head]:
    """Write what became of attempts, all of them, with their links.

    - heads: The ends of chains, as far as they are known.

    Returns the new ends of the chains. Raises PartialError as `end` does.
    """
    end(connection, key, ends)
    chains: dict[tuple[int, int], list[End]] = {}
    for one in ends:
        chains.setdefault((one.run_id, one.lease_id), []).append(one)
    found: dict[tuple[int, int], Head] = {}
    for (run_id, lease_id), several in chains.items():
        contents = contents_of(connection, key, several)
        head = (heads or {}).get((run_id, lease_id))
        found[run_id, lease_id] = links(connection, key, run_id, lease_id, list(contents), head, contents)
    return found


def finish_each(connection: Connection, key: bytes, ends: Sequence[End]) -> None:
    """The same, one by one: what is not its sender's any more is passed over."""
    for one in ends:
        with suppress(PartialError), connection.begin_nested():
            finish(connection, key, [one])
