"""What changed between two texts of a page: a diff to read, and each change with the field or the heading that it belongs to."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

from .lines import GOES_ON, VARIES, Line, read
from .names import name_in

MOST_COMPARISONS = 16_000_000
"""Lines before times lines after; a page beyond it is no documentation that a person reads."""

MOST_WORDS = 4
"""Of a term that stands on a line of its own."""

NEAR = 5
"""Lines after a name that stands alone which may belong to it."""

_CALL = re.compile(r"(?i)\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b[\s:`]*(?:https?://[^\s/]+)?(/[^\s`\"',;)]*)")
_METHOD = re.compile(r"(?i)GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS")


Moves = tuple[tuple[tuple[str, ...], str, str], tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Stands:
    """A line where it stands."""

    line: Line
    headings: tuple[str, ...] = ()
    """Those above it, the outermost first."""
    call: str = ""
    """Method and path that its section names: `POST /invoices`."""

    above: str = ""
    """The name that stands shortly before it on a line of its own, where the layout tells no field."""

    row: tuple[str, ...] = ()
    """What the whole row says that it stands in, where it is not alone there."""

    @property
    def moves(self) -> Moves:
        """What is the same in another place of the section where the line only moved: all of its row.

        A section is all headings above it, and the call: two calls have each its own `Response`.
        """
        return ((self.headings, self.call, self.line.field), self.row, self.line.key)

    @property
    def place(self) -> tuple[str, str]:
        """The section and the field."""
        return (self.headings[-1] if self.headings else "", self.line.field)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is said otherwise."""

    at: Stands
    was: str
    """Empty where it is new."""
    now: str
    """Empty where it is gone."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What is different between two texts."""

    diff: list[str] = field(default_factory=list[str])
    differences: list[Difference] = field(default_factory=list[Difference])

    @property
    def added(self) -> list[str]:
        """What is said now and was not before."""
        return [one.now for one in self.differences if one.now]


def standing(text: str) -> list[Stands]:
    """The lines of a text, each where it stands."""
    found: list[Stands] = []
    headings: list[Line] = []
    call, called, method = "", -1, ""
    above, since = "", 0
    for line in read(text):
        if line.level:
            headings = [*(one for one in headings if one.level < line.level), line]
            if line.level <= called or called < 0:
                call, called = "", -1
        named = _CALL.search(line.content) if len(line.content) < 400 and not line.field else None
        path = line.content.strip("` ") if method and line.content.strip("` ").startswith("/") else ""
        if named or path:
            call = f"{named[1].upper()} {named[2]}" if named else f"{method} {path.split()[0]}"
            here = headings[-1].level if headings else 0
            called = min(here, called) if called >= 0 else here
            if path or _CALL.fullmatch(line.content.strip("` ")):  # it heads a section, where no heading does
                headings = [one for one in headings if one.level <= called]
        method = line.content.strip("` ").upper() if _METHOD.fullmatch(line.content.strip("` ")) else ""
        if name := name_in(line.content) if not line.field and not line.level else "":
            above, since = name, 0
        found.append(
            Stands(
                line, tuple(one.content for one in headings), call, above if since <= NEAR and not line.field else ""
            )
        )
        above, since = ("", 0) if line.level else (above, since + 1)
    return _in_rows(found)


def _in_rows(lines: list[Stands]) -> list[Stands]:
    """The same lines, each with what its row says: a row of the markup, or a label and what follows it."""
    rows: list[list[Stands]] = []
    before = Line("")
    for one in lines:
        if rows and (one.line.part.startswith(GOES_ON) or _is_about(before, one.line)):
            rows[-1].append(one)
        else:
            rows.append([one])
        before = one.line
    said = [tuple(one.line.key for one in row) if len(row) > 1 else () for row in rows]
    return [replace(one, row=told) for row, told in zip(rows, said, strict=True) for one in row]


def _is_about(label: Line, line: Line) -> bool:
    """Whether a line is what the line before announces: with a colon, or as a term that is no sentence."""
    if label.level or line.level or label.field or line.field or label.part or line.part:
        return False
    text = label.content.rstrip("*_` ")
    return text.endswith(":") or (text[-1:].isalnum() and len(text.split()) <= MOST_WORDS)


def changes(old: str, new: str, context: int = 2) -> Changed:
    """Compare two texts, and show `context` unchanged lines around each change.

    Line breaks, the order of whole rows within a section, and what differed between two fetches do not count.
    """
    before, after = standing(old), standing(new)
    groups = [group for group in _groups(before, after) if not group.same]
    _leave_out_moved(groups, before, after)
    found = Changed()
    for group in groups:
        if not group.same:
            found.diff.extend(_shown(before, after, group, context))
            found.differences.extend(_paired(group))
    return found


@dataclass(slots=True)
class _Group:
    """A run of lines that stands in the place of another: their numbers, and the lines."""

    removed: list[tuple[int, Stands]]
    added: list[tuple[int, Stands]]

    @property
    def same(self) -> bool:
        """Whether both say the same: only the line breaks moved, or it is what differs between two fetches."""
        old, new = ("".join(one.line.key for _, one in side) for side in (self.removed, self.added))
        if old == new:
            return True
        if VARIES in old or VARIES in new:
            return fits(old, new) or fits(new, old)
        return False


