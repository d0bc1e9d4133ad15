"""What the facade says by itself, to the letter: refusals before anything is sent, and errors of adapters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from reissue import (
    ConfigurationError,
    InvalidArgumentError,
    Invoice,
    InvoiceStatus,
    IremboPayCredentials,
    LineItem,
    Money,
    Outcome,
    OutcomeUnknownError,
    ProviderRejectedError,
    QorePayCredentials,
    Reissue,
    ResponseDecodeError,
)
from reissue.plugin import Verbs
from reissue_clients.abillify.models import NewInvoiceRequest
from reissue_clients.irembopay import models as irembopay
from reissue_clients.qorepay import QorePay
from tests.facade.conformance_rows import ROWS, new_schedule
from tests.facade.whole_answers import (
    BILL,
    DUE,
    IN_ENVELOPE,
    NOW,
    NUMBERED,
    PURCHASE,
    READ,
    VOUCHER,
    WHO,
    Provider,
    wanted,
)


def words(act: Callable[[], object], kind: type[Exception] = InvalidArgumentError) -> str:
    with pytest.raises(kind) as caught:
        act()
    return str(caught.value)


PARTIAL: dict[str, Any] = {
    "transaction_id": "NEW-1",
    "payment_items": [irembopay.PaymentItem(code="PC-1", quantity=1, unit_amount=Decimal(5))],
    "payment_account_identifier": "07800000001",
    "partial_payment_enabled": True,
}


@pytest.mark.parametrize(
    ("name", "verb", "args", "chosen", "why"),
    [
        (
            "qorepay",
            "create",
            (wanted("NGN"),),
            {},
            "it needs the customer's e-mail address.",
        ),
        (
            "abillify",
            "create",
            (wanted("EUR"),),
            {},
            "it needs the customer's reference (identity): customer=.",
        ),
        ("abillify", "update", ("R-7",), {}, "give expires_at= or items=, or the provider's own change."),
        ("abillify", "update", ("R-7",), {"items": []}, "items= is empty, and an invoice without lines is none."),
        ("irembopay", "update", ("8805",), {}, "give expires_at= or items=."),
        ("irembopay", "update", ("8805",), {"items": []}, "items= is empty, and an invoice without lines is none."),
        (
            "irembopay",
            "update",
            ("8805",),
            {"items": [LineItem(description="x", unit_price=Money(5, "RWF"))]},
            "each line needs the code of a product in the portal, and a whole quantity.",
        ),
        (
            "irembopay",
            "create",
            (wanted("RWF", items=(LineItem(description="x", unit_price=Money(5, "RWF")),)),),
            {},
            "each line needs the code of a product in the portal, and a whole quantity.",
        ),
        (
            "irembopay",
            "create",
            (irembopay.NewInvoice(**PARTIAL, installments=[{}]),),
            {},
            "partial_payment_enabled needs an installment_plan and installments.",
        ),
        (
            "irembopay",
            "create",
            (irembopay.NewInvoice(**PARTIAL, installment_plan="FIXED"),),
            {},
            "partial_payment_enabled needs an installment_plan and installments.",
        ),
        (
            "paypen",
            "create",
            (wanted("NGN"),),
            {},
            "it takes reissue_clients.paypen.models.NewSchedule, not NewInvoice.",
        ),
    ],
)
def test_what_is_refused_before_anything_is_sent(
    name: str, verb: str, args: tuple[Any, ...], chosen: dict[str, Any], why: str
) -> None:
    provider = Provider(name)
    assert words(lambda: provider.do(verb, *args, **chosen)) == f"{name} {verb}: {why} Nothing was sent."
    assert provider.asked == []


@pytest.mark.parametrize("name", ["abillify", "irembopay"])
def test_items_are_read_once(name: str) -> None:
    """An iterator that is read a second time is empty, and an update without lines would take them all away."""
    currency, answer = {"abillify": ("EUR", VOUCHER), "irembopay": ("RWF", {**NUMBERED, "amount": 6})}[name]
    lines = [LineItem(description=text, unit_price=Money(3, currency), code="PC-1") for text in "ab"]
    for given in (iter(lines), (line for line in lines), tuple(lines)):
        provider = Provider(name, *map(IN_ENVELOPE[name], (READ[name][1], answer)))
        provider.do("update", READ[name][0], items=given)
        assert len(provider.sent["items" if name == "abillify" else "paymentItems"]) == 2
    for empty in ((), iter(())):
        provider = Provider(name)
        why = words(lambda: provider.do("update", READ[name][0], items=empty))
        assert why == f"{name} update: items= is empty, and an invoice without lines is none. Nothing was sent."
        assert provider.asked == []
    for odd in ("abc", [{"a": 1}], 5, [None]):
        provider = Provider(name)
        why = words(lambda: provider.do("update", READ[name][0], items=odd))
        assert why == f"{name} update: items= takes LineItems. Nothing was sent." and provider.asked == []


def test_credentials_that_lack_what_a_creation_needs() -> None:
    with Reissue(QorePayCredentials(secret_key="secret-1", server="http://127.0.0.1:1")) as face:
        why = "it needs the brand that sells: REISSUE_QOREPAY_BRAND_ID, or brand_id=."
        assert words(lambda: face.create("qorepay", wanted("NGN", customer=WHO))) == (
            f"qorepay create: {why} Nothing was sent."
        )
    with Reissue(IremboPayCredentials(secret_key="secret-1", server="http://127.0.0.1:1")) as face:
        why = "it needs a payment account: REISSUE_IREMBOPAY_PAYMENT_ACCOUNT."
        assert words(lambda: face.create("irembopay", wanted("RWF"))) == f"irembopay create: {why} Nothing was sent."


def test_an_invoice_that_was_made_over_another_currency() -> None:
    answer = {"success": True, "data": {**NUMBERED, "transactionId": "NEW-1", "currency": "USD"}}
    provider = Provider("irembopay", httpx.Response(201, json=answer))
    with pytest.raises(ProviderRejectedError) as caught:
        provider.do("create", wanted("RWF"))
    assert caught.value.message == (
        "irembopay invoices-create: invoice 8805 is over USD 2507.00, not RWF 2507, and can be paid. "
        "Look at it in the provider's portal."
    )
    assert (caught.value.outcome, caught.value.operation) == (Outcome.HAPPENED, "invoices-create")


@pytest.mark.parametrize(
    "odd",
    [
        {
            "createdAt": "2020-01-01T00:00:00.000"
        },  # a reference that was used before: the provider would have refused it
        {"createdAt": "2026-11-21T13:44:59.000"},
        {"createdAt": None},
        {"paymentStatus": "PAID"},
        {"paymentStatus": "PARTIALLY_PAID"},
        {"paymentStatus": "ODD"},
        {"amount": 2508},
        {"transactionId": "NEW-2", "invoiceNumber": "NEW-1"},
    ],
)
def test_an_invoice_that_was_there_before_is_not_the_one_that_was_made(odd: dict[str, Any]) -> None:
    """A transactionId can be used once: https://irembopay.gitbook.io/irembopay-api-docs/apis/invoice/openapi"""
    found = {**NUMBERED, "transactionId": "NEW-1", "createdAt": "2026-11-21T13:45:00.000"}
    made = Provider("irembopay", httpx.ReadError("cut"), IN_ENVELOPE["irembopay"](found)).do("create", wanted("RWF"))
    assert made.reference == "8805"
    provider = Provider("irembopay", httpx.ReadError("cut"), IN_ENVELOPE["irembopay"]({**found, **odd}))
    with pytest.raises(OutcomeUnknownError) as caught:
        provider.do("create", wanted("RWF"))
    assert (caught.value.outcome, caught.value.advice) == ("unknown", "look")


