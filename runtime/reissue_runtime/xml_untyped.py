# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What of XML no specification names: kept as plain objects and texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .xml_names import ATTRIBUTE, TEXT, Places
from .xml_parse import XSI, Cdata, XmlElement
from .xml_text import BLANKS


def untyped(el: XmlElement) -> Any:
    """An element without a type.

    Its text, or an object: ``@name`` for attributes, ``#text`` for a text beside them.
    """
    if el.nil and not el.parts:
        return None
    attributes = [one for one in el.attributes if one[0] != XSI]
    if not (attributes or el.elements):
        return el.text
    return beside_of(el.parts, attributes, el.elements, None)


def beside_of(
    parts: Sequence[str | XmlElement],
    attributes: Iterable[tuple[str, str, str]],
    elements: Sequence[XmlElement],
    places: Places | None,
) -> dict[str, Any]:
    """What of an object the model does not name: attributes, elements, text."""
    found: dict[str, Any] = {}
    for namespace, name, text in attributes:
        known = places is not None and places.attribute(namespace, name) is not None
        if namespace != XSI and not known:
            found[f"{ATTRIBUTE}{name}"] = text
    for name, given in by_name(elements).items():
        values = [untyped(one) for one in given]
        found[name] = values[0] if len(values) == 1 else values
    if places is None or places.text is None:
        text = text_of(parts, "text")
        if text.strip(BLANKS):
            found[TEXT] = text
    return found


def by_name(elements: Iterable[XmlElement]) -> Mapping[str, list[XmlElement]]:
    named: dict[str, list[XmlElement]] = {}
    for one in elements:
        named.setdefault(one.name, []).append(one)
    return named


def text_of(parts: Sequence[str | XmlElement], kind: str) -> str:
    """The text among some parts.

    Of a ``cdata`` the sections count, where there are some; blanks between elements
    are no text.
    """
    texts = [part for part in parts if isinstance(part, str)]
    sections = [part for part in texts if isinstance(part, Cdata)]
    if kind == "cdata" and sections:
        return "".join(sections)
    if len(texts) < len(parts):
        texts = [
            text for text in texts if text.strip(BLANKS) or isinstance(text, Cdata)
        ]
    return "".join(texts)
