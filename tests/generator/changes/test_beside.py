"""What stands beside a reference, or in a part of `allOf`, counts with what it leads to; and what a schema says of no member by name.

JSC is JSON Schema 2020-12, Core, and JSV its Validation; OAS the OpenAPI Specification.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reissue_generator.changes import Level
from tests.generator.changes.document_pairs import (
    KEY,
    STRING,
    Case,
    edited,
    heaviest,
    query,
    secured,
    taking,
)
from tests.generator.small_clients import V30, V31, ref, sending

BREAKING, NOTHING = Level.BREAKING, None
NAME, COUNT = {"type": "string"}, {"type": "integer"}
TAGS = {"type": "array", "items": STRING}
PERSON = {"type": "object", "properties": {"id": STRING}}


def member(schema: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"a": schema}}


def narrowed(model: dict[str, Any], version: str = V31, **words: Any) -> list[Case]:
    """A request whose member is a reference with something beside it now, in two ways of saying so."""
    plain = sending(member(ref("N")), version, N=model)
    parts = sending(member({"allOf": [ref("N"), words]}), version, N=model)
    siblings = sending(member({**ref("N"), **words}), version, N=model)
    return [(plain, parts), (plain, siblings)] if version == V31 else [(plain, parts)]


BESIDE = [
    case
    for version in (V30, V31)  # JSC 8.2.3.1 and 10.2.1.1; in 3.0 nothing counts beside $ref (OAS 3.0, Reference Object)
    for model, words in (
        (NAME, {"maxLength": 3}),
        (NAME, {"pattern": "^a"}),
        (NAME, {"not": {"maxLength": 1}}),
        (COUNT, {"minimum": 3}),
        (COUNT, {"multipleOf": 2}),
        (TAGS, {"maxItems": 2}),
        (TAGS, {"uniqueItems": True}),
        (PERSON, {"minProperties": 1}),
        ({"type": "string", "enum": ["a", "bb"]}, {"maxLength": 1}),
    )
    for case in narrowed(model, version, **words)
]
OTHERS: dict[str, tuple[Case, Level | None]] = {
    "a default beside a reference": (
        (query(schema={**ref("N"), "default": "a"}), query(schema={**ref("N"), "default": "b"})),
        BREAKING,
    ),
    "a member that no schema names is wanted (JSV 6.5.3)": (
        (sending(member(STRING)), sending({**member(STRING), "required": ["z"]})),
        BREAKING,
    ),
    "no value is possible (JSC 4.3.2)": ((sending(member(STRING)), sending(member(False))), BREAKING),
    "true is not 1 (JSC 4.2.2)": ((sending({"const": True}), sending({"const": 1})), BREAKING),
    "the requirement of the only operation is the document's (OAS, Operation Object)": (
        (edited(secured({"k": KEY}, []), "paths", "/things", "get", "security", value=[{"k": []}]), secured({"k": KEY}, [{"k": []}])),
        NOTHING,
    ),
    "one text is written in one way (OAS, Parameter Object: explode)": (
        (query(schema=STRING), query(schema=STRING, explode=False)),
        NOTHING,
    ),
    "JSON has no encodings (OAS, Media Type Object)": (
        (taking("application/json"), taking("application/json", encoding={"note": {"contentType": "text/plain"}})),
        NOTHING,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BESIDE)
def test_what_stands_beside_a_reference_counts(case: Case, tmp_path: Path) -> None:
    for pair, level in ((case, BREAKING), (case[::-1], Level.ADDITION)):
        found, told = heaviest(tmp_path, *pair)
        assert found is level
        assert "ThingsDoBody.a:" in told[0], told  # where it stands; the component is as it was


@pytest.mark.parametrize("name", OTHERS)
def test_other_kinds(name: str, tmp_path: Path) -> None:
    case, level = OTHERS[name]
    named = tuple({**side, "components": {**side.get("components", {}), "schemas": {"N": NAME}}} for side in case)
    assert heaviest(tmp_path, *named)[0] is level


def test_beside_a_reference_nothing_counts_in_30(tmp_path: Path) -> None:
    old, new = (sending(member(schema), V30, N=NAME) for schema in (ref("N"), {**ref("N"), "maxLength": 3}))
    assert heaviest(tmp_path, old, new)[0] is NOTHING
