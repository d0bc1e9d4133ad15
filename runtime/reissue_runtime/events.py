# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Server-sent events (text/event-stream), as the HTML standard reads them (9.2)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Generator, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from msgspec import Struct, json
from msgspec.structs import replace

from .client import AsyncClient, Client
from .decode import NotJson, codec
from .drift import Drift
from .errors import APIConnectionError, InvalidArgumentError
from .opened import StreamCall
from .operation import Effect, Operation
from .options import CallOptions
from .request import Arguments
from .retry import delay
from .steps import Reply, Sleep, Steps
from .streaming import Streaming
from .streams import AsyncStream, Stream, StreamBase

Item = TypeVar("Item")

_LINE_END: Final = re.compile(rb"\r\n|\n|\r")
_BOM: Final = b"\xef\xbb\xbf"
_DIGITS: Final = 9
"""Of a `retry`; a longer one is not meant."""
_LONGEST_WAIT: Final = 3_600.0
"""Seconds that a stream waits at most before it goes on, whatever the provider asks."""
_DONE: Final = "[DONE]"
"""What many providers send as the last event; it is no JSON, and so no item."""


class ServerSentEvent(Struct, frozen=True):
    """An event as it came."""

    event: str
    """Its type; "message" where it names none."""
    text: str
    """The lines of its data, with a line end between them."""
    id: str
    """The last id that was told, by this event or one before it; "" for none."""
    retry: int | None = None
    """Milliseconds to wait before the stream is asked for again, if it says so."""
    named: frozenset[str] = frozenset()
    """Which of its fields it has itself."""

    @property
    def data(self) -> bytes:
        """Its data as bytes."""
        return self.text.encode()

    @property
    def whole(self) -> bytes:
        """Its own fields as JSON, as OpenAPI 3.2 describes an event."""
        told = {"data": self.text, "event": self.event, "id": self.id}
        fields: dict[str, Any] = {k: v for k, v in told.items() if k in self.named}
        if self.retry is not None:
            fields["retry"] = self.retry
        return json.encode(fields)


class EventFrames:
    """Cuts bytes into events; what the end leaves unfinished is none, and told."""

    def __init__(self, last_id: str = "", retry: int | None = None) -> None:
        self.signs = self.size = 0
        self.last_id = self._id = last_id
        """What a stream that goes on with this one is asked for with.

        Not that of an event which is not whole: it would never come again.
        """
        self.retry = retry
        self._line: list[bytes] = []
        """The pieces of the line under way."""
        self._after_cr = False
        self._first = True
        self._clear()

    def _clear(self) -> None:
        self._type, self._data, self._named = "", list[str](), set[str]()
        self._retry: int | None = None
        self.size = 0

    def feed(self, data: bytes) -> Iterator[ServerSentEvent]:
        """The events that this completes."""
        if not data:
            return
        if self._after_cr:
            data = data[1:] if data[:1] == b"\n" else data
        start = 0
        for end in _LINE_END.finditer(data):
            self._line.append(data[start : end.start()])
            line, self._line = b"".join(self._line), []
            start = end.end()
            self.signs += 1
            self.size += len(line)
            if (event := self._read(line)) is not None:
                yield event
        self._after_cr = data.endswith(b"\r")
        if rest := data[start:]:
            self._line.append(rest)
            self.size += len(rest)

    def end(self, certain: bool) -> Iterator[ServerSentEvent]:
        """Nothing: an event without its empty line is none.

        Raises EOFError where one has begun, unless it is `[DONE]`.
        """
        line = b"".join(self._line)
        begun = bool(self._named) or line[:1] not in (b"", b":")
        last = line.removeprefix(b"data:").decode("utf-8", "replace")
        if begun and "".join([*self._data, last]).strip() != _DONE:
            raise EOFError
        return iter(())

    def _read(self, line: bytes) -> ServerSentEvent | None:
        if self._first:
            self._first, line = False, line.removeprefix(_BOM)
        if not line:
            return self._dispatch()
        name, _, value = line.partition(b":")
        self._field(name, value.removeprefix(b" ").decode("utf-8", "replace"))
        return None

    def _field(self, name: bytes, value: str) -> None:
        match name:
            case b"event":
                self._type = value
            case b"data":
                self._data.append(value)
            case b"id" if "\0" not in value:
                self._id = value
            case b"retry" if (
                value.isascii() and value.isdigit() and len(value) <= _DIGITS
            ):
                self._retry = self.retry = int(value)
            case _:
                return
        self._named.add(name.decode())

    def _dispatch(self) -> ServerSentEvent | None:
        made, self.last_id = None, self._id
        if self._data:
            made = ServerSentEvent(
                self._type or "message",
                "\n".join(self._data),
                self.last_id,
                self._retry,
                frozenset(self._named),
            )
        self._clear()
        return made


