# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Idempotency keys: by them a provider recognises a repeat."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Literal, cast

from msgspec import UNSET, Struct

from .body import encode_json
from .encode import EncodeError, members, text
from .errors import ConfigurationError, InvalidArgumentError
from .model import is_object, wire_items


class Idempotency(Struct, frozen=True, kw_only=True):
    """How the provider recognises a repeat: by a header or a member of the body."""

    header: str | None = None
    """The header that carries the key."""
    member: str | None = None
    """The top-level member of a JSON body that carries the key."""
    binds: Literal["success", "any-answer"] = "any-answer"
    """What uses a key up: an answer that is a success, or any, a failure too."""
    max_length: int | None = None
    """Longest key that the provider takes, in characters."""
    hours: float | None = None
    """How long the provider remembers a key."""

    @property
    def binds_failures(self) -> bool:
        """Whether an answered failure uses a key up, so that it comes again."""
        return self.binds == "any-answer"

    def check(self, names: AbstractSet[str]) -> None:
        """Raise ConfigurationError where one of these headers carries the key.

        They are the same for every call, in lower case.
        """
        if self.header is not None and self.header.lower() in names:
            raise ConfigurationError(
                f"headers= of the client: {self.header} must differ from call to call; "
                "give idempotency_key= to the method."
            )

    def put(
        self, headers: list[tuple[bytes, bytes]], key: str
    ) -> list[tuple[bytes, bytes]]:
        """The headers with the key; as they are where the body carries it."""
        if self.header is None:
            return headers
        own = self.header.encode("ascii")
        others = [pair for pair in headers if pair[0].lower() != own.lower()]
        return [*others, (own, key.encode("ascii"))]

    def key(self, given: str | None, headers: Mapping[str, str]) -> str:
        """The key that all attempts share: the caller's, else a new one.

        `headers` are those that the caller set, where the key may stand too. Raises
        InvalidArgumentError for a key that the provider would not take.
        """
        key = given
        if key is None and self.header is not None:
            wanted = self.header.lower()
            found = (value for name, value in headers.items() if name.lower() == wanted)
            key = next(found, None)
        longest = self.max_length
        if key is None:
            from uuid import uuid4

            made = uuid4()
            short = longest is not None and longest < 36
            return made.hex[:longest] if short else str(made)
        told = cast("object", key)
        sound = isinstance(told, str) and told.isascii() and told.isprintable()
        if not sound or not key or key != key.strip():
            raise InvalidArgumentError(
                "an idempotency key must be printable ASCII, and not empty"
            )
        if longest is not None and len(key) > longest:
            raise InvalidArgumentError(
                f"an idempotency key may have {longest} characters here, not {len(key)}"
            )
        return key

    def insert(self, body: object, key: str) -> tuple[bytes, str]:
        """A JSON body with the key as its member, and the key in force.

        Where the body has that member already, its value is the key. Raises
        EncodeError.
        """
        assert self.member is not None
        content = encode_json({} if body is UNSET or body is None else body)
        if content[:1] != b"{":
            raise EncodeError(
                "the body has no members, and so no place for the idempotency key"
            )
        given = dict(members(body) or ()).get(self.member)
        if given is not None:
            return content, text(given, f"body member {self.member!r}")
        own = encode_json({self.member: key})[:-1]
        rest = _without(content, body, self.member)[1:]
        return own + (b"," if rest != b"}" else b"") + rest, key


def _without(content: bytes, body: object, member: str) -> bytes:
    """The content without the member where that is null.

    Two of one name would leave the choice to the server.
    """
    value = dict(wire_items(body)) if isinstance(body, Struct) else body
    if not is_object(value) or member not in value:
        return content
    return encode_json({name: part for name, part in value.items() if name != member})
