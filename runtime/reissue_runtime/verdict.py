# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What is known of a call: the one error that says what happened and what to do."""

from __future__ import annotations

from typing import Any, Final

from . import errors
from .address import origin, resolve
from .body import Hidden
from .context import Context
from .decode import NotJson, codec, unread
from .errors import Advice, Outcome, ReissueError
from .model import sensitive_texts
from .operation import Effect
from .problem import Unwrapped, bare, read_problem
from .request import Arguments, Plan, by_status
from .retry import Failure, Repeat
from .secret import masked
from .steps import Broken, Reply

_ADVICE: Final = {
    400: "Correct the request.",
    401: "Check the credentials, and that they belong to this server.",
    403: "The credentials may not do this: ask the provider for the right.",
    404: "Check the reference, and that it belongs to this server.",
    409: "Read the object first: its state does not allow this, "
    "or the same request is under way.",
    422: "Correct the values.",
    429: "Wait before the next call.",
}


_NEXT: Final = {
    Advice.LOOK: ": read the object before you repeat the call.",
    Advice.SAME_KEY: ": make the call again with idempotency_key={!r}, "
    "which does it only once.",
    Advice.REPEAT: "; a repeat does no harm.",
}
"""What to do about what may have happened, in words."""

_PROVIDERS: Final = 500  # characters of what a provider says
_TRANSPORTS: Final = 300  # and of what a transport complains of
_READ: Final = 16_384  # characters of either that are looked through

_ANY: Final = ("text/*", "*/*")
"""Media types of errors: which are documented is not kept apart."""


