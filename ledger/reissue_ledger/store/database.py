"""A database, opened for one writer and any number of readers."""

from __future__ import annotations

import glob
import os
import secrets
import sqlite3
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ..clock import micros, utc_now
from ..errors import LedgerBusyError, LedgerFailedError, LedgerUnusableError
from . import migrations
from .files import prepare, sync_folder
from .schema import meta

PATIENCE: Final = 10.0
"""Seconds to wait for a lock that another program holds."""


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
        self.engine = _engine(path)
        self._process = os.getpid()
        try:
            with told(path):
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
            lock.acquire(timeout=PATIENCE)
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
            cursor = raw.cursor()
            cursor.execute("vacuum")
            busy = cursor.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) and "busy" not in str(error):
                raise LedgerFailedError(f"{self.path} could not be written anew: {error}.") from None
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


def look(path: Path) -> int:
    """The version of a ledger, without changing anything. Raises LedgerUnusableError where there is none, or it is newer."""
    if not path.is_file():
        raise LedgerUnusableError(f"There is no ledger {path}.")
    engine = create_engine(f"sqlite:///file:{quote(str(path))}?mode=ro&uri=true", poolclass=NullPool)
    try:
        with told(path), engine.connect() as connection:
            found = migrations.version(connection)
    finally:
        engine.dispose()
    migrations.check(found)
    return found


def _servers(live: bool) -> str:
    return "live servers" if live else "test servers"


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": PATIENCE})

    @event.listens_for(engine, "connect")
    def opened(raw: sqlite3.Connection, _: Any) -> None:
        raw.isolation_level = None  # the driver would commit in the middle of a migration
        for pragma in (
            "journal_mode = wal",
            "synchronous = full",
            "foreign_keys = on",
            "recursive_triggers = on",
            "secure_delete = on",
        ):
            raw.execute(f"pragma {pragma}").fetchall()
        if sys.platform == "darwin":
            raw.execute("pragma fullfsync = on").fetchall()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("begin" if connection.info.get("reading") else "begin immediate")

    return engine


@contextmanager
def told(path: Path) -> Generator[None, None, None]:
    """What SQLite complains of, as an error that says what to do."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:  # the second while a connection is opened
        said = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(said, sqlite3.IntegrityError):
            raise
        words = str(said)
    except OSError as error:
        words = error.strerror or type(error).__name__
    else:
        return
    if "locked" in words or "busy" in words:
        raise LedgerBusyError(f"{path}: another program holds the ledger; try again when it has ended.") from None
    if "readonly" in words or "unable to open" in words or "not a database" in words or "malformed" in words:
        raise LedgerUnusableError(f"The ledger {path} cannot be used: {words}.") from None
    raise LedgerFailedError(f"The ledger {path} could not be written: {words}.") from None
