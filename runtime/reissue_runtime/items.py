# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Request bodies of one JSON text after the other: JSON lines, and RFC 7464."""

from __future__ import annotations

from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Callable,
    Iterable,
    Iterator,
    Mapping,
)
from typing import Final, TypeAlias, TypeVar, cast

from msgspec import Struct

from .body import Written, encode_json, is_buffer
from .encode import EncodeError
from .model import is_array
from .once import refuse_ended

T = TypeVar("T")

Items: TypeAlias = Iterable[T] | AsyncIterable[T]
"""What is sent item by item, each when it is asked for."""

_SEPARATOR: Final = b"\x1e"


class JsonItems(Struct, frozen=True):
    """A body of JSON lines; each begins with a separator in application/json-seq."""

    media: str = "application/jsonl"

    def write(self, value: object, media: str | None) -> Written:
        """The body: items one by one, or the bytes of a whole one. Raises EncodeError.

        A list or tuple is written at once, and can be sent again. Of other iterables an
        item that cannot be written breaks off what is being sent.
        """
        kind = type(value).__name__
        refuse_ended(value)
        if is_buffer(value):
            return Written(bytes(value), self.media)
        if is_array(value):
            return Written(b"".join(map(self._line, value)), self.media)
        if isinstance(value, AsyncIterable):
            later = cast("AsyncIterable[object]", value)
            return Written(self._later(later), self.media, replayable=False)
        if isinstance(value, Iterable) and not isinstance(value, (str, Mapping)):
            items = cast("Iterable[object]", value)
            return Written(self._lines(items), self.media, replayable=False)
        raise EncodeError(f"the body is an iterable of items, not a {kind}")

    def _line(self, item: object) -> bytes:
        mark = _SEPARATOR if "json-seq" in self.media else b""
        return mark + encode_json(item) + b"\n"

    def _lines(self, items: Iterable[object]) -> Iterator[bytes]:
        for item in items:
            yield _sent(self._line, item)

    async def _later(self, items: AsyncIterable[object]) -> AsyncIterator[bytes]:
        async for item in items:
            yield _sent(self._line, item)


def _sent(line: Callable[[object], bytes], item: object) -> bytes:
    """An item of a body that is under way.

    Some of it was sent: so the outcome is unknown, as after any broken connection.
    """
    try:
        return line(item)
    except EncodeError as error:
        problem = str(error)
    raise ValueError(problem)
