"""CSV into records, as strict as RFC 4180: a quote opens a field, or is doubled inside one, and stands nowhere else.

The csv module would take what is neither, and tells an open quote only at the end of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from .physical import LONGEST, StopReadingError
from .shapes import Problem, UnsureError, shown

_QUOTED: Final = re.compile(r'[^"]*+(?:""[^"]*+)*+')


class Record(NamedTuple):
    """The fields of a record, or why it has none."""

    number: int
    """The physical line in which it begins."""
    fields: list[str]
    problem: Problem | None = None


class _Scan:
    """The fields of one record, read line by line."""

    def __init__(self, delimiter: str) -> None:
        self.fields: list[str] = []
        self.open: list[str] | None = None
        """The lines of a field whose quote is still open."""
        self.opened = 0
        """The number of the line in which a quote was opened last."""
        self._delimiter = delimiter

    def take(self, number: int, text: str, ended: str) -> None:
        """Read one more line.

        - number: The line's.
        - text: The line without its end.
        - ended: Its end, which belongs to the field where the quote is open.

        Raises UnsureError for a quote that is neither at the begin or the end of a field nor doubled.
        """
        place = -1 if self.open is None else self._quoted(text, 0, ended)
        while place < len(text):
            begin = place + 1
            if text.startswith('"', begin):
                self.open, self.opened = [], number
                place = self._quoted(text, begin + 1, ended)
                continue
            place = text.find(self._delimiter, begin)
            place = len(text) if place < 0 else place
            field = text[begin:place]
            if '"' in field or "\r" in field:
                what = "a quote inside a field that has none around it" if '"' in field else "a carriage return"
                raise UnsureError(f"There is {what}: {shown(field)}. Put the field in quotes, and double those inside.")
            self.fields.append(field)

    def _quoted(self, text: str, begin: int, ended: str) -> int:
        """Read on inside quotes. Returns the place of what ends the field; beyond the text where nothing more follows."""
        assert self.open is not None
        found = _QUOTED.match(text, begin)
        assert found is not None  # it matches nothing at all, too
        place = found.end()
        self.open.append(found.group())
        if place == len(text):
            self.open.append(ended)
            return place + 1
        after = text[place + 1 : place + 2]
        if after not in ("", self._delimiter):
            raise UnsureError(
                f"After the quote that closes a field stands {shown(after)}; double quotes inside a field."
            )
        self.fields.append("".join(self.open).replace('""', '"'))
        self.open = None
        return place + 1


def split(text: str, delimiter: str) -> list[str]:
    """The fields of a record of one line, such as a header. Raises UnsureError for quotes that are not right."""
    scan = _Scan(delimiter)
    scan.take(1, text, "")
    if scan.open is not None:
        raise UnsureError("A quote opens here and is not closed in the same line.")
    return scan.fields


def ending(text: str) -> tuple[str, str]:
    """A physical line without its end, and its end."""
    if text.endswith("\r\n"):
        return text[:-2], "\r\n"
    return (text[:-1], "\n") if text.endswith("\n") else (text, "")


def records(lines: Iterable[tuple[int, str, Problem | None]], delimiter: str) -> Iterator[Record]:
    """The records of physical lines; those of nothing but a line's end are left out, as they say nothing.

    A record whose quotes are wrong is told with the line where the wrong quote, or the one that swallowed it, opened.

    Raises StopReadingError for a record of more than 1 MB.
    """
    scan = _Scan(delimiter)
    first, size, bad = 0, 0, None
    for number, line, problem in lines:
        text, ended = ending(line)
        inside = scan.open is not None
        if not inside:
            if '"' not in text and "\r" not in text:
                if text:
                    yield Record(number, text.split(delimiter), problem)
                continue
            first, size, bad = number, 0, None
        bad, size, opened = bad or problem, size + len(line), scan.opened
        if size > LONGEST:
            raise StopReadingError(Problem(number=opened, message="A quote opens here, and is still open 1 MB later."))
        try:
            scan.take(number, text, ended)
        except UnsureError as error:
            where = f" The quote that opens here goes on to line {number}." if inside else ""
            yield Record(first, [], bad or Problem(number=opened if inside else number, message=f"{error}{where}"))
            scan = _Scan(delimiter)
            continue
        if scan.open is None:
            yield Record(first, scan.fields, bad)
            scan = _Scan(delimiter)
    if scan.open is not None:
        message = "A quote opens here and is not closed; close it, or take it out."
        yield Record(first, [], bad or Problem(number=scan.opened, message=message))
