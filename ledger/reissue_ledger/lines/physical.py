"""The physical lines of a file as text: strict UTF-8, and what is not said with line and byte."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from .shapes import Problem

LONGEST: Final = 1_000_000
"""Bytes of a line, and of a record of several lines. A longer one is no line of invoices, and would only fill the memory."""
_BOM: Final = b"\xef\xbb\xbf"
_AGAIN: Final = "save the file as CSV or JSON lines in UTF-8"
# How other files begin. UTF-32 before UTF-16, whose mark its own begins with.
_OTHER: Final = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
    (b"PK\x03\x04", "a spreadsheet or another ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet"),
    (b"\x1f\x8b", "compressed"),
    (b"%PDF", "a PDF"),
)


class StopReadingError(Exception):
    """Nothing after this can be read. Inside this room only."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def physical_lines(stream: BinaryIO) -> Iterator[tuple[int, str, Problem | None]]:
    """The lines with their ends, each with its number, from 1, and a problem where its bytes are no text for sure.

    The text of a line with a problem is good for finding out where its record ends, and for nothing else.

    Raises StopReadingError for an empty file, one that is no UTF-8 from its begin, and for a line of more than 1 MB.
    """
    number, start = 0, 0
    while raw := stream.readline(LONGEST + 1):
        number += 1
        if len(raw) > LONGEST:
            message = "The line is longer than 1 MB, and nothing after it was read; are its line ends missing?"
            raise StopReadingError(Problem(number=number, message=message, byte=start))
        problem: Problem | None = None
        begin = start
        start += len(raw)
        if number == 1:
            _check_kind(raw)
            if raw.startswith(_BOM):
                raw, begin = raw[len(_BOM) :], len(_BOM)
        if (place := raw.find(b"\0")) >= 0:
            problem = Problem(
                number=number, message="There is a NUL character; export the file again.", byte=begin + place
            )
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            text, place = raw.decode("utf-8", "replace"), error.start
            message = (
                f"The byte 0x{raw[place]:02X} is no UTF-8, so that the encoding is another or a mixture; {_AGAIN}."
            )
            problem = Problem(number=number, message=message, byte=begin + place)
        yield number, text, problem
    if not number:
        raise StopReadingError(Problem(number=0, message="The file is empty; nothing is to be done."))


def _check_kind(first: bytes) -> None:
    """Raise StopReadingError where the first line shows that all of the file is something else."""
    for begin, what in _OTHER:
        if first.startswith(begin):
            raise StopReadingError(Problem(number=1, message=f"The file is {what}; {_AGAIN}.", byte=0))
    # UTF-16 without a mark: of ASCII every second byte is NUL.
    if len(first) >= 4 and (not any(first[:64:2]) or not any(first[1:64:2])):
        message = f"The file is UTF-16 without a mark; {_AGAIN}."
        raise StopReadingError(Problem(number=1, message=message, byte=first.index(0)))
