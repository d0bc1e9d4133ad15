"""Rows that no element holds: names and what is said of them stand beside each other, and only their style makes rows of them.

They are told by their sameness: what is made like the first name is a name each time, and what follows it is about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from .markup import Tag
from .names import HEADER_WORDS, begins_with_type, is_flag, is_type, is_wire, name_in

_HOLDERS = frozenset(
    ["body", "main", "article", "section", "div", "p", "li", "td", "dd", "figure", "fieldset", "form", "details", "blockquote"]
)  # fmt: skip
_CODE = frozenset(["code", "tt", "kbd", "samp", "var"])
_STRONG = _CODE | {"b", "strong"}
_BREAKS = frozenset(["br", "hr"])
_PARTS = re.compile(r"[\s:;,|=\u2013\u2014\u2022\u00b7-]*")
"""What may stand between a name and what is said of it."""
_TRIMMED = " \t\n:(<[-\u2013\u2014=|"
_MOST = 4000
_LEAST = 2
"""Rows; one alone reads as it stands."""


def laid_out(root: Tag) -> None:
    """Make a list of every run of names and values that is rows by its style alone: a row reads as it did, on a line of its own."""
    for element in list(_outside_of_samples(root)):
        if element.tag in _HOLDERS and 1 < len(element.children) < _MOST:
            _lay_out(element)


def _outside_of_samples(element: Tag) -> Iterator[Tag]:
    yield element
    for child in element.elements:
        if child.tag != "pre":
            yield from _outside_of_samples(child)


def _lay_out(holder: Tag) -> None:
    children = holder.children
    heads = _heads(children)
    said = [at for at in range(heads, len(children)) if not _is_blank(children[at])]
    starts = sorted(_starts(children, said, 1 if heads else _LEAST))
    if not starts:
        return
    rows = [_row(children[at:end]) for at, end in zip(starts, [*starts[1:], len(children)], strict=True)]
    holder.children = [*children[:heads], Tag("ul", {}, list(rows))]
    holder.changed()


def _row(parts: list[Tag | str]) -> Tag:
    """A name with what is said of it."""
    while len(parts) > 1 and (_is_blank(parts[-1]) or _is_break(parts[-1])):
        parts = parts[:-1]
    name = Tag("span", {"class": "name"}, [parts[0]])
    return Tag("li", {}, [name, *parts[1:]])


def _heads(children: list[Tag | str]) -> int:
    """How many of the children are heads of columns, with what stands between them."""
    found: list[int] = []
    for at, child in enumerate(children):
        if (
            isinstance(child, Tag)
            and child.text.lower().strip(" *:?") in HEADER_WORDS
            and not begins_with_type(child.text)
        ):
            found.append(at)
        elif not _is_blank(child):
            break
    return found[-1] + 1 if len(found) > 1 else 0


def _is_blank(child: Tag | str) -> bool:
    return isinstance(child, str) and _PARTS.fullmatch(child) is not None


def _starts(children: list[Tag | str], at: list[int], least: int) -> set[int]:
    """Where the rows begin, of children that are rows; nothing where they are none. `at` are those that say something."""
    parts = [children[one] for one in at]
    first = parts[0] if parts else ""
    if not isinstance(first, Tag):
        return set()
    texts = [_text(part) for part in parts]
    same = [n for n, part in enumerate(parts) if _kind(part) == _kind(first)]
    typed = {n for n in same if n + 1 < len(parts) and begins_with_type(texts[n + 1])}
    if len(same) == len(parts):
        return {at[n] for n in _by_types(texts, typed)}
    mixed = any(isinstance(part, str) for part in parts)
    broken = [n for n in same if n == 0 or _is_break(parts[n - 1])]
    if mixed and first.tag in _STRONG and len(broken) > 1:
        same = broken
    names = [name_in(texts[n]) for n in same]
    if len(same) < least or not all(names) or not _each_has_a_value(parts, same):
        return set()
    wire = sum(is_wire(one) for one in names)
    evident = first.tag in _CODE or max(len(typed), wire) * 2 >= len(same)
    told = len(typed) == len(same) if mixed and same is not broken else evident
    return {at[n] for n in same} if told else set()


def _each_has_a_value(parts: list[Tag | str], names: list[int]) -> bool:
    starts = set(names)
    return all(n + 1 < len(parts) and n + 1 not in starts and not _is_break(parts[n + 1]) for n in names)


def _by_types(texts: list[str], typed: set[int]) -> list[int]:
    """Where rows begin of parts that are all made alike: at each name before a type, always as many parts from the last one."""
    starts = [n for n in sorted(typed) if name_in(texts[n]) and not is_type(texts[n]) and not is_flag(texts[n])]
    steps = {other - one for one, other in pairwise(starts)}
    if len(starts) < 2 or starts[0] != 0 or len(steps) != 1 or len(texts) % steps.pop():
        return []
    return starts


def _text(child: Tag | str) -> str:
    return (child if isinstance(child, str) else child.text).strip(_TRIMMED)


def _is_break(child: Tag | str) -> bool:
    return isinstance(child, Tag) and child.tag in _BREAKS


def _kind(child: Tag | str) -> tuple[str, ...]:
    """By what a child is made like another one."""
    return ("",) if isinstance(child, str) else (child.tag, child.role, *sorted(child.classes))
