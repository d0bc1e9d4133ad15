"""The calls that a verb makes, as they are made: what was sent, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from msgspec import Struct
from reissue_runtime.call import watching
from reissue_runtime.errors import ReissueError
from reissue_runtime.operation import Operation
from reissue_runtime.steps import Result, Steps
from reissue_runtime.verdict import Verdict


class Made(Struct):
    """A call that was made, as who watches it learns of it."""

    operation: Operation[Any]
    at: datetime | None = None
    """When it was made ready, before anything of it went out."""
    result: Result | None = None
    """What it gave; None while it has given nothing."""
    error: ReissueError | None = None
    """What it raised; None as well where it was interrupted."""
    verdict: Verdict | None = None
    """What is known of it on the way; None while nothing was made ready."""

    @property
    def open(self) -> bool:
        """Whether it was interrupted, and may have had an effect for all that is known."""
        left = self.result is None and self.error is None
        return left and self.verdict is not None and self.verdict.open

    def begin(self, verdict: Verdict) -> None:
        """Take what will be known of it."""
        self.verdict = verdict

    def note(self, steps: Steps[Result]) -> Steps[Result]:
        """Its steps, and what became of it written down."""
        try:
            self.result = yield from steps
        except ReissueError as error:
            self.error = error
            raise
        return self.result


@contextmanager
def watched(now: Callable[[], datetime] | None = None) -> Generator[list[Made], None, None]:
    """The calls of all clients that are made inside, in their order, logins apart; `now` tells when each began."""
    made: list[Made] = []

    def watch(operation: Operation[Any], begin: Callable[..., Steps[Result]]) -> Steps[Result]:
        one = Made(operation, now() if now else None)
        made.append(one)
        return one.note(begin(one.begin))

    token = watching.set(watch)
    try:
        yield made
    finally:
        watching.reset(token)
