"""How a document is taken: what is laid over it, which of its operations count, and which names stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from ..findings import Place
from .source import Source

DEAD, IDLE, TWICE, EXTENDS = "overlay-dead-target", "overlay-no-change", "overlay-entry-twice", "overlay-extends"
IGNORED = "overlay-no-effect"
FITS_NOTHING = "client-matches-nothing"
CORRECTIONS = frozenset({DEAD, IDLE, IGNORED, TWICE, EXTENDS, FITS_NOTHING})
"""The rules about what a client lays over its document: `check` tells them too."""


class Word(NamedTuple):
    """A text of a configuration, and where it stands."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Globs:
    """Patterns, by what they are compared with. `*` fits any text, '/' included, `?` one character."""

    operations: tuple[Word, ...] = ()
    """Of operationIds; of an operation without one of `get /path`."""
    tags: tuple[Word, ...] = ()
    paths: tuple[Word, ...] = ()
    webhooks: tuple[Word, ...] = ()
    """Of the names of webhooks."""

    @property
    def of_operations(self) -> bool:
        """Whether any of them speaks of operations."""
        return bool(self.operations or self.tags or self.paths)


def fitting(globs: Iterable[Word], texts: Iterable[str]) -> list[Word]:
    """The patterns that fit any of some texts."""
    known = list(texts)
    return [glob for glob in globs if any(fnmatchcase(text, glob.text) for text in known)]


@dataclass(frozen=True, slots=True)
class Kept:
    """Names that stay when the vendor renames what they name; a key is what the vendor says now."""

    operations: Mapping[str, Word] = field(default_factory=dict[str, Word])
    """`GET /invoices/{id}` to the operationId that names the method."""
    schemas: Mapping[str, Word] = field(default_factory=dict[str, Word])
    """The name of a component to the name of the model."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a document is taken; without anything said, as it is."""

    root: Path | None = None
    """The folder that references may lead into; None: the document's own."""
    overlays: tuple[Source, ...] = ()
    include: Globs = Globs()
    exclude: Globs = Globs()
    kept: Kept = Kept()
    all_components: bool = False
    """Whether schemas that nothing reaches are part of the client."""


AS_IT_IS = Reading()
