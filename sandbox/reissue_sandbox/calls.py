"""The vocabulary between the application and the state machines: a call comes in, an answer goes out."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .spec import JsonObject, Operation, Spec, is_object, route_key
from .state import State


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider answers. `object` is the id that an effect is counted under; `effect=False` says nothing happened."""

    status: int
    body: Any = None
    object: str = ""
    effect: bool = True
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a provider refuses: each provider words it in its own error body."""

    status: int
    code: str
    message: str
    field: str = ""
    envelope: bool = False


class Refused(Exception):
    """Raised by a state machine to end a call with the provider's own error."""

    def __init__(self, status: int, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.problem = Problem(status, code, message, field)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a provider tells to a registered address."""

    provider: str
    name: str
    body: JsonObject
    url: str
    signer: str = ""


@dataclass(slots=True)
class Call:
    """One checked request, with all that a state machine needs to answer it."""

    spec: Spec
    operation: Operation
    state: State
    base: str
    path: dict[str, str]
    query: dict[str, Any]
    headers: Mapping[str, str]
    body: Any
    switches: Mapping[str, str] = field(default_factory=dict[str, str])
    credentials: Mapping[str, str] = field(default_factory=dict[str, str])
    events: list[Event] = field(default_factory=list[Event])

    @property
    def now(self) -> int:
        """The sandbox's present, in Unix seconds."""
        return self.state.clock.unix()

    def arg(self, index: int = 0) -> str:
        """The path value at a position: documents may name path parameters as they like."""
        return list(self.path.values())[index]

    def payload(self) -> JsonObject:
        """The body as an object; empty where there is none."""
        return copy.deepcopy(self.body) if is_object(self.body) else {}

    def table(self, name: str) -> dict[str, JsonObject]:
        """A collection of this provider."""
        return self.state.table(self.spec.provider, name)

    def find(self, name: str, key: str, code: str = "not_found") -> JsonObject:
        """An object of a collection, or the provider's 404."""
        found = self.table(name).get(key)
        if found is None:
            raise Refused(404, code, f"No {name.rstrip('s').replace('_', ' ')} has this reference")
        return found

    def send(self, to: str, subject: str, reference: str, kind: str = "email") -> None:
        """Put a message to a person into the outbox."""
        self.state.send(self.spec.provider, to, subject, reference, kind)

    def tell(self, name: str, body: JsonObject, url: str | None, signer: str = "") -> None:
        """Queue a webhook; without an address nothing is told."""
        if url:
            self.events.append(Event(self.spec.provider, name, copy.deepcopy(body), url, signer))


Handler = Callable[[Call], Answer]
Seeder = Callable[[State, str], None]


class Machine:
    """One provider: its handlers by route, its error bodies, its seeds, and a summary of its invoices for the console."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.handlers: dict[str, Handler] = {}
        self.seeders: list[Seeder] = []

    def on(self, *routes: str) -> Callable[[Handler], Handler]:
        """Register a handler for routes such as `POST /purchases/{id}/cancel/`; parameter names and the last slash are free."""

        def register(handler: Handler) -> Handler:
            for route in routes:
                method, path = route.split(" ", 1)
                self.handlers[route_key(method, path)] = handler
            return handler

        return register

    def problem(self, problem: Problem) -> Any:
        """The provider's error body."""
        raise NotImplementedError

    def seeds(self, seeder: Seeder) -> Seeder:
        """Register a function that puts ready-made objects into an empty state."""
        self.seeders.append(seeder)
        return seeder

    def invoices(self, state: State) -> list[JsonObject]:
        """Rows for the console: reference, status, amount, currency, payer, expires_at."""
        del state
        return []

    def viewed(self, state: State, reference: str) -> None:
        """What happens when the payer opens the checkout page."""

    def worded(self, body: Any, switches: Mapping[str, str]) -> Any:
        """An error body in the form that is switched on."""
        del switches
        return body

    def on_the_wire(self, text: str, switches: Mapping[str, str]) -> str:
        """The last touch on a body: some providers write what JSON cannot say."""
        del switches
        return text

    def pay(self, call: Call, reference: str) -> JsonObject:
        """What happens when the payer pays; returns the paid object."""
        del call
        raise Refused(404, "not_found", f"{self.name} has no payable object {reference}")


def public(row: JsonObject) -> JsonObject:
    """A stored object as it is shown: a copy without the members that only the sandbox knows (`_expires` and the like)."""
    return copy.deepcopy({name: value for name, value in row.items() if not name.startswith("_")})


def summary(reference: str, status: str, amount: Any, currency: str, payer: str, expires_at: str | None) -> JsonObject:
    """One row of the console's list of invoices."""
    return {
        "reference": reference,
        "status": status,
        "amount": str(amount),
        "currency": currency,
        "payer": payer,
        "expires_at": expires_at,
    }
