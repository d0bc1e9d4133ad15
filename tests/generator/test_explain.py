"""`reissue explain`: what became of a key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reissue_generator.document import Document
from reissue_generator.errors import UsageError
from reissue_generator.explain import Explained, explain
from tests.generator.small_clients import document, operation, returns, sending

STRING = {"type": "string"}
DOC = document(
    {
        "/things/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": STRING}],
            "get": operation("things-get", responses=returns({"$ref": "#/components/schemas/Thing"})),
        }
    },
    components={
        "schemas": {
            "Other": {"type": "object", "properties": {"name": STRING}},
            "Thing": {
                "type": "object",
                "propertes": {},
                "properties": {
                    "name": {**STRING, "minLength": 1, "example": "x"},
                    "twin": {"$ref": "#/components/schemas/Other"},
                },
            },
            "Unused": {"type": "object"},
        }
    },
)
THING = "/components/schemas/Thing"


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explain") / "acme.json"
    path.write_text(json.dumps(DOC, indent=1), encoding="utf-8")
    return path


def found(spec: Path, pointer: str) -> Explained:
    return explain(Document.open(spec, "acme.json"), "acme", pointer)


def test_an_operation_and_its_line(spec: Path) -> None:
    told = found(spec, "/paths/~1things~1{id}/get/responses/200")
    assert told.records == ("the operation things-get: client.things.get()",)
    assert [line.file for line in told.lines] == ["resources/things.py"]
    assert told.lines[0].text.startswith("GET: Final = Operation[Thing](")


def test_a_member_and_its_line(spec: Path) -> None:
    told = found(spec, f"{THING}/properties/name/minLength")
    assert told.told == "`minLength` of a schema limits values, which the provider checks, not the client"
    assert told.records == ("the model Thing", "the member name of Thing")
    text = [line.text for line in told.lines]
    assert text == ["class Thing(Model, kw_only=True):", "name: str | UnsetType = UNSET"]
    first = next(line.line for line in found(spec, "/components/schemas/Other/properties/name").lines[1:])
    assert told.lines[1].line > told.lines[0].line > first


@pytest.mark.parametrize(
    ("pointer", "words"),
    [
        ("", "the document itself"),
        ("/info/version", "`version` of an info documents, and changes no request and no value"),
        (f"{THING}/properties", "`properties` of a schema is read"),
        (f"{THING}/properties/name", "a schema, from which the client is made"),
        (f"{THING}/propertes", "`propertes` of a schema is not read: it is none of OpenAPI's there"),
        ("/components/schemas/Unused", "nothing that is reached refers to it, so it is no part of the client"),
        ("/paths/~1things~1{id}/parameters/0/in", "`in` of a parameter is read"),
    ],
)
def test_what_a_key_is(spec: Path, pointer: str, words: str) -> None:
    told = found(spec, pointer)
    assert told.told == words
    assert told.place.pointer == pointer and told.place.line >= 1


def test_the_warning_stands_beside_it(spec: Path) -> None:
    assert [one.rule for one in found(spec, f"{THING}/propertes").findings] == ["unread-key"]
    assert [one.rule for one in found(spec, THING).findings] == ["unread-key"]
    assert found(spec, f"{THING}/properties").findings == ()


def test_what_stands_in_something_unread_is_not_read(tmp_path: Path) -> None:
    header = {"X-A": {"schema": {"type": "string"}}}
    doc = sending({"type": "object", "properties": {"a": STRING}}, media="multipart/form-data")
    entry = doc["paths"]["/things"]["post"]["requestBody"]["content"]["multipart/form-data"]
    entry["encoding"] = {"a": {"headers": header}}
    (tmp_path / "acme.json").write_text(json.dumps(doc), encoding="utf-8")
    at = "/paths/~1things/post/requestBody/content/multipart~1form-data/encoding/a/headers/X-A"
    assert found(tmp_path / "acme.json", f"{at}/schema").told.startswith(f"is not read, as it stands in {at}: ")


@pytest.mark.parametrize("pointer", ["/nothing", "paths", "/paths/0/1", f"{THING}/properties/name/x"])
def test_a_pointer_to_nothing(spec: Path, pointer: str) -> None:
    with pytest.raises(UsageError, match="has nothing at"):
        found(spec, pointer)


def test_a_member_that_is_dropped_says_so(tmp_path: Path) -> None:
    """OpenAPI 3.0.3, Schema Object: `readOnly` "SHOULD NOT be sent as part of the request", `writeOnly` of the response."""
    schema = {
        "allOf": [
            {"type": "object", "properties": {"id": {"type": "string", "readOnly": True}, 'a"b': {"type": "string"}}}
        ],
        "properties": {"pin": {"$ref": "#/components/schemas/Pin"}, "id": {"minLength": 1}},
    }
    doc = sending({"$ref": "#/components/schemas/Account"}, Account=schema, Pin={"type": "string", "writeOnly": True})
    doc["paths"]["/things"]["post"]["responses"] = returns({"$ref": "#/components/schemas/Account"})
    path = tmp_path / "api.json"
    path.write_text(json.dumps(doc), encoding="utf-8")
    at = "/components/schemas/Account"
    member, models = "the member {} of {}".format, ("the model Account", "the model AccountRequest")
    for pointer, told in {
        "/properties/pin": (
            "no member of Account: it is `writeOnly`, and this is what answers bring",
            member("pin", "AccountRequest"),
        ),
        "/allOf/0/properties/id": (
            member("id", "Account"),
            "no member of AccountRequest: it is `readOnly`, and this is what is sent",
        ),
        '/allOf/0/properties/a"b': tuple(f"no member of {one[10:]}: a field can have no such name" for one in models),
    }.items():
        assert set(found(path, at + pointer).records) == {*models, *told}, pointer
    assert len(found(path, at + "/properties/pin").lines) == 3
