# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What a 2xx means: its typed value, or the error that the answer holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from msgspec import Raw, Struct

from . import errors
from .decode import NotJson, codec, unread
from .drift import Drift
from .errors import Outcome, ReissueError
from .model import is_struct
from .operation import Effect, Operation
from .parts import members_of
from .problem import Unwrapped, bare
from .shape import layout
from .steps import Reply
from .verdict import Verdict, words_of

_SHOWN: Final = 5  # drifts named in one error
_AN_ERROR: Final = "is what the specification documents as an error"


def read_success(
    reply: Reply, verdict: Verdict, strict: bool
) -> tuple[Any, tuple[Drift, ...]]:
    """The typed value of a 2xx. Raises ProviderRejectedError or ResponseDecodeError."""
    found = _read(reply, verdict, strict)
    if isinstance(found, ReissueError):
        raise found  # here, as the frames below hold what the provider wrote
    return found


def _read(
    reply: Reply, verdict: Verdict, strict: bool
) -> tuple[Any, tuple[Drift, ...]] | ReissueError:
    plan = verdict.plan
    type_ = plan.type_for(reply.status)
    if type_ is None and not plan.flagged:
        lack = lack_of(verdict, None, reply)
        return (None, ()) if lack is None else _unproved(lack, reply, verdict)
    try:
        found = unwrapped(reply, verdict, type_)
    except NotJson as error:
        verdict.context.report(
            plan.operation,
            reply.status,
            unread(error),
        )
        return _unreadable(reply, error, verdict)
    drifts = verdict.context.report(plan.operation, reply.status, found.drifts)
    if found.ok is not True:
        return _rejected(found, reply, verdict)
    if (lack := lack_of(verdict, found, reply)) is not None:
        return _unproved(lack, reply, verdict)
    if drifts and strict:
        return misfit(reply, drifts, verdict)
    return found.value, drifts


def lack_of(verdict: Verdict, found: Unwrapped[Any] | None, reply: Reply) -> str | None:
    """What an answer lacks of the proof that it was done; None where it is proved."""
    operation = verdict.plan.operation
    value = found.value if found is not None else None
    reads = operation.effect is Effect.READS
    # Of a list that is read, an empty one is a whole answer.
    if operation.evidence is not None and not (reads and value == []):
        status, about = reply.status, verdict.addressed
        sent = verdict.given.body if verdict.given is not None else None
        lack = operation.evidence.lack(value, status, reply.body, about, sent)
        if lack is not None:
            return lack
        if not (reads or _is_unprinted(operation)):
            odd = found is not None and found.is_odd and not verdict.plan.enveloped
            told = odd and _has_error(reply, verdict)
            return _AN_ERROR if told else None
    if found is None and reply.body and reply.content_type.startswith("text/html"):
        return "is a page of HTML, where no body is documented"
    doubtful = found is not None and (found.is_odd or _is_unprinted(operation))
    if doubtful and is_error(reply.body, verdict):
        return _AN_ERROR
    return None


def _is_unprinted(operation: Operation[Any]) -> bool:
    """Whether the document does not print what proves it; see `unprinted`."""
    return getattr(operation.evidence, "unprinted", False)


def _errors(verdict: Verdict) -> Iterable[type[Struct]]:
    """The documented errors that require a member."""
    types = verdict.plan.operation.errors.values()
    return (one for one in types if is_struct(one) and layout(one).required)


def is_error(body: bytes, verdict: Verdict) -> bool:
    """Whether a body that misfits is a documented error."""
    try:
        read = (codec(one).decode(body)[1] for one in _errors(verdict))
        return any(not any(one.is_doubt for one in drifts) for drifts in read)
    except NotJson:
        return False


def _has_error(reply: Reply, verdict: Verdict) -> bool:
    """Whether a body has all that a documented error requires, and no answer documents."""
    try:
        names = frozenset(members_of(Raw(reply.body)))
    except (ValueError, RecursionError):
        return False
    answer = verdict.plan.type_for(reply.status)
    mine = layout(answer).slots.keys() if is_struct(answer) else ()
    needed = ({wire for wire, _ in layout(one).required} for one in _errors(verdict))
    return any(each <= names and each.isdisjoint(mine) for each in needed)


