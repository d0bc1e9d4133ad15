"""The same cases for every adapter, sync and async: each verb, each kind of failure, and nothing sent twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reissue import (
    APIConnectionError,
    AuthenticationError,
    BadRequestError,
    Invoice,
    InvoiceStatus,
    Money,
    NotFoundError,
    Outcome,
    OutcomeUnknownError,
    ProviderRejectedError,
    RateLimitError,
    ReissueError,
    ResponseDecodeError,
    UnsupportedOperationError,
)
from reissue.capabilities import CAPABILITIES, capabilities
from reissue.registry import BUILT_IN
from reissue_sandbox import Sandbox
from tests.facade.conformance_rows import ROWS, VERBS, Face

Make = Callable[..., Face]
MODES = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
EACH = pytest.mark.parametrize(("provider", "verb"), VERBS)


@pytest.fixture
def face(sandbox: Sandbox) -> Make:
    def make(provider: str, asynchronous: bool, server: str | None = None, **options: object) -> Face:
        return Face(provider, asynchronous, server or sandbox.server_for(provider), sandbox, **options)

    return make


def effects(sandbox: Sandbox, provider: str, verb: str) -> int:
    return sandbox.effects[(provider, ROWS[provider].cases[verb].operation)]


def test_every_verb_of_every_adapter_is_in_the_suite() -> None:
    for provider, row in ROWS.items():
        verbs = set(capabilities(BUILT_IN[provider].load())) - {"parse_webhook"}
        assert set(row.cases) == verbs
    assert set(ROWS) == set(BUILT_IN)


@EACH
@MODES
@pytest.mark.parametrize("strict", [False, True], ids=["lenient", "strict"])
def test_verb(face: Make, sandbox: Sandbox, provider: str, verb: str, asynchronous: bool, strict: bool) -> None:
    sandbox.strict = strict
    invoice = face(provider, asynchronous).case(verb)
    assert isinstance(invoice, Invoice)
    assert invoice.provider == provider
    assert invoice.reference
    assert invoice.status is ROWS[provider].cases[verb].status
    assert isinstance(invoice.money, Money) and invoice.money.amount > 0
    assert invoice.issued_at is not None and invoice.issued_at.utcoffset() is not None
    assert invoice.expires_at is not None and invoice.expires_at.utcoffset() is not None
    assert invoice.raw is not None
    assert sandbox.violations == [] == sandbox.notices
    assert effects(sandbox, provider, verb) == (0 if verb in ("get", "list") else 1)


@EACH
@MODES
def test_same_verb_of_the_adapter(face: Make, provider: str, verb: str, asynchronous: bool) -> None:
    case = ROWS[provider].cases[verb]
    found = face(provider, asynchronous).run(
        lambda gateway: getattr(gateway[provider], verb)(case.subject(), **case.arguments)
    )
    assert isinstance(found[0] if verb == "list" else found, Invoice)


@EACH
@MODES
def test_not_found(face: Make, sandbox: Sandbox, provider: str, verb: str, asynchronous: bool) -> None:
    case = ROWS[provider].cases[verb]
    if case.unknown is None:
        pytest.skip("takes no reference")
    with pytest.raises((NotFoundError, ProviderRejectedError)) as caught:
        face(provider, asynchronous).do(verb, case.unknown, **case.arguments)
    assert caught.value.outcome is Outcome.NOT_HAPPENED
    assert effects(sandbox, provider, verb) == 0


@EACH
@MODES
def test_auth(face: Make, sandbox: Sandbox, provider: str, verb: str, asynchronous: bool) -> None:
    sandbox.faults.add(provider, "*", "status", times=None, code=401)
    with pytest.raises(AuthenticationError) as caught:
        face(provider, asynchronous).case(verb)
    assert caught.value.outcome is Outcome.NOT_HAPPENED
    assert effects(sandbox, provider, verb) == 0


@EACH
@MODES
def test_rejected(face: Make, sandbox: Sandbox, provider: str, verb: str, asynchronous: bool) -> None:
    sandbox.faults.add(provider, ROWS[provider].cases[verb].operation, "status", times=None, code=400)
    with pytest.raises(BadRequestError) as caught:
        face(provider, asynchronous).case(verb)
    assert caught.value.outcome is Outcome.NOT_HAPPENED
    assert caught.value.provider == provider
    assert effects(sandbox, provider, verb) == 0


@pytest.mark.parametrize(("provider", "verb"), [(p, v) for p, v in VERBS if p in ("irembopay", "paypen")])
@MODES
def test_rejected_inside_a_200(face: Make, sandbox: Sandbox, provider: str, verb: str, asynchronous: bool) -> None:
    sandbox.faults.add(provider, ROWS[provider].cases[verb].operation, "error_envelope", times=None)
    with pytest.raises(ProviderRejectedError):
        face(provider, asynchronous).case(verb)
    assert effects(sandbox, provider, verb) == 0


@EACH
@MODES
@pytest.mark.parametrize("fault", ["reset_after", "cut", "status"])
def test_no_answer_after_the_effect(
    face: Make, sandbox: Sandbox, provider: str, verb: str, asynchronous: bool, fault: str
) -> None:
    """What may have happened is repeated only where a repeat does no harm, and then it is told as a success."""
    case = ROWS[provider].cases[verb]
    arguments = {"code": 502, "after": True} if fault == "status" else {}
    sandbox.faults.add(provider, case.operation, fault, **arguments)
    subject = face(provider, asynchronous)
    if case.harmful and not case.settled:
        with pytest.raises(OutcomeUnknownError) as caught:
            subject.case(verb)
        assert caught.value.outcome is Outcome.UNKNOWN
        assert caught.value.advice == "look"
        assert caught.value.operation == case.operation
    else:
        assert subject.case(verb).status is case.status
    if verb not in ("get", "list", "update", "cancel") and (provider, verb) != ("irembopay", "reissue"):
        assert effects(sandbox, provider, verb) == 1
    assert len([message for message in sandbox.outbox if message.provider == provider]) <= 1


@EACH
@MODES
def test_no_answer_before_the_effect(
    face: Make, sandbox: Sandbox, provider: str, verb: str, asynchronous: bool
) -> None:
    case = ROWS[provider].cases[verb]
    sandbox.faults.add(provider, case.operation, "reset_before")
    subject = face(provider, asynchronous)
    if case.harmful:  # nobody can tell it from the case above
        with pytest.raises(OutcomeUnknownError):
            subject.case(verb)
        assert effects(sandbox, provider, verb) == 0
    else:
        assert subject.case(verb).status is case.status


@EACH
@MODES
def test_refused_connection(face: Make, sandbox: Sandbox, provider: str, verb: str, asynchronous: bool) -> None:
    with pytest.raises(APIConnectionError) as caught:
        face(provider, asynchronous, server=sandbox.refused_url()).case(verb)
    assert caught.value.outcome is Outcome.NOT_HAPPENED
    assert caught.value.advice in ("repeat", "same_key")


@EACH
@MODES
def test_rate_limit(face: Make, sandbox: Sandbox, provider: str, verb: str, asynchronous: bool) -> None:
    operation = ROWS[provider].cases[verb].operation
    sandbox.faults.add(provider, operation, "status", code=429)
    assert face(provider, asynchronous).case(verb).reference
    sandbox.faults.add(provider, operation, "status", times=None, code=429, retry_after=3600)
    with pytest.raises(RateLimitError):
        face(provider, asynchronous).case(verb)


@EACH
@MODES
def test_no_json(face: Make, sandbox: Sandbox, provider: str, verb: str, asynchronous: bool) -> None:
    """A proxy's page in place of the answer is no success, and is never repeated as if nothing had happened."""
    sandbox.faults.add(provider, ROWS[provider].cases[verb].operation, "malformed", times=None, kind="html")
    with pytest.raises(ReissueError) as caught:
        face(provider, asynchronous).case(verb)
    assert isinstance(caught.value, ResponseDecodeError | OutcomeUnknownError)
    if verb not in ("get", "list"):  # of a read nothing can happen
        assert caught.value.outcome is not Outcome.NOT_HAPPENED
    assert effects(sandbox, provider, verb) <= 1


