"""Request bodies of every media type, as the request shows them."""

from __future__ import annotations

import io
from base64 import b64encode, urlsafe_b64encode
from copy import deepcopy
from email import message_from_bytes
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from reissue_runtime.errors import InvalidArgumentError

from tests.generator.small_clients import DIALECTS, JSON, V30, V31, asking, document, emit, operation, ref, sending

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
THING = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "size": {"type": "integer"}},
}


def post(folder: Path, doc: dict[str, Any]) -> tuple[Any, Any]:
    """The emitted client and a wire of it."""
    made = emit(folder, doc)
    return made, made.wire()


# --- JSON ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", DIALECTS)
@pytest.mark.parametrize(
    "media", [JSON, "application/vnd.acme.v2+json", "application/json; charset=utf-8", "text/json", "*/*"]
)
def test_json_of_any_name(tmp_path: Path, version: str, media: str) -> None:
    made, wire = post(tmp_path, sending(ref("Thing"), version, media, Thing=THING))
    wire.client.things.do(made.models.Thing(name="ü", size=1))
    assert wire.json == {"name": "ü", "size": 1}
    assert wire.sent.headers["content-type"] == ("application/json" if "*" in media else media)


@pytest.mark.parametrize(
    ("schema", "value", "wire_value"),
    [
        ({"type": "array", "items": {"type": "integer"}}, [1, 2], [1, 2]),
        ({"type": "string"}, "x", "x"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, {"a": 1}, {"a": 1}),
        ({}, {"any": [None]}, {"any": [None]}),
        (True, 5, 5),
    ],
)
def test_json_bodies_that_are_no_objects(tmp_path: Path, schema: Any, value: Any, wire_value: Any) -> None:
    _, wire = post(tmp_path, sending(schema))
    wire.client.things.do(value)
    assert wire.json == wire_value


def test_unset_is_not_sent_and_none_is_null(tmp_path: Path) -> None:
    thing = {"type": "object", "properties": {"a": {"type": ["string", "null"]}, "b": {"type": ["string", "null"]}}}
    made, wire = post(tmp_path, sending(ref("Thing"), Thing=thing))
    wire.client.things.do(made.models.Thing(a=None))
    assert wire.json == {"a": None}


@pytest.mark.parametrize("version", DIALECTS)
def test_a_body_may_be_left_out_where_it_is_optional(tmp_path: Path, version: str) -> None:
    doc = sending(THING, version)
    doc["paths"]["/things"]["post"]["requestBody"]["required"] = False
    _, wire = post(tmp_path, doc)
    wire.client.things.do()
    assert wire.sent.content == b""
    assert "content-type" not in wire.sent.headers


def test_a_body_that_is_always_empty_is_sent_without_an_argument(tmp_path: Path) -> None:
    _, wire = post(tmp_path, sending({"type": "object", "maxProperties": 0}))
    wire.client.things.do()
    assert wire.json == {}


def test_a_body_that_is_null_is_null(tmp_path: Path) -> None:
    """JSON Schema 2020-12, 6.1.1 of its validation: `null` is the one value of that type, and no empty object."""
    _, wire = post(tmp_path, sending({"type": "null"}))
    wire.client.things.do(None)
    assert wire.sent.content == b"null"


def test_a_body_by_reference(tmp_path: Path) -> None:
    doc = document({"/things": {"post": operation(requestBody=ref("Body", "requestBodies"))}})
    doc["components"] = {
        "requestBodies": {"Body": ref("Real", "requestBodies"), "Real": {"content": {JSON: {"schema": ref("Thing")}}}},
        "schemas": {"Thing": THING},
    }
    made, wire = post(tmp_path, doc)
    wire.client.things.do(made.models.Thing(name="x"))
    assert wire.json == {"name": "x"}


# --- forms ---------------------------------------------------------------------------------------------------


