# Part of the Reissue runtime: ordinary, tested code that every generated tree carries as it is.
"""One logical call, without I/O: a generator that yields what is to be done and is told what came of it.

    prepared request  ->  Reply or Broken
    Sleep             ->  nothing
    Login             ->  a Token, or the error that prevented it

Sync and async clients drive the same generator, so that there is one place where it is decided what is repeated.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from .auth import Token, TokenState
from .drift import Drift
from .errors import ConfigurationError, InvalidArgumentError, Outcome, ReissueError
from .operation import Effect, Idempotency, Operation
from .options import CallOptions
from .request import Arguments, Plan, prepare
from .retry import (
    AMBIGUOUS,
    TABLE,
    Action,
    Failure,
    Repeat,
    RetryPolicy,
    delay,
    failure_of,
    parse_retry_after,
)
from .transport import Broken, Prepared, Reply
from .verdict import Verdict, login_failed, read_success, request_id_of

if TYPE_CHECKING:
    from .client import Core

_NO_OPTIONS: Final = CallOptions()


class Sleep:
    """Wait so many seconds."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Login:
    """Drive these steps to their end while the lock of the token is held."""

    __slots__ = ("state", "steps")

    def __init__(self, state: TokenState, steps: Steps[Token | ReissueError]) -> None:
        self.state = state
        self.steps = steps


class Result:
    """What a call gave. Its repr shows no payload."""

    __slots__ = ("attempts", "drifts", "key", "reply", "value")

    def __init__(
        self,
        value: Any,
        drifts: tuple[Drift, ...],
        reply: Reply,
        attempts: int,
        key: str | None,
    ) -> None:
        self.value = value
        self.drifts = drifts
        self.reply = reply
        self.attempts = attempts
        self.key = key

    @property
    def status(self) -> int:
        """HTTP status, 2xx."""
        return self.reply.status

    def __repr__(self) -> str:
        return f"<Result {self.reply.status}>"


if TYPE_CHECKING:
    from typing import TypeVar

    R = TypeVar("R")
    Step = Prepared | Sleep | Login
    Steps = Generator[Step, Any, R]


def perform(
    core: Core,
    operation: Operation[Any],
    given: Arguments,
    options: CallOptions | None = None,
    anonymous: bool = False,
) -> Steps[Result]:
    """The whole call: build, log in, send, repeat what may be repeated, read the answer, or raise.

    `anonymous` is for logins: no credentials are added, and a 401 is final.
    """
    options = options or _NO_OPTIONS
    plan = core.plan(operation, anonymous)
    verdict = Verdict(core, plan)
    policy = options.retry or core.retry
    prepared, key, closing = _prepared(core, plan, given, options, verdict)
    if core.closed:
        raise verdict.make(
            ConfigurationError,
            "the client is closed; nothing was sent",
            outcome=Outcome.NOT_HAPPENED,
        )
    timeout = options.timeout or core.timeout
    strict = core.strict if options.strict is None else options.strict
    prepared.timeout = timeout
    started = time.monotonic()
    prepared.deadline = deadline = started + max(policy.deadline, timeout)
    # Who gives a header of their own for one call means it.
    token = (
        None
        if any(name.lower() == "authorization" for name in options.headers)
        else plan.token
    )
    relogged = False
    try:
        if token is not None:
            yield from _log_in(core, token, prepared, verdict)
        while True:
            verdict.attempts += 1
            began = time.monotonic()
            answer = yield from _send(core, prepared, operation, key)
            core.log_attempt(operation, verdict.attempts, answer, began, key)
            if isinstance(answer, Reply):
                if 200 <= answer.status < 300:
                    value, drifts = read_success(answer, verdict, strict)
                    return Result(value, drifts, answer, verdict.attempts, key)
                if (
                    answer.status == 401
                    and token is not None
                    and not relogged
                    and prepared.replayable
                ):
                    relogged = True
                    yield from _log_in(core, token, prepared, verdict)
                    continue
                wanted = parse_retry_after(answer.headers.get("retry-after"))
                failure = failure_of(answer.status, wanted)
            else:
                wanted, failure = None, answer.failure
            if failure in AMBIGUOUS and operation.effect is not Effect.READS:
                verdict.doubt = True
            pause = _pause(
                core,
                policy,
                plan.repeat,
                failure,
                prepared,
                verdict.attempts - relogged,
                wanted,
                deadline,
            )
            if pause is None:
                break
            yield Sleep(pause)
            if (
                plan.repeat is Repeat.HARMLESS
            ):  # any other attempt cut short would end with an unknown outcome
                prepared.timeout = min(timeout, max(deadline - time.monotonic(), 0.001))
    finally:
        if closing is not None:
            closing.close()
    raise verdict.error(answer, failure, wanted)


