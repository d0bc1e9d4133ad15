"""The catalogue is symmetric: each rule has its twin, and what narrows one way widens the other."""

from __future__ import annotations

import re

import pytest

from reissue_generator.changes import RULES, Direction, Effect, Level
from reissue_generator.changes.rules.readings import READINGS, reading_of
from tests.generator import command_line
from tests.generator.changes.rules_pages import FINGERPRINTS, FOLDER, fingerprints, pages

_OPPOSITES = (
    ("removed", "added"),
    ("narrowed", "widened"),
    ("became-required", "became-optional"),
    ("became-nullable", "became-non-nullable"),
    ("deprecated", "undeprecated"),
    ("hardened", "softened"),
    ("closed", "opened"),
    ("refused", "accepted"),
    ("advanced", "postponed"),
    ("lowered", "raised"),
)


@pytest.mark.parametrize("name", sorted(RULES))
def test_twins(name: str) -> None:
    rule = RULES[name]
    twin = RULES[rule.twin]
    assert twin.twin == name
    assert twin.direction is rule.direction
    assert rule.id == name
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", name)
    if twin is rule:
        assert name.endswith(("-changed", "-renamed", "-reordered", "-replaced", "-moved", "-unread"))
        return
    endings = [{one, other} for one, other in _OPPOSITES if name.endswith((f"-{one}", f"-{other}"))]
    assert any(
        name.rpartition(f"-{one}")[0] == rule.twin.rpartition(f"-{other}")[0] != ""
        for pair in endings
        for one in pair
        for other in pair - {one}
    ), name


def test_every_facet_of_a_request_has_one_of_a_response() -> None:
    """What schemas say is compared in both directions."""
    facets = (
        *("type", "became", "enum", "extensible", "constant", "typed", "format", "bound", "pattern"),
        *("object", "union", "tag", "content", "logic"),
    )
    for direction, other in (("request", "response"), ("response", "request")):
        for name in RULES:
            if name.startswith(tuple(f"{direction}-{facet}-" for facet in facets)):
                assert name.replace(direction, other, 1) in RULES


@pytest.mark.parametrize("name", sorted(RULES))
def test_levels_follow_the_direction(name: str) -> None:
    rule = RULES[name]
    if name.endswith("-narrowed") and rule.direction is not Direction.BOTH:
        assert rule.level is (Level.BREAKING if rule.direction is Direction.REQUEST else Level.ADDITION)
    if name.endswith("-widened") and rule.direction is not Direction.BOTH:
        assert rule.level is (Level.ADDITION if rule.direction is Direction.REQUEST else Level.BREAKING)
    if rule.effect in (Effect.REMOVED_NAME, Effect.CHANGED_TYPE, Effect.NEW_REQUIRED_ARGUMENT, Effect.WIDENED_RESULT):
        assert rule.level is Level.BREAKING
    if rule.level is Level.COSMETIC:
        assert rule.effect in (Effect.NONE, Effect.BEHAVIOUR)


def test_words_are_for_people() -> None:
    titles = [rule.title for rule in RULES.values()]
    assert len(set(titles)) == len(titles)
    for rule in RULES.values():
        assert rule.help.startswith(rule.title[:1].upper())
        assert rule.help.endswith(".")


def test_the_pages_are_what_the_rules_say() -> None:
    """`python -m tests.generator.changes.rules_pages` writes them anew."""
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert written == pages()


def test_changes_are_known_by_what_they_were_known_by() -> None:
    """Approvals and lists of ignored changes name them so: one that goes away brings back what somebody has decided."""
    assert FINGERPRINTS.read_text(encoding="utf-8") == fingerprints()


def test_every_reading_is_one_of_a_rule() -> None:
    used = {rule.id: reading_of(rule) for rule in RULES.values()}
    assert [stem for stem, text in READINGS.items() if not any(told.endswith(text) for told in used.values())] == []


def test_a_rule_is_explained() -> None:
    found = command_line.run("explain", "response-bound-widened")
    assert found.code == 0
    assert "breaking, response; Python: none; twin: response-bound-narrowed" in found.out
    assert "JSV 6.2 to 6.5" in found.out
    assert "is 'response-bound-widened' meant?" in command_line.run("explain", "response-bound-widend").error
