"""What became of a verb: told of the verb as a whole, in one place, from what was sent."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from msgspec import Struct
from reissue_runtime.operation import Effect

from ..errors import (
    Advice,
    ConfigurationError,
    InvalidArgumentError,
    Outcome,
    OutcomeUnknownError,
    ProviderRejectedError,
    ReissueError,
    ResponseDecodeError,
)
from .settling import UNDER_WAY, Sent
from .watching import Made, watched

OWN_REFERENCES: Final = ("reference", "transaction_id")
"""What requests call the caller's own reference of an invoice."""
_FIRST = ("reference", "new", "customer")
"""What verbs call the first of their arguments."""
_HOW = frozenset({"self", "options", "even_if", "fresh", "idempotency_key"})
"""Arguments that say how a verb goes about it, and nothing of what it does."""
_followed: ContextVar[list[Course] | None] = ContextVar("reissue_followed", default=None)


class Course(Struct):
    """The course of a verb: what it was asked to do, and the calls that it made."""

    provider: str
    verb: str
    reference: str | None
    """What it was asked to act on."""
    key: str | None
    """The idempotency key that was given."""
    made: Sequence[Made]
    """Its calls, in their order."""

    @property
    def effects(self) -> list[Made]:
        """The calls that may have had an effect, in their order."""
        return [one for one in self.made if one.operation.effect is not Effect.READS and not _is_refused(one)]

    @property
    def unsettled(self) -> ReissueError | None:
        """The error of the call with an effect that failed last, unless it happened, or a later call, whichever, was answered."""
        left: ReissueError | None = None
        for one in self.made:
            if one.result is not None:
                left = None
            elif one.error is not None and one.operation.effect is not Effect.READS:
                left = one.error
        return None if left is not None and left.outcome is Outcome.HAPPENED else left

    @property
    def interrupted(self) -> bool:
        """Whether the last call came to no end: what was raised then, such as a time limit of the caller's, is not ours."""
        return bool(self.made) and self.made[-1].result is None and self.made[-1].error is None

    @property
    def begun(self) -> bool:
        """Whether a call was made ready, so that only the provider or the state of an invoice could stop it."""
        return any(not isinstance(one.error, ConfigurationError | InvalidArgumentError) for one in self.made)

    @property
    def outcome(self) -> Outcome:
        """Whether the effects of the verb took place. Nothing happened while only reads were made."""
        if not (effects := self.effects):
            return Outcome.NOT_HAPPENED
        return Outcome.HAPPENED if all(one.result for one in effects) else Outcome.UNKNOWN

    @property
    def deciding(self) -> Made | None:
        """The call that the verb is about: the last one with an effect, else the last one; None where none was made."""
        return next(reversed([*self.effects] or [*self.made]), None)

    def about(self, error: ReissueError) -> Made | None:
        """The call that an error is about: the one that raised it, else the one that it names, else the deciding one."""
        named = [one for one in self.made if one.operation.id == error.operation]
        return next((one for one in self.made if one.error is error), next(reversed(named), self.deciding))

    @property
    def idempotency_key(self) -> str | None:
        """The key that the provider was given with the deciding call, or that it would have been given."""
        one = self.deciding
        found = one and (one.result.key if one.result else one.error and one.error.idempotency_key)
        return found or self.key


@contextmanager
def followed() -> Generator[list[Course], None, None]:
    """The courses of all verbs that are called inside, in their order; each is complete when its verb has ended."""
    courses: list[Course] = []
    token = _followed.set(courses)
    try:
        yield courses
    finally:
        _followed.reset(token)


@contextmanager
def told_of(
    verbs: Any, steps: Callable[..., Any], verb: str, args: Sequence[object], chosen: Mapping[str, object]
) -> Generator[None, None, None]:
    """Run the steps of a verb. Its error names provider, verb and reference, and tells the outcome of all its calls.

    One whose outcome is unknown carries what was sent, as its attribute `sent`: see `settling`.

    - verbs: The `Verbs` of the provider.
    - steps: Those of the verb, and `verb` its name, which may be another one.
    - args, chosen: What they were given.
    """
    first, key = next(iter(args), None), chosen.get("idempotency_key")
    if not args:
        first = next((chosen[name] for name in _FIRST if name in chosen), None)
    references = [first, *(getattr(first, name, None) for name in OWN_REFERENCES)]
    with watched(verbs.now) as made:
        course = Course(
            provider=verbs.credentials.provider,
            verb=verb,
            reference=next((one for one in references if isinstance(one, str)), None),
            key=key if isinstance(key, str) else None,
            made=made,
        )
        if (following := _followed.get()) is not None:
            following.append(course)
        try:
            yield
            if (left := course.unsettled) is not None:
                raise left  # an adapter that goes on as if nothing had been, would tell a lie
        except ReissueError as error:
            _complete(error, course)
            _keep(error, course, verbs, steps, args, chosen)
            raise
        except Exception as fault:
            if not course.effects or course.interrupted:
                raise
            typed = _fault(fault, course)
            _complete(typed, course)
            _keep(typed, course, verbs, steps, args, chosen)
            raise typed from fault


