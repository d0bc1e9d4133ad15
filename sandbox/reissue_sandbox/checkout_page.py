"""What a payer would see: the invoice, and a button that pays it."""

from __future__ import annotations

import html
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from .call import CHECKOUT, Refused
from .local_requests import local_route
from .simulation import Simulation

POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
PAGE = """<!doctype html>
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


def routes(simulation: Simulation) -> list[Route]:
    """The page of each invoice, and its button."""

    async def page(request: Request) -> Any:
        provider, reference = request.path_params["provider"], request.path_params["reference"]
        if request.method == "POST":
            simulation.pay(provider, reference)
        return _page(simulation, provider, reference)

    return [local_route(simulation, method, CHECKOUT, page) for method in ("GET", "POST")]


def _page(simulation: Simulation, provider: str, reference: str) -> HTMLResponse:
    with simulation.state.lock:
        stand_in = simulation.stand_in(provider)
        stand_in.viewed(simulation.state, reference)
        found = [row for row in stand_in.invoices(simulation.state) if row["reference"] == reference]
    if not found:
        raise Refused(404, "not_found", f"{provider} has no invoice {reference}")
    row = {name: html.escape(str(value if value is not None else "")) for name, value in found[0].items()}
    page = PAGE.format(provider=html.escape(provider), **row)
    return HTMLResponse(page, headers={"content-security-policy": POLICY, "x-content-type-options": "nosniff"})
