"""What only newer versions of the vendor's API know of an operation: the argument of its descriptor that refuses it."""

from __future__ import annotations

from collections.abc import Iterator

from ..api.models import Choice, Struct
from ..api.records import Operation
from ..api.types import BodyPart, Coerced, Items, List, Map, Ref, Tuple, TypeRef, Union
from .code import call
from .file import EmittedFile
from .sinks import Code, literal, map_of

PLACES = (("query", "query", "Query"), ("headers", "header", "Header"), ("cookies", "cookie", "Cookie"))
"""Of parameters outside the path: the argument that takes them, where they stand, what describes one."""

Said = tuple[str, str]
"""The path of a member of a body, and the first version that knows it; '' where nothing is said."""


def since_code(file: EmittedFile, operation: Operation) -> Code | None:
    """The refusal of what is too new; None where nothing is, or clients choose no version."""
    known = file.api.versions
    if not known:
        return None
    named: list[tuple[str, Code]] = []
    if operation.since in known:
        named.append(("operation", literal(operation.since)))
    places = [(place, _parameters(operation, location, known)) for place, location, _ in PLACES]
    if told := [(literal(place), names) for place, names in places if names is not None]:
        named.append(("parameters", map_of(told)))
    if members := _members(file, operation, known):
        named.append(("members", map_of((literal(path), literal(first)) for path, first in members)))
    return call(file.use("Since"), named=named) if named else None


def _parameters(operation: Operation, location: str, known: tuple[str, ...]) -> Code | None:
    told = [(p.wire, p.since) for p in operation.parameters_in(location) if p.since in known]
    return map_of((literal(wire), literal(first)) for wire, first in told) if told else None


def _members(file: EmittedFile, operation: Operation, known: tuple[str, ...]) -> list[Said]:
    """The members of the body by path. Where variants of the body disagree, the one that allows more counts."""
    found: dict[str, list[str]] = {}
    for path, first in _walk(file, operation.body.type, "", ()) if operation.body is not None else ():
        found.setdefault(path, []).append(first)
    return [
        (path, min(told, key=known.index))
        for path, told in sorted(found.items())
        if all(first in known for first in told)
    ]


def _walk(file: EmittedFile, type_: TypeRef, path: str, above: tuple[str, ...]) -> Iterator[Said]:
    """Every member below a type. What contains itself is walked once: `above` are the models around."""
    match type_:
        case List(inner) | Items(inner) | Map(inner):
            yield from _walk(file, inner, f"{path}*/", above)
        case Coerced(inner, _, _) | BodyPart(inner):
            yield from _walk(file, inner, path, above)
        case Tuple():
            for member in type_.types:
                yield from _walk(file, member, f"{path}*/", above)
        case Union(members):
            for member in members:
                yield from _walk(file, member, path, above)
        case Ref(key) if key not in above:
            yield from _model(file, key, path, (*above, key))
        case _:
            return


def _model(file: EmittedFile, key: str, path: str, above: tuple[str, ...]) -> Iterator[Said]:
    match file.models[key]:
        case Struct(fields=fields):
            for field in fields:
                yield f"{path}{field.wire}", field.since
                yield from _walk(file, field.type, f"{path}{field.wire}/", above)
        case Choice(members=members, mapping=mapping):
            for member in dict.fromkeys((*members, *(type_ for _, type_ in mapping))):
                yield from _walk(file, member, path, above)
        case _:
            return
