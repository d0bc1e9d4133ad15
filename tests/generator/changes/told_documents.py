"""What is told of documents, events, servers and what people read: by which rule, in which words, and where.

OpenAPI 3.2.0: Info Object, Tag Object (both metadata), Callback Object ("MAY be extended with Specification Extensions", its other keys
are expressions) and `webhooks` (a map whose keys are names), Example Object (`value`), Schema Object (`example`, `examples`), Security
Requirement Object, XML Object. RFC 8594: the Sunset header. x-reissue-*: docs/extensions.md.
"""

from __future__ import annotations

from typing import Any

from tests.generator.changes.document_pairs import (
    KEY,
    PAGED,
    SIGNED,
    STRING,
    Doc,
    call,
    edited,
    event,
    listing,
    secured,
    thing,
)
from tests.generator.small_clients import content, document, operation, sending

Row = tuple[tuple[Doc, ...], list[str], list[str] | None]
GET = ("paths", "/things", "get")


def info(**more: Any) -> Doc:
    return edited(call(), "info", value={"title": "Acme", "version": "1", **more})


def doc(**more: Any) -> Doc:
    return {**call(), **more}


def back(**hooks: Any) -> Doc:
    """An operation that is called back at an address that it is given, or what stands there instead."""
    return call(callbacks={"paid": {name.replace("_", "-"): item for name, item in hooks.items()}})


def hook(**more: Any) -> Doc:
    return {"post": {"requestBody": content(thing()), "responses": {}, **more}}


def two(**more: Any) -> Doc:
    return document({"/things": {"get": operation()}, **more})


def shown(**more: Any) -> Doc:
    """Examples of an entry of `content`."""
    return call(responses={"200": {"description": "ok", "content": {"application/json": {"schema": {}, **more}}}})


TAGS = [{"name": "a"}, {"name": "b"}]
ENVELOPE = [{"data": "data", "flag": {"member": "ok", "success": True}}]

