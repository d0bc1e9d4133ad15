"""The built-in adapters pass the suite that every adapter passes: see `reissue.conformance`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from reissue import Credentials, InvoiceStatus, QorePayCredentials, ReissueError
from reissue.conformance import CANARY, Conformance, Face, Row
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


def test_the_suite_finds_a_secret_that_is_shown(sandbox: Sandbox) -> None:
    """The canary in a member that is no secret: the brand stands in every repr."""

    def shown(server: str) -> Credentials:
        return QorePayCredentials(secret_key="k", brand_id=CANARY, server=server)

    with pytest.raises(AssertionError):
        SUITE.test_no_trace_shows_a_secret(sandbox, replace(QOREPAY, credentials=shown))
