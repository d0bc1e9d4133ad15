"""Billingo: an invoice is a document, addressed by its number. Money in major units; dates without a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import ClassVar

from msgspec.structs import replace
from reissue_runtime import CallOptions

from reissue import Invoice, InvoiceStatus, NewInvoice
from reissue.plugin import Adapter, Steps, Verbs, ask, awaiting, blocking, money, status_of, told

from .billingo import AsyncBillingo, Billingo, models
from .credentials import BillingoCredentials
from .statuses import STATUSES

PAGE = 100
TERM = timedelta(days=14)


class BillingoVerbs(Verbs[Billingo, BillingoCredentials]):
    """The verbs of `Reissue`, as steps: here stands what Billingo makes of each of them."""

    forms = (NewInvoice, models.NewDocument)
    instead: ClassVar[Mapping[str, str]] = {
        "update": "cancel it and create another one",
        "regenerate": "resend, which e-mails the same invoice again",
        "parse_webhook": "get, which tells whether it is paid: the provider sends no webhooks",
    }

    def create(
        self,
        new: NewInvoice | models.NewDocument,
        *,
        customer: str | None = None,
        options: CallOptions | None = None,
    ) -> Steps[Invoice]:
        """Make an invoice, with a number, for a partner. Nothing is e-mailed yet. Not to be repeated blindly."""
        self.check_form(new)
        body = self._request(new, customer) if isinstance(new, NewInvoice) else new
        return self.named("create", _invoice((yield from ask(self.client.documents.create, body, options=options))))

    def get(self, reference: str, *, options: CallOptions | None = None) -> Steps[Invoice]:
        """Read a document."""
        return self.read(_invoice((yield from ask(self.client.documents.get, reference, options=options)), reference))

    def list(self, customer: str, *, options: CallOptions | None = None) -> Steps[tuple[Invoice, ...]]:
        """All documents of a partner."""
        rows: list[Invoice] = []
        partner, page = self._number("list", "customer", customer), 0
        while len(rows) == page * PAGE:
            page += 1
            only = {"page": page, "per_page": PAGE, "partner_id": partner}
            found = yield from ask(self.client.documents.list, **only, options=options)
            rows += map(_invoice, found.data)
        return tuple(rows)

    def cancel(self, reference: str, *, options: CallOptions | None = None) -> Steps[Invoice]:
        """Cancel an invoice; `raw` is the document that cancels it. Not to be repeated blindly."""
        before = yield from self.get(reference, options=options)
        made = yield from ask(self.client.documents.cancel, reference, options=options)
        return replace(before, status=_status(made), raw=made)

    def resend(
        self,
        reference: str | Invoice,
        *,
        even_if: Collection[str] = (),
        fresh: timedelta | None = None,
        options: CallOptions | None = None,
    ) -> Steps[Invoice]:
        """E-mail the invoice to its payer again. The invoice is read first: it names the addresses."""
        before = yield from self.before("resend", reference, even_if, fresh, options)
        emails = partner.emails if (partner := told(models.Partner, before.raw.partner)) else None
        if not isinstance(emails, list) or not emails:
            raise self.refuse("resend", "the invoice names no e-mail address.")
        sent = yield from ask(
            self.client.documents.send, before.reference, models.Addressees(emails=emails), options=options
        )
        return replace(before, notified=", ".join(sent.emails) if isinstance(sent.emails, list) else None)

    def _request(self, new: NewInvoice, customer: str | None) -> models.NewDocument:
        given = self.credentials
        if not given.vat:
            raise self.refuse("create", "it needs the VAT rate: REISSUE_BILLINGO_VAT.")
        customer = customer or (new.customer.reference if new.customer else None)
        due = new.expires_at or self.now() + TERM
        return models.NewDocument(
            vendor_id=new.reference,
            partner_id=self._number("create", "customer", customer),
            block_id=self._number("create", "REISSUE_BILLINGO_BLOCK", given.block),
            type="invoice",
            fulfillment_date=self.now().date(),
            due_date=due.date(),
            payment_method="wire_transfer",
            language="en",
            currency=new.total.currency,
            items=[
                models.NewItem(
                    name=line.description,
                    unit_price=line.unit_price.amount,
                    unit_price_type="gross",
                    quantity=Decimal(line.quantity),
                    unit=line.unit,
                    vat=given.vat,
                )
                for line in new.lines
            ],
        )

    def _number(self, verb: str, name: str, value: str | None) -> int:
        if not value or not (value.isascii() and value.isdigit()):
            raise self.refuse(verb, f"{name} must be a number.")
        return int(value)


def _status(document: models.Document) -> InvoiceStatus:
    """Its type says so of a draft or a cancelled one, its payment of all others."""
    word = "canceled" if document.cancelled is True else told(str, document.type)
    return status_of(STATUSES, word if word in STATUSES else document.payment_status)


def _invoice(document: models.Document, reference: str = "") -> Invoice:
    issued, due = told(date, document.invoice_date), told(date, document.due_date)
    return Invoice(
        provider="billingo",
        reference=told(str, document.id, reference) or "",
        status=_status(document),
        money=money(document.gross_total, document.currency),
        issued_at=datetime.combine(issued, time(), UTC) if issued else None,
        expires_at=datetime.combine(due, time.max, UTC) if due else None,
        raw=document,
    )


V = BillingoVerbs


class BillingoAdapter(Adapter[Billingo]):
    """Billingo behind the verbs of the facade."""

    makes, verbs = Billingo, V
    create, get, list, cancel = blocking(V.create), blocking(V.get), blocking(V.list), blocking(V.cancel)
    resend, reissue = blocking(V.resend), blocking(V.resend, "reissue")


class AsyncBillingoAdapter(Adapter[AsyncBillingo]):
    """`BillingoAdapter`, awaited."""

    makes, verbs = AsyncBillingo, V
    create, get, list, cancel = awaiting(V.create), awaiting(V.get), awaiting(V.list), awaiting(V.cancel)
    resend, reissue = awaiting(V.resend), awaiting(V.resend, "reissue")
