"""Every rule is found in a tiny pair of documents, and its twin when they are swapped."""

from __future__ import annotations

from pathlib import Path

import pytest

from reissue_generator.changes import RULES, Change, Level, weight
from reissue_generator.changes.python.addresses import node_at
from reissue_generator.changes.python.joined import folded
from reissue_generator.document import Node, Pointer, pointer_text
from tests.generator.changes.document_pairs import changes, rules
from tests.generator.changes.rule_cases import PYTHON, WIRE

ALL = {**WIRE, **PYTHON}


def test_every_rule_has_a_case() -> None:
    covered = ALL.keys() | {RULES[rule].twin for rule in ALL}
    assert sorted(RULES.keys() - covered) == []
    assert sorted(covered - RULES.keys()) == []


@pytest.fixture(scope="module", params=sorted(ALL))
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[Change]]:
    """A rule, and all that is told of its pair."""
    return request.param, changes(tmp_path_factory.mktemp("rule"), *ALL[request.param])


def test_forwards(found: tuple[str, list[Change]]) -> None:
    """One change of a document is one finding of the wire; names that Python gains or loses by it stand beside."""
    rule, told = found
    assert rule in {one.rule.id for one in told}
    wire = [one for one in told if not one.rule.id.startswith("python-")]
    if rule in WIRE and not rule.startswith(("security-scheme", "webhook-removed")):
        assert [one.rule.id for one in wire if one.rule.id != rule] == [], [one.message for one in wire]
    if rule in PYTHON and rule.endswith(("-renamed", "-reordered")):
        assert [one.rule.id for one in wire if one.rule.level is Level.BREAKING] == []


def test_one_thing_is_told_once(found: tuple[str, list[Change]]) -> None:
    """What Python sees of a change of the wire is told with it, unless it weighs more; then it names the other."""
    told = folded(found[1])
    breaking = {one.fingerprint for one in told if one.rule.level is Level.BREAKING and not one.is_of_python}
    assert [one.message for one in told if one.is_of_python and one.follows in breaking] == []
    assert {one.fingerprint for head in told for one in (head, *head.python)} == {one.fingerprint for one in found[1]}
    assert weight.bump(told) == weight.bump(found[1])


@pytest.mark.parametrize("rule", sorted(ALL))
def test_backwards(rule: str, tmp_path: Path) -> None:
    old, new = ALL[rule]
    assert RULES[rule].twin in rules(tmp_path, new, old)


@pytest.mark.parametrize("rule", sorted(ALL))
def test_a_document_is_equal_to_itself(rule: str, tmp_path: Path) -> None:
    for doc in ALL[rule]:
        assert rules(tmp_path, doc, doc) == []


def test_both_places_and_fingerprint(found: tuple[str, list[Change]], tmp_path: Path) -> None:
    rule, first = found
    second = changes(tmp_path, *ALL[rule])
    for one in first:
        assert one.old.place.file.endswith("old.json")
        assert one.new.place.file.endswith("new.json")
        assert one.old.place.line > 0
        assert one.new.place.line > 0
        (was, gone), (now, missing) = _standing(one.old), _standing(one.new)
        assert (was and now) or was != now, "what changed stands in one of them"
        assert {*gone} <= {*one.new.pointer, *_HOLDERS}, "it would stand where it stands in the other"
        assert {*missing} <= {*one.old.pointer, *_HOLDERS}
    assert [one.fingerprint for one in first] == [one.fingerprint for one in second]
    assert len({one.fingerprint for one in first}) == len(first)


_HOLDERS = ("components", "schemas", "webhooks")
"""Where what one document alone has would stand."""


def _standing(node: Node) -> tuple[bool, Pointer]:
    """Whether something stands at an address, and the end of the address that does not."""
    here = node_at(node.source, pointer_text(node.pointer))
    return here.pointer == node.pointer, node.pointer[len(here.pointer) :]