def _complete(error: ReissueError, course: Course) -> None:
    """Name provider, verb and reference, and tell the outcome of the verb."""
    error.provider, error.verb, error.reference = error.provider or course.provider, course.verb, course.reference
    _settle(error, course)


def _keep(
    error: ReissueError,
    course: Course,
    verbs: Any,
    steps: Callable[..., Any],
    args: Sequence[object],
    chosen: Mapping[str, object],
) -> None:
    """Let an error of unknown outcome carry what was sent."""
    if error.outcome is not Outcome.UNKNOWN or not (effects := course.effects):
        return
    from inspect import signature

    verb, ended, last = steps.__name__, verbs.now(), effects[-1]
    at = next((one.at for one in course.made if one.operation.effect is not Effect.READS and one.at), ended)
    _, *names = signature(steps).parameters
    first, given = next(iter(names), ""), {**dict(zip(names, args, strict=False)), **chosen}
    asked = {name: value for name, value in given.items() if name not in _HOW and name != first}
    read = [one.result.value for one in course.made[: course.made.index(last)] if one.result]
    failed = last.error
    answered = (
        last.result.reply.status if last.result else failed.status if failed and failed.body is not None else None
    )
    key = course.idempotency_key
    vars(error)["sent"] = Sent(
        verb=verb,
        reference=course.reference or "",
        at=at,
        until=ended + UNDER_WAY,
        chosen={**verbs.frozen(verb, at), **asked},
        new=given.get(first) if verb == "create" else None,
        key=key,
        key_at=at if course.key is None and key is not None else None,  # of a caller's own nobody knows
        status=answered,
        before=read[-1] if read else getattr(given.get(first), "raw", None),
        account=verbs.account,
    )


def _fault(fault: Exception, course: Course) -> ReissueError:
    """For what an adapter raises that is no error of ours, such as a KeyError, after a call with an effect."""
    happened = course.outcome is Outcome.HAPPENED
    kind = ResponseDecodeError if happened else OutcomeUnknownError
    told = "it was done" if happened else "whether it was done is unknown"
    return kind(
        f"{course.provider} {course.verb}: the adapter failed ({type(fault).__name__}) after a call: {told}. "
        "Look it up in the provider's portal before you repeat anything.",
        outcome=course.outcome,
    )


def _settle(error: ReissueError, course: Course) -> None:
    """The outcome of the verb, the key to go on with, and what to do next.

    An error of the adapter itself tells the operation that it is about, and its answer, as an error of the call would.
    """
    one = course.about(error)
    if one is not None and one.error is not error and (one.result or one.operation.effect is not Effect.READS):
        error.operation = one.operation.id
        if one.result is not None:
            error.status = error.status or one.result.reply.status
        if (left := one.result or one.error) is not None:
            error.attempts = error.attempts or left.attempts
    if error.idempotency_key is None:
        error.idempotency_key = course.key
    outcome = _outcome(error, course)
    if outcome is not error.outcome:
        if error.outcome is Outcome.NOT_HAPPENED:
            told = "was done before" if outcome is Outcome.HAPPENED else "may have been done before"
            why = error.message.removesuffix(" Nothing was sent.")
            error.args = (f"{why} But {course.effects[-1].operation.id} {told}: do not repeat it.",)
        error.outcome, error.advice = outcome, error.advised(outcome, error.idempotency_key)
    elif error.advice is Advice.REPEAT and error.idempotency_key is not None:
        error.advice = Advice.SAME_KEY  # a repeat with another key could do it a second time


def _outcome(error: ReissueError, course: Course) -> Outcome:
    """What failed after an effect takes nothing of it back."""
    failed = next((one for one in course.made if one.error is error), None)
    if failed is None:  # the adapter's own: what an answer means it knows best, and nothing else
        judged = isinstance(error, ProviderRejectedError) and course.unsettled is None
        return error.outcome if judged or error.outcome is not Outcome.NOT_HAPPENED else course.outcome
    if failed.operation.effect is Effect.READS:
        return course.outcome
    if error.outcome is Outcome.NOT_HAPPENED and course.effects:  # an earlier effect of the verb was not refused
        return Outcome.UNKNOWN
    return error.outcome


def _is_refused(one: Made) -> bool:
    """Whether a call with an effect surely had none: one that was interrupted too, in a login or after a refusal."""
    if one.error is None:
        return one.result is None and not one.open
    return one.error.outcome is Outcome.NOT_HAPPENED
