"""A threaded socket server that stands for the four vendors: no framework, nothing of the project.

A request names its call (``X-Call``) and what is to go wrong (``X-Plan``: faults for one attempt after the other, each
``name+`` with its effect or ``name-`` without it; the last one holds for all further attempts). What was executed is counted
for each call.
"""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from . import vendors
from .faults import FAULTS
from .vendors import READS, Route
from .wire import End, Exchange, Fault, Step, Tells

PATIENCE = 8.0
"""Seconds after which the server gives up on a client."""


@dataclass(frozen=True)
class Attempt:
    """A request that arrived, and what was done with it."""

    route: Route
    fault: Fault
    executed: bool
    tells: Tells
    key: str | None
    about: str
    """The reference that the request names; empty where it makes one."""


@dataclass
class Ledger:
    """What the server did."""

    attempts: dict[str, list[Attempt]] = field(default_factory=lambda: defaultdict(list))
    """By call: requests of operations, in order."""
    effects: Counter[str] = field(default_factory=Counter)
    """By call: how often its effect was executed."""
    keys: dict[str, str] = field(default_factory=dict)
    """By idempotency key of an executed request: the call."""
    bound: dict[str, Fault] = field(default_factory=dict)
    """By idempotency key: the answer that is given again."""
    logins: int = 0
    connections: int = 0
    elsewhere: int = 0
    """Requests to the address that redirects lead to."""
    world: dict[str, Any] = field(default_factory=dict)
    """By reference: an object that an executed request made or changed, as it is read afterwards."""
    strange: list[str] = field(default_factory=list)
    """Requests that no page describes."""


class _Gone(Exception):
    """The client closed its end, or said nothing for too long."""


