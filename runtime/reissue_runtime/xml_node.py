# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""How a value stands in XML: what the `xml` objects of a specification say.

On a model as ``__xml__``, once for all operations that send or read it as XML.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace


class XmlNode(Struct, frozen=True):
    """One value: what it is called in XML, and where it stands."""

    name: str = ""
    """Of its element or attribute; "": as the member is called on the wire."""
    namespace: str = ""
    """"": the specification says nothing of one, and any is read."""
    prefix: str = ""
    kind: Literal["element", "attribute", "text", "cdata", "none"] = "element"
    """What it is in the element of the object that it is a member of.

    Of an object ``none`` is: its members stand in that element themselves.
    """
    wrapped: bool = False
    """On a list: whether an element of its own holds the items."""
    said: bool = False
    """On a model: whether the specification itself gives it that name."""
    item: XmlNode | None = None
    """Of the items of a list, or the values of a map; None: called as the list is."""
    first: tuple[XmlNode, ...] = ()
    """Of the first items of a list, one for each place."""
    inner: XmlNode | None = None
    """The one element in it that holds the value."""
    members: Mapping[str, XmlNode] = {}
    """On a model, by wire name: the members that are not simply elements."""


def node_of(cls: Any) -> XmlNode:
    """What a model is in XML; where it does not say, an element named as the class is."""
    found: XmlNode = getattr(cls, "__xml__", _PLAIN)
    return found if found.name else replace(found, name=getattr(cls, "__name__", ""))


_PLAIN = XmlNode()
