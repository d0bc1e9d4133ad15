"""A report for programs: one document, or a line an item. The schema is docs/schemas/run-report.schema.json."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec

from ..store.schema import State
from .gathering import Entry, Report


def as_json(report: Report, state: State | None = None) -> Iterator[str]:
    """One document, in pieces, whatever the number of items. `state`: the items that stand so alone."""
    head = {"run": report.status, "sums": report.sums(), "reasons": report.reasons(), "next": report.next_steps()}
    yield "{\n"
    for name, value in head.items():
        yield f'"{name}": {_plain(value)},\n'
    yield '"items": ['
    comma = ""
    for one in report.entries(state):
        yield f"{comma}\n{_plain(one)}"
        comma = ","
    yield "\n]\n}\n"


def as_json_lines(report: Report, state: State | None = None) -> Iterator[str]:
    """A line an item: what stands in `items` of the document."""
    for one in report.entries(state):
        yield f"{_plain(one)}\n"


def _plain(value: object) -> str:
    """ASCII only, and nothing that a CI service obeys; amounts are texts."""
    told = msgspec.to_builtins(value)
    if isinstance(value, Entry):
        told["tries"] = list(told["tries"])
    return json.dumps(told, ensure_ascii=True).replace("##[", "##\\u005b")
