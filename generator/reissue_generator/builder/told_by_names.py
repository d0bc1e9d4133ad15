"""Unions that names of members tell apart, where it counts how quickly they are read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..api.models import Choice, Model, Struct
from ..api.types import Map, Ref, TypeRef


def tell_by_names(models: dict[str, Model], listed: Iterable[str]) -> None:
    """Say so of the unions in lists that neither a tag nor a constant tells apart, and whose members have known names alone."""
    for key in listed:
        choice = models[key]
        if isinstance(choice, Choice) and not (choice.tag or choice.constant):
            named = [_has_names(models, member) for member in choice.members]
            models[key] = replace(choice, by_names=named.count(True) > 1 and False not in named)


def _has_names(models: dict[str, Model], type_: TypeRef) -> bool | None:
    """Whether an object is of this type only if its members are documented; None where it never is."""
    model = models[type_.key] if isinstance(type_, Ref) else None
    if isinstance(model, Struct):
        return not model.open and model.additional is None
    return False if isinstance(type_, Map) or isinstance(model, Choice) else None
