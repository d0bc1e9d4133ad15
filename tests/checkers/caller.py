"""What a caller sees of the golden client: each type is what is documented, and each line that ends with `# found` is wrong.

It is never run: six type checkers read it beside the client that is made of tests/golden/tallypost.yaml.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal, assert_type

from tallypost import AsyncTallyPost, Server, TallyPost, models, webhooks
from tallypost.runtime import UNSET, CallOptions, Outcome, ReissueError, Response, UnsetType
from tallypost.runtime.pages import AsyncListing, Listing


def answers(client: TallyPost) -> None:
    """Results, with and without what is known about the call."""
    assert_type(client.invoices.list(page=2), models.InvoicesListResponseData | None)
    assert_type(client.invoices.iterate(per_page=10), Listing[models.Invoice])
    assert_type(next(client.invoices.iterate()), models.Invoice)
    made = client.invoices.create(request(), idempotency_key="once")
    assert_type(made, models.Invoice | models.Job | None)
    if isinstance(made, models.Invoice):
        assert_type(made.number, str)
    assert_type(client.auth.login(models.AuthLoginBody(user="a", password="b")), models.AuthLoginResponse)
    response = client.with_response(client.invoices.list, page=2)
    assert_type(response, Response[models.InvoicesListResponseData | None])
    if response.value is not None:
        assert_type(response.value.rows[0].amount, int)
    assert_type(response.status, int)


async def awaited(client: AsyncTallyPost) -> None:
    """The same, awaited."""
    assert_type(await client.invoices.list(), models.InvoicesListResponseData | None)
    assert_type(client.invoices.iterate(), AsyncListing[models.Invoice])
    response = await client.with_response(client.auth.login, models.AuthLoginBody(user="a", password="b"))
    assert_type(response.value, models.AuthLoginResponse)


def members(invoice: models.Invoice) -> None:
    """Members of models, absent ones included."""
    assert_type(invoice.lines, list[models.Line])
    assert_type(invoice.due, dt.date | UnsetType | None)
    assert_type(invoice.rate, Decimal | UnsetType)
    assert_type(invoice.replaces, models.Invoice | UnsetType)
    assert_type(invoice.kind, Literal["invoice"] | UnsetType)
    if invoice.note is not UNSET:
        assert_type(invoice.note, str | list[str])
    if isinstance(invoice.payer, models.Company):
        assert_type(invoice.payer.vat, str)


def request() -> models.InvoiceRequest:
    """A body."""
    return models.InvoiceRequest(number="1", amount=500, lines=[models.Line(text="one")], due=None)


def events(headers: dict[str, str], body: bytes) -> None:
    """Webhooks and errors."""
    assert_type(webhooks.parse_invoice_paid(headers, body, key="k"), models.Invoice)
    try:
        TallyPost(server=Server.LIVE)
    except ReissueError as error:
        assert_type(error.outcome, Outcome)


def mistakes(client: TallyPost, invoice: models.Invoice) -> None:
    """Nothing here is Any: a checker that finds less than this sees less than it should."""
    client.invoices.list(page="2")  # found
    client.invoices.create(invoice)  # found
    client.invoices.lists()  # found
    client.auth.login(models.AuthLoginBody(user="a"))  # found
    number: int = invoice.number  # found
    client.invoices.resend()  # found
    client.invoices.list(options=CallOptions(timeout="5"))  # found
    print(number, invoice.amuont)  # found
