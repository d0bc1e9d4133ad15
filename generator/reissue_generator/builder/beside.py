"""What stands beside the JSON of an answer: the same, to be read or not to be asked for, or content of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..api.types import STR, TypeRef, parts_of
from ..document import Document, Node, essence
from .contents import Contents, Entry, is_text
from .formats import is_file
from .xml_bodies import is_xml

_NO_DATA = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")
"""What is never the values of a schema written otherwise: Swagger 2.0 knows one schema for all that an answer `produces`."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The media types beside the JSON of an answer.

    `xml`, `texts`: what is read as the JSON is. `same`: what says the same, and is not read. `own`: what says something
    else. `files`: what is none of it, although it has the schema of the JSON.
    """

    xml: list[Entry] = field(default_factory=list[Entry])
    texts: list[Entry] = field(default_factory=list[Entry])
    same: list[Entry] = field(default_factory=list[Entry])
    own: list[Entry] = field(default_factory=list[Entry])
    files: list[Entry] = field(default_factory=list[Entry])


class Sorting:
    """Sorts the media types of the answers of one document."""

    def __init__(self, document: Document, contents: Contents) -> None:
        self._document, self._contents = document, contents

    def are_files(self, json: Iterable[Entry]) -> bool:
        """Whether what calls itself JSON is described as bytes, of any kind."""
        return all(is_file(self._document, entry.get("schema")) for _, entry in json)

    def beside(self, json: Iterable[Entry], rest: Iterable[Entry], type_: TypeRef) -> Beside:
        """What becomes of the `rest`, where the `json` of an answer is of this type."""
        known = [entry.get("schema").value for _, entry in json]
        found = Beside()
        for media, entry in rest:
            self._place(media, entry.get("schema"), known, type_, found).append((media, entry))
        return found

    def _place(self, media: str, schema: Node, known: list[object], type_: TypeRef, found: Beside) -> list[Entry]:
        structured, file = self._contents.is_structured(schema), is_file(self._document, schema)
        if is_text(media) and STR in parts_of(type_) and not (structured or file):
            return found.texts
        if file or schema.value not in known:
            return found.own
        if essence(media).startswith(_NO_DATA):
            return found.files
        if is_xml(media) and structured:
            return found.xml
        return found.same if schema.value or is_xml(media) else found.own
