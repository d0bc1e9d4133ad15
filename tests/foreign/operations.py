"""The operations as calls of the generated clients, over each HTTP client that they may run on."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Generator
from decimal import Decimal
from importlib.util import find_spec
from typing import Any, Final

import httpx
from reissue_runtime import CallOptions, RetryPolicy

from reissue_clients.abillify import models as abillify
from reissue_clients.irembopay import models as irembopay
from reissue_clients.paypen import models as paypen
from reissue_clients.qorepay import models as qorepay

from .vendors import BY_NAME, PROVIDERS

Method = Callable[[Any, str, CallOptions], Any]

ITEM: Final = abillify.ItemRequest(
    label="Boots", quantity="1", unit="pcs", unitprice="43.00", detail=abillify.ItemDetail()
)


def _schedule(n: str) -> Any:
    """https://paypen.ng/docs/employer/schedule-creation"""
    return paypen.NewSchedule(remittance_type="COMPVOL", data=[paypen_contribution(n)])


def paypen_contribution(n: str) -> Any:
    fields = {name: _guess(name) for name in paypen.NewContribution.__struct_fields__}
    return paypen.NewContribution(**fields)


def _guess(name: str) -> Any:
    return Decimal(43) if "contribution" in name or "voluntary" in name else "11"


def _purchase(n: str) -> Any:
    """https://qorepay.com/docs/references/create-purchase"""
    return qorepay.PurchaseRequest(
        brand_id="b1",
        reference=n,
        client=qorepay.ClientDetailsRequest(email="payer@shop.example"),
        purchase=qorepay.PurchaseDetailsRequest(products=[qorepay.Product(name="Boots", price=4300)]),
    )


def _irembo(n: str) -> Any:
    item = irembopay.PaymentItem(code="PC-1", quantity=1, unit_amount=Decimal(4300))
    return irembopay.NewInvoice(transaction_id=n, payment_items=[item], payment_account_identifier="acc-1")


def _push(n: str) -> Any:
    return irembopay.NewPushPayment(
        account_identifier="0780000001", payment_provider="MTN", invoice_number=n, transaction_reference=n
    )


OPERATIONS: Final[dict[str, Method]] = {
    "q_create": lambda c, n, o: c.purchases.create(_purchase(n), options=o),
    "q_get": lambda c, n, o: c.purchases.get(f"p-{n}", options=o),
    "q_cancel": lambda c, n, o: c.purchases.cancel(f"p-{n}", options=o),
    "q_resend": lambda c, n, o: c.purchases.resend_invoice(f"p-{n}", options=o),
    "q_charge": lambda c, n, o: c.purchases.charge(f"p-{n}", qorepay.Charge(recurring_token="rt-1"), options=o),
    "q_refund": lambda c, n, o: c.purchases.refund(f"p-{n}", qorepay.Refund(amount=4300), options=o),
    "q_delete_hook": lambda c, n, o: c.webhooks.delete(f"w-{n}", options=o),
    "a_get": lambda c, n, o: c.invoices.get(f"R-{n}", options=o),
    "a_list": lambda c, n, o: c.identities.list_invoices(f"I-{n}", options=o),
    "a_update": lambda c, n, o: c.invoices.update(f"R-{n}", abillify.InvoiceUpdateRequest(state="canceled"), options=o),
    "a_resend": lambda c, n, o: c.invoices.resend(f"R-{n}", options=o),
    "a_commit": lambda c, n, o: c.invoices.commit(f"R-{n}", abillify.Commit(), options=o),
    "a_create": lambda c, n, o: c.identities.create_invoice(
        "I-1", abillify.NewInvoiceRequest(reference=f"R-{n}", currency="EUR", items=[ITEM]), options=o
    ),
    "i_get": lambda c, n, o: c.invoices.get(f"88{n}", options=o),
    "i_create": lambda c, n, o: c.invoices.create(_irembo(n), options=o),
    "i_update": lambda c, n, o: c.invoices.update(f"88{n}", irembopay.InvoiceChange(), options=o),
    "i_push": lambda c, n, o: c.transactions.initiate(_push(n), options=o),
    "p_get": lambda c, n, o: c.invoices.get(f"TX{n}", options=o),
    "p_create": lambda c, n, o: c.schedules.create(_schedule(n), options=o),
    "p_generate": lambda c, n, o: c.invoices.generate(paypen.ScheduleReference(ppid=f"TX{n}"), options=o),
    "p_regenerate": lambda c, n, o: c.invoices.regenerate(paypen.ScheduleReference(ppid=f"TX{n}"), options=o),
}
assert set(OPERATIONS) == set(BY_NAME)

CLASSES: Final = {"qorepay": "QorePay", "abillify": "Abillify", "irembopay": "IremboPay", "paypen": "PayPen"}
CREDENTIALS: Final[dict[str, dict[str, str]]] = {
    "qorepay": {"secret_key": "canary-q-7c1f0a9b3d"},
    "abillify": {"username": "canary-u-51e2b8", "password": "canary-a-90d3f1c7e2"},
    "irembopay": {"secret_key": "canary-i-44aa8e6b01"},
    "paypen": {"api_key": "canary-p-b7720cde19", "email": "canary-e-3f8d@shop.example"},
}
"""Each is a canary: an error that shows one is told."""

TRANSPORTS: Final = ("sync", "async", "aiohttp", "httpx2", "httpx2_async", "given")
"""`given` is a client of httpx that is passed in; all others are made by us."""


def absent(transport: str) -> bool:
    """Whether the packages of a transport are not there; it is counted as absent, never as passed."""
    needed = {"aiohttp": "httpx_aiohttp", "httpx2": "httpx2", "httpx2_async": "httpx2"}.get(transport)
    return needed is not None and find_spec(needed) is None


def is_async(transport: str) -> bool:
    return transport in ("async", "aiohttp", "httpx2_async")


def http_of(transport: str) -> Any:
    """What is passed as ``http=``: a client, or which package the clients make one of."""
    if transport == "aiohttp":
        from reissue_runtime.aiohttp import aiohttp_client

        return aiohttp_client()
    if transport == "given":
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)  # as docs/connections.md says
        return httpx.Client(trust_env=False, limits=limits)
    return "httpx2" if transport.startswith("httpx2") else "httpx"


def closing(http: Any, transport: str) -> Generator[Callable[[], Any], Any, None]:
    """What closes a client that was passed in, as a step."""
    if not isinstance(http, str):
        yield http.aclose if is_async(transport) else http.close


def client(name: str, base: str, transport: str, http: Any) -> Any:
    """A client of the provider of an operation."""
    provider = PROVIDERS[name[0]]
    made = getattr(
        importlib.import_module(f"reissue_clients.{provider}"),
        ("Async" if is_async(transport) else "") + CLASSES[provider],
    )
    return made(**CREDENTIALS[provider], server=base, on_drift=lambda _: None, http=http)


def options(call: str, plan: str, hangs: bool = False) -> CallOptions:
    """Options of one call. Only what hangs meets its time limit: a machine under load is slow, too."""
    seconds = 0.4 if hangs else 6.0
    policy = RetryPolicy(max_attempts=3, deadline=deadline(hangs), base=0.01, cap=0.02)
    return CallOptions(headers={"X-Call": call, "X-Plan": plan}, timeout=seconds, retry=policy)


def deadline(hangs: bool) -> float:
    return 0.8 if hangs else 6.0
