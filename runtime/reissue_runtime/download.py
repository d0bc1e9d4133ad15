# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""The body of an answer as it comes: unpacked, and within its time and its size."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any, Final

TOO_SLOW: Final = "the answer is not complete at the deadline"
_PACKED: Final = frozenset({"gzip", "x-gzip", "deflate"})
"""What requests ask for; a body in any other coding stays as it is."""
_ANY_HEADER: Final = 47  # for zlib: of gzip, or its own
_NO_HEADER: Final = -15


class TooLarge(Exception):
    """An answer is longer than the client takes."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"the answer is longer than {most} bytes: max_bytes= of the client"
        )


class Download:
    """One answer's body.

    - `most`: Bytes, as they come and unpacked.
    - `deadline`: On `clock`, in seconds.
    """

    def __init__(
        self,
        headers: Any,
        most: int,
        deadline: float,
        clock: Callable[[], float],
    ) -> None:
        self._most, self._deadline, self._clock = most, deadline, clock
        self._came = self._size = 0
        self._chunks: list[bytes] = []
        self._unpacked: Any = None
        if headers.get("content-encoding", "").strip().lower() in _PACKED:
            self._unpacked = zlib.decompressobj(_ANY_HEADER)
        length = headers.get("content-length", "")
        if length.isdecimal() and len(length) > len(str(most)):
            raise TooLarge(most)

    def feed(self, chunk: bytes) -> None:
        """What came next. Raises TooLarge, TimeoutError, and zlib.error."""
        # Not for an answer that is complete, however late.
        if self._came and self._clock() > self._deadline:
            raise TimeoutError(TOO_SLOW)
        self._came += len(chunk)
        if self._unpacked is not None:
            chunk = self._unpack(chunk)
        self._size += len(chunk)
        if max(self._came, self._size) > self._most:
            raise TooLarge(self._most)
        self._chunks.append(chunk)

    def _unpack(self, chunk: bytes) -> bytes:
        """What a chunk holds, or the first part of it that is too much."""
        room = self._most - self._size + 1
        try:
            unpacked: bytes = self._unpacked.decompress(chunk, room)
        except zlib.error:
            if self._came > len(chunk):
                raise
            # Some servers call a stream without a header "deflate".
            self._unpacked = zlib.decompressobj(_NO_HEADER)
            unpacked = self._unpacked.decompress(chunk, room)
        return unpacked

    def end(self) -> bytes:
        """The whole body. Raises ValueError for a packed one that is cut off."""
        packed = self._unpacked
        if packed is not None and self._came and (packed.unused_data or not packed.eof):
            raise ValueError("the packed body is not whole")
        return self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
