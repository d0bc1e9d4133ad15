"""Webhooks as they leave: signed as the provider signs, to loopback addresses only, in the provider's rhythm."""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from .call import Event
from .state import State

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

DEFAULT_SECRET = "sandbox-secret-key"  # noqa: S105 - no secret: what the sandbox signs with before it saw a key
ATTEMPTS: Mapping[str, tuple[int, ...]] = {"qorepay": tuple(3**number - 1 for number in range(8))}
"""When a provider tries to deliver: minutes after the first time, which a slow attempt does not move.

QorePay as CHIP has it, whose software it runs (https://docs.chip-in.asia/chip-collect/overview/delivery-protocol): eight
times within 36 hours and 26 minutes. The others document no repeat, so each of theirs goes out once.
"""


class WebhookError(ValueError):
    """An address that the sandbox does not deliver to."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to deliver a webhook, counted from 1. `status` 0: the receiver could not be reached, `problem` says why."""

    provider: str
    event: str
    url: str
    status: int
    problem: str
    body: str
    attempt: int = 1

    @property
    def delivered(self) -> bool:
        """Whether the receiver took it: only a 2xx says so."""
        return 200 <= self.status < 300


def check_url(url: str) -> str:
    """The address itself, if it is http(s) on this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise WebhookError("the webhook address is no URL") from None
    if parts.scheme not in ("http", "https") or not _is_loopback(host):
        raise WebhookError(f"webhooks are delivered to loopback addresses only, not to {host or url!r}")
    return url


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@functools.lru_cache(maxsize=8)
def _new_key(name: str) -> str:
    """A fresh RSA key as PEM; the company's is made once per process, because making one takes a while."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    del name
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return made.private_bytes(encoding, form, serialization.NoEncryption()).decode()


def private_key(state: State, name: str) -> RSAPrivateKey:
    """A RSA key of the sandbox by name; made when first needed and kept in the state."""
    from cryptography.hazmat.primitives import serialization

    kept = state.table("qorepay", "keys")
    if name not in kept:
        kept[name] = {"pem": _new_key(name)}
    loaded = serialization.load_pem_private_key(kept[name]["pem"].encode(), password=None)
    return cast("RSAPrivateKey", loaded)


def public_key(state: State, name: str) -> str:
    """The public half as PEM."""
    from cryptography.hazmat.primitives import serialization

    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    pem: bytes = private_key(state, name).public_key().public_bytes(encoding, form)
    return pem.decode().strip()


def sign_rsa(state: State, name: str, body: bytes) -> str:
    """QorePay's `X-Signature`: base64 of PKCS#1 v1.5 over SHA-256 of the raw body."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    return base64.b64encode(private_key(state, name).sign(body, padding.PKCS1v15(), hashes.SHA256())).decode()


def sign_hmac(secret: str, timestamp: str, body: bytes) -> str:
    """IremboPay's `irembopay-signature`: hex HMAC-SHA256 over time stamp, `#` and raw body."""
    digest = hmac.new(secret.encode(), timestamp.encode() + b"#" + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},s={digest}"


def signed_headers(state: State, event: Event, body: bytes) -> dict[str, str]:
    """The headers of a delivery, the signature of its provider over the raw body included."""
    headers = {"content-type": "application/json", "user-agent": "reissue-sandbox"}
    if event.provider == "qorepay":
        with state.lock:
            headers["X-Signature"] = sign_rsa(state, event.signer or "company", body)
    elif event.provider == "irembopay":
        stamp = str(int(state.clock.now().timestamp() * 1000))
        headers["irembopay-signature"] = sign_hmac(event.signer or DEFAULT_SECRET, stamp, body)
    return headers
