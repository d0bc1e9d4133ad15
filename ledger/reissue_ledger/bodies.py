"""What is to be sent for one item: kept until it is done, absolute, so that a repeat is the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, cast

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from reissue.errors import InvalidArgumentError
from reissue.invoice import LineItem, NewInvoice
from reissue.plugin import Adapter
from reissue.plugin.decoding import reader
from reissue.plugin.fitting import fitted

from .lines import Line


class Body(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The arguments of a verb beside its reference. All times are aware."""

    expires_at: datetime | None = None
    until: datetime | None = None
    term: str | None = None
    """What was asked where `expires_at` follows from the time of the plan, such as ``+14d``."""
    items: tuple[LineItem, ...] | None = None
    customer: str | None = None
    new: str | None = None
    """Of `create`: the invoice as the text of a JSON object, in the neutral form or in the provider's own."""
    frozen: dict[str, datetime] = {}
    """What the verb would else have computed from the time of its call: kept at the first plan, and no part of what was asked."""

    @classmethod
    def of(cls, line: Line) -> Body:
        """What a line of a file asks for."""
        new = line.new.decode() if line.new is not None else None
        return cls(expires_at=line.expires_at, term=line.term, items=line.items, customer=line.customer, new=new)

    def freeze(self, adapter: Adapter[Any], verb: str, now: datetime) -> Body:
        """The same, with the times that the verb would compute, as of now."""
        told = cast("Mapping[str, Any]", adapter.steps.frozen(verb, now))
        given = {name for name in ("expires_at", "until") if getattr(self, name) is not None}
        return replace(self, frozen={name: value for name, value in told.items() if name not in given})

    @property
    def digest(self) -> str:
        """Of all that somebody asked for: the same whatever the order of members, and when it was asked."""
        asked = replace(
            self, frozen={}, expires_at=None if self.term else _utc(self.expires_at), until=_utc(self.until)
        )
        plain = json.loads(msgspec.json.encode(asked))
        if self.new is not None:  # numbers by their digits, members in any order
            plain["new"] = json.loads(self.new, parse_float=str, parse_int=str)
        text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return sha256(text.encode()).hexdigest()

    def text(self) -> str:
        """As it is kept."""
        return msgspec.json.encode(self).decode()

    def arguments(self) -> dict[str, object]:
        """The keyword arguments of the verb."""
        told = {name: getattr(self, name) for name in ("expires_at", "until", "items", "customer")}
        frozen = self.frozen if self.new is None else {}
        return {**frozen, **{name: value for name, value in told.items() if value is not None}}

    def asked(self) -> dict[str, Any]:
        """What is sent beside the reference, as members of JSON: what somebody asked for, and what the verb computed for the plan."""
        told: dict[str, Any] = json.loads(msgspec.json.encode(replace(self, frozen={}, new=None)))
        if self.new is not None:
            return told | {"new": json.loads(self.new, parse_float=str)}
        return told | {name: moment.isoformat() for name, moment in self.frozen.items()}

    def new_invoice(self, adapter: Adapter[Any], reference: str) -> Any:
        """What `create` takes, in the first form of the provider that fits.

        Raises InvalidArgumentError where none fits, and where another reference stands in it.
        """
        if self.new is None:
            raise InvalidArgumentError("create wants an invoice.")
        try:
            members = msgspec.json.decode(self.new, type=dict[str, msgspec.Raw])
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise InvalidArgumentError(f"The invoice is no JSON object ({error}).") from None
        new = fitted(members, adapter.verbs.forms, reference).new
        if isinstance(new, NewInvoice) and new.expires_at is None and "expires_at" in self.frozen:
            new = replace(new, expires_at=self.frozen["expires_at"])
        return new


def _utc(moment: datetime | None) -> datetime | None:
    """The same instant is the same body, in whatever zone it was written."""
    return moment.astimezone(UTC) if moment is not None else None


def body_of(text: str) -> Body:
    """The other way of `Body.text`."""
    return reader(Body)(text)
