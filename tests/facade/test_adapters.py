"""What is particular to one provider: units, zones, new references, confirmations."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from reissue import (
    Customer,
    InvalidArgumentError,
    IremboPayCredentials,
    LineItem,
    Money,
    NewInvoice,
    Outcome,
    OutcomeUnknownError,
    ProviderRejectedError,
    QorePayCredentials,
    Reissue,
    ReissueError,
    ResponseDecodeError,
)
from reissue_clients.abillify import models as abillify
from reissue_clients.irembopay import models as irembopay
from reissue_clients.qorepay import models as qorepay
from reissue_sandbox import Sandbox
from tests.facade.conformance_rows import (
    NO_PURCHASE,
    PURCHASE,
    QUICK,
    ROWS,
    SOON,
    Face,
    naira,
    new_invoice,
    new_schedule,
    rwanda,
)

MODES = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def answering(provider: str, *answers: Any) -> Reissue:
    """A gateway whose provider gives these answers: (status, JSON), one after the other."""
    left = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        status, body = left.pop(0)
        return httpx.Response(status, content=json.dumps(body), headers={"content-type": "application/json"})

    http = httpx.Client(transport=httpx.MockTransport(answer))
    given = ROWS[provider].credentials("http://127.0.0.1/x")
    return Reissue(given, http=http, retry=QUICK, clock=lambda: NOW)


# --- QorePay ---


def test_qorepay_create_sends_minor_units(sandbox: Sandbox) -> None:
    face = Face("qorepay", False, sandbox.server_for("qorepay"), sandbox)
    made = face.do("create", naira())
    assert made.money == Money("191.00", "NGN")
    assert made.expires_at == SOON
    assert made.notified is None and sandbox.outbox == []
    purchase: qorepay.Purchase = made.raw
    assert (purchase.purchase.products[0].price, purchase.purchase.products[0].quantity) == (9550, "2")
    assert purchase.purchase.due_strict is True
    assert purchase.reference == "NEW-1"


def test_qorepay_create_from_its_own_request(sandbox: Sandbox) -> None:
    body = qorepay.PurchaseRequest(
        brand_id="b0000000-0000-4000-8000-000000000001",
        client=qorepay.ClientDetailsRequest(email="p@example.com"),
        purchase=qorepay.PurchaseDetailsRequest(currency="NGN", products=[qorepay.Product(name="x", price=7)]),
    )
    face = Face("qorepay", False, sandbox.server_for("qorepay"), sandbox)
    assert face.do("create", body).money == Money("0.07", "NGN")


def test_qorepay_create_needs(sandbox: Sandbox) -> None:
    face = Face("qorepay", False, sandbox.server_for("qorepay"), sandbox)
    for wrong, why in (
        (NewInvoice(reference="R", money=Money(1, "NGN")), "e-mail"),
        (
            NewInvoice(reference="R", money=Money("0.001", "NGN"), customer=Customer(email="a@b.example")),
            "whole number",
        ),
        (new_schedule(), "it takes reissue.invoice.NewInvoice or reissue_clients.qorepay.models.PurchaseRequest"),
    ):
        with pytest.raises(InvalidArgumentError, match=why):
            face.do("create", wrong)
    bare = Reissue(qorepay=QorePayCredentials(secret_key="abcd", server=sandbox.server_for("qorepay")))
    with bare, pytest.raises(InvalidArgumentError, match="REISSUE_QOREPAY_BRAND_ID"):
        bare.create("qorepay", naira())
    assert len(sandbox.traffic) == 0


def test_qorepay_resend_tells_whom(sandbox: Sandbox) -> None:
    face = Face("qorepay", False, sandbox.server_for("qorepay"), sandbox)
    assert face.do("resend", PURCHASE).notified == "ada@example.com" == sandbox.outbox[0].to
    assert face.do("get", PURCHASE).notified is None


def test_a_new_invoice_without_a_reference_is_no_success() -> None:
    with answering("qorepay", (201, {"status": "created"})) as gateway, pytest.raises(ResponseDecodeError) as caught:
        gateway.create("qorepay", naira())
    assert (caught.value.outcome, caught.value.advice) == ("unknown", "look")


def test_an_effect_that_is_proved_is_told_whatever_else_the_answer_holds() -> None:
    body = {"id": PURCHASE, "purchase": 3, "client": [], "status": {}, "due": "x"}
    with answering("qorepay", OPEN, (200, body)) as gateway:
        sent = gateway.resend("qorepay", PURCHASE)
    assert (sent.reference, sent.status, sent.money) == (PURCHASE, "unknown", None)


OPEN = (200, {"id": PURCHASE, "status": "created"})
REFUSAL = {"__all__": [{"message": "Purchase cannot be resent", "code": "invalid"}]}


@pytest.mark.parametrize("body", [[], None, "text", 7, {}, REFUSAL, {"id": "another"}, {"id": None}, {"id": ""}])
def test_an_answer_that_proves_nothing_is_no_success(body: object) -> None:
    with answering("qorepay", OPEN, (200, body)) as gateway, pytest.raises(ResponseDecodeError) as caught:
        gateway.resend("qorepay", PURCHASE)
    assert (caught.value.outcome, caught.value.advice) == ("unknown", "look")


# --- Abillify ---


@MODES
def test_abillify_resend_gives_the_job(sandbox: Sandbox, asynchronous: bool) -> None:
    face = Face("abillify", asynchronous, sandbox.server_for("abillify"), sandbox)
    sent = face.do("resend", "R-2026-17")
    assert isinstance(sent.raw, abillify.JobTicket)
    assert sent.money == Money(190, "EUR")
    assert len(sandbox.outbox) == 1


def test_abillify_resend_fails_before_the_mail_where_it_cannot_read(sandbox: Sandbox) -> None:
    sandbox.faults.add("abillify", "invoices-get", "status", times=None, code=500)
    face = Face("abillify", False, sandbox.server_for("abillify"), sandbox)
    with pytest.raises(ReissueError, match="invoices-get") as caught:
        face.do("resend", "R-2026-17")
    assert (caught.value.outcome, caught.value.advice) == ("not happened", "repeat")
    assert (caught.value.verb, caught.value.reference) == ("resend", "R-2026-17")
    assert sandbox.outbox == []


TICKETS_THAT_SAY_NO: list[object] = [
    {"job": "1", "result": "ERROR", "resultcode": "17"},
    {"result": "ERROR"},
    {"resultcode": "17"},
    {"result": "FAILED", "resultcode": "0"},
    {"result": "OK", "resultcode": "17"},
    {"result": "OK", "resultcode": 17},
    {"job": "1"},
    {},
    [],
    None,
]


def test_abillify_job_that_did_not_start() -> None:
    invoice = {"reference": "R", "state": "none"}
    for ticket in TICKETS_THAT_SAY_NO:
        with (
            answering("abillify", (200, invoice), (200, ticket)) as gateway,
            pytest.raises(ResponseDecodeError) as caught,
        ):
            gateway.resend("abillify", "R")
        assert (caught.value.outcome, caught.value.advice) == ("unknown", "look"), ticket


def test_qorepay_cancel_that_was_ignored() -> None:
    """A yes whose purchase is anything but cancelled: it is looked at, and then for a person."""
    mine = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
    for told in ("paid", "sent", "pending_release", "a word of tomorrow"):
        said = (200, {"id": mine, "status": told})
        with answering("qorepay", said, said) as gateway, pytest.raises(ProviderRejectedError) as caught:
            gateway.cancel("qorepay", mine)
        assert (caught.value.outcome, caught.value.advice) == ("unknown", "look")
        with answering("qorepay", said, (200, {"id": mine, "status": "cancelled"})) as gateway:
            assert gateway.cancel("qorepay", mine).status == "cancelled"
        with answering("qorepay", said, *[(500, {})] * 9) as gateway:
            unsure = gateway.cancel("qorepay", mine)
            assert (unsure.status, unsure.checked) == ("unknown", False)


def test_abillify_cancel_that_was_ignored() -> None:
    still = {"reference": "R", "state": "none"}
    refused = pytest.raises(ProviderRejectedError, match="R is still 'none'")
    with answering("abillify", (200, still), (200, still)) as gateway, refused:
        gateway.cancel("abillify", "R")
    late = {"reference": "R", "state": "canceled"}
    with answering("abillify", (200, {"reference": "R"}), (200, late)) as gateway:
        assert gateway.cancel("abillify", "R").status == "cancelled"


def test_abillify_create_needs_a_customer(sandbox: Sandbox) -> None:
    face = Face("abillify", False, sandbox.server_for("abillify"), sandbox)
    with pytest.raises(InvalidArgumentError, match="customer="):
        face.do("create", NewInvoice(reference="R", money=Money(1, "EUR")))
    assert face.do("create", NewInvoice(reference="R", money=Money(1, "EUR")), customer="C-1001").reference == "R"
    own = abillify.NewInvoiceRequest(reference="R-2", currency="EUR")
    assert face.do("create", own, customer="C-1001").reference == "R-2"
    made = face.do("create", new_invoice(reference="R-3", expires_at=SOON))
    assert (made.money, made.expires_at, made.raw.netbased) == (Money("191.00", "EUR"), SOON, False)


def test_abillify_update_with_its_own_change(sandbox: Sandbox) -> None:
    given = ROWS["abillify"].credentials(sandbox.server_for("abillify"))
    with Reissue(given, clock=sandbox.clock.now) as gateway:
        adapter = gateway.adapter("abillify")
        assert adapter.update("R-2026-18", abillify.InvoiceUpdateRequest(number="X-1")).raw.number == "X-1"
        line = LineItem(description="One", unit_price=Money(7, "EUR"))
        assert adapter.update("R-2026-18", items=[line]).money == Money(7, "EUR")
        with pytest.raises(InvalidArgumentError):
            adapter.update("R-2026-18", abillify.InvoiceUpdateRequest(number="X-1"), expires_at=SOON)
        with pytest.raises(InvalidArgumentError, match="time zone"):
            adapter.update("R-2026-18", expires_at=datetime(2026, 12, 24))


# --- IremboPay ---


@MODES
def test_irembopay_reissue_extends_and_never_shortens(sandbox: Sandbox, asynchronous: bool) -> None:
    face = Face("irembopay", asynchronous, sandbox.server_for("irembopay"), sandbox)
    assert face.do("get", "880500000005").status == "expired"
    again = face.do("reissue", "880500000005")
    assert (again.status, again.money, again.reference) == ("open", Money(25000, "RWF"), "880500000005")
    assert again.expires_at - sandbox.clock.now() > timedelta(days=13, hours=23)
    far = sandbox.clock.now() + timedelta(days=90)
    face.do("update", "880500000005", expires_at=far)
    assert abs(face.do("reissue", "880500000005").expires_at - far) < timedelta(seconds=1)


def test_irembopay_reissue_of_a_paid_one(sandbox: Sandbox) -> None:
    face = Face("irembopay", False, sandbox.server_for("irembopay"), sandbox)
    with pytest.raises(InvalidArgumentError, match="is paid"):
        face.do("reissue", "880500000004")
    assert sandbox.effects.total == 0


def test_irembopay_by_the_merchants_reference(sandbox: Sandbox) -> None:
    face = Face("irembopay", False, sandbox.server_for("irembopay"), sandbox)
    assert face.do("get", "ORDER-2026-0001").reference == "880509422769"
    assert face.do("update", "ORDER-2026-0001", expires_at=SOON).reference == "880509422769"


def test_irembopay_writes_offsets() -> None:
    bodies: list[bytes] = []
    before = {
        "invoiceNumber": "1",
        "paymentStatus": "NEW",
        "amount": 5,
        "currency": "RWF",
        "expiryAt": "2026-11-22T10:00:00.000+02",
    }

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(request.content)
        put = {"invoiceNumber": "1", "expiryAt": json.loads(request.content)["expiryAt"]} if request.content else {}
        data = before if request.method == "GET" else put
        return httpx.Response(200, json={"success": True, "data": data})

    http = httpx.Client(transport=httpx.MockTransport(answer))
    with Reissue(ROWS["irembopay"].credentials("http://127.0.0.1/x"), http=http, clock=lambda: NOW) as gateway:
        changed = gateway.update("irembopay", "1", expires_at=datetime(2026, 12, 1, tzinfo=UTC))
        line = LineItem(description="x", unit_price=Money(5, "RWF"), code="PC-1")
        gateway.update("irembopay", "1", items=[line])
    assert re.search(rb'"expiryAt":"2026-12-01T02:00:00(\.0+)?\+02:00"', bodies[1])
    # an answer with hardly any member does not hide what was known
    assert (changed.money, changed.status, changed.expires_at) == (
        Money(5, "RWF"),
        "open",
        datetime(2026, 12, 1, tzinfo=UTC),
    )
    # the expiry is sent always, the old one where only the items change
    assert b'"expiryAt":"2026-11-22T10:00:00' in bodies[3] and b'"paymentItems"' in bodies[3]


@MODES
def test_irembopay_settles_an_interrupted_creation(sandbox: Sandbox, asynchronous: bool) -> None:
    face = Face("irembopay", asynchronous, sandbox.server_for("irembopay"), sandbox)
    sandbox.faults.add("irembopay", "invoices-create", "reset_after")
    made = face.do("create", rwanda())
    assert made.reference and sandbox.effects[("irembopay", "invoices-create")] == 1
    # another amount under the same reference is not the invoice that was asked for
    sandbox.faults.add("irembopay", "invoices-create", "reset_before")
    line = LineItem(description="Fee", unit_price=Money(1, "RWF"), code="PC-0a1b2c3d4e")
    with pytest.raises(OutcomeUnknownError):
        face.do("create", NewInvoice(reference="NEW-1", items=(line,)))


@pytest.mark.parametrize("body", [b"<html>", b"", b"{}", b'{"success":true,"data":{}}', b'{"success":"maybe"}'])
def test_irembopay_looks_an_invoice_up_after_an_answer_that_proves_nothing(body: bytes) -> None:
    """Under a 201, the status of a creation: https://irembopay.gitbook.io/irembopay-api-docs/apis/invoice/openapi"""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.path.rpartition('/')[2]}")
        if request.method == "POST":
            return httpx.Response(201, content=body)
        told = {"invoiceNumber": "8817", "transactionId": "NEW-1", "amount": 25000, "currency": "RWF"}
        told |= {"paymentStatus": "NEW", "createdAt": "2026-11-21T14:00:01.000+02:00"}
        return httpx.Response(200, json={"success": True, "data": told})

    keys = IremboPayCredentials(secret_key="s", payment_account="acc-1", server="http://127.0.0.1:1")
    http = httpx.Client(transport=httpx.MockTransport(answer))
    with Reissue(keys, http=http, on_drift=lambda _: None, clock=lambda: NOW) as face:
        assert face.create("irembopay", rwanda()).reference == "8817"
    assert asked == ["POST invoices", "GET NEW-1"]


