"""An overlay over a document, both as texts: what the tests of overlays share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reissue_generator.document import Document, Reading, parse, taken
from reissue_generator.findings import Finding

HEAD = "overlay: {version}\ninfo: {{title: Corrections, version: '1'}}\nactions:\n"


@dataclass(frozen=True)
class Laid:
    """What came of it."""

    document: Document

    @property
    def data(self) -> Any:
        return self.document.main.data

    @property
    def told(self) -> list[Finding]:
        return list(self.document.told)

    def rules(self) -> list[str]:
        return [finding.rule for finding in self.told]

    def where(self, *pointer: str) -> str:
        """File, line and column of a value."""
        place = self.document.main.place(pointer)
        return f"{place.file}:{place.line}:{place.column}"


def laid(document: str, *overlays: str) -> Laid:
    """Overlays over a document. A text without a head is a list of actions of version 1.1."""
    folder = Path("/nowhere")
    sources = [
        parse(full(text).encode(), folder / f"{number}.overlay.yaml", f"{number}.overlay.yaml")
        for number, text in enumerate(overlays, 1)
    ]
    main = parse(document.encode(), folder / "api.yaml", "api.yaml")
    return Laid(taken(Document(main, folder), Reading(overlays=tuple(sources))))


def full(text: str, version: str = "1.1.0") -> str:
    """An overlay with its head."""
    return text if "overlay:" in text else HEAD.format(version=version) + text
