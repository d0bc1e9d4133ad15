"""Statements over many rows: all of them, found by their keys, whatever the number of rows."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import text

from reissue_ledger.errors import LedgerUnusableError
from reissue_ledger.ledger import Ledger
from reissue_ledger.store import chain, engines, operations
from reissue_ledger.store.many import Many
from reissue_ledger.store.schema import meta

STATEMENTS = {
    name: one
    for module in (operations, chain)
    for name, one in vars(module).items()
    if isinstance(one, Many) and name.isupper()
}
ROWS = Many(
    lambda given: meta.update().where(meta.c.name == given.c.name).values(value=given.c.value),
    {"name": meta.c.name.type, "value": meta.c.value.type},
)


@pytest.mark.parametrize("size", [0, 1, 2, 63, 64, 65, 128, 200])
def test_all_rows_are_met_whatever_their_number(ledger: Ledger, size: int) -> None:
    """Statements are of 64 rows at most: nothing between them is lost, and what is not there is not counted."""
    with ledger.database.writing() as connection:
        connection.execute(text("delete from meta where name like 'n%'"))
        for number in range(0, size, 2):
            connection.execute(meta.insert().values(name=f"n{number}", value="before"))
        assert ROWS.execute(connection, [(f"n{number}", f"v{number}") for number in range(size)]) == (size + 1) // 2
        found = dict(connection.execute(text("select name, value from meta where name like 'n%'")).all())  # type: ignore[arg-type]
    assert found == {f"n{number}": f"v{number}" for number in range(0, size, 2)}


def test_the_statements_are_those_of_claims_ends_and_links() -> None:
    assert set(STATEMENTS) == {"CLAIMS", "REPEATS", "BEGINS", "REMEMBERS", "ENDS", "ENDED", "FORGETS", "LINKS"}


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_no_table_is_read_from_its_beginning(ledger: Ledger, name: str) -> None:
    """SQLite's own plan: a ledger of 100,000 items is not read for each batch. What is given is all that is gone through."""
    with ledger.database.reading() as connection:
        statement, order, constants = STATEMENTS[name]._statement(connection.dialect, 3)
        assert order is not None
        plan = connection.exec_driver_sql(
            f"explain query plan {statement}", tuple(constants.get(one) for one in order)
        ).all()
    scanned = {row[3] for row in plan if row[3].startswith("SCAN")}
    assert scanned <= {"SCAN told", "SCAN given", "SCAN 3 CONSTANT ROWS", "SCAN 3-ROW VALUES CLAUSE"}


def test_a_sqlite_that_is_too_old_is_told(monkeypatch: pytest.MonkeyPatch, ledger: Ledger) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(LedgerUnusableError, match=r"needs SQLite 3\.35 or newer"):
        engines.engine_for(ledger.database.path)
