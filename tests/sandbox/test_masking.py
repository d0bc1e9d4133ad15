"""What the sandbox shows of requests: its page and its control endpoints are read by whoever sits before the machine."""

from __future__ import annotations

import base64
import html
import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from typer.testing import CliRunner

from reissue.cli.app import build
from reissue_sandbox import Sandbox
from reissue_sandbox.masking import Masker, hidden
from reissue_sandbox.spec import load
from tests.facade.conformance_rows import CANARY, ROWS, environment

SECRET = "sk_live/9+canary=é"


def page(sandbox: Sandbox, http: httpx.Client) -> str:
    return http.get(sandbox.url).text + json.dumps(http.get(f"{sandbox.url}/_sandbox/state").json(), ensure_ascii=False)


def test_unknown_headers_parameters_and_members_are_not_shown(sandbox: Sandbox, http: httpx.Client) -> None:
    body = {
        "title": "t",
        "callback": "https://example.com/hook",
        "all_events": True,
        "notes": {
            "deep": [{"api-key": "hid-1", "hid-12@example.com": "hid-2", "tally": 704019283746}],
            "apiKey": "hid-3",
        },
        "hid-4@example.com": "hid-5",
    }
    http.post(
        f"{sandbox.server_for('qorepay')}/webhooks/?brand_id=shown&other=hid-6&hid-7@x.example=1",
        json=body,
        headers={
            "Authorization": "Bearer hid-8",
            "X-Shop-Pass": "hid-9",
            "X-Signature": "hid-10",
            "Cookie": "a=hid-11",
        },
    )
    shown = page(sandbox, http)
    assert "hid-" not in shown and "704019283746" not in shown
    exchange = sandbox.traffic[-1]
    assert exchange.headers["authorization"] == "Bearer ***" and exchange.headers["x-shop-pass"] == "***"
    assert exchange.headers["content-type"] == "application/json" and exchange.body["title"] == "t"
    assert exchange.body["callback"] == "https://example.com/hook"


@pytest.mark.parametrize("fault", [None, "status"])
def test_the_login_of_paypen_is_not_shown(sandbox: Sandbox, http: httpx.Client, fault: str | None) -> None:
    """https://paypen.ng/docs/employer: the login takes the API key and the e-mail address of the API user."""
    if fault:
        sandbox.faults.add("paypen", "*", fault, code=400)
    credentials = {"api_key": "key-4711-hidden", "email": "api.user@payer.example"}
    http.post(f"{sandbox.server_for('paypen')}/auth/login", json=credentials)
    assert sandbox.traffic[-1].body == {"api_key": "***", "email": "***"}
    http.get(f"{sandbox.server_for('paypen')}/invoice/details/api.user@payer.example")
    http.get(f"{sandbox.server_for('paypen')}/invoice/details/{quote('api.user@payer.example', safe='')}")
    shown = page(sandbox, http)
    assert "4711-hid" not in shown and "api.user" not in shown


def test_a_credential_is_hidden_in_every_form() -> None:
    raw = SECRET.encode()
    for form in (
        SECRET,
        quote(SECRET, safe=""),
        json.dumps(SECRET)[1:-1],
        html.escape(SECRET),
        base64.b64encode(raw).decode(),
        base64.urlsafe_b64encode(raw).decode(),
    ):
        assert "canary" not in (told := hidden(f"a {form} b", {SECRET})) and told.startswith("a ***")
    masker = Masker(load("qorepay"))
    given = {"authorization": "Basic " + base64.b64encode(b"shop-user:shop-word").decode()}
    assert {"shop-user", "shop-word", "shop-user:shop-word"} <= masker.credentials(given, b"", "")


@pytest.mark.parametrize(
    "fault", [None, ("status", {"code": 400}), ("status", {"code": 501}), ("malformed", {"kind": "html"})]
)
@pytest.mark.parametrize("provider", ROWS)
def test_a_canary_in_neither_the_shell_nor_the_page(
    sandbox: Sandbox, http: httpx.Client, monkeypatch: pytest.MonkeyPatch, provider: str, fault: Any
) -> None:
    for name, value in environment(sandbox).items():
        monkeypatch.setenv(name, value)
    if fault:
        sandbox.faults.add(provider, "*", fault[0], times=None, **fault[1])
    subject = str(ROWS[provider].cases["get"].subject())
    for arguments in ((), ("--json",)):
        done = CliRunner().invoke(build(), ["invoice", "get", provider, subject, *arguments])
        assert (done.exit_code == 0) is (fault is None), done.output
        assert CANARY not in done.output + done.stdout + done.stderr + repr(done.exception)
    assert CANARY not in page(sandbox, http) and sandbox.traffic
    assert CANARY not in repr([*sandbox.traffic])
