"""What became of a verb that failed: told of the verb as a whole, in one place, from what was sent."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager

from reissue_runtime.call import Made, watched
from reissue_runtime.operation import Effect

from ..errors import Advice, Outcome, ReissueError


@contextmanager
def told_of(
    provider: str, verb: str, args: Sequence[object], chosen: Mapping[str, object]
) -> Generator[None, None, None]:
    """Run the steps of a verb. Its error names provider, verb and reference, and tells the outcome of all its calls."""
    with watched() as made:
        try:
            yield
        except ReissueError as error:
            first = args[0] if args else None
            reference = first if isinstance(first, str) else getattr(first, "reference", None)
            error.provider, error.verb = error.provider or provider, verb
            error.reference = reference if isinstance(reference, str) else None
            _settle(error, made, chosen.get("idempotency_key"))
            raise


def _settle(error: ReissueError, made: Sequence[Made], given: object) -> None:
    """The outcome of the verb, the key to go on with, and what to do next."""
    if error.idempotency_key is None and isinstance(given, str):
        error.idempotency_key = given
    outcome = _outcome(error, made)
    if outcome is not error.outcome:
        error.outcome, error.advice = outcome, error.advised(outcome, error.idempotency_key)
    elif error.advice is Advice.REPEAT and error.idempotency_key is not None:
        error.advice = Advice.SAME_KEY  # a repeat with another key could do it a second time


def _outcome(error: ReissueError, made: Sequence[Made]) -> Outcome:
    """Nothing happened while only reads were made, and what failed after an effect takes nothing of it back."""
    effects = [one for one in made if one.effect is not Effect.READS and not _is_refused(one)]
    failed = next((one for one in made if one.error is error), None)
    if failed is None:  # the adapter's own: it knows what the answers mean
        return error.outcome
    if failed.effect is Effect.READS:
        return _of(effects)
    if error.outcome is Outcome.NOT_HAPPENED and effects:  # an earlier effect of the same verb was not refused
        return Outcome.UNKNOWN
    return error.outcome


def _of(effects: Sequence[Made]) -> Outcome:
    if not effects:
        return Outcome.NOT_HAPPENED
    return Outcome.HAPPENED if all(one.done for one in effects) else Outcome.UNKNOWN


def _is_refused(one: Made) -> bool:
    """Whether a call with an effect surely had none. One that was interrupted may have had it."""
    return one.error is not None and one.error.outcome is Outcome.NOT_HAPPENED
