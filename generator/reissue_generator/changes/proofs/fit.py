"""Single values against schemas, as far as that is seen without looking into objects and arrays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...document import is_of
from .facts import Facts, Term, finds
from .limits import Stated, limits_of
from .schema import canonical
from .steps import is_multiple, is_step

_MOST = 100
"""Numbers that anybody lists one by one."""


def all_values(facts: Facts) -> list[Any] | None:
    """All values that there may be, where they can be listed."""
    if facts.values is not None:
        return facts.values
    found: list[Any] = []
    for kind in facts.kinds:
        values = _all_of(kind, facts.limits)
        if values is None:
            return None
        found += values
    return found


def _all_of(kind: str, limits: dict[str, Stated]) -> list[Any] | None:
    """All values of a type, where they can be listed."""
    if kind == "integer" and "minimum" in limits and "maximum" in limits:
        first, last = int(limits["minimum"].limit.value), -int(limits["maximum"].limit.value)
        return list(range(first, last + 1)) if last - first < _MOST else None
    if kind == "string" and "maxLength" in limits:
        return [""] if not limits["maxLength"].limit.value else None
    return [True, False] if kind == "boolean" else [None] if kind == "null" else None


def is_of_any(value: Any, kinds: Iterable[str]) -> bool:
    return any(is_of(value, kind) for kind in kinds)


def may_be(value: Any, facts: Facts) -> bool:
    """Whether nothing that is easily seen speaks against a value."""
    if facts.values is not None and canonical(value) not in map(canonical, facts.values):
        return False
    return is_of_any(value, facts.kinds) and all(fits(value, part) for part in facts.parts)


def fits(value: Any, told: Term) -> bool:
    """Whether a number or a text keeps the limits, the multiple and the pattern that one schema says itself."""
    schema: dict[str, Any] = told.node.map
    limits = limits_of([told.node], whole=False)
    if isinstance(value, str):
        pattern = schema.get("pattern")
        bounds = _keeps(limits, "Length", len(value))
        return bounds and (not isinstance(pattern, str) or finds(pattern, value))
    if is_of(value, "number"):
        step = schema.get("multipleOf")
        return _keeps(limits, "imum", value) and (not is_step(step) or is_multiple(value, step))
    return True


def _keeps(limits: dict[str, Any], ending: str, number: float) -> bool:
    for name, stated in limits.items():
        if name.endswith(ending):
            sign = 1 if name.startswith("min") else -1
            least, outside = stated.limit
            if sign * number < least or (outside and sign * number == least):
                return False
    return True
