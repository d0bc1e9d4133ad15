"""When webhooks are delivered, and again.

QorePay runs CHIP's software: https://docs.chip-in.asia/chip-collect/overview/delivery-protocol (attempt n is due 3^(n-1) - 1
minutes after the first, the eighth is the last, only a 2xx is delivered, every attempt is signed).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from reissue_sandbox import Sandbox
from tests.sandbox.test_webhooks import verify

PURCHASE = "3f1c7f0e-0000-4000-8000-000000000001"
MINUTES = [0, 2, 8, 26, 80, 242, 728, 2186]


class Receiver:
    """An address that answers as told: with each status of `answers` once, then with the last one."""

    def __init__(self) -> None:
        self.answers = [200]
        self.got: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append((dict(self.headers), body))
                self.send_response(receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0])
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def hook(api: Any, receiver: Receiver) -> str:
    body = {"title": "T", "callback": receiver.url, "all_events": True}
    return api("qorepay", "POST", "/webhooks/", json=body).json()["public_key"]


def test_eight_attempts_by_the_clock_of_the_sandbox(sandbox: Sandbox, api: Any, receiver: Receiver) -> None:
    receiver.answers = [500]
    key = hook(api, receiver)
    sandbox.pay("qorepay", PURCHASE)
    sandbox.settle()
    passed = 0
    for number, due in enumerate(MINUTES, 1):
        if due:
            sandbox.clock.advance(minutes=due - passed - 0.5)
            sandbox.settle()
            assert len(receiver.got) == number - 1, f"attempt {number} came too soon"
            sandbox.clock.advance(minutes=0.6)
            sandbox.settle()
            passed = due + 0.1
        assert len(receiver.got) == number == len(sandbox.deliveries)
    sandbox.clock.advance(days=30)
    sandbox.settle()
    assert len(receiver.got) == 8
    assert [one.attempt for one in sandbox.deliveries] == [*range(1, 9)]
    assert {body for _, body in receiver.got} == {receiver.got[0][1]}
    for headers, body in receiver.got:
        verify(key, headers["X-Signature"], body)


@pytest.mark.parametrize("answer", [301, 302, 400, 404, 410, 503])
def test_only_a_2xx_is_delivered(sandbox: Sandbox, api: Any, receiver: Receiver, answer: int) -> None:
    receiver.answers = [answer, 204]
    hook(api, receiver)
    sandbox.pay("qorepay", PURCHASE)
    sandbox.settle()
    assert sandbox.simulation.deliverer.waiting()[0]["attempt"] == 2
    sandbox.clock.advance(days=3)
    sandbox.settle()
    assert [(one.status, one.delivered) for one in sandbox.deliveries] == [(answer, False), (204, True)]
    assert sandbox.simulation.deliverer.waiting() == []


def test_days_at_once_are_all_attempts(sandbox: Sandbox, api: Any, receiver: Receiver) -> None:
    receiver.answers = [500]
    hook(api, receiver)
    sandbox.pay("qorepay", PURCHASE)
    sandbox.clock.advance(days=2)
    sandbox.settle()
    assert len(receiver.got) == 8


def test_events_of_one_object_arrive_in_order(sandbox: Sandbox, api: Any, receiver: Receiver) -> None:
    """A stuck event holds back the later ones of its object, not those of another one."""
    receiver.answers = [500, 200]
    hook(api, receiver)
    first, second = PURCHASE, f"{PURCHASE[:-1]}2"
    api("qorepay", "POST", f"/purchases/{first}/mark_as_paid/")
    sandbox.settle()
    api("qorepay", "POST", f"/purchases/{first}/refund/", json={})
    api("qorepay", "POST", f"/purchases/{second}/cancel/")
    sandbox.settle()
    told = [(one.event, one.status) for one in sandbox.deliveries]
    assert told[0] == ("purchase.paid", 500) and ("purchase.cancelled", 200) in told[1:]
    sandbox.clock.advance(minutes=3)
    sandbox.settle()
    about_first = [one for one in sandbox.deliveries if first in one.body]
    assert [(one.event, one.attempt, one.status) for one in about_first][:2] == [
        ("purchase.paid", 1, 500),
        ("purchase.paid", 2, 200),
    ]


@pytest.mark.parametrize(
    ("provider", "reference"), [("irembopay", "880509422769"), ("paypen", "TX10000000001"), ("abillify", "R-2026-17")]
)
def test_who_documents_no_repeat_delivers_once(
    sandbox: Sandbox, receiver: Receiver, provider: str, reference: str
) -> None:
    receiver.answers = [500]
    sandbox.set_callback(provider, receiver.url)
    sandbox.pay(provider, reference)
    sandbox.clock.advance(days=5)
    sandbox.settle()
    assert [(one.status, one.attempt) for one in sandbox.deliveries] == [(500, 1)]


def test_a_reset_forgets_what_waits(sandbox: Sandbox, api: Any, receiver: Receiver) -> None:
    receiver.answers = [500]
    hook(api, receiver)
    sandbox.pay("qorepay", PURCHASE)
    sandbox.settle()
    sandbox.reset()
    sandbox.clock.advance(days=5)
    sandbox.settle()
    assert len(receiver.got) == 1
