"""What an invoice tells beside its status: the amount due, its steps, the attempts to pay it, and its dunning.

The shapes are those of the vendors' pages: QorePay's resend-invoice (status_history, oldest first, and
transaction_data.attempts, newest first), Abillify's invoices-getbyreference and workflow webhook (total, unpaid,
detail.dunning), PayPen's invoice-details (the exact amount, of an invoice that is PENDING).
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from reissue import Attempt, Dunning, Invoice, InvoiceStatus, Money, StatusChange
from reissue.cli.report import Told, print_done
from tests.facade.test_adapters import answering
from tests.facade.whole_answers import BILL

LOGIN = (200, {"success": True, "message": "ok", "data": {"token": "t.o.k"}})
OPENED, TRIED, PAID = 1_790_000_000, 1_790_003_600, 1_790_007_200


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def purchase(**more: Any) -> dict[str, Any]:
    return {
        "id": "p-1",
        "type": "purchase",
        "created_on": OPENED,
        "updated_on": PAID,
        "status": "paid",
        "brand_id": "b-1",
        "client": {"email": "payer@example.com"},
        "purchase": {"currency": "NGN", "products": [{"name": "Fee", "price": 7_300}], "total": 7_300},
        **more,
    }


def voucher(**more: Any) -> dict[str, Any]:
    return {"id": "v-1", "reference": "R-7", "state": "none", "currency": "EUR", "total": "80.00", **more}


def bill(**more: Any) -> dict[str, Any]:
    return {**BILL, **more}


def read(provider: str, body: Any) -> Invoice:
    if provider == "paypen":
        return answering(provider, LOGIN, (200, {"has_error": False, "message": "ok", "data": [body]})).get(
            provider, "TX7"
        )
    return answering(provider, (200, body)).get(provider, {"qorepay": "p-1", "abillify": "R-7"}[provider])


# --- QorePay ---


def test_the_steps_and_attempts_of_a_purchase_are_told_oldest_first() -> None:
    steps = [
        {"status": "created", "timestamp": OPENED},
        {"status": "error", "timestamp": TRIED},
        {"status": "brand_new", "timestamp": TRIED + 1},
        {"status": "paid", "timestamp": PAID},
    ]
    attempts = [
        {"type": "execute", "successful": True, "payment_method": "visa", "processing_time": PAID, "error": None},
        {
            "type": "execute",
            "successful": False,
            "payment_method": "visa",
            "processing_time": TRIED,
            "error": {"code": "do_not_honour", "message": "No"},
        },
    ]
    found = read("qorepay", purchase(status_history=steps, transaction_data={"attempts": attempts}))
    assert found.history == (
        StatusChange(status=InvoiceStatus.OPEN, told="created", at=at(OPENED)),
        StatusChange(status=InvoiceStatus.OPEN, told="error", at=at(TRIED)),
        StatusChange(status=InvoiceStatus.UNKNOWN, told="brand_new", at=at(TRIED + 1)),
        StatusChange(status=InvoiceStatus.PAID, told="paid", at=at(PAID)),
    )
    assert found.attempts == (
        Attempt(succeeded=False, at=at(TRIED), kind="execute", method="visa", error="do_not_honour"),
        Attempt(succeeded=True, at=at(PAID), kind="execute", method="visa"),
    )
    assert (found.amount_due, found.dunning) == (None, None)  # QorePay says neither


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"status_history": None, "transaction_data": None},
        {"status_history": "x", "transaction_data": {"attempts": {"type": "execute"}}},
        {"status_history": [None, 7], "transaction_data": {"attempts": [None, []]}},
        {"status_history": [], "transaction_data": {"attempts": []}},
    ],
)
def test_what_is_not_told_or_odd_is_empty(odd: dict[str, Any]) -> None:
    """By then the invoice is read: nothing about its past makes that a failure."""
    found = read("qorepay", purchase(**odd))
    assert found.status is InvoiceStatus.PAID
    assert len(found.history) <= 2 and all(one.told is None for one in found.history)
    assert all(one == Attempt() or one.kind == "execute" for one in found.attempts)


# --- Abillify ---


@pytest.mark.parametrize(
    ("told", "status", "due"),
    [
        ({"unpaid": "80.00"}, "open", "80.00"),
        ({"unpaid": 79.99}, "partially_paid", "79.99"),
        ({"unpaid": "0.01"}, "partially_paid", "0.01"),
        ({"unpaid": 84.5}, "open", "84.5"),  # more than the invoice: a dunning fee, say
        ({"unpaid": 0}, "unknown", "0"),  # nothing is due, and yet it is not called paid
        ({"unpaid": "-3.00"}, "unknown", "-3.00"),
        ({"unpaid": "0.00", "total": "0.00"}, "unknown", "0.00"),
        ({}, "open", None),
        ({"unpaid": "a lot"}, "unknown", None),
        ({"unpaid": "0", "total": None}, "unknown", "0"),
        ({"unpaid": "5.00", "total": None}, "open", "5.00"),
        ({"unpaid": "5.00", "state": "paid"}, "paid", "5.00"),
        ({"unpaid": "5.00", "state": "canceled"}, "cancelled", "5.00"),
        ({"unpaid": "5.00", "state": "collected"}, "unknown", "5.00"),
    ],
)
def test_paid_in_part_is_told_with_what_is_due(told: dict[str, Any], status: str, due: str | None) -> None:
    found = read("abillify", voucher(**told))
    assert found.status == status
    assert found.amount_due == (Money(due, "EUR") if due is not None else None)
    if told.get("total", "80.00") is not None:
        assert found.money == Money(told.get("total", "80.00"), "EUR")


def test_dunning_is_told_where_it_is() -> None:
    setting = {"disabled": True, "delayedUntil": "2026-12-24", "deliveryKind": "letter"}
    found = read("abillify", voucher(dunninglevel=2, dunningstate="open", detail={"dunning": setting}))
    assert found.dunning == Dunning(level=2, state="open", disabled=True, delayed_until=date(2026, 12, 24))
    assert read("abillify", voucher(dunninglevel=0)).dunning == Dunning(level=0)
    for nothing in ({}, {"dunninglevel": None, "dunningstate": None}, {"detail": {}}, {"detail": {"dunning": {}}}):
        assert read("abillify", voucher(**nothing)).dunning is None


@pytest.mark.parametrize(
    ("due", "expires_at"),
    [
        ("2026-12-01T10:00:00.000Z", datetime(2026, 12, 1, 10, tzinfo=UTC)),
        ("2026-12-01", datetime(2026, 12, 1, tzinfo=UTC)),
        (None, None),
    ],
)
def test_a_due_date_may_be_a_day_or_nothing(due: str | None, expires_at: datetime | None) -> None:
    body = voucher(due=due, ordernumber=None, cancelationdate=None, dunninglevel=None)
    client = answering("abillify", (200, body), (200, body))
    assert client.get("abillify", "R-7").expires_at == expires_at
    assert client.abillify.with_response(client.abillify.invoices.get, "R-7").drift == ()


# --- PayPen ---


@pytest.mark.parametrize(
    ("told", "status", "due"),
    [
        ({}, "open", True),
        ({"payment_due_date": "2026-11-01 00:00:00"}, "expired", True),
        ({"invoice_status": "PAID"}, "unknown", False),
    ],
)
def test_the_exact_amount_is_due_while_the_invoice_is_unpaid(told: dict[str, Any], status: str, due: bool) -> None:
    found = read("paypen", bill(**told))
    assert (found.status, found.money) == (status, Money("4210.5", "NGN"))
    assert found.amount_due == (found.money if due else None)


# --- the shell ---


def test_the_shell_tells_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    invoice = Invoice(
        provider="abillify",
        reference="R-7",
        status=InvoiceStatus.PARTIALLY_PAID,
        money=Money("80.00", "EUR"),
        amount_due=Money("79.99", "EUR"),
        history=(
            StatusChange(status=InvoiceStatus.OPEN, told="sent", at=at(OPENED)),
            StatusChange(status=InvoiceStatus.PAID),
        ),
        attempts=(Attempt(succeeded=False, kind="execute", method="visa", error="do_not_honour"), Attempt()),
        dunning=Dunning(level=1, state="open", delayed_until=date(2026, 12, 24)),
    )
    print_done(Told(verb="get"), [invoice], as_json=False)
    shown = [line.split(":", 1) for line in capsys.readouterr().out.splitlines()]
    wanted = {
        "amount due": "EUR 79.99",
        "history": "sent 2026-09-21T14:13:20Z, paid",
        "attempts": "execute visa failed (do_not_honour), attempt",
        "dunning": "level 1, open, not before 2026-12-24",
    }
    assert {name: text.strip() for name, text in shown if name in wanted} == wanted
    print_done(Told(verb="get"), [invoice], as_json=True)
    told = json.loads(capsys.readouterr().out)["invoice"]
    assert told["amount_due"] == {"amount": "79.99", "currency": "EUR"}
    assert [one["told"] for one in told["history"]] == ["sent", None]
    assert told["attempts"][0]["error"] == "do_not_honour"
    assert told["dunning"]["delayed_until"] == "2026-12-24"


def test_the_repr_is_short_where_nothing_is_told() -> None:
    invoice = Invoice(provider="paypen", reference="TX7", status=InvoiceStatus.OPEN)
    assert repr(invoice) == "Invoice(provider='paypen', reference='TX7', status=<InvoiceStatus.OPEN: 'open'>)"


@pytest.mark.parametrize(
    ("total", "money"),
    [("1.19e2", "119"), ("119E0", "119"), ("1190e-1", "119.0"), ("1.19E+2", "119"), ("1e99", None), ("e2", None)],
)
def test_amounts_with_an_exponent_are_read(total: str, money: str | None) -> None:
    """RFC 8259, 6: a number may have one; Abillify's amounts are numbers here and texts there."""
    found = read("abillify", voucher(total=total, unpaid=total))
    assert found.money == (money and Money(money, "EUR"))
    assert found.status == ("open" if money else "unknown")
