# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Answers of parts, one after the other (multipart/mixed, RFC 2046)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final, TypeVar

from msgspec import Struct

from .drift import Drift
from .opened import Frames
from .streaming import Streaming

Item = TypeVar("Item")

_BOUNDARY: Final = re.compile(
    r'(?i);\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))'
)
_HEAD: Final = re.compile(rb"\r?\n\r?\n")


class BodyPart(Struct, frozen=True):
    """One part as it came."""

    headers: Mapping[str, str]
    """By name in lower case."""
    data: bytes


class PartFrames:
    """Cuts bytes into parts; what stands before the first one is nothing."""

    def __init__(self, boundary: str) -> None:
        self.signs = self.size = 0
        mark = re.escape(boundary.encode("latin-1", "replace"))
        self._mark = re.compile(rb"(?:^|\r?\n)--" + mark + rb"(--)?[ \t]*(?:\r?\n|$)")
        self._longest = len(boundary) + 32
        """Bytes of which a mark may be the last."""
        self._held = bytearray()
        self._searched = 0
        self._part = False
        """Whether a part is under way: before the first mark there is none."""
        self._ended = False

    def feed(self, data: bytes) -> Iterator[BodyPart]:
        """The parts that this completes."""
        self._held += data
        yield from self._parts(False)

    def _parts(self, last: bool) -> Iterator[BodyPart]:
        while not self._ended:
            found = self._mark.search(self._held, self._searched)
            # At the end of what came, a mark may go on.
            if found is None or (found.end() == len(self._held) and not last):
                break
            body = bytes(self._held[: found.start()])
            del self._held[: found.end()]
            self._searched, self._ended = 0, found[1] is not None
            # The line end before a mark belongs to it, also where a part is empty.
            self._held[:0] = b"\r\n"
            self.signs += 1
            if self._part:
                yield _part(body[2:])
            self._part = True
        self._searched = max(0, len(self._held) - self._longest)
        self.size = len(self._held)
        if self._ended:
            self._held.clear()

    def end(self, certain: bool) -> Iterator[BodyPart]:
        """The last part. Raises EOFError without the mark that ends the whole."""
        yield from self._parts(True)
        if not self._ended:
            raise EOFError


def _part(body: bytes) -> BodyPart:
    body = b"\r\n" + body
    head = _HEAD.search(body)
    if head is None:
        return BodyPart({}, body[2:])
    headers: dict[str, str] = {}
    for line in body[: head.start()].decode("latin-1").splitlines():
        name, _, value = line.partition(":")
        if name.strip():
            headers[name.strip().lower()] = value.strip()
    return BodyPart(headers, body[head.end() :])


class MixedParts(Streaming[Item]):
    """An answer of parts, whose bodies are JSON of one type; without one as they came."""

    media: ClassVar[frozenset[str]] = frozenset({"multipart/mixed"})

    def fits(self, content_type: str) -> bool:
        return super().fits(content_type) and _BOUNDARY.search(content_type) is not None

    def frames(self, headers: Mapping[str, str]) -> Frames:
        # Not of the Content-Type in lower case, as the boundary need not be so.
        found = _BOUNDARY.search(headers.get("content-type", ""))
        return PartFrames((found[1] or found[2]) if found is not None else "")

    def value(self, frame: Any) -> tuple[Any, tuple[Drift, ...]]:
        if self.item is BodyPart:
            return frame, ()
        return self.codec.decode(frame.data)
