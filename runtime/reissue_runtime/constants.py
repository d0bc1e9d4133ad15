# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Members that have one value alone, which callers need not give.

In what is read they are required like others: only where a model is made they are
filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast, get_args, get_origin

from msgspec import StructMeta, field
from msgspec.structs import fields

from .model import Model

T = TypeVar("T")


def Constant(value: T, name: str | None = None) -> T:
    """A required member that is `value`; its name on the wire, where it is another."""
    return cast("T", field(name=name))


class Filling(StructMeta):
    """Fills constants in where a model is made; decoders do not come this way."""

    def _fill(cls: Any, *args: Any, **given: Any) -> Any:
        return super().__call__(*args, **{**_constants(cls), **given})

    if not TYPE_CHECKING:  # checkers look at the members of the class instead
        __call__ = _fill

    @property
    def __constants__(cls: Any) -> Mapping[str, Any]:
        """By attribute: what is filled in."""
        return _constants(cls)


@cache
def _constants(cls: type[Model]) -> dict[str, Any]:
    """By attribute: the value of each required member that has one alone."""
    return {
        each.name: get_args(each.type)[0]
        for each in fields(cls)
        if each.required
        and get_origin(each.type) is Literal
        and len(get_args(each.type)) == 1
    }


class FilledModel(Model, kw_only=True, metaclass=Filling):
    """Base of the models that are sent and have constants."""
