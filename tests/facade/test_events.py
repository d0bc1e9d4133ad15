"""What an event says happened, which invoice and which money it is about, and by what it is known again.

The words of events come from the specifications, so that a new one fails here until somebody has said what it means. Which
events there are, and what each tells, is documented on the pages of `x-reissue-source` of the four webhooks.
"""

from __future__ import annotations

import asyncio
import json
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
import yaml

from reissue import (
    AbillifyCredentials,
    AsyncReissue,
    ConfigurationError,
    EventKind,
    InvoiceStatus,
    IremboPayCredentials,
    Money,
    PaymentEvent,
    PayPenCredentials,
    Proof,
    QorePayCredentials,
    Reissue,
    ReissueError,
    ResponseDecodeError,
    RetryPolicy,
    WebhookVerificationError,
)
from reissue.plugin.events import fingerprint, transition, webhook_keys
from reissue.providers.abillify.events import KINDS as ABILLIFY
from reissue.providers.irembopay.events import KINDS as IREMBOPAY
from reissue.providers.paypen.events import KINDS as PAYPEN
from reissue.providers.qorepay.events import KINDS as QOREPAY
from reissue_sandbox import Sandbox
from reissue_sandbox.webhooks import public_key, sign_hmac, sign_rsa
from tests.facade.conformance_rows import CANARY, VALUES, Face

SPECS = Path(__file__).parents[2] / "specs"
TABLES = {
    "qorepay": (QOREPAY, "EventType"),
    "abillify": (ABILLIFY, "VoucherState"),
    "irembopay": (IREMBOPAY, "PaymentStatus"),
    "paypen": (PAYPEN, "NotificationType"),
}
ID = "7d0c1f52-0000-4000-8000-0000000000a1"
OTHER = "7d0c1f52-0000-4000-8000-0000000000b2"


def document(provider: str) -> Any:
    return yaml.safe_load((SPECS / f"{provider}.yaml").read_text())


def enumerations(node: Any, schemas: Any, seen: set[str]) -> set[str]:
    """Names of the enumerations of a schema, as far down as its own members."""
    found: set[str] = set()
    for name in {part["$ref"].rpartition("/")[2] for part in walk(node) if "$ref" in part} - seen:
        seen.add(name)
        schema = schemas[name]
        found |= {name} if "enum" in schema else enumerations(schema, schemas, seen)
    return found


def walk(node: Any) -> list[Any]:
    if isinstance(node, dict):
        return [node, *(inner for value in node.values() for inner in walk(value))]
    return [inner for value in node for inner in walk(value)] if isinstance(node, list) else []


@pytest.mark.parametrize("provider", TABLES)
def test_each_documented_word_is_classified(provider: str) -> None:
    table, name = TABLES[provider]
    spec = document(provider)
    assert set(table) == set(spec["components"]["schemas"][name]["enum"])
    bodies = [hook["post"]["requestBody"] for hook in spec["webhooks"].values()]
    assert name in enumerations(bodies, spec["components"]["schemas"], set())  # it is a word of the webhooks


def test_each_kind_is_the_word_for_something() -> None:
    said = {kind for table, _ in TABLES.values() for kind in table.values()}
    assert {*said, EventKind.TASK_ENDED} == set(EventKind)  # a task has no words


# --- QorePay -------------------------------------------------------------------------------------------------


