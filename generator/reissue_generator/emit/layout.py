"""Where a client goes: in a folder of its own below the root, or alone with a runtime of its own."""

from __future__ import annotations

from dataclasses import dataclass

from .. import RUNTIME


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the files of a client stand, and from where they import the runtime."""

    package: str
    standalone: bool = False
    shared: str = ""
    """The absolute name of a runtime that is there already; the client then has none of its own."""
    without: tuple[str, ...] = ()
    """What its own runtime leaves out by name."""
    command: str = ""
    """The command that writes a client that stands alone; '' where it is told by what it is made from."""
    more: str = ""
    """Further words of that command."""
    typed_dicts: bool = False
    """Whether there is a TypedDict for each model that a caller may give as a dict."""

    @property
    def prefix(self) -> str:
        """The folder of the client, below the root of the tree."""
        return "" if self.standalone else f"{self.package}/"

    def runtime(self, depth: int) -> str:
        """How a file `depth` folders below the client's own imports the runtime."""
        return self.shared or "." * (depth + (1 if self.standalone else 2)) + RUNTIME