def test_irembopay_create_over_another_currency(sandbox: Sandbox) -> None:
    face = Face("irembopay", False, sandbox.server_for("irembopay"), sandbox)
    with pytest.raises(ProviderRejectedError, match=r"is over RWF 191, not EUR 191\.00") as caught:
        face.do("create", new_invoice())
    assert caught.value.outcome is Outcome.HAPPENED and caught.value.advice == "look"


def test_irembopay_create_defaults(sandbox: Sandbox) -> None:
    face = Face("irembopay", False, sandbox.server_for("irembopay"), sandbox)
    made = face.do("create", rwanda())
    assert abs(made.expires_at - sandbox.clock.now() - timedelta(days=14)) < timedelta(minutes=1)
    raw: irembopay.Invoice = made.raw
    assert (raw.description, raw.language, raw.transaction_id) == ("Invoice NEW-1", "EN", "NEW-1")
    for wrong in (
        LineItem(description="no code", unit_price=Money(1, "RWF")),
        LineItem(description="half", unit_price=Money(1, "RWF"), code="PC-1", quantity=Decimal("0.5")),
    ):
        with pytest.raises(InvalidArgumentError, match="code of a product"):
            face.do("create", NewInvoice(reference="R", items=(wrong,)))


# --- PayPen ---


@MODES
@pytest.mark.parametrize("envelope", ["v1", "v2"])
@pytest.mark.parametrize("number", ["string", "number", "bare"])
def test_paypen_as_it_comes(sandbox: Sandbox, asynchronous: bool, envelope: str, number: str) -> None:
    sandbox.switches.update({"paypen.envelope": envelope, "paypen.account_number": number})
    found = Face("paypen", asynchronous, sandbox.server_for("paypen"), sandbox).do("get", "TX10000000001")
    assert found.bank_account.number.startswith("0") and len(found.bank_account.number) == 10
    assert found.bank_account.bank_code == ("057" if envelope == "v1" else None)
    assert found.money == Money(3000, "NGN")
    assert found.issued_at.utcoffset() == timedelta(hours=1)


