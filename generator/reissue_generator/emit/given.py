"""What callers may give: models, and in their place dicts, as TypedDicts tell type checkers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .. import naming
from ..api.models import Model, Struct
from ..api.reach import reach, refs, sent
from ..api.records import Api
from ..api.reserved import FOREIGN_NAMES, MODEL_NAMES, SPECIAL_MODEL_NAMES
from ..api.types import (
    DATE,
    DATETIME,
    DECIMAL,
    FLOAT,
    STR,
    Coerced,
    Items,
    List,
    Map,
    Ref,
    Scalar,
    TypeRef,
    Union,
    parts_of,
    union,
)
from .file import EmittedFile
from .sinks import Code

OWN = frozenset({"Mapping", "NotRequired", "Sequence", "TypedDict"})
"""What files import where dicts are told of, beside what all files may import."""
_IN_JSON = {DATE: STR, DATETIME: STR, DECIMAL: FLOAT}
"""What stands in JSON for a type of Python."""


def params_of(api: Api) -> Mapping[str, str]:
    """The TypedDict of each model that a caller may give, by its key: objects, and what holds some."""
    models = {model.key: model for model in api.models}
    found = {key: api.names[key] for key in sorted(reach(models, sent(api.operations))) if _holds(models, key)}
    resources = {name for resource in api.resources for name in (resource.name, f"Async{resource.name}")}
    taken = {*api.names.values(), *resources, *FOREIGN_NAMES, *MODEL_NAMES, *SPECIAL_MODEL_NAMES, *OWN}
    return naming.beside(found, "Param", taken)


def _holds(models: Mapping[str, Model], key: str) -> bool:
    model = models[key]
    if isinstance(model, Struct):
        return all(field.wire for field in model.fields)  # to type checkers no member of a TypedDict has the name ""
    return any(isinstance(models[one], Struct) for one in reach(models, [Ref(key)]))


def given(file: EmittedFile, type_: TypeRef) -> Code:
    """The type of an argument, with the dicts that may stand in the place of models."""
    return _either(_ways(file, type_, in_json=False)) if file.params else file.type(type_)


def member(file: EmittedFile, type_: TypeRef) -> Code:
    """The type of a member of a dict: what JSON has is taken as well as what Python has."""
    return _either(_ways(file, type_, in_json=True))


def _either(ways: Iterator[Code]) -> Code:
    return Code(" | ".join(dict.fromkeys(ways)))


def _names_some(file: EmittedFile, type_: TypeRef) -> bool:
    return any(key in file.params for key in refs(type_))


def _ways(file: EmittedFile, type_: TypeRef, *, in_json: bool) -> Iterator[Code]:
    for part in parts_of(type_):
        if _names_some(file, part):
            yield from _ways_of_models(file, part, in_json=in_json)
        else:
            yield from map(file.type, parts_of(union(part, _in_json(part)) if in_json else part))


def _ways_of_models(file: EmittedFile, type_: TypeRef, *, in_json: bool) -> Iterator[Code]:
    match type_:
        case Ref(key):
            if isinstance(file.models[key], Struct):
                yield file.model(key)
            yield file.param(key)
        case Coerced(inner, _, _):
            yield from _ways(file, inner, in_json=in_json)
        case List(item):
            yield Code(f"{file.use('Sequence')}[{_either(_ways(file, item, in_json=in_json))}]")
        case Items(item):
            yield Code(f"{file.use('Items')}[{_either(_ways(file, item, in_json=in_json))}]")
        case Map(value):
            values = _either(_ways(file, value, in_json=in_json))
            yield Code(f"{file.use('Mapping')}[{file.use('str')}, {values}]")
        case _:
            yield file.type(type_)


def _in_json(type_: TypeRef) -> TypeRef:
    """The type with what JSON has in the place of what only Python has."""
    match type_:
        case List(item):
            return List(_in_json(item))
        case Map(value):
            return Map(_in_json(value))
        case Coerced(inner, _, _):
            return _in_json(inner)
        case Union(members):
            return union(*map(_in_json, members))
        case Scalar():
            return _IN_JSON.get(type_, type_)
        case _:
            return type_