class Signer:
    """Events of QorePay, signed with the company's key as a callback is, and read by the facade."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.state = sandbox.simulation.state
        self.face = Face("qorepay", False, sandbox.server_for("qorepay"), sandbox)
        self.face.given = QorePayCredentials(**VALUES["qorepay"], webhook_key=public_key(self.state, "company"))

    def __call__(
        self, name: str | None, id_: str | None = ID, updated: int | None = 1795222800, **more: Any
    ) -> PaymentEvent:
        type_ = (name or "purchase.").partition(".")[0]
        body = {"type": type_, "id": id_, "created_on": 1795219200, "updated_on": updated, "event_type": name, **more}
        raw = json.dumps({member: value for member, value in body.items() if value is not None}).encode()
        event: PaymentEvent = self.face.do("parse_webhook", {"X-Signature": sign_rsa(self.state, "company", raw)}, raw)
        return event


@pytest.fixture
def signed(sandbox: Sandbox) -> Signer:
    return Signer(sandbox)


@pytest.mark.parametrize("name", QOREPAY)
def test_each_event_of_qorepay(signed: Signer, name: str) -> None:
    paid = {"amount": 120050, "currency": "NGN", "is_outgoing": not name.startswith("purchase.")}
    event = signed(name, payment=paid, related_to={"type": "purchase", "id": OTHER})
    assert (event.kind, event.event, event.object_id) == (QOREPAY[name], name, ID)
    kind_of_object = name.partition(".")[0]
    assert event.reference == {"purchase": ID, "payment": OTHER}.get(kind_of_object)
    moved = event.kind in (EventKind.PAID_IN, EventKind.PAID_BACK, EventKind.PAID_BACK_REVERSED, EventKind.PAID_OUT)
    assert event.money == (Money("1200.50", "NGN") if moved else None)


def test_no_two_events_of_qorepay_are_one(signed: Signer) -> None:
    """Only that a purchase was paid and that it was captured: it becomes paid once, and is told of in either word."""
    keys = {name: signed(name).key for name in QOREPAY}
    same = {pair for pair in combinations(QOREPAY, 2) if keys[pair[0]] == keys[pair[1]]}
    assert same == {("purchase.paid", "purchase.captured")}
    for name, key in keys.items():
        assert key == signed(name).key != signed(name, OTHER).key


ONCE = [name for name, kind in QOREPAY.items() if kind not in ("failed", "pending", "viewed", "subscription_ended")]


@pytest.mark.parametrize("name", QOREPAY)
def test_the_time_of_a_change_counts_only_where_it_can_happen_again(signed: Signer, name: str) -> None:
    later = signed(name, updated=1795222999)
    assert (signed(name).key == later.key) is (name in ONCE)


def test_callback_and_webhook_tell_of_one_payment(signed: Signer) -> None:
    webhook = signed("purchase.paid", status="paid")
    for callback in (
        signed("purchase.paid", updated=1795222801, status="cleared"),
        signed("purchase.captured", status="paid"),
        signed(None, updated=None, status="paid"),  # the sibling prints the purchase alone as the body of a callback
    ):
        assert callback.key == webhook.key and callback.kind is EventKind.PAID_IN
    assert signed(None, status="paid").event == "success_callback"
    assert signed(None, status="overdue").kind is EventKind.UNKNOWN


def test_two_refunds_are_two(signed: Signer) -> None:
    about = {"type": "purchase", "id": ID}
    first, second = (signed("payment.refunded", id_, related_to=about) for id_ in (OTHER, ID))
    assert first.key != second.key and first.reference == second.reference == ID


def test_money_that_went_the_other_way_is_not_told(signed: Signer) -> None:
    for name, outgoing in (("purchase.paid", True), ("payment.refunded", False), ("payout.success", False)):
        payment = {"amount": 500, "currency": "NGN", "is_outgoing": outgoing}
        assert signed(name, payment=payment).money is None


def test_a_name_that_does_not_go_with_its_object(signed: Signer) -> None:
    strange = signed("purchase.paid", type="payout")
    assert (strange.kind, strange.reference, strange.status) == (EventKind.UNKNOWN, None, InvoiceStatus.UNKNOWN)
    assert strange.key != signed("purchase.paid").key
    new = signed("purchase.reconsidered", payment={"amount": 500, "currency": "NGN"})
    assert (new.kind, new.event, new.money) == (EventKind.UNKNOWN, "purchase.reconsidered", None)
    about_a_payout = signed("payment.refunded", related_to={"type": "payout", "id": OTHER})
    assert about_a_payout.reference is None and about_a_payout.object_id == ID


def test_events_without_an_id_are_told_apart(signed: Signer) -> None:
    paid = [signed("purchase.paid", None, reference=text).key for text in ("INV-1", "INV-2", "INV-1")]
    assert paid[0] == paid[2] != paid[1]


# --- IremboPay -----------------------------------------------------------------------------------------------


def notified(sandbox: Sandbox, key: str = f"sk-{CANARY}-i", success: bool | None = True, **data: Any) -> PaymentEvent:
    body = json.dumps({"success": success, "data": {"invoiceNumber": "880509422769", **data}}).encode()
    stamp = str(int(sandbox.clock.now().timestamp() * 1000))
    face = Face("irembopay", False, sandbox.server_for("irembopay"), sandbox)
    event: PaymentEvent = face.do("parse_webhook", {"irembopay-signature": sign_hmac(key, stamp, body)}, body)
    return event


def test_irembopay(sandbox: Sandbox) -> None:
    money = {"amount": 25000, "currency": "RWF"}
    paid = notified(sandbox, paymentStatus="PAID", paymentReference="R-1", **money)
    assert (paid.kind, paid.money, paid.reference) == (EventKind.PAID_IN, Money(25000, "RWF"), "880509422769")
    again = notified(sandbox, paymentStatus="PAID", updatedAt="2026-11-21T16:31:07.120+02", **money)
    assert again.key == paid.key
    part, rest = (
        notified(sandbox, paymentStatus="PARTIALLY_PAID", paymentReference=r, **money) for r in ("R-1", "R-2")
    )
    assert part.kind is rest.kind is EventKind.PAID_IN and part.money is None  # the amount is that of the invoice
    failed = notified(sandbox, success=False, paymentStatus="NEW", paymentReference="R-1", **money)
    denied = notified(sandbox, success=False, paymentStatus="PAID", **money)
    new = notified(sandbox, paymentStatus="NEW", paymentReference="R-1", **money)
    odd = notified(sandbox, paymentStatus="ODD", paymentReference="R-1", **money)
    assert [each.kind for each in (failed, denied, new, odd)] == ["failed", "unknown", "unknown", "unknown"]
    assert all(each.money is None for each in (failed, denied, new, odd))
    assert len({each.key for each in (paid, part, rest, failed, denied, new, odd)}) == 7


def test_irembopay_prints_a_notification_without_a_status(sandbox: Sandbox) -> None:
    """https://irembopay.gitbook.io/irembopay-api-docs/apis/payment/payment-notifications: the members of its sample."""
    members = {"amount": 25000, "transactionId": "T-0915", "createdAt": "2026-11-21T16:24:51.895+02"}
    assert notified(sandbox, **members).kind is EventKind.UNKNOWN  # read, and not paid
    sandbox.pay("irembopay", "880509422769")
    event = notified(sandbox, **members)
    assert (event.kind, event.status, event.money) == (EventKind.PAID_IN, InvoiceStatus.PAID, Money(25000, "RWF"))
    assert event.key == notified(sandbox, paymentStatus="PAID", **members).key


