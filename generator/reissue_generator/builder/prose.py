"""Descriptions out of a document, and the notes on the vendor's page beside them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, cast

from ..api.records import Description
from ..api.sentences import since_words
from ..document import Node

NOTE = "x-reissue-note"
_SPACE = re.compile(r"[ \t\r\f\v]+")


def text_of(node: Node, key: str = "description") -> str:
    """A string of the document, or '' where there is none."""
    value = node.map.get(key)
    return tidy(value) if isinstance(value, str) else ""


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
    return described if described.text else replace(described, text=text_of(node, "title"))


def notes_of(node: Node, target: Node) -> Description:
    """What stands under a field: its description, unit, zone, first version and deprecation."""
    described = description_of(node)
    if not described and target.pointer != node.pointer and "properties" not in target.map:
        described = description_of(target)
    told = {**target.map, **node.map}
    parts = [described.text, _money(told.get("x-reissue-money")), _zone(told.get("x-reissue-timezone"))]
    parts.append(since_words(told.get("x-reissue-since")))
    if any(schema.map.get("deprecated") is True for schema in (node, target)):
        parts.append("Deprecated.")
    return replace(described, text="\n".join(filter(None, parts)))


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
