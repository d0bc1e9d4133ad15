"""The main operation of each provider as its page prints it, through typed client, facade and shell, sync and async."""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from reissue_runtime import DriftEvent, RetryPolicy
from typer.testing import CliRunner

from reissue import (
    APIStatusError,
    AsyncReissue,
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    Outcome,
    Reissue,
    ReissueError,
)
from reissue.cli.app import build
from reissue_clients.irembopay.models import InvoiceChange
from reissue_clients.paypen.models import ScheduleReference
from tests.contract.spec_calls import CLIENTS, CREDENTIALS
from tests.facade.conformance_rows import ROWS
from tests.samples.printed_pages import (
    BILL,
    CHANGED,
    LOGIN,
    NUMBERED,
    PURCHASE,
    PURCHASE_ID,
    REFUSED,
    TICKET,
    UNAUTHENTICATED,
    VOUCHER,
    Printer,
    Routes,
    printing,
)


@dataclass(frozen=True)
class Page:
    """One page: what it prints, how it is called, and what its own text contradicts."""

    verb: str
    reference: str
    routes: Routes
    """What is printed for a success."""
    effect: tuple[str, str]
    call: Callable[[Any, str], tuple[Any, ...]]
    """The method of the typed client, and its arguments."""
    body: bytes
    refusal: tuple[int, bytes, type[APIStatusError], str | None]
    """Status, body, error and code of the refusal that it prints."""
    drifts: tuple[tuple[str, str], ...] = ()
    """Path and what came, of what the page itself contradicts."""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    """Of the verb."""
    flags: tuple[str, ...] = ()
    """The same in the shell."""


PAGES = {
    "qorepay": Page(
        verb="resend",
        reference=PURCHASE_ID,
        routes={
            ("GET", f"/purchases/{PURCHASE_ID}/"): (200, PURCHASE),
            ("POST", f"/purchases/{PURCHASE_ID}/resend_invoice/"): (200, PURCHASE),
        },
        effect=("POST", f"/purchases/{PURCHASE_ID}/resend_invoice/"),
        call=lambda client, reference: (client.purchases.resend_invoice, reference),
        body=b"",
        refusal=(404, b"", NotFoundError, None),
        drifts=(("$.type", '"string"'),),  # a placeholder; the page's text has no other kind of object than a purchase
    ),
    "abillify": Page(
        verb="resend",
        reference="R-31",
        routes={("GET", "/invoices/R-31"): (200, VOUCHER), ("POST", "/invoices/R-31/resendInvoice"): (200, TICKET)},
        effect=("POST", "/invoices/R-31/resendInvoice"),
        call=lambda client, reference: (client.invoices.resend, reference),
        body=b"{}",  # "Empty Object", says the page
        refusal=(400, REFUSED, BadRequestError, "ERR_INVALID_VALUE"),
    ),
    "paypen": Page(
        verb="regenerate",
        reference="TX90xxxxxx07",
        routes={
            ("POST", "/auth/login"): (200, LOGIN),
            ("GET", "/invoice/details/TX90xxxxxx07"): (200, BILL),
            ("POST", "/invoice/regenerate"): (200, BILL),
        },
        effect=("POST", "/invoice/regenerate"),
        call=lambda client, reference: (client.invoices.regenerate, ScheduleReference(ppid=reference)),
        body=b'{"ppid":"TX90xxxxxx07"}',
        refusal=(401, b'{"success":false,"message":"Unauthenticated."}', AuthenticationError, None),
        drifts=(("$.data[0].account_number", "number with leading zero"),),
    ),
}
UNTIL = datetime(2027, 1, 14, 23, 59, 59, tzinfo=timezone(timedelta(hours=2)))
PAGES["irembopay"] = Page(
    verb="update",
    reference="880000000031",
    routes={
        ("GET", "/payments/invoices/880000000031"): (200, NUMBERED),
        ("PUT", "/payments/invoices/880000000031"): (200, CHANGED),
    },
    effect=("PUT", "/payments/invoices/880000000031"),
    call=lambda client, reference: (client.invoices.update, reference, InvoiceChange(expiry_at=UNTIL)),
    body=b'{"expiryAt":"2027-01-14T23:59:59+02:00"}',
    refusal=(401, UNAUTHENTICATED, AuthenticationError, "AUTHENTICATION_FAILED"),
    arguments={"expires_at": UNTIL},
    flags=("--expires-at", UNTIL.isoformat()),
)
FACES = ("typed", "typed async", "facade", "facade async", "shell")
QUICK = RetryPolicy(max_attempts=3, base=0, cap=0)


