"""A document as a client takes it: overlays first, then the operations and names that it wants."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from .document import Document
from .reading import AS_IT_IS, Reading
from .selection import selected

D = TypeVar("D", bound=Document)


def opened(path: Path, name: str | None = None, reading: Reading = AS_IT_IS) -> Document:
    """Read the document at a path, as `reading` says; findings call it `name`.

    Raises SpecError where it, or an overlay, cannot be used, and ConfigurationError where it stands outside of its root.
    """
    return taken(Document.open(path, name, reading.root), reading)


def taken(document: D, reading: Reading) -> D:
    """A document that was read, as `reading` says. Raises SpecError."""
    if reading is AS_IT_IS:
        return document
    document = replace(document, reading=reading)
    if reading.overlays:
        from .overlaid import overlaid  # brings a library for JSONPath, which no other document needs
        from .overlays import overlay_of

        written = document.as_written()  # what lies over it speaks of what the vendor wrote
        main, told = overlaid(written.main, [overlay_of(source) for source in reading.overlays])
        document = replace(written, main=main, told=tuple(told)).converted()
    chosen, told = selected(document, reading)
    return replace(chosen, told=(*document.told, *told))
