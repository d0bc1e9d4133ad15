"""An example with a member that its schema does not name is told: a typo, or a name that the vendor has given up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from reissue_generator.document import Document
from reissue_generator.findings import Level
from reissue_generator.lint.run import lint
from tests.generator.small_clients import document, operation

TEXT = {"type": "string"}
THING: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": TEXT,
        "rows": {"type": "array", "items": {"type": "object", "properties": {"sku": TEXT}}},
        "limits": {"type": "object", "additionalProperties": {"type": "object", "properties": {"day": {"type": "integer"}}}},
        "free": {"type": "object"},
        "open": {"type": "object", "properties": {"a": TEXT}, "additionalProperties": True},
        "named": {"type": "object", "properties": {"a": TEXT}, "patternProperties": {"^x-": TEXT}},
        "either": {"oneOf": [{"$ref": "#/components/schemas/Card"}, {"$ref": "#/components/schemas/Iban"}]},
        "both": {"allOf": [{"$ref": "#/components/schemas/Card"}, {"type": "object", "properties": {"more": TEXT}}]},
    },
}  # fmt: skip
CARD = {"type": "object", "properties": {"last4": TEXT}, "required": ["last4"]}
IBAN = {"type": "object", "properties": {"iban": TEXT}, "required": ["iban"]}


def told(folder: Path, example: Any, schema: Any = None, more: Any = None) -> list[str]:
    media = {"schema": schema or {"$ref": "#/components/schemas/Thing"}, **(more or {"example": example})}
    answers = {"200": {"description": "ok", "content": {"application/json": media}}}
    made = document(
        {"/t": {"get": operation(responses=answers)}},
        components={"schemas": {"Thing": THING, "Card": CARD, "Iban": IBAN}},
    )
    (folder / "t.yaml").write_text(yaml.safe_dump(made, sort_keys=False))
    found = lint(Document.open(folder / "t.yaml"), None)
    assert all(one.level is Level.WARNING and one.place.line > 1 for one in found if one.rule == "example-member")
    return [one.message.partition(": ")[2] for one in found]


@pytest.mark.parametrize(
    ("example", "name"),
    [
        ({"nmae": "x"}, "'nmae'; did you mean 'name'?"),
        ({"rows": [{"sku": "a"}, {"skuu": "b"}]}, "'skuu'; did you mean 'sku'?"),
        ({"limits": {"any": {"dya": 1}}}, "'dya'; did you mean 'day'?"),
        ({"either": {"iban": "x", "bic": "y"}}, "'bic'"),
        ({"both": {"last4": "1", "more": "m", "moer": "m"}}, "'moer'; did you mean 'more'?"),
    ],
)
def test_a_member_that_no_schema_names(tmp_path: Path, example: Any, name: str) -> None:
    assert told(tmp_path, example) == [name]
    assert told(tmp_path, None, more={"examples": {"one": {"value": example}}}) == [name]
    assert told(tmp_path, None, {"$ref": "#/components/schemas/Thing", "examples": [example]}, {"x-none": 1}) == [name]


def test_what_is_open_on_purpose_is_not_told(tmp_path: Path) -> None:
    """JSON Schema 2020-12, Core, 10.3.2: names of a pattern, and any other, are meant where the schema says so."""
    example = {
        "free": {"x": 1},
        "open": {"b": 1},
        "named": {"x-a": "1"},
        "limits": {"any": {"day": 1}},
        "both": {"last4": "4", "more": "m"},
    }
    assert told(tmp_path, example) == []


def test_a_closed_schema_tells_of_it_once(tmp_path: Path) -> None:
    closed = {"type": "object", "properties": {"name": TEXT}, "additionalProperties": False}
    (message,) = told(tmp_path, {"nmae": "x"}, closed)
    assert "'nmae' was unexpected" in message
