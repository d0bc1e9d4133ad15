# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What a caller may choose, and what a call gives beside its value."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Final, Generic, Literal, Protocol, TypedDict, TypeVar

from msgspec import Struct

from .drift import Drift, DriftEvent
from .errors import InvalidArgumentError
from .late import unfit_not_after
from .retry import RetryPolicy

T = TypeVar("T")

MAX_BYTES: Final = 64 * 1024 * 1024
"""Bytes of one answer, where the client says nothing else."""


class HttpClient(Protocol):
    """What a Client of httpx and one of httpx2 have in common."""

    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        ...

    def send(
        self,
        request: Any,
        *,
        stream: bool = ...,
        auth: Any = ...,
        follow_redirects: Any = ...,
    ) -> Any:
        """Send a request of the same package."""
        ...


class AsyncHttpClient(Protocol):
    """What an AsyncClient of httpx and one of httpx2 have in common."""

    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        ...

    async def send(
        self,
        request: Any,
        *,
        stream: bool = ...,
        auth: Any = ...,
        follow_redirects: Any = ...,
    ) -> Any:
        """Send a request of the same package."""
        ...


class BaseOptions(TypedDict, total=False):
    """The options that all clients share."""

    timeout: float
    """Seconds for each of: connecting, sending, waiting for the next bytes.

    Default 30.
    """
    retry: RetryPolicy
    max_bytes: int
    """Bytes of an answer, as it comes and unpacked; a longer one is not read.

    Default 64 MiB.
    """
    on_drift: Callable[[DriftEvent], None]
    """Called for every difference between an answer and its specification.

    Default: a warning in the log, once each.
    """
    strict: bool
    """Raise ResponseDecodeError for any such difference. Default False."""
    headers: Mapping[str, str]
    """More headers for every request."""
    user_agent: str
    servers: Mapping[str, str]
    """Addresses in the place of those that operations have of their own, by these."""
    insecure: bool
    """Send credentials over http:// to a server that the document has so.

    Default False.
    """


class TimedOptions(BaseOptions, total=False):
    """And how the time is told."""

    clock: Callable[[], float]
    """Seconds, never going back: deadlines, waits and the ends of tokens count on it.

    Default `time.monotonic`; `testing` has one that stands still.
    """


class ClientOptions(TimedOptions, total=False):
    """Options of a sync client."""

    http: HttpClient | Literal["httpx", "httpx2"]
    """A client of your own (proxies, certificates, hooks), which stays yours to close.

    Or which package to make one of; default httpx, or httpx2 where only that is there.
    """
    sleep: Callable[[float], None]
    """Waits so many seconds before a call is repeated. Default `time.sleep`."""


class AsyncClientOptions(TimedOptions, total=False):
    """Options of an async client."""

    http: AsyncHttpClient | Literal["httpx", "httpx2"]
    """A client of your own (proxies, certificates, aiohttp), which stays yours to
    close.

    Or which package to make one of; default httpx, or httpx2 where only that is there.
    """
    sleep: Callable[[float], Awaitable[None]]
    """Waits so many seconds before a call is repeated. Default `anyio.sleep`."""


LONGEST_TIMEOUT: Final = 86_400.0
"""Seconds; more is no limit, and more than some clocks can count."""


