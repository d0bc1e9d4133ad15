"""What the four providers do: the same verbs, and what each makes of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ...invoice import Invoice
from .stage import ABILLIFY, EXPIRED, IREMBO, PURCHASE, UNEXPIRED, Stage

KEY = "demo-resend-1"


def show_verbs(stage: Stage) -> None:
    """One provider after the other."""
    stage.screen.head("4. The same four verbs, at providers that have little in common")
    _qorepay(stage)
    _abillify(stage)
    _irembopay(stage)
    _paypen(stage)


def _qorepay(stage: Stage) -> None:
    with stage.step("qorepay", "resend an invoice"):
        invoice = stage.gateway.resend("qorepay", PURCHASE)
    stage.expect(stage.mails("qorepay") == 1, f"one e-mail; {_brief(invoice)}")


def _abillify(stage: Stage) -> None:
    with stage.step("abillify", f"resend an invoice, twice, with one idempotency key ({KEY})"):
        for _ in range(2):
            stage.gateway.resend("abillify", ABILLIFY, idempotency_key=KEY)
    stage.expect(stage.mails("abillify") == 1, "one e-mail in the outbox: the second call was recognised by its key")


def _irembopay(stage: Stage) -> None:
    until = (stage.sandbox.clock.now() + timedelta(days=30)).replace(microsecond=0)
    with stage.step("irembopay", f"update the expiry to {until:%d %b %Y}") as payer:
        invoice = stage.gateway.update("irembopay", IREMBO, expires_at=until)
        payer(f"until {_day(invoice.expires_at)} to pay")
    stage.expect(invoice.expires_at == until, _brief(invoice))


def _paypen(stage: Stage) -> None:
    with stage.step("paypen", "regenerate an expired invoice") as payer:
        new = stage.gateway.regenerate("paypen", EXPIRED)
        payer(f"a new invoice {new.reference} instead of {EXPIRED}, to pay into account {_account(new)}")
    stage.expect(new.reference != EXPIRED and new.previous_reference == EXPIRED, f"new reference; {_brief(new)}")
    with stage.step("paypen", "regenerate an invoice that has not expired") as payer:
        same = stage.gateway.regenerate("paypen", UNEXPIRED)
        payer(f"nothing new: {same.reference} still stands")
    stage.expect(same.reference == UNEXPIRED and same.previous_reference is None, "same reference, as it should be")


def _brief(invoice: Invoice) -> str:
    money = f", {invoice.money}" if invoice.money else ""
    until = f", payable until {_day(invoice.expires_at)}" if invoice.expires_at else ""
    return f"{invoice.provider} {invoice.reference}: {invoice.status}{money}{until}"


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%d %b %Y %H:%M} UTC" if moment else "?"


def _account(invoice: Invoice) -> str:
    return invoice.bank_account.number if invoice.bank_account else "?"
