# Part of the Reissue runtime: ordinary, tested code that every generated tree carries as it is.
"""What may be sent as a file or as a body that is not JSON."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    FileContent: TypeAlias = (
        Path
        | bytes
        | IO[bytes]
        | tuple[str, bytes | IO[bytes] | Path]
        | tuple[str, bytes | IO[bytes] | Path, str]
    )
    """A file of a multipart body: a path, bytes, a file opened as binary, or (name, content) or (name, content, media)."""
    ByteStream: TypeAlias = Iterable[bytes] | AsyncIterable[bytes] | IO[bytes] | Path
    """A body that is sent piece by piece."""
else:  # models with files are written, never read; msgspec wants to understand their types all the same
    FileContent = ByteStream = Any
