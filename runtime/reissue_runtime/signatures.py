# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Webhooks that prove their sender: a signature in a header, over the raw bytes."""

from __future__ import annotations

import hmac
import time
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct

from .drift import DriftEvent
from .errors import ConfigurationError, Outcome, WebhookVerificationError
from .secret import Secret, reveal
from .webhooks import T, Webhook, raw

Key: TypeAlias = str | bytes | Secret
KeyLike: TypeAlias = Key | Sequence[Key]
"""A shared secret or a PEM public key; several while keys are being changed."""
HeadersLike: TypeAlias = Mapping[str, str] | Iterable[tuple[str, str]]

_MOST_SIGNATURES: Final = 20


class HeaderSignature(Struct, frozen=True, kw_only=True):
    """Where a signature stands in a header, and what is signed."""

    header: str
    encoding: Literal["hex", "base64"]
    signed: str
    """What is signed.

    {body} stands for the raw bytes, {timestamp} for the time stamp as it was received.
    """
    timestamp_part: str | None = None
    """Where the header holds name=value parts: the name of the time stamp."""
    signature_part: str | None = None
    """And that of the signature; it may stand there several times."""
    unit: Literal["seconds", "milliseconds", "auto"] | None = None
    """Of the time stamp. auto: from 1e12 on it is milliseconds."""
    tolerance: float | None = None
    """Seconds that the time stamp may differ from now, in either direction."""

    def fits(self, key: bytes, message: bytes, made: bytes) -> bool:
        """Whether the key made this signature of the message."""
        raise NotImplementedError

    def unproved(
        self,
        headers: HeadersLike,
        body: bytes,
        key: KeyLike,
        now: Callable[[], float],
    ) -> str | None:
        """Why the sender is not proved; None where it is.

        The words repeat nothing of the request. Raises ConfigurationError for a key
        that cannot be used.
        """
        keys = _keys(key)
        header = _header(headers, self.header)
        if header is None:
            return f"the header {self.header} is missing"
        stamp, claims = self._parts(header)
        if self.timestamp_part is not None and stamp is None:
            return f"the header {self.header} has no time stamp"
        decoded = map(self._decoded, claims)
        signatures = [made for made in decoded if made is not None]
        if not signatures:
            return f"the header {self.header} has no signature that can be read"
        message = self._message(stamp, body)
        # No early end: how long it takes does not depend on which key or signature
        # fits.
        proofs = [
            self.fits(secret, message, made) for secret in keys for made in signatures
        ]
        if not any(proofs):
            which = (
                "the key is another"
                if len(keys) == 1
                else f"none of the {len(keys)} keys is its"
            )
            return f"the signature does not fit: the body was changed on the way, or {which}"
        return self._too_old(stamp, now)

    def _parts(self, header: str) -> tuple[str | None, list[str]]:
        """The time stamp and the signatures in the header."""
        pieces = [piece.strip() for piece in header.split(",")][: _MOST_SIGNATURES + 1]
        if self.signature_part is None:
            return None, pieces
        named = [
            (name.strip(), value.strip())
            for name, _, value in (piece.partition("=") for piece in pieces)
        ]
        stamps = [value for name, value in named if name == self.timestamp_part]
        claims = [value for name, value in named if name == self.signature_part]
        # Two time stamps: one would be checked and the other signed.
        return (stamps[0] if len(stamps) == 1 else None), claims

    def _decoded(self, claim: str) -> bytes | None:
        try:
            if self.encoding == "hex":
                return bytes.fromhex(claim)
            return b64decode(claim, validate=True)
        except ValueError:
            return None

    def _message(self, stamp: str | None, body: bytes) -> bytes:
        fill = (stamp or "").encode("utf-8", "surrogateescape")
        before, _, after = self.signed.encode().partition(b"{body}")
        parts = (
            before.replace(b"{timestamp}", fill),
            body,
            after.replace(b"{timestamp}", fill),
        )
        return b"".join(parts)

    def _too_old(self, stamp: str | None, now: Callable[[], float]) -> str | None:
        if stamp is None or self.tolerance is None:
            return None
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 20):
            return "the time stamp is no number"
        moment = float(stamp)
        if self.unit == "milliseconds" or (self.unit == "auto" and moment >= 1e12):
            moment /= 1000
        if abs(now() - moment) > self.tolerance:
            return (
                f"its time stamp is more than {self.tolerance:.0f} s away from now "
                "(a replay, or a wrong clock)"
            )
        return None


