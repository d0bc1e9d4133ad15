"""What callers of an emitted package see: its names and their types, read off the text that would be written."""

from __future__ import annotations

from .fits import Fits
from .read import files_of, surfaces_of
from .shapes import Alias, Argument, Call, Class, Named, Surface
from .types import NONE, UNSET, Type, parts_of, shown, without

__all__ = [
    "NONE",
    "UNSET",
    "Alias",
    "Argument",
    "Call",
    "Class",
    "Fits",
    "Named",
    "Surface",
    "Type",
    "files_of",
    "parts_of",
    "shown",
    "surfaces_of",
    "without",
]
