"""Which elements of a page are names of fields."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .markup import BLOCKS, Tag
from .names import (
    HEADER_WORDS,
    NAME_HEADERS,
    begins_with_type,
    is_about,
    is_flag,
    is_type,
    is_wire,
    leading_name,
    name_in,
)
from .tabs import is_label

_INLINE = frozenset(["code", "strong", "b", "em", "tt", "kbd", "span", "a", "samp", "var", "i"])
_CELLS = frozenset({"td", "th"})
_CELL_ROLES = frozenset({"cell", "gridcell", "rowheader"})
_HEADING = re.compile("h[3-6]")
_KINDS = frozenset(
    [
        "property",
        "prop",
        "param",
        "parameter",
        "field",
        "attribute",
        "attr",
        "key",
        "member",
        "arg",
        "argument",
        "column",
        "col",
        "schema",
        "model",
        "header",
        "variable",
    ]
)
_ALONE = frozenset(
    [
        "property",
        "prop",
        "param",
        "parameter",
        "field",
        "attribute",
        "key",
        "name",
        "propertyname",
        "paramname",
        "fieldname",
        "attributename",
        "argument",
        "variable",
    ]
)
_METHODS = frozenset(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"])
_NO_NAMES = frozenset(
    [
        "true",
        "false",
        "null",
        "none",
        "note",
        "warning",
        "important",
        "tip",
        "info",
        "danger",
        "caution",
        "example",
        "examples",
        "new",
        "beta",
    ]
)


_OFTEN_NAMES = frozenset(["note", "warning", "info", "tip", "new"])
"""Those of them that are fields too, where a type follows; in small letters, as names on the wire are written."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an element stands in its parent."""

    parent: Tag
    siblings: tuple[Tag, ...]
    at: int
    """Among the elements."""
    index: int
    """Among elements and texts."""

    @property
    def after(self) -> Tag | None:
        """The element behind it."""
        return self.siblings[self.at + 1] if self.at + 1 < len(self.siblings) else None

    def around(self) -> tuple[str, str]:
        """The text of the parent shortly before and after."""
        children = self.parent.children
        before, after = (
            children[max(0, self.index - NEAR) : self.index],
            children[self.index + 1 : self.index + 1 + NEAR],
        )
        shown = [" ".join(one if isinstance(one, str) else one.text for one in part) for part in (before, after)]
        return shown[0], shown[1]

    def beside_heads(self, text: str) -> bool:
        """Whether a text is the head of a column: it stands beside other heads."""
        if not 1 < len(self.siblings) <= NEAR or text.lower().strip(" *:?") not in HEADER_WORDS:
            return False
        texts = [one.text.lower().strip(" *:?") for one in self.siblings if one.text]
        return len(texts) > 1 and all(one in HEADER_WORDS for one in texts)


NEAR = 12
"""Parts of a row or a sentence; those further away are not looked at."""


class Names:
    """The elements of a page that are names, and how many of them an element holds."""

    def __init__(self, root: Tag) -> None:
        self._names: dict[int, str] = {}
        self._inside: dict[int, int] = {}
        self._elements: list[Tag] = []  # keeps them alive, so that an id stays that of one element
        self._header: set[int] = set()
        self._look(root, _Place(root, (), 0, 0))

    def __contains__(self, element: object) -> bool:
        return id(element) in self._names

    def __getitem__(self, element: Tag) -> str:
        return self._names[id(element)]

    def inside(self, element: Tag) -> int:
        """How many names there are inside an element, itself not counted."""
        return self._inside.get(id(element), 0)

    def first(self, element: Tag) -> Tag | None:
        """The first name inside an element."""
        return next((one for one in element.within if one in self), None)

    def _look(self, element: Tag, place: _Place) -> int:
        self._elements.append(element)
        if element.tag == "pre" or id(element) in self._header:
            return 0
        if element.tag == "table" or element.role in ("table", "grid"):
            self._table(element)
        if id(element) not in self._names and place.siblings and (name := _name(element, place)):
            self._names[id(element)] = name
        if id(element) in self._names:
            return 1
        elements = tuple(element.elements)
        count = at = 0
        for index, child in enumerate(element.children):
            if isinstance(child, Tag):
                count += self._look(child, _Place(element, elements, at, index))
                at += 1
        self._inside[id(element)] = count
        return count

    def _table(self, table: Tag) -> None:
        rows = _rows(table)
        column, is_names = 0, True
        for index, row in enumerate(rows):
            cells = _cells(row)
            texts = [cell.text for cell in cells]
            if (
                index == 0
                and len(rows) > 1
                and _is_header(texts, [cell.tag == "th" or cell.role == "columnheader" for cell in cells])
            ):
                column, is_names = _column(texts)
                self._header.add(id(row))
                continue
            cell = cells[column] if column < len(cells) else None
            if cell is None or not is_names or (len(cells) == 1 and len(rows) > 1):
                continue
            if (found := _in_cell(cell)) is not None:
                self._names[id(found[0])] = found[1]
                self._elements.append(found[0])


