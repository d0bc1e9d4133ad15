"""Streams that nobody reads any more, stdout that is closed, and stderr that stops no command."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Any, Final, TextIO, cast


def silence(stream: TextIO) -> None:
    """Let what is written to a stream from here on go nowhere: also what its buffer holds when the process ends."""
    if isinstance(cast("object", stream), _Closed):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


class _Patient:
    """Stderr, also where it is closed, full, or read by nobody any more: what it does not take is dropped.

    Exit code and stdout tell what became of a command, and no message on the way may take that from them.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it stays open

    def write(self, text: str) -> int:
        """Write it, or drop it."""
        self._try(lambda: self._stream.write(text))
        return len(text)

    def flush(self) -> None:
        """Flush what can be."""
        self._try(self._stream.flush)

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except OSError:
            with suppress(OSError, ValueError):  # a stream of a test has no number
                silence(self._stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _Piped:
    """Stdout, also where the reader of a pipe has seen enough: what it does not take is dropped, and nothing else is.

    A command that is left by its reader does what it was asked to do, and ends with the code that it would have had.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.is_left = False
        """Whether its reader has gone, so that something was dropped."""

    def write(self, text: str) -> int:
        """Write it, or drop it where nobody reads. Raises OSError for all else that can happen, such as a full disk."""
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            self.is_left = True
            silence(self._stream)
            return len(text)

    def flush(self) -> None:
        """Flush what can be. Raises OSError as `write` does."""
        try:
            self._stream.flush()
        except BrokenPipeError:
            self.is_left = True
            silence(self._stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def has_left() -> bool:
    """Whether the reader of stdout has gone."""
    return bool(getattr(sys.stdout, "is_left", False))


STDOUT_CLOSED: Final = "stdout is closed"
"""What is said where what was to be written is lost: the command was started without a stdout."""


class _Closed:
    """Stdout of a command that was started without one: what is written to it is told as lost, as on a full disk."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        """Refuse it. Raises OSError."""
        raise OSError(errno.EBADF, STDOUT_CLOSED)

    def flush(self) -> None:
        """Nothing is kept."""

    def isatty(self) -> bool:
        """It is nothing at all."""
        return False


@contextmanager
def sound_streams() -> Generator[None]:
    """Inside, whatever happens to stderr stops nobody, and there is a stdout, which may take nothing."""
    before = sys.stdout, sys.stderr
    present = cast("TextIO | None", sys.stdout)
    sys.stdout = cast("TextIO", _Closed() if present is None else _Piped(present))
    sys.stderr = cast("TextIO", _Patient(sys.stderr))
    try:
        yield
    finally:
        with suppress(OSError, ValueError):  # told by the command, if it is to be told
            if isinstance(cast("object", sys.stdout), _Piped):
                sys.stdout.flush()
        sys.stdout, sys.stderr = before
