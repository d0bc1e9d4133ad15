"""Several types for one value: plain unions where JSON itself tells the members apart, else a choice with a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from .. import naming
from ..api.models import Choice, Description, Field, Model, OpenEnum, Row, Struct
from ..api.types import (
    ANY,
    DECIMAL,
    FLOAT,
    INT,
    NONE,
    OBJECT,
    STR,
    Coerced,
    Const,
    List,
    Map,
    Ref,
    TypeRef,
    Union,
    parts_of,
    union,
)
from ..document import Node, put_together
from .directions import WRITE
from .families import reference
from .models import Models, Use
from .nullable import without_none
from .prose import doc_of
from .untyped import bare, beside
from .variants import Targets

_Mapping = dict[str | None, TypeRef]
"""By value of a tag; None: any other value, and none."""
_NONE: Targets = {}
_ENDING = ":union"
"""What keys of choices end with."""


class _Tagged(NamedTuple):
    """A choice whose tags are to be found out, and what the document says of them itself."""

    key: str
    tag: str
    use: Use
    mapping: _Mapping
    targets: Targets


class Unions:
    """Joins types. `refer` gives the type of what a discriminator's mapping refers to; a member that refers to it counts before.

    `hides` tells whether an object has a member that takes no part in its direction.
    """

    def __init__(
        self,
        models: Models,
        refer: Callable[[Node, Use, Targets], TypeRef],
        hides: Callable[[Struct, str], bool],
    ) -> None:
        self._models, self._refer, self._hides = models, refer, hides
        self._tagged: list[_Tagged] = []
        """The choices whose tags are to be found out."""
        self._tags: list[tuple[TypeRef, str]] = []
        """What has a member of this name to be told apart by."""
        self._opened: list[tuple[str, str]] = []
        """The choices that are made of another one, among others, and that one."""
        self._inside: set[str] = set()
        """The unions that are used inside themselves."""
        self.nameless: set[str] = set()
        """The models that stand in a union itself, so that no tag is their name."""
        self._bases: set[str] = set()
        """The models that stand for every value of a tag that no other model stands for."""
        self._alike: tuple[tuple[Callable[[TypeRef], bool], Callable[[list[TypeRef], Node, Use], TypeRef]], ...] = (
            (models.is_string, _as_string),
            (models.is_number, _as_number),
            (models.is_list, self._as_list),
            (models.is_map, self._as_map),
        )
        """Kinds of types that JSON cannot tell apart, and what several of a kind become."""

    def join(
        self, types: list[TypeRef], node: Node, use: Use, discriminator: Node | None = None, targets: Targets = _NONE
    ) -> TypeRef:
        """The type of a value that has one of several types; `node` is what brings them together."""
        return beside(self._join(bare(types), node, use, discriminator, targets), types)

    def _join(
        self, types: list[TypeRef], node: Node, use: Use, discriminator: Node | None, targets: Targets
    ) -> TypeRef:
        plain = union(*types)
        self.nameless |= {key for key, target in targets.items() if target is None}
        tag = discriminator.map.get("propertyName") if discriminator is not None else None
        if isinstance(tag, str):
            self._tags += [(part, tag) for part in parts_of(plain)]
        if isinstance(without_none(plain)[0], Ref):  # one choice alone keeps its tag
            return plain
        merged = self.merge(types, node, use)
        members = [member for member in parts_of(merged) if member != NONE]
        objects = [member for member in members if self._models.is_object(member)]
        if len(objects) < 2 and not self._is_beyond_msgspec(members):
            return merged
        key = self._key(node, use)
        if key not in self._models.by_key:
            self._models.wish(key, Use(use.name))
            doc = doc_of(Node(node.source, node.pointer[:-1], None))
            several = bool(node.pointer) and node.pointer[-1] == "anyOf"
            self._models.by_key[key] = Choice(key, doc, tuple(members), several=several)
            self._opened += [
                (key, part.key) for part in parts_of(plain) if isinstance(part, Ref) and self._is_choice(part)
            ]
            if discriminator is not None and isinstance(tag, str):
                self._tagged.append(_Tagged(key, tag, use, self._mapping(discriminator, use, targets), targets))
        return union(Ref(key), NONE) if NONE in parts_of(merged) else Ref(key)

    def _is_beyond_msgspec(self, members: list[TypeRef]) -> bool:
        """Whether msgspec takes no union of members that JSON tells apart: a Decimal is a text to it, and a choice stands alone."""
        if DECIMAL in members and any(map(self._models.is_string, members)):
            return True
        return len(members) > 1 and any(self._is_choice(member) for member in members)

    def _is_choice(self, type_: TypeRef) -> bool:
        """Whether a type is a choice, or is still being made as one."""
        made = self._models.of(type_)
        return isinstance(made, Choice) or (isinstance(type_, Ref) and made is None and type_.key.endswith(_ENDING))

    def is_choice(self, types: Iterable[TypeRef]) -> bool:
        """Whether a value that is one of these types has to be looked at."""
        return sum(map(self._models.is_object, types)) > 1

    def _key(self, node: Node, use: Use) -> str:
        return f"{self._models.key(node, use.direction)}{_ENDING}"

    def key(self, node: Node, use: Use) -> Ref:
        """The name of a union inside itself, where it is still being made."""
        self._inside.add(self._key(node, use))
        return Ref(self._key(node, use))

    def close(self, type_: TypeRef, node: Node, use: Use) -> TypeRef:
        """The type of a schema that is made by now: with a name where it was used inside itself; Any where it is nothing else."""
        key = self._key(node, use)
        if key not in self._inside:
            return type_
        members = [part for part in parts_of(type_) if part != Ref(key)]
        made = self._models.by_key.get(key)
        if isinstance(made, Choice):  # inside, it may be null as well
            self._models.by_key[key] = replace(made, members=tuple(dict.fromkeys((*made.members, *members))))
            return Ref(key)
        self._models.wish(key, Use(use.name))
        if isinstance(row := self._models.of(bare([type_])[0]), Row):
            self._models.by_key[key] = replace(row, key=key)
            return Ref(key)
        self._models.by_key[key] = Choice(key, doc_of(node), tuple(members) or (ANY,))
        return Ref(key) if members else ANY

    def finish(self) -> None:
        """Find out which value of its tag stands for which member of a choice, as all members are known now."""
        for key, tag, use, mapping, targets in self._tagged:
            choice = self._models.by_key[key]
            assert isinstance(choice, Choice)
            told: dict[str, list[TypeRef]] = {}
            for type_ in choice.members:
                for value in self._tags_of(type_, tag, use, targets):
                    if value not in mapping and type_ not in told.setdefault(value, []):
                        told[value].append(type_)
            # The name of a component stands for it also where others do ("unless a mapping is present for that value").
            every: _Mapping = {value: union(*types) for value, types in told.items() if types}
            every |= mapping
            by_tag = sorted(every.items(), key=lambda entry: (entry[0] is None, entry[0] or ""))
            bases = [one for one in choice.members if isinstance(one, Ref) and one.key in self._bases]
            bases.sort(key=lambda one: one.key in targets)  # the one that all are built on is none of the children
            self._models.by_key[key] = replace(choice, tag=tag, mapping=tuple(by_tag), bases=tuple(bases))
            self._tags += [(part, tag) for type_ in mapping.values() for part in parts_of(type_)]
        self._tagged.clear()
        for key, inner in self._opened:
            self._take_tag(key, self._models.by_key.get(inner))
        self._opened.clear()
        for type_, tag in dict.fromkeys(self._tags):
            self._give_tag(type_, tag)
        self._tags.clear()

    def _take_tag(self, key: str, inner: Model | None) -> None:
        """Tell a choice apart as one that it is made of, where the member that does so says nothing of its other objects."""
        choice = self._models.by_key[key]
        if not isinstance(choice, Choice) or not isinstance(inner, Choice) or not inner.tag:
            return
        fits = choice.tag in ("", inner.tag) and not {tag for tag, _ in choice.mapping} & {
            tag for tag, _ in inner.mapping
        }
        told = [type_ for _, types in (*inner.mapping, *choice.mapping) for type_ in parts_of(types)]
        others = [self._models.of(one) for one in choice.members if one not in (*inner.members, *told)]
        if fits and not any(
            field.wire == inner.tag for one in others if isinstance(one, Struct) for field in one.fields
        ):
            mapping, bases = (*choice.mapping, *inner.mapping), (*choice.bases, *inner.bases)
            self._models.by_key[key] = replace(choice, tag=inner.tag, mapping=mapping, bases=bases)

    def _give_tag(self, type_: TypeRef, tag: str) -> None:
        """Give an object the member that tells it apart, where its own schema does not speak of it."""
        struct = self._models.of(type_)
        if not isinstance(struct, Struct) or any(field.wire == tag for field in struct.fields):
            return
        if not self._hides(struct, tag):
            used = [field.name for field in struct.fields]
            used += [struct.additional.name] if struct.additional is not None else []
            name = naming.assign([(tag, tag, naming.snake(tag, "member"))], taken=used)[tag]
            field = Field(name, tag, STR, required=False, description=Description("Tells which of several it is."))
            self._models.by_key[struct.key] = replace(struct, fields=(*struct.fields, field))

    def find_constants(self) -> None:
        """Find the constants that tell members apart which no tag does, as all models are made now."""
        for key, model in self._models.by_key.items():
            if isinstance(model, Choice) and not model.tag:
                self._models.by_key[key] = replace(model, constant=self._constant(model))

    def _constant(self, choice: Choice) -> str:
        """The member that all objects have, each with constants of its own; '' where there is none."""
        structs = [self._models.of(one) for one in choice.members if self._models.is_object(one)]
        told: list[dict[str, tuple[object, ...]]] = []
        for struct in structs:
            if not isinstance(struct, Struct):
                return ""
            told.append({field.wire: field.type.values for field in struct.fields if isinstance(field.type, Const)})
        for wire in sorted(set(told[0]).intersection(*told[1:])) if told else ():
            values = [value for each in told for value in each[wire]]
            if len(set(values)) == len(values) and all(isinstance(value, str) for value in values):
                return wire
        return ""

    def _tags_of(self, type_: TypeRef, tag: str, use: Use, targets: Targets) -> Iterable[str]:
        """The values of the tag that a member has by itself: its constants, else the name of its component."""
        if not isinstance(type_, Ref):
            return ()
        model = self._models.of(type_)
        fields = model.fields if isinstance(model, Struct) else ()
        told = next((field.type for field in fields if field.wire == tag), None)
        if values := [value for part in parts_of(told) for value in self._values(part)] if told is not None else []:
            return map(_tag_text, values)
        if type_.key in targets:
            target = targets[type_.key]
            return () if target is None else (self._models.name_of(target),)
        name = self._models.wishes[type_.key].wire
        return (name.removesuffix("Request") if use.direction == WRITE else name,)

    def _values(self, type_: TypeRef) -> tuple[str | int | bool | None, ...]:
        model = self._models.of(type_)
        if isinstance(model, OpenEnum):
            return model.values
        return type_.values if isinstance(type_, Const) else ()

    def merge(self, types: list[TypeRef], node: Node, use: Use) -> TypeRef:
        """At most one member for each of string, number, array and map: those that JSON cannot tell apart become one."""
        opened = (part for type_ in types for part in self._models.members(type_))
        result = union(*(member for part in opened for member in self._models.members(part)))
        if isinstance(without_none(result)[0], Union):
            result = union(*(self._unrowed(member, node, use) for member in parts_of(result)))
        if not isinstance(result, Union):
            return result
        members = list(result.members)
        for is_alike, as_one in self._alike:
            alike = [member for member in members if is_alike(member)]
            if len(alike) > 1:
                place = members.index(alike[0])
                members = [member for member in members if member not in alike]
                members.insert(place, as_one(alike, node, use))
        return union(*members)

    def _unrowed(self, type_: TypeRef, node: Node, use: Use) -> TypeRef:
        """A tuple as the list that it is among other types."""
        row = self._models.of(type_)
        if not isinstance(row, Row):
            return type_
        types = [*row.items, *([row.rest] if row.rest is not None else [])]
        place = Node(node.source, (*node.pointer, f"&{row.key}"), None)
        return List(self.join(types, place, use.inside("Item")))

    def _as_list(self, types: list[TypeRef], node: Node, use: Use) -> TypeRef:
        lists = [type_.type if isinstance(type_, Coerced) else type_ for type_ in types]
        item = [type_.item for type_ in lists if isinstance(type_, List)]
        return List(self.join(item, put_together("items", [node]), use.inside("Item")))

    def _as_map(self, types: list[TypeRef], node: Node, use: Use) -> TypeRef:
        values = [type_.value for type_ in types if isinstance(type_, Map)]
        place = put_together("additionalProperties", [node]).get("additionalProperties")
        return OBJECT if ANY in values else Map(self.join(values, place, use.inside("Value")))

    def _mapping(self, discriminator: Node, use: Use, targets: Targets) -> _Mapping:
        """What the document itself says of the values of a tag."""
        told = [(str(value), target) for value, target in discriminator.get("mapping").children()]
        mapping: _Mapping = {}
        for value, target in [*told, (None, discriminator.get("defaultMapping"))]:
            if isinstance(target.value, str):
                named = Node(target.source, target.pointer, {"$ref": reference(target.value)})
                type_ = self._refer(named, use.plain, targets)
                if self._models.is_object(type_):
                    mapping[value] = type_
        return mapping

    def base(self, type_: TypeRef) -> None:
        """Note a model that others are built on: a value whose tag stands for none of them is one of it."""
        if isinstance(type_, Ref):
            self._bases.add(type_.key)


def _tag_text(value: str | int | bool | None) -> str:
    """A value of a tag as a mapping writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _as_constant(types: list[TypeRef]) -> TypeRef | None:
    """One constant of all values, where all types are constants."""
    constants = [type_ for type_ in types if isinstance(type_, Const)]
    if len(constants) < len(types):
        return None
    return Const(tuple(dict.fromkeys(value for constant in constants for value in constant.values)))


def _as_string(types: list[TypeRef], *_: object) -> TypeRef:
    return _as_constant(types) or STR


def _as_number(types: list[TypeRef], *_: object) -> TypeRef:
    if constant := _as_constant(types):
        return constant
    if DECIMAL in types:
        return DECIMAL
    return union(INT, FLOAT) if FLOAT in types else INT
