"""Models as their file prints them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..api.models import Additional, Choice, Description, Field, Model, OpenEnum, Row, Struct, constant_of
from ..api.reach import parts, refs
from ..api.types import OBJECT, Const, Ref, TypeRef, parts_of, union
from .code import call, set_of
from .file import UNSET_TYPE, EmittedFile
from .prose import BULLET, DESCRIPTION, paragraphs, vendor_notes
from .sinks import Code, comments, docstring, ident, joined, literal, map_of, shortened
from .templates import FileView
from .xml_view import model_code


@dataclass(frozen=True, slots=True)
class FieldView:
    """A member, and the docstring under it."""

    line: Code
    doc: Code | None


@dataclass(frozen=True, slots=True)
class AdditionalView:
    """The mapping of members without names: what checkers see, and what reads and takes them."""

    checked: Code
    made: Code


@dataclass(frozen=True, slots=True)
class StructView:
    """A class of members."""

    name: Code
    base: Code
    doc: Code | None
    open: bool
    otherwise: Code | None
    """The tuple of what else is valid in its place."""
    sensitive: Code | None
    xml: Code | None
    fields: tuple[FieldView, ...]
    additional: AdditionalView | None

    @property
    def is_bare(self) -> bool:
        """Whether nothing stands in the class."""
        said = self.doc or self.open or self.otherwise or self.xml
        return not self.fields and not said and self.additional is None


@dataclass(frozen=True, slots=True)
class AliasView:
    """A name for a type: what checkers see, what the decoder reads, and the lines of its comment."""

    name: Code
    checked: Code
    read: Code
    comments: tuple[Code, ...]


@dataclass(frozen=True, kw_only=True)
class ModelsFileView(FileView):
    """models.py, or a file of the package models. Enumerations stand before the classes, which read them when made."""

    template: ClassVar[str] = "models.py.jinja"
    doc: Code
    enums: tuple[AliasView, ...]
    structs: tuple[StructView, ...]
    choices: tuple[AliasView, ...]
    late: tuple[Code, ...]


def models_file_view(file: EmittedFile, models: Iterable[Model], header: Code, doc: Code) -> ModelsFileView:
    """The file of some models."""
    structs: list[StructView] = []
    enums: list[AliasView] = []
    choices: dict[str, Choice | Row] = {}
    for model in models:
        match model:
            case Struct():
                structs.append(_struct(file, model))
            case OpenEnum():
                enums.append(_enum(file, model))
            case Choice() | Row():
                choices[model.key] = model
    unions = tuple(_alias(file, model, early) for model, early in _in_order(choices))
    late = file.late_lines()
    if late:
        _ = file.use("TYPE_CHECKING")
    return ModelsFileView(
        header=header,
        doc=doc,
        imports=file.lines(),
        enums=tuple(enums),
        structs=tuple(structs),
        choices=unions,
        late=late,
    )


# --- classes -------------------------------------------------------------------------------------------------


def _struct(file: EmittedFile, model: Struct) -> StructView:
    sensitive = [literal(field.name) for field in model.fields if field.sensitive]
    if model.hides_unnamed and (model.additional is not None or model.open):
        sensitive.append(literal("*"))
    return StructView(
        file.model(model.key),
        file.use(_base(model)),
        docstring(paragraphs(model.description), 4) if model.description else None,
        model.open,
        Code(f"({file.use(model.otherwise)},)") if model.otherwise else None,
        set_of(sensitive) if sensitive else None,
        model_code(file, model, file.model(model.key)),
        tuple(_field(file, field, model.filled) for field in model.fields),
        _additional(file, model.additional) if model.additional is not None else None,
    )


def _base(model: Struct) -> str:
    """The class of the runtime that a model is built on."""
    if model.headers:
        return "AnswerHeaders"
    if model.additional is not None:
        return "OpenModel"
    return "FilledModel" if model.filled else "Model"


def _additional(file: EmittedFile, additional: Additional) -> AdditionalView:
    file.need("collections.abc", "Mapping")
    _ = file.use("TYPE_CHECKING")
    name, kind = ident(additional.name), file.type(union(*additional.types))
    given = [Code("None") if additional.rest is None else _later(file, additional.rest)]
    if additional.patterns:
        given.append(map_of((literal(pattern), _later(file, type_)) for pattern, type_ in additional.patterns))
    return AdditionalView(
        Code(f"{name}: Mapping[{file.use('str')}, {kind}] = {{}}"),
        Code(f"{name} = {call(file.use('Additional'), given)}"),
    )


def _later(file: EmittedFile, type_: TypeRef) -> Code:
    """A type that may stand further down."""
    return Code(f"lambda: {file.type(type_, annotated=True)}")


def _field(file: EmittedFile, field: Field, filled: bool) -> FieldView:
    type_ = field.type if field.required else union(field.type, UNSET_TYPE)
    line = f"{ident(field.name)}: {file.type(type_, annotated=True)}"
    constant = constant_of(field, file.models) if filled else None
    if default := _default(file, field) if constant is None else _constant(file, field, constant):
        line += f" = {default}"
    return FieldView(Code(line), docstring(paragraphs(field.description, BULLET), 4) if field.description else None)


def _constant(file: EmittedFile, field: Field, value: str | int | bool) -> Code:
    """What stands behind the `=` of a member that has one value alone."""
    named = [] if field.name == field.wire else [("name", literal(field.wire))]
    return call(file.use("Constant"), [literal(value)], named)


def _default(file: EmittedFile, field: Field) -> Code | None:
    """What stands behind the `=`: that the member may be left out, and its name on the wire where it is another."""
    unset = None if field.required else file.use("UNSET")
    if field.name == field.wire:
        return unset
    file.need("msgspec", "field")
    named = [("name", literal(field.wire))]
    return call(Code("field"), named=named if unset is None else [*named, ("default", unset)])


# --- names for types -----------------------------------------------------------------------------------------


def _enum(file: EmittedFile, model: OpenEnum) -> AliasView:
    known = file.type(Const(model.values))
    return _named(file, model, Code(f"{known} | {file.type(model.base)}"), known)


def _in_order(choices: Mapping[str, Choice | Row]) -> Iterator[tuple[Choice | Row, bool]]:
    """Each after those that it is made of, and whether one of these stands further down all the same, as in a circle."""
    done: set[str] = set()
    begun: set[str] = set()
    todo = [*choices][::-1]
    while todo:
        key = todo[-1]
        needed = [ref for type_ in parts(choices[key]) for ref in refs(type_) if ref in choices]
        missing = [ref for ref in needed if ref not in begun]
        if key not in begun and missing:
            begun.add(key)
            todo += reversed(missing)
            continue
        begun.add(todo.pop())
        if key not in done:
            yield choices[key], not done.issuperset(needed)
            done.add(key)


def _alias(file: EmittedFile, model: Choice | Row, early: bool) -> AliasView:
    return _choice(file, model, early) if isinstance(model, Choice) else _row(file, model, early)


def _row(file: EmittedFile, model: Row, early: bool) -> AliasView:
    """A tuple: for checkers as long as it is documented, with any number of items after those."""
    name = file.use("tuple")
    more = [] if model.rest is None else [Code(f"*{name}[{file.type(model.rest)}, ...]")]
    checked = Code(f"{name}[{joined([*map(file.type, model.items), *more])}]")
    items = joined(file.type(item, annotated=True) for item in model.items)
    named = [("least", literal(model.least))] if model.least else []
    named += [("rest", _later(file, model.rest))] if model.rest is not None else []
    read = call(file.use("row"), [Code(f"lambda: ({items},)")], named)
    is_early = early or any(map(file.is_late, parts(model)))
    return _named(file, model, literal(str(checked)) if is_early else checked, read)


def _choice(file: EmittedFile, model: Choice, early: bool) -> AliasView:
    """`early`: before a name that it is made of, which is why its type stands in quotes; so it does before a late import."""
    tagged = [type_ for _, type_ in model.mapping]
    told = {part for type_ in tagged for part in parts_of(type_)}
    untold = bool(model.bases) or any(isinstance(one, Ref) and one not in told for one in model.members)
    others: tuple[TypeRef, ...] = (OBJECT,) if model.tag and OBJECT not in model.members and not untold else ()
    whole = union(*model.members, *tagged, *others)
    checked = file.type(whole)
    checked = literal(str(checked)) if early or file.is_late(whole) else checked
    members = ", ".join(file.type(member, annotated=True) for member in model.members)
    given = [Code(f"lambda: ({members},)")]
    if model.tag:
        by_tag = map_of((literal(tag), file.type(type_)) for tag, type_ in model.mapping)
        given += [literal(model.tag), Code(f"lambda: {by_tag}")]
    elif model.constant:
        given.append(literal(model.constant))
    told_by = _told_by(model)
    named = [("several", literal(True))] if model.several and told_by in _OF_EITHER else []
    if model.bases:
        bases = ", ".join(file.type(base, annotated=True) for base in model.bases)
        named.append(("bases", Code(f"lambda: ({bases},)")))
    return _named(file, model, checked, call(file.use(told_by), given, named))


_OF_EITHER = ("by_constant", "by_names")
"""What makes unions of `oneOf` and of `anyOf`."""


def _told_by(model: Choice) -> str:
    """The function of the runtime that makes a union: what tells its members apart."""
    if model.constant:
        return "by_constant"
    if model.by_names:
        return "by_names"
    if model.several:
        return "any_of"
    each_alone = all(isinstance(type_, Ref) and tag is not None for tag, type_ in model.mapping)
    return "by_tag" if model.tag and each_alone and OBJECT not in model.members else "one_of"


def _named(file: EmittedFile, model: OpenEnum | Choice | Row, checked: Code, read: Code) -> AliasView:
    _ = file.use("TypeAlias"), file.use("TYPE_CHECKING")
    return AliasView(file.model(model.key), checked, read, _comments(model.description))


def _comments(description: Description) -> tuple[Code, ...]:
    """The comment above a name: a docstring has no place where checkers and the decoder see two values."""
    note = vendor_notes([("", description)])
    return (*comments(shortened(description.text, DESCRIPTION), 4), *comments(note, 4))