ROWS: dict[str, Row] = {
    "info": (
        (info(), info(description="x")),
        ["description-changed | info: description changed | /info"],
        None,
    ),
    "title and contact": (
        (info(), info(title="Acme", contact={"name": "x"})),
        ["metadata-changed | info: contact changed | /info"],
        None,
    ),
    "tags": (
        (doc(), doc(tags=TAGS)),
        ["metadata-changed | document: tags changed | /tags"],
        ["metadata-changed | document: tags changed | /tags"],
    ),
    "order of tags": ((doc(tags=TAGS), doc(tags=TAGS[::-1])), [], None),
    "of the document": (
        (doc(), doc(externalDocs={"url": "https://a.example"})),
        ["metadata-changed | document: externalDocs changed | "],
        None,
    ),
    "envelope": (
        (doc(), doc(**{"x-reissue-envelope": ENVELOPE})),
        [
            'envelope-changed | document: x-reissue-envelope null -> [{"data": "data", "flag": {"member": "ok", "success": true}… | /x-reissue-envelope'
        ],
        [
            'envelope-changed | document: x-reissue-envelope [{"data": "data", "flag": {"member": "ok", "success": true}… -> null | /x-reissue-envelope'
        ],
    ),
    "headers": (
        (doc(**{"x-reissue-headers": {"A": "1"}}), doc(**{"x-reissue-headers": {"A": "2"}})),
        ['fixed-headers-changed | document: x-reissue-headers {"A": "1"} -> {"A": "2"} | /x-reissue-headers'],
        None,
    ),
    "operation": (
        (two(), two(**{"/others": {"post": operation("others-do")}})),
        ["operation-added | POST /others: is new (others.do) | /paths > /paths/~1others/post"],
        ["operation-removed | POST /others: is gone (others.do) | /paths/~1others/post > /paths"],
    ),
    "moved": (
        (
            document({"/a": {"get": operation("a")}, "/b": {"get": operation("b")}}),
            document({"/c": {"get": operation("a")}, "/d": {"post": operation("b", description="x")}}),
        ),
        [
            "operation-moved | GET /a: is GET /c now (the same operationId 'a') | /paths/~1a/get > /paths/~1c/get",
            "operation-moved | GET /b: is POST /d now (the same operationId 'b') | /paths/~1b/get > /paths/~1d/post",
            "operation-effect-hardened | POST /d: effect reads -> creates | /paths/~1b/get/x-reissue-effect > /paths/~1d/post/x-reissue-effect",
            "description-changed | POST /d: description changed | /paths/~1b/get > /paths/~1d/post",
        ],
        None,
    ),
    "extension of a callback": ((back(**{"$url": hook()}), back(**{"$url": hook(), "x_note": hook()})), [], []),
    "webhook named as an extension": (
        (event(thing()), edited(event(thing()), "webhooks", "x-paid", value=hook())),
        ["webhook-added | webhook POST x-paid: is new | /webhooks > /webhooks/x-paid/post"],
        None,
    ),
    "signature of a callback": (
        (back(**{"$url": hook()}), back(**{"$url": hook(**{"x-reissue-signature": SIGNED})})),
        [
            'webhook-signature-added | webhook paid: signature null -> {"algorithm": "hmac-sha256", "encoding": "hex", "header": "X-Sign", "signed": "{body}"} | /paths/~1things/get/callbacks/paid/$url/x-reissue-signature > /paths/~1things/get/callbacks/paid/$url/post/x-reissue-signature'
        ],
        [
            'webhook-signature-removed | webhook paid: signature {"algorithm": "hmac-sha256", "encoding": "hex", "header": "X-Sign", "signed": "{body}"} -> null | /paths/~1things/get/callbacks/paid/$url/post/x-reissue-signature > /paths/~1things/get/callbacks/paid/$url/x-reissue-signature'
        ],
    ),
    "credentials of an event": (
        (event(thing(), security=[{"key": []}]), event(thing(), security=[{"other": []}, {"key": [], "a": []}])),
        [
            'event-security-changed | webhook POST paid: the credentials of its sender [["key"]] -> [["a", "key"], ["other"]] | /webhooks/paid/post/security'
        ],
        None,
    ),
    "pagination": (
        (listing(), edited(listing(), *GET, "x-reissue-pagination", value=PAGED)),
        [
            'pagination-added | GET /things: pagination none -> ["PageNumber", [["items", "items"], ["page", "page"], ["size", "size"]]] | /paths/~1things/get/x-reissue-pagination'
        ],
        [
            'pagination-removed | GET /things: pagination ["PageNumber", [["items", "items"], ["page", "page"], ["size", "size"]]] -> none | /paths/~1things/get/x-reissue-pagination'
        ],
    ),
    "named examples": (
        (
            shown(examples={"a": {"value": 1}, "b": {"value": 2}}),
            shown(examples={"a": {"value": 1}, "c": {"value": 3}}),
        ),
        [
            "example-changed | 200 response of GET /things: examples changed | /paths/~1things/get/responses/200/content/application~1json"
        ],
        None,
    ),
    "an example said otherwise": ((shown(examples={"a": {"value": {"x": 1}}}), shown(example={"x": 1})), [], []),
    "examples of a schema": (
        (sending({**STRING, "example": "a"}), sending({**STRING, "examples": ["a", "b"]})),
        [
            "example-changed | body of POST /things: example, examples changed | /paths/~1things/post/requestBody/content/application~1json/schema"
        ],
        [
            "example-changed | body of POST /things: example, examples changed | /paths/~1things/post/requestBody/content/application~1json/schema"
        ],
    ),
    "one example in a list": ((sending({**STRING, "example": "a"}), sending({**STRING, "examples": ["a"]})), [], []),
    "security of the document": (
        (secured({"k": KEY}, [{"k": []}]), secured({"k": KEY}, [])),
        ["security-alternative-added | document: no credentials is accepted | /security"],
        None,
    ),
    "security of each operation": (
        tuple(edited(secured({"k": KEY}, wanted), *GET, "security", value=[{"k": []}]) for wanted in ([{"k": []}], [])),
        [],
        None,
    ),
}
