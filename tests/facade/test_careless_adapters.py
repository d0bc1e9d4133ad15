"""No adapter can make a verb tell a lie: what was sent is told by the calls that were made, whatever the adapter says of it.

The steps below are what somebody in a hurry writes. The judge is the server, which counts what it did.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from reissue import (
    Invoice,
    InvoiceStatus,
    Money,
    Outcome,
    OutcomeUnknownError,
    QorePayCredentials,
    ReissueError,
    ResponseDecodeError,
    RetryPolicy,
)
from reissue.plugin import Adapter, Steps, Verbs, ask, blocking, look
from reissue_clients.qorepay import QorePay

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOW = {
    "done": lambda: httpx.Response(200, json={"id": "p-1", "status": "created"}),
    "refused": lambda: httpx.Response(400, json={"__all__": [{"message": "no"}]}),
    "lost": lambda: httpx.ReadError("cut"),
}


class Server:
    """It answers calls with an effect in one way after the other, and reads in one."""

    def __init__(self, how: str, reads: str = "done") -> None:
        self.left, self.reads, self.done = how.split(), reads, 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return HOW[self.reads]()
        how = self.left.pop(0) if len(self.left) > 1 else self.left[0]
        self.done += how in ("done", "lost")
        answer = HOW[how]()
        if isinstance(answer, Exception):
            raise answer
        return answer


class Careless(Verbs[QorePay, QorePayCredentials]):
    """One thing done wrong in each verb."""

    def _known(self) -> Invoice:
        return Invoice(provider="qorepay", reference="p-1", status=InvoiceStatus.OPEN)

    def swallow(self, reference: str) -> Steps[Invoice]:
        with suppress(ReissueError):
            yield from ask(self.client.purchases.resend_invoice, reference)
        return self._known()

    def only_look(self, reference: str) -> Steps[Invoice]:
        yield from look(self.client.purchases.resend_invoice, reference)
        return self._known()

    def refuse_afterwards(self, reference: str) -> Steps[Invoice]:
        try:
            yield from ask(self.client.purchases.resend_invoice, reference)
        except ReissueError:
            raise self.refuse("resend", "something is odd.") from None
        raise self.refuse("resend", "something is odd.")

    def reject_afterwards(self, reference: str) -> Steps[Invoice]:
        try:
            yield from ask(self.client.purchases.resend_invoice, reference)
        finally:
            raise self.rejected("resend", "it says no", Outcome.NOT_HAPPENED)

    def odd_money(self, reference: str) -> Steps[Invoice]:
        yield from ask(self.client.purchases.resend_invoice, reference)
        return Invoice(provider="qorepay", reference="p-1", status=InvoiceStatus.OPEN, money=Money(1, "eur?"))

    def unknown_word(self, reference: str) -> Steps[Invoice]:
        yield from ask(self.client.purchases.resend_invoice, reference)
        word: Any = {"created": InvoiceStatus.OPEN}["brand new"]
        return word

    def fault_afterwards(self, reference: str) -> Steps[Invoice]:
        with suppress(ReissueError):
            yield from ask(self.client.purchases.resend_invoice, reference)
        raise KeyError(reference)

    def read_afterwards(self, reference: str) -> Steps[Invoice]:
        yield from ask(self.client.purchases.resend_invoice, reference)
        yield from ask(self.client.purchases.get, reference)
        return self._known()

    def twice(self, reference: str) -> Steps[Invoice]:
        yield from ask(self.client.purchases.resend_invoice, reference)
        yield from ask(self.client.purchases.resend_invoice, reference)
        return self._known()

    def looked_up(self, reference: str) -> Steps[Invoice]:
        """This one is careful: what it did not learn from the call, a read tells."""
        try:
            yield from ask(self.client.purchases.resend_invoice, reference)
        except ReissueError:
            yield from ask(self.client.purchases.get, reference)
        return self._known()


def run(name: str, how: str, reads: str = "done") -> tuple[Any, int]:
    """What a verb gives or raises, and how often the server did it."""
    server = Server(how, reads)
    steps: Callable[..., Steps[Invoice]] = getattr(Careless, name)

    class CarelessAdapter(Adapter[QorePay]):
        makes, verbs = QorePay, Careless
        resend = blocking(steps, "resend")

    http = httpx.Client(transport=httpx.MockTransport(server))
    given = QorePayCredentials(secret_key="secret-1", server="http://127.0.0.1:1")
    adapter = CarelessAdapter(given, lambda: NOW, {"http": http, "retry": RetryPolicy.NEVER})
    try:
        return adapter.resend("p-1"), server.done
    except ReissueError as error:
        return error, server.done


TRUTH = {"done": "happened", "refused": "not happened", "lost": "unknown"}
ADVICE = {"done": "stop", "refused": "person", "lost": "look"}


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("name", ["swallow", "only_look", "refuse_afterwards", "odd_money", "unknown_word"])
def test_what_an_adapter_says_is_not_what_happened(name: str, how: str) -> None:
    told, done = run(name, how)
    if isinstance(told, Invoice):
        assert how == "done" and done == 1 and name in ("swallow", "only_look")
        return
    assert (told.outcome, told.verb, told.provider, told.reference) == (TRUTH[how], "resend", "qorepay", "p-1")
    if how != "refused":
        assert told.advice == ADVICE[how]
        assert told.attempts == 1 == done
        assert "Nothing was sent" not in told.message


def test_what_is_said_of_a_refusal_that_comes_too_late() -> None:
    for how, words in (("done", "was done before"), ("lost", "may have been done before")):
        told, _ = run("refuse_afterwards", how)
        assert (
            told.message == f"qorepay resend: something is odd. But purchases-resendInvoice {words}: do not repeat it."
        )


def test_a_read_that_fails_afterwards_takes_nothing_back() -> None:
    told, done = run("read_afterwards", "done", reads="refused")
    assert (told.outcome, told.advice, told.operation, done) == ("happened", "stop", "purchases-get", 1)


def test_what_is_refused_after_it_was_done_once_is_not_known() -> None:
    told, done = run("twice", "done refused")
    assert (told.outcome, told.advice, done) == ("unknown", "look", 1)
    told, done = run("twice", "done lost")
    assert (told.outcome, told.advice, done) == ("unknown", "look", 2)


def test_an_answer_that_means_no_is_for_the_adapter_to_say() -> None:
    told, _ = run("reject_afterwards", "done")
    assert (told.outcome, told.operation) == (Outcome.NOT_HAPPENED, "purchases-resendInvoice")
    assert run("reject_afterwards", "lost")[0].outcome is Outcome.UNKNOWN  # there was no answer


def test_a_fault_of_an_adapter_after_a_call_is_an_error_of_ours() -> None:
    told, _ = run("unknown_word", "done")
    assert told.message == (
        "qorepay resend: the adapter failed (KeyError) after a call: it was done. "
        "Look it up in the provider's portal before you repeat anything."
    )
    assert isinstance(told, ResponseDecodeError) and isinstance(told.__cause__, KeyError)
    lost, _ = run("fault_afterwards", "lost")
    assert lost.message == (
        "qorepay resend: the adapter failed (KeyError) after a call: whether it was done is unknown. "
        "Look it up in the provider's portal before you repeat anything."
    )
    assert isinstance(lost, OutcomeUnknownError) and lost.advice == "look"
    with pytest.raises(KeyError):  # nothing was done, and the fault of the adapter is all there is
        run("fault_afterwards", "refused")


def test_who_looks_it_up_may_go_on() -> None:
    for how in HOW:
        assert isinstance(run("looked_up", how)[0], Invoice)
