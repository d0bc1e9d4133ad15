"""JSON lines: an object a line, read without passing a number through a float and without losing a member."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

import msgspec

from .checks import Checks, Rules
from .physical import StopReadingError, physical_lines
from .shapes import Line, Problem, UnsureError
from .strict_json import object_of

_BLANK: Final = " \t\r\n"


def json_lines(stream: BinaryIO, rules: Rules) -> Iterator[Line | Problem]:
    """The lines and problems of a file of JSON lines. Lines of blanks alone are left out, as they say nothing.

    Raises StopReadingError where nothing more can be read.
    """
    checks = Checks(rules)
    there = False
    for number, line, problem in physical_lines(stream):
        text = line.strip(_BLANK)
        if not text and problem is None:
            continue
        there = True
        if problem is not None:
            yield problem
            continue
        try:
            members = object_of(text)
            if "invoice" in members and isinstance(members["invoice"], dict):
                # As it stands: what was parsed here is for the checks alone.
                members["invoice"] = bytes(msgspec.json.decode(text, type=dict[str, msgspec.Raw])["invoice"])
        except UnsureError as error:
            yield Problem(number=number, message=str(error))
            continue
        except (msgspec.DecodeError, RecursionError) as error:  # what the other reader of JSON took
            yield Problem(number=number, column="invoice", message=f"It cannot be read ({error}); export it again.")
            continue
        problems = checks.unknown(number, members)
        yield from problems or checks.line(number, members)
    if not there:
        raise StopReadingError(Problem(number=0, message="There is no line in the file; nothing is to be done."))
    yield from checks.end()
