"""What a comparison writes down: one record for a change, and the log that keeps each once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace

from ..document import Node, pointer_text
from ..findings import fingerprint_of
from .proofs.schema import CUT, canonical
from .rules.catalogue import RULES
from .rules.rule import ORDER, Effect, Rule

Scope = Hashable
"""A pair of nodes that are compared together. Scopes lead to each other, operations to all that they reach."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `old` and `new` are where it stands; on the side where the thing is not, where it would stand."""

    rule: Rule
    label: str
    """Whose fact it is, for people: 'GET /invoices' or 'Invoice.total'."""
    text: str
    old: Node
    new: Node
    key: str
    """What makes it this change and no other: addresses and values, but no lines and no file names."""
    present: tuple[bool, bool] = (True, True)
    """Whether the thing itself is in the old and in the new document."""
    operations: tuple[str, ...] = ()
    """The operations that reach it, as 'GET /invoices'."""
    follows: str = ""
    """Of a change of Python: the fingerprint of the change of the wire that it follows from."""
    seen: Effect = Effect.NONE
    """Of a change of the wire: what Python callers notice of it."""
    python: tuple[Change, ...] = ()
    """What is told with it: the changes of Python that follow from it and weigh no more."""
    client: str = ""
    """The client of a project that it is of; '' of two documents that are of none."""

    @property
    def is_of_python(self) -> bool:
        """Whether it was found by the types of the two packages."""
        return self.rule.id.startswith("python-")

    @property
    def effect(self) -> Effect:
        """What Python callers notice."""
        return self.rule.effect if self.is_of_python else self.seen

    @property
    def fingerprint(self) -> str:
        """Stable while client, rule, address and what is told stay; lines, file names and what the owner of the fact is called do not count."""
        owner = [self.client] if self.client else []
        return fingerprint_of(*owner, self.rule.id, self.key, self.text, *map(self._value, (self.old, self.new)))

    def _value(self, node: Node) -> str:
        """What stands there, where the words cut a value short: what comes behind may be another one."""
        return canonical(node.value) if CUT in self.text else ""

    @property
    def message(self) -> str:
        """What people read: whose fact it is, and what became of it."""
        return f"{self.label}: {self.text}"

    @property
    def line(self) -> str:
        """The same for a list, with how much it weighs."""
        return f"{self.rule.level}: {self.message}"


class Log:
    """The changes found so far, each once, and the scopes in which it was found."""

    def __init__(self, client: str = "") -> None:
        self._client = client
        self._changes: dict[tuple[str, str], Change] = {}
        self._scopes: dict[tuple[str, str], set[Scope]] = {}
        self._users: dict[Scope, set[Scope]] = {}
        self._operations: dict[Scope, str] = {}
        self.scope: Scope = None

    def operation(self, identity: str, name: str) -> None:
        """From here on, changes belong to this operation."""
        self._operations[identity] = name
        self.scope = identity

    def link(self, scope: Scope) -> None:
        """The current scope leads to this one."""
        self._users.setdefault(scope, set()).add(self.scope)

    def changed(self, rule: str, label: str, text: str, old: Node, new: Node, key: str = "") -> None:
        """A fact that stands in both documents."""
        addresses = f"{pointer_text(old.pointer)}\0{pointer_text(new.pointer)}"
        self._add(Change(RULES[rule], label, text, old, new, f"{addresses}\0{key}"))

    def removed(self, rule: str, label: str, text: str, old: Node, new: Node, key: str = "") -> None:
        """A thing that stands in the old document only; `new` is where it would stand, and does not count as address."""
        change = Change(RULES[rule], label, text, old, new, f"{pointer_text(old.pointer)}\0\0{key}", (True, False))
        self._add(change)

    def added(self, rule: str, label: str, text: str, old: Node, new: Node, key: str = "") -> None:
        """A thing that stands in the new document only; `old` is where it would stand."""
        change = Change(RULES[rule], label, text, old, new, f"\0{pointer_text(new.pointer)}\0{key}", (False, True))
        self._add(change)

    def named(self, rule: str, label: str, text: str, old: Node, new: Node, key: str) -> None:
        """A change whose address is a name rather than a pointer, such as a method and a path."""
        self._add(Change(RULES[rule], label, text, old, new, f"\0\0{key}"))

    def _add(self, change: Change) -> None:
        mark = change.rule.id, change.key
        self._changes.setdefault(mark, replace(change, client=self._client))
        self._scopes.setdefault(mark, set()).add(self.scope)

    def above(self, scopes: Iterable[Scope]) -> set[Scope]:
        """These scopes, and all that lead to them."""
        seen = set(scopes)
        todo = list(seen)
        while todo:
            new = [user for user in self._users.get(todo.pop(), ()) if user not in seen]
            seen.update(new)
            todo += new
        return seen

    def found(self) -> dict[Scope, list[Rule]]:
        """The rules of what was found, by the scopes in which it was."""
        rules: dict[Scope, list[Rule]] = {}
        for mark, change in self._changes.items():
            for scope in self._scopes[mark]:
                rules.setdefault(scope, []).append(change.rule)
        return rules

    def inside(self) -> dict[Scope, list[Scope]]:
        """The scopes to which each leads."""
        led: dict[Scope, list[Scope]] = {}
        for scope, users in self._users.items():
            for user in users:
                led.setdefault(user, []).append(scope)
        return led

    def result(self) -> list[Change]:
        """All changes, with the operations that each reaches; the heaviest rules first, then by label."""
        levels = {level: place for place, level in enumerate(ORDER)}
        known: dict[Scope, frozenset[str]] = {}
        found: list[Change] = []
        for mark, change in self._changes.items():
            names: set[str] = set()
            for scope in self._scopes[mark]:
                if scope not in known:
                    known[scope] = self._reached_from(scope)
                names |= known[scope]
            found.append(replace(change, operations=tuple(sorted(names))))
        return sorted(
            found, key=lambda change: (levels[change.rule.level], change.label, change.rule.id, change.text, change.key)
        )

    def _reached_from(self, scope: Scope) -> frozenset[str]:
        """The operations that lead to this scope."""
        seen = self.above([scope])
        return frozenset(self._operations[scope] for scope in seen if scope in self._operations)


def quoted(names: Iterable[str]) -> str:
    """Names for a message."""
    return ", ".join(f"'{name}'" for name in names)
