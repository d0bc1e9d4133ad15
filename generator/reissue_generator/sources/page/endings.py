"""What says that something ends or changes, in what surrounds the text of a page: a footer, a bar above all pages."""

from __future__ import annotations

import re

from .markup import BLOCKS, Tag

WARNS = re.compile(
    r"(?i)deprecat|sunset|end[- ]of[- ]life|breaking|discontinu|retire|shut ?down|no longer|migrat|must\b|removed (?:on|in)\b|switched off"
)
_ENDS = re.compile(r"(?i)deprecat|sunset|end[- ]of[- ]life|removed on|retire|switched off|discontinued")
_WHEN = re.compile(r"(?i)\b\d{4}\b|\bv\d|\bversion \d|\d+\.\d+")
_MENUS = frozenset(["nav", "li", "a", "option", "select", "script", "style", "template", "button", "svg"])


def endings(left_out: Tag) -> list[Tag]:
    """What says that something ends, and when or in which version, in a part that is left out: no menu says that."""
    if left_out.tag in _MENUS or left_out.role in ("navigation", "menu") or not _ENDS.search(left_out.text):
        return []
    blocks = [one for one in left_out.elements if one.tag in BLOCKS]
    if blocks:
        return [ending for one in blocks for ending in endings(one)]
    text = left_out.text
    links = sum(len(one.text) for one in left_out.within if one.tag == "a")
    says = _WHEN.search(text) and links * 2 < len(text) and len(text.split()) < 60
    return [Tag("p", {}, [text])] if says and _ENDS.search(text) else []


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
