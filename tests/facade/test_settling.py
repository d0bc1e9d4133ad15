"""What `settle` says of an effect of unknown outcome is what the sandbox counted, or that it is unknown.

Each verb meets each failure, before and after its effect; scripted servers give the answers that the sandbox does not.
"""

from __future__ import annotations

import asyncio
import copy
import pickle
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import pytest
from msgspec.structs import replace

from reissue import (
    AbillifyCredentials,
    AsyncReissue,
    CallOptions,
    InvalidArgumentError,
    Invoice,
    InvoiceStatus,
    Outcome,
    QorePayCredentials,
    Reissue,
    ReissueError,
    RetryPolicy,
    Sent,
    Settlement,
    provider_name,
)
from reissue.plugin import Adapter, Cell, Rule, Steps, Verbs, ask, blocking
from reissue.plugin.settling import KEY_MARGIN, UNDER_WAY
from reissue.providers.abillify.statuses import STATUSES
from reissue.registry import BUILT_IN
from reissue_clients.abillify import Abillify
from reissue_clients.abillify import models as abillify
from reissue_clients.irembopay import models as irembopay
from reissue_sandbox import Sandbox
from tests.facade.conformance_rows import ROWS, SOON

LATER = timedelta(minutes=5)
LOST = ("reset_before", "reset_after", "cut", "500 before", "500 after", "502 before", "502 after", "html")
EFFECTS = [(provider, verb) for provider in BUILT_IN for verb in BUILT_IN[provider].load().verbs.settling]
SWITCHES = {"qorepay.resend": "noted", "abillify.communications": "emails"}


OPEN: list[Reissue] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Each gateway of a test is closed after it."""
    yield
    while OPEN:
        OPEN.pop().close()


class Face:
    """A gateway whose clock is the sandbox's; `late` is how much later than that it looks."""

    def __init__(self, sandbox: Sandbox, provider: str, **options: Any) -> None:
        self.sandbox, self.provider, self.late = sandbox, provider, timedelta()
        given = ROWS[provider].credentials(sandbox.server_for(provider))
        options = {"retry": RetryPolicy.NEVER, "on_drift": lambda event: None, **options}
        self.gateway = Reissue(given, clock=lambda: sandbox.clock.now() + self.late, **options)
        OPEN.append(self.gateway)

    def lose(self, verb: str, fault: str, late: timedelta = timedelta(), **chosen: Any) -> ReissueError:
        """Call a verb that meets a failure, and give its error."""
        self.late = late
        case = ROWS[self.provider].cases[verb]
        code, _, when = fault.partition(" ")
        name, more = (fault, {}) if not when else ("status", {"code": int(code), "after": when == "after"})
        if fault == "html":
            name, more = "malformed", {"kind": "html"}
        self.sandbox.faults.add(self.provider, case.operation, name, **more)
        if (self.provider, verb) == ("irembopay", "create"):  # which looks by itself, at once
            self.sandbox.faults.add(self.provider, "invoices-get", "status", code=500)
        with pytest.raises(ReissueError) as caught:
            getattr(self.gateway, verb)(self.provider, case.subject(), **{**case.arguments, **chosen})
        self.sandbox.faults.clear()
        return caught.value

    def settle(self, error: ReissueError, late: timedelta = LATER, **more: Any) -> Settlement:
        self.late = late
        return self.gateway.settle(error, **more)

    def count(self, verb: str) -> int:
        return self.sandbox.effects[self.provider, ROWS[self.provider].cases[verb].operation]


def judged(found: Settlement, happened: bool) -> None:
    """A verdict says what was so, or nothing; what it advises does no harm."""
    if found.outcome is not Outcome.UNKNOWN:
        assert (found.outcome is Outcome.HAPPENED) is happened, found
        assert found.means and found.certainty in ("documented", "inferred")
    if found.outcome is Outcome.HAPPENED:
        assert found.advice == "stop"
    assert found.why.endswith(".") and len(found.why) > 20


@pytest.mark.parametrize("switched", [False, True], ids=["as printed", "as inferred"])
@pytest.mark.parametrize("fault", LOST)
@pytest.mark.parametrize(("provider", "verb"), EFFECTS)
def test_no_verdict_is_wrong(sandbox: Sandbox, provider: str, verb: str, fault: str, switched: bool) -> None:
    sandbox.switches.update(SWITCHES if switched else {})
    face = Face(sandbox, provider)
    error = face.lose(verb, fault)
    assert error.outcome is Outcome.UNKNOWN
    happened, requests = face.count(verb) > 0, len(sandbox.traffic)
    assert happened is (fault in ("reset_after", "cut", "html") or fault.endswith("after"))
    judged(face.settle(error, timedelta()), happened)  # too early
    found = face.settle(error)
    judged(found, happened)
    judged(face.settle(error, timedelta(days=2)), happened)
    assert {one.method for one in list(sandbox.traffic)[requests:]} - {"GET"} <= {"POST"}  # a login of PayPen
    assert (face.count(verb) > 0) is happened
    if found.advice in ("same_key", "repeat"):  # acting on it leaves one effect
        before = len(sandbox.outbox)
        case = ROWS[provider].cases[verb]
        key = {"idempotency_key": error.idempotency_key} if found.advice == "same_key" else {}
        getattr(face.gateway, verb)(provider, case.subject(), **case.arguments, **key)
        assert face.count(verb) == 1 or case.sets
        assert len(sandbox.outbox) - before == (0 if happened else len(sandbox.outbox) - before) <= 1


