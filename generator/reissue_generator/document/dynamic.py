"""`$dynamicRef`: what it names depends on the way on which its schema was come to (JSON Schema 2020-12, section 8.2.3.2).

The way is kept in the scope of a node: for each dynamic anchor the first part of the document on the way that has it.
Only anchors that something below asks for are kept, so that a schema is one schema whatever led to it.
"""

from __future__ import annotations

from collections.abc import Callable

from ..errors import SpecError
from .addresses import Addresses, objects_below
from .node import DYNAMIC, Key, Node, Scope
from .pointer import Pointer, value_at
from .problem import problem
from .source import Source

_MOST = 200
"""Schemas that a document has because more than one way leads to another one; a hostile one has more."""
_MOST_LOOKED_AT = 2_000_000
"""Objects that are looked at to find out which anchors are asked for."""


class Dynamics:
    """The scopes of one document. `target` gives what a reference names by itself, `addresses` those of a file."""

    def __init__(self, target: Callable[[Node, str], Node], addresses: Callable[[Source], Addresses]) -> None:
        self._target, self._addresses = target, addresses
        self._sources: list[Source] = []
        self._asked: dict[Key, frozenset[str]] = {}
        self._scopes: dict[Key, set[Scope]] = {}
        self._more = 0
        """Scopes of schemas beyond the first of each."""
        self._left = _MOST_LOOKED_AT

    def know(self, source: Source) -> None:
        """Take a file that was read."""
        self._sources.append(source)

    def enter(self, node: Node, ref: str, found: Node) -> Node:
        """What a reference of a node leads to, with the way to it; `found` is what it names by itself.

        Raises SpecError where there are too many ways.
        """
        ways = {name: (file, at) for name, file, at in node.scope}
        self._pass(node, ways)
        name = ref.partition("#")[2]
        is_dynamic = node.map.get("$ref") != ref and found.map.get("$dynamicAnchor") == name
        if is_dynamic and name in ways:
            found = self._at(*ways[name])
        self._pass(found, ways)
        asked = self._names(found)
        scope = tuple(sorted((name, *way) for name, way in ways.items() if name in asked))
        scopes = self._scopes.setdefault((found.source.name, found.pointer), set())
        if scope not in scopes:
            self._more += bool(scopes)
            scopes.add(scope)
        if self._more > _MOST:
            raise problem("too-deep", f"more than {_MOST} ways lead to schemas with $dynamicRef", node.place)
        return found.with_scope(scope)

    def _pass(self, node: Node, ways: dict[str, tuple[str, Pointer]]) -> None:
        addresses = self._addresses(node.source)
        for name, pointer in addresses.dynamic.get(addresses.above(node.pointer)[0], {}).items():
            ways.setdefault(name, (node.source.name, pointer))

    def _at(self, file: str, pointer: Pointer) -> Node:
        source = next(source for source in self._sources if source.name == file)
        found = value_at(source.data, pointer)
        return Node(source, pointer, found[0] if found is not None else None)

    def _names(self, start: Node) -> frozenset[str]:
        """The anchors that a schema, or anything that can be reached from it, asks for by `$dynamicRef`."""
        key = start.source.name, start.pointer
        if key not in self._asked:
            self._asked[key] = frozenset(self._find(start))
        return self._asked[key]

    def _find(self, start: Node) -> set[str]:
        names: set[str] = set()
        seen: set[Key] = set()
        todo = [start]
        while todo:
            node = todo.pop()
            if (node.source.name, node.pointer) in seen:
                continue
            seen.add((node.source.name, node.pointer))
            for pointer, schema in objects_below(node.value, node.pointer):
                self._left -= 1
                here = Node(node.source, pointer, schema)
                name = str(schema.get(DYNAMIC, "")).partition("#")[2]
                if name and name not in names:
                    names.add(name)
                    todo += self._all(name)
                todo += self._targets(here)
            if self._left < 0:
                return self._every
        return names

    def _targets(self, node: Node) -> list[Node]:
        found: list[Node] = []
        for ref in node.references:
            try:
                found.append(self._target(node, ref))
            except SpecError:  # told by whoever follows it
                continue
        return found

    def _all(self, name: str) -> list[Node]:
        """Everything that has a dynamic anchor."""
        return [
            self._at(source.name, anchors[name])
            for source in self._sources
            for anchors in self._addresses(source).dynamic.values()
            if name in anchors
        ]

    @property
    def _every(self) -> set[str]:
        return {
            name for source in self._sources for anchors in self._addresses(source).dynamic.values() for name in anchors
        }
