"""The tables. Times are whole microseconds since 1970, UTC (`clock`); amounts are decimal texts, exactly as they were told.

An **intent** is what somebody wants to happen once. An **item** is a line of a run, and points to its intent: two runs of a
campaign that ask for the same thing have one intent. What is personal stands in ``reference``, ``object_id``, ``body``,
``delivery.raw``, ``event.told`` and ``decision``, and can be purged; identities stay, as keyed digests.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)


class State(StrEnum):
    """Where an intent stands."""

    PLANNED = "planned"
    """Nothing of it was sent."""
    SENDING = "sending"
    """Committed before the first byte of the request. Who finds it so after its sender is gone calls it unknown."""
    DONE = "done"
    """It has happened: an end."""
    REFUSED = "refused"
    """It has surely not happened."""
    UNKNOWN = "unknown"
    """It may have happened: a read or a person decides, never a repeat."""
    SKIPPED = "skipped"
    """It was not tried, with the reason."""
    MOOT = "moot"
    """It was unknown, and the invoice is paid or cancelled now: nobody repeats it, and nobody says that it was sent. An end."""


class EventState(StrEnum):
    """Where an event stands."""

    WAITING = "waiting"
    """To be handed to the handler, now or at its next attempt."""
    HANDLED = "handled"
    """The handler has returned."""
    KEPT = "kept"
    """Of a kind that is not handed to the handler."""
    POISON = "poison"
    """The handler failed too often: kept aside until it is replayed."""


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    """Kept, and to be read back from its provider."""
    READ = "read"
    """What it tells stands in its events; there may be none."""
    REFUSED = "refused"
    """It proves nothing: only its digest is kept."""
    POISON = "poison"
    """It could not be read for days: kept aside until it is replayed."""


class RunState(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    PAUSED = "paused"
    """Of a person, a brake, or an approval that is missing; `run.reason` says which."""
    ENDED = "ended"


metadata: Final = MetaData()
_ID: Final = BigInteger().with_variant(Integer, "sqlite")  # the only type that SQLite numbers by itself


def _id() -> Column[int]:
    return Column("id", _ID, primary_key=True, autoincrement=True)


def _index(name: str, where: str, *columns: Column[Any], unique: bool = False) -> None:
    """An index over some rows of a table alone."""
    some = text(where)
    Index(name, *columns, unique=unique, sqlite_where=some, postgresql_where=some)


meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

campaign = Table(
    "campaign",
    metadata,
    _id(),
    Column("name", Text, nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
)

run = Table(
    "run",
    metadata,
    _id(),
    Column("campaign_id", _ID, ForeignKey("campaign.id"), nullable=False),
    Column("verb", Text, nullable=False),
    Column("period", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("source", Text, nullable=False, server_default=""),
    Column("plan_digest", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("approved_by", Text),
    Column("approved_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    CheckConstraint("state in ('running', 'paused', 'ended')", name="run_state"),
)
# One run of a campaign at a time, by the database itself.
_index(
    "one_run_of_a_campaign",
    "state in ('running', 'paused')",
    run.c.campaign_id,
    unique=True,
)

lease = Table(
    "lease",
    metadata,
    _id(),
    Column("run_id", _ID, ForeignKey("run.id"), nullable=False),
    Column("owner", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("until", BigInteger),
    Column("taken_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    UniqueConstraint("run_id", "epoch"),
)

intent = Table(
    "intent",
    metadata,
    _id(),
    Column("campaign_id", _ID, ForeignKey("campaign.id"), nullable=False),
    Column("period", Text, nullable=False, server_default=""),
    Column("account", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("nth", Integer, nullable=False, server_default="0"),
    Column("object_id", Text),
    Column("body_digest", Text, nullable=False),
    Column("key", Text),
    Column("key_at", BigInteger),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("advice", Text),
    Column("amount", Text),
    Column("currency", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lease_id", _ID, ForeignKey("lease.id")),
    Column("sending_at", BigInteger),
    Column("changed_at", BigInteger, nullable=False),
    UniqueConstraint("campaign_id", "period", "account", "verb", "reference", "nth", name="one_intent"),
    CheckConstraint(f"state in ({', '.join(repr(str(state)) for state in State)})", name="intent_state"),
    CheckConstraint("(amount is null) = (currency is null)", name="intent_money"),
)
_index(
    "one_intent_of_an_object",
    "object_id is not null",
    *(intent.c[name] for name in ("campaign_id", "period", "account", "verb", "object_id", "nth")),
    unique=True,
)
_index(
    "intents_under_way",
    "state in ('sending', 'unknown')",
    intent.c.state,
)
Index("intents_of_a_reference", intent.c.account, intent.c.reference)
Index("intents_of_an_object", intent.c.account, intent.c.object_id)

item = Table(
    "item",
    metadata,
    Column("run_id", _ID, ForeignKey("run.id"), nullable=False),
    Column("line", Integer, nullable=False),
    Column("intent_id", _ID, ForeignKey("intent.id"), nullable=False),
    Column("reason", Text),
    PrimaryKeyConstraint("run_id", "line"),
)
Index("items_of_an_intent", item.c.intent_id)

# What a run leaves out, by the digest of each name: an invoice may turn out to be called so only when it is looked at.
excluded = Table(
    "excluded",
    metadata,
    Column("run_id", _ID, ForeignKey("run.id"), nullable=False),
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),
    PrimaryKeyConstraint("run_id", "account", "name"),
)

attempt = Table(
    "attempt",
    metadata,
    Column("intent_id", _ID, ForeignKey("intent.id"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("run_id", _ID, ForeignKey("run.id"), nullable=False),
    Column("lease_id", _ID, ForeignKey("lease.id"), nullable=False),
    Column("key", Text),
    Column("started_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("outcome", Text),
    Column("http_status", Integer),
    Column("request_id", Text),
    Column("code", Text),
    PrimaryKeyConstraint("intent_id", "n"),
)

decision = Table(
    "decision",
    metadata,
    _id(),
    Column("intent_id", _ID, ForeignKey("intent.id"), nullable=False),
    Column("run_id", _ID, ForeignKey("run.id")),
    Column("verdict", Text, nullable=False),
    Column("means", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("applied", Integer, nullable=False, server_default="0"),
)
Index("decisions_of_an_intent", decision.c.intent_id)

link = Table(
    "link",
    metadata,
    Column("run_id", Integer, nullable=False),
    Column("lease_id", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("about", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    PrimaryKeyConstraint("run_id", "lease_id", "n"),
)

body = Table(
    "body",
    metadata,
    Column("intent_id", _ID, ForeignKey("intent.id"), primary_key=True),
    Column("body", Text, nullable=False),
    Column("before", Text),
)

event = Table(
    "event",
    metadata,
    _id(),
    Column("account", Text, nullable=False),
    Column("transition", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("proof", Text, nullable=False),
    Column("reference", Text),
    Column("own_reference", Text),
    Column("told", Text),
    Column("received_at", BigInteger, nullable=False),
    Column("handled_at", BigInteger),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("replays", Integer, nullable=False, server_default="0"),
    Column("next_at", BigInteger, nullable=False),
    Column("error", Text),
    UniqueConstraint("account", "transition", name="one_event"),
    CheckConstraint("state in ('waiting', 'handled', 'kept', 'poison')", name="event_state"),
)
_index(
    "events_waiting",
    "state = 'waiting'",
    event.c.next_at,
)
Index("events_of_a_reference", event.c.account, event.c.reference)
Index("events_of_an_own_reference", event.c.account, event.c.own_reference)
_index(
    "events_with_text",
    "told is not null",
    event.c.received_at,
)

delivery = Table(
    "delivery",
    metadata,
    _id(),
    Column("account", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("raw", LargeBinary),
    Column("headers", Text),
    Column("signed", Integer, nullable=False, server_default="0"),
    Column("state", Text, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("repeats", Integer, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("unconfirmed", Integer, nullable=False, server_default="0"),
    Column("replays", Integer, nullable=False, server_default="0"),
    Column("read_at", BigInteger),
    Column("next_at", BigInteger, nullable=False),
    Column("error", Text),
    CheckConstraint("state in ('waiting', 'read', 'refused', 'poison')", name="delivery_state"),
    CheckConstraint("raw is not null or state in ('read', 'refused')", name="delivery_raw"),
)
_index(
    "deliveries_waiting",
    "state = 'waiting'",
    delivery.c.account,
    delivery.c.next_at,
)
Index("deliveries_of_a_body", delivery.c.account, delivery.c.digest)
_index(
    "deliveries_looked_up",
    "read_at is not null",
    delivery.c.account,
    delivery.c.read_at,
)
_index(
    "deliveries_with_text",
    "raw is not null",
    delivery.c.received_at,
)
_index(
    "deliveries_refused",
    "state = 'refused'",
    delivery.c.received_at,
)

delivered = Table(
    "delivered",
    metadata,
    Column("delivery_id", _ID, ForeignKey("delivery.id"), nullable=False),
    Column("event_id", _ID, ForeignKey("event.id"), nullable=False),
    PrimaryKeyConstraint("delivery_id", "event_id"),
)
Index("deliveries_of_an_event", delivered.c.event_id)
