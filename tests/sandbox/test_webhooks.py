"""Webhooks arrive signed as their provider signs them, and never leave this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import httpx
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from reissue_sandbox import Sandbox
from reissue_sandbox.spec import SpecError
from reissue_sandbox.webhooks import WebhookError, check_url
from tests.inbox import Inbox

PURCHASE = "3f1c7f0e-0000-4000-8000-000000000001"


def verify(pem: str, signature: str, body: bytes) -> None:
    key: Any = serialization.load_pem_public_key(pem.encode())
    key.verify(base64.b64decode(signature), body, padding.PKCS1v15(), hashes.SHA256())


def test_qorepay_signs_with_the_key_that_it_shows(sandbox: Sandbox, api: Any, inbox: Inbox) -> None:
    hook = api("qorepay", "POST", "/webhooks/", json={"title": "T", "callback": inbox.url, "events": ["purchase.paid"]})
    product = {"name": "Plan", "price": 1000}
    body = {"brand_id": "b", "client": {"email": "x@example.com"}, "purchase": {"products": [product]}}
    made = api("qorepay", "POST", "/purchases/", json={**body, "success_callback": inbox.url}).json()
    assert sandbox.pay("qorepay", made["id"])["status"] == "paid"
    sandbox.settle()
    assert [delivery.status for delivery in sandbox.deliveries] == [200, 200]
    by_webhook, by_callback = inbox.delivered
    assert json.loads(by_webhook[1])["event_type"] == "purchase.paid"
    company = api("qorepay", "GET", "/public_key/").json()
    verify(hook.json()["public_key"], by_webhook[0]["X-Signature"], by_webhook[1])
    verify(company, by_callback[0]["X-Signature"], by_callback[1])
    with pytest.raises(InvalidSignature):
        verify(company, by_webhook[0]["X-Signature"], by_webhook[1])


def test_irembopay_signs_with_the_secret_key_of_the_caller(sandbox: Sandbox, api: Any, inbox: Inbox) -> None:
    sandbox.callbacks["irembopay"] = inbox.url
    assert api("irembopay", "GET", "/payments/invoices/880509422769").status_code == 200
    sandbox.pay("irembopay", "880509422769")
    sandbox.settle()
    headers, body = inbox.delivered[0]
    parts = dict(part.split("=", 1) for part in headers["irembopay-signature"].split(","))
    assert parts["t"] == str(int(parts["t"])) and len(parts["t"]) == 13
    wanted = hmac.new(b"test-secret-of-irembopay", parts["t"].encode() + b"#" + body, hashlib.sha256).hexdigest()
    assert parts["s"] == wanted
    assert json.loads(body)["data"]["paymentStatus"] == "PAID"


def test_unsigned_ones(sandbox: Sandbox, api: Any, inbox: Inbox, http: httpx.Client) -> None:
    for provider in ("paypen", "abillify"):
        told = http.post(f"{sandbox.url}/_sandbox/webhooks", json={"provider": provider, "url": inbox.url})
        assert told.status_code == 200
    sandbox.pay("paypen", "TX10000000001")
    sandbox.pay("abillify", "R-2026-17")
    api("abillify", "POST", "/invoices/R-2026-18/commitInvoice", json={"notifyUrl": inbox.url})
    sandbox.settle()
    bodies = [json.loads(body) for _, body in inbox.delivered]
    assert bodies[0]["notificationType"] == "EmployerPaymentNotification"
    assert bodies[0]["data"]["paymentDate"].endswith("M")
    assert (bodies[1]["voucherReference"], bodies[1]["state"], bodies[1]["unpaid"]) == ("R-2026-17", "paid", 0)
    assert set(bodies[2]) == {"job", "result", "resultcode", "notification"}


@pytest.mark.parametrize("provider", ["qorepay", "irembopay", "paypen", "abillify"])
def test_bodies_fit_the_documents(sandbox: Sandbox, api: Any, inbox: Inbox, provider: str) -> None:
    from reissue_sandbox.validation import misfits

    reference = {"qorepay": PURCHASE, "irembopay": "880509422769", "paypen": "TX10000000001", "abillify": "R-2026-17"}
    api("qorepay", "POST", "/webhooks/", json={"title": "T", "callback": inbox.url, "all_events": True})
    sandbox.callbacks.update(dict.fromkeys(["irembopay", "paypen", "abillify"], inbox.url))
    sandbox.pay(provider, reference[provider])
    sandbox.settle()
    spec = sandbox.simulation.spec(provider)
    fitting = []
    for name in spec.document["webhooks"]:
        place = f"/webhooks/{name}/post/requestBody/content/application~1json/schema"
        fitting.append(not misfits(spec, place, json.loads(inbox.delivered[-1][1]), "response"))
    assert any(fitting)


def test_only_to_this_machine(sandbox: Sandbox, api: Any, http: httpx.Client) -> None:
    for url in (
        "http://example.com/",
        "https://127.0.0.1.example.com",
        "file:///etc/passwd",
        "http://10.0.0.1",
        "http://[",
        "",
    ):
        with pytest.raises(WebhookError):
            check_url(url)
    assert check_url("http://localhost:1/x") and check_url("http://[::1]/")
    away = {"provider": "paypen", "url": "https://example.com/hook"}
    assert http.post(f"{sandbox.url}/_sandbox/webhooks", json=away).status_code == 400
    with pytest.raises(WebhookError):
        sandbox.set_callback("paypen", "https://example.com/hook")
    with pytest.raises(SpecError, match="no provider is called 'paypem'"):
        sandbox.set_callback("paypem", "http://127.0.0.1:9/hook")
    sandbox.callbacks["paypen"] = "https://example.com/hook"
    sandbox.pay("paypen", "TX10000000001")
    sandbox.settle()
    assert sandbox.deliveries[0].status == 0 and "loopback" in sandbox.deliveries[0].problem


def test_a_failed_payment_tells_its_code(sandbox: Sandbox, api: Any, inbox: Inbox) -> None:
    """https://docs.chip-in.asia/chip-collect/overview/errors: such an event carries `error_code`."""
    api("qorepay", "POST", "/webhooks/", json={"title": "T", "callback": inbox.url, "all_events": True})
    card = {"cardholder_name": "ADA", "card_number": "4111111111111111", "expires": "12/30", "cvc": "123"}
    api("qorepay", "POST", f"/p/{PURCHASE}/?s2s=true", data=card)
    sandbox.settle()
    told = json.loads(inbox.delivered[-1][1])
    assert (told["event_type"], told["error_code"]) == ("purchase.payment_failure", "do_not_honour")


def test_the_vendors_table_sends_a_text_where_its_samples_send_a_list(sandbox: Sandbox, api: Any) -> None:
    """https://qorepay.com/docs/references/billing-send-invoice"""
    body = {"client_id": "c0000000-0000-4000-8000-000000000001", "payment_method_whitelist": "visa"}
    path = "/billing_templates/e0000000-0000-4000-8000-000000000002/send_invoice/"
    assert api("qorepay", "POST", path, json=body).json()["payment_method_whitelist"] == ["visa"]
    assert [notice.where for notice in sandbox.notices] == ["body.payment_method_whitelist"]
