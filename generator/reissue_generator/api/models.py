"""The models of a client: what a value is that has a name of its own. Plain frozen records, as in `records`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .types import Const, Ref, TypeRef
from .xml import XmlNode

# --- descriptions ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Description:
    """What a document says of something: for callers, and apart from that of the vendor's page."""

    text: str = ""
    note: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.note)


UNDESCRIBED = Description()

# --- models --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Field:
    """A member of an object: its Python name, and `wire`, its name in JSON. `since`: the first version that knows it."""

    name: str
    wire: str
    type: TypeRef
    required: bool
    description: Description = UNDESCRIBED
    sensitive: bool = False
    since: str = ""


@dataclass(frozen=True, slots=True)
class Additional:
    """Members that have types and no names: the attribute that maps them, `rest` for all whose name no pattern is found in."""

    name: str
    rest: TypeRef | None
    patterns: tuple[tuple[str, TypeRef], ...] = ()

    @property
    def types(self) -> tuple[TypeRef, ...]:
        """The types that such a member may have."""
        return (*(type_ for _, type_ in self.patterns), *([self.rest] if self.rest is not None else []))


@dataclass(frozen=True, slots=True)
class Struct:
    """An object with members. `open`: undocumented members are part of its documentation; `additional`: with these types.

    `headers`: its members are headers; `filled`: it is sent, and members that have one value alone need not be given;
    `xml`: where it is XML as well.
    """

    key: str
    description: Description
    fields: tuple[Field, ...]
    open: bool = False
    headers: bool = False
    additional: Additional | None = None
    filled: bool = False
    hides_unnamed: bool = False
    """Whether members without names are sensitive."""
    xml: XmlNode | None = None
    otherwise: str = ""
    """What else is valid in its place, where the document names no type: one of `reserved.UNTYPED`."""


@dataclass(frozen=True, slots=True)
class OpenEnum:
    """Documented values; others are possible. `base` is the type of the others."""

    key: str
    description: Description
    values: tuple[str | int | bool | None, ...]
    base: TypeRef


@dataclass(frozen=True, slots=True)
class Choice:
    """A union. `several`: a value may be several members at once; `constant`: the member that tells them apart without a tag.

    `by_names`: many values come at once, and names of members tell them apart.
    """

    key: str
    description: Description
    members: tuple[TypeRef, ...]
    tag: str = ""
    mapping: tuple[tuple[str | None, TypeRef], ...] = ()
    """By value of the tag; None: any other value, and none."""
    bases: tuple[TypeRef, ...] = ()
    """The members that a value of any other tag may be all the same; of those that fit alike the first counts."""
    several: bool = False
    constant: str = ""
    by_names: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """An array whose first items have types of their own. `rest`: of those after them; None: there are none; `least`: how many there are at least."""

    key: str
    description: Description
    items: tuple[TypeRef, ...]
    rest: TypeRef | None
    least: int = 0


Model = Struct | OpenEnum | Choice | Row


def constant_of(field: Field, models: Mapping[str, Model]) -> str | int | bool | None:
    """The only value that a required member may have; None where it may have several."""
    model = models.get(field.type.key) if isinstance(field.type, Ref) else field.type
    values = model.values if isinstance(model, OpenEnum | Const) else ()
    return values[0] if field.required and len(values) == 1 else None
