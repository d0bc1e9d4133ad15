"""JSON as it arrives from anyone: what cannot be worked with is a ValueError that says why."""

from __future__ import annotations

import json
import re
from typing import Any

from .spec import is_list, is_object

DEEPEST = 64
_LONE = re.compile("[\ud800-\udfff]")


def read_json(raw: bytes) -> Any:
    """A JSON value out of bytes.

    Raises ValueError where it is none (RFC 8259: no NaN), where a text holds half a character (no answer could repeat it)
    and where lists and objects stand in each other more than 64 deep.
    """
    try:
        value = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise ValueError("is no JSON") from None
    layer, depth = [value], 0
    while layer:
        if depth > DEEPEST:
            raise ValueError(f"is nested more than {DEEPEST} deep")
        layer, depth = [inner for node in layer for inner in _inside(node)], depth + 1
    return value


def _inside(node: Any) -> list[Any]:
    """The members of an object (names and values) or list; a text is looked at for half a character."""
    if isinstance(node, str) and _LONE.search(node):
        raise ValueError("holds half a character (a lone surrogate)")
    if isinstance(node, float) and node in (float("inf"), float("-inf")):
        raise ValueError("holds a number that is too large")
    if is_object(node):
        return [*node, *node.values()]
    return node if is_list(node) else []


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
