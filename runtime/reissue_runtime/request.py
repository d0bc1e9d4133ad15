# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""From an operation and the arguments of a call to a request that can be sent.

A `Plan` is all of it that is the same for every call of one client, `Arguments` are what
is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol, cast
from urllib.parse import quote

from . import asked, encode
from .auth import Applied, Session
from .body import Body, Hidden, Json, Sealed, Written, named
from .decode import codec
from .errors import ConfigurationError, InvalidArgumentError
from .model import UNSET
from .operation import Operation
from .provider import Provider
from .retry import Repeat
from .secret import Secret
from .steps import Headers, Prepared

OURS: Final = frozenset({"host", "content-length", "transfer-encoding", "connection"})
"""Headers that the transport sets."""


class Plan:
    """How one client makes the calls of an operation; made on the first.

    `base` is the address that paths begin with, `constant` are the headers of all its
    requests (of one name the last counts), `applied` and `session` are the credentials
    that the operation takes.
    """

    def __init__(
        self,
        operation: Operation[Any],
        provider: Provider,
        base: str,
        constant: Sequence[tuple[str, str]],
        applied: Sequence[Applied],
        session: Session | None,
    ) -> None:
        self.operation = operation
        self.base = base
        self.repeat = Repeat.of(operation.effect, operation.idempotency is not None)
        self.envelopes = (
            provider.envelopes if operation.envelopes is None else operation.envelopes
        )
        self.flagged = any(envelope.flag is not None for envelope in self.envelopes)
        self.enveloped = self.flagged or any(one.data for one in self.envelopes)
        """Whether a successful answer is wrapped."""
        self.applied = applied
        self.cookies = any(added.cookies for added in applied)
        self.session = session
        self.plain = not (
            operation.path_params or "{" in operation.path or operation.query
        )
        told = (pair for added in applied for pair in added.headers)
        credentials = list(dict.fromkeys(told))
        names = {name.lower() for name, _ in credentials}
        if session is not None:
            names.add(b"authorization")
        given = _constant_headers(operation, constant)
        kept = [pair for pair in given if pair[0].lower() not in names]
        self.headers: Headers = kept + credentials
        self.names = frozenset(name.decode().lower() for name, _ in self.headers)
        if operation.idempotency is not None:
            operation.idempotency.check(self.names)
        self._decoders: dict[Any, Any] = {}

    def type_for(self, status: int) -> Any:
        """The type of a successful answer."""
        known, returns = self.operation.success, self.operation.returns
        return (
            by_status(known, status, next(iter(known.values()))) if known else returns
        )

    def decoder_of(self, type_: Any) -> Any:
        """What reads a JSON answer: the codec of a type, or of it in its envelopes."""
        found = self._decoders.get(type_)
        if found is None:
            found = self._decoders[type_] = (
                self.envelopes[0].codec(type_, self.envelopes)
                if self.enveloped
                else codec(type_)
            )
        return found


def by_status(types: Mapping[int | str, Any], status: int, otherwise: Any) -> Any:
    """The type documented for a status: by number, as 2XX, or as default."""
    keys = (status, f"{status // 100}XX", "default")
    return next((types[key] for key in keys if key in types), otherwise)


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
        try:
            _callers_header(name, value)
            continue
        except encode.EncodeError as error:
            problem = str(error)
        raise ConfigurationError(f"headers= of the client: {problem}.")


def _callers_header(name: str, value: str) -> str:
    """The value of a header that a caller sets. Raises EncodeError."""
    if name.lower() in OURS:
        raise encode.EncodeError(f"the header {name} is not the caller's to set")
    return encode.header_value(name, value)


# --- what is not the same --------------------------------------------------------------


class Address(Protocol):
    """A whole address, and where it may lead."""

    @property
    def url(self) -> str:
        """It as text."""
        ...

    def refused(self, server: str) -> str | None:
        """Why a client of this server may not call it; None where it may."""
        ...


class Arguments(Hidden):
    """What the caller gave to one call: bodies and parameters may hold secrets."""

    path: Sequence[object] = ()
    query: Sequence[object] = ()
    headers: Sequence[object] = ()
    cookies: Sequence[object] = ()
    body: object = UNSET
    media: str | None = None
    url: Address | None = None
    """In the place of server and path."""
    key: str | None = None


_LONGEST_URL: Final = 65_536
"""Characters; more is refused by httpx, and by most servers far less."""


def prepare(
    plan: Plan, call: Arguments, extra: Mapping[str, str], query: Any, key: str | None
) -> tuple[Prepared, str | None, Written | None]:
    """The request, the idempotency key in force, and the body, to be closed at the end.

    `extra` and `query` are the headers and query parameters of CallOptions. Raises
    InvalidArgumentError.
    """
    try:
        return _prepare(plan, call, extra, query, key)
    except encode.EncodeError as error:
        problem = str(error)
    except UnicodeError:
        problem = "a text that cannot be encoded"
    # Raised here and not there: the frames of the encoders hold what the caller gave.
    raise InvalidArgumentError(problem)


