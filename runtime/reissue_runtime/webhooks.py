# Part of the Reissue runtime: ordinary, tested code that every generated tree carries as it is.
"""Webhooks: prove the sender over the raw bytes, then read the event."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeVar

from msgspec import Struct

from .decode import NotJson, codec
from .drift import Drift, DriftEvent
from .errors import (
    ConfigurationError,
    Outcome,
    ResponseDecodeError,
    WebhookVerificationError,
)
from .secret import Secret, reveal

T = TypeVar("T")

Key = str | bytes | Secret
KeyLike = Key | Sequence[Key]
"""A shared secret or a PEM public key; several while keys are being changed."""
HeadersLike = Mapping[str, str] | Iterable[tuple[str, str]]

_MOST_SIGNATURES: Final = 20


class Signature(Struct, frozen=True, kw_only=True):
    """How a webhook proves its sender."""

    header: str
    algorithm: Literal["hmac-sha256", "hmac-sha512", "rsa-sha256"]
    encoding: Literal["hex", "base64"]
    signed: str
    """What is signed: {body} stands for the raw bytes, {timestamp} for the time stamp as it was received."""
    timestamp_part: str | None = None
    """Where the header holds name=value parts: the name of the time stamp."""
    signature_part: str | None = None
    """And that of the signature; it may stand there several times."""
    unit: Literal["seconds", "milliseconds", "auto"] | None = None
    """Of the time stamp. auto: from 1e12 on it is milliseconds."""
    tolerance: float | None = None
    """Seconds that the time stamp may differ from now, in either direction."""


class Webhook(Generic[T]):
    """One kind of webhook of a provider.

    ``Webhook[Purchase](id=..., provider=...)``: the type in brackets is what an event is read as.
    """

    __slots__ = ("id", "provider", "signature", "type")

    if not TYPE_CHECKING:

        def __class_getitem__(cls, type_: Any) -> partial[Webhook[Any]]:
            return partial(cls, type_)

    def __init__(
        self,
        type_: Any = None,
        /,
        *,
        id: str,
        provider: str,
        signature: Signature | None = None,
    ) -> None:
        self.type = type_
        self.id = id
        self.provider = provider
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
        """Verify, then read. `body` is the raw body of the request, `now` gives Unix time in seconds.

        Raises WebhookVerificationError where the sender is not proved, ResponseDecodeError for what is no JSON,
        TypeError for a body that is not bytes, ConfigurationError for a key that cannot be used.
        """
        failure = self._failure(headers, body, key, now)
        if failure is not None:
            headers, body, key = {}, b"", ""  # tracebacks show the locals of this frame
            raise failure
        return self._read(body, on_drift)

    def parse_unsigned(
        self, body: bytes, *, on_drift: Callable[[DriftEvent], None] | None = None
    ) -> T:
        """Read a webhook that proves nothing: anyone may have sent it. Read the object again before you act on it."""
        return self._read(_raw(body), on_drift)

    def verify(
        self,
        headers: HeadersLike,
        body: bytes,
        key: KeyLike,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Raise WebhookVerificationError unless one of the keys made one of the signatures."""
        failure = self._failure(headers, body, key, now)
        if failure is not None:
            headers, body, key = {}, b"", ""
            raise failure

    def _failure(
        self, headers: HeadersLike, body: bytes, key: KeyLike, now: Callable[[], float]
    ) -> Exception | None:
        """The error to be raised, made here and raised above: the frames below hold keys and signatures."""
        try:
            problem = _unproved(self.signature, headers, _raw(body), key, now)
        except (ConfigurationError, TypeError) as error:
            return error.with_traceback(None)
        if problem is None:
            return None
        return WebhookVerificationError(
            f"{self.provider} webhook {self.id}: {problem}. Do not act on it, and answer with a 4xx.",
            provider=self.provider,
            operation=self.id,
            outcome=Outcome.UNKNOWN,
        )

    def _read(self, body: bytes, on_drift: Callable[[DriftEvent], None] | None) -> T:
        try:
            value: T
            value, drifts = codec(self.type).decode(body)
        except NotJson as error:
            reason = error.reason
        else:
            self._report(drifts, on_drift)
            return value
        held, body = body, b""
        raise ResponseDecodeError(
            f"{self.provider} webhook {self.id}: the body cannot be read ({reason}).",
            provider=self.provider,
            operation=self.id,
            outcome=Outcome.UNKNOWN,
            body=held,
            reason=reason,
        )

    def _report(
        self, drifts: tuple[Drift, ...], on_drift: Callable[[DriftEvent], None] | None
    ) -> None:
        from logging import getLogger

        log = getLogger(f"reissue.{self.provider}")
        for drift in drifts:
            if on_drift is None:
                log.warning("%s: %s", self.id, drift)
                continue
            try:
                on_drift(DriftEvent(self.provider, self.id, None, drift))
            except Exception as error:  # noqa: BLE001 - a watcher must not lose a payment
                log.error("on_drift raised %s", type(error).__name__)


