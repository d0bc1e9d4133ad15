"""A report for people at a terminal: sums, reasons, all that is known of what is unknown, decisions, and what to do next."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import cast

from ..store.schema import State
from .gathering import Decided, Entry, Report


def as_text(report: Report, state: State | None = None) -> Iterator[str]:
    """Lines. `state`: also each item that stands so."""
    yield from _head(report)
    yield from _sums(report)
    yield from _section("reasons", (f"{one.count:>7} {one.state}: {one.reason}" for one in report.reasons()))
    unknown = (
        line for kind in (State.UNKNOWN, State.SENDING) for one in report.entries(kind) for line in _evidence(one)
    )
    yield from _section("may have happened", unknown)
    decided = (line for one in report.entries(decided=True) for line in _decisions(one))
    yield from _section("decisions", decided)
    if state is not None:
        yield from _section(f"{state} items", (line for one in report.entries(state) for line in _whole(one)))
    yield from _section("next", report.next_steps())


def _head(report: Report) -> Iterator[str]:
    status = report.status
    period = f", period {status.period}" if status.period else ""
    yield f"run {status.run_id}, campaign {status.campaign}{period}, verb {status.verb}: {status.state}" + (
        f" ({status.reason})" if status.reason else ""
    )
    began = f"started {when(status.created_at)} by {status.started_by}"
    approved = f", approved by {status.approved_by}" if status.approved_by else ""
    approved += f" {when(status.approved_at)}" if status.approved_at else ""
    ended = f", ended {when(status.ended_at)}" if status.ended_at else ""
    source = f" out of {status.source}" if status.source else ""
    yield f"{began}{source}{approved}{ended}"
    yield f"plan {status.plan_digest}"
    if status.even_if:
        yield f"sent also where it is {' or '.join(status.even_if)}"
    now = status.progress
    counts = [f"{name} {n}" for name in State if (n := getattr(now, name.value))]
    yield f"{now.total} items: {', '.join(counts) or 'none'}"


def _sums(report: Report) -> Iterator[str]:
    account = ""
    for one in report.sums():
        if one.account != account:
            account = one.account
            yield ""
            yield account.rstrip(":")
        amount = f"{one.amount:f} {one.currency}" if one.currency else "no amount is known"
        yield f"{one.count:>7} {one.what}: {amount}"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A title and its lines, or nothing."""
    first = True
    for line in lines:
        if first:
            yield ""
            yield f"{title}:"
            first = False
        yield f"  {line}"


def _evidence(one: Entry) -> Iterator[str]:
    """All that is known of an item that may have happened."""
    yield _in_a_line(one)
    if one.object is not None:
        yield f"    the provider calls it {one.object}"
    for made in one.tries:
        told = (made.outcome or "no answer yet", made.http_status and f"HTTP {made.http_status}", made.code)
        named = f"request {made.request_id}" if made.request_id else None
        until = f" to {when(made.ended_at)}" if made.ended_at else ""
        words = ", ".join(str(word) for word in (*told, named) if word)
        yield f"    attempt {made.n} (run {made.run_id}), {when(made.started_at)}{until}: {words}"


def _decisions(one: Entry) -> Iterator[str]:
    yield _in_a_line(one)
    for made in one.decisions:
        yield f"    {made.verdict} by {made.who} ({made.means}), {when(made.at)}: {made.why}"
        yield from (f"        {line}" for line in proof(made))


def proof(made: Decided) -> Iterator[str]:
    """The evidence of a decision, a line a member."""
    try:
        told: object = json.loads(made.evidence) if made.evidence else {}
    except ValueError:
        told = made.evidence
    if isinstance(told, dict):
        yield from (f"{name}: {value}" for name, value in sorted(cast("dict[str, object]", told).items()))
    else:
        yield str(told)


def _whole(one: Entry) -> Iterator[str]:
    """An item, and what is sent with its reference: an approval is of that, too."""
    yield _in_a_line(one)
    if one.sends is not None:
        yield f"    with {one.sends}"


def _in_a_line(one: Entry) -> str:
    label = f" ({one.account})" if one.account else ""
    money = f", {one.amount} {one.currency}" if one.amount else ""
    why = f": {one.reason}" if one.reason else ""
    advice = f" [{one.advice}]" if one.advice else ""
    again = f", time {one.nth + 1}" if one.nth else ""
    where = f"line {one.line}, {one.provider} {one.server}{label}"
    return f"{where}: {one.verb} {one.reference}{again}{money}: {one.state}{why}{advice}"


def when(moment: datetime) -> str:
    """A time, to the second."""
    return moment.isoformat(timespec="seconds")