UNREAD = {
    "a fault of the server": ("status", {"code": 500}),
    "no answer": ("reset_after", {}),
    "credentials refused": ("status", {"code": 401}),
    "a redirect": ("redirect", {}),
    "another invoice": ("set", {"path": "data/invoiceNumber", "value": "880500000000"}),
}


@pytest.mark.parametrize("fault", UNREAD)
def test_irembopay_without_a_status_is_not_dropped_where_the_read_fails(sandbox: Sandbox, fault: str) -> None:
    """The answer to a webhook is 2xx only for what was read: what `get` raises is raised here, as at PayPen."""
    name, arguments = UNREAD[fault]
    sandbox.pay("irembopay", "880509422769")
    sandbox.faults.add("irembopay", "invoices-get", name, times=None, **arguments)
    face = Face("irembopay", False, sandbox.server_for("irembopay"), sandbox)
    with pytest.raises(ReissueError) as read:
        face.do("get", "880509422769")
    with pytest.raises(type(read.value)):
        notified(sandbox, amount=25000)
    sandbox.faults.clear()
    assert notified(sandbox, amount=25000).kind is EventKind.PAID_IN


def test_irembopay_orders_without_a_number_are_told_apart(sandbox: Sandbox) -> None:
    """Of the notification no page says which members are always there; `transactionId` is the merchant's own."""
    state: dict[str, Any] = {"invoiceNumber": None, "paymentStatus": "PAID", "amount": 700, "currency": "RWF"}
    first, second = (notified(sandbox, **state, transactionId=order) for order in ("ORDER-7", "ORDER-8"))
    assert (first.kind, first.reference, first.object_id) == (EventKind.PAID_IN, "ORDER-7", None)
    again = notified(sandbox, **state, transactionId="ORDER-7", updatedAt="2026-11-21T16:31:07.120+02")
    assert first.key == again.key != second.key and second.reference == "ORDER-8"
    numbered = notified(sandbox, **{**state, "invoiceNumber": "ORDER-7"})
    assert first.key != numbered.key  # a key tells which of the two it is made of
    nameless = notified(sandbox, **state), notified(sandbox, **state, createdAt="2026-11-21T16:24:51.895+02")
    assert nameless[0].key != nameless[1].key and nameless[0].reference is None
    assert nameless[0].key == notified(sandbox, **state).key


