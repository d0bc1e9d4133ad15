"""The text of a page as lines that know their place: what is said, under which heading, and of which field.

A line is written as its content and, after a tab, its mark: `#2` for a heading of that level, else the path of a field. No
content holds a tab or another control character, so nothing that a vendor writes can pass for a mark. After a further tab stands
which part of a row of the markup the line is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

VARIES = "\u2039varies\u203a"
"""Stands where two fetches of a page, made together, differ."""

BEGINS, GOES_ON = "-", "+"

_CONTROLS = dict.fromkeys((*range(32), *range(127, 160))) | {9: " ", 10: " ", 13: " "}
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SAME = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u2011": "-"})
_ODD = _CONTROLS | _INVISIBLE


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page."""

    content: str
    field: str = ""
    """Path of the field that the line is about: `data.amount`; empty where the layout tells none."""
    level: int = 0
    """Of a heading, 1 to 6."""
    part: str = ""
    """Of a row of the markup: `BEGINS`, or `GOES_ON` (a further cell, a definition, the next step); empty outside of one.

    After that, a `>` for each level of a line whose indentation says something.
    """

    @property
    def key(self) -> str:
        """What counts in it: white space and the form of quotes do not."""
        return self.part.strip(BEGINS + GOES_ON) + "".join(self.content.translate(_SAME).split())

    def __str__(self) -> str:
        mark = f"#{self.level}" if self.level else self.field
        return "\t".join((self.content, mark, self.part)).rstrip("\t")


def plain(text: str) -> str:
    """Text on one line, without control characters and what nobody sees; inner and leading blanks stay."""
    return text.translate(_ODD).rstrip()


def written(lines: Iterable[Line]) -> str:
    """Lines as one text."""
    return "\n".join(map(str, lines))


def read(text: str) -> list[Line]:
    """The lines of a text; those that say nothing are left out."""
    found: list[Line] = []
    for row in text.split("\n"):
        content, _, marks = row.partition("\t")
        mark, _, part = marks.partition("\t")
        level = int(mark[1]) if re.fullmatch("#[1-6]", mark) else 0
        line = Line(content, "" if level else mark, level, part)
        if line.key:
            found.append(line)
    return found


def contents(text: str) -> str:
    """What a text says, without its marks; a blank line stands before each row of the markup."""
    return "\n".join(("\n" if line.part.startswith(BEGINS) else "") + line.content for line in read(text))


def digest(text: str) -> str:
    """SHA-256 of what a text says: marks, line breaks and white space do not count."""
    return hashlib.sha256("".join(line.key for line in read(text)).encode("utf-8", "replace")).hexdigest()
