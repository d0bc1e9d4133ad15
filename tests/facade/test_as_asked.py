"""What an effect left behind is compared with what was asked for; what contradicts itself is not acted on.

Where a vendor's own page prints the contradiction (tests/samples/test_printed_pages.py), nothing follows from it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reissue import (
    Advice,
    ConfigurationError,
    Customer,
    EventKind,
    InvalidArgumentError,
    InvoiceStatus,
    LineItem,
    Money,
    Outcome,
    ProviderRejectedError,
    Reissue,
)
from tests.facade.whole_answers import BILL, IN_ENVELOPE, NUMBERED, PURCHASE, VOUCHER, Provider

DUE = datetime(2026, 12, 24, 18, tzinfo=UTC)
LINES = [LineItem(description="x", code="PC-1", unit_price=Money(5, "RWF"))]
CHANGED = {**NUMBERED, "amount": 5, "expiryAt": "2026-12-24T20:00:00.000"}


def irembo(*answers: dict[str, Any]) -> Provider:
    return Provider("irembopay", *map(IN_ENVELOPE["irembopay"], answers))


@pytest.mark.parametrize("told", [{"amount": 999, "currency": "USD"}, {"amount": 6}])
def test_an_update_of_irembopay_that_left_other_money(told: dict[str, Any]) -> None:
    provider = irembo(NUMBERED, {"invoiceNumber": "8805", **told})
    with pytest.raises(ProviderRejectedError, match=r"^irembopay invoices-update: .*invoice 8805 is over") as caught:
        provider.do("update", "8805", items=LINES)
    assert (caught.value.outcome, caught.value.advice) == (Outcome.HAPPENED, Advice.LOOK)
    assert caught.value.operation == "invoices-update"


@pytest.mark.parametrize(
    ("looked", "checked"),
    [
        (CHANGED, True),
        ({**CHANGED, "expiryAt": "2026-12-24T20:00:59.000"}, True),
        (NUMBERED, False),  # nothing has changed
        ({**CHANGED, "amount": 2507}, False),
        ({**CHANGED, "expiryAt": "2026-12-24T20:01:00.000"}, False),
    ],
)
def test_the_look_after_an_update_of_irembopay_is_compared(looked: dict[str, Any], checked: bool) -> None:
    provider = irembo(NUMBERED, {"invoiceNumber": "8805"}, looked)
    found = provider.do("update", "8805", items=LINES, expires_at=DUE)
    assert found.checked is checked and found.money == Money(looked["amount"], "RWF")


@pytest.mark.parametrize("verb", ["update", "reissue"])
def test_an_answer_that_has_ended_is_looked_at(verb: str) -> None:
    chosen = {"expires_at": DUE} if verb == "update" else {}
    ended = {"invoiceNumber": "8805", "expiryAt": "2026-11-01T00:00:00.000"}
    for looked, checked in ((NUMBERED | ended, False), (CHANGED, verb == "update")):
        provider = irembo(NUMBERED, ended, looked)
        assert provider.do(verb, "8805", **chosen).checked is checked


@pytest.mark.parametrize("told", ["2026-11-27T00:00:00.000", "2030-01-01T00:00:00.000"])
def test_an_answer_with_another_expiry_than_was_asked_for_is_looked_at(told: str) -> None:
    answer = {"invoiceNumber": "8805", "expiryAt": told}
    for looked, checked in ((NUMBERED | answer, False), (CHANGED, True)):
        provider = irembo(NUMBERED, answer, looked)
        assert provider.do("update", "8805", expires_at=DUE).checked is checked
    assert irembo(NUMBERED, answer, NUMBERED | answer).do("reissue", "8805").checked is False


def test_an_answer_that_says_nothing_of_the_term_is_looked_at() -> None:
    """An outside tester: `checked: yes` and the new term, out of an answer with the number alone, without any read after it."""
    silent = {"invoiceNumber": "8805"}
    for looked, checked in ((CHANGED, True), (NUMBERED, False)):
        assert irembo(NUMBERED, silent, looked).do("update", "8805", expires_at=DUE).checked is checked


def test_an_update_of_abillify_that_left_the_old_items() -> None:
    old = {**VOUCHER, "items": [{"label": "a", "quantity": "1", "unitprice": "2507.00"}]}
    new = [LineItem(description="x", unit_price=Money("10.00", "EUR"))]
    with pytest.raises(
        ProviderRejectedError, match=r"^abillify invoices-update: R-7 has other items than were asked for"
    ) as caught:
        Provider("abillify", old, old).do("update", "R-7", items=new)
    assert (caught.value.outcome, caught.value.advice) == (Outcome.HAPPENED, Advice.LOOK)
    assert caught.value.operation == "invoices-update"
    done = {**VOUCHER, "items": [{"label": "x", "quantity": "1", "unitprice": "10.00"}]}
    with pytest.raises(ProviderRejectedError, match="has other items"):  # the same number of another currency
        Provider("abillify", old, {**done, "currency": "usd"}).do("update", "R-7", items=new)
    unsaid = {name: value for name, value in done.items() if name != "currency"}
    assert Provider("abillify", old, unsaid).do("update", "R-7", items=new).reference == "R-7"
    for told in ("10.00", "10", "10.0000"):
        done = {**VOUCHER, "items": [{"label": "x", "quantity": "1", "unitprice": told}]}
        assert Provider("abillify", old, done).do("update", "R-7", items=new).reference == "R-7"


def test_a_bill_that_has_ended_and_was_not_replaced_is_to_be_looked_at() -> None:
    ended = {**BILL, "payment_due_date": "2026-11-20 08:00:00"}
    wrap = IN_ENVELOPE["paypen"]
    assert Provider("paypen", wrap(ended), wrap(ended)).do("regenerate", "TX7").checked is False
    assert Provider("paypen", wrap(ended), wrap({**BILL, "ppid": "TX8"})).do("regenerate", "TX7").checked is True
    assert Provider("paypen", wrap(BILL), wrap(BILL)).do("regenerate", "TX7").checked is True  # it had not ended


def test_who_says_open_and_paid_says_nothing() -> None:
    marked = Provider("qorepay", {**PURCHASE, "status": "overdue", "marked_as_paid": True})
    with pytest.raises(InvalidArgumentError, match="the invoice is unknown"):
        marked.do("resend", "p-1")
    assert len(marked.asked) == 1
    paid = irembo({**NUMBERED, "paidAt": "2026-11-20T10:00:00.000"})
    assert paid.do("get", "8805").status is InvoiceStatus.UNKNOWN


@pytest.mark.parametrize("status", [None, "", "pending", " PENDING", "EXPIRED", 5])
def test_a_claim_to_paypen_that_the_bill_does_not_confirm(status: Any) -> None:
    body = (
        b'{"notificationType":"EmployerPaymentNotification","success":true,"data":{"ppid":"TX7","amountPaid":4210.5}}'
    )
    provider = Provider("paypen", IN_ENVELOPE["paypen"]({**BILL, "invoice_status": status}))
    assert provider.do("parse_webhook", {}, body).kind is EventKind.UNKNOWN
    confirmed = Provider("paypen", IN_ENVELOPE["paypen"]({**BILL, "invoice_status": "SETTLED"}))
    assert confirmed.do("parse_webhook", {}, body).kind is EventKind.PAID_IN
    for amount, kind in ((b"-1", EventKind.UNKNOWN), (b"0", EventKind.UNKNOWN), (b"0.5", EventKind.PAID_IN)):
        told = Provider("paypen", IN_ENVELOPE["paypen"]({**BILL, "invoice_status": "SETTLED"}))
        assert told.do("parse_webhook", {}, body.replace(b"4210.5", amount)).kind is kind


@pytest.mark.parametrize("name", ["qorepay", "abillify"])
@pytest.mark.parametrize("wrong", [None, 5, b"p-1", ["p-1"]])
def test_what_is_no_reference_is_refused(name: str, wrong: Any) -> None:
    provider = Provider(name)
    with pytest.raises(
        InvalidArgumentError, match=f"it takes a reference or an Invoice, not {type(wrong).__name__}\\."
    ):
        provider.do("resend", wrong)
    with pytest.raises(InvalidArgumentError, match=r": fresh= is a timedelta, such as timedelta\(minutes=5\)\."):
        provider.do("resend", "p-1", fresh=60)
    with pytest.raises(InvalidArgumentError, match=r": options= is a CallOptions; nothing was sent\."):
        provider.do("get", "p-1", options={"timeout": 3})
    assert provider.asked == []


def test_an_invoice_of_another_provider_is_refused() -> None:
    read = Provider("qorepay", PURCHASE).do("get", "p-1")
    provider = Provider("abillify")
    with pytest.raises(InvalidArgumentError, match="the invoice is one of qorepay"):
        provider.do("resend", read, fresh=timedelta(minutes=5))
    assert provider.asked == []


def test_what_is_personal_is_in_no_repr() -> None:
    provider = Provider("qorepay", PURCHASE, {**PURCHASE, "status": "sent"})
    sent = provider.do("resend", "p-1")
    assert sent.notified == "payer@example.com" and "payer@example.com" not in f"{sent!r} {sent.raw!r}"
    bill = Provider("paypen", IN_ENVELOPE["paypen"](BILL)).do("get", "TX7")
    assert "0000000007" not in repr(bill) and bill.bank_account.number == "0000000007"
    for shown in (sent, bill, bill.bank_account):  # rich asks this way, for tracebacks with local values
        assert not {"payer@example.com", "0000000007", "Example Limited"} & {
            str(value) for _, value in shown.__rich_repr__()
        }
    customer = Customer(email="a@example.com", name="Ada", reference="C-1")
    assert repr(customer) == "Customer(<email, name, reference>)" and customer.__rich_repr__() == []


@pytest.mark.parametrize("http", ["htpx", "", 5, object()])
def test_what_cannot_send_is_refused_when_the_gateway_is_made(http: Any) -> None:
    with pytest.raises(ConfigurationError, match="http= is a client of httpx or httpx2") as caught:
        Reissue(http=http)
    assert "pip install" not in str(caught.value)


def test_what_a_workflow_of_abillify_has_beyond_its_page_is_told_nobody(caplog: pytest.LogCaptureFixture) -> None:
    """Of the two kinds of notifications at one address each has members that the other has not."""
    body = b'{"voucherReference":"R-7","state":"none","workflow":"dunning","brand_new":1}'
    provider = Provider("abillify", VOUCHER)
    assert provider.do("parse_webhook", {}, body).event == "workflow"
    assert provider.drifts == [] and "brand_new" not in caplog.text
