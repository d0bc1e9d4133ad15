"""What a page holds and its readers do not see (`hidden`, `display: none`): marked as such, so that it is told when it goes out of sight.

It is read all the same, as a script may show it. What a reader opens by himself (a tab, a part that a button controls) is no such thing, and
neither is what a script moves into its place.
"""

from __future__ import annotations

import re

from .markup import BLOCKS, Tag, scripts, words_of
from .stamps import is_stamp

MARK = "(not shown)"
_WHOLE = frozenset(
    ["html", "body", "main", "article", "head", "script", "style", "template", "input", "option"]
)  # fmt: skip
_OPENED = frozenset(
    ["tab", "tabs", "tabpanel", "panel", "pane", "collapse", "collapsible", "accordion", "expandable", "toggle", "dropdown", "details"]
)  # fmt: skip
_POINTERS = (
    "aria-controls",
    "aria-owns",
    "href",
    "data-target",
    "data-bs-target",
    "data-controls",
    "for",
    "popovertarget",
)
_STYLE = re.compile(r"(?i)(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)")
_CLASSES = frozenset(["hidden", "d-none", "is-hidden"])
_QUOTED = re.compile(r"""["']([\w:.-]{1,80})["']""")
_WORD = re.compile(r"\w")


def marked(root: Tag) -> None:
    """Mark every part of a page that nobody sees; a stamp among them is left out."""
    if any(_is_unseen(one) for one in root.within):
        _look(root, _pointed_at(root))
    for element in list(root.within):
        element.changed()


def _look(element: Tag, opened: set[str]) -> None:
    for child in element.elements:
        is_opened = child.attributes.get("id", "") in opened or element.tag == "details"
        if is_opened or not _is_unseen(child) or not _WORD.search(child.text):
            _look(child, opened)
        elif is_stamp(child.text):
            element.children = [one for one in element.children if one is not child]
        else:
            _mark(child)


def _is_unseen(element: Tag) -> bool:
    told = element.attributes
    if element.tag in _WHOLE or element.role in ("tabpanel", "tab") or told.get("hidden", "").lower() == "until-found":
        return False
    if any(_OPENED & set(words) for words in element.names) or _OPENED & set(words_of(element.tag)):
        return False
    responsive = any(":" in one for one in element.classes)  # shown on screens of some sizes
    by_class = bool(_CLASSES & set(element.classes)) and not responsive
    return "hidden" in told or by_class or _STYLE.search(told.get("style", "")) is not None


def _pointed_at(root: Tag) -> set[str]:
    """The ids of what something on the page opens or moves."""
    found = {
        one.removeprefix("#")
        for element in root.within
        for key in _POINTERS
        for one in element.attributes.get(key, "").split()
    }
    return (found | {one for _, text in scripts(root) for one in _QUOTED.findall(text[:200_000])}) - {""}


def _mark(element: Tag) -> None:
    """Write the mark behind the text of each block inside; of a row behind its last cell, as its first one is a name."""
    blocks = [one for one in element.elements if one.tag in BLOCKS and _WORD.search(one.text)]
    if not blocks:
        element.children.append(f" {MARK}")
    for one in blocks[-1:] if element.tag == "tr" else blocks:
        if one.tag != "dt":
            _mark(one)