def test_irembopay_an_order_whose_status_is_read_has_the_key_of_its_number(sandbox: Sandbox) -> None:
    sandbox.pay("irembopay", "880509422769")
    face = Face("irembopay", False, sandbox.server_for("irembopay"), sandbox)
    order = face.do("get", "880509422769").raw.transaction_id
    event = notified(sandbox, invoiceNumber=None, transactionId=order)
    assert (event.kind, event.reference) == (EventKind.PAID_IN, "880509422769")
    assert event.key == notified(sandbox, paymentStatus="PAID").key


# --- the two that sign nothing -------------------------------------------------------------------------------


def test_abillify_keys_are_of_what_was_read(sandbox: Sandbox) -> None:
    face = Face("abillify", False, sandbox.server_for("abillify"), sandbox)

    def told(state: str | None, job: str | None = "880001", voucher: str = "R-2026-17") -> PaymentEvent:
        body = {"voucherReference": voucher, "state": state, "job": job, "workflow": "dunning", "total": 190}
        event: PaymentEvent = face.do("parse_webhook", {}, json.dumps(body).encode())
        return event

    early, reminder, other_job = told("paid"), told("none"), told("none", "880002")
    assert [each.kind for each in (early, reminder, other_job)] == ["unknown"] * 3
    nameless = told("none", None)
    sandbox.pay("abillify", "R-2026-17")
    paid, again, reminder_after = told("paid"), told("paid", "880003"), told("none")
    assert (paid.kind, paid.reference, paid.money, paid.proof) == (EventKind.PAID_IN, "R-2026-17", None, Proof.READ)
    assert paid.key == again.key  # it became paid once, whoever tells of it
    assert len({e.key for e in (early, reminder, other_job, nameless, paid, reminder_after)}) == 6
    nobody = told("paid", voucher="CN-1")
    assert (nobody.kind, nobody.reference, nobody.object_id) == (EventKind.UNKNOWN, None, "CN-1")


def test_paypen_payments_are_told_apart(sandbox: Sandbox) -> None:
    face = Face("paypen", False, sandbox.server_for("paypen"), sandbox)

    def told(
        payment: str | None, kind: str = "EmployerPaymentNotification", success: bool = True, amount: int = 3000
    ) -> PaymentEvent:
        data = {
            "ppid": "TX10000000001",
            "paymentReference": payment,
            "amountPaid": amount,
            "paymentDate": "11/21/2026 01:00:00 PM",
        }
        body = {"notificationType": kind, "success": success, "message": "ok", "data": data}
        event: PaymentEvent = face.do("parse_webhook", {}, json.dumps(body).encode())
        return event

    early = told("A")
    sandbox.pay("paypen", "TX10000000001")
    first, again, second = told("A"), told("A"), told("B")
    assert (first.kind, first.object_id, first.money) == (EventKind.PAID_IN, "A", Money(3000, "NGN"))
    assert first.key == again.key
    refund, failed = told("A", kind="EmployerRefundNotification"), told("A", success=False)
    odd = early, refund, failed
    assert [(each.kind, each.money) for each in odd] == [("unknown", None), ("unknown", None), ("failed", None)]
    nameless = told(None), told(None, amount=4000)
    assert len({e.key for e in (early, first, second, refund, failed, *nameless)}) == 7


