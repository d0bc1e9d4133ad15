"""Whatever a provider answers with a 2xx, a verb gives an invoice or one of our errors, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reissue import Invoice, InvoiceStatus, Outcome, Reissue, ReissueError
from tests.facade.conformance_rows import QUICK, ROWS, VERBS

SCALARS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**25), 10**25),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(["NGN", "paid", "PAID", "canceled", "2026-11-21 10:00:00", "OK", "0"]),
)
NAMES = st.sampled_from(
    [
        "id",
        "status",
        "purchase",
        "total",
        "currency",
        "client",
        "email",
        "due",
        "reference",
        "state",
        "unpaid",
        "issued",
        "invoiceNumber",
        "paymentStatus",
        "amount",
        "expiryAt",
        "createdAt",
        "transactionId",
        "ppid",
        "amount_payable",
        "account_number",
        "payment_due_date",
        "invoice_status",
        "created_on",
        "job",
        "result",
        "resultcode",
    ]
)
ODD = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=8)),
    max_leaves=12,
)
ENVELOPES: dict[str, Callable[[Any], Any]] = {
    "qorepay": lambda data: data,
    "abillify": lambda data: data,
    "irembopay": lambda data: {"success": True, "data": data},
    "paypen": lambda data: {"has_error": False, "message": "", "data": data},
}


def gateway_for(provider: str, data: Any, effects: list[str]) -> Reissue:
    def answer(request: httpx.Request) -> httpx.Response:
        login = request.url.path.endswith("/auth/login")
        if request.method != "GET" and not login:
            effects.append(request.url.path)
        body = {"success": True, "data": {"token": "a.b.c"}} if login else ENVELOPES[provider](data)
        return httpx.Response(200, content=json.dumps(body), headers={"content-type": "application/json"})

    http = httpx.Client(transport=httpx.MockTransport(answer))
    return Reissue(ROWS[provider].credentials("http://127.0.0.1/x"), http=http, retry=QUICK, on_drift=lambda _: None)


@pytest.mark.parametrize(("provider", "verb"), VERBS)
@given(data=ODD)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_other_error(provider: str, verb: str, data: Any) -> None:
    case = ROWS[provider].cases[verb]
    effects: list[str] = []
    meant = {"even_if": set(InvoiceStatus)} if verb in ("update", "resend", "regenerate", "reissue") else {}
    with gateway_for(provider, data, effects) as gateway:
        try:
            found = getattr(gateway, verb)(provider, case.subject(), **case.arguments, **meant)
        except ReissueError as error:
            if effects:  # it may have been done: nobody may be invited to do it again
                assert error.outcome is not Outcome.NOT_HAPPENED
            else:
                assert error.outcome is Outcome.NOT_HAPPENED
            return
    for invoice in found if isinstance(found, tuple) else (found,):
        assert isinstance(invoice, Invoice) and isinstance(invoice.status, InvoiceStatus)
        assert invoice.reference or verb == "list"
        assert invoice.expires_at is None or invoice.expires_at.utcoffset() is not None
        repr(invoice)
