"""What changes weigh together, and which entry of an operation's answers a status falls under.

Versions: Semantic Versioning 2.0.0, clauses 4 and 6 to 8. Statuses: OpenAPI 3.1.1, Responses Object, `default` and HTTP Status Code.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from reissue_generator.changes import statuses, weight


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
    ],
)
def test_bump(version: str, levels: list[str], wanted: str) -> None:
    changes = [SimpleNamespace(rule=SimpleNamespace(level=level)) for level in levels]
    assert weight.raised(version, weight.bump(changes)) == wanted


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