def test_a_form(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {
            "na me": {"type": "string"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "ok": {"type": "boolean"},
        },
    }
    made, wire = post(tmp_path, sending(ref("Thing"), media=FORM, Thing=schema))
    wire.client.things.do(made.models.Thing(na_me="a&b", tags=["x", "y"], ok=True))
    assert wire.sent.headers["content-type"] == FORM
    assert sorted(parse_qsl(wire.sent.content.decode())) == [
        ("na me", "a&b"),
        ("ok", "true"),
        ("tags", "x"),
        ("tags", "y"),
    ]


def test_a_form_with_encodings_of_its_own(tmp_path: Path) -> None:
    names = {"type": "array", "items": {"type": "string"}}
    schema = {
        "type": "object",
        "properties": {"a": names, "b": names, "c": {"type": "object"}, "d": {"type": "object"}},
    }
    doc = sending(ref("Thing"), media=FORM, Thing=schema)
    doc["paths"]["/things"]["post"]["requestBody"]["content"][FORM]["encoding"] = {
        "a": {"explode": False},
        "b": {"style": "pipeDelimited", "explode": False},
        "c": {"style": "deepObject", "explode": True},
        "d": {"contentType": "application/json"},
    }
    made, wire = post(tmp_path, doc)
    wire.client.things.do(made.models.Thing(a=["1", "2"], b=["3", "4"], c={"k": "v"}, d={"k": 1}))
    assert sorted(parse_qsl(wire.sent.content.decode())) == [
        ("a", "1,2"),
        ("b", "3|4"),
        ("c[k]", "v"),
        ("d", '{"k":1}'),
    ]


# --- multipart -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", DIALECTS)
def test_multipart_with_a_file(tmp_path: Path, version: str) -> None:
    file = (
        {"type": "string", "format": "binary"}
        if version == V30
        else {"type": "string", "contentMediaType": "image/png"}
    )
    schema = {"type": "object", "properties": {"file": file, "note": {"type": "string"}, "facts": {"type": "object"}}}
    made, wire = post(tmp_path, sending(ref("Thing"), version, MULTIPART, Thing=schema))
    assert "file: FileContent" in made.files["models.py"]
    wire.client.things.do(made.models.Thing(file=("a.png", b"\x89PNG\x00"), note="n", facts={"k": 1}))
    body = wire.sent.content
    assert wire.sent.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="file"; filename="a.png"' in body
    assert b"\x89PNG\x00" in body
    assert b'name="note"' in body
    assert b'{"k":1}' in body


def test_multipart_parts_with_types_of_their_own_and_several_files(tmp_path: Path) -> None:
    file = {"type": "string", "format": "binary"}
    schema = {"type": "object", "properties": {"files": {"type": "array", "items": file}, "meta": {"type": "string"}}}
    doc = sending(schema, media=MULTIPART)
    doc["paths"]["/things"]["post"]["requestBody"]["content"][MULTIPART]["encoding"] = {
        "meta": {"contentType": "text/csv, text/plain"}
    }
    made, wire = post(tmp_path, doc)
    wire.client.things.do(
        made.models.ThingsDoMultipartBody(files=[("1.txt", b"one"), ("2.txt", io.BytesIO(b"two"))], meta="a;b")
    )
    body = wire.sent.content.lower()
    assert body.count(b'name="files"') == 2
    assert b"content-type: text/csv" in body


@pytest.mark.parametrize(
    ("property", "is_file"),
    [
        ({"type": "string", "contentMediaType": "application/octet-stream"}, True),
        ({"contentMediaType": "image/png"}, True),
        ({"type": "string", "contentMediaType": "image/png", "contentEncoding": "base64"}, False),
        ({"allOf": [{"type": "string", "format": "binary"}], "description": "A scan."}, True),
    ],
)
def test_which_parts_are_files(tmp_path: Path, property: Any, is_file: bool) -> None:
    """OpenAPI 3.1, "Considerations for File Uploads" and "Working with Binary Data": encoded data is a text."""
    schema = {"type": "object", "properties": {"scan": property}}
    made = emit(tmp_path, sending(schema, V31, MULTIPART))
    assert ("scan: FileContent" in made.files["models.py"]) is is_file
    assert ("file=True" in made.files["resources/things.py"]) is is_file


def test_a_list_of_itself_is_no_file(tmp_path: Path) -> None:
    nested = {"type": "array", "items": ref("Nested")}
    schema = {"type": "object", "properties": {"nested": ref("Nested")}}
    made = emit(tmp_path, sending(schema, V31, MULTIPART, Nested=nested))
    assert "FileContent" not in made.files["models.py"]


# --- raw bytes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", DIALECTS)
@pytest.mark.parametrize(
    ("media", "sent"),
    [
        ("application/octet-stream", None),
        ("application/pdf", None),
        ("text/plain", None),
        ("application/xml", None),
        ("image/*", "application/octet-stream"),
    ],
)
def test_what_is_no_json_is_sent_as_it_is(tmp_path: Path, version: str, media: str, sent: str | None) -> None:
    _, wire = post(tmp_path, sending({"type": "string", "format": "binary"}, version, media))
    for body in (b"\x00\xff<a/>", io.BytesIO(b"\x00\xff<a/>")):
        wire.client.things.do(body)
        assert wire.sent.content == b"\x00\xff<a/>"
        assert wire.sent.headers["content-type"] == (sent or media)


def test_a_file_is_streamed_from_its_path(tmp_path: Path) -> None:
    file = tmp_path / "big.bin"
    file.write_bytes(b"x" * 100_000)
    _, wire = post(tmp_path, sending({}, media="application/octet-stream"))
    wire.client.things.do(file)
    assert len(wire.sent.content) == 100_000


def test_an_empty_media_type_entry(tmp_path: Path) -> None:
    doc = sending({})
    doc["paths"]["/things"]["post"]["requestBody"]["content"] = {JSON: {}}
    _, wire = post(tmp_path, doc)
    wire.client.things.do({"a": 1})
    assert wire.json == {"a": 1}


# --- several, and none ---------------------------------------------------------------------------------------


def test_several_media_types_are_chosen_by_name_and_json_is_the_default(tmp_path: Path) -> None:
    doc = sending({})
    other = {"type": "object", "properties": {"b": {"type": "string"}}}
    doc["paths"]["/things"]["post"]["requestBody"]["content"] = {
        "application/xml": {},
        FORM: {"schema": other},
        JSON: {"schema": THING},
        "application/vnd.x+json": {"schema": other},
    }
    made, wire = post(tmp_path, doc)
    wire.client.things.do(made.models.ThingsDoBody(name="x"))
    assert wire.sent.headers["content-type"] == JSON
    wire.client.things.do(b"<a/>", media="application/xml")
    assert (wire.sent.headers["content-type"], wire.sent.content) == ("application/xml", b"<a/>")
    body = made.api.operations[0].body
    assert [media.name for media in body.content] == [JSON, "application/vnd.x+json", FORM, "application/xml"]


def test_media_types_that_are_sent_alike_are_one(tmp_path: Path) -> None:
    other = {"type": "object", "properties": {"b": {"type": "string"}}}
    doc = sending({}, Thing=THING, Other=other)
    schemas = {"*/*": ref("Other"), JSON: ref("Thing"), "APPLICATION/JSON": ref("Other")}
    doc["paths"]["/things"]["post"]["requestBody"]["content"] = {
        media: {"schema": schema} for media, schema in schemas.items()
    }
    made, wire = post(tmp_path, doc)
    assert len(made.api.operations[0].body.content) == 1
    for body, sent in ((made.models.Thing(name="x"), {"name": "x"}), (made.models.Other(b="y"), {"b": "y"})):
        wire.client.things.do(body)
        assert wire.json == sent


@pytest.mark.parametrize(
    ("body", "rules"),
    [
        (ref("Gone", "requestBodies"), ["ref-missing"]),
        ({"required": True}, ["body-without-content"]),
        ({"content": {}}, ["body-without-content"]),
        ({"content": {JSON: {"schema": ref("Gone")}}}, ["ref-missing"]),
        ({"content": "nonsense"}, ["body-without-content", "wrong-kind"]),
    ],
)
def test_a_body_that_cannot_be_read_is_told_and_can_still_be_sent(tmp_path: Path, body: Any, rules: list[str]) -> None:
    made, wire = post(tmp_path, document({"/things": {"post": operation(requestBody=body)}}))
    assert sorted(made.rules()) == rules
    value: Any = {"a": 1} if JSON in str(body) else b'{"a": 1}'
    wire.client.things.do(value)
    assert wire.json == {"a": 1}


@pytest.mark.parametrize("method", ["get", "delete", "patch", "put", "options"])
def test_a_body_with_any_method(tmp_path: Path, method: str) -> None:
    body = {"content": {JSON: {"schema": THING}}, "required": True}
    made, wire = post(tmp_path, document({"/things": {method: operation(requestBody=body)}}, V31))
    wire.client.things.do(made.models.ThingsDoBody(name="x"))
    assert (wire.sent.method, wire.json) == (method.upper(), {"name": "x"})


# --- parts and lists as OpenAPI writes them -------------------------------------------------------------------

LISTED = {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "integer"}}}}


