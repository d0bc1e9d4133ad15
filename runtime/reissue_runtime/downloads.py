# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Answers that are bytes, piece by piece: to a file, with progress, gone on with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from functools import partial
from os import PathLike
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from . import errors
from .client import AsyncClient, Client
from .decode import is_json
from .drift import Drift
from .errors import APIConnectionError, ReissueError
from .opened import StreamCall
from .operation import Effect
from .options import CallOptions
from .steps import Reply
from .streaming import Streaming
from .streams import AsyncStream, Stream, StreamBase

Progress: TypeAlias = Callable[[int, int | None], object]
"""Told of the bytes that are there, and of how many there are in all, if that is known."""

_RANGE: Final = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)")


if TYPE_CHECKING:
    from typing import Self

    _Bytes = Streaming[bytes]
else:
    _Bytes = Streaming


class Piece(Struct, frozen=True):
    """Some bytes of a body."""

    data: bytes


class Pieces:
    """Takes what comes as it comes."""

    def __init__(self) -> None:
        self.signs = self.size = 0

    def feed(self, data: bytes) -> Iterator[Piece]:
        """The bytes."""
        self.signs += 1
        if data:
            yield Piece(data)

    def end(self, certain: bool) -> Iterator[Piece]:
        """Nothing."""
        return iter(())


class Bytes(_Bytes):
    """An answer of bytes, whatever its media type; of JSON only where that is documented."""

    def frames(self, headers: Mapping[str, str]) -> Pieces:
        return Pieces()

    def fits(self, content_type: str) -> bool:
        if is_json(content_type) and not any(map(is_json, self.asked)):
            return False  # a provider that says no does so for a file too
        html = content_type.startswith("text/html")
        return not html or any(one.startswith(("text/", "*")) for one in self.asked)

    def value(self, frame: Any) -> tuple[Any, tuple[Drift, ...]]:
        return frame.data, ()

    if TYPE_CHECKING:

        def open(self, client: Client, **given: Any) -> Download: ...
        async def aopen(self, client: AsyncClient, **given: Any) -> AsyncDownload: ...

    def _asking(self, options: CallOptions | None) -> tuple[Self, CallOptions]:
        options = options or CallOptions()
        way, own = self, _accepted(options.headers)
        if own is not None:
            way = copy(self)
            way.asked = own
        # Nothing is packed: packed bytes have no ranges.
        headers = {"Accept-Encoding": "identity", **options.headers}
        return way, replace(options, headers=headers)

    @property
    def kinds(self) -> tuple[type[Download], type[AsyncDownload]]:
        return Download, AsyncDownload


def _accepted(headers: Mapping[str, str]) -> Sequence[str] | None:
    """The media types that the caller asks for; None where the document's are."""
    own = [value for name, value in headers.items() if name.lower() == "accept"]
    return [one.strip().lower() for one in own[-1].split(",")] if own else None


