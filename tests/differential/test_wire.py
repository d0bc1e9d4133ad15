"""Our client and the one of openapi-python-client, given the same specification and the same arguments, put the same
request on the wire. Each difference stands in DIFFERENCES with its reason: one that does not, and one that is no longer
there, both fail. README.md in this folder says the same in prose."""

from __future__ import annotations

import base64
import importlib.metadata
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import httpx
import pytest
from reissue_runtime import ReissueError, RetryPolicy

from bench.peers import OPC
from tests.contract.spec_calls import (
    COUNTS,
    CREDENTIALS,
    PROVIDERS,
    Case,
    bound,
    canonical,
    cases,
    exact,
    make_client,
    parts,
)
from tests.differential.peer_client import Peer, blank, call, generate, read_only_names

pytestmark = pytest.mark.judges

BASES = {"qorepay": "https://gate.qorepay.com/api/v1", "paypen": "https://paypen.ng/api/employer"}
BASE = "https://api.example.com/v9"
TOKEN = "example.jwt.token"


class Difference(NamedTuple):
    """What differs, why, and for which operations of a provider."""

    aspect: str
    why: str
    provider: str
    operations: frozenset[str]


def difference(aspect: str, why: str, provider: str, operations: str) -> Difference:
    return Difference(aspect, why, provider, frozenset(operations.split()))


# What openapi-python-client cannot express at all.
LOST = {
    "qorepay": {
        "purchases-refund": "it gives up the schema Payment (`type` names an enum PaymentType beside the schema PaymentType) "
        "and emits a module that imports it all the same"
    },
    "abillify": {},
    "irembopay": {},
    "paypen": {},
}
READ_ONLY_WHY = (
    "the peer has one model for requests and responses, so that what only the provider sets must be sent, too"
)
ALWAYS_WHY = (
    "x-reissue-headers is ours: the provider wants Content-Type on every call, the peer knows it of bodies only"
)
DIFFERENCES = [
    difference(
        "idempotency key",
        "x-reissue-idempotency is no parameter, so the peer does not know the header; ours sends the key of the call",
        "abillify",
        "identities-create identities-createInvoice identities-createCreditnote identities-createOrder "
        "identities-createBankaccount identities-registerByBankaccount identities-registerByFirstPayment invoices-commit "
        "invoices-resendInvoice invoices-modifyDunning invoices-importExternalDocument orders-createInvoice drafts-toInvoice",
    ),
    difference(
        "deepObject",
        "the peer ignores `style: deepObject` and sends the members as parameters of their own, nested ones as Python reprs",
        "abillify",
        "identities-list creditnotes-list transactions-list invoices-listDocuments orders-listDocuments",
    ),
    difference(
        "part headers",
        "the peer sends the file without a file name and each text with a content type; a server takes a part without a "
        "file name for a text field",
        "abillify",
        "invoices-importExternalDocument",
    ),
    difference(
        "read-only members",
        READ_ONLY_WHY,
        "qorepay",
        "billing-create billing_templates-create billing_templates-update billing_templates-sendInvoice "
        "billing_templates-addSubscriber clients-create clients-replace company_statements-create",
    ),
    difference(
        "read-only members",
        READ_ONLY_WHY,
        "abillify",
        "identities-create identities-upsert identities-createBankaccount",
    ),
    difference("read-only members", READ_ONLY_WHY, "irembopay", "subscription_plans-create"),
    difference("content type without a body", ALWAYS_WHY, "paypen", "schedules-get invoices-get"),
    difference(
        "content type without a body",
        ALWAYS_WHY,
        "qorepay",
        "purchases-get purchases-cancel purchases-resendInvoice purchases-deleteRecurringToken "
        "purchases-release billing_templates-list billing_templates-get billing_templates-delete "
        "billing_templates-listClients billing_templates-getClient clients-list clients-get clients-delete "
        "clients-listRecurringTokens clients-getRecurringToken clients-deleteRecurringToken webhooks-list "
        "webhooks-get webhooks-delete public_key-get payment_methods-get account-getBalance "
        "account-getTurnover company_statements-list company_statements-get company_statements-cancel "
        "payouts-getBanks",
    ),
]


class Wire(NamedTuple):
    """A request in a form in which equal means equal for a server."""

    method: str
    address: str
    query: list[tuple[str, str]]
    authorization: dict[str, str]
    content_type: str
    declared: dict[str, str]
    key: str
    body: Any


def wire(case: Case, request: httpx.Request) -> Wire:
    headers = request.headers
    key = (case.operation.idempotency or {}).get("name", "Idempotency-Key")
    return Wire(
        method=request.method,
        address=str(request.url.copy_with(query=None, fragment=None)),
        query=sorted(parse_qsl(request.url.query.decode(), keep_blank_values=True)),
        authorization={name: headers[name] for name in ("authorization", "irembopay-secretkey") if name in headers},
        content_type=headers.get("content-type", "").partition(";")[0],
        declared={name: headers.get(name, "") for name in case.parameters("header")},
        key=headers.get(key, ""),
        body=body_of(case, request),
    )


