"""SQLite as the ledger opens it, and what it complains of in words: one place for all who ask it for something."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ..errors import LedgerBusyError, LedgerUnusableError

PATIENCE: Final = 10.0
"""Seconds to wait for a lock that another program holds."""
OLDEST: Final = (3, 35)
"""The oldest SQLite that the statements of the ledger are for: `returning`, and `update from`."""
_WRITES: Final = ("journal_mode = wal", "synchronous = full", "secure_delete = on")
_RULES: Final = ("foreign_keys = on", "recursive_triggers = on")


def engine_for(path: Path) -> Engine:
    """An engine that reads and writes the file, durably. Its transactions begin at once, but for those marked as reading."""
    # By its name and not by an address: a `?` or a `#` in a path would end it there.
    engine = _engine(lambda: _connected(str(path), uri=False), (*_WRITES, *_RULES))

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("begin" if connection.info.get("reading") else "begin immediate")

    return engine


def reading_engine(path: Path) -> Engine:
    """An engine that changes nothing of the file."""
    return _engine(lambda: _connected(f"{path.as_uri()}?mode=ro", uri=True), ("query_only = on",))


def _connected(name: str, *, uri: bool) -> sqlite3.Connection:
    # The thread of the writer has one of its own; others end in the thread that a generator goes on in.
    return sqlite3.connect(name, timeout=PATIENCE, isolation_level=None, check_same_thread=False, uri=uri)


def _engine(connected: Any, pragmas: tuple[str, ...]) -> Engine:
    if sqlite3.sqlite_version_info < OLDEST:
        raise LedgerUnusableError(
            f"The ledger needs SQLite {OLDEST[0]}.{OLDEST[1]} or newer, and this Python has {sqlite3.sqlite_version}: "
            "use a newer build of Python. Nothing was sent."
        )
    engine = create_engine("sqlite://", creator=connected, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def opened(raw: sqlite3.Connection, _: Any) -> None:
        for pragma in pragmas:
            raw.execute(f"pragma {pragma}").fetchall()
        if sys.platform == "darwin":
            raw.execute("pragma fullfsync = on").fetchall()

    return engine


def said(error: Exception) -> str:
    """What SQLite or the system says, without statement and parameters: those hold references."""
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    plain = error.orig if isinstance(error, DBAPIError) else error
    return str(plain) or "it does not say why"


def is_held(words: str) -> bool:
    """Whether another program is at the file."""
    return "locked" in words or "busy" in words


@contextmanager
def told(path: Path) -> Generator[None, None, None]:
    """What SQLite complains of, as an error that says what to do. Raises LedgerBusyError or LedgerUnusableError."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError) as error:  # the second while a connection is opened
        if isinstance(error.orig if isinstance(error, DBAPIError) else error, sqlite3.IntegrityError):
            raise
        words = said(error)
        if is_held(words):
            sentence = f"{path}: another program holds the ledger; try again when it has ended."
            raise LedgerBusyError(sentence) from None
        hint = " Make room, and try again." if "full" in words or "No space" in words else ""
        raise LedgerUnusableError(f"The ledger {path} cannot be used: {words}.{hint}") from None
