"""Every operation of every client, called once against the sandbox, sync and async: what arrived is what the
specification says, and what came back is what the method declares. The tests are made from the specifications."""

from __future__ import annotations

import asyncio
import importlib
import ssl
from typing import Any

import httpx
import pytest

from reissue_sandbox import Sandbox
from tests.conftest import NOW
from tests.contract.spec_calls import (
    COUNTS,
    PROVIDERS,
    AsyncRecorder,
    Case,
    Recorder,
    attribute_path,
    bound,
    cases,
    check_request,
    descriptors,
    fits,
    hints,
    make_client,
)

PURCHASE = "3f1c7f0e-0000-4000-8000-0000000000"
# Operations that ask for an object in another state than the one of the document's example: a ready-made one is taken.
OBJECTS: dict[str, dict[str, str]] = {
    "purchases-capture": {"id": f"{PURCHASE}04"},  # on hold
    "purchases-release": {"id": f"{PURCHASE}04"},
    "purchases-deleteRecurringToken": {"id": f"{PURCHASE}09"},  # paid, and its id is a token
    "purchases-refund": {"id": f"{PURCHASE}09"},
    "billing_templates-sendInvoice": {"id": "e0000000-0000-4000-8000-000000000002"},  # not a subscription
    "invoices-commit": {"invoiceReference": "R-2026-18"},  # not committed yet
}
# Creations whose example names a reference that is taken: the ready-made object goes first.
MAKES_ROOM = {
    "identities-create": "identities",
    "identities-createInvoice": "invoices",
    "identities-createCreditnote": "creditnotes",
    "identities-createOrder": "orders",
    "orders-createInvoice": "invoices",
}
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # the sandbox speaks http; loading certificates takes 20 ms a client
IDS = [case.label for case in cases()]


def prepare(sandbox: Sandbox, case: Case) -> dict[str, Any]:
    """Bring the sandbox into the state that the call needs; returns path values that replace the examples."""
    if table := MAKES_ROOM.get(case.operation.id):
        sandbox.simulation.state.table(case.provider, table).pop(case.body.get("reference", ""), None)
    if case.provider == "qorepay" and case.operation.path.startswith("/webhooks/{"):
        with httpx.Client(transport=httpx.HTTPTransport(verify=NO_TLS)) as http:
            url = sandbox.server_for("qorepay")
            client = make_client("qorepay", url, http)
            module = importlib.import_module("reissue_clients.qorepay.models")
            hook = client.webhooks.create(
                module.WebhookRequest(title="Shop", callback=f"{sandbox.url}/nowhere", all_events=True)
            )
        return {"id": hook.id}
    return dict(OBJECTS.get(case.operation.id, {}))


def call(sandbox: Sandbox, case: Case, path: dict[str, Any], recorder: Recorder) -> Any:
    base = sandbox.server_for(case.provider)
    with httpx.Client(transport=recorder) as http:
        client = make_client(case.provider, base, http)
        method, positional, named = bound(client, case, base, path)
        return client.with_response(method, *positional, **named)


async def call_async(sandbox: Sandbox, case: Case, path: dict[str, Any], recorder: AsyncRecorder) -> Any:
    base = sandbox.server_for(case.provider)
    async with httpx.AsyncClient(transport=recorder) as http:
        client = make_client(case.provider, base, http, asynchronous=True)
        method, positional, named = bound(client, case, base, path)
        return await client.with_response(method, *positional, **named)


def check(sandbox: Sandbox, case: Case, path: dict[str, Any], request: httpx.Request, response: Any) -> None:
    check_request(case, request, f"/{case.provider}", path)
    arrived = sandbox.traffic[-1]
    assert (arrived.provider, arrived.operation) == (case.provider, case.operation.id)
    assert arrived.violations == [] == arrived.notices
    assert str(response.status) in case.operation.responses
    assert response.attempts == 1
    assert response.drift == ()
    module = importlib.import_module(f"reissue_clients.{case.provider}.resources.{attribute_path(case)[0]}")
    resource = getattr(module, "".join(word.capitalize() for word in attribute_path(case)[0].split("_")))
    declared = hints(getattr(resource(None), attribute_path(case)[1]))["return"]
    assert fits(response.value, declared), f"{type(response.value)} is not {declared}"


@pytest.mark.parametrize("case", cases(), ids=IDS)
def test_sync(sandbox: Sandbox, case: Case) -> None:
    path = prepare(sandbox, case)
    recorder = Recorder(httpx.HTTPTransport(verify=NO_TLS))
    response = call(sandbox, case, path, recorder)
    check(sandbox, case, path, recorder.requests[-1], response)


@pytest.mark.parametrize("case", cases(), ids=IDS)
def test_async(sandbox: Sandbox, case: Case) -> None:
    path = prepare(sandbox, case)
    recorder = AsyncRecorder(httpx.AsyncHTTPTransport(verify=NO_TLS))
    response = asyncio.run(call_async(sandbox, case, path, recorder))
    check(sandbox, case, path, recorder.requests[-1], response)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_as_many_operations_arrive_as_the_specification_has(sandbox: Sandbox, provider: str) -> None:
    called = [case for case in cases() if case.provider == provider]
    for case in called:
        sandbox.reset(at=NOW)  # the examples of the specifications are of that time
        path = prepare(sandbox, case)
        before = len(sandbox.traffic)
        call(sandbox, case, path, Recorder(httpx.HTTPTransport(verify=NO_TLS)))
        arrived = [one.operation for one in list(sandbox.traffic)[before:]]
        assert arrived[-1] == case.operation.id
        # Besides the operation itself at most the login went out.
        assert arrived[:-1] in ([], ["auth-login"])
    documented = {case.operation.id for case in called}
    assert len(called) == len(documented) == COUNTS[provider]
    assert documented == set(descriptors(provider))


def test_no_preparation_is_left_over() -> None:
    known = {case.operation.id for case in cases()}
    assert known >= {*OBJECTS, *MAKES_ROOM}


MORE = [case for case in cases(every_example=True) if case not in cases()]


@pytest.mark.parametrize("case", MORE, ids=[case.label for case in MORE])
def test_the_other_request_examples_go_over_the_wire_as_they_are(case: Case) -> None:
    """Nothing of an example is lost or added on its way through the model."""
    recorder = Recorder(httpx.MockTransport(lambda request: httpx.Response(500)))
    base = "https://api.example.com"
    host = {"qorepay": "https://gate.qorepay.com"}.get(case.provider, base)
    with httpx.Client(transport=recorder) as http:
        client = make_client(case.provider, host, http)
        client._sleep = lambda seconds: None
        method, positional, named = bound(client, case, host)
        with pytest.raises(importlib.import_module("reissue_runtime").ReissueError):
            method(*positional, **named)
    check_request(case, recorder.requests[0], "")