class Events(Streaming[Item]):
    """An answer of server-sent events, of which the data is an item.

    - `form`: What is typed: `json`, the data as JSON; `text`, the data as it is;
      `mixed`, either, whichever fits;
      `event`, the fields of the event as an object; None: the event itself is the item.
    - `events`: The type of the data by the name of the event; None for a text. They come
      before `form`, for the names that are told.
    - `terminator`: The data of the last event, which is no item. A stream without it
      was cut off. Where none is told, "[DONE]" ends a stream of JSON.
    """

    media: ClassVar[frozenset[str]] = frozenset({"text/event-stream"})

    def __init__(
        self,
        item: Any = None,
        /,
        *,
        operation: Operation[Any],
        form: str | None = "json",
        terminator: str | None = None,
        events: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(item, operation=operation, **more)
        self.form, self.terminator = form, terminator
        self.events = {
            name: kind if kind is None else codec(kind)
            for name, kind in (events or {}).items()
        }

    def frames(self, headers: Mapping[str, str]) -> EventFrames:
        return EventFrames()

    @property
    def must_end(self) -> bool:
        return self.terminator is not None

    def ends(self, frame: Any) -> bool:
        if self.terminator is None:
            return self.form == "json" and frame.text.strip() == _DONE
        return bool(frame.text.strip() == self.terminator)

    def value(self, frame: Any) -> tuple[Any, tuple[Drift, ...]]:
        if frame.event in self.events:
            kind = self.events[frame.event]
            return (frame.text, ()) if kind is None else kind.decode(frame.data)
        match self.form:
            case None:
                return frame, ()
            case "text":
                return self.codec.decode(json.encode(frame.text))
            case "mixed":
                return self._mixed(frame)
            case "event":
                return self.codec.decode(frame.whole)
            case _:
                return self.codec.decode(frame.data)

    def _mixed(self, frame: Any) -> tuple[Any, tuple[Drift, ...]]:
        """The data as JSON where that fits, else as a text."""
        text = self.codec.decode(json.encode(frame.text))
        try:
            found = self.codec.decode(frame.data)
        except NotJson:
            return text
        return text if found[1] and not text[1] else found

    # --- calls

    if TYPE_CHECKING:

        def open(self, client: Client, **given: Any) -> EventStream[Item]: ...
        async def aopen(
            self, client: AsyncClient, **given: Any
        ) -> AsyncEventStream[Item]: ...

    @property
    def kinds(self) -> tuple[type[EventStream[Any]], type[AsyncEventStream[Any]]]:
        return EventStream, AsyncEventStream


# --- what the caller gets --------------------------------------------------------------


class _Events(StreamBase[Item]):
    """What both kinds of streams of events have in common."""

    event: ServerSentEvent | None = None
    """The event whose item was given last."""
    _misses = 0

    @property
    def last_event_id(self) -> str:
        """The last id that was told: what a stream that goes on is asked for with."""
        frames = self._frames
        assert isinstance(frames, EventFrames)
        return frames.last_id

    def _note(self, frame: Any) -> None:
        self.event, self._misses = frame, 0

    def _is_refusal(self, frame: Any) -> bool:
        return frame.event == "error" or super()._is_refusal(frame)

    @property
    def retry(self) -> int | None:
        """Milliseconds to wait before it goes on, if the provider said so."""
        frames = self._frames
        assert isinstance(frames, EventFrames)
        return frames.retry

    def _check_reads(self) -> None:
        """A stream of what has an effect is never asked for a second time."""
        if self._call.plan.operation.effect is not Effect.READS:
            raise InvalidArgumentError(
                "only a stream of what reads can go on: asking for this one again "
                "would have its effect again"
            )

    def _pause(self, problem: APIConnectionError | None) -> Steps[None] | None:
        """What waits until the stream is asked for again; None: it is not."""
        call, asked = self._call, self.retry
        if self._told or self.status in (204, 205):
            return None
        self._misses += 1
        if self._misses > call.policy.max_attempts:
            if problem is not None:
                raise problem
            return None
        wanted = None if asked is None else asked / 1000
        pause = delay(call.policy, self._misses, wanted, call.context.uniform)
        return _sleep(min(pause, _LONGEST_WAIT))

    def _again(self) -> tuple[Arguments, CallOptions]:
        """How the stream is asked for again."""
        asked = self._asked
        options = asked.options or CallOptions()
        if self.last_event_id:
            headers = {**options.headers, "Last-Event-ID": self.last_event_id}
            options = replace(options, headers=headers)
        return asked.given, options

    def _resumed(self, call: StreamCall, reply: Reply) -> None:
        """Go on with another answer."""
        last, retry = self.last_event_id, self.retry
        self._call, self._verdict = call, call.verdict
        self._begin(reply, EventFrames(last, retry))


def _sleep(seconds: float) -> Generator[Sleep, Any, None]:
    yield Sleep(seconds)


class EventStream(Stream[Item], _Events[Item]):
    """The data of events, each as soon as it is whole; `event` is the last as it came."""

    def resuming(self) -> Iterator[Item]:
        """The items of this answer, and of those that go on where it ends.

        As the HTML standard has it: after the end of an answer, or where it broke off,
        the stream is asked for again with the last id as `Last-Event-ID`, until it says
        that it has ended (204, or its terminator), or until as many times as the retry
        policy has attempts nothing came. For what reads only: raises
        InvalidArgumentError for what has an effect.
        """
        self._check_reads()
        while True:
            problem = None
            try:
                yield from self
            except APIConnectionError as error:
                problem = error
            if (pause := self._pause(problem)) is None:
                return
            self.close()
            client = self._asked.client
            client.drive(pause)
            given, options = self._again()
            made = partial(StreamCall, self._way, self._resumed)
            client.call(self._call.plan.operation, given, options, made)


class AsyncEventStream(AsyncStream[Item], _Events[Item]):
    """The same, awaited."""

    async def resuming(self) -> AsyncIterator[Item]:
        """The items of this answer, and of those that go on where it ends.

        See `EventStream.resuming`.
        """
        self._check_reads()
        while True:
            problem = None
            try:
                async for item in self:
                    yield item
            except APIConnectionError as error:
                problem = error
            if (pause := self._pause(problem)) is None:
                return
            await self.aclose()
            client = self._asked.client
            await client.drive(pause)
            given, options = self._again()
            made = partial(StreamCall, self._way, self._resumed)
            await client.call(self._call.plan.operation, given, options, made)
