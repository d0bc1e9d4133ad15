"""A report for paper and for a browser: one file without scripts, that asks nothing of the network."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..store.schema import State
from .as_csv import COLUMNS, cells_of
from .as_text import proof
from .cells import cell, when
from .gathering import Report

_NUMBERS = frozenset({"line", "amount", "attempts"})


def as_html(report: Report, state: State | None = None) -> Iterator[str]:
    """The page, in pieces. `state`: the items that stand so alone."""
    environment = Environment(
        loader=PackageLoader("reissue_ledger.reporting", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"cell": cell, "when": when}
    template = environment.get_template("report.html.j2")
    told = template.stream(
        status=report.status,
        sums=report.sums(),
        reasons=report.reasons(),
        decided=report.entries(decided=True),
        proof=proof,
        steps=report.next_steps(),
        columns=COLUMNS,
        numbers=_NUMBERS,
        state=state,
        rows=(zip(COLUMNS, cells_of(one), strict=True) for one in report.entries(state)),
    )
    told.enable_buffering(200)
    yield from told