EXPECTED = {
    # what is found after the effect, and without it; no answer came
    ("qorepay", "create"): ("person", "person"),
    ("qorepay", "cancel"): ("happened", "not happened repeat"),
    ("qorepay", "resend"): ("person", "person"),
    ("abillify", "create"): ("happened", "not happened same_key"),
    ("abillify", "update"): ("happened", "not happened repeat"),
    ("abillify", "cancel"): ("happened", "not happened repeat"),
    ("abillify", "resend"): ("same_key", "same_key"),
    ("irembopay", "create"): ("happened", "not happened repeat"),
    ("irembopay", "update"): ("happened", "not happened repeat"),
    ("irembopay", "reissue"): ("happened", "not happened repeat"),
    ("paypen", "create"): ("person", "person"),
    ("paypen", "regenerate"): ("person", "person"),
}


def said(found: Settlement) -> str:
    match found.outcome:
        case Outcome.HAPPENED:
            return "happened"
        case Outcome.NOT_HAPPENED:
            return f"not happened {found.advice}"
        case _:
            return str(found.advice)


@pytest.mark.parametrize(("provider", "verb"), EXPECTED)
def test_each_cell(sandbox: Sandbox, provider: str, verb: str) -> None:
    assert set(EXPECTED) == set(EFFECTS)
    for fault, expected in zip(("reset_after", "reset_before"), EXPECTED[provider, verb], strict=True):
        sandbox.reset(at=datetime(2026, 11, 21, 12, tzinfo=UTC))
        face = Face(sandbox, provider)
        error = face.lose(verb, fault)
        assert said(face.settle(error)) == expected
        early = face.settle(error, timedelta())
        if expected == "happened":
            assert early.outcome is Outcome.HAPPENED  # proof of yes counts at any time
        elif expected != "person":
            assert (early.outcome, early.advice, early.not_before) == ("unknown", "look", sent_of(error).until)


def sent_of(error: ReissueError) -> Sent:
    sent = vars(error)["sent"]
    assert isinstance(sent, Sent)
    return sent


@pytest.mark.parametrize(("provider", "reference"), [("qorepay", "resend"), ("abillify", "resend")])
def test_an_entry_of_that_time_is_a_yes(sandbox: Sandbox, provider: str, reference: str) -> None:
    """Inferred: the sandbox adds it only where it is told to."""
    sandbox.switches.update(SWITCHES)
    face = Face(sandbox, provider)
    error = face.lose("resend", "reset_after")
    found = face.settle(error)
    assert (found.outcome, found.certainty, found.advice) == ("happened", "inferred", "stop")
    assert "portal" in found.why and found.evidence["status"] == "open"
    assert found.means == ("status_history" if provider == "qorepay" else "communications")


def test_what_an_entry_of_another_time_says(sandbox: Sandbox) -> None:
    """An e-mail of an hour before is none of this call; nor is one that a server dates ten minutes off."""
    sandbox.switches.update(SWITCHES)
    face = Face(sandbox, "qorepay")
    subject = ROWS["qorepay"].cases["resend"].subject()
    face.gateway.resend("qorepay", subject)
    sandbox.clock.advance(hours=1)
    error = face.lose("resend", "reset_before")
    assert said(face.settle(error)) == "person"
    for skew in (timedelta(minutes=10), timedelta(minutes=-10)):
        error = face.lose("resend", "reset_after", skew)
        assert said(face.settle(error, skew + LATER)) == "person"


@pytest.mark.parametrize("fault", ["reset_before", "reset_after"])
@pytest.mark.parametrize(
    ("provider", "verb"), [("irembopay", "reissue"), ("irembopay", "update"), ("abillify", "update")]
)
def test_what_was_so_before_proves_nothing(sandbox: Sandbox, provider: str, verb: str, fault: str) -> None:
    """The first of two same calls has done it; whether the second arrived cannot be seen, and to repeat it does no harm."""
    face, case = Face(sandbox, provider), ROWS[provider].cases[verb]
    getattr(face.gateway, verb)(provider, case.subject(), **case.arguments)
    found = face.settle(face.lose(verb, fault))
    assert (found.outcome, found.advice) == ("unknown", "repeat")


def test_an_earlier_invoice_is_none_of_the_call(sandbox: Sandbox) -> None:
    face = Face(sandbox, "irembopay")
    face.gateway.create("irembopay", ROWS["irembopay"].cases["create"].subject())
    sandbox.clock.advance(minutes=3)
    assert said(face.settle(face.lose("create", "reset_before"))) == "person"