def unfit_timeout(value: Any) -> str | None:
    """Why a value is no time limit; None where it is one."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and 0 < value <= LONGEST_TIMEOUT:
        return None
    return f"timeout= is a number of seconds above 0, up to {LONGEST_TIMEOUT:.0f}"


PACKAGES: Final = ("httpx", "httpx2")
"""Either sends; where nothing is said, the first that is there."""

_FIT: Final[tuple[tuple[str, Callable[[Any], bool], str], ...]] = (
    ("retry", lambda given: isinstance(given, RetryPolicy), "a RetryPolicy"),
    (
        "max_bytes",
        lambda given: type(given) is int and given > 0,
        "a whole number of bytes above 0",
    ),
    ("strict", lambda given: isinstance(given, bool), "True or False"),
    ("on_drift", callable, "a function that takes a DriftEvent"),
    ("clock", callable, "a function that gives seconds"),
    ("sleep", callable, "a function that takes seconds"),
    (
        "http",
        lambda given: given in PACKAGES or hasattr(given, "send"),
        "a client of httpx or httpx2, or the name of one of the two",
    ),
    ("headers", lambda given: isinstance(given, Mapping), "a mapping of texts"),
    ("servers", lambda given: isinstance(given, Mapping), "a mapping of addresses"),
    ("insecure", lambda given: isinstance(given, bool), "True or False"),
)
"""What the options are, and how that is told."""


def unfit(options: Mapping[str, Any]) -> str | None:
    """Why no client can be made with these options; None where one can."""
    for name, fits, what in _FIT:
        if options.get(name) is not None and not fits(options[name]):
            return f"{name}= is {what}"
    return unfit_timeout(options.get("timeout", 30.0))


class CallOptions(Struct, frozen=True, kw_only=True):
    """Options of one call; what is left out is the client's."""

    timeout: float | None = None
    """Seconds for each of: connecting, sending, waiting for the next bytes.
    """
    retry: RetryPolicy | None = None
    strict: bool | None = None
    headers: Mapping[str, str] = {}
    """More headers; they replace those of the same name."""
    query: Mapping[str, object] | Iterable[tuple[str, object]] = ()
    """More query parameters, for what the specification does not know."""
    not_after: float | None = None
    """After when no request of the call is begun: seconds on `boot_clock()`.

    Asked right before the first byte of each request, of logins and repeats too:
    ``not_after=boot_clock() + 30``. What has begun is sent to its end.
    """

    def __post_init__(self) -> None:
        given: dict[str, Any] = {
            "retry": self.retry,
            "strict": self.strict,
            "headers": self.headers,
        }
        if self.timeout is not None:
            given["timeout"] = self.timeout
        problem = unfit(given)
        if problem is None and self.not_after is not None:
            problem = unfit_not_after(self.not_after)
        if problem is not None:
            raise InvalidArgumentError(f"{problem}.")

    def __repr__(
        self,
    ) -> str:  # without the values of headers and query, which may be secrets
        names = ", ".join(self.headers)
        return (
            f"CallOptions(timeout={self.timeout}, retry={self.retry}, "
            f"strict={self.strict}, not_after={self.not_after}, headers=<{names}>)"
        )

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [
            ("timeout", self.timeout),
            ("retry", self.retry),
            ("strict", self.strict),
            ("not_after", self.not_after),
        ]


class Response(Generic[T]):
    """The value of a call and all that is known about the call.

    Its repr shows neither body nor headers.
    """

    __slots__ = (
        "attempts",
        "body",
        "drift",
        "headers",
        "idempotency_key",
        "request_id",
        "status",
        "value",
    )

    def __init__(
        self,
        value: T,
        *,
        status: int,
        headers: Mapping[str, str],
        request_id: str | None,
        attempts: int,
        idempotency_key: str | None,
        drift: tuple[Drift, ...],
        body: bytes,
    ) -> None:
        self.value = value
        self.status = status
        """HTTP status: 2xx, or a documented 3xx."""
        self.headers = headers
        """Names are found in any case."""
        self.request_id = request_id
        """The provider's own name of the request, if it told one."""
        self.attempts = attempts
        """How many requests were sent or tried."""
        self.idempotency_key = idempotency_key
        self.drift = drift
        """Where the answer differs from the specification."""
        self.body = body
        """The answer as it came."""

    @property
    def json(self) -> Any:
        """The answer as plain lists, dicts and scalars.

        Raises ValueError where it is no JSON.
        """
        from json import loads

        return loads(self.body)

    def __repr__(self) -> str:
        return (
            f"Response(status={self.status}, request_id={self.request_id!r}, "
            f"attempts={self.attempts}, idempotency_key={self.idempotency_key!r}, "
            f"drift={len(self.drift)})"
        )
