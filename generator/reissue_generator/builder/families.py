"""Schemas that are built on one with a discriminator, by `allOf`: a value of that one may be any of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from ..document import Document, Key, Node
from ..errors import SpecError
from .composition import compose, only_reference


def reference(told: str) -> str:
    """What a mapping refers to: a reference as it is, or the name of a component."""
    is_reference = "/" in told or told.endswith((".yaml", ".yml", ".json"))
    return told if is_reference else f"#/components/schemas/{told}"


class Families:
    """Answers which schemas a schema of the document stands for as well, because they are built on it."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._children: dict[Key, list[Node]] = {}

    def children(self, base: Node) -> list[Node]:
        """The schemas that are built on this one, and on those, by name; none where it tells no tag of its own or above."""
        if base.key not in self._children:
            self._children[base.key] = self._find_children(base)
        return list(self._children[base.key])

    def _find_children(self, base: Node) -> list[Node]:
        found: dict[Key, Node] = {}
        todo = list(self._direct.get(base.key, ())) if self._tells(base) else []
        while todo:
            child = todo.pop(0)
            if child.key not in found and child.key != base.key:
                found[child.key] = child
                todo += self._direct.get(child.key, ())
        return list(found.values())

    def is_member(self, node: Node) -> bool:
        """Whether a schema is built on one that tells a tag: it is more than a reference to that one."""
        return any(self._tells(base) for base in self._above.get(node.key, ()))

    def discriminator(self, base: Node) -> Node | None:
        """What tells the children of a schema apart."""
        return compose(self._document, base).discriminator

    def strangers(self, base: Node) -> list[Node]:
        """Where the mapping of a base names what is not built on it."""
        mapping = base.get("discriminator").get("mapping")
        if not mapping.map or not self._tells(base):
            return []
        family = {base.key, *(child.key for child in self.children(base))}
        found: list[Node] = []
        for _, target in mapping.children():
            if isinstance(target.value, str):
                named = self._document.find(Node(target.source, target.pointer, {"$ref": reference(target.value)}))
                found += [target] if named is None or named.key not in family else []
        return found

    def _tells(self, base: Node) -> bool:
        if "discriminator" not in base.map and base.key not in self._above:
            return False
        try:
            schema = compose(self._document, base)
        except SpecError:
            return False
        return schema.discriminator is not None and not schema.unions

    @cached_property
    def _above(self) -> dict[Key, list[Node]]:
        """By schema: what it is built on."""
        found: dict[Key, list[Node]] = {}
        for _, child in self._document.root.get("components").get("schemas").children():
            for base in self._bases(child, child):
                found.setdefault(child.key, []).append(base)
        return found

    def _bases(self, child: Node, part: Node) -> Iterator[Node]:
        """What a schema is built on: what its `allOf` refers to, and its own `$ref` where it says more."""
        if "$ref" in part.map and (part is not child or only_reference(child) is None):
            base = self._document.find(part)
            if base is not None and base.key != child.key:
                yield base
        for inner in part.get("allOf").items():
            yield from self._bases(child, inner)

    @cached_property
    def _direct(self) -> dict[Key, list[Node]]:
        """By schema: what is built on it."""
        nodes = {child.key: child for _, child in self._document.root.get("components").get("schemas").children()}
        found: dict[Key, list[Node]] = {}
        for key, bases in self._above.items():
            for base in bases:
                found.setdefault(base.key, []).append(nodes[key])
        return found
