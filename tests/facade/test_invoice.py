"""The shapes: what a new invoice must say, and what a repr must not."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reissue import Customer, InvalidArgumentError, Invoice, InvoiceStatus, LineItem, Money, NewInvoice
from reissue.plugin import moment, told

ITEM = LineItem(description="Fee", unit_price=Money("1.25", "EUR"), quantity=3)


def test_one_line_or_several() -> None:
    one = NewInvoice(reference="R", money=Money("12.50", "EUR"), description="Fee")
    assert one.total == Money("12.50", "EUR")
    assert [line.description for line in one.lines] == ["Fee"]
    several = NewInvoice(reference="R", items=(ITEM, ITEM))
    assert several.total == Money("7.50", "EUR")
    assert NewInvoice(reference="R", items=(ITEM,), money=Money("3.75", "EUR")).total == ITEM.total
    half = LineItem(description="Hour", unit_price=Money("10", "EUR"), quantity=Decimal("0.5"))
    assert half.total == Money(5, "EUR")


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"money": Money(0, "EUR")},
        {"money": Money(-1, "EUR")},
        {"items": (ITEM,), "money": Money("3.74", "EUR")},
        {"items": (ITEM,), "money": Money("3.75", "USD")},
        {"items": (ITEM, LineItem(description="x", unit_price=Money(1, "RWF")))},
        {"money": Money(1, "EUR"), "reference": "  "},
        {"money": Money(1, "EUR"), "expires_at": datetime(2026, 12, 24)},
    ],
)
def test_contradictions(members: dict[str, object]) -> None:
    with pytest.raises(InvalidArgumentError):
        NewInvoice(**{"reference": "R", **members})  # type: ignore[arg-type]


@pytest.mark.parametrize(("price", "quantity"), [("0", 1), ("-1", 1), ("1", 0), ("-1", -1)])
def test_lines_are_positive(price: str, quantity: int) -> None:
    with pytest.raises(InvalidArgumentError):
        LineItem(description="x", unit_price=Money(price, "EUR"), quantity=quantity)


@pytest.mark.parametrize("quantity", [1.5, "1.5", True, None])
def test_a_quantity_is_a_whole_number_or_a_decimal(quantity: Any) -> None:
    with pytest.raises(InvalidArgumentError, match="an int or a Decimal"):
        LineItem(description="x", unit_price=Money(1, "EUR"), quantity=quantity)


def test_the_items_of_a_new_invoice_are_lines() -> None:
    line = LineItem(description="x", unit_price=Money(1, "EUR"))
    for lines in ([line, line], iter([line, line]), (one for one in (line, line))):
        made = NewInvoice(reference="R", items=cast("Any", lines))
        assert (made.items, made.total, made.total) == ((line, line), Money(2, "EUR"), Money(2, "EUR"))
    for odd in ("abc", [{}], 5, [None], {"a": 1}):
        with pytest.raises(InvalidArgumentError, match="are LineItems"):
            NewInvoice(reference="R", items=cast("Any", odd))
    with pytest.raises(InvalidArgumentError, match="unit_price, which is Money"):
        LineItem(description="x", unit_price=cast("Any", 5))


def test_repr_pickle_and_frozen() -> None:
    made = Invoice(
        provider="qorepay", reference="R", status=InvoiceStatus.OPEN, raw=Customer(email="somebody@example.com")
    )
    assert "somebody" not in repr(made)
    assert "None" not in repr(made)
    assert pickle.loads(pickle.dumps(made)) == made
    with pytest.raises(AttributeError):
        made.status = InvoiceStatus.PAID  # type: ignore[misc]


@given(st.one_of(st.integers(), st.floats(), st.text(), st.booleans(), st.none(), st.datetimes(), st.dates()))
def test_moments_are_aware_or_none(value: object) -> None:
    found = moment(value, timezone(timedelta(hours=1)))
    assert found is None or found.utcoffset() is not None


def test_told() -> None:
    assert told(str, None, "", 3, "x", "y") == "x"
    assert told(int, True, 3) == 3
    assert told(bool, True) is True
    assert told(str) is None
    assert moment(0) == datetime(1970, 1, 1, tzinfo=UTC)
    assert moment(10**30) is None
