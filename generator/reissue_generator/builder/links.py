"""Links: which call may follow on an answer, and where its arguments stand; what a docstring tells of it.

They are notes and no methods: a link names an operation and where values stand, and both may be missing from an answer that is
valid all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from ..api.records import Link
from ..document import PATHS, Described, Document, Key, Node, operations
from ..errors import SpecError
from .prose import text_of
from .warnings import Warn

_EXPRESSION = re.compile(
    r"\$(?:(?P<fixed>url|method|statusCode)|(?P<where>request|response)\."
    r"(?:(?P<place>header|query|path)\.(?P<name>[^#]+)|body(?:#(?P<pointer>(?:/[^/]*)*))?))"
)
"""A runtime expression (OpenAPI, Link Object)."""
_FIXED = {
    "url": "the address of the call",
    "method": "the method of the call",
    "statusCode": "the status of the answer",
}


class Links:
    """Builds the links of one document."""

    def __init__(self, document: Document, warn: Warn) -> None:
        self._document, self._warn = document, warn

    @cached_property
    def _operations(self) -> tuple[Mapping[str, Described], Mapping[Key, Described]]:
        """The operations of the paths, by operationId and by where they stand."""
        found = list(operations(self._document, PATHS))
        return {one.id: one for one in found if one.id}, {one.node.key: one for one in found}

    def of(self, responses: Node) -> tuple[Link, ...]:
        """The links of the answers of an operation, each once."""
        return tuple(dict.fromkeys(self._links(responses)))

    def _links(self, responses: Node) -> Iterator[Link]:
        for _, response in responses.children():
            target = self._document.found(response)
            for name, node in target.get("links").children():
                link = self._link(name, self._document.found(node))
                if link is not None:
                    yield link

    def _link(self, name: str, node: Node) -> Link | None:
        described = self._target(name, node)
        if described is None:
            return None
        known = {self._document.found(one).map.get("name") for one in described.parameters()}
        given: list[tuple[str, str]] = []
        for key, told in node.get("parameters").map.items():
            wire = key if key in known else key.partition(".")[2]  # path.id tells the parameters of one name apart
            if wire not in known:
                self._warn("link", f"the link {name!r} gives {key!r}, which the operation does not take", node)
            elif (words := self._words(name, told, node)) is not None:
                given.append((wire, words))
        body = node.map.get("requestBody")
        words = self._words(name, body, node) if body is not None else None
        return Link(name, described.identity, tuple(given), words or "", text_of(node))

    def _target(self, name: str, node: Node) -> Described | None:
        """The operation that a link leads to; None, with a warning, where it leads nowhere."""
        by_id, by_place = self._operations
        identity, ref = node.map.get("operationId"), node.map.get("operationRef")
        found: Described | None = None
        if isinstance(identity, str):
            found = by_id.get(identity)
        elif isinstance(ref, str):
            try:
                found = by_place.get(self._document.follow(node, ref).key)
            except SpecError:
                found = None
        if found is None:
            told = identity if isinstance(identity, str) else ref
            self._warn(
                "link", f"the link {name!r} leads to {str(told)[:80]!r}, which is no operation of the document", node
            )
        return found

    def _words(self, name: str, told: object, node: Node) -> str | None:
        """Where a value stands, in words; None, with a warning, for an expression that is none."""
        if not isinstance(told, str) or not told.startswith("$"):
            return f"`{told if isinstance(told, str) else repr(told)}`"
        found = _EXPRESSION.fullmatch(told)
        if found is None:
            self._warn("link", f"the link {name!r} takes a value from {told[:80]!r}, which is no expression", node)
            return None
        if found["fixed"]:
            return _FIXED[found["fixed"]]
        whose = "answer" if found["where"] == "response" else "request"
        if found["place"]:
            kind = "header " if found["place"] == "header" else ""
            return f"the {kind}`{found['name']}` of the {whose}"
        pointer = (found["pointer"] or "").lstrip("/")
        return f"`{pointer}` of the {whose}" if pointer else f"the body of the {whose}"
