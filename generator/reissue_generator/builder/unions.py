"""Several types for one value: plain unions where JSON itself tells the members apart, else a choice with a name."""

from __future__ import annotations

from collections.abc import Callable

from ..api.records import (
    ANY,
    DECIMAL,
    FLOAT,
    INT,
    NONE,
    OBJECT,
    STR,
    Choice,
    Coerced,
    Const,
    List,
    Map,
    Ref,
    TypeRef,
    Union,
    union,
)
from ..document import Node
from .directions import WRITE
from .models import Models, Use
from .nullable import without_none
from .prose import doc_of

Tags = tuple[str, tuple[tuple[str, TypeRef], ...]]
"""The member that tells the types of a choice apart, and which value of it stands for which type; '' and () for none."""


class Unions:
    """Joins types. `refer` gives the type of what a discriminator's mapping refers to."""

    def __init__(self, models: Models, refer: Callable[[Node, Use], TypeRef]) -> None:
        self._models, self._refer = models, refer
        self._alike: tuple[tuple[Callable[[TypeRef], bool], Callable[[list[TypeRef]], TypeRef]], ...] = (
            (models.is_string, _as_string),
            (models.is_number, _as_number),
            (models.is_list, self._as_list),
            (models.is_map, _as_map),
        )
        """Kinds of types that JSON cannot tell apart, and what several of a kind become."""

    def join(self, types: list[TypeRef], node: Node, use: Use, discriminator: Node | None = None) -> TypeRef:
        """The type of a value that has one of several types; `node` is what brings them together."""
        plain = union(*types)
        if isinstance(without_none(plain)[0], Ref):  # one choice alone keeps its tag
            return plain
        merged = self.merge(types)
        members = [member for member in _members(merged) if member != NONE]
        objects = [member for member in members if self._models.is_object(member)]
        if len(objects) < 2:
            return merged
        key = f"{self._models.key(node, use.direction)}:union"
        if key not in self._models.by_key:
            self._models.wish(key, Use(use.name))
            doc = doc_of(Node(node.source, node.pointer[:-1], None))
            tag, mapping = self._tags(discriminator, use, objects)
            self._models.by_key[key] = Choice(key, doc, tuple(members), tag, mapping)
        return union(Ref(key), NONE) if NONE in _members(merged) else Ref(key)

    def merge(self, types: list[TypeRef]) -> TypeRef:
        """At most one member for each of string, number, array and map: those that JSON cannot tell apart become one."""
        result = union(*(member for type_ in types for member in self._models.members(type_)))
        if not isinstance(result, Union):
            return result
        members = list(result.members)
        for is_alike, as_one in self._alike:
            alike = [member for member in members if is_alike(member)]
            if len(alike) > 1:
                place = members.index(alike[0])
                members = [member for member in members if member not in alike]
                members.insert(place, as_one(alike))
        return union(*members)

    def _as_list(self, types: list[TypeRef]) -> TypeRef:
        lists = [type_.type if isinstance(type_, Coerced) else type_ for type_ in types]
        merged = self.merge([type_.item for type_ in lists if isinstance(type_, List)])
        objects = [member for member in _members(merged) if self._models.is_object(member)]
        return List(ANY if len(objects) > 1 else merged)

    def _tags(self, discriminator: Node | None, use: Use, objects: list[TypeRef]) -> Tags:
        if discriminator is None or not isinstance(tag := discriminator.map.get("propertyName"), str):
            return "", ()
        mapping: dict[str, TypeRef] = {}
        for value, target in discriminator.get("mapping").children():
            if isinstance(target.value, str):
                reference = Node(target.source, target.pointer, {"$ref": _reference(target.value)})
                type_ = self._refer(reference, use.plain)
                if self._models.is_object(type_):
                    mapping[value] = type_
        for type_ in objects:  # without a mapping the tag is the name of the component
            if isinstance(type_, Ref) and type_ not in mapping.values():
                name = self._models.wishes[type_.key].wire
                mapping.setdefault(name.removesuffix("Request") if use.direction == WRITE else name, type_)
        return tag, tuple(sorted(mapping.items()))


def _reference(told: str) -> str:
    """What a mapping refers to: a reference as it is, or the name of a component."""
    is_reference = "/" in told or told.endswith((".yaml", ".yml", ".json"))
    return told if is_reference else f"#/components/schemas/{told}"


def _members(type_: TypeRef) -> tuple[TypeRef, ...]:
    return type_.members if isinstance(type_, Union) else (type_,)


def _as_constant(types: list[TypeRef]) -> TypeRef | None:
    """One constant of all values, where all types are constants."""
    constants = [type_ for type_ in types if isinstance(type_, Const)]
    if len(constants) < len(types):
        return None
    return Const(tuple(dict.fromkeys(value for constant in constants for value in constant.values)))


def _as_string(types: list[TypeRef]) -> TypeRef:
    return _as_constant(types) or STR


def _as_number(types: list[TypeRef]) -> TypeRef:
    if constant := _as_constant(types):
        return constant
    if DECIMAL in types:
        return DECIMAL
    return union(INT, FLOAT) if FLOAT in types else INT


def _as_map(types: list[TypeRef]) -> TypeRef:
    values = [type_.value for type_ in types if isinstance(type_, Map)]
    return OBJECT if ANY in values else Map(union(*values))
