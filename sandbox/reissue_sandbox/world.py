"""The whole of one sandbox: state, documents, state machines, faults and logs, and the way of one call through them."""

from __future__ import annotations

import hashlib
import importlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from .auth import Unauthorized, authenticate
from .calls import Answer, Call, Machine, Problem, Refused
from .checks import Violation, check_values, misfits
from .faults import Faults
from .spec import PROVIDERS, JsonObject, Match, Operation, Spec, SpecError, load
from .state import State
from .traffic import Exchange, Masker, Traffic
from .webhooks import Deliverer
from .wire import form_values, query_values

DEFAULT_RETENTION = 24 * 3600
# Query parameters that are tolerated on every call: some integrations use them against caches.
HARMLESS_QUERY = {"time"}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request below a provider's prefix, as it came; `path` is still percent-encoded, `form` only set for form bodies."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    form: list[tuple[str, str]] | None = None


class World:
    """Everything that one sandbox holds."""

    def __init__(
        self, *, specs: Path | None = None, state_file: Path | None = None, check_answers: bool = False
    ) -> None:
        self.state = State(state_file)
        self.faults = Faults()
        self.traffic = Traffic()
        self.violations: list[Violation] = []
        self.misfits: list[str] = []
        self.crashes: list[str] = []
        self.secrets: set[str] = set()
        self.credentials: dict[str, str] = {}
        self.switches: dict[str, str] = {}
        self.base = "http://127.0.0.1"
        self.check_answers = check_answers
        self.deliverer = Deliverer(self)
        self._specs = specs
        self._machines: dict[str, Machine] = {}

    def start(self, base: str) -> None:
        """Learn the own address; put the ready-made objects into a state that is still empty."""
        self.base = base
        if not self.state.restored:
            self.seed()

    def seed(self) -> None:
        """The ready-made objects of all providers."""
        with self.state.lock:
            for provider in PROVIDERS:
                for seeder in self.machine(provider).seeders:
                    seeder(self.state, self.base)
            self.state.changed()

    def reset(self) -> None:
        """Back to the beginning: seeds only, no faults, empty logs, the real time."""
        with self.state.lock:
            self.state.clear()
            for log in (self.violations, self.misfits, self.crashes):
                log.clear()
            self.traffic.clear()
            self.faults.clear()
            self.switches.clear()
            self.secrets.clear()
            self.credentials.clear()
            self.deliverer.log.clear()
            self.seed()

    def spec(self, provider: str) -> Spec:
        """The document of a provider."""
        return load(provider, self._specs)

    def machine(self, provider: str) -> Machine:
        """The state machine of a provider."""
        found = self._machines.get(provider)
        if found is None:
            if provider not in PROVIDERS:
                raise SpecError(f"no provider is called {provider!r}; there are {', '.join(PROVIDERS)}")
            module = importlib.import_module(f".providers.{provider}", __package__)
            found = self._machines[provider] = cast("Machine", module.machine)
        return found

    def masker(self, provider: str) -> Masker:
        """What hides this provider's secrets in the logs."""
        return Masker(self.spec(provider))

    def problem(self, provider: str, problem: Problem) -> Answer:
        """A refusal in the provider's own words."""
        return Answer(problem.status, self.machine(provider).problem(problem), effect=False)

    def pay(self, provider: str, reference: str) -> JsonObject:
        """Let the payer pay: changes the state and tells the registered addresses. Returns the paid object."""
        machine, spec = self.machine(provider), self.spec(provider)
        operation = next(iter(spec.operations.values()))
        with self.state.lock:
            call = Call(
                spec,
                operation,
                self.state,
                f"{self.base}/{provider}",
                {},
                {},
                {},
                None,
                switches=self.switches,
                credentials=self.credentials,
            )
            paid = machine.pay(call, reference)
            self.state.changed()
        self.deliverer.enqueue(call.events)
        return paid

    def choose(self, match: Match, incoming: Incoming) -> Match:
        """Of several operations at one address the first whose body fits; the first of all if none does."""
        for operation in (match.operation, *match.others):
            if operation is not None and not self._check_body(self.spec(operation.provider), operation, incoming)[1]:
                return replace(match, operation=operation)
        return match

    def handle(self, provider: str, match: Match, incoming: Incoming, exchange: Exchange) -> Answer:
        """Check a request, let the state machine answer it, and keep the books."""
        spec = self.spec(provider)
        operation = match.operation
        if operation is None:
            return self._unknown(provider, match, incoming, exchange)
        try:
            credential = authenticate(spec, operation, incoming.headers, incoming.query, self.state)
        except Unauthorized as failure:
            if failure.violation:
                self._note(exchange, Violation(provider, operation.id, "authorization", str(failure), 401))
            return self.problem(provider, Problem(401, "unauthorized", str(failure)))
        if credential:
            self.credentials[provider] = credential
            self.secrets.update({credential, credential.partition(":")[2] or credential})
        query, body, violations = self._check(spec, operation, match, incoming)
        for violation in violations:
            self._note(exchange, violation)
        refusal = next((violation for violation in violations if violation.refused), None)
        if refusal is not None:
            text = f"{refusal.where} {refusal.message}"
            return self.problem(provider, Problem(refusal.status, "invalid", text, refusal.where.partition(".")[2]))
        with self.state.lock:
            call = Call(
                spec,
                operation,
                self.state,
                f"{self.base}/{provider}",
                match.values,
                query,
                incoming.headers,
                body,
                switches=self.switches,
                credentials=self.credentials,
            )
            answer = self._once(call, exchange)
        self.deliverer.enqueue(call.events)
        return answer

    def _unknown(self, provider: str, match: Match, incoming: Incoming, exchange: Exchange) -> Answer:
        status = 405 if match.allowed else 404
        wanted = (
            f"only {', '.join(match.allowed)} is documented for this path" if match.allowed else "is not documented"
        )
        self._note(exchange, Violation(provider, "", f"{incoming.method} {incoming.path}", wanted, status))
        return self.problem(provider, Problem(status, "not_found", f"{incoming.method} {incoming.path} {wanted}"))

    def _note(self, exchange: Exchange, violation: Violation) -> None:
        self.violations.append(violation)
        exchange.violations.append(f"{violation.where} {violation.message}")

    def _check(
        self, spec: Spec, operation: Operation, match: Match, incoming: Incoming
    ) -> tuple[JsonObject, Any, list[Violation]]:
        """Query and body as plain values, and all violations."""
        query, unknown = query_values(spec, operation, incoming.query)
        carried = {str(scheme.get("name")) for scheme in spec.schemes.values() if scheme.get("in") == "query"}
        violations = [
            *check_values(spec, operation, "path", match.values, only_present=True),
            *check_values(spec, operation, "query", query),
            *check_values(spec, operation, "header", _header_values(operation, incoming.headers)),
            *_check_key(operation, incoming.headers),
        ]
        noted = [(f"query.{name}", "is not documented") for name in unknown if name not in HARMLESS_QUERY | carried]
        if not match.exact:
            noted.append(("path", "differs from the documented one by its last slash"))
        for name in spec.headers:
            if name.lower() not in incoming.headers:
                noted.append((f"header.{name}", "is wanted on every call and missing"))
        violations += [Violation(spec.provider, operation.id, where, text, refused=False) for where, text in noted]
        body, more = self._check_body(spec, operation, incoming)
        return query, body, violations + more

    def _check_body(self, spec: Spec, operation: Operation, incoming: Incoming) -> tuple[Any, list[Violation]]:
        def violation(message: str, status: int = 400, where: str = "body", refused: bool = True) -> list[Violation]:
            return [Violation(spec.provider, operation.id, where, message, status, refused)]

        if not incoming.body:
            return None, violation("is required and missing") if operation.body_required else []
        if not operation.bodies:
            harmless = incoming.body.strip() in (b"{}", b"null")
            return None, [] if harmless else violation("is sent though none is documented", refused=False)
        kind = incoming.headers.get("content-type", "").partition(";")[0].strip().lower()
        media = operation.bodies.get(kind)
        if media is None:
            return None, violation(f"{kind or '(none)'} is none of {', '.join(operation.bodies)}", 415, "content-type")
        if "json" in kind:
            try:
                body = json.loads(incoming.body, parse_constant=_no_constant)
            except (ValueError, RecursionError):
                return None, violation("is no JSON")
        elif incoming.form is not None:
            body = form_values(spec, media.pointer, incoming.form)
        else:
            return incoming.body, []
        found = misfits(spec, media.pointer, body, "request") if media.pointer else []
        return body, [Violation(spec.provider, operation.id, f"body{place}", message) for place, message in found]

    def _once(self, call: Call, exchange: Exchange) -> Answer:
        """Answer a call, at most once per idempotency key where the provider knows such keys."""
        key = _idempotency_key(call)
        if key is None:
            return self._run(call, exchange)
        exchange.idempotency_key = key
        digest = hashlib.sha256(json.dumps(call.body, sort_keys=True, default=str).encode()).hexdigest()
        slot = f"{call.spec.provider} {call.operation.method} {call.operation.id} {list(call.path.values())} {key}"
        known = self.state.keys.get(slot)
        if known is not None and known["until"] > call.now:
            if known["digest"] != digest:
                reason = "this idempotency key was used with another body"
                return self.problem(call.spec.provider, Problem(409, "idempotency_key_reused", reason))
            exchange.replayed = True
            return Answer(known["status"], known["body"], effect=False, empty=known["empty"])
        answer = self._run(call, exchange)
        if answer.status == 400:  # the result is kept only once the input was found good
            return answer
        until = call.now + seconds_of(str(call.operation.idempotency and call.operation.idempotency.get("retention")))
        self.state.keys[slot] = {
            "digest": digest,
            "until": until,
            "status": answer.status,
            "body": answer.body,
            "empty": answer.empty,
        }
        self.state.changed()
        return answer

    def _run(self, call: Call, exchange: Exchange) -> Answer:
        provider, operation = call.spec.provider, call.operation
        handler = self.machine(provider).handlers.get(operation.route)
        try:
            answer = handler(call) if handler else example_answer(operation)
        except Refused as refusal:
            return self.problem(provider, refusal.problem)
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
        for place, message in misfits(spec, media.pointer, answer.body, "response"):
            self.misfits.append(f"{spec.provider} {operation.id}: answer{place} {message}")


