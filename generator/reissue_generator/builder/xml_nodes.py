"""The `xml` objects of schemas: how each value stands in XML.

The three editions differ. In 3.0 and 3.1 a member is called as its property, or as its own `xml` or that of what it refers
to says. In 3.2 what a reference leads to is called as itself, and `nodeType` takes the place of `attribute` and `wrapped`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..api.xml import PLAIN, XmlNode
from ..document import Document, Key, Node, problem, sum_of, type_names
from .composition import only_reference

RULE = "untyped-media"
_KINDS = ("element", "attribute", "text", "cdata", "none")
_LEAVES = ("attribute", "text", "cdata")
_ARRAY = ("items", "prefixItems")
_OBJECT = ("properties", "additionalProperties", "patternProperties")
_DEEPEST = 20
"""Lists and references inside each other, without an object between."""
_HEAVIEST = 200


class XmlNodes:
    """The nodes of one document."""

    def __init__(self, document: Document, children: Callable[[Node], Iterable[Node]]) -> None:
        self._document, self._children = document, children
        version = str(document.root.map.get("openapi", "")).split(".")
        self._is_32 = len(version) > 1 and version[0] == "3" and version[1].isdigit() and int(version[1]) >= 2
        self._sound: set[Key] = set()
        self._made: dict[tuple[Key, str], XmlNode] = {}
        self.unread: dict[Key, Node] = {}
        """The `xml` of objects that are said to be an attribute or a text, which no object can be."""

    # --- models

    def model(self, schema: Node, shown: Mapping[str, Node]) -> XmlNode:
        """What a model is in XML, and where its members stand that are not simply elements of their names."""
        made = {wire: self.of(node, wire) for wire, node in shown.items()}
        names = Counter(_called(node) for node in made.values())
        for wire, node in made.items():
            if names[_called(node)] > 1:
                made[wire] = self._apart(shown[wire], node, wire)
        members = [(wire, _short(node, wire)) for wire, node in made.items()]
        told = self._said(schema)
        return XmlNode(
            told.get("name") or _component(schema),
            told.get("namespace", ""),
            told.get("prefix", ""),
            kind="none" if told.get("nodeType") == "none" else "element",
            said="name" in told,
            members=tuple((wire, node) for wire, node in members if node != PLAIN),
        )

    def _apart(self, schema: Node, node: XmlNode, wire: str) -> XmlNode:
        """A member that is called as another one is: as its property, where only what it refers to gives the name."""
        if node.item is None or node.wrapped:
            return node if "name" in _beside(schema) or node.kind != "element" else replace(node, name=wire)
        parts = sum_of(self._document, schema)
        items = next((part.get("items") for part in parts if _holds(part, "items")), schema)
        return node if "name" in _beside(items) else replace(node, item=replace(node.item, name=wire))

    def root(self, schema: Node) -> XmlNode:
        """What a body is in XML; without a name where none can be told."""
        target = self._document.found(schema)
        return self.of(schema, _component(target))

    # --- values

    def of(self, node: Node, inferred: str, depth: int = 0) -> XmlNode:
        """What a value of this schema is in XML: `inferred` is its name where nobody says another.

        Raises SpecError where XML has no form for it that can be read again.
        """
        known = node.key, inferred
        if known not in self._made:
            if depth > _DEEPEST:
                raise problem(RULE, "is a list that holds itself, which XML has no elements for", node.place)
            self._made[known] = made = self._of(node, inferred, depth)
            if made.weight > _HEAVIEST:
                raise problem(RULE, f"is a list of lists of more than {_HEAVIEST} kinds", node.place)
        return self._made[known]

    def _of(self, node: Node, inferred: str, depth: int) -> XmlNode:
        if self._is_32 and isinstance(node.map.get("$ref"), str):
            return self._referred(node, inferred, depth)
        told = self._said(node)
        parts = list(sum_of(self._document, node))
        name = told.get("name") or inferred
        kind = _kind(told)
        if kind in _LEAVES and _is(parts, "object", _OBJECT):
            kind = "element"
            self.unread |= {part.key: part.get("xml") for part in parts if _kind(_xml(part)) in _LEAVES}
        made = XmlNode(name, told.get("namespace", ""), told.get("prefix", ""), kind)
        if _is(parts, "array", _ARRAY):
            return self._list(made, told, parts, inferred, depth)
        value = next((part.get("additionalProperties") for part in parts if _holds(part, "additionalProperties")), None)
        if value is not None:
            item = replace(self.of(value, "", depth + 1), name="", namespace="", prefix="")
            made = replace(made, item=None if item == PLAIN else item, weight=1 + item.weight)
        return made

    def _referred(self, node: Node, inferred: str, depth: int) -> XmlNode:
        """A reference of 3.2: it is no node itself, so that what it leads to counts, unless it says what it is."""
        target = self._document.follow(node, node.map["$ref"])
        inner = self.of(target, _component(target) or inferred, depth + 1)
        if inner.item is not None and not inner.wrapped:  # a list without an element: its items are the property's
            inner = self.of(target, inferred or _component(target), depth + 1)
        own = _xml(node)
        if own.get("nodeType") not in _KINDS or own["nodeType"] == "none":
            return inner
        outer = XmlNode(own.get("name") or inferred, own.get("namespace", ""), own.get("prefix", ""), own["nodeType"])
        if outer.kind == "element" and inner.kind == "element" and (inner.item is None or inner.wrapped):
            return replace(outer, inner=inner, weight=1 + inner.weight)
        wrapped = inner.item is not None
        return replace(outer, wrapped=wrapped, item=inner.item, first=inner.first, weight=inner.weight)

    def _list(self, made: XmlNode, told: Mapping[str, Any], parts: list[Node], inferred: str, depth: int) -> XmlNode:
        """A list: wrapped or not, and what its items are. In an attribute or a text it is words with blanks between."""
        wrapped = made.kind == "element" and ("nodeType" in told or told.get("wrapped") is True)
        called = made.name if wrapped else inferred
        items = next((part.get("items") for part in parts if _holds(part, "items")), None)
        prefix = next((part.get("prefixItems") for part in parts if part.get("prefixItems").array), None)
        item = self._item(items, called, depth) if items is not None else XmlNode(called)
        first = tuple(self._item(each, called, depth) for each in prefix.items()) if prefix is not None else ()
        if made.kind not in ("element", "none"):
            return made
        for each, node in ((item, items), *((each, prefix) for each in first)):
            if node is not None and not each.wrapped and each.item is not None and each.kind == "element":
                told_of = list(sum_of(self._document, node))
                if _is(told_of, "array", _ARRAY):
                    raise problem(RULE, "is a list in a list, which has no element of its own in XML", node.place)
        weight = 1 + item.weight + sum(each.weight for each in first)
        return replace(made, kind="element", wrapped=wrapped, item=item, first=first, weight=weight)

    def _item(self, node: Node, called: str, depth: int) -> XmlNode:
        target = self._document.found(node)
        return self.of(node, called or _component(target), depth + 1)

    # --- what is said

    def _said(self, node: Node) -> dict[str, Any]:
        """The `xml` of a schema, of the nameless members of its `allOf`, and of what it is a mere reference to."""
        told: dict[str, Any] = {}
        for _ in range(_DEEPEST):
            told = {**_beside(node), **told}
            sole = only_reference(self._document.said(node))
            target = self._document.find(sole) if sole is not None else None
            if target is None or target.key == node.key or (self._is_32 and "$ref" in node.map):
                break
            node = target
        return told

    # --- whether all of a body can be told

    def check(self, schema: Node) -> None:
        """Raise SpecError where a schema holds something that XML has no form for."""
        todo, seen = [schema], set[Key]()
        while todo:
            node = todo.pop()
            if node.key in seen or node.key in self._sound or not isinstance(node.value, dict):
                continue
            for part in sum_of(self._document, node, unions=True):
                if part.key in seen or part.key in self._sound:
                    continue
                seen.add(part.key)
                todo += self._children(part)
                for wire, member in part.get("properties").children():
                    self.of(member, wire)
                    todo.append(member)
                todo += [part.get(key) for key in ("items", "additionalProperties")]
                todo += part.get("prefixItems").items()
        self._sound |= seen


def _xml(node: Node) -> dict[str, Any]:
    """The keys of an `xml` object that hold what they should."""
    told = node.get("xml").map
    texts = {key: told[key] for key in ("name", "namespace", "prefix") if isinstance(told.get(key), str) and told[key]}
    flags = {key: told[key] for key in ("attribute", "wrapped") if isinstance(told.get(key), bool)}
    kinds = {"nodeType": told["nodeType"]} if told.get("nodeType") in _KINDS else {}
    return texts | flags | kinds


def _beside(node: Node) -> dict[str, Any]:
    """What a schema says itself, or in the members of its `allOf` that are no references."""
    told: dict[str, Any] = {}
    for part in (node, *(member for member in node.get("allOf").items() if "$ref" not in member.map)):
        told = {**_xml(part), **told}
    return told


def _called(node: XmlNode) -> tuple[str, str, str]:
    """What tells the elements and attributes of one object apart."""
    node = node.item if node.item is not None and node.item.name and not node.wrapped else node
    return node.kind, node.namespace, node.name


def _kind(told: Mapping[str, Any]) -> str:
    kind: str = told.get("nodeType") or ("attribute" if told.get("attribute") is True else "element")
    return kind


def _component(node: Node) -> str:
    """The name of a component of schemas; '' for what is none."""
    pointer = node.pointer
    return pointer[2] if len(pointer) == 3 and pointer[:2] == ("components", "schemas") else ""


def _holds(node: Node, key: str) -> bool:
    return isinstance(node.map.get(key), dict)


def _is(parts: list[Node], kind: str, keys: tuple[str, ...]) -> bool:
    """Whether a schema is of a JSON type by what its parts say."""
    types = [type_names(part.map) for part in parts]
    if any(types):
        return any(kind in each for each in types)
    return any(key in part.map for part in parts for key in keys)


def _short(node: XmlNode, wire: str) -> XmlNode:
    """A node without what holds of a member of this name anyway."""
    item = node.item
    if item is not None:
        called = (node.name if node.wrapped else wire) if item.name else ""
        item = _short(item, called)
        keep = item != PLAIN or (called and not node.wrapped and node.name != wire)
        item = (item if item.name else replace(item, name=called)) if keep else None
    return replace(node, name="" if node.name == wire else node.name, item=item)
