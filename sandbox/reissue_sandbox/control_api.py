"""The endpoints under `/_sandbox` by which a test, or the console, reads and steers the sandbox."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from .faults import Fault, Rule
from .local_requests import BadRequest, amount_of, json_of, local_route, text_of
from .masking import scrub
from .simulation import Simulation
from .spec import JsonObject, is_object
from .webhooks import Delivery

UNITS = ("days", "hours", "minutes", "seconds")


class ControlApi:
    """The endpoints of one simulation."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._state = simulation.state

    def routes(self) -> list[Route]:
        """All of them."""
        endpoints = [
            ("GET", "/_sandbox/state", self.show_state),
            ("POST", "/_sandbox/faults", self.add_fault),
            ("DELETE", "/_sandbox/faults", self.clear_faults),
            ("POST", "/_sandbox/reset", self.reset),
            ("POST", "/_sandbox/clock", self.move_clock),
            ("POST", "/_sandbox/webhooks", self.set_callback),
            ("POST", "/_sandbox/pay", self.pay),
            ("POST", "/_sandbox/revoke", self.revoke),
            ("POST", "/_sandbox/switches", self.set_switches),
            ("POST", "/_sandbox/strict", self.set_strict),
            ("GET", "/_sandbox/notices", self.show_notices),
        ]
        return [local_route(self._simulation, method, path, endpoint) for method, path, endpoint in endpoints]

    async def show_state(self, request: Request) -> Any:
        """Everything; only revision and time where nothing has changed since the revision `since`."""
        if request.query_params.get("since") == str(self._state.revision):
            now = self._state.clock.now().isoformat(timespec="seconds")
            return {"revision": self._state.revision, "now": now}
        return snapshot(self._simulation)

    async def add_fault(self, request: Request) -> Any:
        """`{"name": ..., "provider": "*", "operation": "*", "times": 1, "args": {}}`: let calls fail."""
        body = await json_of(request, "name", "provider", "operation", "times", "args")
        times = body.get("times", 1)
        if times is not None and (not isinstance(times, int) or isinstance(times, bool)):
            raise BadRequest("times must be a whole number, or null for all calls")
        args = body.get("args", {})
        if not is_object(args):
            raise BadRequest("args must be an object")
        where = str(body.get("provider", "*")), str(body.get("operation", "*"))
        self._simulation.faults.add_rule(Rule(*where, Fault(text_of(body, "name"), args), times))
        self._state.revision += 1
        return {"faults": self._simulation.faults.dump()}

    async def clear_faults(self, _: Request) -> Any:
        """No fault any more."""
        self._simulation.faults.clear()
        self._state.revision += 1
        return {"faults": []}

    async def reset(self, _: Request) -> Any:
        """Back to the beginning."""
        self._simulation.reset()
        return {"reset": True}

    async def move_clock(self, request: Request) -> Any:
        """`{"days": 2, "hours": 1}` lets time pass, `{"set": "2027-01-01T00:00:00Z"}` jumps."""
        body = await json_of(request, *UNITS, "set")
        return {"now": _move_clock(self._simulation, body).isoformat(timespec="seconds")}

    async def set_callback(self, request: Request) -> Any:
        """`{"provider": ..., "url": ...}`: where the provider sends its webhooks."""
        body = await json_of(request, "provider", "url")
        self._simulation.set_callback(text_of(body, "provider"), text_of(body, "url"))
        return {"callbacks": self._state.callbacks}

    async def pay(self, request: Request) -> Any:
        """`{"provider": ..., "reference": ..., "amount": "10.00"}`: the payer pays all, or only this amount."""
        body = await json_of(request, "provider", "reference", "amount")
        amount = amount_of(text_of(body, "amount")) if "amount" in body else None
        return self._simulation.pay(text_of(body, "provider"), text_of(body, "reference"), amount)

    async def revoke(self, request: Request) -> Any:
        """`{"credential": ...}`: from now on it is answered 401."""
        self._simulation.revoke(text_of(await json_of(request, "credential"), "credential"))
        return {"revoked": True}

    async def set_switches(self, request: Request) -> Any:
        """Switch to other ways of a provider: see `reissue_sandbox.providers`."""
        body = await json_of(request)
        self._simulation.switches.update({name: str(value) for name, value in body.items()})
        return {"switches": self._simulation.switches}

    async def set_strict(self, request: Request) -> Any:
        """`{"strict": true}`: from now on notices are refused."""
        strict = (await json_of(request, "strict")).get("strict")
        if not isinstance(strict, bool):
            raise BadRequest("the member 'strict' must be true or false")
        self._simulation.strict = strict
        return {"strict": strict}

    async def show_notices(self, _: Request) -> Any:
        """Where requests differ from the documents in what no page of a vendor refuses."""
        return {"strict": self._simulation.strict, "notices": [asdict(one) for one in self._simulation.notices]}


def snapshot(simulation: Simulation) -> JsonObject:
    """What the console shows."""
    state = simulation.state
    with state.lock:
        invoices = [
            {"provider": provider, **row}
            for provider in simulation.providers
            for row in simulation.stand_in(provider).invoices(state)
        ]
        shown = {
            "revision": state.revision,
            "now": state.clock.now().isoformat(timespec="seconds"),
            "offset_seconds": round(state.clock.offset.total_seconds()),
            "invoices": invoices,
            "outbox": [asdict(message) for message in reversed(state.outbox[-200:])],
            "effects": state.effects.dump(),
            "faults": simulation.faults.dump(),
            "traffic": simulation.traffic.dump(),
            "strict": simulation.strict,
            "violations": [str(violation) for violation in simulation.violations[-200:]],
            "notices": [str(notice) for notice in simulation.notices[-200:]],
            "deliveries": [_delivery(simulation, delivery) for delivery in reversed(simulation.deliverer.log[-100:])],
            "waiting": simulation.deliverer.waiting(),
            "callbacks": state.callbacks,
            "crashes": simulation.crashes[-10:],
        }
    found: JsonObject = scrub(shown, frozenset(simulation.secrets))
    return found


def _delivery(simulation: Simulation, delivery: Delivery) -> JsonObject:
    body = simulation.masker(delivery.provider).raw(delivery.body.encode())
    return {**asdict(delivery), "body": json.dumps(body, ensure_ascii=False)}


def _move_clock(simulation: Simulation, body: JsonObject) -> datetime:
    units = {name: body[name] for name in UNITS if name in body}
    if any(isinstance(value, bool) or not isinstance(value, (int, float)) for value in units.values()):
        raise BadRequest("days, hours, minutes and seconds must be numbers")
    if not units and "set" not in body:
        raise BadRequest("give days, hours, minutes or seconds to pass, or set to a date and time")
    clock = simulation.state.clock
    try:
        with simulation.state.lock:
            now = clock.set(datetime.fromisoformat(text_of(body, "set"))) if "set" in body else clock.now()
            now = clock.advance(**units) if units else now
            simulation.state.changed()
    except (ValueError, OverflowError) as problem:
        raise BadRequest(f"the clock cannot go there: {problem}") from None
    return now