def through(
    face: str, provider: str, page: Page, printer: Printer, patch: pytest.MonkeyPatch, told: list[DriftEvent]
) -> Any:
    """What a caller gets: the typed answer, an Invoice, or the JSON of the shell."""
    options: dict[str, Any] = {"on_drift": told.append, "retry": QUICK}
    given = ROWS[provider].credentials(printer.base)
    if face.startswith("typed"):
        module = importlib.import_module(f"reissue_clients.{provider}")
        kind = getattr(module, ("Async" if "async" in face else "") + CLIENTS[provider])
        if "async" not in face:
            with kind(**CREDENTIALS[provider], server=printer.base, **options) as client:
                method, *given_to = page.call(client, page.reference)
                return method(*given_to)

        async def awaited() -> Any:
            async with kind(**CREDENTIALS[provider], server=printer.base, **options) as client:
                method, *given_to = page.call(client, page.reference)
                return await method(*given_to)

        return asyncio.run(awaited())
    if face == "facade":
        with Reissue(given, **options) as gateway:
            return getattr(gateway, page.verb)(provider, page.reference, **page.arguments)
    if face == "facade async":

        async def later() -> Any:
            async with AsyncReissue(given, **options) as gateway:
                return await getattr(gateway, page.verb)(provider, page.reference, **page.arguments)

        return asyncio.run(later())
    for name, value in CREDENTIALS[provider].items():
        patch.setenv(f"REISSUE_{provider}_{name}".upper(), value)
    patch.setenv(f"REISSUE_{provider}_SERVER".upper(), printer.base)
    asked = ["invoice", page.verb, provider, page.reference, *page.flags, "--yes", "--json"]
    return CliRunner().invoke(build(), asked)


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("provider", PAGES)
def test_what_the_page_prints_is_a_success(provider: str, face: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page, told = PAGES[provider], list[DriftEvent]()
    with printing(page.routes) as printer:
        found = through(face, provider, page, printer, monkeypatch, told)
    (sent,) = printer.effects()
    assert ((sent.method, sent.path), sent.body) == (page.effect, page.body)
    assert all(
        one.headers["content-type"] == "application/json" for one in printer.asked if provider in ("qorepay", "paypen")
    )
    key = "irembopay-secretkey" if provider == "irembopay" else "authorization"
    assert all(key in one.headers for one in printer.asked if one.path != "/auth/login")
    assert ("idempotency-key" in sent.headers) == (provider == "abillify")
    if face == "shell":
        assert found.exit_code == 0, found.output
        assert json.loads(found.stdout[found.stdout.index("{") :])["reference"] == page.reference
        return
    reads = [one for one in printer.asked if one.method == "GET"]
    # IremboPay's page answers a change of the expiry with one that is long past: the invoice is looked at once more.
    assert len(reads) == (0 if face.startswith("typed") else 2 if provider == "irembopay" else 1)
    answers = 1 + (len(reads) if provider != "abillify" else 0)
    assert [(one.drift.path, one.drift.got) for one in told] == list(page.drifts) * answers
    if face.startswith("facade"):
        assert found.reference == page.reference
        # That look shows the other expiry of the page; PayPen's page replaces an invoice that has ended by itself.
        assert found.checked is (provider in ("qorepay", "abillify"))


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("provider", PAGES)
def test_what_the_page_prints_is_a_refusal(provider: str, face: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The invoice can be read, and the effect is refused: nothing has happened, and nothing is repeated."""
    page = PAGES[provider]
    status, body, kind, code = page.refusal
    with printing({**page.routes, page.effect: (status, body)}) as printer:
        if face == "shell":
            done = through(face, provider, page, printer, monkeypatch, [])
            told = json.loads(done.stdout[done.stdout.index("{") :])
            assert done.exit_code == 5  # refused, surely not happened
            assert (told["error"]["status"], told["error"]["type"]) == (status, kind.__name__)
            assert (told["error"]["code"], told["reference"], told["outcome"]) == (code, page.reference, "not happened")
        else:
            with pytest.raises(ReissueError) as caught:
                through(face, provider, page, printer, monkeypatch, [])
            assert type(caught.value) is kind
            assert (caught.value.status, caught.value.code) == (status, code)
            assert caught.value.outcome is Outcome.NOT_HAPPENED
    # A token that is refused is fetched anew once (paypen.ng/docs/employer names only the 401).
    assert len(printer.effects()) == (2 if provider == "paypen" else 1)
