"""The members of an invoice that are objects, as one text each for people."""

from __future__ import annotations

from datetime import datetime

from msgspec import to_builtins

from ..invoice import Attempt, Dunning, Invoice


def in_words(invoice: Invoice) -> dict[str, str | None]:
    """By member: its text, or None where the provider tells nothing of it."""
    account, dunning = invoice.bank_account, invoice.dunning
    return {
        "money": str(invoice.money) if invoice.money else None,
        "amount_due": str(invoice.amount_due) if invoice.amount_due else None,
        "bank_account": _joined(account.number, account.name, account.bank) if account else None,
        "history": _joined(*(_at(one.told or one.status, one.at) for one in invoice.history)),
        "attempts": _joined(*map(_attempt, invoice.attempts)),
        "dunning": _dunning(dunning) if dunning else None,
    }


def _attempt(one: Attempt) -> str:
    how = {True: "succeeded", False: f"failed ({one.error})" if one.error else "failed", None: ""}
    return _at(" ".join(filter(None, (one.kind or "attempt", one.method, how[one.succeeded]))), one.at)


def _dunning(dunning: Dunning) -> str | None:
    return _joined(
        f"level {dunning.level}" if dunning.level is not None else None,
        dunning.state,
        "disabled" if dunning.disabled else None,
        f"not before {dunning.delayed_until}" if dunning.delayed_until else None,
    )


def _at(what: str, when: datetime | None) -> str:
    """What happened, and when, written as `--json` writes times."""
    return f"{what} {to_builtins(when)}" if when else what


def _joined(*parts: str | None) -> str | None:
    return ", ".join(filter(None, parts)) or None
