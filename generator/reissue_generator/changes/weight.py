"""How much changes weigh together: how many there are of each level, the sections of a changelog, the version they ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from .record import Change
from .rules.rule import ORDER, Level

_BUMP = {Level.BREAKING: "major", Level.DEPRECATION: "minor", Level.ADDITION: "minor", Level.COSMETIC: "patch"}
ADDED = _BUMP[Level.ADDITION]
"""The word for what is new as a whole."""
_HEADINGS = {
    Level.BREAKING: "Breaking",
    Level.DEPRECATION: "Deprecated",
    Level.ADDITION: "Added or relaxed",
    Level.COSMETIC: "Words and metadata",
}


def counts(changes: Sequence[Change]) -> dict[str, int]:
    """How many changes there are of each level, the heaviest level first."""
    counted = Counter(change.rule.level for change in changes)
    return {level.value: counted[level] for level in ORDER}


def heavy(changes: Sequence[Change], limit: Level) -> list[Change]:
    """The changes that weigh at least as much as a limit."""
    return [change for change in changes if ORDER.index(change.rule.level) <= ORDER.index(limit)]


def sections(changes: Sequence[Change]) -> Iterator[tuple[str, list[Change]]]:
    """The headings of a changelog entry, and the changes under each; the heaviest first."""
    for level in ORDER:
        if found := [change for change in changes if change.rule.level is level]:
            yield f"### {_HEADINGS[level]}", found


def bump(changes: Sequence[Change]) -> str:
    """The version that the changes ask for: major, minor, patch or none."""
    found = {change.rule.level for change in changes}
    return next((_BUMP[level] for level in ORDER if level in found), "none")


def raised(version: str, word: str) -> str:
    """The next version by Semantic Versioning for such a word; before 1.0 a major change raises the minor number."""
    parts = [int(part) if part.isdigit() else 0 for part in version.split("+")[0].split("-")[0].split(".")]
    major, minor, patch = (*parts, 0, 0)[:3]
    if word == "none":
        return version
    if word == "major" and major:
        return f"{major + 1}.0.0"
    if word == "major" or (major and word == "minor"):
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"
