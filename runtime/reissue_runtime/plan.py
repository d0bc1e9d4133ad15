# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""All of an operation that is the same for every call of one client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin

from .address import operation_base
from .auth import Applied, Session
from .decode import codec
from .encode import EncodeError, header_value
from .errors import ConfigurationError
from .operation import Operation
from .provider import Provider
from .retry import Repeat
from .steps import Headers

OURS: Final = frozenset({"host", "content-length", "transfer-encoding", "connection"})
"""Headers that the transport sets."""


class Plan:
    """How one client makes the calls of an operation; made on the first.

    `server` is the client's base address, `constant` are the headers of all its
    requests (of one name the last counts), `applied` and `session` are the credentials
    that the operation takes.
    """

    def __init__(
        self,
        operation: Operation[Any],
        provider: Provider,
        server: str,
        constant: Sequence[tuple[str, str]],
        applied: Sequence[Applied],
        session: Session | None,
    ) -> None:
        self.operation = operation
        self.base = operation_base(server, operation.server)
        self.repeat = Repeat.of(operation.effect, operation.idempotency is not None)
        self.envelopes = (
            provider.envelopes if operation.envelopes is None else operation.envelopes
        )
        self.flagged = any(envelope.flag is not None for envelope in self.envelopes)
        self.applied = applied
        self.session = session
        self.plain = not (
            operation.path_params or "{" in operation.path or operation.query
        )
        credentials = [pair for added in applied for pair in added.headers]
        names = {name.lower() for name, _ in credentials}
        if session is not None:
            names.add(b"authorization")
        given = _constant_headers(operation, constant)
        kept = [pair for pair in given if pair[0].lower() not in names]
        self.headers: Headers = kept + credentials
        self.names = frozenset(name.decode().lower() for name, _ in self.headers)
        _check_key_header(self.names, operation)
        self.decoder: Any = None
        """Of every 2xx, as a rule; made when the first answer comes."""

    def type_for(self, status: int) -> Any:
        """The type of a successful answer."""
        success = self.operation.success
        if success is None:
            return self.operation.returns
        return by_status(success, status, next(iter(success.values()), None))

    def decoder_for(self, status: int) -> Any:
        """What reads a successful JSON answer.

        An Unwrapper where it is wrapped, or a Codec.
        """
        if self.operation.success is not None:
            return self._decoder(self.type_for(status))
        if self.decoder is None:
            self.decoder = self._decoder(self.operation.returns)
        return self.decoder

    def _decoder(self, type_: Any) -> Any:
        type_ = by_media(type_, self.texts)[0]
        if self.enveloped:
            return self.envelopes[0].codec(type_, self.envelopes)
        return codec(type_)

    @property
    def texts(self) -> bool:
        """Whether a plain text is among the documented answers."""
        return any(media.startswith("text/") for media in self.operation.accept)

    @property
    def enveloped(self) -> bool:
        """Whether a successful answer is wrapped."""
        return self.flagged or any(
            envelope.data is not None for envelope in self.envelopes
        )

    @property
    def may_be_text(self) -> bool:
        """Whether a text that is no JSON is a documented answer."""
        return self.texts or "json" not in " ".join(self.operation.accept)

    def __repr__(self) -> str:
        return f"<Plan {self.operation.id}>"


@lru_cache(maxsize=1024)
def by_media(type_: Any, texts: bool) -> tuple[Any, frozenset[type]]:
    """What JSON is read as, and what another answer may be: bytes, str or nothing.

    ``Report | bytes`` is a Report where the answer is JSON, and the bytes of a PDF
    where it is not.
    """
    union = isinstance(type_, UnionType) or get_origin(type_) is Union
    members = get_args(type_) if union else ()
    raw = frozenset(
        member for member in members if member is bytes or (member is str and texts)
    )
    if not raw:
        return type_, raw
    rest = tuple(member for member in members if member not in raw)
    if rest:
        return Union[rest], raw  # noqa: UP007 - made at run time
    return str if str in raw else Any, raw


def by_status(types: Mapping[int | str, Any], status: int, otherwise: Any) -> Any:
    """The type documented for a status: by number, as 2XX, or as default."""
    hundreds = status // 100
    for key in (status, str(status), f"{hundreds}XX", f"{hundreds}xx", "default"):
        if key in types:
            return types[key]
    return otherwise


# --- headers that are the same for every call ----------------------------------------


def _constant_headers(
    operation: Operation[Any], given: Sequence[tuple[str, str]]
) -> Headers:
    """Ours and those given; of one name the last counts."""
    named = {
        "accept": ("Accept", ", ".join(operation.accept) or "*/*"),
        "accept-encoding": ("Accept-Encoding", "gzip, deflate"),
    }
    for name, value in given:
        named[name.lower()] = (name, value)
    return [header(name, value) for name, value in named.values()]


def header(name: str, value: str) -> tuple[bytes, bytes]:
    """A header as it is sent."""
    return name.encode("ascii"), value.encode("latin-1")


def check_headers(headers: Mapping[str, str]) -> None:
    """Check the headers of a client. Raises ConfigurationError."""
    for name, value in headers.items():
        problem = None
        if name.lower() in OURS:
            problem = f"the header {name} is not the caller's to set"
        try:
            header_value(name, value)
        except EncodeError as error:
            problem = str(error)
        if problem is not None:
            raise ConfigurationError(f"headers= of the client: {problem}.")


def _check_key_header(names: frozenset[str], operation: Operation[Any]) -> None:
    keys = operation.idempotency
    if keys is not None and keys.header is not None and keys.header.lower() in names:
        raise ConfigurationError(
            f"headers= of the client: {keys.header} must differ from call to call; "
            "give idempotency_key= to the method."
        )
