"""Which changes the database allows. It refuses all others itself, whoever asks: a program, a shell, a tool.

`LEGAL` is the whole rule of states; triggers, documentation and tests are made from it. What the other tables keep
stands in `guards`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from .schema import State

LEGAL: Final[Mapping[tuple[State, State], str]] = {
    (State.PLANNED, State.SENDING): "a claim under a live lease: one more attempt, and when",
    (State.PLANNED, State.SKIPPED): "with the reason",
    (State.SENDING, State.DONE): "the answer proves it",
    (State.SENDING, State.REFUSED): "it has surely not happened",
    (State.SENDING, State.UNKNOWN): "no answer that proves anything, or its sender is gone",
    (State.UNKNOWN, State.DONE): "with a decision: a read that proves it, or a person",
    (State.UNKNOWN, State.REFUSED): "with a decision: a read that proves that it did not happen, or a person",
    (State.UNKNOWN, State.MOOT): "with a decision: a read shows that it is paid or cancelled now",
    (State.UNKNOWN, State.SENDING): "the same key again, by a claim under a live lease",
    (State.REFUSED, State.PLANNED): "a new run, or a person",
    (State.SKIPPED, State.PLANNED): "a new run, or a person",
}
"""From, to, and when."""
Checks = Sequence[tuple[str, str]]
"""Of a trigger: what must not hold, in SQL, and the sentence with which it is refused."""
PURGED: Final = "purged:"
"""What stands before the keyed digest of a text that is gone."""
ENDED: Final = (State.DONE, State.MOOT, State.REFUSED, State.SKIPPED)
"""States that a purge may meet: nothing is under way, and nothing is planned."""
_PURGED: Final = re.compile(f"{PURGED}[0-9a-f]{{64}}")
_IDENTITY: Final = ("id", "campaign_id", "period", "account", "verb", "nth")
_SAME: Final = ("campaign_id", "period", "account", "verb", "nth")
_KEEPS: Final = ("advice", "key", "key_at", "sending_at", "changed_at", "lease_id", "amount", "currency")
_CLAIM: Final = (
    "new.attempts = old.attempts + 1 and new.sending_at is not null and (new.key is null or new.key_at is not null) and "
    "exists (select 1 from lease where lease.id = new.lease_id and lease.ended_at is null)"
)
_DECIDED: Final = (
    "exists (select 1 from decision where decision.intent_id = old.id and decision.verdict = new.state and "
    "decision.applied = 0)"
)
_CONDITIONS: Final[Mapping[tuple[State, State], str]] = {
    (State.PLANNED, State.SENDING): _CLAIM,
    (State.PLANNED, State.SKIPPED): "length(trim(coalesce(new.reason, ''))) > 0",
    (State.UNKNOWN, State.DONE): _DECIDED,
    (State.UNKNOWN, State.REFUSED): _DECIDED,
    (State.UNKNOWN, State.MOOT): _DECIDED,
    (
        State.UNKNOWN,
        State.SENDING,
    ): f"new.key is not null and new.key is old.key and new.key_at is old.key_at and {_CLAIM}",
}
"""What must hold besides, in SQL."""


def is_purged(text: str | None) -> bool:
    """Whether a text is what a purge leaves of another one."""
    return text is not None and _PURGED.fullmatch(text) is not None


def sqlite_triggers() -> Iterator[str]:
    """The triggers of SQLite, each as one statement.

    REPLACE and upserts fire no trigger of UPDATE or DELETE for what they replace, so that is refused when it is written.
    """
    yield trigger("intent_inserted", "insert", "intent", _new_intent())
    yield trigger("intent_changed", "update", "intent", _changed())
    yield trigger("intent_deleted", "delete", "intent", [("1", "an intent is never deleted")])
    # Also those that a repeat makes stale: a decision is about one time of not knowing.
    yield (
        "create trigger intent_decided after update of state on intent when old.state = 'unknown' and "
        "new.state <> 'unknown' begin update decision set applied = 1 where intent_id = new.id and applied = 0; end"
    )


# --- the checks of intents ---


def _new_intent() -> Checks:
    begins = among("coalesce(new.state, '')", (State.PLANNED, State.SKIPPED))
    return [
        (f"not ({begins})", "an intent begins planned or skipped"),
        (f"new.state = '{State.SKIPPED}' and length(trim(coalesce(new.reason, ''))) = 0", "a skipped one has a reason"),
        (
            "new.attempts is not 0 or new.sending_at is not null or new.lease_id is not null or new.key_at is not null",
            "a new intent has no attempts",
        ),
        (f"{purged('new.reference')} or {purged('new.object_id')}", "a new intent is not purged"),
        (f"exists (select 1 from intent i where i.id = new.id or {_taken('1')})", "this intent is there already"),  # noqa: S608 - names of ours
    ]


def _taken(which: str) -> str:
    """That another intent has its name, or its object."""
    same = " and ".join(f"i.{name} = new.{name}" for name in _SAME)
    return f"({which} and {same} and (i.reference = new.reference or i.object_id = new.object_id))"


_PLANNED_BY: Final = (
    "select 1 from item join run on run.id = item.run_id where item.intent_id = old.id and item.reason is null and "
    "run.state in ('running', 'paused') and run.plan_digest <> ''"
)
"""The runs that have not ended, and whose plan is whole, that an intent is an item of."""


def _changed() -> Checks:
    """What no change of an intent may do."""
    pairs = ", ".join(f"'{before}>{after}'" for before, after in LEGAL)
    ended = f"new.state is old.state and {among('old.state', ENDED)}"
    gone = f"{ended} and {purged('new.reference')} and not {purged('old.reference')}"
    renamed = "(new.reference is not old.reference or new.object_id is not old.object_id)"
    checks = [
        (differ(_IDENTITY), "an intent keeps its identity"),
        (
            f"new.body_digest is not old.body_digest and not (new.state = '{State.PLANNED}' and "
            f"{among('old.state', (State.REFUSED, State.SKIPPED))})",
            "a body changes with a new plan of what surely did not happen",
        ),
        (f"new.reference is not old.reference and not ({gone})", "a reference is changed by a purge alone"),
        (f"new.state is not old.state and {purged('old.reference')}", "what is purged stays as it is"),
        (
            f"new.state is not old.state and coalesce(old.state || '>' || new.state, '') not in ({pairs})",
            "no such transition",
        ),
        (
            f"{renamed} and exists (select 1 from intent i where {_taken('i.id <> old.id')})",  # noqa: S608 - names of ours
            "this intent is there already",
        ),
        *_object(ended),
        *_key_and_attempts(),
        (
            f"({differ(('amount', 'currency'))}) and new.state <> '{State.SENDING}' and exists ({_PLANNED_BY})",
            "what a plan is over stays, until it is sent",
        ),
        (
            f"{among('old.state', (State.DONE, State.MOOT))} and new.state is old.state and ({differ(_KEEPS)} or "
            f"(new.reason is not old.reason and not {shortened('reason')}))",
            "what has ended stays",
        ),
    ]
    for (before, after), condition in _CONDITIONS.items():
        moved = f"old.state = '{before}' and new.state = '{after}'"
        checks.append((f"{moved} and not ({condition})", f"{before} to {after} wants {LEGAL[before, after]}"))
    return checks


def _object(ended: str) -> Checks:
    """The provider's own name is learnt while something is planned or sent, never forgotten, and told after the end by nobody."""
    gone = f"{ended} and {purged('new.object_id')} and not {purged('old.object_id')}"
    over = among("old.state", (State.DONE, State.MOOT))
    return [
        ("new.object_id is null and old.object_id is not null", "the object of an intent is not forgotten"),
        (
            f"new.object_id is not old.object_id and ({over} or {purged('new.object_id')} or {purged('old.reference')}) "
            f"and not ({gone})",
            "the object of what has ended is changed by a purge alone",
        ),
    ]


