"""What an answer of the facade is for the ledger. Outcome and advice are taken from there, and nothing is judged twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from reissue_runtime import Effect

from reissue.errors import (
    Advice,
    APIConnectionError,
    APIStatusError,
    AuthenticationError,
    InternalServerError,
    Outcome,
    PermissionDeniedError,
    ProviderRejectedError,
    RateLimitError,
    ReissueError,
    ResponseDecodeError,
)
from reissue.invoice import Invoice
from reissue.plugin.outcome import Course
from reissue.plugin.watching import Made

from ..store.schema import State

_STATES: Final = {
    Outcome.HAPPENED: State.DONE,
    Outcome.NOT_HAPPENED: State.REFUSED,
    Outcome.UNKNOWN: State.UNKNOWN,
}
_MOST: Final = 80


class Verdict(Struct, frozen=True, kw_only=True):
    """What became of an attempt."""

    state: State
    reason: str | None = None
    """In our own words, with the provider's code; never its sentences, which may hold what is personal."""
    advice: str | None = None
    http_status: int | None = None
    request_id: str | None = None
    code: str | None = None
    object_id: str | None = None
    trouble: str | None = None
    """What would meet the next items too: the provider is away, or takes no requests now, or not with these credentials."""


def of_result(invoice: Invoice, courses: Sequence[Course], client: Any) -> Verdict:
    """Of a verb that gave an invoice."""
    made = courses[-1].deciding if courses else None
    reply = made.result.reply if made is not None and made.result is not None else None
    replaced = invoice.previous_reference is not None
    state, reason = State.DONE, None if invoice.checked else "done; the invoice could not be looked at after it"
    if not invoice.checked and _only_sets(made):
        state, reason = State.UNKNOWN, "the provider said yes, and the look after it failed, or shows something else"
    return Verdict(
        state=state,
        reason=f"replaced by {invoice.reference}" if replaced else reason,
        advice=None if invoice.checked else str(Advice.LOOK),
        http_status=reply.status if reply is not None else None,
        request_id=client.request_id(reply) if reply is not None else None,
        object_id=invoice.reference or None,
    )


def of_failure(error: BaseException, courses: Sequence[Course], *, repeats: bool) -> Verdict:
    """Of a verb that raised: an error of ours tells its outcome, and of anything else the calls that were made tell it.

    - repeats: Whether the same may have happened before: an outcome speaks of its own call, and takes nothing earlier back.
    """
    verdict = _of_call(error, courses)
    if not repeats or verdict.state is not State.REFUSED:
        return verdict
    reason = f"the repeat did nothing ({verdict.reason}); what was sent before may have happened"
    return replace(verdict, state=State.UNKNOWN, reason=reason, advice=str(Advice.LOOK))


def _of_call(error: BaseException, courses: Sequence[Course]) -> Verdict:
    if isinstance(error, ReissueError):
        state = _STATES[error.outcome]
        reason = in_words(error)
        advice = error.advice
        if state is State.DONE:
            state, reason, advice = _not_as_asked(error, reason, courses)
        return Verdict(
            state=state,
            reason=reason,
            advice=str(advice),
            http_status=error.status,
            request_id=error.request_id,
            code=_plain(error.code),
            trouble=trouble_of(error) if state is State.REFUSED else None,
        )
    outcome = courses[-1].outcome if courses else Outcome.NOT_HAPPENED
    name = "interrupted" if not isinstance(error, Exception) else f"a fault ({type(error).__name__})"
    if outcome is Outcome.NOT_HAPPENED:
        return Verdict(state=State.REFUSED, reason=f"{name} before it was sent", advice=str(Advice.REPEAT))
    return Verdict(state=State.UNKNOWN, reason=f"{name} while it was sent", advice=str(Advice.LOOK))


def _not_as_asked(error: ReissueError, reason: str, courses: Sequence[Course]) -> tuple[State, str, Advice]:
    """Of an error that says that it happened. What only sets a state can be read back, and what is not so is not done."""
    if not isinstance(error, ProviderRejectedError):
        return State.DONE, f"done, and its answer could not be read: {reason}", Advice.LOOK
    if _only_sets(courses[-1].about(error) if courses else None):
        return State.UNKNOWN, f"the provider said yes, and it is not as it was asked for: {reason}", Advice.LOOK
    return State.DONE, f"done, not as it was asked for: {reason}", Advice.PERSON


def _only_sets(made: Made | None) -> bool:
    """Whether a call sets a state: a read shows whether it is so, and a repeat sets the same."""
    return made is not None and made.operation.effect is Effect.SETS


def in_words(error: ReissueError) -> str:
    """An error in few words: its kind, the status and the code."""
    if is_late(error):
        return "too late: the process stood still between the claim and the request"
    if is_about_another(error):
        return "the provider answers with another invoice: it may have been replaced"
    told = [type(error).__name__.removesuffix("Error")]
    if error.status is not None:
        told.append(f"HTTP {error.status}")
    if code := _plain(error.code):
        told.append(code)
    return ", ".join(told)


def is_late(error: ReissueError) -> bool:
    """Whether nothing was sent because the moment had passed up to which it could be."""
    return "not_after" in (error.reason or "")


def trouble_of(error: ReissueError) -> str | None:
    """What of an error would meet the next item too; None where it is about this one alone."""
    if is_late(error):
        return None  # it was this process that stood still, and it goes on now
    if isinstance(error, AuthenticationError | PermissionDeniedError):
        return "the provider refuses the credentials"
    if isinstance(error, RateLimitError):
        return "the provider takes no more requests for now"
    if isinstance(error, APIConnectionError):
        return "the provider cannot be reached"
    if isinstance(error, InternalServerError):
        return "the provider fails"
    return None


def is_about_the_item(error: ReissueError) -> bool:
    """Whether a read that failed says something of its invoice, so that another try would give the same."""
    if is_about_another(error):
        return True
    return isinstance(error, APIStatusError | ProviderRejectedError | ValueError) and trouble_of(error) is None


def is_about_another(error: ReissueError) -> bool:
    """Whether a read was answered with another invoice than was asked for: one that has replaced it, or a fault."""
    return isinstance(error, ResponseDecodeError) and "about another" in (error.reason or "")


def _plain(code: str | None) -> str | None:
    if not code:
        return None
    return "".join(char for char in code if char.isprintable())[:_MOST] or None
