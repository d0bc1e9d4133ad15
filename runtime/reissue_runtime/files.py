# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What may be sent as a file or as a body that is not JSON."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable
from os import PathLike
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias, TypeGuard

if TYPE_CHECKING:
    FileContent: TypeAlias = (
        Path
        | bytes
        | IO[bytes]
        | tuple[str, bytes | IO[bytes] | Path]
        | tuple[str, bytes | IO[bytes] | Path, str]
    )
    """A file of a multipart body.

    A path, bytes, a file opened as binary, or (name, content) or (name, content,
    media).
    """
    ByteStream: TypeAlias = Iterable[bytes] | AsyncIterable[bytes] | IO[bytes] | Path
    """A body that is sent piece by piece."""
else:
    # Models with files are written, never read; msgspec wants to understand their types
    # all the same.
    FileContent = ByteStream = Any


def is_path(value: object) -> TypeGuard[PathLike[str]]:
    """Whether it is the path of a file; text never is."""
    return isinstance(value, PathLike)


def is_buffer(value: object) -> TypeGuard[bytes | bytearray]:
    """Whether it is bytes, in whatever box: bytes, bytearray or memoryview."""
    return isinstance(value, (bytes, bytearray, memoryview))


def can_rewind(file: IO[bytes]) -> bool:
    """Whether a file can be read a second time."""
    seekable = getattr(file, "seekable", None)
    return bool(seekable and seekable())
