# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Dicts where a model is asked for: JSON objects, with the names of the wire.

Each is read as the model before anything is sent, so that the same goes out as for the
model: constants are filled in, members that are not documented are kept, and what is of
another type is refused. Models are taken as they are, but for dicts inside of them.
"""

from __future__ import annotations

from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Collection,
    Iterable,
    Iterator,
    Mapping,
)
from copy import copy
from datetime import datetime
from functools import lru_cache
from itertools import repeat
from types import NoneType
from typing import (
    Any,
    Final,
    Union,
    cast,
    get_args,
    get_origin,
)

from msgspec import UNSET, Raw, Struct, UnsetType
from msgspec.structs import FieldInfo, fields, replace

from .asked_types import LATER, Asked, asked_of, by_place, is_model, is_placed
from .body import encode_json, is_buffer
from .drift import join
from .encode import EncodeError, elements, members, text, unfit_time
from .exact import of_parts
from .model import UNFIT, Model, OneOf, beside, extend, is_array, is_object
from .parts import kind_of
from .reader import Reader
from .shape import shape, show

_SCALARS: Final = frozenset({str, int, float, bool, bytes, NoneType, UnsetType})


def may_hold_dicts(value: object) -> bool:
    """Whether there may be a dict in a value, where a model is asked for.

    Nearly always there is none, and that has to be found out quickly.
    """
    try:
        return _holds(value)
    except RecursionError:  # whoever goes on from here says so
        return True


def _holds(value: Any) -> bool:
    kind = cast("Any", type(value))
    if kind in _SCALARS:
        return False
    if isinstance(value, Model):
        return any(_holds(getattr(value, name)) for name, *_ in _places(kind))
    if isinstance(value, Struct):  # a part of a body, with headers of its own
        return _holds(getattr(value, "data", None))
    if is_array(value):
        return any(map(_holds, value))
    return is_object(value) or isinstance(value, (Iterator, AsyncIterable))


def modelled(value: object, kind: Any, path: str) -> Any:
    """An argument, with a model in the place of each dict that stands for one.

    `kind` is the type that is asked for. Raises EncodeError, which names the path and
    no value.
    """
    asked = asked_of(kind)
    if not asked.models:
        return value
    try:
        if isinstance(value, (Iterator, AsyncIterable)):
            return _later(value, asked, path)
        return _given(value, asked, path, checked=False)
    except RecursionError:
        pass
    raise EncodeError(f"{path} is nested too deeply, or contains itself")


def refuse_another_kind(value: object, kind: Any) -> None:
    """Refuse a body that nothing documented can be, such as JSON text for an object.

    What cannot be told yet is left to whoever writes it: items that come one by one,
    files, values of classes.
    """
    asked, got = asked_of(kind), _kind(value)
    plain = [one for one in asked.plain if one is not NoneType]
    ways = {"object": asked.objects, "array": asked.lists}.get(got, plain)
    told = isinstance(value, (str, bytes, int, float)) or got != "scalar"
    if told and not (ways or asked.anything or got in asked.kept):
        raise EncodeError(_misfit("body", kind, type(value).__name__))


def _given(value: Any, asked: Asked, path: str, *, checked: bool) -> Any:
    """`checked`: it stands in a dict, of which every value is looked at."""
    if isinstance(value, Model):
        return _in_model(value, path)
    if isinstance(value, Struct):
        return _in_part(value, asked, path, checked)
    if asked.anything or not (checked or asked.models):
        return value
    try:
        if is_object(value) or is_array(value):
            ways = asked.objects if is_object(value) else asked.lists
            return _first(value, ways, asked, path, checked)
        if checked:
            _check(value, asked, path)
    except EncodeError:
        if _kind(value) not in asked.kept:
            raise
    return value


def _first(
    value: Any, ways: Iterable[Any], asked: Asked, path: str, checked: bool
) -> Any:
    """The value as the first of the types that it fits."""
    problem = ""
    for way in ways:
        try:
            return _as(value, way, path, checked)
        except EncodeError as error:
            problem = problem or str(error)
    if problem or checked:
        raise EncodeError(problem or _misfit(path, asked.kind, _kind(value)))
    return value


def _kind(value: object) -> str:
    rest = "array" if is_array(value) else "scalar"
    return "object" if is_object(value) else rest


def _misfit(path: str, kind: Any, got: str) -> str:
    return f"{path} is documented as {show(kind)}, and was given as {got}"


# --- objects and lists ------------------------------------------------------------------


def _as(value: Any, way: Any, path: str, checked: bool) -> Any:
    """A collection as one type."""
    if is_placed(way):
        return _row(value, way, path, checked)
    if isinstance(way, OneOf):
        return _union(value, way, path, checked)
    if is_model(way):
        return _model(value, way, path)
    item = asked_of(get_args(way)[-1] if get_args(way) else Any)
    if is_object(value):
        named = {
            name: _given(part, item, join(path, str(name)), checked=checked)
            for name, part in value.items()
        }
        return value if _same(named.values(), value.values()) else named
    return _listed(value, repeat(item, len(value)), path, checked)


def _listed(value: Any, items: Iterable[Asked], path: str, checked: bool) -> Any:
    made = [
        _given(part, asked, f"{path}[{index}]", checked=checked)
        for index, (part, asked) in enumerate(zip(value, items, strict=True))
    ]
    return value if _same(made, value) else made


def _same(made: Collection[Any], given: Collection[Any]) -> bool:
    return all(one is other for one, other in zip(made, given, strict=True))


def _row(value: Collection[Any], row: Any, path: str, checked: bool) -> Any:
    kinds = by_place(row, len(value))
    if kinds is not None:
        return _listed(value, map(asked_of, kinds), path, checked)
    if checked:
        raise EncodeError(f"{path} has another number of items than is documented")
    return value


def _union(value: Mapping[str, Any], union: OneOf, path: str, checked: bool) -> Any:
    """The member of a union that an object fits.

    A constant that alone tells which is meant is not filled in by guessing. Without it
    the object is of a member that needs none: what was read so goes back so.
    """
    made: list[tuple[Any, Any]] = []
    given = set(_leaves(value))
    problem = ""
    for way in union.plan.in_question(value.keys(), value.__getitem__):
        if way is Any or (way is None and union.plan.tag in value):
            # A kind that is not documented.
            return next(
                (one for _, one in made if given.issuperset(_leaves(one))), value
            )
        if way is None:
            raise EncodeError(_misfit(path, union, "object"))
        try:
            made.append((way, _as(value, way, path, checked)))
        except EncodeError as error:
            problem = problem or str(error)
    if not made:
        raise EncodeError(problem)
    fewest = min(_strange(way, value) for way, _ in made)
    best = [each for each in made if _strange(each[0], value) == fewest]
    told = [set(_leaves(one)) - given for _, one in best]
    if all(told) and any(one != told[0] for one in told):
        kinds = ", ".join(show(way) for way, _ in best)
        lack = min(
            place
            for one in told
            for place, word in one
            if not all((place, word) in each for each in told)
        )
        raise EncodeError(
            f"{path} lacks {lack.rpartition('.')[2]!r}, which tells what it is of {kinds}"
        )
    return best[told.index(min(told, key=len))][1]


def _strange(way: Any, value: Mapping[str, Any]) -> int:
    """How many members of an object one of its types does not document."""
    return len(value.keys() - _fields(way).keys()) if is_model(way) else 0


def _leaves(value: object, place: str = "") -> Iterable[tuple[str, str]]:
    """What a value holds that holds nothing itself, with its places."""
    parts = members(value) or [
        (str(index), one) for index, one in enumerate(elements(value) or ())
    ]
    held = (one for name, part in parts for one in _leaves(part, f"{place}.{name}"))
    return held if parts else [(place, str(value))]


def _model(value: Mapping[str, Any], cls: Any, path: str) -> Any:
    known = _fields(cls)
    values: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for wire, part in value.items():
        if part is UNSET:
            continue
        if (one := known.get(wire)) is not None:
            values[one.name] = _given(
                part, asked_of(one.type), f"{path}.{wire}", checked=True
            )
            continue
        name = text(wire, f"the name of a member of {path}")
        if UNFIT.search(name):
            raise EncodeError(f"{path} has a name that no member can have")
        further = asked_of(beside(cls, name) or Any)
        extra[name] = _given(part, further, join(path, name), checked=True)
    filled = getattr(cls, "__constants__", {})
    for wire, one in known.items():
        if one.required and one.name not in values and one.name not in filled:
            raise EncodeError(f"{path} lacks the required member {wire!r}")
    return extend(cls, values, extra)


def _in_model(model: Model, path: str) -> Model:
    """A model without dicts where it asks for models; itself, where there are none."""
    made, kind = model, cast("Any", type(model))
    for name, wire, asked in _places(kind):
        part = getattr(model, name)
        if (now := _given(part, asked, f"{path}.{wire}", checked=False)) is not part:
            made = copy(model) if made is model else made
            setattr(made, name, now)
    return made


def _in_part(part: Any, asked: Asked, path: str, checked: bool) -> Any:
    """A part of a body that has headers of its own."""
    kinds = [get_args(one)[0] for one in asked.plain if get_origin(one) is type(part)]
    if not kinds:
        return part
    data = _given(part.data, asked_of(kinds[0]), path, checked=checked)
    return part if data is part.data else replace(part, data=data)


def _later(value: Any, asked: Asked, path: str) -> Any:
    """Items that come one by one."""
    kinds = [get_args(one)[0] for one in asked.lists if get_origin(one) in LATER]
    items = list(map(asked_of, kinds))
    if not items or hasattr(value, "read"):  # a file goes as it is
        return value
    if hasattr(value, "__aiter__"):
        return _each(value, items[0], path)
    return (_given(one, items[0], f"{path}[*]", checked=False) for one in value)


async def _each(
    items: AsyncIterable[Any], asked: Asked, path: str
) -> AsyncIterator[Any]:
    async for one in items:
        yield _given(one, asked, f"{path}[*]", checked=False)


# --- what is neither --------------------------------------------------------------------


def _check(value: object, asked: Asked, path: str) -> None:
    """Refuse what is of another type in JSON. It stays as it was given."""
    try:
        word = b'""' if is_buffer(value) else encode_json(value)
    except EncodeError:
        return  # whoever writes the body says so
    read: Any = UNSET
    reader = Reader([], mended=False)
    if asked.plain:
        read = reader.fit(Raw(word), shape(of_parts(Union, asked.plain)), "$")
    if read is UNSET or any(one.is_doubt for one in reader.found):
        raise EncodeError(_misfit(path, asked.kind, kind_of(word)))
    if isinstance(read, datetime) and not asked.local and (what := unfit_time(read)):
        raise EncodeError(f"{path}: {what}")


@lru_cache(maxsize=1024)  # bounded, for classes with members that are not documented
def _fields(cls: Any) -> dict[str, FieldInfo]:
    """The members of a model by wire name."""
    return {one.encode_name: one for one in fields(cls)}


@lru_cache(maxsize=1024)
def _places(cls: Any) -> tuple[tuple[str, str, Asked], ...]:
    """Where models may stand in a model: name, wire name, type."""
    found = [(one.name, wire, asked_of(one.type)) for wire, one in _fields(cls).items()]
    return tuple(each for each in found if each[2].models)
