"""What became of an effect whose outcome is unknown: what was sent, the rules of a provider, and the verdict that follows.

Reads alone decide. That it happened and that it did not are proved by different things, and often one of them by nothing: a
`Rule` says by what, for one verb of one provider. See docs/settling.md, whose matrix is made of the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal, Protocol, TypeAlias, cast

from msgspec import Struct
from msgspec.structs import replace

from ..errors import Advice, InvalidArgumentError, NotFoundError, Outcome, ReissueError
from ..invoice import Discreet, Invoice
from ..statuses import SETTLED, InvoiceStatus
from .by_name import imported

SKEW: Final = timedelta(seconds=2)
"""By which two clocks may differ. Servers are kept within a second; more, and what somebody else did just before would count."""
UNDER_WAY: Final = timedelta(minutes=2)
"""How long after the end of a call a byte of it may still be on its way: a whole call's time by default, and as much again."""
KEY_MARGIN: Final = timedelta(minutes=10)
"""By which a key is taken to end before the provider forgets it."""
OVER: Final = SETTLED - {InvoiceStatus.UNKNOWN}
"""Whoever puts an invoice that stands so before its payer again does harm, whatever became of the last time."""

Certainty: TypeAlias = Literal["documented", "inferred", ""]
"""How sure it is that the provider behaves so: its pages say it, or something near it; nothing is claimed."""


NO_CLAIM: Final[Certainty] = ""


class Cell(Struct, frozen=True):
    """One cell of the matrix."""

    says: str
    """What proves it, or how it may be made again: Markdown, without a full stop."""
    certainty: Certainty
    sources: tuple[str, ...]
    """Addresses of the pages that it was read from, or concluded from."""

    @property
    def told(self) -> tuple[str, Certainty]:
        return f"{self.says}.", self.certainty


def documented(says: str, *sources: str) -> Cell:
    """A cell that stands on the provider's pages."""
    return Cell(says, "documented", sources)


def inferred(says: str, *sources: str) -> Cell:
    """A cell that follows from something near it on those pages, or stands on those of a sibling brand."""
    return Cell(says, "inferred", sources)


class Sent(Discreet, frozen=True, kw_only=True):
    """What a verb was asked to do, and when. Its repr leaves out what may be personal, and pickled it is None.

    Raises InvalidArgumentError for a time without a zone.
    """

    verb: str
    """As its steps are called: `resend` also where `reissue` was called at QorePay and Abillify."""
    reference: str
    """What it was asked to act on; of `create` the caller's own reference, empty where there is none."""
    at: datetime
    """Before this moment no byte of it went out; aware."""
    until: datetime
    """After this moment no byte of it can be under way any more: the end of the quiet time; aware."""
    chosen: Mapping[str, object] = {}
    """The other arguments as they were sent, times absolute: expires_at, until, items, customer."""
    new: object = None
    """What `create` was given."""
    key: str | None = None
    """The idempotency key."""
    key_at: datetime | None = None
    """When that key was first used; None where nobody knows, and then it is not to be used again."""
    status: int | None = None
    """HTTP status of its answer; None where no whole answer came."""
    before: object = None
    """The provider's own object as it was read right before it, where it was, or what its rule remembers of that as `Before`."""
    heard: Sequence[datetime] = ()
    """When invoices were made that bear `reference` as their maker's own, as signed deliveries told a journal; aware."""
    account: str | None = None
    """Whose it was, as ``Verbs.account`` names it; None settles with whatever account it is given to."""

    hidden = frozenset({"chosen", "new", "before"})

    def __post_init__(self) -> None:
        for moment in (self.at, self.until, *self.heard, *([self.key_at] if self.key_at else ())):
            if not isinstance(cast("object", moment), datetime) or moment.utcoffset() is None:
                raise InvalidArgumentError("The times of Sent are datetimes with a zone.")

    def __reduce__(self) -> tuple[Any, ...]:
        return _left_behind, ()

    @property
    def provider(self) -> str:
        """Whose verb it was: a client may call itself otherwise."""
        return (self.account or "").partition(":")[0]

    def holds(self, moment: datetime | None) -> bool:
        """Whether what the provider dates so can be of this call. Its clock may differ by `SKEW`, and count whole seconds."""
        began = min(self.at, self.key_at or self.at).replace(microsecond=0)
        return moment is not None and began - SKEW <= moment <= self.until + SKEW


def _left_behind() -> None:
    """What comes of a Sent in another process."""


