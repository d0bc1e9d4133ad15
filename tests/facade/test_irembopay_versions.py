"""IremboPay's versions 2 and 3 over a socket, answered by what the vendor's pages print and by nothing of our own.

Pages (below https://irembopay.gitbook.io/irembopay-api-docs/): `integration/markdown` (envelope, errors, 401),
`apis/invoice/update-invoice` (which members an update answers), `irembopay-api-docs-v3/apis/invoice/openapi` (three members
of the request that only version 3 has), `irembopay-api-docs-v3/apis/payment/partial-payment` (PARTIALLY_PAID).
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, cast

import pytest
from typer.testing import CliRunner

from reissue import (
    AsyncReissue,
    AuthenticationError,
    ConfigurationError,
    InvalidArgumentError,
    InvoiceStatus,
    IremboPayCredentials,
    LineItem,
    Money,
    Outcome,
    Reissue,
)
from reissue.cli.app import build
from reissue_clients.irembopay import AsyncIremboPay, IremboPay, models

KEY = "irembo-versions-key"
NUMBER = "880512345678"
LINE = LineItem(description="Seat", code="PC-77aa88bb99", quantity=3, unit_price=Money(4000, "RWF"))
PLAN: dict[str, Any] = {"installment_plan": "FLAT", "installments": [{}, {}, {}]}


class Sent(NamedTuple):
    """A request as it arrived."""

    method: str
    path: str
    version: str | None
    body: Any


class Vendor:
    """Holds one invoice; answers an update with the three members of the vendor's sample."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.invoice: dict[str, Any] = {
            "invoiceNumber": NUMBER,
            "transactionId": "FEES-3",
            "paymentAccountIdentifier": "TEST-RWF",
            "paymentItems": [{"code": "PC-77aa88bb99", "quantity": 3, "unitAmount": 10000}],
            "paymentStatus": "NEW",
            "amount": 30000,
            "currency": "RWF",
            "type": "SINGLE",
            "createdAt": "2026-10-01T09:00:00.000+02:00",
            "expiryAt": "2027-10-01T09:00:00.000+02:00",
        }
        self.refusal: tuple[int, Any] | None = None
        self.url = ""

    @property
    def effects(self) -> list[Sent]:
        return [request for request in self.sent if request.method != "GET"]

    def answer(self, sent: Sent) -> tuple[int, Any]:
        self.sent.append(sent)
        if self.refusal is not None:
            return self.refusal
        if sent.method == "PUT":
            items = sent.body.get("paymentItems", self.invoice["paymentItems"])
            amount = sum(item["quantity"] * item["unitAmount"] for item in items)
            self.invoice.update(sent.body, amount=amount)
            part = {name: self.invoice[name] for name in ("invoiceNumber", "expiryAt", "paymentItems")}
            return 200, {"success": True, "message": "Invoice updated successfully", "data": part}
        return 201 if sent.method == "POST" else 200, {"success": True, "data": self.invoice}


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    made = Vendor()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            content = self.rfile.read(int(self.headers.get("content-length", 0)))
            version = cast("str | None", self.headers.get("x-api-version"))
            sent = Sent(self.command, self.path, version, json.loads(content) if content else None)
            status, told = made.answer(sent)
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_PUT = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    server.server_close()


def new_invoice(**more: Any) -> models.NewInvoice:
    item = models.PaymentItem(code="PC-77aa88bb99", quantity=3, unit_amount=10000)  # type: ignore[arg-type]
    return models.NewInvoice(
        transaction_id="FEES-3", payment_items=[item], payment_account_identifier="TEST-RWF", **more
    )


def credentials(vendor: Vendor, **more: Any) -> IremboPayCredentials:
    return IremboPayCredentials(secret_key=KEY, server=vendor.url, payment_account="TEST-RWF", **more)


