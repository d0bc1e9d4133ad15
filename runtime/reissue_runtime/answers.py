# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What a 2xx means: its typed value, or the error that the answer holds."""

from __future__ import annotations

from typing import Any, Final

from . import errors
from .decode import NotJson, codec
from .drift import Drift
from .errors import Outcome, ReissueError
from .operation import Effect
from .plan import by_media
from .problem import Unwrapped, bare
from .replies import is_json, is_text, text_of
from .steps import Reply
from .verdict import Verdict, words_of

_SHOWN: Final = 5  # drifts named in one error


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
        return None, ()
    if (file := _file(reply, verdict, type_)) is not None:
        return file
    try:
        found = _unwrapped(reply, verdict, type_)
    except NotJson as error:
        return _unreadable(reply, error.reason, verdict)
    if found.drifts:
        verdict.context.report(plan.operation, reply.status, found.drifts)
    if found.ok is not True:
        return _rejected(found, reply, verdict)
    if found.drifts and strict:
        return _misfit(reply, found.drifts, verdict)
    return found.value, found.drifts


def _unwrapped(reply: Reply, verdict: Verdict, type_: Any) -> Unwrapped[Any]:
    """A JSON answer. Raises NotJson."""
    plan = verdict.plan
    if not reply.body and reply.status in (204, 205):
        return bare(_without_body(type_))
    decoder = plan.decoder_for(reply.status)
    if plan.enveloped:
        found: Unwrapped[Any] = decoder.decode(reply.body)
        return found
    return bare(decoder.decode(reply.body))


def _file(
    reply: Reply, verdict: Verdict, type_: Any
) -> tuple[Any, tuple[Drift, ...]] | ReissueError | None:
    """An answer that is documented as bytes or text; None for JSON."""
    plan = verdict.plan
    if type_ is bytes:
        return _refusal_in_file(reply, verdict) or (reply.body, ())
    if type_ is str and not is_json(reply) and plan.may_be_text:
        return text_of(reply), ()
    raw = by_media(type_, plan.texts)[1]
    typed = reply.body and reply.headers.get("content-type")
    if not raw or not typed or is_json(reply):
        return None
    if str in raw and (bytes not in raw or is_text(reply)):
        return text_of(reply), ()
    return reply.body, ()


def _refusal_in_file(reply: Reply, verdict: Verdict) -> ReissueError | None:
    """A provider that says no inside of a 200 does so for a file too."""
    plan = verdict.plan
    if (
        not plan.flagged
        or not is_json(reply)
        or "json" in " ".join(plan.operation.accept)
    ):
        return None
    try:
        unwrapped = plan.envelopes[0].codec(Any, plan.envelopes).decode(reply.body)
    except NotJson:
        return None
    return _rejected(unwrapped, reply, verdict) if unwrapped.ok is False else None


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
            f"HTTP {reply.status} whose body has no {flags}, "
            f"which would tell success from failure{words}"
        )
        return _decode_error(verdict, what, Outcome.UNKNOWN, reply, **said)
    what = f"the provider rejected it inside of an HTTP {reply.status}{words}"
    return verdict.make(
        errors.ProviderRejectedError,
        what,
        outcome=Outcome.NOT_HAPPENED,
        reply=reply,
        **said,
    )


def _unreadable(reply: Reply, reason: str, verdict: Verdict) -> ReissueError:
    # Nothing tells success from failure where the flag is out of reach, and a page that
    # is no JSON may be a proxy's.
    known = (is_json(reply) or not reply.body) and not verdict.plan.flagged
    media = (
        reply.headers.get("content-type", "no content type").split(";")[0].strip()[:60]
    )
    what = f"HTTP {reply.status} whose body cannot be read ({reason}, {media})"
    return _decode_error(
        verdict,
        what,
        Outcome.HAPPENED if known else Outcome.UNKNOWN,
        reply,
        reason=reason,
    )


def _misfit(reply: Reply, drifts: tuple[Drift, ...], verdict: Verdict) -> ReissueError:
    named = "; ".join(str(drift) for drift in drifts[:_SHOWN])
    more = f"; and {len(drifts) - _SHOWN} more" if len(drifts) > _SHOWN else ""
    what = (
        f"HTTP {reply.status} whose body differs from the specification "
        f"(strict=True): {named}{more}"
    )
    return _decode_error(
        verdict, what, Outcome.HAPPENED, reply, reason=f"{named}{more}"
    )


def _decode_error(
    verdict: Verdict, what: str, outcome: Outcome, reply: Reply, **more: Any
) -> errors.ResponseDecodeError:
    advice = {
        Outcome.HAPPENED: "The call was a success: do not repeat it.",
        Outcome.UNKNOWN: "Whether it happened is unknown: "
        "read the object before you repeat the call.",
    }[outcome]
    if verdict.plan.operation.effect is Effect.READS:
        advice = ""
    return verdict.make(
        errors.ResponseDecodeError, what, advice, outcome=outcome, reply=reply, **more
    )
