"""Where results go when the database takes none: room that was kept free, and a file that is written in place."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from zlib import crc32

import msgspec

from reissue.plugin.decoding import reader

from ..errors import LedgerUnusableError
from .operations import End

ROOM: Final = 512 * 1024
"""Bytes that are given up when the disk is full, so that what was under way can still be written."""
PLACE: Final = 128 * 1024
"""Bytes of the file that is written in place: some 400 results."""


class Rescue:
    """The two files of a run. Making them is what shows, before anything is sent, that there is room.

    - folder: Where the files of runs are.
    - run_id: Of which run.

    Raises LedgerUnusableError where there is no room for them.
    """

    def __init__(self, folder: Path, run_id: int) -> None:
        self._room = folder / f"{run_id}.reserve"
        self._place = folder / f"{run_id}.rescue"
        self._written = 0

    def prepare(self) -> None:
        """Make both files, full of nothing."""
        for path, size in ((self._room, ROOM), (self._place, PLACE)):
            try:
                _fill(path, size)
            except OSError as error:
                path.unlink(missing_ok=True)
                raise LedgerUnusableError(
                    f"{path} could not be made ({error.strerror}): the ledger needs {ROOM + PLACE} bytes of room, so that "
                    "results can be written when the disk is full. Nothing was sent."
                ) from None

    def give_room(self) -> bool:
        """Delete the room. Returns whether there was any."""
        try:
            self._room.unlink()
        except OSError:
            return False
        return True

    def keep(self, ends: Sequence[End]) -> bool:
        """Write results in place, where no new room is needed. Returns whether they are durable."""
        told = msgspec.json.encode(ends)
        record = b"%08x %08x " % (len(told), crc32(told)) + told + b"\n"
        if self._written + len(record) > PLACE:
            return False
        try:
            handle = os.open(self._place, os.O_WRONLY)
            try:
                os.lseek(handle, self._written, os.SEEK_SET)
                if os.write(handle, record) != len(record):
                    return False
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError:
            return False
        self._written += len(record)
        return True

    def kept(self) -> list[End]:
        """What was written there, as far as it is whole."""
        try:
            text = self._place.read_bytes()
        except OSError:
            return []
        found: list[End] = []
        while len(head := text[:18]) == 18 and head.strip(b"\0"):
            try:
                size, check = int(head[:8], 16), int(head[9:17], 16)
                told = text[18 : 18 + size]
                if crc32(told) != check:
                    break
                found += reader(list[End])(told)
            except (ValueError, msgspec.DecodeError):
                break
            text = text[18 + size + 1 :]
        return found

    def clear(self) -> None:
        """Remove both files: all is in the database."""
        self._room.unlink(missing_ok=True)
        self._place.unlink(missing_ok=True)
        self._written = 0


def _fill(path: Path, size: int) -> None:
    handle = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    try:
        # Written and not only reserved: some file systems reserve nothing.
        rest = size
        while rest:
            rest -= os.write(handle, b"\0" * min(rest, 65_536))
        os.fsync(handle)
    finally:
        os.close(handle)
