"""Descriptions out of a document: cut to what a docstring can hold."""

from __future__ import annotations

import re
from typing import Any, cast

from ..document.source import Node

_SPACE = re.compile(r"[ \t\r\f\v]+")


def text_of(node: Node, key: str = "description") -> str:
    """A string of the document, or '' where there is none."""
    value = node.map.get(key)
    return tidy(value) if isinstance(value, str) else ""


def tidy(text: str) -> str:
    """Blanks folded, at most one empty line in a row."""
    lines = [_SPACE.sub(" ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def doc_of(node: Node) -> str:
    """What a model's docstring says."""
    return text_of(node) or text_of(node, "title")


def notes_of(node: Node, target: Node) -> str:
    """What stands under a field: its description, unit, zone, default and deprecation."""
    parts = [
        text_of(node) or (text_of(target) if target.pointer != node.pointer and "properties" not in target.map else "")
    ]
    for key in ("x-reissue-money", "x-reissue-timezone"):
        value = node.map.get(key, target.map.get(key))
        if key == "x-reissue-money" and isinstance(value, dict):
            money = cast("dict[str, Any]", value)
            currency = str(money.get("currency"))
            where = f"of {currency}" if re.fullmatch("[A-Z]{3}", currency) else f"of the currency in `{currency}`"
            parts.append(f"Money in {money.get('unit')} units {where}.")
        elif isinstance(value, str):
            parts.append(f"Time zone {value}.")
    if (node.map.get("deprecated") or target.map.get("deprecated")) is True:
        parts.append("Deprecated.")
    return "\n".join(part for part in parts if part)
