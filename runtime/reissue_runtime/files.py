# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What may be sent as a file or as a body that is not JSON."""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Iterable, Mapping
from io import SEEK_CUR, SEEK_END, SEEK_SET
from os import PathLike, fspath
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias, TypeGuard

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self


class Upload:
    """A file for a body or a part of one, which tells how far it was sent.

    ``with Upload("scan.pdf", on_progress) as file: client.files.put(file)``

    - `file`: A path, which is closed with it, or a file opened as binary, which is not.
    - `progress`: Called with the bytes that were read to be sent, and with the size of
      the file; None where it has no end to look for. A call that is made again begins
      with 0.
    """

    def __init__(
        self,
        file: str | PathLike[str] | IO[bytes],
        progress: Callable[[int, int | None], object],
    ) -> None:
        self._mine = isinstance(file, (str, PathLike))
        self._file: IO[bytes] = (
            open(file, "rb") if isinstance(file, (str, PathLike)) else file  # noqa: SIM115
        )
        given = fspath(file) if isinstance(file, (str, PathLike)) else ""
        self.name: object = given or getattr(file, "name", None)
        self._progress = progress
        self._start = self._file.tell() if self._file.seekable() else 0
        self._done = 0
        self.total = self._size()

    def _size(self) -> int | None:
        if not self._file.seekable():
            return None
        end = self._file.seek(0, SEEK_END)
        self._file.seek(self._start)
        return end - self._start

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, told as sent."""
        data = self._file.read(size)
        if data:
            self._done += len(data)
            self._progress(self._done, self.total)
        return data

    def seekable(self) -> bool:
        """Whether it can be sent a second time."""
        return self._file.seekable()

    def seek(self, offset: int, whence: int = SEEK_SET, /) -> int:
        """Go somewhere else in the file."""
        place = self._file.seek(offset, whence)
        self._done = max(0, place - self._start)
        return place

    def tell(self) -> int:
        """Where it is."""
        return self._file.seek(0, SEEK_CUR) if self.seekable() else self._done

    def close(self) -> None:
        """Close what was opened here."""
        if self._mine:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


if TYPE_CHECKING:
    FileContent: TypeAlias = (
        Path
        | bytes
        | IO[bytes]
        | Upload
        | tuple[str, bytes | IO[bytes] | Upload | Path]
        | tuple[str, bytes | IO[bytes] | Upload | Path, str]
        | tuple[str, bytes | IO[bytes] | Upload | Path, str | None, Mapping[str, str]]
    )
    """A file of a multipart body.

    A path, bytes, a file opened as binary, (name, content), (name, content, media) or
    (name, content, media or None, headers of the part).
    """
    ByteStream: TypeAlias = (
        Iterable[bytes] | AsyncIterable[bytes] | IO[bytes] | Upload | Path
    )
    """A body that is sent piece by piece."""
else:
    # Models with files are written, never read; msgspec wants to understand their types
    # all the same.
    FileContent = ByteStream = Any


def is_path(value: object) -> TypeGuard[PathLike[str]]:
    """Whether it is the path of a file; text never is."""
    return isinstance(value, PathLike)


def can_rewind(file: IO[bytes]) -> bool:
    """Whether a file can be read a second time."""
    seekable = getattr(file, "seekable", None)
    return bool(seekable and seekable())
