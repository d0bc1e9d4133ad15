"""A report for a spreadsheet: RFC 4180, UTF-8 with the mark that Excel looks for, and no cell that does anything (`cells`)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from ..store.schema import State
from .cells import cell, number, when
from .gathering import Entry, Report

COLUMNS: Final = (
    "line", "provider", "server", "account", "verb", "reference", "object", "sends", "state", "reason", "advice", "amount", "currency",
    "attempts", "sent_at", "changed_at", "decided_by", "why"
)  # fmt: skip


def as_csv(report: Report, state: State | None = None) -> Iterator[str]:
    """The rows, in pieces. `state`: the items that stand so alone."""
    yield "\ufeff" + _row(COLUMNS)
    for one in report.entries(state):
        yield _row(cells_of(one))


def cells_of(one: Entry) -> tuple[str, ...]:
    """The cells of a line, in the order of `COLUMNS`, as they are safe."""
    last = one.decisions[-1] if one.decisions else None
    return (
        str(one.line),
        *map(cell, (one.provider, one.server, one.account, one.verb, one.reference, one.object, one.sends, one.state)),
        *map(cell, (one.reason, one.advice)),
        number(one.amount),
        cell(one.currency),
        str(one.attempts),
        when(one.sent_at),
        when(one.changed_at),
        cell(last.who if last else None),
        cell(last.why if last else None),
    )


def _row(values: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(values)
    return written.getvalue()