# --- the typed client ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [None, "2", "3"])
def test_every_call_says_the_version_of_its_client(vendor: Vendor, version: Any) -> None:
    chosen = {} if version is None else {"api_version": version}
    with IremboPay(secret_key=KEY, server=vendor.url, **chosen) as client:
        client.invoices.create(new_invoice())
        client.invoices.get(NUMBER)
        client.invoices.update(NUMBER, models.InvoiceChange(expiry_at=datetime(2027, 11, 1, tzinfo=UTC)))

    async def awaited() -> None:
        async with AsyncIremboPay(secret_key=KEY, server=vendor.url, **chosen) as client:
            await client.invoices.create(new_invoice())
            await client.invoices.get(NUMBER)

    asyncio.run(awaited())
    assert [request.version for request in vendor.sent] == [version or "2"] * 5


MEMBERS: list[tuple[str, dict[str, Any]]] = [
    ("partialPaymentEnabled", {"partial_payment_enabled": True}),
    ("partialPaymentEnabled", {"partial_payment_enabled": False}),
    ("installmentPlan", {"installment_plan": "PERCENTAGE"}),
    ("installments", {"installments": [{}]}),
]


@pytest.mark.parametrize(("name", "given"), MEMBERS)
def test_members_of_version_3_are_refused_under_2(vendor: Vendor, name: str, given: dict[str, Any]) -> None:
    with IremboPay(secret_key=KEY, server=vendor.url) as client:
        for call in (
            lambda: client.invoices.create(new_invoice(**given)),
            lambda: client.invoices.update(NUMBER, models.InvoiceChange(**given)),
        ):
            with pytest.raises(InvalidArgumentError, match=f"{name}.*since version 3") as caught:
                call()
            assert (caught.value.provider, caught.value.outcome) == ("irembopay", Outcome.NOT_HAPPENED)

    async def awaited() -> None:
        async with AsyncIremboPay(secret_key=KEY, server=vendor.url) as client:
            with pytest.raises(InvalidArgumentError, match=f"{name}.*since version 3"):
                await client.invoices.update(NUMBER, models.InvoiceChange(**given))

    asyncio.run(awaited())
    assert vendor.sent == []


def test_members_of_version_3_are_sent_under_3_as_they_are(vendor: Vendor) -> None:
    parts = [{"share": 40}, {"share": 60}]  # no page shows what an installment holds: whatever is given is sent
    more = {"partial_payment_enabled": True, "installment_plan": "PERCENTAGE", "installments": parts}
    with IremboPay(secret_key=KEY, server=vendor.url, api_version="3") as client:
        client.invoices.create(new_invoice(**more))
        client.invoices.update(NUMBER, models.InvoiceChange(**more))
    wire = {"partialPaymentEnabled": True, "installmentPlan": "PERCENTAGE", "installments": parts}
    assert [{name: request.body[name] for name in wire} for request in vendor.sent] == [wire, wire]
    assert vendor.sent[1].body == wire


@pytest.mark.parametrize("version", ["2", "3"])
def test_a_partly_paid_invoice_is_read_under_both(vendor: Vendor, version: Any) -> None:
    vendor.invoice["paymentStatus"] = "PARTIALLY_PAID"
    drifts: list[Any] = []
    with IremboPay(secret_key=KEY, server=vendor.url, api_version=version, on_drift=drifts.append) as client:
        assert client.invoices.get(NUMBER).payment_status == "PARTIALLY_PAID"
    assert drifts == []


def test_the_body_of_a_wrong_key(vendor: Vendor) -> None:
    """The guide's table of statuses: AUTHENTICATION_FAILED, in the envelope of errors, with no message around it."""
    told = {"code": "AUTHENTICATION_FAILED", "detail": "Invalid IremboPay secret key"}
    vendor.refusal = 401, {"success": False, "errors": [told]}
    with (
        IremboPay(secret_key=KEY, server=vendor.url) as client,
        pytest.raises(AuthenticationError, match="Invalid IremboPay secret key") as caught,
    ):
        client.invoices.create(new_invoice())
    assert caught.value.code == "AUTHENTICATION_FAILED"
    assert caught.value.outcome is Outcome.NOT_HAPPENED


# --- the facade ------------------------------------------------------------------------------------------------------