class _Body(StreamBase[bytes]):
    """What both kinds of downloads have in common."""

    done = 0
    """Bytes that were given."""
    _misses = 0

    @property
    def total(self) -> int | None:
        """Bytes of the whole body; None where the answer does not tell."""
        headers = self.headers
        if (found := _RANGE.fullmatch(headers.get("content-range", ""))) is not None:
            return int(found[2]) if found[2].isdigit() else None
        length = headers.get("content-length", "")
        plain = headers.get("content-encoding", "identity") == "identity"
        return int(length) if plain and length.isdecimal() else None

    def _note(self, frame: Any) -> None:
        self.done += len(frame.data)
        self._misses = 0

    def _next_range(self, problem: APIConnectionError) -> CallOptions:
        """How what is missing is asked for. Raises `problem` where it cannot be.

        `If-Range` with a strong validator (RFC 9110, 13.1.5): where the body is another
        one meanwhile, all of it comes, and not the end of another one.
        """
        call, headers = self._call, self.headers
        etag = headers.get("etag", "")
        known = etag if etag.startswith('"') else headers.get("last-modified", "")
        reads = call.plan.operation.effect is Effect.READS
        plain = headers.get("content-encoding", "identity") == "identity"
        self._misses += 1
        out_of = self._misses >= call.policy.max_attempts
        if not (known and reads and plain) or out_of or not self.done:
            raise problem
        options = self._asked.options or CallOptions()
        asked = {"Range": f"bytes={self.done}-", "If-Range": known}
        return replace(options, headers={**options.headers, **asked})

    def _resumed(self, call: StreamCall, reply: Reply) -> None:
        """Go on with another answer, if it is what was asked for."""
        total, etag = self.total, self.headers.get("etag")
        self._call, self._verdict = call, call.verdict
        self._begin(reply)
        if reply.status != 206:  # the whole of what is another body now
            raise _Anew
        found = _RANGE.fullmatch(reply.headers.get("content-range", ""))
        fits = found is not None and int(found[1]) == self.done
        if not fits or (total is not None and self.total not in (None, total)):
            raise self._other("range", "Content-Range")
        # RFC 9110, 15.3.7.3: parts of two bodies are never put together.
        if etag is not None and self.headers.get("etag", etag) != etag:
            raise self._other("body", "ETag")

    def _other(self, what: str, header: str) -> ReissueError:
        told = f"the answer to a request for a range is of another {what}"
        return self._error(errors.ResponseDecodeError, told, b"", reason=header)

    def _put(self, to: IO[bytes], piece: bytes, progress: Progress | None) -> None:
        to.write(piece)
        if progress is not None:
            progress(self.done, self.total)

    def _begin_anew(self, to: IO[bytes], start: int) -> None:
        self.done = 0
        to.seek(start)
        to.truncate()

    def _check_whole(self) -> None:
        """Raise APIConnectionError where less came than there is.

        A server may send a part of the range that was asked for (RFC 9110, 15.3.7).
        """
        if self.total is not None and self.done < self.total:
            told = f"the body ended after {self.done} of {self.total} bytes"
            raise self._error(APIConnectionError, told, b"")


def _opened(to: str | PathLike[str] | IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    """A file to be written, closed again where it was opened here."""
    return open(to, "wb") if isinstance(to, (str, PathLike)) else nullcontext(to)


class _Anew(Exception):
    """The body begins anew, because it is another one."""


class Download(Stream[bytes], _Body):
    """A body piece by piece: an iterator of bytes, or `save` it."""

    def save(
        self,
        to: str | PathLike[str] | IO[bytes],
        progress: Progress | None = None,
        *,
        resume: bool = True,
    ) -> int:
        """Write the body to a file, and give its size in bytes.

        - `to`: A path, or a file opened for binary writing (seekable to resume).
        - `progress`: Called with the bytes that are there and the total, if known.
        - `resume`: Ask for the rest where it breaks off: for what reads, where the
          answer has an ETag or Last-Modified, as often as the retry policy has attempts.

        Raises the errors of a call. A file that is not whole stays as far as it came.
        """
        with _opened(to) as file:
            return self._save(file, progress, resume)

    def _save(self, to: IO[bytes], progress: Progress | None, resume: bool) -> int:
        start = to.tell() if resume and to.seekable() else None
        while True:
            try:
                for piece in self:
                    self._put(to, piece, progress)
                self._check_whole()
                return self.done
            except APIConnectionError as error:
                if start is None:
                    raise
                options = self._next_range(error)
            try:
                self._again(options)
            except _Anew:
                self._begin_anew(to, start)

    def _again(self, options: CallOptions) -> None:
        self.close()
        client = self._asked.client
        made = partial(StreamCall, self._way, self._resumed)
        client.call(self._call.plan.operation, self._asked.given, options, made)


class AsyncDownload(AsyncStream[bytes], _Body):
    """The same, awaited. The file is written in the event loop, as files are read."""

    async def save(
        self,
        to: str | PathLike[str] | IO[bytes],
        progress: Progress | None = None,
        *,
        resume: bool = True,
    ) -> int:
        """Write the body to a file, and give its size; see `Download.save`."""
        with _opened(to) as file:
            return await self._save(file, progress, resume)

    async def _save(
        self, to: IO[bytes], progress: Progress | None, resume: bool
    ) -> int:
        start = to.tell() if resume and to.seekable() else None
        while True:
            try:
                async for piece in self:
                    self._put(to, piece, progress)
                self._check_whole()
                return self.done
            except APIConnectionError as error:
                if start is None:
                    raise
                options = self._next_range(error)
            try:
                await self._again(options)
            except _Anew:
                self._begin_anew(to, start)

    async def _again(self, options: CallOptions) -> None:
        await self.aclose()
        client = self._asked.client
        made = partial(StreamCall, self._way, self._resumed)
        await client.call(self._call.plan.operation, self._asked.given, options, made)
