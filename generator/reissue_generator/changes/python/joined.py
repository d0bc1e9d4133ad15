"""One thing told once: which change of the wire a change of Python follows from.

A change of Python that weighs no more than the one it follows from is told with it, in one finding. One that weighs more is a
finding of its own, which names the other: a further value of an answer may be an addition on the wire and break callers all
the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ...document import Pointer
from ..record import Change
from ..rules.rule import ORDER, Effect

_STAYS = (Effect.NONE, Effect.BEHAVIOUR, Effect.NEW_ENUM_MEMBER)
"""Effects of rules of the wire that no type shows."""
_HOLDERS = ("", "parameters", "paths", "properties", "schemas", "securitySchemes", "servers", "webhooks")
"""Ends of addresses where many things stand."""
_SAME_MATTER = (
    ("python-method-removed", ("operation-removed", "pagination-removed")),
    ("python-method-added", ("operation-added", "pagination-added")),
    ("python-arguments", ("operation-moved",)),
    ("python-argument", ("idempotency-", "request-", "operation-url-")),
    ("python-required-argument", ("idempotency-", "request-", "operation-url-")),
    ("python-result", ("response-", "operation-url-", "envelope-")),
    ("python-event", ("webhook-", "callback-")),
    ("python-server", ("server-",)),
    ("python-credential", ("security-", "server-")),
    ("python-required-credential", ("security-", "server-")),
)
"""Beginnings of rules of Python, and of those of the wire that they may follow from; any other follows from all."""


def joined(changes: Sequence[Change]) -> list[Change]:
    """The changes, those of Python with what they follow from, and those of the wire with what Python sees of them."""
    causes = _Causes(one for one in changes if not one.is_of_python)
    seen: dict[str, Effect] = {}
    found: list[Change] = []
    for one in changes:
        if one.is_of_python and (cause := causes.of(one)) is not None:
            seen.setdefault(cause.fingerprint, one.rule.effect)
            found.append(replace(one, follows=cause.fingerprint))
        else:
            found.append(one)
    return [one if one.is_of_python else replace(one, seen=seen.get(one.fingerprint, _unseen(one))) for one in found]


def _unseen(change: Change) -> Effect:
    """What Python sees of a change of the wire that changes no type."""
    return change.rule.effect if change.rule.effect in _STAYS else Effect.NONE


def folded(changes: Sequence[Change]) -> list[Change]:
    """The changes as they are told: what weighs no more than what it follows from is told with that."""
    heads = {one.fingerprint: ORDER.index(one.rule.level) for one in changes if not one.is_of_python}
    within: dict[str, list[Change]] = {}
    for one in changes:
        if one.follows in heads and heads[one.follows] <= ORDER.index(one.rule.level):
            within.setdefault(one.follows, []).append(one)
    inside = {id(one) for some in within.values() for one in some}
    left = (one for one in changes if id(one) not in inside)
    return [replace(one, python=tuple(within.get(one.fingerprint, ()))) for one in left]


class _Causes:
    """The changes of the wire, by where they are and by what they are called."""

    def __init__(self, wire: Iterable[Change]) -> None:
        self._places: dict[tuple[int, Pointer], list[Change]] = {}
        self._labels: dict[str, list[Change]] = {}
        self._others: list[Change] = []
        """Those of servers and of security, which belong to the client."""
        for one in wire:
            for side, pointer in enumerate((one.old.pointer, one.new.pointer)):
                for end in range(1, len(pointer) + 1):
                    self._places.setdefault((side, pointer[:end]), []).append(one)
            for end in [*(place for place, mark in enumerate(one.label) if mark in ".["), len(one.label)]:
                self._labels.setdefault(one.label[:end], []).append(one)
            if one.rule.id.startswith(("security-", "server-")):
                self._others.append(one)

    def of(self, change: Change) -> Change | None:
        """The heaviest that a change of Python follows from."""
        told = next((causes for start, causes in _SAME_MATTER if change.rule.id.startswith(start)), ("",))
        found = [one for one in self._near(change) if one.rule.id.startswith(told)]
        return min(found, key=lambda one: ORDER.index(one.rule.level), default=None)

    def _near(self, change: Change) -> Iterator[Change]:
        yield from self._labels.get(change.label, ())
        model, _, member = change.label.partition(".")
        yield from (one for one in self._labels.get(model, ()) if member and f"'{member}'" in one.text)
        for side, pointer in enumerate((change.old.pointer, change.new.pointer)):
            if pointer and pointer[-1] not in _HOLDERS:
                yield from self._places.get((side, pointer), ())
        if "credential" in change.rule.id:
            yield from self._others
