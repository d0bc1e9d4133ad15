"""sitemap.xml: addresses out of XML that nobody vouches for. A document type, which could hold entities, is refused."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from xml.parsers import expat

from ..errors import ToolError

MOST_ADDRESSES = 50_000
"""As many as the protocol of sitemaps allows in one file."""
_MOST_BYTES = 50 * 2**20
_LONGEST = 2048


class SitemapError(ToolError):
    """Why a sitemap says nothing."""


@dataclass(slots=True)
class Sitemap:
    """Pages, and further sitemaps."""

    pages: list[str] = field(default_factory=list[str])
    more: list[str] = field(default_factory=list[str])


def sitemap(body: bytes) -> Sitemap:
    """The addresses of a sitemap or of an index of sitemaps, plain or packed by gzip. Raises SitemapError."""
    reader = _Reader()
    try:
        reader.parser.Parse(_unpacked(body), True)
    except (expat.ExpatError, zlib.error, ValueError, LookupError) as error:
        raise SitemapError(f"is no XML that can be read: {str(error)[:100]}") from None
    return reader.found


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(31)
    plain = unpacker.decompress(body, _MOST_BYTES)
    if unpacker.unconsumed_tail:
        raise SitemapError(f"unpacks to more than {_MOST_BYTES // 2**20} MiB")
    return plain


class _Reader:
    """Collects the text of each `loc` by what it stands in: `url` or `sitemap`."""

    def __init__(self) -> None:
        self.found = Sitemap()
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._path: list[str] = []
        self._words: list[str] = []

    def _doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        raise SitemapError("declares a document type, which no sitemap has")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name.rpartition(":")[2].lower())
        if len(self._path) > 20:
            raise SitemapError("is nested more than 20 deep")
        self._words = []

    def _text(self, text: str) -> None:
        if self._path[-1:] == ["loc"] and sum(map(len, self._words)) <= _LONGEST:
            self._words.append(text)

    def _end(self, name: str) -> None:
        if self._path[-1:] == ["loc"]:
            into = {"url": self.found.pages, "sitemap": self.found.more}.get(self._path[-2] if self._path[1:] else "")
            address = "".join(self._words).strip()
            if into is not None and 0 < len(address) <= _LONGEST and len(into) < MOST_ADDRESSES:
                into.append(address)
        self._path.pop()
        self._words = []
