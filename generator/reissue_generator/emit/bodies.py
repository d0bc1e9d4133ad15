"""Bodies that may be written in several ways: each with the classes of what is written so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..api.models import Choice, Struct
from ..api.records import MediaType, Operation
from ..api.types import Coerced, Const, Items, List, Map, Ref, Scalar, Tuple, TypeRef, parts_of
from .code import call
from .file import EmittedFile
from .sinks import Code, tuple_of

_SCALARS = {"str": ("str",), "bytes": ("bytes",), "bool": ("bool",), "int": ("int",), "float": ("float", "int")}
_ITEMS = "ITEMS"


def is_chosen(operation: Operation) -> bool:
    """Whether what the caller gives says how the body is written: not where it takes a key as well, for which it is JSON."""
    keys = operation.idempotency
    return operation.body is not None and len(operation.body.content) > 1 and (keys is None or keys.place == "header")


def bodies_code(file: EmittedFile, operation: Operation, ways: list[Code]) -> Code:
    """The ways to write the body of an operation."""
    assert operation.body is not None
    if not is_chosen(operation):
        return tuple_of(ways)
    media = operation.body.content
    kinds = {one.kind for one in media}
    pairs = [tuple_of([way, _classes(file, one, kinds)]) for way, one in zip(ways, media, strict=True)]
    others = sorted(range(1, len(media)), key=lambda place: _rank(media[place]))
    return call(file.use("Chosen"), [tuple_of([pairs[place] for place in (0, *others)])])


def _rank(media: MediaType) -> int:
    """What takes much comes after what takes less."""
    return 2 if media.kind in ("JsonItems", "MultipartItems") else int(media.kind == "Raw" and not _is_text(media))


def _is_text(media: MediaType) -> bool:
    return media.name.startswith("text/")


def _classes(file: EmittedFile, media: MediaType, kinds: set[str]) -> Code:
    if media.kind == "Raw" and _is_text(media):
        return tuple_of([file.use("str")])
    if media.kind == "Raw":
        return file.use("FILES" if kinds & {"JsonItems", "MultipartItems"} else "CONTENT")
    if media.kind == "MultipartItems":
        return file.use(_ITEMS)
    if media.kind == "JsonItems":
        return file.use(_ITEMS) if "Raw" in kinds else tuple_of([Code(f"*{file.use(_ITEMS)}"), file.use("bytes")])
    return tuple_of(list(dict.fromkeys(_of(file, media.type))))


def _of(file: EmittedFile, type_: TypeRef) -> Iterator[Code]:
    """The classes of the values of a type; none for what may be anything."""
    for part in parts_of(type_):
        match part:
            case Scalar(name):
                yield from map(file.use, _SCALARS.get(name, ()))
            case Const(values):
                yield from (file.use(type(value).__name__) for value in values if value is not None)
            case List() | Items():
                yield file.use("list")
            case Tuple():
                yield file.use("tuple")
            case Map():
                yield file.use("dict")
            case Coerced(inner):
                yield from _of(file, inner)
            case Ref(key):
                yield from _of_model(file, key)
            case _:
                pass


def _of_model(file: EmittedFile, key: str, above: Iterable[str] = ()) -> Iterator[Code]:
    model = file.models[key]
    if isinstance(model, Struct):
        yield file.model(key)
    elif isinstance(model, Choice):
        for member in model.members:
            if not isinstance(member, Ref):
                yield from _of(file, member)
            elif member.key not in above:
                yield from _of_model(file, member.key, (*above, key))
