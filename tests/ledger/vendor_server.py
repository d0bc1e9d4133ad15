"""A server that is not the sandbox: the four providers' re-issuing, written from their pages alone, that counts effects.

It knows nothing of specifications, clients or the sandbox. Each effect is one line of a file, written before the answer, so
that it counts what has happened also when whoever asked is dead. The shapes of answers are those that the vendors print:

- QorePay, https://qorepay.com/docs/references/resend-invoice: the purchase, by its id, with a status history.
- Abillify, https://docs.abillify.dev/api/invoices/invoices-resendinvoice: a job ticket; a key within 24 hours gives the first answer again.
- IremboPay, https://irembopay.gitbook.io/irembopay-api-docs: an envelope with `success` and `data`; a PUT sets the expiry.
- PayPen, http://paypen.ng/docs: a token by login; `regenerate` gives the same invoice, or another one where it had expired.

    python -m tests.ledger.vendor_server EFFECTS [--latency SECONDS]     prints its address, and serves until it is killed
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from reissue import RetryPolicy

Fault = Callable[[str, str], str | None]
"""Of a method and a path: what goes wrong, or None. `before` and `after` break the connection without and with the effect;
`ignored` answers as if nothing had been asked."""


class VendorServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, effects: Path, latency: float = 0.0, fault: Fault | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.effects = os.open(effects, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        self.latency, self.fault = latency, fault
        self.lock = threading.Lock()
        self.keys: dict[str, tuple[int, bytes]] = {}
        self.sent: dict[str, list[int]] = {}
        self.statuses: dict[str, str] = {}
        """By reference: another status than the open one."""
        self.renamed: dict[str, str] = {}
        self.requests = 0
        self.reads = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def happened(self, what: str) -> None:
        os.write(self.effects, f"{what}\n".encode())

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is killed breaks its connections: nothing to tell."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: VendorServer
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None: ...

    def _any(self) -> None:
        server = self.server
        body = self.rfile.read(size := int(self.headers.get("content-length") or 0))
        if len(body) < size:  # its sender was killed between head and body: no server takes that for a request
            return self._break()
        server.requests += 1
        fault = server.fault(self.command, self.path) if server.fault else None
        if server.latency:
            time.sleep(server.latency)
        if fault == "before":
            return self._break()
        if fault is not None and fault.isdigit():
            return self._answer(int(fault), {"message": "no"})
        self.ignores = fault == "ignored"
        status, answer = self._answered(self.path.strip("/").split("/"), json.loads(body) if body else {})
        if fault == "after":
            return self._break()
        if fault == "garbage":
            return self._raw(status, b"<html>gateway</html>", "text/html")
        self._answer(status, answer)

    do_GET = do_POST = do_PUT = _any

    def _break(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.connection.close()

    def _answered(self, path: list[str], body: Any) -> tuple[int, Any]:
        provider, rest = path[0], path[1:]
        answer: tuple[int, Any] = getattr(self, f"_{provider}")(rest, body)
        return answer

    # --- providers ---

    def _qorepay(self, path: list[str], body: Any) -> tuple[int, Any]:
        id_ = path[1]
        if path[2:] == ["resend_invoice"]:
            with self.server.lock:
                self.server.happened(f"qorepay {id_}")
                self.server.sent.setdefault(id_, []).append(int(time.time()))
        history = [{"status": "created", "timestamp": 1_700_000_000}]
        history += [{"status": "sent", "timestamp": at} for at in self.server.sent.get(id_, ())]
        return 200, {
            "id": id_,
            "type": "purchase",
            "reference": f"INV-{id_[-6:]}",
            "status": self.server.statuses.get(id_, "sent"),
            "status_history": history,
            "created_on": 1_700_000_000,
            "updated_on": 1_700_000_000,
            "client": {"email": "payer@example.com"},
            "purchase": {"currency": "NGN", "total": 500_000, "products": []},
        }

    def _abillify(self, path: list[str], body: Any) -> tuple[int, Any]:
        reference = path[1]
        if path[2:] == ["resendInvoice"]:
            key = self.headers.get("Idempotency-Key") or ""
            with self.server.lock:
                if key and key in self.server.keys:
                    return 200, json.loads(self.server.keys[key][1])
                self.server.happened(f"abillify {reference}")
                answer = {"result": "OK", "resultcode": "0", "job": f"job-{len(self.server.keys)}"}
                if key:
                    self.server.keys[key] = (200, json.dumps(answer).encode())
                return 200, answer
        state = self.server.statuses.get(reference, "none")
        return 200, {"reference": reference, "state": state, "currency": "EUR", "total": "120.00", "items": []}

    def _irembopay(self, path: list[str], body: Any) -> tuple[int, Any]:
        number = path[-1]
        if number.startswith("T-"):  # the merchant's own reference finds it, too
            number = "8805" + number[2:]
        if self.command == "PUT" and not self.ignores:
            with self.server.lock:
                self.server.happened(f"irembopay {number} {body.get('expiryAt')}")
                self.server.renamed[number] = body.get("expiryAt")
        data = {
            "invoiceNumber": number,
            "transactionId": f"T-{number[4:]}",
            "amount": 5000,
            "currency": "RWF",
            "paymentStatus": self.server.statuses.get(number, "NEW"),
            "expiryAt": self.server.renamed.get(number, "2026-12-01T10:00:00.000+02:00"),
            "createdAt": "2026-11-01T10:00:00.000+02:00",
        }
        return 200, {"success": True, "message": "ok", "data": data}

    def _paypen(self, path: list[str], body: Any) -> tuple[int, Any]:
        if path == ["auth", "login"]:
            return 200, {"success": True, "message": "ok", "data": {"token": "t0ken"}}
        ppid = body.get("ppid") or path[-1]
        if path[-1] == "regenerate":
            with self.server.lock:
                new = self.server.renamed.setdefault(ppid, f"{ppid}N")
                self.server.happened(f"paypen {ppid}")
                ppid = new
        data = {
            "ppid": ppid,
            "amount_payable": 1500.25,
            "payment_due_date": "2030-01-01 00:00:00",
            "account_number": "9901234567",
            "account_name": "PAYPEN",
            "bank_name": "Bank",
            "invoice_status": self.server.statuses.get(ppid, "PENDING"),
            "created_by": "api",
            "created_on": "2026-11-01 10:00:00",
        }
        return 200, {"success": True, "message": "ok", "data": data}

    # --- answers ---

    def _answer(self, status: int, answer: Any) -> None:
        self._raw(status, json.dumps(answer).encode(), "application/json")

    def _raw(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served(effects: Path, latency: float = 0.0, fault: Fault | None = None) -> Iterator[VendorServer]:
    """The server, in a thread."""
    server = VendorServer(effects, latency, fault)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


QUICK = RetryPolicy(base=0.02)
"""As the default, with short waits: what is waited for is another test's matter."""


