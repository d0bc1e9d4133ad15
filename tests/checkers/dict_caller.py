"""What a caller sees of the golden client with `typed-dicts`: dicts in the place of models; each line that ends with `# found` is wrong.

It is never run: six type checkers read it beside the client that is made of tests/golden/tallypost.yaml with this option.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import assert_type

from tallypost import AsyncTallyPost, TallyPost, models
from tallypost.params import InvoiceRequestParam, LineParam, PayerParam


def literals(client: TallyPost) -> None:
    """As a caller writes them, with the names of the wire."""
    made = client.invoices.create({"number": "1", "amount": 500, "lines": []})
    assert_type(made, models.Invoice | models.Job | None)
    client.invoices.create(
        {
            "number": "2",
            "amount": 500,
            "lines": [{"text": "one"}, models.Line(text="two"), {"text": "three", "quantity": 3}],
            "class": "a",
            "due": None,
            "issued": dt.datetime.now(dt.UTC),
            "labels": {"a": "b"},
            "payer": {"type": "company", "vat": "1"},
            "rate": Decimal("0.19"),
            "replaces": {"number": "1", "amount": 1, "lines": [], "due": "2026-03-04"},
        }
    )
    client.auth.login({"user": "a", "password": "b"})
    client.files.upload("m", [1], {"file": Path("a.txt"), "note": "n"})
    client.invoices.create(models.InvoiceRequest(number="3", amount=1, lines=[models.Line(text="one")]))


async def awaited(client: AsyncTallyPost) -> None:
    """The same, awaited."""
    await client.invoices.create({"number": "1", "amount": 500, "lines": [{"text": "one"}]})


def held(client: TallyPost, lines: list[models.Line], more: list[LineParam], payer: PayerParam) -> None:
    """Dicts and lists that have names."""
    body: InvoiceRequestParam = {"number": "1", "amount": 1, "lines": lines, "payer": payer}
    body["lines"] = more
    body["total"] = "1"
    client.invoices.create(body)


def mistakes(client: TallyPost, body: InvoiceRequestParam) -> None:
    """A wrong type, what lacks, and what is misspelt."""
    client.auth.login({"user": "a", "password": 1})  # found
    client.auth.login({"user": "a"})  # found
    client.auth.login({"user": "a", "password": "b", "pasword": "c"})  # found
    client.invoices.create({"number": "1", "amount": "500", "lines": []})  # found
    client.invoices.create({"number": "1", "lines": []})  # found
    client.invoices.create({"number": "1", "amount": 1, "lines": [], "currrency": "EUR"})  # found
    client.invoices.create({"number": "1", "amount": 1, "lines": [{"text": 1}]})  # found
    client.invoices.create({"number": "1", "amount": 1, "lines": [{"text": "t", "quantty": 1}]})  # found
    client.invoices.create({"number": "1", "amount": 1, "lines": [], "payer": {"type": "person"}})  # found
    client.invoices.create({"number": "1", "amount": 1, "lines": [], "replaces": {"number": "1"}})  # found
    body["amuont"] = 1  # found
    body["amount"] = "1"  # found