LOOSE = ("INV-40", "inv-40", "INV-40 ", "INV-40?x", "INV-40/", " Inv-40")
"""Spellings for which a server may find one invoice, as a database does that compares without case (MySQL's default)."""


def read_of(
    provider: Literal["abillify", "paypen"], answer: dict[str, Any], claim: dict[str, Any]
) -> PaymentEvent | None:
    """The event of a claim, where each read gives the same answer; None where it is refused as forged."""

    def server(request: httpx.Request) -> httpx.Response:
        login = request.url.path.endswith("/auth/login")
        return httpx.Response(200, json={"success": True, "data": {"token": "t"}} if login else answer)

    where = "http://127.0.0.1:1"
    given = (
        AbillifyCredentials(username="user-1", password="password-1", server=where),
        PayPenCredentials(api_key="secret-1", email="a@b.example", server=where),
    )
    http = httpx.Client(transport=httpx.MockTransport(server))
    with Reissue(*given, http=http, on_drift=lambda _: None, retry=RetryPolicy.NEVER) as gateway:
        try:
            return gateway.parse_webhook(provider, {}, json.dumps(claim).encode())
        except (WebhookVerificationError, ResponseDecodeError):
            return None


@pytest.mark.parametrize("names_itself", [True, False])
def test_one_invoice_of_abillify_under_several_spellings_is_booked_once(names_itself: bool) -> None:
    answer = {"state": "paid", "total": "5", "currency": "EUR", **({"reference": "INV-40"} if names_itself else {})}
    told = [read_of("abillify", answer, {"voucherReference": name, "state": "paid"}) for name in LOOSE]
    paid = [event for event in told if event is not None and event.kind is EventKind.PAID_IN]
    assert told[0] is paid[0] and paid[0].reference == "INV-40" and paid[0].key == "abillify:voucher:INV-40:paid"
    if names_itself:
        # An answer about another spelling is one about another invoice: it proves nothing of the one that was claimed.
        assert len({event.key for event in paid}) == 1 and told[1:] == [None] * (len(told) - 1)
    else:  # nothing says whether two plain names are one
        assert [event.object_id for event in paid] == ["INV-40", "inv-40"]
        odd = [event for event in told if event not in paid]
        assert {(event.kind, event.proof, event.reference) for event in odd if event} == {("unknown", Proof.NONE, None)}


def test_one_invoice_of_paypen_under_several_spellings_is_booked_once() -> None:
    """An answer without `ppid` proves nothing there."""

    def told(name: str) -> PaymentEvent | None:
        receipt = {"ppid": name, "paymentReference": "A", "amountPaid": 5}
        claim = {"notificationType": "EmployerPaymentNotification", "success": True, "data": receipt}
        return read_of("paypen", {"success": True, "data": {"ppid": "INV-40", "invoice_status": "SUCCESSFUL"}}, claim)

    paid = [event for event in map(told, LOOSE) if event is not None]
    assert {(event.kind, event.reference) for event in paid} == {("paid_in", "INV-40")}
    assert len({event.key for event in paid}) == 1


# --- keys of events, and keys that sign ----------------------------------------------------------------------


def test_parts_of_a_key_do_not_run_into_each_other() -> None:
    parts = [
        ("a:b", "c"),
        ("a", "b:c"),
        ("a", "b", "c"),
        ("a%3Ab", "c"),
        ("a", None, "c"),
        ("a", "c"),
        ("a", "c", None),
    ]
    assert len({transition("acme", *each) for each in parts}) == len(parts)
    assert fingerprint(b"a") != fingerprint(b"b") and len(fingerprint(b"")) == 32


