# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Operations whose answer comes item by item."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from .body import Body
from .client import AsyncClient, Client
from .decode import codec
from .drift import Drift
from .model import UNSET
from .opened import Asked, Frame, Frames, StreamCall
from .operation import Operation
from .options import CallOptions
from .request import Arguments
from .streams import AsyncStream, Stream

if TYPE_CHECKING:
    from typing import Self

Item = TypeVar("Item")


class Streaming(Generic[Item]):
    """How the answer of an operation comes item by item.

    ``JsonLines[Row](operation=...)`` gives Rows.
    """

    media: ClassVar[frozenset[str]]
    """What such an answer may call itself."""

    beside: Sequence[str]
    """The media types of the method that gives the answer as a whole."""
    asked: Sequence[str]
    """Those that are asked for."""

    if not TYPE_CHECKING:

        def __class_getitem__(cls, item: Any) -> Any:
            if isinstance(item, TypeVar):  # the base of another class
                return super().__class_getitem__(item)
            return partial(cls, item)

    def __init__(
        self,
        item: Any = None,
        /,
        *,
        operation: Operation[Any],
        accept: tuple[str, ...] | None = None,
        body: Body | None = None,
    ) -> None:
        self.item = item
        self.operation = _varied(operation, accept, body)
        self.beside, self.asked = operation.accept, self.operation.accept
        self.codec = codec(item)

    def frames(self, headers: Mapping[str, str]) -> Frames:
        """What cuts the answer into items."""
        raise NotImplementedError

    def fits(self, content_type: str) -> bool:
        """Whether an answer of this Content-Type is read as such a stream."""
        return content_type.partition(";")[0].strip() in self.media

    def ends(self, frame: Frame) -> bool:
        """Whether this is no item, but says that there are no more."""
        return False

    def value(self, frame: Any) -> tuple[Any, tuple[Drift, ...]]:
        """The item, and where it is not as documented. Raises NotJson."""
        return self.codec.decode(frame.data)

    @property
    def must_end(self) -> bool:
        """Whether a stream without its last word was cut off."""
        return False

    # --- calls

    @property
    def _switched(self) -> bool:
        """Whether it is the body that says that a stream is wanted."""
        return any(getattr(body, "on", False) for body in self.operation.body)

    def open(
        self, client: Client, *, options: CallOptions | None = None, **given: Any
    ) -> Stream[Item]:
        """Make the call, up to where its answer begins.

        The arguments are those of a call. Raises the errors of a call.
        """
        stream: Any = client.call(*self._call(client, 0, options, given))
        return cast("Stream[Item]", stream)

    async def aopen(
        self, client: AsyncClient, *, options: CallOptions | None = None, **given: Any
    ) -> AsyncStream[Item]:
        """The same, awaited."""
        stream: Any = await client.call(*self._call(client, 1, options, given))
        return cast("AsyncStream[Item]", stream)

    def _call(
        self,
        client: Client | AsyncClient,
        kind: int,
        options: CallOptions | None,
        told: dict[str, Any],
    ) -> tuple[
        Operation[Any], Arguments, CallOptions | None, Callable[..., StreamCall]
    ]:
        """What a client is asked for, and which of `kinds` it gives."""
        way, options = self._asking(options)
        given = Arguments(key=told.pop("idempotency_key", None), **told)
        if given.body is UNSET and self._switched:
            given.body = {}
        made = partial(self.kinds[kind], Asked(client, way, given, options))
        return self.operation, given, options, partial(StreamCall, way, made)

    def _asking(self, options: CallOptions | None) -> tuple[Self, CallOptions | None]:
        """How one call is read, and its options."""
        return self, options

    @property
    def kinds(self) -> tuple[type[Stream[Any]], type[AsyncStream[Any]]]:
        """What a caller gets, of a sync and of an async client."""
        return Stream, AsyncStream


def _varied(
    operation: Operation[Any], accept: tuple[str, ...] | None, body: Body | None
) -> Operation[Any]:
    """The operation as it is asked for a stream."""
    if accept is None and body is None:
        return operation
    facts = {name: getattr(operation, name) for name in Operation.__slots__}
    returns = facts.pop("returns")
    facts["accept"] = accept or operation.accept
    facts["body"] = operation.body if body is None else (body, *operation.body[1:])
    made: Operation[Any] = Operation(returns, **facts)
    return made
