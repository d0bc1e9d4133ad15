"""What an adapter can do: one Protocol per verb, for type checkers and for `isinstance`.

    def remind(adapter: Resends, reference: str) -> None: ...

    remind(gateway.adapter("qorepay"), "3fa85f64-...")     # fine
    remind(gateway.adapter("paypen"), "TX10...02")         # refused by the type checker: PayPen resends nothing

`AsyncResends` is the same for adapters that are awaited; a running program cannot tell the two apart.
"""

from __future__ import annotations

from collections.abc import Awaitable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, runtime_checkable

from .invoice import HeadersLike, Invoice, LineItem, PaymentEvent
from .statuses import StatusName

if TYPE_CHECKING:
    from reissue_runtime import CallOptions
    from typing_extensions import TypeVar  # with defaults: plain `Resends` means the sync one

    from .plugin import Adapter

    R = TypeVar("R", covariant=True, default=Invoice)
    L = TypeVar("L", covariant=True, default=tuple[Invoice, ...])
    E = TypeVar("E", covariant=True, default=PaymentEvent)
else:
    from typing import TypeVar

    R, L, E = (TypeVar(name, covariant=True) for name in "RLE")

N = TypeVar("N", contravariant=True)


@runtime_checkable
class Creates(Protocol[N, R]):
    """Makes invoices out of N (NewInvoice, the provider's own request, or both): see `Reissue.create`."""

    def create(self, new: N, *, options: CallOptions | None = None) -> R: ...


@runtime_checkable
class Gets(Protocol[R]):
    """Reads an invoice: see `Reissue.get`."""

    def get(self, reference: str, *, options: CallOptions | None = None) -> R: ...


@runtime_checkable
class Lists(Protocol[L]):
    """Reads all invoices of a customer: see `Reissue.list`."""

    def list(self, customer: str, *, options: CallOptions | None = None) -> L: ...


@runtime_checkable
class Updates(Protocol[R]):
    """Sets the expiry, replaces the items, or both: see `Reissue.update`."""

    def update(
        self,
        reference: str | Invoice,
        *,
        expires_at: datetime | None = None,
        items: Sequence[LineItem] | None = None,
        even_if: Collection[StatusName] = (),
        fresh: timedelta | None = None,
        options: CallOptions | None = None,
    ) -> R: ...


@runtime_checkable
class Cancels(Protocol[R]):
    """Makes an invoice unpayable: see `Reissue.cancel`."""

    def cancel(self, reference: str, *, options: CallOptions | None = None) -> R: ...


@runtime_checkable
class Resends(Protocol[R]):
    """Sends an invoice to its payer again: see `Reissue.resend`."""

    def resend(
        self,
        reference: str | Invoice,
        *,
        even_if: Collection[StatusName] = (),
        fresh: timedelta | None = None,
        options: CallOptions | None = None,
    ) -> R: ...


@runtime_checkable
class Regenerates(Protocol[R]):
    """Replaces an expired invoice: see `Reissue.regenerate`."""

    def regenerate(
        self,
        reference: str | Invoice,
        *,
        even_if: Collection[StatusName] = (),
        fresh: timedelta | None = None,
        options: CallOptions | None = None,
    ) -> R: ...


@runtime_checkable
class Reissues(Protocol[R]):
    """Puts an invoice before its payer again, in the provider's way: see `Reissue.reissue`."""

    def reissue(
        self,
        reference: str | Invoice,
        *,
        even_if: Collection[StatusName] = (),
        fresh: timedelta | None = None,
        options: CallOptions | None = None,
    ) -> R: ...


@runtime_checkable
class ParsesWebhooks(Protocol[E]):
    """Reads and proves a webhook: see `Reissue.parse_webhook`."""

    def parse_webhook(self, headers: HeadersLike, body: bytes) -> E: ...


AsyncCreates: TypeAlias = Creates[N, Awaitable[Invoice]]
AsyncGets: TypeAlias = Gets[Awaitable[Invoice]]
AsyncLists: TypeAlias = Lists[Awaitable[tuple[Invoice, ...]]]
AsyncUpdates: TypeAlias = Updates[Awaitable[Invoice]]
AsyncCancels: TypeAlias = Cancels[Awaitable[Invoice]]
AsyncResends: TypeAlias = Resends[Awaitable[Invoice]]
AsyncRegenerates: TypeAlias = Regenerates[Awaitable[Invoice]]
AsyncReissues: TypeAlias = Reissues[Awaitable[Invoice]]
AsyncParsesWebhooks: TypeAlias = ParsesWebhooks[Awaitable[PaymentEvent]]

CAPABILITIES: Final[Mapping[str, Any]] = {
    "create": Creates,
    "get": Gets,
    "list": Lists,
    "update": Updates,
    "cancel": Cancels,
    "resend": Resends,
    "regenerate": Regenerates,
    "reissue": Reissues,
    "parse_webhook": ParsesWebhooks,
}
"""Verb to Protocol."""


def capabilities(adapter: type[Adapter[Any]]) -> tuple[str, ...]:
    """The verbs that an adapter has, read off its class."""
    return tuple(verb for verb, protocol in CAPABILITIES.items() if issubclass(adapter, protocol))


def matrix() -> dict[str, dict[str, bool]]:
    """Provider to verb to whether it has it: made from the adapters, never typed by hand."""
    from .registry import providers

    found = {name: capabilities(plugin.load()) for name, plugin in providers().items()}
    return {name: {verb: verb in verbs for verb in CAPABILITIES} for name, verbs in found.items()}
