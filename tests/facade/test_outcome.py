"""An error of a verb tells of the whole verb: what was sent decides, not which request came last.

The mails that the server counts are the judge; the programs in which strangers found the opposite were of this kind.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import httpx
import pytest

from reissue import (
    AbillifyCredentials,
    AsyncReissue,
    InvalidArgumentError,
    Invoice,
    InvoiceStatus,
    IremboPayCredentials,
    LineItem,
    Money,
    ProviderRejectedError,
    Reissue,
    ReissueError,
    RetryPolicy,
)
from reissue.plugin.outcome import followed
from reissue_clients.irembopay import models as irembopay

INVOICE = {"reference": "R-1", "state": "none", "total": "10.00", "currency": "EUR"}
TICKET = {"job": "1", "result": "OK", "resultcode": "0"}
Answer = Callable[[httpx.Request], httpx.Response]


def gateway(answer: Answer) -> Reissue:
    return Reissue(
        AbillifyCredentials(username="user", password="password-1", server="http://127.0.0.1:1"),
        IremboPayCredentials(secret_key="secret-key-1", server="http://127.0.0.1:1"),
        http=httpx.Client(transport=httpx.MockTransport(answer)),
        on_drift=lambda event: None,
        retry=RetryPolicy.NEVER,
    )


class Mailer:
    """Abillify: an e-mail for each key that it has not seen. `script` says what the next requests meet."""

    def __init__(self, *script: str) -> None:
        self.script = list(script)
        self.mails: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        what = self.script.pop(0) if self.script else "ok"
        if request.method == "POST" and what not in ("401", "429"):
            key = request.headers["idempotency-key"]
            if key not in self.mails:
                self.mails.append(key)
        if what == "lost":
            raise httpx.ReadTimeout("lost")
        if what.isdigit():
            return httpx.Response(int(what), json={})
        if what == "cut":
            return httpx.Response(200, headers={"content-type": "application/json"}, content=b'{"reference": "R-')
        return httpx.Response(200, json=TICKET if request.method == "POST" else INVOICE)


@pytest.mark.parametrize("refusal", ["429", "401", "500", "404", "lost", "cut"])
def test_the_key_of_an_unknown_resend_stays_until_it_is_settled(refusal: str) -> None:
    server = Mailer("ok", "lost", refusal)
    with gateway(server) as face:
        with pytest.raises(ReissueError) as first:
            face.resend("abillify", "R-1")
        assert (first.value.outcome, first.value.advice) == ("unknown", "same_key")
        key = first.value.idempotency_key
        with pytest.raises(ReissueError) as second:
            face.resend("abillify", "R-1", idempotency_key=key)
        # Only a read was made by this call: nothing happened, and the key is kept.
        assert second.value.outcome == "not happened" and second.value.idempotency_key == key
        assert second.value.advice in ("same_key", "person")
        assert face.resend("abillify", "R-1", idempotency_key=second.value.idempotency_key).reference == "R-1"
    assert server.mails == [key]


def test_nothing_happened_where_only_the_read_failed() -> None:
    server = Mailer("cut")
    with gateway(server) as face, pytest.raises(ReissueError) as caught:
        face.resend("abillify", "R-1")
    error = caught.value
    assert (error.outcome, error.advice, server.mails) == ("not happened", "repeat", [])
    assert (error.provider, error.verb, error.reference) == ("abillify", "resend", "R-1")
    assert error.operation == "invoices-getByReference" or error.operation.startswith("invoices-get")


def test_reissue_is_called_by_its_own_name() -> None:
    with gateway(Mailer("500")) as face, pytest.raises(ReissueError) as caught:
        face.reissue("abillify", "R-1")
    assert caught.value.verb == "reissue"


@pytest.mark.parametrize("look", [429, 401, 404, 500, httpx.ConnectError("refused"), httpx.ReadTimeout("slow")])
def test_a_failed_look_takes_nothing_back(look: int | Exception) -> None:
    sent: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.method)
        if request.method == "PUT":
            return httpx.Response(200, json={"reference": "R-1"})
        if isinstance(look, Exception):
            raise look
        return httpx.Response(look)

    with gateway(answer) as face:
        cancelled = face.cancel("abillify", "R-1")
    assert sent == ["PUT", "GET"]
    assert (cancelled.reference, cancelled.status, cancelled.checked) == ("R-1", InvoiceStatus.UNKNOWN, False)


@pytest.mark.parametrize("look", [429, 500, httpx.ReadTimeout("slow")])
def test_a_failed_look_takes_nothing_back_where_it_is_awaited(look: int | Exception) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "PUT":
            return httpx.Response(200, json={"reference": "R-1"})
        if isinstance(look, Exception):
            raise look
        return httpx.Response(look)

    async def cancelled() -> Invoice:
        http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        given = AbillifyCredentials(username="user", password="password-1", server="http://127.0.0.1:1")
        async with AsyncReissue(given, http=http, on_drift=lambda event: None, retry=RetryPolicy.NEVER) as face:
            return await face.cancel("abillify", "R-1")

    found = asyncio.run(cancelled())
    assert (found.reference, found.status, found.checked) == ("R-1", InvoiceStatus.UNKNOWN, False)


@pytest.mark.parametrize("verb", ["reissue", "resend"])
def test_an_awaited_verb_tells_of_itself(verb: str) -> None:
    server = Mailer("cut")

    async def resent() -> Invoice:
        http = httpx.AsyncClient(transport=httpx.MockTransport(server))
        given = AbillifyCredentials(username="user", password="password-1", server="http://127.0.0.1:1")
        async with AsyncReissue(given, http=http, on_drift=lambda event: None, retry=RetryPolicy.NEVER) as face:
            done: Invoice = await getattr(face, verb)("abillify", "R-1", idempotency_key="k-1")
            return done

    with pytest.raises(ReissueError) as caught:
        asyncio.run(resent())
    error = caught.value
    assert (error.verb, error.reference, error.outcome, error.idempotency_key) == (
        verb,
        "R-1",
        "not happened",
        "k-1",
    )
    assert error.advice == "same_key" and server.mails == []


def test_a_cancel_that_the_look_does_not_confirm_is_unknown() -> None:
    with (
        gateway(lambda request: httpx.Response(200, json=INVOICE)) as face,
        pytest.raises(ProviderRejectedError) as told,
    ):
        face.cancel("abillify", "R-1")
    assert (told.value.outcome, told.value.advice) == ("unknown", "look")


# --- money -------------------------------------------------------------------------------------------------------


class Irembo:
    """IremboPay: an invoice over 1,000 RWF; the answer to an update tells no amount, as the vendor's sample."""

    def __init__(self, look: int = 200) -> None:
        self.look = look
        self.amount = 1000
        self.changes: list[Any] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "PUT":
            self.changes.append(json.loads(request.content))
            self.amount = sum(one["unitAmount"] * one["quantity"] for one in self.changes[-1].get("paymentItems", []))
            return self._told({"invoiceNumber": "88", "expiryAt": "2027-01-14T23:59:59.000+02:00"})
        if self.changes and self.look != 200:
            return httpx.Response(self.look)
        told = {"invoiceNumber": "88", "transactionId": "T1", "amount": self.amount, "currency": "RWF"}
        return self._told({**told, "paymentStatus": "NEW", "expiryAt": "2027-01-01T00:00:00.000+02:00"})

    @staticmethod
    def _told(data: dict[str, Any]) -> httpx.Response:
        return httpx.Response(200, json={"success": True, "message": "ok", "data": data})


