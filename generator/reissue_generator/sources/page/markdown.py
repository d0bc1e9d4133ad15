"""Markdown pages as HTML, so that a page is read in one way: also the components of MDX (Mintlify) and blocks of GitBook.

Only what tells the layout is turned into elements (headings, tables, lists, samples, emphasis); every other `<` stays text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_FENCE = re.compile(r"\s{0,12}(?:[-*+]\s+)?(`{3,}|~{3,})")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
_ITEM = re.compile(r"(\s*)([-*+]|\d{1,3}[.)])\s+(.*)")
_QUOTE = re.compile(r"(?:>\s+|>(?=\w))+")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_TAG = re.compile(
    r"</?(?:[A-Z][A-Za-z0-9.]{0,40}|table|thead|tbody|tfoot|tr|td|th|ul|ol|li|dl|dt|dd|p|br|hr|div|span|b|i|em|strong|code|pre|a|img|h[1-6]|details|summary|section|sup|sub|kbd|figure|"
    r"figcaption|blockquote)(?:\s[^<>]{0,600})?/?>"
)
_BRACES = re.compile(r"(\s[\w-]+=)\{\s*[\"'`]?([^{}\"'`<>]{0,200})[\"'`]?\s*\}")
_BLOCK = re.compile(r"\{%-?\s*(end)?([a-z][a-z-]*)\s*(.{0,2000}?)\s*-?%\}")
_STAMP_KEYS = re.compile(
    r"(?i)(?:last[_-]?)?(?:updated?|modified|edit(?:ed)?|date|published|build|commit|sha|revision|icon|sidebar.*|hide.*|layout|cover.*|slug|order|position)(?:[_-]?(?:at|on|date|time|id|url))?\s*:"
)
_INLINE = re.compile(
    r"(`{1,2})([^`\n]{1,400})\1|\*\*([^*\n]{1,400})\*\*|__([^_\n]{1,400})__|(?<![\w*])[*_]([^*_\n]{1,200})[*_](?![\w*])|!?\[([^\[\]\n]{0,300})\]\(([^()\s\n]{0,500})(?:\s\"[^\"\n]{0,200}\")?\)"
)
LONGEST = 20_000
"""Characters of a line in which emphasis and tags are looked for."""


def html_of(text: str) -> str:
    """The HTML that a Markdown page means, as far as its text and its layout go."""
    return "\n".join(_Lines(text.replace("\r\n", "\n").split("\n")).html())


class _Lines:
    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._at = 0
        self._lists: list[tuple[int, str]] = []  # indentation and tag of the lists that are open

    def html(self) -> Iterator[str]:
        """The parts in order."""
        yield from self._front()
        while self._at < len(self._lines):
            yield from self._block(self._lines[self._at])
        yield from self._end_lists(-1)

    def _front(self) -> Iterator[str]:
        """The keys above a page; those that say when it was made do not count."""
        if self._lines[0].strip() != "---" or "---" not in (line.strip() for line in self._lines[1:60]):
            return
        self._at = 1
        while (line := self._lines[self._at].strip()) != "---":
            self._at += 1
            if not _STAMP_KEYS.match(line):
                key, _, value = line.partition(":")
                shown = (
                    value.strip().strip("\"'") if key in ("title", "description", "openapi", "api", "summary") else line
                )
                yield f"<p>{html.escape(shown, False)}</p>"
        self._at += 1

    def _block(self, line: str) -> Iterator[str]:
        if fence := _FENCE.match(line):
            yield from self._fenced(fence[1])
        elif heading := _HEADING.fullmatch(line):
            yield from self._end_lists(-1)
            yield f"<h{len(heading[1])}>{inline(heading[2])}</h{len(heading[1])}>"
            self._at += 1
        elif (
            "|" in line
            and self._at + 1 < len(self._lines)
            and "-" in self._lines[self._at + 1]
            and _RULE.fullmatch(self._lines[self._at + 1][:2000])
        ):
            yield from self._table()
        elif item := _ITEM.fullmatch(line):
            yield from self._item(len(item[1].expandtabs(4)), item[3], "ol" if item[2][0].isdigit() else "ul")
        else:
            yield from self._paragraph(line)

    def _fenced(self, mark: str) -> Iterator[str]:
        self._at += 1
        yield "<pre>"
        while self._at < len(self._lines) and not self._lines[self._at].strip().startswith(mark):
            yield html.escape(self._lines[self._at], False)
            self._at += 1
        yield "</pre>"
        self._at += 1

    def _table(self) -> Iterator[str]:
        yield "<table>"
        head = True
        while self._at < len(self._lines) and "|" in self._lines[self._at]:
            cell = "th" if head else "td"
            cells = _cells(self._lines[self._at])
            yield "<tr>" + "".join(f"<{cell}>{inline(one)}</{cell}>" for one in cells) + "</tr>"
            self._at += 2 if head else 1
            head = False
        yield "</table>"

    def _item(self, indent: int, text: str, tag: str) -> Iterator[str]:
        yield from self._end_lists(indent)
        if (not self._lists or indent > self._lists[-1][0]) and len(self._lists) < 20:
            self._lists.append((indent, tag))
            yield f"<{tag}>"
        yield f"<li>{inline(text)}"
        self._at += 1

    def _end_lists(self, indent: int) -> Iterator[str]:
        while self._lists and self._lists[-1][0] > indent:
            yield f"</{self._lists.pop()[1]}>"

    def _paragraph(self, line: str) -> Iterator[str]:
        self._at += 1
        indent = len(line) - len(line.lstrip())
        if not line.strip():
            yield ""
            return
        before = self._lines[self._at - 2].strip() if self._at > 1 else ""
        if self._lists and not before and indent <= self._lists[-1][0]:
            yield from self._end_lists(indent)
        if not before:
            yield "<br>"
        yield inline(_QUOTE.sub("", line.strip())) + "\n"


def _cells(line: str) -> list[str]:
    line = line.strip().removeprefix("|")
    line = line[:-1] if line.endswith("|") and not line.endswith("\\|") else line
    return [one.strip().replace("\\|", "|") for one in re.split(r"(?<!\\)\|", line)]


def inline(text: str) -> str:
    """One piece of text with its emphasis, links, tags and blocks as elements."""
    if len(text) > LONGEST:
        return html.escape(text, False)
    parts: list[str] = []
    at = 0
    for match in _INLINE.finditer(text):
        parts.append(_tags(text[at : match.start()]))
        parts.append(_emphasised(match))
        at = match.end()
    return "".join([*parts, _tags(text[at:])])


def _emphasised(match: re.Match[str]) -> str:
    if match[2] is not None:
        return f"<code>{html.escape(match[2].strip(), False)}</code>"
    if match[3] or match[4]:
        return f"<strong>{inline_code(match[3] or match[4])}</strong>"
    if match[5]:
        return f"<em>{inline_code(match[5])}</em>"
    # The address of an image is none that leads anywhere.
    address = "" if match[0].startswith("!") else f' href="{html.escape(match[7] or "")}"'
    return f"<a{address}>{inline_code(match[6] or '')}</a>"


def inline_code(text: str) -> str:
    """Text that is emphasised as a whole; back ticks inside say nothing more."""
    return _tags(text.replace("`", ""))


def _tags(text: str) -> str:
    """Text in which known tags are tags and every other `<` is one."""
    if "{" in text:
        text = _BLOCK.sub(_gitbook, text)
        text = _BRACES.sub(r'\1"\2"', text)
    parts: list[str] = []
    at = 0
    for match in _TAG.finditer(text):
        parts += [_escaped(text[at : match.start()]), match[0]]
        at = match.end()
    return "".join([*parts, _escaped(text[at:])])


def _escaped(text: str) -> str:
    return text.replace("\\_", "_").replace("\\*", "*").replace("<", "&lt;")


def _gitbook(match: re.Match[str]) -> str:
    ending, name, attributes = match.groups()
    attributes = attributes.replace("<", "&lt;").replace(">", "&gt;")
    if name in ("swagger-parameter", "openapi-parameter"):
        return "</ParamField>" if ending else f"<ParamField {attributes}>"
    if name in (
        "swagger",
        "openapi",
        "swagger-operation",
        "openapi-operation",
        "api-method",
        "swagger-response",
        "openapi-response",
    ):
        return "" if ending else f"<Operation {attributes}></Operation>"
    return ""
