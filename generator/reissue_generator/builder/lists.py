"""How lists are written where OpenAPI leaves it to servers: in deep objects and forms, by a rule that a document chooses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..document import Document, Node, sum_of, type_names
from .extensions import fact
from .kinds import has_lists_in_lists
from .warnings import Warn

_KEY = "x-reissue-lists"
_DEEP = "deepObject"
_USUAL = "repeat"


class Lists:
    """The rule of one document, and of what in it has one of its own."""

    def __init__(self, document: Document, warn: Warn) -> None:
        self._document, self._warn = document, warn
        self._rule: str | None = fact(document.root, _KEY, warn)

    def options(self, node: Node, style: object) -> list[tuple[str, Any]]:
        """What a parameter, or the encoding of a field, has of the rule beyond the usual one."""
        own = fact(node, _KEY, self._warn)
        rule = own or (self._rule if style == _DEEP else None)
        return [("lists", rule)] if rule not in (None, _USUAL) else []

    def tell(self, node: Node, schema: Node | None, options: Mapping[str, Any]) -> None:
        """Warn of lists in lists in a deep object, where no rule says how they are written."""
        is_bare = options.get("style") == _DEEP and "lists" not in options
        if is_bare and schema is not None and has_lists_in_lists(self._document, schema):
            words = "a list of lists cannot be written in this style, and is refused: tell how by x-reissue-lists"
            self._warn("style", words, node)

    def of_form(self, entry: Node, schema: Node) -> dict[str, list[tuple[str, Any]]]:
        """By field: what a form says of all its lists and objects at once."""
        rule = fact(entry, _KEY, self._warn)
        if rule is None:
            return {}
        found: dict[str, list[tuple[str, Any]]] = {}
        for part in sum_of(self._document, schema, unions=True):
            for wire, member in part.get("properties").children():
                kinds = {kind for one in sum_of(self._document, member, unions=True) for kind in type_names(one.map)}
                if kinds & {"array", "object"}:
                    found[wire] = [("style", _DEEP), *([("lists", rule)] if rule != _USUAL else [])]
                    self.tell(member, member, dict(found[wire]))
        return found
