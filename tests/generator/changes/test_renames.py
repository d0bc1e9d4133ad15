"""Renames: one finding with what it rests on, and two where too little speaks for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.generator.changes.document_pairs import INTEGER, KEY, STRING, changes, named, query, rules, secured
from tests.generator.small_clients import asking, reading, ref

WORDS = {**STRING, "description": "Where the payer pays."}


def holding(**members: Any) -> dict[str, Any]:
    return reading({"type": "object", "properties": members})


def wire(folder: Path, old: Any, new: Any) -> list[str]:
    return [name for name in rules(folder, old, new) if not name.startswith("python-")]


@pytest.mark.parametrize(
    ("old", "new", "evidence"),
    [
        (holding(link=WORDS), holding(payAt=WORDS), "(the same schema and description)"),
        (holding(payUrl=STRING), holding(pay_url=STRING), "(the same schema and letters of the name)"),
        (
            named(holding(payer=ref("Person")), Person={"type": "object", "properties": {"id": STRING}}),
            named(holding(customer=ref("Person")), Person={"type": "object", "properties": {"id": STRING}}),
            "(the same schema and type)",
        ),
    ],
)
def test_a_renamed_member(old: Any, new: Any, evidence: str, tmp_path: Path) -> None:
    (found,) = [each for each in changes(tmp_path, old, new) if not each.rule.id.startswith("python-")]
    assert found.rule.id == "response-property-renamed"
    assert found.text.endswith(evidence)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (holding(total=STRING), holding(payer=STRING)),  # nothing but a type in common
        (holding(total=WORDS), holding(total2={**INTEGER, "description": WORDS["description"]})),  # another type
        (holding(a=WORDS, b=WORDS), holding(c=WORDS)),  # it could be either
    ],
)
def test_too_little_speaks_for_it(old: Any, new: Any, tmp_path: Path) -> None:
    found = wire(tmp_path, old, new)
    assert "response-property-renamed" not in found
    assert {"response-property-removed", "response-property-added"} <= set(found)


def test_a_renamed_component_is_nothing_on_the_wire(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"id": STRING}}
    old, new = named(reading(ref("One")), One=schema), named(reading(ref("Two")), Two=schema)
    assert rules(tmp_path, old, new) == ["python-model-renamed"]


def test_what_is_renamed_is_compared_beyond_its_name(tmp_path: Path) -> None:
    old, new = query(description="From 1 on."), query(name="number", description="From 1 on.", required=True)
    assert wire(tmp_path, old, new) == ["request-parameter-removed", "request-required-parameter-added"]
    moved = asking({"name": "page", "in": "query", "schema": STRING}, path="/articles")
    assert wire(tmp_path, query(), moved) == ["operation-moved", "request-type-widened"]


def test_a_renamed_scheme_is_the_same_one(tmp_path: Path) -> None:
    old, new = secured({"key": KEY}, [{"key": []}]), secured({"token": KEY}, [{"token": []}])
    assert wire(tmp_path, old, new) == ["security-scheme-renamed"]