def _raw(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    if type(body) in (bytearray, memoryview):
        return bytes(body)
    given = type(body).__name__
    body = b""
    raise TypeError(
        f"a webhook is verified over the raw bytes of the request, not over {given}: pass request.body as it came"
    )


# --- proof ---------------------------------------------------------------------------------------------------


def _unproved(
    signature: Signature | None,
    headers: HeadersLike,
    body: bytes,
    key: KeyLike,
    now: Callable[[], float],
) -> str | None:
    """Why the sender is not proved, in words that repeat nothing of the request; None where it is."""
    if signature is None:
        return "it has no signature by which it could be verified"
    keys = _keys(key)
    header = _header(headers, signature.header)
    if header is None:
        return f"the header {signature.header} is missing"
    stamp, claims = _parts(signature, header)
    if signature.timestamp_part is not None and stamp is None:
        return f"the header {signature.header} has no time stamp"
    signatures = [
        one
        for one in (_decoded(signature.encoding, claim) for claim in claims)
        if one is not None
    ]
    if not signatures:
        return f"the header {signature.header} has no signature that can be read"
    message = _message(signature, stamp, body)
    # No early end: how long it takes does not depend on which key or signature fits.
    proofs = [
        _fits(signature.algorithm, one, message, made)
        for one in keys
        for made in signatures
    ]
    if not any(proofs):
        return "the signature does not fit: the body was changed on the way, or the key is another"
    return _too_old(signature, stamp, now)


def _keys(key: KeyLike) -> list[bytes]:
    keys = [key] if isinstance(key, str | bytes | Secret) else list(key)
    raw = [one if isinstance(one, bytes) else reveal(one).encode() for one in keys]
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
    found = [_text(value) for one, value in pairs if _text(one).lower() == name.lower()]
    return ",".join(found) if found else None


def _text(value: Any) -> str:
    return (
        value.decode("latin-1") if isinstance(value, bytes) else str(value)
    )  # ASGI servers give bytes


def _parts(signature: Signature, header: str) -> tuple[str | None, list[str]]:
    """The time stamp and the signatures in the header."""
    pieces = [piece.strip() for piece in header.split(",")][: _MOST_SIGNATURES + 1]
    if signature.signature_part is None:
        return None, pieces
    named = [piece.partition("=") for piece in pieces]
    stamps = [
        value.strip()
        for name, _, value in named
        if name.strip() == signature.timestamp_part
    ]
    claims = [
        value.strip()
        for name, _, value in named
        if name.strip() == signature.signature_part
    ]
    # Two time stamps: one would be checked and the other signed.
    return (stamps[0] if len(stamps) == 1 else None), claims


def _decoded(encoding: str, claim: str) -> bytes | None:
    from base64 import b64decode

    try:
        return (
            bytes.fromhex(claim)
            if encoding == "hex"
            else b64decode(claim, validate=True)
        )
    except ValueError:
        return None


def _message(signature: Signature, stamp: str | None, body: bytes) -> bytes:
    before, _, after = signature.signed.partition("{body}")
    fill = (stamp or "").encode("utf-8", "surrogateescape")
    return b"".join(
        [
            before.encode().replace(b"{timestamp}", fill),
            body,
            after.encode().replace(b"{timestamp}", fill),
        ]
    )


def _too_old(
    signature: Signature, stamp: str | None, now: Callable[[], float]
) -> str | None:
    if stamp is None or signature.tolerance is None:
        return None
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 20):
        return "the time stamp is no number"
    moment = float(stamp)
    if signature.unit == "milliseconds" or (
        signature.unit == "auto" and moment >= 1e12
    ):
        moment /= 1000
    if abs(now() - moment) > signature.tolerance:
        return f"its time stamp is more than {signature.tolerance:.0f} s away from now (a replay, or a wrong clock)"
    return None


def _fits(algorithm: str, key: bytes, message: bytes, made: bytes) -> bool:
    if algorithm == "rsa-sha256":
        return _fits_rsa(key, message, made)
    import hmac

    return hmac.compare_digest(
        hmac.new(key, message, algorithm.removeprefix("hmac-")).digest(), made
    )


def _fits_rsa(key: bytes, message: bytes, made: bytes) -> bool:
    public = _public_key(key)
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        public.verify(made, message, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=64)
def _public_key(pem: bytes) -> Any:
    try:
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
        from cryptography.hazmat.primitives.serialization import load_pem_public_key
    except ImportError:
        raise ConfigurationError(
            "RSA webhooks need the extra: pip install 'reissue[webhooks]'."
        ) from None
    try:
        # Environment variables and JSON often carry \n as two characters, and a key may come as a JSON string.
        mended = (
            pem.strip().strip(b'"').replace(b"\\r", b"").replace(b"\\n", b"\n").strip()
            + b"\n"
        )
        public = load_pem_public_key(mended)
    except Exception:  # noqa: BLE001
        public = None
    if isinstance(public, RSAPublicKey):
        return public
    raise ConfigurationError(
        "key= of the webhook is no RSA public key in PEM form (-----BEGIN PUBLIC KEY-----)."
    )
