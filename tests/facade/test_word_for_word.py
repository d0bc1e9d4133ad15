"""What each adapter makes of a whole answer, and what it sends for a whole invoice: every member.

The other tests of the facade ask for the members that they are about. Here a member that is left out, taken from another place
or called differently is found.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from msgspec import to_builtins

from reissue import (
    CallOptions,
    Customer,
    Dunning,
    InvoiceStatus,
    LineItem,
    Money,
    NewInvoice,
    Reissue,
)
from reissue_sandbox import Sandbox
from tests.facade.conformance_rows import ROWS, VALUES, new_schedule
from tests.facade.whole_answers import (
    BILL,
    BILL_READ,
    DUE,
    IN_ENVELOPE,
    KIGALI,
    LAGOS,
    NUMBERED,
    NUMBERED_READ,
    PURCHASE,
    PURCHASE_READ,
    READ,
    VOUCHER,
    VOUCHER_READ,
    WHO,
    Provider,
    invoice,
    wanted,
    whole,
)


@pytest.mark.parametrize("name", READ)
def test_an_invoice_that_is_read(name: str) -> None:
    reference, body, expected = READ[name]
    provider = Provider(name, IN_ENVELOPE[name](body))
    found = provider.do("get", reference)
    more: dict[str, Any] = {}
    if name == "abillify":
        more["dunning"] = Dunning(level=2, state="open", disabled=True, delayed_until=found.dunning.delayed_until)
        assert str(found.dunning.delayed_until) == "2026-12-24"
    assert whole(found) == invoice(**expected, **more)
    assert type(found.raw).__module__.startswith(f"reissue_clients.{name}")
    assert provider.drifts == []


def test_a_purchase_without_a_page_to_pay_on() -> None:
    provider = Provider("qorepay", {**PURCHASE, "checkout_url": None})
    assert provider.do("get", "p-1").pay_url == "https://pay.example/i/p-1"


def test_a_voucher_that_is_not_issued_yet() -> None:
    provider = Provider("abillify", {name: value for name, value in VOUCHER.items() if name != "issued"})
    assert provider.do("get", "R-7").issued_at == datetime(2026, 11, 1, tzinfo=UTC)


def test_a_bill_that_nobody_can_pay_into() -> None:
    provider = Provider("paypen", IN_ENVELOPE["paypen"]({**BILL, "account_number": ""}))
    assert provider.do("get", "TX7").bank_account is None


def test_a_bill_with_another_word() -> None:
    provider = Provider("paypen", IN_ENVELOPE["paypen"]({**BILL, "invoice_status": "SUCCESSFUL"}))
    found = provider.do("get", "TX7")
    assert (found.status, found.money, found.amount_due) == (InvoiceStatus.UNKNOWN, Money("4210.50", "NGN"), None)


@pytest.mark.parametrize("name", ["irembopay", "paypen"])
def test_an_invoice_whose_time_is_over(name: str) -> None:
    reference, body, _ = READ[name]
    due = {"irembopay": "expiryAt", "paypen": "payment_due_date"}[name]
    over = {"irembopay": "2026-11-21T13:59:59.000", "paypen": "2026-11-21 12:59:59"}[
        name
    ]  # a second before it is noon in UTC
    assert Provider(name, IN_ENVELOPE[name]({**body, due: over})).do("get", reference).status is InvoiceStatus.EXPIRED


def test_rows_of_a_customer() -> None:
    provider = Provider("abillify", [VOUCHER, {**VOUCHER, "reference": "R-8"}])
    found = provider.do("list", "C-1")
    assert [one.reference for one in found] == ["R-7", "R-8"]
    assert provider.asked[0].url.path.endswith("/C-1/invoices")
    assert whole(found[0]) == invoice(**VOUCHER_READ, dunning=found[0].dunning, read_at=None)


def test_a_schedule_without_an_invoice_yet() -> None:
    answer = {"ppid": "TX9", "status": "PENDING INVOICE GENERATION", "created_on": "2026-11-20 08:00:00"}
    provider = Provider("paypen", IN_ENVELOPE["paypen"](answer))
    made = provider.do("create", new_schedule())
    assert whole(made) == invoice(
        provider="paypen",
        reference="TX9",
        status=InvoiceStatus.DRAFT,
        issued_at=datetime(2026, 11, 20, 8, tzinfo=LAGOS),
        read_at=None,
    )
    assert to_builtins(made.raw)["ppid"] == "TX9"


def test_a_replaced_bill() -> None:
    provider = Provider("paypen", IN_ENVELOPE["paypen"](BILL), IN_ENVELOPE["paypen"]({**BILL, "ppid": "TX8"}))
    made = provider.do("regenerate", "TX7")
    assert whole(made) == invoice(**{**BILL_READ, "reference": "TX8"}, previous_reference="TX7", read_at=None)
    assert provider.sent == {"ppid": "TX7"}


# --- what is sent ----------------------------------------------------------------------------------------------


def test_a_purchase_that_is_asked_for() -> None:
    provider = Provider("qorepay", httpx.Response(201, json={**PURCHASE, "reference": "NEW-1"}))
    made = provider.do("create", wanted("NGN", customer=WHO))
    assert provider.sent == {
        "brand_id": VALUES["qorepay"]["brand_id"],
        "reference": "NEW-1",
        "client": {"email": "payer@example.com", "full_name": "A Payer", "phone": "+250780000000"},
        "purchase": {
            "currency": "NGN",
            "products": [
                {"name": "Consulting", "price": 125000, "quantity": "2"},
                {"name": "Travel", "price": 700, "quantity": "1"},
            ],
            "notes": "November",
            "due_strict": True,
        },
        "due": int(DUE.timestamp()),
    }
    assert whole(made) == invoice(**PURCHASE_READ, read_at=None)


def test_a_purchase_with_as_little_as_there_may_be() -> None:
    nine = {"currency": "NGN", "products": [], "total": 900}
    provider = Provider("qorepay", httpx.Response(201, json={**PURCHASE, "reference": "NEW-1", "purchase": nine}))
    provider.do("create", NewInvoice(reference="NEW-1", money=Money(9, "NGN"), customer=Customer(email="a@b.example")))
    assert provider.sent == {
        "brand_id": VALUES["qorepay"]["brand_id"],
        "reference": "NEW-1",
        "client": {"email": "a@b.example"},
        "purchase": {"currency": "NGN", "products": [{"name": "Invoice NEW-1", "price": 900, "quantity": "1"}]},
    }


def test_a_voucher_that_is_asked_for() -> None:
    answer = httpx.Response(201, json={**VOUCHER, "reference": "NEW-1"})
    provider = Provider("abillify", answer)
    made = provider.do("create", wanted("EUR", customer=WHO), idempotency_key="key-1")
    assert provider.asked[0].url.path.endswith("/identities/C-1/invoices")
    assert "key-1" in provider.asked[0].headers.values()
    assert provider.sent == {
        "reference": "NEW-1",
        "currency": "EUR",
        "due": "2026-12-24T18:00:00Z",
        "items": [
            {"label": "Consulting", "quantity": "2", "unit": "hour", "unitprice": "1250", "detail": {}},
            {"label": "Travel", "quantity": "1", "unit": "piece", "unitprice": "7", "detail": {}},
        ],
        "netbased": False,
    }
    assert whole(made) == invoice(**{**VOUCHER_READ, "reference": "NEW-1"}, dunning=made.dunning, read_at=None)


def test_a_voucher_that_leaves_its_name_out_is_known_by_the_one_it_was_asked_for() -> None:
    nameless = {name: value for name, value in VOUCHER.items() if name != "reference"}
    assert Provider("abillify", nameless).do("get", "R-7").reference == "R-7"


def test_times_are_sent_in_utc_to_abillify(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the machine and the caller are."""
    later = {**VOUCHER, "due": "2026-12-24T18:00:00Z"}
    monkeypatch.setenv("TZ", "Pacific/Apia")
    time.tzset()
    try:
        provider = Provider(
            "abillify", {**VOUCHER, "state": "canceled"}, httpx.Response(201, json=VOUCHER), VOUCHER, later
        )
        with provider.face as face:
            face.cancel("abillify", "R-7")
            assert provider.sent["cancelationdate"] == "2026-11-21T12:00:00Z"
            face.create("abillify", wanted("EUR", reference="R-7", customer=WHO, expires_at=DUE.astimezone(KIGALI)))
            assert provider.sent["due"] == "2026-12-24T18:00:00Z"
            face.update("abillify", "R-7", expires_at=DUE.astimezone(KIGALI))
            assert provider.sent["due"] == "2026-12-24T18:00:00Z"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_customer_who_is_named_apart() -> None:
    provider = Provider("abillify", httpx.Response(201, json={**VOUCHER, "reference": "NEW-1"}))
    provider.do("create", wanted("EUR", customer=WHO, expires_at=None), customer="C-2")
    assert provider.asked[0].url.path.endswith("/identities/C-2/invoices")
    assert "due" not in provider.sent


