"""A ledger that is read and not written: where the disk is full, the place read-only, or another program holds it for long."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from sqlalchemy import Connection

from ..errors import LedgerBusyError, LedgerError, LedgerUnusableError
from . import migrations
from .database import Database, version_of
from .engines import engine_for, reading_engine, told
from .files import check_place


class Glance(Database):
    """A database that was opened to be read alone.

    - path: Where it is.
    - live: As of `Database`.
    - why: Why it cannot be written.

    What needs a log beside the file to be read, and cannot be read where it is, is read from a copy that lasts until it is
    closed. Raises LedgerUnusableError where it cannot be read either, or has another version than this program's.
    """

    def __init__(self, path: Path, *, live: bool | None, why: LedgerError) -> None:
        check_place(path)
        self.path, self.why = path, why
        self._process = os.getpid()
        self._copy: TemporaryDirectory[str] | None = None
        self.engine = reading_engine(path)
        try:
            try:
                self._read(live)
            except (LedgerUnusableError, LedgerBusyError):
                self._copy_it()
                self._read(live)
        except BaseException:
            self.close()
            raise

    def _read(self, live: bool | None) -> None:
        with self.reading() as connection:
            found = migrations.version(connection)
            migrations.check(found)
            if found == 0:
                raise LedgerUnusableError(
                    f"{self.path} is empty: nothing was planned in it, and nothing was sent by it."
                )
            if found != len(migrations.STEPS):
                raise LedgerUnusableError(f"{self.path} has an older version: `reissue ledger migrate` first.")
            self._learn(connection, live)

    def _copy_it(self) -> None:
        self._copy = TemporaryDirectory(prefix="reissue-ledger-")  # which is for its owner alone
        copy = Path(self._copy.name) / "ledger.sqlite3"
        log = self.path.with_name(f"{self.path.name}-wal")
        with told(self.path):
            shutil.copyfile(self.path, copy)
            if log.is_file():
                shutil.copyfile(log, copy.with_name(f"{copy.name}-wal"))
        self.engine = engine_for(copy)

    @contextmanager
    def writing(self) -> Generator[Connection, None, None]:
        """Raise why it cannot be written."""
        self._refuse()
        yield

    def scrub(self) -> bool:
        """Raise why it cannot be written."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise self.why

    def close(self) -> None:
        """Close all connections, and remove the copy where there is one."""
        super().close()
        if self._copy is not None:
            self._copy.cleanup()


def look(path: Path) -> int:
    """The version of a ledger, without changing anything. Raises LedgerUnusableError where there is none, or it is newer."""
    if not path.is_file():
        raise LedgerUnusableError(f"There is no ledger {path}.")
    return version_of(path)
