"""The console and the control endpoints: usable by this machine's user, and by no one else's page."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from reissue_sandbox import Sandbox

EVIL = "<img src=x onerror=alert(1)>"


def test_page_is_self_contained_and_locked_down(sandbox: Sandbox, http: httpx.Client) -> None:
    first, second = http.get(sandbox.url), http.get(sandbox.url)
    policy = first.headers["content-security-policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce is not None
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert nonce[1] not in second.text
    assert first.text.count(f'nonce="{nonce[1]}"') == 2 and "{{nonce}}" not in first.text
    assert re.findall(r"(?:src|href)=\"(?!data:)[^\"]+", first.text) == []
    assert "innerHTML" not in first.text and "insertAdjacentHTML" not in first.text
    assert re.findall(r"\son\w+=", first.text) == []


def test_state_for_the_console(sandbox: Sandbox, http: httpx.Client, api: Any) -> None:
    api("abillify", "POST", "/invoices/R-2026-17/resendInvoice", json={})
    state = http.get(f"{sandbox.url}/_sandbox/state").json()
    assert {row["provider"] for row in state["invoices"]} == {"qorepay", "abillify", "irembopay", "paypen"}
    assert state["outbox"][0]["reference"] == "R-2026-17"
    assert state["traffic"][0]["operation"] == "invoices-resendInvoice"
    assert ["abillify", "invoices-resendInvoice", 1] in state["effects"]
    unchanged = http.get(f"{sandbox.url}/_sandbox/state?since={state['revision']}").json()
    assert set(unchanged) == {"revision", "now"}


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example:1", ""]
)
def test_foreign_hosts_are_refused(sandbox: Sandbox, http: httpx.Client, host: str) -> None:
    for path in ("/", "/_sandbox/state"):
        assert http.get(sandbox.url + path, headers={"host": host}).status_code in (400, 403)
    assert http.post(f"{sandbox.url}/_sandbox/reset", headers={"host": host}).status_code in (400, 403)


def test_foreign_origins_and_forms_are_refused(sandbox: Sandbox, http: httpx.Client) -> None:
    url = f"{sandbox.url}/_sandbox/clock"
    assert http.post(url, json={"days": 1}, headers={"origin": "https://evil.example"}).status_code == 403
    assert http.post(url, json={"days": 1}, headers={"origin": "null"}).status_code == 403
    assert http.post(url, content='{"days": 1}', headers={"content-type": "text/plain"}).status_code == 400
    assert http.post(url, json={"days": 1}, headers={"origin": sandbox.url}).status_code == 200


def test_checkout_page_escapes_and_pays(sandbox: Sandbox, http: httpx.Client, api: Any) -> None:
    body = {"brand_id": "b", "client": {"email": f"{EVIL}@x".replace(" ", "/")}}
    body["purchase"] = {"products": [{"name": EVIL, "price": 1}]}
    made = api("qorepay", "POST", "/purchases/", json=body).json()
    page = http.get(made["checkout_url"])
    assert page.status_code == 200 and "<img" not in page.text and "&lt;img" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert api("qorepay", "GET", f"/purchases/{made['id']}/").json()["status"] == "viewed"
    assert http.post(made["checkout_url"], headers={"origin": "https://evil.example"}).status_code == 403
    assert http.post(made["checkout_url"]).status_code == 200
    assert api("qorepay", "GET", f"/purchases/{made['id']}/").json()["status"] == "paid"
    assert http.post(made["checkout_url"]).status_code == 400
    assert http.get(f"{sandbox.url}/_sandbox/checkout/nobody/{EVIL}").status_code in (400, 404)
    assert http.get(f"{sandbox.url}/_sandbox/checkout/paypen/TX10000000001").status_code == 200


def test_bad_control_requests_get_a_clear_answer(sandbox: Sandbox, http: httpx.Client) -> None:
    def refused(path: str, body: Any, piece: str) -> None:
        answer = http.post(f"{sandbox.url}/_sandbox/{path}", json=body)
        assert answer.status_code in (400, 404), answer.text
        assert piece in answer.json()["error"]

    refused("faults", [], "must be a JSON object")
    refused("faults", {"times": "x", "name": "status"}, "whole number")
    refused("faults", {"times": 0, "name": "status"}, "1 or more")
    refused("faults", {"name": "status", "args": 1}, "args")
    refused("pay", {"provider": "qorepay"}, "'reference'")
    refused("pay", {"provider": "stripe", "reference": "x"}, "no provider is called")
    refused("pay", {"provider": "paypen", "reference": "x"}, "no invoice")
    refused("webhooks", {"provider": "paypen", "url": "nowhere"}, "loopback")
