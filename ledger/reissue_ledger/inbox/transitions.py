"""What a delivery tells: none, one or several transitions, each by a name that is the same whatever tells of it.

An event is known by `PaymentEvent.key`. A purchase of QorePay comes with its history, and each entry of that is a transition,
too: so what a lost delivery would have told is told by the next one, and callback, webhook and a read agree. An entry and the
event of the same change are one transition: the entry is named as the event would be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from reissue import EventKind, Invoice, Money, PaymentEvent, Proof
from reissue.plugin import moment, told
from reissue.plugin.events import transition
from reissue.plugin.reading import each
from reissue.providers.qorepay.events import KINDS, REPEATED, moved
from reissue.providers.qorepay.statuses import STATUSES
from reissue.statuses import status_of

from .received import Proven, Transition

_HISTORY: Final = "qorepay"
"""The provider that tells a history."""
_UNPAID_ONLY: Final = "paypen"
"""The provider whose reads have a word for unpaid and none for paid."""
_EVENTS: Final[Mapping[str, str]] = {"error": "purchase.payment_failure"}
"""By word of the history: the event of that change, where its name is not made of the word."""
_OF_PAYMENTS: Final[Mapping[str, str]] = {"refunded": "payment.refunded", "chargeback": "payment.charged_back"}
"""By word of the history: the event, which is one of the payment that the entry names."""


def transitions_of(event: PaymentEvent) -> tuple[Transition, ...] | None:
    """The transitions of an event, the oldest first; None where nothing confirms it."""
    if event.proof is Proof.NONE:
        return None
    if event.proof is Proof.READ and event.kind is EventKind.UNKNOWN:
        return () if _claims_nothing(event) else None
    if event.provider == _HISTORY and event.invoice is not None:
        return _with_history(event, event.invoice)
    return (_direct(event),)


def transitions_in(invoice: Invoice) -> tuple[Transition, ...]:
    """The transitions that an invoice tells of that was just read: those of its history, where it has one."""
    return tuple(_entries(invoice, Proven.READ)) if invoice.provider == _HISTORY else ()


def _claims_nothing(event: PaymentEvent) -> bool:
    """Whether an unsigned delivery claims that nothing has happened yet, such as that of a reminder."""
    return event.provider == "abillify" and getattr(event.raw, "state", None) == "none"


def _direct(event: PaymentEvent) -> Transition:
    if event.proof is Proof.SIGNATURE:
        proof = Proven.SIGNATURE
    else:
        proof = Proven.EXISTS if event.provider == _UNPAID_ONLY else Proven.READ
    return Transition(
        transition=event.key,
        kind=event.kind,
        event=event.event,
        proof=proof,
        status=event.status,
        reference=event.reference,
        own_reference=_own_reference(event.invoice),
        object_id=event.object_id,
        money=event.money,
    )


def _own_reference(invoice: Invoice | None) -> str | None:
    if invoice is None:
        return None
    return told(str, getattr(invoice.raw, "transaction_id", None), getattr(invoice.raw, "reference", None))


def _with_history(event: PaymentEvent, invoice: Invoice) -> tuple[Transition, ...]:
    direct, found = _direct(event), {one.transition: one for one in _entries(invoice, Proven.SIGNATURE)}
    if not found:
        return (direct,)
    if event.event == "success_callback" and event.kind is EventKind.UNKNOWN:
        return tuple(found.values())  # it names no change; the history has all of them
    same = direct.transition if direct.transition in found else _same_change(event, found)
    if same is None:
        return (*found.values(), direct)
    found[same] = replace(direct, transition=same, at=found[same].at)
    return tuple(found.values())


def _same_change(event: PaymentEvent, found: Mapping[str, Transition]) -> str | None:
    """The entry that an event is about whose name tells several changes apart by their times: the last one."""
    last = [*found.values()][-1]
    return last.transition if event.kind in REPEATED and last.event == event.event else None


def _entries(invoice: Invoice, proof: Proven) -> Iterator[Transition]:
    """The entries of a history, the oldest first."""
    raw: Any = invoice.raw
    id_, own = told(str, getattr(raw, "id", None)), told(str, getattr(raw, "reference", None))
    for one in each(object, getattr(raw, "status_history", None)) if id_ else ():
        word, at = told(str, getattr(one, "status", None)), told(int, getattr(one, "timestamp", None))
        if word is None:
            continue
        name, about = _named(word, one, id_)
        kind = KINDS.get(name, EventKind.UNKNOWN)
        if kind in REPEATED and at is None:
            continue  # nothing would tell it from another one
        yield Transition(
            transition=transition("qorepay", about, name, *((at,) if kind in REPEATED else ())),
            kind=kind,
            event=name,
            proof=proof,
            status=status_of(STATUSES, word),
            reference=invoice.reference or None,
            own_reference=own,
            object_id=about,
            money=_paid(raw, kind),
            at=moment(at),
            from_history=True,
        )


def _named(word: str, entry: object, purchase: str | None) -> tuple[str, str | None]:
    """The event of an entry, and the object that it is about."""
    related = getattr(entry, "related_object", None)
    id_, type_ = told(str, getattr(related, "id", None)), told(str, getattr(related, "type", None))
    if word in _OF_PAYMENTS and type_ == "payment" and id_:
        return _OF_PAYMENTS[word], id_
    # Without that payment a refund told here and the refund's own event would be two: this one says of no money.
    return _EVENTS.get(word, f"purchase.{word}"), purchase


def _paid(raw: Any, kind: EventKind) -> Money | None:
    """The money of a payment in, which stands in the purchase from then on."""
    payment = getattr(raw, "payment", None)
    return moved(payment, kind) if kind is EventKind.PAID_IN and hasattr(payment, "is_outgoing") else None
