"""What the way of an item asks of whoever drives it: written once, driven by threads or by tasks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future
from typing import Any, TypeAlias, TypeVar

from msgspec import Struct

T = TypeVar("T")
Steps: TypeAlias = Generator[Any, Any, T]


class Call(Struct):
    """Make this call, and give what it gives."""

    make: Callable[[], Any]


class Wait(Struct):
    """Give what the writer gives, when it is durable."""

    future: Future[Any]


class Sleep(Struct):
    """Wait so many seconds."""

    seconds: float


def drive(steps: Steps[T]) -> T:
    """Go all the way in this thread."""
    resume: Callable[[Any], Any] = steps.send
    given: Any = None
    try:
        while True:
            step = resume(given)
            try:
                resume, given = steps.send, _blocking(step)
            except BaseException as failure:  # the steps write down what became of it
                resume, given = steps.throw, failure
    except StopIteration as done:
        result: T = done.value
        return result


async def adrive(steps: Steps[T]) -> T:
    """Go all the way in this task."""
    resume: Callable[[Any], Any] = steps.send
    given: Any = None
    try:
        while True:
            step = resume(given)
            try:
                resume, given = steps.send, await _awaited(step)
            except BaseException as failure:  # also cancellation
                resume, given = steps.throw, failure
    except StopIteration as done:
        result: T = done.value
        return result


def _blocking(step: Call | Wait | Sleep) -> Any:
    if isinstance(step, Call):
        return step.make()
    if isinstance(step, Wait):
        return step.future.result()
    return time.sleep(step.seconds)


async def _awaited(step: Call | Wait | Sleep) -> Any:
    if isinstance(step, Call):
        return await step.make()
    if isinstance(step, Wait):
        return await asyncio.wrap_future(step.future)
    return await asyncio.sleep(step.seconds)
