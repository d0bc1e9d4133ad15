"""A database, opened for one writer and any number of readers."""

from __future__ import annotations

import glob
import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, select

from ..clock import micros, utc_now
from ..errors import LedgerBusyError, LedgerFailedError, LedgerUnusableError
from . import engines, migrations
from .engines import engine_for, reading_engine, told
from .files import prepare, sync_folder, tighten
from .schema import meta


class Database:
    """An open ledger file: its engine, which servers it is for, and the key of its digests.

    - path: Where it is.
    - live: Whether it is for live servers; a new file is made for these, and an old one is refused where it is for others.
      None takes it as it is.

    Raises LedgerUnusableError where it cannot be read and written for sure, and LedgerBusyError where another program
    holds it for longer than `PATIENCE`.
    """

    def __init__(self, path: Path, *, live: bool | None, create: bool = True) -> None:
        if not create and not path.is_file():
            raise LedgerUnusableError(f"There is no ledger {path}: `reissue run start` makes one.")
        prepare(path)
        self.path = path
        version_of(path)  # before anything of a file is changed that may be another program's: opening it keeps a log
        self.engine = engine_for(path)
        self._process = os.getpid()
        try:
            with told(path):
                tighten(path)
                self._check_durable()
                self._begin(live)
        except BaseException:
            self.engine.dispose()
            raise

    def _check_durable(self) -> None:
        """What was committed must survive a loss of power: read back, as a pragma that is not understood says nothing."""
        with self.engine.connect() as connection:
            connection.info["reading"] = True
            journal = connection.exec_driver_sql("pragma journal_mode").scalar()
            synchronous = connection.exec_driver_sql("pragma synchronous").scalar()
        if journal != "wal" or synchronous != 2:
            raise LedgerUnusableError(
                f"{self.path}: SQLite keeps no write-ahead log here ({journal}, {synchronous}): give a file elsewhere."
            )

    def _begin(self, live: bool | None) -> None:
        with self._upgrading() as self.backup, self.engine.begin() as connection:
            self.version_before = migrations.migrate(connection)
            if self.version_before == 0:
                sync_folder(self.path.parent)
                first = {
                    "kind": "live" if live else "test",
                    "digest_key": secrets.token_hex(32),
                    "created_at": str(micros(utc_now())),
                }
                connection.execute(meta.insert(), [{"name": name, "value": value} for name, value in first.items()])
            # A database that cannot be written begins a transaction all the same: only a change tells.
            connection.execute(meta.delete().where(meta.c.name == "opened_at"))
            connection.execute(meta.insert().values(name="opened_at", value=str(micros(utc_now()))))
            self._learn(connection, live)

    def _learn(self, connection: Connection, live: bool | None) -> None:
        told = {row.name: row.value for row in connection.execute(select(meta))}
        self.live: bool = told["kind"] == "live"
        self.digest_key = bytes.fromhex(told["digest_key"])
        if live is not None and live is not self.live:
            raise LedgerUnusableError(
                f"{self.path} is a ledger of {_servers(self.live)}, and this is about {_servers(live)}: "
                "give another file with --ledger, or leave that out."
            )

    @contextmanager
    def _upgrading(self) -> Generator[Path | None, None, None]:
        """A copy of an older version before it is changed; None where there is nothing to change.

        One process at a time: another one that comes late would else copy what was changed already over the copy of the old.
        """
        if not self._is_old():
            yield None
            return
        lock = FileLock(self.path.with_name(f"{self.path.name}.upgrade"), mode=0o600)
        try:
            lock.acquire(timeout=engines.PATIENCE)
        except Timeout:
            raise LedgerBusyError(f"{self.path}: another process brings the ledger to a newer version.") from None
        try:
            yield self._copied() if self._is_old() else None
        finally:
            lock.release()

    def _version(self) -> int:
        with self.engine.connect() as connection:
            connection.info["reading"] = True
            found = migrations.version(connection)
        migrations.check(found)
        return found

    def _is_old(self) -> bool:
        return self._version() not in (0, len(migrations.STEPS))

    def _copied(self) -> Path:
        copy = self.path.with_name(f"{self.path.name}.version-{self._version()}")
        copy.unlink(missing_ok=True)  # half a copy, of a start that was broken off
        prepare(copy)
        raw = self.engine.raw_connection()
        try:
            raw.cursor().execute("vacuum into ?", (str(copy),))  # which no transaction may hold
        finally:
            raw.close()
        sync_folder(copy.parent)
        return copy

    def backups(self) -> list[Path]:
        """The copies of older versions that are kept beside it: they hold what was purged since."""
        return sorted(self.path.parent.glob(f"{glob.escape(self.path.name)}.version-*"))

    def scrub(self) -> bool:
        """Write the file anew, so that nothing is left in it of what was deleted or changed.

        Returns False where another process reads or writes it: then the old text is in its pages or in its log still.
        """
        self.check_process()
        raw = self.engine.raw_connection()
        try:
            with told(self.path):
                cursor = raw.cursor()
                cursor.execute("vacuum")
                busy = cursor.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
        except LedgerBusyError:
            return False
        finally:
            raw.close()
        return not busy

    @contextmanager
    def reading(self) -> Generator[Connection, None, None]:
        """A connection to read with: what it sees is of one moment."""
        self.check_process()
        with told(self.path), self.engine.connect() as connection:
            connection.info["reading"] = True
            yield connection

    @contextmanager
    def writing(self) -> Generator[Connection, None, None]:
        """One transaction that writes, begun at once, so that nobody comes between its reads and its writes."""
        self.check_process()
        with told(self.path), self.engine.begin() as connection:
            yield connection

    def check_process(self) -> None:
        """Raise LedgerFailedError in a process that was forked since: its copies of locks and connections are the parent's."""
        if os.getpid() != self._process:
            raise LedgerFailedError("This ledger was opened before a fork: open it again in this process.")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose(close=os.getpid() == self._process)


def version_of(path: Path) -> int:
    """The version of the schema in a file that is there, which is not changed; 0 of an empty one.

    Raises LedgerUnusableError for another program's file, and for a newer version.
    """
    engine = reading_engine(path)
    try:
        with told(path), engine.connect() as connection:
            found = migrations.version(connection)
    finally:
        engine.dispose()
    migrations.check(found)
    return found


def _servers(live: bool) -> str:
    return "live servers" if live else "test servers"
