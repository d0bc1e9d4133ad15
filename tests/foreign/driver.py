"""Runs cases written once, as steps, over sync and over async clients: many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from inspect import isawaitable
from typing import Any, TypeVar

from .judging import Said

C = TypeVar("C")
R = TypeVar("R")
Steps = Generator[Callable[[], Any], Said, R]
"""Functions to call (and to await, where they give something to await); each gives what came of it."""

AT_ONCE = 16


def run_all(cases: Sequence[C], steps: Callable[[C], Steps[R]], waits: Callable[[C], bool]) -> list[R]:
    """What each case gives. Those that `waits` says run as tasks of one event loop, the others in threads."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = list(pool.map(lambda case: _blocking(steps(case)), [case for case in cases if not waits(case)]))
    waiting = [case for case in cases if waits(case)]
    return made + (asyncio.run(_all(waiting, steps)) if waiting else [])


async def _all(cases: Sequence[C], steps: Callable[[C], Steps[R]]) -> list[R]:
    room = asyncio.Semaphore(AT_ONCE)

    async def one(case: C) -> R:
        async with room:
            return await _awaiting(steps(case))

    return list(await asyncio.gather(*map(one, cases)))


def _blocking(steps: Steps[R]) -> R:
    try:
        function = next(steps)
        while True:
            try:
                said = Said(function())
            except Exception as error:  # those without a type of ours are what is looked for
                said = Said(error=error)
            function = steps.send(said)
    except StopIteration as done:
        result: R = done.value
        return result


async def _awaiting(steps: Steps[R]) -> R:
    try:
        function = next(steps)
        while True:
            try:
                said = Said(await _value(function()))
            except Exception as error:  # those without a type of ours are what is looked for
                said = Said(error=error)
            function = steps.send(said)
    except StopIteration as done:
        result: R = done.value
        return result


async def _value(given: Any | Awaitable[Any]) -> Any:
    return await given if isawaitable(given) else given