@pytest.mark.parametrize("code", [500, 503, 429])
def test_a_key_that_an_answer_may_have_used_up_is_not_repeated(sandbox: Sandbox, code: int) -> None:
    face = Face(sandbox, "abillify")
    sandbox.faults.add("abillify", "invoices-resendInvoice", "reset_after")
    sandbox.faults.add("abillify", "invoices-resendInvoice", "status", code=code)
    with pytest.raises(ReissueError) as caught:
        quick = RetryPolicy(max_attempts=2, base=0.001, cap=0.002)
        with Reissue(
            ROWS["abillify"].credentials(sandbox.server_for("abillify")), clock=sandbox.clock.now, retry=quick
        ) as gateway:
            gateway.resend("abillify", "R-2026-17")
    assert sent_of(caught.value).status == code
    assert said(face.settle(caught.value)) == "person"


def test_a_key_ends_before_the_provider_forgets_it(sandbox: Sandbox) -> None:
    face = Face(sandbox, "abillify")
    error = face.lose("resend", "reset_before")
    sent = sent_of(error)
    day = timedelta(hours=24)
    assert sent.key == error.idempotency_key and sent.key_at == sent.at
    found = face.settle(error)
    assert (found.advice, found.key_until) == ("same_key", sent.at + day - KEY_MARGIN)
    assert said(face.settle(error, day - KEY_MARGIN - timedelta(minutes=1))) == "same_key"
    assert said(face.settle(error, day - KEY_MARGIN)) == "person"
    own = face.lose("resend", "reset_before", idempotency_key="k-1")
    assert said(face.settle(own)) == "person"  # nobody knows when it was first used
    assert face.settle(own, key_at=sent_of(own).at).advice == "same_key"
    assert said(face.settle(own, key_at=sent_of(own).at - day)) == "person"


@pytest.mark.parametrize(
    ("provider", "verb"),
    [
        ("qorepay", "resend"),
        ("qorepay", "cancel"),
        ("abillify", "resend"),
        ("abillify", "update"),
        ("irembopay", "reissue"),
    ],
)
def test_paid_meanwhile_is_moot(sandbox: Sandbox, provider: str, verb: str) -> None:
    face = Face(sandbox, provider)
    chosen = {"until": SOON} if verb == "reissue" else {}
    case = ROWS[provider].cases[verb]
    reference = "880509422769" if provider == "irembopay" else case.subject()
    sandbox.faults.add(provider, case.operation, "reset_before")
    with pytest.raises(ReissueError) as caught:
        getattr(face.gateway, verb)(provider, reference, **case.arguments, **chosen)
    sandbox.pay(provider, reference)
    for late in (timedelta(), LATER):
        found = face.settle(caught.value, late)
        assert (found.outcome, found.moot, found.advice, found.means) == ("unknown", True, "stop", "status")


@pytest.mark.parametrize(("provider", "verb"), EFFECTS)
@pytest.mark.parametrize(
    "fault",
    [("status", {"code": 500}), ("status", {"code": 401}), ("status", {"code": 429}), ("reset_before", {})]
    + [("malformed", {"kind": kind}) for kind in ("html", "truncated", "text")]
    + [("body", {"value": value}) for value in ({}, [], None, 17, {"data": None}, {"success": True, "data": []})],
    ids=str,
)
def test_a_read_that_says_nothing_decides_nothing(
    sandbox: Sandbox, provider: str, verb: str, fault: tuple[str, dict[str, Any]]
) -> None:
    face = Face(sandbox, provider)
    error = face.lose(verb, "reset_after")
    sandbox.faults.add(
        provider, "invoices-get" if provider != "qorepay" else "purchases-get", fault[0], times=None, **fault[1]
    )
    found = face.settle(error)
    assert found.outcome is Outcome.UNKNOWN and not found.moot
    assert found.advice in ("look", "person", "same_key"), found
    assert found.advice != "same_key" or verb == "resend"


# --- scripted answers ---------------------------------------------------------------------------------------------


AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
WORDS = {"told": "no such thing"}


class Case(NamedTuple):
    """What was sent, what a read then shows, and what that says."""

    name: str
    provider: str
    sent: dict[str, Any]
    answers: dict[str, Any]
    says: str


def gateway_of(answers: dict[str, Any], now: datetime) -> Reissue:
    """All providers behind one script: by the end of the path, what a GET shows; a number is a status."""
    import httpx

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/auth/login"):
            return httpx.Response(200, json={"success": True, "data": {"token": "t"}})
        assert request.method == "GET"
        found = next((value for path, value in answers.items() if request.url.path.rstrip("/").endswith(path)), 404)
        if isinstance(found, int):
            return httpx.Response(found, html="<html><title>Not Found</title></html>")
        told: tuple[int, Any] = found if isinstance(found, tuple) else (200, found)
        status, body = told
        return httpx.Response(status, json=body)

    given = [row.credentials("http://127.0.0.1:1") for row in ROWS.values()]
    return Reissue(
        *given,
        http=httpx.Client(transport=httpx.MockTransport(answer)),
        clock=lambda: now,
        on_drift=lambda event: None,
        retry=RetryPolicy.NEVER,
    )


