"""What `unevaluatedProperties` and `unevaluatedItems` say (JSON Schema, Core 11.2 and 11.3).

Where no condition decides what is evaluated, they say what `additionalProperties` and `items` would say if all that the schema
is the sum of were written into one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...document import DYNAMIC, UNIONS, Document, Key, Node, sum_of

PROPERTIES, ITEMS = "unevaluatedProperties", "unevaluatedItems"
SUMMED = (
    *("$ref", DYNAMIC, "allOf", *UNIONS, "if", "then", "else", "dependentSchemas"),
    *("properties", "patternProperties", "additionalProperties", "prefixItems", "items", "additionalItems", "contains"),
)
"""All that evaluates members or items."""
_BRANCHES = ("if", "then", "else")
_ANY_NAME = ("patternProperties", "additionalProperties", PROPERTIES)
_ANY_PLACE = ("prefixItems", "items", "contains", ITEMS)


@dataclass(frozen=True, eq=False)
class Rest:
    """What stands beside all that a schema evaluates for sure."""

    said: Node
    """The schema of it."""
    names: frozenset[str]
    patterns: frozenset[str]
    length: int
    """How many items are told apart."""
    is_decided: bool
    """Whether no condition evaluates more."""

    @property
    def is_closed(self) -> bool:
        """Whether there can be nothing beside."""
        return self.is_decided and self.said.value is False


def rest_of(document: Document, part: Node, key: str) -> Rest | None:
    """What a schema says under one of both keywords; None where it says nothing, as all is evaluated already."""
    if key not in part.map:
        return None
    parts = list(sum_of(document, part))
    if any(_takes_all(each, key, is_own=each.key == part.key) for each in parts):
        return None
    names = frozenset(name for each in parts for name in each.get("properties").map)
    patterns = frozenset(name for each in parts for name in each.get("patternProperties").map)
    length = max(len(prefix_of(each)) for each in parts)
    return Rest(
        part.get(key), names, patterns, length, not any(_evaluates(document, each, key, names) for each in parts)
    )


def is_decided(document: Document, parts: Iterable[Node], key: str) -> bool:
    """Whether no condition decides what some schemas, which are a sum, say under a keyword."""
    return all(rest.is_decided for part in parts if (rest := rest_of(document, part, key)) is not None)


def refused_names(document: Document, parts: Iterable[Node]) -> frozenset[str]:
    """The members that one part of a sum describes, and that another one does not let be."""
    told = list(parts)
    names = frozenset(name for part in told for name in part.get("properties").map)
    refused = (names - own for part in told if (own := only_names(document, part)) is not None)
    return frozenset[str]().union(*refused)


def only_names(document: Document, part: Node) -> frozenset[str] | None:
    """The only members that there can be; None where there may be others."""
    if part.map.get("additionalProperties") is False and not part.get("patternProperties").map:
        return frozenset(part.get("properties").map)
    rest = rest_of(document, part, PROPERTIES)
    return rest.names if rest is not None and rest.is_closed and not rest.patterns else None


def says_same(one: Node, other: Node, key: str) -> bool:
    """Whether what is evaluated, and what is said of the rest, has the same words, which say what they mean themselves."""
    texts = [json.dumps([each.map.get(word) for word in (key, *SUMMED)], sort_keys=True) for each in (one, other)]
    return len(set(texts)) == 1 and not any(f'"{word}": "' in text for text in texts for word in ("$ref", DYNAMIC))


def prefix_of(node: Node) -> list[Node]:
    """The items that one schema tells apart; as older drafts of JSON Schema write them, too."""
    items = node.get("items")
    return list(node.get("prefixItems").items()) or list(items.items())


def _takes_all(part: Node, key: str, *, is_own: bool) -> bool:
    """Whether one schema of the sum evaluates all that there is."""
    if key in part.map and not is_own:
        return True
    if key == PROPERTIES:
        return "additionalProperties" in part.map
    return "additionalItems" in part.map if part.get("items").array else "items" in part.map


def _evaluates(document: Document, part: Node, key: str, names: frozenset[str]) -> bool:
    """Whether a condition of one schema, where it holds, evaluates more than the names that are evaluated anyway."""
    if key == ITEMS and "contains" in part.map:
        return True
    seen: set[Key] = set()
    todo = list(_branches(part))
    while todo:
        for each in sum_of(document, todo.pop()):
            if each.key in seen:
                continue
            seen.add(each.key)
            if any(word in each.map for word in (_ANY_NAME if key == PROPERTIES else _ANY_PLACE)):
                return True
            if key == PROPERTIES and not names >= each.get("properties").map.keys():
                return True
            todo += _branches(each)
    return False


def _branches(part: Node) -> Iterator[Node]:
    """The schemas that hold of some values only. What `not` evaluates is dropped (Core 10.2.1.4)."""
    for key in UNIONS:
        yield from part.get(key).items()
    yield from (part.get(key) for key in _BRANCHES)
    yield from (child for _, child in part.get("dependentSchemas").children())
