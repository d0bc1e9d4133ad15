"""The table of a facade that says what a provider's statuses mean, held against its specification.

A new word of a status is a question about money, so somebody must decide it: until then the word is a finding, whether it
stands in the table as "to be decided" or not at all. The table is read as text, and never imported.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from .. import naming
from ..document import Document, Node
from ..findings import Finding, Level, Place

NAME, WORDS_OF = "STATUSES", "DOCUMENTED"
UNDECIDED = "# to be decided"
_PLACES = ("facade/*/providers/{}/statuses.py", "src/*/providers/{}/statuses.py", "*/providers/{}/statuses.py")


@dataclass(frozen=True, slots=True)
class StatusTable:
    """`STATUSES` of a file, and the schemas that list its words."""

    path: Path
    text: str
    words: dict[str, int]
    """Each word, and its line."""
    schemas: tuple[str, ...]
    """Names of components, as `DOCUMENTED` has them."""
    place: ast.Dict
    """Where the table is written."""

    @property
    def open(self) -> dict[str, int]:
        """The words that stand there and are not decided."""
        lines = self.text.splitlines()
        return {word: line for word, line in self.words.items() if UNDECIDED in lines[line - 1]}


class Word(NamedTuple):
    """A member of an enumeration."""

    word: str
    schema: str
    node: Node


def table_of(root: str | Path, provider: str) -> StatusTable | None:
    """The table of a provider in a project; None where there is none that can be read so."""
    name = naming.module(provider)
    found = (path for pattern in _PLACES for path in sorted(Path(root).glob(pattern.format(name))))
    path = next(found, None)
    return read_table(path) if path else None


def read_table(path: Path) -> StatusTable | None:
    """The table of a file; None where it is not written as one dict of texts."""
    try:
        text = path.read_text(encoding="utf-8")
        body = ast.parse(text).body
    except (OSError, ValueError, SyntaxError):
        return None
    said = {
        target.id: one.value
        for one in body
        if isinstance(one, ast.Assign)
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    table, listed = said.get(NAME), said.get(WORDS_OF)
    if not isinstance(table, ast.Dict) or not isinstance(listed, ast.Tuple):
        return None
    words = {
        key.value: key.lineno for key in table.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
    names = tuple(one.value for one in listed.elts if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return StatusTable(path, text, words, names, table)


def undocumented(table: StatusTable, document: Document) -> list[Word]:
    """The words that the specification lists and the table does not have."""
    schemas = document.root.get("components").get("schemas")
    words = [
        Word(item.value, name, item)
        for name in table.schemas
        for item in document.found(schemas.get(name)).get("enum").items()
        if isinstance(item.value, str)
    ]
    return [one for one in words if one.word not in table.words]


def check_statuses(table: StatusTable, document: Document, provider: str, name: str) -> Iterator[Finding]:
    """Each word that nobody has decided, with the place in the table. `name`: the file of it, as findings name it."""
    hint = f"decide what it means in {NAME}; reissue update {provider} writes the line"
    for one in undocumented(table, document):
        where = f"{one.node.place.file}:{one.node.place.line}"
        message = f"{provider}: {one.schema}: {one.word!r} ({where}) is not in the table of statuses"
        yield Finding("status-undecided", Level.ERROR, message, Place(name, table.place.lineno, 1), hint)
    for word, line in table.open.items():
        message = f"{provider}: {', '.join(table.schemas)}: what {word!r} means is to be decided"
        yield Finding(
            "status-undecided",
            Level.ERROR,
            message,
            Place(name, line, 1),
            "say what it means, and take the comment away",
        )


def with_words(table: StatusTable, words: Sequence[str]) -> str | None:
    """The text of the file with more words, each to be decided; None where the table cannot be written so.

    Until somebody does, they mean what an undocumented word means.
    """
    lines, place = table.text.splitlines(keepends=True), table.place
    value = re.search(r"\b(\w+)\.[A-Z_]+\b", ast.get_source_segment(table.text, place) or "")
    if value is None or place.end_lineno is None or place.end_col_offset is None or not place.keys:
        return None
    indent = "    "
    new = [f"{indent}{_quoted(word)}: {value[1]}.UNKNOWN,  {UNDECIDED}\n" for word in words]
    if place.lineno == place.end_lineno:
        head, tail = lines[place.lineno - 1][: place.col_offset], lines[place.lineno - 1][place.end_col_offset :]
        segments = [
            f"{indent}{ast.get_source_segment(table.text, key)}: {ast.get_source_segment(table.text, held)},\n"
            for key, held in zip(place.keys, place.values, strict=True)
            if key is not None
        ]
        lines[place.lineno - 1 : place.lineno] = [f"{head}{{\n", *segments, *new, f"}}{tail}"]
    else:
        if lines[place.end_lineno - 1].strip() != "}" or "," not in lines[place.end_lineno - 2]:
            return None
        lines[place.end_lineno - 1 : place.end_lineno - 1] = new
    return "".join(lines)


def _quoted(word: str) -> str:
    """As ruff writes a text."""
    made = repr(word)
    return f'"{word}"' if made == f"'{word}'" and '"' not in word else made
