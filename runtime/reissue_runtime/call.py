# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""One logical call, without I/O: its steps, in order, and what follows from each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import partial
from math import inf
from typing import Any, Final, TypeAlias, cast

from msgspec.structs import replace

from .answers import read_success
from .body import Written
from .context import Context
from .decode import NotJson
from .errors import InvalidArgumentError
from .late import boot_clock
from .operation import Effect, Operation, Reads
from .options import CallOptions
from .request import Arguments, Plan, prepare
from .retry import (
    AMBIGUOUS,
    LONGEST,
    TABLE,
    Action,
    Failure,
    Repeat,
    delay,
    failure_of,
    parse_retry_after,
)
from .steps import Broken, Prepared, Reply, Result, Sleep, Steps
from .verdict import Verdict, login_failed

_NO_OPTIONS: Final = CallOptions()
Watch: TypeAlias = Callable[
    [Operation[Any], Callable[..., Steps[Result]]], Steps[Result]
]
"""What may look on while a call is made: of it, and of what begins it, its steps.

What begins it takes a function that is told of the Verdict.
"""
watching: Final[ContextVar[Watch | None]] = ContextVar("reissue_watching", default=None)
"""What looks on in this context; logins apart."""


def perform(
    context: Context,
    operation: Operation[Any],
    given: Arguments,
    options: CallOptions | None = None,
    anonymous: bool = False,
    deadline: float = inf,
    kind: Callable[..., Call] | None = None,
) -> Steps[Result]:
    """The whole call: build, log in, send, repeat what may be repeated, read.

    `anonymous` is for logins: no credentials are added, and a 401 is final. `deadline`
    is that of the call which a login is for. `kind` is for answers that are not read to
    their end here. Raises the one error that says what happened.
    """
    watch = watching.get()
    about = context, operation, given, options, anonymous, deadline, kind or Call
    if watch is None or anonymous:
        return _performed(*about)
    return watch(operation, partial(_performed, *about))


def _performed(
    context: Context,
    operation: Operation[Any],
    given: Arguments,
    options: CallOptions | None,
    anonymous: bool,
    deadline: float,
    kind: Callable[..., Call],
    tell: Callable[[Verdict], object] | None = None,
) -> Steps[Result]:
    options = _NO_OPTIONS if options is None else options
    verdict = Verdict(context, context.plan(operation, anonymous), given=given)
    if tell is not None:
        tell(verdict)
    if given.path and operation.evidence is not None:
        verdict.addressed = str(given.path[-1])
    prepared, body = _prepared(verdict, given, options)
    try:
        if context.closed:
            raise verdict.closed()
        return (yield from kind(verdict, prepared, options, deadline).steps())
    finally:
        if body is not None and body.close is not None:
            body.close()


