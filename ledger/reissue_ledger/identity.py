"""By what an intent is known again: campaign, period, account, verb and reference, never a credential and never the server's absence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from inspect import signature
from pkgutil import resolve_name
from posixpath import normpath
from typing import Any, Final, NamedTuple
from unicodedata import normalize
from urllib.parse import urlsplit, urlunsplit

from msgspec import Struct

from reissue import AsyncReissue, Reissue
from reissue.capabilities import capabilities
from reissue.errors import InvalidArgumentError, UnsupportedOperationError
from reissue.plugin import Adapter
from reissue.registry import provider_name

from .errors import LedgerUnusableError
from .lines.references import canonical_of
from .lines.shapes import UnsureError

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


_REFERENCE: Final = "The reference"


def canonical(reference: str) -> str:
    """A reference as it is compared, by the rule that lines are read with: see `lines.references.canonical_of`.

    Raises InvalidArgumentError for one that is empty, too long, what a purge leaves, or has characters in it that nobody sees.
    """
    return _canonical(_REFERENCE, reference)


def campaign_name(name: str) -> str:
    """The name of a campaign as it is compared. Raises InvalidArgumentError for one that is empty or has odd characters."""
    return _canonical("The name of the campaign", name)


def period_name(name: str) -> str:
    """A period as it is compared; empty for none. Raises InvalidArgumentError for blanks alone and odd characters."""
    return _canonical("The period", name) if name else name


def _canonical(what: str, name: str) -> str:
    try:
        found = canonical_of(name)
    except UnsureError as error:
        raise InvalidArgumentError(f"{what} cannot be taken. {error}") from None
    if what != _REFERENCE and "  " in found:
        raise InvalidArgumentError(f"{what} has two blanks in a row, which are read as one: it would be another name.")
    return found


def person_name(who: str) -> str:
    """The name of somebody who starts, approves or decides. Raises InvalidArgumentError without one, and for what nobody sees."""
    if not who.strip():
        raise InvalidArgumentError("This is done by somebody with a name: who is empty.")
    if unseen := next((char for char in who.strip() if not char.isprintable()), None):
        raise InvalidArgumentError(f"A name has a character in it that nobody sees (U+{ord(unseen):04X}).")
    return who.strip()


def is_same_person(one: str, other: str) -> bool:
    """Whether two names are read as one: in wide letters, in capitals, with other blanks."""
    plain = [" ".join(normalize("NFKC", name).casefold().split()) for name in (one, other)]
    return plain[0] == plain[1]


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
    scheme, host = parts.scheme.lower(), parts.netloc.lower()
    name, colon, port = host.rpartition(":")
    if colon and port.isdecimal():
        host = name if int(port) == {"http": 80, "https": 443}.get(scheme) else f"{name}:{int(port)}"
    path = normpath(f"/{parts.path}").lstrip("/")  # `/./`, `/../` and `//` are the same place
    return urlunsplit((scheme, host.removesuffix(":"), f"/{path}" if path else "", parts.query, ""))


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
