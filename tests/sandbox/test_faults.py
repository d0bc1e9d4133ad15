"""Each fault: what the client sees, and whether the effect happened."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from reissue_sandbox import Sandbox, app
from reissue_sandbox.faults import HEADER, FaultError, parse

RESEND = "/invoices/R-2026-17/resendInvoice"
EFFECT = ("abillify", "invoices-resendInvoice")


def resend(api: Any, fault: str = "", **headers: str) -> httpx.Response:
    extra = {HEADER: fault} if fault else {}
    return api("abillify", "POST", RESEND, json={}, headers={**extra, **headers})


def eventually(true: Callable[[], bool]) -> None:
    """Wait until something is so; a busy machine may take its time."""
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until
        time.sleep(0.005)


@pytest.mark.parametrize(("fault", "effects"), [("refuse", 0), ("reset_before", 0), ("reset_after", 1), ("cut", 1)])
def test_connection_is_reset(sandbox: Sandbox, api: Any, fault: str, effects: int) -> None:
    with pytest.raises(httpx.TransportError) as failure:
        resend(api, fault)
    assert not isinstance(failure.value, httpx.ConnectError)
    assert sandbox.effects[EFFECT] == effects
    assert len(sandbox.outbox) == effects
    assert sandbox.traffic[-1].status == 0
    assert resend(api).status_code == 200  # the server itself lives on


def test_refused_url_is_refused(sandbox: Sandbox, http: httpx.Client) -> None:
    with pytest.raises(httpx.ConnectError):
        http.get(sandbox.refused_url())


@pytest.mark.parametrize(("after", "effects"), [("", 0), (";after=true", 1)])
@pytest.mark.parametrize("code", [401, 429, 500, 502, 503, 504])
def test_status(sandbox: Sandbox, api: Any, code: int, after: str, effects: int) -> None:
    answer = resend(api, f"status;code={code};retry_after=7{after}")
    assert answer.status_code == code
    assert answer.headers["retry-after"] == "7"
    assert answer.json()["code"] == code
    assert sandbox.effects[EFFECT] == effects


@pytest.mark.parametrize(("after", "effects"), [("", 0), (";after=true", 1)])
def test_delay_is_before_or_after_the_effect(
    sandbox: Sandbox, api: Any, monkeypatch: pytest.MonkeyPatch, after: str, effects: int
) -> None:
    gate = threading.Event()

    async def until_told(seconds: float) -> None:
        await slept(min(seconds, 0.1))  # the server's own loop sleeps by this, too, and must go on
        while seconds == 9 and not gate.is_set():
            await slept(0.01)

    slept = asyncio.sleep
    api("abillify", "GET", "/invoices/R-2026-17")  # the document is read, so that the next request begins at once
    monkeypatch.setattr(app.asyncio, "sleep", until_told)
    try:
        with pytest.raises(httpx.ReadTimeout):
            api("abillify", "POST", RESEND, json={}, headers={HEADER: f"delay;seconds=9{after}"}, timeout=1.0)
        eventually(lambda: sandbox.effects[EFFECT] == effects)
    finally:
        gate.set()
    eventually(lambda: sandbox.effects[EFFECT] == 1)  # a server goes on when its client has hung up


@pytest.mark.parametrize("kind", ["truncated", "html", "text", "leading_zero", "nan", "newline"])
def test_malformed_is_no_json(sandbox: Sandbox, api: Any, kind: str) -> None:
    answer = resend(api, f"malformed;kind={kind}")
    assert answer.status_code == 200
    if kind == "nan":
        assert b"NaN" in answer.content
    else:
        with pytest.raises(ValueError):
            answer.json()
    assert sandbox.effects[EFFECT] == 1


def test_retype_unknown_enum_extra_and_missing_member(api: Any) -> None:
    path = "/payments/invoices/880509422769"

    def data(fault: str) -> dict[str, Any]:
        return api("irembopay", "GET", path, headers={HEADER: fault}).json()["data"]

    assert data("retype;path=data/amount;to=string")["amount"] == "changed"
    assert data("retype;path=data/amount;to=list")["amount"] == [25000]
    assert data("retype;path=data/amount;to=null")["amount"] is None
    assert data("retype;path=data/paymentItems/0/quantity;to=object")["paymentItems"][0]["quantity"] == {"value": 2}
    assert data("retype")["paymentStatus"] == 7
    assert data("unknown_enum")["paymentStatus"] == "sandbox_unknown_value"
    assert data("unknown_enum;path=data/type;value=TRIPLE")["type"] == "TRIPLE"
    assert "sandbox_extra" in data("extra_member")
    assert data("extra_member;path=data/customer;name=rank")["customer"]["rank"]
    assert "currency" not in data("missing_member;path=data/currency")


@pytest.mark.parametrize("provider", ["irembopay", "paypen"])
def test_error_envelope_in_a_200(sandbox: Sandbox, api: Any, provider: str) -> None:
    path = {"irembopay": "/payments/invoices/880509422769", "paypen": "/invoice/details/TX10000000001"}[provider]
    answer = api(provider, "GET", path, headers={HEADER: "error_envelope;code_text=NO_WAY"})
    assert answer.status_code == 200
    assert answer.json().get("success") is False or answer.json().get("has_error") is True


def test_redirect_and_empty(sandbox: Sandbox, api: Any) -> None:
    answer = resend(api, "redirect;code=307;to=https://elsewhere.example/x")
    assert (answer.status_code, answer.headers["location"]) == (307, "https://elsewhere.example/x")
    assert sandbox.effects[EFFECT] == 0
    answer = resend(api, "empty;status=204")
    assert (answer.status_code, answer.content) == (204, b"")
    assert sandbox.effects[EFFECT] == 1


def test_rules_are_used_up_in_order(sandbox: Sandbox, api: Any) -> None:
    sandbox.faults.add("abillify", "invoices-resendInvoice", "status", times=2, code=503)
    sandbox.faults.add("*", "*", "status", code=500)
    assert [resend(api).status_code for _ in range(4)] == [503, 503, 500, 200]
    sandbox.faults.add("abillify", "*", "status", times=None, code=502)
    assert [resend(api).status_code for _ in range(3)] == [502] * 3
    assert api("qorepay", "GET", "/clients/").status_code == 200
    sandbox.faults.clear()
    assert resend(api).status_code == 200


def test_rules_over_http(sandbox: Sandbox, http: httpx.Client, api: Any) -> None:
    url = f"{sandbox.url}/_sandbox/faults"
    rule = {"provider": "abillify", "operation": "*", "name": "status", "args": {"code": 504}}
    assert http.post(url, json=rule).json()["faults"][0]["fault"] == "status;code=504"
    assert resend(api).status_code == 504
    assert http.post(url, json={"name": "explode"}).status_code == 400
    assert http.post(url, json={"name": "status", "args": {"code": "x"}}).status_code == 400
    http.post(url, json=rule)
    assert http.delete(url).json() == {"faults": []}
    assert resend(api).status_code == 200


def test_unknown_faults_are_told(api: Any) -> None:
    assert "no fault is called 'explode'" in resend(api, "explode").json()["sandbox"]
    assert resend(api, "status;500").status_code == 400
    with pytest.raises(FaultError, match="knows the kinds"):
        parse("malformed;kind=cubist")
