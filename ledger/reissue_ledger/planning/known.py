"""What the ledger knows of the lines of a plan: the same intents, their lines in this run, and other names of the same invoice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, func, select

from ..store.operations import names_of
from ..store.schema import intent, item

T = TypeVar("T")
Identity = tuple[str, str, str]
"""Account, verb, reference."""


class Known:
    """Asked for many lines at once. `key`: of the ledger's digests; the rest is which campaign and period it is about."""

    def __init__(self, connection: Connection, key: bytes, campaign_id: int, period: str) -> None:
        self._connection, self._key = connection, key
        self._where = campaign_id, period
        self._mine = (intent.c.campaign_id == campaign_id, intent.c.period == period)

    def intents(self, wanted: Sequence[Identity]) -> dict[Identity, list[Any]]:
        """The intents of these lines that are there, oldest first; a purged reference counts as what it was."""
        named = {name: reference for *_, reference in wanted for name in names_of(self._key, reference)}
        stored = (((account, verb), name) for account, verb, one in wanted for name in names_of(self._key, one))
        found: dict[Identity, list[Any]] = {}
        for (account, verb), each in grouped(stored):
            chosen = select(intent).where(*self._mine, intent.c.account == account, intent.c.verb == verb)
            for there in self._connection.execute(chosen.where(intent.c.reference.in_(each)).order_by(intent.c.nth)):
                found.setdefault((account, verb, named[there.reference]), []).append(there)
        return found

    def lines(self, run_id: int, intents: Sequence[int]) -> dict[int, int]:
        """By intent: its first line in a run."""
        first = select(item.c.intent_id, func.min(item.c.line)).where(
            item.c.run_id == run_id, item.c.intent_id.in_(intents)
        )
        return {row[0]: row[1] for row in self._connection.execute(first.group_by(item.c.intent_id))}

    def aliases(self, wanted: Sequence[Identity]) -> dict[Identity, Any]:
        """By line: another intent of this campaign about the same invoice, as far as that was ever learnt."""
        own = {(account, name): one for account, _, one in wanted for name in names_of(self._key, one)}
        objects = {where: {reference} for where, reference in own.items()}
        for told in self._told(own, intent.c.reference):
            if told.object_id is not None:
                reference = own[told.account, told.reference]
                for name in names_of(self._key, told.object_id):  # it may be purged in one campaign, and not in another
                    objects.setdefault((told.account, name), set()).add(reference)
        found: dict[Identity, Any] = {}
        for column in (intent.c.object_id, intent.c.reference):
            for told in self._told(objects, column):
                if (told.campaign_id, told.period) != self._where:
                    continue  # asked for here: SQLite would go through the whole campaign instead of looking up the names
                for reference in objects[told.account, getattr(told, column.name)]:
                    if told.reference not in names_of(self._key, reference):
                        found[told.account, told.verb, reference] = told
        return found

    def called(self, account: str, wanted: Iterable[str]) -> dict[str, set[str]]:
        """All names of invoices that the ledger has ever learnt, in any campaign: by each, the wanted ones that mean it.

        Where the text of a name is gone, its digest stands in its place: ask with `names`.
        """
        found = {name: {one} for one in wanted for name in self.names(one)}
        fresh = set(found)
        while fresh:
            grown: set[str] = set()
            for column, other in ((intent.c.reference, intent.c.object_id), (intent.c.object_id, intent.c.reference)):
                for told in self._told(((account, name) for name in sorted(fresh)), column):
                    if (means := getattr(told, other.name)) is None:
                        continue
                    for name in self.names(means):
                        there = found.setdefault(name, set())
                        if more := found[getattr(told, column.name)] - there:
                            there |= more
                            grown.add(name)
            fresh = grown
        return found

    def names(self, reference: str) -> tuple[str, str]:
        """A reference as it may stand in the ledger: as it is, or purged."""
        return names_of(self._key, reference)

    def _told(self, names: Iterable[tuple[str, str]], column: Any) -> Iterator[Any]:
        """The intents that are called so."""
        told = ("account", "verb", "reference", "object_id", "campaign_id", "period", "body_digest", "state")
        columns = [intent.c[name] for name in told]
        for account, each in grouped(names):
            chosen = select(*columns).where(intent.c.account == account, column.in_(each))
            yield from self._connection.execute(chosen).all()


def grouped(pairs: Iterable[tuple[T, str]]) -> Iterator[tuple[T, list[str]]]:
    """The second of each pair by the first, so many at a time. SQLite finds no pair by an index, and each of the two it does."""
    groups: dict[T, dict[str, None]] = {}
    for first, second in pairs:
        groups.setdefault(first, {})[second] = None
    for first, several in groups.items():
        for each in chunks(several, 400):
            yield first, each


def chunks(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """So many at a time."""
    running = iter(values)
    while chunk := list(islice(running, size)):
        yield chunk