def body_of(case: Case, request: httpx.Request) -> Any:
    if case.media == "application/json":
        return canonical(instants(exact(request.content)))
    if case.media == "multipart/form-data":
        return sorted(
            (name, part.get_filename(), headers_of(part), part.get_payload(decode=True))
            for name, part in parts(request)
        )
    return sorted(parse_qsl(request.content.decode(), keep_blank_values=True))


def headers_of(part: Any) -> str:
    return part["content-type"] or ""


def instants(value: Any) -> Any:
    """Times with an offset as one spelling of their instant."""
    if isinstance(value, dict):
        return {name: instants(one) for name, one in value.items()}
    if isinstance(value, list):
        return [instants(one) for one in value]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value):
        return datetime.fromisoformat(value).astimezone(UTC).isoformat()
    return value


# --- both clients --------------------------------------------------------------------------------------------


def ours(case: Case, base: str) -> httpx.Request:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        request.read()
        seen.append(request)
        login = request.url.path.endswith("/auth/login")
        return (
            httpx.Response(200, json={"success": True, "message": "", "data": {"token": TOKEN}})
            if login
            else httpx.Response(500)
        )

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        client = make_client(case.provider, base, http, retry=RetryPolicy(max_attempts=1))
        method, positional, named = bound(client, case, base)
        try:
            method(*positional, **named)
        except ReissueError as error:
            assert error.status == 500, error
    return seen[-1]


def theirs(peer: Peer, case: Case, base: str) -> httpx.Request:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        request.read()
        seen.append(request)
        return httpx.Response(500)

    given = CREDENTIALS[case.provider]
    token = given.get("secret_key", TOKEN)
    if "password" in given:
        token = base64.b64encode(f"{given['username']}:{given['password']}".encode()).decode()
    call(peer, case, base, token, answer)
    return seen[-1]


def differences(case: Case, own: Wire, other: Wire) -> Iterator[str]:
    """The aspects in which two requests differ: a name of DIFFERENCES where it is exactly that, else a field of Wire."""
    for name, mine, peers in zip(Wire._fields, own, other, strict=True):
        if mine == peers:
            continue
        if name == "key" and mine and not peers:
            yield "idempotency key"
        elif name == "query" and flat(mine) == sorted(peers_flat(peers)):
            yield "deepObject"
        elif name == "content_type" and case.media is None and not peers:
            yield "content type without a body"
        elif name == "body" and case.media == "multipart/form-data" and bare(mine) == bare(peers):
            yield "part headers"
        elif name == "body" and without(read_only_names(case), peers, mine) == mine:
            yield "read-only members"
        else:
            yield f"{name}: {mine!r} / {peers!r}"


def flat(query: list[tuple[str, str]]) -> list[str]:
    """The values of a query, with the brackets of deepObject parameters forgotten."""
    return sorted(value for _, value in query)


def peers_flat(query: list[tuple[str, str]]) -> Iterator[str]:
    for _, value in query:
        yield re.sub(r"^\{'[^']*': '([^']*)'\}$", r"\1", value)


def bare(found: list[Any]) -> list[Any]:
    return [(name, content) for name, _, _, content in found]


def without(names: set[str], value: Any, own: Any) -> Any:
    """A body of the peer without those of the members that ours does not have."""
    if isinstance(value, dict) and isinstance(own, dict):
        kept = {name: one for name, one in value.items() if name in own or name not in names}
        return {name: without(names, one, own.get(name)) for name, one in kept.items()}
    if isinstance(value, list) and isinstance(own, list) and len(own) == len(value):
        return [without(names, one, mine) for one, mine in zip(value, own, strict=True)]
    return value


# --- the tests -----------------------------------------------------------------------------------------------


def test_the_peer_is_the_one_that_was_looked_at() -> None:
    assert importlib.metadata.version("openapi-python-client") == OPC


@pytest.mark.parametrize("provider", PROVIDERS)
def test_same_request(provider: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = BASES.get(provider, BASE)
    peer = generate(provider, tmp_path)
    found: set[tuple[str, str]] = set()
    lost: set[str] = set()
    for case in cases(every_example=True):
        if case.provider != provider:
            continue
        if (case.operation.method, blank(case.operation.path)) not in peer.functions:
            lost.add(case.operation.id)
            continue
        mine, peers = wire(case, ours(case, base)), wire(case, theirs(peer, case, base))
        found |= {(case.operation.id, aspect) for aspect in differences(case, mine, peers)}
    expressed = COUNTS[provider] - len(lost)
    with capsys.disabled():
        print(f"\nopenapi-python-client expresses {expressed} of the {COUNTS[provider]} operations of {provider}")
    assert lost == set(LOST[provider])
    explained = {(one, row.aspect) for row in DIFFERENCES if row.provider == provider for one in row.operations}
    assert found - explained == set(), "differences that nobody has explained"
    assert explained - found == set(), "explanations of differences that are no longer there"


def test_the_readme_tells_of_every_difference() -> None:
    text = (Path(__file__).parent / "README.md").read_text()
    for row in DIFFERENCES:
        assert f"| {row.aspect} |" in text
        for operation in row.operations:
            assert f"`{operation}`" in text, operation
    for operations in LOST.values():
        assert all(f"`{operation}`" in text for operation in operations)
    total = sum(COUNTS.values())
    assert f"{total - sum(map(len, LOST.values()))} of {total}" in text
