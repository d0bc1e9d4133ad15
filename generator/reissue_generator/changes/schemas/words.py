"""What people read at a pair of nodes, and all that no rule looks at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from ...document import Node
from ..proofs.limits import LIMITS
from ..proofs.schema import LOGIC, canonical
from ..record import Log
from .lifecycle import LIFECYCLE, compare_lifecycle

_WORDS = frozenset({"description", "title", "summary", "x-reissue-note"})
_EXAMPLES = frozenset({"example", "examples"})
_FLAGS = ("readOnly", "writeOnly")
"""What is false where it is not said."""
_COMPARED = frozenset(
    {
        "$ref",
        "type",
        "nullable",
        "properties",
        "required",
        "additionalProperties",
        "patternProperties",
        "items",
        "prefixItems",
        "enum",
        "const",
        "format",
        "oneOf",
        "anyOf",
        "allOf",
        "discriminator",
        "default",
        "deprecated",
        "pattern",
        "xml",
        "x-reissue-sensitive",
        "x-reissue-money",
        "x-reissue-timezone",
        "x-reissue-coerce",
        "x-reissue-since",
        "x-extensible-enum",
        "$defs",
        "definitions",
    }
)
"""Keywords of a schema that a rule looks at."""

SCHEMA_KEYS = _COMPARED | LIMITS | LOGIC
"""Keywords of a schema that are compared apart from words."""


def compare_words(log: Log, old: Node, new: Node, label: str, known: frozenset[str], *, deprecated: str = "") -> None:
    """Compare two nodes. `known` are the keys that others look at; `deprecated`: the rules for that flag."""
    if old.value == new.value:
        return
    if deprecated:
        _deprecated(log, old, new, label, deprecated)
        known |= {"deprecated"}
    compare_lifecycle(log, old, new, label)
    others = {*old.map, *new.map} - known - _WORDS - _EXAMPLES - LIFECYCLE
    same_examples = _examples(old.map) == _examples(new.map)
    for rule, keys in (
        ("description-changed", _WORDS - known),
        ("example-changed", frozenset[str]() if same_examples else _EXAMPLES - known),
        ("metadata-changed", others),
    ):
        if different := sorted(key for key in keys if _differ(old.map, new.map, key)):
            log.changed(rule, label, f"{', '.join(different)} changed", old, new, key=_digest(new.map, different))


def _deprecated(log: Log, old: Node, new: Node, label: str, family: str) -> None:
    was, now = (node.map.get("deprecated") is True for node in (old, new))
    if was != now:
        text = "is deprecated" if now else "is no longer deprecated"
        log.changed(f"{family}-{'' if now else 'un'}deprecated", label, text, old, new)


def _examples(schema: Mapping[str, Any]) -> set[str]:
    """All examples of a schema or an entry of `content`: one under `example`, a list, or values by name."""
    several = schema.get("examples")
    found: list[Any] = [schema["example"]] if "example" in schema else []
    if isinstance(several, list):
        found += several
    elif isinstance(several, dict):
        named = cast("dict[str, Any]", several).values()
        found += [told["value"] if isinstance(told, dict) and "value" in told else told for told in named]
    return set(map(canonical, found))


def _differ(old: Mapping[str, Any], new: Mapping[str, Any], key: str) -> bool:
    was, now = ((side.get(key) or None if key in _FLAGS else side.get(key)) for side in (old, new))
    return bool(was != now)


def _digest(schema: Mapping[str, Any], keys: Iterable[str]) -> str:
    return canonical([schema.get(key) for key in keys])