class _Stream:
    """Bytes of one connection."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.buffer = b""

    def until(self, mark: bytes) -> bytes:
        while mark not in self.buffer:
            self._more()
        found, _, self.buffer = self.buffer.partition(mark)
        return found

    def exactly(self, count: int) -> bytes:
        while len(self.buffer) < count:
            self._more()
        found, self.buffer = self.buffer[:count], self.buffer[count:]
        return found

    def _more(self) -> None:
        try:
            data = self.sock.recv(65536)
        except OSError as error:
            raise _Gone from error
        if not data:
            raise _Gone
        self.buffer += data


def reset(sock: socket.socket) -> None:
    """Close so that the other end gets a reset."""
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


class Server:
    """The listeners, each connection in a thread of its own."""

    def __init__(self, token_rejected: bool = False) -> None:
        self.ledger = Ledger()
        self.lock = threading.Lock()
        self.token_rejected = token_rejected
        self.login_delay = 0.0
        self.closing = threading.Event()
        self._sockets: list[socket.socket] = []
        self._queued: list[socket.socket] = []
        self.ports = {
            name: self._listen(getattr(self, f"_{name}")) for name in ("main", "reset", "close", "partly", "plain")
        }
        self.ports["closed"] = self._closed_port()
        self.ports["full"] = self._full_port()

    def base(self, provider: str, listener: str = "main") -> str:
        """The address of a provider's API."""
        scheme = "https" if listener == "plain" else "http"
        return f"{scheme}://127.0.0.1:{self.ports[listener]}/{provider}"

    def close(self) -> None:
        self.closing.set()
        for sock in [*self._sockets, *self._queued]:
            sock.close()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _listen(self, handle: object) -> int:
        sock = socket.create_server(("127.0.0.1", 0), backlog=512)
        self._sockets.append(sock)
        threading.Thread(target=self._accept, args=(sock, handle), daemon=True).start()
        return int(sock.getsockname()[1])

    def _accept(self, listener: socket.socket, handle: object) -> None:
        assert callable(handle)
        while not self.closing.is_set():
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            sock.settimeout(PATIENCE)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._safely, args=(handle, sock), daemon=True).start()

    def _safely(self, handle: object, sock: socket.socket) -> None:
        assert callable(handle)
        try:
            handle(sock)
        except (_Gone, OSError):
            pass
        finally:
            sock.close()

    # --- listeners that end a connection without reading a request -----------------------

    def _reset(self, sock: socket.socket) -> None:
        reset(sock)

    def _close(self, sock: socket.socket) -> None:
        sock.close()

    def _partly(self, sock: socket.socket) -> None:
        sock.recv(16)
        reset(sock)

    def _plain(self, sock: socket.socket) -> None:
        """Plain HTTP, where the client speaks TLS."""
        sock.recv(65536)
        sock.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def _closed_port(self) -> int:
        with socket.create_server(("127.0.0.1", 0)) as sock:
            return int(sock.getsockname()[1])

    def _full_port(self) -> int:
        """A listener whose queue is full: whoever connects gets no answer."""
        sock = socket.create_server(("127.0.0.1", 0), backlog=0)
        self._sockets.append(sock)
        for _ in range(4):
            waiting = socket.socket()
            waiting.setblocking(False)
            waiting.connect_ex(sock.getsockname())
            self._queued.append(waiting)
        return int(sock.getsockname()[1])

    # --- requests ------------------------------------------------------------------------

    def _main(self, sock: socket.socket) -> None:
        stream = _Stream(sock)
        with self.lock:
            self.ledger.connections += 1
        while self._request(stream):
            pass

    def _request(self, stream: _Stream) -> bool:
        """Read one request and answer it. Whether the connection goes on."""
        lines = stream.until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ", 2)
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
        }
        _, provider, path = target.split("?")[0].split("/", 2) if target.count("/") > 1 else ("", "", "")
        found = vendors.route_of(provider, method, f"/{path}")
        plan = self._plan(headers)
        fault = FAULTS[plan[0]]
        if found and fault.before_body:
            exchange = Exchange(*found, {}, self._elsewhere())
            self._note(headers, exchange, fault, False)
            return self._play(stream.sock, fault.play(exchange))
        body = self._body(stream, headers)
        if path == "auth/login":
            return self._login(stream.sock)
        if found is None:
            with self.lock:
                self.ledger.elsewhere += path == "elsewhere"
                self.ledger.strange.append(lines[0])
            return self._play(stream.sock, [b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"])
        sent = json.loads(body) if body[:1] == b"{" else {}
        exchange = Exchange(*found, sent, self._elsewhere(), self.ledger.world)
        fitting = self._fitting(fault, exchange)
        fault = self._note(headers, exchange, fitting, plan[1] or fitting is not fault)
        return self._play(stream.sock, fault.play(exchange))

    def _fitting(self, fault: Fault, exchange: Exchange) -> Fault:
        """The fault, if it says something about the operation; what was never made is not found."""
        if exchange.absent:
            return FAULTS["status_404"]
        plain = "ok" if exchange.route.body is not None else "ok_without_body"
        return fault if fault.only(exchange.route) and fault.listener == "main" else FAULTS[plain]

    def _elsewhere(self) -> str:
        return f"http://127.0.0.1:{self.ports['main']}/x/elsewhere"

    def _body(self, stream: _Stream, headers: dict[str, str]) -> bytes:
        if "chunked" not in headers.get("transfer-encoding", ""):
            return stream.exactly(int(headers.get("content-length", "0")))
        body = b""
        while size := int(stream.until(b"\r\n"), 16):
            body += stream.exactly(size)
            stream.exactly(2)
        stream.until(b"\r\n")
        return body

    def _plan(self, headers: dict[str, str]) -> tuple[str, bool]:
        """The fault of this attempt, and whether its effect is executed."""
        steps = headers.get("x-plan", "").split() or ["ok+"]
        done = len(self.ledger.attempts[headers["x-call"]]) if "x-call" in headers else 0
        step = steps[min(done, len(steps) - 1)]
        return step[:-1], step[-1] == "+"

    def _note(self, headers: dict[str, str], exchange: Exchange, fault: Fault, executes: bool) -> Fault:
        """Execute the effect, or do not, and write down which. Returns the fault that is played."""
        call, key, route = headers.get("x-call", ""), headers.get("idempotency-key"), exchange.route
        with self.lock:
            if key is not None and key in self.ledger.bound:
                fault, executes = self.ledger.bound[key], False
            executes = executes and True in fault.executes and route.effect != READS
            executed = executes and (key is None or key not in self.ledger.keys)
            if executed:
                self.ledger.effects[call] += 1
                exchange.remember()
                if key is not None:
                    self.ledger.keys[key] = call
            if key is not None and fault.pins:
                self.ledger.bound[key] = fault
            attempt = Attempt(route, fault, executed, fault.told_by(route), key, exchange.about)
            self.ledger.attempts[call].append(attempt)
        return fault

    def _login(self, sock: socket.socket) -> bool:
        with self.lock:
            self.ledger.logins += 1
        if self.login_delay:
            time.sleep(self.login_delay)
        status, body = (401, vendors.refusal("paypen")) if self.token_rejected else (200, vendors.LOGGED_IN)
        head = f"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        return self._play(sock, [head.encode() + body])

    def _play(self, sock: socket.socket, steps: Iterable[Step]) -> bool:
        """Take the steps. Whether the connection goes on."""
        for step in steps:
            if isinstance(step, bytes):
                sock.sendall(step)
            elif isinstance(step, float):
                if self._gone_within(sock, step):
                    return False
            elif step is End.RESET:
                reset(sock)
                return False
            else:
                sock.close()
                return False
        return True

    def _gone_within(self, sock: socket.socket, seconds: float) -> bool:
        """Wait; whether the client closed its end, or the server is closed, in that time."""
        sock.settimeout(min(seconds, PATIENCE))
        try:
            return seconds > 0.02 and not sock.recv(1, socket.MSG_PEEK)
        except TimeoutError:
            return self.closing.is_set()
        finally:
            sock.settimeout(PATIENCE)
