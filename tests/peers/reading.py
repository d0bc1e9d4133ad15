"""What is read of a suite of a peer: pairs of documents, and what each test says of its pair."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

Document = Path | dict[str, Any]
"""A file of the suite as it is, or what a test has made of one."""


class Says(StrEnum):
    """What a test expects of its pair."""

    BREAKING = "breaking"
    SAME = "no change"
    NOT_BREAKING = "not breaking"
    CHANGED = "a change"
    """Of which nothing is said."""
    EITHER = "a warning"
    """Which agrees with breaking and with not breaking."""


class Unread(Exception):
    """A test that its reader does not take; the message says what stands in the way."""


@dataclass(frozen=True)
class Pair:
    """What one test expects."""

    test: str
    old: Document
    new: Document
    says: Says
    configured: str = ""
    """Which configuration of its own the test compares with; empty where that of the tool holds."""


@dataclass
class Suite:
    """All tests of a suite: those that were read, and why others were not."""

    pairs: list[Pair] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)


def heaviest(said: list[Says]) -> Says:
    """What several expectations about one pair come to. One part that breaks breaks all of it."""
    return next(one for one in Says if one in said)
