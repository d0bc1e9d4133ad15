"""The tags that a document declares: their order and words, and which stands inside which (OpenAPI 3.2)."""

from __future__ import annotations

from ..api.models import Description
from ..document import Document, Node
from .prose import description_of
from .warnings import Warn

_RULE = "tag"
_NAVIGATES = "nav"
"""The kind of tags that are namespaces; others, such as `badge` and `audience`, say something else of an operation."""


class Tags:
    """The declared tags. Of two with one name the first counts."""

    def __init__(self, document: Document, warn: Warn) -> None:
        self._nodes: dict[str, Node] = {}
        for node in document.root.get("tags").items():
            if isinstance(name := node.map.get("name"), str):
                self._nodes.setdefault(name, node)
        self._rank = {name: place for place, name in enumerate(self._nodes)}
        self._parents = {name: parent for name in self._nodes if (parent := self._read(name, warn)) is not None}
        self._tell_circles(warn)

    def rank(self, name: str) -> tuple[int, str]:
        """Where a tag stands: in the order of the document, then by name."""
        return self._rank.get(name, len(self._rank)), name

    def description(self, name: str) -> Description:
        """What the document says of a tag."""
        return description_of(self._nodes[name]) if name in self._nodes else Description()

    def parent(self, name: str) -> str | None:
        """The tag that a tag stands in; None for none."""
        return self._parents.get(name)

    def above(self, name: str) -> tuple[str, ...]:
        """The tags that a tag stands in, the outermost first."""
        found: list[str] = []
        while (parent := self._parents.get(name)) is not None:
            found.insert(0, name := parent)
        return tuple(found)

    def of(self, operation: Node) -> str | None:
        """The tag that an operation belongs to: its first one, or the first that is no badge and the like; None: it has none."""
        given = [tag for tag in operation.get("tags").array if isinstance(tag, str) and tag.strip()]
        leading = [name for name in given if self._kind(name) in (None, _NAVIGATES)]
        return next(iter(leading or given), None)

    def _kind(self, name: str) -> object:
        return self._nodes[name].map.get("kind") if name in self._nodes else None

    def _read(self, name: str, warn: Warn) -> str | None:
        """The tag that a tag says that it is nested in; None where it says none that there is."""
        node = self._nodes[name].get("parent")
        parent = node.value
        if not isinstance(parent, str):
            return None
        if parent not in self._nodes:
            warn(_RULE, f"the parent {parent!r} is no tag of the document: {name!r} stands by itself", node)
        elif not self._kind(name) == self._kind(parent) == _NAVIGATES:
            warn(_RULE, f"{name!r} stands by itself: only tags of the kind nav are inside of each other", node)
        else:
            return parent
        return None

    def _tell_circles(self, warn: Warn) -> None:
        for name in list(self._parents):
            seen, at = {name}, name
            while (parent := self._parents.get(at)) is not None:
                if parent in seen:
                    warn(
                        _RULE, f"the parents of {name!r} go round: it stands by itself", self._nodes[name].get("parent")
                    )
                    del self._parents[name]
                    break
                seen.add(at := parent)
