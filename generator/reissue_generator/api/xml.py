"""How a value stands in XML: what the `xml` objects of a document say of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class XmlNode:
    """One value; see `XmlNode` of the runtime, whose arguments these are."""

    name: str = ""
    namespace: str = ""
    prefix: str = ""
    kind: str = "element"
    wrapped: bool = False
    said: bool = False
    item: XmlNode | None = None
    first: tuple[XmlNode, ...] = ()
    inner: XmlNode | None = None
    members: tuple[tuple[str, XmlNode], ...] = ()


PLAIN = XmlNode()
