"""Api before, Api after: what changed for the wire and for Python callers, and how much it weighs."""

from __future__ import annotations

from .comparison import compare, compared
from .documents import Edition, edition, opened
from .of_clients import OF_CLIENTS, Base, clients_now, opened_now
from .record import Change
from .rules.catalogue import RULES
from .rules.rule import Direction, Effect, Level, Rule

__all__ = [
    "OF_CLIENTS",
    "RULES",
    "Base",
    "Change",
    "Direction",
    "Edition",
    "Effect",
    "Level",
    "Rule",
    "clients_now",
    "compare",
    "compared",
    "edition",
    "opened",
    "opened_now",
]
