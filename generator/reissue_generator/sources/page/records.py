"""Rows that are made of blocks: several of one kind that follow each other, each of a few lines that belong together."""

from __future__ import annotations

from .markup import BLOCKS, Tag

_MADE_OF = frozenset(["div", "section", "article"])
_MORE = frozenset(
    ["h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "dl", "pre", "details", "figure", "nav", "main", "hr"]
)
"""What says itself how its parts belong together."""
MOST_PARTS = 8
_NEAR = 2
"""Rows with a text between them, or of turns in colour, are rows as well."""


class Records:
    """The elements of a page that are such rows, the innermost ones."""

    def __init__(self, root: Tag) -> None:
        self._found: dict[int, Tag] = {}  # keeps them alive, so that an id stays that of one element
        self._look(root)

    def __contains__(self, element: object) -> bool:
        return id(element) in self._found

    def _look(self, element: Tag) -> bool:
        """Whether an element holds no rows of any kind, and so may be one itself."""
        free = [self._look(child) for child in element.elements]
        can = [
            child
            for child, is_free in zip(element.elements, free, strict=True)
            if is_free and child.tag in _MADE_OF and _has_parts(child)
        ]
        for at, child in enumerate(can):
            near = (*can[max(0, at - _NEAR) : at], *can[at + 1 : at + 1 + _NEAR])
            if any(alike(child, other) or _shape(child) == _shape(other) for other in near):
                self._found[id(child)] = child
        return all(free) and element.tag not in _MORE and not any(child in self for child in can)


def _has_parts(element: Tag) -> bool:
    """Whether an element is of a few parts with text, on lines of their own."""
    parts = _parts(element)
    blocks = [one for one in parts if isinstance(one, Tag) and one.tag in BLOCKS]
    return 1 < len(parts) <= MOST_PARTS and bool(blocks)


def _parts(element: Tag) -> list[Tag | str]:
    """What an element is made of, but for what only wraps it."""
    parts: list[Tag | str] = [element]
    while len(parts) == 1 and isinstance(one := parts[0], Tag) and one.children:
        parts = [part for part in one.children if (part.text if isinstance(part, Tag) else part.strip())]
    return parts


def _shape(element: Tag) -> list[str]:
    return [one.tag if isinstance(one, Tag) else "" for one in (element, *_parts(element))]


def alike(one: Tag, other: Tag) -> bool:
    """Whether two elements are made by the same template, as far as their tags and classes tell."""
    if (one.tag, one.role) != (other.tag, other.role):
        return False
    first, second = set(one.classes), set(other.classes)
    return first <= second or second <= first or len(first & second) * 2 >= len(first | second)
