"""Arrays whose first items have types of their own: `prefixItems`, and `items` as a list in older drafts."""

from __future__ import annotations

from collections.abc import Callable

from ..api.models import Row
from ..api.types import ANY, Ref, TypeRef
from ..document import Node
from .composition import Composed
from .formats import is_file
from .models import Models, Use
from .prose import doc_of
from .variants import variant

_LONGEST = 64
"""Places of a tuple; a longer one is a list."""


class Rows:
    """Makes tuples. `type_of` gives the types of their items."""

    def __init__(self, models: Models, type_of: Callable[[Node, Use], TypeRef]) -> None:
        self._models, self._type_of = models, type_of

    def of(self, schema: Composed, use: Use) -> TypeRef | None:
        """The type of an array whose first items are told; None where none are, or too many."""
        most = schema.limits.get("maxItems")
        prefix = schema.prefix[:most]
        if not prefix or len(prefix) > _LONGEST:
            return None
        is_form = use.files and any(
            is_file(schema.document, node) for node in [*prefix, *([schema.items] if schema.items is not None else [])]
        )
        use = use if is_form else use.plain
        key = f"{self._models.key(schema.node, use.direction)}:row{':files' if is_form else ''}"
        if key not in self._models.by_key:
            items = tuple(
                self._type_of(node, use.inside(variant(node, place).replace("Variant ", "Item ")))
                for place, node in enumerate(prefix, 1)
            )
            rest = self._rest(schema, use.inside("Item"))
            if most is not None and most <= len(prefix):
                rest = None
            least = schema.limits.get("minItems", 0)
            self._models.wish(key, use)
            self._models.by_key[key] = Row(key, doc_of(schema.node), items, rest, least)
        return Ref(key)

    def _rest(self, schema: Composed, use: Use) -> TypeRef | None:
        """The type of the items after those that are told one by one; None where there are none."""
        if schema.items is None or schema.items.value is True:
            return ANY
        return None if schema.items.value is False else self._type_of(schema.items, use)
