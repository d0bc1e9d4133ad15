# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What the method of an operation asks for, by the types that stand at its arguments.

A descriptor knows how an argument is written. Which model it is told to be is needed
only where somebody gives a dict in its place, and is looked up then.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import FunctionType
from typing import Any, Final, get_type_hints

from .body import Json
from .dicts import may_hold_dicts, modelled, refuse_another_kind
from .model import Model

_PLACES: Final = {
    "path": "path",
    "query": "query",
    "headers": "header",
    "cookies": "cookie",
}
_NAMED: Final = re.compile(r"\{([^{}]+)\}")
_SIGNS: Final = re.compile(r"[\W_]+")


class Methods:
    """Base of the classes whose methods make calls."""

    __slots__ = ()


def body(operation: Any, value: object) -> Any:
    """The body of a call with models in the place of dicts. Raises EncodeError."""
    if isinstance(value, Model):
        return modelled(value, type(value), "body") if may_hold_dicts(value) else value
    # Other media types than JSON take the text of a whole body.
    is_json = operation.body and all(isinstance(one, Json) for one in operation.body)
    holds = may_hold_dicts(value)
    if not (is_json or holds):  # the types at the method are not looked up in vain
        return value
    kind = asked_for(operation).get("body", Any)
    if is_json:
        refuse_another_kind(value, kind)
    return modelled(value, kind, "body") if holds else value


def parameters(operation: Any, place: str, values: Sequence[object]) -> Sequence[Any]:
    """The same of the parameters of one place, in the order of the descriptor."""
    if not any(map(may_hold_dicts, values)):
        return values
    return [
        modelled(value, kind, f"{_PLACES[place]} parameter {name!r}")
        for value, (name, kind) in zip(values, _told(operation)[place], strict=False)
    ]


@lru_cache(maxsize=4096)
def _told(operation: Any) -> Mapping[str, Sequence[tuple[str, Any]]]:
    """Names and types of the parameters, by place; Any where two are named alike."""
    named: dict[str, list[str]] = {"path": _NAMED.findall(operation.path)}
    for place in ("query", "headers", "cookies"):
        named[place] = [one.name for one in getattr(operation, place)]
    alike = Counter(_plain(name) for names in named.values() for name in names)
    kinds = {_plain(name): kind for name, kind in asked_for(operation).items()}
    kinds.update((name, Any) for name, count in alike.items() if count > 1)
    return {
        place: [(name, kinds.get(_plain(name), Any)) for name in names]
        for place, names in named.items()
    }


def _plain(name: str) -> str:
    """A name of the wire, and that of the argument which is made of it."""
    return _SIGNS.sub("", name).lower()


# --- the types at a method --------------------------------------------------------------


@lru_cache(maxsize=4096)
def asked_for(operation: object) -> Mapping[str, Any]:
    """The types of the arguments of an operation's method, by name.

    None of them where no method makes the call, as in a login.
    """
    for owner in _below(Methods):
        for method in vars(owner).values():
            if isinstance(method, FunctionType) and _makes(method, operation):
                return get_type_hints(method, include_extras=True)
    return {}


def _below(cls: type) -> Iterator[type]:
    below: list[type] = type.__subclasses__(cls)
    for one in below:
        yield one
        yield from _below(one)


def _makes(method: FunctionType, operation: object) -> bool:
    """Whether a method names an operation, or what walks its pages or streams it."""
    named = (method.__globals__.get(name) for name in method.__code__.co_names)
    return any(
        one is operation or getattr(one, "operation", None) is operation
        for one in named
    )