def test_a_numbered_invoice_that_is_asked_for() -> None:
    provider = Provider(
        "irembopay", httpx.Response(201, json={"success": True, "data": {**NUMBERED, "transactionId": "NEW-1"}})
    )
    made = provider.do("create", wanted("RWF", customer=WHO))
    sent = provider.sent
    assert sent.pop("expiryAt").startswith("2026-12-24T20:00:00")
    assert sent == {
        "transactionId": "NEW-1",
        "paymentAccountIdentifier": VALUES["irembopay"]["payment_account"],
        "paymentItems": [
            {"code": "PC-1", "quantity": 2, "unitAmount": 1250},
            {"code": "PC-2", "quantity": 1, "unitAmount": 7},
        ],
        "description": "November",
        "language": "EN",
        "customer": {"email": "payer@example.com", "name": "A Payer", "phoneNumber": "+250780000000"},
    }
    assert whole(made) == invoice(**NUMBERED_READ, read_at=None)


def test_a_numbered_invoice_with_as_little_as_there_may_be() -> None:
    provider = Provider(
        "irembopay", httpx.Response(201, json={"success": True, "data": {**NUMBERED, "transactionId": "NEW-1"}})
    )
    provider.do("create", wanted("RWF", description=None, expires_at=None))
    sent = provider.sent
    assert sent["expiryAt"].startswith("2026-12-05T14:00:00")  # 14 days, in Kigali
    assert sent["description"] == "Invoice NEW-1" and "customer" not in sent