class Settlement(Discreet, frozen=True, kw_only=True):
    """What became of it, why that may be believed, and what to do next."""

    outcome: Outcome
    moot: bool = False
    """It is unknown, and the invoice is paid, cancelled or refunded now: nobody should do it again."""
    means: str
    """What decided, such as ``status_history``; empty where nothing did."""
    certainty: Certainty = ""
    why: str
    """For a person, with what weakens it."""
    evidence: Mapping[str, str] = {}
    """What was read, without secrets: times, statuses, the entry."""
    advice: Advice
    """`same_key`: again with that key, until `key_until`. `repeat`: again. `person`: somebody must look. `stop`: leave it.
    `look`: settle again, from `not_before` on where that is given."""
    not_before: datetime | None = None
    key_until: datetime | None = None
    invoice: Invoice | None = None
    """As it was read now."""

    hidden = frozenset({"invoice"})


class Before(Struct, frozen=True, kw_only=True):
    """All that a rule needs to remember of the provider's object as it was before the call; a journal keeps it in its place."""

    already: bool = False
    """It was as asked for."""
    entries: int = 0
    """How many entries of this kind stood in it."""


class Found(Struct, frozen=True, kw_only=True):
    """What the reads of a rule showed."""

    yes: bool = False
    """It is proved that it happened."""
    no: bool = False
    """What proves that it did not happen, once nothing of it can be under way."""
    already: bool = False
    """It was so before the call, so that its being so now proves nothing."""
    seen: Mapping[str, object] = {}
    """What a person needs who judges, beside the invoice: small, no secrets. None is left out."""
    invoice: Invoice | None = None
    final: bool = False
    """Nothing that could be read later would show more."""


Look: TypeAlias = Callable[[Any, Sent], Generator[Any, Any, Found]]
"""Steps that only read: of the verbs of a provider, and of what was sent."""


Memory: TypeAlias = Callable[[Any, Sent], Before]
"""What to remember of the object before the call."""


def _nothing(raw: object, sent: Sent) -> Before:
    return Before()


class Rule(Struct, frozen=True, kw_only=True):
    """A row of the matrix: what settles one verb of one provider."""

    means: str = ""
    """What is read, in a word: `Settlement.means`."""
    yes: Cell | None = None
    """What proves that it happened; that counts at any time."""
    no: Cell | None = None
    """What proves that it did not; that counts after the quiet time. None: nothing does."""
    repeat: Cell | None = None
    """How it may be made again."""
    otherwise: str
    """For a person, where neither is proved; a sentence."""
    look: Look
    remember: Memory = _nothing
    """What of the object before the call it must know."""
    operation: str = ""
    """``module:NAME`` of the operation whose `Idempotency` says how long a key is remembered."""

    def key_until(self, sent: Sent) -> datetime | None:
        """Until when the key may be used again; None where it may not: an answered failure may have used it up."""
        if not self.operation or not sent.key or sent.key_at is None or sent.status is not None:
            return None
        hours = getattr(imported(self.operation).idempotency, "hours", None)
        return sent.key_at + timedelta(hours=hours) - KEY_MARGIN if hours else None

    def judge(self, sent: Sent, found: Found, now: datetime) -> Settlement:
        """The verdict on what was found. Nothing "did not happen", and no key is used again, before `sent.until` has passed."""
        key_until, invoice = self.key_until(sent), found.invoice
        status = invoice.status if invoice is not None and invoice.checked else None
        keyed, early = key_until is not None and now < key_until, now <= sent.until
        outcome, advice, why, certainty, means = Outcome.UNKNOWN, Advice.PERSON, self.otherwise, NO_CLAIM, ""
        if found.yes and self.yes is not None and not found.already:
            outcome, advice, why, certainty, means = Outcome.HAPPENED, Advice.STOP, *self.yes.told, self.means
        elif status in OVER:
            advice, means, why = Advice.STOP, "status", f"What became of it is unknown; the invoice is {status} now."
        elif early and (keyed or not found.final):
            advice, why = Advice.LOOK, "It is too early: something of it may still be under way."
        elif found.yes and found.already and self.repeat is not None:
            advice, why = Advice.REPEAT, f"It was so before the call, too. {self.repeat.says}."
        elif found.no and self.no is not None:
            outcome, advice, why, certainty, means = Outcome.NOT_HAPPENED, Advice.REPEAT, *self.no.told, self.means
            advice = Advice.SAME_KEY if keyed else advice
        elif keyed and self.repeat is not None:
            advice, why, certainty, means = Advice.SAME_KEY, *self.repeat.told, "idempotency"
        if status is InvoiceStatus.UNKNOWN and advice in (Advice.REPEAT, Advice.SAME_KEY):
            advice, why = Advice.PERSON, f"{why} But nobody knows how the invoice stands."
        return Settlement(
            outcome=outcome,
            moot=outcome is Outcome.UNKNOWN and status in OVER,
            means=means,
            certainty=certainty,
            why=why,
            evidence=evidence(invoice, found.seen),
            advice=advice,
            not_before=sent.until if advice is Advice.LOOK else None,
            key_until=key_until if keyed and advice in (Advice.SAME_KEY, Advice.LOOK) else None,
            invoice=invoice,
        )


