"""Api before, Api after: what changed for the wire and for Python callers, and how much it weighs."""

from __future__ import annotations

from .catalogue import RULES, Direction, Effect, Level, Rule
from .compare_api import compare
from .reading import Side, opened, side
from .record import Change

__all__ = ["RULES", "Change", "Direction", "Effect", "Level", "Rule", "Side", "compare", "opened", "side"]
