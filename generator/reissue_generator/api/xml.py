"""How a value stands in XML: what the `xml` objects of a document say of it."""

from __future__ import annotations

from dataclasses import dataclass, field


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
    weight: int = field(default=1, compare=False)
    """How many nodes it is made of, members apart."""


PLAIN = XmlNode()
