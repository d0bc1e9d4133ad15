"""All that one sandbox holds (state, documents, stand-ins, faults, logs), and the way of one call through it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

from .auth import Unauthorized, authenticate
from .call import Answer, Call, Problem, Refused, example_answer
from .delivery import Deliverer
from .faults import FaultError, Faults
from .idempotency import keep, kept_answer, key_of
from .masking import MASK, Masker
from .providers import STAND_INS
from .request_check import Checked, Violation, body_fits, check
from .request_log import Exchange, RequestLog
from .request_values import Incoming
from .spec import JsonObject, Match, Operation, Spec, SpecError, load
from .stand_in import StandIn
from .state import State
from .validation import misfits
from .webhooks import check_url


class Simulation:
    """Everything that one sandbox holds.

    `specs` is the folder of the documents, `stand_ins` are those of the providers by name; both default to the built-in
    ones. `check_answers` compares the sandbox's own answers with the documents, too: `misfits` has what did not fit.
    `strict` refuses what is a notice otherwise.
    """

    def __init__(
        self,
        *,
        specs: Path | None = None,
        state_file: Path | None = None,
        check_answers: bool = False,
        strict: bool = False,
        stand_ins: Mapping[str, StandIn] = STAND_INS,
    ) -> None:
        self.state = State(state_file)
        self.faults = Faults(self._check_place)
        self.traffic = RequestLog()
        self.violations: list[Violation] = []
        self.notices: list[Violation] = []
        self.strict = self._strict = strict
        self.misfits: list[str] = []
        self.crashes: list[str] = []
        self.secrets: set[str] = set()
        self.credentials: dict[str, str] = {}
        self.switches: dict[str, str] = {}
        self.base = "http://127.0.0.1"
        self.check_answers = check_answers
        self.deliverer = Deliverer(self.state)
        self.providers = tuple(stand_ins)
        self._specs = specs
        self._stand_ins = stand_ins

    def start(self, base: str) -> None:
        """Learn the own address; put the ready-made objects into a state that is still empty."""
        self.base = base
        if not self.state.restored:
            self.seed()

    def seed(self) -> None:
        """The ready-made objects of all providers."""
        with self.state.lock:
            for stand_in in self._stand_ins.values():
                for seeder in stand_in.seeders:
                    seeder(self.state, self.base)
            self.state.changed()

    def reset(self, at: datetime | None = None) -> None:
        """Back to the beginning: seeds only, no faults, empty logs; the time is `at`, or the real one.

        The clock is set before the seeds are made: what is due in two weeks is due two weeks after `at`.
        """
        with self.state.lock:
            self.state.clear()
            if at is not None:
                self.state.clock.set(at)
            for log in (self.violations, self.notices, self.misfits, self.crashes):
                log.clear()
            self.strict = self._strict
            self.traffic.clear()
            self.faults.clear()
            self.switches.clear()
            self.secrets.clear()
            self.credentials.clear()
            self.deliverer.clear()
            self.seed()

    def spec(self, provider: str) -> Spec:
        """The document of a provider."""
        return load(provider, self._specs)

    def stand_in(self, provider: str) -> StandIn:
        """What stands in for a provider. Raises SpecError for a provider that there is not."""
        found = self._stand_ins.get(provider)
        if found is None:
            raise SpecError(f"no provider is called {provider!r}; there are {', '.join(self.providers)}")
        return found

    def _check_place(self, provider: str, operation: str) -> None:
        """Raise FaultError where a rule for a provider and an operation (`*`: any) would never fit a call."""
        if provider != "*" and provider not in self.providers:
            raise FaultError(f"no provider is called {provider!r}; there are {', '.join(self.providers)}")
        if operation == "*":
            return
        where = self.providers if provider == "*" else (provider,)
        known = [name for one in where for name in self.spec(one).operations]
        if operation not in known:
            nearest = get_close_matches(operation, known, 1)
            meant = f"; did you mean {nearest[0]!r}?" if nearest else ""
            raise FaultError(f"no operation of {', '.join(where)} is called {operation!r}{meant}")

    def masker(self, provider: str) -> Masker:
        """What hides this provider's secrets in the logs."""
        return Masker(self.spec(provider))

    def problem(self, provider: str, problem: Problem) -> Answer:
        """A refusal in the provider's own words; what no page of the vendor shows is marked."""
        stand_in = self.stand_in(provider)
        invented = problem.invented or ("" if stand_in.documents(problem) else "refusal")
        return Answer(problem.status, stand_in.problem(problem), effect=False, invented=invented)

    def crashed(self, where: str) -> None:
        """Called while an exception is handled: a fault of the sandbox itself is kept for the console, and logged."""
        trace = traceback.format_exc()
        for secret in self.secrets:
            trace = trace.replace(secret, MASK) if len(secret) >= 6 else trace
        self.crashes.append(trace)
        logging.getLogger("reissue_sandbox").error("the sandbox itself failed at %s\n%s", where, trace)

    def pay(self, provider: str, reference: str, amount: Decimal | None = None) -> JsonObject:
        """Let the payer pay (all, or an amount): changes the state and tells the registered addresses.

        Returns the paid object. Raises Refused where that cannot be.
        """
        stand_in = self.stand_in(provider)
        operation = next(iter(self.spec(provider).operations.values()))
        with self.state.lock:
            call = self._call(operation)
            paid = stand_in.pay(call, reference) if amount is None else stand_in.pay_part(call, reference, amount)
            self.state.changed()
        self.deliverer.enqueue(call.events)
        return paid

    def set_callback(self, provider: str, url: str) -> None:
        """Where a provider sends its webhooks. Raises SpecError for an unknown provider, WebhookError for a foreign address."""
        self.stand_in(provider)
        with self.state.lock:
            self.state.callbacks[provider] = check_url(url)
            self.state.changed()

    def revoke(self, credential: str) -> None:
        """From now on this credential is answered 401; no file keeps it, as it may be a real one."""
        with self.state.lock:
            self.state.revoked.add(credential)

    def choose(self, match: Match, incoming: Incoming) -> Match:
        """Of several operations at one address the first whose body fits; the first of all if none does."""
        for operation in (match.operation, *match.others):
            if operation is not None and body_fits(self.spec(operation.provider), operation, incoming):
                return replace(match, operation=operation)
        return match

    def handle(self, provider: str, match: Match, incoming: Incoming, exchange: Exchange) -> Answer:
        """Check a request, let the stand-in answer it, and keep the books."""
        spec, operation = self.spec(provider), match.operation
        if operation is None:
            return self._unknown(provider, match, incoming, exchange)
        try:
            account = self._authenticate(spec, operation, incoming)
        except Unauthorized as failure:
            if failure.violation:
                self._note(exchange, Violation(provider, operation.id, "authorization", str(failure), 401))
            return self.problem(provider, Problem(401, "unauthorized", str(failure)))
        checked = check(spec, operation, match, incoming, self.stand_in(provider).liberties)
        for violation in checked.violations:
            self._note(exchange, violation)
        if (refusal := self._refusal(checked)) is not None:
            text = f"{refusal.where} {refusal.message}"
            place, invented = refusal.member.partition(".")[2], refusal.invented
            return self.problem(provider, Problem(refusal.status, "invalid_request", text, place, invented=invented))
        with self.state.lock:
            call = self._call(operation, match.values, checked, incoming.headers, account)
            answer = self._once(call, exchange)
        self.deliverer.enqueue(call.events)
        return answer

    def _refusal(self, checked: Checked) -> Violation | None:
        """The first violation for which a request is refused; a strict sandbox refuses notices, too."""
        refused = next((violation for violation in checked.violations if violation.refused), None)
        if refused is None and self.strict and checked.violations:
            return replace(checked.violations[0], invented="strict")
        return refused

    def bind(self, match: Match, incoming: Incoming, answer: Answer, *, over: bool) -> None:
        """Let an answer use up the idempotency key of a request, if that is one which the provider would process.

        With `over`, it takes the place of the answer that is bound.
        """
        operation = match.operation
        key = key_of(operation, incoming.headers) if operation else None
        if operation is None or not key:
            return
        spec = self.spec(operation.provider)
        try:
            account = self._authenticate(spec, operation, incoming)
        except Unauthorized:
            return
        checked = check(spec, operation, match, incoming, self.stand_in(operation.provider).liberties)
        if self._refusal(checked) is not None:
            return
        with self.state.lock:
            call = self._call(operation, match.values, checked, incoming.headers, account)
            if over or kept_answer(call, key) is None:
                keep(call, key, answer)

    def _call(
        self,
        operation: Operation,
        path: dict[str, str] | None = None,
        checked: Checked | None = None,
        headers: Mapping[str, str] | None = None,
        account: str = "",
    ) -> Call:
        return Call(
            self.spec(operation.provider),
            operation,
            self.state,
            f"{self.base}/{operation.provider}",
            path or {},
            checked.query if checked else {},
            headers or {},
            checked.body if checked else None,
            switches=self.switches,
            credentials=self.credentials,
            account=account,
        )

    def _authenticate(self, spec: Spec, operation: Operation, incoming: Incoming) -> str:
        """Check the credential, and remember it: webhooks are signed with it, and no log may show it.

        Returns the account: what stands before the colon of a user and password, else the credential.
        """
        credential = authenticate(spec, operation, incoming.headers, incoming.query, self.state)
        if credential:
            self.credentials[spec.provider] = credential
            self.secrets.update({credential, credential.partition(":")[2] or credential})
        return credential.partition(":")[0]

    def _unknown(self, provider: str, match: Match, incoming: Incoming, exchange: Exchange) -> Answer:
        wanted = (
            f"only {', '.join(match.allowed)} is documented for this path" if match.allowed else "is not documented"
        )
        self._note(exchange, Violation(provider, "", f"{incoming.method} {incoming.path}", wanted, 404))
        text = f"{incoming.method} {incoming.path} {wanted}"
        return self.problem(provider, Problem(404, "not_found", text, invented="unknown-path"))

    def _note(self, exchange: Exchange, violation: Violation) -> None:
        secrets = frozenset(self.secrets)
        where, message = (Masker.text(part, secrets) for part in (violation.where, violation.message))
        violation = replace(violation, where=where, message=message)
        text = f"{violation.where} {violation.message}"
        (self.violations if violation.refused else self.notices).append(violation)
        (exchange.violations if violation.refused else exchange.notices).append(text)

    def _once(self, call: Call, exchange: Exchange) -> Answer:
        """Answer a call, at most once per idempotency key where the provider knows such keys."""
        key = key_of(call.operation, call.headers)
        if key is None:
            return self._run(call, exchange)
        exchange.idempotency_key = key
        kept = kept_answer(call, key)
        if kept is not None:
            exchange.replayed = True
            return kept
        answer = self._run(call, exchange)
        keep(call, key, answer)
        return answer

    def _run(self, call: Call, exchange: Exchange) -> Answer:
        provider, operation = call.spec.provider, call.operation
        handler = self.stand_in(provider).handlers.get(operation.route)
        try:
            answer = handler(call) if handler else example_answer(operation)
        except Refused as refusal:
            return self.problem(provider, refusal.problem)
        if operation.inferred and not answer.invented:
            answer = replace(answer, invented="inferred")
        if operation.effect != "reads" and answer.effect and answer.status < 400:
            exchange.effect = True
            self.state.effects.add(provider, operation.id, answer.object)
            self.state.changed()
        if self.check_answers:
            self._check_answer(call.spec, operation, answer)
        return answer

    def _check_answer(self, spec: Spec, operation: Operation, answer: Answer) -> None:
        media = operation.response_media(answer.status)
        if media is None or media.pointer is None:
            if not answer.empty and answer.body is not None:
                self.misfits.append(
                    f"{spec.provider} {operation.id}: status {answer.status} is not documented with a body"
                )
            return
        for found in misfits(spec, media.pointer, answer.body, "response"):
            if answer.invented and found.rule == "enum":
                continue  # a word of our own, such as PayPen's PAID, stands in no document
            self.misfits.append(f"{spec.provider} {operation.id}: answer{found.place} {found.message}")
