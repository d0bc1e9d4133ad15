"""The control endpoints under `/_sandbox`: state, faults, clock, payments, webhooks, reset; and the checkout pages.

They answer only when they are addressed by the name of this machine, and a page of another origin cannot use them: a browser
that was lured to a foreign site must not be able to reach into a test bench.
"""

from __future__ import annotations

import html
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from .calls import Refused
from .faults import FaultError
from .spec import PROVIDERS, JsonObject, SpecError, is_object
from .webhooks import WebhookError, check_url

if TYPE_CHECKING:
    from .world import World

Endpoint = Callable[[Request], Awaitable[Response]]
LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")


class BadControl(ValueError):
    """A control request that cannot be followed; the text says why."""


def is_local(request: Request, world: World) -> bool:
    """Whether the request was addressed to this machine by name, and comes from no other site."""
    host = request.headers.get("host", "")
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    allowed = {*LOCAL_NAMES, world.base.partition("://")[2].rpartition(":")[0]}
    origin = request.headers.get("origin")
    return name in allowed and (origin is None or origin == f"http://{host}")


def guarded(world: World, endpoint: Callable[[Request], Awaitable[Any]]) -> Endpoint:
    """Refuse foreign hosts and origins; turn bad input into a clear 400."""

    async def run(request: Request) -> Response:
        if not is_local(request, world):
            return JSONResponse({"error": "this host name or origin is not the sandbox's own"}, status_code=403)
        try:
            answer = await endpoint(request)
        except (BadControl, FaultError, WebhookError, SpecError) as problem:
            return JSONResponse({"error": str(problem)}, status_code=400)
        except Refused as refusal:
            return JSONResponse({"error": refusal.problem.message}, status_code=refusal.problem.status)
        return answer if isinstance(answer, Response) else JSONResponse(answer)

    return run


async def read_json(request: Request) -> JsonObject:
    """The JSON object of a control request."""
    raw = await request.body()
    if raw and request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise BadControl("send application/json")
    try:
        body: Any = json.loads(raw or b"{}")
    except ValueError:
        raise BadControl("the body is no JSON") from None
    if not is_object(body):
        raise BadControl("the body must be a JSON object")
    return body