def test_a_yes_that_changed_nothing() -> None:
    """Members that the provider does not take are ignored in silence: https://docs.abillify.dev/api/invoices/invoices-update"""
    provider = Provider("abillify", VOUCHER, VOUCHER)
    with pytest.raises(ProviderRejectedError) as caught:
        provider.do("update", "R-7", expires_at=DUE)
    assert caught.value.message == (
        "abillify invoices-update: R-7 was asked to end on 2026-12-24T18:00:00+00:00, and ends on "
        "2026-12-01T00:00:00+00:00. Look at it in the provider's portal."
    )
    assert (caught.value.outcome, caught.value.verb) == ("happened", "update")


def test_a_day_is_a_day_wherever_it_begins() -> None:
    for told in ("2026-12-23T18:00:00Z", "2026-12-25T00:00:00Z", "2026-12-25T18:00:00Z"):
        provider = Provider("abillify", VOUCHER, {**VOUCHER, "due": told})
        assert provider.do("update", "R-7", expires_at=DUE).reference == "R-7"


@pytest.mark.parametrize(
    ("name", "currency", "answer"),
    [
        ("qorepay", "NGN", {**PURCHASE, "purchase": {"currency": "NGN", "products": [], "total": 250_701}}),
        ("qorepay", "NGN", {**PURCHASE, "purchase": {"currency": "KES", "products": [], "total": 250_700}}),
        ("abillify", "EUR", {**VOUCHER, "reference": "NEW-1", "currency": "USD"}),
        ("abillify", "EUR", {**VOUCHER, "reference": "NEW-1", "total": "2507.01"}),
        ("irembopay", "RWF", {**NUMBERED, "transactionId": "NEW-1", "amount": 1}),
    ],
)
def test_an_invoice_over_other_money_than_was_asked_for(name: str, currency: str, answer: dict[str, Any]) -> None:
    operation = {"abillify": "identities-createInvoice", "qorepay": "purchases-create"}.get(name, "invoices-create")
    over = rf"^{name} {operation}: invoice .* is over .*, not .* 2507.*, and can be paid\."
    with pytest.raises(ProviderRejectedError, match=over) as caught:
        Provider(name, IN_ENVELOPE[name](answer)).do("create", wanted(currency, customer=WHO))
    assert (caught.value.outcome, caught.value.advice) == ("happened", "look")


