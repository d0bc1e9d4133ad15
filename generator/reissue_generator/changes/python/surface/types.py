"""Types as emitted code writes them, with names that mean the same in every file."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A class or an alias: 'models.Invoice', or of Python and the runtime by its name alone, as 'str' and 'UnsetType'."""

    name: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a Literal; `kind` tells 1 from True."""

    value: str | int | bool
    kind: str


@dataclass(frozen=True, slots=True)
class Of:
    """A generic class with its arguments, as list[str]."""

    name: str
    arguments: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """Any number of further items of a tuple."""

    item: Type


@dataclass(frozen=True, slots=True)
class Either:
    """A union: at least two members, none of them a union."""

    members: tuple[Type, ...]


Type = Name | Value | Of | Rest | Either
ANY, NONE, UNSET = Name("Any"), Name("None"), Name("UnsetType")


def parts_of(type_: Type) -> tuple[Type, ...]:
    """The members of a union; any other type is its own only member."""
    return type_.members if isinstance(type_, Either) else (type_,)


def either(*members: Type) -> Type:
    """The union of some types, each once."""
    parts = tuple(dict.fromkeys(part for member in members for part in parts_of(member)))
    return parts[0] if len(parts) == 1 else Either(parts)


def without(type_: Type, part: Type) -> Type:
    """A union without one of its members; a type that is nothing else stays."""
    left = [each for each in parts_of(type_) if each != part]
    return either(*left) if left else type_


def renamed(type_: Type, names: Mapping[str, str]) -> Type:
    """A type in which names are called otherwise."""
    match type_:
        case Name(name):
            return Name(names.get(name, name))
        case Of(name, arguments):
            return Of(name, tuple(renamed(each, names) for each in arguments))
        case Rest(item):
            return Rest(renamed(item, names))
        case Either(members):
            return either(*(renamed(each, names) for each in members))
        case _:
            return type_


def shown(type_: Type) -> str:
    """A type for people, as a caller writes it."""
    match type_:
        case Name(name):
            return name.removeprefix("models.")
        case Value(value):
            return f"Literal[{value!r}]"
        case Of(name, arguments):
            return f"{name.removeprefix('models.')}[{', '.join(map(shown, arguments))}]"
        case Rest(item):
            return f"*tuple[{shown(item)}, ...]"
        case Either(members):
            return " | ".join(map(shown, members))


def read(node: ast.expr, named: Callable[[str], str]) -> Type:
    """A type out of its text. `named`: what a name of the file is called everywhere."""
    match node:
        case ast.Constant(value=None):
            return NONE
        case ast.Constant(value=str(text)):
            return read(ast.parse(text, mode="eval").body, named)
        case ast.BinOp(left=left, right=right):
            return either(read(left, named), read(right, named))
        case ast.Subscript(value=of, slice=inside):
            given = inside.elts if isinstance(inside, ast.Tuple) else [inside]
            return _generic(_written(of, named), given, named)
        case ast.Starred(value=ast.Subscript(slice=ast.Tuple(elts=[item, _]))):
            return Rest(read(item, named))
        case _:
            return Name(_written(node, named))


def _generic(name: str, given: list[ast.expr], named: Callable[[str], str]) -> Type:
    if name == "Literal":
        return either(*map(_value, given))
    if name in ("Annotated", "Final", "NotRequired"):
        return read(given[0], named)
    if name == "Items":  # the alias of the runtime
        return either(*(Of(each, (read(given[0], named),)) for each in ("Iterable", "AsyncIterable")))
    return Of(name, tuple(read(each, named) for each in given))


def _value(node: ast.expr) -> Type:
    value = ast.literal_eval(node)
    return NONE if value is None else Value(value, type(value).__name__)


def _written(node: ast.expr, named: Callable[[str], str]) -> str:
    match node:
        case ast.Name(name):
            return named(name)
        case ast.Attribute(value=ast.Name("dt"), attr=name):
            return name
        case ast.Attribute(value=ast.Name("builtins"), attr=name):
            return name
        case _:
            return ast.unparse(node)
