"""Handing over: retried, kept aside, replayed; inside a transaction exactly once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from reissue.errors import InvalidArgumentError
from reissue_ledger.errors import LedgerError
from reissue_ledger.inbox import Bounds, Inbox, ReceivedEvent, records
from reissue_ledger.store.schema import EventState
from tests.ledger.inbox.kit import ACCOUNT, CLOCK, Box, Heard, gateway_to, purchase

Boxes = Callable[..., Box]
T = 1_700_000_000


def created(number: int = 1) -> bytes:
    return purchase(f"p{number}", "purchase.created", ("created", T))


def booked(one: Box) -> list[str]:
    with one.ledger.database.reading() as connection:
        return list(connection.scalars(text("select transition from booked order by 1")))


def books(one: Box) -> None:
    with one.ledger.database.writing() as connection:
        connection.execute(text("create table booked (transition text not null)"))


def test_a_handler_that_raises_is_called_again_later(box: Boxes, caplog: pytest.LogCaptureFixture) -> None:
    heard = Heard(lambda event: event.attempt < 4)
    one = box(heard)
    one.post("qorepay", created())
    with caplog.at_level(logging.DEBUG, "reissue.ledger.inbox"):
        for seconds in (0, 1, 2, 4):
            if seconds:
                CLOCK.advance(seconds=seconds - 0.1)
                assert one.inbox.deliver_now() == (0, 0, 0)
                CLOCK.advance(seconds=0.1)
            assert one.inbox.deliver_now().failed == (seconds < 4)
    assert [event.attempt for event in heard.events] == [1, 2, 3, 4]
    assert len({event.transition for event in heard.events}) == 1
    [kept] = records.events(one.ledger)
    assert (kept.state, kept.error) == (EventState.HANDLED, None)
    assert "payer@example.com" not in caplog.text and "ValueError at kit.py:" in caplog.text


def test_after_ten_attempts_it_is_poison_and_others_go_on(box: Boxes) -> None:
    heard = Heard(lambda event: event.reference == "p1")
    one = box(heard)
    one.post("qorepay", created(1))
    one.post("qorepay", created(2))
    for _ in range(12):
        one.inbox.deliver_now()
        CLOCK.advance(hours=1)
    assert heard.transitions.count("qorepay:p1:purchase.created") == 10
    assert heard.transitions.count("qorepay:p2:purchase.created") == 1
    [poison] = records.events(one.ledger, state=EventState.POISON)
    assert poison.error is not None and "example" not in poison.error
    heard.fails = lambda _: False
    assert one.inbox.deliver_now() == (0, 0, 0)
    assert one.inbox.replay() == 1
    assert one.inbox.deliver_now().handled == 1
    assert heard.events[-1].attempt == 1 and one.inbox.replay() == 0


def test_a_replay_of_one(box: Boxes) -> None:
    heard = Heard()
    one = box(heard)
    one.post("qorepay", created())
    one.inbox.deliver_now()
    number = records.events(one.ledger)[0].id
    assert one.inbox.replay(number) == 1 and one.inbox.replay(number) == 1  # it waits already, and once
    one.inbox.deliver_now()
    assert len(heard.events) == 2
    with pytest.raises(LedgerError, match="no event 99"):
        one.inbox.replay(99)


def test_inside_the_transaction(box: Boxes) -> None:
    fails = [True]

    def handler(event: ReceivedEvent, connection: Connection) -> None:
        connection.execute(text("insert into booked values (:t)"), {"t": event.transition})
        if fails[0]:
            raise ValueError

    one = box(handler)
    books(one)
    for number in range(3):
        one.post("qorepay", created(number))
    assert one.inbox.deliver_now() == (0, 0, 3) and booked(one) == []
    fails[0] = False
    CLOCK.advance(seconds=2)
    assert one.inbox.deliver_now() == (0, 3, 0)
    assert booked(one) == [f"qorepay:p{number}:purchase.created" for number in range(3)]


def test_a_handler_that_commits_by_itself_has_ended_the_event_too(box: Boxes) -> None:
    def handler(event: ReceivedEvent, connection: Connection) -> None:
        connection.execute(text("insert into booked values (:t)"), {"t": event.transition})
        connection.commit()
        raise ValueError

    one = box(handler)
    books(one)
    one.post("qorepay", created())
    one.inbox.deliver_now()
    CLOCK.advance(hours=2)
    one.inbox.deliver_now()
    assert len(booked(one)) == 1 and records.events(one.ledger)[0].state is EventState.HANDLED


def test_a_handler_without_an_end_is_not_called_twice_in_its_patience(box: Boxes) -> None:
    """As another process would see it: the event is taken, and nobody tells that it was handled."""
    heard = Heard()
    one = box(heard, bounds=Bounds(patience=60.0))

    def dies(event: ReceivedEvent) -> None:
        raise KeyboardInterrupt

    one.post("qorepay", created())
    broken = Inbox(one.ledger, one.gateway, dies, now=CLOCK, bounds=Bounds(patience=60.0))
    with pytest.raises(KeyboardInterrupt):
        broken.deliver_now()
    assert one.inbox.deliver_now().handled == 0
    CLOCK.advance(seconds=61)
    assert one.inbox.deliver_now().handled == 1 and heard.events[0].attempt == 2


def test_one_that_ends_its_process_each_time_is_poison(box: Boxes) -> None:
    def dies(event: ReceivedEvent, connection: Connection) -> None:
        raise KeyboardInterrupt

    one = box(dies)
    one.post("qorepay", created())
    for _ in range(10):
        with pytest.raises(KeyboardInterrupt):
            one.inbox.deliver_now()
        CLOCK.advance(hours=1)
    assert one.inbox.deliver_now() == (0, 0, 0)
    [kept] = records.events(one.ledger)
    assert kept.state is EventState.POISON and "process" in (kept.error or "")


async def awaited(event: ReceivedEvent) -> None: ...


class Awaited:
    async def __call__(self, event: ReceivedEvent) -> None: ...


@pytest.mark.parametrize("handler", [awaited, Awaited(), lambda: None, lambda a, b, c: None, "text"])
def test_what_is_no_handler(box: Boxes, handler: Any) -> None:
    with pytest.raises(InvalidArgumentError):
        box(handler)


def test_a_promise_is_no_success(box: Boxes) -> None:
    one = box(lambda event: awaited(event))
    one.post("qorepay", created())
    assert one.inbox.deliver_now() == (0, 0, 1)


@pytest.mark.parametrize("prefix", ["hooks", "//hooks"])
def test_what_is_no_prefix(box: Boxes, prefix: str) -> None:
    with pytest.raises(InvalidArgumentError):
        box(prefix=prefix)


def test_what_is_no_bound() -> None:
    with pytest.raises(InvalidArgumentError):
        Bounds(attempts=0)


@pytest.mark.parametrize(
    "statement",
    [
        "delete from event",
        "update event set state = 'waiting'",
        "update event set state = 'poison'",
        "update event set transition = 'x'",
        "update event set told = '{}'",
        "update event set told = null",
        "update event set account = 'x'",
        "insert into event (account, transition, state, kind, proof, received_at, next_at) values ('a', 'b', 'handled', 'c', 'd', 1, 1)",
        "insert or replace into event (account, transition, state, kind, proof, received_at, next_at) "
        f"values ('{ACCOUNT}', 'qorepay:p1:purchase.created', 'waiting', 'c', 'd', 1, 1)",
        "update or replace event set id = 7",
        "delete from delivery",
        "update delivery set raw = x'00'",
        "update delivery set state = 'waiting'",
        "update delivery set digest = 'x'",
        "insert into delivery (account, digest, state, raw, received_at, next_at) values ('a', 'b', 'refused', x'00', 1, 1)",
        "delete from delivered",
        "update delivered set event_id = 2",
    ],
)
def test_what_the_database_refuses(box: Boxes, statement: str) -> None:
    one = box(Heard())
    one.post("qorepay", created())
    one.inbox.deliver_now()
    with pytest.raises(IntegrityError), one.ledger.database.writing() as connection:
        connection.exec_driver_sql(statement)


def test_a_purge_leaves_what_is_needed_to_know_them_again(box: Boxes) -> None:
    heard = Heard()
    one = box(heard)
    one.post("qorepay", created(1))
    one.inbox.deliver_now()
    one.post("qorepay", b"{}", {"x-signature": "AAAA"})
    CLOCK.advance(days=31)
    one.post("qorepay", created(2))
    assert records.purge_before(one.ledger, 30, now=CLOCK) == 3
    old, young = records.events(one.ledger)
    assert old.told is None and "p1" not in old.transition and young.told is not None
    assert records.bodies_of(one.ledger, old.id) == [] and len(records.bodies_of(one.ledger, young.id)) == 1
    assert len(records.deliveries(one.ledger)) == 2
    one.post("qorepay", purchase("p1", "purchase.created", ("created", T), updated=T + 9))
    one.inbox.deliver_now()
    assert heard.transitions.count("qorepay:p1:purchase.created") == 1
    assert [found.id for found in records.evidence_for(one.ledger, ACCOUNT, "own-p1")] == [old.id]
    with pytest.raises(LedgerError, match="purged"):
        one.inbox.replay(old.id)


def test_waiting_events_are_not_purged(box: Boxes) -> None:
    one = box()
    one.post("qorepay", created(1))
    CLOCK.advance(days=31)
    records.purge_before(one.ledger, 30, now=CLOCK)
    assert records.events(one.ledger)[0].told is not None


def test_the_other_kind_of_server(box: Boxes, tmp_path: Any, caplog: pytest.LogCaptureFixture) -> None:
    from reissue_ledger.ledger import Ledger

    with Ledger.open(tmp_path / "live.sqlite3", live=True) as ledger:
        inbox = Inbox(ledger, gateway_to(), Heard(), now=CLOCK)
        assert inbox.receive("qorepay", "", {}, created()).status == 503
        inbox.close()
    assert "live servers" in caplog.text