def test_keys_of_qorepay_rotate(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    state = sandbox.simulation.state
    old, new, third = (public_key(state, name) for name in ("old", "new", "third"))
    face = Face("qorepay", False, sandbox.server_for("qorepay"), sandbox)
    body = b'{"type": "purchase", "event_type": "purchase.paid", "id": "p"}'
    in_one_text = (f"{old}\n{new}", f"{old}\\n{new}\\n".replace("\n", "\\n"), f'"{old}"\r\n"{new}"')
    for keys in ((old, new), [new, old], *in_one_text):
        given = QorePayCredentials(**VALUES["qorepay"], webhook_key=keys)
        read = QorePayCredentials.from_env(
            {"REISSUE_QOREPAY_SECRET_KEY": "x", "REISSUE_QOREPAY_WEBHOOK_KEY": old + new}
        )
        assert read is not None and len(webhook_keys(read.webhook_key)) == len(webhook_keys(given.webhook_key)) == 2
        face.given = given
        for name in ("old", "new"):
            event = face.do("parse_webhook", {"X-Signature": sign_rsa(state, name, body)}, body)
            assert event.kind is EventKind.PAID_IN
        with pytest.raises(WebhookVerificationError, match="none of the 2 keys"):
            face.do("parse_webhook", {"X-Signature": sign_rsa(state, "third", body)}, body)
    assert third not in (old, new)
    face.given = QorePayCredentials(**VALUES["qorepay"], webhook_key=(old, "no key"))
    with pytest.raises(ConfigurationError, match="PEM"):
        face.do("parse_webhook", {"X-Signature": sign_rsa(state, "old", body)}, body)
    face.given = QorePayCredentials(**VALUES["qorepay"], webhook_key=" ")
    with pytest.raises(ConfigurationError, match="REISSUE_QOREPAY_WEBHOOK_KEY"):
        face.do("parse_webhook", {"X-Signature": sign_rsa(state, "old", body)}, body)


def test_keys_of_irembopay_rotate(sandbox: Sandbox) -> None:
    face = Face("irembopay", False, sandbox.server_for("irembopay"), sandbox)
    body = b'{"success": true, "data": {"invoiceNumber": "1", "paymentStatus": "PAID", "amount": 5, "currency": "RWF"}}'
    stamp = str(int(sandbox.clock.now().timestamp() * 1000))
    for keys in ("old-one older-one", ["old-one", "older-one"]):
        given = IremboPayCredentials(**VALUES["irembopay"], server=sandbox.server_for("irembopay"), webhook_key=keys)
        face.given = given
        for key in (VALUES["irembopay"]["secret_key"], "old-one", "older-one"):
            headers = {"irembopay-signature": sign_hmac(key, stamp, body)}
            assert face.do("parse_webhook", headers, body).kind is EventKind.PAID_IN
        with pytest.raises(WebhookVerificationError, match="none of the 3 keys"):
            face.do("parse_webhook", {"irembopay-signature": sign_hmac("another", stamp, body)}, body)
        assert "old" not in repr(given) + str(given)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_function_is_asked_once_more_before_a_webhook_is_refused(sandbox: Sandbox, asynchronous: bool) -> None:
    """A key that changed at the provider, and in the store of secrets, while the program runs."""
    secrets = {"now": "key-1"}
    asked: list[str] = []

    def stored() -> IremboPayCredentials:
        asked.append(secrets["now"])
        if secrets["now"] == "away":
            raise OSError("the store is away")
        return IremboPayCredentials(secret_key=secrets["now"], server=sandbox.server_for("irembopay"))

    body = b'{"success": true, "data": {"invoiceNumber": "7", "paymentStatus": "PAID"}}'
    stamp = str(int(sandbox.clock.now().timestamp() * 1000))

    def told(gateway: Any, key: str) -> PaymentEvent:
        event: Any = gateway.parse_webhook("irembopay", {"irembopay-signature": sign_hmac(key, stamp, body)}, body)
        return asyncio.run(event) if asynchronous else event

    kind = AsyncReissue if asynchronous else Reissue
    gateway: Any = kind(irembopay=stored, clock=sandbox.clock.now)
    assert told(gateway, "key-1").kind is EventKind.PAID_IN and asked == ["key-1"]
    secrets["now"] = "key-2"
    assert told(gateway, "key-2").kind is EventKind.PAID_IN and asked == ["key-1", "key-2"]
    assert told(gateway, "key-2").kind is EventKind.PAID_IN and len(asked) == 2
    for now in ("key-2", "away"):  # the same again, or none: it is refused
        secrets["now"] = now
        with pytest.raises(WebhookVerificationError):
            told(gateway, "key-1")
    assert asked == ["key-1", "key-2", "key-2", "away"]
    asyncio.run(gateway.aclose()) if asynchronous else gateway.close()
