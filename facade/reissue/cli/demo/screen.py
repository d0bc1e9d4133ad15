"""How the demo is printed."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text


class Screen:
    """Headings, lines, ticks and tables."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, width=_width())

    def head(self, text: str) -> None:
        """The heading of a part."""
        self._console.print()
        self._console.print(Text(text, style="bold"))

    def line(self, text: str, style: str = "") -> None:
        """An indented line; an empty one without a text."""
        self._console.print(Text(f"  {text}" if text else "", style=style))

    def tick(self, ok: bool, text: str) -> None:
        """Whether something is as it should be."""
        self.line(f"{'ok' if ok else 'NO'}  {text}", "" if ok else "bold red")

    def table(self, title: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table with lines and a title."""
        table = Table(title=title, title_style="bold", title_justify="left", show_lines=True, padding=(0, 1))
        self._console.print()
        self._console.print(_filled(table, names, rows))

    def plain_table(self, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table without lines, indented as the text is."""
        table = Table(box=None, padding=(0, 1), pad_edge=False)
        self._console.print(Padding(_filled(table, names, rows), (0, 0, 0, 2)))


def _filled(table: Table, names: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    for number, name in enumerate(names):
        table.add_column(name, overflow="fold", style="" if number else "bold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def _width() -> int | None:
    """On a terminal as wide as it is; in a log wide enough for the table."""
    return None if sys.stdout.isatty() else 120
