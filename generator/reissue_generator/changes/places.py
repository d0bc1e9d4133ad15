"""Line and column of many nodes of large documents, without reading the document a second time.

`Source.place` composes the whole text as YAML, which for a JSON document of ten megabytes takes longer than the rest
of a comparison. Here the members of an object are found by their indentation, one search for each object on the way;
where a text is not laid out like that, its values are skipped one by one. The value found is compared with the value
asked for, so a wrong line is never told: in doubt the slow way answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import cast

from ..document import Document, Node, Pointer, PutTogether, Source, child_of, pointer_text
from ..findings import Place

_MEMBER = re.compile(r'("(?:[^"\\\n]|\\.)*"): ?')
_CHUNK = 1 << 16
_SPACE = re.compile(r"[ \t\r\n]*")
_SMALL = 4096
"""Texts up to this length are not worth the quick way."""

Children = dict[str, tuple[int, int]]
"""By key or index: the offset of the key (of the value, in an array) and that of the value."""


def _blank(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


class Places:
    """Answers where nodes of some documents stand. One for each comparison; it keeps what it has found.

    Files that a document refers to are named as the document itself is: from where the command runs, or in git.
    """

    def __init__(self, *documents: Document) -> None:
        self._texts: dict[int, _Text] = {}
        self._names = {
            id(other): _beside(document.main.name, other.name)
            for document in documents
            for other in document.others.values()
        }

    def of(self, node: Node) -> Place:
        """File, line and column of a node; the line is never a wrong one."""
        source, pointer = node.source.written_at(node.pointer)
        node = Node(source, pointer, node.value)
        place = self._quick(node) or source.place(pointer)
        return replace(place, file=self._names[id(source)]) if id(source) in self._names else place

    def _quick(self, node: Node) -> Place | None:
        source = node.source
        if source.yaml or len(source.text) < _SMALL or isinstance(source, PutTogether):
            return None
        if id(source) not in self._texts:
            self._texts[id(source)] = _Text(source)
        text = self._texts[id(source)]
        at = text.offset(node)
        return None if at is None else Place(source.name, *text.line(at), pointer_text(node.pointer))


def _beside(main: str, relative: str) -> str:
    """The name of a file that stands beside another one: 'v1:specs/a.yaml', 'b.yaml' is 'v1:specs/b.yaml'."""
    folder, slash, _ = main.replace("\\", "/").rpartition("/")
    reference, colon, _ = main.partition(":")
    return f"{folder}{slash}{relative}" if slash else f"{reference}{colon}{relative}" if colon else relative


class _Text:
    """The text of one JSON source, and the offsets found so far."""

    def __init__(self, source: Source) -> None:
        self._source, self._text = source, source.text
        self._found: dict[Pointer, tuple[int, int]] = {(): (0, _blank(self._text, 0))}
        self._children: dict[int, Children] = {}
        self._lines: list[int] = []
        self._scan = cast(Callable[[str, int], tuple[object, int]], json.JSONDecoder().raw_decode)

    def line(self, at: int) -> tuple[int, int]:
        """Line and column, counted from 1. Lines are counted once for each chunk of the text."""
        text = self._text
        while len(self._lines) <= at // _CHUNK:
            number = len(self._lines)
            before = self._lines[-1] if self._lines else 0
            self._lines.append(before + (text.count("\n", (number - 1) * _CHUNK, number * _CHUNK) if number else 0))
        number = at // _CHUNK
        line = self._lines[number] + text.count("\n", number * _CHUNK, at) + 1
        return line, at - text.rfind("\n", 0, at)

    def offset(self, node: Node) -> int | None:
        """The offset of the node's key, or of the nearest node above it that is there; None where this way cannot tell."""
        pointer = node.pointer
        value: object = self._source.data
        here = self._found[()]
        for depth, token in enumerate(pointer, 1):
            child = child_of(value, token)
            if child is None:
                return here[0]
            value = child[0]
            prefix = pointer[:depth]
            if prefix not in self._found:
                found = self._members(here[1]).get(token)
                if found is None or not self._fits(found[1], value):
                    return None
                self._found[prefix] = found
            here = self._found[prefix]
        return here[0]

    def _fits(self, at: int, value: object) -> bool:
        """Whether this value begins here: compared in full where that costs nothing."""
        start = self._text[at : at + 1]
        if isinstance(value, dict):
            return start == "{"
        if isinstance(value, list):
            return start == "["
        try:
            return self._scan(self._text, at)[0] == value
        except ValueError:
            return False

    def _members(self, at: int) -> Children:
        if at not in self._children:
            found = self._by_indent(at)
            self._children[at] = found if found is not None else self._one_by_one(at)
        return self._children[at]

    def _by_indent(self, at: int) -> Children | None:
        """The members of a value that is laid out one to a line; None where it is not.

        A line break inside a JSON text is never part of a string, so what follows one is a token.
        """
        text = self._text
        line_start = text.rfind("\n", 0, at) + 1
        own = _leading(text, line_start)
        if text[at + 1 : at + 2] != "\n":
            return None
        inner = _leading(text, at + 2)
        if len(inner) <= len(own):
            return None
        end = text.find(f"\n{own}{'}' if text[at] == '{' else ']'}", at)
        if end < 0:
            return None
        if text[at] == "[":
            starts = re.finditer(rf"\n{inner}(?=[^ \t\]}}])", text[at:end])
            return {str(place): (at + match.end(), at + match.end()) for place, match in enumerate(starts)}
        found: Children = {}
        lead = f'\n{inner}"'
        start = text.find(lead, at, end)
        while start >= 0:  # str.find goes over the text in between many times faster than a regular expression
            start += len(lead) - 1
            if match := _MEMBER.match(text, start, end):
                found[cast(str, json.loads(match[1]))] = (start, match.end())
            start = text.find(lead, start, end)
        return found

    def _one_by_one(self, at: int) -> Children:
        """The members of any value: the scanner of the json module skips each value."""
        text, found = self._text, Children()
        closing = "}" if text[at] == "{" else "]"
        cursor = _blank(text, at + 1)
        while text[cursor : cursor + 1] not in (closing, ""):
            start = cursor
            key = str(len(found))
            if closing == "}":
                name, cursor = self._scan(text, cursor)
                key = cast(str, name)
                cursor = _blank(text, _blank(text, cursor) + 1)
            found[key] = (start, cursor)
            cursor = _blank(text, self._scan(text, cursor)[1])
            if text[cursor : cursor + 1] == ",":
                cursor = _blank(text, cursor + 1)
        return found


def _leading(text: str, at: int) -> str:
    end = at
    while text[end : end + 1] in (" ", "\t") and end < len(text):
        end += 1
    return text[at:end]
