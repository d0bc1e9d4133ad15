"""Which elements of a page are names of fields."""

from __future__ import annotations

import re

from .markup import BLOCKS, Element
from .names import HEADER_WORDS, NAME_HEADERS, begins_with_type, is_about, is_flag, is_type, is_wire, leading_name, name_in

_INLINE = frozenset("code strong b em tt kbd span a samp var i".split())
_CELLS = frozenset({"td", "th"})
_CELL_ROLES = frozenset({"cell", "gridcell", "rowheader"})
_HEADING = re.compile("h[3-6]")
_KINDS = frozenset(
    "property prop param parameter field attribute attr key member arg argument column col schema model header variable".split()
)
_ALONE = frozenset(
    "property prop param parameter field attribute key name propertyname paramname fieldname attributename argument variable".split()
)
_METHODS = frozenset("GET POST PUT PATCH DELETE HEAD OPTIONS TRACE".split())
_NO_NAMES = frozenset(
    "true false null none note warning important tip info danger caution example examples new beta".split()
)


class Names:
    """The elements of a page that are names, and how many of them an element holds."""

    def __init__(self, root: Element) -> None:
        self._names: dict[int, str] = {}
        self._inside: dict[int, int] = {}
        self._elements: list[Element] = []  # keeps them alive, so that an id stays that of one element
        self._header: set[int] = set()
        self._look(root, None)

    def __contains__(self, element: object) -> bool:
        return id(element) in self._names

    def __getitem__(self, element: Element) -> str:
        return self._names[id(element)]

    def inside(self, element: Element) -> int:
        """How many names there are inside an element, itself not counted."""
        return self._inside.get(id(element), 0)

    def first(self, element: Element) -> Element | None:
        """The first name inside an element."""
        return next((one for one in element.within if one in self), None)

    def _look(self, element: Element, parent: Element | None) -> int:
        self._elements.append(element)
        if element.tag == "pre" or id(element) in self._header:
            return 0
        if element.tag == "table" or element.role in ("table", "grid"):
            self._table(element)
        if id(element) not in self._names and parent is not None and (name := _name(element, parent)):
            self._names[id(element)] = name
        if id(element) in self._names:
            return 1
        count = sum(self._look(child, element) for child in element.elements)
        self._inside[id(element)] = count
        return count

    def _table(self, table: Element) -> None:
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


def _rows(table: Element) -> list[Element]:
    """The rows of a table itself, not of one in its cells."""
    found: list[Element] = []
    waiting = list(reversed(table.elements))
    while waiting:
        one = waiting.pop()
        if one.tag == "tr" or one.role == "row":
            found.append(one)
        elif one.tag in ("thead", "tbody", "tfoot") or one.role in ("rowgroup", "presentation", "none"):
            waiting += reversed(one.elements)
    return found


def _cells(row: Element) -> list[Element]:
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


def _in_cell(cell: Element) -> tuple[Element, str] | None:
    if name := leading_name(cell.text):
        return cell, name
    for one in cell.within:  # blocks in a cell: the first one that has text
        if one is not cell and one.text and not any(child.text for child in one.elements if child.tag in BLOCKS):
            name = name_in(one.text) or leading_name(one.text)
            return (one, name) if name else None
    return None


def _name(element: Element, parent: Element) -> str:
    """The name of a field that an element is, by what it is and where it stands."""
    text = element.text
    if not text or len(text) > 200:
        return ""
    name = name_in(text)
    if element.tag == "dt":
        return name or leading_name(text) or _first_inline(element)
    if _is_called_name(element) and (name or leading_name(text)) and not _beside_heads(element, parent):
        return name or leading_name(text)
    if not name or name.lower() in _NO_NAMES or name in _METHODS or is_flag(name):
        return ""
    siblings = parent.elements
    after = siblings[siblings.index(element) + 1] if element in siblings and element is not siblings[-1] else None
    if _is_first_cell(element, parent, after, name):
        return name
    if (_HEADING.fullmatch(element.tag) or element.tag in _INLINE) and not is_about(name):
        return name if _leads(element, parent, name) else ""
    return ""


def _first_inline(element: Element) -> str:
    first = next((one for one in element.elements if one.text), None)
    return name_in(first.text) if first is not None and element.text.startswith(first.text) else ""


def _is_called_name(element: Element) -> bool:
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


def _beside_heads(element: Element, parent: Element) -> bool:
    """Whether this is the head of a column: it stands beside other heads."""
    texts = [one.text.lower().strip(" *:?") for one in parent.elements if one.text]
    return (
        len(texts) > 1
        and all(text in HEADER_WORDS for text in texts)
        and element.text.lower().strip(" *:?") in HEADER_WORDS
    )


def _is_first_cell(element: Element, parent: Element, after: Element | None, name: str) -> bool:
    """Whether a name stands alone in a block before its type, or first of several blocks."""
    if element.tag not in BLOCKS and element.tag not in ("span", "code"):
        return False
    if any(child.tag in BLOCKS for child in element.elements) or after is None or _beside_heads(element, parent):
        return False
    if is_type(after.text) and len(after.text) < 80 and not (is_about(name) and is_type(name) and is_flag(after.text)):
        return not is_type(name) or parent.elements[0] is element
    return element.tag == "div" and is_wire(name) and parent.elements[0] is element and bool(after.text)


def _leads(element: Element, parent: Element, name: str) -> bool:
    """Whether a name in other letters begins its block, or is the heading of one."""
    if _HEADING.fullmatch(element.tag):
        return is_wire(name) or (name.islower() and _before_type(element, parent))
    before, after = _around(element, parent)
    if before.strip(" *-\u2022\u00b7") or name.isupper():
        return False
    if element.tag in ("code", "tt", "kbd", "samp", "var"):
        return bool(after.strip()) or parent.tag in ("li", "dt", "summary")
    if element.tag in ("strong", "b"):
        return is_wire(name) or (
            name.islower()
            and (
                not after.strip()
                or begins_with_type(after.strip(" (:-\u2013\u2014<["))
                or after.strip()[:1] in "(:-\u2013\u2014"
            )
        )
    if not is_wire(name) and not name.islower():
        return False
    return begins_with_type(after.strip(" (:-\u2013\u2014<[")) and len(after) < 200


def _before_type(element: Element, parent: Element) -> bool:
    at = parent.elements.index(element)
    return any(is_type(one.text) for one in parent.elements[at + 1 : at + 2])


def _around(element: Element, parent: Element) -> tuple[str, str]:
    """The text of the parent before and after an element."""
    before: list[str] = []
    after: list[str] = []
    part = before
    for child in parent.children:
        if child is element:
            part = after
        else:
            part.append(child if isinstance(child, str) else child.text)
    return " ".join(before), " ".join(after)
