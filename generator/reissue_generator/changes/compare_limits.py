"""Lower and upper limits of one pair of schemas: lengths, counts, numbers, multiples."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..document import Node, is_of
from .facts import Term
from .limits import Stated, kind_of_limit, limits_of
from .pair import Pair, applies, turned
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
        if not _counts(pair, name, was, now):
            continue
        narrowed = now is not None and (was is None or now.limit > was.limit)
        text = f"{name} {was or 'none'} -> {now or 'none'}"
        places = was.node if was else pair.old.node, now.node if now else pair.new.node
        pair.log.changed(turned(pair.direction, "bound", narrowed=narrowed), pair.label, text, *places, key=text)
    _multiple(pair)


def _counts(pair: Pair, name: str, was: Stated | None, now: Stated | None) -> bool:
    """Whether a limit is one of values that there may be, and the other side does not keep it anyway."""
    if not applies(pair, kind_of_limit(name)):
        return False
    old, new = pair.terms
    narrowed = now is not None and (was is None or now.limit > was.limit)
    whole, document, stated = (old, new.document, now) if narrowed else (new, old.document, was)
    if stated is None:
        return True
    node, word = stated.node, stated.node.pointer[-1]
    return not pair.subset.within(whole, Term(document, Node(node.source, node.pointer[:-1], {word: node.value})))


def _multiple(pair: Pair) -> None:
    was, now = (_step(schema.get("multipleOf"), schema.kinds) for schema in (pair.old, pair.new))
    if was == now or not applies(pair, "number"):
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