def test_items_that_are_changed() -> None:
    changed = {"invoiceNumber": "8805", "amount": 30000}
    provider = Provider("irembopay", IN_ENVELOPE["irembopay"](NUMBERED), IN_ENVELOPE["irembopay"](changed))
    line = LineItem(description="x", unit_price=Money(15000, "RWF"), quantity=2, code="PC-9")
    found = provider.do("update", "8805", items=[line])
    assert provider.sent["paymentItems"] == [{"code": "PC-9", "quantity": 2, "unitAmount": 15000}]
    assert provider.sent["expiryAt"].startswith("2026-11-25T09:00:00")
    assert whole(found) == invoice(**{**NUMBERED_READ, "money": Money(30000, "RWF")}, read_at=None)

    provider = Provider("abillify", VOUCHER, {**VOUCHER, "total": "31.00", "due": "2026-12-24T18:00:00Z"})
    line = LineItem(description="y", unit_price=Money("15.5", "EUR"), quantity=2, unit="hour")
    found = provider.do("update", "R-7", items=[line], expires_at=DUE)
    assert provider.sent == {
        "due": "2026-12-24T18:00:00Z",
        "items": [{"label": "y", "quantity": "2", "unit": "hour", "unitprice": "15.5", "detail": {}}],
    }
    assert (found.reference, found.money) == ("R-7", Money("31.00", "EUR"))


def test_a_longer_term() -> None:
    """IremboPay: 14 days from now, or what it had, if that is longer."""
    for had, until in ((None, "2026-12-05T14:00:00"), ("2026-12-31T09:00:00.000", "2026-12-31T09:00:00")):
        before = {**NUMBERED, "expiryAt": had}
        answer = {"invoiceNumber": "8805", "expiryAt": f"{until}+02:00"}
        provider = Provider("irembopay", IN_ENVELOPE["irembopay"](before), IN_ENVELOPE["irembopay"](answer))
        found = provider.do("reissue", "8805")
        assert provider.sent.keys() == {"expiryAt"} and provider.sent["expiryAt"].startswith(until)
        assert found.expires_at == datetime.fromisoformat(until).replace(tzinfo=KIGALI)