class Signature(HeaderSignature, frozen=True, kw_only=True):
    """A signature made with a secret that both sides know."""

    algorithm: Literal["hmac-sha256", "hmac-sha512"]

    def fits(self, key: bytes, message: bytes, made: bytes) -> bool:
        """Whether the key made this signature of the message."""
        digest = hmac.new(key, message, self.algorithm.removeprefix("hmac-")).digest()
        return hmac.compare_digest(digest, made)


class SignedWebhook(Webhook[T]):
    """One kind of webhook that proves its sender.

    ``SignedWebhook[Purchase](id=..., provider=..., signature=Signature(...))``
    """

    def __init__(
        self,
        type_: Any = None,
        /,
        *,
        id: str,
        provider: str,
        signature: HeaderSignature,
    ) -> None:
        super().__init__(type_, id=id, provider=provider)
        self.signature = signature

    def parse(
        self,
        headers: HeadersLike,
        body: bytes,
        key: KeyLike,
        *,
        now: Callable[[], float] = time.time,
        on_drift: Callable[[DriftEvent], None] | None = None,
    ) -> T:
        """Verify, then read.

        `body` is the raw body of the request, `now` gives Unix time in seconds. Raises
        WebhookVerificationError where the sender is not proved, ResponseDecodeError for
        what is no JSON, TypeError for a body that is not bytes, ConfigurationError for
        a key that cannot be used.
        """
        failure = self._failure(headers, body, key, now)
        if failure is not None:
            headers, body, key = {}, b"", ""  # tracebacks show the locals of this frame
            raise failure
        return self.parse_unsigned(body, on_drift=on_drift)

    def verify(
        self,
        headers: HeadersLike,
        body: bytes,
        key: KeyLike,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Raise WebhookVerificationError unless one of the keys made one of the
        signatures.
        """
        failure = self._failure(headers, body, key, now)
        if failure is not None:
            headers, body, key = {}, b"", ""
            raise failure

    def _failure(
        self, headers: HeadersLike, body: bytes, key: KeyLike, now: Callable[[], float]
    ) -> Exception | None:
        """The error to be raised: the frames below hold keys and signatures."""
        try:
            problem = self.signature.unproved(headers, raw(body), key, now)
        except (ConfigurationError, TypeError) as error:
            return error.with_traceback(None)
        if problem is None:
            return None
        return WebhookVerificationError(
            f"{self.provider} webhook {self.id}: {problem}. "
            "Do not act on it, and answer with a 4xx.",
            provider=self.provider,
            operation=self.id,
            outcome=Outcome.UNKNOWN,
        )


def _keys(key: KeyLike) -> list[bytes]:
    keys = [key] if isinstance(key, str | bytes | Secret) else list(key)
    raw = [part if isinstance(part, bytes) else reveal(part).encode() for part in keys]
    if raw and all(raw):
        return raw
    raise ConfigurationError(
        "key= of the webhook is empty: anyone could sign with that."
    )


def _header(headers: HeadersLike, name: str) -> str | None:
    given: Any = headers
    pairs: Iterable[tuple[Any, Any]] = (
        given.items() if isinstance(headers, Mapping) else given
    )
    found = [_text(value) for key, value in pairs if _text(key).lower() == name.lower()]
    return ",".join(found) if found else None


def _text(value: Any) -> str:
    # ASGI servers give bytes.
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
