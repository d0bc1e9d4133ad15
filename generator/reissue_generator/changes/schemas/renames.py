"""Renames: what is gone and what came are one thing where enough speaks for it. Each rests on evidence that is told with it.

A rename weighs as what it is for the wire, the end of the old name: it is told as one finding and not as two, so that people
see what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from ...document import Document, Node
from ..proofs.schema import canonical, target

_ALIKE = 0.6
"""Names that share this part of their letters are alike: `payUrl` and `payment_url`."""
_TELLING = ("description", "title", "example", "examples", "enum", "const", "pattern", "format", "x-reissue-source")
"""What tells one member from its neighbours of the same type."""


def renamed(
    documents: tuple[Document, Document], gone: Mapping[str, Node], came: Mapping[str, Node]
) -> Iterator[tuple[str, str, str]]:
    """The old and the new name of each, and the evidence. Only what no other member could be is taken for it."""
    old = {name: _said(documents[0], node) for name, node in gone.items()}
    new = {name: _said(documents[1], node) for name, node in came.items()}
    for was, told in old.items():
        there = [name for name, other in new.items() if other == told]
        if len(there) == 1 and list(old.values()).count(told) == 1:
            evidence = _evidence(gone[was], came[there[0]], was, there[0])
            if evidence:
                yield was, there[0], evidence


def _said(document: Document, node: Node) -> str:
    """All that a schema says, what it refers to by its content where that has no address of its own in both documents."""
    end = target(document, node)
    return canonical({**node.map, **end.map, "$ref": "", "name": ""})


def _evidence(old: Node, new: Node, was: str, now: str) -> str:
    """What speaks for it beside an equal schema; '' where that is too little."""
    shared = [key for key in _TELLING if _is_telling(old.map.get(key)) and key in new.map]
    if "$ref" in old.map and "$ref" in new.map:
        shared.append("type")
    if _likeness(was, now) >= _ALIKE:
        shared.append("letters of the name")
    return f"the same {_listed(['schema', *shared])}" if shared else ""


def _is_telling(value: Any) -> bool:
    return value not in (None, "", [], {})


def _likeness(was: str, now: str) -> float:
    one, other = (re.sub(r"[^a-z0-9]", "", name.lower()) for name in (was, now))
    return SequenceMatcher(None, one, other).ratio()


def _listed(names: list[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}"
