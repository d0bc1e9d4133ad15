"""Discriminators: the member that tells variants apart, and the variant of what it does not tell."""

from __future__ import annotations

from typing import Any

from ..proofs.schema import ComparedSchema, canonical, show
from .pair import Pair, fate


def compare_discriminators(pair: Pair) -> None:
    """Compare two discriminators; which values mean which variant is compared with the variants."""
    was, now = _tag(pair.old), _tag(pair.new)
    if was != now:
        text = f"tag {show(was)} -> {show(now)}"
        pair.note(f"discriminator-{fate(was, now)}", text, ["discriminator"], canonical(now))
    if was is None or now is None:
        return
    first, second = _otherwise(pair.old), _otherwise(pair.new)
    if first != second:
        text = f"what no value of the tag tells is {show(second)}, in place of {show(first)}"
        rule = f"{pair.direction}-tag-default-{fate(first, second)}"
        pair.note(rule, text, ["discriminator"], f"{first}>{second}")


def _tag(schema: ComparedSchema) -> Any:
    """The member that tells the variants apart."""
    node = schema.sum.discriminator
    return node.map.get("propertyName") if node is not None else None


def _otherwise(schema: ComparedSchema) -> str | None:
    """The name of the schema of values without the tag, and of those that no mapping knows (OpenAPI 3.2); by name or by address."""
    node = schema.sum.discriminator
    told = node.map.get("defaultMapping") if node is not None else None
    return told.rpartition("/")[2] if isinstance(told, str) else None
