"""Answers made of the emitted models' own types: one that fits to the last member, and the places in it that can be spoilt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from msgspec import NODEFAULT
from msgspec.structs import fields
from reissue_runtime.model import OneOf, is_struct
from reissue_runtime.shape import Shape, is_list, is_mapping, shape

Step = str | int
Sort = str
DEEPEST = 8
KEY = "some-key"
SCALARS: dict[Any, tuple[Sort, Any]] = {
    str: ("string", "text"),
    int: ("number", 7),
    float: ("number", 7.5),
    Decimal: ("number", 7.25),
    bool: ("boolean", True),
    dt.date: ("string", "2026-11-21"),
}


@dataclass(frozen=True)
class Place:
    """One member of one object in an answer."""

    steps: tuple[Step, ...]
    path: str
    kind: Shape
    required: bool
    sensitive: bool
    open: bool

    @property
    def name(self) -> str:
        return str(self.steps[-1])

    @property
    def sorts(self) -> set[Sort]:
        """The kinds of JSON value that are documented here, or read without a word because the specification says so."""
        found = {sort for member in self.kind.members for sort in sorts(member)}
        found |= {"null"} if self.kind.nullable else set()
        for name, _, _ in self.kind.tolerances:
            found |= {"text": {"number"}, "digits": {"number"}, "list": {"object", "string", "number"}}.get(name, set())
        return found

    @property
    def literal(self) -> bool:
        return any(get_origin(member) is Literal for member in self.kind.members)


def sorts(member: Any) -> set[Sort]:
    if member is Any:
        return {"string", "number", "boolean", "object", "array", "null"}
    if is_struct(member) or is_mapping(member):
        return {"object"}
    if isinstance(member, OneOf):
        return {"object"}
    if is_list(member):
        return {"array"}
    if get_origin(member) is Literal:
        return {"string" if isinstance(value, str) else "number" for value in get_args(member)}
    if member is dt.datetime:
        return {"string"}
    return {SCALARS[member][0]}


def example(type_: Any, depth: int = 0, choice: int = 0) -> Any:
    """JSON data that fits a type, with every member of every object; `choice` picks of a union of objects."""
    kind = shape(type_)
    if not kind.members:
        return None
    member = kind.members[0]
    if isinstance(member, OneOf):
        chosen = member.members()[choice]
        made = example(chosen, depth)
        for tag, one in member.mapping().items():
            if one is chosen and member.tag is not None and member.tag in made:
                made[member.tag] = tag
        return made
    if is_struct(member):
        return {
            one.encode_name: example(one.type, depth + 1)
            for one in fields(member)
            if depth < DEEPEST or one.default is NODEFAULT
        }
    if is_mapping(member):
        return {KEY: example((get_args(member) or (str, Any))[1], depth + 1)}
    if is_list(member):
        return [] if depth > DEEPEST else [example((get_args(member) or (Any,))[0], depth + 1)]
    if get_origin(member) is Literal:
        return get_args(member)[0]
    if member is dt.datetime:
        zoned = any(name == "offset" for name, _, _ in kind.tolerances) or _zoned(type_)
        return "2026-11-21T10:00:00+02:00" if zoned else "2026-11-21T10:00:00"
    if member is Any:
        return "text"
    width = next((argument for name, argument, _ in kind.tolerances if name == "digits"), 0)
    return "0123456789"[:width] if width else SCALARS[member][1]


def _zoned(type_: Any) -> bool:
    from reissue_runtime.shape import decoder

    try:
        decoder(type_)(b'"2026-11-21T10:00:00"')
    except ValueError:
        return True
    return False


def choices(type_: Any) -> int:
    """How many objects a type is a union of."""
    members = shape(type_).members
    return len(members[0].members()) if members and isinstance(members[0], OneOf) else 1


def places(
    type_: Any, value: Any, seen: set[tuple[Any, str]], steps: tuple[Step, ...] = (), path: str = "$"
) -> Iterator[Place]:
    """All members of the objects in a value of a type, each class and member once."""
    member = next(iter(shape(type_).members), NoneType)
    if isinstance(member, OneOf):
        member = next(one for one in member.members() if {part.encode_name for part in fields(one)} == set(value))
    if is_struct(member):
        hidden = getattr(member, "__sensitive__", frozenset())
        for one in fields(member):
            if one.encode_name not in value:
                continue
            here = (*steps, one.encode_name), f"{path}.{one.encode_name}"
            if (member, one.name) not in seen:
                seen.add((member, one.name))
                required = one.default is NODEFAULT and one.default_factory is NODEFAULT
                opened = getattr(member, "__open__", False)
                yield Place(*here, shape(one.type), required, one.name in hidden, opened)
                yield from places(one.type, value[one.encode_name], seen, *here)
    elif is_mapping(member) and isinstance(value, dict):
        for key, one in value.items():
            yield from places((get_args(member) or (str, Any))[1], one, seen, (*steps, key), f"{path}.*")
    elif is_list(member) and isinstance(value, list):
        for index, one in enumerate(value):
            yield from places((get_args(member) or (Any,))[0], one, seen, (*steps, index), f"{path}[{index}]")