def text(body: JsonObject, name: str) -> str:
    """A member that must be a text."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise BadControl(f"the member {name!r} must be a text")
    return value


def snapshot(world: World) -> JsonObject:
    """What the console shows."""
    with world.state.lock:
        invoices = [
            {"provider": provider, **row}
            for provider in PROVIDERS
            for row in world.machine(provider).invoices(world.state)
        ]
        state = world.state
        return {
            "revision": state.revision,
            "now": state.clock.now().isoformat(timespec="seconds"),
            "offset_seconds": round(state.clock.offset.total_seconds()),
            "invoices": invoices,
            "outbox": [asdict(message) for message in reversed(state.outbox[-200:])],
            "effects": state.effects.dump(),
            "faults": world.faults.dump(),
            "traffic": world.traffic.dump(),
            "violations": [str(violation) for violation in world.violations[-200:]],
            "deliveries": [asdict(delivery) for delivery in reversed(world.deliverer.log[-100:])],
            "callbacks": state.callbacks,
            "crashes": world.crashes[-10:],
        }


def routes(world: World) -> list[Route]:
    """All control routes of one world."""

    async def get_state(request: Request) -> Any:
        if request.query_params.get("since") == str(world.state.revision):
            return {"revision": world.state.revision, "now": world.state.clock.now().isoformat(timespec="seconds")}
        return snapshot(world)

    async def add_fault(request: Request) -> Any:
        body = await read_json(request)
        times = body.get("times", 1)
        if times is not None and (not isinstance(times, int) or isinstance(times, bool)):
            raise BadControl("times must be a whole number, or null for all calls")
        args = body.get("args", {})
        if not is_object(args):
            raise BadControl("args must be an object")
        where = str(body.get("provider", "*")), str(body.get("operation", "*"))
        world.faults.add(*where, text(body, "name"), times, **args)
        world.state.revision += 1
        return {"faults": world.faults.dump()}

    async def clear_faults(_: Request) -> Any:
        world.faults.clear()
        world.state.revision += 1
        return {"faults": []}

    async def reset(_: Request) -> Any:
        world.reset()
        return {"reset": True}

    async def clock(request: Request) -> Any:
        return {"now": move_clock(world, await read_json(request)).isoformat(timespec="seconds")}

    async def callbacks(request: Request) -> Any:
        body = await read_json(request)
        provider = text(body, "provider")
        world.machine(provider)
        with world.state.lock:
            world.state.callbacks[provider] = check_url(text(body, "url"))
            world.state.changed()
        return {"callbacks": world.state.callbacks}

    async def pay(request: Request) -> Any:
        body = await read_json(request)
        return world.pay(text(body, "provider"), text(body, "reference"))

    async def revoke(request: Request) -> Any:
        credential = text(await read_json(request), "credential")
        with world.state.lock:
            world.state.revoked.add(credential)
        return {"revoked": True}

    async def switches(request: Request) -> Any:
        body = await read_json(request)
        world.switches.update({name: str(value) for name, value in body.items()})
        return {"switches": world.switches}

    async def checkout(request: Request) -> Any:
        return checkout_page(world, request)

    table: list[tuple[str, str, Callable[[Request], Awaitable[Any]]]] = [
        ("GET", "/_sandbox/state", get_state),
        ("POST", "/_sandbox/faults", add_fault),
        ("DELETE", "/_sandbox/faults", clear_faults),
        ("POST", "/_sandbox/reset", reset),
        ("POST", "/_sandbox/clock", clock),
        ("POST", "/_sandbox/webhooks", callbacks),
        ("POST", "/_sandbox/pay", pay),
        ("POST", "/_sandbox/revoke", revoke),
        ("POST", "/_sandbox/switches", switches),
        ("GET", "/_sandbox/checkout/{provider}/{reference}", checkout),
        ("POST", "/_sandbox/checkout/{provider}/{reference}", checkout),
    ]
    return [Route(path, guarded(world, endpoint), methods=[method]) for method, path, endpoint in table]


def move_clock(world: World, body: JsonObject) -> datetime:
    """`{"days": 2, "hours": 1}` lets time pass, `{"set": "2027-01-01T00:00:00Z"}` jumps."""
    units = {name: body[name] for name in ("days", "hours", "minutes", "seconds") if name in body}
    if any(isinstance(value, bool) or not isinstance(value, (int, float)) for value in units.values()):
        raise BadControl("days, hours, minutes and seconds must be numbers")
    if not units and "set" not in body:
        raise BadControl("give days, hours, minutes or seconds to pass, or set to a date and time")
    try:
        with world.state.lock:
            now = (
                world.state.clock.set(datetime.fromisoformat(text(body, "set")))
                if "set" in body
                else world.state.clock.now()
            )
            now = world.state.clock.advance(**units) if units else now
            world.state.changed()
    except (ValueError, OverflowError) as problem:
        raise BadControl(f"the clock cannot go there: {problem}") from None
    return now


def checkout_page(world: World, request: Request) -> Response:
    """What a payer would see: the invoice and a button that pays it."""
    provider, reference = request.path_params["provider"], request.path_params["reference"]
    if request.method == "POST":
        world.pay(provider, reference)
    with world.state.lock:
        machine = world.machine(provider)
        machine.viewed(world.state, reference)
        found = [row for row in machine.invoices(world.state) if row["reference"] == reference]
    if not found:
        raise Refused(404, "not_found", f"{provider} has no invoice {reference}")
    row = {name: html.escape(str(value if value is not None else "")) for name, value in found[0].items()}
    page = CHECKOUT.format(provider=html.escape(provider), **row)
    return HTMLResponse(page, headers={"content-security-policy": CHECKOUT_POLICY, "x-content-type-options": "nosniff"})


CHECKOUT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
CHECKOUT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sandbox checkout</title>
<style>
  body {{ font: 16px/1.5 system-ui, sans-serif; color-scheme: light dark; max-width: 26rem; margin: 12vh auto; padding: 0 1rem }}
  dl {{ display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem }} dt {{ opacity: .65 }} dd {{ margin: 0 }}
  button {{ font: inherit; padding: .5rem 1.25rem; border-radius: .5rem; border: 0; background: #175cd3; color: #fff }}
</style>
<h1>Sandbox checkout</h1>
<p>Nothing here is real: no money moves.</p>
<dl><dt>Provider</dt><dd>{provider}</dd><dt>Invoice</dt><dd>{reference}</dd><dt>Payer</dt><dd>{payer}</dd>
<dt>Amount</dt><dd>{amount} {currency}</dd><dt>Status</dt><dd>{status}</dd><dt>Expires</dt><dd>{expires_at}</dd></dl>
<form method="post"><button>Pay</button></form>
</html>
"""
