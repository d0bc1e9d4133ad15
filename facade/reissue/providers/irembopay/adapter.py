"""IremboPay: an invoice has a number and is also found by the merchant's reference. Major units, Kigali time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import reduce
from operator import add
from typing import ClassVar, Final

from msgspec import UNSET
from msgspec.structs import replace
from reissue_runtime import CallOptions, Secret, undocumented

from reissue_clients.irembopay import AsyncIremboPay, IremboPay, models, webhooks

from ...errors import Outcome, ReissueError
from ...invoice import Customer, EventKind, HeadersLike, Invoice, LineItem, NewInvoice, PaymentEvent, Proof, aware
from ...money import Money
from ...plugin import Adapter, Steps, Verbs, ask, awaiting, blocking, look, status_of, unless_none
from ...plugin.events import fingerprint, transition, webhook_keys
from ...plugin.reading import moment, money, told, unless_told
from ...statuses import InvoiceStatus, StatusName
from .credentials import IremboPayCredentials
from .events import kind_of
from .settling import ONE_MINUTE, RULES, is_made, sum_of
from .statuses import STATUSES

TERM: Final = timedelta(days=14)
"""How long a new or reissued invoice can be paid, where nothing else is said."""
KIGALI: Final = timezone(timedelta(hours=2))  # all year; the provider wants an offset, and writes none at times


class IremboPayVerbs(Verbs[IremboPay, IremboPayCredentials]):
    """The verbs of `Reissue`, as steps: here stands what IremboPay makes of each of them."""

    forms = (NewInvoice, models.NewInvoice)
    instead: ClassVar[Mapping[str, str]] = {
        "list": "keep the numbers that create returns; get also finds your own reference",
        "cancel": "update its expiry, after which it cannot be paid",
        "resend": "reissue, which extends the expiry; send the pay_url yourself",
        "regenerate": "reissue, which extends the expiry of the same invoice",
    }
    settling = RULES

    def create(self, new: NewInvoice | models.NewInvoice, *, options: CallOptions | None = None) -> Steps[Invoice]:
        """Make an invoice; a customer who is named is told about it. Each line needs its product `code`.

        Without `expires_at` it can be paid for 14 days. After an unknown outcome it is looked up by your reference,
        which is unique: if it is there with the same amount, made since the call and unpaid, it is returned. The payment
        account decides the currency: if that is another one, ProviderRejectedError says so, and that the invoice was made
        all the same.
        """
        self.check_form(new)
        body = self._request(new) if isinstance(new, NewInvoice) else new
        if body.partial_payment_enabled is True and not (body.installment_plan and body.installments):
            raise self.refuse("create", "partial_payment_enabled needs an installment_plan and installments.")
        began = self.now()
        try:
            made = yield from ask(self.client.invoices.create, body, options=options)
        except ReissueError as error:
            # Of any class: also an answer that cannot be read or proves nothing, and a refusal of a repeat.
            if error.outcome is not Outcome.UNKNOWN:
                raise
            made = yield from self._settle(body, began, error, options)
        return self.as_asked("invoices-create", self.named("create", self._invoice(made)), new)

    def get(self, reference: str, *, options: CallOptions | None = None) -> Steps[Invoice]:
        """Read an invoice by its number or by your own reference."""
        found = yield from ask(self.client.invoices.get, reference, options=options)
        return self.read(self._invoice(found))

    def update(
        self,
        reference: str | Invoice,
        *,
        expires_at: datetime | None = None,
        items: Sequence[LineItem] | None = None,
        even_if: Collection[StatusName] = (),
        fresh: timedelta | None = None,
        options: CallOptions | None = None,
    ) -> Steps[Invoice]:
        """Set the expiry, replace all items, or both.

        The invoice is read first: the provider wants the expiry always, and answers with little more than what changed.
        One that is paid in part may get more time, but other items only where `even_if` names partially_paid: what
        becomes of the installments that are paid is not documented.
        """
        if expires_at is None and items is None:
            raise self.refuse("update", "give expires_at= or items=.")
        asked, until = self.items("update", items), aware(expires_at, KIGALI) if expires_at else None
        lines = None if asked is None else [self._item(line, "update") for line in asked]
        before = yield from self.before("update", reference, even_if, fresh, options)
        if asked is not None and before.status is InvoiceStatus.PARTIALLY_PAID and before.status not in even_if:
            why = "the invoice is paid in part; even_if={'partially_paid'} changes its items all the same."
            raise self.refuse("update", why)
        self.lines("update", asked or (), told(str, before.raw.currency))
        change = models.InvoiceChange(
            expiry_at=unless_none(until or before.expires_at), payment_items=unless_none(lines)
        )
        over = reduce(add, (line.total for line in asked)) if asked else None
        return (yield from self._change(before, change, options, over))

    def reissue(
        self,
        reference: str | Invoice,
        *,
        until: datetime | None = None,
        even_if: Collection[StatusName] = (),
        fresh: timedelta | None = None,
        options: CallOptions | None = None,
    ) -> Steps[Invoice]:
        """Put the invoice before its payer again: it can be paid for another 14 days, or `until` then, or longer if it already could.

        IremboPay e-mails nothing here: send `pay_url` yourself.
        """
        before = yield from self.before("reissue", reference, even_if, fresh, options)
        ends = aware(until or self.now() + TERM)
        change = models.InvoiceChange(expiry_at=aware(max(ends, before.expires_at or ends), KIGALI))
        return (yield from self._change(before, change, options))

    def frozen(self, verb: str, now: datetime) -> Mapping[str, object]:
        """The end of the term that `create` and `reissue` give."""
        return dict.fromkeys({"create": ("expires_at",), "reissue": ("until",)}.get(verb, ()), now + TERM)

    def parse_webhook(self, headers: HeadersLike, body: bytes) -> Steps[PaymentEvent]:
        """Verify and read a payment notification. The snapshot in it may be partial: without a status the invoice is read.

        The key is the secret key, or one of `webhook_key` while that changes. Where the read fails, its error is raised:
        nothing else tells whether that was a payment.
        """
        key = (Secret(self.credentials.secret_key), *webhook_keys(self.credentials.webhook_key))
        event = webhooks.PAYMENT_NOTIFICATION.parse(headers, body, key, now=self.unix, on_drift=self.on_drift)
        data = told(models.PartialInvoice, event.data) or models.PartialInvoice(invoice_number="")
        names = (data.invoice_number, data.transaction_id, data.payment_status)
        number, order, word = (told(str, one) for one in names)
        invoice, named = self._invoice(data, order or ""), number or order
        if named and not word:
            invoice = yield from self.get(named)
            word, number = told(str, invoice.raw.payment_status), invoice.reference
        # Two orders never share a key, whatever the snapshot leaves out.
        about = (number,) if number else ("transactionId", order) if order else ("body", fingerprint(body))
        kind = kind_of(word, event.success)
        booked = kind is EventKind.PAID_IN and invoice.status is InvoiceStatus.PAID
        payment = told(str, data.payment_reference) or fingerprint(body)
        # No page shows it in an answer; where it is told, the last of several payments is not the whole.
        at_once = undocumented(invoice.raw).get("partialPaymentEnabled") is not True
        return PaymentEvent(
            provider="irembopay",
            kind=kind,
            event="payment_notification",
            # An invoice becomes paid once; instalments and attempts there may be several.
            key=transition("irembopay", *about, word, *(() if booked else (kind, payment))),
            proof=Proof.SIGNATURE,
            status=invoice.status if booked or invoice.status is not InvoiceStatus.PAID else InvoiceStatus.UNKNOWN,
            reference=invoice.reference or None,
            object_id=number,
            # The amount is that of the invoice: of an instalment it would be a lie.
            money=invoice.money if booked and at_once else None,
            invoice=invoice,
            raw=event,
        )

    def _change(
        self, before: Invoice, change: models.InvoiceChange, options: CallOptions | None, over: Money | None = None
    ) -> Steps[Invoice]:
        """Send the change, and lay the answer, which may have hardly any member, over what was read before.

        The vendor's page prints another expiry in the answer than in its request: where it tells another, or none, or no new
        amount, the invoice is looked at, and that counts: `checked` is False where it cannot be, and where it is not as was
        asked for. `over`: its new money. Raises ProviderRejectedError where the answer tells another.
        """
        # Only the number is promised to work here, and a read gives it.
        answer = yield from ask(self.client.invoices.update, before.reference, change, options=options)
        news = {n: new for n in models.Invoice.__struct_fields__ if (new := getattr(answer, n)) not in (None, UNSET)}
        changed = self._invoice(replace(before.raw, **{"expiry_at": change.expiry_at, **news}))
        until = told(datetime, change.expiry_at)

        def moved(invoice: Invoice) -> bool:
            return not (until and invoice.expires_at) or abs(invoice.expires_at - until) < ONE_MINUTE

        is_told = "expiry_at" in news or until == before.expires_at
        if is_told and moved(changed) and (over is None or changed.raw.amount != before.raw.amount):
            return self.as_asked("invoices-update", changed, over)
        after = yield from look(self.client.invoices.get, changed.reference, options=options)
        if after is None:
            return replace(changed, money=over or changed.money, checked=False)
        found = self._invoice(after)
        return replace(found, checked=moved(found) and over in (None, found.money))

    def _settle(
        self, body: models.NewInvoice, began: datetime, error: ReissueError, options: CallOptions | None
    ) -> Steps[models.Invoice]:
        """Whether the invoice of a creation whose outcome is unknown is there; otherwise the outcome stays unknown."""
        try:
            found = yield from ask(self.client.invoices.get, body.transaction_id, options=options)
        except ReissueError:
            raise error from None
        status = STATUSES.get(told(str, found.payment_status) or "")
        # An older one, or one that is paid, was there before: with its reference nothing new can be made.
        mine = is_made(found, body.transaction_id, sum_of(body.payment_items), began)
        if status is not InvoiceStatus.OPEN or not mine:
            raise error
        return found

    def _request(self, new: NewInvoice) -> models.NewInvoice:
        if not (account := self.credentials.payment_account):
            raise self.refuse("create", "it needs a payment account: REISSUE_IREMBOPAY_PAYMENT_ACCOUNT.")
        who = new.customer or Customer()
        email, name, phone = unless_none(who.email), unless_none(who.name), unless_none(who.phone)
        customer = models.Customer(email=email, name=name, phone_number=phone) if new.customer else UNSET
        items = [self._item(line, "create") for line in new.lines]
        self.lines("create", new.lines, new.total.currency)
        # The provider's pages disagree on whether these three are required: sending them satisfies both.
        return models.NewInvoice(
            transaction_id=new.reference,
            payment_items=items,
            payment_account_identifier=account,
            description=new.title,
            expiry_at=aware(new.expires_at or self.now() + TERM, KIGALI),
            language="EN",
            customer=customer,
        )

    def _item(self, line: LineItem, verb: str) -> models.PaymentItem:
        if not line.code or line.quantity != int(line.quantity):
            raise self.refuse(verb, "each line needs the code of a product in the portal, and a whole quantity.")
        return models.PaymentItem(code=line.code, quantity=int(line.quantity), unit_amount=line.unit_price.amount)

    def _invoice(self, invoice: models.Invoice | models.PartialInvoice, reference: str = "") -> Invoice:
        expires_at = moment(invoice.expiry_at)
        return Invoice(
            provider="irembopay",
            reference=told(str, invoice.invoice_number, reference) or "",
            status=unless_told(
                status_of(STATUSES, invoice.payment_status, expires_at=expires_at, now=self.now()),
                told(datetime, invoice.paid_at),
            ),
            money=money(told(object, invoice.amount), told(str, invoice.currency)),
            issued_at=moment(invoice.created_at),
            expires_at=expires_at,
            pay_url=told(str, invoice.payment_link_url),
            raw=invoice,
        )


V = IremboPayVerbs


class IremboPayAdapter(Adapter[IremboPay]):
    """IremboPay behind the verbs of the facade."""

    makes, verbs = IremboPay, V
    create, get, update = blocking(V.create), blocking(V.get), blocking(V.update)
    reissue, parse_webhook, settle = blocking(V.reissue), blocking(V.parse_webhook), blocking(V.settle)


class AsyncIremboPayAdapter(Adapter[AsyncIremboPay]):
    """`IremboPayAdapter`, awaited."""

    makes, verbs = AsyncIremboPay, V
    create, get, update = awaiting(V.create), awaiting(V.get), awaiting(V.update)
    reissue, parse_webhook, settle = awaiting(V.reissue), awaiting(V.parse_webhook), awaiting(V.settle)
