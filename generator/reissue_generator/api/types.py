"""The types that values of a client have: a small algebra (`TypeRef`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scalar:
    """A type that Python has: str, int, float, bool, bytes, None, Any, Decimal, dt.datetime, dt.date."""

    name: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A model of this client, by its key; `Api.names` gives the Python name."""

    key: str


@dataclass(frozen=True, slots=True)
class List:
    """An array of items of one type."""

    item: TypeRef


@dataclass(frozen=True, slots=True)
class Items:
    """What is sent item by item: any iterable, also an async one, of values of one type."""

    item: TypeRef


@dataclass(frozen=True, slots=True)
class Tuple:
    """An array that has a type for each of its first items; `rest` is that of the others, None where there are none."""

    items: tuple[TypeRef, ...]
    rest: TypeRef | None = None

    @property
    def types(self) -> tuple[TypeRef, ...]:
        """The types of all its items."""
        return self.items if self.rest is None else (*self.items, self.rest)


@dataclass(frozen=True, slots=True)
class BodyPart:
    """A part of a body together with its headers."""

    data: TypeRef


@dataclass(frozen=True, slots=True)
class Map:
    """An object of any members, whose values are of one type."""

    value: TypeRef


@dataclass(frozen=True, slots=True)
class Const:
    """Literal values: str, int, bool or None."""

    values: tuple[str | int | bool | None, ...]


@dataclass(frozen=True, slots=True)
class Union:
    """At least two members, none of them a union."""

    members: tuple[TypeRef, ...]


@dataclass(frozen=True, slots=True)
class Coerced:
    """A type with a declared tolerance on input. `marker` is one of `reserved.MARKERS`."""

    type: TypeRef
    marker: str
    argument: int | str | None = None


TypeRef = Scalar | Ref | List | Items | Tuple | BodyPart | Map | Const | Union | Coerced

STR, INT, FLOAT, BOOL, BYTES, NONE, ANY = (
    Scalar(name) for name in ("str", "int", "float", "bool", "bytes", "None", "Any")
)
DECIMAL, DATETIME, DATE = Scalar("Decimal"), Scalar("dt.datetime"), Scalar("dt.date")
OBJECT = Map(ANY)


def union(*members: TypeRef) -> TypeRef:
    """The union of the members: no unions inside it, each once, `Any` swallows the rest, None last."""
    parts: list[TypeRef] = []
    for member in members:
        for part in member.members if isinstance(member, Union) else (member,):
            if part == ANY:
                return ANY
            if part not in parts:
                parts.append(part)
    if NONE in parts:
        parts.remove(NONE)
        parts.append(NONE)
    return parts[0] if len(parts) == 1 else Union(tuple(parts)) if parts else ANY


def parts_of(type_: TypeRef) -> tuple[TypeRef, ...]:
    """The members of a union; any other type is its own only member."""
    return type_.members if isinstance(type_, Union) else (type_,)
