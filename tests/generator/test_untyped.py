"""Schemas without `type`: a value of another type than their keywords imply is valid, as jsonschema says, and comes back as it was sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.corpus.examples import difference
from tests.generator.small_clients import Emitted, document, emit, operation, returns

INTEGER, STRING = {"type": "integer"}, {"type": "string"}
MEMBERS: dict[str, Any] = {"properties": {"a": INTEGER, "self": {"$ref": "#/$defs/members"}}, "required": ["a"]}
SCHEMAS: dict[str, Any] = {
    "members": {"$ref": "#/$defs/members"},
    "held": {"type": "object", "properties": {"a": {"$ref": "#/$defs/members"}}},
    "optional": {"type": "object", "properties": {"a": {"items": INTEGER}}},
    "list": {"items": {"$ref": "#/$defs/members"}},
    "map": {"additionalProperties": INTEGER},
    "open": {"properties": {"a": INTEGER}, "additionalProperties": INTEGER},
    "tuple": {"prefixItems": [INTEGER, STRING], "items": False},
    "object or list": {"properties": {"a": INTEGER}, "items": INTEGER},
    "one of two": {
        "anyOf": [{"properties": {"b": STRING}, "required": ["b"], "type": "object"}, {"$ref": "#/$defs/members"}]
    },
    "list or text": {"anyOf": [{"items": INTEGER}, STRING]},
    "lists": {"anyOf": [{"items": INTEGER}, {"type": "array", "items": STRING}]},
    "map or list": {"anyOf": [{"additionalProperties": INTEGER}, {"items": INTEGER}]},
    "both in one": {"allOf": [{"properties": {"a": INTEGER}}, {"properties": {"b": STRING}}]},
    "named by another part": {"allOf": [{"properties": {"a": INTEGER}}, {"type": "object"}]},
    "another type than implied": {"allOf": [{"properties": {"a": INTEGER}}, {"type": ["string", "array"]}]},
    "anything besides": {"anyOf": [{"type": "object", "properties": {"a": INTEGER}, "required": ["b"]}, {}]},
    "anything besides several": {"anyOf": [MEMBERS, {"type": "object", "properties": {"b": INTEGER}}, {}]},
    "all but objects besides": {"anyOf": [{"not": {"type": "object"}}, MEMBERS]},
    "words besides": {
        "anyOf": [{"title": "Whatever", "description": "of any type"}, {"type": "array", "items": INTEGER}]
    },
    "limits besides": {"anyOf": [STRING, {"minimum": 5}]},
    "null or words": {"anyOf": [{"type": "null"}, {"default": 3}]},
    "a required member besides": {"anyOf": [{"required": ["b"]}, MEMBERS]},
    "limits of what is said beside": {
        "type": "object",
        "properties": {"a": INTEGER, "b": STRING},
        "anyOf": [{"required": ["a"]}, {"properties": {"c": STRING}, "required": ["c"]}],
    },
    "formats of what is said beside": {
        "type": ["string", "null", "boolean"],
        "anyOf": [{"format": "date"}, {"maxLength": 3}],
    },
    "a member with unions": {
        "type": "object",
        "properties": {"a": {"properties": {"b": INTEGER}, "anyOf": [{"required": ["b"]}, {"required": ["c"]}]}},
    },
}
VALUES: tuple[Any, ...] = (
    *("x", "", 5, 1.5, True, None, [], [1], [1, "x"], ["1"], [{}], [{"a": 1}], {}, {"a": 1}, {"b": "x"}),
    *({"a": "x"}, {"a": None}, {"a": []}, {"a": [1]}, {"a": [{}]}, {"a": {}}, {"a": {"a": 1}}, {"a": {"b": 1}}),
    *({"a": 1, "self": "x"}, {"a": 1, "self": []}, {"a": 1, "self": {"a": 1, "self": None}}),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Emitted:
    def here(schema: Any) -> Any:
        return json.loads(json.dumps(schema).replace("#/$defs/members", "#/components/schemas/Members"))

    names = {name: f"things-get{number}" for number, name in enumerate(SCHEMAS)}
    paths = {f"/{op}": {"get": operation(op, responses=returns(here(SCHEMAS[name])))} for name, op in names.items()}
    return emit(tmp_path_factory.mktemp("untyped"), document(paths, components={"schemas": {"Members": here(MEMBERS)}}))


@pytest.mark.parametrize("name", SCHEMAS)
def test_what_is_valid_comes_back_as_it_was_sent(client: Emitted, name: str) -> None:
    assert not client.findings
    kind = getattr(client.sub("resources.things"), f"GET{list(SCHEMAS).index(name)}").returns
    decode, encode = client.sub("runtime.decode").codec(kind).decode, client.sub("runtime.body").encode_json
    judge = Draft202012Validator({**SCHEMAS[name], "$defs": {"members": MEMBERS}})
    valid = [value for value in VALUES if judge.is_valid(value)]
    for sent in valid:
        value, drifts = decode(json.dumps(sent).encode())
        assert not difference(sent, json.loads(encode(value))), (sent, value)
        assert [one for one in drifts if one.expected != "nothing"] == [], (sent, drifts)
    assert len(valid) > 3


def test_checkers_see_what_is_described_and_an_object_is_of_it(client: Emitted) -> None:
    kind = client.sub("resources.things").GET0.returns
    decode = client.sub("runtime.decode").codec(kind).decode
    assert decode(b'{"a":1}')[0] == client.models.Members(a=1)
    value, drifts = decode(b'{"a":"no integer"}')
    assert type(value) is client.models.Members and [one.path for one in drifts] == ["$.a"]
    assert "def get0(self, *, options: CallOptions | None = None) -> Members:" in client.files["resources/things.py"]
