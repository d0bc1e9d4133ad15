"""No key with a meaning is passed over in silence: keys are misspelt and added at random, and told or without effect."""

from __future__ import annotations

import copy
import json
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from reissue_generator.api.records import Api
from reissue_generator.document import KEYS, Role
from reissue_generator.findings import Finding, Level
from reissue_generator.generate import read_api
from tests.generator.misspelling import misspelt, objects, parent
from tests.generator.small_clients import V31, asking, document, operation, reading, ref, returns, sending

ROOT = Path(__file__).resolve().parents[2]
STRING = {"type": "string"}
MUTATIONS = int(os.environ.get("REISSUE_FUZZ", "9"))


def built(folder: Path, doc: Any) -> tuple[Api, list[Finding]]:
    path = folder / "api.json"
    path.write_text(json.dumps(doc), encoding="utf-8")
    api, findings = read_api(path, "acme", "api.json")
    return replace(api, digest=""), findings


def told(folder: Path, doc: Any) -> list[tuple[str, str]]:
    return [(one.rule, one.message) for one in built(folder, doc)[1]]


# --- what is told --------------------------------------------------------------------------------------------


def with_response(**more: Any) -> dict[str, Any]:
    return document({"/things": {"get": operation(responses={"200": {"description": "ok", **more}})}})


@pytest.mark.parametrize(
    ("doc", "words"),
    [
        (with_response(headers={"X-Total": {"type": "integer"}}), "'type' is no key of a header"),
        (
            with_response(links={"next": {"operationId": "things-do", "server": {"url": "https://x.example"}}}),
            "the call that follows goes to the server of its operation",
        ),
        (
            document({"/a": {"get": operation(), "purge": operation("things-purge")}}),
            "'purge' is no key of a path item",
        ),
        (
            document({"/a": {"get": operation(), "additionalOperation": {"COPY": {}}}}),
            "is 'additionalOperations' meant?",
        ),
        (
            document(
                {
                    "/a": {
                        "get": operation(
                            callbacks={"done": {"{$url}": {"post": {"callbacks": {"more": {"{$url}": {}}}}}}}
                        )
                    }
                }
            ),
            "what is sent to the callback of an event is not typed",
        ),
        (
            document({"/a": {"get": operation()}}, webhooks={"paid": {"post": {"responses": returns(STRING)}}}),
            "the body that the provider wants as an answer is not typed",
        ),
        (reading({"type": "object", "propertes": {}}), "'propertes' is no key of a schema; is 'properties' meant?"),
        (reading({"type": "string", "contentSchema": {"type": "object"}}), "the JSON inside of the text is not typed"),
        (reading({"$recursiveRef": "#"}), "what it refers to is not typed"),
        (
            document(
                {
                    "/a": {
                        "get": operation(
                            responses={
                                "200": {"description": "", "content": {"application/json": {"itemSchema": STRING}}}
                            }
                        )
                    }
                }
            ),
            "application/json is one value here",
        ),
        (
            asking({"name": "a", "in": "query", "schema": STRING, "exploded": True}),
            "'exploded' is no key of a parameter",
        ),
        (asking({**ref("A", "parameters"), "required": True}), "'required' stands beside a reference"),
        (reading({"type": "string", "x-reissue-effekt": "reads"}), "x-reissue-effekt is none of the extensions"),
        (reading({"type": "string", "x-reissue-effect": "reads"}), "x-reissue-effect says nothing on a schema"),
    ],
)
def test_a_key_that_nobody_reads_is_told(tmp_path: Path, doc: dict[str, Any], words: str) -> None:
    found = [message for rule, message in told(tmp_path, doc) if rule == "unread-key"]
    assert len(found) == 1 and words in found[0]


