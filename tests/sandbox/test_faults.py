"""Each fault: what the client sees, and whether the effect happened."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

from reissue_sandbox import Sandbox, app
from reissue_sandbox.call import Refused
from reissue_sandbox.faults import HEADER, FaultError, parse
from tests.sandbox.test_truth import PAGE

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


def test_the_rule_that_the_page_shows(sandbox: Sandbox, http: httpx.Client, api: Any) -> None:
    found = re.search(r"<!-- fault: .*? -->\n```json\n(.*?)```", PAGE, re.S)
    assert found is not None
    headers = {"content-type": "application/json"}
    assert http.post(f"{sandbox.url}/_sandbox/faults", content=found[1], headers=headers).status_code == 200
    assert [resend(api).status_code for _ in range(3)] == [503, 503, 200]
    assert len(sandbox.outbox) == 3


@pytest.mark.parametrize(
    ("path", "body", "member"),
    [
        ("faults", {"name": "status", "code": 402}, "code"),
        ("faults", {"name": "status", "tims": 4}, "tims"),
        ("faults", {"name": "status", "Provider": "abillify"}, "Provider"),
        ("pay", {"provider": "abillify", "reference": "R-2026-17", "ammount": "7"}, "ammount"),
        ("clock", {"days": 1, "hour": 3}, "hour"),
        ("webhooks", {"provider": "paypen", "url": "http://127.0.0.1:9", "event": "x"}, "event"),
        ("revoke", {"credential": "k", "provider": "paypen"}, "provider"),
        ("strict", {"strict": True, "until": "x"}, "until"),
    ],
)
def test_a_member_that_nobody_heeds_is_refused(
    sandbox: Sandbox, http: httpx.Client, path: str, body: dict[str, Any], member: str
) -> None:
    before = sandbox.clock.offset
    answer = http.post(f"{sandbox.url}/_sandbox/{path}", json=body)
    assert (answer.status_code, f"no member '{member}'" in answer.json()["error"]) == (400, True), answer.text
    state = sandbox.simulation.state
    assert (sandbox.faults.dump(), state.revoked, state.callbacks, sandbox.strict) == ([], set(), {}, False)
    assert sandbox.clock.offset == before
    assert state.table("abillify", "invoices")["R-2026-17"]["unpaid"] == 190


def test_unknown_faults_are_told(api: Any) -> None:
    assert "no fault is called 'explode'" in resend(api, "explode").json()["sandbox"]
    assert resend(api, "status;500").status_code == 400
    with pytest.raises(FaultError, match="the argument kind of the fault malformed must be one of truncated, "):
        parse("malformed;kind=cubist")


def test_an_argument_called_name_reaches_its_fault(http: httpx.Client, sandbox: Sandbox, api: Any) -> None:
    rule = {"provider": "irembopay", "name": "extra_member", "args": {"name": "rank"}}
    assert (
        http.post(f"{sandbox.url}/_sandbox/faults", json=rule).json()["faults"][0]["fault"] == "extra_member;name=rank"
    )
    path = "/payments/invoices/880509422769"
    assert "rank" in api("irembopay", "GET", path).json()["data"]
    sandbox.faults.add("irembopay", "*", "extra_member", name="file", path="data/customer")
    assert "file" in api("irembopay", "GET", path).json()["data"]["customer"]


@pytest.mark.parametrize(
    ("rule", "piece"),
    [
        ({"name": "status", "args": {"code": 99}}, "from 400 to 599"),
        ({"name": "status", "args": {"code": 5e300}}, "from 400 to 599"),
        ({"name": "status", "args": {"times": 2}}, "has no argument 'times'"),
        ({"name": "redirect", "args": {"to": "https://x\r\nset-cookie: y"}}, "printable ASCII"),
        ({"name": "retype", "args": {"to": "tuple"}}, "one of string, number"),
        ({"name": "delay", "args": {"seconds": -1}}, "from 0 to"),
        ({"name": "refuse", "args": {"x": 1}}, "it has none"),
        ({"name": "set", "args": {"path": "data"}}, "needs the argument value"),
        ({"name": "empty", "args": {"after": "no"}}, "true or false"),
    ],
)
def test_an_argument_that_cannot_be_played_is_refused_at_once(
    http: httpx.Client, sandbox: Sandbox, rule: dict[str, Any], piece: str
) -> None:
    answer = http.post(f"{sandbox.url}/_sandbox/faults", json=rule)
    assert (answer.status_code, piece in answer.json()["error"]) == (400, True), answer.text
    assert sandbox.faults.dump() == []


@pytest.mark.parametrize(("after", "effects"), [("", 0), (";after=true", 1)])
@pytest.mark.parametrize(
    ("fault", "body"),
    [
        ("ticket", {"result": "ERROR", "resultcode": "1"}),
        ("ticket;result=OK;resultcode=17", {"result": "OK", "resultcode": "17"}),
        ("body;value={}", {}),
        ("body;value=[]", []),
        ("body;value=null", None),
    ],
)
def test_other_tickets(sandbox: Sandbox, api: Any, fault: str, body: Any, after: str, effects: int) -> None:
    answer = resend(api, fault + after)
    assert answer.status_code == 200
    told = answer.json()
    assert ({**told, **body} if fault.startswith("ticket") else body) == told
    assert sandbox.effects[EFFECT] == effects == len(sandbox.outbox)


@pytest.mark.parametrize(("after", "effects"), [(";after=false", 0), ("", 1)])
@pytest.mark.parametrize("fault", ["malformed;kind=login", "malformed;kind=html", "empty"])
def test_a_page_in_place_of_json(sandbox: Sandbox, api: Any, fault: str, after: str, effects: int) -> None:
    answer = resend(api, fault + after)
    assert answer.status_code == 200
    assert answer.headers.get("content-type", "text/html").startswith("text/html")
    assert sandbox.effects[EFFECT] == effects


def test_a_partly_paid_invoice(sandbox: Sandbox, api: Any, http: httpx.Client) -> None:
    """Abillify tells only what is `unpaid`; IremboPay's version 3 has a status; QorePay and PayPen document none."""
    read = "/invoices/R-2026-17"
    shown = api("abillify", "GET", read, headers={HEADER: "partly_paid"}).json()
    assert (shown["state"], shown["total"], shown["unpaid"]) == ("none", 190, 95)
    assert api("abillify", "GET", read).json()["unpaid"] == 190
    path = "/payments/invoices/880509422769"
    data = api("irembopay", "GET", path, headers={HEADER: "partly_paid"}).json()["data"]
    assert data["paymentStatus"] == "PARTIALLY_PAID"
    refused = api("paypen", "GET", "/invoice/details/TX10000000001", headers={HEADER: "partly_paid"})
    assert (refused.status_code, "partly paid" in refused.json()["sandbox"]) == (400, True)

    body = {"provider": "abillify", "reference": "R-2026-17", "amount": "50.00"}
    assert http.post(f"{sandbox.url}/_sandbox/pay", json=body).json()["unpaid"] == 140
    assert api("abillify", "GET", read).json()["state"] == "none"
    assert sandbox.pay("abillify", "R-2026-17", Decimal(140))["state"] == "paid"
    with pytest.raises(Refused, match="not so much left"):
        sandbox.pay("abillify", "R-2026-17", Decimal(1))
    with pytest.raises(Refused, match="no payment of a part"):
        sandbox.pay("paypen", "TX10000000001", Decimal(1))
    for amount in ("0", "-1", "x", "1e9"):
        assert http.post(f"{sandbox.url}/_sandbox/pay", json={**body, "amount": amount}).status_code == 400