def settled(provider: str, sent: Sent, answers: dict[str, Any], now: datetime = AT + LATER) -> Settlement:
    with gateway_of(answers, now) as gateway:
        adapter: Any = gateway[provider_name(provider)]
        found: Settlement = adapter.settle(sent)
        return found


def sent(verb: str, reference: str = "X-1", **more: Any) -> Sent:
    given: dict[str, Any] = {"verb": verb, "reference": reference, "at": AT, "until": AT + UNDER_WAY, **more}
    return Sent(**given)


ITEM = irembopay.PaymentItem(code="PC-1", quantity=2, unit_amount=12500)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
IREMBO = {
    "invoiceNumber": "88",
    "transactionId": "X-1",
    "amount": 25000,
    "currency": "RWF",
    "paymentStatus": "NEW",
    "createdAt": "2026-11-21T14:00:01.000+02:00",
    "expiryAt": "2026-12-05T14:00:00.000+02",
    "paymentItems": [{"code": "PI-3e5fe23f2d", "quantity": 2, "unitAmount": 12500}],
}
GONE = (404, {"success": False, "errors": [{"code": "INVOICE_NOT_FOUND", "detail": "No such invoice"}]})
NO_VOUCHER = (404, {"code": 404, "message": "No such invoice", "name": "ClientError"})
VOUCHER: dict[str, Any] = {
    "created": "2026-11-21T12:00:01.000Z",
    "currency": "EUR",
    "reference": "X-1",
    "state": "none",
    "due": "2026-12-05T00:00:00.000Z",
    "items": [{"label": "Fee", "quantity": "1.00", "unit": "piece", "unitprice": 95.5, "detail": {}}],
}
LETTER: dict[str, Any] = {
    "kind": "letter",
    "id": "1",
    "created": "2026-11-21T12:00:30.000Z",
    "label": "PDF1234.pdf",
    "data": {},
}
PAYPEN = {"ppid": "TX2", "invoice_status": "PENDING", "created_on": "2026-11-21 13:00:20", "amount_payable": 300000}
OLD = {"has_error": False, "data": [{**PAYPEN, "created_on": "2026-11-20 13:00:20"}]}


def yes(data: dict[str, Any]) -> dict[str, Any]:
    return {"success": True, "message": "ok", "data": data}


def irembo_new() -> irembopay.NewInvoice:
    return irembopay.NewInvoice(transaction_id="X-1", payment_items=[ITEM], payment_account_identifier="A")


def voucher(**more: Any) -> abillify.NewInvoiceRequest:
    item = abillify.ItemRequest(
        label="Fee", quantity="1", unit="piece", unitprice="95.50", detail=abillify.ItemDetail()
    )
    given: dict[str, Any] = {"reference": "X-1", "items": [item], "currency": "EUR", **more}
    return abillify.NewInvoiceRequest(**given)


def history(*entries: Any) -> dict[str, Any]:
    return {"id": "X-1", "status": "sent", "status_history": list(entries)}


