"""Small documents that hold one of each thing that a package can have."""

from __future__ import annotations

from typing import Any

from tests.generator.small_clients import content, document, ref, returns

Doc = dict[str, Any]
STRING, INTEGER, NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}


def _object(required: list[str], **members: Any) -> Doc:
    return {"type": "object", "properties": members, "required": required}


def _list(items: Any) -> Doc:
    return {"type": "array", "items": items}


def _query(name: str, schema: Any, **more: Any) -> Doc:
    return {"name": name, "in": "query", "schema": schema, **more}


def _one(tag: str, name: str, **more: Any) -> Doc:
    return {"operationId": f"{tag}-{name}", "tags": [tag], **more}


_CAT = _object(["kind", "lives"], kind={"const": "cat"}, lives=INTEGER)
_DOG = _object(["kind"], kind={"const": "dog"}, name=STRING)
_SCHEMAS: Doc = {
    "Cat": _CAT,
    "Dog": _DOG,
    "Pet": {
        "oneOf": [ref("Cat"), ref("Dog")],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"},
        },
    },
    "State": {"type": "string", "enum": ["open", "closed"]},
    "Owner": _object(
        ["id", "pets"],
        id=STRING,
        pets=_list(ref("Pet")),
        state=ref("State"),
        born={"type": "string", "format": "date"},
        seen={"type": ["string", "null"], "format": "date-time"},
        best={"anyOf": [ref("Cat"), STRING]},
        notes={"type": "object", "additionalProperties": STRING},
        place={"type": "array", "prefixItems": [NUMBER, NUMBER], "items": False, "minItems": 2},
        friends=_list(ref("Owner")),
        size={"anyOf": [NUMBER, {"type": "boolean"}]},
    ),
    "NewOwner": _object(["name"], name=STRING, age=INTEGER, pets=_list(ref("Cat")), mode={"const": "fast"}),
    "Free": {"type": "object", "properties": {"id": STRING}, "additionalProperties": INTEGER},
    "Problem": _object(["title"], title=STRING, status=INTEGER),
    "Page": _object(["items"], items=_list(ref("Owner")), total=INTEGER),
}
_FAILS = {"404": {"description": "no", **content(ref("Problem"))}}

RICH = document(
    {
        "/owners": {
            "get": _one(
                "owners",
                "list",
                parameters=[
                    _query("page", INTEGER),
                    _query("size", INTEGER),
                    _query("state", ref("State")),
                    _query("ids", _list(STRING)),
                    {"name": "X-Trace", "in": "header", "schema": STRING},
                ],
                responses={**returns(ref("Page")), **_FAILS},
                **{"x-reissue-pagination": {"style": "page", "items": "items", "page": "page", "size": "size"}},
            ),
            "post": _one(
                "owners",
                "create",
                requestBody={"required": True, **content(ref("NewOwner"))},
                responses={**returns(ref("Owner"), status="201"), **_FAILS},
            ),
        },
        "/owners/{owner}/pets/{pet}": {
            "get": _one(
                "pets",
                "read",
                parameters=[
                    {"name": "owner", "in": "path", "required": True, "schema": STRING},
                    {"name": "pet", "in": "path", "required": True, "schema": INTEGER},
                    _query("deep", {"type": "boolean"}, required=True),
                ],
                responses=returns(ref("Pet")),
            ),
            "patch": _one(
                "pets",
                "change",
                parameters=[
                    {"name": "owner", "in": "path", "required": True, "schema": STRING},
                    {"name": "pet", "in": "path", "required": True, "schema": INTEGER},
                ],
                requestBody=content({"oneOf": [ref("Cat"), ref("Dog")]}),
                responses={"200": {"description": "ok", **content(ref("Free"))}, "204": {"description": "none"}},
            ),
        },
        "/events": {
            "get": _one(
                "events",
                "watch",
                responses={
                    "200": {"description": "ok", "content": {"text/event-stream": {"itemSchema": ref("Owner")}}},
                },
            )
        },
        "/files": {
            "post": _one(
                "files",
                "send",
                requestBody={
                    "required": True,
                    "content": {
                        "multipart/form-data": {
                            "schema": _object(["file"], file={"type": "string", "format": "binary"}, note=STRING)
                        }
                    },
                },
                responses={"200": {"description": "ok", "content": {"application/octet-stream": {}}}},
            )
        },
    },
    version="3.2.0",
    components={
        "schemas": _SCHEMAS,
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "login": {"type": "http", "scheme": "basic"},
        },
    },
    security=[{"key": []}],
    webhooks={"paid": {"post": {"requestBody": content(ref("Owner")), "responses": {"200": {"description": "ok"}}}}},
)
"""Unions with and without a tag, lists, maps, tuples, dates, pages, events, files, errors, security, webhooks."""

ENVELOPED: Doc = {
    **document(
        {
            "/things": {
                "get": _one("things", "list", responses=returns(ref("Answer"))),
                "post": _one(
                    "things",
                    "make",
                    requestBody={"required": True, **content(ref("Thing"))},
                    responses=returns(ref("One")),
                ),
            }
        },
        components={
            "schemas": {
                "Thing": _object(["id"], id=STRING, parts=_list(ref("Part")), price=NUMBER),
                "Part": _object([], name=STRING, kind={"type": "string", "enum": ["a", "b"]}),
                "Answer": _object(["success"], success={"type": "boolean"}, message=STRING, data=_list(ref("Thing"))),
                "One": _object(["success"], success={"type": "boolean"}, message=STRING, data=ref("Thing")),
                "Unused": _object(["id"], id=STRING),
            }
        },
    ),
    "x-reissue-envelope": [{"data": "data", "flag": {"member": "success", "success": True}, "message": "message"}],
}
"""Answers in an envelope whose members no caller sees, and a schema that nothing reaches."""
