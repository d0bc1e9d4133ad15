"""All items of a run, so many at once for each account: by threads, or by tasks."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, Select, select

from ..store.database import Database
from ..store.schema import State, body, intent, item
from .brakes import Brakes
from .flow import Lane, Todo
from .steps import adrive, drive

_PAGE: Final = 200
Supply = Callable[[], Todo | None]


def supply(database: Database, run_id: int, account: str, verb: str) -> Supply:
    """The planned items of one account, in the order of their lines, a page at a time. Safe for several threads."""
    return _shared(_planned(database, run_id, account, verb))


def todos(database: Database, run_id: int, account: str, verb: str, only: Mapping[int, int]) -> Supply:
    """The items of one account that are to be repeated. By intent: for how long its key may be used; 0 for a planned one."""
    chosen = _chosen(run_id, account, verb).where(intent.c.id.in_(list(only)))
    chosen = chosen.where(intent.c.state.in_((State.PLANNED, State.UNKNOWN)))
    with database.reading() as connection:
        rows = connection.execute(chosen).all()
    return _shared(_todo(row, only[row.id]) for row in rows if row.state == State.PLANNED or only[row.id])


def _shared(running: Iterator[Todo]) -> Supply:
    lock = threading.Lock()

    def following() -> Todo | None:
        with lock:
            return next(running, None)

    return following


def _planned(database: Database, run_id: int, account: str, verb: str) -> Iterator[Todo]:
    chosen, last = _chosen(run_id, account, verb).where(intent.c.state == State.PLANNED).limit(_PAGE), -1
    while True:
        with database.reading() as connection:
            rows = connection.execute(chosen.where(item.c.line > last)).all()
        yield from map(_todo, rows)
        if len(rows) < _PAGE:
            return
        last = rows[-1].line


def _chosen(run_id: int, account: str, verb: str) -> Select[Any]:
    mine = (item.c.run_id == run_id, item.c.reason.is_(None), intent.c.account == account, intent.c.verb == verb)
    found = select(item.c.line, intent, body.c.body).join(intent, intent.c.id == item.c.intent_id)
    return found.outerjoin(body, body.c.intent_id == intent.c.id).where(*mine).order_by(item.c.line)


def _todo(row: Row[Any], retention: int = 0) -> Todo:
    names = ("line", "reference", "key", "key_at", "amount", "currency", "attempts", "body_digest")
    told = {name: getattr(row, name) for name in names}
    repeats = row.state == State.UNKNOWN
    return Todo(intent_id=row.id, body=row.body or "{}", repeats=repeats, retention=retention, **told)


def in_threads(lanes: Sequence[tuple[Lane, Supply, int]], brakes: Brakes, tick: Callable[[], None]) -> None:
    """Go through all items. `tick` is called in this thread a few times a second.

    Ctrl-C stops the run: what is under way is waited for, and a second one leaves it, so that it is unknown.
    """
    workers = [
        threading.Thread(target=_work, args=(lane, following, brakes), name=f"reissue-{lane.account.name}", daemon=True)
        for lane, following, several in lanes
        for _ in range(several)
    ]
    to_start, interrupted, working = list(workers), False, True
    while working:
        try:  # around all of it: a signal comes at any moment
            while to_start and brakes.stopped is None:
                to_start.pop().start()
            running = next((worker for worker in workers if worker.is_alive()), None)
            tick()
            if running is not None:
                running.join(0.1)
            working = running is not None
        except KeyboardInterrupt:
            brakes.stop("interrupted")
            if interrupted:
                raise
            interrupted = True
    tick()
    if interrupted:
        raise KeyboardInterrupt


def _work(lane: Lane, following: Supply, brakes: Brakes) -> None:
    try:
        while brakes.stopped is None and (todo := following()) is not None:
            drive(lane.go(todo))
    except Exception as error:
        _failed(brakes, error)


async def in_tasks(lanes: Sequence[tuple[Lane, Supply, int]], brakes: Brakes, tick: Callable[[], None]) -> None:
    """The same, in tasks of this event loop. A cancelled one writes down what became of what was under way."""

    async def work(lane: Lane, following: Supply) -> None:
        try:
            while brakes.stopped is None and (todo := await asyncio.to_thread(following)) is not None:
                await adrive(lane.go(todo))
        except Exception as error:
            _failed(brakes, error)

    async def ticking() -> None:
        while True:
            tick()
            await asyncio.sleep(0.1)

    beside = asyncio.create_task(ticking())
    try:
        async with asyncio.TaskGroup() as group:
            for lane, following, several in lanes:
                for _ in range(several):
                    group.create_task(work(lane, following))
    finally:
        beside.cancel()
        tick()


def _failed(brakes: Brakes, error: Exception) -> None:
    """The ledger failed, or we did: nothing more is begun."""
    brakes.failure = brakes.failure or error
    brakes.stop(str(error) or type(error).__name__)
