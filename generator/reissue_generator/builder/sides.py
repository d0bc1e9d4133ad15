"""Which schemas look different in requests and in responses, because of readOnly and writeOnly."""

from __future__ import annotations

from typing import Any, cast

from ..document.source import Document, Node
from ..errors import SpecError

READ, WRITE = "read", "write"


class Sides:
    """Answers `differs(node)`: does anything that can be reached from this schema have readOnly or writeOnly?"""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[tuple[str, tuple[str, ...]], bool] = {}

    def differs(self, node: Node) -> bool:
        """Found by one walk over all that is reachable; the answer for every schema on a cycle is the same."""
        if node.key in self._known:
            return self._known[node.key]
        graph: dict[tuple[str, tuple[str, ...]], list[tuple[str, tuple[str, ...]]]] = {}
        flagged: set[tuple[str, tuple[str, ...]]] = set()
        todo = [node]
        while todo:
            current = todo.pop()
            if current.key in graph:
                continue
            if current.key in self._known:
                graph[current.key] = []
                if self._known[current.key]:
                    flagged.add(current.key)
                continue
            marked, targets = self._scan(current)
            graph[current.key] = [target.key for target in targets]
            if marked:
                flagged.add(current.key)
            todo += targets
        self._spread(graph, flagged)
        return self._known[node.key]

    def _spread(
        self,
        graph: dict[tuple[str, tuple[str, ...]], list[tuple[str, tuple[str, ...]]]],
        flagged: set[tuple[str, tuple[str, ...]]],
    ) -> None:
        users: dict[tuple[str, tuple[str, ...]], list[tuple[str, tuple[str, ...]]]] = {}
        for user, used in graph.items():
            for one in used:
                users.setdefault(one, []).append(user)
        todo = list(flagged)
        while todo:
            for user in users.get(todo.pop(), ()):
                if user not in flagged:
                    flagged.add(user)
                    todo.append(user)
        for key in graph:
            self._known[key] = key in flagged

    def _scan(self, node: Node) -> tuple[bool, list[Node]]:
        """Whether a property inside this schema (references not followed) is marked, and what it refers to."""
        marked = False
        targets: list[Node] = []
        stack: list[tuple[Any, bool]] = [(node.value, False)]
        while stack:
            value, in_properties = stack.pop()
            if isinstance(value, list):
                stack += [(one, False) for one in cast("list[Any]", value)]
            elif isinstance(value, dict):
                schema = cast("dict[str, Any]", value)
                if in_properties:
                    stack += [(one, False) for one in schema.values()]
                    continue
                marked = marked or schema.get("readOnly") is True or schema.get("writeOnly") is True
                if isinstance(ref := schema.get("$ref"), str):
                    try:
                        targets.append(self._document.follow(node, ref))
                    except SpecError:
                        continue
                for key, one in schema.items():
                    if key in ("properties", "patternProperties"):
                        stack.append((one, True))
                    elif key in ("items", "additionalProperties", "allOf", "oneOf", "anyOf", "prefixItems"):
                        stack.append((one, False))
        return marked, targets
