"""Which file a model stands in: one for all, or in a large API one per resource, so that each is read when it is used.

A model that only one resource reaches stands in that resource's file, all others in the shared one. What a shared model
reaches is shared too, so files of resources import the shared file and never each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from .api import Api, Choice, Coerced, List, Map, Model, Operation, Ref, Struct, TypeRef, Union

MANY = 300
"""More models than this are split; below, one file is read in a few milliseconds and easier to find one's way in."""


def homes_of(api: Api) -> Mapping[str, str] | None:
    """Model key to the name of its file; None where one file holds them all."""
    if len(api.models) <= MANY:
        return None
    models = {model.key: model for model in api.models}
    reached = {resource.module: _reach(models, _roots(resource.operations)) for resource in api.resources}
    reached["webhooks"] = _reach(models, [hook.type for hook in api.webhooks])
    uses = Counter(key for keys in reached.values() for key in keys)
    shared = "shared"
    while shared in reached:
        shared += "_models"
    homes = dict.fromkeys(models, shared)
    for module, keys in reached.items():
        homes.update((key, module) for key in keys if uses[key] == 1)
    return homes


def _roots(operations: Iterable[Operation]) -> list[TypeRef]:
    found: list[TypeRef] = []
    for operation in operations:
        found += [operation.returns, *(one.type for one in (*operation.success, *operation.errors))]
        found += [parameter.type for parameter in operation.parameters]
        found += [kind.type for kind in operation.body.kinds] if operation.body else []
        found += [operation.pagination.item] if operation.pagination else []
    return found


def _reach(models: Mapping[str, Model], roots: Iterable[TypeRef]) -> set[str]:
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
        case Struct(fields=fields):
            return [field.type for field in fields]
        case Choice(members=members, mapping=mapping):
            return [*members, *(one for _, one in mapping)]
        case _:
            return []


def refs(type_: TypeRef) -> Iterable[str]:
    """The keys of the models in a type."""
    match type_:
        case Ref(key):
            yield key
        case List(inner) | Map(inner):
            yield from refs(inner)
        case Coerced(inner, _, _):
            yield from refs(inner)
        case Union(members):
            for member in members:
                yield from refs(member)
        case _:
            return
