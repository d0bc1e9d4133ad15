"""Which schemas look different in requests and in responses, because of readOnly and writeOnly."""

from __future__ import annotations

from collections.abc import Callable

from ..document import DYNAMIC, Document, Key, Node, schemas_in
from ..errors import SpecError

READ, WRITE = "read", "write"
"""The directions: a value that an answer brings, and one that a request carries."""

HIDDEN = {READ: "writeOnly", WRITE: "readOnly"}
"""By direction: the keyword of members that take no part in it."""

_Graph = dict[Key, list[Key]]


def is_marked(document: Document, node: Node, mark: str) -> bool:
    """Whether a member has one of these keywords, itself or in what it refers to."""
    return node.map.get(mark) is True or document.found(node).map.get(mark) is True


class Directions:
    """Answers `differs(node)`: does anything that can be reached from this schema have readOnly or writeOnly?

    `children` tells which schemas are built on one that a value may be as well.
    """

    def __init__(self, document: Document, children: Callable[[Node], list[Node]]) -> None:
        self._document, self._children = document, children
        self._known: dict[Key, bool] = {}

    def differs(self, node: Node) -> bool:
        """Found by one walk over all that is reachable; the answer for every schema on a cycle is the same."""
        if node.key not in self._known:
            self._learn(node)
        return self._known[node.key]

    def _learn(self, start: Node) -> None:
        uses: _Graph = {}
        marked: set[Key] = set()
        todo = [start]
        while todo:
            node = todo.pop()
            if node.key in uses:
                continue
            known = self._known.get(node.key)
            is_marked, targets = self._scan(node) if known is None else (known, [])
            uses[node.key] = [target.key for target in targets]
            if is_marked:
                marked.add(node.key)
            todo += targets
        self._spread(uses, marked)

    def _spread(self, uses: _Graph, marked: set[Key]) -> None:
        """Whoever uses a marked schema is marked as well."""
        users: _Graph = {}
        for user, used in uses.items():
            for key in used:
                users.setdefault(key, []).append(user)
        todo = list(marked)
        while todo:
            for user in users.get(todo.pop(), ()):
                if user not in marked:
                    marked.add(user)
                    todo.append(user)
        for key in uses:
            self._known[key] = key in marked

    def _scan(self, node: Node) -> tuple[bool, list[Node]]:
        """Whether a schema inside this one (references not followed) is marked, and what it refers to."""
        marked = False
        targets = self._children(node)
        for schema in schemas_in(node.value):
            marked = marked or any(schema.get(mark) is True for mark in HIDDEN.values())
            for ref in filter(None, (schema.get("$ref"), schema.get(DYNAMIC))):
                try:
                    targets.append(self._document.follow(node, str(ref)))
                except SpecError:
                    continue
        return marked, targets
