"""Models as the lines that templates print."""

from __future__ import annotations

from dataclasses import dataclass

from ..api.records import OBJECT, Alias, Choice, Field, OpenEnum, Struct, union
from . import sinks
from .file import UNSET_TYPE, Module
from .sinks import Code, docstring, ident, literal


@dataclass(frozen=True)
class FieldView:
    line: Code
    doc: Code | None


@dataclass(frozen=True)
class StructView:
    name: Code
    doc: Code | None
    open: bool
    sensitive: Code | None
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class AliasView:
    """A name for a type: what checkers see, what the decoder reads, and its comment."""

    name: Code
    checked: Code
    read: Code
    doc: Code | None


def struct_view(module: Module, model: Struct) -> StructView:
    hidden = [one.name for one in model.fields if one.sensitive]
    sensitive = Code("frozenset({" + ", ".join(literal(name) for name in hidden) + "})") if hidden else None
    fields = tuple(_field(module, one) for one in model.fields)
    doc = docstring(model.doc, 4, 600) if model.doc else None
    return StructView(module.model(model.key), doc, model.open, sensitive, fields)


def _field(module: Module, one: Field) -> FieldView:
    type_ = module.type(one.type, annotated=True)
    renamed = one.name != one.wire
    if one.required:
        default = f" = {_use_field(module)}(name={literal(one.wire)})" if renamed else ""
    else:
        type_ = module.type(union(one.type, UNSET_TYPE), annotated=True)
        unset = module.use("UNSET")
        default = f" = {_use_field(module)}(name={literal(one.wire)}, default={unset})" if renamed else f" = {unset}"
    return FieldView(Code(f"{ident(one.name)}: {type_}{default}"), docstring(one.doc, 4, 400) if one.doc else None)


def _use_field(module: Module) -> Code:
    module.imports.setdefault("msgspec", set()).add("field")
    return Code("field")


def alias_view(module: Module, model: Alias | OpenEnum | Choice) -> AliasView:
    _ = module.use("TypeAlias"), module.use("TYPE_CHECKING")
    doc = sinks.comment(sinks.prose(model.doc, 200)) if model.doc else None
    name = module.model(model.key)
    match model:
        case OpenEnum(values=values, base=base):
            known = f"{module.use('Literal')}[{', '.join(literal(value) for value in values)}]"
            return AliasView(name, Code(f"{known} | {module.type(base)}"), Code(known), doc)
        case Choice(members=members, tag=tag, mapping=mapping):
            extra = () if OBJECT in members or not tag else (OBJECT,)
            checked = module.type(union(*members, *(one for _, one in mapping), *extra))
            parts = ", ".join(module.type(one, annotated=True) for one in members)
            arguments = f"lambda: ({parts},)"
            if tag:
                table = ", ".join(f"{literal(key)}: {module.type(one)}" for key, one in mapping)
                arguments += f", {literal(tag)}, lambda: {{{table}}}"
            return AliasView(name, checked, Code(f"{module.use('one_of')}({arguments})"), doc)
        case Alias(type=type_):
            return AliasView(name, module.type(type_), module.type(type_, annotated=True), doc)
