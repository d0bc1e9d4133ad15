"""By what an intent is known again: campaign, period, account, verb and reference, never a credential and never the server's absence."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from inspect import signature
from pkgutil import resolve_name
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from msgspec import Struct

from reissue import AsyncReissue, Reissue
from reissue.capabilities import capabilities
from reissue.errors import InvalidArgumentError, UnsupportedOperationError
from reissue.plugin import Adapter
from reissue.registry import provider_name

from .errors import LedgerUnusableError
from .lines.references import UUID
from .store.transitions import is_purged

_LONGEST: Final = 200
VERBS: Final = ("reissue", "resend", "regenerate", "update", "cancel", "create")
"""What a run may do."""
Gateway = Reissue | AsyncReissue


class Account(Struct, frozen=True, kw_only=True):
    """One account at one provider, at one of its servers."""

    name: str
    """``provider:server:label``; the server by its documented name, else by its address."""
    provider: str
    label: str
    """Of a further account; empty for the main one."""
    live: bool
    """Whether real people may stand behind it: also where that is not known."""


class Doing(NamedTuple):
    """What a verb is at one provider."""

    verb: str
    """As it is resolved: `resend` where `reissue` is that."""
    takes_key: bool
    reads: bool
    """Whether it puts an invoice before its payer, so that the invoice is looked at first."""


def canonical(reference: str) -> str:
    """A reference as it is compared: without blanks around it, NFC, UUIDs in small letters.

    Raises InvalidArgumentError for one that is empty, too long, what a purge leaves, or has characters in it that nobody sees.
    """
    plain = unicodedata.normalize("NFC", reference.strip(" \t\r\n"))
    if not plain:
        raise InvalidArgumentError("A reference is empty.")
    if len(plain) > _LONGEST:
        raise InvalidArgumentError(f"A reference has {len(plain)} characters; at most {_LONGEST} make sense.")
    unseen = next((char for char in plain if unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")), None)
    blank = next((char for char in plain if unicodedata.category(char) == "Zs" and char != " "), None)
    if odd := unseen or blank:
        name = unicodedata.name(odd, f"U+{ord(odd):04X}")
        raise InvalidArgumentError(f"A reference has a character in it that nobody sees ({name}).")
    if is_purged(plain):
        raise InvalidArgumentError("A reference is what a purge left of another one.")
    return plain.lower() if UUID.fullmatch(plain) else plain


def campaign_name(name: str) -> str:
    """The name of a campaign as it is compared. Raises InvalidArgumentError for one that is empty or has odd characters."""
    try:
        return canonical(name)
    except InvalidArgumentError as error:
        raise InvalidArgumentError(error.message.replace("A reference", "The name of a campaign")) from None


def side_of(gateway: Any, label: str) -> Any:
    """The gateway of an account: itself for the main one."""
    return gateway.account(label) if label else gateway


def account_of(gateway: Gateway, provider: str, label: str) -> Account:
    """One account of a gateway. Raises ConfigurationError where it has no credentials for it."""
    adapter: Adapter[Any] = side_of(gateway, label).adapter(provider_name(provider))
    address = _same_address(str(adapter.client.server))
    names = {_same_address(known): name for name, known in adapter.steps.credentials.servers().items()}
    server = names.get(address, address)
    live = adapter.client.live is not False
    return Account(name=f"{provider}:{server}:{label}", provider=provider, label=label, live=live)


def parts_of(name: str) -> tuple[str, str]:
    """Provider and label of an account, out of its name."""
    return name.partition(":")[0], name.rpartition(":")[2]


def account_named(gateway: Gateway, name: str, what: str) -> Account:
    """The account of that name. Raises LedgerUnusableError where the gateway has another one in its place.

    - what: How the sentence begins that says so, such as ``Run 3 was planned for``.
    """
    account = account_of(gateway, *parts_of(name))
    if account.name != name:
        raise LedgerUnusableError(f"{what} {name}, and the credentials are for {account.name}. Nothing was sent.")
    return account


def _same_address(address: str) -> str:
    """An address as it is compared: scheme and host in small letters, as RFC 3986 has them, and no default port."""
    parts = urlsplit(address)
    host = parts.netloc.lower().removesuffix({"http": ":80", "https": ":443"}.get(parts.scheme.lower(), ":"))
    return urlunsplit((parts.scheme.lower(), host, parts.path.rstrip("/"), parts.query, ""))


def doing(adapter: type[Adapter[Any]] | Adapter[Any], verb: str) -> Doing:
    """What a verb is at one provider. Raises UnsupportedOperationError where it has none such."""
    kind = adapter if isinstance(adapter, type) else type(adapter)
    provider = kind.verbs.wants().provider
    if verb not in VERBS or not hasattr(kind, verb):
        instead: Mapping[str, str] = kind.verbs.instead
        raise UnsupportedOperationError.of(provider, verb, capabilities(kind), instead)
    steps: Any = getattr(kind, verb).__wrapped__
    names = signature(steps).parameters
    return Doing(verb=steps.__name__, takes_key="idempotency_key" in names, reads="fresh" in names)


def key_hours(adapter: Adapter[Any], verb: str) -> timedelta | None:
    """For how long the provider remembers the key of a verb; None where no rule of it says so."""
    rule = adapter.verbs.settling.get(verb)
    if rule is None or not rule.operation:
        return None
    hours = getattr(resolve_name(rule.operation).idempotency, "hours", None)
    return timedelta(hours=hours) if hours else None
