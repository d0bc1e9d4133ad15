"""QorePay: an invoice is a purchase, addressed by its id. Money in minor units, times in Unix seconds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import ClassVar

from reissue_runtime import CallOptions

from reissue_clients.qorepay import AsyncQorePay, QorePay, models, webhooks

from ...errors import ConfigurationError
from ...invoice import Attempt, EventKind, HeadersLike, Invoice, NewInvoice, PaymentEvent, Proof, StatusChange
from ...plugin import Adapter, Steps, Verbs, ask, awaiting, blocking, status_of, unless_none
from ...plugin.events import fingerprint, transition, webhook_keys
from ...plugin.reading import each, moment, money, told, unless_told
from ...statuses import StatusName
from .credentials import QorePayCredentials
from .events import REPEATED, kind_of, moved
from .settling import RULES
from .statuses import STATUSES


class QorePayVerbs(Verbs[QorePay, QorePayCredentials]):
    """The verbs of `Reissue`, as steps: here stands what QorePay makes of each of them."""

    forms = (NewInvoice, models.PurchaseRequest)
    instead: ClassVar[Mapping[str, str]] = {
        "list": "keep the ids that create returns, or read webhooks",
        "update": "cancel it and create another one",
        "regenerate": "resend, which e-mails the same invoice again",
    }
    settling = RULES

    def create(self, new: NewInvoice | models.PurchaseRequest, *, options: CallOptions | None = None) -> Steps[Invoice]:
        """Make a purchase. Nothing is e-mailed yet: `resend` does that. A NewInvoice needs the customer's e-mail."""
        self.check_form(new)
        body = self._request(new) if isinstance(new, NewInvoice) else new
        made = _invoice((yield from ask(self.client.purchases.create, body, options=options)))
        return self.as_asked("purchases-create", self.named("create", made), new)

    def get(self, reference: str, *, options: CallOptions | None = None) -> Steps[Invoice]:
        """Read a purchase."""
        return self.read(_invoice((yield from ask(self.client.purchases.get, reference, options=options))))

    def cancel(self, reference: str, *, options: CallOptions | None = None) -> Steps[Invoice]:
        """Make a purchase unpayable, and make sure of it; `checked` is False where the look at it failed.

        Raises ProviderRejectedError where the provider said yes and it is not cancelled all the same.
        """
        found = _invoice((yield from ask(self.client.purchases.cancel, reference, options=options)))
        return (yield from self.cancelled("purchases-cancel", reference, found, lambda raw: raw.status, options))

    def resend(
        self,
        reference: str | Invoice,
        *,
        even_if: Collection[StatusName] = (),
        fresh: timedelta | None = None,
        options: CallOptions | None = None,
    ) -> Steps[Invoice]:
        """E-mail the invoice again. Each call sends one more message: QorePay knows no idempotency keys."""
        before = yield from self.before("resend", reference, even_if, fresh, options)
        purchase = yield from ask(self.client.purchases.resend_invoice, before.reference, options=options)
        return _invoice(purchase, sent=True)

    def parse_webhook(self, headers: HeadersLike, body: bytes) -> Steps[PaymentEvent]:
        """Verify and read an event of a webhook, or a success callback. Needs `webhook_key`."""
        yield from ()  # nothing to ask for: the signature proves it
        if not (key := webhook_keys(self.credentials.webhook_key)):
            raise ConfigurationError(
                "qorepay: webhooks are verified with the public key; set REISSUE_QOREPAY_WEBHOOK_KEY, or webhook_key=."
            )
        event = webhooks.EVENT.parse(headers, body, key, on_drift=self.on_drift)
        purchase = told(models.Purchase, event)
        status = status_of(STATUSES, purchase.status if purchase else None)
        id_, updated = told(str, getattr(event, "id", None)), told(int, getattr(event, "updated_on", None))
        name, kind = kind_of(event, status)
        about = told(models.RelatedObject, getattr(event, "related_to", None))
        apart = (fingerprint(body),) if not id_ else (updated or fingerprint(body),) if kind in REPEATED else ()
        return PaymentEvent(
            provider="qorepay",
            kind=kind,
            event=name,
            # A callback and webhooks tell of one payment, as paid or as captured: the purchase became paid, once.
            key=transition("qorepay", id_, "purchase.paid" if kind is EventKind.PAID_IN else name, *apart),
            proof=Proof.SIGNATURE,
            # A refund names its purchase, but does not tell where that stands now.
            status=status,
            reference=id_ if purchase else told(str, about.id) if about and about.type == "purchase" else None,
            object_id=id_,
            money=moved(told(models.PaymentDetails, getattr(event, "payment", None)), kind),
            invoice=_invoice(purchase) if purchase else None,
            raw=event,
        )

    def _request(self, new: NewInvoice) -> models.PurchaseRequest:
        customer, expires = new.customer, new.expires_at
        if not self.credentials.brand_id:
            raise self.refuse("create", "it needs the brand that sells: REISSUE_QOREPAY_BRAND_ID, or brand_id=.")
        if customer is None or not customer.email:
            raise self.refuse("create", "it needs the customer's e-mail address.")
        return models.PurchaseRequest(
            brand_id=self.credentials.brand_id,
            reference=new.reference,
            client=models.ClientDetailsRequest(
                email=customer.email, full_name=unless_none(customer.name), phone=unless_none(customer.phone)
            ),
            purchase=models.PurchaseDetailsRequest(
                currency=new.total.currency,
                products=[
                    models.Product(name=line.description, price=line.unit_price.minor, quantity=line.units)
                    for line in self.lines("create", new.lines, new.total.currency)
                ],
                notes=unless_none(new.description),
                due_strict=unless_none(True if expires else None),  # else it would be overdue, and still payable
            ),
            due=unless_none(int(expires.timestamp()) if expires else None),
        )


