"""An invoice that is settled is not put before its payer again, at no provider, unless the caller means it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from reissue import (
    AbillifyCredentials,
    InvalidArgumentError,
    Invoice,
    IremboPayCredentials,
    NotFoundError,
    PayPenCredentials,
    QorePayCredentials,
    Reissue,
    RetryPolicy,
)
from reissue.plugin import Adapter, Steps, Verbs, blocking

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=7)
WORDS = {
    "qorepay": {
        "open": "overdue",
        "paid": "settled",
        "cancelled": "cancelled",
        "refunded": "refunded",
        "unknown": "hold",
    },
    "abillify": {"open": "none", "paid": "paid", "cancelled": "canceled", "unknown": "collected"},
    "irembopay": {"open": "NEW", "partially_paid": "PARTIALLY_PAID", "paid": "PAID", "unknown": "FAILED"},
    "paypen": {"open": "PENDING", "unknown": "SUCCESSFUL"},
}
VERBS = [
    ("qorepay", "resend"),
    ("qorepay", "reissue"),
    ("abillify", "resend"),
    ("abillify", "reissue"),
    ("abillify", "update"),
    ("irembopay", "reissue"),
    ("irembopay", "update"),
    ("paypen", "regenerate"),
    ("paypen", "reissue"),
]
CASES = [(provider, verb, status) for provider, verb in VERBS for status in WORDS[provider]]


class Provider:
    """One provider, whose invoice stands as it is told; it counts what it is asked to do, and what it is asked to tell."""

    def __init__(self, name: str, status: str, known: bool = True) -> None:
        self.name, self.word, self.known = name, WORDS[name].get(status, status), known
        self.reads: list[str] = []
        self.effects: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/auth/login"):
            return httpx.Response(200, json={"success": True, "data": {"token": "t"}})
        seen = self.reads if request.method == "GET" else self.effects
        seen.append(f"{request.method} {path}")
        if request.method == "GET" and not self.known:
            return httpx.Response(404, json={"success": False, "message": "no such invoice"})
        told = self._told(request.method)
        if self.name == "irembopay" and request.method == "PUT":  # as the vendor prints it
            told["data"]["expiryAt"] = json.loads(request.content)["expiryAt"]
        return httpx.Response(200, json=told)

    def _told(self, method: str) -> Any:
        ticket = {"job": "1", "result": "OK", "resultcode": "0"}
        match self.name:
            case "qorepay":
                return {"id": "X-1", "status": self.word}
            case "abillify":
                return ticket if method == "POST" else {"reference": "X-1", "state": self.word, "currency": "EUR"}
            case "irembopay":
                told = {"invoiceNumber": "X-1", "paymentStatus": self.word, "amount": 5, "currency": "RWF"}
                return {"success": True, "data": told}
            case _:
                return {"success": True, "data": {"ppid": "X-1", "invoice_status": self.word}}


def gateway(server: Callable[[httpx.Request], httpx.Response]) -> Reissue:
    where = "http://127.0.0.1:1"
    return Reissue(
        QorePayCredentials(secret_key="secret-1", server=where),
        AbillifyCredentials(username="user-1", password="password-1", server=where),
        IremboPayCredentials(secret_key="secret-1", server=where),
        PayPenCredentials(api_key="secret-1", email="a@b.example", server=where),
        http=httpx.Client(transport=httpx.MockTransport(server)),
        clock=lambda: NOW,
        on_drift=lambda event: None,
        retry=RetryPolicy.NEVER,
    )


def do(face: Reissue, provider: str, verb: str, subject: Any = "X-1", **chosen: Any) -> Any:
    if verb == "update":
        chosen["expires_at"] = LATER
    method: Callable[..., Any] = getattr(face, verb)
    return method(provider, subject, **chosen)


@pytest.mark.parametrize(("provider", "verb", "status"), CASES)
def test_what_is_settled_is_left_alone(provider: str, verb: str, status: str) -> None:
    server = Provider(provider, status)
    with gateway(server) as face:
        if status in ("open", "partially_paid"):
            assert do(face, provider, verb).reference == "X-1"
            assert len(server.effects) == 1
        else:
            with pytest.raises(InvalidArgumentError, match=f"the invoice is {status}") as caught:
                do(face, provider, verb)
            assert server.effects == []
            assert (caught.value.outcome, caught.value.advice) == ("not happened", "person")
            do(face, provider, verb, even_if={status})
            assert len(server.effects) == 1
            with pytest.raises(InvalidArgumentError):
                do(face, provider, verb, even_if={"expired", "draft"})
    assert len(server.reads) == (1 if status in ("open", "partially_paid") else 3)


@pytest.mark.parametrize(("provider", "verb"), VERBS)
def test_a_fresh_invoice_saves_the_read(provider: str, verb: str) -> None:
    server = Provider(provider, "open")
    with gateway(server) as face:
        known = face.get(provider, "X-1")
        assert known.read_at == NOW
        server.reads.clear()
        do(face, provider, verb, known, fresh=timedelta(minutes=5))
        assert server.reads == [] and len(server.effects) == 1
        do(face, provider, verb, known)  # how old it may be was not said
        assert len(server.reads) == 1


@pytest.mark.parametrize(("provider", "verb"), VERBS)
def test_an_old_invoice_does_not(provider: str, verb: str) -> None:
    server = Provider(provider, "paid" if "paid" in WORDS[provider] else "unknown")
    with gateway(server) as face:
        known = replace(face.get(provider, "X-1"), status="open", read_at=NOW - timedelta(hours=1))
        with pytest.raises(InvalidArgumentError, match="the invoice is"):
            do(face, provider, verb, known, fresh=timedelta(minutes=5))
    assert server.effects == []


@pytest.mark.parametrize(("provider", "verb"), VERBS)
def test_an_invoice_that_nobody_knows(provider: str, verb: str) -> None:
    server = Provider(provider, "open", known=False)
    with gateway(server) as face:
        if provider == "paypen":  # no page says that an expired invoice can still be read
            assert do(face, provider, verb).checked is False
            assert len(server.effects) == 1
        else:
            with pytest.raises(NotFoundError):
                do(face, provider, verb)
            assert server.effects == []


def test_the_body_of_an_effect_is_as_before() -> None:
    bodies: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "PUT":
            bodies.append(json.loads(request.content))
            return httpx.Response(200, json={"success": True, "data": {"invoiceNumber": "X-1", **bodies[-1]}})
        told = {"invoiceNumber": "X-1", "paymentStatus": "NEW", "expiryAt": "2026-11-22T00:00:00.000+02:00"}
        return httpx.Response(200, json={"success": True, "data": told})

    with gateway(answer) as face:
        face.update("irembopay", "X-1", expires_at=LATER)
    assert bodies == [{"expiryAt": "2026-11-28T14:00:00+02:00"}]


def test_a_provider_whose_api_reads_nothing() -> None:
    """Nothing can be known before: the verb goes on, and says so."""

    class Blind(Verbs[object, QorePayCredentials]):
        def resend(self, reference: str) -> Steps[Invoice]:
            return (yield from self.before("resend", reference))

    class BlindAdapter(Adapter[object]):
        makes, verbs = dict, Blind
        resend = blocking(Blind.resend)

    adapter = BlindAdapter(QorePayCredentials(secret_key="secret-1", server="http://127.0.0.1:1"), lambda: NOW, {})
    known = adapter.resend("X-1")
    assert (known.reference, known.status, known.checked) == ("X-1", "unknown", False)


@pytest.mark.parametrize("even_if", ["partially_paid", "paid", "", {"payd"}, ["paid", "unpaid"], 5, {None}])
@pytest.mark.parametrize(("provider", "verb"), VERBS)
def test_even_if_is_a_set_of_statuses(provider: str, verb: str, even_if: Any) -> None:
    """Of a text every part would count: "paid" stands in "partially_paid"."""
    server = Provider(provider, "paid" if "paid" in WORDS[provider] else "unknown")
    with gateway(server) as face, pytest.raises(InvalidArgumentError, match="even_if takes a set of statuses"):
        do(face, provider, verb, even_if=even_if)
    assert server.effects == []


@pytest.mark.parametrize(("provider", "verb"), VERBS)
def test_fresh_is_what_this_client_read(provider: str, verb: str) -> None:
    """Another account may have another invoice of that name, and a time to come tells nothing."""
    open_, settled = Provider(provider, "open"), Provider(provider, "paid" if "paid" in WORDS[provider] else "unknown")
    with gateway(open_) as theirs, gateway(settled) as mine:
        read_there = theirs.get(provider, "X-1")
        for known in (read_there, replace(mine.get(provider, "X-1"), status="open", read_at=NOW + timedelta(hours=1))):
            with pytest.raises(InvalidArgumentError, match="the invoice is"):
                do(mine, provider, verb, known, fresh=timedelta(days=9))
    assert settled.effects == [] == open_.effects


@pytest.mark.parametrize("provider", ["abillify", "irembopay"])
def test_what_a_verb_gives_is_not_fresh(provider: str) -> None:
    """It is what was read before, and the effect that came since may have changed it."""
    server = Provider(provider, "open")
    with gateway(server) as face:
        done = do(face, provider, "reissue", face.get(provider, "X-1"), fresh=timedelta(minutes=5))
        assert done.read_at is None
        server.reads.clear()
        do(face, provider, "update", done, fresh=timedelta(minutes=5))
    assert len(server.reads) == 1


@pytest.mark.parametrize("provider", ["abillify", "irembopay"])
def test_no_lines_are_no_invoice(provider: str) -> None:
    server = Provider(provider, "open")
    with gateway(server) as face, pytest.raises(InvalidArgumentError, match="items= is empty"):
        face.update(provider, "X-1", items=[])
    assert server.effects == server.reads == []
