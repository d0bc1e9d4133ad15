# Part of the Reissue runtime: ordinary, tested code that every generated tree carries as it is.
"""What is known about an operation before it is called: frozen descriptors, and nothing that acts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from msgspec import Struct

T = TypeVar("T")
Item = TypeVar("Item")  # the item type of a page


class Effect(StrEnum):
    """What a repeat of a call would do. Retries follow from this, never from a status alone."""

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


class Idempotency(Struct, frozen=True, kw_only=True):
    """How the provider recognises a repeat: by a header or by a top-level member of the body."""

    header: str | None = None
    member: str | None = None
    max_length: int | None = None
    """Longest key that the provider takes, in characters."""
    hours: float | None = None
    """How long the provider remembers a key."""


class Envelope(Struct, frozen=True, kw_only=True):
    """The members around the data of a JSON response. Paths are member names joined by '/', '*' is the first value."""

    data: str | None = None
    """The top-level member that carries the data; None: the body is the data."""
    flag: str | None = None
    """The top-level member that decides success."""
    success: bool = True
    """The value of the flag that means success."""
    message: tuple[str, ...] = ()
    code: tuple[str, ...] = ()


class Path(Struct, frozen=True):
    """A path parameter that is not written in the plain way (style simple)."""

    name: str
    style: Literal["simple", "label", "matrix"] = "simple"
    explode: bool = False
    json: bool = False


class Query(Struct, frozen=True):
    """A query parameter."""

    name: str
    style: Literal["form", "spaceDelimited", "pipeDelimited", "deepObject"] = "form"
    explode: bool = True
    allow_reserved: bool = False
    json: bool = False
    """Written as JSON text (a parameter with `content`)."""
    sensitive: bool = False


class Header(Struct, frozen=True):
    """A header parameter (style simple)."""

    name: str
    explode: bool = False
    json: bool = False
    sensitive: bool = False


class Cookie(Struct, frozen=True):
    """A cookie parameter (style form)."""

    name: str
    explode: bool = True
    json: bool = False


class Json(Struct, frozen=True):
    """A JSON request body."""

    media: str = "application/json"


class Form(Struct, frozen=True):
    """A form request body (application/x-www-form-urlencoded); `fields` holds those not written in the default way."""

    media: str = "application/x-www-form-urlencoded"
    fields: Mapping[str, Query] = {}


class Part(Struct, frozen=True, kw_only=True):
    """One part of a multipart body that differs from the default (text for scalars, JSON for objects, a file for binary)."""

    media: str | None = None
    json: bool = False
    file: bool = False


class Multipart(Struct, frozen=True):
    """A multipart/form-data request body."""

    media: str = "multipart/form-data"
    parts: Mapping[str, Part] = {}


class Raw(Struct, frozen=True):
    """A request body sent as it is: bytes, text, or an iterator of bytes."""

    media: str = "application/octet-stream"


Body = Json | Form | Multipart | Raw


class Operation(Generic[T]):
    """One operation of a provider: every wire fact, made when its module is imported and never changed.

    ``Operation[Purchase](id=..., ...)`` returns a Purchase. The type in brackets is what type checkers see and what the
    decoder reads: a model, ``list[...]``, a union, ``str`` or ``bytes`` where the media type is text or binary, ``None``
    where nothing is to be read.
    """

    __slots__ = (
        "accept",
        "body",
        "cookies",
        "effect",
        "envelopes",
        "errors",
        "headers",
        "hosts",
        "id",
        "idempotency",
        "method",
        "path",
        "path_params",
        "query",
        "returns",
        "security",
        "server",
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
        idempotency: Idempotency | None = None,
        path_params: Mapping[str, Path] = {},
        query: tuple[Query, ...] = (),
        headers: tuple[Header, ...] = (),
        cookies: tuple[Cookie, ...] = (),
        body: Body | tuple[Body, ...] | None = None,
        accept: tuple[str, ...] = ("application/json",),
        success: Mapping[int | str, Any] | None = None,
        errors: Mapping[int | str, Any] = {},
        envelopes: tuple[Envelope, ...] | None = None,
        security: tuple[tuple[str, ...], ...] | None = None,
        server: str | None = None,
        hosts: tuple[str, ...] = (),
    ) -> None:
        self.returns = returns
        self.id = id
        """operationId of the specification."""
        self.method = method
        self.path = path
        """Path template; {name} stands for one path parameter, in the order of the method's arguments."""
        self.effect = effect
        self.idempotency = idempotency
        self.path_params = path_params
        self.query = query
        self.headers = headers
        self.cookies = cookies
        self.body = (
            body if isinstance(body, tuple) else (body,) if body is not None else ()
        )
        """What the body may be written as; the first is the default."""
        self.accept = accept
        """Media types of a successful response, as documented."""
        self.success = success
        """Types by status where they differ; None: every 2xx is `returns`."""
        self.errors = errors
        """Types of documented error bodies by status; '4XX' and 'default' as in OpenAPI."""
        self.envelopes = envelopes
        """None: those of the client."""
        self.security = security
        """Alternatives, each a set of schemes that go together; None: those of the client; (): no credentials."""
        self.server = server
        """A server of its own (absolute, or relative to the client's)."""
        self.hosts = hosts
        """Where the caller gives an absolute URL out of an earlier response: the hosts that it may name."""

    def __repr__(self) -> str:
        return f"Operation({self.id!r}, {self.method} {self.path})"


class NextUrl(Generic[Item]):
    """Pages that name the address of the next one."""

    __slots__ = ("items", "next", "operation")

    def __init__(self, operation: Operation[Any], *, items: str, next: str) -> None:
        self.operation, self.items, self.next = operation, items, next


class PageNumber(Generic[Item]):
    """Pages asked for by number; the last is the one with fewer items than asked for."""

    __slots__ = ("items", "operation", "page", "size")

    def __init__(
        self, operation: Operation[Any], *, items: str, page: str, size: str
    ) -> None:
        self.operation, self.items, self.page, self.size = operation, items, page, size


class Offset(Generic[Item]):
    """Pages asked for by offset and limit; the last is the one with fewer items than asked for."""

    __slots__ = ("items", "limit", "offset", "operation")

    def __init__(
        self,
        operation: Operation[Any],
        *,
        limit: str,
        offset: str,
        items: str | None = None,
    ) -> None:
        self.operation, self.items, self.limit, self.offset = (
            operation,
            items,
            limit,
            offset,
        )


Pages = NextUrl[Item] | PageNumber[Item] | Offset[Item]
