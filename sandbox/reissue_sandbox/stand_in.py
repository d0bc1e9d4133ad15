"""What stands in for a provider: a handler for each of its operations, its error bodies, its ready-made objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

from .call import Answer, Call, Problem, Refused
from .spec import JsonObject, route_key
from .state import State

Handler = Callable[[Call], Answer]
Seeder = Callable[[State, str], None]


@dataclass(frozen=True, slots=True)
class Liberty:
    """A rule of the specification that goes beyond the vendor's pages: who breaks it is not refused, but noticed.

    `operation` is a pattern as of a shell (a bracket is written `[[]`), `where` are one or several such patterns, `rule` are the
    keywords of JSON Schema that may be broken, or `*`; `why` says what the vendor prints.
    """

    operation: str
    where: str
    rule: str
    why: str

    def covers(self, operation: str, where: str, rule: str) -> bool:
        """Whether a misfit is such a liberty."""
        return (
            fnmatchcase(operation, self.operation)
            and any(fnmatchcase(where, pattern) for pattern in self.where.split())
            and (self.rule == "*" or rule in self.rule.split())
        )


class StandIn:
    """One provider: its handlers by route, its error bodies, its seeds, and a summary of its invoices for the console.

    One for a provider of your own is a subclass with `problem`, and functions registered with `on` and `seeds`; give it
    to `Sandbox(stand_ins={"acme": ...}, specs=...)`.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.handlers: dict[str, Handler] = {}
        self.liberties: tuple[Liberty, ...] = ()
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

    def documents(self, problem: Problem) -> bool:
        """Whether some page of the vendor has this refusal: its status, and its code where it shows one.

        What no page has is marked as invented.
        """
        del problem
        return True

    def partly_paid(self, body: Any) -> bool:
        """Turn an answer that shows an invoice into one of an invoice that is partly paid; False where it shows none."""
        del body
        return False

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

    def pay_part(self, call: Call, reference: str, amount: Decimal) -> JsonObject:
        """What happens when the payer pays a part, an amount in major units; returns the object that was paid."""
        del call, reference, amount
        raise Refused(400, "invalid_request", f"{self.name} documents no payment of a part")

    def pay(self, call: Call, reference: str) -> JsonObject:
        """What happens when the payer pays; returns the paid object."""
        del call
        raise Refused(404, "not_found", f"{self.name} has no payable object {reference}")


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