def _key_and_attempts() -> Checks:
    """States in which nothing is under way: only there may a key change."""
    quiet = among("old.state", (State.PLANNED, State.REFUSED, State.SKIPPED))
    claimed = f"(new.state is '{State.SENDING}' and old.state is not '{State.SENDING}')"
    return [
        (f"new.key is not old.key and not ({quiet})", "a key that may have been used stays"),
        (
            "new.key_at is not old.key_at and old.key_at is not null and new.key is old.key",
            "when a key was first used stays",
        ),
        (f"new.key_at is not null and old.key_at is null and not {claimed}", "a key is first used by a claim"),
        ("new.attempts < old.attempts", "attempts are never taken back"),
        (f"new.attempts is not old.attempts and not {claimed}", "an attempt begins with a claim"),
        (f"({differ(('sending_at', 'lease_id'))}) and not {claimed}", "when and by whom it was sent stays"),
        (
            f"({differ(('amount', 'currency'))}) and old.state is not '{State.PLANNED}'",
            "what a claimed one is over stays",
        ),
    ]


# --- words of SQL ---


def trigger(name: str, event: str, table: str, checks: Checks) -> str:
    """A trigger that refuses what meets one of the checks. A condition that is NULL is not met: write them with that in mind."""
    cases = " ".join(f"when {condition} then raise(abort, '{message}')" for condition, message in checks)
    return f"create trigger {name} before {event} on {table} begin select case {cases} end; end"


def differ(names: Iterable[str]) -> str:
    """That one of these columns changes."""
    return " or ".join(f"new.{name} is not old.{name}" for name in names)


def among(what: str, states: Iterable[State]) -> str:
    """That it is one of these states."""
    return f"{what} in ({', '.join(repr(str(state)) for state in states)})"


def purged(what: str) -> str:
    """That a text is what a purge leaves: exactly that form. Never NULL."""
    digest = len(PURGED) + 1
    form = f"length({what}) = {len(PURGED) + 64} and {what} glob '{PURGED}*' and substr({what}, {digest}) not glob '*[^0-9a-f]*'"
    return f"coalesce({form}, 0)"


def shortened(name: str) -> str:
    """That of a column the beginning stays, and the rest becomes what a purge leaves of it. Never NULL."""
    size = len(PURGED) + 64
    begin = f"substr(new.{name}, 1, length(new.{name}) - {size}) = substr(old.{name}, 1, length(new.{name}) - {size})"
    done = purged(f"substr(old.{name}, -{size})")
    return f"coalesce({purged(f'substr(new.{name}, -{size})')} and {begin} and not {done}, 0)"
