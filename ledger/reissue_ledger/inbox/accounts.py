"""Whose a delivery is: the provider and the account in its path, and what the gateway knows of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any, Final, NamedTuple, cast

from reissue import PaymentEvent, Reissue
from reissue.errors import ConfigurationError, WebhookVerificationError
from reissue.plugin import Adapter
from reissue.plugin.credentials import account_name
from reissue.registry import ProviderName, provider_name

from ..errors import LedgerUnusableError
from ..identity import Account, account_of, parts_of, side_of

SIGNED: Final = frozenset({"qorepay", "irembopay"})
"""Providers that sign. Of all others a delivery is worth what a read confirms."""
_PLACE: Final = re.compile(r"/([a-z0-9][a-z0-9_-]{0,63})(?:/([A-Za-z0-9][A-Za-z0-9_-]{0,63}))?/?")
_KEPT: Final = re.compile(r"content-type|webhook-[a-z-]+|[a-z0-9-]*(signature|timestamp)")
_MOST_HEADERS: Final = 16 * 1024


class Served(NamedTuple):
    """An account, and the gateway that has its credentials and no others."""

    account: Account
    gateway: Reissue
    provider: ProviderName

    @property
    def adapter(self) -> Adapter[Any]:
        return self.gateway.adapter(self.provider)


def place_of(path: str, raw: bytes | None = None) -> tuple[str, str] | None:
    """Provider and account, empty for the main one, of a path below the inbox; None where it names none.

    - raw: The path of the request as it came, where that is known. What was written with escapes is no path of ours:
      an escaped slash must not become a real one.
    """
    found = _PLACE.fullmatch(path)
    if found is None or (raw is not None and not raw.partition(b"?")[0].endswith(path.encode())):
        return None
    return found[1], found[2] or ""


def side_at(gateway: Reissue, provider: str, label: str, *, live: bool) -> Served:
    """The account that a path names.

    Raises ConfigurationError where the gateway has none such, and LedgerUnusableError where its server is of the other
    kind than the ledger.
    """
    label = account_name(label) if label else ""
    account = account_of(gateway, provider, label)
    if account.live is not live:
        kind = "live servers" if live else "test servers"
        raise LedgerUnusableError(
            f"The ledger is for {kind}, and {account.name} is not: give the inbox another ledger."
        )
    return Served(account, side_of(gateway, label), provider_name(provider))


def side_of_delivery(gateway: Reissue, account: str, *, live: bool) -> Served:
    """The account of a delivery that is kept. Raises ConfigurationError where that is another server's now."""
    side = side_at(gateway, *parts_of(account), live=live)
    if side.account.name != account:
        raise ConfigurationError(f"{account}: the gateway has {side.account.name} now.")
    return side


def headers_to_keep(headers: Mapping[str, str]) -> str | None:
    """The headers that may be needed to verify a delivery again, as JSON: no credentials, no cookies. None: too large."""
    kept = {name.lower(): value for name, value in headers.items() if _KEPT.fullmatch(name.lower())}
    return None if sum(map(len, kept.values())) > _MOST_HEADERS else json.dumps(kept, sort_keys=True)


def verified(side: Served, headers: Mapping[str, str], body: bytes) -> PaymentEvent | None:
    """The event, as far as its body and signature tell it; None where the provider must be asked, which is not done here.

    Raises what `Reissue.parse_webhook` raises: WebhookVerificationError for a forged one, ConfigurationError without a
    key to verify it with, ResponseDecodeError for what is no JSON.
    """
    try:
        return _without_reads(side, headers, body)
    except WebhookVerificationError:
        if side.account.provider not in SIGNED:
            raise
    # The credentials may be a function, which gives another key by now: the gateway asks it.
    return side.gateway.parse_webhook(side.provider, headers, body)


def _without_reads(side: Served, headers: Mapping[str, str], body: bytes) -> PaymentEvent | None:
    steps = cast("Any", side.adapter.steps).parse_webhook(headers, body)
    try:
        next(steps)  # a call that it wants to make
    except StopIteration as done:
        return cast("PaymentEvent", done.value)
    finally:
        steps.close()
    return None


def read_back(side: Served, headers: Mapping[str, str], body: bytes, signed_at: datetime | None) -> PaymentEvent:
    """The event, with what its provider tells of the invoice.

    - signed_at: When the signature was verified, of a delivery that has one: its time stamp was good then.
    """
    if signed_at is None:
        return side.gateway.parse_webhook(side.provider, headers, body)
    adapter = copy(side.adapter)
    adapter.steps = copy(adapter.steps)
    adapter.steps.now = lambda: signed_at
    parse: Any = getattr(adapter, "parse_webhook")  # noqa: B009 - not every adapter has it
    event: PaymentEvent = parse(headers, body)
    return event
