"""How the tables of rules are written: level and effect by a letter or a word, a rule in the row of its twin."""

from __future__ import annotations

from .rule import Effect, Level

B, D, A, C = Level.BREAKING, Level.DEPRECATION, Level.ADDITION, Level.COSMETIC

NO, GONE, NEW, TYPE = Effect.NONE, Effect.REMOVED_NAME, Effect.NEW_NAME, Effect.CHANGED_TYPE
MUST, LESS, MORE = Effect.NEW_REQUIRED_ARGUMENT, Effect.NARROWED_ARGUMENT, Effect.WIDENED_ARGUMENT
NARROW, WIDE, MEMBER, ACTS = Effect.NARROWED_RESULT, Effect.WIDENED_RESULT, Effect.NEW_ENUM_MEMBER, Effect.BEHAVIOUR

Row = tuple[str, Level, Effect, str]
"""A rule: its id, level, effect on Python callers, and title."""

Rows = tuple[tuple[Row, ...], ...]
"""Rules beside their twins."""