def test_a_member_can_be_set(api: Any) -> None:
    path = "/purchases/3fa85f64-5717-4562-b3fc-2c963f66afa6/"
    assert (
        api("qorepay", "GET", path, headers={HEADER: "set;path=status;value=refunded"}).json()["status"] == "refunded"
    )
    answer = api("qorepay", "GET", path, headers={HEADER: 'set;path=purchase/products/0;value={"name": "x"}'})
    assert answer.json()["purchase"]["products"] == [{"name": "x"}]
    answer = api("qorepay", "GET", path, headers={HEADER: "set;path=purchase/products/7;value=1"})
    assert (answer.status_code, "no place" in answer.json()["sandbox"]) == (400, True)


def test_a_fault_of_the_sandbox_itself_is_logged_and_told(
    sandbox: Sandbox, http: httpx.Client, api: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("with test-secret-of-abillify in it")

    api("abillify", "GET", "/invoices/R-2026-17")  # the credential is known, and so masked
    monkeypatch.setattr(sandbox.simulation, "pay", fail)
    monkeypatch.setitem(sandbox.simulation.stand_in("abillify").handlers, "GET /invoices/{}", fail)
    paid = http.post(f"{sandbox.url}/_sandbox/pay", json={"provider": "abillify", "reference": "R-2026-17"})
    read = api("abillify", "GET", "/invoices/R-2026-17")
    assert [paid.status_code, read.status_code, read.headers["X-Sandbox-Invented"]] == [500, 500, "crash"]
    assert "The sandbox itself failed" in paid.json()["error"] and "The sandbox itself failed" in read.text
    logged = [record.getMessage() for record in caplog.records if record.name == "reissue_sandbox"]
    assert len(logged) == 2 == len(sandbox.simulation.crashes)
    assert all("Traceback" in text and "RuntimeError" in text and "test-secret" not in text for text in logged)
    sandbox.simulation.crashes.clear()


@pytest.mark.parametrize(
    ("provider", "operation", "text"),
    [
        ("abilify", "*", "no provider is called 'abilify'; there are qorepay, abillify, irembopay, paypen"),
        ("abillify", "invoices-resend", "no operation of abillify is called 'invoices-resend'; did you mean"),
        ("qorepay", "invoices-resendInvoice", "no operation of qorepay is called"),  # it is Abillify's
        ("*", "nope", "no operation of qorepay, abillify, irembopay, paypen is called 'nope'$"),
    ],
)
def test_a_rule_that_would_never_fit_a_call_is_refused(
    sandbox: Sandbox, http: httpx.Client, provider: str, operation: str, text: str
) -> None:
    """A test whose fault never comes would pass for the wrong reason."""
    with pytest.raises(FaultError, match=text):
        sandbox.faults.add(provider, operation, "status")
    rule = {"provider": provider, "operation": operation, "name": "status"}
    assert http.post(f"{sandbox.url}/_sandbox/faults", json=rule).status_code == 400
    assert sandbox.faults.dump() == []
    sandbox.faults.add("*", "invoices-resendInvoice", "status")  # one of them has it
    assert len(sandbox.faults.dump()) == 1
