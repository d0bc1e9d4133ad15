"""Abillify's payment transactions."""

from __future__ import annotations

from decimal import Decimal

from ...call import Answer, Call, public
from ...state import State
from .records import add_transaction, paged
from .stand_in import stand_in


@stand_in.seeds
def seed(state: State, _: str) -> None:
    """One transaction."""
    add_transaction(state, None, Decimal("226.10"), "700123")


@stand_in.on("GET /transactions")
def list_all(call: Call) -> Answer:
    """A page of transactions."""
    return paged(call, "transactions")


@stand_in.on("GET /transactions/{id}")
def get(call: Call) -> Answer:
    """One transaction."""
    return Answer(200, public(call.find("transactions", call.arg())))