def test_of_an_event_the_body_alone_is_read(tmp_path: Path) -> None:
    """OpenAPI 3.1, "OpenAPI Object": webhooks "MAY be received", so what their operations say beside the body is for the receiver.

    GitHub publishes hundreds with the same headers: these document, and are not told once each.
    """
    headers = [{"name": "X-Hook", "in": "header", "schema": {"type": "string", "contentSchema": {}}}]
    sent = {
        "parameters": headers,
        "security": [{"key": []}],
        "tags": ["t"],
        "responses": {"200": {"description": "ok"}},
    }
    hooks = {"paid": {"post": sent, "parameters": headers}}
    answer = operation(callbacks={"done": {"{$request.body#/url}": {"post": sent}}})
    assert told(tmp_path, document({"/a": {"get": answer}}, webhooks=hooks)) == []
    said = [key for key, meaning in KEYS["webhook"].items() if meaning.role is Role.SAID]
    assert {"parameters", "security", "servers"} <= {*said}


def test_what_only_documents_is_not_told(tmp_path: Path) -> None:
    doc = reading(
        {"type": "string", "example": "x", "examples": ["y"], "externalDocs": {"url": "https://x"}, "minLength": 1}
    )
    assert told(tmp_path, doc) == []


def test_components_that_nothing_reaches_do_not_count(tmp_path: Path) -> None:
    doc = reading(STRING, Unused={"type": "object", "propertes": {}})
    assert told(tmp_path, doc) == []
    family = {"Base": {"type": "object", "discriminator": {"propertyName": "k"}, "properties": {"k": STRING}}}
    child = {"allOf": [ref("Base"), {"type": "object", "propertes": {}}]}
    assert [rule for rule, _ in told(tmp_path, reading(ref("Base"), **family, Child=child))] == ["unread-key"]


def test_an_extension_of_others_is_one_note(tmp_path: Path) -> None:
    doc = document({f"/{n}": {"get": operation(f"things-{n}", **{"x-their-own": n})} for n in range(5)})
    _, findings = built(tmp_path, doc)
    assert [(one.rule, one.level) for one in findings] == [("unread-extension", Level.NOTE)]


def test_of_very_many_places_some_are_told(tmp_path: Path) -> None:
    doc = document({f"/{n}": {"get": operation(f"things-{n}", sumary="x")} for n in range(50)})
    found = [message for _, message in told(tmp_path, doc)]
    assert len(found) == 20 and found[-1].endswith("(and in 30 more places)")


# --- keys misspelt at random -----------------------------------------------------------------------------------


def documents() -> Iterator[Any]:
    """Documents by name, no part of which stands in two places."""
    for name, doc in _documents():
        yield pytest.param(json.loads(json.dumps(doc)), id=name)


def _documents() -> Iterator[tuple[str, Any]]:
    for path in sorted((ROOT / "specs").glob("*.yaml")):
        yield path.stem, yaml.safe_load(path.read_text(encoding="utf-8"))
    either = {"oneOf": [ref("A"), ref("B")], "discriminator": {"propertyName": "kind", "mapping": {"a": "A"}}}
    one = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": STRING, "n": {"type": "integer", "format": "int64"}},
    }
    two = {"allOf": [ref("A"), {"type": "object", "additionalProperties": STRING, "nullable": True}]}
    schemas = {"A": one, "B": two}
    yield "union", reading(either, V31, **schemas)
    body = {
        "type": "object",
        "properties": {"f": {"type": "string", "format": "binary"}, "m": {"type": "array", "items": STRING}},
    }
    form = sending(body, media="multipart/form-data")
    content = form["paths"]["/things"]["post"]["requestBody"]["content"]["multipart/form-data"]
    content["encoding"] = {"m": {"style": "form", "explode": False}, "f": {"contentType": "image/png"}}
    yield "multipart", form
    scheme = {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "https://a.example/t", "scopes": {"x": ""}}},
    }
    server = {"url": "https://{r}.acme.example", "variables": {"r": {"default": "eu", "enum": ["eu", "us"]}}}
    doc = document({"/things": {"get": operation(responses=returns(STRING), deprecated=True, security=[{"o": []}])}})
    yield "security", {**doc, "servers": [server], "components": {"securitySchemes": {"o": scheme}}}
    query = {"name": "q", "in": "query", "style": "deepObject", "explode": True, "required": True, "schema": one}
    yield "query", asking(query)


