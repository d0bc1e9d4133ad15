# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Answers that come item by item, without an end that anybody waits for.

A call gives a `Stream` as soon as its answer begins. Up to there everything is as with
any other call: its deadline, its repeats, its errors. From there on nothing is repeated,
and time is counted between two signs of life: see `Stream`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from . import errors
from .answers import is_error
from .decode import NotJson
from .drift import Drift
from .errors import InvalidArgumentError, Outcome, ReissueError
from .failures import is_foreign
from .opened import Asked, Frame, Frames, Opened, StreamCall
from .problem import read_problem
from .quiet import sending
from .steps import Prepared, Reply
from .unpack import Unpacked
from .verdict import words_of

if TYPE_CHECKING:
    from typing import Self

Item = TypeVar("Item")

_NOT_READ = object()


class TooLong(Exception):
    """One item has more bytes than the client takes."""


class StreamBase(Generic[Item]):
    """A stream, but for waiting."""

    def __init__(self, asked: Asked, call: StreamCall, reply: Reply) -> None:
        self._asked, self._call = asked, call
        self._way, self._verdict = call.way, call.verdict
        self.count = 0
        """How many items it gave."""
        self._begin(reply)

    def _begin(self, reply: Reply, frames: Frames | None = None) -> None:
        """Take an answer, the first or one that goes on with it."""
        self._reply = reply
        self._response: Any = reply.response if isinstance(reply, Opened) else None
        self._frames = frames or self._way.frames(reply.headers)
        self._ready: deque[Frame] = deque()
        self._unpacked = Unpacked(reply.headers.get("content-encoding", ""))
        self._ended = self._closed = self._told = False
        """Whether the bytes have ended, it was closed, and said that it ends."""
        self._signs = 0
        self._problem: ReissueError | None = None
        """What is to be raised when the items that came before it are given."""
        idle = self._call.timeout
        self._reading = Prepared("", "", [], timeout=idle, keep=_nothing)
        self._body: Any = None
        if self._response is None:
            self._ended = True
            self._ready.extend(self._frames.feed(reply.body))
            try:
                self._ready.extend(self._frames.end(True))
            except EOFError as error:
                self._problem = self._broken(error)
        else:
            request = getattr(self._response, "_request", None)
            if request is not None:  # a client of the user's keeps this limit itself
                request.extensions["timeout"]["read"] = idle

    # --- what is known

    @property
    def status(self) -> int:
        """HTTP status of the answer, 2xx."""
        return self._reply.status

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers of the answer; names are found in any case."""
        return self._reply.headers

    @property
    def request_id(self) -> str | None:
        """The provider's own name of the request, if it told one."""
        return self._verdict.context.request_id(self._reply)

    @property
    def closed(self) -> bool:
        """Whether its connection was given back: at the end, or early."""
        return self._closed

    def __repr__(self) -> str:
        state = "closed" if self._closed else "open"
        return f"<{type(self).__name__} {state}, {self.count} items>"

    # --- item by item

    def _is_over(self) -> bool:
        """Whether no more items come. Raises where that is not known any more."""
        if self._ready:
            return False
        if (problem := self._problem) is not None:
            self._problem = None
            raise problem
        if self._ended or self._told:
            return True
        if self._closed:
            raise InvalidArgumentError("the stream is closed: nothing is read from it")
        return False

    def _expect(self) -> None:
        """Count the time until the next sign of life from now."""
        self._reading.deadline = self._call.context.clock() + self._call.timeout
        self._signs = self._frames.signs

    def _late(self) -> bool:
        return self._call.context.clock() > self._reading.deadline

    def _feed(self, chunk: bytes | None) -> None:
        """Take what came next; None: it has ended."""
        most = self._call.context.max_bytes
        if chunk is None:
            self._ended = True
            if not self._unpacked.is_whole:
                raise EOFError
            self._ready.extend(self._frames.end(self._certain()))
            return
        for piece in self._unpacked.feed(chunk):
            self._ready.extend(self._frames.feed(piece))
            if self._frames.size > most:
                raise TooLong
        if self._frames.signs > self._signs:
            self._expect()

    def _certain(self) -> bool:
        """Whether the transport knows the end of the answer, and not only that none came."""
        headers = self._reply.headers
        chunked = "chunked" in headers.get("transfer-encoding", "").lower()
        version = str(getattr(self._response, "http_version", ""))
        return chunked or "content-length" in headers or version.startswith("HTTP/2")

    def _take(self) -> Any:
        """The next item, `_NOT_READ` for what is none. Raises ResponseDecodeError."""
        frame = self._ready.popleft()
        if self._told:
            return _NOT_READ
        if self._way.ends(frame):
            self._told = True
            return _NOT_READ
        self.count += 1
        self._note(frame)
        try:
            value, drifts = self._way.value(frame)
        except NotJson as error:
            problem = self._unreadable(frame, error.reason)
        else:
            if not drifts:
                return value
            found = self._misfit(frame, drifts)
            if found is None:
                return value
            problem = found
        # Raised here: the frames below hold what the provider wrote.
        raise problem

    def _note(self, frame: Any) -> None:
        """What else an item tells."""

    # --- what goes wrong

    def _misfit(self, frame: Frame, drifts: tuple[Drift, ...]) -> ReissueError | None:
        """The error that an item is, which is not as documented; None: it is a drift."""
        call = self._call
        context, operation = call.context, call.plan.operation
        drifts = context.report(operation, self.status, drifts)
        if self._is_refusal(frame):
            return self._refused(frame)
        if not call.strict:
            return None
        told = "; ".join(str(drift) for drift in drifts[:5])
        return self._unreadable(frame, f"strict=True: {told}")

    def _is_refusal(self, frame: Frame) -> bool:
        """Whether an item that misfits is a documented error."""
        return is_error(frame.data, self._verdict)

    def _refused(self, frame: Frame) -> ReissueError:
        verdict = self._verdict
        problem = read_problem(frame.data, verdict.plan.envelopes)
        words, said = words_of(problem.message, problem.code, verdict)
        return self._error(
            errors.ProviderRejectedError,
            f"the provider reports an error inside of the stream{words}",
            frame.data,
            **said,
        )

    def _unreadable(self, frame: Frame, reason: str) -> ReissueError:
        what = f"item {self.count} of the stream cannot be read ({reason})"
        return self._error(errors.ResponseDecodeError, what, frame.data, reason=reason)

    def _broken(self, error: Exception) -> ReissueError:
        """The error for a stream that does not go on."""
        name, outcome = type(error).__name__, self._verdict.outcome(Outcome.UNKNOWN)
        kind: type[ReissueError] = errors.OutcomeUnknownError
        if outcome is Outcome.NOT_HAPPENED:
            kind = errors.APIConnectionError
        match error:
            case TooLong():
                most = self._call.context.max_bytes
                kind, reason = (
                    errors.ResponseDecodeError,
                    f"an item is longer than {most} bytes: max_bytes= of the client",
                )
            case EOFError():
                reason = "it ends in the middle"
            case _ if "Timeout" in name:
                reason = f"nothing came for {self._call.timeout:g} s: timeout="
            case _:
                reason = name
        count = self.count + len(self._ready)
        what = f"the stream broke off after {count} items ({reason})"
        made = self._verdict.make(
            kind, what, outcome=outcome, status=self.status, reason=reason
        )
        made.request_id = self.request_id
        return made

    def _error(
        self, kind: type[ReissueError], what: str, data: bytes, **more: Any
    ) -> ReissueError:
        verdict = self._verdict
        outcome = verdict.outcome(Outcome.UNKNOWN)
        reply = Reply(self.status, self._reply.headers, data)
        return verdict.make(kind, what, outcome=outcome, reply=reply, **more)

    def _cut(self) -> bool:
        """Whether the stream ended without the last word that it always has."""
        return self._way.must_end and not self._told and self._response is not None