def line(amount: str, currency: str = "RWF", quantity: Decimal | int = 1) -> LineItem:
    return LineItem(description="Fee", unit_price=Money(amount, currency), code="PC-1", quantity=quantity)


@pytest.mark.parametrize(
    "items",
    [[line("5000", "USD")], [line("5000"), line("1", "USD")], [line("5000.5")], [line("0.4")]],
    ids=["another currency", "two currencies", "half a franc", "less than one"],
)
def test_an_amount_that_would_be_another_one_is_not_sent(items: list[LineItem]) -> None:
    server = Irembo()
    with gateway(server) as face, pytest.raises(InvalidArgumentError, match="Nothing was sent") as caught:
        face.update("irembopay", "88", items=items)
    assert server.changes == []
    assert (caught.value.outcome, caught.value.advice) == ("not happened", "person")


@pytest.mark.parametrize(("look", "checked"), [(200, True), (500, False), (429, False)])
def test_an_update_tells_the_new_amount(look: int, checked: bool) -> None:
    server = Irembo(look)
    with gateway(server) as face:
        changed = face.update("irembopay", "88", items=[line("5000"), line("700", quantity=2)])
    assert (changed.money, changed.checked) == (Money(6400, "RWF"), checked)
    assert len(server.changes) == 1


def test_abillify_items_in_another_currency_are_not_sent() -> None:
    sent: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.method)
        return httpx.Response(200, json=INVOICE)

    with gateway(answer) as face, pytest.raises(InvalidArgumentError, match="the invoice is in EUR"):
        face.update("abillify", "R-1", items=[line("5", "USD")])
    assert sent == ["GET"]


