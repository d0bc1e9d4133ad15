"""Requests to the sandbox's own pages and endpoints: only from this machine, and bad input is a clear 400.

They answer only when they are addressed by the name of this machine, and a page of another origin cannot use them: a browser
that was lured to a foreign site must not be able to reach into a test bench.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .call import Refused
from .faults import FaultError
from .json_text import read_json
from .masking import shown_name
from .simulation import Simulation
from .spec import JsonObject, SpecError, is_object
from .validation import FORMATS
from .webhooks import WebhookError

Endpoint = Callable[[Request], Awaitable[Any]]
"""Answers with a Response, or with what a JSON response shall say."""
CRASHED = "The sandbox itself failed; its log and `crashes` of /_sandbox/state have the trace"
LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")


class BadRequest(ValueError):
    """A request that cannot be followed; the text says why."""


def local_route(simulation: Simulation, method: str, path: str, endpoint: Endpoint) -> Route:
    """A route that refuses foreign hosts and origins, and turns bad input into a clear 400."""

    async def run(request: Request) -> Response:
        if not _is_local(request, simulation):
            return JSONResponse({"error": "this host name or origin is not the sandbox's own"}, status_code=403)
        try:
            answer = await endpoint(request)
        except (BadRequest, FaultError, WebhookError, SpecError) as problem:
            return JSONResponse({"error": str(problem)}, status_code=400)
        except Refused as refusal:
            return JSONResponse({"error": refusal.problem.message}, status_code=refusal.problem.status)
        except Exception:  # a fault of the sandbox itself must be seen, and answered
            simulation.crashed(f"{method} {path}")
            return JSONResponse({"error": CRASHED}, status_code=500)
        return answer if isinstance(answer, Response) else JSONResponse(answer)

    return Route(path, run, methods=[method])


def _is_local(request: Request, simulation: Simulation) -> bool:
    """Whether the request was addressed to this machine by name, and comes from no other site."""
    host = request.headers.get("host", "")
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    allowed = {*LOCAL_NAMES, simulation.base.partition("://")[2].rpartition(":")[0]}
    origin = request.headers.get("origin")
    return name in allowed and (origin is None or origin == f"http://{host}")


async def json_of(request: Request, *members: str) -> JsonObject:
    """The JSON object of a request; an empty one where it has no body.

    With `members` it may have these and no others: one that is misspelt would be a wish that nobody heeds.
    """
    raw = await request.body()
    if raw and request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise BadRequest("send application/json")
    try:
        body = read_json(raw or b"{}")
    except ValueError as problem:
        raise BadRequest(f"the body {problem}") from None
    if not is_object(body):
        raise BadRequest("the body must be a JSON object")
    unknown = [name for name in body if members and name not in members]
    if unknown:
        raise BadRequest(f"there is no member {shown_name(unknown[0])!r}; there are {', '.join(members)}")
    return body


def text_of(body: JsonObject, name: str) -> str:
    """A member that must be a text."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise BadRequest(f"the member {name!r} must be a text")
    return value


def amount_of(text: str) -> Decimal:
    """A positive amount out of a text such as `10.00`."""
    if not FORMATS["decimal"](text) or Decimal(text) <= 0:
        raise BadRequest("the amount must be a positive number, written as a text such as '10.00'")
    return Decimal(text)
