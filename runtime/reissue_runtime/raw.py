# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Request bodies that are sent as they are."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from io import TextIOBase
from os import fspath
from os.path import isfile
from typing import IO, Final, cast

from msgspec import Struct

from .body import Content, Written, is_buffer
from .charsets import bytes_of
from .encode import EncodeError, text
from .files import can_rewind, is_path
from .once import refuse_ended

_CHUNK: Final = 65_536  # bytes


class Raw(Struct, frozen=True):
    """A request body sent as it is: bytes, text, or an iterator of bytes."""

    media: str = "application/octet-stream"

    def write(self, value: object, media: str | None) -> Written:
        """The body: bytes, text, a path, a binary file, or an iterable of bytes.

        Raises EncodeError.
        """
        media = media or self.media
        content, replayable = _content(value, media)
        close = content.rewind if isinstance(content, _Chunks) else None
        return Written(content, media, replayable=replayable, close=close)


class _Chunks:
    """A file from where it stood, read anew by each iteration."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._start = file.tell()

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(self._start)
        while chunk := self._file.read(_CHUNK):
            yield chunk

    def rewind(self) -> None:
        """Go back, for a call that is made again, unless it was closed on the way."""
        with suppress(OSError, ValueError):
            self._file.seek(self._start)


class _PathChunks:
    """A file by its path, opened anew by each iteration."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __iter__(self) -> Iterator[bytes]:
        with open(self._path, "rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


def _content(body: object, media: str) -> tuple[Content, bool]:
    """The content, and whether it can be sent again."""
    match body:
        case _ if is_buffer(body):
            return bytes(body), True
        case str():
            return bytes_of(text(body, "the body"), media, "the body"), True
        case _ if is_path(body):
            place = fspath(body)
            if not isfile(place):
                raise EncodeError("the body is a path at which there is no file")
            return _PathChunks(place), True
        case TextIOBase():
            raise EncodeError(
                "the body is a file opened as text: open it in binary mode"
            )
        case _ if hasattr(body, "read"):
            file = cast("IO[bytes]", body)
            return (_Chunks(file), True) if can_rewind(file) else (file, False)
        case list() | tuple():
            if not all(map(is_buffer, cast("Sequence[object]", body))):
                raise EncodeError("the parts of a raw body are bytes, and one is none")
            return cast("Sequence[bytes]", body), True
        case AsyncIterable() | Iterator() | Iterable() if not isinstance(
            body, (Mapping, Struct)
        ):
            refuse_ended(cast("object", body))
            return cast("Iterable[bytes] | AsyncIterable[bytes]", body), False
        case _:
            kind = type(body).__name__
            raise EncodeError(
                "a raw body is bytes, text, a path, a binary file or an iterable, "
                f"not a {kind}"
            )