@MODES
def test_paypen_regenerate(sandbox: Sandbox, asynchronous: bool) -> None:
    face = Face("paypen", asynchronous, sandbox.server_for("paypen"), sandbox)
    assert face.do("get", "TX10000000002").status == "expired"
    fresh = face.do("regenerate", "TX10000000002")
    assert fresh.reference != "TX10000000002" == fresh.previous_reference
    assert fresh.status == "open"
    same = face.do("reissue", "TX10000000001")
    assert (same.reference, same.previous_reference) == ("TX10000000001", None)


@pytest.mark.parametrize("switch", ["pending", "pending_newline"])
def test_paypen_pending_schedule_is_a_draft(sandbox: Sandbox, switch: str) -> None:
    sandbox.switches["paypen.schedule"] = switch
    with Reissue(ROWS["paypen"].credentials(sandbox.server_for("paypen")), clock=sandbox.clock.now) as gateway:
        draft = gateway.create("paypen", new_schedule())
        assert (draft.status, draft.money) == ("draft", None)
        from reissue_clients.paypen.models import ScheduleReference

        gateway.paypen.invoices.generate(ScheduleReference(ppid=draft.reference))
        assert gateway.get("paypen", draft.reference).status == "open"


def test_paypen_takes_schedules_only(sandbox: Sandbox) -> None:
    with pytest.raises(
        InvalidArgumentError, match=r"it takes reissue_clients\.paypen\.models\.NewSchedule, not NewInvoice"
    ):
        Face("paypen", False, sandbox.server_for("paypen"), sandbox).do("create", naira())
    assert len(sandbox.traffic) == 0


def test_unknown_ids_are_not_found_anywhere(sandbox: Sandbox) -> None:
    assert NO_PURCHASE not in str(sandbox.simulation.state.tables)
