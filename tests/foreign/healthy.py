"""Many callers at once on a server without faults: no error of any kind, and one login."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from reissue_runtime import CallOptions

from .operations import OPERATIONS, client, closing, http_of, is_async
from .server import Server
from .vendors import ONCE

MIX = ("q_resend", "a_resend", "i_update", "p_generate")
"""One operation of each provider."""


@dataclass
class Crowd:
    """What came of many calls at once."""

    transport: str
    calls: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    executed: int = 0
    twice: int = 0
    logins: int = 0
    connections: int = 0

    def as_dict(self) -> dict[str, Any]:
        return {**vars(self), "errors": dict(self.errors)}


def crowd(transport: str, callers: int, calls: int, names: Sequence[str] = MIX) -> Crowd:
    """So many threads (or tasks) with so many calls each, on one client of each provider."""
    with Server() as server:
        told = Crowd(transport, callers * calls)
        errors = (
            asyncio.run(_tasks(server, transport, callers, calls, names))
            if is_async(transport)
            else _threads(server, transport, callers, calls, names)
        )
        told.errors.update(f"{type(error).__name__}: {error}"[:120] for error in errors)
        ledger = server.ledger
        counted = [count for call, count in ledger.effects.items() if ledger.attempts[call][0].route.effect == ONCE]
        told.executed, told.twice = sum(ledger.effects.values()), sum(count > 1 for count in counted)
        told.logins, told.connections = ledger.logins, ledger.connections
        return told


def refused_logins(transport: str, callers: int) -> tuple[int, Counter[str]]:
    """With a wrong key, so many callers at once: how many logins there were, and what was told."""
    with Server(token_rejected=True) as server:
        server.login_delay = 0.1
        names = ("p_get",)
        errors = (
            asyncio.run(_tasks(server, transport, callers, 1, names))
            if is_async(transport)
            else _threads(server, transport, callers, 1, names)
        )
        return server.ledger.logins, Counter(type(error).__name__ for error in errors)


def _threads(server: Server, transport: str, callers: int, calls: int, names: Sequence[str]) -> list[Exception]:
    http = http_of(transport)
    clients = {name: client(name, server.base(_provider(name)), transport, http) for name in names}

    def one(number: int) -> list[Exception]:
        errors: list[Exception] = []
        for at in range(calls):
            name = names[(number + at) % len(names)]
            call = f"h{number}x{at}"
            try:
                OPERATIONS[name](clients[name], call, CallOptions(headers={"X-Call": call, "X-Plan": "ok+"}))
            except Exception as error:  # any is one too many
                errors.append(error)
        return errors

    with ThreadPoolExecutor(callers) as pool:
        found = [error for errors in pool.map(one, range(callers)) for error in errors]
    for close in [*(made.close for made in clients.values()), *closing(http, transport)]:
        close()
    return found


async def _tasks(server: Server, transport: str, callers: int, calls: int, names: Sequence[str]) -> list[Exception]:
    http = http_of(transport)
    clients = {name: client(name, server.base(_provider(name)), transport, http) for name in names}

    async def one(number: int) -> list[Exception]:
        errors: list[Exception] = []
        for at in range(calls):
            name = names[(number + at) % len(names)]
            call = f"h{number}x{at}"
            try:
                await OPERATIONS[name](clients[name], call, CallOptions(headers={"X-Call": call, "X-Plan": "ok+"}))
            except Exception as error:  # any is one too many
                errors.append(error)
        return errors

    found = [error for errors in await asyncio.gather(*map(one, range(callers))) for error in errors]
    for close in [*(made.aclose for made in clients.values()), *closing(http, transport)]:
        await close()
    return found


def _provider(name: str) -> str:
    from .vendors import PROVIDERS

    return PROVIDERS[name[0]]
