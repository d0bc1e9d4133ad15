"""Rules that weigh otherwise in a project: `[tool.reissue.diff]` of its pyproject.toml, a level by the id of a rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from ..errors import ConfigurationError
from ..findings import clean
from .record import Change
from .rules.catalogue import RULES
from .rules.rule import ORDER, Level

WHERE = "[tool.reissue.diff]"


def levels_of(told: Mapping[str, str]) -> dict[str, Level]:
    """What a project says, checked. Raises ConfigurationError for a rule or a level that there is not."""
    found: dict[str, Level] = {}
    for name, level in told.items():
        if name not in RULES:
            near = get_close_matches(name, RULES)
            hint = f"; is {near[0]!r} meant?" if near else ". `reissue explain RULE` and docs/rules know them."
            raise ConfigurationError(f"{WHERE} there is no rule {clean(name)!r}{hint}")
        if level not in ORDER:
            raise ConfigurationError(f"{WHERE} {name} = {clean(level)!r} is no level; there are {', '.join(ORDER)}.")
        found[name] = Level(level)
    return found


def at_levels(changes: Iterable[Change], levels: Mapping[str, Level]) -> list[Change]:
    """The changes with the levels that a project has given their rules, the heaviest first."""
    found = [
        replace(change, rule=replace(change.rule, level=levels.get(change.rule.id, change.rule.level)))
        for change in changes
    ]
    return sorted(found, key=lambda change: ORDER.index(change.rule.level))
