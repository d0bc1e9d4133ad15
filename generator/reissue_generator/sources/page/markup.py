"""HTML as a tree of elements: what a browser would make of it, as far as the order and the nesting of texts go.

Whatever the markup, time and depth are bounded: an element that is nested deeper than any page needs takes its place
beside its parent, and an end tag is looked for only where its element is open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

DEEPEST = 120
_RAW = frozenset({"script", "style"})
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_MAY_STAY_OPEN = frozenset(
    [
        *("html", "head", "body", "li", "dt", "dd", "p", "rt", "rp", "optgroup", "option", "colgroup", "caption"),
        *("thead", "tbody", "tfoot", "tr", "td", "th"),
    ]
)
"""What needs no end tag (HTML, 13.1.2.4 "Optional tags")."""
_CLOSED_BY = {
    **dict.fromkeys(("li",), ("li", "p")),
    **dict.fromkeys(("dt", "dd"), ("dt", "dd", "p")),
    **dict.fromkeys(("td", "th"), ("td", "th", "p")),
    "tr": ("tr", "td", "th", "p"),
    **dict.fromkeys(("tbody", "thead", "tfoot"), ("tbody", "thead", "tfoot", "tr", "td", "th", "p")),
    "option": ("option",),
    **dict.fromkeys(("p", "div", "ul", "ol", "dl", "table", "pre", "section", *(f"h{n}" for n in range(1, 7))), ("p",)),
}
"""What an opening tag ends, where that is open and has no end tag (HTML, 13.1.2.4 "Optional tags")."""

TAG = "a tag"
"""Stands for a tag or a comment that is open."""
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "option",
    ]
)
_CAMEL = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|\d+")


def words_of(name: str) -> list[str]:
    """The words that a class is made of, in small letters."""
    return [word.lower() for word in _CAMEL.findall(name[:120])]


@dataclass(eq=False, slots=True)
class Tag:
    """An element with its texts and elements in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict[str, str])
    children: list[Tag | str] = field(default_factory=list["Tag | str"])
    seen: str | None = None
    joined: str | None = None

    @property
    def elements(self) -> list[Tag]:
        """The elements directly inside."""
        return [child for child in self.children if isinstance(child, Tag)]

    @property
    def text(self) -> str:
        """All its text, on one line."""
        if self.seen is None:
            self.seen = " ".join(self.raw.split())
        return self.seen

    @property
    def raw(self) -> str:
        """All its text as it is written, blocks set apart."""
        if self.joined is None:
            parts: list[str] = []
            before: Tag | str = ""
            for child in self.children:
                if isinstance(before, Tag) and isinstance(child, Tag) and self.tag != "code":
                    parts.append(" ")  # what stands beside each other without any blank is set apart by its style
                parts.append(child if isinstance(child, str) else child.raw)
                before = child
            text = "".join(parts)
            self.joined = f" {text} " if self.tag in BLOCKS or self.tag == "br" else text
        return self.joined

    def changed(self) -> None:
        """Forget its text: its children are others now."""
        self.seen = self.joined = None

    @property
    def within(self) -> Iterator[Tag]:
        """Itself and every element inside, in order."""
        yield self
        for child in self.elements:
            yield from child.within

    @property
    def classes(self) -> list[str]:
        """Its classes."""
        return self.attributes.get("class", "").split()

    @property
    def names(self) -> list[list[str]]:
        """Its classes, and what names a part of a component, each as the words that it is made of, in small letters."""
        told = [*self.classes, self.attributes.get("data-component-part", ""), self.attributes.get("data-testid", "")]
        return [words_of(one) for one in told if one]

    @property
    def role(self) -> str:
        """Its ARIA role."""
        return self.attributes.get("role", "").lower()


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Tag("html")
        self._open: list[tuple[str, Tag]] = [("", self.root)]
        self.ended = False
        self._count: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for _ in range(5):
            if (top := self._open[-1][0]) and top in _CLOSED_BY.get(tag, ()):
                self._pop()
        element = Tag(tag, {name: value or "" for name, value in reversed(attrs)})
        if tag in _VOID or len(self._open) < DEEPEST:
            self._open[-1][1].children.append(element)
        if tag not in _VOID:
            self._open.append((tag, element if len(self._open) < DEEPEST else self._open[-1][1]))
            self._count[tag] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # HTML knows no other empty element; JSX does, and `<div/>` would stay open
        if tag not in _VOID:
            self._pop()

    def handle_endtag(self, tag: str) -> None:
        self.ended |= tag in ("body", "html")
        if tag in ("br", "p") and not self._count[tag]:
            self.handle_starttag("br", [])
        while self._count[tag]:
            if self._pop() == tag:
                return

    def _pop(self) -> str:
        tag, _ = self._open.pop()
        self._count[tag] -= 1
        return tag

    def handle_data(self, data: str) -> None:
        self._open[-1][1].children.append(data)

    @property
    def left_open(self) -> list[str]:
        """The elements that are open and may not stay so, the outermost first."""
        return [tag for tag, _ in self._open if tag and tag not in _MAY_STAY_OPEN]


def left_open(markup: str) -> list[str] | None:
    """The elements that are open where a page ends, though they need an end tag; None where the page says that it ends there."""
    parser, closed = _Tree(), _closed(markup)
    parser.feed(closed)
    parser.close()
    if parser.ended:
        return None
    rest = markup[len(closed) :]
    return [*parser.left_open, *([TAG] if re.match(r"<[a-zA-Z/!]", rest) else [])]


def tree(markup: str) -> Tag:
    """The tree of a page or of a part of one."""
    parser = _Tree()
    parser.feed(_closed(markup))
    parser.close()
    return parser.root


def _closed(markup: str) -> str:
    """Markup without what stays open until its end: the parser would look for that end again from every `<`."""
    start = markup.find("<!--", markup.rfind("-->") + 1)
    markup = markup[:start] if start >= 0 else markup
    start = markup.find("<", markup.rfind(">") + 1)
    return markup[:start] if start >= 0 else markup


def scripts(root: Tag) -> Iterator[tuple[Tag, str]]:
    """Every script with its text."""
    for element in root.within:
        if element.tag == "script":
            yield element, "".join(child for child in element.children if isinstance(child, str))


def without(root: Tag, *tags: str) -> None:
    """Take out every element of some tags."""
    for element in list(root.within):
        element.children = [child for child in element.children if isinstance(child, str) or child.tag not in tags]
        element.changed()