@EACH
@MODES
@pytest.mark.parametrize("fault", ["extra_member", "unknown_enum", "retype", "missing_member"])
def test_an_answer_that_drifts_is_still_an_answer(
    face: Make, sandbox: Sandbox, provider: str, verb: str, asynchronous: bool, fault: str
) -> None:
    sandbox.faults.add(provider, ROWS[provider].cases[verb].operation, fault)
    drifts: list[object] = []
    try:
        invoice = face(provider, asynchronous, on_drift=drifts.append).case(verb)
    except ResponseDecodeError as error:  # the member is gone that would prove it
        assert fault in ("missing_member", "retype") and verb not in ("get", "list")
        assert (error.outcome, error.advice) == ("unknown", "look" if ROWS[provider].cases[verb].harmful else "repeat")
        return
    assert isinstance(invoice, Invoice)
    if fault == "unknown_enum" and drifts and "status" in str(drifts[0]).lower():
        assert invoice.status is InvoiceStatus.UNKNOWN


@pytest.mark.parametrize("provider", ROWS)
@MODES
def test_what_a_provider_cannot_do(face: Make, sandbox: Sandbox, provider: str, asynchronous: bool) -> None:
    missing = set(CAPABILITIES) - set(ROWS[provider].cases) - {"parse_webhook"}
    assert missing
    for verb in missing:
        with pytest.raises(UnsupportedOperationError, match="Instead: ") as caught:
            face(provider, asynchronous).do(verb, "anything")
        assert caught.value.advice == "person"
        assert verb not in caught.value.supported
        assert set(ROWS[provider].cases) < set(caught.value.supported)
        assert caught.value.outcome is Outcome.NOT_HAPPENED
        assert not face(provider, asynchronous).run(lambda gateway: hasattr(gateway[provider], verb))
    assert len(sandbox.traffic) == 0


@pytest.mark.parametrize(("provider", "verb"), [pair for pair in VERBS if pair[1] not in ("create", "list")])
@pytest.mark.parametrize("reference", ["", ".", "..", "a/../b", "x\ny"])
def test_a_reference_that_is_none(face: Make, sandbox: Sandbox, provider: str, verb: str, reference: str) -> None:
    case = ROWS[provider].cases[verb]
    if case.operation == "invoices-regenerate":
        pytest.skip("goes into a body, where any text may stand")
    with pytest.raises(ReissueError, match=r".") as caught:
        face(provider, False).do(verb, reference, **case.arguments)
    assert caught.value.outcome is Outcome.NOT_HAPPENED
    assert len(sandbox.traffic) == 0
