"""The one writer: what comes first is durable first or together, and nobody's claim counts after a result that was not written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from reissue import Reissue
from reissue_ledger.clock import micros, utc_now
from reissue_ledger.errors import LedgerFailedError
from reissue_ledger.ledger import Ledger
from reissue_ledger.store.lease import folder_of, locked, take
from reissue_ledger.store.operations import Claim, End
from reissue_ledger.store.rescue import Rescue
from reissue_ledger.store.schema import State, intent
from reissue_ledger.store.writer import Writer
from tests.ledger.conftest import rows, wish

SOON = 10.0
"""Seconds that nothing here takes: a bound, and no expectation of speed."""


class Book:
    """A writer, and what it is asked for: intents 1 to 8 of run 1."""

    def __init__(self, ledger: Ledger, lease_id: int, writer: Writer) -> None:
        self.ledger, self.lease_id, self.writer = ledger, lease_id, writer

    def claim(self, number: int) -> Claim:
        return Claim(intent_id=number, run_id=1, lease_id=self.lease_id, at=micros(utc_now()), n=1, key=None)

    def end(self, number: int, state: State = State.DONE) -> End:
        now = micros(utc_now())
        told = {"at": now, "state": state, "reference": f"R-{number}", "key": None, "started_at": now}
        return End(intent_id=number, run_id=1, lease_id=self.lease_id, n=1, **told)  # type: ignore[arg-type]

    def states(self) -> list[State]:
        with self.ledger.database.reading() as connection:
            return [State(one) for one in connection.scalars(select(intent.c.state).order_by(intent.c.id))]


@pytest.fixture
def book(ledger: Ledger, gateway: Reissue) -> Iterator[Book]:
    run = ledger.start(rows(*(f"paypen R{number}" for number in range(8))), gateway, wish("regenerate"))
    with locked(ledger.database, run.id):
        held, rescue = take(ledger.database, run.id), Rescue(folder_of(ledger.database), run.id)
        rescue.prepare()
        writer = Writer(ledger.database, rescue)
        yield Book(ledger, held.id, writer)
        writer.close()


def test_a_result_needs_no_company(book: Book) -> None:
    """It waits a little for a claim to share a commit with, and not for ever."""
    assert book.writer.claim(book.claim(1)).result(SOON) == 1
    assert book.writer.end(book.end(1)).result(SOON)
    assert book.states()[0] is State.DONE


def test_a_claim_is_durable_after_what_came_before_it(book: Book) -> None:
    """A worker does not wait for its result: its next claim stands for it."""
    book.writer.claim(book.claim(1)).result(SOON)
    for number in range(2, 9):
        book.writer.end(book.end(number - 1))
        book.writer.claim(book.claim(number)).result(SOON)
        assert book.states()[: number - 1] == [State.DONE] * (number - 1)


def test_what_was_handed_over_is_written_when_it_is_closed(book: Book) -> None:
    for number in range(1, 9):
        book.writer.claim(book.claim(number))
        book.writer.end(book.end(number, State.REFUSED))
    book.writer.close()
    assert book.states() == [State.REFUSED] * 8


def test_a_claim_and_its_end_in_one_batch(book: Book) -> None:
    """A task that is cancelled while it waits for its claim: both are there at once, and ends are written before claims."""
    ends = [(book.writer.claim(book.claim(number)), book.writer.end(book.end(number))) for number in (1, 2, 3)]
    assert [(claimed.result(SOON), ended.result(SOON)) for claimed, ended in ends] == [(1, True)] * 3
    assert book.states()[:3] == [State.DONE] * 3


def test_one_of_a_batch_that_is_refused_takes_no_other_with_it(book: Book) -> None:
    wrong = Claim(intent_id=2, run_id=1, lease_id=book.lease_id, at=1, n=7, key=None)
    asked = [book.writer.claim(one) for one in (book.claim(1), wrong, book.claim(3), book.claim(3))]
    assert [one.result(SOON) for one in asked] == [1, None, 1, None]
    assert book.states()[:4] == [State.SENDING, State.PLANNED, State.SENDING, State.PLANNED]


def test_nothing_is_claimed_after_a_result_that_could_not_be_written(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One by one, as one of the batch is refused: a full disk in the middle of that ends all claims behind it."""
    book.writer.claim(book.claim(1)).result(SOON)
    committed, seen = Writer._committed, []

    def full(self: Writer, batch: Sequence[Any]) -> list[Any]:
        seen.append([type(one.what) for one in batch])
        if len(batch) == 1 and isinstance(batch[0].what, End):
            raise OperationalError("update", {}, Exception("database or disk is full"))
        return committed(self, batch)

    monkeypatch.setattr(Writer, "_committed", full)
    wrong = Claim(intent_id=2, run_id=1, lease_id=book.lease_id, at=1, n=7, key=None)
    batch: list[Any] = [_asked(one) for one in (wrong, book.end(1), book.claim(3), book.claim(4))]
    book.writer._write(batch)
    assert seen == [[Claim, End, Claim, Claim], [Claim], [End]]
    assert batch[0].future.result(SOON) is None
    assert batch[1].future.result(SOON)  # it was kept: the room that was free for it is given up
    for one in batch[2:]:
        with pytest.raises(LedgerFailedError, match="disk is full"):
            one.future.result(SOON)
    assert book.states()[:4] == [State.DONE, State.PLANNED, State.PLANNED, State.PLANNED]


def _asked(what: Any) -> Any:
    from reissue_ledger.store.writer import _Asked

    return _Asked(what)