def _nothing(_: Any) -> None:
    """Marks what is read piece by piece, of which connections keep nothing."""


# --- sync ------------------------------------------------------------------------------


class Stream(StreamBase[Item]):
    """The items of an answer, each as soon as it is whole.

    ``with client.things.watch() as things:`` closes it, also early: a connection with
    unread bytes is never used again. What breaks the stream is raised by the item that
    is waited for. `timeout=` is the time for the next sign of life (an item, or a line
    that keeps the connection open); what the caller does in between is not counted.
    `max_bytes=` is for one item.
    """

    def __iter__(self) -> Iterator[Item]:
        return self

    def __next__(self) -> Item:
        self._expect()
        while not self._is_over():
            if not self._ready:
                self._wait()
            elif (value := self._take()) is not _NOT_READ:
                return cast("Item", value)
        self.close()
        if self._cut():
            raise self._broken(EOFError())
        raise StopIteration

    def _wait(self) -> None:
        """Read on. Raises the error for a stream that does not go on."""
        if self._body is None:
            self._body = self._response.iter_raw()
        mine = sending.set(self._reading)
        try:
            chunk: bytes | None = next(self._body, None)
            if self._late():
                raise TimeoutError
            self._feed(chunk)
        except Exception as error:
            kept = self._ready.copy()
            self.close()
            self._ready = kept
            if is_foreign(error) and not isinstance(error, (TooLong, EOFError)):
                raise
            # Not raised here: the frames of the transport hold the request.
            self._problem = self._broken(error)
        except BaseException:
            self.close()
            raise
        finally:
            sending.reset(mine)

    def close(self) -> None:
        """Give the connection back; nothing more is read."""
        self._ready.clear()
        if not self._closed:
            self._closed = True
            if self._response is not None:
                self._response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


