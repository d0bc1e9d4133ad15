"""What stands behind the names of an emitted package: classes, aliases, and what can be called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .types import ANY, UNSET, Type, parts_of, renamed


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a call, or a member of a class: `place` is its position, None where it is given by its name alone."""

    name: str
    type: Type
    required: bool
    place: int | None = None

    @property
    def may_miss(self) -> bool:
        """Whether it is UNSET where it is left out."""
        return UNSET in parts_of(self.type)

    @property
    def knows_unset(self) -> bool:
        """Whether UNSET is nothing new to it."""
        return self.may_miss or ANY in parts_of(self.type)


@dataclass(frozen=True, slots=True)
class Class:
    """A class that callers make with keywords, and whose attributes they read."""

    members: Mapping[str, Argument]
    is_dict: bool = False
    """Whether it is a TypedDict: its members are keys."""


@dataclass(frozen=True, slots=True)
class Alias:
    """A name for a type."""

    type: Type


Named = Class | Alias


@dataclass(frozen=True, slots=True)
class Call:
    """What can be called: a method of a resource, or a function."""

    arguments: Mapping[str, Argument]
    result: Type

    @property
    def positional(self) -> list[str]:
        """The arguments that may be given by position, in their order."""
        return [each.name for each in self.arguments.values() if each.place is not None]


@dataclass
class Surface:
    """The public names of a package. `names`: models and dicts, as 'models.Invoice'; `calls` as 'invoices.list'."""

    client: str = ""
    made_with: dict[str, Argument] = field(default_factory=dict[str, Argument])
    """The arguments of the client."""
    servers: set[str] = field(default_factory=set[str])
    names: dict[str, Named] = field(default_factory=dict[str, Named])
    calls: dict[str, Call] = field(default_factory=dict[str, Call])
    """Methods by how they are called from the client."""
    functions: dict[str, Call] = field(default_factory=dict[str, Call])
    """Functions of the module webhooks."""
    constants: dict[str, Type] = field(default_factory=dict[str, Type])
    """Constants of the module webhooks."""

    def renamed(self, names: Mapping[str, str]) -> Surface:
        """The same package with other names for some of its models."""
        if not names:
            return self
        return replace(
            self,
            made_with=_arguments(self.made_with, names),
            names={names.get(name, name): _renamed(named, names) for name, named in self.names.items()},
            calls={name: _call(call, names) for name, call in self.calls.items()},
            functions={name: _call(call, names) for name, call in self.functions.items()},
            constants={name: renamed(type_, names) for name, type_ in self.constants.items()},
        )


def _renamed(named: Named, names: Mapping[str, str]) -> Named:
    if isinstance(named, Alias):
        return Alias(renamed(named.type, names))
    return replace(named, members=_arguments(named.members, names))


def _call(call: Call, names: Mapping[str, str]) -> Call:
    return Call(_arguments(call.arguments, names), renamed(call.result, names))


def _arguments(arguments: Mapping[str, Argument], names: Mapping[str, str]) -> dict[str, Argument]:
    return {name: replace(each, type=renamed(each.type, names)) for name, each in arguments.items()}
