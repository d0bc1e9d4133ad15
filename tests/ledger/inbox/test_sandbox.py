"""Deliveries of the sandbox, over HTTP, as the providers make them."""

from __future__ import annotations

from collections.abc import Callable

from reissue import (
    EventKind,
    IremboPayCredentials,
    PayPenCredentials,
    QorePayCredentials,
    Reissue,
)
from reissue_clients.qorepay.models import WebhookRequest
from reissue_ledger.inbox import Proven, records
from reissue_sandbox import Sandbox
from tests.ledger.inbox.kit import CLOCK, Box, Heard
from tests.ledger.inbox.servers import asgi_served

PURCHASE = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


def test_what_the_providers_send(box: Callable[..., Box], sandbox: Sandbox) -> None:
    keys: list[str] = []
    gateway = Reissue(
        qorepay=lambda: QorePayCredentials(
            secret_key="sk-q", server=sandbox.server_for("qorepay"), webhook_key=tuple(keys)
        ),
        irembopay=IremboPayCredentials(secret_key="sk-i", server=sandbox.server_for("irembopay")),
        paypen=PayPenCredentials(email="a@example.com", api_key="k", server=sandbox.server_for("paypen")),
        clock=sandbox.clock.now,
    )
    CLOCK.now = sandbox.clock.now()
    heard = Heard()
    one = box(heard, gateway)
    with asgi_served(one.inbox.asgi) as port:
        hooks = f"http://127.0.0.1:{port}"
        with Reissue(qorepay=QorePayCredentials(secret_key="sk-q", server=sandbox.server_for("qorepay"))) as setup:
            for _ in range(2):  # two webhooks tell of the same
                made = setup.qorepay.webhooks.create(
                    WebhookRequest(title="t", callback=f"{hooks}/qorepay", all_events=True)
                )
                keys.append(str(made.public_key))
        gateway.get("irembopay", "880509422769")  # from here on the sandbox knows the key
        sandbox.set_callback("irembopay", f"{hooks}/irembopay")
        sandbox.set_callback("paypen", f"{hooks}/paypen/")
        sandbox.pay("qorepay", PURCHASE)
        sandbox.pay("irembopay", "880509422769")
        sandbox.pay("paypen", "TX10000000001")
        sandbox.settle()
        one.inbox.deliver_now()
    assert {delivery.status for delivery in sandbox.deliveries} == {204}
    paid = {event.provider: event for event in heard.events if event.kind is EventKind.PAID_IN}
    assert {name: event.proof for name, event in paid.items()} == {
        "qorepay": Proven.SIGNATURE,
        "irembopay": Proven.SIGNATURE,
        "paypen": Proven.EXISTS,
    }
    assert len(heard.transitions) == len(set(heard.transitions))
    assert sum(event.kind is EventKind.PAID_IN for event in heard.events) == 3
    kept = [row for row in records.deliveries(one.ledger) if row.account.startswith("qorepay")]
    assert sum(row.repeats + 1 for row in kept) >= 2
    with gateway:
        before = len(heard.events)
        assert one.inbox.poll("qorepay", PURCHASE) == 0  # its history has been told
        one.inbox.deliver_now()
        assert len(heard.events) == before
