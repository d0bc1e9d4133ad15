"""The built-in adapters pass the suite that every adapter passes: see `reissue.conformance`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from reissue import Credentials, Invoice, InvoiceStatus, QorePayCredentials, ReissueError
from reissue.conformance import CANARY, Conformance, Face, Row
from reissue.plugin import Steps, ask, blocking
from reissue.providers.qorepay.adapter import QorePayAdapter, QorePayVerbs
from reissue.registry import BUILT_IN
from reissue_sandbox import Sandbox
from tests.facade.conformance_rows import ROWS


class TestBuiltIn(Conformance):
    rows = tuple(ROWS.values())


def test_every_built_in_provider_has_a_row() -> None:
    assert set(ROWS) == set(BUILT_IN)


SUITE, QOREPAY = Conformance(), ROWS["qorepay"]
RESEND = QOREPAY.cases["resend"]


def lying(**members: object) -> Row:
    """QorePay's row with something in the case of `resend` that is not true."""
    return replace(QOREPAY, cases={**QOREPAY.cases, "resend": replace(RESEND, **members)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("row", "test"),
    [
        (
            lying(harmful=False),
            lambda face, sandbox, row: SUITE.test_no_answer_after_the_effect(
                face, sandbox, row, "resend", "reset_after"
            ),
        ),
        (
            lying(settled=True),
            lambda face, sandbox, row: SUITE.test_no_answer_after_the_effect(face, sandbox, row, "resend", "cut"),
        ),
        (
            lying(status=InvoiceStatus.PAID),
            lambda face, sandbox, row: SUITE.test_verb(face, sandbox, row, "resend", False),
        ),
        (
            lying(operation="purchases-charge"),
            lambda face, sandbox, row: SUITE.test_verb(face, sandbox, row, "resend", False),
        ),
        (
            replace(QOREPAY, cases={"get": QOREPAY.cases["get"]}),
            lambda face, sandbox, row: SUITE.test_each_verb_of_the_adapter_has_a_case(row),
        ),
    ],
    ids=["harmful", "settled", "status", "operation", "verbs"],
)
def test_the_suite_finds_a_row_that_is_not_true(
    sandbox: Sandbox, row: Row, test: Callable[[Face, Sandbox, Row], None]
) -> None:
    face = Face(row, False, sandbox.server_for("qorepay"), sandbox)
    with pytest.raises((AssertionError, ReissueError)):
        test(face, sandbox, row)


class Careless(QorePayVerbs):
    """It mails whatever it is told to."""

    def resend(self, reference: str | Invoice, **_: object) -> Steps[Invoice]:
        given = reference if isinstance(reference, str) else reference.reference
        yield from ask(self.client.purchases.resend_invoice, given)
        return (yield from self.get(given))


class Forgetful(QorePayVerbs):
    """It asks how the invoice stands, and takes every answer."""

    def resend(self, reference: str | Invoice, **_: object) -> Steps[Invoice]:
        before = yield from self.before("resend", reference, tuple(InvoiceStatus))
        yield from ask(self.client.purchases.resend_invoice, before.reference)
        return before


@pytest.mark.parametrize("wrong", [Careless, Forgetful])
def test_the_suite_finds_an_adapter_that_mails_what_is_paid(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, wrong: type[QorePayVerbs]
) -> None:
    face = Face(QOREPAY, False, sandbox.server_for("qorepay"), sandbox)
    monkeypatch.setattr(QorePayAdapter, "verbs", wrong)
    monkeypatch.setattr(QorePayAdapter, "resend", blocking(wrong.resend))
    assert face.case("resend").reference  # it does what it should as long as nothing is paid
    sandbox.reset(at=sandbox.clock.now())
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        SUITE.test_a_settled_invoice_is_left_alone(face, sandbox, QOREPAY, "resend")


def test_the_suite_finds_a_way_to_settle_that_does_not(sandbox: Sandbox) -> None:
    row = replace(QOREPAY, settle=lambda sandbox, reference: None)
    face = Face(row, False, sandbox.server_for("qorepay"), sandbox)
    with pytest.raises(AssertionError):
        SUITE.test_a_settled_invoice_is_left_alone(face, sandbox, row, "resend")


def test_the_suite_finds_a_secret_that_is_shown(sandbox: Sandbox) -> None:
    """The canary in a member that is no secret: the brand stands in every repr."""

    def shown(server: str) -> Credentials:
        return QorePayCredentials(secret_key="k", brand_id=CANARY, server=server)

    with pytest.raises(AssertionError):
        SUITE.test_no_trace_shows_a_secret(sandbox, replace(QOREPAY, credentials=shown))
