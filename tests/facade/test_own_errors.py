"""What the facade says by itself, to the letter: refusals before anything is sent, and errors of adapters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from reissue import (
    InvalidArgumentError,
    Invoice,
    InvoiceStatus,
    LineItem,
    Money,
    Outcome,
    ProviderRejectedError,
    QorePayCredentials,
    Reissue,
)
from reissue.plugin import Verbs
from tests.facade.whole_answers import NOW, NUMBERED, WHO, Provider, wanted


def words(act: Callable[[], object], kind: type[Exception] = InvalidArgumentError) -> str:
    with pytest.raises(kind) as caught:
        act()
    return str(caught.value)


LINE = LineItem(description="x", unit_price=Money(5, "RWF"), code="PC-1")


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


def test_credentials_that_lack_what_a_creation_needs() -> None:
    with Reissue(QorePayCredentials(secret_key="secret-1", server="http://127.0.0.1:1")) as face:
        why = "it needs the brand that sells: REISSUE_QOREPAY_BRAND_ID, or brand_id=."
        assert words(lambda: face.create("qorepay", wanted("NGN", customer=WHO))) == (
            f"qorepay create: {why} Nothing was sent."
        )


def test_an_invoice_that_was_made_over_another_currency() -> None:
    answer = {"success": True, "data": {**NUMBERED, "transactionId": "NEW-1", "currency": "USD"}}
    provider = Provider("irembopay", httpx.Response(201, json=answer))
    with pytest.raises(ProviderRejectedError) as caught:
        provider.do("create", wanted("RWF"))
    assert caught.value.message == (
        "irembopay invoices-create: invoice 8805 was made over USD 25000.00, not RWF 2507, and can be paid. "
        "Look at it in the provider's portal."
    )
    assert (caught.value.outcome, caught.value.operation) == (Outcome.HAPPENED, "invoices-create")


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
    assert bare().rejected("x", "y", Outcome.HAPPENED).advice == "stop"
    refused = bare().refuse("resend", "it is paid.")
    assert (refused.message, refused.provider, refused.operation) == (
        "qorepay resend: it is paid. Nothing was sent.",
        "qorepay",
        "resend",
    )


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
