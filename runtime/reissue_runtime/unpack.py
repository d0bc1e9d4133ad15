# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""The body of an answer without an end in sight, unpacked piece by piece."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, Final

_PACKED: Final = frozenset({"gzip", "x-gzip", "deflate"})
_ANY_HEADER: Final = 47  # for zlib: of gzip, or its own
_NO_HEADER: Final = -15
_PIECE: Final = 65_536
"""Bytes that are unpacked at once, however much is packed in what came."""


class Unpacked:
    """Unpacks a body by its Content-Encoding; of another coding it stays as it is."""

    def __init__(self, coding: str) -> None:
        self._began = False
        self._packed: Any = None
        if coding.strip().lower() in _PACKED:
            self._packed = zlib.decompressobj(_ANY_HEADER)

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """What a chunk holds. Raises zlib.error."""
        if self._packed is None:
            yield chunk
            return
        while chunk:
            piece = self._piece(chunk)
            chunk = self._packed.unconsumed_tail
            if piece:
                yield piece
        while piece := self._packed.decompress(b"", _PIECE):
            yield piece
        if self._packed.unused_data:
            raise zlib.error("something follows the packed body")

    def _piece(self, chunk: bytes) -> bytes:
        began, self._began = self._began, True
        try:
            piece: bytes = self._packed.decompress(chunk, _PIECE)
        except zlib.error:
            if began:
                raise
            # Some servers call a stream without a header "deflate".
            self._packed = zlib.decompressobj(_NO_HEADER)
            piece = self._packed.decompress(chunk, _PIECE)
        return piece

    @property
    def is_whole(self) -> bool:
        """Whether what came may be all of it: a packed body has an end of its own."""
        return self._packed is None or not self._began or bool(self._packed.eof)
