"""The fields of a page: which lines belong to the row of which field, whatever elements the row is made of.

First every element that is the name of a field is found (`named`); then the tree is read in order, and what follows a name
belongs to it until the next one (`_Reader`). No layout is known by its maker: a name is known by where it stands (the first cell
of a row, a term, the head of a block, before a type) and by what its author calls it (`property-name`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from . import samples
from .lines import BEGINS, GOES_ON, Line, plain
from .markup import BLOCKS, Tag
from .named import Names
from .names import is_type, joined, leading_name
from .records import Records, alike
from .tabs import is_label, is_labelled

_HEADING = re.compile("h[1-6]")
_LISTS = frozenset(["table", "tbody", "thead", "tfoot", "ul", "ol", "dl"])
_ROWS = frozenset(["tr", "li", "dl", "dt", "ol"])
"""What is a row as a whole: the steps of an ordered list are one, because their order says something."""
_SECTIONS = frozenset(["html", "body", "main", "article", "section"])
_NESTS = re.compile(
    r"(?i)object|array|list|\bmap\b|\[\]|\{|json|dict|items|one of|any of|struct|hash|collection|nested"
)
_MOST_WORDS = 14


def lines_of(root: Tag) -> list[Line]:
    """What a page says line by line, each with the field that it is about where the layout tells."""
    reader = _Reader(Names(root), Records(root))
    reader.walk(root, "")
    reader.end()
    return reader.lines


@dataclass
class _Reader:
    names: Names
    records: Records
    lines: list[Line] = field(default_factory=list[Line])
    _text: str = ""
    _field: str = ""
    _record: Tag | None = None
    """The outermost row that is read: of a table, a list of terms, a list, or of blocks."""
    _begun: bool = False
    """Whether the row has a line."""

    # --- writing

    def say(self, text: str, about: str) -> None:
        """Add text to the line at hand; a line that has begun keeps its field."""
        if not self._text.strip() or (about and not self._field.startswith(about)):
            self._field = about
        self._text += text

    def end(self) -> None:
        """End the line at hand."""
        content = " ".join(plain(self._text).split())
        if content:
            self._add([Line(content, self._field)])
        self._text, self._field = "", ""

    def _add(self, lines: list[Line]) -> None:
        for line in lines:
            self.lines.append(
                replace(line, part=(GOES_ON if self._begun else BEGINS) + line.part) if self._record else line
            )
            self._begun = True

    # --- reading

    def walk(self, element: Tag, about: str) -> list[str]:
        """Write an element that belongs to a field; the names of its own rows, in order."""
        if element.tag == "pre":
            self._sample(element, about)
            return []
        if is_label(element) or (_HEADING.fullmatch(element.tag) and element not in self.names and not about):
            self.end()
            self.lines.append(Line(element.text, "", int(element.tag[1])))
            return []
        block = element.tag in BLOCKS or element.tag == "br"
        if block:
            self.end()
        outer = self._record
        if element.tag == "table":  # the rows of a table in a cell are rows of their own
            self._record = None
        elif self._is_row(element) and (outer is None or (element.tag == "dt" and outer.tag == "dl")):
            self._record, self._begun = outer or element, False
        names = self._inside(element, about)
        if block:
            self.end()
        self._begun = self._begun and (element.tag != "table" or outer is None)
        self._record = outer
        return names

    def _sample(self, element: Tag, about: str) -> None:
        self.end()
        text, outer = samples.raw(element), self._record
        if outer is None and samples.in_order(text):
            self._record, self._begun = element, False
        self._add(samples.lines(text, about))
        self._record = outer

    def _is_row(self, element: Tag) -> bool:
        return element.tag in _ROWS or element in self.records

    def _inside(self, element: Tag, about: str) -> list[str]:
        run = _Run(element, self.names, about)
        before: Tag | str = ""
        for child in element.children:
            if isinstance(child, str):
                self.say(child, run.plain)
                before = child
                continue
            if isinstance(before, Tag) and element.tag != "code":
                self._text += " "
            before = child
            if is_labelled(child):
                run.ended()
            if child in self.names:
                run.opened(child, self.names[child])
                self.walk(child, run.plain)
            elif not self.names.inside(child):
                run.passed(child)
                self.walk(child, run.plain)
            else:
                self._row(run, child)
        return run.found

    def _row(self, run: _Run, child: Tag) -> None:
        outer = run.outer(child)
        names = self.walk(child, outer)
        if outer == run.about:
            run.closed(child, names)


@dataclass
class _Run:
    """The children of an element, as rows or as the parts of one."""

    element: Tag
    names: Names
    about: str
    found: list[str] = field(default_factory=list[str])
    plain: str = ""
    """What a part without a name belongs to."""
    _last: Tag | None = None
    _path: str = ""
    _said: str = ""

    def __post_init__(self) -> None:
        self.plain = self._path = self.about
        elements = self.element.elements
        bearing = [n for n, child in enumerate(elements) if self._bears(child)]
        between = elements[bearing[0] : bearing[-1]] if bearing else []
        self._first = elements[0] if elements else None
        self._alike = any(alike(elements[bearing[0]], elements[n]) for n in bearing[1:])
        self._bearing = len(bearing)
        self._mixed = any(not self._bears(one) and one.text and not _HEADING.fullmatch(one.tag) for one in between)

    def _bears(self, child: Tag) -> bool:
        return child in self.names or self.names.inside(child) > 0

    def opened(self, child: Tag, name: str) -> None:
        """The name of a field stands here itself: what follows is about it."""
        self.plain = self._path = joined(self.about, name)
        self._last, self._said = child, ""
        self.found.append(name)

    def ended(self) -> None:
        """Something of its own comes, which is about no field of those before."""
        self.plain = self._path = self.about
        self._last = None

    def passed(self, child: Tag) -> None:
        """A part without a name comes."""
        self._said += f" {child.text}"[:400]
        if _HEADING.fullmatch(child.tag) and not self.about:
            self.ended()

    def closed(self, child: Tag, names: list[str]) -> None:
        """A part with rows of its own is through: where it was the head of one row, what follows is about that."""
        self.found += names
        self._last, self._said = child, child.text[:400]
        single = len(names) == 1 and child.tag not in _LISTS
        self._path = joined(self.about, names[0]) if single else self.about
        goes_on = (
            single
            and self._is_head(child, names[0])
            and (self._mixed or self._bearing == 1 or self._is_body_next(child))
        )
        self.plain = self._path if goes_on else self.about

    def _is_head(self, child: Tag, name: str) -> bool:
        text = child.text
        if not text.lstrip("`\"'*").startswith(name.rpartition(".")[2]) and name not in text[: len(name) + 12]:
            return False
        if child.tag == "p" or self.element.tag in _SECTIONS:
            return bool(leading_name(text)) or (child.tag != "p" and len(text.split()) <= 4)
        return len(text.split()) <= _MOST_WORDS or self._mixed

    def _is_body_next(self, child: Tag) -> bool:
        return child is self._first and not self._alike

    def outer(self, child: Tag) -> str:
        """The field that the rows inside a child belong to: the one before it where they are its parts."""
        if self._path == self.about or self._last is None:
            return self.about
        if self._last in self.names:  # a term and its definition, a cell and the next one
            return self._path if self._nests() or not is_type(self._said) else self.about
        if _is_continued(child):
            return self._path
        if alike(child, self._last) and not self._has_body(child):
            return self.about
        return self._path if self._nests() else self.about

    def _nests(self) -> bool:
        words = self._said.split()
        return _NESTS.search(self._said) is not None or not any(is_type(word) for word in words)

    def _has_body(self, child: Tag) -> bool:
        """Whether a child begins with text that is no name: the description of the field before it."""
        first = self.names.first(child)
        return first is not None and len(child.text.partition(first.text)[0].split()) > 2 and not child.classes


def _is_continued(child: Tag) -> bool:
    """Whether a row of a table is only the place of the table of a field's members."""
    if child.tag != "tr":
        return False
    cells = [one for one in child.elements if one.text]
    return len(cells) == 1 and any(
        one.tag in ("table", "ul", "dl", "div") for one in cells[0].within if one is not cells[0]
    )
