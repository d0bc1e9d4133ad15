"""OpenAPI documents that stand in the script of a page, which hands them to what shows them: `SwaggerUIBundle({spec: {...}})`."""

from __future__ import annotations

import json
import re
from itertools import islice
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
_MOST = 9
"""Places of one script that are read until one has a document."""
_MOST_ASKED = 200


def document_in(script: str) -> dict[str, Any] | None:
    """The document that a script hands over, or holds; None where it has none that can be read."""
    for given in islice(_GIVEN.finditer(script), _MOST):
        value = _read(script, given.end())
        if isinstance(value, dict) and "paths" in value:
            return cast("dict[str, Any]", value)
    return None


def unread(markup: str) -> str:
    """Where a page hands over a document that cannot be read, by line and beginning; '' where there is no such place."""
    if not _SHOWS.search(markup) or document_in(markup) is not None:
        return ""
    for asked in islice(_ASKED.finditer(markup), _MOST_ASKED):
        if markup.rfind("<script", 0, asked.start()) > markup.rfind("</script", 0, asked.start()):
            line = markup.count("\n", 0, asked.start()) + 1
            return f"line {line}, {' '.join(asked[0].split())!r}"
    return ""


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
