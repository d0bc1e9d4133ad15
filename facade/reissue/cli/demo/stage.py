"""Where the demo plays: the sandbox, a gateway to it, and what is told of each step."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from ...credentials import AbillifyCredentials, IremboPayCredentials, PayPenCredentials, QorePayCredentials
from ...gateway import Reissue
from .screen import Screen

if TYPE_CHECKING:
    from reissue_sandbox import Sandbox

PURCHASE = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
ABILLIFY = "R-2026-17"
IREMBO = "880509422769"
UNEXPIRED, EXPIRED = "TX10000000001", "TX10000000002"


class Told(NamedTuple):
    """One row of the table at the end."""

    provider: str
    asked: str
    wire: str
    payer: str


class Stage:
    """`fine` says whether all went as told so far, `told` holds the rows of the table at the end."""

    def __init__(self, screen: Screen, sandbox: Sandbox, gateway: Reissue) -> None:
        self.screen, self.sandbox, self.gateway = screen, sandbox, gateway
        self.told: list[Told] = []
        self.fine = True

    def expect(self, ok: bool, text: str) -> None:
        """Tell whether something went as it should."""
        self.fine = self.fine and ok
        self.screen.tick(ok, text)

    def mails(self, provider: str) -> int:
        """How many messages a provider has sent."""
        return sum(mail.provider == provider for mail in self.sandbox.outbox)

    @contextmanager
    def step(self, provider: str, asked: str) -> Generator[Callable[[str], None]]:
        """One thing that is asked for; what went over the wire, and what the payer got, is told at its end."""
        self.screen.line("")
        self.screen.line(f"{provider}: {asked}", "bold")
        before, mails = len(self.sandbox.traffic), len(self.sandbox.outbox)
        payer: list[str] = []
        yield payer.append
        wire: list[str] = []
        for request in list(self.sandbox.traffic)[before:]:
            key = f" [key {request.idempotency_key}]" if request.idempotency_key else ""
            wire.append(f"{request.method} {request.path}{key} -> {request.status}")
        sent = [f"e-mail to {mail.to}: {mail.subject}" for mail in list(self.sandbox.outbox)[mails:]]
        for line in wire:
            self.screen.line(f"    {line}", "cyan")
        for line in sent:
            self.screen.line(f"    {line}", "green")
        self.told.append(Told(provider, asked, "\n".join(wire), "\n".join([*payer, *sent]) or "no message"))


def gateway_to(sandbox: Sandbox) -> Reissue:
    """A gateway to the stand-ins, with credentials that they take."""
    return Reissue(
        qorepay=QorePayCredentials(secret_key="demo-key", server=sandbox.server_for("qorepay")),
        abillify=AbillifyCredentials(username="demo", password="demo-password", server=sandbox.server_for("abillify")),
        irembopay=IremboPayCredentials(secret_key="demo-key", server=sandbox.server_for("irembopay")),
        paypen=PayPenCredentials(api_key="demo-key", email="demo@example.com", server=sandbox.server_for("paypen")),
        clock=sandbox.clock.now,
    )
