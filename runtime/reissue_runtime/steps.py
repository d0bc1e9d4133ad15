# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""The steps of a call: what is to be done, and what came of it.

    Prepared  ->  Reply or Broken
    Sleep     ->  nothing
    Login     ->  what its own steps gave

Sync and async clients drive the same steps, so that there is one place where it is
decided what is repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any, Final, TypeAlias, TypeVar

from msgspec import Struct

from .body import Content, FilePart, Hidden
from .drift import Drift
from .retry import Failure

R = TypeVar("R")

Headers: TypeAlias = list[tuple[bytes, bytes]]

_REQUEST_IDS: Final = (
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-amzn-requestid",
    "x-trace-id",
    "cf-ray",
)


class Prepared(Hidden):
    """A request that is ready to be sent."""

    method: str
    url: str
    headers: Headers
    content: Content = b""
    files: list[tuple[str, FilePart]] | None = None
    """The parts of a multipart body, in the place of `content`."""
    replayable: bool = True
    """Whether the body can be sent a second time."""
    token: tuple[bytes, bytes] | None = None
    """The header of a token that may be replaced between two attempts."""
    constant: bool = False
    """Whether the address is the same for every call, and worth keeping parsed."""
    timeout: float = 30.0
    """Seconds for each of: connecting, sending, waiting for the next bytes."""
    deadline: float = float("inf")
    """When the answer has to be complete, on the clock of the client."""
    begun: bool = False
    """Whether anything was written: without that, nothing was sent."""
    not_after: float | None = None
    """After when it is not begun, on `boot_clock`."""
    late: float | None = None
    """By how many seconds that had passed; then nothing of it was written."""
    keep: Callable[[Any], Reply | None] | None = None
    """Makes a reply of an answer whose body is still to come, if it is to be kept so."""


class Reply(Hidden):
    """An answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str = ""
    """The address that was asked."""

    @property
    def content_type(self) -> str:
        """Its Content-Type in lower case, with parameters; empty where there is none."""
        return self.headers.get("content-type", "").strip().lower()

    @property
    def request_id(self) -> str | None:
        """The provider's own name of the request, as far as it is fit for a log."""
        for name in _REQUEST_IDS:
            value = self.headers.get(name)
            if value and len(value) <= 200 and value.isascii() and value.isprintable():
                return value
        return None


class Broken(Hidden):
    """An attempt without a usable answer."""

    failure: Failure
    name: str
    """Class of the transport's error, such as ReadTimeout."""
    message: str
    """The transport's words; not yet masked."""
    status: int | None = None
    """Where the answer had begun: its status."""


class Sleep(Struct):
    """Wait so many seconds."""

    seconds: float


class Login(Hidden):
    """Drive these steps to their end while the lock is held."""

    lock: Any
    steps: Steps[Any]
    deadline: float
    """How long to wait for the lock, on the clock of the client; then it gives None."""


class Result(Hidden):
    """What a call gave."""

    value: Any
    drifts: tuple[Drift, ...]
    reply: Reply
    attempts: int
    key: str | None


Steps: TypeAlias = Generator[Prepared | Sleep | Login, Any, R]
