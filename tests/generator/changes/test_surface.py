"""What pyright refuses in a caller of the old package is told as breaking for Python, and what it accepts is not.

`REISSUE_CALLERS=10` judges ten times as many changes of the small documents, and so many of each spec.
"""

from __future__ import annotations

import ast
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from reissue_generator.changes import weight
from reissue_generator.changes.python.joined import folded
from reissue_generator.changes.python.surface import Alias, Fits
from reissue_generator.changes.python.surface.types import read
from tests.generator.changes.document_mutations import changed
from tests.generator.changes.document_pairs import changes, named, rules, thing
from tests.generator.changes.mutations import mutated, some_schema
from tests.generator.changes.python_judge import Doc, Pair, Verdict, judged
from tests.generator.changes.surface_documents import ENVELOPED, RICH
from tests.generator.small_clients import reading, ref, sending

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


_NAMES = {"models.Pet": Alias(read(ast.parse("models.Cat | models.Dog", mode="eval").body, str))}


@pytest.mark.parametrize(
    ("given", "asked", "fits"),
    [
        # the typing specification, by chapter
        ("int", "float", True),  # special cases for float and complex
        ("float", "int", False),
        ("bool", "int", True),  # bool is a subclass of int
        ("bool", "Literal[True, False]", True),  # literals: enums and bool can be expanded
        ("Literal['a']", "str", True),  # literals
        ("str", "Literal['a'] | str", True),
        ("Literal[1]", "Literal[True]", False),
        ("datetime", "date", True),  # nominal subtyping
        ("date", "datetime", False),
        ("None", "str | None", True),  # union types
        ("str | None", "str", False),
        ("list[models.Cat]", "list[models.Cat | models.Dog]", False),  # generics: list is invariant
        ("list[str]", "list[Literal['a'] | str]", True),
        ("list[models.Cat]", "Sequence[models.Pet]", True),  # Sequence is covariant
        ("dict[str, int]", "dict[str, float]", False),
        ("dict[str, int]", "Mapping[str, float]", True),
        ("list[Any]", "list[str]", True),  # Any is consistent with every type
        ("tuple[int, str]", "tuple[float, str]", True),  # tuples are covariant
        ("tuple[int, str]", "tuple[int]", False),
        ("tuple[int, str]", "tuple[int, *tuple[str, ...]]", True),  # unbounded tuples inside of others
        ("tuple[int, *tuple[str, ...]]", "tuple[int, str]", False),
        ("Listing[models.Cat]", "Listing[models.Pet]", False),
        ("models.Cat", "models.Pet", True),  # type aliases stand for their types
        ("models.Pet", "models.Cat | models.Dog", True),
        ("models.Pet", "models.Cat", False),
    ],
)
def test_types_fit_as_type_checkers_say(given: str, asked: str, fits: bool) -> None:
    one, other = (read(ast.parse(each, mode="eval").body, str) for each in (given, asked))
    assert Fits(_NAMES, _NAMES)(one, other) is fits


def test_a_class_that_becomes_a_union_breaks(tmp_path: Path) -> None:
    """The name stays and can be made no more."""
    cat, dog = ({"type": "object", "properties": {name: {"type": "string"}}, "required": [name]} for name in ("a", "b"))
    old, new = named(sending(ref("Pet")), Pet=cat), named(sending(ref("Pet")), Pet={"oneOf": [cat, dog]})
    assert "python-model-kind-changed" in rules(tmp_path, old, new)


def test_what_an_envelope_hides_and_what_nothing_reaches_is_not_told(tmp_path: Path) -> None:
    new = own(ENVELOPED)
    parts = new["components"]["schemas"]
    parts["Answer"]["properties"]["message"] = {"type": "integer"}
    parts["Unused"]["required"] = []
    assert [one.message for one in changes(tmp_path, own(ENVELOPED), new) if one.is_of_python] == []


def test_a_status_without_a_body_makes_a_result_none(tmp_path: Path) -> None:
    """The wire calls it an addition, callers that use the result break, and the finding names the other."""
    old, new = reading(thing()), reading(thing())
    new["paths"]["/things"]["get"]["responses"]["204"] = {"description": "none"}
    (result,) = [one for one in changes(tmp_path, old, new) if one.is_of_python]
    wire = [one for one in changes(tmp_path, old, new) if one.rule.id == "response-success-status-added"]
    assert (result.rule.id, result.follows) == ("python-result-widened", wire[0].fingerprint)
    assert weight.bump(folded([*wire, result])) == "major"


def test_small_documents(tmp_path: Path) -> None:
    found = judged(tmp_path, some_pairs(7, 5))
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
