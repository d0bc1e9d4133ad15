"""What a rule of `reissue diff` is: how much a change weighs, whose message it is about, what Python callers notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a change weighs, the heaviest first."""

    BREAKING = "breaking"
    DEPRECATION = "deprecation"
    ADDITION = "addition"
    COSMETIC = "cosmetic"


class Direction(StrEnum):
    """Whose message it is about."""

    REQUEST = "request"
    RESPONSE = "response"
    BOTH = "both"


class Effect(StrEnum):
    """What Python callers of the generated client notice."""

    NONE = "none"
    REMOVED_NAME = "removed-name"
    NEW_NAME = "new-name"
    CHANGED_TYPE = "changed-type"
    NEW_REQUIRED_ARGUMENT = "new-required-argument"
    NARROWED_ARGUMENT = "narrowed-argument"
    WIDENED_ARGUMENT = "widened-argument"
    NARROWED_RESULT = "narrowed-result"
    WIDENED_RESULT = "widened-result"
    NEW_ENUM_MEMBER = "new-enum-member"
    BEHAVIOUR = "behaviour"


ORDER: tuple[Level, ...] = (Level.BREAKING, Level.DEPRECATION, Level.ADDITION, Level.COSMETIC)
"""The heaviest first."""

_MEANS: Mapping[Effect, str] = {
    Effect.NONE: "Python callers see no other name and no other type.",
    Effect.REMOVED_NAME: "For Python callers a name is gone: code that uses it fails.",
    Effect.NEW_NAME: "Python callers get a name that they may use.",
    Effect.CHANGED_TYPE: "For Python callers a type is another one: type checkers and code that reads it notice.",
    Effect.NEW_REQUIRED_ARGUMENT: "Python callers must give a further argument or member.",
    Effect.NARROWED_ARGUMENT: "Python callers may pass less than before.",
    Effect.WIDENED_ARGUMENT: "Python callers may pass more than before, and nothing that they pass today is refused.",
    Effect.NARROWED_RESULT: "What Python callers get is one of fewer types; code that handles all of them still works.",
    Effect.WIDENED_RESULT: "What Python callers get may be of a further type, be None or be missing (UNSET).",
    Effect.NEW_ENUM_MEMBER: "Python callers see a further known value; enums are open, so decoding never failed on it.",
    Effect.BEHAVIOUR: "Python callers see no other name and no other type, but the client acts differently.",
}

_ADVICE: Mapping[Level, str] = {
    Level.BREAKING: "Before you take it over: find the callers, change them, and release a major version.",
    Level.DEPRECATION: "Plan the move away from it; nothing fails yet.",
    Level.ADDITION: "Nothing to do; callers may use it.",
    Level.COSMETIC: "Nothing to do.",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of change. `title` says it in a few words, `twin` is the id of its opposite."""

    id: str
    level: Level
    direction: Direction
    effect: Effect
    title: str
    twin: str

    @property
    def help(self) -> str:
        """What it means and what to do, for those who see the rule for the first time."""
        sentence = self.title[:1].upper() + self.title[1:]
        return f"{sentence}. {_MEANS[self.effect]} {_ADVICE[self.level]}"
