"""The objects of a document and their keys, and keys that are written wrongly."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reissue_generator.builder.accounting import reached
from reissue_generator.builder.families import Families
from reissue_generator.document import KEYS, Document, Node


def objects(folder: Path, doc: Any) -> list[tuple[str, Node]]:
    """The objects of OpenAPI that a client is made of, with their kinds."""
    path = folder / "all.json"
    path.write_text(json.dumps(doc), encoding="utf-8")
    opened = Document.open(path)
    return [(kind, node) for kind, node in reached(opened, Families(opened).children) if kind in KEYS and node.map]


def misspelt(chance: random.Random, key: str) -> str:
    at = chance.randrange(len(key))
    return (
        chance.choice([key[:at] + key[at + 1 :], key + "s", key[:at] + "_" + key[at:], key.upper(), f"{key}x"]) or "y"
    )


def parent(doc: Any, pointer: Sequence[str]) -> Any:
    """The object at a place."""
    inside: Any = doc
    for token in pointer:
        inside = inside[int(token) if isinstance(inside, list) else token]
    return inside
