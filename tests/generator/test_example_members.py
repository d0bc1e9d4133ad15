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


CONDITIONS: dict[str, Any] = {
    "type": "object",
    "properties": {"kind": TEXT, "rows": {"type": "array", "prefixItems": [CARD, {"type": "array", "items": IBAN}]}},
    "patternProperties": {"^x-": CARD},
    "if": {"properties": {"kind": {"const": "a"}, "asked": TEXT}},
    "then": {"properties": {"chosen": CARD}},
    "else": {"properties": {"other": TEXT}},
    "dependentSchemas": {"kind": {"properties": {"dependent": TEXT}}},
    "unevaluatedProperties": {"type": "object", "properties": {"b": TEXT}},
}


def test_members_that_only_a_condition_or_a_pattern_knows(tmp_path: Path) -> None:
    """JSON Schema 2020-12, Core, 10.2.2, 10.3.1 and 11.3: they name members as `properties` does."""
    known = {"kind": "a", "asked": "x", "chosen": {"last4": "1"}, "dependent": "x", "x-a": {"last4": "1"}}
    rows = [{"last4": "1"}, [{"iban": "i"}]]
    assert told(tmp_path, {**known, "rows": rows, "more": {"b": "x"}}, CONDITIONS) == []
    assert told(tmp_path, {"kind": "b", "other": "x"}, CONDITIONS) == []
    odd = {"chosen": {"last4": "1", "l4": "x"}, "x-a": {"last4": "1", "p": 1}, "more": {"c": 1}}
    names = told(tmp_path, {**odd, "rows": [{"last4": "1", "t": 1}, [{"iban": "i", "u": 1}]]}, CONDITIONS)
    assert sorted(name.split("'")[1] for name in names) == ["c", "l4", "p", "t", "u"]
    only = {key: CONDITIONS[key] for key in ("type", "properties", "then", "if")}
    assert told(tmp_path, {"kind": "a", "chosne": {}}, only) == ["'chosne'; did you mean 'chosen'?"]


def variant(kind: str, *names: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["by"],
        "properties": {"by": {"const": kind}, **dict.fromkeys(names, TEXT)},
        **more,
    }


BOAT, TRAIN = variant("boat", "pier"), variant("train", "platform", "berth")
SHORT = {"type": "object", "required": ["hours"], "properties": {"hours": {"type": "integer"}, "note": TEXT}}
LONG = {"type": "object", "required": ["days"], "properties": {"days": {"type": "integer"}, "remark": TEXT}}


@pytest.mark.parametrize(
    ("schema", "example", "names"),
    [
        ({"oneOf": [BOAT, TRAIN]}, {"by": "boat", "berth": "4"}, ["berth"]),
        ({"oneOf": [BOAT, TRAIN]}, {"by": "train", "berth": "4"}, []),
        ({"oneOf": [SHORT, LONG]}, {"hours": 3, "remark": "x"}, ["remark"]),
        ({"anyOf": [SHORT, LONG]}, {"hours": 3, "days": 1, "remark": "x", "note": "y"}, []),  # both apply
        ({"anyOf": [SHORT, {"type": "null"}]}, {"hours": 3, "remark": "x"}, ["remark"]),
        ({"type": "array", "items": {"oneOf": [BOAT, TRAIN]}}, [{"by": "train"}, {"by": "boat", "platform": "x"}], ["platform"]),
        ({"allOf": [{"oneOf": [BOAT, TRAIN]}, SHORT]}, {"by": "boat", "hours": 1, "berth": "4"}, ["berth"]),
        ({**TRAIN, "properties": {**TRAIN["properties"], "via": {"oneOf": [BOAT, TRAIN]}}}, {"by": "train", "via": {"by": "boat", "berth": "x"}}, ["berth"]),
        ({"if": BOAT, "then": {"properties": {"knots": TEXT}}, "else": {"properties": {"mph": TEXT}}}, {"by": "boat", "mph": "x"}, ["mph"]),
        ({"properties": {"a": TEXT}, "dependentSchemas": {"b": {"properties": {"c": TEXT}}}}, {"a": "x", "c": "x"}, ["c"]),
    ],
)  # fmt: skip
def test_only_the_variant_that_applies_names_members(
    tmp_path: Path, schema: Any, example: Any, names: list[str]
) -> None:
    """JSON Schema 2020-12, Core, 7.7.1.1: `unevaluatedProperties: false` beside the union would refuse just these."""
    assert [name.split("'")[1] for name in told(tmp_path, example, schema)] == names


def test_where_no_variant_fits_that_alone_is_told(tmp_path: Path) -> None:
    (message,) = told(tmp_path, {"by": "plane", "berth": "4"}, {"oneOf": [BOAT, TRAIN]})
    assert "was expected" in message


def test_what_only_requests_or_answers_have_makes_no_other_variant(tmp_path: Path) -> None:
    """OpenAPI 3.1, Schema Object: `required` counts for a readOnly member in answers only."""
    properties = {"by": {"const": "boat"}, "id": {"type": "string", "readOnly": True}, "pier": TEXT}
    read_only = {"type": "object", "required": ["by", "id"], "properties": properties}
    shown = {
        "oneOf": [read_only, TRAIN],
        "examples": [{"by": "boat", "pier": "x"}, {"by": "boat", "id": "1", "berth": "4"}],
    }
    assert [name.split("'")[1] for name in told(tmp_path, None, shown, {"x-none": 1})] == ["berth"]


def test_examples_of_all_places(tmp_path: Path) -> None:
    """OpenAPI 3.2, 4.19: of an Example Object the value is judged; what is serialized or elsewhere is text."""
    thing = {"$ref": "#/components/schemas/Thing"}

    def shown(name: str) -> dict[str, Any]:
        return {"schema": thing, "examples": {"one": {"dataValue": {name: 1}, "serializedValue": "{"}}}

    ok = {"200": {"description": "ok"}}
    post = {"requestBody": {"content": {"application/json": shown("callback")}}, "responses": ok}
    header = {"schema": thing, "examples": {"one": {"$ref": "#/components/examples/H"}}}
    answers = {
        "200": {
            "description": "ok",
            "headers": {"X-A": header, "X-B": {"content": {"application/json": shown("text")}}},
        }
    }
    made = document(
        {"/t": {"get": operation(
            responses=answers,
            callbacks={"done": {"{$request.query.url}": {"post": post}}},
            parameters=[
                {"name": "q", "in": "query", **shown("query")},
                {"name": "f", "in": "query", "content": {"application/json": shown("filter")}},
                {"name": "e", "in": "query", "schema": thing, "examples": {"one": {"externalValue": "e.json"}}},
            ],
        )}},
        openapi="3.2.0",
        webhooks={"paid": {"post": {
            "requestBody": {"content": {"application/json": shown("hook")}}, "responses": ok, "operationId": "paid",
        }}},
        components={"schemas": {"Thing": THING, "Card": CARD, "Iban": IBAN}, "examples": {"H": {"value": {"header": 1}}}},
    )  # fmt: skip
    (tmp_path / "t.yaml").write_text(yaml.safe_dump(made, sort_keys=False))
    found = [
        one.message.split("'")[1]
        for one in lint(Document.open(tmp_path / "t.yaml"), None)
        if one.rule == "example-member"
    ]
    assert sorted(found) == ["callback", "filter", "header", "hook", "query", "text"]
