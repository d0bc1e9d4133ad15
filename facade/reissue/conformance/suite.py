"""The same cases for every adapter, sync and async: each verb, each kind of failure, and nothing sent twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import pytest

from ..capabilities import CAPABILITIES, capabilities
from ..errors import (
    APIConnectionError,
    AuthenticationError,
    BadRequestError,
    InvalidArgumentError,
    NotFoundError,
    Outcome,
    OutcomeUnknownError,
    ProviderRejectedError,
    RateLimitError,
    ReissueError,
    ResponseDecodeError,
    UnsupportedOperationError,
)
from ..invoice import Invoice
from ..money import Money
from ..plugin import ADAPTER_CONTRACT
from ..registry import provider as plugin_of
from ..statuses import SETTLED, InvoiceStatus
from .canary import SPOILERS, KeepsSecrets
from .rows import Face, Row

if TYPE_CHECKING:
    from reissue_sandbox import Sandbox

F = TypeVar("F", bound=Callable[..., None])
READS = ("get", "list")
PUTS = ("update", "resend", "regenerate", "reissue")
"""Verbs that put an invoice before its payer."""
_IDS = {"asynchronous": ("sync", "async"), "strict": ("lenient", "strict")}


def only(takes: Callable[[Row, str], bool]) -> Callable[[F], F]:
    """Run a test of the suite for those rows and verbs alone that fit."""

    def mark(test: F) -> F:
        vars(test)["takes"] = takes
        return test

    return mark


class Conformance(KeepsSecrets):
    """The suite. A subclass whose name begins with Test says which `rows`; it needs a fixture `sandbox`."""

    rows: ClassVar[tuple[Row, ...]] = ()

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Each test for each row, verb, way of calling, fault and so on that it asks for."""
        wanted = metafunc.fixturenames
        takes: Callable[[Row, str], bool] = getattr(metafunc.function, "takes", lambda row, verb: True)
        if "verb" in wanted:
            both = [(row, verb) for row in self.rows for verb in row.cases if takes(row, verb)]
            metafunc.parametrize(("row", "verb"), both, ids=[f"{row.provider}-{verb}" for row, verb in both])
        elif "row" in wanted:
            metafunc.parametrize("row", self.rows, ids=[row.provider for row in self.rows])
        for name, values in {
            "asynchronous": (False, True),
            "strict": (False, True),
            "spoiler": tuple(SPOILERS),
            "drift": ("extra_member", "unknown_enum", "retype", "missing_member"),
            "lost": ("reset_after", "cut", "status"),
            "no_reference": ("", ".", "..", "a/../b", "x\ny"),
        }.items():
            if name in wanted:
                metafunc.parametrize(name, values, ids=_IDS.get(name))

    @pytest.fixture
    def face(self, sandbox: Sandbox, row: Row, asynchronous: bool) -> Face:
        """A gateway whose server is the sandbox."""
        return Face(row, asynchronous, sandbox.server_for(row.provider), sandbox)

    def test_each_verb_of_the_adapter_has_a_case(self, row: Row) -> None:
        for asynchronous in (False, True):
            adapter = plugin_of(row.provider).load(asynchronous=asynchronous)
            assert set(row.cases) == set(capabilities(adapter)) - {"parse_webhook"}
            assert adapter.contract == ADAPTER_CONTRACT
            assert set(CAPABILITIES) - set(capabilities(adapter)) <= set(adapter.verbs.instead)

    def test_verb(self, face: Face, sandbox: Sandbox, row: Row, verb: str, strict: bool) -> None:
        sandbox.strict = strict
        invoice = face.case(verb)
        assert isinstance(invoice, Invoice)
        assert invoice.provider == row.provider
        assert invoice.reference
        assert invoice.status is row.cases[verb].status
        assert isinstance(invoice.money, Money) and invoice.money.amount > 0
        told = [moment for moment in (invoice.issued_at, invoice.expires_at) if moment is not None]
        assert all(moment.utcoffset() is not None for moment in told)
        assert invoice.raw is not None
        assert sandbox.violations == [] == sandbox.notices
        assert effects(sandbox, row, verb) == (0 if verb in READS else 1)

    def test_same_verb_of_the_adapter(self, face: Face, row: Row, verb: str) -> None:
        case = row.cases[verb]
        found = face.run(lambda gateway: getattr(gateway[row.provider], verb)(case.subject(), **case.arguments))
        assert isinstance(found[0] if verb == "list" else found, Invoice)

    @only(lambda row, verb: row.cases[verb].unknown is not None)
    def test_not_found(self, face: Face, sandbox: Sandbox, row: Row, verb: str) -> None:
        case = row.cases[verb]
        with pytest.raises((NotFoundError, ProviderRejectedError)) as caught:
            face.do(verb, case.unknown, **case.arguments)
        assert caught.value.outcome is Outcome.NOT_HAPPENED
        assert effects(sandbox, row, verb) == 0

    def test_auth(self, face: Face, sandbox: Sandbox, row: Row, verb: str) -> None:
        sandbox.faults.add(row.provider, "*", "status", times=None, code=401)
        with pytest.raises(AuthenticationError) as caught:
            face.case(verb)
        assert caught.value.outcome is Outcome.NOT_HAPPENED
        assert effects(sandbox, row, verb) == 0

    def test_rejected(self, face: Face, sandbox: Sandbox, row: Row, verb: str) -> None:
        """By a status, and inside a 200 where the provider does that too."""
        operation = row.cases[verb].operation
        sandbox.faults.add(row.provider, operation, "status", times=None, code=400)
        with pytest.raises(BadRequestError) as caught:
            face.case(verb)
        assert caught.value.outcome is Outcome.NOT_HAPPENED
        assert (caught.value.provider, caught.value.verb) == (row.provider, verb)
        if row.refuses_inside_200:
            sandbox.faults.clear()
            sandbox.faults.add(row.provider, operation, "error_envelope", times=None)
            with pytest.raises(ProviderRejectedError):
                face.case(verb)
        assert effects(sandbox, row, verb) == 0

    @only(lambda row, verb: verb in PUTS and "get" in row.cases)
    def test_a_settled_invoice_is_left_alone(self, face: Face, sandbox: Sandbox, row: Row, verb: str) -> None:
        """Nobody is asked to pay again what is paid, where the provider's API reads invoices."""
        case, reference = row.cases[verb], row.cases[verb].subject()
        if row.settle:
            row.settle(sandbox, reference)
        else:
            sandbox.pay(row.provider, reference)
        assert face.do("get", reference).status in SETTLED
        sent = len(sandbox.outbox)
        with pytest.raises(InvalidArgumentError) as caught:
            face.do(verb, reference, **case.arguments)
        assert (caught.value.outcome, caught.value.advice) == (Outcome.NOT_HAPPENED, "person")
        assert effects(sandbox, row, verb) == 0 and len(sandbox.outbox) == sent

    def test_no_answer_after_the_effect(self, face: Face, sandbox: Sandbox, row: Row, verb: str, lost: str) -> None:
        """What may have happened is repeated only where a repeat does no harm, and then it is told as a success."""
        case = row.cases[verb]
        sandbox.faults.add(
            row.provider, case.operation, lost, **({"code": 502, "after": True} if lost == "status" else {})
        )
        if case.harmful and not case.settled:
            with pytest.raises(OutcomeUnknownError) as caught:
                face.case(verb)
            assert caught.value.outcome is Outcome.UNKNOWN
            assert caught.value.advice == "look"
            assert caught.value.operation == case.operation
        else:
            assert face.case(verb).status is case.status
        if verb not in READS and not case.sets:
            assert effects(sandbox, row, verb) == 1
        assert len([message for message in sandbox.outbox if message.provider == row.provider]) <= 1

    def test_no_answer_before_the_effect(self, face: Face, sandbox: Sandbox, row: Row, verb: str) -> None:
        case = row.cases[verb]
        sandbox.faults.add(row.provider, case.operation, "reset_before")
        if case.harmful:  # nobody can tell it from the case above
            with pytest.raises(OutcomeUnknownError):
                face.case(verb)
            assert effects(sandbox, row, verb) == 0
        else:
            assert face.case(verb).status is case.status

    def test_refused_connection(self, sandbox: Sandbox, row: Row, verb: str, asynchronous: bool) -> None:
        with pytest.raises(APIConnectionError) as caught:
            Face(row, asynchronous, sandbox.refused_url(), sandbox).case(verb)
        assert caught.value.outcome is Outcome.NOT_HAPPENED
        assert caught.value.advice in ("repeat", "same_key")

    def test_rate_limit(self, face: Face, sandbox: Sandbox, row: Row, verb: str) -> None:
        operation = row.cases[verb].operation
        sandbox.faults.add(row.provider, operation, "status", code=429)
        assert face.case(verb).reference
        sandbox.faults.add(row.provider, operation, "status", times=None, code=429, retry_after=3600)
        with pytest.raises(RateLimitError):
            face.case(verb)

    def test_no_json(self, face: Face, sandbox: Sandbox, row: Row, verb: str) -> None:
        """A proxy's page in place of the answer is no success, and is never repeated as if nothing had happened."""
        sandbox.faults.add(row.provider, row.cases[verb].operation, "malformed", times=None, kind="html")
        if row.cases[verb].settled:  # the page hides what a look-up shows
            assert face.case(verb).status is row.cases[verb].status
        else:
            with pytest.raises(ReissueError) as caught:
                face.case(verb)
            assert isinstance(caught.value, ResponseDecodeError | OutcomeUnknownError)
            # Of a read nothing can happen.
            assert verb in READS or caught.value.outcome is not Outcome.NOT_HAPPENED
        assert effects(sandbox, row, verb) <= 1

    def test_an_answer_that_drifts_is_still_an_answer(
        self, sandbox: Sandbox, row: Row, verb: str, asynchronous: bool, drift: str
    ) -> None:
        case, drifts = row.cases[verb], list[Any]()
        sandbox.faults.add(row.provider, case.operation, drift)
        face = Face(row, asynchronous, sandbox.server_for(row.provider), sandbox, on_drift=drifts.append)
        try:
            invoice = face.case(verb)
        except ResponseDecodeError as error:  # the member is gone that would prove it
            assert drift in ("missing_member", "retype") and verb not in READS
            assert (error.outcome, error.advice) == ("unknown", "look" if case.harmful else "repeat")
            return
        assert isinstance(invoice, Invoice)
        if drift == "unknown_enum" and not case.own_status and drifts and "status" in str(drifts[0]).lower():
            assert invoice.status is InvoiceStatus.UNKNOWN

    def test_what_a_provider_cannot_do(self, face: Face, sandbox: Sandbox, row: Row) -> None:
        has = capabilities(plugin_of(row.provider).load())
        for verb in set(CAPABILITIES) - set(has):
            arguments: tuple[Any, ...] = ({}, b"{}") if verb == "parse_webhook" else ("anything",)
            with pytest.raises(UnsupportedOperationError, match="Instead: ") as caught:
                face.do(verb, *arguments)
            assert (caught.value.outcome, caught.value.advice) == (Outcome.NOT_HAPPENED, "person")
            assert caught.value.supported == has
        assert len(sandbox.traffic) == 0

    @only(lambda row, verb: row.cases[verb].unknown is not None and row.cases[verb].in_path and verb != "list")
    def test_a_reference_that_is_none(self, sandbox: Sandbox, row: Row, verb: str, no_reference: str) -> None:
        with pytest.raises(ReissueError, match=r".") as caught:
            face = Face(row, False, sandbox.server_for(row.provider), sandbox)
            face.do(verb, no_reference, **row.cases[verb].arguments)
        assert caught.value.outcome is Outcome.NOT_HAPPENED
        assert len(sandbox.traffic) == 0


def effects(sandbox: Sandbox, row: Row, verb: str) -> int:
    """How often the operation of a case had its effect."""
    return sandbox.effects[(row.provider, row.cases[verb].operation)]
