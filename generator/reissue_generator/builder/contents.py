"""The media types of a `content` map, and what their schemas say of a body that is no JSON."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document, Node, essence, is_json, sequence_of, type_names
from ..errors import SpecError
from .unmeant import Unmeant
from .warnings import Warn, warn_of

Entry = tuple[str, Node]
"""A media type and its object, references followed."""

_STRUCTURE = {"properties", "additionalProperties", "items", "prefixItems", "allOf", "oneOf", "anyOf"}
_AS_IT_IS = {"string", "file", "null"}


def is_text(media: str) -> bool:
    """Whether a body of this media type is text."""
    return essence(media).startswith("text/")


class Contents:
    """Reads the contents of one document."""

    def __init__(self, document: Document, warn: Warn) -> None:
        self._document, self._warn = document, warn
        self.unmeant = Unmeant(document, warn)

    def entries(self, content: Node, *, is_answer: bool = False) -> Iterator[Entry]:
        """Media types of a `content` map; JSON first, so that it is the default, then by name. References are followed."""
        entries = [(media, node) for media, node in content.children() if isinstance(node.value, dict)]
        for media, node in sorted(entries, key=_rank):
            try:
                entry = self._document.resolve(node)
            except SpecError as error:
                warn_of(self._warn, error, node, "the body is not typed")
                entry = node
            if "itemSchema" in entry.map and not sequence_of(media):
                message = f"'itemSchema' is not read: {media} is one value here, and no sequence of items"
                self._warn("unread-key", message, entry.get("itemSchema"))
            self.unmeant.media(media, entry, is_answer=is_answer)
            yield media, entry

    def is_structured(self, schema: Node) -> bool:
        """Whether a schema describes more than a text or a file."""
        told = self._document.found(schema).map
        if told.get("format") in ("binary", "file"):
            return False
        return bool(_STRUCTURE & told.keys() or type_names(told) - _AS_IT_IS)

    def tell_raw(self, media: str, entry: Node) -> None:
        """Warn of a body whose schema describes more than a text, and which is bytes or a text all the same."""
        schema = entry.get("schema")
        if is_json(media) or not isinstance(schema.value, dict):
            return
        if self.is_structured(schema):
            kind = "a text" if is_text(media) else "bytes"
            self._warn("untyped-media", f"a body of {media} is {kind} here, although its schema says more", entry)


def _rank(entry: Entry) -> tuple[bool, bool, str]:
    media = entry[0]
    return not is_json(media), essence(media) != "application/json", media
