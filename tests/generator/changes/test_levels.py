"""Levels that a project gives rules of its own: which are taken, which are refused and in what words, and in which order changes stand then."""

from __future__ import annotations

from pathlib import Path

import pytest

from reissue_generator.changes import Level
from reissue_generator.changes.levels import at_levels, levels_of
from reissue_generator.errors import ConfigurationError
from tests.generator.changes.document_pairs import changes
from tests.generator.small_clients import sending

NO_RULE = "[tool.reissue.diff] there is no rule "


def test_what_a_project_says_is_taken() -> None:
    told = {"request-bound-narrowed": "cosmetic", "request-type-changed": "addition"}
    assert levels_of(told) == {"request-bound-narrowed": Level.COSMETIC, "request-type-changed": Level.ADDITION}


@pytest.mark.parametrize(
    ("name", "level", "words"),
    [
        ("request-bound-narowed", "cosmetic", f"{NO_RULE}'request-bound-narowed'; is 'request-bound-narrowed' meant?"),
        ("~", "cosmetic", f"{NO_RULE}'~'. `reissue explain RULE` and docs/rules know them."),
        (
            "request-bound-narrowed",
            "loud\x1b",
            "[tool.reissue.diff] request-bound-narrowed = 'loud\ufffd' is no level; there are "
            "breaking, deprecation, addition, cosmetic.",
        ),
    ],
)
def test_what_there_is_not_is_refused(name: str, level: str, words: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        levels_of({name: level})
    assert str(refused.value) == words


@pytest.mark.usefixtures("wire_alone")
def test_the_heaviest_stands_first(tmp_path: Path) -> None:
    old, new = (
        sending({"type": "object", "properties": {"a": {"type": "integer", "maximum": most}, **more}})
        for most, more in ((9, {"b": {"type": "string"}}), (8, {"c": {"type": "boolean"}}))
    )
    levels = {"request-bound-narrowed": Level.COSMETIC, "request-property-added": Level.DEPRECATION}
    assert [(one.rule.id, str(one.rule.level)) for one in at_levels(changes(tmp_path, old, new), levels)] == [
        ("request-property-removed", "breaking"),
        ("request-property-added", "deprecation"),
        ("request-bound-narrowed", "cosmetic"),
    ]
