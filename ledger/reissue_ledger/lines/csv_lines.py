"""A CSV file, line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from .checks import Checks, Rules
from .csv_records import Record, ending, records
from .header import DELIMITERS, Header, delimiter_said, header_of
from .physical import StopReadingError, physical_lines
from .shapes import Line, Problem, shown

_KEPT: Final = 1001  # blank records whose numbers are kept: more would not be told


def csv_lines(stream: BinaryIO, rules: Rules, heard: Callable[[Header], None]) -> Iterator[Line | Problem]:
    """The lines and problems of a CSV file.

    - heard: Called with the header when it was read.

    Raises StopReadingError where nothing more can be read.
    """
    physical = physical_lines(stream)
    header = _header(physical, rules)
    heard(header)
    yield from header.problems
    if not header.usable:
        return
    checks = Checks(rules)
    checks.told.update(header.told)
    blank: list[int] = []
    there = False
    for record in records(physical, header.delimiter):
        if record.problem is None and not any(field.strip() for field in record.fields):
            blank += [record.number] if len(blank) < _KEPT else []
            continue
        there = True
        # What is blank at the end of a file is left over by spreadsheets; before a line, something is missing.
        yield from (Problem(number=one, message="The line is blank; take it out, or fill it in.") for one in blank)
        blank.clear()
        yield from _line(record, header, checks)
    if not there:
        raise StopReadingError(
            Problem(number=0, message="There is a header and no line after it; nothing is to be done.")
        )
    yield from checks.end()


def _header(physical: Iterator[tuple[int, str, Problem | None]], rules: Rules) -> Header:
    said: str | None = None
    for number, line, problem in physical:
        if problem is not None:
            raise StopReadingError(problem)
        text, _ = ending(line)
        if number == 1 and (said := delimiter_said(text)) is not None:
            if not said:
                message = f"{shown(text)} names no delimiter that is taken: comma, semicolon, tab or |."
                raise StopReadingError(Problem(number=1, message=message))
            continue
        return header_of(number, text, rules, said)
    raise StopReadingError(Problem(number=0, message="There is no header; the first line names the columns."))


def _line(record: Record, header: Header, checks: Checks) -> list[Line | Problem]:
    if record.problem is not None:
        return [record.problem]
    fields, count = record.fields, len(header.names)
    if len(fields) != count:
        what = (
            "a delimiter too few, or a line break inside a field"
            if len(fields) < count
            else "a delimiter too many, or a field that needs quotes"
        )
        message = f"The line has {_fields(len(fields))}, and the header {_fields(count)}: {what}. Mend the line."
        return [Problem(number=record.number, message=message)]
    if count == 1 and any(one in fields[0] for one in DELIMITERS):
        message = (
            f"{shown(fields[0])} has a delimiter, and the header has one column; name the others, or take them out."
        )
        return [Problem(number=record.number, column="reference", message=message)]
    values: dict[str, object] = {}
    for name, place in header.known.items():
        value = fields[place]
        # An empty cell is none given. Blanks alone are none either: nobody sees them.
        if value.strip(" "):
            values[name] = value
    return checks.line(record.number, values)


def _fields(count: int) -> str:
    return "1 field" if count == 1 else f"{count} fields"