# --- the base of all adapters, without a driver ---------------------------------------------------------------


class Bare(Verbs[object, QorePayCredentials]):
    """Nothing of its own."""


def bare() -> Bare:
    return Bare(object(), QorePayCredentials(secret_key="secret-1"), lambda: NOW, None)


def test_an_error_of_an_adapter_tells_where_it_comes_from() -> None:
    rejected = bare().rejected("bills-cancel", "it is still open", Outcome.UNKNOWN, "open")
    assert (rejected.provider, rejected.operation, rejected.outcome, rejected.advice, rejected.code) == (
        "qorepay",
        "bills-cancel",
        "unknown",
        "look",
        "open",
    )
    assert bare().rejected("x", "y", Outcome.HAPPENED).advice == "look"
    refused = bare().refuse("resend", "it is paid.")
    assert (refused.message, refused.provider, refused.operation) == (
        "qorepay resend: it is paid. Nothing was sent.",
        "qorepay",
        "resend",
    )


class Loose(Verbs):  # type: ignore[type-arg]
    """Without brackets."""


def test_an_adapter_that_names_no_credentials() -> None:
    assert Bare.wants() is QorePayCredentials
    why = "Loose does not name its credentials: Verbs[Client, Credentials]."
    assert words(Loose.wants, ConfigurationError) == why


PAID = {
    "qorepay": {**PURCHASE, "status": "paid"},
    "abillify": {**VOUCHER, "state": "paid"},
    "irembopay": {**NUMBERED, "paymentStatus": "PAID"},
    "paypen": {**BILL, "invoice_status": "SUCCESSFUL"},
}


@pytest.mark.parametrize(
    ("name", "verb"),
    [
        (name, verb)
        for name in PAID
        for verb in ROWS[name].cases
        if verb in ("resend", "reissue", "update", "regenerate")
    ],
)
def test_a_settled_invoice_is_refused_in_the_words_of_its_verb(name: str, verb: str) -> None:
    provider = Provider(name, IN_ENVELOPE[name](PAID[name]))
    chosen = {"expires_at": DUE} if verb == "update" else {}
    why = words(lambda: provider.do(verb, READ[name][0], **chosen))
    own = {"irembopay": "reissue", "paypen": "regenerate"}.get(name, "resend") if verb == "reissue" else verb
    word = "unknown" if name == "paypen" else "paid"
    assert why == f"{name} {own}: the invoice is {word}; even_if={{{word!r}}} does it all the same. Nothing was sent."


