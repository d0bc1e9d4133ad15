"""Parameters stand in addresses and headers as text: 5 and "5" are the same there."""

from __future__ import annotations

from ...document import Document, Node
from .schema import compared, target

_TEXTS = frozenset({"string", "integer", "number", "boolean"})
_NO_SCALARS = frozenset({"any"})
_LIMITS = ("pattern", "minLength", "maxLength", "format", "contentEncoding", "not", "if")


def as_text(old_document: Document, new_document: Document, old: Node, new: Node) -> bool | None:
    """Whether scalars took the place of a free text, or the other way round: narrowed, or not; None where it is neither.

    OpenAPI leaves open how a number becomes text (Appendix B); each of its ways gives a text, which a free text takes in.
    """
    sides = compared(old_document, target(old_document, old)), compared(new_document, target(new_document, new))
    free = [
        _only(side.kinds, "string") and not side.values and not _is_limited(side.parts) and not side.null
        for side in sides
    ]
    scalar = [
        (side.kinds or _NO_SCALARS) <= _TEXTS and not _only(side.kinds, "string") and not side.null for side in sides
    ]
    if free[1] and scalar[0] and not sides[0].members:
        return False
    # Where a text stays possible beside numbers, its limits decide, as they do elsewhere.
    is_taken_away = scalar[1] and "string" not in (sides[1].kinds or ()) and not sides[1].members
    return True if free[0] and is_taken_away else None


def is_scalar(document: Document, node: Node) -> bool:
    """Whether a parameter is one text, number or flag, and no list or object."""
    side = compared(document, target(document, node))
    return not side.members and side.kinds is not None and side.kinds <= _TEXTS


def may_be(document: Document, node: Node, kind: str) -> bool:
    """Whether a parameter or header may be of a JSON type."""
    side = compared(document, target(document, node))
    return bool(side.members) or side.kinds is None or kind in side.kinds


def _only(kinds: frozenset[str] | None, kind: str) -> bool:
    return kinds is not None and list(kinds) == [kind]


def _is_limited(parts: list[Node]) -> bool:
    return any(key in part.map for part in parts for key in _LIMITS)
