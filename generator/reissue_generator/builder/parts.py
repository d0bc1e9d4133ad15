"""The headers of the parts of a multipart body."""

from __future__ import annotations

from ..document import Document, Node
from ..errors import SpecError
from .parameters import schema_of
from .warnings import Warn


def part_headers(document: Document, encoding: Node, warn: Warn, *, given: bool) -> dict[str, str]:
    """The headers that a part always has: those with one value only. `given`: a file, to which callers give headers.

    The others are told, where callers cannot give them. Content-Type is described by `contentType`.
    """
    found: dict[str, str] = {}
    for name, node in encoding.get("headers").children():
        if name.casefold() in ("content-type", "content-disposition"):
            continue
        try:
            header = document.resolve(node)
        except SpecError:
            header = node
        value = _only_value(document, schema_of(header)[1])
        if value is not None:
            found[name] = value
        elif not given:
            message = f"the header {name!r} of a part that is no file has no value of its own; it is not sent"
            warn("unread-key", message, node)
    return dict(sorted(found.items()))


def _only_value(document: Document, schema: Node) -> str | None:
    """The value of a schema that has one only, or one by default."""
    told = document.found(schema)
    known = told.get("enum").array
    values: list[object] = [told.map.get("const"), *(known if len(known) == 1 else ()), told.map.get("default")]
    return next((value for value in values if isinstance(value, str)), None)
