"""How a parameter is written, as far as it makes a difference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...builder.parameters import style_of
from ...document import Document, Node
from ..forms.ends import schema_at
from ..forms.media import range_of
from ..proofs.as_text import is_scalar, may_be
from ..proofs.schema import show
from .operations import Input

Style = Mapping[str, Any]


def styles_of(old: tuple[Document, Input], new: tuple[Document, Input]) -> tuple[Style, Style]:
    """How a pair of parameters is written, `explode` where it makes a difference to one of them."""
    single = all(is_single(document, parameter.place, parameter.node) for document, parameter in (old, new))
    was, now = (_style(parameter, single=single) for _, parameter in (old, new))
    return was, now


def is_single(document: Document, place: str, node: Node) -> bool:
    """Whether a parameter or a header is written as one, exploded or not: one text, number or flag (OAS, Parameter Object),
    and a list in style `simple`, which is blue,black,brown in both ways (OAS, Style Examples).
    """
    schema = schema_at(document, node)
    return is_scalar(document, schema) or (
        style_of(place, node)[0] == "simple" and not may_be(document, schema, "object")
    )


def told(was: Style, now: Style) -> str:
    """What is another one of two styles."""
    first, second = ({key: side[key] for key in was if was[key] != now[key]} for side in (was, now))
    return f"{show(first)} -> {show(second)}"


def _style(parameter: Input, *, single: bool) -> Style:
    style, explode = style_of(parameter.place, parameter.node)
    return {
        "style": style,
        "explode": None if single else explode,
        "allowReserved": parameter.node.map.get("allowReserved") is True,
        "content": sorted(str(range_of(name)) for name in parameter.node.get("content").map),
    }