class Verdict(Hidden):
    """What is known of a call so far, and the errors that say it."""

    context: Context
    plan: Plan
    attempts: int = 0
    key: str | None = None
    addressed: str | None = None
    """The last parameter of its path: the object that it is about."""
    given: Arguments | None = None
    """What the caller gave, some of which no text may repeat."""
    doubt: bool = False
    """Whether an earlier attempt may have had its effect.

    A refusal then does not prove that nothing happened.
    """
    open: bool = False
    """Whether an attempt is under way, or one is in doubt."""

    def mask(self, text: str) -> str:
        """The text without credentials, and without what was sent as sensitive.

        Of a longer one the beginning, which is more than is told.
        """
        text, sent = text[:_READ], self.given
        if sent is None:
            return self.context.mask(text)
        texts = [*sensitive_texts(sent.body)]
        operation = self.plan.operation
        for parameters, values in (
            (operation.query, sent.query),
            (operation.headers, sent.headers),
        ):
            for parameter, value in zip(parameters, values, strict=False):
                if getattr(parameter, "sensitive", False):
                    texts += sensitive_texts(value, marked=True)
        return masked(self.context.mask(text), texts)

    def make(
        self,
        kind: type[errors.E],
        what: str,
        advice: str = "",
        *,
        outcome: Outcome,
        reply: Reply | None = None,
        status: int | None = None,
        **more: Any,
    ) -> errors.E:
        """An error of this call: `what` happened, and what to do about it."""
        doubted = outcome is Outcome.NOT_HAPPENED and self.doubt
        if doubted:
            outcome, advice = Outcome.UNKNOWN, ""
        next_step = kind.advised(outcome, self.key, self._harmless(reply, doubted))
        if outcome is Outcome.UNKNOWN and not advice:
            earlier = "An earlier attempt may have had its effect"
            may_be = earlier if doubted else "It may have happened"
            advice = may_be + _NEXT.get(next_step, ".").format(self.key)
        provider, operation = self.context.provider.name, self.plan.operation.id
        return kind(
            self.context.mask(f"{provider} {operation}: {what}. {advice}".rstrip()),
            provider=provider,
            operation=operation,
            status=reply.status if reply is not None else status,
            request_id=self.context.request_id(reply),
            attempts=self.attempts,
            idempotency_key=self.key,
            outcome=outcome,
            advice=next_step,
            body=reply.body if reply is not None else None,
            **more,
        )

    def _harmless(self, reply: Reply | None, doubted: bool = False) -> bool:
        """Whether another call would do no harm, even if this one had its effect.

        A key that an answer has used up gives that answer again, and tells nothing. That
        a repeat is refused after a `doubted` attempt may mean that it is done.
        """
        keys = self.plan.operation.idempotency
        if self.plan.repeat is Repeat.KEYED and keys is not None:
            return reply is None or not keys.binds_failures
        return self.plan.repeat is Repeat.HARMLESS and (
            not doubted or reply is None or reply.status == 429
        )

    def invalid(self, problem: str) -> errors.InvalidArgumentError:
        """The call cannot be made as it was asked for."""
        return self.make(
            errors.InvalidArgumentError,
            f"{problem}; nothing was sent",
            outcome=Outcome.NOT_HAPPENED,
        )

    def closed(self) -> errors.ConfigurationError:
        """The client was closed, before the call or while it waited."""
        sent = "nothing more" if self.attempts else "nothing"
        what = f"the client is closed; {sent} was sent"
        none = Outcome.NOT_HAPPENED
        return self.make(errors.ConfigurationError, what, outcome=none)

    def error(
        self, answer: Reply | Broken, failure: Failure, wanted: float | None
    ) -> ReissueError:
        """The error for the last answer; `wanted` is its Retry-After in seconds."""
        if isinstance(answer, Broken):
            return self._broken(answer, failure)
        status = answer.status
        harmless_5xx = self.plan.repeat is Repeat.HARMLESS and status >= 500
        if failure is Failure.TIMEOUT or (status >= 500 and not harmless_5xx):
            return self._unknown(
                f"{_named(status)}{self._said(answer)[0]}", reply=answer
            )
        what, more = self._said(answer)
        advice = (
            "The call can be made again." if harmless_5xx else _ADVICE.get(status, "")
        )
        if wanted is not None and status in (429, 503):
            advice = f"The provider asks to wait {wanted:.0f} s."
        unsure = status >= 500 or status in _SEE_OTHER
        outcome = self.outcome(Outcome.UNKNOWN if unsure else Outcome.NOT_HAPPENED)
        if 300 <= status < 400:
            what = f", a redirect {self._target(answer)}, which is not followed"
            sure = outcome is Outcome.NOT_HAPPENED
            advice = "Check the address of the server." if sure else ""
        kind = errors.status_error(status)
        return self.make(
            kind,
            f"{_named(status)}{what}",
            advice,
            outcome=outcome,
            reply=answer,
            **more,
        )

    def _broken(self, answer: Broken, failure: Failure) -> ReissueError:
        words = self.context.mask(answer.message)[:_TRANSPORTS]
        if failure is Failure.TOO_LATE:
            return self._late(words)
        complaint = f"{answer.name}: {words}" if words else answer.name
        if failure is Failure.NOT_SENT and not self.doubt:
            there = origin(self.plan.base)
            what = f"{there} was not reached ({complaint}); nothing was sent"
            advice = "The call can be made again."
            return self.make(
                errors.APIConnectionError,
                what,
                advice,
                outcome=Outcome.NOT_HAPPENED,
                reason=complaint,
            )
        begun = (
            ""
            if answer.status is None
            else f" after the answer had begun with HTTP {answer.status}"
        )
        return self._unknown(
            f"no complete answer{begun} ({complaint})",
            status=answer.status,
            reason=complaint,
        )

    def _late(self, words: str) -> ReissueError:
        """The error where `not_after` kept an attempt from being sent.

        Who set it may have lost the work to somebody else meanwhile, so that without a
        key nothing is repeated before a look.
        """
        if self.doubt:
            what = f"it was too late for another attempt: {words}"
            return self._unknown(what, reason=words)
        advice = "Before it is made again, see whether somebody else has made it."
        if self.key is not None:
            advice = f"Made again, it wants idempotency_key={self.key!r}."
        elif self.plan.operation.effect is Effect.READS:
            advice = "It can be made again, with a later not_after."
        what = f"it was too late: {words}; nothing was sent"
        none = Outcome.NOT_HAPPENED
        kind = errors.APIConnectionError
        error = self.make(kind, what, advice, outcome=none, reason=words)
        if error.advice is Advice.REPEAT:  # so there is no key
            error.advice = Advice.LOOK
        return error

    def outcome(self, of_effect: Outcome) -> Outcome:
        """What is known of the call; one that only reads makes nothing happen."""
        reads = self.plan.operation.effect is Effect.READS
        return Outcome.NOT_HAPPENED if reads else of_effect

    def _unknown(
        self, what: str, reply: Reply | None = None, **more: Any
    ) -> ReissueError:
        kind: type[ReissueError] = errors.OutcomeUnknownError
        advice = ""
        if self.plan.operation.effect is Effect.READS:
            kind, advice = errors.APIConnectionError, "The call can be made again."
        if reply is not None:
            more |= self._said(reply)[1]
        return self.make(
            kind,
            what,
            advice,
            outcome=self.outcome(Outcome.UNKNOWN),
            reply=reply,
            **more,
        )

    def _said(self, reply: Reply) -> tuple[str, dict[str, Any]]:
        """The provider's words, as text and as attributes of an error."""
        problem = read_problem(reply.body, self.plan.envelopes)
        words, said = words_of(problem.message, problem.code, self)
        return words, {**said, "detail": self._detail(reply)}

    def _detail(self, reply: Reply) -> Any:
        """The error body, typed where its status is documented."""
        operation = self.plan.operation
        type_ = by_status(operation.errors, reply.status, None)
        if type_ is None or reply.status < 300:
            return None
        read: Unwrapped[Any] | None = None
        try:
            if operation.answers is not None:
                seen = reply.body, reply.content_type, _ANY, ()
                read, type_ = operation.answers(type_, *seen)
            if read is None:
                read = bare(codec(type_).decode(reply.body))
        except NotJson as error:
            if type_ is str:
                return reply.body.decode(errors="replace")
            self.context.report(operation, reply.status, unread(error))
            return None
        self.context.report(operation, reply.status, read.drifts)
        return read.value

    def _target(self, reply: Reply) -> str:
        """Only where a redirect leads to: the rest of an address may hold secrets."""
        if not (location := reply.headers.get("location")):
            return "without an address"
        there = origin(resolve(location, self.plan.base))
        return f"to {there or 'an address that cannot be read'}"