def test_quantities_and_prices_are_sent_in_plain_digits() -> None:
    """str() of a Decimal writes 1E+2 for a hundred, which the vendors' decimal strings do not have."""
    bodies: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method != "GET":
            bodies.append(json.loads(request.content))
        return httpx.Response(200, json=INVOICE)

    many = LineItem(description="Fee", unit_price=Money(Decimal("5E+1"), "EUR"), quantity=Decimal("1E+2"))
    with gateway(answer) as face:
        face.update("abillify", "R-1", items=[many])
    assert [(one["quantity"], one["unitprice"]) for one in bodies[0]["items"]] == [("100", "50")]
    assert many.total == Money(5000, "EUR")


# --- what is no invoice's business -------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", ["abillify", "irembopay"])
def test_a_time_that_no_clock_shows(provider: str) -> None:
    server = Irembo() if provider == "irembopay" else Mailer()
    beyond = datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))
    with gateway(server) as face, pytest.raises(InvalidArgumentError, match="beyond the years"):
        face.update(provider, "88", expires_at=beyond)


def test_an_adapter_whose_client_could_not_be_made_can_be_shown() -> None:
    face = Reissue(
        AbillifyCredentials(username="user", password="password-1é\u0100", server="http://127.0.0.1:1"),
        retry=RetryPolicy.NEVER,
    )
    with pytest.raises(ReissueError) as caught:
        face.get("abillify", "R-1")
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "password-1" not in "".join(told.format())


def test_credentials_do_not_pickle() -> None:
    with pytest.raises(TypeError, match="does not pickle"):
        pickle.dumps(AbillifyCredentials(username="user", password="password-1", server="http://127.0.0.1:1"))


# --- what was interrupted, and the adapter's own errors ---


@pytest.mark.parametrize(
    ("script", "outcome", "mails"),
    [
        (("ok", "429"), "not happened", 0),
        (("ok", "503"), "unknown", 1),
        (("ok", "503", "429"), "unknown", 1),
    ],
)
def test_an_interruption_of_the_pause_after_a_refusal(script: tuple[str, ...], outcome: str, mails: int) -> None:
    """RFC 6585, section 4: who answers 429 has not done it. A 503 may come from a gateway after the work was done."""
    server, left = Mailer(*script), len(script) - 2

    def interrupted(seconds: float) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt

    credentials = AbillifyCredentials(username="user", password="password-1", server="http://127.0.0.1:1")
    transport = httpx.MockTransport(server)
    with Reissue(credentials, http=httpx.Client(transport=transport)) as face, followed() as courses:
        face.adapter("abillify").client._sleep = interrupted  # pyright: ignore[reportPrivateUsage]
        with pytest.raises(KeyboardInterrupt):
            face.resend("abillify", "R-1")
    assert (courses[-1].outcome, len(server.mails)) == (outcome, mails)
    assert bool(courses[-1].effects) is (outcome == "unknown")


def test_an_error_of_the_adapter_tells_the_call_that_it_is_about() -> None:
    """As an error of a call would: `ReissueError.operation`, `status` and `attempts` say what they are."""

    def paid(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={**INVOICE, "state": "paid"})

    with gateway(paid) as face:
        with pytest.raises(InvalidArgumentError) as settled:
            face["abillify"].resend(reference="R-1")
        with pytest.raises(ProviderRejectedError) as rejected:
            face.cancel("abillify", "R-1")
    told = [(one.operation, one.status, one.attempts, one.reference) for one in (settled.value, rejected.value)]
    assert told == [("invoices-get", 200, 1, "R-1"), ("invoices-update", 200, 1, "R-1")]


def test_the_reference_of_a_providers_own_request() -> None:
    """irembopay.gitbook.io, Create Invoice: `transactionId` is the merchant's own reference."""
    item = irembopay.PaymentItem(code="PC-1", quantity=1, unit_amount=Decimal(900))
    new = irembopay.NewInvoice(transaction_id="ORDER-91", payment_items=[item], payment_account_identifier="PA-1")
    with gateway(lambda request: httpx.Response(400, json={"success": False, "message": "no"})) as face:
        for call in (lambda: face.create("irembopay", new), lambda: face["irembopay"].create(new=new)):
            with pytest.raises(ReissueError) as caught:
                call()
            assert (caught.value.reference, caught.value.status) == ("ORDER-91", 400)
