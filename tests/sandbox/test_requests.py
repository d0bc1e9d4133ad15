"""Requests that break the documents, credentials, and what the log shows of both."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from reissue_sandbox import Sandbox

BATCH = "/payments/invoices"


def invoice(**changes: Any) -> dict[str, Any]:
    item = {"code": "PC-0a1b2c3d4e", "quantity": 1, "unitAmount": 100}
    body = {"transactionId": "T-1", "paymentItems": [item], "paymentAccountIdentifier": "07800000001", **changes}
    return {name: value for name, value in body.items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"transactionId": None}, "body lacks transactionId"),
        ({"transactionId": 7}, "body.transactionId should be string"),
        ({"paymentItems": []}, "body.paymentItems breaks minItems"),
        ({"language": "DE"}, "body.language is none of"),
        ({"expiryAt": "tomorrow"}, "body.expiryAt is no date-time"),
        ({"partialPaymentEnabled": True}, "body lacks installmentPlan"),
    ],
)
def test_body_is_checked(sandbox: Sandbox, api: Any, changes: dict[str, Any], where: str) -> None:
    answer = api("irembopay", "POST", BATCH, json=invoice(**changes))
    assert answer.status_code == 400
    assert answer.json()["success"] is False
    assert answer.json()["errors"][0]["code"] == "VALIDATION_ERROR"
    assert where in str(sandbox.violations[0])
    assert sandbox.effects.total == 0


def test_headers_query_path_and_media_type_are_checked(sandbox: Sandbox, api: Any) -> None:
    def refused(status: int, where: str, *call: Any, **options: Any) -> None:
        answer = api(*call, **options)
        assert answer.status_code == status, answer.text
        assert where in " ".join(map(str, sandbox.violations))
        sandbox.violations.clear()

    refused(400, "query.page should be integer", "abillify", "GET", "/identities?page=x&pageSize=2")
    refused(400, "path.id does not match", "abillify", "GET", "/transactions/abc")
    refused(
        400, "is no JSON", "abillify", "POST", "/identities", content=b"a=b", headers={"content-type": "text/plain"}
    )
    card = {"content-type": "application/json"}
    refused(400, "content-type", "qorepay", "POST", "/p/3f1c7f0e-0000-4000-8000-000000000002/", json={}, headers=card)
    json_type = {"content-type": "application/json"}
    refused(400, "body is no JSON", "abillify", "POST", "/identities", content=b"{,}", headers=json_type)
    refused(400, "body is no JSON", "abillify", "POST", "/identities", content=b'{"meta": NaN}', headers=json_type)
    refused(404, "is not documented", "abillify", "GET", "/nothing")
    refused(404, "only GET, PUT", "abillify", "DELETE", "/invoices/R-2026-17")
    refused(
        400, "must have 1 to 255", "abillify", "POST", "/identities", json={}, headers={"Idempotency-Key": "x" * 256}
    )
    assert sandbox.effects.total == 0


def test_read_only_members_and_small_liberties_are_tolerated(sandbox: Sandbox, api: Any) -> None:
    answer = api(
        "qorepay", "PUT", "/clients/c0000000-0000-4000-8000-000000000001", json={"email": "x@example.com", "id": "7"}
    )
    assert answer.status_code == 400  # no UUID
    body = {"email": "x@example.com", "id": "00000000-0000-4000-8000-000000000007", "nickname": "X"}
    sandbox.notices.clear()
    sandbox.violations.clear()
    answer = api("qorepay", "PUT", "/clients/c0000000-0000-4000-8000-000000000001?flavour=1&time=5", json=body)
    assert answer.status_code == 200
    assert answer.json()["id"] == "c0000000-0000-4000-8000-000000000001"
    assert "nickname" not in answer.json()
    assert [notice.where for notice in sandbox.notices] == ["query.flavour", "path", "body.nickname"]
    assert sandbox.traffic[-1].notices[0] == "query.flavour is not documented"
    assert sandbox.violations == []


@pytest.mark.parametrize(
    ("provider", "path", "good", "bad"),
    [
        ("qorepay", "/clients/", {"authorization": "Bearer k1"}, {"authorization": "Basic a2V5OmtleQ=="}),
        ("qorepay", "/clients/", {"authorization": "BEARER k1"}, {"authorization": "Bearer"}),
        (
            "abillify",
            "/invoices/R-2026-17",
            {"authorization": "Basic dXNlcjpwYXNz"},
            {"authorization": "Basic dXNlcg=="},
        ),
        ("abillify", "/invoices/R-2026-17", {"authorization": "Basic dXNlcjpwYXNz"}, {"authorization": "Basic ???"}),
        ("irembopay", f"{BATCH}/880509422769", {"irembopay-secretkey": "k"}, {"irembopay-secretkey": ""}),
        ("paypen", "/invoice/details/TX10000000001", {}, {"authorization": "Bearer forged"}),
    ],
)
def test_credentials(
    sandbox: Sandbox, http: httpx.Client, api: Any, provider: str, path: str, good: dict[str, str], bad: dict[str, str]
) -> None:
    url = sandbox.server_for(provider) + path
    common = {"X-API-Version": "2", "content-type": "application/json"}
    good = good or api.headers("paypen")
    assert http.get(url, headers={**common, **good}).status_code == 200
    assert http.get(url, headers={**common, **bad}).status_code == 401
    assert http.get(url, headers=common).status_code == 401
    if provider != "paypen":
        secret = {"qorepay": "k1", "abillify": "user:pass", "irembopay": "k"}[provider]
        sandbox.revoke(secret)
        assert http.get(url, headers={**common, **good}).status_code == 401


def test_tokens_expire_and_can_be_revoked(sandbox: Sandbox, api: Any) -> None:
    path = "/invoice/details/TX10000000001"
    assert api("paypen", "GET", path).status_code == 200
    sandbox.clock.advance(hours=1)
    answer = api("paypen", "GET", path)
    assert (answer.status_code, answer.json()["success"]) == (401, False)
    api.login()
    assert api("paypen", "GET", path).status_code == 200
    sandbox.revoke(api.token)
    assert api("paypen", "GET", path).status_code == 401
    assert api.token.count(".") == 2
    assert sandbox.violations == []  # no fault of the request


def test_the_log_masks_every_credential(sandbox: Sandbox, api: Any) -> None:
    api("qorepay", "GET", "/clients/")
    api("abillify", "GET", "/invoices/R-2026-17/documents")
    api("irembopay", "GET", f"{BATCH}/880509422769")
    api("paypen", "GET", "/invoice/details/TX10000000001")
    charge = {"recurring_token": "3f1c7f0e-0000-4000-8000-000000000009"}
    api("qorepay", "POST", "/purchases/3f1c7f0e-0000-4000-8000-000000000001/charge/", json=charge)
    card = {"cardholder_name": "ADA", "card_number": "4444333322221111", "expires": "12/30", "cvc": "123"}
    api("qorepay", "POST", "/p/3f1c7f0e-0000-4000-8000-000000000002/?s2s=true", data=card)
    account = {"account": "DE12345678901234567890", "holder": "Ada test-secret-of-abillify"}
    api("abillify", "POST", "/identities/C-1001/bankaccount", json=account)
    shown = json.dumps(sandbox.traffic.dump())
    secrets = ["test-secret", api.token, "4444333322221111", "DE12345678901234567890"]
    assert [secret for secret in secrets if secret in shown] == []
    assert "Bearer ***" in shown


ODD: list[tuple[str, str, str, dict[str, Any], str]] = [
    ("qorepay", "GET", "/clients", {}, "path"),
    ("qorepay", "POST", "/purchases/3fa85f64-5717-4562-b3fc-2c963f66afa6/cancel/", {"json": {"why": "x"}}, "body"),
    ("qorepay", "POST", "/clients/", {"json": {"email": "x@example.com", "e_mail": "y"}}, "body.e_mail"),
    ("abillify", "POST", "/identities", {"content": b"{}", "headers": {"content-type": "text/json"}}, "content-type"),
    ("abillify", "POST", "/identities/C-1001/invoices", {"json": {"paymentkind": "IN"}}, "body.paymentkind"),
    ("paypen", "POST", "/invoice/generate", {"json": {"ppid": "TX10000000001", "pp_id": "y"}}, "body.pp_id"),
]


@pytest.mark.parametrize(("provider", "method", "path", "options", "where"), ODD)
def test_a_notice_is_answered_and_a_strict_sandbox_refuses_it(
    sandbox: Sandbox, http: httpx.Client, api: Any, provider: str, method: str, path: str, options: Any, where: str
) -> None:
    taken = api(provider, method, path, **options)
    assert taken.status_code // 100 == 2, taken.text
    assert where in [notice.where for notice in sandbox.notices]
    assert sandbox.violations == []
    shown = http.get(f"{sandbox.url}/_sandbox/notices").json()
    assert where in [notice["where"] for notice in shown["notices"]] and shown["strict"] is False
    assert http.get(f"{sandbox.url}/_sandbox/state").json()["traffic"][0]["notices"]

    done = dict(sandbox.effects)
    assert http.post(f"{sandbox.url}/_sandbox/strict", json={"strict": True}).json() == {"strict": True}
    assert api(provider, method, path, **options).status_code == 400
    assert dict(sandbox.effects) == done
    sandbox.reset()
    assert sandbox.strict is False


def test_a_notice_shows_no_data(sandbox: Sandbox, http: httpx.Client, api: Any) -> None:
    """Members of a map may be named by data, and a credential may stand anywhere."""
    names = ("ada@example.com", "a b", "x" * 60, "test-secret-of-qorepay")
    for name in names:
        api("qorepay", "POST", f"/clients/?{quote(name)}=1", json={"email": "x@example.com", name: {"email": name}})
    assert len(sandbox.notices) == 2 * len(names)
    for told in (str(sandbox.notices), http.get(f"{sandbox.url}/_sandbox/notices").text):
        assert [name for name in names if name in told] == []


def test_the_fixture_can_be_strict(http: httpx.Client, api: Any) -> None:
    with Sandbox(strict=True) as sandbox:
        headers = {"authorization": "Bearer k", "content-type": "application/json"}
        assert http.get(f"{sandbox.server_for('qorepay')}/clients", headers=headers).status_code == 400
        assert http.get(f"{sandbox.server_for('qorepay')}/clients/", headers=headers).status_code == 200
        sandbox.strict = False
        assert http.get(f"{sandbox.server_for('qorepay')}/clients", headers=headers).status_code == 200
        sandbox.reset()
        assert sandbox.strict is True


def test_the_command_can_be_strict(http: httpx.Client) -> None:
    command = [sys.executable, "-m", "reissue", "sandbox", "--port", "0", "--strict"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stderr is not None
            base = running.stderr.readline().split()[-1]
            answer = http.get(f"{base}/qorepay/clients", headers={"authorization": "Bearer k"})
            assert (answer.status_code, answer.headers["X-Sandbox-Invented"]) == (400, "strict")
        finally:
            running.terminate()
