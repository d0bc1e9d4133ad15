"""What proves at PayPen that an effect happened: next to nothing, and that it did not: nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from msgspec import DecodeError, Struct
from msgspec.json import decode

from reissue_clients.paypen import PayPen

from ...errors import NotFoundError, ProviderRejectedError, ResponseDecodeError
from ...plugin import Found, Rule, Sent, Steps, Verbs, inferred
from ...plugin.settling import nothing
from .credentials import PayPenCredentials

_DETAILS: Final = "https://paypen.ng/docs/employer/invoice-details"
_Verbs: TypeAlias = Verbs[PayPen, PayPenCredentials]


class _Row(Struct):
    ppid: str = ""


class _Shown(Struct):
    data: list[_Row] | _Row | None = None


def _replaced(verbs: _Verbs, sent: Sent) -> Steps[Found]:
    """Whether the old reference shows another invoice, which is of that time: an older one was there before."""
    try:
        return Found(invoice=(yield from verbs.get(sent.reference)))
    except (NotFoundError, ProviderRejectedError):  # no page says that a replaced invoice can still be read
        return Found()
    except ResponseDecodeError as error:  # also of an answer about another invoice, which is what is looked for
        if not (other := _other(error.body or b"", sent.reference)):
            raise
    invoice = yield from verbs.get(other)
    return Found(
        yes=sent.holds(invoice.issued_at), seen={"ppid": other, "created_on": invoice.issued_at}, invoice=invoice
    )


def _other(body: bytes, reference: str) -> str:
    """The invoice that an answer is about, if that is another one."""
    try:
        data = decode(body, type=_Shown).data
    except (DecodeError, RecursionError):  # no JSON, or another shape
        return ""
    row = (data or [_Row()])[0] if isinstance(data, list) else data or _Row()
    return row.ppid if row.ppid != reference else ""


RULES: Final[Mapping[str, Rule]] = {
    "create": Rule(
        otherwise="A schedule has no reference of yours, and no call lists schedules: look into the portal.",
        look=nothing,
    ),
    "regenerate": Rule(
        means="ppid",
        yes=inferred("The old `ppid` shows another one, made at that time by the clock of Lagos", _DETAILS),
        otherwise="No page says that an invoice names its replacement, and a repeat may make and mail another one: "
        "look into the portal.",
        look=_replaced,
    ),
}
