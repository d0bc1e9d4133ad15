# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Where the members of a model stand in its element, looked up by the names in it."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any, Final

from msgspec import Struct, structs

from .drift import Drift
from .model import OneOf, is_struct
from .shape import is_list, layout
from .xml_node import XmlNode, node_of
from .xml_parse import XmlElement

ATTRIBUTE: Final = "@"
"""What the name of an attribute that is not documented begins with."""
TEXT: Final = "#text"
"""The text of an object for which none is documented."""


class Places:
    """The members of one model."""

    def __init__(self, cls: type[Struct]) -> None:
        given = node_of(cls).members
        slots = layout(cls).slots
        self.nodes = {wire: _named(given.get(wire), wire) for wire in slots}
        """By wire name, each with its own name."""
        self.text: str | None = next(
            (
                wire
                for wire, node in self.nodes.items()
                if node.kind in ("text", "cdata")
            ),
            None,
        )
        """The member that is the text of the element."""
        self._attributes: dict[str, list[tuple[str, str]]] = {}
        self._elements: dict[str, list[tuple[str, str]]] = {}
        """By local name: namespace and member."""
        self._others: dict[str, str] = {}
        """By names that are not the documented ones, but can only mean that member."""
        for wire, node in self.nodes.items():
            kinds = slots[wire].shape.members
            if node.kind == "attribute":
                self._add(self._attributes, node, wire)
            elif node.kind == "none":
                for one in filter(is_struct, kinds):
                    self._add_all(places_of(one), wire)
            elif node.kind == "element":
                called = node
                if not node.wrapped and any(map(is_row, kinds)):
                    called = _named(node.item, node.name)
                self._add(self._elements, called, wire)
        self._required = {
            self.nodes[wire].name.rpartition(":")[2]
            for wire, slot in slots.items()
            if slot.required
            and self.nodes[wire].kind in ("element", "attribute")
            and not any(map(is_row, slot.shape.members))
        }
        """The names that have to be there."""
        for wire, node in self.nodes.items():
            for name in (node.name, wire):
                self._others.setdefault(name, wire)

    def misfits(self, names: AbstractSet[str]) -> int:
        """How many names in an element are of no member, and how many lack."""
        known = self._elements.keys() | self._attributes.keys()
        return len(names - known) + len(self._required - names)

    def _add(
        self, names: dict[str, list[tuple[str, str]]], node: XmlNode, wire: str
    ) -> None:
        _, _, local = node.name.rpartition(":")
        names.setdefault(local, []).append((node.namespace, wire))

    def _add_all(self, inner: Places, wire: str) -> None:
        """The names of an object whose members stand in this element themselves."""
        for mine, theirs in (
            (self._elements, inner._elements),
            (self._attributes, inner._attributes),
        ):
            for local, members in theirs.items():
                places = mine.setdefault(local, [])
                places += [(namespace, wire) for namespace, _ in members]
        self.text = self.text or (wire if inner.text else None)

    def attribute(self, namespace: str, name: str) -> str | None:
        """The member that an attribute is."""
        return _member(self._attributes.get(name, ()), namespace)[0]

    def sort(
        self, parts: Sequence[str | XmlElement], path: str, notes: list[Drift]
    ) -> tuple[dict[str, list[XmlElement]], list[XmlElement]]:
        """The elements of each member, and those of none; what is odd is noted."""
        found: dict[str, list[XmlElement]] = {}
        others: list[XmlElement] = []
        for part in parts:
            if isinstance(part, str):
                continue
            wire, odd = _member(self._elements.get(part.name, ()), part.namespace)
            if wire is None and self._is_free(part.name):
                wire = self._others[part.name]
                if self.nodes[wire].kind != "element":
                    wire = None
                elif self.nodes[wire].name != part.name:
                    odd = f"<{part.name}>"
            if wire is None:
                others.append(part)
                continue
            if odd:
                wanted = self.nodes[wire].name
                notes.append(Drift(f"{path}.{wire}", f"<{wanted}>", odd))
            found.setdefault(wire, []).append(part)
        return found, others

    def _is_free(self, name: str) -> bool:
        return name in self._others and name not in self._elements


def tag_of(el: XmlElement, kind: str, name: str) -> str:
    """The text of a member in the element of its object; "" where it is not there."""
    local = name.rpartition(":")[2]
    if kind == "attribute":
        texts = (text for _, name, text in el.attributes if name == local)
    else:
        texts = (one.text.strip() for one in el.elements if one.name == local)
    return next(texts, "")


def _member(known: Sequence[tuple[str, str]], namespace: str) -> tuple[str | None, str]:
    """The member of a name in a namespace, and what is odd about that.

    One that the specification gives no namespace is read in any.
    """
    loose: str | None = None
    for theirs, wire in known:
        if theirs == namespace:
            return wire, ""
        if not theirs:
            loose = wire
    if loose is not None:
        return loose, ""
    return (known[0][1], "another namespace") if len(known) == 1 else (None, "")


def is_row(tp: Any) -> bool:
    """Whether a type is a list, or a tuple, whose stand-in says that it is an array."""
    return is_list(tp) or (isinstance(tp, OneOf) and getattr(tp, "kind", "") == "array")


def _named(node: XmlNode | None, name: str) -> XmlNode:
    """A node with its own name."""
    if node is None:
        return XmlNode(name)
    return node if node.name else structs.replace(node, name=name)


@lru_cache(maxsize=1024)  # bounded, for models with members that are not documented
def places_of(cls: Any) -> Places:
    """Where the members of a model stand."""
    return Places(cls)
