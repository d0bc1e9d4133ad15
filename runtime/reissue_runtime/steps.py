# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""The steps of a call: what is to be done, and what came of it.

    Prepared  ->  Reply or Broken
    Sleep     ->  nothing
    Login     ->  what its own steps gave

Sync and async clients drive the same steps, so that there is one place where it is
decided what is repeated.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any, TypeAlias, TypeVar

from .body import Content, FilePart
from .drift import Drift
from .retry import Failure

R = TypeVar("R")

Headers: TypeAlias = list[tuple[bytes, bytes]]


class Prepared:
    """A request that is ready to be sent.

    It shows nothing of itself: address, headers and body hold secrets.
    """

    __slots__ = (
        "constant",
        "content",
        "deadline",
        "files",
        "headers",
        "method",
        "replayable",
        "timeout",
        "token",
        "url",
    )

    def __init__(self, method: str, url: str, headers: Headers) -> None:
        self.method = method
        self.url = url
        self.headers = headers
        self.content: Content = b""
        self.files: list[tuple[str, FilePart]] | None = None
        """The parts of a multipart body, in the place of `content`."""
        self.replayable = True
        """Whether the body can be sent a second time."""
        self.token: tuple[bytes, bytes] | None = None
        """The header of a token that may be replaced between two attempts."""
        self.constant = False
        """Whether the address is the same for every call, and worth keeping parsed."""
        self.timeout = 30.0
        """Seconds for each of: connecting, sending, waiting for the next bytes."""
        self.deadline = float("inf")
        """When the answer should be complete, on the clock of the client.

        It has at least `timeout` to come.
        """

    def __repr__(self) -> str:
        return f"<{self.method} request>"

    def __reduce__(self) -> str:
        raise TypeError("a prepared request is not for keeping")


class Reply:
    """An answer, read to its end. It shows only its status."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    def __repr__(self) -> str:
        return f"<Reply {self.status}>"


class Broken:
    """An attempt without a usable answer."""

    __slots__ = ("failure", "message", "name", "status")

    def __init__(
        self, failure: Failure, name: str, message: str, status: int | None = None
    ) -> None:
        self.failure = failure
        self.name = name
        """Class of the transport's error, such as ReadTimeout."""
        self.message = message
        """The transport's words; not yet masked."""
        self.status = status
        """Where the answer had begun: its status."""

    def __repr__(self) -> str:
        return f"<Broken {self.name}>"


class Sleep:
    """Wait so many seconds."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Login:
    """Drive these steps to their end while the lock is held."""

    __slots__ = ("lock", "steps")

    def __init__(self, lock: Any, steps: Steps[Any]) -> None:
        self.lock = lock
        self.steps = steps


class Result:
    """What a call gave. Its repr shows no payload."""

    __slots__ = ("attempts", "drifts", "key", "reply", "value")

    def __init__(
        self,
        value: Any,
        drifts: tuple[Drift, ...],
        reply: Reply,
        attempts: int,
        key: str | None,
    ) -> None:
        self.value = value
        self.drifts = drifts
        self.reply = reply
        self.attempts = attempts
        self.key = key

    @property
    def status(self) -> int:
        """HTTP status, 2xx."""
        return self.reply.status

    def __repr__(self) -> str:
        return f"<Result {self.reply.status}>"


Steps: TypeAlias = Generator[Prepared | Sleep | Login, Any, R]