def test_a_version_that_there_is_not(vendor: Vendor) -> None:
    with pytest.raises(ConfigurationError, match="api_version") as caught:
        credentials(vendor, api_version="4")
    assert KEY not in str(caught.value)
    environ = {"REISSUE_IREMBOPAY_SECRET_KEY": KEY, "REISSUE_IREMBOPAY_SERVER": vendor.url}
    with pytest.raises(ConfigurationError, match="api_version"):
        IremboPayCredentials.from_env({**environ, "REISSUE_IREMBOPAY_API_VERSION": "v3"})
    for given, expected in ({}, "2"), ({"REISSUE_IREMBOPAY_API_VERSION": "3"}, "3"):
        made = IremboPayCredentials.from_env({**environ, **given})
        assert made is not None and made.api_version == expected


@pytest.mark.parametrize("version", ["2", "3"])
def test_all_verbs_say_the_version_of_the_credentials(vendor: Vendor, version: Any) -> None:
    later = datetime.now(UTC) + timedelta(days=400)
    with Reissue(credentials(vendor, api_version=version)) as gateway:
        gateway.get("irembopay", NUMBER)
        gateway.update("irembopay", NUMBER, expires_at=later)
        gateway.reissue("irembopay", NUMBER)

    async def awaited() -> None:
        async with AsyncReissue(credentials(vendor, api_version=version)) as gateway:
            await gateway.update("irembopay", NUMBER, expires_at=later)

    asyncio.run(awaited())
    assert [request.version for request in vendor.sent] == [version] * 7


@pytest.mark.parametrize("lacking", ["installment_plan", "installments", "empty"])
def test_installments_without_their_plan_are_refused(vendor: Vendor, lacking: str) -> None:
    """Both are mandatory with partialPaymentEnabled, and the list is not empty: the table of creation, version 3."""
    plan = {**PLAN, "installments": []} if lacking == "empty" else {k: v for k, v in PLAN.items() if k != lacking}
    with Reissue(credentials(vendor, api_version="3")) as gateway:
        with pytest.raises(InvalidArgumentError, match="installment_plan and installments"):
            gateway.create("irembopay", new_invoice(partial_payment_enabled=True, **plan))
        assert vendor.sent == []
        gateway.create("irembopay", new_invoice(partial_payment_enabled=True, **PLAN))
        gateway.create("irembopay", new_invoice(partial_payment_enabled=False))
    assert [request.body["partialPaymentEnabled"] for request in vendor.sent] == [True, False]


def test_the_facade_refuses_a_plan_under_version_2(vendor: Vendor) -> None:
    with (
        Reissue(credentials(vendor)) as gateway,
        pytest.raises(InvalidArgumentError, match="since version 3") as caught,
    ):
        gateway.create("irembopay", new_invoice(partial_payment_enabled=True, **PLAN))
    assert (caught.value.verb, caught.value.outcome) == ("create", Outcome.NOT_HAPPENED)
    assert vendor.sent == []


def test_a_partly_paid_invoice_gets_more_time(vendor: Vendor) -> None:
    """The rest is still to be paid, so it is no settled invoice; and it is neither paid nor unknown."""
    vendor.invoice["paymentStatus"] = "PARTIALLY_PAID"
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=500)
    with Reissue(credentials(vendor, api_version="3")) as gateway:
        assert gateway.get("irembopay", NUMBER).status is InvoiceStatus.PARTIALLY_PAID
        changed = gateway.update("irembopay", NUMBER, expires_at=until)
        again = gateway.reissue("irembopay", NUMBER)
    assert (changed.status, changed.expires_at) == (InvoiceStatus.PARTIALLY_PAID, until)
    assert again.status is InvoiceStatus.PARTIALLY_PAID
    assert len(vendor.effects) == 2


