# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Webhooks: events of a provider, read as they are documented.

Those that prove their sender are in `signatures`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .decode import NotJson, codec, unread
from .drift import DriftEvent, DriftReport
from .errors import Outcome, ResponseDecodeError

T = TypeVar("T")


class Webhook(Generic[T]):
    """One kind of webhook of a provider.

    ``Webhook[Purchase](id=..., provider=...)``: the type in brackets is what an event
    is read as.
    """

    if not TYPE_CHECKING:

        def __class_getitem__(cls, type_: Any) -> Any:
            return cls if type_ is T else partial(cls, type_)

    def __init__(self, type_: Any = None, /, *, id: str, provider: str) -> None:
        self.type = type_
        self.id = id
        self.provider = provider
        self._report = DriftReport(provider)

    def parse_unsigned(
        self, body: bytes, *, on_drift: Callable[[DriftEvent], None] | None = None
    ) -> T:
        """Read a webhook without a look at who sent it: it may have been anyone.

        Read the object again before you act on it. `body` is the raw body of the
        request. Raises ResponseDecodeError for what is no JSON, TypeError for a body
        that is not bytes.
        """
        try:
            value: T
            value, drifts = codec(self.type).decode(raw(body))
        except NotJson as error:
            reason = error.reason
            self._report.tell(self.id, None, unread(error), on_drift)
        else:
            self._report.tell(self.id, None, drifts, on_drift)
            return value
        failure = ResponseDecodeError(
            f"{self.provider} webhook {self.id}: the body cannot be read ({reason}).",
            provider=self.provider,
            operation=self.id,
            outcome=Outcome.UNKNOWN,
            body=body,
            reason=reason,
        )
        body = b""  # tracebacks show the locals of this frame
        raise failure


def raw(body: Any) -> bytes:
    """The body of a request. Raises TypeError for what is not bytes."""
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
