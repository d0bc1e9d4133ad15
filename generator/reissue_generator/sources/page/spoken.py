"""What a page says without text: icons by their accessible names, ticks, struck and raised text."""

from __future__ import annotations

import re

from .markup import Tag

_CELLS = frozenset(["td", "th", "dd"])
_MARKS = {"del": ("~~", "~~"), "s": ("~~", "~~"), "strike": ("~~", "~~"), "sup": ("^", "")}
_NAMES = ("aria-label", "alt", "title")
_WORD = re.compile(r"\w")


def written_out(root: Tag) -> None:
    """Give every cell that shows only an icon the icon's name, and every struck or raised text its marks."""
    for element in list(root.within):
        if element.tag in _CELLS:
            _cell(element)
        elif (marks := _MARKS.get(element.tag)) and _WORD.search(element.text):
            element.children = [marks[0], *element.children, marks[1]]
    for element in list(root.within):
        element.changed()


def _cell(cell: Tag) -> None:
    """The accessible name is the text of a cell that has no other (HTML-AAM, 4.1)."""
    drawn = [one for svg in cell.within if svg.tag == "svg" for one in svg.within]
    names = [name for one in cell.within if (name := _name(one))]
    shown = cell.text
    for one in drawn:
        shown = shown.replace(one.text, "") if one.tag == "title" else shown
    if names and not _WORD.search(shown):
        cell.children.append(" " + " ".join(dict.fromkeys(names)))


def _name(element: Tag) -> str:
    told = element.attributes
    if element.tag == "input" and told.get("type", "").lower() == "checkbox":
        return "[x]" if "checked" in told else "[ ]"
    if element.tag == "title":
        return element.text
    return next((name for one in _NAMES if (name := told.get(one, "").strip())), "")
