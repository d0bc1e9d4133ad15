"""One emitted file while it is written: how its types read, and what it must import for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..api.records import FOREIGN_NAMES, Api, Coerced, Const, List, Map, Ref, Scalar, TypeRef, Union
from . import sinks
from .sinks import Code, ident, literal

_FROM_TYPING = {"Any", "Annotated", "Literal", "TypeAlias", "Final", "TYPE_CHECKING"}
_MARKERS = {"TEXT", "SINGLE", "LIST", "EMPTY_ARRAY", "digits", "offset"}
UNSET_TYPE = Scalar("UnsetType")
_RUNTIME = {
    **dict.fromkeys(("UNSET", "UnsetType", "Model", "one_of", *_MARKERS), "model"),
    **dict.fromkeys(("FileContent", "ByteStream"), "files"),
    **dict.fromkeys(
        (
            "Effect",
            "Envelope",
            "Idempotency",
            "Operation",
            "Path",
            "Query",
            "Header",
            "Cookie",
            "Json",
            "Form",
            "Part",
            "Multipart",
            "Raw",
            "NextUrl",
            "PageNumber",
            "Offset",
        ),
        "operation",
    ),
    **dict.fromkeys(("AsyncResource", "Resource"), "resource"),
    "CallOptions": "options",
}


def _here(_: str) -> str:
    return ""


@dataclass
class Module:
    """One file being written: what it imports, and the names that are its own."""

    api: Api
    runtime: str
    """Where the runtime stands, seen from this file: 'reissue_runtime', or '..runtime' for a copy."""
    home: Callable[[str], str] = _here
    """By key of a model: where it stands, seen from this file; '' where it stands in this file."""
    own: frozenset[str] = frozenset()
    owner: str = ""
    """The class of this file to which docstrings of its async twin point."""
    imports: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    hidden: frozenset[str] = frozenset()
    """Names of builtins that the class in this file hides by its methods."""

    def use(self, name: str) -> Code:
        """A name of typing, the runtime or the standard library, imported."""
        if name in _FROM_TYPING:
            self.imports.setdefault("typing", set()).add(name)
        elif name in _RUNTIME:
            local = f"{name}_MARKER" if name in self.own and name in _MARKERS else name
            self.imports.setdefault(f"{self.runtime}.{_RUNTIME[name]}", set()).add(
                name if local == name else f"{name} as {local}"
            )
            return Code(local)
        elif name == "Decimal":
            self.imports.setdefault("decimal", set()).add(name)
        elif name.startswith("dt."):
            self.imports.setdefault("datetime", set()).add(" as dt")
        elif name in self.hidden:
            self.imports.setdefault("builtins", set()).add("")
            return Code(f"builtins.{name}")
        return Code(name)

    def model(self, key: str) -> Code:
        """A model by its key, imported where it stands in another file."""
        name, home = self.api.names[key], self.home(key)
        if not home:
            return ident(name)
        local = f"{name}Model" if name in self.own or name in FOREIGN_NAMES else name
        self.imports.setdefault(home, set()).add(name if local == name else f"{name} as {local}")
        return ident(local)

    def type(self, type_: TypeRef, annotated: bool = False) -> Code:
        """A type written out. `annotated`: with its declared tolerances, as the decoder needs it."""
        match type_:
            case Scalar(name):
                return self.use(name)
            case Ref(key):
                return self.model(key)
            case List(item):
                return Code(f"{self.use('list')}[{self.type(item, annotated)}]")
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

    def lines(self) -> list[Code]:
        """The import statements; the formatter sorts them."""
        found: list[Code] = []
        for module, names in sorted(self.imports.items()):
            if module in ("builtins", "datetime"):
                found.append(Code(f"import {module}{min(names)}"))
            else:
                found.append(Code(f"from {sinks.dotted(module)} import {', '.join(sorted(names))}"))
        return found
