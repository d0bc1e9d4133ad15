"""The facts of one pair of schemas that need no look inside: types, lists of values, formats, patterns, defaults."""

from __future__ import annotations

from typing import Any

from ...api.types import TypeRef
from ...builder.formats import type_of_format
from ..proofs.facts import ANY_TEXT, KINDS, WIDER_FORMATS, Facts, Term
from ..proofs.fit import may_be
from ..proofs.schema import REQUEST, ComparedSchema, canonical, show
from .conditions import compare_conditions
from .content import compare_content, form_of, has_other_encoding
from .discriminators import compare_discriminators
from .limits import compare_limits
from .pair import Pair, applies, fate, same

_EXTENSIONS = {"x-reissue-sensitive": "sensitive", "x-reissue-coerce": "coercion"}
"""Extensions with rules for what became of them, and what these rules call them."""


def compare_values(pair: Pair) -> bool:
    """Compare what stands at this pair of schemas itself. False where they are of different types altogether."""
    if not _types(pair):
        return False
    _enum(pair)
    _extensible(pair)
    _format(pair)
    compare_content(pair)
    compare_limits(pair)
    _pattern(pair)
    return True


def compare_notes(pair: Pair) -> None:
    """Defaults, discriminators, conditions, and what our own extensions say."""
    if pair.direction == REQUEST:
        _default(pair)
    compare_discriminators(pair)
    compare_conditions(pair)
    _extensions(pair)


# --- types ---------------------------------------------------------------------------------------------------


def _types(pair: Pair) -> bool:
    before, after = pair.old.kinds, pair.new.kinds
    if pair.old.sum.conflict != pair.new.sum.conflict:
        text = f"{'no value' if pair.new.sum.conflict else 'a value'} is of all types that are asked for"
        pair.turned("type", text, ["allOf"], narrowed=pair.new.sum.conflict)
        return False
    if before == after:
        return True
    text = f"type {_told(before)} -> {_told(after)}"
    if _implied(pair, before, after):
        return True
    if before is None or after is None:
        pair.turned("type", text, ["type"], narrowed=before is None)
        return False
    wide_before, wide_after = _spread(before), _spread(after)
    if wide_before < wide_after or wide_after < wide_before:
        pair.turned("type", text, ["type"], narrowed=wide_after < wide_before)
        return True
    pair.note(f"{pair.direction}-type-changed", text, ["type"])
    return bool(before & after)


def _implied(pair: Pair, before: frozenset[str] | None, after: frozenset[str] | None) -> bool:
    """Whether the wider side keeps the types of the narrower one anyway: even numbers are integers, members of a union have types."""
    first, second = (KINDS if kinds is None else _spread(kinds) for kinds in (before, after))
    narrowed = second < first
    return (narrowed or first < second) and pair.is_kept({"type": sorted(first & second | {"null"})}, narrowed=narrowed)


def _spread(kinds: frozenset[str]) -> frozenset[str]:
    return kinds | {"integer"} if "number" in kinds else kinds


def _told(kinds: frozenset[str] | None) -> str:
    return "any" if kinds is None else "|".join(sorted(kinds)) or "null"


# --- listed values -------------------------------------------------------------------------------------------


def _enum(pair: Pair) -> None:
    if frozenset() in (pair.old.kinds, pair.new.kinds):
        return  # null alone, which is told as a type
    before, after = (_possible(side) for side in (pair.old, pair.new))
    keys = ["enum", "const"]
    if before is None:
        if after is not None and not pair.is_kept({"enum": [*after, None]}, narrowed=True):
            pair.note(f"{pair.direction}-enum-added", f"values are limited to {show(after)}", keys)
    elif after is None:
        if not pair.is_kept({"enum": [*before, None]}, narrowed=False):
            pair.note(f"{pair.direction}-enum-removed", f"values are no longer limited to {show(before)}", keys)
    elif len(before) == len(after) == 1 and before != after:
        text = f"fixed value {show(before[0])} -> {show(after[0])}"
        pair.note(f"{pair.direction}-constant-changed", text, keys, canonical(after))
    else:
        was, now = set(map(canonical, before)), set(map(canonical, after))
        for value in sorted(was - now):
            pair.note(f"{pair.direction}-enum-value-removed", f"value {value} is gone", keys, value)
        for value in sorted(now - was):
            pair.note(f"{pair.direction}-enum-value-added", f"value {value} is new", keys, value)


