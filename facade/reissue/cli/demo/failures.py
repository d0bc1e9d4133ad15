"""What goes wrong: what a provider cannot do, and one error of each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ... import errors
from ...credentials import QorePayCredentials
from ...errors import ReissueError
from ...gateway import Reissue
from ...registry import provider_name
from .stage import ABILLIFY, IREMBO, PURCHASE, UNEXPIRED, Stage


class Failure(NamedTuple):
    """A call that fails, with the error that it should raise."""

    kind: type[ReissueError]
    why: str
    call: Callable[[], object]


def show_failures(stage: Stage) -> None:
    """Each call, its error, and what the error says of the effect."""
    stage.screen.head("5. What a provider cannot do, and one error of each kind")
    rows: list[list[str]] = []
    for failure in (*_refused_here(stage), *_answered(stage), *_in_doubt(stage)):
        error = _error_of(failure.call)
        stage.fine = stage.fine and type(error) is failure.kind
        told = f"{failure.why}: {error}" if error else f"{failure.why}: NO ERROR"
        rows.append(
            [type(error).__name__, told, str(getattr(error, "outcome", "-")), str(getattr(error, "advice", "-"))]
        )
    stage.screen.plain_table(("error", "what happened", "effect", "what to do"), rows)
    stage.expect(stage.mails("qorepay") == 2, "the interrupted call had sent its e-mail, and was not repeated")


def _error_of(call: Callable[[], object]) -> ReissueError | None:
    try:
        call()
    except ReissueError as error:
        return error
    return None


def _refused_here(stage: Stage) -> list[Failure]:
    """Nothing reaches the provider."""
    gateway, nobody = stage.gateway, stage.sandbox.refused_url()
    return [
        Failure(
            errors.UnsupportedOperationError,
            "a verb that PayPen does not have",
            lambda: gateway.resend(provider_name("paypen"), UNEXPIRED),  # written out, type checkers refuse it
        ),
        Failure(errors.ConfigurationError, "a server without encryption", lambda: _resend_at("http://pay.example")),
        Failure(
            errors.InvalidArgumentError,
            "a reference that is a path",
            lambda: gateway.get("qorepay", "../../clients"),
        ),
        Failure(errors.APIConnectionError, "nobody listens (tried four times)", lambda: _resend_at(nobody)),
    ]


def _answered(stage: Stage) -> list[Failure]:
    """The provider says no."""

    def status(code: int, **chosen: Any) -> Callable[[], object]:
        call = lambda: stage.gateway.get("irembopay", IREMBO)  # noqa: E731 - one line says it
        return _broken(stage, "irembopay", "invoices-get", "status", call, code=code, **chosen)

    return [
        Failure(errors.BadRequestError, "400", status(400)),
        Failure(errors.AuthenticationError, "401", status(401)),
        Failure(errors.PermissionDeniedError, "403", status(403)),
        Failure(errors.NotFoundError, "an unknown reference", lambda: stage.gateway.get("abillify", "R-0000-00")),
        Failure(errors.ConflictError, "409", status(409)),
        Failure(errors.UnprocessableEntityError, "422", status(422)),
        Failure(
            errors.RateLimitError,
            "429, and the provider asks to wait longer than we would",
            status(429, retry_after=3600),
        ),
        Failure(
            errors.InternalServerError,
            "503 on a read, and the wait asked for is too long",
            status(503, retry_after=3600),
        ),
        Failure(
            errors.ProviderRejectedError,
            "a refusal inside a 200",
            _broken(stage, "paypen", "invoices-get", "error_envelope", lambda: stage.gateway.get("paypen", UNEXPIRED)),
        ),
    ]


def _in_doubt(stage: Stage) -> list[Failure]:
    """What came back proves nothing."""
    gateway = stage.gateway
    resend = "purchases-resendInvoice"
    return [
        Failure(
            errors.OutcomeUnknownError,
            "the connection breaks after the e-mail went out",
            _broken(stage, "qorepay", resend, "reset_after", lambda: gateway.resend("qorepay", PURCHASE)),
        ),
        Failure(
            errors.ResponseDecodeError,
            "a 200 with a page of HTML",
            _broken(
                stage, "abillify", "invoices-get", "malformed", lambda: gateway.get("abillify", ABILLIFY), kind="html"
            ),
        ),
        Failure(
            errors.WebhookVerificationError,
            "a forged webhook",
            lambda: gateway.parse_webhook("irembopay", {"irembopay-signature": "t=1653405045000,s=00"}, b"{}"),
        ),
    ]


def _resend_at(server: str) -> object:
    with Reissue(qorepay=QorePayCredentials(secret_key="demo-key", server=server)) as gateway:
        return gateway.resend("qorepay", PURCHASE)


def _broken(
    stage: Stage, provider: str, operation: str, fault: str, call: Callable[[], object], **chosen: Any
) -> Callable[[], object]:
    """A call that meets a fault of the sandbox, however often it is tried."""

    def run() -> object:
        stage.sandbox.faults.add(provider, operation, fault, times=None, **chosen)
        try:
            return call()
        finally:
            stage.sandbox.faults.clear()

    return run
