"""A database, opened for one writer and any number of readers."""

from __future__ import annotations

import os
import secrets
import sqlite3
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

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
        backup = self._backed_up()
        with self.engine.begin() as connection:
            if migrations.migrate(connection) == 0:
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
        self.backup = backup
        if live is not None and live is not self.live:
            raise LedgerUnusableError(
                f"{self.path} is a ledger of {_servers(self.live)}, and this is about {_servers(live)}: "
                "give another file with --ledger, or leave that out."
            )

    def _backed_up(self) -> Path | None:
        """A copy of an older version before it is changed; None where there is nothing to change."""
        with self.engine.connect() as connection:
            connection.info["reading"] = True
            found = migrations.version(connection)
            migrations.check(found)
            if found in (0, len(migrations.STEPS)):
                return None
        copy = self.path.with_name(f"{self.path.name}.version-{found}")
        copy.unlink(missing_ok=True)  # half a copy, of a start that was broken off
        prepare(copy)
        raw = self.engine.raw_connection()
        try:
            raw.cursor().execute("vacuum into ?", (str(copy),))  # which no transaction may hold
        finally:
            raw.close()
        return copy

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


def _servers(live: bool) -> str:
    return "live servers" if live else "test servers"


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": PATIENCE})

    @event.listens_for(engine, "connect")
    def opened(raw: sqlite3.Connection, _: Any) -> None:
        raw.isolation_level = None  # the driver would commit in the middle of a migration
        for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on", "recursive_triggers = on"):
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
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.IntegrityError):
            raise
        words = str(error.orig)
    except OSError as error:
        words = error.strerror or type(error).__name__
    else:
        return
    if "locked" in words or "busy" in words:
        raise LedgerBusyError(f"{path}: another program holds the ledger; try again when it has ended.") from None
    if "readonly" in words or "unable to open" in words or "not a database" in words or "malformed" in words:
        raise LedgerUnusableError(f"The ledger {path} cannot be used: {words}.") from None
    raise LedgerFailedError(f"The ledger {path} could not be written: {words}.") from None