# --- async -----------------------------------------------------------------------------


class AsyncStream(StreamBase[Item]):
    """The same, awaited: ``async with await client.things.watch() as things:``."""

    def __aiter__(self) -> AsyncIterator[Item]:
        return self

    async def __anext__(self) -> Item:
        self._expect()
        while not self._is_over():
            if not self._ready:
                await self._wait()
            elif (value := self._take()) is not _NOT_READ:
                return cast("Item", value)
        await self.aclose()
        if self._cut():
            raise self._broken(EOFError())
        raise StopAsyncIteration

    async def _wait(self) -> None:
        """Read on. Raises the error for a stream that does not go on."""
        import anyio

        if self._body is None:
            self._body = self._response.aiter_raw()
        mine = sending.set(self._reading)
        try:
            with anyio.fail_after(self._call.timeout + _GRACE):
                chunk: bytes | None = await anext(self._body, None)
            if self._late():
                raise TimeoutError
            self._feed(chunk)
        except Exception as error:
            kept = self._ready.copy()
            await self.aclose()
            self._ready = kept
            if is_foreign(error) and not isinstance(error, (TooLong, EOFError)):
                raise
            self._problem = self._broken(error)
        except BaseException:
            # Cancelled: the transport has closed the connection on its way.
            self._closed = True
            raise
        finally:
            sending.reset(mine)

    async def aclose(self) -> None:
        """Give the connection back; nothing more is read."""
        self._ready.clear()
        if not self._closed:
            self._closed = True
            if self._response is not None:
                await self._response.aclose()
                await self._run_out()

    async def _run_out(self) -> None:
        """Let the generators of the transport end, which nobody else does under trio."""
        if self._body is None:
            return
        with suppress(Exception):
            for _ in range(_LEFT):
                await anext(self._body)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


_LEFT = 1_000
"""Pieces at most that a transport still has of what came before it was closed."""
_GRACE = 0.2
"""Seconds that a client of the user's has to tell by itself that its time is over."""
