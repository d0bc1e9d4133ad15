"""A plan: every line of a file as an intent, with what becomes of it, in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final, cast
from uuid import uuid4

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, select, update

from reissue.errors import InvalidArgumentError, ReissueError
from reissue.money import Money
from reissue.plugin import Adapter
from reissue.registry import provider_name

from ..amounts import added, in_words
from ..bodies import Body
from ..clock import micros
from ..errors import IntentConflictError, LedgerUnusableError, PlanRefusedError
from ..identity import Account, Doing, Gateway, account_of, campaign_name, doing, period_name, person_name, side_of
from ..lines import Line, Problem
from ..store.chain import BODIES, PLAN, Subject, links
from ..store.schema import RunState, State, body, decision, excluded, intent, item, run
from .again import is_over, left, over
from .again import replanned as replanned
from .campaigns import campaign_of, check_approval, open_run
from .excluding import Exclusion
from .known import Identity, Known, chunks
from .problems import refused
from .reasons import kind_of
from .rows import Row, check_line, differs, money_of
from .shapes import Plan, Sums, Wish

MOST_ITEMS: Final = 200_000
"""Of one run: its plan is one transaction."""
MOST_PROBLEMS: Final = 1_000
_CHUNK: Final = 500


class Planner:
    """Plans one run, over one connection. Whoever made it commits, or takes all of it back.

    Raises InvalidArgumentError for a wish that names nobody, and for a campaign or a period that none can be.

    - connection: In a transaction that writes.
    - key: Of the ledger's digests.
    - live: Whether the ledger is for live servers.
    """

    def __init__(
        self, connection: Connection, key: bytes, live: bool, gateway: Gateway, wish: Wish, now: Callable[[], datetime]
    ) -> None:
        self._connection, self._key, self._live = connection, key, live
        wish = replace(wish, who=person_name(wish.who), period=period_name(wish.period))
        self._gateway, self._wish, self._now = gateway, wish, now()
        self._accounts: dict[tuple[str, str], tuple[Account, Doing, Adapter[Any]]] = {}
        even_if = sorted(map(str, wish.settings.even_if))  # a second person says yes to it, too
        self._digest = sha256(msgspec.json.encode(even_if) if even_if else b"")
        self._plan = Plan(verb=wish.verb, campaign=campaign_name(wish.campaign), live=live)
        self._numbers: set[int] = set()
        self._dry = False

    def plan(self, lines: Iterable[Line | Problem], *, dry: bool = False) -> Plan:
        """Write all of it.

        - dry: Whether whoever asks takes all of it back: then another run of the campaign is named in the plan, and refuses nothing.

        Raises PlanRefusedError, which names every line that cannot be planned and every cap that is passed; IntentConflictError
        where an intent is there with another body; LedgerBusyError where a run of the campaign is there that has not ended;
        and LedgerUnusableError where a server is not of the ledger's kind.
        """
        self._dry = dry
        run_id = self._begin()
        problems: list[Problem] = []
        conflict = False
        for chunk in chunks(self._readable(lines, problems), _CHUNK):
            conflict = self._write(run_id, chunk, problems) or conflict
            if len(problems) >= MOST_PROBLEMS:
                break
        if problems:
            kind = IntentConflictError if conflict else PlanRefusedError
            raise refused(kind, problems, self._wish.source)
        if not self._numbers:
            raise PlanRefusedError("There is no line to plan. Nothing was sent.")
        self._check_caps()
        return self._end(run_id)

    # --- the run ---

    def _begin(self) -> int:
        name, now = self._plan.campaign, micros(self._now)
        number = campaign_of(self._connection, name, now)
        self._plan.open_run = open_run(self._connection, number, name, dry=self._dry)
        if not self._wish.settings.needs_approval:
            check_approval(self._connection, number, name)
        self._campaign = number
        self._known = Known(self._connection, self._key, number, self._wish.period)
        self._excluded = Exclusion(self._wish.excluded, self._known)
        values = {
            "campaign_id": number,
            "verb": self._wish.verb,
            "period": self._wish.period,
            "state": (
                RunState.ENDED if self._dry else RunState.RUNNING
            ).value,  # of those that have not ended there is one
            "source": self._wish.source,
            "plan_digest": "",
            "settings": msgspec.json.encode(self._wish.settings).decode(),
            "lines": 0,
            "started_by": self._wish.who,
            "created_at": now,
        }
        return int(self._connection.execute(run.insert().values(values).returning(run.c.id)).scalar_one())

    def _end(self, run_id: int) -> Plan:
        plan, settings = self._plan, self._wish.settings
        if names := self._excluded.wanted():  # as they were given: what is learnt of them meanwhile is no other plan
            self._digest.update(msgspec.json.encode(names))
        plan.digest, plan.run_id, plan.unmatched = self._digest.hexdigest(), run_id, self._excluded.unmatched()
        self._keep_excluded(run_id)
        values: dict[str, Any] = {"plan_digest": plan.digest, "lines": len(self._numbers)}
        if settings.needs_approval and not self._dry:
            values |= {"state": RunState.PAUSED.value, "reason": "it waits for an approval"}
        self._connection.execute(update(run).where(run.c.id == run_id).values(values))
        links(self._connection, self._key, run_id, 0, [Subject(kind, run_id, 0) for kind in (PLAN, BODIES)])
        return plan

    def _keep_excluded(self, run_id: int) -> None:
        """What an invoice is called may be learnt only when it is looked at: then these names are asked again."""
        for (provider, label), (account, *_) in self._accounts.items():
            names = self._excluded.digests(provider, label, account.name)
            values = [{"run_id": run_id, "account": account.name, "name": name} for name in names]
            for chunk in chunks(values, _CHUNK):
                self._connection.execute(excluded.insert(), chunk)

    def _check_caps(self) -> None:
        settings, plan = self._wish.settings, self._plan
        if settings.most_items is not None and plan.send > settings.most_items:
            raise PlanRefusedError(
                f"{plan.send} items would be sent, and at most {settings.most_items} may be. Nothing was sent."
            )
        told = {currency for one in plan.accounts.values() for currency in one.amounts}
        if settings.most_sum and (other := sorted(told - set(settings.most_sum))):
            raise PlanRefusedError(
                f"Items are in {', '.join(other)}, for which no sum is allowed: --most-sum says one for each currency. Nothing was sent."
            )
        for currency, most in settings.most_sum.items():
            planned = added(*(one.amounts.get(currency, Decimal(0)) for one in plan.accounts.values()))
            if planned > most:
                raise PlanRefusedError(
                    f"What would be sent comes to {in_words(planned, currency)}, and may come to {in_words(most, currency)}. Nothing was sent."
                )

    # --- lines ---

    def _readable(self, lines: Iterable[Line | Problem], problems: list[Problem]) -> Iterator[Row]:
        for line in lines:
            if isinstance(line, Problem):
                problems.append(line)
                continue
            if not isinstance(cast("object", line), Line):
                raise InvalidArgumentError(f"A line is a Line, and no {type(line).__name__}: lines_of reads rows.")
            try:
                yield self._row(line)
            except LedgerUnusableError:
                raise
            except ReissueError as error:
                problems.append(Problem(number=line.number, message=error.message))

    def _row(self, line: Line) -> Row:
        check_line(line)
        if line.number in self._numbers:
            raise InvalidArgumentError("Another line has this number, too; number them anew, as lines_of does.")
        account, what, adapter = self._account(line.provider, line.account)
        given = Body.of(line)
        if what.verb == "create":
            given.new_invoice(adapter, line.reference)
        if what.verb == "update" and given.expires_at is None and given.items is None:
            raise InvalidArgumentError("update wants expires_at or items.")
        frozen = given.freeze(adapter, what.verb, self._now)
        self._numbers.add(line.number)
        if len(self._numbers) > MOST_ITEMS:
            raise PlanRefusedError(f"A run has at most {MOST_ITEMS} items: split the file. Nothing was sent.")
        return Row(line=line, account=account, doing=what, body=frozen)

    def _account(self, provider: str, label: str) -> tuple[Account, Doing, Adapter[Any]]:
        if (known := self._accounts.get((provider, label))) is not None:
            return known
        account = account_of(self._gateway, provider, label)
        adapter = side_of(self._gateway, label).adapter(provider_name(provider))
        if account.live is not self._live:
            kinds = ("live", "test") if account.live else ("test", "live")
            raise LedgerUnusableError(
                f"{account.name} is a {kinds[0]} server, or may be, and this is a ledger of {kinds[1]} servers: "
                "one run is about one kind. Nothing was sent."
            )
        found = self._accounts[provider, label] = (account, doing(adapter, self._wish.verb), adapter)
        self._plan.accounts.setdefault(account.name, Sums())
        return found

    # --- intents ---

    def _write(self, run_id: int, rows: Sequence[Row], problems: list[Problem]) -> bool:
        """Write a chunk of lines. Returns whether one of them contradicts an intent that is there."""
        wanted = [row.identity for row in rows]
        there, others = self._known.intents(wanted), self._known.aliases(wanted)
        lines = self._known.lines(run_id, [found[-1].id for found in there.values()])
        conflict = False
        seen: dict[Identity, Row] = {}
        for row in rows:
            conflict = self._judge(row, there.get(row.identity, ()), lines, seen, problems) or conflict
            self._leave_or_plan(row, there.get(row.identity, ()), others.get(row.identity), problems)
            if row.intent_id is None and row.reason is not None:
                row.state = State.SKIPPED
            problems += is_over(row, self._now)
        if problems:
            return conflict
        self._insert([row for row in rows if row.intent_id is None])
        by_identity = self._known.intents(wanted)
        for row in rows:
            if row.intent_id is None:
                row.intent_id = by_identity[row.identity][-1].id
        self._connection.execute(
            item.insert(),
            [
                {"run_id": run_id, "line": row.line.number, "intent_id": row.intent_id, "reason": row.reason}
                for row in rows
            ],
        )
        self._say_money(rows, there)
        self._keep_bodies([row for row in rows if row.state is State.PLANNED and row.reason is None])
        for row in rows:
            if row.line.again and row.reason is None:
                self._say_aloud(run_id, row)
            self._count(row)
        return conflict

    def _judge(
        self,
        row: Row,
        known: Sequence[Any],
        lines: Mapping[int, int],
        seen: dict[Identity, Row],
        problems: list[Problem],
    ) -> bool:
        """What becomes of a line. Returns whether it contradicts an intent that is there."""
        line = row.line
        first = seen.setdefault(row.identity, row)
        last = known[-1] if known else None
        if first is not row:
            row.nth, row.reason, row.intent_id = first.nth, f"the same as line {first.line.number}", first.intent_id
            self._check_money(row, first.money, f"line {first.line.number}", problems)
            if first.money is None:  # what any line says is compared before it is sent
                first.line = replace(first.line, amount=line.amount, currency=line.currency)
            return self._contradicts(row, first.body.digest, f"line {first.line.number}", problems)
        if last is not None and self._is_another_time(row, known) and last.id not in lines:
            row.nth = last.nth + 1
        elif last is not None:
            row.intent_id, row.nth = last.id, last.nth
            row.reason = f"the same as line {lines[last.id]}" if last.id in lines else left(last, row)
            before = f"line {lines[last.id]}" if last.id in lines else "an earlier run"
            mended = last.id not in lines and last.state in (State.REFUSED, State.SKIPPED)
            if not mended and self._contradicts(row, last.body_digest, before, problems):
                return True
            if last.state == State.PLANNED and (last.id in lines or not last.attempts):
                self._check_money(row, money_of(last.amount, last.currency), before, problems)
        return False

    def _leave_or_plan(self, row: Row, known: Sequence[Any], other: Any, problems: list[Problem]) -> None:
        """Leave a line that is excluded, or about an invoice that has another name here; else plan what surely did not happen anew."""
        if (row.account.name, row.line) in self._excluded:
            row.reason = row.reason or "excluded"
        elif other is not None and row.reason is None:
            row.reason = f"the same invoice as {other.reference}"
            if other.state not in (State.REFUSED, State.SKIPPED):
                self._contradicts(row, other.body_digest, f"an earlier run, as {other.reference},", problems)
        last = known[-1] if known else None
        if last is None or row.intent_id != last.id or row.reason is not None or last.state == State.PLANNED:
            return
        if last.body_digest != row.body.digest:  # nothing of the old one was ever carried out
            self._connection.execute(body.delete().where(body.c.intent_id == last.id))
        self._connection.execute(replanned(last, micros(self._now), row.body.digest))

    def _contradicts(self, row: Row, digest: str, before: str, problems: list[Problem]) -> bool:
        if digest == row.body.digest:
            return False
        text = (
            f"{row.line.reference} was planned by {before} with another body, and what is to happen once cannot change"
        )
        problems.append(Problem(number=row.line.number, message=f"{text}: use another campaign for another change."))
        return True

    def _check_money(self, row: Row, other: Money | None, by: str, problems: list[Problem]) -> None:
        """What is over two amounts is not surely what was meant; an intent that was sent is over what the provider said."""
        if differs(other, row.money):
            text = f"{row.line.reference} is over {row.money} here, and was said to be over {other} by {by}"
            problems.append(Problem(number=row.line.number, column="amount", message=f"{text}: make them the same."))

    def _say_money(self, rows: Sequence[Row], there: Mapping[Identity, Sequence[Any]]) -> None:
        """What a line says is kept with an intent that was there, too: what was mended, and what was not said before."""
        for row in rows:
            last = there[row.identity][-1] if row.identity in there else None
            if last is None or last.id != row.intent_id or row.money is None:
                continue
            if row.reason is None or last.amount is None:
                self._connection.execute(over(last.id, row))

    def _is_another_time(self, row: Row, known: Sequence[Any]) -> bool:
        """Whether a line wishes something once more: with a reason for which it was never done."""
        if not row.line.again or known[-1].state not in (State.DONE, State.MOOT):
            return False
        before = [one.id for one in known]
        said = select(decision.c.why).where(decision.c.intent_id.in_(before), decision.c.verdict == "again")
        return row.line.again not in self._connection.scalars(said).all()

    def _say_aloud(self, run_id: int, row: Row) -> None:
        """A wished second sending is a decision of somebody, with its reason."""
        made = decision.insert().values(
            intent_id=row.intent_id,
            run_id=run_id,
            verdict="again",
            means="person",
            evidence="",
            who=self._wish.who,
            why=row.line.again,
            at=micros(self._now),
            applied=1,
        )
        number = self._connection.execute(made.returning(decision.c.id)).scalar_one()
        links(self._connection, self._key, run_id, 0, [Subject("decision", number, 0)], None)

    def _insert(self, rows: Sequence[Row]) -> None:
        """The new intents. Two lines of a chunk that are the same are one."""
        seen: set[tuple[str, str, str, int]] = set()
        values: list[dict[str, Any]] = []
        for row in rows:
            if (identity := (*row.identity, row.nth)) in seen:
                continue
            seen.add(identity)
            values.append(
                {
                    "campaign_id": self._campaign,
                    "period": self._wish.period,
                    "account": row.account.name,
                    "verb": row.doing.verb,
                    "reference": row.line.reference,
                    "nth": row.nth,
                    "body_digest": row.body.digest,
                    "key": str(uuid4()) if row.doing.takes_key else None,
                    "state": row.state.value,
                    "reason": row.reason,
                    "amount": f"{row.line.amount:f}" if row.line.amount is not None else None,
                    "currency": row.line.currency,
                    "changed_at": micros(self._now),
                }
            )
        if values:
            self._connection.execute(intent.insert(), values)

    def _keep_bodies(self, rows: Sequence[Row]) -> None:
        kept = set(
            self._connection.scalars(
                select(body.c.intent_id).where(body.c.intent_id.in_([row.intent_id for row in rows]))
            )
        )
        new = [{"intent_id": row.intent_id, "body": row.body.text()} for row in rows if row.intent_id not in kept]
        if new:
            self._connection.execute(body.insert(), new)

    def _count(self, row: Row) -> None:
        sums, line = self._plan.accounts[row.account.name], row.line
        told = [*row.identity, row.nth, row.body.digest, row.reason, str(line.amount), line.currency]
        self._digest.update(
            msgspec.json.encode([self._wish.verb, self._plan.campaign, self._wish.period, *told]) + b"\n"
        )
        if row.reason is not None:
            sums.skip += 1
            kind = kind_of(row.reason)
            self._plan.reasons[kind] = self._plan.reasons.get(kind, 0) + 1
            if len(self._plan.skipped) < MOST_PROBLEMS:
                self._plan.skipped.append((line.number, row.reason))
            return
        sums.send += 1
        if line.amount is None or line.currency is None:
            sums.without_amount += 1
        else:
            sums.amounts[line.currency] = added(sums.amounts.get(line.currency, Decimal(0)), line.amount)
