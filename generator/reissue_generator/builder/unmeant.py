"""What is said of the parts of a body where OpenAPI says that it is to be ignored: all of it is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..document import FORM, Document, Key, Node, essence, is_form, is_multipart
from .parameters import is_converted
from .parts import Positions, positions_of
from .warnings import Warn

_PLACED = ("prefixEncoding", "itemEncoding")
_STYLED = {"style": "form", "explode": True, "allowReserved": False}
"""What says how a value is written by the rules of a query, and what changes nothing."""
_BESIDE = (
    "must not stand beside prefixEncoding and itemEncoding, and says nothing here: the parts are told by their places"
)


class Unmeant:
    """Tells of what says nothing in one document, each place once."""

    def __init__(self, document: Document, warn: Warn) -> None:
        self._document, self._warn = document, warn
        self._told: set[Key] = set()

    def _tell(self, node: Node, keys: Iterable[str], words: str) -> None:
        for key in keys:
            said = node.get(key)
            if said.value not in (None, {}, []) and said.key not in self._told:
                self._told.add(said.key)
                self._warn("unread-key", f"{key!r} {words}", said)

    # --- of a body

    def media(self, media: str, entry: Node, *, is_answer: bool) -> None:
        """Tell of the encodings of a Media Type Object that are for media types of another kind."""
        if not is_form(media):
            self._tell(entry, ("encoding", *_PLACED), f"says nothing of {media}, which has no parts")
            return
        places = positions_of(self._document, entry, entry.get("schema")) if is_multipart(media) else None
        self._by_places(entry, places)
        if is_answer and places is None:
            kind = "a text" if essence(media) == FORM else "bytes"
            self._tell(entry, ("encoding",), f"is not read: an answer of {media} is {kind} here")

    def nested(self, encoding: Node, media: str) -> None:
        """Tell of encodings inside of one that is for a value without parts."""
        words = f"says nothing of {media}, which has no parts" if media else "says nothing of a value without parts"
        self._tell(encoding, ("encoding", *_PLACED), words)

    def _by_places(self, entry: Node, places: Positions | None) -> None:
        if places is None:
            self._tell(
                entry, _PLACED, "says nothing where neither itemSchema nor a schema of an array tells of parts in order"
            )
            return
        self._tell(entry, ("encoding",), _BESIDE)
        spare = list(entry.get("prefixEncoding").items())[len(places.first) :]
        for node in spare if places.rest is None else ():
            if node.key not in self._told:
                self._told.add(node.key)
                self._warn("unread-key", "an encoding of prefixEncoding is for a part that is never there", node)

    def encodings(self, entry: Node, members: Mapping[str, Node]) -> dict[str, Node]:
        """The encodings by name, without those of names that no member has, where there are members."""
        self._by_places(entry, None)
        found = dict(entry.get("encoding").children())
        unknown = [wire for wire in found if members and wire not in members]
        self._tell(entry.get("encoding"), unknown, "says nothing: the schema has no such member")
        return {wire: encoding for wire, encoding in found.items() if wire not in unknown}

    def by_position(self, entry: Node, places: Positions) -> None:
        """Tell of what says nothing where parts are told by their places."""
        self._by_places(entry, places)

    # --- of a part

    def in_form(self, encoding: Node) -> None:
        """Tell of what the field of a form cannot have."""
        self._tell(encoding, ("headers",), "says nothing of a field of a form, which has none")

    def content_type(self, encoding: Node) -> None:
        """Tell of a content type beside a style, which counts alone."""
        self._tell(encoding, ("contentType",), "says nothing beside style, explode or allowReserved")

    def style(self, encoding: Node, where: str) -> None:
        """Tell of styles where OpenAPI has none."""
        if is_converted(encoding):
            return
        said = [key for key, usual in _STYLED.items() if encoding.map.get(key, usual) != usual]
        self._tell(encoding, said, f"says nothing of {where}")
