"""Which changes the database allows. It refuses all others itself, whoever asks: a program, a shell, a tool.

`LEGAL` is the whole rule; triggers, documentation and tests are made from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from .schema import DeliveryState, EventState, State

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

_IDENTITY: Final = ("id", "campaign_id", "period", "account", "verb", "nth", "body_digest")
PURGED: Final = "purged:"
"""What stands before the keyed digest of a reference whose text is gone."""
_CLAIM: Final = (
    "new.attempts = old.attempts + 1 and new.sending_at is not null and exists "
    "(select 1 from lease where lease.id = new.lease_id and lease.ended_at is null)"
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
    ): f"new.key is not null and new.key = old.key and new.key_at = old.key_at and {_CLAIM}",
}
"""What must hold besides, in SQL."""
_OPEN: Final = f"old.state in ('{State.PLANNED}', '{State.REFUSED}', '{State.SKIPPED}')"
"""States in which nothing is under way: only there may key and object change, but for what an answer says."""


def sqlite_triggers() -> Iterator[str]:
    """The triggers of SQLite, each as one statement.

    REPLACE and upserts fire no trigger of UPDATE or DELETE, so what they would replace is refused when it is inserted.
    """
    yield _trigger("intent_inserted", "insert", "intent", _new_intent())
    yield _trigger("intent_changed", "update", "intent", _changed())
    yield _trigger("intent_deleted", "delete", "intent", [("1", "an intent is never deleted")])
    yield (
        "create trigger intent_decided after update of state on intent when old.state = 'unknown' and "
        "new.state in ('done', 'refused', 'moot') begin update decision set applied = 1 "
        "where intent_id = new.id and applied = 0; end"
    )
    for table, may_change in (
        ("attempt", ("ended_at", "outcome", "http_status", "request_id", "code")),
        ("decision", ("applied", "evidence", "who", "why")),
        ("link", ()),
        ("item", ()),
    ):
        yield _trigger(f"{table}_deleted", "delete", table, [("1", f"no {table} is ever deleted")])
        yield _trigger(f"{table}_changed", "update", table, _kept(table, may_change))
        yield _trigger(f"{table}_inserted", "insert", table, [(_same_key(table), f"this {table} is there already")])
    yield from _inbox_triggers()


def _inbox_triggers() -> Iterator[str]:
    """Events and deliveries: what was handled waits again by a replay alone, and a text that was taken away does not come back."""
    new_event = [
        (f"new.state not in ('{EventState.WAITING}', '{EventState.KEPT}')", "an event begins waiting or kept"),
        ("new.attempts <> 0 or new.replays <> 0 or new.handled_at is not null", "a new event has no attempts"),
        (
            "exists (select 1 from event e where e.id = new.id or (e.account = new.account and e.transition = new.transition))",
            "this event is there already",
        ),
    ]
    new_delivery = [
        (f"new.state = '{DeliveryState.POISON}'", "a delivery does not begin as poison"),
        (
            f"new.state = '{DeliveryState.REFUSED}' and new.raw is not null",
            "of what is refused only the digest is kept",
        ),
        ("exists (select 1 from delivery d where d.id = new.id)", "this delivery is there already"),
    ]
    yield _trigger("event_inserted", "insert", "event", new_event)
    yield _trigger("event_changed", "update", "event", _changed_event())
    yield _trigger("event_deleted", "delete", "event", [("1", "no event is ever deleted")])
    yield _trigger("delivery_inserted", "insert", "delivery", new_delivery)
    yield _trigger("delivery_changed", "update", "delivery", _changed_delivery())
    of_none = f"old.state <> '{DeliveryState.REFUSED}'"
    yield _trigger("delivery_deleted", "delete", "delivery", [(of_none, "only what was refused is deleted")])
    yield _trigger("delivered_changed", "update", "delivered", [("1", "what told of an event stays")])
    yield _trigger("delivered_deleted", "delete", "delivered", [("1", "what told of an event stays")])


EVENT_MOVES: Final[Mapping[tuple[EventState, EventState], str]] = {
    (EventState.WAITING, EventState.HANDLED): "its handler has returned",
    (EventState.WAITING, EventState.POISON): "its handler failed too often",
    **{(state, EventState.WAITING): "a replay" for state in EventState if state is not EventState.WAITING},
}
DELIVERY_MOVES: Final[Mapping[tuple[DeliveryState, DeliveryState], str]] = {
    (DeliveryState.WAITING, DeliveryState.READ): "it was read",
    (DeliveryState.WAITING, DeliveryState.REFUSED): "nothing confirms it",
    (DeliveryState.WAITING, DeliveryState.POISON): "it could not be read for days",
    (DeliveryState.POISON, DeliveryState.WAITING): "a replay",
}


def _changed_event() -> list[tuple[str, str]]:
    same = ("id", "account", "kind", "proof", "received_at")
    ended = f"old.state in ('{EventState.HANDLED}', '{EventState.KEPT}') and new.state = old.state"
    purged = f"(new.transition like '{PURGED}%' and new.told is null and {ended})"
    texts = " or ".join(
        f"new.{name} is not old.{name}" for name in ("transition", "reference", "own_reference", "told")
    )
    return [
        (" or ".join(f"new.{name} is not old.{name}" for name in same), "what an event says stays"),
        (f"({texts}) and not {purged}", "what an event says is changed by a purge alone"),
        *_moves(EVENT_MOVES),
        (f"new.state = '{EventState.WAITING}' and new.told is null", "an event whose text is gone is not handed out"),
    ]


def _changed_delivery() -> list[tuple[str, str]]:
    same = ("id", "account", "digest", "signed", "received_at")
    changed = " or ".join(f"(new.{name} is not null and new.{name} is not old.{name})" for name in ("raw", "headers"))
    return [
        (" or ".join(f"new.{name} is not old.{name}" for name in same), "what came stays"),
        (changed, "what came is taken away, never changed"),
        *_moves(DELIVERY_MOVES),
    ]


def _moves(
    legal: Mapping[tuple[EventState, EventState], str] | Mapping[tuple[DeliveryState, DeliveryState], str],
) -> list[tuple[str, str]]:
    pairs = ", ".join(f"'{before}>{after}'" for before, after in legal)
    again = "new.state = 'waiting' and old.state <> 'waiting'"
    return [
        (f"new.state <> old.state and old.state || '>' || new.state not in ({pairs})", "no such transition"),
        (f"{again} and new.replays <> old.replays + 1", "what has ended waits again by a replay alone"),
        ("new.replays < old.replays", "replays are never taken back"),
    ]


def _new_intent() -> list[tuple[str, str]]:
    same = " and ".join(f"i.{name} = new.{name}" for name in ("campaign_id", "period", "account", "verb", "nth"))
    named = "(i.reference = new.reference or i.object_id = new.object_id)"
    there = f"select 1 from intent i where i.id = new.id or ({same} and {named})"  # noqa: S608 - names of ours
    return [
        (f"new.state not in ('{State.PLANNED}', '{State.SKIPPED}')", "an intent begins planned or skipped"),
        (f"new.state = '{State.SKIPPED}' and length(trim(coalesce(new.reason, ''))) = 0", "a skipped one has a reason"),
        ("new.attempts <> 0 or new.sending_at is not null or new.lease_id is not null", "a new intent has no attempts"),
        (f"exists ({there})", "this intent is there already"),
    ]


def _changed() -> list[tuple[str, str]]:
    identity = " or ".join(f"new.{name} is not old.{name}" for name in _IDENTITY)
    purged = f"new.reference like '{PURGED}%' and new.state = old.state and old.state not in ('sending', 'unknown')"
    pairs = ", ".join(f"'{before}>{after}'" for before, after in LEGAL)
    checks = [
        (identity, "an intent keeps its identity"),
        (f"new.reference is not old.reference and not ({purged})", "a reference is changed by a purge alone"),
        (f"new.state <> old.state and old.state || '>' || new.state not in ({pairs})", "no such transition"),
        (f"new.key is not old.key and not ({_OPEN})", "a key that may have been used stays"),
        (
            f"new.key_at is not old.key_at and old.key_at is not null and not ({_OPEN})",
            "when a key was first used stays",
        ),
        (
            f"new.object_id is not old.object_id and old.state in ('{State.DONE}', '{State.MOOT}') and not "
            f"(new.object_id like '{PURGED}%' and new.state = old.state)",
            "the object of what has ended is changed by a purge alone",
        ),
        ("new.attempts < old.attempts", "attempts are never taken back"),
        (
            f"new.attempts <> old.attempts and not (new.state = '{State.SENDING}' and old.state <> '{State.SENDING}')",
            "an attempt begins with a claim",
        ),
        (
            f"old.state in ('{State.DONE}', '{State.MOOT}') and new.state is old.state and "
            "(new.reason is not old.reason or new.sending_at is not old.sending_at or new.amount is not old.amount)",
            "what has ended stays",
        ),
    ]
    for (before, after), condition in _CONDITIONS.items():
        moved = f"old.state = '{before}' and new.state = '{after}'"
        checks.append((f"{moved} and not ({condition})", f"{before} to {after} wants {LEGAL[before, after]}"))
    return checks


def _kept(table: str, may_change: tuple[str, ...]) -> list[tuple[str, str]]:
    from .schema import metadata

    columns = [column.name for column in metadata.tables[table].columns if column.name not in may_change]
    checks = [(" or ".join(f"new.{name} is not old.{name}" for name in columns), f"what a {table} says stays")]
    if table == "attempt":
        once = " or ".join(f"(old.{name} is not null and new.{name} is not old.{name})" for name in may_change)
        checks.append((once, "an attempt ends once"))
    if table == "decision":
        checks.append(("new.applied < old.applied", "a decision counts once"))
    return checks


def _same_key(table: str) -> str:
    from .schema import metadata

    keys = [column.name for column in metadata.tables[table].primary_key]
    return f"exists (select 1 from {table} t where {' and '.join(f't.{name} = new.{name}' for name in keys)})"  # noqa: S608 - names of ours


def _trigger(name: str, event: str, table: str, checks: list[tuple[str, str]]) -> str:
    cases = " ".join(f"when {condition} then raise(abort, '{message}')" for condition, message in checks)
    return f"create trigger {name} before {event} on {table} begin select case {cases} end; end"
