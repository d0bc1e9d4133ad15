"""Samples on a page: each line of a JSON text or a request with the member or header that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .lines import Line, plain
from .markup import BLOCKS, Tag
from .names import joined

_MEMBER = re.compile(
    r"""["'`]([A-Za-z_$@][\w$@.-]{0,79})["'`]\s*:|\b([A-Za-z_$][\w$]{0,79})\s*:(?=\s*[\[{"'0-9tfn-])""", re.ASCII
)
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*(?:"|\\?$)|[{}\[\]]')
_HEADER = re.compile(
    r"""(?:-H\s+['"]|--header\s+['"])?([A-Z][A-Za-z0-9]*(?:-[A-Z][A-Za-z0-9]*)+|Authorization|Accept)\s*:"""
)
_YAML = re.compile(r" *(?:- |#|---|[A-Za-z_][\w.-]{0,79}:(?: |$))", re.ASCII)
_DATA = re.compile(
    r"\s*(?:[\[{]|<(?!\?php)|\$?\s*(?:curl|http|wget)\b|(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|HTTP/\d[\d.]*) )"
)
"""How a text begins whose lines may have another order: members, elements, and a request with its options."""
_COMMENT = re.compile(r"\s*(?:#|//)")
_SETTING = re.compile(r" *(?:export )?[A-Za-z_][\w.-]{0,79} ?=[^(]*", re.ASCII)
_BRANCH = re.compile(r" *(?:async )?(?:if|elif|else|for|while|with|try|except|finally|def|class)\b.*:\s*(?:#.*)?")
"""A line of Python that the indented ones after it belong to."""
_DEEPEST = 40


def raw(element: Tag) -> str:
    """The text of a sample with its line breaks."""
    parts: list[str] = []
    _raw(element, parts)
    return "".join(parts)


def _raw(element: Tag, parts: list[str]) -> None:
    for child in element.children:
        if isinstance(child, str):
            parts.append(child)
        elif child.tag == "br":
            parts.append("\n")
        elif child.tag in BLOCKS:
            if parts and not parts[-1].endswith("\n"):
                parts.append("\n")
            _raw(child, parts)
            if parts and not parts[-1].endswith("\n"):
                parts.append("\n")
        else:
            _raw(child, parts)


def lines(text: str, about: str = "") -> list[Line]:
    """The lines of a sample; one that holds several members is parted before each."""
    shown = _Shown(about)
    rows = [plain(row.replace("\t", "    ")) for row in text.replace("\r\n", "\n").split("\n")]
    return [
        replace(line, part=">" * depth)
        for row, depth in zip(rows, _depths(rows), strict=True)
        for line in shown.lines(row)
    ]


def in_order(text: str) -> bool:
    """Whether the order of the lines of a sample says something: of calls and of a text to be signed, not of members or settings."""
    rows = [row for row in text.split("\n") if row.strip() and not _COMMENT.match(row)]
    if not rows or _DATA.match(rows[0]) or all(_YAML.match(row) for row in rows):
        return False
    return not all(_SETTING.fullmatch(row) for row in rows)


def _depths(rows: list[str]) -> list[int]:
    """How deep each row of a YAML or Python text stands, however wide its steps are; in any other text indentation says nothing."""
    if not (all(_YAML.match(row) for row in rows if row.strip()) or any(_BRANCH.fullmatch(row) for row in rows)):
        return [0] * len(rows)
    found: list[int] = []
    steps: list[int] = []
    for row in rows:
        wide = len(row) - len(row.lstrip())
        steps = [*(one for one in steps if one < wide), wide] if row.strip() else steps
        found.append(min(len(steps) - 1, _DEEPEST) if row.strip() else 0)
    return found


class _Shown:
    """Where in a JSON text a sample is."""

    def __init__(self, about: str) -> None:
        self._about = about
        self._path: list[str] = []
        self._member = ""

    def lines(self, row: str) -> Iterator[Line]:
        """The lines that one row makes."""
        if not row.strip():
            return
        found = list(_MEMBER.finditer(row)) if len(row) < 200_000 else []
        if not found:
            self._braces(row)
            header = _HEADER.match(row.strip())
            yield Line(row, header[1] if header else self._inside())
            return
        start = 0
        for at, match in enumerate(found):
            if match.start() < start:
                continue
            head = row[start : match.start()]
            if at and head.strip():
                yield Line(head, self._inside())
                self._braces(head)
                start = match.start()
            elif at == 0:
                self._braces(head)
                if head.strip(" \t"):
                    yield Line(head, self._about)
                    start = match.start()
            self._member = match[1] or match[2]
            end = found[at + 1].start() if at + 1 < len(found) else len(row)
            piece = row[match.end() : end]
            yield Line(row[start:end], self._inside())
            self._braces(piece)
            start = end

    def _inside(self) -> str:
        path = self._about
        for name in (*self._path, self._member):
            path = joined(path, name) if name else path
        return path

    def _braces(self, text: str) -> None:
        for match in _TOKEN.finditer(text):
            if match[0] in "{[":
                if len(self._path) < _DEEPEST:
                    self._path.append(self._member)
                self._member = ""
            elif match[0] in "}]":
                if self._path:
                    self._path.pop()
                self._member = ""
