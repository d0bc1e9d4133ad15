"""What the running judge breaks is told as breaking, over small documents and the four specs with random changes.

`REISSUE_JUDGE=200` makes so many hundreds of small pairs, and so many changes of each spec.
"""

from __future__ import annotations

import copy
import os
import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from reissue_generator.changes import Level
from tests.generator.changes.document_pairs import changes
from tests.generator.changes.judge import Judge, messages
from tests.generator.changes.mutations import mutated, schemas_in, some_schema
from tests.generator.small_clients import reading, sending

ROUNDS = int(os.environ.get("REISSUE_JUDGE", "1"))
SPECS = Path(__file__).parents[3] / "specs"


def breaking(folder: Path, old: Any, new: Any) -> list[str]:
    """The changes of the wire that are told as breaking."""
    found = changes(folder, old, new)
    return [one.message for one in found if one.rule.level is Level.BREAKING and not one.rule.id.startswith("python-")]


@pytest.mark.parametrize("make", [sending, reading])
def test_small_documents(make: Any, tmp_path: Path) -> None:
    missed: list[str] = []
    for seed in range(100 * ROUNDS):
        chance = random.Random(seed)
        schema = some_schema(chance)
        other = mutated(chance, schema)
        broken = Judge(chance).breaks(make(schema), make(other))
        if broken and not breaking(tmp_path, make(schema), make(other)):
            missed.append(f"{seed}: {schema} -> {other}: {broken}")
    assert missed == []


@pytest.mark.parametrize(
    "spec", sorted(path.stem for path in SPECS.glob("*.yaml" if "REISSUE_JUDGE" in os.environ else "paypen.yaml"))
)
def test_the_specs(spec: str, tmp_path: Path) -> None:
    old = yaml.load((SPECS / f"{spec}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    missed: list[str] = []
    for seed in range(ROUNDS):
        chance = random.Random(seed)
        new = copy.deepcopy(old)
        told = changed_somewhere(chance, new)
        broken = Judge(chance, each=4).breaks(old, new)
        if broken and not breaking(tmp_path, old, new):
            missed.append(f"{seed}: {told}: {broken[:2]}")
    assert missed == []


def changed_somewhere(chance: random.Random, document: Any) -> str:
    """Change one schema of a document, of components or in place; gives what was changed."""
    parts = document.get("components", {}).get("schemas", {})
    places = [(parts, name) for name in sorted(parts)]
    for path in sorted(document["paths"]):
        for call in document["paths"][path].values():
            content = call.get("requestBody", {}).get("content", {}) if isinstance(call, dict) else {}
            places += [(entry, "schema") for entry in content.values() if "schema" in entry]
    holder, name = chance.choice(places)
    before = holder[name]
    holder[name] = mutated(chance, before)
    return f"{name}: {before} -> {holder[name]}"[:600]


def test_the_judge_sees_what_is_broken() -> None:
    """A judge that lets everything pass would prove nothing."""
    judge = Judge(random.Random(1), each=60)
    text, number = {"type": "string", "maxLength": 3}, {"type": "integer"}
    assert judge.breaks(sending({"type": "string"}), sending(text)) != []
    assert judge.breaks(sending(text), sending({"type": "string"})) == []
    assert judge.breaks(reading(text), reading({"type": "string"})) != []
    assert judge.breaks(reading({"anyOf": [text, number]}), reading(number)) == []
    assert judge.breaks(reading({"type": "string", "enum": ["a", "b"]}), reading({"type": "string"})) == []
    assert [place for place, _ in messages(sending(text))] == ["request post /things application/json"]
    assert len(list(schemas_in({"properties": {"a": {"items": {}}}, "oneOf": [{}]}))) == 4
