"""Values of another kind of JSON than their keys have: no reader takes them, so each is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..document import METHODS, Document, Key, Node, Wrong, kind_in_words, kinds_in_words, wrong_kinds
from ..errors import SpecError
from ..findings import Finding, Level
from .warnings import in_places

RULE = "wrong-kind"

_ITEM = frozenset({*METHODS, "additionalOperations", "$ref"})
_LOSING: Mapping[str, frozenset[str]] = {
    "document": frozenset({"security", "servers", "webhooks"}),
    "components": frozenset({"securitySchemes"}),
    "pathItem": _ITEM | {"parameters", "servers"},
    "webhookItem": _ITEM,
    "callbackItem": _ITEM,
    "operation": frozenset({"parameters", "requestBody", "security", "servers"}),
    "requestBody": frozenset({"content", "$ref"}),
    "parameter": frozenset({"name", "in", "$ref"}),
    "server": frozenset({"url", "variables"}),
    "serverVariable": frozenset({"default"}),
    "securityScheme": frozenset({"type", "name", "in", "scheme", "flows", "$ref"}),
    "flows": frozenset({"clientCredentials"}),
    "flow": frozenset({"tokenUrl"}),
}
"""By kind of object: the keys whose value has an effect on what is sent, or is a whole operation. Without it no caller can
make up for it, so a wrong kind is an error."""
_MAPS = frozenset({"pathItems", "callback"})
"""Kinds of maps each of whose members is one or more operations."""
_NEEDED = frozenset({"parameter", "requestBody", "securityScheme", "pathItem", "webhookItem", "callbackItem"})
"""Kinds of objects that have an effect: a reference to something else is an error."""


@dataclass
class WrongKinds:
    """Collects what is of a wrong kind in the objects that a client is made of."""

    document: Document
    _seen: set[Key] = field(default_factory=set[Key], init=False)
    _found: dict[tuple[Level, str], list[Node]] = field(
        default_factory=dict[tuple[Level, str], "list[Node]"], init=False
    )

    def look(self, kind: str, node: Node) -> None:
        """Take what is wrong directly inside an object, and with what it refers to."""
        for wrong in wrong_kinds(kind, node):
            is_lost = kind in _MAPS or wrong.key in _LOSING.get(kind, ())
            self._add(wrong.node, _words(wrong), Level.ERROR if is_lost else Level.WARNING)
        if "$ref" in node.map:
            self._refer(kind, node)

    def _refer(self, kind: str, node: Node) -> None:
        for ref in node.references[:1]:
            try:
                target = self.document.follow(node, ref)
            except SpecError:  # told where it is read
                return
            is_needed = kind in _NEEDED
            if isinstance(target.value, dict) or (target.value is None and not is_needed):
                continue
            if kind == "schema" and isinstance(target.value, bool):
                continue
            wanted = "an object or a boolean" if kind == "schema" else "an object"
            words = f"a reference leads here: this should be {wanted}, and is {kind_in_words(target.value)}"
            self._add(target, words, Level.ERROR if is_needed else Level.WARNING)

    def _add(self, node: Node, words: str, level: Level) -> None:
        if node.key not in self._seen:
            self._seen.add(node.key)
            self._found.setdefault((level, words), []).append(node)

    def findings(self) -> Iterator[Finding]:
        """What was found: every error; of one warning the first few places, and how many more there are."""
        for (level, words), nodes in sorted(self._found.items(), key=lambda entry: entry[0]):
            yield from in_places(RULE, level, words, nodes)


def _words(wrong: Wrong) -> str:
    """What a value should be, and what it is."""
    wanted, there = kinds_in_words(wrong.wanted), kind_in_words(wrong.node.value)
    subject = f"what stands in {wrong.key!r}" if wrong.is_part else f"{wrong.key!r}"
    return f"{subject} should be {wanted}, and is {there}"
