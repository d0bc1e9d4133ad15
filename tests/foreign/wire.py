"""What a fault is made of: the steps of an answer, and what such an answer can tell."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from . import vendors
from .vendors import Route


class Tells(Enum):
    """What one attempt tells a reader who sees all of it; see the package."""

    DONE = "done"
    LIKELY_DONE = "likely done"
    REFUSED = "refused"
    LIKELY_REFUSED = "likely refused"
    NOTHING = "nothing"

    @property
    def done(self) -> bool:
        return self in (Tells.DONE, Tells.LIKELY_DONE)

    @property
    def refused(self) -> bool:
        return self in (Tells.REFUSED, Tells.LIKELY_REFUSED)

    @property
    def must(self) -> bool:
        """Whether it has to be told; of the rest 95 % is enough."""
        return self in (Tells.DONE, Tells.REFUSED)


class End(Enum):
    """How a connection ends before its time."""

    CLOSE = "close"
    RESET = "reset"


NEW = "NEW-"
"""How the references of objects begin that do not exist before they are made."""

Step = bytes | float | End
"""Send these bytes; wait so many seconds; end the connection."""


@dataclass(frozen=True)
class Exchange:
    """A request that was read, as a fault sees it."""

    route: Route
    ref: str
    sent: dict[str, Any]
    elsewhere: str
    """An address that nobody may go to."""
    world: dict[str, Any] = field(default_factory=dict)
    """By reference: what was made or changed."""

    @property
    def ok(self) -> bytes:
        """The documented body."""
        if self.route.effect == vendors.READS and self.ref in self.world:
            return json.dumps(vendors.wrapped(self.route, self.world[self.ref])).encode()
        return vendors.done(self.route, self.ref, self.sent)

    @property
    def about(self) -> str:
        """The reference that the request names."""
        return self.ref or str(self.sent.get("ppid", ""))

    @property
    def absent(self) -> bool:
        """Whether it is about an object that does not exist: one with a new reference, before it is made."""
        return self.route.effect == vendors.READS and self.ref.startswith(NEW) and self.ref not in self.world

    def remember(self) -> None:
        """Make or change the object, for those who read it afterwards."""
        if self.route.name in ("i_create", "a_create", "a_update"):
            assert self.route.body is not None
            made = self.route.body(self.ref, self.sent)
            self.world[self.sent.get("transactionId") or made["reference"]] = made

    @property
    def members(self) -> bytes:
        """The documented body without its last bracket, for more to be added to its top level."""
        assert self.ok.endswith(b"}")
        return self.ok[:-1]

    @property
    def refusal(self) -> bytes:
        return vendors.refusal(self.route.provider)

    def data(self, change: Callable[[dict[str, Any]], object]) -> bytes:
        """The documented body after a change of the object in it."""
        body = json.loads(self.ok)
        data = body["data"] if self.route.flagged else body
        change(data[0] if isinstance(data, list) else data)
        return json.dumps(body).encode()

    def answer(
        self,
        status: int | None = None,
        body: bytes | None = None,
        media: str | None = "application/json",
        *lines: str,
        version: str = "1.1",
        length: int | None = None,
        framed: bool = True,
    ) -> bytes:
        """A whole answer: by default the documented one."""
        status = self.route.status if status is None else status
        body = self.ok if body is None else body
        head = [f"HTTP/{version} {status} Said"]
        if media is not None and (body or status != 204):
            head.append(f"Content-Type: {media}")
        if framed and status not in (204, 304):
            head.append(f"Content-Length: {len(body) if length is None else length}")
        return "\r\n".join([*head, *lines, "", ""]).encode() + body


@dataclass(frozen=True)
class Fault:
    """One way in which a server answers, or does not."""

    name: str
    play: Callable[[Exchange], Iterable[Step]]
    executes: tuple[bool, ...]
    """With the effect, without it, or in both ways."""
    tells: Tells = Tells.NOTHING
    whole_object: bool = False
    """Whether the object stands in the answer, so that a read may give it although nobody has to take it."""
    hangs: bool = False
    """Whether it takes longer than a short time limit."""
    bodiless: bool = False
    """Whether it is the documented answer of an operation without a body."""
    listener: str = "main"
    """Where it listens; all but the main one end a connection without reading a request."""
    before_body: bool = False
    """Whether it is played before the body of the request is read."""
    only: Callable[[Route], bool] = lambda route: True
    pins: bool = False
    """Whether a provider that binds answers to keys gives this answer again for the same key."""

    def told_by(self, route: Route) -> Tells:
        """What it tells about an operation."""
        if self.tells.done and (route.body is None) is not self.bodiless:
            return Tells.NOTHING
        return self.tells

    def shows(self, route: Route) -> bool:
        """Whether the object that was asked for stands in the answer."""
        return self.whole_object or self.told_by(route).done