def form_of(schema: Any, **encoding: Any) -> dict[str, Any]:
    doc = sending({"type": "object", "properties": schema}, media="application/x-www-form-urlencoded")
    doc["paths"]["/things"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["encoding"] = (
        encoding
    )
    return doc


def test_objects_in_a_list_of_a_form_are_json_each(tmp_path: Path) -> None:
    # OpenAPI 3.1.1, 4.8.15: the default contentType of an array is that of its items; of objects it is application/json.
    wire = emit(tmp_path, form_of({"o": LISTED})).wire()
    wire.client.things.do({"o": [{"a": 1}, {"a": 2}]})
    assert parse_qsl(wire.sent.content.decode()) == [("o", '{"a":1}'), ("o", '{"a":2}')]


def test_objects_in_a_list_of_deep_objects_have_their_place(tmp_path: Path) -> None:
    wire = emit(tmp_path, form_of({"o": LISTED}, o={"style": "deepObject", "explode": True})).wire()
    wire.client.things.do({"o": [{"a": 1}, {"a": 2}]})
    assert parse_qsl(wire.sent.content.decode()) == [("o[0][a]", "1"), ("o[1][a]", "2")]


@pytest.mark.parametrize("media", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_lists_in_lists_of_deep_objects_are_told_where_no_rule_is_chosen(tmp_path: Path, media: str) -> None:
    """OpenAPI 3.1.1, Style Values: `deepObject`: "the representation of array or object properties is not defined"."""
    fields = {"o": {"type": "object", "properties": {"a": {"type": "array", "items": WORDS}}}}
    doc = form_of(fields, o={"style": "deepObject"})
    content = doc["paths"]["/things"]["post"]["requestBody"]["content"]
    content[media] = content.pop("application/x-www-form-urlencoded")
    made = emit(tmp_path, doc)
    assert made.rules() == ["style"]
    with pytest.raises(made.sub("runtime.errors").InvalidArgumentError, match="'o': a list cannot be written here"):
        made.wire().client.things.do({"o": {"a": [["x"]]}})
    assert not emit(tmp_path, {**doc, "x-reissue-lists": "indices"}).findings


PRICED = {"items": LISTED, "expand": {"type": "array", "items": {"type": "string"}}, "n": {"type": "integer"}}
DEEP = {"items": {"style": "deepObject"}, "expand": {"style": "deepObject"}}
SENT = {"items": [{"a": 1}, {"a": 2}], "expand": ["x", "y"], "n": 1}
PLACED = [("items[0][a]", "1"), ("items[1][a]", "2"), ("n", "1")]


@pytest.mark.parametrize(
    ("rule", "expand"),
    [
        (None, ["expand", "expand"]),
        ("repeat", ["expand", "expand"]),
        ("brackets", ["expand[]", "expand[]"]),
        ("indices", ["expand[0]", "expand[1]"]),
    ],
)
@pytest.mark.parametrize("place", ["document", "media", "encoding"])
def test_lists_in_forms_by_a_rule_that_a_document_chooses(
    tmp_path: Path, rule: str | None, expand: list[str], place: str
) -> None:
    """stripe-python sends `items[0][a]` and `expand[0]`, Stripe's pages show `expand[]` and `items[0][price]` (curl)."""
    doc = deepcopy(form_of(PRICED, **(DEEP if place != "media" else {})))
    entry = doc["paths"]["/things"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
    if rule is None and place == "media":
        rule = "repeat"
    if rule is not None:
        encoding: dict[str, Any] = entry["encoding"].setdefault("expand", {}) if place == "encoding" else {}
        {"document": doc, "media": entry, "encoding": encoding}[place]["x-reissue-lists"] = rule
    made = emit(tmp_path, doc)
    assert not made.findings
    wire = made.wire()
    wire.client.things.do(SENT)
    sent = parse_qsl(wire.sent.content.decode())
    assert sorted(sent) == sorted([*zip(expand, ["x", "y"], strict=True), *PLACED])


RGB = {"type": "object", "properties": {"R": {"type": "integer"}, "G": {"type": "string"}}}
WORDS = {"type": "array", "items": {"type": "string"}}


@pytest.mark.parametrize("version", ["3.0.4", "3.1.1", "3.2.0"])
@pytest.mark.parametrize(
    ("schema", "encoding", "value", "sent"),
    [
        # "the presence of at least one of `style`, `explode`, or `allowReserved` with an explicit value is equivalent to
        # using `schema` with `in: "query"`": the table "Style Examples" says how.
        (RGB, {"style": "form"}, {"R": 1, "G": "g"}, "G=g&R=1"),
        (RGB, {"explode": True}, {"R": 1, "G": "g"}, "G=g&R=1"),
        (RGB, {"allowReserved": False}, {"R": 1, "G": "g"}, "G=g&R=1"),
        (RGB, {"allowReserved": True}, {"R": 1, "G": "a/b"}, "G=a/b&R=1"),
        (RGB, {"style": "form", "contentType": "application/json"}, {"R": 1, "G": "g"}, "G=g&R=1"),
        (RGB, {"style": "form", "contentType": FORM}, {"R": 1, "G": "g"}, "G=g&R=1"),
        (RGB, {"style": "form", "explode": False}, {"R": 1, "G": "g"}, "o=G,g,R,1"),
        (WORDS, {"style": "form", "contentType": "application/json"}, ["a", "b"], "o=a&o=b"),
        ({}, {"style": "form"}, {"R": 1}, "R=1"),
        # "When `style` is `form`, the default value is `true`. For all other styles, the default value is `false`."
        (WORDS, {"style": "pipeDelimited"}, ["a", "b"], "o=a%7Cb"),
        (WORDS, {"style": "pipeDelimited", "explode": True}, ["a", "b"], "o=a&o=b"),
        # What no style has words for is as if there were none: generators of documents put `style: form` everywhere.
        (LISTED, {"style": "form"}, [{"a": 1}], "o=%7B%22a%22%3A1%7D"),
        ({"type": "object", "properties": {"p": RGB}}, {"style": "form"}, {"p": {}}, "o=%7B%22p%22%3A%7B%7D%7D"),
    ],
)
def test_a_field_with_a_style_is_written_as_a_query_parameter(
    tmp_path: Path, version: str, schema: Any, encoding: Any, value: Any, sent: str
) -> None:
    made = emit(tmp_path, {**form_of({"o": schema}, o=encoding), "openapi": version})
    assert made.rules() == (["unread-key"] if "contentType" in encoding else [])
    wire = made.wire()
    wire.client.things.do({"o": value})
    assert wire.sent.content.decode() == sent


@pytest.mark.parametrize(
    ("version", "sent"),
    [
        ("3.0.4", ['["a","b&"]']),  # "The `Content-Type` for encoding a specific property", as 3.1 has it
        ("3.1.1", ['["a","b&"]']),
        ("3.2.0", ['"a"', '"b&"']),  # "this value is the array item for properties of type "array""
    ],
)
def test_the_content_type_of_a_list_in_a_form(tmp_path: Path, version: str, sent: list[str]) -> None:
    encoding = {"contentType": "application/vnd.acme+json"}
    for schema in (WORDS, {**WORDS, "type": ["array", "null"]} if version != "3.0.4" else {**WORDS, "nullable": True}):
        wire = emit(tmp_path, {**form_of({"o": schema}, o=encoding), "openapi": version}).wire()
        wire.client.things.do({"o": ["a", "b&"]})
        assert parse_qsl(wire.sent.content.decode()) == [("o", one) for one in sent]
        wire.client.things.do({"o": []})
        assert parse_qsl(wire.sent.content.decode()) == ([] if version == "3.2.0" else [("o", "[]")])


@pytest.mark.parametrize(
    ("schema", "encoding", "rule"),
    [
        (LISTED, {"explode": False}, "unread-key"),
        ({"type": "object", "properties": {"p": WORDS}}, {"explode": False}, "unread-key"),
        (WORDS, {"style": "matrix"}, "style"),
    ],
)
def test_a_style_that_a_field_cannot_have_is_told(tmp_path: Path, schema: Any, encoding: Any, rule: str) -> None:
    assert emit(tmp_path, form_of({"o": schema}, o=encoding)).rules() == [rule]


@pytest.mark.parametrize("version", ["3.0.4", "3.1.1", "3.2.0"])
def test_a_list_in_a_list_is_json(tmp_path: Path, version: str) -> None:
    """3.2, the table of "Encoding Object": of an array, which is an item of one here, the default is application/json."""
    schema = {"o": {"type": "array", "items": WORDS}, "any": {"type": "array", "items": {}}}
    given = {"o": [["a"], ["b", "c"]], "any": [[1], "x"]}
    wire = emit(tmp_path, {**form_of(schema), "openapi": version}).wire()
    wire.client.things.do(given)
    assert sorted(parse_qsl(wire.sent.content.decode())) == [
        ("any", "[1]"),
        ("any", "x"),
        ("o", '["a"]'),
        ("o", '["b","c"]'),
    ]
    wire = emit(tmp_path / "parts", {**multipart_of(schema), "openapi": version}).wire()
    wire.client.things.do(given)
    assert [part[1:] for part in parts_of(wire.sent)] == [
        ("application/json", b"[1]"),
        ("text/plain", b"x"),
        ("application/json", b'["a"]'),
        ("application/json", b'["b","c"]'),
    ]


@pytest.mark.parametrize(("media", "what"), [(FORM, "field"), ("multipart/form-data", "part")])
def test_a_refusal_calls_what_is_refused_what_it_is(tmp_path: Path, media: str, what: str) -> None:
    doc = multipart_of({"o": {"type": "object"}}, media, o={"style": "form"})
    with pytest.raises(InvalidArgumentError, match=f": {what} 'o': a dict cannot be written here"):
        emit(tmp_path, doc).wire().client.things.do({"o": {"a": {"b": 1}}})


def multipart_of(schema: Any, media: str = "multipart/form-data", **encoding: Any) -> dict[str, Any]:
    doc = sending({"type": "object", "properties": schema}, media=media)
    doc["paths"]["/things"]["post"]["requestBody"]["content"][media]["encoding"] = encoding
    return doc


def _content(part: Any) -> bytes:
    found: bytes = part.get_payload(decode=True)
    return found


def parts_of(request: Any) -> list[tuple[str, str, bytes]]:
    """Content-Disposition, Content-Type and content of the parts, as Python's own reader of MIME finds them."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = message_from_bytes(head + request.content)
    assert message.is_multipart() and not message.defects
    return [
        (one["Content-Disposition"], one.get_content_type(), _content(one))
        for one in message.walk()
        if not one.is_multipart()
    ]


def test_a_part_that_is_json_is_written_as_json(tmp_path: Path) -> None:
    schema = {"note": {"type": "string"}, "count": {"type": "integer"}, "plain": {"type": "string"}}
    json_part = {"contentType": "application/json"}
    wire = emit(tmp_path, multipart_of(schema, note=json_part, count=json_part)).wire()
    wire.client.things.do({"note": 'a "b"', "count": 5, "plain": "x"})
    found = {one[0].partition("name=")[2]: one[1:] for one in parts_of(wire.sent)}
    assert found['"note"'] == ("application/json", rb'"a \"b\""') and found['"count"'] == ("application/json", b"5")
    assert found['"plain"'] == ("text/plain", b"x")


@pytest.mark.parametrize("media", ["multipart/mixed", "multipart/related"])
def test_a_multipart_body_that_is_no_form(tmp_path: Path, media: str) -> None:
    schema = {
        "meta": {"type": "object", "properties": {"k": {"type": "string"}}},
        "f": {"type": "string", "format": "binary"},
    }
    wire = emit(tmp_path, multipart_of(schema, media)).wire()
    file = tmp_path / "a.bin"
    file.write_bytes(b"\x00\r\n--x" * 30_000)
    for given in (file, file.read_bytes(), ('qu"ote.bin', file.read_bytes(), "image/png")):
        wire.client.things.do({"meta": {"k": "v"}, "f": given})
        kind, _, told = wire.sent.headers["content-type"].partition("; ")
        # RFC 2387, 3.1: related has the type of its root, which is the first part.
        root = 'type="application/json"; ' if media == "multipart/related" else ""
        assert kind == media and told.startswith(f"{root}boundary=")
        found = {one[0].partition("name=")[2].partition(";")[0]: one[1:] for one in parts_of(wire.sent)}
        assert found['"meta"'] == ("application/json", b'{"k":"v"}')
        kind = "image/png" if isinstance(given, tuple) else "application/octet-stream"
        assert found['"f"'] == (kind, file.read_bytes())
    assert 'filename="qu%22ote.bin"' in wire.sent.content.decode("latin-1")


@pytest.mark.parametrize(
    ("media", "sent"),
    [
        ('multipart/related; boundary=xyz; type="application/json"', 'multipart/related; type="application/json"'),
        ('multipart/mixed; a="b; boundary=c"; Boundary="x;y"', 'multipart/mixed; a="b; boundary=c"'),
    ],
)
def test_a_boundary_of_a_document_is_not_sent(tmp_path: Path, media: str, sent: str) -> None:
    """RFC 2046, 5.1.1: the one boundary is what stands between these parts, so it is of who writes them."""
    schema = {"a": {"type": "object", "properties": {"k": {"type": "string"}}}, "b": {"type": "string"}}
    wire = emit(tmp_path, multipart_of(schema, media)).wire()
    wire.client.things.do({"a": {"k": "v"}, "b": "z"})
    assert wire.sent.headers["content-type"].rpartition("; boundary=")[0] == sent
    assert [one[1:] for one in parts_of(wire.sent)] == [("application/json", b'{"k":"v"}'), ("text/plain", b"z")]


@pytest.mark.parametrize("media", ["multipart/form-data", "multipart/mixed"])
def test_a_file_is_of_the_media_type_of_its_schema(tmp_path: Path, media: str) -> None:
    """OpenAPI 3.1, "Working with Binary Data": contentMediaType: image/png is binary data of that type.

    A contentType counts more ("SHALL be ignored").
    """
    png, raw = {"contentMediaType": "image/png"}, {"contentMediaType": "application/octet-stream"}
    schema = {"a": png, "b": {"type": "array", "items": {"type": "string", **png}}, "c": png, "d": raw}
    wire = emit(tmp_path, multipart_of(schema, media, c={"contentType": "image/gif"})).wire()
    wire.client.things.do({"a": b"1", "b": [b"2"], "c": b"3", "d": ("d.pdf", b"4", "application/pdf")})
    kinds = [kind for _, kind, _ in parts_of(wire.sent)]
    assert kinds == ["image/png", "image/png", "image/gif", "application/pdf"]


# --- media types of answers -----------------------------------------------------------------------------------


def answers_of(**content: Any) -> dict[str, Any]:
    entries = {media.replace("_", "/"): entry for media, entry in content.items()}
    return document({"/things": {"get": operation(responses={"200": {"description": "ok", "content": entries}})}})


ITEM = {"type": "object", "properties": {"id": {"type": "string"}}}


def test_json_without_a_schema_says_nothing_beside_one_that_has(tmp_path: Path) -> None:
    doc = answers_of(application_json={"example": {"id": 1}}, **{"application_vnd.acme+json": {"schema": ITEM}})
    assert emit(tmp_path, doc).wire({"id": "x"}).client.things.do().id == "x"


@pytest.mark.parametrize(
    ("media", "schema", "told"),
    [
        ("application/xml", ITEM, False),
        ("text/csv", ITEM, True),
        ("text/plain", {"type": "integer"}, True),
        ("text/plain", {"type": "string"}, False),
        ("application/pdf", {"type": "string", "format": "binary"}, False),
        ("application/pdf", {}, False),
    ],
)
def test_what_is_bytes_although_it_is_described_is_told(tmp_path: Path, media: str, schema: Any, told: bool) -> None:
    doc = answers_of(**{media.replace("/", "_"): {"schema": schema}})
    assert emit(tmp_path, doc).rules() == (["untyped-media"] if told else [])


@pytest.mark.parametrize("media", ["multipart/form-data", "multipart/mixed", "multipart/related"])
@pytest.mark.parametrize("given", [{}, {"a": None}, {"l": []}])
def test_a_multipart_body_without_parts_is_no_body(tmp_path: Path, media: str, given: Any) -> None:
    """RFC 2046, 5.1.1: "The body must then contain one or more body parts"."""
    fields = {"a": {"type": ["string", "null"]}, "l": WORDS}
    wire = emit(tmp_path, multipart_of(fields, media)).wire()
    wire.client.things.do(given)
    assert wire.sent.content == b"" and wire.sent.headers["content-length"] == "0"
    assert "content-type" not in wire.sent.headers


# --- headers of parts ------------------------------------------------------------------------------------------

SCAN = {"type": "string", "format": "binary"}


def headers_of(request: Any) -> dict[str, dict[str, str]]:
    """By name: the headers of the parts, as Python's own reader of MIME finds them."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    parts = [one for one in message_from_bytes(head + request.content).walk() if not one.is_multipart()]
    return {str(one.get_param("name", header="content-disposition")): dict(one.items()) for one in parts}


@pytest.mark.parametrize("media", ["multipart/form-data", "multipart/mixed", "multipart/related"])
def test_headers_of_parts(tmp_path: Path, media: str) -> None:
    """OpenAPI 3.1, Encoding Object: `headers`, of which Content-Type is ignored."""
    meta = {
        "headers": {
            "X-Kind": {"schema": {"type": "string", "const": "meta"}},
            "X-Level": {"schema": {"type": "string", "default": "3"}},
            "Content-Type": {"schema": {"const": "text/odd"}},
        }
    }
    scan = {"headers": {"X-Page": {"schema": {"type": "string"}}, "X-Kind": {"schema": {"enum": ["scan"]}}}}
    fields = {"meta": {"type": "object"}, "scan": SCAN}
    made = emit(tmp_path, multipart_of(fields, media, meta=meta, scan=scan))
    assert made.rules() == ["unread-key"]  # Content-Type
    wire = made.wire()
    wire.client.things.do({"meta": {"a": 1}, "scan": ("a.png", b"\x89", "image/png", {"X-Page": "7"})})
    found = headers_of(wire.sent)
    assert (found["meta"]["X-Kind"], found["meta"]["X-Level"]) == ("meta", "3")
    assert (found["meta"]["Content-Type"], found["scan"]["Content-Type"]) == ("application/json", "image/png")
    assert (found["scan"]["X-Page"], found["scan"]["X-Kind"]) == ("7", "scan")
    wire.client.things.do({"scan": ("a.png", b"\x89", None, {"X-Page": "7"})})
    assert headers_of(wire.sent)["scan"]["X-Page"] == "7"
    for odd in ({"X-Page": "7\r\nX-Evil: 1"}, {"X Page": "7"}):
        with pytest.raises(InvalidArgumentError):
            wire.client.things.do({"scan": ("a.png", b"\x89", "image/png", odd)})
    assert len(wire.requests) == 2


def test_a_file_without_a_header_that_it_must_have_is_refused(tmp_path: Path) -> None:
    """OpenAPI 3.1, Header Object: `required`, as that of a parameter."""
    page = {"headers": {"X-Page": {"required": True, "schema": {"type": "string"}}}}
    wire = emit(tmp_path, multipart_of({"scan": SCAN}, scan=page)).wire()
    with pytest.raises(InvalidArgumentError, match="part 'scan': the header X-Page must be given"):
        wire.client.things.do({"scan": b"x"})
    assert not wire.requests
    wire.client.things.do({"scan": ("a.png", b"x", None, {"x-page": "7"})})
    assert headers_of(wire.sent)["scan"]["x-page"] == "7"


@pytest.mark.parametrize(
    ("header", "sent"),
    [
        ({"schema": {"type": "integer", "const": 1}}, "1"),
        ({"schema": {"type": "integer", "default": 0}}, "0"),
        ({"schema": {"type": "boolean", "enum": [False]}}, "false"),
        ({"schema": {"type": "number", "const": 2.5}}, "2.5"),
        # the style `simple`, "Style Examples"
        ({"schema": {"const": ["blue", "black"]}}, "blue,black"),
        ({"schema": {"const": {"R": 100, "G": 200}}}, "R,100,G,200"),
        ({"schema": {"const": {"R": 100, "G": 200}}, "explode": True}, "R=100,G=200"),
        ({"content": {"application/json": {"schema": {"const": "z"}}}}, '"z"'),
        ({"content": {"application/json": {"schema": {"const": {"a": ["ü", None]}}}}}, '{"a":["\\u00fc",null]}'),
        ({"content": {"text/plain": {"schema": {"const": "z"}}}}, "z"),
    ],
)
@pytest.mark.parametrize("is_placed", [False, True])
def test_a_header_with_a_value_of_its_own(tmp_path: Path, header: Any, sent: str, is_placed: bool) -> None:
    encoding = {"headers": {"X-A": header}}
    doc = multipart_of({"p": {"type": "string"}}, p=encoding)
    if is_placed:
        doc = sending({"type": "array", "items": {"type": "string"}}, media="multipart/mixed")
        doc["paths"]["/things"]["post"]["requestBody"]["content"]["multipart/mixed"]["itemEncoding"] = encoding
    made = emit(tmp_path, doc)
    assert not made.findings
    wire = made.wire()
    wire.client.things.do(["v"] if is_placed else {"p": "v"})
    assert f"\r\nX-A: {sent}\r\n".encode() in wire.sent.content


@pytest.mark.parametrize("value", [[["a"]], {"a": {"b": 1}}])
def test_a_header_whose_value_has_no_words_is_told(tmp_path: Path, value: Any) -> None:
    part = {"headers": {"X-A": {"schema": {"const": value}}}}
    assert emit(tmp_path, multipart_of({"p": {"type": "string"}}, p=part)).rules() == ["unread-key"]


def test_a_media_type_among_the_headers_of_many_places_is_told_once(tmp_path: Path) -> None:
    doc = sending({"type": "array", "prefixItems": [{"type": "string"}] * 3}, media="multipart/mixed")
    entry = doc["paths"]["/things"]["post"]["requestBody"]["content"]["multipart/mixed"]
    entry["itemEncoding"] = {"headers": {"content-type": {"schema": {"const": "a/b"}}}}
    made = emit(tmp_path, doc)
    assert made.rules() == ["unread-key"] and "contentType" in made.findings[0].message


def test_a_header_that_nobody_can_give_is_told(tmp_path: Path) -> None:
    meta = {"headers": {"X-Page": {"schema": {"type": "string"}}}}
    assert emit(tmp_path, multipart_of({"meta": {"type": "object"}}, meta=meta)).rules() == ["unread-key"]


# 3.2, "`Content-Transfer-Encoding` and `contentEncoding`": the one "is equivalent to specifying an Encoding Object with a
# `headers` field containing" the other; 3.0.4 has the same of `format: byte`. The types: the table of "Encoding Object".
ENCODED = {"type": "string", "contentEncoding": "base64"}
BYTE = {"type": "string", "format": "byte"}
TRANSFER = {"headers": {"Content-transfer-encoding": {"schema": {"type": "string"}}}}


@pytest.mark.parametrize("media", ["multipart/form-data", "multipart/mixed"])
@pytest.mark.parametrize(
    ("version", "schema", "encoding", "kind", "transfer"),
    [
        ("3.1.1", ENCODED, {}, "application/octet-stream", "base64"),
        ("3.2.0", ENCODED, {}, "application/octet-stream", "base64"),
        ("3.2.0", ENCODED, {"contentType": "image/png"}, "image/png", "base64"),
        ("3.2.0", {**ENCODED, "contentMediaType": "image/png"}, {}, "application/octet-stream", "base64"),
        ("3.2.0", {"type": "array", "items": ENCODED}, {}, "application/octet-stream", "base64"),
        (
            "3.2.0",
            {**ENCODED, "contentEncoding": "quoted-printable"},
            {},
            "application/octet-stream",
            "quoted-printable",
        ),
        ("3.2.0", ENCODED, TRANSFER, "application/octet-stream", "base64"),
        (
            "3.2.0",
            ENCODED,
            {"headers": {"Content-Transfer-Encoding": {"schema": False}}},
            "application/octet-stream",
            None,
        ),
        ("3.2.0", {**ENCODED, "contentEncoding": "a: b"}, {}, "text/plain", None),
        ("3.2.0", BYTE, {}, "text/plain", None),
        ("3.0.4", BYTE, {}, "application/octet-stream", "base64"),
        ("3.0.4", BYTE, {"contentType": "image/png"}, "image/png", "base64"),
    ],
)
def test_a_part_says_how_its_text_is_encoded(
    tmp_path: Path, media: str, version: str, schema: Any, encoding: Any, kind: str, transfer: str | None
) -> None:
    made = emit(tmp_path, {**multipart_of({"p": schema}, media, p=encoding), "openapi": version})
    assert not made.findings
    wire = made.wire()
    wire.client.things.do({"p": ["aGk="] if schema["type"] == "array" else "aGk="})
    found = {name.lower(): word for name, word in headers_of(wire.sent)["p"].items()}
    assert (found.get("content-type", "text/plain"), found.get("content-transfer-encoding")) == (kind, transfer)
    assert b"\r\n\r\naGk=\r\n" in wire.sent.content  # as it was given: callers encode it


def test_json_that_is_encoded_once_more_is_told(tmp_path: Path) -> None:
    part = {"contentType": "application/json"}
    assert emit(tmp_path, multipart_of({"p": ENCODED}, p=part)).rules() == ["untyped-media"]


# --- several ways to write a body --------------------------------------------------------------------------------


FIELDS = {"type": "object", "properties": {"a": {"type": "integer"}}}
WAYS: dict[str, Any] = {
    "application/json": {"schema": FIELDS},
    "application/x-www-form-urlencoded": {"schema": FIELDS},
    "multipart/form-data": {"schema": {"type": "object", "properties": {"f": {"type": "string", "format": "binary"}}}},
    "application/jsonl": {"schema": FIELDS},
    "application/octet-stream": {},
    "text/csv": {},
}


@pytest.mark.parametrize(
    ("given", "media"),
    [
        (lambda models: models.ThingsDoBody(a=1), "application/json"),
        (lambda models: {"a": 1}, "application/json"),
        (lambda models: models.ThingsDoFormBody(a=1), "application/x-www-form-urlencoded"),
        (lambda models: models.ThingsDoMultipartBody(f=b"pdf"), "multipart/form-data"),
        (lambda models: [models.ThingsDoItem(a=1)], "application/jsonl"),
        (lambda models: iter([models.ThingsDoItem(a=1)]), "application/jsonl"),
        (lambda models: b"bytes", "application/octet-stream"),
        (lambda models: io.BytesIO(b"bytes"), "application/octet-stream"),
        (lambda models: "a,b", "text/csv"),
    ],
)
def test_the_type_of_a_body_tells_how_it_is_written(tmp_path: Path, given: Any, media: str) -> None:
    """OpenAPI, Request Body Object: each media type has a schema of its own. A file never goes out as a text of JSON."""
    body = {"required": True, "content": WAYS}
    made = emit(tmp_path, document({"/things": {"post": operation(requestBody=body)}}))
    assert not made.findings
    wire = made.wire()
    wire.client.things.do(given(made.models))
    assert wire.sent.headers["content-type"].partition(";")[0] == media
    wire.client.things.do({"a": 1}, media="application/x-www-form-urlencoded")
    assert wire.sent.content == b"a=1"
    with pytest.raises(InvalidArgumentError, match="must be one of: application/json"):
        wire.client.things.do({"a": 1}, media="application/xml")


# --- texts that are encoded bytes ------------------------------------------------------------------------------

PICTURE = b"\xfb\xff\xfe"  # RFC 4648: `-__-` in the alphabet of section 5 (base64url), `+//+` in that of section 4


@pytest.mark.parametrize("encoding", ["base64", "base64url"])
@pytest.mark.parametrize(
    ("media", "words"),
    [
        (JSON, "body.p is bytes"),
        ("application/x-www-form-urlencoded", r"field 'p': a byte\w+ cannot be written here"),
        ("multipart/form-data", "part 'p' is a text in base64"),
        ("multipart/mixed", "part 'p' is a text in base64"),
    ],
)
def test_bytes_are_refused_where_an_encoded_text_is_documented(
    tmp_path: Path, media: str, words: str, encoding: str
) -> None:
    """JSON Schema 2020-12, Validation 8.3: with `contentEncoding` the value is a string; msgspec writes bytes in base64 anyhow."""
    text = {"type": "string", "contentEncoding": encoding}
    schema = {"type": "object", "properties": {"p": text, "list": {"type": "array", "items": text}}}
    made = emit(tmp_path, sending(schema, V31, media))
    wire, model = made.wire(), getattr(made.models, made.api.names[made.api.models[0].key])
    for body in ({"p": PICTURE}, model(p=PICTURE), model(p=bytearray(PICTURE))):
        with pytest.raises(made.sub("runtime.errors").InvalidArgumentError, match=words):
            wire.client.things.do(body)
    with pytest.raises(made.sub("runtime.errors").InvalidArgumentError, match="list"):
        wire.client.things.do(model(list_=[PICTURE]))
    assert wire.requests == []
    encode = {"base64": b64encode, "base64url": urlsafe_b64encode}[encoding]
    wire.client.things.do({"p": encode(PICTURE).decode()})
    assert encode(PICTURE) in wire.sent.content.replace(b"%2B", b"+").replace(b"%2F", b"/")


def test_bytes_in_a_query_are_refused(tmp_path: Path) -> None:
    made = emit(
        tmp_path, asking({"name": "p", "in": "query", "schema": {"type": "string", "contentEncoding": "base64"}})
    )
    with pytest.raises(made.sub("runtime.errors").InvalidArgumentError, match="'p': a bytes cannot be written here"):
        made.wire().client.things.do(p=PICTURE)
