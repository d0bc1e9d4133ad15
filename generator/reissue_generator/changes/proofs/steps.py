"""Multiples of numbers, as their decimal digits say."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...document import is_of


def is_multiple(value: Any, step: Any) -> bool:
    """Whether a number is a multiple of another one."""
    return Fraction(str(value)) % Fraction(str(step)) == 0


def is_step(value: Any) -> bool:
    """Whether a value of `multipleOf` says something (JSON Schema, Validation 6.2.1)."""
    return is_of(value, "number") and value > 0


def is_whole(step: Any) -> bool:
    """Whether multiples of something have no fraction."""
    return is_step(step) and is_multiple(step, 1)
