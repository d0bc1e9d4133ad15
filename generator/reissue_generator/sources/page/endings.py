"""What says that something ends or changes, in what surrounds the text of a page: a footer, a bar above all pages."""

from __future__ import annotations

import re

from .markup import BLOCKS, Tag
from .stamps import is_date, is_stamp

WARNS = re.compile(
    r"(?i)deprecat|sunset|end[- ]of[- ]life|breaking|discontinu|retire|shut ?down|no longer|migrat|must\b|removed (?:on|in)\b|switched off"
)
_ENDS = re.compile(r"(?i)deprecat|sunset|end[- ]of[- ]life|removed on|retire|switched off|discontinued")
_WHEN = re.compile(r"(?i)\b\d{4}\b|\bv\d|\bversion \d|\d+\.\d+")
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\\.?"
_FACT = re.compile(
    rf"\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}} {_MONTH} \d{{4}}\b|\b{_MONTH} \d{{1,2}}, \d{{4}}\b"
    r"|\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /|(?<![\w/.])/v\d+/|\b[a-z]+(?:_[a-z0-9]+)+\b"
    r"|\b(?:[Aa]t most|[Aa]t least|[Mm]aximum|[Mm]inimum|[Ll]imit(?:ed)?|[Uu]p to)\b.{0,40}\d|\d.{0,20}\bper (?:second|minute|hour|day|request)\b"
)
_PROMOTES = re.compile(r"(?i)\b(?:webinar|conference|newsletter|register|subscribe|hiring|join us|summit|blog)\b")
_MENUS = frozenset(["nav", "li", "a", "option", "select", "script", "style", "template", "button", "svg"])


def endings(left_out: Tag, inside: bool = False) -> list[Tag]:
    """What says that something ends, and when or in which version, in a part that is left out: no menu says that.

    `inside` of the text of a page every line counts that has a day, a limit, a call or a name on the wire.
    """
    if left_out.tag in _MENUS or left_out.role in ("navigation", "menu") or not _says(left_out.text, inside):
        return []
    blocks = [one for one in left_out.elements if one.tag in BLOCKS]
    if blocks:
        return [ending for one in blocks for ending in endings(one, inside)]
    text = left_out.text
    links = sum(len(one.text) for one in left_out.within if one.tag == "a")
    promotes = _PROMOTES.search(text) and not _ENDS.search(text)
    if links * 2 >= len(text) or len(text.split()) >= 60 or is_stamp(text) or is_date(text) or promotes:
        return []
    return [Tag("p", {}, [text])]


def _says(text: str, inside: bool) -> bool:
    ends = _ENDS.search(text) is not None and _WHEN.search(text) is not None
    return ends or (inside and says_fact(text))


def says_fact(text: str) -> bool:
    """Whether a text has a day, a limit, a call or a name on the wire."""
    return _FACT.search(text) is not None


def warnings(page: Tag, core: Tag) -> list[Tag]:
    """What stands above or below the text of a page and warns of an end or a change all the same."""
    found: list[Tag] = []
    waiting = list(reversed(page.elements))
    while waiting:
        one = waiting.pop()
        if one is core:
            continue
        if any(inner is core for inner in one.within):
            waiting += reversed(one.elements)
        elif len(one.text.split()) < 80 and WARNS.search(one.text):
            found.append(one)
    return found
