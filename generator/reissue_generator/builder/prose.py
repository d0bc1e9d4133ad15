"""Descriptions out of a document, and the notes on the vendor's page beside them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any, cast

from ..api.models import Description
from ..api.sentences import since_words
from ..document import Node, type_names

NOTE = "x-reissue-note"
_LONGEST = 1_000_000
"""Characters of a description that are shown; the longest of 2,600 public documents has 518,000."""
_SPACE = re.compile(r"[ \t\r\f\v]+")


def text_of(node: Node, key: str = "description") -> str:
    """A string of the document, or '' where there is none."""
    value = node.map.get(key)
    if not isinstance(value, str):
        return ""
    return tidy(value) if len(value) <= _LONGEST else f"{tidy(value[:_LONGEST])} ... (and more)"


def tidy(text: str) -> str:
    """Blanks folded, at most one empty line in a row."""
    lines = [_SPACE.sub(" ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def description_of(node: Node) -> Description:
    """What a node says for callers, and of the vendor's page."""
    return Description(text_of(node), text_of(node, NOTE))


def doc_of(node: Node) -> Description:
    """What a model's docstring says."""
    described = description_of(node)
    parts = [described.text or text_of(node, "title"), "Deprecated." if node.map.get("deprecated") is True else ""]
    return replace(described, text="\n\n".join(filter(None, parts)))


def notes_of(node: Node, target: Node) -> Description:
    """What stands under a field: its description, unit, zone, first version and deprecation."""
    described = description_of(node)
    if not described and target.pointer != node.pointer and "properties" not in target.map:
        described = description_of(target)
    told = {**target.map, **node.map}
    parts = [described.text, _money(told.get("x-reissue-money")), _zone(told.get("x-reissue-timezone"))]
    parts += limits_of(told.get("x-reissue-since"), node, target)
    return replace(described, text="\n".join(filter(None, parts)))


def limits_of(since: object, node: Node, target: Node) -> tuple[str, str, str]:
    """The first version, the bounds and the deprecation of what is described at `node` and has the schema `target`, each or ''."""
    deprecated = any(described.map.get("deprecated") is True for described in (node, target))
    return since_words(since), _bounds_of(target), "Deprecated." if deprecated else ""


_BOUNDS = (
    ("minimum", "at least {}"),
    ("exclusiveMinimum", "above {}"),
    ("maximum", "at most {}"),
    ("exclusiveMaximum", "below {}"),
    ("multipleOf", "a multiple of {}"),
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("minItems", "at least {} items"),
    ("maxItems", "at most {} items"),
)
"""Limits of a value, which the provider checks, in words."""


def _bounds_of(schema: Node) -> str:
    """The default of a value and its limits, as a sentence; '' where neither is told."""
    types = type_names(schema.map) - {"null"}  # of several types it is not said which one is meant
    told = [
        "not empty" if (value, key[:3]) == (1, "min") and key != "minimum" else words.format(value)
        for key, words in _BOUNDS
        if _is_number(value := schema.map.get(key)) and len(types) < 2
    ]
    default = schema.map.get("default")
    if isinstance(default, str | int | float):
        told.insert(0, f"default {json.dumps(default, ensure_ascii=False)}")
    sentence = ", ".join(told)
    return f"{sentence[0].upper()}{sentence[1:]}." if sentence else ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _money(told: Any) -> str:
    """The unit and the currency of an amount, as x-reissue-money tells them."""
    if not isinstance(told, dict):
        return ""
    money = cast("dict[str, Any]", told)
    currency = str(money.get("currency"))
    where = f"of {currency}" if re.fullmatch("[A-Z]{3}", currency) else f"of the currency in `{currency}`"
    return f"Money in {money.get('unit')} units {where}."


def _zone(told: Any) -> str:
    return f"Time zone {told}." if isinstance(told, str) else ""
