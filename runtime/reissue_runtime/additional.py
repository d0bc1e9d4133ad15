# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Members without names of their own, whose types are documented.

What `additionalProperties` and `patternProperties` beside `properties` say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, overload

from .constants import FilledModel, Filling
from .model import UNFIT, Model, extend, undocumented

Kind: TypeAlias = Callable[[], Any]
"""A type, which may be defined further down in the module."""

_LONGEST = 1000  # characters of a name that patterns are asked about


class Additional:
    """A mapping of further members, by wire name, as an attribute of a model.

    `rest` is the type of a member whose name no pattern of `patterns` is found in; None
    where there may be none. A name that several patterns are found in has the type of
    the first one.
    """

    def __init__(
        self, rest: Kind | None, patterns: Mapping[str, Kind] | None = None
    ) -> None:
        self.name = ""
        self._rest = rest
        self._patterns = [
            (re.compile(pattern, re.ASCII), kind)
            for pattern, kind in (patterns or {}).items()
        ]

    def __set_name__(self, owner: type[Model], name: str) -> None:
        self.name = name
        owner.__open__ = self

    def of(self, wire: str) -> Any:
        """The type of a further member, None where none of that name is documented."""
        for pattern, kind in self._patterns if len(wire) <= _LONGEST else ():
            if pattern.search(wire):
                return kind()
        return self._rest and self._rest()

    def problem(self, wire: str, cls: type[Model]) -> str | None:
        """Why no member of that name can be given."""
        if wire in cls.__struct_encode_fields__:
            return f"a member named {wire!r} is an argument of its own"
        if not self.of(wire):
            return f"a member named {wire!r} is not documented"
        if UNFIT.search(wire):
            return "a name with a quote, a backslash or a control character is not sent"
        return None

    @overload
    def __get__(self, model: None, owner: type[Model]) -> Additional: ...
    @overload
    def __get__(self, model: Model, owner: type[Model]) -> Mapping[str, Any]: ...
    def __get__(
        self, model: Model | None, owner: type[Model]
    ) -> Additional | Mapping[str, Any]:
        if model is None:
            return self
        found = undocumented(model)
        return MappingProxyType({wire: found[wire] for wire in found if self.of(wire)})

    def __set__(self, model: Model, value: object) -> None:
        raise AttributeError(
            f"{self.name} is given when a {type(model).__name__} is made: make a new one"
        )


class _Takes(Filling):
    """Takes further members where a model is made; decoders do not come this way."""

    __open__: Any

    def _make(cls: Any, *args: Any, **given: Any) -> Any:
        told: Additional = cls.__open__
        more: Mapping[str, Any] = given.pop(told.name, None) or {}
        for wire in more:
            if problem := told.problem(wire, cls):
                raise ValueError(f"{told.name}: {problem}")
        if more:
            return extend(cls, given, more)
        return super().__call__(*args, **given)

    if not TYPE_CHECKING:  # checkers look at the members of the class instead
        __call__ = _make


class OpenModel(FilledModel, kw_only=True, metaclass=_Takes):
    """Base of the models that may have further members, of documented types."""

    __open__: ClassVar[Any] = Additional(None)