def _send(
    core: Core, prepared: Prepared, operation: Operation[Any], key: str | None
) -> Steps[Reply | Broken]:
    try:
        answer: Reply | Broken = yield prepared
    except GeneratorExit:  # cancelled, or Ctrl-C
        core.log_interrupted(operation, key)
        raise
    return answer


def _pause(
    core: Core,
    policy: RetryPolicy,
    repeat: Repeat,
    failure: Failure,
    prepared: Prepared,
    attempt: int,
    wanted: float | None,
    deadline: float,
) -> float | None:
    """Seconds until the next attempt; None where there is to be none."""
    if (
        TABLE[failure][repeat] is not Action.RETRY
        or not prepared.replayable
        or attempt >= policy.max_attempts
    ):
        return None
    pause = delay(policy, attempt, wanted, core.uniform)
    return pause if time.monotonic() + pause < deadline else None


# --- before sending ------------------------------------------------------------------------------------------


def _prepared(
    core: Core, plan: Plan, given: Arguments, options: CallOptions, verdict: Verdict
) -> tuple[Prepared, str | None, Any]:
    """The request with its idempotency key. Raises InvalidArgumentError, which then tells where it happened."""
    problem = None
    try:
        prepared, key, closing = _built(core, plan, given, options)
        if core.deaf_to(prepared):
            raise InvalidArgumentError(
                "an async iterator cannot be sent by a sync client"
            )
        verdict.key = key
        return prepared, key, closing
    except InvalidArgumentError as error:
        problem = error.message
    # Raised here: the frames below hold headers and parameters.
    raise verdict.invalid(problem)


def _built(
    core: Core, plan: Plan, given: Arguments, options: CallOptions
) -> tuple[Prepared, str | None, Any]:
    extra: Mapping[str, str] = options.headers
    idempotency = plan.operation.idempotency
    key = _key(idempotency, given, extra)
    if extra and idempotency is not None and idempotency.header is not None:
        extra = {
            name: value
            for name, value in extra.items()
            if name.lower() != idempotency.header.lower()
        }
    if given.url is not None:
        _check_url(plan, given.url, core.server)
    return prepare(plan, given, extra, options.query, key)


def _key(
    idempotency: Idempotency | None, given: Arguments, extra: Mapping[str, str]
) -> str | None:
    """The key that all attempts share: the caller's, else a new one. None where the provider recognises none."""
    key = given.key
    if idempotency is None:
        if key is not None:
            raise InvalidArgumentError(
                "the provider recognises no idempotency key for this operation"
            )
        return None
    if key is None and extra and idempotency.header is not None:
        key = next(
            (
                value
                for name, value in extra.items()
                if name.lower() == idempotency.header.lower()
            ),
            None,
        )
    longest = idempotency.max_length
    if key is None:
        from uuid import uuid4

        made = uuid4()
        return str(made) if longest is None or longest >= 36 else made.hex[:longest]
    if not key or not key.isascii() or not key.isprintable() or key != key.strip():
        raise InvalidArgumentError(
            "an idempotency key must be printable ASCII, and not empty"
        )
    if longest is not None and len(key) > longest:
        raise InvalidArgumentError(
            f"an idempotency key may have {longest} characters here, not {len(key)}"
        )
    return key


def _check_url(plan: Plan, url: str, base: str) -> None:
    from .address import unfit_for_call

    if problem := unfit_for_call(url, base, plan.operation.hosts):
        raise InvalidArgumentError(f"the url {problem}")


# --- tokens --------------------------------------------------------------------------------------------------


def _log_in(
    core: Core, state: TokenState, prepared: Prepared, verdict: Verdict
) -> Steps[None]:
    """Give the request a token: the one in force, unless it is spent or was just refused."""
    token = state.token
    refused = (
        prepared.token is not None
        and token is not None
        and prepared.token is token.header
    )
    if token is None or token.spent or refused:
        answer: Token | ReissueError = yield Login(
            state, _new_token(core, state, token)
        )
        if isinstance(answer, ReissueError):
            raise login_failed(answer, verdict)
        token = answer
    prepared.token = token.header


def _new_token(
    core: Core, state: TokenState, stale: Token | None
) -> Steps[Token | ReissueError]:
    """Under the lock: whoever waited finds the token that another call has got meanwhile."""
    if state.token is not None and state.token is not stale:
        return state.token
    last, state.token = state.token, None
    try:
        token = yield from state.scheme.login(
            partial(_plain_call, core), state.secrets, last or stale
        )
    except ReissueError as error:
        return error
    core.mask.add(token.text.reveal())
    state.token = token
    return token


def _plain_call(
    core: Core,
    operation: Operation[Any],
    body: object,
    options: CallOptions | None = None,
) -> Steps[Result]:
    return (
        yield from perform(
            core, operation, Arguments(body=body), options, anonymous=True
        )
    )


__all__ = ["Login", "Result", "Sleep", "perform", "request_id_of"]
