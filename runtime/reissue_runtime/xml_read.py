# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Elements of XML as the JSON that a specification means by them.

That JSON is then read by the same decoders as any other, so that models, unions, drift
and mending are the same; see `xml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import NoneType
from typing import Any, Final

from msgspec import Struct

from .drift import Drift, join
from .model import Model, OneOf, is_struct
from .model import beside as type_beside
from .shape import Shape, Slot, is_list, is_mapping, item, layout, shape
from .xml_found import Found, allows_null, is_blank, is_free, kind_at, name_of, together
from .xml_names import Places, is_row, places_of, tag_of
from .xml_node import XmlNode
from .xml_parse import XSI, XmlElement
from .xml_text import BLANKS, value_of_text
from .xml_untyped import beside_of, by_name, text_of, untyped

_PLAIN: Final = XmlNode()
_MOST_WORK: Final = 1_000_000
"""Parts of objects, after which of a union the first member is taken that was tried."""


class XmlReader:
    """One pass over one body."""

    def __init__(self) -> None:
        self.notes: list[Drift] = []
        self._known: dict[tuple[int, int, str], tuple[Found, list[Drift]]] = {}
        """By element and type: what was read where unions tried it before."""
        self._work = 0
        """Parts of objects that were looked at."""

    # --- a value in an element of its own

    def element(self, el: XmlElement, kind: Shape, node: XmlNode, path: str) -> Found:
        """What an element says as a documented type."""
        if node.inner is not None:
            within = [one for one in el.elements if one.name == node.inner.name]
            if len(within) == 1:
                return self.element(within[0], kind, node.inner, path)
        if el.nil and not el.parts:
            return Found(None, int(not kind.nullable))
        members = kind.members or (NoneType,)
        if len(members) == 1:
            found = self._member(el, members[0], node, path)
        else:
            found = self._best(el, members, node, path)
        if found.wrong and kind.nullable and not (el.parts or el.attributes):
            self.notes.append(Drift(path, "xsi:nil", "empty element"))
            return Found(None, 1)
        return found

    def _best(
        self, el: XmlElement, members: Sequence[Any], node: XmlNode, path: str
    ) -> Found:
        """What an element says as the member of a union that it fits best.

        Of members that fit alike that which is called as the element, then the first;
        what takes anything is the last.
        """
        best: tuple[Found, list[Drift]] | None = None
        least: tuple[object, ...] = ()
        names = {one.name for one in el.elements}
        names.update(name for _, name, _ in el.attributes)

        def likeness(member: Any) -> tuple[bool, int]:
            misfits = places_of(member).misfits(names) if is_struct(member) else 0
            return name_of(member) != el.name, misfits

        for member in sorted(members, key=likeness):
            found = self._tried(el, member, node, path)
            rank = found[0].wrong, is_free(member), found[0].beside
            if best is None or rank < least:
                best, least = found, rank
            if not any(rank) or self._work > _MOST_WORK:
                break
        if best is None:
            return Found(untyped(el), 1)
        self.notes += best[1]
        return best[0]

    def _tried(
        self, el: XmlElement, member: Any, node: XmlNode, path: str
    ) -> tuple[Found, list[Drift]]:
        """The same of one member, once: what it notes is noted where it is the best."""
        key = id(el), id(member), path
        if key not in self._known:
            mine, self.notes = self.notes, []
            self._known[key] = self._member(el, member, node, path), self.notes
            self.notes = mine
        return self._known[key]

    def _member(self, el: XmlElement, member: Any, node: XmlNode, path: str) -> Found:
        if is_struct(member):
            return self._members(el, member, path, el.parts)
        if is_row(member):
            return self._list(el, member, node, path)
        if isinstance(member, OneOf):
            return self._best(el, self._told(el, member), node, path)
        if is_mapping(member):
            return self._map(el, member, node, path)
        if member is Any:
            return Found(untyped(el))
        return self._scalar(el, member, path)

    def _told(self, el: XmlElement, union: OneOf) -> Sequence[Any]:
        """The members that the tag of a union tells, or all of them."""
        plan = union.plan
        if plan.tag is not None:
            models = filter(is_struct, plan.alternatives)
            nodes = [places_of(one).nodes.get(plan.tag) for one in models]
            places = {(one.kind, one.name): None for one in nodes if one is not None}
            for place in places:
                told: Sequence[Any] = plan.tags.get(tag_of(el, *place), ())
                if told:
                    return told
        members: Sequence[Any] = plan.alternatives
        return members

    # --- texts

    def _scalar(self, el: XmlElement, member: Any, path: str) -> Found:
        if el.elements:
            return Found(untyped(el), 1)
        beside = 0
        for namespace, name, _ in el.attributes:
            if namespace != XSI:
                self.notes.append(Drift(join(path, name), "nothing", "attribute"))
                beside += 1
        value, fit = value_of_text(el.text, member)
        return Found(value, int(not fit), beside)

    def text(self, text: str, kind: Shape) -> Found:
        """What the text of an attribute or of an object says as a documented type."""
        if len(kind.members) == 1 and is_list(kind.members[0]):
            found = [self.text(one, item(kind.members[0])) for one in text.split()]
            return Found([one.value for one in found], sum(one.wrong for one in found))
        members = kind.members
        for member in members:
            if isinstance(member, OneOf) or is_struct(member) or is_mapping(member):
                continue
            value, fit = value_of_text(text, member)
            if fit:
                return Found(value)
        if len(members) == 1:
            return Found(value_of_text(text, members[0])[0], 1)
        return Found(text, 1)

    # --- objects

    def _members(
        self,
        el: XmlElement,
        cls: type[Struct],
        path: str,
        parts: Sequence[str | XmlElement],
        inlined: bool = False,
    ) -> Found:
        """The members of a model: of attributes, elements and text, and all others."""
        places, known = places_of(cls), layout(cls)
        self._work += len(parts)
        given, others = places.sort(parts, path, self.notes)
        value: dict[str, Any] = {}
        wrong = beside = 0
        for wire, slot in known.slots.items():
            node, where = places.nodes[wire], f"{path}.{wire}"
            if node.kind == "attribute":
                found = self._attribute(places, wire, el, slot.shape)
            elif node.kind in ("text", "cdata"):
                found = self._text(parts, node, slot.shape, slot.required)
            elif node.kind == "none":
                found = self._inlined(el, parts, given.get(wire, []), slot, where)
            else:
                found = self._elements(given.get(wire, []), slot, node, where)
            if found is not None:
                value[wire] = found.value
                wrong, beside = wrong + found.wrong, beside + found.beside
            elif slot.required:
                wrong += 1
        if inlined:
            return Found(value, wrong, beside)
        more, others = self._additional(cls, others, path)
        value, wrong = value | more.value, wrong + more.wrong
        extra = beside_of(parts, el.attributes, others, places)
        if issubclass(cls, Model):
            beside += sum(not type_beside(cls, name) for name in extra)
        return Found(value | extra, wrong, beside)

    def _additional(
        self, cls: type[Struct], others: list[XmlElement], path: str
    ) -> tuple[Found, list[XmlElement]]:
        """The members without names of their own that have a type, and the rest."""
        type_of = getattr(getattr(cls, "__open__", None), "of", None)
        if type_of is None:
            return Found({}), others
        typed = {
            name: Slot(name, shape(type_of(name)), False, False)
            for name in {one.name for one in others}
            if type_of(name)
        }
        value: dict[str, Any] = {}
        wrong = 0
        for name, given in by_name(others).items():
            if name in typed:
                where = join(path, name)
                found = self._elements(given, typed[name], XmlNode(name), where)
                assert found is not None
                value[name], wrong = found.value, wrong + found.wrong
        return Found(value, wrong), [one for one in others if one.name not in typed]

    def _attribute(
        self,
        places: Places,
        wire: str,
        el: XmlElement,
        kind: Shape,
    ) -> Found | None:
        for namespace, name, text in el.attributes:
            if places.attribute(namespace, name) == wire:
                return self.text(text, kind)
        return Found(None) if allows_null(kind) else None

    def _text(
        self,
        parts: Sequence[str | XmlElement],
        node: XmlNode,
        kind: Shape,
        required: bool,
    ) -> Found | None:
        text = text_of(parts, node.kind)
        if text:
            return self.text(text, kind)
        if allows_null(kind):
            return Found(None)
        empty = [one for one in kind.members if one is str or is_list(one)]
        return self.text("", kind) if required and empty else None

    def _inlined(
        self,
        el: XmlElement,
        parts: Sequence[str | XmlElement],
        given: list[XmlElement],
        slot: Slot,
        path: str,
    ) -> Found | None:
        """An object without an element of its own: its members stand in this one."""
        mine = {id(one) for one in given}
        for one in filter(is_struct, slot.shape.members):
            named = places_of(one).attribute
            held = any(named(space, name) for space, name, _ in el.attributes)
            if given or held or slot.required:
                inside = [
                    part for part in parts if isinstance(part, str) or id(part) in mine
                ]
                return self._members(el, one, path, inside, inlined=True)
        return None

    def _elements(
        self, given: list[XmlElement], slot: Slot, node: XmlNode, path: str
    ) -> Found | None:
        """A member that is an element, or several."""
        kind: Shape = slot.shape
        lists = [one for one in kind.members if is_row(one)]
        if not lists or node.wrapped:
            if len(given) == 1:
                return self.element(given[0], kind, node, path)
            if not given:
                return None
            parts = [
                self.element(one, kind, node, f"{path}[{place}]")
                for place, one in enumerate(given)
            ]
            return together(parts, 1)
        if not given:
            return Found([]) if slot.required else None
        if len(given) == 1 and given[0].nil and kind.nullable:
            return Found(None)
        called = (node.item and node.item.name) or node.name
        if len(given) == 1 and given[0].name != called and node.name == given[0].name:
            self.notes.append(Drift(path, "list without an element", "wrapped list"))
            return self._list(given[0], lists[0], node, path)
        if len(lists) < len(kind.members) and len(given) == 1:
            rest = tuple(one for one in kind.members if one not in lists)
            found = self._best(given[0], rest, node, path)
            if not found.wrong and not found.beside:
                return found
        return self._items(given, lists[0], node, path)

    # --- lists and maps

    def _list(self, el: XmlElement, tp: Any, node: XmlNode, path: str) -> Found:
        """A list whose items stand in one element."""
        if node.first:
            return self._ordered(el, tp, node, path)
        given, called = el.elements, (node.item and node.item.name) or node.name
        strange: list[XmlElement] = []
        if called and any(one.name == called for one in given):
            strange = [one for one in given if one.name != called]
            given = [one for one in given if one.name == called]
        elif called and given:
            self.notes.append(Drift(path, f"<{called}>", "items of another name"))
        for one in strange:
            self.notes.append(Drift(join(path, one.name), "nothing", "element"))
        for namespace, name, _ in el.attributes:
            if namespace != XSI:
                self.notes.append(Drift(join(path, name), "nothing", "attribute"))
        found = self._items(given, tp, node, path)
        if el.text.strip(BLANKS):
            if not given:
                return Found(el.text, 1)
            self.notes.append(Drift(path, "elements", "text between them"))
        return found._replace(beside=found.beside + len(strange))

    def _items(
        self, given: Iterable[XmlElement], tp: Any, node: XmlNode, path: str
    ) -> Found:
        inner = node.item or _PLAIN
        return together(
            [
                self.element(one, kind_at(tp, place), inner, f"{path}[{place}]")
                for place, one in enumerate(given)
            ]
        )

    def _ordered(self, el: XmlElement, tp: Any, node: XmlNode, path: str) -> Found:
        """A list each of whose first items is of its own kind: elements and texts."""
        rest = [part for part in el.parts if not is_blank(part)]
        found: list[Found] = []
        for place, inner in enumerate(node.first):
            kind, where = kind_at(tp, place), f"{path}[{place}]"
            if inner.kind in ("text", "cdata"):
                text = ""
                while rest and isinstance(part := rest[0], str):
                    text += part
                    del rest[0]
                found.append(self.text(text, kind))
            elif rest and isinstance(part := rest[0], XmlElement):
                del rest[0]
                if inner.name and part.name != inner.name:
                    self.notes.append(Drift(where, f"<{inner.name}>", "another name"))
                found.append(self.element(part, kind, inner, where))
            else:
                break
        more = [one for one in rest if isinstance(one, XmlElement)]
        found += [
            self.element(one, kind_at(tp, place), node.item or _PLAIN, path)
            for place, one in enumerate(more, len(found))
        ]
        return together(found)

    def _map(self, el: XmlElement, tp: Any, node: XmlNode, path: str) -> Found:
        """A map: the names of the elements are the keys."""
        value: dict[str, Any] = {}
        wrong = 0
        kind, inner = item(tp), node.item or _PLAIN
        if kind.members == (Any,):
            free = untyped(el)
            is_text = not isinstance(free, dict)
            return Found(
                {} if is_text else free, int(is_text and bool(el.text.strip()))
            )
        lists = [one for one in kind.members if is_list(one)]
        for name, given in by_name(el.elements).items():
            where = join(path, name)
            if lists and not inner.wrapped:
                found = self._items(given, lists[0], inner, where)
            else:
                found = together(
                    [self.element(one, kind, inner, where) for one in given]
                )
                if len(given) == 1:
                    found = found._replace(value=found.value[0])
                else:
                    wrong += 1
            value[name] = found.value
            wrong += found.wrong
        more = beside_of(el.parts, el.attributes, [], None)
        for name in more:
            self.notes.append(Drift(join(path, name), "nothing", "no element"))
        return Found(value | more, wrong, len(more))
