# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Webhooks: prove the sender over the raw bytes, then read the event."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeAlias, TypeVar

from .decode import NotJson, codec
from .drift import Drift, DriftEvent
from .errors import (
    ConfigurationError,
    Outcome,
    ResponseDecodeError,
    WebhookVerificationError,
)
from .secret import Secret

T = TypeVar("T")

Key: TypeAlias = str | bytes | Secret
KeyLike: TypeAlias = Key | Sequence[Key]
"""A shared secret or a PEM public key; several while keys are being changed."""
HeadersLike: TypeAlias = Mapping[str, str] | Iterable[tuple[str, str]]


class Proof(Protocol):
    """How a webhook proves its sender."""

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
        ...


class Webhook(Generic[T]):
    """One kind of webhook of a provider.

    ``Webhook[Purchase](id=..., provider=...)``: the type in brackets is what an event
    is read as.
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
        signature: Proof | None = None,
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
        return self._read(body, on_drift)

    def parse_unsigned(
        self, body: bytes, *, on_drift: Callable[[DriftEvent], None] | None = None
    ) -> T:
        """Read a webhook that proves nothing: anyone may have sent it.

        Read the object again before you act on it.
        """
        return self._read(_raw(body), on_drift)

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
        problem: str | None = "it has no signature by which it could be verified"
        try:
            raw = _raw(body)
            if self.signature is not None:
                problem = self.signature.unproved(headers, raw, key, now)
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
            except Exception as error:  # noqa: BLE001 - it must not lose a payment
                log.error("on_drift raised %s", type(error).__name__)


def _raw(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    if type(body) in (bytearray, memoryview):
        return bytes(body)
    given = type(body).__name__
    body = b""
    raise TypeError(
        "a webhook is verified over the raw bytes of the request, "
        f"not over {given}: pass request.body as it came"
    )
