"""Lower and upper limits of one pair of schemas: lengths, counts, numbers, multiples."""

from __future__ import annotations

from ...document import is_of
from ..proofs.limits import Stated, kind_of_limit, limits_of
from ..proofs.schema import REQUEST, show
from .pair import Pair, applies, turned


def compare_limits(pair: Pair) -> None:
    """Compare the limits of two schemas."""
    before, after = (limits_of(side.parts, whole=side.kinds == frozenset({"integer"})) for side in (pair.old, pair.new))
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if (was and was.limit) == (now and now.limit):
            continue
        tighter = max((each for each in (was, now) if each), key=lambda each: each.limit)
        narrowed = tighter is now
        if not _counts(pair, name, tighter, narrowed=narrowed):
            continue
        text = f"{name} {was or 'none'} -> {now or 'none'}"
        places = was.node if was else pair.old.node, now.node if now else pair.new.node
        pair.log.changed(turned(pair.direction, "bound", narrowed=narrowed), pair.label, text, *places, key=text)
    _multiple(pair)


def _counts(pair: Pair, name: str, stated: Stated, *, narrowed: bool) -> bool:
    """Whether a limit is one of values that there may be, and the other side does not keep it anyway."""
    if not applies(pair, kind_of_limit(name)):
        return False
    word = stated.node.pointer[-1]
    if stated.excluded and not word.startswith("exclusive"):  # as OpenAPI 3.0 has it: a flag beside the number
        word = f"exclusive{word.capitalize()}"
    return not pair.is_kept({word: stated.node.value}, narrowed=narrowed)


def _multiple(pair: Pair) -> None:
    if not applies(pair, "number"):
        return
    was, now = (value if is_of(value, "number") and value > 0 else None for value in pair.values("multipleOf"))
    tighter = now is not None and not pair.is_kept({"multipleOf": now}, narrowed=True)
    looser = was is not None and not pair.is_kept({"multipleOf": was}, narrowed=False)
    if tighter or looser:
        text = f"multipleOf {show(pair.old.get('multipleOf'))} -> {show(pair.new.get('multipleOf'))}"
        narrowed = tighter if tighter != looser else pair.direction == REQUEST  # neither: told as what breaks
        pair.turned("bound", text, ["multipleOf"], narrowed=narrowed, key=text)