class Call:
    """A call on its way: its request, what is known, how long it may take."""

    def __init__(
        self,
        verdict: Verdict,
        prepared: Prepared,
        options: CallOptions,
        deadline: float,
    ) -> None:
        context = verdict.context
        self.context = context
        self.verdict = verdict
        self.plan = verdict.plan
        self.prepared = prepared
        self.policy = options.retry or context.retry
        self.timeout = options.timeout or context.timeout
        self.strict = context.strict if options.strict is None else options.strict
        total = self.policy.deadline or max(LONGEST, self.timeout)
        prepared.deadline = min(context.clock() + total, deadline)
        prepared.not_after = options.not_after
        self.room = min(self.timeout, total / 4) if self._risky else 0.0
        """Seconds that another attempt is not begun without."""
        # Who gives a header of their own for one call means it.
        own = any(name.lower() == "authorization" for name in options.headers)
        self.session = None if own else self.plan.session
        self.relogged = False

    def steps(self) -> Steps[Result]:
        """Send, and send again what may be repeated, until there is a result."""
        yield from self._log_in()
        while True:
            answer = yield from self._attempt()
            if isinstance(answer, Reply) and (
                200 <= answer.status < 300
                or answer.status in self.plan.operation.others
            ):
                return self._result(answer)
            torn = self._says_yes(answer)
            if not torn and self._may_log_in_again(answer):
                self.relogged, self.verdict.open = True, self.verdict.doubt
                yield from self._log_in()
                continue
            failure, wanted = (Failure.TIMEOUT, None) if torn else _judged(answer)
            if failure in AMBIGUOUS and self.plan.operation.effect is not Effect.READS:
                self.verdict.doubt = True
            self.verdict.open = self.verdict.doubt
            pause = self._pause(failure, wanted)
            if pause is None:
                raise self.verdict.error(answer, failure, wanted)
            yield Sleep(pause)
            if self.context.closed:
                raise self.verdict.closed()

    def _log_in(self) -> Steps[None]:
        """Give the request a token: the one in force, unless it was just refused."""
        if self.session is not None:
            error = yield from self.session.authorize(self.prepared, self._login)
            if error is not None:
                raise login_failed(error, self.verdict)

    def _login(
        self,
        operation: Operation[Any],
        body: object,
        options: CallOptions | None,
    ) -> Steps[Result]:
        given, deadline = Arguments(body=body), self.prepared.deadline
        if (not_after := self.prepared.not_after) is not None:
            options = replace(options or _NO_OPTIONS, not_after=not_after)
        return perform(self.context, operation, given, options, True, deadline)

    def _attempt(self) -> Steps[Reply | Broken]:
        """Send once."""
        operation, verdict = self.plan.operation, self.verdict
        verdict.attempts += 1
        verdict.open = True
        began = self.context.clock()
        left = self.prepared.deadline - began
        self.prepared.timeout = min(self.timeout, max(left, 0.001))
        try:
            answer: Reply | Broken = yield self.prepared
        except GeneratorExit:  # cancelled, or Ctrl-C
            self.context.log_interrupted(operation, verdict.key)
            raise
        number = verdict.attempts
        self.context.log_attempt(operation, number, answer, began, verdict.key)
        if isinstance(answer, Reply):
            self.context.log_beside_body(operation, answer)
        return answer

    def _result(self, reply: Reply) -> Result:
        verdict = self.verdict
        read: Reads = self.plan.operation.others.get(reply.status, read_success)
        value, drifts = read(reply, verdict, self.strict)
        return Result(value, drifts, reply, verdict.attempts, verdict.key)

    def _says_yes(self, answer: Reply | Broken) -> bool:
        """Whether the body of a refused effect says by its flag that it was done.

        Which of the two is true is not known. Of the body the flag alone is read.
        """
        plan, changes = self.plan, self.plan.operation.effect is not Effect.READS
        if not (plan.flagged and changes and isinstance(answer, Reply)):
            return False
        try:
            return plan.decoder_of(None).decode(answer.body).ok is True
        except NotJson:
            return False

    def _may_log_in_again(self, answer: Reply | Broken) -> bool:
        """Whether the token was refused, for the first time in this call."""
        return (
            self.session is not None
            and answer.status == 401
            and isinstance(answer, Reply)
            and not self.relogged
            and self.prepared.replayable
        )

    def _pause(self, failure: Failure, wanted: float | None) -> float | None:
        """Seconds until the next attempt; None where there is to be none."""
        attempt = self.verdict.attempts - self.relogged
        action = TABLE[failure][self.plan.repeat]
        keys = self.plan.operation.idempotency
        if action is Action.UNLESS_BOUND and keys is not None:
            action = Action.STOP if keys.binds_failures else Action.RETRY
        if (
            action is not Action.RETRY
            or not self.prepared.replayable
            or attempt >= self.policy.max_attempts
        ):
            return None
        pause = delay(self.policy, attempt, wanted, self.context.uniform)
        not_after = self.prepared.not_after
        if not_after is not None and boot_clock() + pause > not_after:
            return None
        soonest = self.context.clock() + pause + self.room
        return None if soonest >= self.prepared.deadline else pause

    @property
    def _risky(self) -> bool:
        """Whether an attempt that is cut off leaves the outcome unknown."""
        return self.plan.repeat is not Repeat.HARMLESS


def _judged(answer: Reply | Broken) -> tuple[Failure, float | None]:
    """How an attempt failed, and how many seconds the provider asks to wait."""
    if isinstance(answer, Broken):
        return answer.failure, None
    wanted = parse_retry_after(answer.headers.get("retry-after"))
    return failure_of(answer.status, wanted), wanted


# --- before sending ------------------------------------------------------------------


def _prepared(
    verdict: Verdict, given: Arguments, options: CallOptions
) -> tuple[Prepared, Written | None]:
    """The request, and its body. Raises InvalidArgumentError, which tells where."""
    try:
        prepared, key, body = _built(verdict, given, options)
        if verdict.context.deaf_to(prepared):
            what = "an async iterator cannot be sent by a sync client"
            raise InvalidArgumentError(what)
        verdict.key = key
        return prepared, body
    except InvalidArgumentError as error:
        problem = error.message
    # Raised here: the frames below hold headers and parameters.
    raise verdict.invalid(problem)


def _built(
    verdict: Verdict, given: Arguments, options: CallOptions
) -> tuple[Prepared, str | None, Written | None]:
    if not isinstance(cast("object", options), CallOptions):
        raise InvalidArgumentError("options= is a CallOptions")
    plan, extra = verdict.plan, options.headers
    if (since := plan.operation.since) is not None:
        since(verdict.context, plan.operation, given, extra)
    key = _key(plan, given, extra)
    if given.url and (problem := given.url.refused(verdict.context.server)):
        raise InvalidArgumentError(f"the url {problem}")
    return prepare(plan, given, extra, options.query, key)


def _key(plan: Plan, given: Arguments, extra: Mapping[str, str]) -> str | None:
    """The key that all attempts share; None where the provider recognises none."""
    keys = plan.operation.idempotency
    if keys is not None:
        return keys.key(given.key, extra)
    if given.key is not None:
        raise InvalidArgumentError(
            "the provider recognises no idempotency key for this operation"
        )
    return None
