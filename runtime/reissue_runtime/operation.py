# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What is known about an operation before it is called: frozen descriptors.

What a descriptor is made of (bodies, parameters, envelopes, pages) knows itself how it
is written or read; each kind is a module, and a tree carries those that it uses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeAlias, TypeVar

from .body import Body
from .encode import Parameter, Query
from .problem import Unwrapped, Wrapping

T = TypeVar("T")


class Effect(StrEnum):
    """What a repeat of a call would do.

    Retries follow from this, never from a status alone.
    """

    READS = "reads"
    """Nothing: the call only reads."""
    SETS = "sets"
    """The same state again."""
    SENDS = "sends"
    """Another message to a person."""
    CREATES = "creates"
    """Another object."""
    PAYS = "pays"
    """Money moves again."""

    @property
    def repeatable(self) -> bool:
        """Whether a repeat leaves the world as one call does."""
        return self is Effect.READS or self is Effect.SETS


class Keys(Protocol):
    """How the provider recognises a repeat: by a key in a header or in the body."""

    @property
    def member(self) -> str | None:
        """The top-level member of a JSON body that carries the key."""
        ...

    @property
    def binds_failures(self) -> bool:
        """Whether an answered failure uses a key up, so that it comes again."""
        ...

    def check(self, names: AbstractSet[str]) -> None:
        """Raise ConfigurationError where one of these headers carries the key.

        They are the same for every call, in lower case.
        """
        ...

    def key(self, given: str | None, headers: Mapping[str, str]) -> str:
        """The key that all attempts share: the caller's, else a new one.

        `headers` are those that the caller set, where the key may stand too. Raises
        InvalidArgumentError for a key that the provider would not take.
        """
        ...

    def put(
        self, headers: list[tuple[bytes, bytes]], key: str
    ) -> list[tuple[bytes, bytes]]:
        """The headers with the key; as they are where the body carries it."""
        ...

    def insert(self, body: object, key: str) -> tuple[bytes, str]:
        """A JSON body with the key as its member, and the key in force.

        Where the body has that member already, its value is the key. Raises
        EncodeError.
        """
        ...


Answers: TypeAlias = Callable[
    [Any, bytes, str, Sequence[str], tuple[Wrapping, ...]],
    tuple[Unwrapped[Any] | None, Any],
]
"""How answers are read that need not be JSON.

Of the documented type, the body, its Content-Type, the documented media types and the
envelopes: what it holds, or None and the type to read it as, where it is JSON.
"""


Reads: TypeAlias = Callable[[Any, Any, bool], tuple[Any, Any]]
"""What reads an answer: of it, the Verdict and `strict`, the value and its drifts."""


Guard: TypeAlias = Callable[[Any, Any, Any, Mapping[str, str]], None]
"""What may refuse a call before it is sent, by an InvalidArgumentError.

Of the client, the operation, the arguments, and the headers of CallOptions.
"""


class Proof(Protocol):
    """What proves that a call was done."""

    def lack(
        self, value: Any, status: int, body: bytes, addressed: str | None, sent: Any
    ) -> str | None:
        """What the answer lacks of the proof; None where it proves that it was done.

        `value` is the typed answer, `addressed` the last parameter of the path,
        `sent` the body of the request.
        """
        ...


class Operation(Generic[T]):
    """One operation of a provider: every wire fact, made once and never changed.

    ``Operation[Purchase](id=..., ...)`` returns a Purchase. The type in brackets is
    what type checkers see and what the decoder reads: a model, ``list[...]``, a union,
    ``str`` or ``bytes`` where the media type is text or binary, ``None`` where nothing
    is to be read.

    `body`: what it may be written as; the first is the default. `answers` reads answers
    that need not be JSON; None: all of them are. `success`: types by status where they
    differ; None: every 2xx is `returns`. `errors`: types of documented error bodies by
    status; also '4XX' and 'default'. `statuses`: all that are documented, also '4XX'; ()
    where any is. `others` reads the documented answers of 3xx, by status. `answer_headers` makes the
    Response of with_response; None where no header is documented. `envelopes`: None for
    those of the client. `security`: alternatives, each a set; None for those of the
    client, () for no credentials. `server`: one of its own, absolute or relative to the
    client's; `servers`: its own by that of the document, None for `server` always.
    """

    __slots__ = (
        "accept",
        "answer_headers",
        "answers",
        "body",
        "cookies",
        "deprecated",
        "effect",
        "envelopes",
        "errors",
        "evidence",
        "headers",
        "id",
        "idempotency",
        "method",
        "others",
        "path",
        "path_params",
        "query",
        "returns",
        "security",
        "server",
        "servers",
        "since",
        "statuses",
        "success",
    )

    if not TYPE_CHECKING:

        def __class_getitem__(cls, returns: Any) -> partial[Operation[Any]]:
            return partial(cls, returns)

    def __init__(
        self,
        returns: Any = None,
        /,
        *,
        id: str,
        method: str,
        path: str,
        effect: Effect,
        idempotency: Keys | None = None,
        evidence: Proof | None = None,
        path_params: Mapping[str, Parameter] = {},
        query: tuple[Query, ...] = (),
        headers: tuple[Parameter, ...] = (),
        cookies: tuple[Parameter, ...] = (),
        body: Body | tuple[Body, ...] | None = None,
        accept: tuple[str, ...] = ("application/json",),
        answers: Answers | None = None,
        success: Mapping[int | str, Any] | None = None,
        errors: Mapping[int | str, Any] = {},
        others: Mapping[int, Reads] = {},
        answer_headers: Callable[[Any, Any], Callable[..., Any]] | None = None,
        envelopes: tuple[Wrapping, ...] | None = None,
        security: tuple[tuple[str, ...], ...] | None = None,
        server: str | None = None,
        servers: Mapping[str, str] | None = None,
        since: Guard | None = None,
        statuses: tuple[int | str, ...] = (),
        deprecated: bool = False,
    ) -> None:
        self.returns = returns
        self.id = id
        """operationId of the specification."""
        self.method = method
        self.path = path
        """Path template; {name} stands for a path parameter, in the order of arguments."""
        self.effect = effect
        self.idempotency = idempotency
        self.evidence = evidence
        self.path_params = path_params
        self.query = query
        self.headers = headers
        self.cookies = cookies
        self.body = (
            body if isinstance(body, tuple) else (body,) if body is not None else ()
        )
        self.accept = accept
        """Media types of a successful response, as documented."""
        self.answers = answers
        self.success = success
        self.errors = errors
        self.others = others
        self.answer_headers = answer_headers
        self.envelopes = envelopes
        self.security = security
        self.server = server
        self.servers = servers
        self.since = since
        self.deprecated = deprecated
        self.statuses = statuses

    def __repr__(self) -> str:
        return f"Operation({self.id!r}, {self.method} {self.path})"
