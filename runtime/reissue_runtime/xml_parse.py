# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""XML text to a tree of elements. Hostile text is refused before it costs anything.

There are no document type declarations, and with them no entities and nothing that is
fetched. Comments and processing instructions are passed over.
"""

from __future__ import annotations

import pyexpat as expat  # not by way of `xml`, as a package may be called
import re
from typing import Final

from .drift import Drift
from .mend import EMPTY, TOO_DEEP, NotJson, decoded

DEEPEST: Final = 200
"""Elements inside each other."""
MOST_NODES: Final = 250_000
"""Elements and attributes of one body."""
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
"""The namespace of ``xsi:nil``."""
XML: Final = "http://www.w3.org/XML/1998/namespace"

NO_XML: Final = "no XML"
CUT_OFF: Final = "truncated XML"

_JOINT: Final = " "  # between namespace and name: no IRI holds a blank
_CUT: Final = frozenset(
    {3, 5, 6, 20}
)  # no element, unclosed token, partial char, CDATA
_DECLARED: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z][\w.-]*)"
)
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class NotXml(NotJson):
    """A body that is no XML, or none that is read. The reason holds nothing of it."""


class Cdata(str):
    """Text that stood in a CDATA section."""

    __slots__ = ()


class XmlElement:
    """An element: its attributes, and in order the texts and elements in it."""

    __slots__ = ("attributes", "name", "namespace", "parts")

    def __init__(
        self,
        namespace: str,
        name: str,
        attributes: list[tuple[str, str, str]],
    ) -> None:
        self.namespace = namespace
        self.name = name
        self.attributes = attributes
        """Namespace, name and value."""
        self.parts: list[str | XmlElement] = []

    @property
    def elements(self) -> list[XmlElement]:
        """The elements in it."""
        return [part for part in self.parts if isinstance(part, XmlElement)]

    @property
    def text(self) -> str:
        """All text that stands directly in it."""
        return "".join([part for part in self.parts if isinstance(part, str)])

    @property
    def nil(self) -> bool:
        """Whether it says that its value is null."""
        return any(
            (namespace, name) == (XSI, "nil") and value.strip() in ("true", "1")
            for namespace, name, value in self.attributes
        )


def parsed(body: bytes, charset: str = "") -> tuple[XmlElement, list[Drift]]:
    """The root element of a body, and what of its text was mended.

    `charset` is that of its Content-Type, which counts more than its declaration, and
    less than a byte order mark (RFC 7303). Raises NotXml, and nothing else.
    """
    if not body.strip(b"\0 \t\r\n"):
        raise NotXml(EMPTY)
    if body.startswith(_MARKS):
        charset = ""
    drifts: list[Drift] = []
    if body[:1].isspace() and (bare := body.lstrip()).startswith(b"<?xml"):
        drifts.append(Drift("$", "XML", "blanks before the XML declaration"))
        body = bare
    try:
        return _Tree(charset or None).read(body), drifts
    except NotXml as error:
        if charset or not _is_undeclared(body):
            raise
        reason = error.reason
    text, found = decoded(body.removeprefix(_MARKS[0]))
    try:
        return _Tree("utf-8").read(text.encode()), [*drifts, *found]
    except NotXml:
        raise NotXml(reason) from None


def _is_undeclared(body: bytes) -> bool:
    """Whether a body is no UTF-8, and says nothing else of itself: Latin-1, mostly."""
    if body.startswith(_MARKS[1:]) or b"\0" in body:
        return False
    declared = _DECLARED.match(body[:400])
    if declared is not None and declared[1].lower() not in (b"utf-8", b"us-ascii"):
        return False
    try:
        body.decode()
    except UnicodeDecodeError:
        return True
    return False


class _Tree:
    """One pass over one body."""

    def __init__(self, charset: str | None) -> None:
        self._charset = charset
        self._open: list[XmlElement] = []
        self._root: XmlElement | None = None
        self._nodes = 0
        self._cdata = False

    def read(self, body: bytes) -> XmlElement:
        """The root element. Raises NotXml."""
        try:
            parser = expat.ParserCreate(self._charset, _JOINT)
            self._listen(parser)
            parser.Parse(body, True)
        except NotXml:
            raise
        except expat.ExpatError as error:
            reason = CUT_OFF if error.code in _CUT else NO_XML
        except (ValueError, LookupError):
            reason = "in an unknown encoding"
        else:
            if self._root is not None:
                return self._root
            reason = NO_XML
        raise NotXml(reason)

    def _listen(self, parser: expat.XMLParserType) -> None:
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartCdataSectionHandler = self._begin_cdata
        parser.EndCdataSectionHandler = self._end_cdata
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        parser.ExternalEntityRefHandler = _refuse

    def _start(self, name: str, attributes: list[str]) -> None:
        self._nodes += 1 + len(attributes) // 2
        if self._nodes > MOST_NODES:
            raise NotXml(f"more than {MOST_NODES:,} elements and attributes")
        if len(self._open) >= DEEPEST:
            raise NotXml(TOO_DEEP)
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        given = [(*_split(key), value) for key, value in pairs]
        element = XmlElement(*_split(name), given)
        if self._open:
            self._open[-1].parts.append(element)
        else:
            self._root = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].parts.append(Cdata(text) if self._cdata else text)

    def _begin_cdata(self) -> None:
        self._cdata = True

    def _end_cdata(self) -> None:
        self._cdata = False


def _refuse(*_: object) -> int:
    raise NotXml("a document type declaration, which is refused")


def _split(name: str) -> tuple[str, str]:
    """Namespace and local name."""
    namespace, _, local = name.rpartition(_JOINT)
    return namespace, local
