"""The one walk over the objects of a document, references followed, each object once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..errors import SpecError
from .document import Document
from .node import Key, Node
from .objects import Skip, objects_in

Tell = Callable[[SpecError, Node], None]
"""Takes what is wrong with a reference that leads nowhere, and the node that has it."""

Visit = tuple[str, Node]
"""An object, and what kind of object of OpenAPI it is."""


def ignore(_: SpecError, __: Node) -> None:
    """A reference that leads nowhere is as good as nothing."""


def walk(document: Document, *starts: Visit, tell: Tell = ignore, skip: Skip | None = None) -> Iterator[Visit]:
    """Every object that can be reached, with its kind, by way of keys and references; the document without `starts`.

    `skip` tells which keys of a kind of object are not looked into.

    What a reference leads to comes after what stands beside it. An object that two kinds of places share, such as a
    path item of `components`, is met once, in the place that comes first.
    """
    seen: set[Key] = set()
    stack = list(reversed(starts)) or [("document", document.root)]
    while stack:
        kind, node = stack.pop()
        if not isinstance(node.value, dict) or node.key in seen:
            continue
        seen.add(node.key)
        yield kind, node
        for ref in node.references if kind == "schema" else node.references[:1]:
            try:
                stack.append((kind, document.follow(node, ref).anyhow))
            except SpecError as error:
                tell(error, node)
        inside = list(objects_in(kind, node, skip))
        if kind == "document":  # what components hold is met where it is used, if it is
            inside.sort(key=lambda entry: entry[0] == "components")
        stack += reversed(inside)