_SEE_OTHER: Final = frozenset({300, 302, 303, 304, 305, 306})
"""Redirects that are also sent after the work is done.

301, 307 and 308 say that it is to be asked for elsewhere.
"""


def words_of(
    message: str | None, code: str | None, verdict: Verdict
) -> tuple[str, dict[str, Any]]:
    """The provider's words without secrets, as text and as attributes.

    They are cut when nothing in them is secret any more.
    """
    message = verdict.mask(message)[:_PROVIDERS] if message else None
    code = verdict.mask(code)[:_PROVIDERS] if code else None
    words = (f": {message!r}" if message else "") + (f" (code {code})" if code else "")
    return words, {"code": code, "provider_message": message}


def _named(status: int) -> str:
    from http import HTTPStatus

    phrase = next((one.phrase for one in HTTPStatus if one == status), "")
    return f"HTTP {status} {phrase}".rstrip()


# --- logins --------------------------------------------------------------------------


def login_failed(error: ReissueError, verdict: Verdict) -> ReissueError:
    """The error of a call whose login failed: of the call itself nothing happened."""
    kind = type(error)
    advice = "The call itself was not sent."
    if errors.refuses_credentials(error):
        kind, advice = (
            errors.AuthenticationError,
            _ADVICE[401],
        )
    elif isinstance(error, errors.OutcomeUnknownError):
        kind = errors.APIConnectionError
    made = verdict.make(
        kind,
        f"the login failed: {error.message.rstrip('.')}",
        advice,
        outcome=Outcome.NOT_HAPPENED,
        code=error.code,
        provider_message=error.provider_message,
        detail=error.detail,
        reason=error.reason,
    )
    late = type(error) is errors.APIConnectionError and error.advice is Advice.LOOK
    if late and made.advice is Advice.REPEAT:  # as in `_late`
        made.advice = Advice.LOOK
    made.status, made.request_id, made.body = error.status, error.request_id, error.body
    return made