def environment(address: str) -> dict[str, str]:
    """What to set for `Reissue.from_env`."""
    return {
        "REISSUE_QOREPAY_SECRET_KEY": "sk-test",
        "REISSUE_QOREPAY_SERVER": f"{address}/qorepay",
        "REISSUE_ABILLIFY_USERNAME": "user",
        "REISSUE_ABILLIFY_PASSWORD": "password",
        "REISSUE_ABILLIFY_SERVER": f"{address}/abillify",
        "REISSUE_IREMBOPAY_SECRET_KEY": "sk-test",
        "REISSUE_IREMBOPAY_SERVER": f"{address}/irembopay",
        "REISSUE_PAYPEN_EMAIL": "api@example.com",
        "REISSUE_PAYPEN_API_KEY": "key",
        "REISSUE_PAYPEN_SERVER": f"{address}/paypen",
    }


def at_random(seed: int, share: float) -> Fault:
    """Faults of requests with an effect, at random."""
    chance = random.Random(seed)

    def fault(method: str, path: str) -> str | None:
        if method == "GET" or path.endswith("login") or chance.random() > share:
            return None
        return chance.choice(["before", "after", "500", "503", "429", "422", "garbage"])

    return fault


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("effects", type=Path)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--faults", type=float, default=0.0)
    given = parser.parse_args()
    server = VendorServer(given.effects, given.latency, at_random(7, given.faults) if given.faults else None)
    print(server.address, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
