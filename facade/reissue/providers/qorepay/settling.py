"""What proves at QorePay that an effect happened, or did not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypeAlias

from reissue_clients.qorepay import QorePay, models

from ...plugin import Found, Rule, Sent, Steps, Verbs, documented, inferred
from ...plugin.reading import each, moment, told
from ...plugin.settling import Before, before
from .credentials import QorePayCredentials

PAYABLE: Final = ("created", "sent", "viewed", "error", "overdue")
"""Words for a purchase that is not cancelled."""
_PAGES: Final = "https://qorepay.com/docs/references/"
_SIBLING: Final = "https://docs.chip-in.asia/chip-collect/"
_READ: Final = f"{_SIBLING}api-reference/purchases/retrieve"
_CANCEL: Final = f"{_PAGES}cancel-purchase"
_Verbs: TypeAlias = Verbs[QorePay, QorePayCredentials]


def _cancelled(verbs: _Verbs, sent: Sent) -> Steps[Found]:
    invoice = yield from verbs.get(sent.reference)
    word = told(str, invoice.raw.status)
    return Found(yes=word == "cancelled", no=word in PAYABLE, seen={"told": word}, invoice=invoice)


def _sent(verbs: _Verbs, sent: Sent) -> Steps[Found]:
    invoice = yield from verbs.get(sent.reference)
    times, older = _times(invoice.raw), before(sent, _sent_before).entries
    mine = next((at for at in times[older:] if sent.holds(at)), None)
    return Found(yes=mine is not None, seen={"sent": mine, "entries": len(times), "before": older}, invoice=invoice)


def _heard(verbs: _Verbs, sent: Sent) -> Steps[Found]:
    yield from ()
    mine = next((at for at in sent.heard if sent.holds(at)), None)
    return Found(yes=mine is not None, seen={"created": mine}, final=True)


def _sent_before(raw: object, sent: Sent) -> Before:
    return Before(entries=len(_times(raw)))


def _times(purchase: object) -> list[datetime | None]:
    """When it was sent, the latest last."""
    entries = each(models.StatusChange, purchase.status_history) if isinstance(purchase, models.Purchase) else ()
    return [moment(one.timestamp) for one in entries if told(str, one.status) == "sent"]


RULES: Final[Mapping[str, Rule]] = {
    "create": Rule(
        means="webhook",
        yes=inferred(
            "An event of your webhook carries your `reference`; no read does", f"{_SIBLING}overview/delivery-protocol"
        ),
        otherwise="No call finds a purchase by your reference: look into the portal, or among the events of your webhook.",
        look=_heard,
    ),
    "cancel": Rule(
        means="status",
        yes=documented("The `status` is `cancelled`", _CANCEL, _READ),
        no=documented("The `status` is one in which it can be paid", _CANCEL, _READ),
        repeat=documented("Again: it sets the same state", _CANCEL),
        otherwise="The purchase is neither cancelled nor payable: look at it in the portal.",
        look=_cancelled,
    ),
    "resend": Rule(
        means="status_history",
        yes=inferred(
            "The `status_history` has an entry `sent` of that time; somebody in the portal may have made it",
            f"{_PAGES}resend-invoice",
            _READ,
        ),
        otherwise="Nothing tells that no e-mail went, as no page says that each leaves an entry: ask the payer.",
        look=_sent,
        remember=_sent_before,
    ),
}
