"""Every operation against every fault: each call on a client of its own, then a healthy one on the same client."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from msgspec.structs import replace
from reissue_runtime import Advice

from .driver import run_all
from .faults import FAULTS, HEAVY, fitting, variants
from .judging import Row, Said, judge
from .operations import OPERATIONS, client, closing, deadline, http_of, is_async, options
from .server import Server
from .vendors import BY_NAME, Route
from .wire import Fault

FOLLOWED = 2
"""How often a caller follows the advice of an error."""
PAUSE = 0.03
"""Seconds in which the end of a connection arrives."""


@dataclass(frozen=True)
class Case:
    operation: str
    fault: str
    executes: bool
    plan: str
    """Whether the fault is played ``once``, or ``always``."""
    transport: str

    @property
    def route(self) -> Route:
        return BY_NAME[self.operation]

    @property
    def played(self) -> Fault:
        return FAULTS[self.fault]

    @property
    def steps(self) -> str:
        """As the server reads them."""
        first = f"{self.fault}{'+' if self.executes else '-'}"
        return first if self.plan == "always" else f"{first} {healthy(self.route)}"


def healthy(route: Route) -> str:
    return "ok+" if route.body is not None else "ok_without_body+"


def cases(transports: Sequence[str]) -> Iterator[Case]:
    """All of them."""
    for fault, transport in itertools.product(FAULTS.values(), transports):
        yield from cases_of(fault, transport)


def sample(transports: Sequence[str], seed: int) -> list[Case]:
    """Every fault but the heavy one, over one transport after the other, with one of the operations that it fits."""
    draw = random.Random(seed)
    turns = itertools.cycle(transports)
    return [draw.choice(cases_of(fault, next(turns))) for fault in FAULTS.values() if fault.name != HEAVY]


def cases_of(fault: Fault, transport: str) -> list[Case]:
    """Those of one fault: with its effect and without, once and on every attempt."""
    return [
        Case(name, fault.name, executes, plan, transport)
        for name, route in BY_NAME.items()
        if fitting(route, fault)
        for executes in variants(route, fault)
        for plan in (("once", "always") if fault.listener == "main" else ("always",))
    ]


class Grid:
    """Runs cases against one server."""

    def __init__(self, server: Server, seed: int) -> None:
        self.server = server
        self.prefix, self.numbers = (
            f"{seed:x}z",
            itertools.count(),
        )  # not a generator, which two threads may not ask at once

    def run(self, given: Sequence[Case]) -> list[Row]:
        """All cases, several at once; those with a short time limit after all others, which would take their time.

        The heavy ones come one by one: each blocks the event loop that all tasks of a process share.
        """
        heavy = [[case] for case in given if case.fault == HEAVY]
        rest = [[case for case in given if case.played.hangs is slow and case.fault != HEAVY] for slow in (False, True)]
        together = (run_all(some, self._case, lambda case: is_async(case.transport)) for some in [*rest, *heavy])
        return [row for found in together for rows in found for row in rows]

    def _case(self, case: Case) -> Any:
        """The steps of a case: functions to call, or to call and to await."""
        http = http_of(case.transport)
        made = client(case.operation, self.server.base(case.route.provider, case.played.listener), case.transport, http)
        row = Row(case.operation, case.fault, case.executes, case.plan, case.transport)
        yield from self._call(row, case, made, case.steps)
        rows = [row]
        if case.played.listener == "main":
            after = Row(case.operation, f"after {case.fault}", True, case.plan, case.transport)
            probe = _probe(case)
            # A server that closes an idle connection while a request is on its way cannot be told from one that read it.
            yield partial(asyncio.sleep if is_async(case.transport) else time.sleep, PAUSE)
            yield from self._call(after, probe, made, healthy(case.route))
            rows.append(after)
        yield made.aclose if is_async(case.transport) else made.close
        yield from closing(http, case.transport)
        return rows

    def _call(self, row: Row, case: Case, made: Any, plan: str) -> Any:
        """One call, judged; then whatever its errors advise, which must not execute anything twice."""
        name = f"{self.prefix}{next(self.numbers)}"
        given = options(name, plan, case.played.hangs)
        call = OPERATIONS[case.operation]
        began = time.monotonic()
        said: Said = yield lambda: call(made, name, given)
        row.seconds = time.monotonic() - began
        ledger = self.server.ledger
        row.executed = ledger.effects[name]
        judge(row, case.route, said, list(ledger.attempts[name]), case.played, deadline(case.played.hangs))
        for _ in range(FOLLOWED):
            if said.advice not in (Advice.REPEAT, Advice.SAME_KEY):
                break
            if said.advice is Advice.SAME_KEY:
                given = replace(given, headers={**given.headers, "Idempotency-Key": said.error.idempotency_key})
            again = given
            said = yield lambda: call(made, name, again)
        if (executed := ledger.effects[name]) > 1 >= row.executed and case.route.effect == "once":
            row.wrong.append(f"duplicate: executed {executed} times by who followed {row.advice}")


def _probe(case: Case) -> Case:
    """The healthy call after a case."""
    return Case(
        case.operation, "ok" if case.route.body is not None else "ok_without_body", True, "always", case.transport
    )
