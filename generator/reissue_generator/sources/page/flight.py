"""Flight data of React Server Components, as Next.js writes it into a page (`self.__next_f.push`): its elements as a tree, its data as values.

A row is `id:JSON`, `id:T<bytes>,text`, or what only a script needs (`I` imports, `H` hints). Strings that begin with `$` refer to rows;
`["$", type, key, props]` is an element. Of what is no element only the props of components are data: anything else runs the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast

from .markup import Tag, scripts, tree

_PUSH = re.compile(r"__next_f\s*(?:=\s*[^;]{0,80})?\)?\s*\.push\(\s*")
_ROW = re.compile(rb"([0-9a-f]*):(?:(T)([0-9a-f]{1,8}),)?")
_REFERENCE = re.compile(r"\$[L@]?([0-9a-f]+)((?::[\w$-]+)*)")
_BOUNDARIES = frozenset(
    ["notFound", "forbidden", "unauthorized", "loading", "error", "template", "fallback", "errorComponent"]
)
"""What is shown in place of a page."""
_ATTRIBUTES = {"className": "class", "htmlFor": "for"}
_DEEPEST = 200
_MOST = 200_000


MARK = "\U000f0000"
"""Begins the one text of what stands for a component in the tree: its number among the values follows."""


def parts(root: Tag) -> tuple[Tag, list[Any]]:
    """What the flight data of a page shows, and the data of its components; where these are shown stands their number."""
    text = "".join(piece for _, script in scripts(root) for piece in _pieces(script))
    reader = _Reader(dict(_rows(text.encode("utf-8", "surrogatepass"))))
    shown = Tag("html")
    for key in sorted(reader.rows, key=lambda one: (one != "0", one)):
        if key not in reader.used:
            reader.used.add(key)
            shown.children += reader.nodes(reader.rows[key], False)
    return shown, reader.values


def _pieces(script: str) -> Iterator[str]:
    decoder = json.JSONDecoder()
    for match in _PUSH.finditer(script):
        try:
            told: Any = decoder.raw_decode(script, match.end())[0]
        except (ValueError, RecursionError):
            return
        if (
            isinstance(told, list)
            and len(row := cast("list[Any]", told)) == 2
            and row[0] == 1
            and isinstance(row[1], str)
        ):
            yield row[1]


def _rows(data: bytes) -> Iterator[tuple[str, Any]]:
    at = 0
    while (match := _ROW.match(data, at)) is not None:
        if match[2]:
            end = match.end() + int(match[3], 16)
            yield match[1].decode(), data[match.end() : end].decode("utf-8", "replace")
            at = end
            continue
        end = data.find(b"\n", match.end())
        end = len(data) if end < 0 else end
        with suppress(ValueError, RecursionError):  # else it is an import or a hint, and nothing of a page
            yield match[1].decode(), json.loads(data[match.end() : end])
        at = end + 1


@dataclass
class _Reader:
    rows: dict[str, Any]
    used: set[str] = field(default_factory=set[str])
    values: list[Any] = field(default_factory=list[Any])
    _count: int = 0

    def nodes(self, value: Any, child: bool, depth: int = 0) -> list[Tag | str]:
        """What a value shows. `child`: it stands in an element, where texts are shown; elsewhere only elements are."""
        self._count += 1
        value = self._resolved(value)
        if depth > _DEEPEST or self._count > _MOST:
            return []
        if isinstance(value, list):
            row = cast("list[Any]", value)
            if _is_element(row):
                return self._element(row, depth)
            return [node for one in row for node in self.nodes(one, child, depth + 1)]
        if isinstance(value, dict):
            items = cast("dict[str, Any]", value).items()
            return [node for key, one in items if key not in _BOUNDARIES for node in self.nodes(one, False, depth + 1)]
        if child and isinstance(value, str | int | float) and not isinstance(value, bool):
            return [str(value)]
        return []

    def _element(self, row: list[Any], depth: int) -> list[Tag | str]:
        kind = row[1]
        props = cast("dict[str, Any]", row[3]) if isinstance(row[3], dict) else {}
        inside = self.nodes(props.get("children"), True, depth + 1)
        if not kind or kind.startswith("$"):  # a component, or what only holds others
            rest = {key: one for key, one in props.items() if key != "children" and key not in _BOUNDARIES}
            self.values.append(self._data(rest, depth + 1))
            return [*inside, *self.nodes(rest, False, depth + 1), Tag("p", {}, [f"{MARK}{len(self.values) - 1}"])]
        markup = props.get("dangerouslySetInnerHTML")
        if isinstance(markup, dict) and isinstance(
            told := self._resolved(cast("dict[str, Any]", markup).get("__html")), str
        ):
            inside += tree(told).children
        attributes = {_ATTRIBUTES.get(key, key.lower()): one for key, one in props.items() if isinstance(one, str)}
        return [Tag(kind.lower(), attributes, inside)]

    def _data(self, value: Any, depth: int) -> Any:
        """A value without the elements in it; a text only where it is more than a setting."""
        self._count += 1
        value = self._resolved(value)
        if depth > _DEEPEST or self._count > _MOST:
            return None
        if isinstance(value, list):
            row = cast("list[Any]", value)
            return None if _is_element(row) else [self._data(one, depth + 1) for one in row]
        if isinstance(value, dict):
            told = {key: self._data(one, depth + 1) for key, one in cast("dict[str, Any]", value).items()}
            return {key: one for key, one in told.items() if one is not None}
        return value

    def _resolved(self, value: Any) -> Any:
        """A value, or what it refers to; a row is shown where it is referred to first."""
        for _ in range(8):
            if not isinstance(value, str) or not value.startswith("$"):
                return value
            if value.startswith("$$"):
                return value[1:]
            found = _REFERENCE.fullmatch(value)
            if found is None:
                return value[2:] if value[1:2] in ("D", "n") else None
            if found[1] in self.used and not found[2]:
                return self.rows.get(found[1]) if isinstance(self.rows.get(found[1]), str) else None
            self.used.add(found[1])
            value = _within(self.rows.get(found[1]), found[2].split(":")[1:])
        return None


def _is_element(row: list[Any]) -> bool:
    return len(row) >= 4 and row[0] == "$" and isinstance(row[1], str)


def _within(value: Any, path: list[str]) -> Any:
    for step in path:
        if isinstance(value, dict):
            value = cast("dict[str, Any]", value).get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(cast("list[Any]", value)):
            value = cast("list[Any]", value)[int(step)]
        elif isinstance(value, list) and _is_element(cast("list[Any]", value)):
            value = cast("list[Any]", value)[{"type": 1, "key": 2, "props": 3}.get(step, 0)]
        else:
            return None
    return value