def test_a_replaced_bill_whose_name_nobody_can_read() -> None:
    provider = Provider("paypen", *map(IN_ENVELOPE["paypen"], (BILL, {**BILL, "ppid": {"a": 1}})))
    with pytest.raises(ResponseDecodeError, match=r"^paypen regenerate: it was done, but the answer does not name"):
        provider.do("regenerate", "TX7")


def test_webhooks_without_a_key() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Provider("qorepay").do("parse_webhook", {}, b"{}")
    assert caught.value.message == (
        "qorepay: webhooks are verified with the public key; set REISSUE_QOREPAY_WEBHOOK_KEY, or webhook_key=."
    )
    assert (caught.value.provider, caught.value.verb) == ("qorepay", "parse_webhook")


def test_statuses_that_are_none() -> None:
    given: Any = {"payd"}
    why = words(lambda: Provider("qorepay").do("resend", "p-1", even_if=given))
    known = ", ".join(sorted(map(str, InvoiceStatus)))
    assert (
        why == f"qorepay resend: even_if takes a set of statuses, such as {{'paid'}}, out of {known}. Nothing was sent."
    )


def test_items_of_an_invoice_that_is_paid_in_part() -> None:
    provider = Provider("irembopay", IN_ENVELOPE["irembopay"]({**NUMBERED, "paymentStatus": "PARTIALLY_PAID"}))
    line = LineItem(description="x", unit_price=Money(7, "RWF"), code="PC-1")
    assert words(lambda: provider.do("update", "8805", items=[line])) == (
        "irembopay update: the invoice is paid in part; even_if={'partially_paid'} changes its items all the same. "
        "Nothing was sent."
    )


def test_a_cancel_that_was_ignored() -> None:
    open_now = {"qorepay": {**PURCHASE, "status": "viewed"}, "abillify": VOUCHER}
    told = {
        "qorepay": ("purchases-cancel: p-1 is still 'viewed'", "viewed"),
        "abillify": ("invoices-update: R-7 is still 'none'", "none"),
    }
    for name, body in open_now.items():
        with pytest.raises(ProviderRejectedError) as caught:
            Provider(name, body, body).do("cancel", READ[name][0])
        why, code = told[name]
        assert caught.value.message == f"{name} {why}. Look at it in the provider's portal."
        assert (caught.value.code, caught.value.outcome, caught.value.advice) == (code, "unknown", "look")


@pytest.mark.parametrize(
    ("name", "currency", "chosen"),
    [
        ("qorepay", "NGN", {"customer": WHO}),
        ("abillify", "EUR", {"customer": WHO}),
        ("irembopay", "RWF", {"customer": WHO}),
    ],
)
def test_a_price_that_would_be_rounded(name: str, currency: str, chosen: dict[str, Any]) -> None:
    line = LineItem(description="x", unit_price=Money("1.001", currency), code="PC-1")
    provider = Provider(name)
    why = words(lambda: provider.do("create", wanted(currency, items=(line,), **chosen)))
    assert why.startswith(f"{name} create: ") and why.endswith(" Nothing was sent.") and provider.asked == []


def test_an_item_in_another_currency() -> None:
    line = LineItem(description="x", unit_price=Money(7, "USD"), code="PC-1", quantity=2)
    for name in ("abillify", "irembopay"):
        reference, body, _ = READ[name]
        provider = Provider(name, IN_ENVELOPE[name](body))
        there = {"abillify": "eur", "irembopay": "RWF"}[name]
        assert words(lambda: provider.do("update", reference, items=[line])) == (
            f"{name} update: the invoice is in {there}, and USD 14.00 is not. Nothing was sent."
        )
        unknown = {key: value for key, value in body.items() if key != "currency"}
        provider = Provider(name, IN_ENVELOPE[name](unknown))
        assert words(lambda: provider.do("update", reference, items=[line])) == (
            f"{name} update: the invoice is in a currency that the provider does not tell, and USD 14.00 is not. Nothing was sent."
        )


