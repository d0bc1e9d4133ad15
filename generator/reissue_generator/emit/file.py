"""One emitted file while it is written: how its types read, and what it must import for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from .. import naming
from ..api.models import Model
from ..api.reach import refs
from ..api.records import Api
from ..api.reserved import FOREIGN_NAMES, MADE_WAY, MAKING_WAY, RUNTIME, TYPING
from ..api.types import BodyPart, Coerced, Const, Items, List, Map, Ref, Scalar, Tuple, TypeRef, Union
from . import sinks
from .sinks import Code, ident, literal

UNSET_TYPE = Scalar("UnsetType")
_WHOLE_MODULES = {"builtins": Code("import builtins"), "datetime": Code("import datetime as dt")}
"""What is imported as a module and not by its names."""


def _here(_: str) -> str:
    """A file that holds all models itself."""
    return ""


@dataclass
class EmittedFile:
    """One file being written: what it imports, and the names that are its own."""

    api: Api
    runtime: str
    """Where the runtime stands, seen from this file: 'reissue_runtime', or '..runtime' for a copy."""
    place: Callable[[str], str] = _here
    """By key of a model: the module that holds it, seen from this file; '' where it is this file."""
    own: frozenset[str] = frozenset()
    """Names that this file binds itself, models apart."""
    shadowed: frozenset[str] = frozenset()
    """Names of builtins that the class in this file hides by its methods."""
    late: frozenset[str] = frozenset()
    """Modules that import this one too: they are imported at the end, when all names of this file are there."""
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    """By key of a model: the TypedDict of dicts that may stand in its place; nothing where there are none."""
    param_place: Callable[[str], str] = _here
    """As `place`, of these."""
    lazy: bool = False
    """Whether models are imported for type checkers alone."""
    imports: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """By module: what is imported from it."""
    seen: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """The same of what type checkers alone import."""
    stand_ins: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """What is imported in its place when it runs: the models that read such dicts."""

    @cached_property
    def models(self) -> Mapping[str, Model]:
        """All models of the client, by their keys."""
        return {model.key: model for model in self.api.models}

    @cached_property
    def _aside(self) -> Mapping[str, str]:
        """What this file calls the models whose names are its own, or are imported from elsewhere."""
        names, others = self.api.names, self.own | FOREIGN_NAMES
        aside = {key: name for key, name in names.items() if name in others}
        return naming.beside(aside, "Model", {*names.values(), *self.params.values(), *others})

    def need(self, module: str, *names: str) -> None:
        """Import names from a module."""
        self.imports.setdefault(module, set()).update(names)

    def use(self, name: str) -> Code:
        """A name of typing, the runtime or the standard library, imported."""
        if name in TYPING:
            self.need("typing", name)
        elif name in RUNTIME:
            local = f"{name}{MADE_WAY}" if name in self.own and name in MAKING_WAY else name
            self.need(f"{self.runtime}.{RUNTIME[name]}", _imported(name, local))
            return Code(local)
        elif name == "Decimal":
            self.need("decimal", name)
        elif name in ("Mapping", "Sequence"):
            self.need("collections.abc", name)
        elif name.startswith("dt."):
            self.need("datetime")
        elif name in self.shadowed:
            self.need("builtins")
            return Code(f"builtins.{name}")
        return Code(name)

    def model(self, key: str) -> Code:
        """A model by its key, imported where it stands in another file."""
        name, module = self.api.names[key], self.place(key)
        if not module:
            return ident(name)
        local = self._aside[key] if name in self.own or name in FOREIGN_NAMES else name
        (self.seen if self.lazy else self.imports).setdefault(module, set()).add(_imported(name, local))
        return ident(local)

    def param(self, key: str) -> Code:
        """The TypedDict of a model by its key. When it runs, the file knows the model by that name."""
        name, module = self.params[key], self.param_place(key)
        if module:
            self.use("TYPE_CHECKING")
            self.seen.setdefault(module, set()).add(name)
            self.stand_ins.setdefault(self.place(key), set()).add(_imported(self.api.names[key], name))
        return ident(name)

    def type(self, type_: TypeRef, annotated: bool = False) -> Code:
        """A type written out. `annotated`: with its declared tolerances, as the decoder needs it."""
        match type_:
            case Scalar(name):
                return self.use(name)
            case Ref(key):
                return self.model(key)
            case List(item):
                return Code(f"{self.use('list')}[{self.type(item, annotated)}]")
            case Items(item):
                return Code(f"{self.use('Items')}[{self.type(item, annotated)}]")
            case Tuple(items, rest):
                name = self.use("tuple")
                more = [] if rest is None else [Code(f"*{name}[{self.type(rest, annotated)}, ...]")]
                return Code(f"{name}[{', '.join([*(self.type(item, annotated) for item in items), *more])}]")
            case BodyPart(data):
                return Code(f"{self.use('BodyPart')}[{self.type(data, annotated)}]")
            case Map(value):
                return Code(f"{self.use('dict')}[{self.use('str')}, {self.type(value, annotated)}]")
            case Const(values):
                return Code(f"{self.use('Literal')}[{', '.join(literal(value) for value in values)}]")
            case Union(members):
                return Code(" | ".join(self.type(member, annotated) for member in members))
            case Coerced(inner, marker, argument):
                if not annotated:
                    return self.type(inner)
                call = f"{self.use(marker)}({literal(argument)})" if argument is not None else self.use(marker)
                return Code(f"{self.use('Annotated')}[{self.type(inner, annotated)}, {call}]")

    def lines(self) -> tuple[Code, ...]:
        """The import statements; the formatter sorts them."""
        first = [(module, names) for module, names in sorted(self.imports.items()) if module not in self.late]
        return tuple(self._line(module, names) for module, names in first)

    def lines_seen(self) -> tuple[Code, ...]:
        """Those for type checkers alone."""
        return tuple(self._line(module, names) for module, names in sorted(self.seen.items()))

    def lines_standing_in(self) -> tuple[Code, ...]:
        """Those in their place when the file runs."""
        return tuple(self._line(module, names) for module, names in sorted(self.stand_ins.items()))

    def is_late(self, type_: TypeRef) -> bool:
        """Whether a type names a model that is imported at the end."""
        return any(self.place(key) in self.late for key in refs(type_))

    def late_lines(self) -> tuple[Code, ...]:
        """Those that stand at the end of the file."""
        late = [(module, names) for module, names in sorted(self.imports.items()) if module in self.late]
        return tuple(self._line(module, names) for module, names in late)

    @staticmethod
    def _line(module: str, names: set[str]) -> Code:
        whole = _WHOLE_MODULES.get(module)
        return whole or Code(f"from {sinks.dotted(module)} import {', '.join(sorted(names))}")


def _imported(name: str, local: str) -> str:
    return name if local == name else f"{name} as {local}"
