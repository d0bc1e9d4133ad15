# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Bodies of XML, in requests and in answers, as the same models that JSON has.

What tells attributes from elements, and all else, stands on the models; see `xml_node`.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import NoneType
from typing import Any, Final, Union

from msgspec import Struct, json

from .body import Written
from .charsets import charset_of
from .decode import NotJson, codec, is_json
from .drift import Drift, join
from .exact import of_parts
from .media import by_media
from .mend import TOO_DEEP
from .model import is_struct
from .problem import Unwrapped, Wrapping, bare
from .shape import shape
from .xml_names import places_of
from .xml_node import XmlNode, node_of
from .xml_parse import NotXml, XmlElement, parsed
from .xml_read import XmlReader
from .xml_write import written

__all__ = ("NotXml", "Xml", "XmlAnswers", "by_xml", "decode_xml", "encode_xml")

_PLAIN: Final = XmlNode()


class Xml(Struct, frozen=True):
    """An XML request body."""

    media: str = "application/xml"
    root: XmlNode | None = None
    """What the body is in XML; None: what its model says."""

    def write(self, value: object, media: str | None) -> Written:
        """The body, in the character set of its type, or UTF-8; bytes as they are.

        Raises EncodeError, also for a text that XML 1.0 cannot hold.
        """
        media = media or self.media
        if isinstance(value, bytes):
            return Written(value, media)
        return Written(encode_xml(value, self.root, media), media)


class XmlAnswers(Struct, frozen=True):
    """Reads answers that may be XML; `root` is what they are where it is no model."""

    root: XmlNode = _PLAIN

    def __call__(
        self,
        type_: Any,
        body: bytes,
        content_type: str,
        accept: Sequence[str],
        envelopes: tuple[Wrapping, ...],
    ) -> tuple[Unwrapped[Any] | None, Any]:
        """As `by_media`, and XML as the documented type. Raises NotXml."""
        if not body.strip():
            return None, type_
        if not _is_xml(content_type, body) or type_ in (None, NoneType, bytes, str):
            return by_media(type_, body, content_type, accept, envelopes)
        if any(one.data or one.flag for one in envelopes):
            raise NotXml("an envelope, which is not read from XML")
        charset = charset_of(content_type)
        return bare(decode_xml(body, _typed(type_), self.root, charset)), type_


by_xml: Final = XmlAnswers()
"""Reads answers that may be XML, and are models then."""


def encode_xml(value: object, root: XmlNode | None = None, media: str = "") -> bytes:
    """A value as XML, in the character set of its media type.

    `root` says what it is, where it is no model. Raises EncodeError.
    """
    return written(value, root, media)


def decode_xml(
    body: bytes, type_: Any, root: XmlNode = _PLAIN, charset: str = ""
) -> tuple[Any, tuple[Drift, ...]]:
    """The typed value of an XML body, and where that is not as documented.

    Raises NotXml for a body that is no XML, or that is refused, and nothing else.
    """
    el, drifts = parsed(body, charset)
    try:
        text, noted = _as_json(el, type_, root)
        value, found = codec(type_).decode(text)
    except RecursionError:
        reason = TOO_DEEP
    except NotJson as error:
        reason = error.reason
    else:
        return value, (*drifts, *noted, *found)
    raise NotXml(reason)


def _as_json(el: XmlElement, type_: Any, root: XmlNode) -> tuple[bytes, list[Drift]]:
    """The root as the JSON that it means."""
    kind, reader = shape(type_), XmlReader()
    models = [one for one in kind.members if is_struct(one)]
    node = node_of(models[0]) if len(models) == 1 == len(kind.members) else root
    if node.name and el.name != node.name:
        el = _inside(el, node, models, reader)
    found = reader.element(el, kind, node, "$")
    return json.encode(found.value), reader.notes


def _inside(
    el: XmlElement, node: XmlNode, models: Sequence[Any], reader: XmlReader
) -> XmlElement:
    """The documented root where it stands in another element.

    A name that the specification does not say itself is not asked for.
    """
    within = [one for one in el.elements if one.name == node.name]
    named = {name for one in models for name in places_of(one).nodes}
    if len(within) == 1 and node.name not in named:
        for one in el.elements:
            if one is not within[0]:
                reader.notes.append(Drift(join("$", one.name), "nothing", "element"))
        return within[0]
    if node.said:
        got = join("", el.name)[1:]
        reader.notes.append(Drift("$", f"<{node.name}>", f"<{got}>"))
    return el


def _typed(type_: Any) -> Any:
    """A documented type without the texts and bytes that other answers are."""
    members = shape(type_).members
    rest = tuple(one for one in members if one not in (bytes, str))
    if not rest or len(rest) == len(members):
        return type_
    return of_parts(Union, rest)


def _is_xml(content_type: str, body: bytes) -> bool:
    """Whether an answer is XML: it says so, or says nothing and looks like it."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind.endswith(("/xml", "+xml")):
        return True
    if kind not in ("", "text/plain", "application/octet-stream"):
        return False
    return (
        not is_json(kind)
        and body[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] == b"<"
    )
