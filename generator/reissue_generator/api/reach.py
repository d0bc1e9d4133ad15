"""Which models can be reached from which types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .models import Choice, Model, Row, Struct
from .records import Operation
from .types import BodyPart, Coerced, Items, List, Map, Ref, Tuple, TypeRef, Union


def roots(operations: Iterable[Operation]) -> list[TypeRef]:
    """The types that operations name themselves."""
    named = list(operations)
    given = [parameter.type for operation in named for parameter in operation.parameters if not parameter.is_version]
    return [*received(named), *given, *(media.type for one in named if one.body for media in one.body.content)]


def received(operations: Iterable[Operation]) -> list[TypeRef]:
    """The types of what operations give back, errors and items among it."""
    found: list[TypeRef] = []
    for operation in operations:
        found += [operation.returns, *(response.type for response in (*operation.success, *operation.errors))]
        found += [type_ for response in operation.success for _, type_ in response.json]
        found += [response.headers.type for response in operation.success if response.headers is not None]
        found += [operation.pagination.item] if operation.pagination else []
        if stream := operation.streaming:
            found += [stream.item, *(type_ for _, type_ in stream.events if type_ is not None)]
            found += stream.places.types if stream.places is not None else ()
    return found


def sent(operations: Iterable[Operation]) -> list[TypeRef]:
    """The types that operations take."""
    bodies = [media.type for operation in operations if operation.body for media in operation.body.content]
    return [*bodies, *(parameter.type for operation in operations for parameter in operation.arguments)]


def reach(models: Mapping[str, Model], roots: Iterable[TypeRef]) -> set[str]:
    """The models that can be reached from some types."""
    found: set[str] = set()
    todo = list(roots)
    while todo:
        for key in refs(todo.pop()):
            if key not in found:
                found.add(key)
                todo += parts(models[key])
    return found


def parts(model: Model) -> list[TypeRef]:
    """The types that a model is made of."""
    match model:
        case Struct(fields=fields, additional=additional):
            return [*(field.type for field in fields), *(additional.types if additional is not None else ())]
        case Choice(members=members, mapping=mapping):
            return [*members, *(type_ for _, type_ in mapping)]
        case Row(items=items, rest=rest):
            return [*items, *([rest] if rest is not None else [])]
        case _:
            return []


def in_lists(models: Mapping[str, Model], roots: Iterable[TypeRef]) -> set[str]:
    """The models of which many values come at once: what lists and maps hold, as far as it can be reached."""
    known = list(roots)
    types = [*known, *(part for key in reach(models, known) for part in parts(models[key]))]
    return reach(models, [item for type_ in types for item in _items(type_)])


def _items(type_: TypeRef) -> Iterable[TypeRef]:
    """What the lists and maps in a type hold."""
    match type_:
        case List(inner) | Map(inner):
            yield inner
        case Coerced(inner, _, _) | Items(inner):
            yield from _items(inner)
        case Union(members):
            for member in members:
                yield from _items(member)
        case _:
            return


def refs(type_: TypeRef) -> Iterable[str]:
    """The keys of the models in a type."""
    match type_:
        case Ref(key):
            yield key
        case List(inner) | Items(inner) | Map(inner):
            yield from refs(inner)
        case Coerced(inner, _, _) | BodyPart(inner):
            yield from refs(inner)
        case Union(members):
            for member in members:
                yield from refs(member)
        case Tuple():
            for member in type_.types:
                yield from refs(member)
        case _:
            return
