"""Errors of a document, each made of one finding."""

from __future__ import annotations

from ..errors import SpecError
from ..findings import Finding, Level, Place


def problem(rule: str, message: str, place: Place, hint: str = "") -> SpecError:
    """The error that says what is wrong with a document, where, and what to do about it."""
    return SpecError(Finding(rule, Level.ERROR, message, place, hint))