def _rows(table: Tag) -> list[Tag]:
    """The rows of a table itself, not of one in its cells."""
    found: list[Tag] = []
    waiting = list(reversed(table.elements))
    while waiting:
        one = waiting.pop()
        if one.tag == "tr" or one.role == "row":
            found.append(one)
        elif one.tag in ("thead", "tbody", "tfoot") or one.role in ("rowgroup", "presentation", "none"):
            waiting += reversed(one.elements)
    return found


def _cells(row: Tag) -> list[Tag]:
    return [one for one in row.elements if one.tag in _CELLS or one.role in (*_CELL_ROLES, "columnheader")]


def _is_header(texts: list[str], heads: list[bool]) -> bool:
    if texts and all(heads):
        return True
    return len(texts) > 1 and all(text.lower().strip(" *:?") in HEADER_WORDS for text in texts if text)


def _column(texts: list[str]) -> tuple[int, bool]:
    """The column of the names, and whether there is one: a table of values or statuses has none."""
    lower = [text.lower().strip(" *:?") for text in texts]
    for wanted in NAME_HEADERS:
        if wanted in lower:
            return lower.index(wanted), True
    return 0, not lower or not re.search(
        r"\b(?:value|code|status|enum|error|event|currency|country|method|scenario|environment|limit|plan|tier)\b",
        lower[0],
    )


def _in_cell(cell: Tag) -> tuple[Tag, str] | None:
    if name := leading_name(cell.text):
        return cell, name
    for one in cell.within:  # blocks in a cell: the first one that has text
        if one is not cell and one.text and not any(child.text for child in one.elements if child.tag in BLOCKS):
            name = name_in(one.text) or leading_name(one.text)
            return (one, name) if name else None
    return None


def _name(element: Tag, place: _Place) -> str:
    """The name of a field that an element is, by what it is and where it stands."""
    text = element.text
    if not text or len(text) > 200 or is_label(element):
        return ""
    name = name_in(text)
    if element.tag == "dt":
        return name or leading_name(text) or _first_inline(element)
    if place.beside_heads(text):
        return ""
    if _is_called_name(element) and (called := name or leading_name(text)):
        return called
    if not name or name in _METHODS or is_flag(name):
        return ""
    if name.lower() in _NO_NAMES and not (name in _OFTEN_NAMES and _is_typed(place)):
        return ""
    if _is_first_cell(element, place, name):
        return name
    if _HEADING.fullmatch(element.tag) or element.tag in _INLINE:
        return name if _leads(element, place, name) else ""
    return ""


def _is_typed(place: _Place) -> bool:
    """Whether nothing but a type, or a type in brackets, comes next."""
    if place.after is not None and is_type(place.after.text):
        return True
    told = place.around()[1].strip()
    return told[:1] in "([" and begins_with_type(told[1:200])


def _first_inline(element: Tag) -> str:
    first = next((one for one in element.elements if one.text), None)
    return name_in(first.text) if first is not None and element.text.startswith(first.text) else ""


def _is_called_name(element: Tag) -> bool:
    """Whether the classes of an element say that it is the name of a field."""
    for words in element.names:
        if len(words) == 1 and words[0] in _ALONE:
            return True
        for at, word in enumerate(words):
            if word == "name" and at and words[at - 1] in _KINDS - {"schema", "model"}:
                return True
            if word in _ALONE - {"name", "key"} and at == len(words) - 1 and at:
                return True
    return False


def _is_first_cell(element: Tag, place: _Place, name: str) -> bool:
    """Whether a name stands alone in a block before its type, or first of several blocks."""
    after = place.after
    if after is None or (element.tag not in BLOCKS and element.tag not in ("span", "code")):
        return False
    if any(child.tag in BLOCKS for child in element.elements):
        return False
    if is_type(after.text) and after.tag not in ("dl", "ul", "ol", "table"):
        return not is_type(name) or place.at == 0
    return element.tag == "div" and is_wire(name) and place.at == 0 and bool(after.text)


def _leads(element: Tag, place: _Place, name: str) -> bool:
    """Whether a name in other letters begins its block, or is the heading of one."""
    if _HEADING.fullmatch(element.tag):
        return (is_wire(name) and not is_about(name)) or (
            name.islower() and place.after is not None and is_type(place.after.text)
        )
    before, after = place.around()
    if before.strip(" *-\u2022\u00b7") or name.isupper():
        return False
    after = after.strip()
    typed = begins_with_type(after[:200].strip(" (:-\u2013\u2014<["))
    if is_about(name) and not typed:
        return False
    if element.tag in ("code", "tt", "kbd", "samp", "var"):
        return bool(after) or place.parent.tag in ("li", "dt", "summary")
    if element.tag in ("strong", "b"):
        return is_wire(name) or (name.islower() and (not after or typed or after[:1] in "(:-\u2013\u2014"))
    return (is_wire(name) or name.islower()) and typed and len(after) < 200
