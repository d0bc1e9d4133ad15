"""What a person has to look at after a page has changed: operation and field of each change, with what is said now."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ...findings import cut, few
from ..usage import ALL, Page, Use, known_words
from .compare import Changed, Difference, Stands
from .names import is_wire

MOST = 60
_WORDS = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*(?:[.-][A-Za-z0-9_]+)*")
_WIRE_NAME = re.compile(
    r"""["'`]([A-Za-z_][A-Za-z0-9_.-]{1,60})["'`]\s*:|\b([a-z][a-z0-9]*(?:_[a-z0-9]+)+|[a-z][a-z0-9]*(?:[A-Z][a-z0-9]+)+)\b"""
)


def to_review(page: Page, changed: Changed, lines: int) -> list[str]:
    """The changes by operation and field, the names that are new to the specifications, and the diff."""
    told = _Told([(use, use.places()) for use in page.uses])
    rows = list(dict.fromkeys(told.row(one) for one in changed.differences))
    unknown = sorted(wire_names(changed.added, changed.differences) - known_words(page.uses))
    found = ["to review:", *cut([f"  {row}" for row in rows], MOST, "; read the page as a whole")]
    if unknown:
        found.append(f"names that the specification does not know: {few(unknown, 20)}")
    return [*found, *cut(changed.diff, lines if lines > 0 else len(changed.diff), "; --lines 0 shows all")]


def wire_names(lines: Iterable[str], differences: Iterable[Difference] = ()) -> set[str]:
    """Words that are clearly names on the wire: keys of JSON samples, snake_case and camelCase words, new rows."""
    found = {match[1] or match[2] for line in lines for match in _WIRE_NAME.finditer(line)}
    return found | {
        one.at.line.field.rpartition(".")[2]
        for one in differences
        if one.now == one.at.line.field.rpartition(".")[2] != ""
    }


_Places = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class _Told:
    """The operations that rest on a page, each with its fields and where they are sent."""

    uses: list[tuple[Use, _Places]]

    def row(self, one: Difference) -> str:
        """One change: `paypen.regenerateInvoice: payment_due_date (response) - "... 72 hours" is now "... 48 hours"`."""
        fields = self._fields(one)
        uses = self._of(one.at, fields)
        where = few([f"{use.provider}.{use.operation}" for use, _ in uses], 3)
        return f"{where}: {self._named(one, fields, uses)} - {_said(one)}"

    def _fields(self, one: Difference) -> list[str]:
        """The fields that a change is about: that of its row, else those that it names, else that of its heading."""
        known = {name for _, places in self.uses for name in places}
        if one.at.line.field:
            return [one.at.line.field]
        both = f"{one.was} {one.now}"
        words = {part for match in _WORDS.finditer(both) for part in (match[0], *re.split("[.-]", match[0]))}
        named = sorted(name for name in words & known if is_wire(name)) or sorted(
            name for name in words & known if re.search(rf"[`\"']{re.escape(name)}[`\"']", both)
        )
        if named:
            return named[:4]
        if one.at.above in known:
            return [one.at.above]
        for heading in reversed(one.at.headings[1:] or one.at.headings):
            title = heading.strip("`\"' *:")
            if title in known:
                return [title]
        return (
            sorted(name for name in words & known if name.islower() and len(name) > 3)[:2]
            if len(both.split()) <= 14
            else []
        )

    def _of(self, at: Stands, fields: list[str]) -> list[tuple[Use, _Places]]:
        """The operations that a section is about, as far as its headings tell; else those that have the fields."""
        if len(self.uses) == 1:
            return self.uses
        for told in (at.call, *reversed(at.headings)):
            found = [pair for pair in self.uses if told and _is_about(told, pair[0])]
            if found:
                having = [
                    pair for pair in found if any(name in pair[1] for field in fields for name in field.split("."))
                ]
                return having or found
        having = [pair for pair in self.uses if any(field.rpartition(".")[2] in pair[1] for field in fields)]
        single = [pair for pair in having if pair[0].operation != ALL]
        return single or having or self.uses

    def _named(self, one: Difference, fields: list[str], uses: list[tuple[Use, _Places]]) -> str:
        if not fields:
            heading = f'under "{one.at.headings[-1]}"' if one.at.headings else "above the first heading"
            return heading
        return ", ".join(f"{field}{_placed(field, uses)}" for field in fields)


def _placed(field: str, uses: list[tuple[Use, _Places]]) -> str:
    parts = [field, *reversed(field.split("."))]
    for part in parts:
        places = {place for _, known in uses for place in known.get(part, ())}
        if places:
            told = " and ".join(sorted(places))
            return f" ({told})" if part in parts[:2] else f" (not in the specification; {part}: {told})"
    return " (not in the specification)"


def _is_about(told: str, use: Use) -> bool:
    """Whether a heading, or method and path, name an operation."""
    method, _, path = told.partition(" ")
    own_method, _, own_path = use.title.partition(" ")
    if path.startswith("/"):
        return method.upper() == own_method.upper() and (
            _path(path).endswith(_path(own_path)) or _path(own_path).endswith(_path(path))
        )
    summary = str(use.node.map.get("summary", "")) if use.operation != ALL else ""
    wanted = {_letters(one) for one in (use.operation, summary, use.title) if one}
    return _letters(told) in wanted


def _path(path: str) -> str:
    return re.sub(r"\{[^{}/]*\}|:[A-Za-z_]\w*|<[^<>/]*>", "{}", path.split("?")[0].rstrip("/").lower())


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", re.sub(r"^\d+(?:\.\d+)*[.)]?\s+", "", text).lower())


def _said(one: Difference) -> str:
    if one.was and one.now:
        return f'"{one.was}" is now "{one.now}"'
    return f'new: "{_short(one.now)}"' if one.now else f'gone: "{_short(one.was)}"'


def _short(text: str) -> str:
    return text if len(text) <= 160 else text[:159] + "\u2026"