def test_the_items_of_a_partly_paid_invoice_stay_unless_it_is_meant(vendor: Vendor) -> None:
    """What becomes of the installments that are paid is not documented: an amount must not change under a payer's feet."""
    vendor.invoice["paymentStatus"] = "PARTIALLY_PAID"
    with Reissue(credentials(vendor, api_version="3")) as gateway:
        for chosen in {}, {"even_if": {"paid", "unknown"}}:
            with pytest.raises(InvalidArgumentError, match="paid in part"):
                gateway.update("irembopay", NUMBER, items=[LINE], **chosen)
        assert vendor.effects == []
        changed = gateway.update("irembopay", NUMBER, items=[LINE], even_if={"partially_paid"})
    assert changed.money == Money(12000, "RWF")
    assert len(vendor.effects) == 1


@pytest.mark.parametrize("version", ["2", "3"])
def test_other_items_are_told_with_the_amount_that_they_make(vendor: Vendor, version: Any) -> None:
    """The answer of an update tells no amount: the one that was read before is not true any more."""
    with Reissue(credentials(vendor, api_version=version)) as gateway:
        changed = gateway.update("irembopay", NUMBER, items=[LINE])
    assert (changed.money, changed.checked) == (Money(12000, "RWF"), True)
    assert changed.raw.amount == 12000
    assert [request.method for request in vendor.sent] == ["GET", "PUT", "GET"]


def test_each_installment_is_an_event_of_its_own(vendor: Vendor) -> None:
    def event(status: str, reference: str) -> Any:
        data = {"invoiceNumber": NUMBER, "paymentStatus": status, "paymentReference": reference, "amount": 30000}
        body = json.dumps({"success": True, "data": {**data, "currency": "RWF"}}).encode()
        stamp = str(int(datetime.now(UTC).timestamp() * 1000))
        sign = hmac.new(KEY.encode(), f"{stamp}#".encode() + body, hashlib.sha256).hexdigest()
        return gateway.parse_webhook("irembopay", {"irembopay-signature": f"t={stamp},s={sign}"}, body)

    with Reissue(credentials(vendor, api_version="3")) as gateway:
        first, second, again = (event("PARTIALLY_PAID", reference) for reference in ("A-1", "A-2", "A-2"))
        last = event("PAID", "A-3")
    assert first.key != second.key == again.key
    assert len({first.key, second.key, last.key}) == 3
    assert (first.status, first.money) == (InvoiceStatus.PARTIALLY_PAID, None)  # what was paid is not told
    assert (last.status, last.money) == (InvoiceStatus.PAID, Money(30000, "RWF"))


# --- the shell -------------------------------------------------------------------------------------------------------


def test_the_shell_takes_the_version_from_the_environment(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor.invoice["paymentStatus"] = "PARTIALLY_PAID"
    monkeypatch.setenv("REISSUE_IREMBOPAY_SECRET_KEY", KEY)
    monkeypatch.setenv("REISSUE_IREMBOPAY_SERVER", vendor.url)
    monkeypatch.setenv("REISSUE_IREMBOPAY_API_VERSION", "3")
    runner, program = CliRunner(), build()
    done = runner.invoke(
        program, ["invoice", "update", "irembopay", NUMBER, "--expires-at", "+400d", "--yes", "--json"]
    )
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["invoice"]["status"] == "partially_paid"
    assert [request.version for request in vendor.sent] == ["3", "3"]
    monkeypatch.setenv("REISSUE_IREMBOPAY_API_VERSION", "1")
    done = runner.invoke(program, ["invoice", "get", "irembopay", NUMBER, "--json"])
    assert done.exit_code == 2
    assert "api_version is '2' or '3'" in done.output
    assert len(vendor.sent) == 2


def test_the_table_of_providers_tells_the_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    done = CliRunner().invoke(build(), ["providers", "--json"])
    rows = {row["provider"]: row for row in json.loads(done.stdout)}
    assert rows["irembopay"]["api_versions"] == ["2", "3"]
    assert rows["irembopay"]["variables"]["REISSUE_IREMBOPAY_API_VERSION"] is False
    assert rows["qorepay"]["api_versions"] == []
    assert "version of the API: 2 or 3" in CliRunner().invoke(build(), ["providers"]).stdout
