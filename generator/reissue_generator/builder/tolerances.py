"""x-reissue-coerce: declared tolerances on input. The wire schema is wide, the Python type is the narrow one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Protocol, cast

from ..api.types import DATETIME, NONE, STR, Coerced, List, TypeRef, union
from ..document import Document, Node, says_nothing
from .composition import compose
from .extensions import fact
from .models import Use
from .nullable import without_none
from .variants import variant
from .warnings import Warn

_KEY = "x-reissue-coerce"


class Types(Protocol):
    """What makes the types inside a tolerant one."""

    document: Document

    def type(self, node: Node, use: Use) -> TypeRef:
        """The type of a value of this schema."""
        ...

    def join(self, types: list[TypeRef], node: Node, use: Use) -> TypeRef:
        """The type of a value that has one of several types."""
        ...


class Tolerances:
    """The types of schemas with x-reissue-coerce."""

    def __init__(self, types: Types, warn: Warn) -> None:
        self._types, self._warn = types, warn

    def type(self, node: Node, use: Use) -> TypeRef | None:
        """The narrow type of a schema, or None where it declares no tolerance."""
        told = fact(node, _KEY, self._warn)
        if told is None or "$ref" in node.map:
            return None
        kind = str(next(iter(cast("dict[str, Any]", told)))) if isinstance(told, dict) else str(told)
        type_, nullable = self._READERS[kind](self, node, use.plain)
        return union(type_, NONE) if nullable or "null" in self._kinds(node) else type_

    def _digits(self, node: Node, use: Use) -> tuple[TypeRef, bool]:
        width: Any = cast("dict[str, Any]", node.map[_KEY]).get("digits")
        return Coerced(STR, "digits", int(width or 0)), False

    def _decimal(self, node: Node, use: Use) -> tuple[TypeRef, bool]:
        return Coerced(STR, "TEXT"), False

    def _offset(self, node: Node, use: Use) -> tuple[TypeRef, bool]:
        zone = node.map.get("x-reissue-timezone")
        return Coerced(DATETIME, "offset", zone if isinstance(zone, str) else "UTC"), False

    def _day(self, node: Node, use: Use) -> tuple[TypeRef, bool]:
        return Coerced(DATETIME, "DAY"), False

    def _single(self, node: Node, use: Use) -> tuple[TypeRef, bool]:
        item, nullable = self._item(node, use)
        return Coerced(item, "SINGLE"), nullable

    def _list(self, node: Node, use: Use) -> tuple[TypeRef, bool]:
        item, nullable = self._item(node, use)
        return Coerced(List(item), "LIST"), nullable

    def _page(self, node: Node, use: Use) -> tuple[TypeRef, bool]:
        """T in `oneOf [T, page of T]`: the page is never what is read."""
        member: Any = cast("dict[str, Any]", node.map[_KEY]).get("page")
        members = node.get("oneOf")
        item, nullable = without_none(self._types.type(next(iter(members.items()), members), use))
        return Coerced(item, "paged", member), nullable

    def _empty(self, node: Node, use: Use) -> tuple[TypeRef, bool]:
        return self._bare(node, use, "EMPTY")[0], True

    def _empty_array(self, node: Node, use: Use) -> tuple[TypeRef, bool]:
        return self._bare(node, use, "EMPTY_ARRAY")

    def _bare(self, node: Node, use: Use, marker: str) -> tuple[TypeRef, bool]:
        """The type of the schema without its tolerance, with the marker."""
        rest = {key: value for key, value in node.map.items() if key != _KEY}
        inner, nullable = without_none(
            self._types.type(Node(node.source, node.pointer, rest, node.parts, node.scope), use)
        )
        return Coerced(inner, marker), nullable

    def _item(self, node: Node, use: Use) -> tuple[TypeRef, bool]:
        """What T is in `oneOf [T, array of T]`, and whether null is possible."""
        members = [*node.get("oneOf").items(), *node.get("anyOf").items()]
        nullable = any(self._kinds(member) == {"null"} for member in members)
        single = [
            member
            for member in members
            if "array" not in (kinds := self._kinds(member)) and kinds != {"null"} and not says_nothing(member)
        ]
        types = [
            self._types.type(member, use if len(single) == 1 else use.inside(variant(member, place)))
            for place, member in enumerate(single, 1)
        ]
        item, is_inside = without_none(self._types.join(types, node, use))
        return item, nullable or is_inside

    def _kinds(self, node: Node) -> set[str]:
        return compose(self._types.document, node).types or set()

    _READERS: ClassVar[dict[str, Callable[[Tolerances, Node, Use], tuple[TypeRef, bool]]]] = {
        "digits": _digits,
        "decimal": _decimal,
        "offset": _offset,
        "day": _day,
        "page": _page,
        "empty": _empty,
        "single": _single,
        "list": _list,
        "empty-array": _empty_array,
    }