def before(sent: Sent, remember: Memory) -> Before:
    """What is remembered of the object before the call."""
    return sent.before if isinstance(sent.before, Before) else remember(sent.before, sent)


def evidence(invoice: Invoice | None, seen: Mapping[str, object]) -> dict[str, str]:
    """What was read, as text."""
    shown = ("status", "read_at", "expires_at", "money")
    told = {name: getattr(invoice, name, None) for name in shown} | dict(seen)
    texts = {name: one.isoformat() if isinstance(one, datetime) else one for name, one in told.items()}
    return {name: str(one) for name, one in texts.items() if one is not None}


def is_own(error: NotFoundError) -> bool:
    """Whether a 404 is in the provider's own words: a page of what stands before it proves nothing."""
    return error.detail is not None and bool(error.code or error.provider_message)


def agreed(*checks: bool | None) -> tuple[bool, bool]:
    """Yes where all that was asked for is so, no where something of it is not; neither where that was not told (None)."""
    return bool(checks) and all(checks), any(check is False for check in checks)


class _Reads(Protocol):
    def get(self, reference: str) -> Generator[Any, Any, Invoice]: ...


def listed(values: object) -> list[Any]:
    """The members of a list or a tuple; none of anything else, such as an iterator that was read before."""
    return [*cast("list[Any]", values)] if isinstance(values, list | tuple) else []


def only_status(verbs: _Reads, sent: Sent) -> Generator[Any, Any, Found]:
    """For a verb of which nothing but the status of its invoice says something."""
    return Found(invoice=(yield from verbs.get(sent.reference)))


def nothing(verbs: Any, sent: Sent) -> Generator[Any, Any, Found]:
    """For a verb of which nothing can be read."""
    yield from ()
    return Found(final=True)


UNRULED: Final = Rule(otherwise="No rule says what would prove it: look into the provider's portal.", look=only_status)
"""For a verb without a rule."""


def unread(sent: Sent, failure: ReissueError, now: datetime) -> Settlement:
    """The verdict where a look failed: the outcome stays unknown. What is not found at all is for a person."""
    return Settlement(
        outcome=Outcome.UNKNOWN,
        means="",
        why=f"It could not be read: {failure.message}",
        evidence=evidence(None, {"error": type(failure).__name__, "http": failure.status, "read_at": now}),
        advice=Advice.PERSON if isinstance(failure, NotFoundError | InvalidArgumentError) else Advice.LOOK,
        not_before=sent.until if now <= sent.until else None,
    )


def asked_by(error: ReissueError, key_at: datetime | None = None) -> Sent | Settlement:
    """What the call of an error was asked to do, or the verdict, where the error itself knows it.

    `key_at`: when its key was first used, where the caller brought it.

    Raises InvalidArgumentError for an error of unknown outcome that carries no Sent: one that was pickled, or a client's own.
    """
    if error.outcome is not Outcome.UNKNOWN:
        advice = Advice.STOP if error.outcome is Outcome.HAPPENED else error.advice
        return Settlement(outcome=error.outcome, means="error", why=error.message, advice=advice)
    sent: object = vars(error).get("sent")
    if isinstance(sent, Sent):
        return replace(sent, key_at=sent.key_at or key_at)
    raise InvalidArgumentError(
        "The error does not carry what was sent: it was pickled, or comes from a typed client. Make a reissue.Sent of what you "
        "know, for the `settle` of the adapter (gateway[provider].settle(sent)), or look into the provider's portal.",
        provider=error.provider,
        operation="settle",
        outcome=Outcome.UNKNOWN,  # nobody shall take it for a verdict
    )