def fits(pattern: str, text: str) -> bool:
    """Whether a text is what another one is, but for what varies in that."""
    first, *rest = pattern.split(VARIES)
    if not rest or not text.startswith(first):
        return False
    at = len(first)
    for part in rest[:-1]:
        at = text.find(part, at) + len(part)
        if at < len(part):
            return False
    return len(text) - at >= len(rest[-1]) and text.endswith(rest[-1])


def _groups(before: list[Stands], after: list[Stands]) -> list[_Group]:
    old, new = [one.line.key for one in before], [one.line.key for one in after]
    if len(old) * len(new) > MOST_COMPARISONS:  # comparing them in order would take too long
        gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
        removed = [(at, before[at]) for at, key in enumerate(old) if gone[key]]
        return [_Group(removed, [(at, after[at]) for at, key in enumerate(new) if come[key]])]
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [
        _Group([(at, before[at]) for at in range(i, j)], [(at, after[at]) for at in range(m, n)])
        for tag, i, j, m, n in matcher.get_opcodes()
        if tag != "equal"
    ]


def _leave_out_moved(groups: list[_Group], before: list[Stands], after: list[Stands]) -> None:
    """Take out the lines that only moved within their section, with all of their row and of the same field as before."""
    old, new = Counter(one.moves for one in before), Counter(one.moves for one in after)
    gone, come = old - new, new - old
    otherwise = [*gone, *come]
    left = [(_counted(group.removed, gone), _counted(group.added, come)) for group in groups]
    told = {one.moves[:2] for removed, added in left for _, one in (*removed, *added)}
    # What is otherwise and stands in no group was matched, line by line, with other rows of its section.
    untold = {place[:2] for place, row, _ in otherwise if (place, row) not in told}
    for group, (removed, added) in zip(groups, left, strict=True):
        if removed or added or not any(one.moves[0][:2] in untold for _, one in (*group.removed, *group.added)):
            group.removed, group.added = removed, added


def _counted(lines: list[tuple[int, Stands]], left: Counter[Moves]) -> list[tuple[int, Stands]]:
    """The lines that are left to tell, each as often as that; they are left no more."""
    kept: list[tuple[int, Stands]] = []
    for at, one in lines:
        if left[one.moves] > 0:
            left[one.moves] -= 1
            kept.append((at, one))
    return kept


def _shown(before: list[Stands], after: list[Stands], group: _Group, context: int) -> Iterator[str]:
    old, new = [at for at, _ in group.removed], [at for at, _ in group.added]
    yield f"@@ line {old[0] + 1 if old else 0} of the old page, line {new[0] + 1 if new else 0} of the new one @@"
    lines, first, last = (after, new[0], new[-1]) if new else (before, old[0], old[-1])
    yield from (f"  {one.line.content}" for one in lines[max(0, first - context) : first])
    yield from (f"- {one.line.content}" for _, one in group.removed)
    yield from (f"+ {one.line.content}" for _, one in group.added)
    yield from (f"  {one.line.content}" for one in lines[last + 1 : last + 1 + context])


def _paired(group: _Group) -> Iterator[Difference]:
    """Each change of a run: what went and what came of the same field, together."""
    removed, added = _by_place(group.removed), _by_place(group.added)
    for place in dict.fromkeys((*removed, *added)):
        old, new = removed.get(place, []), added.get(place, [])
        while old and new:
            best = max(new, key=lambda one: _likeness(old[0].line.content, one.line.content))
            was = old.pop(0)
            new.remove(best)
            yield Difference(best, *excerpts(was.line.content.strip(), best.line.content.strip()))
    yield from _below_another_title([*chain(*removed.values())], [*chain(*added.values())])


def _below_another_title(removed: list[Stands], added: list[Stands]) -> Iterator[Difference]:
    """What is left to tell: together where only what stands above has another name."""
    for one in removed:
        same = [
            other
            for other in added
            if other.line.field == one.line.field and bool(one.line.level) == bool(other.line.level)
        ]
        best = max(same, key=lambda other: _likeness(one.line.content, other.line.content), default=None)
        if best is None or _likeness(one.line.content, best.line.content) < _ALIKE:
            yield Difference(one, one.line.content.strip(), "")
            continue
        added.remove(best)
        yield Difference(best, *excerpts(one.line.content.strip(), best.line.content.strip()))
    yield from (Difference(one, "", one.line.content.strip()) for one in added)


def _by_place(lines: list[tuple[int, Stands]]) -> dict[tuple[str, str], list[Stands]]:
    found: dict[tuple[str, str], list[Stands]] = {}
    for _, one in lines:
        found.setdefault(one.place, []).append(one)
    return found


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one[:200].split(), other[:200].split(), autojunk=False).ratio()


_ALIKE = 0.6
AROUND = 3
"""Words that are shown on each side of what differs."""
LONGEST = 160


def excerpts(was: str, now: str) -> tuple[str, str]:
    """The parts of two lines that differ, with a few words around them."""
    old, new = was.split(), now.split()
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return _excerpt(old, start, end), _excerpt(new, start, end)


def _excerpt(words: list[str], start: int, end: int) -> str:
    first, last = max(0, start - AROUND), min(len(words), len(words) - end + AROUND)
    shown = " ".join(words[first:last])
    shown = shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "\u2026"
    return ("\u2026 " if first else "") + shown + (" \u2026" if last < len(words) else "")
