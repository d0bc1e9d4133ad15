"""Schemas that may stand in the place of one with a discriminator, because they are built on it by `allOf`.

OpenAPI 3.0.3, Discriminator Object: what comprises the parent schema in an `allOf` may be given where the parent is asked for. They
are variants of it, as under `oneOf` with the same tag.
"""

from __future__ import annotations

from ...builder.composition import only_reference
from ...builder.families import Families
from ...document import Document, Key, Node
from ...errors import SpecError
from ..proofs.schema import compared


class Kin:
    """Answers what stands for the schemas of one document."""

    def __init__(self, document: Document) -> None:
        self._document, self._families = document, Families(document)
        self._has_tags = document.mentions("discriminator")

    def base(self, node: Node) -> Node:
        """The schema for which others may stand: what a mere reference leads to. Who is built on one is more than a reference to it."""
        seen: set[Key] = set()
        while self._has_tags and not self._families.is_member(node):
            sole = only_reference(self._document.said(node))
            if sole is None or sole.key in seen:
                break
            seen.add(sole.key)
            try:
                node = self._document.follow(sole, sole.references[0])
            except SpecError:
                break
        return node

    def has(self, base: Node) -> bool:
        """Whether others may stand for it."""
        return self._has_tags and bool(self._families.children(base))

    def variants(self, base: Node) -> list[Node]:
        """What may stand for it; of a union its members."""
        return self._families.children(base) or compared(self._document, base).members