def _possible(side: ComparedSchema) -> list[Any] | None:
    """The listed values that nothing beside the list rules out: types, limits, patterns, other lists (JSON Schema, Validation 6.1.2)."""
    if side.values is None:
        return None
    whole = Facts((Term(side.sum.document, side.node),))
    return [value for value in side.values if may_be(value, whole)]


def _extensible(pair: Pair) -> None:
    """Values of a list that says itself that it will grow: answers may hold any, and a request only what is listed."""
    key = "x-extensible-enum"
    listed = [isinstance(side.get(key), list) for side in (pair.old, pair.new)]
    if listed[0] != listed[1] and pair.old.values is None and pair.new.values is None:
        fate, text = ("added", "values are") if listed[1] else ("removed", "values are no longer")
        pair.note(f"{pair.direction}-extensible-list-{fate}", f"{text} on a list that will grow", [key])
    if not all(listed):
        return
    before, after = (set(map(canonical, side.at(key).array)) for side in (pair.old, pair.new))
    for value in sorted(before ^ after):
        became = "removed" if value in before else "added"
        text = f"value {value} of an extensible list is {'gone' if value in before else 'new'}"
        pair.note(f"{pair.direction}-extensible-value-{became}", text, [key], value)


# --- formats and patterns ------------------------------------------------------------------------------------


def _format(pair: Pair) -> None:
    before, after = form_of(pair.old), form_of(pair.new)
    if before == after or has_other_encoding(pair):
        return
    text, key = f"format {before or 'none'} -> {after or 'none'}", f"{before}>{after}"
    if _python(pair.old) != _python(pair.new):
        pair.note(f"{pair.direction}-typed-format-changed", text, ["format"], key)
    elif not before or (after, before) in WIDER_FORMATS:
        pair.turned("format", text, ["format"], narrowed=True, key=key)
    elif not after or (before, after) in WIDER_FORMATS:
        pair.turned("format", text, ["format"], narrowed=False, key=key)
    else:
        pair.note(f"{pair.direction}-format-changed", text, ["format"], key)


def _python(schema: ComparedSchema) -> set[TypeRef | None]:
    """The types of Python that a format asks for. What is binary counts as a file, as some form may send it."""
    return {type_of_format(kind, form_of(schema), files=True) for kind in schema.kinds or ()} - {None}


def _pattern(pair: Pair) -> None:
    was, now = (None if value in ANY_TEXT else value for value in pair.values("pattern"))
    if was == now or not applies(pair, "string"):
        return
    tighter = now is not None and not pair.is_kept({"pattern": now}, narrowed=True)
    looser = was is not None and not pair.is_kept({"pattern": was}, narrowed=False)
    if tighter or looser:
        text = f"pattern {show(was)} -> {show(now)}"
        pair.note(f"{pair.direction}-pattern-{fate(was, now)}", text, ["pattern"], canonical(now))


# --- notes ---------------------------------------------------------------------------------------------------


def _default(pair: Pair) -> None:
    was, now = pair.values("default")
    if not same(was, now):
        kind = "added" if was is None else "removed" if now is None else "changed"
        text = f"default {show(was)} -> {show(now)}"
        pair.note(f"request-default-{kind}", text, ["default"], canonical(now))


def _extensions(pair: Pair) -> None:
    for name in ("money", "timezone"):
        key = f"x-reissue-{name}"
        was, now = pair.values(key)
        if not same(was, now):
            pair.note(f"{name}-changed", f"{name} {show(was)} -> {show(now)}", [key], canonical(now))
    for key, family in _EXTENSIONS.items():
        told = pair.values(key)
        was, now = (value is True or None for value in told) if family == "sensitive" else told
        if not same(was, now):
            pair.note(f"{family}-{fate(was, now)}", f"{key} {show(was)} -> {show(now)}", [key], canonical(now))