@pytest.mark.parametrize("doc", list(documents()))
def test_a_misspelt_key_is_told_or_changes_nothing(tmp_path: Path, doc: Any) -> None:
    api, before = built(tmp_path, doc)
    places = objects(tmp_path, doc)
    chance = random.Random(7)
    for _ in range(MUTATIONS):
        kind, node = chance.choice(places)
        key = chance.choice(sorted(node.map))
        changed = copy.deepcopy(doc)
        inside = parent(changed, node.pointer)
        new = misspelt(chance, key)
        if new in inside or key in ("openapi", "$ref"):
            continue
        inside[new] = inside.pop(key)
        try:
            other, after = built(tmp_path, changed)
        except Exception as error:
            assert type(error).__name__ == "SpecError", (kind, node.pointer, key, new)
            continue
        assert len(after) > len(before) or other == api, (kind, node.pointer, key, new)


@pytest.mark.parametrize("doc", list(documents()))
def test_a_key_that_is_added_is_told_and_changes_nothing(tmp_path: Path, doc: Any) -> None:
    api, before = built(tmp_path, doc)
    chance = random.Random(8)
    for kind, node in chance.sample(places := objects(tmp_path, doc), min(len(places), MUTATIONS // 3)):
        if "$ref" in node.map or kind == "components":
            continue
        changed = copy.deepcopy(doc)
        parent(changed, node.pointer)["zzz"] = {"type": "string"}
        other, after = built(tmp_path, changed)
        assert len(after) == len(before) + 1 and other == api, (kind, node.pointer)


def test_the_table_knows_what_a_key_is() -> None:
    roles = {meaning.role for keys in KEYS.values() for meaning in keys.values()}
    assert roles == set(Role)
    assert all((meaning.role is Role.LOST) == bool(meaning.lost) for keys in KEYS.values() for meaning in keys.values())


def _keys_table() -> str:
    rows = ["| object | read | said | checked | lost |", "|---|---|---|---|---|"]
    for kind, keys in KEYS.items():
        told = {role: [key for key, meaning in keys.items() if meaning.role is role] for role in Role}
        lost = [f"`{key}`: {keys[key].lost}" for key in told[Role.LOST]]
        cells = [" ".join(f"`{key}`" for key in told[role]) for role in (Role.READ, Role.SAID, Role.CHECKED)]
        rows.append(f"| {kind} | {' | '.join(cells)} | {'; '.join(lost)} |")
    return "\n".join(rows)


def test_the_guide_has_the_table() -> None:
    page = ROOT / "docs/any-document.md"
    text = page.read_text(encoding="utf-8")
    head, _, rest = text.partition("<!-- keys:")
    first, _, rest = rest.partition("-->\n")
    _, _, tail = rest.partition("<!-- /keys -->")
    made = f"{head}<!-- keys:{first}-->\n{_keys_table()}\n<!-- /keys -->{tail}"
    if os.environ.get("REISSUE_GOLDEN") == "write":
        page.write_text(made, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == made, "REISSUE_GOLDEN=write writes it anew"


def test_what_nobody_can_call_is_told(tmp_path: Path) -> None:
    """OpenAPI, Security Requirement Object: each name corresponds to a scheme. And a path that cannot be read is an error."""
    doc = document({"/a": {"get": operation()}, "/b": {"$ref": "missing.yaml"}}, security=[{"kay": []}])
    doc["components"] = {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}
    found = dict(told(tmp_path, doc))
    assert "is 'key' meant?" in found["security-scheme"]
    assert "the operations of this path are lost" in found["operations-lost"]
