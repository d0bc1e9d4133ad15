"""What changes weigh together, and which entry of an operation's answers a status falls under.

Versions: Semantic Versioning 2.0.0, clauses 4 and 6 to 8. Statuses: OpenAPI 3.1.1, Responses Object, `default` and HTTP Status Code.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from reissue_generator.changes import Level, weight
from reissue_generator.changes.forms import statuses


@pytest.mark.parametrize(
    ("version", "levels", "wanted"),
    [
        ("1.2.3", [], "1.2.3"),
        ("1.2.3", ["cosmetic"], "1.2.4"),
        ("1.2.3", ["addition"], "1.3.0"),
        ("1.2.3", ["deprecation", "cosmetic"], "1.3.0"),
        ("1.2.3", ["addition", "breaking"], "2.0.0"),
        ("0.2.3", ["breaking"], "0.3.0"),
        ("0.2.3", ["addition"], "0.2.4"),
        ("2.0.0rc1", ["addition"], "2.1.0"),
        ("1.2.3-rc.1", ["cosmetic"], "1.2.4"),
        ("1.2.3+build.7", ["cosmetic"], "1.2.4"),
        ("1.2", ["cosmetic"], "1.2.1"),
        ("3", ["breaking", "cosmetic"], "4.0.0"),
        ("3", ["cosmetic"], "3.0.1"),
        ("0.0.9", ["deprecation"], "0.0.10"),
        ("1.2.3.4", ["deprecation"], "1.3.0"),
        ("1.x.3", ["cosmetic"], "1.0.4"),
    ],
)
def test_bump(version: str, levels: list[str], wanted: str) -> None:
    changes = [SimpleNamespace(rule=SimpleNamespace(level=level)) for level in levels]
    assert weight.raised(version, weight.bump(changes)) == wanted


def test_what_changes_weigh_together() -> None:
    order = ["cosmetic", "breaking", "addition", "breaking", "deprecation"]
    changes: list[Any] = [SimpleNamespace(rule=SimpleNamespace(level=Level(level))) for level in order]
    assert list(weight.counts(changes).items()) == [
        ("breaking", 2),
        ("deprecation", 1),
        ("addition", 1),
        ("cosmetic", 1),
    ]
    assert weight.counts([]) == {"breaking": 0, "deprecation": 0, "addition": 0, "cosmetic": 0}
    assert weight.heavy(changes, Level.DEPRECATION) == [changes[1], changes[3], changes[4]]
    assert weight.heavy(changes, Level.COSMETIC) == changes
    assert list(weight.sections(changes)) == [
        ("### Breaking", [changes[1], changes[3]]),
        ("### Deprecated", [changes[4]]),
        ("### Added or relaxed", [changes[2]]),
        ("### Words and metadata", [changes[0]]),
    ]
    assert list(weight.sections(changes[:1])) == [("### Words and metadata", changes[:1])]


@pytest.mark.parametrize(
    ("status", "others", "wanted"),
    [
        ("404", ["4XX", "default"], "4XX"),
        ("404", ["5XX", "default"], "default"),
        ("404", ["5XX"], None),
        ("4XX", ["404", "default"], "default"),
        ("4XX", ["4XX"], None),
        ("default", ["default", "dXX"], None),
        ("201", ["2XX"], "2XX"),
        ("201", ["default"], "default"),
        ("201", ["200", "default"], None),  # beside declared successes `default` is that of failures
    ],
)
def test_the_entry_that_a_status_falls_under(status: str, others: list[str], wanted: str | None) -> None:
    assert statuses.covering(status, others) == wanted


@pytest.mark.parametrize(
    ("status", "others", "wanted"),
    [
        ("200", ["2XX", "default"], "2XX"),
        ("200", ["default", "200"], "200"),
        ("200", ["201", "default"], "default"),
        ("200", ["201"], None),
        ("default", ["200"], None),
        ("default", ["default"], "default"),
    ],
)
def test_the_entry_of_our_own_answers(status: str, others: list[str], wanted: str | None) -> None:
    assert statuses.covering(status, others, ours=True) == wanted
