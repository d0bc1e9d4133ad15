# Part of the Reissue runtime: ordinary, tested code that every generated tree carries as it is.
"""From an operation and the arguments of a call to a request that can be sent, any number of times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, Union, cast, get_args, get_origin

from . import address, encode
from .decode import codec
from .envelope import envelope_codec
from .errors import ConfigurationError, InvalidArgumentError
from .model import UNSET
from .operation import Body, Form, Json, Multipart, Operation
from .retry import Repeat
from .secret import Secret
from .transport import Headers, Prepared

if TYPE_CHECKING:
    from .auth import Applied, TokenState
    from .client import Core

_OURS: Final = frozenset({"host", "content-length", "transfer-encoding", "connection"})


class Arguments:
    """What the caller gave to one call. Its repr is blank: bodies and parameters may hold secrets."""

    __slots__ = ("body", "cookies", "headers", "key", "media", "path", "query", "url")

    def __init__(
        self,
        path: Sequence[object] = (),
        query: Sequence[object] = (),
        headers: Sequence[object] = (),
        cookies: Sequence[object] = (),
        body: object = UNSET,
        media: str | None = None,
        url: str | None = None,
        key: str | None = None,
    ) -> None:
        self.path = path
        self.query = query
        self.headers = headers
        self.cookies = cookies
        self.body = body
        self.media = media
        self.url = url
        self.key = key

    def __repr__(self) -> str:
        return "<arguments>"


class Plan:
    """All of an operation that is the same for every call of one client; made on the first."""

    __slots__ = (
        "applied",
        "base",
        "decoder",
        "envelopes",
        "flagged",
        "headers",
        "names",
        "operation",
        "plain",
        "repeat",
        "token",
    )

    def __init__(self, core: Core, operation: Operation[Any], anonymous: bool) -> None:
        provider = core.provider
        self.operation = operation
        self.base = address.operation_base(core.server, operation.server)
        self.repeat = Repeat.of(operation.effect, operation.idempotency is not None)
        self.envelopes = (
            provider.envelopes if operation.envelopes is None else operation.envelopes
        )
        self.flagged = any(envelope.flag is not None for envelope in self.envelopes)
        security = (
            provider.security if operation.security is None else operation.security
        )
        self.applied: Sequence[Applied]
        self.token: TokenState | None
        self.applied, self.token = (
            ((), None) if anonymous else core.credentials(security)
        )
        self.plain = not (
            operation.path_params or "{" in operation.path or operation.query
        )
        credentials = [pair for one in self.applied for pair in one.headers]
        names: set[bytes] = {name.lower() for name, _ in credentials}
        if self.token is not None:
            names.add(b"authorization")
        constant = _constant_headers(core, operation)
        self.headers: Headers = [
            pair for pair in constant if pair[0].lower() not in names
        ] + credentials
        self.names = frozenset(name.decode().lower() for name, _ in self.headers)
        _check_key_header(self.names, operation)
        # One type for every 2xx is the rule; the decoder is made when the first answer comes.
        self.decoder: Any = None

    def type_for(self, status: int) -> Any:
        """The type of a successful answer."""
        success = self.operation.success
        if success is None:
            return self.operation.returns
        return by_status(success, status, next(iter(success.values()), None))

    def decoder_for(self, status: int) -> Any:
        """What reads a successful JSON answer: an EnvelopeCodec where there is an envelope, else a Codec."""
        if self.operation.success is not None:
            return self._decoder(self.type_for(status))
        if self.decoder is None:
            self.decoder = self._decoder(self.operation.returns)
        return self.decoder

    def _decoder(self, type_: Any) -> Any:
        type_ = by_media(type_, self.texts)[0]
        return envelope_codec(type_, self.envelopes) if self.enveloped else codec(type_)

    @property
    def texts(self) -> bool:
        """Whether a plain text is among the documented answers."""
        return any(media.startswith("text/") for media in self.operation.accept)

    @property
    def enveloped(self) -> bool:
        """Whether a successful answer is wrapped."""
        return any(
            envelope.flag is not None or envelope.data is not None
            for envelope in self.envelopes
        )

    @property
    def may_be_text(self) -> bool:
        """Whether a text that is no JSON is a documented answer."""
        return self.texts or "json" not in " ".join(self.operation.accept)

    def __repr__(self) -> str:
        return f"<Plan {self.operation.id}>"


@lru_cache(maxsize=1024)
def by_media(type_: Any, texts: bool) -> tuple[Any, frozenset[type]]:
    """What a JSON answer is read as, and what one that is not JSON may be: bytes, str, or nothing.

    ``Report | bytes`` is a Report where the answer is JSON, and the bytes of a PDF where it is not.
    """
    members = (
        get_args(type_)
        if isinstance(type_, UnionType) or get_origin(type_) is Union
        else ()
    )
    raw = frozenset(
        member for member in members if member is bytes or (member is str and texts)
    )
    rest = tuple(member for member in members if member not in raw)
    if not raw:
        return type_, raw
    return (Union[rest] if rest else str if str in raw else Any), raw  # noqa: UP007 - made at run time


def by_status(types: Mapping[int | str, Any], status: int, otherwise: Any) -> Any:
    """The type documented for a status: by number, as 2XX, or as default."""
    for key in (
        status,
        str(status),
        f"{status // 100}XX",
        f"{status // 100}xx",
        "default",
    ):
        if key in types:
            return types[key]
    return otherwise


def prepare(
    plan: Plan, call: Arguments, extra: Mapping[str, str], query: Any, key: str | None
) -> tuple[Prepared, str | None, Any]:
    """The request, the idempotency key in force, and what must be closed after the call.

    `extra` and `query` are the headers and query parameters of CallOptions. Raises InvalidArgumentError.
    """
    problem = ""
    try:
        return _prepare(plan, call, extra, query, key)
    except (encode.EncodeError, UnicodeError) as error:
        problem = (
            str(error)
            if isinstance(error, encode.EncodeError)
            else "a text that cannot be encoded"
        )
    # Raised here and not there: the frames of the encoders hold what the caller gave.
    raise InvalidArgumentError(problem)


def _prepare(
    plan: Plan, call: Arguments, extra: Mapping[str, str], query: Any, key: str | None
) -> tuple[Prepared, str | None, Any]:
    operation = plan.operation
    idempotency = operation.idempotency
    headers = plan.headers
    if call.headers or call.cookies or extra or plan.applied:
        headers = _merged(plan, call, extra)
    if key is not None and idempotency is not None and idempotency.header is not None:
        headers = [*headers, (idempotency.header.encode("ascii"), key.encode("ascii"))]
    prepared = Prepared(operation.method, "", headers)
    closing: Any = None
    if call.body is not UNSET or (
        idempotency is not None and idempotency.member is not None
    ):
        key, closing = _write_body(prepared, plan, call, key)
    prepared.constant = plan.plain and call.url is None and not query
    prepared.url = _url(plan, call, query)
    return prepared, key, closing


# --- address -------------------------------------------------------------------------------------------------


def _url(plan: Plan, call: Arguments, query: Any) -> str:
    operation = plan.operation
    if call.url is not None:
        url = call.url
    elif plan.plain:
        url = plan.base + operation.path
    else:
        url = plan.base + encode.path(
            operation.path, operation.path_params, _revealed(call.path)
        )
    extra: Iterable[tuple[str, object]] = query
    if isinstance(query, Mapping):
        extra = cast("Mapping[str, object]", query).items()
    text = ""
    if operation.query or extra:
        text = encode.query(operation.query, _revealed(call.query), extra)
    for one in plan.applied:
        if one.query:
            from urllib.parse import quote

            text = "&".join(
                filter(
                    None,
                    [
                        text,
                        *(
                            f"{quote(name, safe='')}={quote(value, safe='')}"
                            for name, value in one.query
                        ),
                    ],
                )
            )
    if not text:
        return url
    return f"{url}{'&' if '?' in url else '?'}{text}"


def _revealed(values: Sequence[object]) -> Sequence[object]:
    for value in values:
        if isinstance(value, Secret):
            return [one.reveal() if isinstance(one, Secret) else one for one in values]
    return values


# --- headers -------------------------------------------------------------------------------------------------


def _merged(plan: Plan, call: Arguments, extra: Mapping[str, str]) -> Headers:
    """Later ones replace earlier ones of the same name: constant headers, parameters, those of CallOptions."""
    operation = plan.operation
    more = (
        encode.headers(operation.headers, _revealed(call.headers))
        if call.headers
        else []
    )
    cookies = (
        [encode.cookies(operation.cookies, _revealed(call.cookies))]
        if call.cookies
        else []
    )
    cookies += [
        f"{name}={value}" for one in plan.applied for name, value in one.cookies
    ]
    if cookie := "; ".join(filter(None, cookies)):
        more.append(("Cookie", cookie))
    for name, value in extra.items():
        if name.lower() in _OURS:
            raise encode.EncodeError(f"the header {name} is not the caller's to set")
        more.append((name, encode.header_value(name, value)))
    if not more:
        return plan.headers
    replaced = {name.lower() for name, _ in more}
    kept = [
        pair
        for pair in plan.headers
        if pair[0].decode("latin-1").lower() not in replaced
    ]
    last = {name.lower(): _pair(name, value) for name, value in more}
    return [*kept, *last.values()]


def _pair(name: str, value: str) -> tuple[bytes, bytes]:
    return name.encode("ascii"), value.encode("latin-1")


def _constant_headers(core: Core, operation: Operation[Any]) -> Headers:
    """Those that are the same for every call; of one name the last counts: ours, the provider's, the client's."""
    named = {
        "accept": ("Accept", ", ".join(operation.accept) or "*/*"),
        "accept-encoding": ("Accept-Encoding", "gzip, deflate"),
        "user-agent": ("User-Agent", core.user_agent),
    }
    for name, value in (*core.provider.headers, *core.headers):
        named[name.lower()] = (name, value)
    return [_pair(name, value) for name, value in named.values()]


def check_headers(headers: Mapping[str, str]) -> None:
    """Check the headers that a client sends with every request. Raises ConfigurationError."""
    for name, value in headers.items():
        problem = (
            f"the header {name} is not the caller's to set"
            if name.lower() in _OURS
            else None
        )
        try:
            encode.header_value(name, value)
        except encode.EncodeError as error:
            problem = str(error)
        if problem is not None:
            raise ConfigurationError(f"headers= of the client: {problem}.")


def _check_key_header(names: frozenset[str], operation: Operation[Any]) -> None:
    header = operation.idempotency.header if operation.idempotency is not None else None
    if header is not None and header.lower() in names:
        raise ConfigurationError(
            f"headers= of the client: {header} must differ from call to call; give idempotency_key= to the method."
        )


# --- body ----------------------------------------------------------------------------------------------------


def _write_body(
    prepared: Prepared, plan: Plan, call: Arguments, key: str | None
) -> tuple[str | None, Any]:
    from . import body
    from .auth import Sealed

    operation = plan.operation
    kind = _body_kind(operation, call.media)
    value = call.body
    if isinstance(value, Sealed):
        value = value.open()
    member = operation.idempotency.member if operation.idempotency is not None else None
    closing: Any = None
    media: str | None = kind.media
    if isinstance(kind, Json):
        if member is not None and key is not None:
            prepared.content, key = body.encode_json_keyed(
                {} if value is UNSET else value, member, key
            )
        else:
            prepared.content = body.encode_json(value)
    elif isinstance(kind, Form):
        prepared.content = body.encode_form(value, kind)
    elif isinstance(kind, Multipart):
        closing = body.encode_multipart(value, kind)
        prepared.files, prepared.replayable = closing.files, closing.replayable
        media = None  # httpx adds it, with the boundary
    else:
        prepared.content, prepared.replayable = body.encode_raw(value)
        media = call.media or media
    _set_media(prepared, plan, media)
    return key, closing


def _set_media(prepared: Prepared, plan: Plan, media: str | None) -> None:
    kept = prepared.headers
    if (
        "content-type" in plan.names
    ):  # the provider's constant one is for requests without a body
        kept = [pair for pair in kept if pair[0].lower() != b"content-type"]
    prepared.headers = (
        kept if media is None else [*kept, (b"Content-Type", media.encode("ascii"))]
    )


def _body_kind(operation: Operation[Any], media: str | None) -> Body:
    if not operation.body:
        raise encode.EncodeError("the operation takes no body")
    if media is None:
        return operation.body[0]
    for kind in operation.body:
        if (
            kind.media == media
            or (kind.media.endswith("/*") and media.startswith(kind.media[:-1]))
            or kind.media == "*/*"
        ):
            return kind
    known = ", ".join(kind.media for kind in operation.body)
    raise encode.EncodeError(f"the media type of the body must be one of: {known}")
