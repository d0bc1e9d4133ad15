"""The version of a vendor's API: an argument of the client, and what an older version lacks is refused before sending.

The kinds of places come from the field: a header (GitHub's X-GitHub-Api-Version), a query parameter (Azure's api-version,
both documented as enumerations with a default by their OpenAPI documents), a segment of the path.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
from msgspec import UNSET
from reissue_runtime import CallOptions, ConfigurationError, InvalidArgumentError, Outcome

from tests.generator.small_clients import Emitted, Wire, content, document, emit, operation, ref

KNOWN = {"type": "string", "enum": ["2021", "2023", "2025"], "default": "2023"}
STRING = {"type": "string"}


def version(where: str = "header", name: str = "Acme-Version", schema: Any = KNOWN, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": where, "required": True, "schema": schema, "x-reissue-api-version": True, **more}


def since(schema: dict[str, Any], first: str = "2025") -> dict[str, Any]:
    return {**schema, "x-reissue-since": first}


def sending(schema: Any, **schemas: Any) -> dict[str, Any]:
    """A document of one operation with the version in a header and this body."""
    post = operation(requestBody={"required": True, **content(schema)}, parameters=[version()])
    return document({"/things": {"post": post}}, components={"schemas": schemas})


def refused(wire: Wire, *arguments: Any, **named: Any) -> str:
    """The text of the refusal; nothing was sent."""
    with pytest.raises(InvalidArgumentError) as caught:
        wire.client.things.do(*arguments, **named)
    assert wire.requests == []
    assert caught.value.outcome is Outcome.NOT_HAPPENED
    assert (caught.value.operation, caught.value.attempts) == ("things-do", 0)
    return str(caught.value)


# --- the argument ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["header", "query", "path"])
def test_the_client_is_given_it_once(tmp_path: Path, where: str) -> None:
    path = "/{Acme-Version}/things" if where == "path" else "/things"
    client = emit(tmp_path, document({path: {"get": operation(parameters=[version(where)])}}))
    for arguments, expected in (({}, "2023"), ({"api_version": "2021"}, "2021")):
        wire = client.wire(**arguments)
        wire.client.things.do()
        told = {
            "header": wire.sent.headers.get("acme-version"),
            "query": wire.sent.url.params.get("Acme-Version"),
            "path": wire.sent.url.path.split("/")[2],
        }
        assert told[where] == expected
        assert wire.client.api_version == expected
    assert "2023" not in str(inspect.signature(wire.client.things.do))


def test_sync_and_async_take_the_versions_that_there_are(tmp_path: Path) -> None:
    client = emit(tmp_path, sending(STRING))
    for name in ("Acme", "AsyncAcme"):
        made = getattr(client.module, client.api.class_name if name == "Acme" else f"Async{client.api.class_name}")
        argument = inspect.signature(made.__init__).parameters["api_version"]
        assert (argument.annotation, argument.default) == ("Literal['2021', '2023', '2025']", "2023")


@pytest.mark.parametrize("wrong", ["2022", 2023, None, ""])
def test_another_version_is_refused_when_the_client_is_made(tmp_path: Path, wrong: Any) -> None:
    with pytest.raises(ConfigurationError, match="api_version='2021' or '2023' or '2025'"):
        emit(tmp_path, sending(STRING)).wire(api_version=wrong)


def test_a_header_of_the_client_does_not_name_it_a_second_time(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="api_version="):
        emit(tmp_path, sending(STRING)).wire(headers={"ACME-version": "2025"})


def test_it_is_told_with_the_other_arguments(tmp_path: Path) -> None:
    marked = version(description="Which edition of the API is meant.")
    client = emit(tmp_path, document({"/things": {"get": operation(parameters=[marked])}}))
    doc = inspect.getdoc(getattr(client.module, client.api.class_name)) or ""
    assert "- api_version: Which edition of the API is meant." in doc
    assert "version" in doc.partition("Raises ConfigurationError")[2]


def test_a_client_without_versions_takes_none(tmp_path: Path) -> None:
    client = emit(tmp_path, document({"/things": {"get": operation(**{"x-reissue-since": "2025"})}}))
    with pytest.raises(TypeError, match="api_version"):
        client.wire(api_version="2025")
    assert client.wire().client.api_version is None
    assert not any("reissue_since" in text or ".since" in text for text in client.own_files.values())
    assert "runtime/since.py" not in client.files


@pytest.mark.parametrize(
    "schema",
    [STRING, {**STRING, "enum": ["1", "2"]}, {**STRING, "enum": ["1", 2], "default": "1"}, {**KNOWN, "default": "9"}],
)
def test_a_parameter_that_lists_no_versions_stays_an_argument(tmp_path: Path, schema: Any) -> None:
    client = emit(tmp_path, document({"/things": {"get": operation(parameters=[version("query", schema=schema)])}}))
    assert "api-version" in client.rules()
    wire = client.wire()
    wire.client.things.do(acme_version="1")
    assert wire.sent.url.params["Acme-Version"] == "1"


def test_two_parameters_cannot_both_be_it(tmp_path: Path) -> None:
    both = [version("header"), version("query", "edition")]
    client = emit(tmp_path, document({"/things": {"get": operation(parameters=both)}}))
    assert client.rules() == ["api-version"]
    wire = client.wire()
    wire.client.things.do(edition="2021")
    assert (wire.sent.headers["acme-version"], wire.query) == ("2023", "edition=2021")


# --- what an older version lacks -----------------------------------------------------------------------------------


def body_of(*, nested: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"name": STRING, "part": nested}}


PLACES: list[tuple[str, Any, Any]] = [
    ("part", since(STRING), "x"),
    ("part", since({"type": "boolean"}), False),
    ("part/new", {"type": "object", "properties": {"old": STRING, "new": since(STRING)}}, {"new": "x"}),
    (
        "part/*/new",
        {"type": "array", "items": {"type": "object", "properties": {"new": since(STRING)}}},
        [{}, {"new": "x"}],
    ),
    (
        "part/*/new",
        {"type": "object", "additionalProperties": {"type": "object", "properties": {"new": since(STRING)}}},
        {"any": {"new": "x"}},
    ),
]


@pytest.mark.parametrize(("path", "nested", "given"), PLACES)
def test_a_member_of_the_body(tmp_path: Path, path: str, nested: Any, given: Any) -> None:
    client = emit(tmp_path, sending(ref("Thing"), Thing=body_of(nested=nested)))
    told = refused(client.wire(), {"name": "n", "part": given})
    assert f"member {path!r} of the body" in told
    assert "since version 2025" in told and "api_version='2025'" in told and "2023" in told
    wire = client.wire(api_version="2025")
    wire.client.things.do({"name": "n", "part": given})
    assert wire.json == {"name": "n", "part": given}
    wire = client.wire()
    wire.client.things.do({"name": "n"})
    assert wire.json == {"name": "n"}


def test_a_model_says_what_a_plain_object_says(tmp_path: Path) -> None:
    client = emit(tmp_path, sending(ref("Thing"), Thing=body_of(nested=since(STRING))))
    refused(client.wire(), client.models.Thing(part="x"))
    wire = client.wire()
    wire.client.things.do(client.models.Thing(name="n", part=UNSET))
    assert wire.json == {"name": "n"}


def test_a_member_that_one_of_two_variants_has_always_had(tmp_path: Path) -> None:
    """Which variant is meant is not known before it is read, so the one that allows more counts."""
    old, new = ({"type": "object", "properties": {"word": schema}} for schema in (STRING, since(STRING)))
    wire = emit(tmp_path, sending({"oneOf": [ref("Old"), ref("New")]}, Old=old, New=new)).wire()
    wire.client.things.do({"word": "x"})
    assert wire.json == {"word": "x"}


def test_a_model_that_contains_itself(tmp_path: Path) -> None:
    node = {"type": "object", "properties": {"child": ref("Node"), "new": since(STRING)}}
    client = emit(tmp_path, sending(ref("Node"), Node=node))
    assert "'new'" in refused(client.wire(), {"new": "x"})


@pytest.mark.parametrize("where", ["query", "header", "cookie"])
def test_a_parameter(tmp_path: Path, where: str) -> None:
    word = {"name": "word", "in": where, "schema": STRING, "x-reissue-since": "2025"}
    other = {"name": "other", "in": where, "schema": STRING}
    client = emit(tmp_path, document({"/things": {"get": operation(parameters=[version(), other, word])}}))
    assert "parameter 'word'" in refused(client.wire(), word="x")
    for arguments, given in (({}, {"other": "y"}), ({"api_version": "2025"}, {"word": "x"})):
        wire = client.wire(**arguments)
        wire.client.things.do(**given)
        assert len(wire.requests) == 1


def test_an_operation(tmp_path: Path) -> None:
    newer = operation(parameters=[version()], **{"x-reissue-since": "2025"})
    client = emit(tmp_path, document({"/things": {"get": newer}}))
    assert "this operation is known since version 2025" in refused(client.wire(api_version="2021"))
    wire = client.wire(api_version="2025")
    wire.client.things.do()
    assert len(wire.requests) == 1


def test_a_header_of_one_call_is_the_version_of_that_call(tmp_path: Path) -> None:
    """Headers of CallOptions replace those of the same name: what goes out is what counts."""
    client = emit(tmp_path, sending(ref("Thing"), Thing=body_of(nested=since(STRING))))
    wire = client.wire()
    wire.client.things.do({"part": "x"}, options=CallOptions(headers={"acme-version": "2025"}))
    assert wire.sent.headers["acme-version"] == "2025"
    refused(client.wire(api_version="2025"), {"part": "x"}, options=CallOptions(headers={"Acme-Version": "2021"}))


def test_reading_is_never_refused(tmp_path: Path) -> None:
    thing = body_of(nested=since(STRING))
    responses = {"200": {"description": "ok", **content(ref("Thing"))}}
    get = operation(responses=responses, parameters=[version()])
    client = emit(tmp_path, document({"/things": {"get": get}}, components={"schemas": {"Thing": thing}}))
    assert client.wire({"part": "x"}, api_version="2021").client.things.do().part == "x"


def test_docstrings_say_it(tmp_path: Path) -> None:
    word = {"name": "word", "in": "query", "schema": STRING, "description": "A word.", "x-reissue-since": "2025"}
    post = operation(
        requestBody={"required": True, **content(ref("Thing"))},
        parameters=[version(), word],
        **{"x-reissue-since": "2023"},
    )
    thing = body_of(nested=since({**STRING, "description": "A part."}))
    client = emit(tmp_path, document({"/things": {"post": post}}, components={"schemas": {"Thing": thing}}))
    doc = inspect.getdoc(client.wire().client.things.do) or ""
    assert "Since version 2023 of the API." in doc
    assert "- word: A word. Since version 2025 of the API." in doc
    assert "A part.\n    Since version 2025 of the API." in client.files["models.py"]


def test_what_names_no_version_is_not_refused(tmp_path: Path) -> None:
    """`reissue lint` tells of it; a client cannot know whether it is older or newer."""
    client = emit(tmp_path, sending(ref("Thing"), Thing=body_of(nested=since(STRING, "2099"))))
    wire = client.wire()
    wire.client.things.do({"part": "x"})
    assert wire.json == {"part": "x"}


def test_an_emitted_client_is_written_as_the_others_are(tmp_path: Path) -> None:
    client: Emitted = emit(tmp_path, sending(ref("Thing"), Thing=body_of(nested=since(STRING))))
    assert client.rules() == []
    assert "runtime/since.py" in client.files
