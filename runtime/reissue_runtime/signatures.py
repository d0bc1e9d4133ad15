# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Signatures of webhooks in a header, made with a shared secret (HMAC)."""

from __future__ import annotations

import hmac
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal

from msgspec import Struct

from .errors import ConfigurationError
from .secret import Secret, reveal
from .webhooks import HeadersLike, KeyLike

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
            return (
                "the signature does not fit: the body was changed on the way, "
                "or the key is another"
            )
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
