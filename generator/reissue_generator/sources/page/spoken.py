"""What a page says without text: icons by their accessible names, ticks, struck and raised text."""

from __future__ import annotations

import re

from .markup import Tag
from .names import is_flag

_TEXTS = ("text", "url", "")
_SIGNS = frozenset(["span", "i", "b", "em", "abbr", "sup", "strong", "svg", "img"])
_CELLS = frozenset(["td", "th", "dd"])
_MARKS = {"del": ("~~", "~~"), "s": ("~~", "~~"), "strike": ("~~", "~~"), "sup": ("^", "")}
_NAMES = ("aria-label", "alt", "title")
_WORD = re.compile(r"\w")


def written_out(root: Tag) -> None:
    """Give every cell that shows only an icon the icon's name, and every struck or raised text its marks."""
    told: set[int] = set()
    for element in list(root.within):
        if element.tag in _CELLS and _cell(element):
            told |= {id(one) for one in element.within}
        elif id(element) not in told and (said := _said(element)):
            element.children.append(said)
        elif (marks := _MARKS.get(element.tag)) and _WORD.search(element.text):
            element.children = [marks[0], *element.children, marks[1]]
    for element in list(root.within):
        element.changed()


def _said(element: Tag) -> str:
    """What a reader cannot change and sees all the same: a box, an address to be copied, a sign that means `required`."""
    told = element.attributes
    if element.tag == "input" and ("disabled" in told or "readonly" in told):
        kind = told.get("type", "text").lower()
        return f" {_name(element)} " if kind == "checkbox" else f" {told.get('value', '')} " if kind in _TEXTS else ""
    name = next((name for one in _NAMES if (name := told.get(one, "").strip())), "")
    return f" ({name})" if element.tag in _SIGNS and is_flag(name) and not _WORD.search(element.text) else ""


def _cell(cell: Tag) -> bool:
    """The accessible name is the text of a cell that has no other (HTML-AAM, 4.1). Whether it has none."""
    drawn = [one for svg in cell.within if svg.tag == "svg" for one in svg.within]
    names = [name for one in cell.within if (name := _name(one))]
    shown = cell.text
    for one in drawn:
        shown = shown.replace(one.text, "") if one.tag == "title" else shown
    if not names or _WORD.search(shown):
        return False
    cell.children.append(" " + " ".join(dict.fromkeys(names)))
    return True


def _name(element: Tag) -> str:
    told = element.attributes
    if element.tag == "input" and told.get("type", "").lower() == "checkbox":
        return "[x]" if "checked" in told else "[ ]"
    if element.tag == "title":
        return element.text
    return next((name for one in _NAMES if (name := told.get(one, "").strip())), "")
