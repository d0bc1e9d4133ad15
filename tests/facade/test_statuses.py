"""Each table knows each status that its specification documents, and guesses nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reissue import InvoiceStatus
from reissue.providers.abillify import statuses as abillify
from reissue.providers.abillify.statuses import STATUSES as ABILLIFY
from reissue.providers.irembopay import statuses as irembopay
from reissue.providers.irembopay.statuses import STATUSES as IREMBOPAY
from reissue.providers.paypen import statuses as paypen
from reissue.providers.paypen.statuses import STATUSES as PAYPEN
from reissue.providers.qorepay import statuses as qorepay
from reissue.providers.qorepay.statuses import STATUSES as QOREPAY
from reissue.statuses import StatusName, status_of

SPECS = Path(__file__).parents[2] / "specs"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
TABLES = {
    "qorepay": (QOREPAY, qorepay.DOCUMENTED),
    "abillify": (ABILLIFY, abillify.DOCUMENTED),
    "irembopay": (IREMBOPAY, irembopay.DOCUMENTED),
    "paypen": (PAYPEN, paypen.DOCUMENTED),
}


def documented(provider: str, names: tuple[str, ...]) -> set[str]:
    document: Any = yaml.safe_load((SPECS / f"{provider}.yaml").read_text())
    schemas = document["components"]["schemas"]
    known = {name: schemas[name] for name in names if name in schemas}
    for schema in schemas.values():  # some are written where they are used
        for member, inner in (schema.get("properties") or {}).items():
            for name in names:
                if "enum" in inner and name.lower() in (member.replace("_", "").lower(), f"pendingschedule{member}"):
                    known.setdefault(name, inner)
    assert set(known) == set(names)
    return {value for schema in known.values() for value in schema["enum"]}


@pytest.mark.parametrize("provider", TABLES)
def test_tables_are_complete(provider: str) -> None:
    table, names = TABLES[provider]
    assert set(table) == documented(provider, names)


@given(st.one_of(st.text(), st.none(), st.integers(), st.binary()))
def test_what_is_not_documented_is_unknown(told: object) -> None:
    for table, _ in TABLES.values():
        if told not in table:
            assert status_of(table, told) is InvoiceStatus.UNKNOWN


def test_paid_is_what_the_provider_calls_paid() -> None:
    paid = {status for table, _ in TABLES.values() for status, kind in table.items() if kind is InvoiceStatus.PAID}
    assert paid == {"paid", "cleared", "settled", "PAID"}
    assert all(QOREPAY[one] is InvoiceStatus.UNKNOWN for one in QOREPAY if one.startswith("pending_"))


def test_expiry_is_derived_for_unpaid_invoices_only() -> None:
    for after, status in ((timedelta(seconds=1), "open"), (timedelta(), "expired"), (timedelta(-1), "expired")):
        assert status_of(IREMBOPAY, "NEW", expires_at=NOW + after, now=NOW) == status
        assert status_of(IREMBOPAY, "PAID", expires_at=NOW + after, now=NOW) == "paid"
        assert status_of(IREMBOPAY, "ODD", expires_at=NOW + after, now=NOW) == "unknown"
    assert status_of(IREMBOPAY, "NEW") == "open"


def test_every_status_can_be_named() -> None:
    """`even_if` takes the words as well as the members: type checkers know the ones that the enumeration has."""
    words = {word for one in get_args(StatusName) if get_origin(one) is Literal for word in get_args(one)}
    assert words == {str(status) for status in InvoiceStatus}
