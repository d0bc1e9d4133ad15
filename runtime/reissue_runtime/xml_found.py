# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What XML says as one documented type, and small questions about such types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from .mend import MISSING
from .model import OneOf, is_struct
from .shape import Shape, is_mapping, item, shape
from .xml_node import node_of
from .xml_parse import XmlElement
from .xml_text import BLANKS


class Found(NamedTuple):
    """What XML says as one documented type."""

    value: Any
    """As JSON: numbers are `Raw`, with their digits."""
    wrong: int = 0
    """Texts, elements and attributes that misfit or lack."""
    beside: int = 0
    """Those that are not documented."""


def together(found: Sequence[Found], wrong: int = 0) -> Found:
    return Found(
        [one.value for one in found],
        wrong + sum(one.wrong for one in found),
        sum(one.beside for one in found),
    )


def kind_at(tp: Any, place: int) -> Shape:
    """The type of an item, which in a tuple has its place."""
    if not isinstance(tp, OneOf):
        return item(tp)
    items: tuple[Any, ...] = tp.plan.items
    rest = Any if tp.plan.rest is MISSING else tp.plan.rest
    return shape(items[place] if place < len(items) else rest)


def allows_null(kind: Shape) -> bool:
    return kind.nullable and Any not in kind.members


def is_blank(part: str | XmlElement) -> bool:
    return isinstance(part, str) and not part.strip(BLANKS)


def is_free(tp: Any) -> bool:
    """Whether a type takes any object."""
    return tp is Any or (is_mapping(tp) and item(tp).members == (Any,))


def name_of(tp: Any) -> str:
    return node_of(tp).name if is_struct(tp) else ""
