# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Answers of parts, one after the other (multipart/mixed and others, RFC 2046)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final, Literal, TypeVar, get_args, get_origin

from msgspec import json

from .body_part import BodyPart
from .charsets import text_of
from .decode import codec, is_json
from .drift import Drift
from .opened import Frames
from .shape import shape
from .streaming import Streaming

Item = TypeVar("Item")

_BOUNDARY: Final = re.compile(
    r'(?i);\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))'
)
_HEAD: Final = re.compile(rb"\r?\n\r?\n")


class Frame(BodyPart[bytes], frozen=True):
    """A part as it came."""

    place: int = 0
    """How many came before it."""


class PartFrames:
    """Cuts bytes into parts; what stands before the first one is nothing."""

    def __init__(self, boundary: str) -> None:
        self.signs = self.size = self._count = 0
        mark = re.escape(boundary.encode("latin-1", "replace"))
        self._mark = re.compile(rb"(?:^|\r?\n)--" + mark + rb"(--)?[ \t]*(?:\r?\n|$)")
        self._longest = len(boundary) + 32
        """Bytes of which a mark may be the last."""
        self._held = bytearray()
        self._searched = 0
        self._part = False
        """Whether a part is under way: before the first mark there is none."""
        self._ended = False

    def feed(self, data: bytes) -> Iterator[Frame]:
        """The parts that this completes."""
        self._held += data
        yield from self._parts(False)

    def _parts(self, last: bool) -> Iterator[Frame]:
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
                yield _part(body[2:], self._count)
                self._count += 1
            self._part = True
        self._searched = max(0, len(self._held) - self._longest)
        self.size = len(self._held)
        if self._ended:
            self._held.clear()

    def end(self, certain: bool) -> Iterator[Frame]:
        """The last part. Raises EOFError without the mark that ends the whole."""
        yield from self._parts(True)
        if not self._ended:
            raise EOFError


def _part(body: bytes, place: int) -> Frame:
    body = b"\r\n" + body
    head = _HEAD.search(body)
    if head is None:
        return Frame(body[2:], {}, place)
    headers: dict[str, str] = {}
    for line in body[: head.start()].decode("latin-1").splitlines():
        name, _, value = line.partition(":")
        if name.strip():
            headers[name.strip().lower()] = value.strip()
    return Frame(body[head.end() :], headers, place)


class _Reader:
    """Reads the parts of one place: as a value, or as a `BodyPart` of one."""

    def __init__(self, kind: Any) -> None:
        self.is_part = get_origin(kind) is BodyPart
        self.type = get_args(kind)[0] if self.is_part else kind

    def read(self, frame: Frame) -> tuple[Any, tuple[Drift, ...]]:
        """The value of a part, and where it is not as documented. Raises NotJson."""
        value: Any = frame.data
        drifts: tuple[Drift, ...] = ()
        if self.type is not bytes:
            value, drifts = codec(self.type).decode(self._json(frame))
        return BodyPart(value, frame.headers) if self.is_part else value, drifts

    def _json(self, frame: Frame) -> bytes:
        """The part as JSON, which a text is not unless it says so (RFC 2046, 5.1)."""
        media = frame.headers.get("content-type", "").lower()
        if is_json(media) or not self._is_text:
            return frame.data
        return json.encode(text_of(frame.data, media))

    @cached_property
    def _is_text(self) -> bool:
        """Whether JSON has a string for it."""
        return any(
            kind in (str, date, datetime)
            or (get_origin(kind) is Literal and isinstance(get_args(kind)[0], str))
            for kind in shape(self.type).members
        )


_AS_IT_CAME: Final = _Reader(BodyPart[bytes])


class MixedParts(Streaming[Item]):
    """An answer of parts: values of their types, or `BodyPart`, which has the headers too.

    - `prefix`: The types of the first parts, where they have some of their own.
    - `rest`: That of all after them; without one there are none.
    """

    def __init__(
        self,
        item: Any = None,
        /,
        *,
        prefix: tuple[Any, ...] = (),
        rest: Any = None,
        **given: Any,
    ) -> None:
        super().__init__(item, **given)
        self.prefix: tuple[_Reader, ...] = tuple(map(_Reader, prefix))
        rest = rest if prefix else item
        self.rest = None if rest is None else _Reader(rest)

    def fits(self, content_type: str) -> bool:
        is_multipart = content_type.startswith("multipart/")
        return is_multipart and _BOUNDARY.search(content_type) is not None

    def frames(self, headers: Mapping[str, str]) -> Frames:
        # Not of the Content-Type in lower case, as the boundary need not be so.
        found = _BOUNDARY.search(headers.get("content-type", ""))
        return PartFrames((found[1] or found[2]) if found is not None else "")

    def value(self, frame: Any) -> tuple[Any, tuple[Drift, ...]]:
        place: int = frame.place
        known = len(self.prefix)
        reader = self.prefix[place] if place < known else self.rest
        if reader is not None:
            return reader.read(frame)
        value, _ = _AS_IT_CAME.read(frame)
        return value, (Drift("$", f"{known} parts", f"{place + 1} parts"),)
