"""What `Reissue` and `AsyncReissue` share: the verbs. Type checkers learn here which provider has which of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, cast, overload

from .capabilities import capabilities
from .errors import InvalidArgumentError, UnsupportedOperationError
from .held import Held
from .invoice import HeadersLike, Invoice, LineItem, NewInvoice
from .registry import BuiltIn, ProviderName
from .statuses import StatusName

if TYPE_CHECKING:
    from reissue_runtime import CallOptions

    from reissue_clients.abillify.models import NewInvoiceRequest
    from reissue_clients.irembopay.models import NewInvoice as IremboPayInvoice
    from reissue_clients.paypen.models import NewSchedule
    from reissue_clients.qorepay.models import PurchaseRequest

I = TypeVar("I")  # noqa: E741 - what a verb returns: an Invoice, or the promise of one
L = TypeVar("L")
E = TypeVar("E")
T = TypeVar("T")


def utc_now() -> datetime:
    return datetime.now(UTC)


class ClientOf(Generic[T]):
    """``gateway.qorepay``: the typed client underneath, made when it is first used."""

    def __init__(self, provider: str) -> None:
        self.provider = provider

    def __get__(self, gateway: SharedGateway[Any, Any, Any], owner: type) -> T:
        return cast("T", gateway._adapter(self.provider).client)  # pyright: ignore[reportPrivateUsage]


class SharedGateway(Held, Generic[I, L, E]):
    """What both gateways share: the verbs."""

    @overload
    def create(
        self, provider: Literal["qorepay"], new: NewInvoice | PurchaseRequest, *, options: CallOptions | None = None
    ) -> I: ...
    @overload
    def create(
        self,
        provider: Literal["abillify"],
        new: NewInvoice | NewInvoiceRequest,
        *,
        customer: str | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> I: ...
    @overload
    def create(
        self, provider: Literal["irembopay"], new: NewInvoice | IremboPayInvoice, *, options: CallOptions | None = None
    ) -> I: ...
    @overload
    def create(self, provider: Literal["paypen"], new: NewSchedule, *, options: CallOptions | None = None) -> I: ...
    @overload
    def create(
        self,
        provider: ProviderName,
        new: object,
        *,
        customer: str | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> I: ...
    def create(
        self,
        provider: str,
        new: object,
        *,
        customer: str | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> I:
        """Make an invoice.

        - provider: Its name, such as ``"qorepay"``.
        - new: A NewInvoice, or the provider's own typed request; PayPen takes its NewSchedule only.
        - customer: The customer's reference, where the request has no place for it (Abillify).
        - idempotency_key: With the same key a repeat makes nothing new (Abillify). Refused where the provider has none.
        - options: For this call alone: time limit, retries, headers.

        Returns the Invoice as it was made; PayPen may return a draft.

        Raises the errors of every verb (see `Reissue`). After OutcomeUnknownError it may have been made: look for it
        before you make another one.
        """
        return self._do(provider, "create", new, customer=customer, idempotency_key=idempotency_key, options=options)

    def get(self, provider: BuiltIn | ProviderName, reference: str, *, options: CallOptions | None = None) -> I:
        """Read an invoice. It can always be repeated.

        - provider: Its name, such as ``"qorepay"``.
        - reference: By which the provider addresses it: see `Invoice.reference`.
        - options: For this call alone: time limit, retries, headers.

        Returns the Invoice as it is now.

        Raises NotFoundError for an unknown reference, or ProviderRejectedError where the provider says so inside a 200
        (PayPen); and the errors of every verb (see `Reissue`).
        """
        return self._do(provider, "get", reference, options=options)

    def list(
        self, provider: Literal["abillify"] | ProviderName, customer: str, *, options: CallOptions | None = None
    ) -> L:
        """All invoices of a customer.

        - provider: Its name; of the built-in ones only Abillify can.
        - customer: The customer's reference at the provider.
        - options: For this call alone: time limit, retries, headers.

        Returns a tuple of Invoice, empty where there are none.

        Raises the errors of every verb (see `Reissue`).
        """
        return self._do(provider, "list", customer, options=options)

    def update(
        self,
        provider: Literal["abillify", "irembopay"] | ProviderName,
        reference: str | Invoice,
        *,
        expires_at: datetime | None = None,
        items: Sequence[LineItem] | None = None,
        even_if: Collection[StatusName] | None = None,
        fresh: timedelta | None = None,
        options: CallOptions | None = None,
    ) -> I:
        """Set the expiry, replace all items, or both.

        - provider: Its name, such as ``"irembopay"``.
        - reference: By which the provider addresses the invoice.
        - expires_at: Until when it can be paid; aware. At Abillify it is the due date.
        - items: All lines that it shall have, in the currency of the invoice. None leaves them.
        - even_if: Statuses in which it is done all the same: an invoice that is paid, cancelled, refunded, or of which
          nobody knows how it stands, is refused otherwise (``even_if={"paid"}``).
        - fresh: How old an Invoice from `get`, given as `reference`, may be to be taken in place of a read.
        - options: For this call alone: time limit, retries, headers.

        Returns the Invoice after the change.

        Raises InvalidArgumentError for a time without a zone, and where nothing is to be changed; and the errors of
        every verb (see `Reissue`).
        """
        return self._do(
            provider,
            "update",
            reference,
            expires_at=expires_at,
            items=items,
            even_if=even_if,
            fresh=fresh,
            options=options,
        )

    def cancel(
        self,
        provider: Literal["qorepay", "abillify"] | ProviderName,
        reference: str,
        *,
        options: CallOptions | None = None,
    ) -> I:
        """Make an invoice unpayable, for good.

        - provider: Its name, such as ``"qorepay"``.
        - reference: By which the provider addresses the invoice.
        - options: For this call alone: time limit, retries, headers.

        Returns the Invoice after it.

        Raises ProviderRejectedError where the provider said yes and did not do it (Abillify); and the errors of every
        verb (see `Reissue`).
        """
        return self._do(provider, "cancel", reference, options=options)

    @overload
    def resend(
        self,
        provider: Literal["abillify"] | ProviderName,
        reference: str | Invoice,
        *,
        even_if: Collection[StatusName] | None = None,
        fresh: timedelta | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> I: ...
    @overload
    def resend(
        self,
        provider: Literal["qorepay"],
        reference: str | Invoice,
        *,
        even_if: Collection[StatusName] | None = None,
        fresh: timedelta | None = None,
        options: CallOptions | None = None,
    ) -> I: ...
    def resend(
        self,
        provider: str,
        reference: str | Invoice,
        *,
        even_if: Collection[StatusName] | None = None,
        fresh: timedelta | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> I:
        """Send the invoice to its payer again: one more message. It is never repeated blindly.

        - provider: Its name, such as ``"qorepay"``.
        - reference: By which the provider addresses the invoice.
        - even_if: Statuses in which it is done all the same: an invoice that is paid, cancelled, refunded, or of which
          nobody knows how it stands, is refused otherwise (``even_if={"paid"}``).
        - fresh: How old an Invoice from `get`, given as `reference`, may be to be taken in place of a read.
        - idempotency_key: With the same key within its retention nothing new is sent (Abillify: 24 hours). Refused
          where the provider has none (QorePay).
        - options: For this call alone: time limit, retries, headers.

        Returns the Invoice; `notified` is the address, where the provider tells it.

        Raises OutcomeUnknownError where the message may have gone out: its `advice` is `same_key` where you may call
        again with its `idempotency_key`; and the errors of every verb (see `Reissue`).
        """
        return self._do(
            provider,
            "resend",
            reference,
            even_if=even_if,
            fresh=fresh,
            idempotency_key=idempotency_key,
            options=options,
        )

    def regenerate(
        self,
        provider: Literal["paypen"] | ProviderName,
        reference: str | Invoice,
        *,
        even_if: Collection[StatusName] | None = None,
        fresh: timedelta | None = None,
        options: CallOptions | None = None,
    ) -> I:
        """Replace an expired invoice; one that has not expired comes back as it is.

        - provider: Its name; of the built-in ones only PayPen can.
        - reference: By which the provider addresses the old invoice, or that Invoice.
        - even_if: Statuses in which it is done all the same: an invoice that is paid, cancelled, refunded, or of which
          nobody knows how it stands, is refused otherwise (``even_if={"paid"}``).
        - fresh: How old an Invoice from `get`, given as `reference`, may be to be taken in place of a read.
        - options: For this call alone: time limit, retries, headers.

        Returns the Invoice to go on with: keep its `reference` together with its `previous_reference`.

        Raises OutcomeUnknownError where a new one may have been made; and the errors of every verb (see `Reissue`).
        """
        return self._do(provider, "regenerate", reference, even_if=even_if, fresh=fresh, options=options)

    @overload
    def reissue(
        self,
        provider: Literal["abillify"] | ProviderName,
        reference: str | Invoice,
        *,
        even_if: Collection[StatusName] | None = None,
        fresh: timedelta | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> I: ...
    @overload
    def reissue(
        self,
        provider: Literal["irembopay"],
        reference: str | Invoice,
        *,
        until: datetime | None = None,
        even_if: Collection[StatusName] | None = None,
        fresh: timedelta | None = None,
        options: CallOptions | None = None,
    ) -> I: ...
    @overload
    def reissue(
        self,
        provider: Literal["qorepay", "paypen"],
        reference: str | Invoice,
        *,
        even_if: Collection[StatusName] | None = None,
        fresh: timedelta | None = None,
        options: CallOptions | None = None,
    ) -> I: ...
    def reissue(
        self,
        provider: str,
        reference: str | Invoice,
        *,
        until: datetime | None = None,
        even_if: Collection[StatusName] | None = None,
        fresh: timedelta | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> I:
        """Put the invoice before its payer again, in the way that the provider has.

        QorePay and Abillify resend it, IremboPay extends its expiry to 14 days from now (and never shortens it), PayPen
        regenerates it.

        - provider: Its name, such as ``"paypen"``.
        - reference: By which the provider addresses the invoice.
        - until: The end of the new term at IremboPay, aware, in place of 14 days from now: a repeat with it is the same
          call. Refused where the provider has no terms.
        - even_if, fresh: As for `resend`.
        - idempotency_key: As for `resend`. Refused where the provider has none.
        - options: For this call alone: time limit, retries, headers.

        Returns the Invoice to go on with: its `reference` may be a new one.

        Raises what `resend`, `update` or `regenerate` raises.
        """
        return self._do(
            provider,
            "reissue",
            reference,
            until=until,
            even_if=even_if,
            fresh=fresh,
            idempotency_key=idempotency_key,
            options=options,
        )

    def parse_webhook(self, provider: BuiltIn | ProviderName, headers: HeadersLike, body: bytes) -> E:
        """Read a webhook, and prove it: by its signature, else by reading the invoice that it names.

        - provider: Its name, such as ``"irembopay"``.
        - headers: Those of the request; names are found in any case.
        - body: The raw body of the request, byte for byte as it came.

        Returns the PaymentEvent; its `proof` says why it may be believed.

        Raises WebhookVerificationError where it proves nothing: answer with a 4xx, and do nothing else. Raises
        ConfigurationError without a key to verify it with, and where the invoice is read what `get` raises.
        """
        return self._do(provider, "parse_webhook", headers, body)

    def _do(self, provider: str, verb: str, *args: object, **chosen: object) -> T:  # type: ignore[type-var] # pyright: ignore[reportInvalidTypeVarUse]
        """Call a verb with what was chosen; what a provider does not know is refused and never dropped."""
        kind = self._kind(provider)
        if not callable(method := getattr(kind, verb, None)):
            raise UnsupportedOperationError.of(provider, verb, capabilities(kind), kind.verbs.instead)
        chosen = {name: value for name, value in chosen.items() if value is not None}
        if chosen.keys() - {"options"}:
            from inspect import signature

            if wrong := sorted(chosen.keys() - signature(method).parameters.keys()):
                why = " It has no idempotency keys: a repeat does it again." if "idempotency_key" in wrong else ""
                text = f"{provider}: {verb} takes no {' and no '.join(wrong)}.{why} Nothing was sent."
                about = next((one for one in args if isinstance(one, str)), None)
                raise InvalidArgumentError(text, provider=provider, operation=verb, verb=verb, reference=about)
        return cast("T", self._called(provider, verb, args, chosen))

    def _called(self, provider: str, verb: str, args: tuple[Any, ...], chosen: Mapping[str, Any]) -> Any:
        """What a verb gives, or what gives it when it is awaited."""
        raise NotImplementedError
