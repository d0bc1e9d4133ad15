"""The way of one item: wait for the rate, look, ask the brakes, claim, send, write what became of it.

`sending` is durable before the request begins, and nothing is claimed that still has to wait: each claim is an unknown if
the process dies now.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import uuid4

import msgspec
from msgspec import Struct
from reissue_runtime import boot_clock
from sqlalchemy import Connection, select, update

from reissue import CallOptions
from reissue.errors import Advice, InvalidArgumentError, ReissueError
from reissue.invoice import Invoice
from reissue.money import Money
from reissue.plugin import Adapter, Sent
from reissue.plugin.outcome import OWN_REFERENCES, followed
from reissue.plugin.settling import KEY_MARGIN
from reissue.registry import ProviderName
from reissue.statuses import SETTLED, InvoiceStatus

from ..bodies import Body, body_of
from ..clock import micros, micros_of
from ..identity import Account, Doing, Gateway, canonical, key_hours, side_of
from ..planning.rows import money_of
from ..store.operations import OTHERWISE, Claim, End, Identify, Skip, excludes
from ..store.schema import RunState, State, intent, run
from ..store.writer import Writer
from .brakes import Brakes
from .pace import Pace
from .steps import Call, Steps, Wait
from .verdicts import Verdict, in_words, is_about_another, is_about_the_item, of_failure, of_result, trouble_of

CLAIM_SECONDS: Final = 30.0
"""How long after its claim a request may begin. A process that was frozen for longer sends nothing when it goes on."""
FRESH: Final = timedelta(minutes=5)
"""How old a look at an invoice may be when the invoice is put before its payer."""


class Todo(Struct, kw_only=True):
    """A planned item, as the database has it."""

    line: int
    intent_id: int
    reference: str
    key: str | None
    key_at: int | None
    amount: str | None
    currency: str | None
    attempts: int
    body: str
    body_digest: str
    repeats: bool = False
    """Whether it is unknown, and is sent again with the same key."""
    retention: int = 0
    """Microseconds from its first use in which that key may be used again."""


class Left(Struct, frozen=True):
    """Why an item is left. `for_a_person`: it is no invoice that needs nothing; somebody must see why it was not sent."""

    reason: str
    for_a_person: bool = False


class Lane:
    """One account of a run: its gateway, its pace, and how an item goes through it."""

    def __init__(
        self,
        gateway: Gateway,
        account: Account,
        doing: Doing,
        adapter: Adapter[Any],
        *,
        run_id: int,
        lease_id: int,
        writer: Writer,
        brakes: Brakes,
        pace: Pace,
        now: Any,
        even_if: Collection[str] = (),
    ) -> None:
        self.account, self.doing, self.pace = account, doing, pace
        self._gateway = side_of(gateway, account.label)
        self._provider = ProviderName(account.provider)
        self._adapter, self._now = adapter, now
        self._run_id, self._lease_id = run_id, lease_id
        self._writer, self._brakes, self._even_if = writer, brakes, even_if
        self._excludes: bool | None = None
        """Whether the run leaves out anything here; None before the first item was looked at."""

    def go(self, todo: Todo) -> Steps[None]:
        """Bring one item as far as it goes. Nothing is raised but what stops the whole process."""
        body = body_of(todo.body)
        invoice: Invoice | None = None
        if self.doing.reads:
            found = yield from self._look(todo)
            if isinstance(found, Left):
                yield from self._skip(todo, found)
                return
            if found is None:
                return
            invoice = found if found.checked else None
        if not (yield from self.pace.turn(self._stopped)):
            return
        money = _money(todo, invoice)
        if not self._brakes.may_begin(money):
            return
        claim = yield from self._claim(todo, money, self._memory(todo, body, invoice))
        if claim is None:
            self._brakes.not_begun()
            self._brakes.take_back(money)
            return
        verdict = yield from self._send(todo, claim, body, invoice)
        if verdict.state is State.REFUSED:
            self._brakes.take_back(money)

    # --- looking ---

    def _look(self, todo: Todo) -> Steps[Invoice | Left | None]:
        """The invoice; or why the item is left; or None where it stays planned, because nobody can look now."""
        if not (yield from self.pace.turn(self._stopped)):
            return None
        try:
            invoice: Invoice = yield Call(partial(self._gateway.get, self._provider, todo.reference))
        except ReissueError as error:
            if is_about_the_item(error):
                if self.doing.verb != "regenerate" or is_about_another(error):
                    return Left(f"it could not be read ({in_words(error)})", for_a_person=True)
                # No page says that an expired invoice can be read; the verb tells what can be told.
                name, unknown = self.account.provider, InvoiceStatus.UNKNOWN
                return Invoice(provider=name, reference=todo.reference, status=unknown, checked=False)
            what = trouble_of(error) or f"invoices cannot be read ({in_words(error)})"
            self._troubled(what, error.status, todo.line)
            return None
        self.pace.succeeded()
        if not invoice.checked:
            return invoice
        return (yield from self._judge(todo, invoice))

    def _judge(self, todo: Todo, invoice: Invoice) -> Steps[Invoice | Left | None]:
        if invoice.status in SETTLED and invoice.status not in self._even_if:
            if invoice.status is InvoiceStatus.UNKNOWN:
                return Left("the provider's word for how it stands means nothing that is known", for_a_person=True)
            return Left(f"it is {invoice.status}")
        if (why := _differs(todo, invoice)) is not None:
            return Left(why, for_a_person=True)
        why = yield from self._named(todo, invoice)
        return invoice if why is None else Left(why, for_a_person=why.endswith(OTHERWISE))

    def _named(self, todo: Todo, invoice: Invoice) -> Steps[str | None]:
        """Note what the invoice is called. Returns why it is left for one of its names; None where it is not."""
        if self._excludes is None:
            self._excludes = yield Wait(
                self._writer.do(lambda connection: excludes(connection, self._run_id, self.account.name))
            )
        own = invoice.reference if invoice.reference and invoice.reference != todo.reference else None
        others = _other_names(invoice) if self._excludes else ()
        if own is None and not others:
            return None
        told = Identify(intent_id=todo.intent_id, run_id=self._run_id, object_id=own, others=others)
        why: str | None = yield Wait(self._writer.identify(told))
        return why

    def _skip(self, todo: Todo, left: Left) -> Steps[None]:
        if todo.repeats:  # it is unknown, and not to be left: settling says how it stands
            return
        advice = str(Advice.PERSON) if left.for_a_person else None
        skipped = Skip(intent_id=todo.intent_id, at=micros(self._now()), reason=left.reason, advice=advice)
        if (yield Wait(self._writer.skip(skipped))):
            self._brakes.moved(State.PLANNED, State.SKIPPED)
        self._brakes.trouble(None)

    # --- sending ---

    def _claim(self, todo: Todo, money: Money | None, before: str | None) -> Steps[Claim | None]:
        yield from self._renew(todo)
        now = micros(self._now())
        claim = Claim(
            intent_id=todo.intent_id,
            run_id=self._run_id,
            lease_id=self._lease_id,
            at=now,
            repeats=todo.repeats,
            key_from=now - todo.retention,
            amount=f"{money.amount:f}" if money is not None else None,
            currency=money.currency if money is not None else None,
            before=before,
            n=todo.attempts + 1,
            key=todo.key,
        )
        waiting = Wait(self._writer.claim(claim))
        try:
            claimed = yield waiting
        except BaseException as error:
            if not isinstance(error, Exception):  # cancelled: it may be claimed, and nothing was sent
                self._end(todo, claim, of_failure(error, (), repeats=todo.repeats))
            raise
        if claimed is not None:
            self._brakes.moved(State.UNKNOWN if todo.repeats else State.PLANNED, State.SENDING)
            return claim
        if (why := (yield Wait(self._writer.do(self._paused)))) is not None:
            self._brakes.stop(why)
        return None

    def _memory(self, todo: Todo, body: Body, invoice: Invoice | None) -> str | None:
        """What settling must know of the invoice as it is now: what is so already will prove nothing."""
        rule = self._adapter.verbs.settling.get(self.doing.verb)
        if rule is None or invoice is None:
            return None
        now = self._now()
        asked = Sent(verb=self.doing.verb, reference=todo.reference, at=now, until=now, chosen=body.arguments())
        return msgspec.json.encode(rule.remember(invoice.raw, asked)).decode()

    def _renew(self, todo: Todo) -> Steps[None]:
        """A key that the provider may have forgotten is not used: what is planned has surely not happened, so another one is."""
        if todo.repeats or todo.key is None or todo.key_at is None:
            return
        hours = key_hours(self._adapter, self.doing.verb)
        if hours is None or micros(self._now()) < todo.key_at + micros_of(hours) - micros_of(KEY_MARGIN):
            return
        todo.key = str(uuid4())
        values = {"key": todo.key, "key_at": None}
        renewed = update(intent).where(intent.c.id == todo.intent_id, intent.c.state == State.PLANNED).values(**values)
        yield Wait(self._writer.do(lambda connection: connection.execute(renewed).rowcount))

    def _paused(self, connection: Connection) -> str | None:
        """Why the run was paused from outside; None where it was not."""
        row = connection.execute(select(run.c.state, run.c.reason).where(run.c.id == self._run_id)).one()
        return None if row.state == RunState.RUNNING else row.reason or row.state

    def _stopped(self) -> bool:
        return self._brakes.stopped is not None

    def _send(self, todo: Todo, claim: Claim, body: Body, invoice: Invoice | None) -> Steps[Verdict]:
        options = CallOptions(not_after=boot_clock() + CLAIM_SECONDS)
        with followed() as courses:
            try:
                given: Invoice = yield Call(partial(self._verb, todo, body, invoice, options))
                verdict = of_result(given, courses, self._adapter.client)
            except Exception as error:
                verdict = of_failure(error, courses, repeats=todo.repeats)
            except BaseException as error:
                # Cancelled, or Ctrl-C: nobody waits any more, and it is written all the same.
                self._end(todo, claim, of_failure(error, courses, repeats=todo.repeats))
                raise
        self._end(todo, claim, verdict)
        self._tell(verdict)
        return verdict

    def _verb(self, todo: Todo, body: Body, invoice: Invoice | None, options: CallOptions) -> Any:
        chosen: dict[str, Any] = {**body.arguments(), "options": options}
        subject: Any = invoice or todo.reference
        if self.doing.verb == "create":
            subject = body.new_invoice(self._adapter, todo.reference)
        if self.doing.takes_key:
            chosen["idempotency_key"] = todo.key
        if self.doing.reads:
            chosen |= {"even_if": self._even_if, "fresh": FRESH}
        return getattr(self._gateway, self.doing.verb)(self._provider, subject, **chosen)

    def _end(self, todo: Todo, claim: Claim, verdict: Verdict) -> None:
        self._brakes.moved(State.SENDING, verdict.state)
        self._writer.end(  # nobody waits: it is durable before the next claim of this worker, or when the writer ends
            End(
                intent_id=todo.intent_id,
                run_id=self._run_id,
                lease_id=self._lease_id,
                n=claim.n,
                at=micros(self._now()),
                state=verdict.state,
                reason=verdict.reason,
                advice=verdict.advice,
                http_status=verdict.http_status,
                request_id=verdict.request_id,
                code=verdict.code,
                object_id=verdict.object_id if verdict.object_id != todo.reference else None,
                reference=todo.reference,
                key=claim.key,
                started_at=claim.at,
                over=_over(todo, claim),
            )
        )

    def _tell(self, verdict: Verdict) -> None:
        if verdict.trouble is None:
            self._brakes.trouble(None)
            self.pace.succeeded()
            return
        self._troubled(verdict.trouble, verdict.http_status)

    def _troubled(self, what: str, status: int | None, line: int | None = None) -> None:
        """Something that would meet the next items, too."""
        if status == 429:
            self.pace.block()
        self._brakes.trouble(what, at_once=status in (401, 403), line=line)


def _other_names(invoice: Invoice) -> tuple[str, ...]:
    """What an invoice is called besides: what it replaces, and by the merchant, as far as the provider told it."""
    told = (invoice.previous_reference, *(getattr(invoice.raw, name, None) for name in OWN_REFERENCES))
    names: list[str] = []
    for name in told:
        try:
            names += [canonical(name)] if isinstance(name, str) else []
        except InvalidArgumentError:  # no line of a file can be called so
            continue
    return tuple(names)


def _over(todo: Todo, claim: Claim) -> tuple[str | None, str | None, str]:
    """What stands in the intent since the claim: a repeat is over what was claimed first."""
    if todo.repeats or claim.amount is None:
        return todo.amount, todo.currency, todo.body_digest
    return claim.amount, claim.currency, todo.body_digest


def _money(todo: Todo, invoice: Invoice | None) -> Money | None:
    """What an item is over: as the provider says it, else as the file does."""
    if invoice is not None and invoice.money is not None:
        return invoice.money
    return money_of(todo.amount, todo.currency)


def _differs(todo: Todo, invoice: Invoice) -> str | None:
    """Why the file and the provider cannot mean the same invoice; None where they may."""
    said = money_of(todo.amount, todo.currency)
    if said is None or invoice.money is None or said in (invoice.money, invoice.amount_due):
        return None
    return f"the file says {said}, and the provider {invoice.money}"
