"""Every rule is found in a tiny pair of documents, and its twin when they are swapped."""

from __future__ import annotations

from pathlib import Path

import pytest

from reissue_generator.changes import RULES, Level, weight
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


@pytest.mark.parametrize("rule", sorted(ALL))
def test_forwards(rule: str, tmp_path: Path) -> None:
    assert rule in rules(tmp_path, *ALL[rule])


@pytest.mark.parametrize("rule", sorted(ALL))
def test_backwards(rule: str, tmp_path: Path) -> None:
    old, new = ALL[rule]
    assert RULES[rule].twin in rules(tmp_path, new, old)


@pytest.mark.parametrize("rule", sorted(WIRE))
def test_nothing_else_is_said_of_the_wire(rule: str, tmp_path: Path) -> None:
    """One change of a document is one finding of the wire; names that Python gains or loses by it stand beside."""
    found = [one for one in changes(tmp_path, *WIRE[rule]) if not one.rule.id.startswith("python-")]
    if not rule.startswith(("security-scheme", "webhook-removed")):
        assert [one.rule.id for one in found if one.rule.id != rule] == [], [one.message for one in found]


@pytest.mark.parametrize("rule", sorted(rule for rule in PYTHON if rule.endswith(("-renamed", "-reordered"))))
def test_names_alone_change_nothing_on_the_wire(rule: str, tmp_path: Path) -> None:
    wire = [one for one in changes(tmp_path, *PYTHON[rule]) if not one.rule.id.startswith("python-")]
    assert [one.rule.id for one in wire if one.rule.level is Level.BREAKING] == []


@pytest.mark.parametrize("rule", sorted(ALL))
def test_one_thing_is_told_once(rule: str, tmp_path: Path) -> None:
    """What Python sees of a change of the wire is told with it, unless it weighs more; then it names the other."""
    found = changes(tmp_path, *ALL[rule])
    told = folded(found)
    breaking = {one.fingerprint for one in told if one.rule.level is Level.BREAKING and not one.is_of_python}
    assert [one.message for one in told if one.is_of_python and one.follows in breaking] == []
    assert {one.fingerprint for head in told for one in (head, *head.python)} == {one.fingerprint for one in found}
    assert weight.bump(told) == weight.bump(found)


@pytest.mark.parametrize("rule", sorted(ALL))
def test_a_document_is_equal_to_itself(rule: str, tmp_path: Path) -> None:
    for doc in ALL[rule]:
        assert rules(tmp_path, doc, doc) == []


@pytest.mark.parametrize("rule", sorted(ALL))
def test_both_places_and_fingerprint(rule: str, tmp_path: Path) -> None:
    first, second = changes(tmp_path, *ALL[rule]), changes(tmp_path, *ALL[rule])
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
