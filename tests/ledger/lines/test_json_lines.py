"""JSON lines and iterables: what only they can say, and that nothing passes through a float."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from reissue.invoice import LineItem
from reissue.money import Money
from reissue_ledger.lines import Line, Problem, lines_of
from tests.ledger.lines.kit import NOW, PROVIDERS, given, lines, one, problems, read

ITEM = LineItem(description="Rent", unit_price=Money("12.50", "EUR"))


def row(**members: Any) -> bytes:
    return json.dumps({"provider": "abillify", "reference": "R-1", **members}).encode() + b"\n"


def asked(data: bytes, **how: Any) -> Line:
    return one(data, form="jsonl", **how)


@pytest.mark.parametrize("amount", ['"12.10"', "12.10"])
def test_amounts_are_exact(amount: str) -> None:
    line = asked(b'{"provider":"qorepay","reference":"R","currency":"EUR","amount":%s}' % amount.encode())
    assert str(line.amount) == "12.10"


def test_a_number_of_json_is_sure_and_a_text_may_not_be() -> None:
    begin = b'{"provider":"qorepay","reference":"R","currency":"KWD","amount":'
    assert asked(begin + b"1.234}").amount == Decimal("1.234")
    assert asked(begin + b"1.234}", decimal=",").amount == Decimal("1.234")
    assert problems(read(begin + b'"1.234"}', form="jsonl"))[0].column == "amount"


def test_null_is_not_given() -> None:
    assert asked(row(account=None, amount=None, currency=None, again=None)) == Line(
        number=1, provider="abillify", reference="R-1"
    )


def test_items_of_a_change() -> None:
    items = [{"description": "Rent", "unit_price": {"amount": "12.50", "currency": "EUR"}}]
    assert asked(row(items=items), verb="update").items == (ITEM,)
    twice = [{**items[0], "quantity": 2, "code": "C", "unit": "hour"}]
    (item,) = asked(row(items=twice), verb="update").items or ()
    assert (item.quantity, item.code, item.unit, item.total) == (2, "C", "hour", Money("25.00", "EUR"))


@pytest.mark.parametrize(
    "items",
    [
        [],
        {},
        "Rent",
        [5],
        [{"description": "Rent"}],
        [{"unit_price": {"amount": "1", "currency": "EUR"}}],
        [{"description": "Rent", "unit_price": {"amount": "1", "currency": "eur"}}],
        [{"description": "Rent", "unit_price": {"amount": "1", "currency": "EUR", "tax": 1}}],
        [{"description": "Rent", "unit_price": {"amount": "1", "currency": "EUR"}, "quantitiy": 2}],
        [{"description": "Rent", "unit_price": {"amount": "1", "currency": "EUR"}, "quantity": 0}],
        [{"description": "Rent", "unit_price": {"amount": "1", "currency": "EUR"}, "quantity": True}],
        [{"description": "Rent", "unit_price": {"amount": "1.005", "currency": "EUR"}}],
        [{"description": 5, "unit_price": {"amount": "1", "currency": "EUR"}}],
        [{"description": "R", "unit_price": {"amount": "1", "currency": c}} for c in ("EUR", "USD")],
    ],
)
def test_items_that_are_not_sure(items: object) -> None:
    (found,) = problems(read(row(items=items), form="jsonl", verb="update"))
    assert found.column == "items", found


def test_a_new_invoice_stays_as_it_stands_and_gets_its_reference() -> None:
    invoice = b'{"money": {"amount": 12345678.10,  "currency":"EUR"}, "description":"R\\u00e9nt"}'
    data = b'{"provider":"abillify","reference":"R-1","customer":"C-7","invoice":' + invoice + b"}"
    line = asked(data, verb="create")
    assert line.customer == "C-7"
    assert (
        line.new == b'{"reference":"R-1","money":{"amount": 12345678.10,  "currency":"EUR"},"description":"R\\u00e9nt"}'
    )


def test_a_new_invoice_in_the_form_of_its_provider() -> None:
    """Its own reference has another name there."""
    invoice = {"paymentAccountIdentifier": "A", "paymentItems": [{"code": "C", "quantity": 1, "unitAmount": 5}]}
    found = read(row(provider="irembopay", invoice=invoice), form="jsonl", verb="create")
    assert b'"transactionId":"R-1"' in (lines(found)[0].new or b"")


@pytest.mark.parametrize(
    ("members", "word"),
    [
        ({"invoice": {"money": {"amount": "5", "currency": "EUR"}, "reference": "R-2"}}, "is 'R-2', and not 'R-1'"),
        ({"invoice": {"money": {"amount": "5", "currency": "EUR"}, "note": 1}}, "unknown field"),
        ({"invoice": {"money": {"amount": "5", "currency": "EUR"}}, "amount": "6", "currency": "EUR"}, "over EUR 5.00"),
        ({"invoice": {}}, "no members"),
        ({"invoice": {"description": "Rent"}}, "does not fit"),
        ({"invoice": [1]}, "a list"),
        ({"invoice": "x"}, "to be an object"),
    ],
)
def test_new_invoices_that_are_not_sure(members: dict[str, Any], word: str) -> None:
    (found,) = problems(read(row(**members), form="jsonl", verb="create"))
    assert found.column == "invoice" and word in found.message, found


def test_a_member_twice_at_any_depth() -> None:
    data = b'{"provider":"abillify","reference":"R","invoice":{"money":{"amount":1,"amount":2,"currency":"EUR"}}}'
    (found,) = problems(read(data, form="jsonl", verb="create"))
    assert "'amount' is there twice" in found.message
    invoice = b'{"money":{"amount":1,"amount":2,"currency":"EUR"}}'
    (found,) = problems(given({"provider": "abillify", "reference": "R", "invoice": invoice}, verb="create"))
    assert "'amount' is there twice" in found.message


def test_half_a_character_within_an_invoice() -> None:
    data = b'{"provider":"abillify","reference":"R","invoice":{"description":"\\ud800"}}'
    (found,) = problems(read(data, form="jsonl", verb="create"))
    assert (found.number, found.column) == (1, "invoice")


def test_an_iterable_has_the_same_checks() -> None:
    moment = datetime(2026, 12, 1, tzinfo=UTC)
    line = Line(number=7, provider="qorepay", reference="R-1", expires_at=moment, due=date(2026, 12, 1))
    wanted = {"provider": "qorepay", "reference": " R-2 ", "items": [ITEM], "amount": 5, "currency": "EUR"}
    found = lines(given(line, wanted, verb="update"))
    assert found == [
        Line(number=1, provider="qorepay", reference="R-1", expires_at=moment, due=date(2026, 12, 1)),
        Line(number=2, provider="qorepay", reference="R-2", items=(ITEM,), amount=Decimal(5), currency="EUR"),
    ]


@pytest.mark.parametrize(
    "item",
    [
        {"provider": "qorepay", "reference": "R", "amount": 5.5, "currency": "EUR"},
        {"provider": "qorepay", "reference": "R", "amount": True, "currency": "EUR"},
        {"provider": "qorepay", "reference": "R", "amount": Decimal("NaN"), "currency": "EUR"},
        {"provider": "qorepay", "reference": "R", "amount": Decimal("1E+1000000"), "currency": "EUR"},
        {"provider": "qorepay", "reference": "R", "amount": 10**5000, "currency": "EUR"},
        {"provider": "qorepay", "reference": "R", "amount": Decimal("5.005"), "currency": "EUR"},
        {"provider": "qorepay", "reference": 5},
        {"provider": "qorepay", "reference": "R", "due": 46357},
        {"provider": "qorepay", "reference": "R", "refrence": "S"},
        {"provider": "qorepay", "reference": "R", "expires_at": NOW},
        {"provider": "qorepay", "reference": "R\ud800"},
        {b"provider": "qorepay"},
        {},
        "qorepay,R-1",
        None,
        Line(number=1, provider="acme", reference="R"),
        Line(number=1, provider="qorepay", reference="=1"),
        Line(number=1, provider="qorepay", reference="R", new=b"{}"),
    ],
)
def test_items_of_an_iterable_that_are_not_sure(item: Any) -> None:
    found = given({"provider": "qorepay", "reference": "R-1"}, item)
    assert found[0] == Line(number=1, provider="qorepay", reference="R-1")
    assert found[1:] and all(isinstance(one, Problem) and one.number == 2 for one in found[1:])


def test_moments_of_a_program_have_a_zone() -> None:
    wanted = {"provider": "qorepay", "reference": "R", "expires_at": datetime(2026, 12, 1)}
    assert problems(given(wanted, verb="update"))[0].column == "expires_at"


def test_what_an_iterable_raises_is_raised() -> None:
    def broken() -> Any:
        yield {"provider": "qorepay", "reference": "R"}
        raise LookupError("gone")

    with pytest.raises(LookupError):
        list(lines_of(broken(), verb="get", providers=PROVIDERS, now=lambda: NOW))
