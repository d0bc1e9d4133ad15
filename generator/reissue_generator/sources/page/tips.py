"""What shows itself only when somebody points at it, and what is drawn: tooltips of cells and terms, and the texts of drawings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .endings import says_fact
from .markup import BLOCKS, Tag
from .names import is_flag, name_in
from .stamps import is_stamp

_TIPS = (
    "title",
    "aria-label",
    "aria-description",
    "data-tooltip",
    "data-tip",
    "data-title",
    "data-original-title",
    "data-tippy-content",
)
_CELLS = frozenset(["td", "th", "dt", "dd"])
_TERMS = frozenset(["abbr", "dfn"])
_WITHIN = frozenset(["span", "code", "b", "strong", "em", "i", "sup", "small", "kbd", "var", "mark", "div", "p", "li"])
_NOT_IN = frozenset(["a", "button", "nav", "pre", "svg", "head", "header", "footer", "select", "form"])
_TEXTS = frozenset(["text", "foreignobject"])
_OF_A_PAGE = re.compile(
    r"(?i)(?:copy|copied|click|tap|expand|collapse|show|hide|sort|open|close|toggle|perma-?link|(?:direct )?link|anchor|edit|view|see|filter|drag|learn|read|more|jump|go|scroll|search|try|run|download)\b.*"
)
"""What a reader can do there."""
_AGO = re.compile(r"(?i)\b(?:ago|yesterday|today|just now)\b")


def written_out(root: Tag) -> None:
    """Write the tooltips that are facts behind what they are of, and the texts of drawings as a list in their place."""
    for holder, said in list(_said(root, root, None)):
        holder.children.append(f" ({said})")
    for drawing in [one for one in root.within if one.tag == "svg"]:
        texts = [one.text for one in drawing.within if one.tag in _TEXTS and re.search(r"[^\W\d_]{2}", one.text)]
        if texts and drawing.attributes.get("aria-hidden") != "true":
            drawing.tag, drawing.attributes = "ul", {}
            drawing.children = [Tag("li", {}, [text]) for text in texts]
    for element in list(root.within):
        element.changed()


def _said(element: Tag, block: Tag, row: Tag | None) -> Iterator[tuple[Tag, str]]:
    """Each tooltip that is a fact, with the element behind whose text it is to stand: of a row that is the last cell, as the first one is a name."""
    for child in element.elements:
        if child.tag in _NOT_IN:
            continue
        inner, around = child if child.tag in BLOCKS else block, row
        if child.tag in ("tr", "dt"):
            around = _behind(child, element)
        elif child.tag == "dd":
            around = child
        holder = around or (inner if not name_in(inner.text) else None)
        if holder is not None and (tip := _tip(child)):
            yield holder, tip
        yield from _said(child, inner, around)


def _behind(child: Tag, around: Tag) -> Tag | None:
    """The last cell of a row that has others than those of a head, or the definition of a term."""
    if child.tag == "tr":
        cells = [one for one in child.elements if one.tag in _CELLS]
        return cells[-1] if len(cells) > 1 and any(one.tag == "td" for one in cells) else None
    after = around.elements[[one is child for one in around.elements].index(True) + 1 :]
    return next((one for one in after if one.tag == "dd"), None)


def _tip(element: Tag) -> str:
    """The tooltip of an element with a text of its own, where it says more than that and is a fact; else ''."""
    if element.tag not in _CELLS | _TERMS | _WITHIN or not re.search(r"\w", element.text):
        return ""
    for key in _TIPS:
        told = " ".join(element.attributes.get(key, "").split())
        if (
            not told
            or told in element.text
            or _OF_A_PAGE.fullmatch(told)
            or is_stamp(told)
            or _AGO.search(f"{told} {element.text}")
        ):
            continue
        if says_fact(told) or is_flag(told) or (element.tag in _CELLS | _TERMS and len(told.split()) > 2):
            return told
    return ""
