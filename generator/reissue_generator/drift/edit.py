"""Small edits of YAML text that leave every other line, comment and quote as it is.

Each edit takes the text and gives the new text. What the new text says is for the caller to verify: an edit that meets a
layout it cannot handle raises EditError or leaves a text that says something else, and never touches a file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ..document import Pointer, composed, yaml_child
from ..errors import ToolError

_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*", re.ASCII)
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""What is no text to a YAML reader of some version."""


class EditError(ToolError):
    """The text is laid out in a way that this edit does not handle."""


def scalar(value: object, quoted: bool = False) -> str:
    """A value as YAML writes it; text from outside is plain only where nothing can be read into it."""
    if value is None or isinstance(value, bool | int | float):
        return (
            {None: "null", True: "true", False: "false"}[value]
            if value is None or isinstance(value, bool)
            else repr(value)
        )
    text = str(value)
    if not quoted and _PLAIN.fullmatch(text) and text.lower() not in _WORDS and len(text) <= 100:
        return text
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable():
        return char
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"


class Yaml:
    """A text and its nodes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self._starts = [0, *(match.end() for match in _BREAK.finditer(text))]
        self._root: Any = composed(text)

    def node(self, pointer: Pointer) -> Any:
        """The YAML node at a pointer. Raises EditError where it is reached through an alias or not at all."""
        node = self._root
        for token in pointer:
            child = yaml_child(node, token)
            if child is None:
                raise EditError("the place is not to be found in the text")
            node = child[0]
        return node

    def has(self, pointer: Pointer) -> bool:
        """Whether anything stands at a pointer."""
        try:
            self.node(pointer)
        except EditError:
            return False
        return True

    # --- positions ---

    def start(self, node: Any) -> int:
        """Where the first character of a node stands."""
        line: int = node.start_mark.line
        column: int = node.start_mark.column
        return self._starts[line] + column

    def end(self, node: Any) -> int:
        """Where the last character of a node stands; the marks of block collections reach on to the next token."""
        if node.id != "scalar" and not node.flow_style and node.value:
            last = node.value[-1]
            return self.end(last[1] if isinstance(last, tuple) else last)
        line: int = node.end_mark.line
        column: int = node.end_mark.column
        mark = self._starts[line] + column
        return len(self.text[:mark].rstrip()) if node.id == "scalar" and node.style in ("|", ">") else mark

    def _line_start(self, node: Any) -> int:
        line: int = node.start_mark.line
        return self._starts[line]

    def line_end(self, place: int) -> int:
        """Where the line of a place ends, before its line break."""
        match = _BREAK.search(self.text, place)
        return match.start() if match else len(self.text)

    def source(self, node: Any) -> str:
        """The text of a node."""
        return self.text[self.start(node) : self.end(node)]

    def cut(self, start: int, end: int, new: str = "") -> str:
        """The text with what stands between two places replaced."""
        return self.text[:start] + new + self.text[end:]

    # --- edits ---

    def append(self, pointer: Pointer, value: object) -> str:
        """Add an item to a list, in the style of the list. Raises EditError."""
        node = self.node(pointer)
        if node.id != "sequence":
            raise EditError("there is no list")
        quoted = bool(node.value) and all(item.id == "scalar" and item.style in ('"', "'") for item in node.value)
        new = value if isinstance(value, Raw) else scalar(value, quoted)
        if not node.value:
            return self.cut(self.start(node) + 1, self.start(node) + 1, str(new))
        last = self.end(node.value[-1])
        if node.flow_style:
            return self.cut(last, last, f", {new}")
        place = self.line_end(last)
        return self.cut(place, place, f"{self.newline}{' ' * node.start_mark.column}- {new}")

    def set(self, pointer: Pointer, value: str) -> str:
        """Write another value in the place of a scalar. Raises EditError."""
        node = self.node(pointer)
        if node.id != "scalar" or node.style in ("|", ">"):
            raise EditError("there is no plain value")
        return self.cut(self.start(node), self.end(node), value)

    def remove_item(self, pointer: Pointer, value: str) -> str:
        """Take a scalar out of a list; the last one takes the list and its key with it. Raises EditError."""
        node = self.node(pointer)
        items: Sequence[Any] = node.value if node.id == "sequence" else ()
        index = next((index for index, item in enumerate(items) if item.id == "scalar" and item.value == value), None)
        if index is None:
            raise EditError(f"the list does not have {value!r}")
        if len(items) == 1:
            return self._remove_member(pointer)
        if not node.flow_style:
            start = self._line_start(items[index])
            return self.cut(start, self._next_line(self.end(items[index])))
        if index + 1 < len(items):
            return self.cut(self.start(items[index]), self.start(items[index + 1]))
        return self.cut(self.end(items[index - 1]), self.end(items[index]))

    def _next_line(self, place: int) -> int:
        match = _BREAK.search(self.text, place)
        return match.end() if match else len(self.text)

    def _remove_member(self, pointer: Pointer) -> str:
        mapping = self.node(pointer[:-1])
        index = next(index for index, (key, _) in enumerate(mapping.value) if key.value == pointer[-1])
        key, value = mapping.value[index]
        if not mapping.flow_style:
            if self.text[self._line_start(key) : self.start(key)].strip():
                raise EditError("the key does not begin its line")
            return self.cut(self._line_start(key), self._next_line(self.end(value)))
        if index + 1 < len(mapping.value):
            return self.cut(self.start(key), self.start(mapping.value[index + 1][0]))
        if index:
            return self.cut(self.end(mapping.value[index - 1][1]), self.end(value))
        return self.cut(self.start(key), self.end(value))

    def add_member(self, pointer: Pointer, key: str, block: Sequence[str], flow: str, *, brief: bool = True) -> str:
        """Add a key to a map: `block` are the lines below it, relative to the key; `flow` is its value on one line.

        A single block line stands beside the key, if `brief`. Where the neighbours are written on one line each, so is the new one.
        """
        node = self.node(pointer)
        if node.id != "mapping":
            raise EditError("there is no map")
        name = scalar(key)
        if not node.value:
            return self.cut(self.start(node) + 1, self.start(node) + 1, f" {name}: {flow} ")
        last_key, last = node.value[-1]
        if node.flow_style:
            return self.cut(self.end(last), self.end(last), f", {name}: {flow}")
        indent = " " * last_key.start_mark.column
        terse = pointer[-1:] == ("properties",) and last.id == "mapping" and last.flow_style
        if terse or (brief and len(block) == 1):
            lines = [f"{name}: {flow if terse else block[0]}"]
        else:
            lines = [f"{name}:", *(f"  {line}" for line in block)]
        place = self.line_end(self.end(last))
        return self.cut(place, place, "".join(f"{self.newline}{indent}{line}" for line in lines))

    def add_type(self, pointer: Pointer, value: str) -> str:
        """Add a type to `type`, which may be one or a list. Raises EditError."""
        node = self.node(pointer)
        return (
            self.append(pointer, Raw(value))
            if node.id == "sequence"
            else self.set(pointer, f"[{self.source(node)}, {value}]")
        )

    def add_schema(self, pointer: Pointer, other: str) -> str:
        """Add a schema, given on one line, to a list of schemas. Raises EditError."""
        return self.append(pointer, Raw(f"{{ {other} }}" if self.node(pointer).flow_style else other))

    def wrap(self, pointer: Pointer, key: str, other: str) -> str:
        """Turn `key: X` of a map into `oneOf` of that and another schema, given on one line as it stands in a list."""
        if self.has((*pointer, "oneOf")):
            return self.add_schema((*pointer, "oneOf"), other)
        mapping = self.node(pointer)
        pair = next(((name, value) for name, value in mapping.value if name.value == key), None)
        if pair is None:
            raise EditError(f"there is no {key}")
        name, value = pair
        inner = self.text[self.start(name) : self.end(value)]
        if mapping.flow_style:
            return self.cut(self.start(name), self.end(value), f"oneOf: [{{ {inner} }}, {{ {other} }}]")
        dash = self.newline + " " * (name.start_mark.column + 2) + "- "
        return self.cut(self.start(name), self.end(value), f"oneOf:{dash}{inner}{dash}{other}")


class Raw(str):
    """YAML text that is written as it is."""

    __slots__ = ()