def _invoice(purchase: models.Purchase, *, sent: bool = False) -> Invoice:
    details, client = told(models.PurchaseDetails, purchase.purchase), told(models.ClientDetails, purchase.client)
    return Invoice(
        provider="qorepay",
        reference=told(str, purchase.id) or "",
        # The page prints a payment in a purchase that is not paid, so of that nothing follows.
        status=unless_told(status_of(STATUSES, purchase.status), told(bool, purchase.marked_as_paid)),
        money=money(details.total, details.currency, minor=True) if details else None,
        issued_at=moment(purchase.created_on),
        expires_at=moment(purchase.due),
        pay_url=told(str, purchase.checkout_url, purchase.invoice_url),
        notified=told(str, client.email) if sent and client else None,
        history=tuple(
            StatusChange(status=status_of(STATUSES, one.status), told=told(str, one.status), at=moment(one.timestamp))
            for one in each(models.StatusChange, purchase.status_history)
        ),
        attempts=_attempts(told(models.TransactionData, purchase.transaction_data)),
        raw=purchase,
    )


def _attempts(data: models.TransactionData | None) -> tuple[Attempt, ...]:
    """The attempts, oldest first; the provider tells the newest first."""
    found: list[Attempt] = []
    for one in each(models.TransactionAttempt, data.attempts if data else None):
        error = told(models.TransactionError, one.error)
        made = Attempt(
            succeeded=told(bool, one.successful),
            at=moment(one.processing_time),
            kind=told(str, one.type),
            method=told(str, one.payment_method),
            error=told(str, error.code) if error else None,
        )
        found.insert(0, made)
    return tuple(found)


V = QorePayVerbs


class QorePayAdapter(Adapter[QorePay]):
    """QorePay behind the verbs of the facade."""

    makes, verbs = QorePay, V
    create, get, cancel = blocking(V.create), blocking(V.get), blocking(V.cancel)
    resend, reissue = blocking(V.resend), blocking(V.resend, "reissue")
    parse_webhook, settle = blocking(V.parse_webhook), blocking(V.settle)


class AsyncQorePayAdapter(Adapter[AsyncQorePay]):
    """`QorePayAdapter`, awaited."""

    makes, verbs = AsyncQorePay, V
    create, get, cancel = awaiting(V.create), awaiting(V.get), awaiting(V.cancel)
    resend, reissue = awaiting(V.resend), awaiting(V.resend, "reissue")
    parse_webhook, settle = awaiting(V.parse_webhook), awaiting(V.settle)
