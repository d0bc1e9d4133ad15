"""A checked request to a provider, and what its stand-in gives back: an answer, a refusal, an event for a webhook."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .spec import JsonObject, Operation, Spec, is_object
from .state import State

CHECKOUT = "/_sandbox/checkout/{provider}/{reference}"
"""The page on which a payer pays."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider answers. `object` is the id that an effect is counted under; `effect=False` says nothing happened.

    `invented` names the rule of `reissue_sandbox.inventions` that made it, where no page of the vendor did. `raw` takes the
    place of the body where it shall be no JSON.
    """

    status: int
    body: Any = None
    object: str = ""
    effect: bool = True
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    empty: bool = False
    invented: str = ""
    raw: bytes | None = None
    media: str = "application/json"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a provider refuses: each provider words it in its own error body. `invented` is that of an answer."""

    status: int
    code: str
    message: str
    field: str = ""
    envelope: bool = False
    invented: str = ""


class Refused(Exception):
    """Raised by a stand-in to end a call with the provider's own error."""

    def __init__(self, status: int, code: str, message: str, field: str = "", *, invented: str = "") -> None:
        super().__init__(message)
        self.problem = Problem(status, code, message, field, invented=invented)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a provider tells to a registered address; `object` is the id of what it tells of."""

    provider: str
    name: str
    body: JsonObject
    url: str
    signer: str = ""
    object: str = ""


@dataclass(slots=True)
class Call:
    """One checked request, with all that a stand-in needs to answer it."""

    spec: Spec
    operation: Operation
    state: State
    base: str
    path: dict[str, str]
    query: dict[str, Any]
    headers: Mapping[str, str]
    body: Any
    switches: Mapping[str, str] = field(default_factory=dict[str, str])
    credentials: Mapping[str, str] = field(default_factory=dict[str, str])
    events: list[Event] = field(default_factory=list[Event])
    account: str = ""

    @property
    def now(self) -> int:
        """The sandbox's present, in Unix seconds."""
        return self.state.clock.unix()

    def arg(self, index: int = 0) -> str:
        """The path value at a position: documents may name path parameters as they like."""
        return list(self.path.values())[index]

    def payload(self) -> JsonObject:
        """The body as an object; empty where there is none."""
        return copy.deepcopy(self.body) if is_object(self.body) else {}

    def table(self, name: str) -> dict[str, JsonObject]:
        """A collection of this provider."""
        return self.state.table(self.spec.provider, name)

    def find(self, name: str, key: str, code: str = "not_found") -> JsonObject:
        """An object of a collection, or the provider's 404."""
        found = self.table(name).get(key)
        if found is None:
            raise Refused(404, code, f"No {name.rstrip('s').replace('_', ' ')} has this reference")
        return found

    def send(self, to: str, subject: str, reference: str, kind: str = "email") -> None:
        """Put a message to a person into the outbox."""
        self.state.send(self.spec.provider, to, subject, reference, kind)

    def tell(self, name: str, body: JsonObject, url: str | None, signer: str = "", about: str = "") -> None:
        """Queue a webhook about an object; without an address nothing is told."""
        if url:
            self.events.append(Event(self.spec.provider, name, copy.deepcopy(body), url, signer, about))


def checkout_url(base: str, reference: str) -> str:
    """The page on which a payer pays; `base` is the provider's address, such as `http://127.0.0.1:8642/qorepay`."""
    sandbox, _, provider = base.rpartition("/")
    return sandbox + CHECKOUT.format(provider=provider, reference=reference)


def public(row: JsonObject) -> JsonObject:
    """A stored object as it is shown: a copy without the members that only the sandbox knows (`_expires` and the like)."""
    return copy.deepcopy({name: value for name, value in row.items() if not name.startswith("_")})


def example_answer(operation: Operation | None) -> Answer:
    """The documented example of a success, as for an operation that has no state of its own."""
    if operation is None:
        return Answer(200, empty=True)
    media = operation.response_media(operation.success)
    examples = list(media.examples.values()) if media else []
    return Answer(operation.success, examples[0], object="") if examples else Answer(operation.success, empty=True)
