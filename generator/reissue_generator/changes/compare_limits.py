"""Lower and upper limits of one pair of schemas: lengths, counts, numbers, multiples."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..document import is_of
from .limits import limits_of
from .pair import Pair, turned
from .record import show
from .schema import REQUEST


def compare_limits(pair: Pair) -> None:
    """Compare the limits of two schemas."""
    before, after = (
        limits_of(schema.parts, whole=(schema.kinds or frozenset("?")) <= {"integer"})
        for schema in (pair.old, pair.new)
    )
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if (was and was.limit) == (now and now.limit):
            continue
        narrowed = now is not None and (was is None or now.limit > was.limit)
        text = f"{name} {was or 'none'} -> {now or 'none'}"
        places = was.node if was else pair.old.node, now.node if now else pair.new.node
        pair.log.changed(turned(pair.direction, "bound", narrowed=narrowed), pair.label, text, *places, key=text)
    _multiple(pair)


def _multiple(pair: Pair) -> None:
    was, now = (_step(schema.get("multipleOf"), schema.kinds) for schema in (pair.old, pair.new))
    if was == now:
        return
    tighter = was is None or (now is not None and now % was == 0)
    looser = now is None or (was is not None and was % now == 0)
    text = f"multipleOf {show(pair.old.get('multipleOf'))} -> {show(pair.new.get('multipleOf'))}"
    narrowed = tighter if tighter != looser else pair.direction == REQUEST  # neither: told as what breaks
    pair.turned("bound", text, ["multipleOf"], narrowed=narrowed, key=text)


def _step(value: Any, kinds: frozenset[str] | None) -> Fraction | None:
    """What numbers are a multiple of; that integers are integers is no news."""
    step = Fraction(str(value)) if is_of(value, "number") and value > 0 else None
    return (
        None
        if step is not None and kinds is not None and kinds <= {"integer"} and (1 / step).denominator == 1
        else step
    )