UNIX = int(AT.timestamp())
CREATE, RESEND = {"verb": "create", "new": irembo_new()}, {"verb": "resend"}
MAKE = {"verb": "create", "new": voucher(), "chosen": {"customer": "C-1"}}
DUE = {"verb": "update", "chosen": {"expires_at": datetime(2026, 12, 5, tzinfo=UTC)}}
TERM = {"verb": "reissue", "chosen": {"until": datetime(2026, 12, 5, 12, tzinfo=UTC)}}
CASES = [
    Case("made", "irembopay", CREATE, {"/X-1": yes(IREMBO)}, "happened"),
    Case("another amount", "irembopay", CREATE, {"/X-1": yes({**IREMBO, "amount": 1})}, "person"),
    Case(
        "made before",
        "irembopay",
        CREATE,
        {"/X-1": yes({**IREMBO, "createdAt": "2026-11-20T14:00:01+02:00"})},
        "person",
    ),
    Case("made when?", "irembopay", CREATE, {"/X-1": yes({**IREMBO, "createdAt": None})}, "person"),
    Case("paid since", "irembopay", CREATE, {"/X-1": yes({**IREMBO, "paymentStatus": "PAID"})}, "happened"),
    Case("their 404", "irembopay", CREATE, {"/X-1": GONE}, "not happened repeat"),
    Case("a proxy's 404", "irembopay", CREATE, {"/X-1": 404}, "person"),
    Case("an empty 404", "irembopay", CREATE, {"/X-1": (404, {})}, "person"),
    Case("not a request of ours", "irembopay", {**CREATE, "new": {"a": 1}}, {"/X-1": yes(IREMBO)}, "person"),
    Case("the frozen end", "irembopay", TERM, {"/X-1": yes(IREMBO)}, "happened"),
    Case(
        "an earlier end",
        "irembopay",
        TERM,
        {"/X-1": yes({**IREMBO, "expiryAt": "2026-12-01T14:00:00+02:00"})},
        "not happened repeat",
    ),
    Case(
        "a later end", "irembopay", TERM, {"/X-1": yes({**IREMBO, "expiryAt": "2026-12-09T14:00:00+02:00"})}, "happened"
    ),
    Case("no end", "irembopay", TERM, {"/X-1": yes({**IREMBO, "expiryAt": None})}, "person"),
    Case("an end that is none", "irembopay", TERM, {"/X-1": yes({**IREMBO, "expiryAt": "soon"})}, "person"),
    Case(
        "update: later end",
        "irembopay",
        {**TERM, "verb": "update"},
        {"/X-1": yes({**IREMBO, "expiryAt": "2026-12-09T14:00:00+02:00"})},
        "not happened repeat",
    ),
    Case("no term was asked for", "irembopay", {"verb": "reissue"}, {"/X-1": yes(IREMBO)}, "person"),
    Case(
        "unknown word",
        "irembopay",
        TERM,
        {"/X-1": yes({**IREMBO, "paymentStatus": "HELD", "expiryAt": "2026-12-01T14:00:00+02:00"})},
        "not happened person",
    ),
    Case("made", "abillify", MAKE, {"/X-1": VOUCHER}, "happened"),
    Case("other items", "abillify", MAKE, {"/X-1": {**VOUCHER, "items": []}}, "person"),
    Case("another customer", "abillify", MAKE, {"/X-1": {**VOUCHER, "identity": {"reference": "C-2"}}}, "person"),
    Case(
        "another currency", "abillify", {**MAKE, "new": voucher()}, {"/X-1": {**VOUCHER, "currency": "USD"}}, "person"
    ),
    Case("made before", "abillify", MAKE, {"/X-1": {**VOUCHER, "created": "2020-01-01T00:00:00.000Z"}}, "person"),
    Case("their 404", "abillify", MAKE, {"/X-1": NO_VOUCHER}, "not happened repeat"),
    Case(
        "their 404, with a key",
        "abillify",
        {**MAKE, "key": "k", "key_at": AT},
        {"/X-1": NO_VOUCHER},
        "not happened same_key",
    ),
    Case(
        "their 404, key pinned",
        "abillify",
        {**MAKE, "key": "k", "key_at": AT, "status": 500},
        {"/X-1": NO_VOUCHER},
        "not happened repeat",
    ),
    Case("a proxy's 404", "abillify", MAKE, {"/X-1": 404}, "person"),
    Case("no reference", "abillify", {**MAKE, "reference": ""}, {}, "person"),
    Case("no reference, with a key", "abillify", {**MAKE, "reference": "", "key": "k", "key_at": AT}, {}, "same_key"),
    Case("due", "abillify", DUE, {"/X-1": VOUCHER}, "happened"),
    Case(
        "another due date",
        "abillify",
        DUE,
        {"/X-1": {**VOUCHER, "due": "2026-12-09T00:00:00.000Z"}},
        "not happened repeat",
    ),
    Case("no due date", "abillify", DUE, {"/X-1": {**VOUCHER, "due": None}}, "person"),
    Case(
        "a change of theirs",
        "abillify",
        {"verb": "update", "chosen": {"change": abillify.InvoiceUpdateRequest(due=datetime(2026, 12, 5, tzinfo=UTC))}},
        {"/X-1": VOUCHER},
        "happened",
    ),
    Case(
        "a change not to compare",
        "abillify",
        {"verb": "update", "chosen": {"change": abillify.InvoiceUpdateRequest(meta={"a": 1})}},
        {"/X-1": VOUCHER},
        "person",
    ),
    Case(
        "items of an iterator",
        "abillify",
        {"verb": "update", "chosen": {"items": iter(())}},
        {"/X-1": VOUCHER},
        "person",
    ),
    Case("cancelled", "abillify", {"verb": "cancel"}, {"/X-1": {**VOUCHER, "state": "canceled"}}, "happened"),
    Case("state not told", "abillify", {"verb": "cancel"}, {"/X-1": {"created": "2020-01-01T00:00:00.000Z"}}, "person"),
    Case(
        "a letter",
        "abillify",
        RESEND,
        {"/documents": [{"id": "1", "communications": [LETTER]}], "/X-1": VOUCHER},
        "person",
    ),
    Case(
        "an e-mail",
        "abillify",
        RESEND,
        {"/documents": [{"id": "1", "communications": [{**LETTER, "kind": "email"}]}], "/X-1": VOUCHER},
        "happened",
    ),
    Case(
        "an old e-mail",
        "abillify",
        RESEND,
        {
            "/documents": [
                {"id": "1", "communications": [{**LETTER, "kind": "email", "created": "2020-01-01T00:00:00.000Z"}]}
            ],
            "/X-1": VOUCHER,
        },
        "person",
    ),
    Case(
        "odd documents",
        "abillify",
        RESEND,
        {"/documents": [{"id": 1, "communications": [None, {"kind": "email", "created": 17}]}], "/X-1": VOUCHER},
        "person",
    ),
    Case("documents that fail", "abillify", RESEND, {"/documents": 500, "/X-1": VOUCHER}, "look"),
    Case(
        "sent",
        "qorepay",
        RESEND,
        {"/X-1": history({"status": "created", "timestamp": UNIX - 99}, {"status": "sent", "timestamp": UNIX + 1})},
        "happened",
    ),
    Case("sent before", "qorepay", RESEND, {"/X-1": history({"status": "sent", "timestamp": UNIX - 60})}, "person"),
    Case("sent after", "qorepay", RESEND, {"/X-1": history({"status": "sent", "timestamp": UNIX + 3600})}, "person"),
    Case(
        "odd history",
        "qorepay",
        RESEND,
        {"/X-1": history(None, 7, {"status": "sent"}, {"status": "sent", "timestamp": 1e300})},
        "person",
    ),
    Case("no history", "qorepay", RESEND, {"/X-1": {"id": "X-1", "status": "sent", "status_history": None}}, "person"),
    Case("released", "qorepay", {"verb": "cancel"}, {"/X-1": {"id": "X-1", "status": "released"}}, "stop"),
    Case("held", "qorepay", {"verb": "cancel"}, {"/X-1": {"id": "X-1", "status": "hold"}}, "person"),
    Case("nowhere", "qorepay", {"verb": "cancel"}, {"/X-1": 404}, "person"),
    Case(
        "replaced",
        "paypen",
        {"verb": "regenerate"},
        {"/X-1": {"has_error": False, "data": [PAYPEN]}, "/TX2": {"has_error": False, "data": [PAYPEN]}},
        "happened",
    ),
    Case("replaced before", "paypen", {"verb": "regenerate"}, {"/X-1": OLD, "/TX2": OLD}, "person"),
    Case(
        "as it was",
        "paypen",
        {"verb": "regenerate"},
        {"/X-1": {"has_error": False, "data": [{**PAYPEN, "ppid": "X-1"}]}},
        "person",
    ),
    Case("no such", "paypen", {"verb": "regenerate"}, {"/X-1": {"has_error": True, "message": "no"}}, "person"),
    Case("no row", "paypen", {"verb": "regenerate"}, {"/X-1": {"has_error": False, "data": []}}, "look"),
    Case("paid", "abillify", {"verb": "commit"}, {"/X-1": {**VOUCHER, "state": "paid"}}, "stop"),
    Case("no rule", "abillify", {"verb": "commit"}, {"/X-1": VOUCHER}, "person"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.provider}: {case.name}")
def test_what_a_read_says(case: Case) -> None:
    asked = sent(**case.sent)
    found = settled(case.provider, asked, case.answers)
    assert said(found) == case.says, found
    assert found.moot is (case.says == "stop")
    early = settled(case.provider, asked, case.answers, AT)
    assert early.outcome is not Outcome.NOT_HAPPENED and early.advice not in ("repeat", "same_key")
    assert (early.outcome is Outcome.HAPPENED) is (case.says == "happened")
    assert all(isinstance(one, str) for pair in found.evidence.items() for one in pair)


READS: dict[str, Any] = {
    "qorepay": history({"status": "sent", "timestamp": UNIX}),
    "abillify": VOUCHER,
    "irembopay": yes(IREMBO),
}
WHOLE: dict[str, Any] = {**READS, "paypen": {"has_error": False, "data": [{**PAYPEN, "ppid": "X-1"}]}}
ODD: tuple[Any, ...] = (None, 0, -1, 1e300, True, "", "x" * 99, [], [None], {}, {"a": []})


def spoiled(whole: Any) -> list[Any]:
    """The same with each member, however deep, left out or put as something odd."""
    found: list[Any] = []
    value: Any = whole
    keys: list[Any] = [*value] if isinstance(whole, dict) else [*range(len(value))] if isinstance(whole, list) else []
    for key in keys:
        for odd in (*ODD, *spoiled(value[key])):
            other = copy.deepcopy(value)
            other[key] = odd
            found.append(other)
        other = copy.deepcopy(value)
        del other[key]
        found.append(other)
    return found


@pytest.mark.parametrize(("provider", "verb"), EFFECTS)
def test_hostile_answers_raise_nothing(provider: str, verb: str) -> None:
    """Each member of what a read shows, however deep, is left out, null, or of another kind."""
    new: Any = irembo_new() if provider == "irembopay" else voucher()
    chosen = {"expires_at": SOON, "until": SOON, "items": [ITEM, None, "x"], "customer": "C-1"}
    asked = sent(verb, new=new, chosen=chosen if verb != "create" else {"customer": "C-1"})
    answers: dict[str, Any] = {}
    with gateway_of(answers, AT + LATER) as gateway:
        adapter: Any = gateway[provider_name(provider)]
        for body in spoiled(WHOLE[provider]):
            answers |= {"/X-1": body, "/documents": body}
            assert isinstance(adapter.settle(asked), Settlement)


# --- what an error carries ----------------------------------------------------------------------------------------


def test_an_error_that_knows_is_told_as_it_is() -> None:
    with gateway_of({}, AT) as gateway:
        for outcome, advice in ((Outcome.HAPPENED, "stop"), (Outcome.NOT_HAPPENED, "repeat")):
            error = ReissueError("It is known.", provider="qorepay", outcome=outcome)
            found = gateway.settle(error)
            assert (found.outcome, found.advice, found.why) == (outcome, advice, "It is known.")


def test_an_error_without_what_was_sent(sandbox: Sandbox) -> None:
    face = Face(sandbox, "abillify")
    error = face.lose("create", "reset_after")
    there = pickle.loads(pickle.dumps(error))
    assert there.outcome is Outcome.UNKNOWN and vars(there)["sent"] is None
    assert copy.copy(error).__dict__["sent"] == vars(error)["sent"]
    with pytest.raises(InvalidArgumentError, match="does not carry what was sent") as caught:
        face.settle(there)
    assert caught.value.outcome is Outcome.UNKNOWN  # nobody takes it for a verdict
    sandbox.faults.add("abillify", "invoices-resendInvoice", "reset_after")
    with pytest.raises(ReissueError) as own:
        face.gateway.abillify.invoices.resend("R-2026-17")
    with pytest.raises(InvalidArgumentError, match="typed client"):
        face.settle(own.value)


def test_what_was_sent_is_in_no_text(sandbox: Sandbox) -> None:
    error = Face(sandbox, "abillify").lose("create", "reset_after")
    asked = sent_of(error)
    assert asked.new is not None and asked.reference == "NEW-1" and asked.verb == "create"
    shown = f"{asked!r} {error!r} {error}"
    assert "payer@example.com" not in shown and "95.50" not in shown and "NEW-1" in repr(asked)


def test_what_was_sent(sandbox: Sandbox) -> None:
    face = Face(sandbox, "irembopay")
    before = sandbox.clock.now()
    asked = sent_of(face.lose("reissue", "reset_before"))
    assert (asked.verb, asked.reference, asked.new, asked.key) == ("reissue", "880500000005", None, None)
    assert before <= asked.at and asked.until - asked.at >= UNDER_WAY
    until = asked.chosen["until"]
    assert until == asked.at + timedelta(days=14)
    frozen = face.gateway["irembopay"].steps.frozen
    assert frozen("reissue", AT) == {"until": AT + timedelta(days=14)} and frozen("update", AT) == {}
    assert list(frozen("create", AT)) == ["expires_at"]
    asked = sent_of(face.lose("reissue", "reset_before", until=SOON))
    assert asked.chosen == {"until": SOON}
    asked = sent_of(face.lose("update", "reset_before"))
    assert asked.chosen == {"expires_at": SOON}
    for provider in ("qorepay", "abillify"):
        error = Face(sandbox, provider).lose("reissue", "reset_before")
        assert (error.verb, sent_of(error).verb) == ("reissue", "resend")


def test_a_frozen_term_makes_the_same_call(sandbox: Sandbox) -> None:
    face = Face(sandbox, "irembopay")
    for _ in range(2):
        changed = face.gateway.reissue("irembopay", "880500000005", until=SOON)
        assert changed.expires_at == SOON
        sandbox.clock.advance(days=1)
    with pytest.raises(InvalidArgumentError, match="takes no until"):
        Face(sandbox, "qorepay").gateway._do("qorepay", "reissue", "X", until=SOON)  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(InvalidArgumentError, match="time zone"):
        face.gateway.reissue("irembopay", "880500000005", until=datetime(2026, 12, 24))


def test_another_account_settles_nothing(sandbox: Sandbox) -> None:
    """Its reads would not find what the other one has made: a "no" that leads to a second invoice."""
    where = sandbox.server_for("abillify")
    own = {"main": AbillifyCredentials(username="a", password="p", server=where)}
    shop: dict[str, Any] = {"shop-b": {"abillify": AbillifyCredentials(username="b", password="p", server=where)}}
    clock = sandbox.clock.now
    with Reissue(own["main"], accounts=shop, clock=clock, retry=RetryPolicy.NEVER) as gateway:
        sandbox.faults.add("abillify", "identities-createInvoice", "reset_after")
        case = ROWS["abillify"].cases["create"]
        with pytest.raises(ReissueError) as caught:
            gateway.account("shop-b").create("abillify", case.subject())
        with pytest.raises(InvalidArgumentError, match="cannot be settled with") as refused:
            gateway.settle(caught.value)
        assert refused.value.outcome is Outcome.UNKNOWN
        assert gateway.account("shop-b").settle(caught.value).outcome is Outcome.HAPPENED
    elsewhere = replace(own["main"], server="http://127.0.0.1:9")
    with Reissue(elsewhere, clock=clock) as other, pytest.raises(InvalidArgumentError, match="cannot be settled with"):
        other.settle(caught.value)


def test_changed_credentials_are_asked_for(sandbox: Sandbox) -> None:
    keys = ["old", "new"]
    where = sandbox.server_for("qorepay")
    with Reissue(
        qorepay=lambda: QorePayCredentials(secret_key=keys[0], server=where),
        clock=sandbox.clock.now,
        retry=RetryPolicy.NEVER,
    ) as gateway:
        sandbox.faults.add("qorepay", "purchases-cancel", "reset_after")
        with pytest.raises(ReissueError) as caught:
            gateway.cancel("qorepay", ROWS["qorepay"].cases["cancel"].subject())
        sandbox.revoke("old")
        refused = gateway.settle(caught.value)
        assert (refused.outcome, refused.advice, refused.evidence["http"]) == ("unknown", "look", "401")
        keys.pop(0)
        assert gateway.settle(caught.value).outcome is Outcome.HAPPENED


def test_awaited(sandbox: Sandbox) -> None:
    given = ROWS["abillify"].credentials(sandbox.server_for("abillify"))
    sandbox.faults.add("abillify", "invoices-update", "reset_after")

    async def run() -> tuple[Settlement, Settlement]:
        async with AsyncReissue(given, clock=sandbox.clock.now, retry=RetryPolicy.NEVER) as gateway:
            with pytest.raises(ReissueError) as caught:
                await gateway.update("abillify", "R-2026-17", expires_at=SOON)
            return await gateway.settle(caught.value), await gateway["abillify"].settle(sent_of(caught.value))

    assert [found.outcome for found in asyncio.run(run())] == ["happened", "happened"]


@pytest.mark.parametrize("name", ["at", "until", "key_at"])
def test_times_need_a_zone(name: str) -> None:
    wrong: dict[str, Any] = {name: datetime(2026, 1, 1)}
    with pytest.raises(InvalidArgumentError, match="zone"):
        sent("resend", **wrong)


class AcmeCredentials(AbillifyCredentials, frozen=True, kw_only=True):
    """Those of a plug-in that was written before there were rules."""

    provider: ClassVar[str] = "acme"


class AcmeVerbs(Verbs[Abillify, AcmeCredentials]):
    def get(self, reference: str, *, options: CallOptions | None = None) -> Steps[Invoice]:
        found = yield from ask(self.client.invoices.get, reference, options=options)
        return Invoice(provider="acme", reference=reference, status=STATUSES[str(found.state)], raw=found)

    def resend(self, reference: str, *, options: CallOptions | None = None) -> Steps[Invoice]:
        ticket = yield from ask(self.client.invoices.resend, reference, options=options)
        return Invoice(provider="acme", reference=reference, status=InvoiceStatus.OPEN, raw=ticket)


class AcmeAdapter(Adapter[Abillify]):
    makes, verbs = Abillify, AcmeVerbs
    get, resend = blocking(AcmeVerbs.get), blocking(AcmeVerbs.resend)


def test_a_plug_in_without_rules(sandbox: Sandbox) -> None:
    given = AcmeCredentials(username="u", password="p", server=sandbox.server_for("abillify"))
    late = timedelta()
    with Reissue(clock=lambda: sandbox.clock.now() + late, retry=RetryPolicy.NEVER) as gateway:
        acme = gateway.use(AcmeAdapter, given)
        sandbox.faults.add("abillify", "invoices-resendInvoice", "reset_after")
        with pytest.raises(ReissueError) as caught:
            acme.resend("R-2026-17")
        assert gateway.settle(caught.value).advice == "look"
        late = LATER
        found = gateway.settle(caught.value)
        assert (found.outcome, found.advice, found.moot) == ("unknown", "person", False)
        sandbox.pay("abillify", "R-2026-17")
        found = gateway.settle(caught.value)
        assert (found.outcome, found.advice, found.moot) == ("unknown", "stop", True)


# --- the matrix ---------------------------------------------------------------------------------------------------

PAGE = Path(__file__).parents[2] / "docs" / "settling.md"
COLUMNS: tuple[Callable[[Rule], Cell | None], ...] = (lambda one: one.yes, lambda one: one.no, lambda one: one.repeat)


def cell(one: Cell | None) -> str:
    if one is None:
        return "nothing"
    pages = ", ".join(f"[{number}]({page})" for number, page in enumerate(one.sources, 1))
    return f"{one.says} ({one.certainty}: {pages})"


def matrix() -> str:
    lines = ["| provider, verb | it happened | it did not | again | else |", "|---|---|---|---|---|"]
    for provider, verb in EFFECTS:
        rule = BUILT_IN[provider].load().verbs.settling[verb]
        cells = [f"{provider} `{verb}`", *(cell(column(rule)) for column in COLUMNS), rule.otherwise]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def test_the_matrix_is_that_of_the_code() -> None:
    found = re.search(r"<!-- matrix: .*?-->\n(.*?)\n<!-- /matrix -->", PAGE.read_text(encoding="utf-8"), re.S)
    assert found and found[1] == matrix(), f"put this into docs/settling.md:\n{matrix()}"


def test_each_verb_with_an_effect_has_its_rule() -> None:
    for provider, plugin in BUILT_IN.items():
        verbs = plugin.load().verbs
        own = {"create", "update", "cancel", "resend", "regenerate", "reissue"}
        assert set(verbs.settling) == {name for name in own if name in vars(verbs)}, provider


def test_each_cell_stands_on_pages() -> None:
    lock = (Path(__file__).parents[2] / "specs" / "sources.lock").read_text(encoding="utf-8")
    for provider, verb in EFFECTS:
        for column in COLUMNS:
            if one := column(BUILT_IN[provider].load().verbs.settling[verb]):
                assert one.sources and one.certainty in ("documented", "inferred") and not one.says.endswith(".")
                assert all(f'"{page}"' in lock or page in lock for page in one.sources), one
