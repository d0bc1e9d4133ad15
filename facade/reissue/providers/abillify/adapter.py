"""Abillify: an invoice is addressed by the merchant's own reference. Money in major units, times in UTC."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

from reissue_runtime import CallOptions, undocumented

from reissue_clients.abillify import Abillify, AsyncAbillify, models, webhooks

from ...errors import InvalidArgumentError, NotFoundError, Outcome
from ...invoice import Dunning, EventKind, HeadersLike, Invoice, LineItem, NewInvoice, PaymentEvent, Proof, aware
from ...plugin import Adapter, Steps, Verbs, ask, awaiting, blocking, status_of, unless_none
from ...plugin.events import fingerprint, transition
from ...plugin.reading import each, moment, money, paid_in_part, told
from ...statuses import InvoiceStatus, StatusName
from .credentials import AbillifyCredentials
from .events import KINDS, known_as
from .settling import ONE_DAY, RULES
from .statuses import STATUSES


class AbillifyVerbs(Verbs[Abillify, AbillifyCredentials]):
    """The verbs of `Reissue`, as steps: here stands what Abillify makes of each of them."""

    forms = (NewInvoice, models.NewInvoiceRequest)
    instead: ClassVar[Mapping[str, str]] = {
        "regenerate": "resend, which e-mails the same invoice again, or update its due date"
    }
    settling = RULES

    def create(
        self,
        new: NewInvoice | models.NewInvoiceRequest,
        *,
        customer: str | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> Steps[Invoice]:
        """Make an invoice for a customer, given as `customer=` or ``new.customer.reference``; nothing is e-mailed yet.

        It can be changed until it is committed (``client.invoices.commit``).
        """
        self.check_form(new)
        if customer is None and isinstance(new, NewInvoice) and new.customer is not None:
            customer = new.customer.reference
        if not customer:
            raise self.refuse("create", "it needs the customer's reference (identity): customer=.")
        body = self._request(new) if isinstance(new, NewInvoice) else new
        made = yield from ask(
            self.client.identities.create_invoice, customer, body, idempotency_key=idempotency_key, options=options
        )
        return self.as_asked("identities-createInvoice", self.named("create", _invoice(made)), new)

    def get(self, reference: str, *, options: CallOptions | None = None) -> Steps[Invoice]:
        """Read an invoice."""
        return self.read(_invoice((yield from ask(self.client.invoices.get, reference, options=options)), reference))

    def list(self, customer: str, *, options: CallOptions | None = None) -> Steps[tuple[Invoice, ...]]:
        """All invoices of a customer (identity)."""
        rows = yield from ask(self.client.identities.list_invoices, customer, options=options)
        # A row of another kind is kept as it came, and was told as drift.
        return tuple(_invoice(row) for row in rows if told(models.Invoice, row))

    def update(
        self,
        reference: str | Invoice,
        change: models.InvoiceUpdateRequest | None = None,
        *,
        expires_at: datetime | None = None,
        items: Sequence[LineItem] | None = None,
        even_if: Collection[StatusName] = (),
        fresh: timedelta | None = None,
        options: CallOptions | None = None,
    ) -> Steps[Invoice]:
        """Set the due date, replace all items, or make the provider's own `change`.

        Raises ProviderRejectedError where the provider said yes, and tells another due date.
        """
        if (change is None) == (expires_at is None and items is None):
            raise self.refuse("update", "give expires_at= or items=, or the provider's own change.")
        asked, due = self.items("update", items), aware(expires_at, UTC) if expires_at is not None else None
        before = yield from self.before("update", reference, even_if, fresh, options)
        self.lines("update", asked or (), told(str, before.raw.currency))
        lines = None if asked is None else [_item(line) for line in asked]
        body = change or models.InvoiceUpdateRequest(due=unless_none(due), items=unless_none(lines))
        changed = yield from ask(self.client.invoices.update, before.reference, body, options=options)
        invoice = _invoice(changed)
        # Members that the provider does not take are ignored in silence.
        if due and invoice.expires_at and abs(invoice.expires_at - due) > ONE_DAY:
            ends = f"and ends on {invoice.expires_at.isoformat()}"
            why = f"{invoice.reference} was asked to end on {due.isoformat()}, {ends}"
            raise self.rejected("invoices-update", why, Outcome.HAPPENED)
        rows = each(models.Item, changed.items)
        currency = told(str, changed.currency, before.raw.currency)
        if asked and rows and [money(row.unitprice, currency) for row in rows] != [line.unit_price for line in asked]:
            raise self.rejected(
                "invoices-update", f"{invoice.reference} has other items than were asked for", Outcome.HAPPENED
            )
        return invoice

    def cancel(self, reference: str, *, options: CallOptions | None = None) -> Steps[Invoice]:
        """Cancel an invoice as of now, and make sure of it; `checked` is False where the look at it failed.

        Raises ProviderRejectedError where the provider said yes and the invoice is not cancelled all the same.
        """
        body = models.InvoiceUpdateRequest(state="canceled", cancelationdate=self.now().astimezone(UTC))
        answer = yield from ask(self.client.invoices.update, reference, body, options=options)
        # Members that the provider does not take are ignored in silence.
        return (
            yield from self.cancelled("invoices-update", reference, _invoice(answer), lambda raw: raw.state, options)
        )

    def resend(
        self,
        reference: str | Invoice,
        *,
        even_if: Collection[StatusName] = (),
        fresh: timedelta | None = None,
        idempotency_key: str | None = None,
        options: CallOptions | None = None,
    ) -> Steps[Invoice]:
        """E-mail the invoice again; `raw` is the job ticket, for the e-mail goes out later.

        With the same `idempotency_key` within 24 hours nothing new is sent. The invoice is read first: the ticket
        tells nothing of it.
        """
        before = yield from self.before("resend", reference, even_if, fresh, options)
        ticket = yield from ask(
            self.client.invoices.resend, before.reference, idempotency_key=idempotency_key, options=options
        )
        return self.after(before, ticket)

    def parse_webhook(self, headers: HeadersLike, body: bytes) -> Steps[PaymentEvent]:
        """Read a workflow webhook or a task notification. Neither is signed: an invoice that is named is read again."""
        event = webhooks.WORKFLOW.parse_unsigned(body, on_drift=lambda _: None)
        if "notification" in undocumented(event):
            task = webhooks.TASK_NOTIFICATION.parse_unsigned(body, on_drift=self.on_drift)
            return PaymentEvent(
                provider="abillify",
                kind=EventKind.TASK_ENDED,
                event="task_notification",
                key=transition("abillify", "task", told(str, task.notification) or fingerprint(body)),
                proof=Proof.NONE,
                object_id=told(str, task.job),
                raw=task,
            )
        voucher, job, claimed = told(str, event.voucher_reference), told(str, event.job), told(str, event.state)
        invoice = None
        if voucher:
            # Made up, or a credit note or an order: nothing that can be proved here.
            with suppress(NotFoundError, InvalidArgumentError):
                invoice = yield from self.get(voucher)
        # The name that was read, so that one invoice under two spellings is not booked twice.
        name = known_as(voucher, told(str, invoice.raw.reference)) if voucher and invoice else None
        invoice = invoice if name else None
        state = told(str, invoice.raw.state) if invoice else None
        kind = KINDS.get(state or "", EventKind.UNKNOWN) if state == claimed else EventKind.UNKNOWN
        apart = ("workflow", claimed, job or fingerprint(body)) if kind is EventKind.UNKNOWN else ()
        return PaymentEvent(
            provider="abillify",
            kind=kind,
            event="workflow",
            # What was read stands in it: nobody can use up the key of a payment by claiming that payment before it is made.
            key=transition("abillify", "voucher", name or voucher, state, *apart),
            proof=Proof.READ if invoice else Proof.NONE,
            status=invoice.status if invoice else InvoiceStatus.UNKNOWN,
            reference=invoice.reference if invoice else None,
            object_id=voucher,
            invoice=invoice,
            raw=event,
        )

    def _request(self, new: NewInvoice) -> models.NewInvoiceRequest:
        return models.NewInvoiceRequest(
            reference=new.reference,
            currency=new.total.currency,
            due=unless_none(aware(new.expires_at, UTC) if new.expires_at else None),
            items=[_item(line) for line in self.lines("create", new.lines, new.total.currency)],
            netbased=False,  # prices of a NewInvoice are what the payer pays
        )


def _item(line: LineItem) -> models.ItemRequest:
    return models.ItemRequest(
        label=line.description,
        quantity=line.units,
        unit=line.unit,
        unitprice=f"{line.unit_price.amount:f}",
        detail=models.ItemDetail(),
    )


def _invoice(invoice: models.Invoice, reference: str = "") -> Invoice:
    total, due = money(invoice.total, invoice.currency), money(invoice.unpaid, invoice.currency)
    return Invoice(
        provider="abillify",
        reference=told(str, invoice.reference, reference) or "",
        # The page prints a `cancelationdate` in an invoice that is not cancelled, so of that nothing follows.
        status=paid_in_part(status_of(STATUSES, invoice.state), invoice.total, invoice.unpaid),
        money=total,
        amount_due=due,
        issued_at=moment(invoice.issued) or moment(invoice.created),
        expires_at=moment(invoice.due),
        dunning=_dunning(invoice),
        raw=invoice,
    )


def _dunning(invoice: models.Invoice) -> Dunning | None:
    detail = told(models.VoucherDetail, invoice.detail)
    setting = told(models.Dunning, detail.dunning) if detail else None
    found = Dunning(
        level=told(int, invoice.dunninglevel),
        state=told(str, invoice.dunningstate),
        disabled=told(bool, setting.disabled) if setting else None,
        delayed_until=told(date, setting.delayed_until) if setting else None,
    )
    return found if found != Dunning() else None


V = AbillifyVerbs


class AbillifyAdapter(Adapter[Abillify]):
    """Abillify behind the verbs of the facade."""

    makes, verbs = Abillify, V
    create, get, list = blocking(V.create), blocking(V.get), blocking(V.list)
    update, cancel, parse_webhook = blocking(V.update), blocking(V.cancel), blocking(V.parse_webhook)
    resend, reissue, settle = blocking(V.resend), blocking(V.resend, "reissue"), blocking(V.settle)


class AsyncAbillifyAdapter(Adapter[AsyncAbillify]):
    """`AbillifyAdapter`, awaited."""

    makes, verbs = AsyncAbillify, V
    create, get, list = awaiting(V.create), awaiting(V.get), awaiting(V.list)
    update, cancel, parse_webhook = awaiting(V.update), awaiting(V.cancel), awaiting(V.parse_webhook)
    resend, reissue, settle = awaiting(V.resend), awaiting(V.resend, "reissue"), awaiting(V.settle)