def test_a_voucher_that_is_cancelled() -> None:
    provider = Provider("abillify", {**VOUCHER, "state": "canceled"})
    assert provider.do("cancel", "R-7").status is InvoiceStatus.CANCELLED
    assert provider.sent == {"state": "canceled", "cancelationdate": "2026-11-21T12:00:00Z"}


# --- what goes through ----------------------------------------------------------------------------------------

MARK = CallOptions(headers={"x-asked-by": "me"})
VERBS = [(name, verb) for name, row in ROWS.items() for verb in row.cases]


@pytest.mark.parametrize(("name", "verb"), VERBS)
def test_every_request_of_a_verb_is_made_with_its_options(sandbox: Sandbox, name: str, verb: str) -> None:
    asked: list[httpx.Request] = []
    case = ROWS[name].cases[verb]
    given = ROWS[name].credentials(sandbox.server_for(name))
    with (
        httpx.Client(event_hooks={"request": [asked.append]}) as http,
        Reissue(given, http=http, clock=sandbox.clock.now, timeout=120.0) as face,
    ):
        getattr(face, verb)(name, case.subject(), options=MARK, **case.arguments)
    mine = [request for request in asked if not request.url.path.endswith("/auth/login")]
    assert mine and all(request.headers["x-asked-by"] == "me" for request in mine)


@pytest.mark.parametrize(
    ("name", "first"),
    [("qorepay", {**PURCHASE, "status": "created"}), ("abillify", {**VOUCHER, "state": "none"})],
)
def test_a_look_after_a_cancel_is_made_with_its_options(name: str, first: dict[str, Any]) -> None:
    reference = READ[name][0]
    word = {"qorepay": {"status": "cancelled"}, "abillify": {"state": "canceled"}}[name]
    provider = Provider(name, first, {**first, **word})
    found = provider.do("cancel", reference, options=MARK)
    assert (found.status, found.checked, found.read_at) == (InvoiceStatus.CANCELLED, True, None)
    assert [request.headers.get("x-asked-by") for request in provider.asked] == ["me", "me"]


def test_an_old_invoice_is_read_with_the_options() -> None:
    provider = Provider("qorepay", PURCHASE, PURCHASE, PURCHASE)
    with provider.face as face:
        old = face.get("qorepay", "p-1")
        face.resend("qorepay", old, options=MARK)
    assert [request.headers.get("x-asked-by") for request in provider.asked] == [None, "me", "me"]


def test_a_look_after_a_change_of_items_is_made_with_its_options() -> None:
    answers = [NUMBERED, {"invoiceNumber": "8805"}, {**NUMBERED, "amount": 15000}]
    provider = Provider("irembopay", *map(IN_ENVELOPE["irembopay"], answers))
    line = LineItem(description="x", unit_price=Money(15000, "RWF"), code="PC-9")
    found = provider.do("update", "8805", items=[line], options=MARK)
    assert [request.headers.get("x-asked-by") for request in provider.asked] == ["me"] * 3
    assert whole(found) == invoice(**{**NUMBERED_READ, "money": Money(15000, "RWF")}, read_at=None)


def test_an_invoice_that_is_looked_for_after_its_creation_is_asked_for_with_the_options() -> None:
    answer = {**NUMBERED, "transactionId": "NEW-1", "createdAt": "2026-11-21T14:00:01.000"}
    provider = Provider("irembopay", httpx.ReadError("cut"), IN_ENVELOPE["irembopay"](answer))
    made = provider.do("create", wanted("RWF"), options=MARK)
    assert (made.reference, made.money) == ("8805", Money(2507, "RWF"))
    assert [request.headers.get("x-asked-by") for request in provider.asked] == ["me", "me"]
    assert provider.asked[1].url.path.endswith("/NEW-1")
