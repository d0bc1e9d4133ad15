"""The versions of the vendor's API: which a client may be made for, and since which a part of it is known."""

from __future__ import annotations

from typing import cast

from ..api.records import Parameter
from ..api.types import Const
from ..document import Node
from .extensions import fact
from .prose import description_of
from .warnings import Warn

KEY = "x-reissue-api-version"


def since_of(node: Node, warn: Warn) -> str:
    """The first version that knows what stands at this node; '' where nothing is said."""
    told: str | None = fact(node, "x-reissue-since", warn)
    return told or ""


def versions_in(schema: Node) -> tuple[str, ...]:
    """The versions that the schema of a parameter lists; none where it lists no texts, or no default among them."""
    listed = schema.get("enum").array
    texts = all(isinstance(value, str) for value in listed)
    return tuple(cast("list[str]", listed)) if texts and schema.map.get("default") in listed else ()


class ApiVersions:
    """The parameter that says the version: one and the same in the whole document, so that the client can know it."""

    def __init__(self, warn: Warn) -> None:
        self._warn = warn
        self.parameter: Parameter | None = None
        """As it was met first; None where there is none."""
        self.known: tuple[str, ...] = ()
        """The versions, the oldest first."""

    def take(self, wire: str, place: str, node: Node, schema: Node) -> bool:
        """Whether a parameter is the one that says the version. One that cannot be remains an argument of its method."""
        if fact(node, KEY, self._warn) is None:
            return False
        known = versions_in(schema)
        if not known:
            problem = "needs a schema with an enumeration of texts, the oldest version first, and a default"
            self._warn("api-version", f"{KEY} {problem}; it stays an argument of each method", node)
            return False
        default, words = schema.map.get("default"), description_of(node)
        made = Parameter("api_version", wire, place, Const(known), True, default, words, is_version=True)
        if self.parameter is None:
            self.parameter, self.known = made, known
        if self.parameter != made:
            self._warn("api-version", f"{KEY} stands at another parameter too; this one stays an argument", node)
        return self.parameter == made
