"""Dicts that may stand in the place of models, as their file prints them: TypedDicts with the names of the wire."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from ..api.models import Choice, Field, Model, Row, Struct, constant_of
from ..api.types import union
from .code import call
from .file import EmittedFile
from .given import member
from .prose import paragraphs
from .sinks import Code, docstring, ident, joined, literal, map_of
from .templates import FileView

_PLAIN = re.compile(r"(?!__)[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_SPOKEN_OF = frozenset(
    {"Any", "Decimal", "FileContent", "Literal", "Mapping", "NotRequired", "Sequence"}
    | {"bool", "bytes", "dict", "dt", "float", "int", "list", "str", "tuple"}
)
"""What the types of members are written with: a member of such a name would hide it."""


@dataclass(frozen=True, slots=True)
class ParamView:
    """A TypedDict, or a name for a union of several: `made` is what is assigned, else `members` stand in a class."""

    name: Code
    doc: Code | None
    members: tuple[Code, ...]
    made: Code | None
    alias: bool = False


@dataclass(frozen=True, kw_only=True)
class ParamsFileView(FileView):
    """params.py, or a file of the package params."""

    template: ClassVar[str] = "params.py.jinja"
    doc: Code
    seen: tuple[Code, ...]
    params: tuple[ParamView, ...]


def params_file_view(file: EmittedFile, models: Iterable[Model], header: Code, doc: Code) -> ParamsFileView:
    """The file of the dicts of some models."""
    views = [_view(file, model) for model in models if model.key in file.params]
    if file.seen:
        file.use("TYPE_CHECKING")
    return ParamsFileView(header=header, doc=doc, imports=file.lines(), seen=file.lines_seen(), params=tuple(views))


def _view(file: EmittedFile, model: Model) -> ParamView:
    name = file.param(model.key)
    match model:
        case Choice(members=members, mapping=mapping):
            return _alias(file, name, member(file, union(*members, *(type_ for _, type_ in mapping))))
        case Row(items=items, rest=rest):
            given = file.use("tuple")
            more = [] if rest is None else [Code(f"*{given}[{member(file, rest)}, ...]")]
            return _alias(file, name, Code(f"{given}[{joined([*(member(file, item) for item in items), *more])}]"))
        case Struct():
            return _dict(file, name, model)
        case _:
            raise TypeError(f"no dict stands for a {type(model).__name__}")


def _alias(file: EmittedFile, name: Code, type_: Code) -> ParamView:
    """A name for a type. It stands in quotes, as it may be made of what comes later."""
    file.use("TypeAlias")
    return ParamView(name, None, (), literal(str(type_)), alias=True)


def _dict(file: EmittedFile, name: Code, model: Struct) -> ParamView:
    file.need("typing", "TypedDict")
    doc = docstring(paragraphs(model.description), 4) if model.description else None
    types = [(field.wire, _type(file, field, model.filled)) for field in model.fields]
    spoken_of = {*file.api.names.values(), *file.params.values(), *_SPOKEN_OF}
    if all(_is_plain(wire) and wire not in spoken_of for wire, _ in types):
        return ParamView(name, doc, tuple(Code(f"{ident(wire)}: {type_}") for wire, type_ in types), None)
    told = map_of((literal(wire), literal(str(type_))) for wire, type_ in types)
    doc = docstring(paragraphs(model.description), 0) if model.description else None
    return ParamView(name, doc, (), call(Code("TypedDict"), [literal(str(name)), told]))


def _type(file: EmittedFile, field: Field, filled: bool) -> Code:
    type_ = member(file, field.type)
    if field.required and not (filled and constant_of(field, file.models) is not None):
        return type_
    file.need("typing", "NotRequired")
    return Code(f"NotRequired[{type_}]")


def _is_plain(wire: str) -> bool:
    """Whether a class can have a member of this name."""
    return _PLAIN.fullmatch(wire) is not None and not keyword.iskeyword(wire)
