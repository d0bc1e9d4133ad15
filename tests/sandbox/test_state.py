"""The stand-ins: what is sent, created and expired, once and only once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from reissue_sandbox import Sandbox
from reissue_sandbox.state import StateError

RESEND = "/invoices/R-2026-17/resendInvoice"
SENT = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


def test_idempotency_replays_for_a_day(sandbox: Sandbox, api: Any) -> None:
    def resend(key: str) -> httpx.Response:
        return api("abillify", "POST", RESEND, json={}, headers={"Idempotency-Key": key})

    first = resend("a")
    assert resend("a").json() == first.json()
    assert sandbox.traffic[-1].replayed
    assert resend("b").json() != first.json()
    assert sandbox.effects[("abillify", "invoices-resendInvoice", "R-2026-17")] == 2 == len(sandbox.outbox)
    sandbox.clock.advance(hours=24)
    assert resend("a").json() != first.json()
    assert len(sandbox.outbox) == 3


def test_idempotency_survives_a_lost_answer(sandbox: Sandbox, api: Any) -> None:
    body = {"reference": "R-1", "items": []}
    sandbox.faults.add("abillify", "identities-createInvoice", "reset_after")
    with pytest.raises(httpx.TransportError):
        api("abillify", "POST", "/identities/C-1001/invoices", json=body, headers={"Idempotency-Key": "k"})
    answer = api("abillify", "POST", "/identities/C-1001/invoices", json=body, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["reference"]) == (200, "R-1")
    assert sandbox.effects[("abillify", "identities-createInvoice")] == 1
    again = api("abillify", "POST", "/identities/C-1001/invoices", json=body, headers={"Idempotency-Key": "other"})
    assert (again.status_code, again.json()["type"]) == (409, "ERR_UNIQUE_VIOLATION")


def test_many_callers_with_one_key_send_once(sandbox: Sandbox, api: Any) -> None:
    def run() -> None:
        api("abillify", "POST", RESEND, json={}, headers={"Idempotency-Key": "same"})

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sandbox.outbox) == 1


def test_outbox_says_who_what_and_when(sandbox: Sandbox, api: Any) -> None:
    assert api("qorepay", "POST", f"/purchases/{SENT}/resend_invoice/").json()["status"] == "sent"
    message = sandbox.outbox[0]
    assert (message.provider, message.to, message.reference) == ("qorepay", "ada@example.com", SENT)
    assert message.subject == "Invoice INV-afa6"
    assert message.sent_at.startswith("2026-11-21T12:00")
    assert sandbox.effects[("qorepay", "purchases-resendInvoice", SENT)] == 1
    assert api("qorepay", "POST", "/purchases/unknown/resend_invoice/").status_code == 404
    assert len(sandbox.outbox) == 1 and sandbox.effects.total == 1


def test_qorepay_purchase_through_its_life(sandbox: Sandbox, api: Any) -> None:
    due = int(sandbox.clock.now().timestamp()) + 86_400
    product = {"name": "Plan", "price": 1000, "quantity": "1.5", "discount": 100, "tax_percent": "10"}
    body = {"brand_id": "b", "client": {"email": "x@example.com"}, "purchase": {"products": [product]}, "due": due}
    made = api("qorepay", "POST", "/purchases/", json=body).json()
    path = f"/purchases/{made['id']}/"
    assert (made["status"], made["purchase"]["total"]) == ("created", 1540)
    assert made["checkout_url"].startswith(sandbox.url) and made["direct_post_url"] is None
    sandbox.clock.advance(days=2)
    assert api("qorepay", "GET", path).json()["status"] == "overdue"
    paid = api("qorepay", "POST", f"{path}mark_as_paid/", json={"paid_on": due}).json()
    assert (paid["status"], paid["marked_as_paid"], paid["payment"]["paid_on"]) == ("paid", True, due)
    assert api("qorepay", "POST", f"{path}mark_as_paid/").json()["updated_on"] == paid["updated_on"]
    assert sandbox.effects[("qorepay", "purchases-markAsPaid")] == 1
    refused = api("qorepay", "POST", f"{path}charge/", json={"recurring_token": "t"})
    assert refused.json()["__all__"][0]["code"] == "purchase_charge_error"
    strict = {**body, "purchase": {"products": [product], "due_strict": True}}
    expired = api("qorepay", "POST", "/purchases/", json=strict).json()
    assert api("qorepay", "GET", f"/purchases/{expired['id']}/").json()["status"] == "expired"
    sandbox.switches["qorepay.errors"] = "object"
    refused = api("qorepay", "POST", f"/purchases/{expired['id']}/capture/", json={"amount": 1})
    assert refused.json()["__all__"]["code"] == "purchase_capture_error"


def test_qorepay_statement_is_ready_after_some_polls(api: Any) -> None:
    body = {"format": "csv", "timezone": "Africa/Lagos"}
    path = (
        "/company_statements/"
        + api("qorepay", "POST", "/company_statements/?currency=NGN", json=body).json()["id"]
        + "/"
    )
    polls = [api("qorepay", "GET", path).json() for _ in range(4)]
    assert [poll["status"] for poll in polls] == ["processing", "processing", "success", "success"]
    assert polls[1]["download_url"] is None and polls[3]["download_url"]


def test_qorepay_payout_in_three_steps(sandbox: Sandbox, api: Any, http: httpx.Client) -> None:
    body = {"client": {"email": "x@example.com"}, "payment": {"amount": 500, "currency": "NGN"}, "brand_id": "b"}
    made = api("qorepay", "POST", "/payouts/", json=body).json()
    headers = api.headers("qorepay")
    options = http.get(made["execution_url"], headers=headers).json()
    account = {"account_number": "0000000003", "bank_code": options["detail"]["data"][0]["code"], "recipient_name": "B"}
    assert http.post(options["payout_url"], json=account, headers=headers).json() == {"status": "pending"}
    assert http.post(options["payout_url"], json=account, headers=headers).status_code == 400
    assert sandbox.effects[("qorepay", "payouts-execute")] == 1


def test_qorepay_card_with_3d_secure_and_token(sandbox: Sandbox, api: Any) -> None:
    path = "/p/3f1c7f0e-0000-4000-8000-000000000002/"
    card = {"cardholder_name": "ADA", "expires": "12/30", "cvc": "123"}
    first = api("qorepay", "POST", f"{path}?s2s=true", data={**card, "card_number": "5555555555554444"}).json()
    assert first["status"] == "3DS_required" and first["callback_url"].startswith(sandbox.url)
    done = api("qorepay", "POST", f"{path}?s2s=true", data={"PaRes": "x", "MD": first["MD"]}).json()
    assert done == {"status": "executed"}
    assert api("qorepay", "POST", path, data={"s2s": "true", "pm": "sarepay_bank_transfer"}).status_code == 400
    refused = api("qorepay", "POST", path.replace("02/", "03/") + "?s2s=true", data={**card, "card_number": "4111"})
    assert refused.json() == {"status": "error"}
    kept = {**card, "card_number": "4444333322221111", "remember_card": "on"}
    assert api("qorepay", "POST", path.replace("02/", "03/") + "?s2s=true", data=kept).json() == {"status": "executed"}
    client = "/clients/c0000000-0000-4000-8000-000000000001/recurring_tokens/"
    ready, made = api("qorepay", "GET", client).json()["results"]  # as the vendor shows one: made when it was saved
    assert list(made) == list(ready) and made["type"] == "client_recurring_token"


def test_abillify_commit_locks(sandbox: Sandbox, api: Any) -> None:
    path = "/invoices/R-2026-18"
    items = [{"label": "X", "quantity": "3", "unit": "h", "unitprice": "0.10", "detail": {}}]
    assert api("abillify", "PUT", path, json={"items": items}).json()["total"] == 0.3
    assert api("abillify", "POST", f"{path}/commitInvoice", json={}).json()["resultcode"] == "0"
    assert api("abillify", "POST", f"{path}/commitInvoice", json={}).status_code == 400
    assert api("abillify", "PUT", path, json={"items": []}).json()["details"][0]["fields"] == ["items"]
    later = "2027-01-31T00:00:00.000Z"
    assert api("abillify", "PUT", path, json={"due": later}).json()["due"] == later
    assert len(api("abillify", "GET", f"{path}/documents").json()) == 1


def test_abillify_lists(sandbox: Sandbox, api: Any) -> None:
    for number in range(5):
        api("abillify", "POST", "/identities", json={"reference": f"N-{number}", "meta": {}})
    page = api("abillify", "GET", "/identities?page=2&pageSize=4&sort=reference").json()
    assert [row["reference"] for row in page["rows"]] == ["N-3", "N-4"]
    query = "page=1&pageSize=9&query[reference][$gte]=N-1&query[reference][$in]=N-3&query[reference][$in]=N-2"
    found = api("abillify", "GET", f"/identities?{query}").json()
    assert [row["reference"] for row in found["rows"]] == ["N-2", "N-3"]
    assert found["query"] == {"reference": {"$gte": "N-1", "$in": ["N-3", "N-2"]}}
    sandbox.switches["abillify.lists"] = "single"
    assert isinstance(api("abillify", "GET", "/orders/O-2026-40/invoices").json(), dict)


def test_irembopay_rules(sandbox: Sandbox, api: Any) -> None:
    path = "/payments/invoices/880509422769"

    def code(answer: httpx.Response) -> str:
        return answer.json()["errors"][0]["code"]

    changed = api("irembopay", "PUT", path, json={"expiryAt": "2026-12-24T00:00:00+02:00"}).json()["data"]
    assert changed["expiryAt"] == "2026-12-24T00:00:00.000+02:00"
    assert set(changed) == {"invoiceNumber", "expiryAt", "paymentItems"}
    assert (
        api("irembopay", "GET", "/payments/invoices/ORDER-2026-0001").json()["data"]["expiryAt"] == changed["expiryAt"]
    )
    paid = "/payments/invoices/880500000004"
    assert code(api("irembopay", "PUT", paid, json={"expiryAt": "2026-12-24T00:00:00Z"})) == "INVOICE_ALREADY_PAID"
    item = {"code": "PC-1", "quantity": 1, "unitAmount": 0.1}
    body = {"transactionId": "ORDER-2026-0001", "paymentItems": [item], "paymentAccountIdentifier": "A-USD"}
    assert code(api("irembopay", "POST", "/payments/invoices", json=body)) == "DUPLICATE_TRANSACTION_ID"
    made = api("irembopay", "POST", "/payments/invoices", json={**body, "transactionId": "T"}).json()["data"]
    assert (made["currency"], made["amount"], len(made["invoiceNumber"])) == ("USD", 0.1, 12)
    batch = {"transactionId": "B", "invoiceNumbers": ["880509422769", made["invoiceNumber"]]}
    assert code(api("irembopay", "POST", "/payments/invoices/batch", json=batch)) == "BAD_DATA"
    batch["invoiceNumbers"] = ["880509422769", "880500000001"]
    grouped = api("irembopay", "POST", "/payments/invoices/batch", json=batch).json()["data"]
    assert (grouped["type"], grouped["amount"], grouped["childInvoices"]) == ("BATCH", 50000, batch["invoiceNumbers"])
    push = {"accountIdentifier": "0780000000", "paymentProvider": "MTN", "invoiceNumber": "880509422769"}
    assert code(api("irembopay", "POST", "/payments/transactions/initiate", json=push)) == "INVOICE_ALREADY_IN_BATCH"
    sandbox.pay("irembopay", grouped["invoiceNumber"])
    assert api("irembopay", "GET", path).json()["data"]["paymentStatus"] == "PAID"
    push["invoiceNumber"] = "880500000002"
    push["paymentProvider"] = "AIRTEL"
    assert code(api("irembopay", "POST", "/payments/transactions/initiate", json=push)) == "PAYMENT_PROVIDER_ERROR"
    sandbox.clock.advance(days=40)
    assert code(api("irembopay", "POST", "/payments/transactions/initiate", json=push)) == "INVOICE_EXPIRED"


def test_paypen_regenerates_what_has_expired(sandbox: Sandbox, api: Any) -> None:
    def regenerate(ppid: str) -> dict[str, Any]:
        return api("paypen", "POST", "/invoice/regenerate", json={"ppid": ppid}).json()["data"][0]

    def effects() -> int:
        return sandbox.effects[("paypen", "invoices-regenerate")]

    assert regenerate("TX10000000001")["ppid"] == "TX10000000001"
    assert effects() == 0
    sandbox.clock.advance(days=40)
    api.login()
    fresh = regenerate("TX10000000001")
    assert fresh["ppid"] != "TX10000000001" and fresh["payment_due_date"] > "2026-12-31"
    assert effects() == 1
    assert regenerate("TX10000000001") == fresh == regenerate(fresh["ppid"])
    assert effects() == 1
    sandbox.switches["paypen.regenerate"] = "always"
    assert regenerate("TX10000000001")["ppid"] not in ("TX10000000001", fresh["ppid"])
    assert effects() == 2
    refused = api("paypen", "POST", "/invoice/regenerate", json={"ppid": "nothing"})
    assert (refused.status_code, refused.json()["has_error"]) == (200, True)


def test_paypen_generates_once(sandbox: Sandbox, api: Any) -> None:
    answers = [api("paypen", "POST", "/invoice/generate", json={"ppid": "TX10000000003"}).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert sandbox.effects[("paypen", "invoices-generate")] == 1
    assert len(sandbox.outbox) == 1


@pytest.mark.parametrize(
    ("switch", "value", "piece"),
    [
        ("paypen.envelope", "v1", '"bank_code":"057"'),
        ("paypen.envelope", "v2", '"has_error":false'),
        ("paypen.account_number", "bare", '"account_number":0123'),
        ("paypen.account_number", "number", '"account_number":123'),
        ("paypen.account_number", "string", '"account_number":"0123'),
    ],
)
def test_paypen_is_not_of_one_mind(sandbox: Sandbox, api: Any, switch: str, value: str, piece: str) -> None:
    sandbox.switches[switch] = value
    assert piece in api("paypen", "GET", "/invoice/details/TX10000000001").text


@pytest.mark.parametrize("at", [datetime(2019, 2, 28, 23, 59, 58, tzinfo=UTC), datetime(2031, 7, 1), None])
def test_the_ready_made_objects_are_as_old_as_the_clock_says(sandbox: Sandbox, api: Any, at: datetime | None) -> None:
    """Seeds made by one clock and read by another would be open where they should be expired, or the other way round."""
    sandbox.reset(at=at)
    now = sandbox.clock.now()
    assert abs(now - (at.replace(tzinfo=UTC) if at else datetime.now(UTC))) < timedelta(minutes=1)
    for reference, days in (("880509422769", 14), ("880500000005", -1)):
        invoice = api("irembopay", "GET", f"/payments/invoices/{reference}").json()["data"]
        assert abs(datetime.fromisoformat(invoice["expiryAt"]) - now - timedelta(days=days)) < timedelta(minutes=1)
    paypen = [api("paypen", "GET", f"/invoice/details/TX1000000000{one}").json()["data"][0] for one in (1, 2)]
    assert [one["payment_due_date"] > f"{now:%Y-%m-%d}" for one in paypen] == [True, False]


def test_clock_over_http(sandbox: Sandbox, http: httpx.Client) -> None:
    url = f"{sandbox.url}/_sandbox/clock"
    assert http.post(url, json={"set": "2030-01-01T00:00:00+00:00"}).json()["now"].startswith("2030-01-01T00:00")
    assert http.post(url, json={"days": 1, "hours": 2}).json()["now"].startswith("2030-01-02T02:00")
    for bad in ({}, {"days": "1"}, {"set": "soon"}, {"days": 1e12}):
        assert http.post(url, json=bad).status_code == 400
    http.post(f"{sandbox.url}/_sandbox/reset")
    assert sandbox.clock.offset.total_seconds() == 0


def test_state_survives_in_a_file(tmp_path: Path, http: httpx.Client) -> None:
    file = tmp_path / "state.sqlite"
    headers = {"authorization": "Bearer k"}
    path = f"/purchases/{SENT}/"
    with Sandbox(state=file) as first:
        http.post(f"{first.server_for('qorepay')}{path}cancel/", headers=headers)
        http.post(
            f"{first.server_for('qorepay')}{path.replace(SENT, '3f1c7f0e-0000-4000-8000-000000000001')}resend_invoice/",
            headers=headers,
        )
        first.clock.advance(days=3)
        http.post(f"{first.server_for('qorepay')}/clients/", headers=headers, json={"email": "x@example.com"})
        first.set_callback("paypen", "http://127.0.0.1:9/hook")  # the last change: nothing after it writes the file
    with Sandbox(state=file) as second:
        assert second.callbacks == {"paypen": "http://127.0.0.1:9/hook"}
        assert http.get(f"{second.server_for('qorepay')}{path}", headers=headers).json()["status"] == "cancelled"
        assert second.effects[("qorepay", "purchases-cancel", SENT)] == 1
        assert len(second.outbox) == 1
        assert second.clock.offset.days == 3
    (tmp_path / "other").write_text("no database, but long enough to look like one" * 99)
    with pytest.raises(StateError, match="is no state file"):
        Sandbox(state=tmp_path / "other")
