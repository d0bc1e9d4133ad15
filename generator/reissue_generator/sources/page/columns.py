"""Fields of lines that no element holds together: each cell of a row on a line of its own, and members of a shown JSON text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from .lines import GOES_ON, Line
from .names import is_flag, is_type, is_wire, leading_name, name_in
from .samples import lines as sample_lines

_MEMBER = re.compile(r"\s*[{\[,]?\s*[\"']([A-Za-z_][\w.-]{0,79})[\"']\s*:", re.ASCII)
_JSON_PART = re.compile(r"\s*[{}\[\],\"'\d]")
_OTHER = re.compile(r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /|https?://|curl ")
MOST_LINES = 8
"""A row has no more cells."""


def attributed(lines: list[Line]) -> list[Line]:
    """The same lines, with a field also where only their order tells it."""
    found: list[Line] = []
    section: list[Line] = []
    for line in lines:
        if line.level:
            found += _section(section)
            found.append(line)
            section = []
        else:
            section.append(line)
    return found + _section(section)


def _section(lines: list[Line]) -> list[Line]:
    """The lines below one heading."""
    lines = list(_members(lines))
    starts = [at for at in range(len(lines)) if _is_name(lines, at)]
    if not starts:
        return lines
    gaps = [after - at for at, after in pairwise(starts)]
    most = min(max(gaps, default=4), MOST_LINES)
    name, end, in_row = "", 0, False
    for at, line in enumerate(lines):
        if line.field or _OTHER.match(line.content):
            name = ""
        elif at in starts:
            name, end, in_row = leading_name(line.content), at + most, _is_in_row(lines, at)
        elif at >= end or (in_row and not line.part.startswith(GOES_ON)):
            name = ""
        if name and not line.field:
            lines[at] = replace(line, field=name)
    return lines


def _is_in_row(lines: list[Line], at: int) -> bool:
    """Whether the markup says to which row a line belongs: what follows that is about something else."""
    return any(line.part.startswith(GOES_ON) for line in lines[at : at + 2])


def _is_name(lines: list[Line], at: int) -> bool:
    line = lines[at]
    if line.field or not (name := leading_name(line.content)) or is_flag(name):
        return False
    after = lines[at + 1] if at + 1 < len(lines) else None
    before_type = after is not None and not after.field and is_type(after.content) and len(after.content) < 60
    if is_type(name):
        return (
            before_type
            and at > 0
            and not is_type(lines[at - 1].content)
            and bool(name_in(lines[at].content))
            and not _is_name(lines, at - 1)
        )
    return before_type or is_wire(name) or (len(line.content.split()) > 1 and name.islower())


def _members(lines: list[Line]) -> Iterator[Line]:
    """Runs of lines that are a JSON text, with the member of each."""
    run: list[Line] = []
    for line in lines:
        if (
            not line.field
            and _JSON_PART.match(line.content)
            and (run or _MEMBER.match(line.content) or line.content.strip() in ("{", "[", "[{"))
        ):
            run.append(line)
            continue
        yield from _run(run)
        run = []
        yield line
    yield from _run(run)


def _run(run: list[Line]) -> list[Line]:
    if not any(_MEMBER.match(line.content) for line in run):
        return run
    return sample_lines("\n".join(line.content for line in run))