def _unproved(lack: str, reply: Reply, verdict: Verdict) -> ReissueError:
    """The outcome of a call with an effect is unknown; a read is made again."""
    what = f"HTTP {reply.status}, but the answer {lack}"
    return decode_error(verdict, what, Outcome.UNKNOWN, reply, reason=lack)


def unwrapped(reply: Reply, verdict: Verdict, type_: Any) -> Unwrapped[Any]:
    """What an answer holds. Raises NotJson."""
    plan, operation = verdict.plan, verdict.plan.operation
    if operation.answers is not None:
        seen = reply.body, reply.content_type, operation.accept, plan.envelopes
        read, type_ = operation.answers(type_, *seen)
        if read is not None:
            return read
    if (
        reply.status in (204, 205) or _is_unprinted(operation)
    ) and not reply.body.strip():
        return bare(_without_body(type_))
    decoder = plan.decoder_of(type_)
    if plan.enveloped:
        found: Unwrapped[Any] = decoder.decode(reply.body)
        return found
    return bare(decoder.decode(reply.body))


def _without_body(type_: Any) -> tuple[Any, tuple[Drift, ...]]:
    """A 204 is a success, whatever was documented."""
    if type_ is None:
        return None, ()
    value, drifts = codec(type_).decode(b"null")
    return value, tuple(
        Drift(drift.path, drift.expected, "nothing") for drift in drifts
    )


def _rejected(
    unwrapped: Unwrapped[Any], reply: Reply, verdict: Verdict
) -> ReissueError:
    words, said = words_of(unwrapped.message, unwrapped.code, verdict)
    if unwrapped.ok is None:
        envelopes = verdict.plan.envelopes
        flags = " or ".join(repr(each.flag) for each in envelopes if each.flag)
        what = (
            f"HTTP {reply.status} whose body does not tell by {flags} "
            f"whether it is a success{words}"
        )
        return decode_error(verdict, what, Outcome.UNKNOWN, reply, **said)
    what = f"the provider rejected it inside of an HTTP {reply.status}{words}"
    return verdict.make(
        errors.ProviderRejectedError,
        what,
        outcome=Outcome.NOT_HAPPENED,
        reply=reply,
        **said,
    )


def _unreadable(reply: Reply, error: NotJson, verdict: Verdict) -> ReissueError:
    given = verdict.context.mask(reply.content_type).partition(";")[0]
    reason, plan = error.reason, verdict.plan
    what = (
        f"HTTP {reply.status} whose body cannot be read "
        f"({reason}, {given.strip()[:60] or 'no content type'})"
    )
    # Of a documented answer nothing else is asked where no proof is.
    proves = error.documented and plan.operation.evidence is None and not plan.flagged
    outcome = Outcome.HAPPENED if proves else Outcome.UNKNOWN
    return decode_error(verdict, what, outcome, reply, reason=reason)


def misfit(reply: Reply, drifts: tuple[Drift, ...], verdict: Verdict) -> ReissueError:
    named = "; ".join(str(drift) for drift in drifts[:_SHOWN])
    more = f"; and {len(drifts) - _SHOWN} more" if len(drifts) > _SHOWN else ""
    what = (
        f"HTTP {reply.status} whose body differs from the specification "
        f"(strict=True): {named}{more}"
    )
    return decode_error(verdict, what, Outcome.HAPPENED, reply, reason=f"{named}{more}")


def decode_error(
    verdict: Verdict, what: str, outcome: Outcome, reply: Reply, **more: Any
) -> errors.ResponseDecodeError:
    """The error for a 2xx that cannot be used; of what only reads nothing happened."""
    outcome = verdict.outcome(outcome)
    done = outcome is Outcome.HAPPENED
    advice = "The call was a success: do not repeat it." if done else ""
    return verdict.make(
        errors.ResponseDecodeError, what, advice, outcome=outcome, reply=reply, **more
    )
