"""Many models in files of a bounded length, told apart by their names alone: the first letter, then the words.

Where a model stands rests on its name and on how much stands beside it, never on order; an addition moves others only where
it makes a file too long.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .. import naming
from ..api.models import Choice, Description, Model, OpenEnum, Row, Struct

MOST_LINES = 6_000
"""Files of models are about as long as this at most. Type checkers take minutes for ten times as much, or give up."""

_WIDTH = 72
_DEEPEST = 8
"""Words of a name that are looked at."""


def length(model: Model) -> int:
    """About how many lines a model takes when it is formatted."""
    match model:
        case Struct(fields=fields):
            return 4 + _text(model.description) + sum(1 + _text(field.description) for field in fields)
        case OpenEnum(values=values):
            return 10 + (2 * len(values) if len(repr(values)) > _WIDTH else 0)  # what checkers see, and the decoder
        case Choice(members=members, mapping=mapping):
            return 8 + 2 * len(members) + len(mapping)
        case Row(items=items):
            return 8 + 2 * len(items)


def _text(description: Description) -> int:
    size = len(description.text) + len(description.note)
    return 2 + size // _WIDTH if size else 0


def divided(models: Sequence[Model], names: Mapping[str, str]) -> Iterator[tuple[str, list[Model]]]:
    """Parts and what each holds; one part with the name '' where all have place in one file."""
    if _together(models) <= MOST_LINES:
        yield "", list(models)
        return
    for letter, own in _grouped(models, names, 0).items():
        yield from _divided(letter, own, names, 1)


def _divided(part: str, models: list[Model], names: Mapping[str, str], depth: int) -> Iterator[tuple[str, list[Model]]]:
    if depth > _DEEPEST or _together(models) <= MOST_LINES:
        yield part, models
        return
    groups = _grouped(models, names, depth)
    rest = groups.pop(part, [])
    for name in sorted(groups, key=lambda name: (_together(groups[name]), name)):
        if _together(rest) + _together(groups[name]) <= MOST_LINES:  # the smallest stay together
            rest += groups[name]
        else:
            yield from _divided(name, groups[name], names, depth + 1)
    if rest:
        yield part, rest


def _grouped(models: Sequence[Model], names: Mapping[str, str], depth: int) -> dict[str, list[Model]]:
    """By the first letter of their names, or by as many words."""
    groups: dict[str, list[Model]] = {}
    for model in models:
        name = names[model.key]
        told = " ".join(naming.words(name)[:depth]) if depth else name[0]
        groups.setdefault(naming.module(told.casefold()), []).append(model)
    return groups


def _together(models: Sequence[Model]) -> int:
    return sum(map(length, models))
