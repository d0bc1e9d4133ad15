"""Verbs of the facade with a random fault for each of their requests, and a caller who acts on `advice` and nothing else."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from reissue_runtime import Advice, CallOptions, NotFoundError, RetryPolicy

from reissue import AsyncReissue, Customer, LineItem, Money, NewInvoice, Reissue
from reissue.credentials import AbillifyCredentials, IremboPayCredentials, PayPenCredentials, QorePayCredentials

from .driver import run_all
from .faults import FAULTS, HEAVY
from .judging import SLACK, Row, Said, effect_lies, leaks, untyped
from .operations import CREDENTIALS, _schedule, closing, http_of, is_async
from .server import Server
from .vendors import ONCE, READS, SETS
from .wire import NEW

LIMIT: Final = 5.0
"""Seconds of a verb that makes two requests of 2.5 s at most."""
TURNS: Final = 5
"""How often the caller acts on advice before somebody is called."""
DUE: Final = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
CLASSES: Final = {
    "qorepay": QorePayCredentials,
    "abillify": AbillifyCredentials,
    "irembopay": IremboPayCredentials,
    "paypen": PayPenCredentials,
}
MORE: Final[dict[str, dict[str, str]]] = {"qorepay": {"brand_id": "b1"}, "irembopay": {"payment_account": "acc-1"}}


@dataclass(frozen=True)
class Verb:
    provider: str
    name: str
    effect: str
    before: str
    """How references of the provider begin."""

    @property
    def keyed(self) -> bool:
        return self.provider == "abillify" and self.name in ("create", "resend", "reissue")


VERBS: Final = tuple(
    Verb(provider, name, effect, before)
    for provider, before, verbs in (
        ("qorepay", "p-", {"create": ONCE, "get": READS, "cancel": SETS, "resend": ONCE, "reissue": ONCE}),
        (
            "abillify",
            "R-",
            {
                "create": ONCE,
                "get": READS,
                "list": READS,
                "update": SETS,
                "cancel": SETS,
                "resend": ONCE,
                "reissue": ONCE,
            },
        ),
        ("irembopay", "88", {"create": ONCE, "get": READS, "update": SETS, "reissue": SETS}),
        ("paypen", "TX", {"create": ONCE, "get": READS, "regenerate": ONCE, "reissue": ONCE}),
    )
    for name, effect in verbs.items()
)


@dataclass(frozen=True)
class Try:
    """One call of a verb."""

    number: str
    verb: Verb
    transport: str
    plan: tuple[str, ...]

    @property
    def reference(self) -> str:
        return (NEW if self.verb.name == "create" else self.verb.before) + self.number


def tries(count: int, seed: int, transports: Sequence[str]) -> list[Try]:
    """So many calls, each request of which meets a fault by chance."""
    draw = random.Random(seed)
    quick = [fault for fault in FAULTS.values() if fault.listener == "main" and fault.name != HEAVY]
    rare = [fault for fault in quick if not fault.hangs or draw.random() < 0.3]

    def step() -> str:
        if draw.random() < 0.4:
            return "ok+"
        fault = draw.choice(rare)
        return f"{fault.name}{'+' if draw.choice(fault.executes) else '-'}"

    return [
        Try(f"{seed:x}v{number}", draw.choice(VERBS), draw.choice(transports), (*(step() for _ in range(7)), "ok+"))
        for number in range(count)
    ]


class Caller:
    """Runs tries against one server."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def run(self, given: Sequence[Try]) -> list[Row]:
        return run_all(given, self._try, lambda one: is_async(one.transport))

    def _gateway(self, one: Try, http: Any) -> Any:
        provider = one.verb.provider
        made = CLASSES[provider](**CREDENTIALS[provider], **MORE.get(provider, {}), server=self.server.base(provider))
        return (AsyncReissue if is_async(one.transport) else Reissue)(made, on_drift=lambda _: None, http=http)

    def _try(self, one: Try) -> Any:
        """One verb, judged, and then what its errors advise, until somebody has to be called."""
        http = http_of(one.transport)
        gateway = self._gateway(one, http)
        row = Row(f"{one.verb.provider} {one.verb.name}", " ".join(one.plan), True, "random", one.transport)
        began = time.monotonic()
        said: Said = yield self._call(gateway, one, None)
        row.seconds = time.monotonic() - began
        ledger = self.server.ledger
        row.executed, row.told = ledger.effects[one.number], said.outcome
        row.kind, row.advice = (type(said.error).__name__ if said.error else "value"), str(said.advice or "")
        row.requests = len(ledger.attempts[one.number])
        row.wrong += [*untyped(said), *leaks(said), *self._lies(one, row, said)]
        if row.seconds > LIMIT + SLACK:
            row.wrong.append("late: longer than the deadline")
        followed = yield from self._follow(gateway, one, said)
        executed = ledger.effects[one.number]
        if one.verb.effect == ONCE and executed > 1:
            row.wrong.append(f"duplicate: executed {executed} times, {'->'.join(followed)}")
        yield gateway.aclose if is_async(one.transport) else gateway.close
        yield from closing(http, one.transport)
        return row

    def _lies(self, one: Try, row: Row, said: Said) -> list[str]:
        if one.verb.effect == READS:
            wrong = said.error is None and one.verb.name == "get" and said.value.reference != one.reference  # type: ignore[attr-defined]
            return ["lie: a value about another object"] if wrong else []
        return [*effect_lies(row, said), *self._strangers(one)]

    def _strangers(self, one: Try) -> list[str]:
        """Whether another invoice than the one that was asked for was acted on."""
        done = [
            attempt
            for attempt in self.server.ledger.attempts[one.number]
            if attempt.executed and one.verb.name != "create"
        ]
        return ["lie: done to another invoice" for attempt in done if attempt.about != one.reference][:1]

    def _follow(self, gateway: Any, one: Try, said: Said) -> Any:
        """The letter of docs/errors-and-retries.md. Returns what was done."""
        done: list[str] = []
        key: str | None = None
        for _ in range(TURNS):
            advice = said.advice
            done.append(f"{said.outcome}/{advice}")
            if advice is Advice.SAME_KEY:
                assert said.error is not None
                key = said.error.idempotency_key  # type: ignore[attr-defined]
            elif advice is Advice.LOOK:
                if not (yield from self._missing(gateway, one)):
                    break
                key = None
            elif advice is not Advice.REPEAT:
                break
            said = yield self._call(gateway, one, key)
        return done

    def _missing(self, gateway: Any, one: Try) -> Any:
        """Look at the object. Whether it is sure that a creation did not happen: nothing else can be seen from it."""
        if one.verb.name != "create" or one.verb.provider not in ("abillify", "irembopay"):
            return False
        options = CallOptions(headers={"X-Call": f"{one.number}look"}, timeout=2.5)
        looked: Said = yield lambda: gateway.get(one.verb.provider, one.reference, options=options)
        return isinstance(looked.error, NotFoundError)

    def _call(self, gateway: Any, one: Try, key: str | None) -> Callable[[], Any]:
        hangs = any(FAULTS[step[:-1]].hangs for step in one.plan)
        options = CallOptions(
            headers={"X-Call": one.number, "X-Plan": " ".join(one.plan)},
            timeout=0.5 if hangs else 2.5,
            retry=RetryPolicy(max_attempts=3, deadline=2.5, base=0.01, cap=0.02),
        )
        more: dict[str, Any] = {"options": options}
        if key is not None:
            more["idempotency_key"] = key
        verb = getattr(gateway, one.verb.name)
        if one.verb.name == "create":
            return lambda: verb(one.verb.provider, _new(one), **more)
        if one.verb.name == "update":
            more["expires_at"] = DUE
        return lambda: verb(one.verb.provider, one.reference, **more)


def _new(one: Try) -> Any:
    if one.verb.provider == "paypen":
        return _schedule(one.number)
    currency, price = ("RWF", 4300) if one.verb.provider == "irembopay" else ("EUR", 43)
    item = LineItem(description="Boots", unit_price=Money(price, currency), code="PC-1")
    customer = Customer(email="payer@shop.example", reference="I-1")
    return NewInvoice(reference=one.reference, items=(item,), customer=customer)
