"""PayPen: an invoice belongs to a schedule of contributions and is paid into a one-off account. Naira, Lagos time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta, timezone
from typing import ClassVar, Final

from msgspec.structs import replace
from reissue_runtime import CallOptions

from reissue_clients.paypen import AsyncPayPen, PayPen, models, webhooks

from ...errors import InvalidArgumentError, NotFoundError, Outcome, ProviderRejectedError, WebhookVerificationError
from ...invoice import BankAccount, EventKind, HeadersLike, Invoice, PaymentEvent, Proof
from ...plugin import Adapter, Steps, Verbs, ask, awaiting, blocking, moment, money, status_of, told
from ...plugin.events import fingerprint, transition
from ...statuses import InvoiceStatus, StatusName
from .credentials import PayPenCredentials
from .events import kind_of
from .settling import RULES
from .statuses import STATUSES, is_unpaid

LAGOS: Final = timezone(timedelta(hours=1))  # all year; the provider writes no offset


class PayPenVerbs(Verbs[PayPen, PayPenCredentials]):
    """The verbs of `Reissue`, as steps: here stands what PayPen makes of each of them."""

    forms = (models.NewSchedule,)
    instead: ClassVar[Mapping[str, str]] = {
        "list": "keep the references that create and regenerate return",
        "update": "regenerate it when it has expired",
        "cancel": "let it expire",
        "resend": "reissue (regenerate), which replaces an expired invoice and returns an unexpired one",
    }
    settling = RULES

    def create(self, new: models.NewSchedule, *, options: CallOptions | None = None) -> Steps[Invoice]:
        """Upload a schedule, which normally makes its invoice; an e-mail goes out either way.

        The invoice is a `draft` without money where the provider could not make it yet: make it later with
        ``client.invoices.generate``.
        """
        self.check_form(new)
        made = yield from ask(self.client.schedules.create, new, options=options)
        if isinstance(made, models.Invoice):
            return self.named("create", self._invoice(made))
        draft = told(models.PendingSchedule, made)  # None where it is neither, which `named` refuses
        invoice = Invoice(
            provider="paypen",
            reference=(told(str, draft.ppid) if draft else None) or "",
            status=status_of(STATUSES, draft.status if draft else None),
            issued_at=moment(draft.created_on, LAGOS) if draft else None,
            raw=made,
        )
        return self.named("create", invoice)

    def get(self, reference: str, *, options: CallOptions | None = None) -> Steps[Invoice]:
        """Read an invoice by its ppid."""
        found = yield from ask(self.client.invoices.get, reference, options=options)
        return self.read(self._invoice(found))

    def regenerate(
        self,
        reference: str | Invoice,
        *,
        even_if: Collection[StatusName] = (),
        fresh: timedelta | None = None,
        options: CallOptions | None = None,
    ) -> Steps[Invoice]:
        """Replace an expired invoice; one that has not expired comes back as it is.

        A replacement has a new reference and account, and `previous_reference` names the old one: keep the pair, and go
        on with the new one. A repeat with the old reference may make yet another invoice.
        """
        old, checked = reference.reference if isinstance(reference, Invoice) else reference, True
        try:
            yield from self.before("regenerate", reference, even_if, fresh, options)
        except (NotFoundError, ProviderRejectedError):  # no page says that an expired invoice can still be read
            checked = False
        body = models.ScheduleReference(ppid=old)
        made = yield from ask(self.client.invoices.regenerate, body, options=options)
        invoice = self.named("regenerate", self._invoice(made, previous=old))
        # One that has ended and was not replaced is nothing that anybody could pay: look at it.
        same = invoice.status is InvoiceStatus.EXPIRED and invoice.previous_reference is None
        return replace(invoice, checked=checked and not same)

    def parse_webhook(self, headers: HeadersLike, body: bytes) -> Steps[PaymentEvent]:
        """Read a payment notification. It is not signed, so the invoice is read again and its status counts.

        Raises WebhookVerificationError where the provider knows no such invoice.
        """
        event = webhooks.PAYMENT_NOTIFICATION.parse_unsigned(body, on_drift=self.on_drift)
        receipt = told(models.PaymentReceipt, event.data)
        reference = told(str, receipt.ppid) if receipt else None
        if receipt is None or reference is None:
            raise _forged("it names no invoice")
        try:
            invoice = yield from self.get(reference)
        except (NotFoundError, ProviderRejectedError, InvalidArgumentError):
            raise _forged("the provider does not confirm the invoice that it names") from None
        reference = invoice.reference  # as it calls itself, so that a second spelling of it is no second payment
        word, payment = told(str, event.notification_type), told(str, receipt.payment_reference)
        paid = money(told(object, receipt.amount_paid), "NGN")
        denied = is_unpaid(invoice.raw.invoice_status) or (paid is not None and not paid.amount > 0)
        kind = kind_of(word, event.success, denied)
        return PaymentEvent(
            provider="paypen",
            kind=kind,
            event=word or "payment_notification",
            # Nobody can use up the key of a payment by claiming that payment before it is made.
            key=transition("paypen", reference, kind, word, payment or fingerprint(body)),
            proof=Proof.READ,
            status=invoice.status,
            reference=reference,
            object_id=payment,
            money=paid if kind is EventKind.PAID_IN else None,
            invoice=invoice,
            raw=event,
        )

    def _invoice(self, invoice: models.Invoice, previous: str | None = None) -> Invoice:
        expires_at = moment(invoice.payment_due_date, LAGOS)
        exact = money(told(object, invoice.amount_payable), "NGN")
        ppid = told(str, invoice.ppid) or ""
        number, name = told(str, invoice.account_number), told(str, invoice.account_name)
        bank, code = told(str, invoice.bank_name), told(str, invoice.bank_code)
        return Invoice(
            provider="paypen",
            reference=ppid,
            previous_reference=previous if previous != ppid else None,
            status=status_of(STATUSES, invoice.invoice_status, expires_at=expires_at, now=self.now()),
            money=exact,
            amount_due=exact if told(str, invoice.invoice_status) in STATUSES else None,  # PENDING: unpaid
            issued_at=moment(invoice.created_on, LAGOS),
            expires_at=expires_at,
            bank_account=BankAccount(number=number, name=name, bank=bank, bank_code=code) if number else None,
            raw=invoice,
        )


def _forged(why: str) -> WebhookVerificationError:
    return WebhookVerificationError(
        f"paypen webhook payment_notification: {why}. Do not act on it, and answer with a 4xx.",
        operation="payment_notification",
        outcome=Outcome.UNKNOWN,
    )


V = PayPenVerbs


class PayPenAdapter(Adapter[PayPen]):
    """PayPen behind the verbs of the facade."""

    makes, verbs = PayPen, V
    create, get, parse_webhook = blocking(V.create), blocking(V.get), blocking(V.parse_webhook)
    regenerate, reissue, settle = blocking(V.regenerate), blocking(V.regenerate, "reissue"), blocking(V.settle)


class AsyncPayPenAdapter(Adapter[AsyncPayPen]):
    """`PayPenAdapter`, awaited."""

    makes, verbs = AsyncPayPen, V
    create, get, parse_webhook = awaiting(V.create), awaiting(V.get), awaiting(V.parse_webhook)
    regenerate, reissue, settle = awaiting(V.regenerate), awaiting(V.regenerate, "reissue"), awaiting(V.settle)
