"""Callbacks are events like webhooks; links are told where a call may follow.

Sources: the examples of the Callback Object and of the Link Object in OpenAPI 3.1.1 (a subscription with `$request.query.queryUrl`;
`$response.body#/uuid` as `userId`; `operationRef`), and its table of runtime expressions.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from reissue_runtime.errors import WebhookVerificationError

from tests.generator.small_clients import content, document, emit, operation, ref

TEXT = {"type": "string"}
STOCK = {"type": "object", "properties": {"symbol": TEXT, "price": {"type": "number"}}, "required": ["symbol"]}
SIGNED = {"header": "X-Sign", "algorithm": "hmac-sha256", "encoding": "hex", "signed": "{body}"}
URL = "{$request.query.queryUrl}"


def event(**more: Any) -> dict[str, Any]:
    return {"requestBody": content(STOCK), "responses": {"200": {"description": "received"}}, **more}


def test_a_callback_is_a_typed_event_whose_address_is_told(tmp_path: Path) -> None:
    made = emit(
        tmp_path,
        document({"/streams": {"post": operation("streams-open", callbacks={"onData": {URL: {"post": event()}}})}}),
    )
    assert made.rules() == []
    hooks = made.sub("webhooks")
    assert hooks.parse_on_data(b'{"symbol": "A", "price": 1.5}').price == 1.5
    told = " ".join(hooks.parse_on_data.__doc__.split())
    assert "A callback of `streams-open`, sent to `{$request.query.queryUrl}`." in told and "It is not signed" in told


def test_a_callback_proves_its_sender_as_a_webhook_does(tmp_path: Path) -> None:
    callbacks = {"onData": {URL: {"post": event(**{"x-reissue-signature": SIGNED})}}}
    made = emit(tmp_path, document({"/streams": {"post": operation("streams-open", callbacks=callbacks)}}))
    assert made.rules() == []
    body = json.dumps({"symbol": "A"}).encode()
    sign = hmac.new(b"key", body, hashlib.sha256).hexdigest()
    hooks = made.sub("webhooks")
    assert hooks.parse_on_data({"x-sign": sign}, body, key="key").symbol == "A"
    with pytest.raises(WebhookVerificationError):
        hooks.parse_on_data({"x-sign": sign}, body + b" ", key="key")


def test_callbacks_have_names_of_their_own(tmp_path: Path) -> None:
    """A component is one event; others of one name are led by their operations; an id counts before all; methods are apart."""
    own = {"onData": {URL: {"post": event()}}, "shared": ref("Shared", "callbacks")}
    named = {"x": {URL: {"post": event(operationId="priceChanged"), "put": event(operationId="priceSet")}}}
    paths = {f"/{tag}": {"post": operation(f"{tag}-open", callbacks=own)} for tag in ("streams", "feeds")}
    paths["/names"] = {"post": operation("names-open", callbacks=named)}
    shared = {"Shared": {"{$request.body#/url}": {"post": event()}}}
    doc = document(paths, webhooks={"shared": {"post": event()}}, components={"callbacks": shared})
    made = emit(tmp_path, doc)
    made.import_all()
    functions = {name for name in vars(made.sub("webhooks")) if name.startswith("parse_")}
    assert {
        "parse_streams_open_on_data",
        "parse_feeds_open_on_data",
        "parse_price_changed",
        "parse_price_set",
    } < functions
    assert len(functions) == 6 and made.rules() == []
    (one,) = (hook for hook in made.api.webhooks if "callback of `feeds-open`, `streams-open`" in hook.description.text)
    assert one.wire == "shared"


def test_callbacks_that_cannot_be_typed_are_told(tmp_path: Path) -> None:
    form = {"post": {"requestBody": content(STOCK, "application/x-www-form-urlencoded")}}
    own = {"lost": ref("None", "callbacks"), "form": {URL: form}}
    made = emit(tmp_path, document({"/streams": {"post": operation("streams-open", callbacks=own)}}))
    assert made.rules() == ["ref-missing", "untyped-media"]


# --- links

USER = {"name": "userId", "in": "path", "required": True, "schema": TEXT}


def linked(folder: Path, **links: Any) -> tuple[str, list[str]]:
    """What the docstring of the call tells, and the findings."""
    made_user = {"201": {"description": "made", "links": links}}
    paths = {
        "/users": {"post": operation("users-add", responses=made_user)},
        "/users/{userId}": {"get": operation("users-get", parameters=[USER])},
    }
    made = emit(folder, document(paths))
    doc = made.sub("resources.users").Users.add.__doc__
    return " ".join(doc.partition("What may follow:")[2].partition("Raises")[0].split()), [
        one.message for one in made.findings
    ]


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("$response.body#/uuid", "`user_id` is `uuid` of the answer"),
        ("$response.body#/user/uuid", "`user_id` is `user/uuid` of the answer"),
        ("$response.body", "`user_id` is the body of the answer"),
        ("$response.header.Server", "`user_id` is the header `Server` of the answer"),
        ("$request.path.id", "`user_id` is the `id` of the request"),
        ("$request.query.queryUrl", "`user_id` is the `queryUrl` of the request"),
        ("$request.body#/user/uuid", "`user_id` is `user/uuid` of the request"),
        ("$request.header.content-type", "`user_id` is the header `content-type` of the request"),
        ("$url", "`user_id` is the address of the call"),
        ("$statusCode", "`user_id` is the status of the answer"),
        ("me", "`user_id` is `me`"),
    ],
)
def test_a_link_tells_which_call_may_follow(tmp_path: Path, expression: str, words: str) -> None:
    told, findings = linked(
        tmp_path, look={"operationId": "users-get", "parameters": {"userId": expression}, "description": "Who."}
    )
    assert told == f"- look: `users.get`, where {words}. Who." and findings == []


def test_a_link_by_reference(tmp_path: Path) -> None:
    given = {"operationRef": "#/paths/~1users~1{userId}/get", "parameters": {"path.userId": "$response.body#/id"}}
    assert linked(tmp_path, look=given) == ("- look: `users.get`, where `user_id` is `id` of the answer.", [])


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ({"operationId": "users-gone"}, "no operation of the document"),
        ({"operationRef": "#/paths/~1gone/get"}, "no operation of the document"),
        ({"operationRef": "https://elsewhere.example/api.yaml#/paths/~1x/get"}, "no operation of the document"),
        ({}, "no operation of the document"),
        ({"operationId": "users-get", "parameters": {"user": "$url"}}, "does not take"),
        ({"operationId": "users-get", "parameters": {"userId": "$response.nowhere"}}, "no expression"),
    ],
)
def test_a_link_that_leads_nowhere_is_told(tmp_path: Path, link: Any, why: str) -> None:
    _, (finding,) = linked(tmp_path, look=link)
    assert why in finding
