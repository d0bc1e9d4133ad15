"""Pages that came in part: what tells so, and when it is only a question.

The protocol decides first (`body.py`), then what a page says of its own end, then how much of it is left. An end tag that is missing proves
nothing by itself, as those of `html` and `body` may be left out (HTML, 13.1.2.4): what decides is an element that is open and may not be,
or that the page had its end before and what stood last in it is missing too. A page that lost most of its rows and has its end may
be a whole one: that is a question, and a person answers it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from ...document import essence, is_json
from . import markdown
from . import text as sources_text
from .lines import read
from .markup import TAG, left_open

_NEVER_OPEN = frozenset(
    ["script", "style", "table", "pre", "main", "article", "ul", "ol", "dl", "select", "textarea", "svg"]
)
"""What nobody leaves open by mistake in a page that has no `</body>` either."""
_FEW = 8
"""Lines: of a page with fewer of them half is nothing."""
_BEGINS = re.compile(rb"(?i)<(?:html|body)\b")
_HOLDS = re.compile(rb"(?i)</(?:main|article|section|div)\b")
"""Of a page with one of these an open one tells where it was cut."""
_FENCES = ("```", "~~~")


@dataclass(frozen=True, slots=True)
class Answer:
    """A body, and what it says."""

    body: bytes
    media: str
    text: str = ""


def why(now: Answer, before: Answer | None) -> str:
    """Why an answer is only a part of the page, beside the one that was known before; '' where nothing says so."""
    shown = sources_text.decoded(now.body, now.media)
    if sources_text.is_html(essence(now.media), shown):
        return _why_open(left_open(shown), before, now, _NEVER_OPEN)
    if is_json(now.media):
        return "it is JSON that ends before its end" if _is_cut_json(shown) else ""
    if before is None or essence(now.media) != essence(before.media):
        return ""
    old = sources_text.decoded(before.body, before.media)
    if _fences(shown) % 2 and not _fences(old) % 2:
        return "it ends within a sample"
    if old.endswith("\n") and not shown.endswith("\n") and not _has_the_end_of(before.text, now.text):
        return "it ends within a line, and what stood last in it is missing"
    if essence(now.media) in ("text/markdown", "text/x-markdown", "text/mdx"):
        return _why_open(left_open(markdown.html_of(shown)), before, now, frozenset())
    return ""


def _why_open(open_: list[str] | None, before: Answer | None, now: Answer, never: frozenset[str]) -> str:
    if open_ is None:
        return ""
    inside = next((tag for tag in reversed(open_) if tag in never or tag == TAG), "")
    if before is None:
        return f"it ends within {inside}" if inside else ""
    old = sources_text.decoded(before.body, before.media)
    known = left_open(old if sources_text.is_html(essence(before.media), old) else markdown.html_of(old))
    if known == open_:  # the page is written so
        return ""
    if inside or len(open_) > len(known or ()):
        return f"it ends within {inside or open_[-1]}"
    flat = _BEGINS.search(now.body[:4000]) and not _HOLDS.search(now.body)
    if known is None and flat and not _has_the_end_of(before.text, now.text):
        return "it has no end tag, which it had, and what stood last in it is missing"
    return ""


def _has_the_end_of(before: str, now: str) -> bool:
    """Whether what stood last is still there, or something in its place."""
    old, new = read(before), read(now)
    return len(new) >= len(old) or old[-1].key in {line.key for line in new}


def _is_cut_json(shown: str) -> bool:
    """Whether a JSON text is one as far as it goes."""
    text = shown.strip()
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return bool(text) and (error.pos >= len(text) - 1 or error.msg.startswith("Unterminated string"))
    except (ValueError, RecursionError):
        return False
    return False


def _fences(text: str) -> int:
    return sum(line.lstrip().startswith(_FENCES) for line in text.splitlines())


def halved(before: str, now: str) -> str:
    """What there is to ask of a page of which less than half is left; '' where there is nothing. A page that lost rows is one, too."""
    old, new = len(read(before)), len(read(now))
    if old < _FEW or new * 2 >= old:
        return ""
    return f"only {new} of {old} lines are left: is that the whole page? `--accept` does not take it over, a day of reading does"
