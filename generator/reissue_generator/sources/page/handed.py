"""OpenAPI documents that stand in the script of a page, which hands them to what shows them: `SwaggerUIBundle({spec: {...}})`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice, zip_longest
from typing import Any, cast

from .literals import value_at

_FIRST = r"(?:openapi|swagger|info|host|servers|tags|paths|components)"
_BLANK = r"(?:\s|//[^\n]{0,500}\n|/\*[^*]{0,2000}\*/){0,99}"
_GIVEN = re.compile(
    r"""(?:\b(?:spec|content|swaggerDoc)["']?\s{0,9}:|\bRedoc\.init\()\s{0,9}(?=\{)"""
    rf"""|=\s{{0,9}}(?=\{{{_BLANK}["']?{_FIRST}["']?\s{{0,9}}:)"""
)
_SHOWS = re.compile(r"\bSwaggerUI(?:Bundle)?\s{0,9}\(|\bRedoc\.init\(")
_ASKED = re.compile(r"""(?:\bspec["']?\s{0,9}:|\bRedoc\.init\()\s{0,9}(?=[{\w$])[^<\n]{0,30}""")
_SCRIPT, _END = re.compile(r"(?i)<script\b[^<>]{0,2000}>"), re.compile(r"(?i)</script")
_MOST = 9
"""Places of one script that are read until one has a document."""


def document_in(script: str) -> dict[str, Any] | None:
    """The document that a script hands over, or holds; None where it has none that can be read."""
    for given in islice(_GIVEN.finditer(script), _MOST):
        value = _read(script, given.end())
        if isinstance(value, dict) and "paths" in value:
            return cast("dict[str, Any]", value)
    return None


def unread(markup: str) -> str:
    """Where a page hands over a document that cannot be read, by line and beginning; '' where there is no such place."""
    if not _SHOWS.search(markup):
        return ""
    scripts = list(_scripts(markup))
    if any(document_in(script) is not None for _, script in scripts):
        return ""
    for start, script in scripts:
        if _SHOWS.search(script) and (asked := _ASKED.search(script)):
            line = markup.count("\n", 0, start + asked.start()) + 1
            return f"line {line}, {' '.join(asked[0].split())!r}"
    return ""


def _scripts(markup: str) -> Iterator[tuple[int, str]]:
    """Each script of a page, and where it begins."""
    begins = list(_SCRIPT.finditer(markup))
    for begin, following in zip_longest(begins, begins[1:]):
        piece = markup[begin.end() : following.start() if following else None]
        yield begin.end(), _END.split(piece, maxsplit=1)[0]


def _read(script: str, start: int) -> Any:
    """The value that begins there, as JSON or as a literal; None where it can be read as neither."""
    try:
        return json.JSONDecoder().raw_decode(script, start)[0]
    except (ValueError, RecursionError):
        pass
    try:
        return value_at(script, start)
    except ValueError:
        return None
