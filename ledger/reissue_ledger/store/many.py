"""Statements over many rows at once: one step of the database, whatever the number of rows.

The thread that writes hands over the interpreter at each step, and waits behind all who work meanwhile to get it back: a
step a row is what a batch would spend most of its time on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, Dialect, Subquery, Text, bindparam, column, select, values
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

NUMBER: Final[TypeEngine[Any]] = BigInteger()
WORDS: Final[TypeEngine[Any]] = Text()
_MOST: Final = 64
"""Rows of one step; each number of rows is a statement of its own, and prepared once."""


class Many:
    """A statement that is made over a table of given rows.

    - make: The statement, from the table that it is about.
    - columns: The columns of that table, in the order in which rows have them.
    """

    def __init__(self, make: Callable[[Subquery], UpdateBase], columns: Mapping[str, TypeEngine[Any]]) -> None:
        self._make = make
        self._columns = columns
        self._prepared: dict[tuple[str, int], tuple[str, Sequence[str] | None, dict[str, Any]]] = {}

    def execute(self, connection: Connection, rows: Sequence[Sequence[object]]) -> int:
        """Do it for all rows. Returns how many rows of the database it met."""
        met = 0
        for first in range(0, len(rows), _MOST):
            some = rows[first : first + _MOST]
            text, order, constants = self._statement(connection.dialect, len(some))
            told = dict(constants)
            for number, row in enumerate(some):
                told |= {f"row{number}_{name}": value for name, value in zip(self._columns, row, strict=True)}
            parameters = told if order is None else tuple(told[name] for name in order)
            met += connection.exec_driver_sql(text, parameters).rowcount
        return met

    def _statement(self, dialect: Dialect, size: int) -> tuple[str, Sequence[str] | None, dict[str, Any]]:
        if (found := self._prepared.get((dialect.name, size))) is None:
            rows = [
                tuple(bindparam(f"row{number}_{name}", None, kind) for name, kind in self._columns.items())
                for number in range(size)
            ]
            table = values(*(column(name, kind) for name, kind in self._columns.items()), name="given").data(rows)
            # Nested: of a statement that begins with its table, sqlite3 does not say how many rows it met.
            given = select(table.cte("told", nesting=True)).subquery("given")
            compiled = self._make(given).compile(dialect=dialect)
            found = str(compiled), compiled.positiontup, dict(compiled.params)
            self._prepared[dialect.name, size] = found
        return found
