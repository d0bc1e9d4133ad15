"""The web console: one page without outside assets."""

from __future__ import annotations

import functools
import secrets
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from .local_requests import local_route
from .simulation import Simulation

PAGE = Path(__file__).with_name("static") / "console.html"


@functools.cache
def _page() -> str:
    return PAGE.read_text(encoding="utf-8")


def policy(nonce: str) -> str:
    """Only this page's own script and style, talking to this server alone."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def routes(simulation: Simulation) -> list[Route]:
    """The console at `/`."""

    async def show(_: Request) -> Any:
        nonce = secrets.token_urlsafe(16)
        headers = {
            "content-security-policy": policy(nonce),
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "cache-control": "no-store",
        }
        return HTMLResponse(_page().replace("{{nonce}}", nonce), headers=headers)

    return [local_route(simulation, "GET", "/", show)]
