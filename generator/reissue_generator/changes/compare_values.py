"""The facts of one pair of schemas that need no look inside: types, lists of values, formats, limits, defaults, words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from ..document.source import Node
from .record import Log, rest, show
from .view import LOGIC, REQUEST, View, canonical, logic

_LOWER = {"minLength": 0, "minItems": 0, "minProperties": 0}
_UPPER = ("maxLength", "maxItems", "maxProperties")
_TYPED = {"date-time": "dt.datetime", "date-time-local": "dt.datetime", "date": "dt.date", "binary": "bytes"}
_WIDER = frozenset(
    {("int32", "int64"), ("float", "double"), ("email", "idn-email"), ("uri", "uri-reference"), ("uri", "iri")}
)
"""Pairs of formats of which the second takes in the first."""

_WORDS = frozenset({"description", "title", "summary", "x-reissue-note"})
_EXAMPLES = frozenset({"example", "examples"})
_COMPARED = frozenset(
    {
        "$ref",
        "type",
        "nullable",
        "properties",
        "required",
        "additionalProperties",
        "patternProperties",
        "items",
        "prefixItems",
        "enum",
        "const",
        "format",
        "oneOf",
        "anyOf",
        "allOf",
        "discriminator",
        "default",
        "deprecated",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "uniqueItems",
        "x-reissue-sensitive",
        "x-reissue-money",
        "x-reissue-timezone",
        "x-reissue-coerce",
        "$defs",
        "definitions",
        *_LOWER,
        *_UPPER,
    }
)
"""Keywords of a schema that a rule looks at."""


def compare_values(log: Log, old: View, new: View, direction: str, label: str) -> bool:
    """Compare what stands at this pair of schemas itself. False where they are of different types altogether."""
    if not _types(log, old, new, direction, label):
        return False
    _enum(log, old, new, direction, label)
    _format(log, old, new, direction, label)
    _bounds(log, old, new, direction, label)
    _pattern(log, old, new, direction, label)
    return True


def compare_notes(log: Log, old: View, new: View, direction: str, label: str) -> None:
    """Defaults, discriminators, conditions, and what our own extensions say."""
    if direction == REQUEST:
        _default(log, old, new, label)
    _discriminator(log, old, new, label)
    _logic(log, old, new, direction, label)
    _extensions(log, old, new, label)


def turn(direction: str, narrowed: bool, facet: str) -> str:
    """The rule of a facet that takes in less, or more, than before."""
    return f"{direction}-{facet}-{'narrowed' if narrowed else 'widened'}"


# --- types ---------------------------------------------------------------------------------------------------


def _spread(kinds: frozenset[str]) -> frozenset[str]:
    return kinds | {"integer"} if "number" in kinds else kinds


def _types(log: Log, old: View, new: View, direction: str, label: str) -> bool:
    before, after = old.kinds, new.kinds
    if before == after:
        return True
    text = f"type {_told(before)} -> {_told(after)}"
    places = old.at("type"), new.at("type")
    if before is None or after is None:
        log.changed(turn(direction, before is None, "type"), label, text, *places)
        return False
    wide_before, wide_after = _spread(before), _spread(after)
    if wide_before < wide_after or wide_after < wide_before:
        log.changed(turn(direction, wide_after < wide_before, "type"), label, text, *places)
        return True
    log.changed(f"{direction}-type-changed", label, text, *places)
    return bool(before & after)


def _told(kinds: frozenset[str] | None) -> str:
    return "any" if kinds is None else "|".join(sorted(kinds)) or "null"


def _enum(log: Log, old: View, new: View, direction: str, label: str) -> None:
    before, after = old.values, new.values
    places = old.at("enum", "const"), new.at("enum", "const")
    if before is None and after is None:
        return
    if before is None:
        log.changed(f"{direction}-enum-added", label, f"values are limited to {show(after)}", *places)
    elif after is None:
        log.changed(f"{direction}-enum-removed", label, f"values are no longer limited to {show(before)}", *places)
    elif len(before) == len(after) == 1 and before != after:
        text = f"fixed value {show(before[0])} -> {show(after[0])}"
        log.changed(f"{direction}-constant-changed", label, text, *places, key=canonical(after))
    else:
        texts_before, texts_after = {canonical(one) for one in before}, {canonical(one) for one in after}
        for text in sorted(texts_before - texts_after):
            log.changed(f"{direction}-enum-value-removed", label, f"value {text} is gone", *places, key=text)
        for text in sorted(texts_after - texts_before):
            log.changed(f"{direction}-enum-value-added", label, f"value {text} is new", *places, key=text)


# --- formats, limits and patterns ----------------------------------------------------------------------------


def _python(found: View) -> str:
    kinds, form = found.kinds or frozenset[str](), found.flat.format
    if "number" in kinds and form == "decimal":
        return "Decimal"
    return _TYPED.get(form, "") if "string" in kinds else ""


def _format(log: Log, old: View, new: View, direction: str, label: str) -> None:
    before, after = old.flat.format, new.flat.format
    if before == after:
        return
    text = f"format {before or 'none'} -> {after or 'none'}"
    places, key = (old.at("format"), new.at("format")), f"{before}>{after}"
    if _python(old) != _python(new):
        rule = f"{direction}-typed-format-changed"
    elif not before or (after, before) in _WIDER:
        rule = turn(direction, True, "format")
    elif not after or (before, after) in _WIDER:
        rule = turn(direction, False, "format")
    else:
        rule = f"{direction}-format-changed"
    log.changed(rule, label, text, *places, key=key)


Limit = tuple[float, bool]
"""A number, and whether it is itself outside."""


def _limits(found: View) -> dict[str, tuple[Limit, Node]]:
    """The tightest limit of each kind; a greater tuple is tighter, for upper limits the signs are turned."""
    result: dict[str, tuple[Limit, Node]] = {}

    def note(name: str, value: Any, outside: bool, node: Node, sign: int) -> None:
        if isinstance(value, int | float) and not isinstance(value, bool):
            limit = (sign * value, outside)
            if name not in result or limit > result[name][0]:
                result[name] = limit, node

    for part in found.parts:
        schema = part.map
        for key, nothing in _LOWER.items():
            if schema.get(key) != nothing:
                note(key, schema.get(key), False, part.get(key), 1)
        for key in _UPPER:
            note(key, schema.get(key), False, part.get(key), -1)
        for name, strict, sign in (("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", -1)):
            note(name, schema.get(name), schema.get(strict) is True, part.get(name), sign)
            note(name, schema.get(strict), True, part.get(strict), sign)
        if schema.get("uniqueItems") is True:
            note("uniqueItems", 1, False, part.get("uniqueItems"), 1)
    return result


def _bounds(log: Log, old: View, new: View, direction: str, label: str) -> None:
    before, after = _limits(old), _limits(new)
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if (was and was[0]) == (now and now[0]):
            continue
        narrowed = now is not None and (was is None or now[0] > was[0])
        text = f"{name} {_limit(was)} -> {_limit(now)}"
        places = was[1] if was else old.node, now[1] if now else new.node
        log.changed(turn(direction, narrowed, "bound"), label, text, *places, key=text)
    _multiple(log, old, new, direction, label)


def _limit(limit: tuple[Limit, Node] | None) -> str:
    if limit is None:
        return "none"
    (value, outside), _ = limit
    return f"{abs(value) if value else 0:g}{' (excluded)' if outside else ''}" if value >= 0 else _negative(limit[1])


def _negative(node: Node) -> str:
    return f"{show(node.value)}{' (excluded)' if node.pointer[-1].startswith('exclusive') else ''}"


def _multiple(log: Log, old: View, new: View, direction: str, label: str) -> None:
    was, now = old.get("multipleOf"), new.get("multipleOf")
    if was == now:
        return
    numbers = all(isinstance(one, int | float) and one > 0 for one in (was, now))
    widened = now is None or (numbers and was % now == 0)
    tighter = not widened if direction == REQUEST else was is None or (numbers and now % was == 0)
    text = f"multipleOf {show(was)} -> {show(now)}"
    log.changed(turn(direction, tighter, "bound"), label, text, old.at("multipleOf"), new.at("multipleOf"), key=text)


def _pattern(log: Log, old: View, new: View, direction: str, label: str) -> None:
    was, now = old.get("pattern"), new.get("pattern")
    if was == now:
        return
    kind = "added" if was is None else "removed" if now is None else "changed"
    text = f"pattern {show(was)} -> {show(now)}"
    log.changed(f"{direction}-pattern-{kind}", label, text, old.at("pattern"), new.at("pattern"), key=canonical(now))


# --- notes ---------------------------------------------------------------------------------------------------


def _default(log: Log, old: View, new: View, label: str) -> None:
    was, now = old.get("default"), new.get("default")
    if canonical(was) == canonical(now):
        return
    kind = "added" if was is None else "removed" if now is None else "changed"
    text = f"default {show(was)} -> {show(now)}"
    places = old.at("default"), new.at("default")
    log.changed(f"request-default-{kind}", label, text, *places, key=canonical(now))


def _discriminator(log: Log, old: View, new: View, label: str) -> None:
    was, now = _tag(old), _tag(new)
    if was == now:
        return
    kind = "added" if not was else "removed" if not now else "changed"
    places = old.at("discriminator"), new.at("discriminator")
    log.changed(f"discriminator-{kind}", label, f"tag {show(was)} -> {show(now)}", *places, key=canonical(now))


def _tag(found: View) -> Mapping[str, Any]:
    node = found.flat.discriminator
    return node.map if node is not None else {}


def _logic(log: Log, old: View, new: View, direction: str, label: str) -> None:
    before, after = logic(old), logic(new)
    for key in sorted(before.keys() | after.keys()):
        if canonical(before.get(key)) == canonical(after.get(key)):
            continue
        kind = "added" if key not in before else "removed" if key not in after else "changed"
        text = f"{key} is {'new' if kind == 'added' else 'gone' if kind == 'removed' else 'another one'}"
        if key == "anyOf" and kind == "changed" and (looser := _looser(before[key], after[key])) is not None:
            kind, text = ("removed", "anyOf has further ways") if looser else ("added", "anyOf has fewer ways")
        name = key.partition(" ")[0]
        places = old.at(name), new.at(name)
        log.changed(f"{direction}-logic-{kind}", label, text, *places, key=f"{key} {canonical(after.get(key))}")


def _looser(old: list[list[Any]], new: list[list[Any]]) -> bool | None:
    """Whether one `anyOf` of conditions got further members (True) or lost some (False); None where it is neither."""
    if len(old) != 1 or len(new) != 1:
        return None
    before, after = {canonical(one) for one in old[0]}, {canonical(one) for one in new[0]}
    return True if before < after else False if after < before else None


def _extensions(log: Log, old: View, new: View, label: str) -> None:
    for key, rule in (("money", "money-changed"), ("timezone", "timezone-changed")):
        was, now = old.get(f"x-reissue-{key}"), new.get(f"x-reissue-{key}")
        if canonical(was) != canonical(now):
            places = old.at(f"x-reissue-{key}"), new.at(f"x-reissue-{key}")
            log.changed(rule, label, f"{key} {show(was)} -> {show(now)}", *places, key=canonical(now))
    for key in ("sensitive", "coerce"):
        name = f"x-reissue-{key}"
        was, now = old.get(name), new.get(name)
        if canonical(was) == canonical(now):
            continue
        kind = "added" if was is None else "removed" if now is None else "changed"
        family = "sensitive" if key == "sensitive" else "coercion"
        kind = "added" if kind == "changed" and key == "sensitive" else kind
        text = f"{name} {show(was)} -> {show(now)}"
        log.changed(f"{family}-{kind}", label, text, old.at(name), new.at(name), key=canonical(now))


# --- words ---------------------------------------------------------------------------------------------------


def compare_words(log: Log, old: Node, new: Node, label: str, known: frozenset[str], *, deprecated: str = "") -> None:
    """What people read at a pair of nodes, and all that no rule looks at. `deprecated`: the rules for that flag."""
    if old.value == new.value:
        return
    before, after = old.map, new.map
    if deprecated and (before.get("deprecated") is True) != (after.get("deprecated") is True):
        now = after.get("deprecated") is True
        text = "is deprecated" if now else "is no longer deprecated"
        log.changed(f"{deprecated}-{'' if now else 'un'}deprecated", label, text, old, new)
    for rule, keys in (("description-changed", _WORDS), ("example-changed", _EXAMPLES)):
        different = sorted(key for key in keys if key not in known and before.get(key) != after.get(key))
        if different:
            log.changed(rule, label, f"{', '.join(different)} changed", old, new, key=_digest(after, different))
    skip = known | _WORDS | _EXAMPLES | {"deprecated"}
    left, right = rest(before, skip), rest(after, skip)
    different = sorted(key for key in left.keys() | right.keys() if left.get(key) != right.get(key))
    if different:
        log.changed(
            "metadata-changed", label, f"{', '.join(different)} changed", old, new, key=_digest(after, different)
        )


def _digest(schema: Mapping[str, Any], keys: list[str]) -> str:
    return canonical([cast(object, schema.get(key)) for key in keys])


SCHEMA_KEYS = _COMPARED | LOGIC