def example_answer(operation: Operation) -> Answer:
    """The documented example of a success, for an operation that has no state of its own."""
    media = operation.response_media(operation.success)
    examples = list(media.examples.values()) if media else []
    return Answer(operation.success, examples[0], object="") if examples else Answer(operation.success, empty=True)


def _header_values(operation: Operation, headers: Mapping[str, str]) -> dict[str, str]:
    names = [parameter.name for parameter in operation.parameters if parameter.where == "header"]
    return {name: headers[name.lower()] for name in names if name.lower() in headers}


def _idempotency_key(call: Call) -> str | None:
    """The key of a call, if its provider takes one as a header and one was sent."""
    rule = call.operation.idempotency
    return call.headers.get(str(rule["name"]).lower()) if rule is not None and rule.get("in") == "header" else None


def _check_key(operation: Operation, headers: Mapping[str, str]) -> Iterator[Violation]:
    rule = operation.idempotency or {}
    key = headers.get(str(rule.get("name", "")).lower()) if rule.get("in") == "header" else None
    longest = int(rule.get("maxLength", 255))
    if key is not None and not 1 <= len(key) <= longest:
        yield Violation(
            operation.provider, operation.id, f"header.{rule['name']}", f"must have 1 to {longest} characters"
        )


def seconds_of(duration: str) -> int:
    """`PT24H` or `P1DT30M` in seconds; a day where there is none."""
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", duration)
    if found is None:
        return DEFAULT_RETENTION
    return sum(int(part or 0) * unit for part, unit in zip(found.groups(), (86400, 3600, 60, 1), strict=True))


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
