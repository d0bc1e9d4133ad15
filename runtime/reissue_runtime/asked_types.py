# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""The types that an argument may have, taken apart: objects, lists, and what is neither."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import (
    Any,
    Final,
    Literal,
    NamedTuple,
    TypeGuard,
    cast,
    get_args,
    get_origin,
)

from .exact import reached
from .model import Model, OneOf
from .shape import alternatives

LATER: Final = (Iterable, AsyncIterable)
_LISTS: Final = (list, Sequence, *LATER)
_MAPS: Final = (dict, Mapping)
_ALL: Final = frozenset({"object", "array", "scalar"})


class Asked(NamedTuple):
    """A type that is asked for."""

    kind: Any
    anything: bool
    models: bool
    """Whether a model may stand anywhere in it."""
    objects: tuple[Any, ...]
    """Those of objects; one without members of its own takes any of them."""
    lists: tuple[Any, ...]
    plain: tuple[Any, ...]
    """Those of what is neither; other values of a set are possible."""
    local: bool
    """Whether times have no offset."""
    kept: frozenset[str]
    """The kinds of which any other value is documented as well."""


@lru_cache(maxsize=4096)
def asked_of(kind: Any) -> Asked:
    told = list(alternatives(kind))
    marks = {meta.extra["coerce"] for _, all in told for meta in all if meta.extra}
    objects: list[Any] = []
    lists: list[Any] = []
    plain: list[Any] = []
    rest = [one for one, _ in told][::-1]
    while rest:
        one = rest.pop()
        if is_union(one):
            objects.append(one)
            others = [
                part for each in one.plan.others for part, _ in alternatives(each)
            ]
            rest += [each for each in others[::-1] if not is_map(each)]
        elif is_model(one) or is_map(one):
            objects.append(one)
        elif is_placed(one) or one is list or get_origin(one) in _LISTS:
            lists.append(one)
        else:
            plain += map(type, get_args(one)) if get_origin(one) is Literal else [one]
    return Asked(
        kind,
        any(one is Any for one, _ in told),
        any(map(is_model, reached(kind))),
        tuple(sorted(objects, key=lambda one: not is_map(one))),
        tuple(lists),
        tuple(dict.fromkeys(plain)),
        any(name == "local" for name, *_ in marks),
        _ALL
        if Any in plain
        else frozenset[str]().union(
            *(
                _ALL.difference((never or "").split())
                for name, never in marks
                if name in ("loose", "kept")
            )
        ),
    )


def is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Model)


def is_map(kind: Any) -> bool:
    return kind is dict or get_origin(kind) in _MAPS


def is_row(kind: Any) -> TypeGuard[OneOf]:
    return isinstance(kind, OneOf) and getattr(kind, "kind", "object") == "array"


def is_placed(kind: Any) -> bool:
    """Whether the items of a list have types by their places."""
    return is_row(kind) or get_origin(kind) is tuple


def by_place(kind: Any, count: int) -> tuple[Any, ...] | None:
    """The types of so many items; None where there may not be so many."""
    if is_row(kind):
        return cast("tuple[Any, ...] | None", kind.plan.types(count))
    first: Sequence[Any] = get_args(kind)
    rest: Any = Any
    if getattr(first[-1], "__unpacked__", False):  # tuple[A, *tuple[B, ...]]
        rest, first = get_args(first[-1])[0], first[:-1]
    return (*first[:count], *((rest,) * (count - len(first))))


def is_union(kind: Any) -> TypeGuard[OneOf]:
    return isinstance(kind, OneOf) and not is_row(kind)
