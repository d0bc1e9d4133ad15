"""The x-reissue-* facts and webhooks, as the request and the typed result show them; a misspelt fact is told, not obeyed."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.generator.small_clients import JSON, SERVER, content, document, emit, operation, reading, ref, returns

STRING = {"type": "string"}
INVOICE = {"type": "object", "properties": {"id": STRING}}


def obj(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def with_facts(method: str = "post", responses: Any = None, **facts: Any) -> dict[str, Any]:
    """A document whose one operation carries these extensions."""
    facts = {f"x-reissue-{key}": value for key, value in facts.items()}
    return document({"/things": {method: operation(responses=responses or returns(INVOICE), **facts)}})


# --- effects and keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "fact", "effect"),
    [
        ("get", None, "READS"),
        ("get", "looks", "PAYS"),  # a fact that is misspelt never makes a call look harmless
        ("post", "sendz", "PAYS"),
        ("put", None, "SETS"),
        ("delete", None, "SETS"),
        ("post", None, "CREATES"),
        ("patch", None, "CREATES"),
        ("post", "sends", "SENDS"),
        ("get", "pays", "PAYS"),
    ],
)
def test_what_a_repeat_would_do(tmp_path: Path, method: str, fact: str | None, effect: str) -> None:
    made = emit(tmp_path, with_facts(method, **({"effect": fact} if fact else {})))
    assert made.sub("resources.things").DO.effect.name == effect


def test_a_key_in_a_header_is_made_and_can_be_given(tmp_path: Path) -> None:
    doc = with_facts(idempotency={"in": "header", "name": "Idem-Key", "maxLength": 36, "retention": "PT24H"})
    doc["paths"]["/things"]["post"]["parameters"] = [{"name": "idem-key", "in": "header", "schema": STRING}]
    wire = emit(tmp_path, doc).wire()
    wire.client.things.do()
    assert 0 < len(wire.sent.headers["idem-key"]) <= 36
    wire.client.things.do(idempotency_key="mine")
    assert wire.sent.headers["idem-key"] == "mine"


def test_a_key_in_the_body(tmp_path: Path) -> None:
    doc = with_facts(idempotency={"in": "body", "name": "requestId"})
    doc["paths"]["/things"]["post"]["requestBody"] = {"required": True, **content(ref("Thing"))}
    doc["components"] = {"schemas": {"Thing": obj(a=STRING, requestId=STRING)}}
    made = emit(tmp_path, doc)
    wire = made.wire()
    wire.client.things.do(made.models.Thing(a="x"), idempotency_key="mine")
    assert wire.json == {"a": "x", "requestId": "mine"}


# --- envelopes and pages -------------------------------------------------------------------------------------

ENVELOPE = [
    {"data": "data", "flag": {"member": "ok", "success": True}, "message": "error/text", "code": ["error/code"]}
]


@pytest.mark.parametrize("level", ["document", "operation"])
def test_an_envelope_is_taken_off_and_a_refusal_inside_it_is_an_error(tmp_path: Path, level: str) -> None:
    body = obj(ok={"type": "boolean"}, data=INVOICE, error=obj(text=STRING, code=STRING))
    doc = with_facts(responses=returns(body))
    (doc if level == "document" else doc["paths"]["/things"]["post"])["x-reissue-envelope"] = ENVELOPE
    made = emit(tmp_path, doc)
    wire = made.wire({"ok": True, "data": {"id": "1"}}, {"ok": False, "error": {"text": "no", "code": "E7"}})
    assert wire.client.things.do().id == "1"
    with pytest.raises(made.sub("runtime.errors").ProviderRejectedError) as caught:
        wire.client.things.do()
    assert (caught.value.code, caught.value.provider_message) == ("E7", "no")


PAGES: dict[str, tuple[dict[str, Any], list[str], list[Any]]] = {
    "by number": (
        {"style": "page", "items": "rows", "page": "p", "size": "n"},
        ["p", "n"],
        [{"rows": [{"id": "1"}, {"id": "2"}]}, {"rows": [{"id": "3"}]}, {"rows": []}],
    ),
    "by offset": (
        {"style": "offset", "items": "rows", "limit": "n", "offset": "o"},
        ["n", "o"],
        [{"rows": [{"id": "1"}, {"id": "2"}]}, {"rows": [{"id": "3"}]}, {"rows": []}],
    ),
    "by address": (
        {"style": "next-url", "items": "rows", "next": "links/next"},
        [],
        [{"rows": [{"id": "1"}, {"id": "2"}], "links": {"next": f"{SERVER}/things?c=2"}}, {"rows": [{"id": "3"}]}],
    ),
}


@pytest.mark.parametrize("kind", PAGES)
def test_pages_are_gone_through(tmp_path: Path, kind: str) -> None:
    facts, parameters, answers = PAGES[kind]
    page = obj(rows={"type": "array", "items": ref("Thing")}, links=obj(next=STRING))
    doc = with_facts("get", returns(page), pagination=facts)
    doc["components"] = {"schemas": {"Thing": INVOICE}}
    one = doc["paths"]["/things"]["get"]
    one["operationId"] = "things-list"
    one["parameters"] = [{"name": name, "in": "query", "schema": {"type": "integer"}} for name in parameters]
    made = emit(tmp_path, doc)
    assert made.methods == ["things.iterate", "things.list"]
    wire = made.wire(*answers)
    found = list(wire.client.things.iterate(**({"n": 2} if "n" in parameters else {})))
    assert [type(item) is made.models.Thing and item.id for item in found] == ["1", "2", "3"]
    assert len(wire.requests) == len(answers)


def test_the_async_twin_does_the_same(tmp_path: Path) -> None:
    made = emit(tmp_path, with_facts("get"))

    async def call() -> Any:
        transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"id": "1"}))
        async with httpx.AsyncClient(transport=transport) as http:
            client = getattr(made.module, f"Async{made.api.class_name}")(http=http)
            return await client.things.do()

    assert asyncio.run(call()).id == "1"


def test_an_address_out_of_an_answer_is_followed_to_its_hosts_only(tmp_path: Path) -> None:
    made = emit(tmp_path, with_facts("get", url={"hosts": ["pay.acme.example"]}))
    wire = made.wire()
    wire.client.things.do("https://pay.acme.example/x?y=1")
    assert str(wire.sent.url) == "https://pay.acme.example/x?y=1"
    with pytest.raises(made.sub("runtime.errors").ReissueError):
        wire.client.things.do("https://evil.example/x")
    assert len(wire.requests) == 1


# --- tolerances, headers, logins -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "answer", "value"),
    [
        ({**STRING, "x-reissue-coerce": {"digits": 4}}, 7, "0007"),
        ({"type": ["string", "number"], "x-reissue-coerce": "decimal"}, 1.5, "1.5"),
        (
            {**STRING, "format": "date-time", "x-reissue-coerce": "offset"},
            "2024-01-02T03:04:05+02",
            "2024-01-02T03:04:05+02:00",
        ),
        (
            {**STRING, "format": "date-time", "x-reissue-coerce": "offset", "x-reissue-timezone": "Africa/Lagos"},
            "2024-01-02T03:04:05",
            "2024-01-02T03:04:05+01:00",
        ),
        ({"oneOf": [STRING, {"type": "array", "items": STRING}], "x-reissue-coerce": "single"}, ["x"], "x"),
        ({"oneOf": [STRING, {"type": "array", "items": STRING}], "x-reissue-coerce": "list"}, "x", ["x"]),
        ({"type": "object", "x-reissue-coerce": "empty-array"}, [], {}),
        ({"type": ["string", "null"], "format": "date", "x-reissue-coerce": "empty"}, "", None),
        ({**STRING, "format": "date-time", "x-reissue-coerce": "day"}, "2024-01-02", "2024-01-02T00:00:00+00:00"),
        (
            {
                "oneOf": [
                    {**obj(id=STRING), "required": ["id"]},
                    obj(rows={"type": "array", "items": obj(id=STRING)}),
                ],
                "x-reissue-coerce": {"page": "rows"},
            },
            {"rows": [{"id": "x"}], "next": None},
            "x",
        ),
    ],
)
def test_a_declared_tolerance_is_no_drift(tmp_path: Path, schema: Any, answer: Any, value: Any) -> None:
    wire = emit(tmp_path, reading(obj(a=schema))).wire({"a": answer})
    response = wire.client.with_response(wire.client.things.do)
    assert response.drift == ()
    found = getattr(response.value.a, "id", response.value.a)
    assert (found.isoformat() if isinstance(found, dt.datetime) else found) == value


def test_headers_of_every_request(tmp_path: Path) -> None:
    wire = emit(tmp_path, {**with_facts(), "x-reissue-headers": {"Acme-Version": "2024-05", "Acme-App": "x"}}).wire()
    wire.client.things.do()
    assert (wire.sent.headers["acme-version"], wire.sent.headers["acme-app"]) == ("2024-05", "x")


def test_a_login_makes_the_token(tmp_path: Path) -> None:
    doc = with_facts()
    login = operation("auth-login", security=[], responses=returns(obj(access=obj(token=STRING))))
    login["requestBody"] = {
        "required": True,
        **content({**obj(user=STRING, password=STRING), "required": ["user", "password"]}),
    }
    doc["paths"]["/login"] = {"post": login}
    scheme = {
        "type": "http",
        "scheme": "bearer",
        "x-reissue-token": {"operation": "auth-login", "token": "access/token"},
    }
    doc |= {"components": {"securitySchemes": {"token": scheme}}, "security": [{"token": []}]}
    wire = emit(tmp_path, doc).wire({"access": {"token": "tok"}}, {"id": "1"}, user="u", password="p")
    assert wire.client.things.do().id == "1"
    assert json.loads(wire.requests[0].content) == {"user": "u", "password": "p"}
    assert wire.sent.headers["authorization"] == "Bearer tok"


MISSPELT = {
    "effect": ["makes", 5, ["reads"]],
    "idempotency": [
        {"in": "path", "name": "x"},
        {"name": "x"},
        {"in": "header", "name": ""},
        {"in": "header", "name": "x", "retention": "1 day"},
        "x",
    ],
    "envelope": [[{"data": 5}], [{"flag": {"member": "x"}}], {"data": "x"}, [[]]],
    "pagination": [{"style": "cursor"}, {"style": "page", "items": "x"}, {"style": ["page"]}, []],
    "source": [{"pages": "x"}, {"certainty": "sure"}, "x"],
    "url": [{"hosts": "x"}, {"hosts": [5]}, {}],
}


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in MISSPELT.items() for value in values])
def test_a_misspelt_fact_is_told_and_ignored(tmp_path: Path, key: str, value: Any) -> None:
    made = emit(tmp_path, with_facts(**{key: value}))
    assert set(made.rules()) == {"extension"}
    assert made.wire({"id": "1"}).client.things.do().id == "1"


# --- webhooks ------------------------------------------------------------------------------------------------

SIGNATURE = {
    "header": "Acme-Signature",
    "algorithm": "hmac-sha256",
    "encoding": "hex",
    "signed": "{timestamp}.{body}",
    "parts": {"signature": "v1", "timestamp": "t"},
    "timestamp": {"unit": "seconds", "tolerance": "PT5M"},
}


def hooked(**hooks: Any) -> dict[str, Any]:
    return {**document({"/things": {"get": operation()}}), "webhooks": hooks}


def test_a_signed_webhook_is_verified_and_typed(tmp_path: Path) -> None:
    body = content(ref("Invoice"))
    doc = hooked(
        **{"invoice.paid": {"post": {"summary": "Paid", "requestBody": body, "x-reissue-signature": SIGNATURE}}}
    )
    doc["components"] = {"schemas": {"Invoice": INVOICE}}
    made = emit(tmp_path, doc)
    hooks, raw, now = made.sub("webhooks"), b'{"id":"1"}', str(int(time.time()))
    signature = hmac.new(b"key", f"{now}.".encode() + raw, hashlib.sha256).hexdigest()
    event = hooks.parse_invoice_paid({"acme-signature": f"t={now},v1={signature}"}, raw, key="key")
    assert (type(event), event.id) == (made.models.Invoice, "1")
    for header, body_sent in ((f"t={now},v1={signature}", b'{"id":"2"}'), (f"t={now},v1=00", raw), ("", raw)):
        with pytest.raises(made.sub("runtime.errors").WebhookVerificationError):
            hooks.parse_invoice_paid({"acme-signature": header}, body_sent, key="key")


def test_webhooks_without_a_signature_by_reference_and_with_meeting_names(tmp_path: Path) -> None:
    one = {"requestBody": ref("Event", "requestBodies")}
    doc = hooked(
        ping={"post": one, "put": one},
        Ping={"post": one},
        odd={"post": {}},
        bad={"post": {**one, "x-reissue-signature": {"header": 5}}},
    )
    doc["components"] = {"requestBodies": {"Event": {"content": {JSON: {"schema": INVOICE}}}}}
    made = emit(tmp_path, doc)
    assert set(made.rules()) == {"extension"}
    hooks = made.sub("webhooks")
    parsers = [value for name, value in vars(hooks).items() if name.startswith("parse_")]
    assert len(parsers) == 5
    assert hooks.parse_ping(b'{"id":"1"}').id == "1"
    assert hooks.parse_odd(b"[1]") == [1]
