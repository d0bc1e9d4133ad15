"""What pyright refuses in a caller of the old package is told as breaking for Python, and what it accepts is not.

`REISSUE_CALLERS=10` judges ten times as many changes of the small documents, and so many of each spec.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.generator.changes.document_mutations import changed
from tests.generator.changes.mutations import mutated, some_schema
from tests.generator.changes.python_judge import Doc, Pair, Verdict, judged
from tests.generator.changes.surface_documents import ENVELOPED, RICH
from tests.generator.small_clients import reading, sending

ROUNDS = int(os.environ.get("REISSUE_CALLERS", "0"))
SPECS = sorted((Path(__file__).parents[3] / "specs").glob("*.yaml"))
_BATCH = 200
"""So many packages are read by one run of pyright."""


def own(doc: Doc) -> Doc:
    """A document in which nothing is shared, so that one change is one change."""
    return json.loads(json.dumps(doc, default=str))


def some_pairs(start: int, many: int) -> Iterator[Pair]:
    """Changes of the documents that hold one of each thing, and of ones with random schemas."""
    rich, enveloped = own(RICH), own(ENVELOPED)
    for seed in range(start, start + many):
        chance = random.Random(seed)
        kind = seed % 4
        if kind < 2:
            old = rich if kind else enveloped
            new, change = changed(chance, old)
        else:
            schema = some_schema(chance)
            other = mutated(chance, schema)
            old, new = (own((sending if kind == 2 else reading)(each)) for each in (schema, other))
            change = f"{schema} -> {other}"
        yield Pair(f"m{seed}", old, new, change)


def explained(found: list[Verdict]) -> None:
    """Nothing is missed, and what breaks asks for a major version."""
    assert [str(one) for one in found if one.missed] == []
    assert [str(one) for one in found if one.false_alarm] == []
    assert [str(one) for one in found if one.wrong_bump] == []


def test_small_documents(tmp_path: Path) -> None:
    found = judged(tmp_path, some_pairs(7, 12))
    explained(found)
    assert any(one.errors for one in found) and any(not one.errors for one in found)


@pytest.mark.skipif(not ROUNDS, reason="long: make long ARGS=callers")
@pytest.mark.parametrize("batch", range(ROUNDS))
def test_many_small_documents(batch: int, tmp_path: Path) -> None:
    explained(judged(tmp_path, some_pairs(10_000 + _BATCH * batch, _BATCH)))


@pytest.mark.skipif(not ROUNDS, reason="long: make long ARGS=callers")
@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_the_specs(spec: Path, tmp_path: Path) -> None:
    old = own(yaml.load(spec.read_text(encoding="utf-8"), yaml.CSafeLoader))
    pairs = (Pair(f"m{seed}", old, *changed(random.Random(seed), old)) for seed in range(10 * ROUNDS))
    explained(judged(tmp_path, pairs))
