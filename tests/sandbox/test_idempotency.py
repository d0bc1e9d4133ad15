"""The memory of Abillify's idempotency keys, as its page describes it (https://docs.abillify.dev/idempotency).

Up to 255 characters, kept for 24 hours; the first answer is bound, success or failure, once the input was found valid and the
call is processed; a repeat gets that answer and does nothing. A conflict of any kind is not described.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from reissue_sandbox import Sandbox
from reissue_sandbox.faults import HEADER

RESEND = "/invoices/R-2026-17/resendInvoice"
KEY = {"Idempotency-Key": "one-key"}
SENT = ("abillify", "invoices-resendInvoice")


def resend(api: Any, fault: str = "", path: str = RESEND, **headers: str) -> httpx.Response:
    return api("abillify", "POST", path, json={}, headers={**KEY, **({HEADER: fault} if fault else {}), **headers})


def test_another_body_gives_the_first_answer_and_does_nothing(sandbox: Sandbox, api: Any) -> None:
    first = api("abillify", "POST", "/identities", json={"reference": "N-1"}, headers=KEY)
    again = api("abillify", "POST", "/identities", json={"reference": "N-2"}, headers=KEY)
    assert (again.status_code, again.json()) == (200, first.json())
    assert api("abillify", "GET", "/identities/N-2").status_code == 404
    assert sandbox.effects[("abillify", "identities-create")] == 1


def test_another_path_gives_the_first_answer_and_does_nothing(sandbox: Sandbox, api: Any) -> None:
    """A key belongs to the account, not to an operation or an object."""
    first = resend(api)
    for path in ("/invoices/R-2026-18/resendInvoice", "/identities/C-1001/orders", "/invoices/none/resendInvoice"):
        assert resend(api, path=path).json() == first.json()
        assert sandbox.traffic[-1].replayed
    assert sandbox.effects.total == 1 == len(sandbox.outbox)


def test_another_account_has_keys_of_its_own(sandbox: Sandbox, api: Any) -> None:
    other = {"authorization": httpx.BasicAuth("second", "password-2")._auth_header}
    assert resend(api).json() != resend(api, **other).json()
    assert resend(api, **other).json() == resend(api, **other).json()
    assert len(sandbox.outbox) == 2


def test_a_failure_is_bound_too(sandbox: Sandbox, api: Any) -> None:
    assert resend(api, path="/invoices/none/resendInvoice").status_code == 404
    assert resend(api).status_code == 404  # the invoice is there; the key is used up
    assert sandbox.effects.total == 0
    sandbox.clock.advance(hours=24)
    assert resend(api).status_code == 200


def test_a_refusal_of_a_state_is_bound(api: Any) -> None:
    commit = "/invoices/R-2026-17/commitInvoice"
    assert [resend(api, path=commit).status_code, resend(api).status_code] == [400, 400]


def test_invalid_input_and_a_refused_credential_bind_nothing(sandbox: Sandbox, api: Any) -> None:
    assert api("abillify", "POST", "/identities", json={"debtor": "x"}, headers=KEY).status_code == 400
    assert resend(api, authorization="Basic ???").status_code == 401
    assert resend(api, "status;code=429").status_code == 429
    assert api("abillify", "POST", "/identities", json={"debtor": "7"}, headers=KEY).status_code == 200


@pytest.mark.parametrize(("after", "sent"), [("", 0), (";after=true", 1)])
@pytest.mark.parametrize("code", [500, 409, 501])
def test_a_failure_on_demand_is_bound(sandbox: Sandbox, api: Any, code: int, after: str, sent: int) -> None:
    first = resend(api, f"status;code={code}{after}")
    again = [resend(api) for _ in range(3)]
    assert [one.status_code for one in (first, *again)] == [code] * 4
    assert {one.text for one in again} == {first.text}
    assert sandbox.effects[SENT] == sent == len(sandbox.outbox)
    sandbox.clock.advance(hours=24)
    assert resend(api).status_code == 200


@pytest.mark.parametrize("code", [502, 503, 504])
def test_what_a_gateway_says_is_not_bound(sandbox: Sandbox, api: Any, code: int) -> None:
    assert resend(api, f"status;code={code}").status_code == code
    assert sandbox.effects.total == 0
    assert resend(api, f"status;code={code};after=true").status_code == code
    assert resend(api).status_code == 200  # what the provider answered, and the gateway lost
    assert sandbox.effects[SENT] == 1


def test_whether_it_binds_can_be_said(sandbox: Sandbox, api: Any) -> None:
    resend(api, "status;code=503;binds=true")
    assert [resend(api).status_code, sandbox.effects.total] == [503, 0]
    sandbox.reset()
    resend(api, "status;code=500;binds=false")
    assert [resend(api).status_code, sandbox.effects.total] == [200, 1]


def test_a_failure_on_demand_does_not_unbind(sandbox: Sandbox, api: Any) -> None:
    first = resend(api)
    assert resend(api, "status;code=500").status_code == 500
    assert resend(api, "status;code=500;after=true").status_code == 500
    assert resend(api).json() == first.json()
    assert len(sandbox.outbox) == 1


def test_a_failed_ticket_is_bound(sandbox: Sandbox, api: Any) -> None:
    assert resend(api, "ticket").json()["result"] == "ERROR"
    assert resend(api).json()["result"] == "ERROR"
    assert sandbox.effects.total == 0


def test_no_operation_without_keys_has_a_memory(sandbox: Sandbox, api: Any) -> None:
    """QorePay documents none: two calls are two mails."""
    path = "/purchases/3fa85f64-5717-4562-b3fc-2c963f66afa6/resend_invoice/"
    for _ in range(2):
        assert api("qorepay", "POST", path, headers=KEY).status_code == 200
    assert len(sandbox.outbox) == 2


def test_no_account_is_written_down(sandbox: Sandbox, api: Any) -> None:
    resend(api)
    assert "merchant" not in str(list(sandbox.simulation.state.keys))
