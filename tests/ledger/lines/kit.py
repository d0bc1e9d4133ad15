"""What the tests of this room share: reading bytes as if they were a file."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from reissue_ledger.lines import Line, Problem, lines_of, read_lines

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PROVIDERS = ("abillify", "irembopay", "paypen", "qorepay")


def read(data: bytes, **how: Any) -> list[Line | Problem]:
    """All that a file gives; CSV for resend where nothing else is said."""
    asked = {"verb": "resend", "form": "csv", "providers": PROVIDERS, "now": lambda: NOW, **how}
    return list(read_lines(io.BytesIO(data), **asked))


def given(*items: Any, **how: Any) -> list[Line | Problem]:
    """All that an iterable gives."""
    return list(lines_of(items, **{"verb": "resend", "providers": PROVIDERS, "now": lambda: NOW, **how}))


def lines(found: list[Line | Problem]) -> list[Line]:
    """The lines, where there is no problem."""
    assert [one for one in found if isinstance(one, Problem)] == []
    return [one for one in found if isinstance(one, Line)]


def problems(found: list[Line | Problem]) -> list[Problem]:
    return [one for one in found if isinstance(one, Problem)]


def one(data: bytes, **how: Any) -> Line:
    """The only line of a file."""
    (line,) = lines(read(data, **how))
    return line


def cell(column: str, text: str, **how: Any) -> Line:
    """The line of a file with this text in a column, beside what a line needs."""
    (line,) = lines(_cell(column, text, **how))
    return line


def refused(column: str, text: str, **how: Any) -> str:
    """What is said of a text that a column must not have: one problem, of that column, in line 2."""
    (found,) = problems(_cell(column, text, **how))
    assert (found.number, found.column) == (2, column), found
    return found.message


def _cell(column: str, text: str, **how: Any) -> list[Line | Problem]:
    values = {"provider": "qorepay", "reference": "R-1", "amount": "5", "currency": "EUR", column: text}
    row = ",".join('"' + value.replace('"', '""') + '"' for value in values.values())
    return read(f"{','.join(values)}\n{row}\n".encode(), **how)
