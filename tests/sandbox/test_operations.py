"""Every operation of every document: each request example is accepted and answered as the document says."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from reissue_sandbox import Sandbox
from reissue_sandbox.providers import STAND_INS
from reissue_sandbox.spec import Media, Operation, Spec, load
from reissue_sandbox.validation import misfits

PURCHASE = "3f1c7f0e-0000-4000-8000-00000000000"
# Operations whose rules ask for an object in another state than that of the document's example.
OBJECTS = {
    "purchases-deleteRecurringToken": [f"{PURCHASE}9"],
    "purchases-capture": [f"{PURCHASE}4"],
    "purchases-release": [f"{PURCHASE}4"],
    "purchases-refund": [f"{PURCHASE}9"],
    "billing_templates-sendInvoice": ["e0000000-0000-4000-8000-000000000002"],
    "invoices-commit": ["R-2026-18"],
}


def cases() -> list[Any]:
    found: list[Any] = []
    for provider in STAND_INS:
        for operation in load(provider).operations.values():
            bodies = [(media, name) for media in operation.bodies.values() for name in media.examples]
            for media, name in bodies or [(None, "")]:
                mark = f"{provider}-{operation.id}{'-' + name if name else ''}"
                found.append(pytest.param(provider, operation, media, name, id=mark))
    return found


def parameter(spec: Spec, operation: Operation, where: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for one in operation.parameters:
        node = spec.at(one.pointer.removesuffix("/schema"))
        schema = spec.resolve(node["schema"])
        if one.where == where and "example" in node:
            values[one.name] = node["example"]
        elif one.where == where and one.required:
            values[one.name] = schema.get("default", (schema.get("examples") or schema.get("enum") or ["x"])[0])
    return values


def body_of(operation: Operation, media: Media, name: str) -> dict[str, Any]:
    value = media.examples[name]
    if media.name == "application/json" and operation.method == "POST" and "reference" in value:
        return {"json": {**value, "reference": f"{value['reference']}-new"}}  # the plain one is there already
    if media.name == "application/json":
        return {"json": value}
    if media.name == "application/x-www-form-urlencoded":
        return {"data": value}
    binary = [key for key in value if key == "file"]
    return {
        "data": {key: text for key, text in value.items() if key not in binary},
        "files": {key: ("file.pdf", value[key].encode(), "application/pdf") for key in binary},
    }


def text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize(("provider", "operation", "media", "name"), cases())
def test_example_is_answered_as_documented(
    sandbox: Sandbox, api: Any, provider: str, operation: Operation, media: Media | None, name: str
) -> None:
    spec = load(provider)
    values = parameter(spec, operation, "path")
    for key, value in zip(values, OBJECTS.get(operation.id, []), strict=False):
        values[key] = value
    if provider == "qorepay" and operation.path.startswith("/webhooks/{"):
        hook = {"title": "Shop", "callback": f"{sandbox.url}/nowhere", "all_events": True}
        values["id"] = api("qorepay", "POST", "/webhooks/", json=hook).json()["id"]
    path = operation.wire_path
    for key, value in values.items():
        path = path.replace("{" + key + "}", quote(value, safe=""))
    query = {key: text(value) for key, value in parameter(spec, operation, "query").items()}
    headers = {key: text(value) for key, value in parameter(spec, operation, "header").items()}
    if isinstance(media, Media) and (body := media.examples[name]) and body.get("partialPaymentEnabled"):
        headers["X-API-Version"] = "3"
    sent = body_of(operation, media, name) if media else {}

    answer = api(provider, operation.method, path, params=query, headers=headers, **sent)

    assert sandbox.violations == [] == sandbox.notices
    assert answer.status_code // 100 == 2, answer.text
    assert str(answer.status_code) in operation.responses
    documented = operation.response_media(answer.status_code)
    if documented is None:
        assert answer.content == b""
        return
    assert documented.pointer is not None
    found = misfits(spec, documented.pointer, answer.json(), "response")
    assert found == [], answer.text
    counted = operation.effect != "reads" and "generate" not in operation.id
    assert sandbox.traffic[-1].effect == counted


def test_no_operation_is_left_without_a_handler(sandbox: Sandbox) -> None:
    for provider in STAND_INS:
        routes = {operation.route for operation in load(provider).operations.values()}
        handlers = set(sandbox.simulation.stand_in(provider).handlers)
        assert routes == handlers
