"""The running sandbox: in a thread for tests (`Sandbox`), or in the foreground for people (`serve`)."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import threading
import time
from asyncio import Transport
from collections.abc import Mapping, MutableMapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from . import PORT
from .app import ABORT, create_app
from .faults import Faults
from .providers import STAND_INS
from .request_check import Violation
from .request_log import RequestLog
from .simulation import Simulation
from .spec import JsonObject
from .stand_in import StandIn
from .state import Clock, Effects, Message
from .webhooks import Delivery

START_SECONDS = 10.0


class CuttingProtocol(H11Protocol):
    """HTTP/1.1 whose connections the application can reset: uvicorn itself offers no way to do that."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.app = _with_abort(self.app, transport)  # pyright: ignore[reportAttributeAccessIssue]


def _with_abort(app: ASGIApp, transport: Transport) -> ASGIApp:
    def abort() -> None:
        # Lingering for zero seconds turns the close into a TCP reset.
        connection = transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        cast("MutableMapping[str, Any]", scope.setdefault("extensions", {}))[ABORT] = abort
        await app(scope, receive, send)

    return run


def _config(simulation: Simulation) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(simulation),
        http=CuttingProtocol,
        ws="none",
        lifespan="off",
        loop="asyncio",
        interface="asgi3",
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=30,
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With its protocol named, asyncio switches Nagle's algorithm off; otherwise each answer waits 40 ms for an ACK.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as problem:
        listener.close()
        raise OSError(problem.errno, f"cannot listen: {problem.strerror}", f"{host}:{port}") from None
    listener.listen(128)
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Sandbox:
    """A sandbox on a free loopback port, served from a thread.

        with Sandbox() as sandbox:
            client = QorePay(secret_key="any", server=sandbox.server_for("qorepay"))
            client.purchases.resend_invoice("3fa85f64-5717-4562-b3fc-2c963f66afa6")
            assert len(sandbox.outbox) == 1
            assert sandbox.effects[("qorepay", "purchases-resendInvoice")] == 1

    Objects that are there from the start (see `reissue_sandbox.providers` for all of them): QorePay purchase
    3fa85f64-5717-4562-b3fc-2c963f66afa6 (sent), Abillify invoice R-2026-17, IremboPay invoice 880509422769 (NEW), PayPen
    TX10000000001 (unexpired) and TX10000000002 (expired).

    - port, host: Where it listens; port 0 is a free one.
    - state: An SQLite file in which the state is kept; in memory where it is None.
    - specs: A folder with a document for each provider; the built-in ones where it is None.
    - check_answers: Compare its own answers with the documents, too: see `simulation.misfits`.
    - strict: Refuse with a 400 what is a notice otherwise; the attribute `strict` switches it for one test.
    - stand_ins: What stands in for each provider, by name. Give your own for a provider of your own.

    Raises StateError for a file that holds no state of a sandbox. `start` (or `with`) raises OSError where it cannot
    listen.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        host: str = "127.0.0.1",
        state: str | Path | None = None,
        specs: str | Path | None = None,
        check_answers: bool = False,
        strict: bool = False,
        stand_ins: Mapping[str, StandIn] = STAND_INS,
    ) -> None:
        self.simulation = Simulation(
            specs=Path(specs) if specs else None,
            state_file=Path(state) if state else None,
            check_answers=check_answers,
            strict=strict,
            stand_ins=stand_ins,
        )
        self._host, self._port = host, port
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> Self:
        """Listen and serve; returns when requests are answered."""
        if self._thread is not None:
            raise RuntimeError("this sandbox is running already")
        listener = _listen(self._host, self._port)
        self.simulation.start(_address(listener))
        server = self._server = uvicorn.Server(_config(self.simulation))
        self._thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name="reissue-sandbox", daemon=True
        )
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise RuntimeError("the sandbox did not start")
            time.sleep(0.002)
        return self

    def stop(self) -> None:
        """Stop serving; harmless when it is not running."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(timeout=START_SECONDS)
            self._thread = self._server = None
        self.simulation.deliverer.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, where: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The address of the sandbox; its console is there."""
        return self.simulation.base

    def server_for(self, provider: str) -> str:
        """What to give a provider's client as `server=`. Raises SpecError for a provider that there is not."""
        self.simulation.stand_in(provider)
        return f"{self.url}/{provider}"

    @staticmethod
    def refused_url() -> str:
        """A loopback address at which nobody listens: connections are refused."""
        with contextlib.closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            return f"http://127.0.0.1:{probe.getsockname()[1]}"

    @property
    def clock(self) -> Clock:
        """The sandbox's own time: `sandbox.clock.advance(days=40)`."""
        return self.simulation.state.clock

    @property
    def faults(self) -> Faults:
        """Rules that let calls fail: `sandbox.faults.add("abillify", "*", "status", code=503)`."""
        return self.simulation.faults

    @property
    def outbox(self) -> list[Message]:
        """The messages that went to persons, oldest first."""
        return self.simulation.state.outbox

    @property
    def effects(self) -> Effects:
        """How often each effect happened."""
        return self.simulation.state.effects

    @property
    def traffic(self) -> RequestLog:
        """The latest requests with their answers, oldest first, masked."""
        return self.simulation.traffic

    @property
    def violations(self) -> list[Violation]:
        """Requests that the vendors' pages refuse; a good client leaves this empty."""
        return self.simulation.violations

    @property
    def notices(self) -> list[Violation]:
        """Where requests differ from the documents in what no page of a vendor refuses, such as a misspelt member."""
        return self.simulation.notices

    @property
    def strict(self) -> bool:
        """Whether notices are refused; `reset` sets it back to what the sandbox was made with."""
        return self.simulation.strict

    @strict.setter
    def strict(self, strict: bool) -> None:
        self.simulation.strict = strict

    @property
    def deliveries(self) -> list[Delivery]:
        """Attempts to deliver webhooks so far; `settle()` waits for those that are due."""
        return self.simulation.deliverer.log

    @property
    def switches(self) -> dict[str, str]:
        """Ways in which providers differ from themselves, such as `paypen.envelope`; see `reissue_sandbox.providers`."""
        return self.simulation.switches

    @property
    def callbacks(self) -> dict[str, str]:
        """The callback address of each provider where it is set in a portal: `sandbox.callbacks["irembopay"] = url`."""
        return self.simulation.state.callbacks

    def set_callback(self, provider: str, url: str) -> None:
        """Register a callback address.

        Raises SpecError for a provider that there is not, and WebhookError for an address that is not on this machine.
        """
        self.simulation.set_callback(provider, url)

    def settle(self) -> None:
        """Wait until every webhook was sent that is due by the sandbox's clock."""
        self.simulation.deliverer.settle()

    def pay(self, provider: str, reference: str, amount: Decimal | None = None) -> JsonObject:
        """Let the payer pay an invoice, or a part of it: webhooks go out as the provider sends them.

        `amount` is in major units; None pays all. Returns the paid object as the provider shows it. Raises Refused where
        there is no such invoice, it cannot be paid, or the provider documents no payment of a part (only Abillify does).
        """
        return self.simulation.pay(provider, reference, amount)

    def revoke(self, credential: str) -> None:
        """From now on this key, token, user name or `user:password` is answered 401."""
        self.simulation.revoke(credential)

    def reset(self, at: datetime | None = None) -> None:
        """Back to the beginning: ready-made objects only, no faults, empty logs.

        `at` is the moment (aware; a naive one is read as UTC) that the sandbox's clock then shows and that the dates of
        the ready-made objects are counted from; without it both follow the machine's clock.
        """
        self.simulation.reset(at)


def serve(host: str = "127.0.0.1", port: int = PORT, state: str | Path | None = None, *, strict: bool = False) -> None:
    """Serve in the foreground until interrupted; the addresses are told on stderr.

    - host, port: Where it listens; port 0 is a free one.
    - state: An SQLite file in which the state is kept; in memory where it is None.
    - strict: Refuse with a 400 what is a notice otherwise.

    Raises StateError for a file that holds no state of a sandbox, and OSError where it cannot listen.
    """
    simulation = Simulation(state_file=Path(state) if state else None, strict=strict)
    listener = _listen(host, port)
    simulation.start(_address(listener))
    sys.stderr.write(f"Sandbox and console: {simulation.base}\n")
    for provider in simulation.providers:
        sys.stderr.write(f"  {provider:<10} {simulation.base}/{provider}\n")
    sys.stderr.flush()
    try:
        uvicorn.Server(_config(simulation)).run(sockets=[listener])
    finally:
        simulation.deliverer.close()
