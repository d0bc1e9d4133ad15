"""What a call told, compared with what the server did."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from reissue_runtime import Advice, Outcome, ReissueError

from .operations import CREDENTIALS
from .server import Attempt
from .vendors import ONCE, READS, Route
from .wire import Fault, Tells

CANARIES = tuple(value for group in CREDENTIALS.values() for value in group.values())
SLACK = 1.0
"""Seconds that a call may take beyond its deadline."""


@dataclass
class Row:
    """One call: what was told, what was executed, and what is wrong about it."""

    operation: str
    fault: str
    executes: bool
    plan: str
    transport: str
    told: str = ""
    executed: int = 0
    known: str = ""
    """What could be told at all."""
    kind: str = ""
    advice: str = ""
    requests: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def case(self) -> str:
        return f"{self.operation} {self.fault}{'+' if self.executes else '-'} {self.plan} {self.transport}"

    @property
    def unknown(self) -> bool:
        return self.told == Outcome.UNKNOWN

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Said:
    """What came of a call: a value, or what it raised."""

    value: object = None
    error: BaseException | None = None

    @property
    def outcome(self) -> str:
        if self.error is None:
            return Outcome.HAPPENED
        return self.error.outcome if isinstance(self.error, ReissueError) else "untyped"

    @property
    def advice(self) -> Advice | None:
        return self.error.advice if isinstance(self.error, ReissueError) else None


def knowable(attempts: Sequence[Attempt], fault: Fault, route: Route) -> Tells:
    """What all attempts of a call let a reader say, who sees each of them."""
    told = [attempt.tells for attempt in attempts] or [fault.told_by(route)]
    if told[-1].done:
        return told[-1]
    if all(each.refused for each in told):
        return Tells.REFUSED if all(each.must for each in told) else Tells.LIKELY_REFUSED
    return Tells.NOTHING


def judge(row: Row, route: Route, said: Said, attempts: Sequence[Attempt], fault: Fault, limit: float) -> None:
    """Write down in the row what is wrong about a call."""
    known = knowable(attempts, fault, route)
    row.told, row.known, row.requests = said.outcome, known.value, len(attempts)
    row.kind = "value" if said.error is None else type(said.error).__name__
    row.advice = str(said.advice or "")
    row.wrong += [*untyped(said), *_duplicates(row, route), *_late(row, limit), *leaks(said)]
    if isinstance(said.error, ReissueError) and fault.listener == "main":
        row.wrong += _incomplete(said.error, attempts, route)
    row.wrong += _read(said, known, attempts, fault, route) if route.effect == READS else _effect(row, said, known)


def untyped(said: Said) -> list[str]:
    if said.error is None or isinstance(said.error, ReissueError):
        return []
    return [f"untyped: {type(said.error).__name__}: {str(said.error)[:80]}"]


def _duplicates(row: Row, route: Route) -> list[str]:
    return [f"duplicate: executed {row.executed} times"] if route.effect == ONCE and row.executed > 1 else []


def _late(row: Row, limit: float) -> list[str]:
    return [f"late: longer than the deadline and {SLACK:.0f} s"] if row.seconds > limit + SLACK else []


def leaks(said: Said) -> list[str]:
    """Whether an error shows a credential."""
    if said.error is None:
        return []
    shown = f"{said.error!s}{said.error!r}{vars(said.error)!r}".encode() + pickle.dumps(said.error)
    return ["leak: a credential" for canary in CANARIES if canary.encode() in shown][:1]


def _incomplete(error: ReissueError, attempts: Sequence[Attempt], route: Route) -> list[str]:
    """What an error says of its call that the server saw otherwise."""
    keys = {attempt.key for attempt in attempts}
    wrong = []
    # Fewer may arrive than were tried: on a busy machine a deadline ends before anything is written, which the error says.
    if error.attempts < len(attempts):
        wrong.append(f"untrue: {error.attempts} attempts, {len(attempts)} requests")
    if keys != {error.idempotency_key} and attempts:
        wrong.append("untrue: another key than was sent")
    if (error.provider, bool(error.operation)) != (route.provider, True):
        wrong.append("untrue: provider or operation")
    return wrong


def effect_lies(row: Row, said: Said) -> list[str]:
    """What was told of a call with an effect, if the server's count says otherwise."""
    if said.outcome == Outcome.HAPPENED and not row.executed:
        return [f"lie: {'a value' if said.error is None else 'happened'}, not executed"]
    if said.outcome == Outcome.NOT_HAPPENED and row.executed:
        return ["lie: not happened, executed"]
    return []


def _effect(row: Row, said: Said, known: Tells) -> list[str]:
    """The lies about a call, and what it could have told and did not."""
    if lies := effect_lies(row, said):
        return lies
    if known is Tells.DONE and said.outcome != Outcome.HAPPENED:
        return ["imprecise: executed and answered as documented, told as unknown"]
    if known is Tells.REFUSED and said.outcome == Outcome.UNKNOWN:
        return ["imprecise: refused, told as unknown"]
    return []


def _read(said: Said, known: Tells, attempts: Sequence[Attempt], fault: Fault, route: Route) -> list[str]:
    """The lies about a call that reads: another thing than what was asked for, or an outcome that a read cannot have."""
    if said.error is None:
        last = attempts[-1].fault if attempts else fault
        return [] if last.shows(route) else ["lie: a value, without the object that was asked for"]
    if isinstance(said.error, ReissueError) and said.outcome != Outcome.NOT_HAPPENED:
        return ["lie: a call that reads made something happen"]
    return ["imprecise: answered as documented, told as an error"] if known is Tells.DONE else []


def told_right(row: Row) -> bool:
    """Of a call about which something can be told: whether that was told."""
    done = row.known in (Tells.DONE.value, Tells.LIKELY_DONE.value)
    return row.told == (Outcome.HAPPENED if done else Outcome.NOT_HAPPENED)


def can_be_told(row: Row) -> bool:
    """Of verbs nothing is known: a caller sees several requests as one."""
    return row.known not in ("", Tells.NOTHING.value)