@pytest.mark.parametrize(
    ("name", "new", "answer"),
    [
        ("qorepay", wanted("NGN", customer=WHO), {**PURCHASE, "id": {"a": 1}}),
        ("abillify", NewInvoiceRequest(currency="EUR", items=[]), {**VOUCHER, "reference": {"a": 1}}),
        ("irembopay", wanted("RWF", customer=WHO), {**NUMBERED, "invoiceNumber": {"a": 1}, "transactionId": "NEW-1"}),
        ("paypen", new_schedule(), {**BILL, "ppid": {"a": 1}}),
        ("paypen", new_schedule(), {"ppid": {"a": 1}, "status": "PENDING INVOICE GENERATION"}),
    ],
)
def test_a_new_invoice_whose_name_nobody_can_read(name: str, new: Any, answer: dict[str, Any]) -> None:
    """What proves that it was made is there, and nobody could act on it."""
    with pytest.raises(ResponseDecodeError) as caught:
        chosen = {"customer": "C-1"} if name == "abillify" else {}
        Provider(name, IN_ENVELOPE[name](answer)).do("create", new, **chosen)
    error = caught.value
    assert error.message == (
        f"{name} create: it was done, but the answer does not name the invoice. Look it up in the provider's "
        "portal before you repeat anything."
    )
    assert (error.outcome, error.advice, error.verb) == ("happened", "stop", "create")


def test_a_schedule_that_names_neither_invoice_nor_itself() -> None:
    provider = Provider("paypen", IN_ENVELOPE["paypen"]({"status": "PENDING INVOICE GENERATION"}))
    with pytest.raises(ResponseDecodeError) as caught:
        provider.do("create", new_schedule())
    assert caught.value.verb == "create" and caught.value.advice in ("look", "stop")


def test_an_adapter_shows_its_client() -> None:
    with Reissue(QorePayCredentials(secret_key="secret-1", server="http://127.0.0.1:1")) as face:
        adapter = face.adapter("qorepay")
        assert repr(adapter) == f"<QorePayAdapter of {adapter.client!r}>"
        del adapter.client
        assert repr(adapter) == "<QorePayAdapter of 'no client'>"
        adapter.client = QorePay(secret_key="secret-1")


def test_a_provider_whose_api_reads_nothing_knows_nothing() -> None:
    steps = bare().get("X-1")
    with pytest.raises(StopIteration) as done:
        next(steps)
    assert done.value.value == Invoice(provider="qorepay", reference="X-1", status=InvoiceStatus.UNKNOWN, checked=False)


def test_a_new_invoice_without_a_name() -> None:
    nameless = Invoice(provider="qorepay", reference="", status=InvoiceStatus.OPEN)
    error: Any = None
    try:
        bare().named("create", nameless)
    except Exception as caught:
        error = caught
    assert error.message == (
        "qorepay create: it was done, but the answer does not name the invoice. Look it up in the provider's "
        "portal before you repeat anything."
    )
    assert (error.provider, error.operation, error.outcome, error.advice) == ("qorepay", "create", "happened", "stop")


def test_fresh_is_up_to_its_last_moment() -> None:
    verbs = bare()
    read = verbs.read(Invoice(provider="qorepay", reference="X-1", status=InvoiceStatus.OPEN))
    verbs.now = lambda: NOW + timedelta(minutes=5)
    assert next(finish(verbs.before("resend", read, fresh=timedelta(minutes=5)))) is read
    assert next(finish(verbs.before("resend", read, fresh=timedelta(minutes=4)))) is not read


def finish(steps: Any) -> Any:
    """What steps give that ask for nothing."""
    yield from (yield_value(steps),)


def yield_value(steps: Any) -> Any:
    try:
        next(steps)
    except StopIteration as done:
        return done.value
    raise AssertionError("the steps ask for something")
