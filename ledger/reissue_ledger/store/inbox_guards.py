"""What the database allows with what is received."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from .schema import DeliveryState, EventState
from .transitions import purged, trigger


def inbox_triggers() -> Iterator[str]:
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
    yield trigger("event_inserted", "insert", "event", new_event)
    yield trigger("event_changed", "update", "event", _changed_event())
    yield trigger("event_deleted", "delete", "event", [("1", "no event is ever deleted")])
    yield trigger("delivery_inserted", "insert", "delivery", new_delivery)
    yield trigger("delivery_changed", "update", "delivery", _changed_delivery())
    of_none = f"old.state <> '{DeliveryState.REFUSED}'"
    yield trigger("delivery_deleted", "delete", "delivery", [(of_none, "only what was refused is deleted")])
    yield trigger("delivered_changed", "update", "delivered", [("1", "what told of an event stays")])
    yield trigger("delivered_deleted", "delete", "delivered", [("1", "what told of an event stays")])


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
    ended = f"old.state in ('{EventState.HANDLED}', '{EventState.KEPT}') and new.state is old.state"
    gone = [purged("new.transition"), f"not {purged('old.transition')}", "new.told is null", ended]
    gone += [
        f"(new.{name} is null and old.{name} is null or old.{name} is not null and {purged(f'new.{name}')})"
        for name in ("reference", "own_reference")
    ]
    texts = " or ".join(
        f"new.{name} is not old.{name}" for name in ("transition", "reference", "own_reference", "told")
    )
    # `or replace` would delete the other one, and no trigger of a deletion would fire.
    other = "select 1 from event e where e.id <> old.id and e.account = new.account and e.transition = new.transition"
    return [
        (f"new.transition is not old.transition and exists ({other})", "this event is there already"),
        (" or ".join(f"new.{name} is not old.{name}" for name in same), "what an event says stays"),
        (f"({texts}) and not ({' and '.join(gone)})", "what an event says is changed by a purge alone"),
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
