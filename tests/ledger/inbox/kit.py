"""What the tests of the inbox share: signed deliveries as the providers send them, and an inbox in a ledger of its own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from reissue_runtime.retry import RetryPolicy

from reissue import AbillifyCredentials, IremboPayCredentials, PayPenCredentials, QorePayCredentials, Reissue
from reissue_ledger.inbox import Bounds, Inbox
from reissue_ledger.ledger import Ledger

SECRET = "sk-irembo"
NOWHERE = "http://127.0.0.1:9"
"""Nobody answers there."""
START = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
ACCOUNT = f"qorepay:{NOWHERE}:"


@cache
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_pem() -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return private_key().public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def private_pem() -> bytes:
    form = serialization.PrivateFormat.PKCS8
    return private_key().private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def signed(body: bytes) -> dict[str, str]:
    """The headers of QorePay."""
    made = private_key().sign(body, padding.PKCS1v15(), hashes.SHA256())
    return {"content-type": "application/json", "x-signature": base64.b64encode(made).decode()}


def stamped(body: bytes, at: datetime, secret: str = SECRET) -> dict[str, str]:
    """The header of IremboPay."""
    stamp = str(int(at.timestamp() * 1000))
    digest = hmac.new(secret.encode(), stamp.encode() + b"#" + body, hashlib.sha256).hexdigest()
    return {"irembopay-signature": f"t={stamp},s={digest}"}


def purchase(id_: str, event: str | None, *history: tuple[str, int], updated: int | None = None, **more: Any) -> bytes:
    """A purchase of QorePay in a delivery; `event` None: a success callback without a name."""
    paid = any(word == "paid" for word, _ in history)
    told = {
        "id": id_,
        "type": "purchase",
        "status": history[-1][0] if history else "created",
        "status_history": [{"status": word, "timestamp": at} for word, at in history],
        "updated_on": updated if updated is not None else (history[-1][1] if history else 1_700_000_000),
        "created_on": 1_700_000_000,
        "reference": f"own-{id_}",
        "client": {"email": "payer@example.com"},
        "purchase": {"currency": "NGN", "total": 500_000, "products": []},
        "payment": {"is_outgoing": False, "amount": 500_000, "currency": "NGN"} if paid else None,
        **({"event_type": event} if event else {}),
        **more,
    }
    return json.dumps(told).encode()


def paypen_claim(ppid: str, payment: str = "MNFY|01", **more: Any) -> bytes:
    receipt = {"ppid": ppid, "paymentReference": payment, "amountPaid": 1500.0, "paymentDate": "11/28/2026 01:00:00 PM"}
    kind = {"notificationType": "EmployerPaymentNotification", "success": True, "message": "ok"}
    return json.dumps({**kind, "data": receipt, **more}).encode()


def abillify_claim(reference: str, state: str = "paid", job: str = "1") -> bytes:
    return json.dumps({"voucherReference": reference, "state": state, "job": job, "workflow": "dunning"}).encode()


def gateway_to(base: str = "", **accounts: Any) -> Reissue:
    """A gateway to all four providers below an address; without one they are away."""
    where = (lambda name: f"{base}/{name}") if base else (lambda _: NOWHERE)
    return Reissue(
        qorepay=QorePayCredentials(secret_key="sk-q", server=where("qorepay"), webhook_key=public_pem(), brand_id="b"),
        irembopay=IremboPayCredentials(secret_key=SECRET, server=where("irembopay")),
        abillify=AbillifyCredentials(username="u", password="p", server=where("abillify")),
        paypen=PayPenCredentials(email="a@example.com", api_key="k", server=where("paypen")),
        accounts=accounts,
        clock=lambda: CLOCK.now,
        retry=RetryPolicy.NEVER,
    )


class Clock:
    """The time of a test."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


CLOCK = Clock()


class Box:
    """An inbox without threads: deliveries are handed over when the test says so."""

    def __init__(self, path: Path, gateway: Reissue, handler: Any = None, **chosen: Any) -> None:
        self.ledger = Ledger.open(path, live=False)
        self.gateway = gateway
        self.inbox = Inbox(self.ledger, gateway, handler, now=CLOCK, **chosen)
        self.inbox.start = lambda: None  # type: ignore[method-assign]

    def post(self, provider: str, body: bytes, headers: dict[str, str] | None = None, account: str = "") -> int:
        if headers is None:
            headers = {"qorepay": signed, "irembopay": lambda one: stamped(one, CLOCK.now)}.get(provider, lambda _: {})(
                body
            )
        return self.inbox.receive(provider, account, headers, body).status

    def close(self) -> None:
        self.inbox.close()
        self.ledger.close()
        self.gateway.close()


class Heard:
    """A handler that notes what it was given."""

    def __init__(self, fails: Callable[[Any], bool] = lambda _: False) -> None:
        self.events: list[Any] = []
        self.fails = fails
        self.lock = threading.Lock()

    def __call__(self, event: Any) -> None:
        with self.lock:
            self.events.append(event)
        if self.fails(event):
            raise ValueError("payer@example.com")

    @property
    def transitions(self) -> list[str]:
        return [one.transition for one in self.events]


SMALL = Bounds(reads_per_minute=5, waiting=20, refused_per_minute=3)
