"""What a test of oasdiff handles: how it compares, what it finds, and what it asks of that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.peers.reading import Document, Unread

LEVELS = ("ERR", "WARN", "INFO", "NONE")


@dataclass
class Levels:
    """How heavy each change is for oasdiff."""

    by_name: dict[str, set[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """The text of an id by its name."""

    def add(self, name: str, level: str) -> None:
        self.by_name.setdefault(name, set()).add(level)

    def of(self, id_: str) -> str:
        """The level of a change. Raises Unread."""
        named = {name for name, text in self.texts.items() if text == self.texts.get(id_, id_)} | {id_}
        found = {level for name in named for level in self.by_name.get(name, ())}
        if len(found) != 1:
            raise Unread(f"a change whose level is not known: {id_}")
        return found.pop()


@dataclass
class Config:
    """How a test compares; `own` names what is other than the suite's own way."""

    own: list[str] = field(default_factory=list)


@dataclass
class Compared:
    """Two documents as they were when they were compared."""

    old: Document
    new: Document
    own: list[str]


@dataclass
class Found:
    """What a test asserts of the changes between two documents."""

    test: str
    of: Compared
    threshold: str
    own: list[str]
    ids: list[str] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    places: set[Any] = field(default_factory=set)
    count: int | None = None
    some: bool = False
    """Something is found, whatever it is."""
    each: list[str] = field(default_factory=list)
    """The level that each change has, if there is one."""

    @property
    def configured(self) -> str:
        return ", ".join(dict.fromkeys(self.own))

    @property
    def other_levels(self) -> bool:
        return "WithSeverityLevels" in self.own

    @property
    def is_whole(self) -> bool:
        """Whether every change that is found was named."""
        return bool(self.each) or (self.count is not None and len(self.places) >= self.count)


@dataclass
class One:
    """One change of those that are found; `at` is its index, or None for each in turn."""

    of: Found
    at: Any


@dataclass
class Asked:
    """What is asked of a change: its id or its level."""

    one: One
    what: str


@dataclass
class Change:
    """A change as a test writes it."""

    id: str
    level: str


class Unknown:
    """A value that is not followed."""


UNKNOWN = Unknown()
