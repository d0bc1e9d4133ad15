"""The versions of the schema: a numbered list, each step in one transaction, all who start at once one after another.

A ledger of a newer version is refused: an older program does not know what it would break.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import Connection, select, text, update

from ..errors import LedgerUnusableError
from .guards import guard_triggers
from .inbox_guards import inbox_triggers
from .schema import meta, metadata
from .transitions import sqlite_triggers

Step = Callable[[Connection], None]


def _first(connection: Connection) -> None:
    metadata.create_all(connection)
    for statement in (*sqlite_triggers(), *guard_triggers(), *inbox_triggers()):
        connection.exec_driver_sql(statement)
    connection.execute(meta.insert().values(name="schema_version", value="0"))


STEPS: Final[Sequence[Step]] = (_first,)
"""Step n leads from version n to n + 1. A step that was released is never changed."""


def version(connection: Connection) -> int:
    """The version of the schema; 0 of an empty file. Raises LedgerUnusableError for another program's database."""
    tables = set(connection.scalars(text("select name from sqlite_master where type = 'table'")))
    if not tables:
        return 0
    if not {"meta", "intent", "attempt"} <= tables:
        raise LedgerUnusableError("This database is another program's: give a file of your own with --ledger.")
    return int(connection.scalar(select(meta.c.value).where(meta.c.name == "schema_version")) or 0)


def check(found: int) -> None:
    """Raise LedgerUnusableError for a schema that is newer than this program."""
    if found > len(STEPS):
        raise LedgerUnusableError(
            f"This ledger has version {found}, and this program knows up to {len(STEPS)}: install a newer reissue."
        )


def migrate(connection: Connection) -> int:
    """Bring the schema to the newest version, within the transaction of the connection. Returns the version before."""
    found = version(connection)
    check(found)
    for step in STEPS[found:]:
        step(connection)
    if found < len(STEPS):
        connection.execute(update(meta).where(meta.c.name == "schema_version").values(value=str(len(STEPS))))
    return found
