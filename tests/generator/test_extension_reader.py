"""The reader of x-reissue-* facts and the JSON Schema that defines them say the same of every value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reissue_generator.builder.extensions import KEYWORDS, definitions, fits
from reissue_generator.document import Document, walk

REPO = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((REPO / "specs" / "extensions.schema.json").read_text(encoding="utf-8"))
NOTES = {"description", "format", "x-reissue-on", "x-reissue-notes"}
ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    5,
    "",
    "text",
    "PT1H",
    "P",
    [],
    [{}],
    ["x"],
    {},
    {"name": "x"},
    {"digits": True},
]


def keywords(schema: Any) -> Iterator[str]:
    for key, value in schema.items():
        yield key
        for inner in value.values() if key == "properties" else value if key == "oneOf" else [value]:
            if isinstance(inner, dict) and key not in NOTES:
                yield from keywords(inner)


def test_the_reader_knows_every_keyword_of_the_schema() -> None:
    used = {keyword for definition in SCHEMA["$defs"].values() for keyword in keywords(definition)}
    assert used - NOTES == KEYWORDS.keys()


def facts() -> dict[str, list[Any]]:
    """The values of the four specifications by key."""
    found: dict[str, list[Any]] = {}
    for path in sorted((REPO / "specs").glob("*.yaml")):
        for _, node in walk(Document.open(path)):
            for key in node.map:
                if key.startswith("x-reissue-"):
                    found.setdefault(key, []).append(node.map[key])
    return found


def variants(value: Any) -> Iterator[Any]:
    """The value, and what it becomes where one place in it holds something odd, is missing, or is too much."""
    yield value
    yield from ODD
    if isinstance(value, dict):
        for key in value:
            yield {name: member for name, member in value.items() if name != key}
            yield from ({**value, key: changed} for changed in variants(value[key]))
        yield {**value, "more": 1}
    elif isinstance(value, list) and value:
        yield from ([*value[1:], changed] for changed in variants(value[0]))


def test_a_whole_number_has_no_fraction() -> None:
    """JSON Schema takes 36.0 for an integer; the reader does not, because it is written into code as it stands."""
    definition = definitions()["x-reissue-idempotency"]
    assert fits({"in": "header", "name": "Key", "maxLength": 36}, definition)
    assert not fits({"in": "header", "name": "Key", "maxLength": 36.0}, definition)


@pytest.mark.parametrize("key", [key for key in SCHEMA["$defs"] if key.startswith("x-")])
def test_reader_and_schema_agree(key: str) -> None:
    validator = Draft202012Validator({"$ref": f"#/$defs/{key}", "$defs": SCHEMA["$defs"]})
    samples = list({json.dumps(value): value for value in facts().get(key, [])}.values())[:20]
    for value in [changed for sample in [None, *samples] for changed in variants(sample)]:
        assert fits(value, definitions()[key]) == validator.is_valid(value), value