def _prepare(
    plan: Plan, call: Arguments, extra: Mapping[str, str], query: Any, key: str | None
) -> tuple[Prepared, str | None, Written | None]:
    keys = plan.operation.idempotency
    _read_dicts(plan.operation, call)
    headers = plan.headers
    if call.headers or call.cookies or extra or plan.cookies:
        headers = _merged(plan, call, extra)
    if key is not None and keys is not None:
        headers = keys.put(headers, key)
    prepared = Prepared(plan.operation.method, "", headers)
    body: Written | None = None
    if call.body is not UNSET or (keys is not None and keys.member is not None):
        body, key = _written(plan.operation, call, key)
        _put_body(prepared, plan, body)
    prepared.constant = plan.plain and call.url is None and not query
    prepared.url = _url(plan, call, query)
    if len(prepared.url) > _LONGEST_URL:
        raise encode.EncodeError(f"an address of {len(prepared.url):,} characters")
    return prepared, key, body


def _read_dicts(operation: Operation[Any], call: Arguments) -> None:
    """Put models in the place of dicts that stand for them."""
    call.body = asked.body(operation, call.body)
    call.path = asked.parameters(operation, "path", call.path)
    call.query = asked.parameters(operation, "query", call.query)
    call.headers = asked.parameters(operation, "headers", call.headers)
    call.cookies = asked.parameters(operation, "cookies", call.cookies)


# --- address -------------------------------------------------------------------------


def _url(plan: Plan, call: Arguments, query: Any) -> str:
    operation = plan.operation
    if call.url is not None:
        url = call.url.url
    elif plan.plain:
        url = plan.base + operation.path
    else:
        values = _revealed(call.path)
        url = plan.base + encode.path(operation.path, operation.path_params, values)
    extra: Iterable[tuple[str, object]] = query
    if isinstance(query, Mapping):
        extra = cast("Mapping[str, object]", query).items()
    texts: list[str] = []
    if operation.query or query:
        texts.append(encode.query(operation.query, _revealed(call.query), extra))
    for added in plan.applied:
        texts += [
            f"{quote(name, safe='')}={quote(value, safe='')}"
            for name, value in added.query
        ]
    text = "&".join(filter(None, texts))
    return f"{url}{'&' if '?' in url else '?'}{text}" if text else url


def _revealed(values: Sequence[object]) -> Sequence[object]:
    for value in values:
        if isinstance(value, Secret):
            return [
                part.reveal() if isinstance(part, Secret) else part for part in values
            ]
    return values


# --- headers -------------------------------------------------------------------------


def _merged(plan: Plan, call: Arguments, extra: Mapping[str, str]) -> Headers:
    """Constant headers, parameters, those of CallOptions: the last of a name counts."""
    operation = plan.operation
    more = encode.written(operation.headers, _revealed(call.headers))
    given = encode.written(operation.cookies, _revealed(call.cookies))
    cookies = [cookie for _, cookie in given]
    for added in plan.applied:
        free = (pair for pair in added.cookies if pair[0] not in dict(given))
        cookies += [f"{name}={value}" for name, value in free]
    if cookie := "; ".join(filter(None, cookies)):
        more.append(("Cookie", cookie))
    for name, value in extra.items():
        more.append((name, _callers_header(name, value)))
    if not more:
        return plan.headers
    last = {name.lower(): header(name, value) for name, value in more}
    kept = [
        pair for pair in plan.headers if pair[0].decode("latin-1").lower() not in last
    ]
    return [*kept, *last.values()]


# --- body ----------------------------------------------------------------------------


def _written(
    operation: Operation[Any], call: Arguments, key: str | None
) -> tuple[Written, str | None]:
    """The body, and the idempotency key in force, which may stand in it."""
    kind = _kind(operation.body, call.media)
    keys = operation.idempotency
    value = call.body
    if isinstance(value, Sealed):
        value = value.open()
    if (
        isinstance(kind, Json)
        and keys is not None
        and keys.member is not None
        and key is not None
    ):
        content, key = keys.insert(value, key)
        return Written(content, kind.media), key
    return kind.write(value, call.media), key


def _put_body(prepared: Prepared, plan: Plan, body: Written) -> None:
    prepared.content, prepared.files = body.content, body.files
    prepared.replayable = body.replayable
    kept = prepared.headers
    if "content-type" in plan.names:
        # The provider's constant one is for requests without a body.
        kept = [pair for pair in kept if pair[0].lower() != b"content-type"]
    if body.media is not None:
        kept = [*kept, (b"Content-Type", body.media.encode("ascii"))]
    prepared.headers = kept


def _kind(kinds: Sequence[Body], media: str | None) -> Body:
    if not kinds:
        raise encode.EncodeError("the operation takes no body")
    return kinds[0] if media is None else named(kinds, media)
